"""`galley test`: what a pipeline must do, written in its file, and carried out by runs like any other."""
import json
import os
import pathlib
import re
import unittest

from runs import INTERRUPTED, REFUSED, STAGES, STOPPED, RunTest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ALL_PASS, SOME_FAIL = 0, 1


def test_of(*expect, name="it holds", articles=None, **rest):
    articles = articles or [{"id": "a", "text": "one\ntwo"}, {"id": "b", "text": "DROP"}]
    return {"name": name, "input": articles, "expect": list(expect), **rest}


def of_a(field, **check):
    """What is expected of a field of article "a"."""
    return {"id": "a", "field": field, **check}


class PipelineTests(RunTest):
    def told(self, *tests, stages=("trouble",), options=(), status=ALL_PASS, **rest):
        """What is told, as JSON; the words for people must end in the same way and tell the same failures."""
        pipeline = self.pipeline(*stages, tests=list(tests), **rest)
        told = json.loads(self.galley("test", pipeline, "--json", "--plugins", STAGES, *options, status=status).stdout)
        said = self.galley("test", pipeline, "--plugins", STAGES, *options, status=status).stdout.decode()
        self.assertIn(f"\n{told['passed']} of {told['passed'] + told['failed']} tests pass\n", said)
        for test in told["tests"]:
            self.assertIn(f"  {'ok  ' if test['passed'] else 'FAIL'}  {test['name']}\n", said)
            for failure in test["failures"]:
                self.assertIn(f"      expected  {failure['expected']}\n      found     {failure['found']}\n", said)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("galley-")], [])
        return told

    def failures(self, *expect, **rest):
        told = self.told(test_of(*expect, articles=rest.pop("articles", None)), status=SOME_FAIL, **rest)
        return told["tests"][0]["failures"]

    # ---- What holds ----

    def test_every_expectation_holds_where_it_should(self):
        articles = [{"id": "a", "text": "été", "list": [1, {"x": None}], "none": None, "half": 0.5},
                    {"id": 7, "text": "DROP"}, {"text": "FAIL"}, "no article", {"text": "x", "galley": {"old": 1}}]
        detail = "a detail with \"quotes\""
        self.told(test_of(
            of_a("text", contains="té"), of_a("text", lacks="te"), of_a("text", equals="été"),
            of_a("list", contains={"x": None}), of_a("list", contains=1.0), of_a("list", lacks=2),
            of_a("list", equals=[1, {"x": None}]), of_a("html", absent=True), of_a("none", equals=None),
            of_a("half", equals=5e-1), {"id": "a", "kept": True}, {"id": 7, "dropped": True},
            {"id": "7", "dropped": {"stage": "trouble"}},
            {"article": 1, "dropped": {"reason": "told", "detail": detail}},
            {"id": "input:3", "rejected": {"stage": "trouble"}}, {"article": 3, "rejected": {"error": "JSON"}},
            {"id": "input:5", "field": "galley", "equals": {"old": 1}}, articles=articles))

    def test_none_of_them_holds_where_it_should_not(self):
        articles = [{"id": "a", "text": "été", "list": [1], "none": None}, {"id": "d", "text": "DROP"}, "no article"]
        expect = [of_a("text", contains="te"), of_a("text", lacks="té"), of_a("text", equals="ete"),
                  of_a("list", contains="1"), of_a("list", lacks=1), of_a("html", lacks="x"), of_a("none", absent=True),
                  of_a("html", equals=None), of_a("list", contains=[1]), {"id": "a", "dropped": True},
                  {"id": "a", "rejected": True}, {"id": "d", "kept": True},
                  {"id": "d", "field": "text", "equals": "DROP"}, {"id": "d", "field": "html", "absent": True},
                  {"id": "d", "dropped": {"detail": "other"}}, {"article": 2, "kept": True},
                  {"article": 2, "rejected": {"stage": "trouble"}},
                  {"article": 2, "rejected": {"error": "other words"}}]
        self.assertEqual(len(self.failures(*expect, articles=articles)), len(expect))

    # ---- Real runs ----

    def test_the_articles_of_a_test_go_through_the_pipeline_together(self):
        articles = [{"id": number, "text": f"shared\nown {number}"} for number in range(3)]
        self.told(test_of({"id": 1, "field": "common", "equals": 1}, {"id": 2, "field": "told", "equals": "0"},
                            {"id": 2, "field": "number", "equals": 3}, articles=articles),
                    stages=("common_lines", "sequence"))

    def test_each_test_begins_afresh(self):
        first = test_of(of_a("number", equals=1), name="one")
        copy = [{"id": "a", "text": "all the same words here"}]
        self.told(first, {**first, "name": "two"}, stages=("sequence",))
        self.told(*(test_of({"id": "a", "kept": True}, name=name, articles=copy) for name in ("one", "two")),
                    stages=("dedup",))

    def test_after_looks_behind_that_stage(self):
        self.told(test_of(of_a("number", equals=1), of_a("common", absent=True),
                          {"id": "b", "kept": True}, after="sequence"),
                  test_of({"id": "b", "dropped": {"stage": "trouble"}}, name="the end"),
                  stages=("sequence", "trouble", "common_lines"))
        self.told(test_of({"id": "b", "dropped": True}, after="mark"),
                  stages=("trouble", {"use": "sequence", "id": "mark"}))

    def test_names_are_mapped_and_results_found_wherever_output_puts_them(self):
        told = self.told(test_of({"id": "b", "field": "text", "equals": "one"}, of_a("body", equals="two"),
                                 articles=[{"guid": "a", "body": "two", "lang": "fr"},
                                           {"guid": "b", "body": "one", "lang": "../x"}]),
                         fields={"text": "body", "id": "guid"}, output={"path": "{lang}/all", "provenance": True})
        self.assertEqual(told["passed"], 1)

    def test_what_tests_hold_is_not_filled(self):
        text = "${NONE} $${x}"
        self.told(test_of(of_a("text", equals=text), articles=[{"id": "a", "text": text}]))

    def test_settings_fill_the_stages(self):
        self.told(test_of(of_a("common", equals=2), articles=[{"id": "a", "text": "x\ny"}]),
                    stages=(("common_lines", {"at_least": "${LEAST}"}),), options=("--set", "LEAST=1"))

    def test_articles_keep_their_spelling(self):
        self.write("p.json", '{"galley": 1, "stages": [], "tests": [{"name": "n", "input": [\n'
                             '{"id": 1.50, // a comment\n "text":\t"\\u00e9 // none" }], "expect": [\n'
                             '{"id": "1.50", "field": "text", "equals": "é // none"}]}]}')
        self.assertIn(b"1 of 1", self.galley("test", self.folder / "p.json").stdout)

    def test_an_input_without_articles_is_a_run_too(self):
        said = self.galley("test", self.pipeline(tests=[test_of(articles=[{}])]), status=REFUSED).stderr_text
        self.assertIn('"expect" is empty', said)

    def test_a_stage_that_stops_the_run_fails_the_test_and_no_other(self):
        told = self.told(test_of({"id": "a", "kept": True}, articles=[{"id": "a", "text": "FATAL"}]),
                           test_of({"id": "a", "kept": True}, name="the next"), status=SOME_FAIL)
        self.assertEqual([test["passed"] for test in told["tests"]], [False, True])
        self.assertIn("input:1: stage trouble: ", told["tests"][0]["failures"][0]["found"])

    def test_an_interruption_ends_all_and_leaves_nothing_behind(self):
        token = self.write("token", "")
        pipeline = self.pipeline(("killer", {"file": str(token), "signal": "term"}),
                                 tests=[test_of({"id": "a", "kept": True}, name=name) for name in ("one", "next")])
        done = self.galley("test", pipeline, "--plugins", STAGES, status=INTERRUPTED)
        self.assertEqual((done.stdout, done.stderr_text), (b"", "galley test: interrupted\n"))
        self.assertEqual(os.listdir(self.folder), ["pipeline.json"])

    # ---- Failures ----

    def test_a_failure_has_its_place_what_was_wanted_and_what_was_found(self):
        path = self.write("p.json", '{"galley": 1, "stages": [{"use": "trouble"}], "tests": [\n'
                                    '  {"name": "it is kept", "input": [{"id": "x", "text": "DROP"}], "expect": [\n'
                                    '    {"id": "x", "kept": true}]}]}')
        said = self.galley("test", path, "--plugins", STAGES, status=SOME_FAIL).stdout.decode()
        self.assertEqual(said, f'  FAIL  it is kept\n    {path}:3:5: article "x"\n      expected  kept\n'
                               '      found     dropped by stage trouble, reason told, score 0.25, '
                               'detail "a detail with \\"quotes\\""\n'
                               '0 of 1 tests pass\n')

    def test_a_text_shows_where_it_differs(self):
        text = "x" * 500 + " the bridge will open in May. " + "y" * 500
        equals, contains, lacks = self.failures(
            of_a("text", equals=text.replace("May", "June")),
            of_a("text", contains="will open in March"), of_a("text", lacks="open"),
            articles=[{"id": "a", "text": text}])
        self.assertRegex(equals["difference"],
                         r'^from character 526 on: expected …"x* the bridge will open in June\. y+"… '
                         r'\(1031 characters\), found …"x* the bridge will open in May\. y+"… ')
        self.assertRegex(contains["difference"],
                         r'^its beginning up to "will open in Ma" is there, and then "y\. y+"…')
        self.assertRegex(lacks["difference"], r'^at character 518: …"x+ the bridge will open in May')

    def test_a_difference_inside_of_a_character_shows_whole_ones(self):
        difference = self.failures(of_a("text", equals="caf\u00ea"), articles=[{"id": "a", "text": "café"}])
        self.assertEqual(difference[0]["difference"], 'from character 4 on: expected "cafê", found "café"')
        difference = self.failures(of_a("text", contains="fê"), articles=[{"id": "a", "text": "café"}])
        self.assertEqual(difference[0]["difference"], 'its beginning up to "f" is there, and then "é"')

    def test_nothing_found_commands_the_terminal(self):
        pipeline = self.pipeline(tests=[test_of({"id": "\x1b[2J", "field": "text", "equals": "\x9b1m"}, name="\x1b[31m",
                                                articles=[{"id": "\x1b[2J", "text": "\x1b[31m\x9b\n"}])])
        said = self.galley("test", pipeline, status=SOME_FAIL).stdout.decode()
        self.assertEqual([sign for sign in said if (sign < " " and sign != "\n") or "\x7f" <= sign < "\xa0"], [])
        self.assertIn("FAIL  _[31m\n", said)

    def test_the_failure_in_the_readme_is_what_is_printed(self):
        readme = (SOURCE / "README.md").read_text("utf-8")
        command, shown = re.search(r"(?m)^    \$ galley (test .*)\n((?:    .*\n)*)", readme).groups()
        said = self.galley(*command.split(), cwd=SOURCE, status=SOME_FAIL).stdout.decode()
        self.assertEqual(said, re.sub("(?m)^    ", "", shown))

    # ---- Choosing, and wrong use ----

    def test_tests_are_chosen_by_a_part_of_their_name(self):
        tests = [test_of({"id": "a", "kept": True}, name=name) for name in ("copies go", "copies stay", "other")]
        self.assertEqual(self.told(*tests, options=("-k", "copies"))["passed"], 2)
        said = self.galley("test", self.pipeline(tests=tests), "--only", "none", status=REFUSED)
        self.assertIn('none of the 3 tests has "none" in its name', said.stderr_text)

    def test_a_file_without_tests_is_wrong_use(self):
        self.assertIn('has no "tests"', self.galley("test", self.pipeline(), status=REFUSED).stderr_text)

    def test_standard_input_is_tested(self):
        text = json.dumps({"galley": 1, "stages": [], "tests": [test_of({"id": "a", "kept": True})]}).encode()
        self.assertIn(b"1 of 1", self.galley("test", "-", stdin=text).stdout)

    def test_no_room_for_files_is_no_failed_test(self):
        pipeline = self.pipeline(tests=[test_of({"id": "a", "kept": True})])
        done = self.galley("test", pipeline, env={"TMPDIR": "/proc/none"}, status=STOPPED)
        self.assertIn("set TMPDIR to a folder that can be written", done.stderr_text)

    # ---- Checked like everything else ----

    def test_all_mistakes_are_told_with_their_places_and_the_nearest_names(self):
        path = self.write("p.json", '{"galley": 1, "stages": [{"use": "trouble"}, {"use": "dedup"}], "tests": [5,\n'
                          '{"nme": "x", "input": [5, " ", "a\\nb", {"id": "abcdef"}, {"id": "t"}, {"id": "t"}], '
                          '"aftr": "troubel",\n'
                          ' "expects": [{"id": "abcdeg", "field": "txet", "absent": true},\n'
                          '{"id": "t", "kept": false},\n'
                          '{"article": 6, "field": "text", "contains": "x", "lacks": "y"},\n'
                          '{"id": "abcdef", "dropped": {"stage": "dedup", "reason": "nera", "reasom": "x"}},\n'
                          '{"id": "abcdef", "equals": 1},\n'
                          '{"id": "abcdef", "field": "text", "rejected": {"stage": 5}}, {"kept": true}, 7,\n'
                          '{"article": 4}, {"article": -1, "id": "t", "kept": true}]},\n'
                          '{"name": "x", "input": {}, "expect": []}, {"name": "", "input": [{}], "after": "trouble",\n'
                          '"expect": [{"article": 0, "dropped": {"stage": "dedup", "reason": "told"}}]}]}')
        told = self.galley("check", path, "--plugins", STAGES, status=REFUSED).stderr_text
        found = [line.split("p.json:")[1] for line in told.splitlines()]
        wanted = [("1:75", "a test is an object"), ("2:2", '"name"'), ("2:24", "an article is an object"),
                  ("2:27", "not blank"), ("2:32", "one line"), ("2:85", '"after"'), ("2:93", '"trouble"'),
                  ("3:2", '"expect"'),
                  ("3:21", '"abcdef"'), ("3:40", '"text"'), ("4:8", "several articles"), ("4:21", "true is wanted"),
                  ("5:1", "this of several"), ("5:13", "6 articles, numbered from 0"), ("6:58", '"near"'),
                  ("6:66", '"reason"'),
                  ("7:1", '"field" is missing'), ("8:1", 'there is a "field"'), ("8:57", "a stage's id is wanted"),
                  ("8:62", "of which article"), ("8:78", "an expectation is an object"), ("9:1", "this of none"),
                  ("9:17", "of which article"), ("10:10", "taken"), ("10:24", "a list of articles is wanted"),
                  ("10:38", "promise nothing"), ("10:52", '"name" is empty'), ("11:48", "comes behind"),
                  ("11:67", "that stage never")]
        self.assertEqual([(place, words) for place, words in wanted
                          if not [line for line in found if line.startswith(place + ":") and words in line]], [], told)
        self.assertEqual(len(found), len(wanted), told)

    def test_a_faulty_stage_causes_no_mistakes_in_tests(self):
        said = self.galley("check", self.pipeline("claen", tests=[test_of(
            {"id": "a", "field": "new", "absent": True}, {"id": "a", "dropped": {"stage": "claen", "reason": "x"}},
            after="claen")]), status=REFUSED).stderr_text
        self.assertEqual(len(said.splitlines()), 1, said)

    def test_a_run_does_not_know_tests(self):
        shard = self.shard("a.jsonl", [{"id": "a", "text": "x"}])
        self.run_pipeline(self.pipeline("sequence", tests=[test_of({"id": "a", "kept": True})]), shard)
        self.assertNotIn("tests", self.manifest()["pipeline"]["definition"])
        self.run_pipeline(self.pipeline("sequence", tests=[test_of({"id": "b", "kept": True})]), shard, "--resume")
        self.run_pipeline(self.pipeline("sequence", about="changed"), shard, "--resume", status=REFUSED)

    def test_a_thousand_articles_fit_and_cost_little(self):
        articles = [{"id": f"n{number}", "text": "word " * 200, "list": list(range(50))} for number in range(1000)]
        expect = [{"id": article["id"], "kept": True} for article in articles]
        self.told(test_of(*expect, articles=articles), stages=())


if __name__ == "__main__":
    unittest.main()
