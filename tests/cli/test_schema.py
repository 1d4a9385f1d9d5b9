"""`galley schema` against `galley check`: an editor must underline what it sees is wrong, and nothing that is right."""
import json
import re
import unittest

from runs import FIXTURES, STAGES, RunTest

try:
    import jsonschema
except ImportError:
    jsonschema = None

# Templates of output.path.
GOOD_PATHS = ["{shard}", "{lang}/{shard}", "{date:7}/{shard}", "x-{id}", "all", "a.b/..c/...", "{lang:100}{title:1}",
              "ünï/…", "{lang}.gzip", ".gz", "{a/b}"]
BAD_PATHS = ["", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/./b", "{}", "{lang", "lang}", "{{lang}}", "a\nb",
             "a\n", "{lang:}", "{:7}", "{date:0}", "{date:07}", "{date:101}", "{date:x}", "{shard:3}", "{a:b:3}",
             "{shard}.jsonl.gz", "{shard}.jsonl", "x.json", "{lang}/{shard}.gz", "{" + "x" * 128 + "}"]

STAGE_LISTS_GOOD = [
    [], [{"use": "clean"}], [{"use": "${S:-clean}"}], [{"use": "${S:-clean}", "with": {}}],
    [{"use": "clean", "id": "a.b-c_1"}], [{"use": "clean", "id": "${I:-x}"}],
    [{"use": "dedup", "with": {"threshold": 1, "method": "exact", "action": "${A:-mark}"}}],
    [{"use": "dedup", "with": {"threshold": "${T:-0.5}"}}],
    [{"use": "killer", "with": {"file": "x", "signal": "${W:-term}"}}],
    [{"use": "good", "plugin": FIXTURES + "/good.so"}], [{"use": "trouble", "with": {"also": "x"}}],
]
STAGE_LISTS_BAD = [
    5, {}, [5], [{}], [{"use": 5}], [{"use": ""}], [{"use": "claen"}], [{"usee": "clean"}],
    [{"use": "clean", "wiht": {}}], [{"use": "clean", "with": []}], [{"use": "clean", "id": ""}],
    [{"use": "clean", "id": "a/b"}], [{"use": "clean", "id": "all"}], [{"use": "clean", "id": ".a"}],
    [{"use": "clean", "id": "x" * 65}],
    [{"use": "dedup", "with": {"threshold": 2}}], [{"use": "dedup", "with": {"threshold": "0.5"}}],
    [{"use": "dedup", "with": {"method": "far"}}], [{"use": "dedup", "with": {"treshold": 1}}],
    [{"use": "killer"}], [{"use": "killer", "with": {}}], [{"use": "killer", "with": {"file": 5}}],
    [{"use": "good", "plugin": ""}],
]
FILES_GOOD = [
    {"$schema": "x", "about": "x"}, {"fields": {"text": "maintext", "date": "${D:-date_publish}"}},
    {"fields": {"region": "r"}, "output": {"path": "{region}"}},
    {"output": {"level": 9, "provenance": True}}, {"output": {"level": "${L:-3}", "provenance": "${P:-false}"}},
    {"output": {"path": "${WHERE:-x}/{shard}"}},
]
FILES_BAD = [
    {"galley": 2}, {"galley": "1"}, {"about": 5}, {"abuot": "x"}, {"fields": {"text": 5}}, {"fields": {"text": ""}},
    {"fields": {"": "x"}}, {"fields": []}, {"output": {"level": 0}}, {"output": {"level": 10}},
    {"output": {"levle": 1}}, {"output": {"provenance": 1}}, {"output": {"path": 5}}, {"output": []},
]

