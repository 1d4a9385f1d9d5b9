"""Promise 6: every mistake is found at once and told with its place, before anything is made."""
import json
import os
import unittest

from runs import FIXTURES, REFUSED, STAGES, RunTest, articles

FAULTY = """{
  "galley": 2,
  "abuot": "a typing error",
  // comments are allowed
  "fields": {"text": 5},
  "stages": [
    {"use": "sequense"},
    {"use": "common_lines", "with": {"at_leest": 3}},
    {"use": "common_lines", "with": {"at_least": 0}, "id": "a/b"},
    {"use": "killer", "with": {"file": "x", "signal": "trem", "at": "soon"}},
    {"use": "killer", "wiht": {}},
    {"id": "nothing"},
    "trouble"
  ],
  "output": {"path": "../{shard}", "level": 10}
}
"""

# Where each mistake stands, and what must be said of it.
MISTAKES = [("2:13", "version"), ("3:3", "\"about\""), ("5:22", "\"text\""), ("7:13", "\"sequence\""),
            ("8:38", "\"at_least\""), ("9:50", "1 to 1000000"), ("9:60", "a/b"), ("10:55", "\"term\""),
            ("10:69", "integer"), ("11:5", "\"file\" must be given"), ("11:23", "\"with\""),
            ("12:5", "\"use\" is missing"), ("13:5", "a stage is an object"), ("15:22", "inside articles/"),
            ("15:45", "1 to 9")]


class ErrorsBeforeWork(RunTest):
    def refused(self, pipeline, *options, **rest):
        """What is said of a pipeline that cannot be run; sees that nothing was made."""
        shard = self.shard("a.jsonl", articles(2))
        before = sorted(os.listdir(self.folder))
        done = self.run_pipeline(pipeline, shard, *options, status=REFUSED, **rest)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        return done.stderr_text

    def test_what_a_file_says_cannot_command_the_terminal(self):
        pipeline = self.write("p.json", '{"galley": 1, "stages": [{"use": "dedup", "id": "a\\u001b[31m\\u0007"}], '
                                        '"k\\u001b[2J": 1}')
        said = self.refused(pipeline)
        self.assertIn("a_[31m_", said)
        self.assertIn("k_[2J", said)
        self.assertEqual([sign for sign in said if sign < " " and sign != "\n"], [])

    def test_what_a_sound_file_says_cannot_command_the_terminal_either(self):
        pipeline = self.write("p.json", '{"galley": 1, "about": "a\\u001b[31m\\u009b31m\\n\\nb", '
                                        '"fields": {"f\\u001b": "m\\u001b"}, "stages": ['
                                        '{"use": "dedup", "with": {"field": "f\\u001b"}}]}')
        said = self.galley("check", pipeline).stdout.decode()
        self.assertIn("a_[31m__31m\n\n  b\n", said)
        self.assertIn('f_ is "m_"', said)
        self.assertEqual([sign for sign in said if (sign < " " and sign != "\n") or "\x7f" <= sign < "\xa0"], [])

    def test_all_mistakes_are_told_at_once_with_line_column_and_the_nearest_name(self):
        pipeline = self.write("faulty.json", FAULTY)
        said = self.refused(pipeline)
        told = [line for line in said.splitlines() if ".json:" in line]
        for place, words in MISTAKES:
            found = [line for line in told if f"faulty.json:{place}:" in line and words in line]
            self.assertTrue(found, f"{place} {words} is not told:\n{said}")
        self.assertEqual(len(told), len(MISTAKES), said)
        places = [tuple(map(int, line.split(".json:")[1].split(":")[:2])) for line in told]
        self.assertEqual(places, sorted(places))

    def test_check_tells_the_same(self):
        pipeline = self.write("faulty.json", FAULTY)
        checked = self.galley("check", pipeline, "--plugins", STAGES, status=REFUSED)
        told = checked.stderr_text + checked.stdout.decode()
        for place, words in MISTAKES:
            found = [line for line in told.splitlines() if f":{place}:" in line and words in line]
            self.assertTrue(found, (place, told))

    def test_a_field_that_nobody_writes_is_told(self):
        pipeline = self.pipeline(("dedup", {"field": "maintxt"}))
        self.assertIn("maintxt", self.refused(pipeline))
        self.run_pipeline(self.pipeline(("dedup", {"field": "maintext"}), fields={"maintext": "maintext"}),
                          self.shard("a.jsonl", articles(2)))
        self.assertEqual(self.manifest()["stages"][0]["without_a_field"], 2)

    def test_an_optional_field_that_nobody_writes_is_a_warning_once_where_a_parameter_names_it(self):
        pipeline = self.write("p.json", """{"galley": 1, "stages": [
            {"use": "filter", "with": {"keep": "lnag == 'fr' or lnag == 'de' or quality.words > 3"}},
            {"use": "redact", "with": {"fields": ["text", "titel"]}},
            {"use": "derive", "with": {"field": "long", "value": "words(txt) > 800"}},
            {"use": "quality"},
            {"use": "filter", "with": {"drop": "long and quality.words > 3"}}]}""")
        said = self.galley("check", pipeline).stderr_text
        self.assertEqual([line.split(";")[0].split("p.json:")[1] for line in said.splitlines()], [
            '2:48: warning: stage filter: no stage before writes the field "lnag"',
            '2:48: warning: stage filter: no stage before writes the field "quality.words"',
            '3:50: warning: stage redact: no stage before writes the field "titel"',
            '4:66: warning: stage derive: no stage before writes the field "txt"'])
        self.assertTrue(said.splitlines()[0].endswith('did you mean "lang"?'), said)
        done = self.run_pipeline(pipeline, self.shard("a.jsonl", articles(2)))
        self.assertEqual([line for line in done.stderr_text.splitlines() if "warning" in line], said.splitlines())

    def test_a_field_that_the_corpus_is_said_to_have_is_no_warning(self):
        pipeline = self.pipeline(("filter", {"keep": "section == 'x' and o.a > 1"}),
                                 fields={"section": "rubrik", "o": "o"})
        self.assertEqual(self.galley("check", pipeline).stderr_text, "")
        self.run_pipeline(pipeline, self.shard("a.jsonl", [{"text": "a", "rubrik": "x", "o": {"a": 2}}, {"text": "b"}]))
        self.assertEqual(self.manifest()["counts"]["written"], 1)

    def test_a_faulty_expression_is_told_at_its_place_with_all_else(self):
        said = self.refused(self.write("p.json", """{"galley": 1, "stages": [
            {"use": "filter", "with": {"keep": "lang = 'fr'"}},
            {"use": "derive", "with": {"field": 3, "value": "1 +"}}]}"""))
        self.assertIn('p.json:2:48: stage filter: parameter "keep": column 6: = sets nothing here', said)
        self.assertIn('p.json:3:61: stage derive: parameter "value": column 4: the expression ends', said)
        self.assertIn('p.json:3:49: stage derive: parameter "field": a string is wanted', said)

    def test_a_name_in_fields_that_nothing_uses_is_told_with_the_nearest(self):
        said = self.refused(self.pipeline(("dedup", {"field": "body"}), "trouble", output={"path": "{region}/{shard}"},
                                          fields={"txet": "maintext", "body": "b", "region": "r", "byline": "c",
                                                  "id": "guid", "dup_score": "d"}))
        self.assertIn('no stage uses "txet", and it is none of Galley\'s words; did you mean "text"?', said)
        self.assertIn('no stage uses "byline"', said)
        self.assertEqual(len(said.splitlines()), 2, said)
        self.galley("check", self.pipeline(("trouble", {"also": "byline"}), fields={"byline": "c"}),
                    "--plugins", STAGES)

    def test_a_stage_whose_fields_are_not_known_leaves_names_in_fields_alone(self):
        for stage in ("dedup", {"field": 5}), "sequense":
            said = self.refused(self.pipeline(stage, fields={"body": "b"}))
            self.assertNotIn('"body"', said)

    def test_two_names_for_one_member_are_told(self):
        said = self.refused(self.write("p.json", '{"galley": 1, "stages": [],\n"fields": {"text": "x", "title": "x"}}'))
        self.assertIn('p.json:2:34: "fields": "x" is "text" already', said)

    def test_what_a_misspelt_name_holds_is_checked_as_the_nearest(self):
        pipeline = self.write("p.json", '{"galley": 1, "stage": [{"use": "claen", "wiht": {}},\n'
                                        '{"usee": "killer", "wiht": {"flie": 5, "signal": "trem"}}],\n'
                                        '"feilds": {"txet": "x"}, "outptu": {"lvel": 10}, "tages": 5}')
        told = [line.split("p.json:")[1] for line in self.refused(pipeline).splitlines()]
        for place, words in [("1:15", '"stages"'), ("1:33", '"clean"'), ("1:42", '"with"'), ("2:2", '"use"'),
                             ("2:20", '"with"'), ("2:29", '"file"'), ("2:37", "a string is wanted"),
                             ("2:50", '"term"'), ("3:1", '"fields"'), ("3:26", '"output"'), ("3:37", '"level"'),
                             ("3:45", "1 to 9"), ("3:50", '"stages"')]:
            self.assertEqual(len([line for line in told if line.startswith(place + ":") and words in line]), 1,
                             (place, words, told))
        self.assertEqual(len(told), 13, told)

    def test_what_only_opening_tells_is_told_with_all_else(self):
        open_fails = {"use": "open_fails", "plugin": f"{FIXTURES}/open_fails.so", "with": {"says_why": True}}
        pipeline = self.pipeline({**open_fails, "id": "first"}, ("sequence", {"no": 1}), {**open_fails, "id": "second"},
                                 {**open_fails, "with": {"says_why": 5}, "id": "third"},
                                 {**open_fails, "with": {"says_why": "${NOT_THERE}"}, "id": "fourth"},
                                 ("summarize", {"sentences": 2, "ratoi": 0.5}))
        told = self.refused(pipeline).splitlines()
        for words in ("first: it cannot be opened", 'no parameter "no"', "second: it cannot be opened",
                      "third: parameter", "${NOT_THERE} has no value", 'did you mean "ratio"',
                      "summarize: it cannot be opened"):
            self.assertEqual(len([line for line in told if words in line]), 1, (words, told))
        self.assertEqual(len(told), 7, told)
        places = [int(line.split("pipeline.json:1:")[1].split(":")[0]) for line in told]
        self.assertEqual(places, sorted(places))

    def test_a_value_that_is_not_given_causes_no_other_mistakes(self):
        pipeline = self.pipeline({"use": "${A}"}, {"use": "sequence", "id": "${B}"},
                                 {"use": "killer", "with": {"file": "${C}"}}, ("mark", {}), fields={"text": "${D}"},
                                 output={"path": "${E}", "level": "${F}"})
        told = self.refused(pipeline).splitlines()
        self.assertEqual(len([line for line in told if "has no value" in line]), 6, told)
        self.assertEqual(len(told), 7, told)

    def test_a_field_that_nobody_needs_may_be_missing(self):
        checked = self.galley("check", self.pipeline(("trouble", {"also": "byline"})), "--plugins", STAGES)
        self.assertRegex(checked.stdout.decode(), r"trouble 1\.0 +text, byline ")

    def test_a_value_that_is_not_given_is_told_and_one_that_is_not_asked_for(self):
        pipeline = self.pipeline(("common_lines", {"at_least": "${LEAST}"}))
        self.assertIn("--set LEAST=", self.refused(pipeline))
        self.assertIn("\"LEAST\"", self.refused(pipeline, "--set", "LEAST=2", "--set", "LEATS=3"))
        self.assertIn("an integer is wanted", self.refused(pipeline, "--set", "LEAST=many"))
        self.run_pipeline(pipeline, self.folder / "a.jsonl", "--set", "LEAST=2")
        self.run_pipeline(pipeline, self.folder / "a.jsonl", out="second", env={"LEAST": "3"})
        self.assertEqual(self.manifest()["pipeline"]["definition"]["stages"][0]["with"], {"at_least": "2"})
        self.assertEqual(self.manifest()["pipeline"]["variables"], [{"name": "LEAST", "value": "2", "from": "--set"}])
        self.assertEqual(self.manifest("second")["pipeline"]["variables"],
                         [{"name": "LEAST", "value": "3", "from": "environment"}])

    def test_each_default_of_a_variable_is_noted_once(self):
        pipeline = self.pipeline(("common_lines", {"at_least": "${N:-2}"}), ("common_lines", {"at_least": "${N:-3}"}),
                                 ("common_lines", {"at_least": "${N:-2}"}))
        self.run_pipeline(pipeline, self.shard("a.jsonl", articles(2)))
        self.assertEqual(self.manifest()["pipeline"]["variables"],
                         [{"name": "N", "value": value, "from": "default"} for value in "23"])

    def test_a_tap_of_no_stage_is_refused(self):
        self.assertIn("--tap sequense", self.refused(self.pipeline("sequence"), "--tap", "sequense"))

    def test_what_is_no_pipeline_file_is_refused(self):
        folder = self.folder / "a-folder"
        folder.mkdir()
        deep = "[" * 100000 + "]" * 100000
        for name, content, word in (("empty.json", "", "empty"), ("blank.json", " \n", "1"),
                                    ("latin.json", b'{"galley": 1, "about": "caf\xe9"}', "0xe9"),
                                    ("binary.json", bytes(range(256)), "JSON"),
                                    ("list.json", "[]", "object"), ("cut.json", '{"galley": 1, "stages": [', "JSON"),
                                    ("deep.json", deep, "JSON"), ("deep2.json", '{"galley":' + deep + "}", "JSON"),
                                    ("twice.json", '{"galley": 1, "galley": 1, "stages": []}', "stands twice"),
                                    ("full.json",
                                     json.dumps({"galley": 1, "fields": {str(i): "x" for i in range(20000)}}),
                                     "more than 16384 values that are no tests'"),
                                    ("tests.json", json.dumps({"galley": 1, "stages": [], "tests": [[0] * 300000]}),
                                     "its tests hold more than 262144 values"),
                                    ("filled.json", json.dumps({"galley": 1, "stages": [], "about": "".join(
                                        f"${{A:-{i}}}" for i in range(50000))}), "more than 1024 different"),
                                    ("long.json", json.dumps({"galley": 1, "stages": [{"use": "sequence"}] * 3000}),
                                     "at most 512 stages"),
                                    ("huge.json", '{"galley": 1, "about": "' + "x" * 9000000 + '"}', "larger")):
            said = self.refused(self.write(name, content))
            self.assertIn(name, said)
            self.assertIn(word, said, name)
        self.assertIn("folder", self.refused(folder))
        self.assertIn("missing.json", self.refused(self.folder / "missing.json"))
        self.assertIn("unreadable", self.refused("/proc/self/mem/unreadable"))

    def test_a_file_full_of_mistakes_is_told_whole(self):
        """All of them on one line, of which no part is counted twice: that would take longer than a test may."""
        tests = [{"name": "n", "input": [5], "expect": [{"idd": n} for n in range(20)]} for _ in range(5000)]
        path = self.write("many.json", json.dumps({"galley": 1, "stages": [], "tests": tests}))
        said = self.refused(path)
        self.assertEqual(said.count('did you mean "id"?'), 100000)

    def test_many_mistakes_are_all_told(self):
        stages = [{"use": "sequence", "with": {f"p{number}": 1}} for number in range(500)]
        said = self.refused(self.write("many.json", json.dumps({"galley": 1, "stages": stages})))
        self.assertEqual(said.count("there is no parameter"), 500)

    def test_a_run_directory_that_cannot_be_made_is_refused(self):
        self.write("file", "")
        done = self.run_pipeline(self.pipeline(), self.shard("a.jsonl", articles(2)), out="file/run", status=REFUSED)
        self.assertIn(f"{self.folder}/file: ", done.stderr_text)

    def test_not_one_input_is_an_error_before_work(self):
        done = self.run_pipeline(self.pipeline(), [self.folder / "none.jsonl", self.folder / "nor*.gz"], status=REFUSED)
        self.assertIn("none.jsonl", done.stderr_text)
        self.assertFalse((self.folder / "run").exists())


if __name__ == "__main__":
    unittest.main()