EXPECT_GOOD = [
    {"id": "a", "field": "text", "contains": "x"}, {"article": 0, "field": "text", "lacks": 5},
    {"id": 5, "field": "text", "equals": {"a": [None]}}, {"id": "a", "field": "new", "absent": True},
    {"id": "a", "kept": True}, {"id": "a", "dropped": True}, {"id": "a", "rejected": True},
    {"id": "a", "dropped": {"stage": "dedup", "reason": "near", "detail": "x"}}, {"id": "a", "dropped": {}},
    {"id": "a", "rejected": {"stage": "dedup", "error": "x"}},
]
EXPECT_BAD = [
    5, {}, {"id": "a"}, {"kept": True}, {"id": "a", "article": 0, "kept": True}, {"article": -1, "kept": True},
    {"article": "0", "kept": True}, {"id": "a", "kept": False}, {"id": "a", "field": "text", "kept": True},
    {"id": "a", "contains": "x"}, {"id": "a", "field": "text"}, {"id": "a", "field": "text", "absent": False},
    {"id": "a", "field": "text", "contains": "x", "lacks": "y"}, {"id": "a", "field": 5, "contains": "x"},
    {"id": "a", "dropped": False}, {"id": "a", "dropped": {"why": "near"}}, {"id": "a", "dropped": {"reason": 5}},
    {"id": "a", "rejected": {"reason": "x"}}, {"id": ["a"], "kept": True}, {"id": "a", "kept": True, "tpyo": 1},
]
TESTS_GOOD = [[], [{"name": "n", "after": "dedup", "input": [{"id": "a"}, "no article"], "expect": [EXPECT_GOOD[4]]}]]
TESTS_BAD = [
    {}, [5], [{}], [{"name": "n", "input": [], "expect": []}],
    [{"name": "", "input": [{"id": "a"}], "expect": EXPECT_GOOD}],
    *([{"name": "n", "input": [{"id": "a"}, line], "expect": [EXPECT_GOOD[4]]}] for line in ("", " \t", "a\nb", 5, [])),
    *([{"name": "n", "input": [{"id": "a"}], "expect": [EXPECT_GOOD[4]], **more}] for more in (
        {"name": 5}, {"input": {}}, {"expect": {}}, {"after": 5}, {"tpyo": 1})),
]


def tests(expectation):
    return [{"name": "n", "input": [{"id": "a", "new": 1}, {"id": 5}], "expect": [expectation]}]


def pipeline(**more):
    return {"galley": 1, "stages": [], **more}


def tested(tests):
    return pipeline(stages=[{"use": "dedup"}], tests=tests)


GOOD = ([pipeline(stages=each) for each in STAGE_LISTS_GOOD] + [pipeline(**each) for each in FILES_GOOD] +
        [pipeline(output={"path": path}, fields={"a/b": "x"} if "a/b" in path else {}) for path in GOOD_PATHS] +
        [tested(each) for each in [*TESTS_GOOD, *map(tests, EXPECT_GOOD)]])
BAD = ([pipeline(stages=each) for each in STAGE_LISTS_BAD] + [pipeline(**each) for each in FILES_BAD] +
       [pipeline(output={"path": path}) for path in BAD_PATHS] +
       [tested(each) for each in [*TESTS_BAD, *map(tests, EXPECT_BAD)]] + [{}, {"galley": 1}, {"stages": []}])


class Schema(RunTest):
    def schema(self):
        return json.loads(self.galley("schema", "--plugins", STAGES).stdout)

    def test_check_takes_the_good_files_and_refuses_the_bad_ones(self):
        for content, status in [(each, 0) for each in GOOD] + [(each, 2) for each in BAD]:
            self.galley("check", self.write("p.json", json.dumps(content)), "--plugins", STAGES, status=status)

    @unittest.skipUnless(jsonschema, "the Python module jsonschema is not there")
    def test_the_schema_says_the_same(self):
        schema = self.schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for content in GOOD:
            self.assertEqual([error.message for error in validator.iter_errors(content)], [], content)
        for content in BAD:
            self.assertFalse(validator.is_valid(content), content)

    def test_the_pattern_of_the_path_says_the_same(self):
        pattern = self.schema()["properties"]["output"]["properties"]["path"]["anyOf"][0]["pattern"]
        self.assertEqual([path for path in GOOD_PATHS if not re.search(pattern, path)], [])
        self.assertEqual([path for path in BAD_PATHS if re.search(pattern, path)], [])

    def test_it_knows_galleys_words_and_allows_filled_values(self):
        properties = self.schema()["properties"]
        self.assertIn("summary", properties["fields"]["properties"])
        rules = properties["stages"]["items"]["allOf"]
        names = next(rule["then"]["properties"]["use"]["oneOf"]
                     for rule in rules if "use" in rule["then"]["properties"])
        self.assertIn({"type": "string", "pattern": "\\$\\{"}, names)
        killer = next(rule["then"] for rule in rules
                      if rule["if"].get("properties", {}).get("use") == {"const": "killer"})
        self.assertEqual(killer["required"], ["with"])


if __name__ == "__main__":
    unittest.main(verbosity=2)  # with the reason of a test that is skipped
