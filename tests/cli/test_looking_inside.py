"""inspect, trace, sample, diff: what is told of a run is what its files hold, whole or damaged."""
import gzip
import json
import os
import pathlib
import pty
import re
import subprocess
import time
import unittest

from runs import GALLEY, STAGES, RunTest, articles, jsonl, read_gzip

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NEWS, SAMPLE = SOURCE / "pipelines" / "news.json", SOURCE / "tests" / "data" / "sample"


class InspectTest(RunTest):
    def out(self, *arguments, **options):
        return self.galley(*arguments, **options).stdout.decode("utf-8")

    def words(self, *arguments):
        """What is printed, as if on one line."""
        return " ".join(self.out(*arguments).split())

    def told(self, *arguments, **options):
        return json.loads(self.out(*arguments, "--json", **options))

    def told_lines(self, *arguments, **options):
        return [json.loads(line) for line in self.out(*arguments, "--json", **options).splitlines()]

    def errors(self, *arguments, status=2):
        done = self.galley(*arguments, status=status)
        if status == 2:
            self.assertEqual(done.stdout, b"")
        return done.stderr_text

    def run_news(self, *options, out="run"):
        self.run_pipeline(NEWS, SAMPLE, *options, out=out)
        return self.folder / out

    def clean_run(self, rows, *options, out="run", name="in.jsonl.gz", stages=("clean", "langdetect"), **rest):
        """A run over one shard of these rows; everything is tapped unless options say otherwise."""
        pipeline, options = self.pipeline(*stages, **rest), options or ["--tap", "all"]
        self.run_pipeline(pipeline, self.shard(name, rows), *options, out=out)
        return self.folder / out


class Trace(InspectTest):
    def test_each_step_says_what_the_stage_changed(self):
        run = self.clean_run([{"id": "a", "title": "A &amp; B", "text": "One&nbsp;word.\nShare on Facebook"}])
        life = self.told("trace", run, "a")
        self.assertEqual((life["id"], life["origin"]), ("a", "in.jsonl.gz:1"))
        clean, langdetect = life["steps"]
        self.assertEqual(clean["stages"], ["clean"])
        changed = {change["field"]: change for change in clean["changes"]}
        self.assertEqual((changed["title"]["before"], changed["title"]["after"]), ("A &amp; B", "A & B"))
        gone = "".join(text for kind, text in changed["text"]["words"] if kind != "new")
        self.assertEqual(gone, "One&nbsp;word.\nShare on Facebook")
        self.assertEqual({change["field"]: change["change"] for change in langdetect["changes"]},
                         {"lang": "added", "lang_score": "added"})
        self.assertEqual(life["end"], {"fate": "written", "file": "articles/in.jsonl.gz", "line": 1})

    def test_ids_are_strings_or_numbers_and_an_origin_will_do(self):
        run = self.clean_run([{"id": 17, "text": "x"}, {"id": "é/\"1", "text": "y"}, {"text": "no id"}])
        for asked, origin in ("17", 1), ("é/\"1", 2), ("in.jsonl.gz:2", 2), ("in.jsonl.gz:3", 3):
            self.assertEqual(self.told("trace", run, asked)["origin"], f"in.jsonl.gz:{origin}")

    def test_an_id_is_found_however_its_letters_are_escaped(self):
        run = self.clean_run([b'{"id": "\\u00e9t\\u00e9 1", "text": "x"}', b'{"id": "\\u65e5", "text": "y"}'])
        self.assertEqual(self.told("trace", run, "été 1")["origin"], "in.jsonl.gz:1")
        self.assertEqual(self.told("trace", run, "日")["origin"], "in.jsonl.gz:2")

    def test_a_copy_names_what_it_is_a_copy_of(self):
        run = self.run_news("--tap", "all")
        end = self.told("trace", run, "7f3a-0005")["end"]
        self.assertEqual([end[key] for key in ("fate", "stage", "reason", "score", "detail")],
                         ["dropped", "dedup", "near", 0.9935, "7f3a-0001"])
        self.assertEqual({key: end["of"][key] for key in ("id", "title", "fate")},
                         {"id": "7f3a-0001", "title": "Altwies heizt bald mit Flusswasser", "fate": "written"})

    def test_a_rejected_line_is_told_with_its_error(self):
        run = self.clean_run([{"id": "a", "text": "x"}, b'{"id": "b", "text": '])
        end = self.told("trace", run, "in.jsonl.gz:2")["end"]
        self.assertEqual((end["fate"], end["text"]), ("rejected", '{"id": "b", "text": '))
        self.assertIn("invalid JSON", end["error"])

    def test_a_stage_that_rejects_is_named(self):
        run = self.clean_run([{"id": "a", "text": "FAIL"}], stages=["clean", "trouble"])
        end = self.told("trace", run, "a")["end"]
        self.assertEqual((end["fate"], end["stage"]), ("rejected", "trouble"))

    def test_without_taps_it_tells_what_went_in_and_what_came_out(self):
        run = self.clean_run([{"id": "a", "text": "A &amp; B"}], "--jobs", "1")
        life = self.told("trace", run, "a")
        self.assertEqual([step["stages"] for step in life["steps"]], [["clean", "langdetect"]])
        self.assertEqual(life["untapped"], ["clean", "langdetect"])
        self.assertIn("--tap all", self.out("trace", run, "a"))

    def test_without_the_corpus_it_tells_what_the_taps_tell_and_why(self):
        run = self.clean_run([{"id": "a", "text": "A &amp; B"}])
        (self.folder / "in.jsonl.gz").unlink()
        life = self.told("trace", run, "a")
        self.assertIsNone(life["read"])
        self.assertIsNone(life["steps"][0]["changes"])
        self.assertEqual(len(life["steps"][1]["changes"]), 2)
        self.assertIn("in.jsonl.gz is not to be had", self.words("trace", run, "a"))

    def test_a_corpus_that_was_changed_is_not_believed(self):
        run = self.clean_run([{"id": "a", "text": "A &amp; B"}])
        self.shard("in.jsonl.gz", [{"id": "a", "text": "something else"}])
        self.assertIsNone(self.told("trace", run, "a")["read"])
        self.assertIn("was changed after the run", self.words("trace", run, "a"))

    def test_what_was_dropped_is_told_as_it_came_without_the_corpus(self):
        rows = [{"id": name, "text": "one &amp; two"} for name in "ab"]
        run = self.clean_run(rows, "--jobs", "1", stages=["clean", "dedup"])
        (self.folder / "in.jsonl.gz").unlink()
        life = self.told("trace", run, "b")
        self.assertEqual(life["steps"][0]["changes"][0]["before"], "one &amp; two")
        self.assertEqual(life["steps"][0]["changes"][0]["after"], "one & two")
        self.assertEqual(life["end"]["of"]["id"], "a")

    def test_articles_that_share_an_id_are_told_apart(self):
        rows = [{"id": "a", "text": f"text {number} " + "x" * number} for number in range(4)]
        run = self.clean_run(rows, stages=["clean"])
        lives = self.told_lines("trace", run, "a", "-n", "9")
        self.assertEqual([life["origin"] for life in lives], [f"in.jsonl.gz:{line}" for line in range(1, 5)])
        self.assertEqual([life["end"]["line"] for life in lives], [1, 2, 3, 4])
        told = self.out("trace", run, "a")
        self.assertIn("3 more (-n 4 traces them all)", told)

    def test_text_finds_articles_at_every_stage(self):
        run = self.clean_run([{"id": "a", "text": "the first é 1"}, {"id": "b", "text": "the &amp; second"},
                              {"id": "c", "text": "x", "sub": {"deep": "the third"}}])
        for text, found in ("first é", "a"), ("&amp; sec", "b"), ("& sec", "b"):
            self.assertEqual([life["id"] for life in self.told_lines("trace", run, "--grep", text, "-n", "5")], [found])
        self.assertEqual(len(self.told_lines("trace", run, "--grep", "the ", "-n", "5")), 2)

    def test_other_names_of_fields_and_members_called_galley_are_the_corpus_own(self):
        run = self.clean_run([{"key": "a", "body": "x &amp; y", "galley": {"mine": 1}}],
                             fields={"id": "key", "text": "body"}, output={"provenance": True})
        life = self.told("trace", run, "a")
        self.assertEqual([change["field"] for change in life["steps"][0]["changes"]], ["body"])
        self.assertEqual(len(life["steps"]), 2)
        self.assertEqual(life["end"]["fate"], "written")

    def test_results_in_files_by_field_are_found(self):
        run = self.clean_run([{"id": "a", "lang": "fr", "text": "x"}, {"id": "b", "lang": "de", "text": "y"}],
                             stages=["clean"], output={"path": "{lang}/all"})
        self.assertEqual(self.told("trace", run, "b")["end"]["file"], "articles/de/all.jsonl.gz")

    def test_what_is_not_there_is_said(self):
        run = self.clean_run([{"id": "a", "text": "x"}])
        self.assertIn('there is no article with the id "b"; --grep', self.errors("trace", run, "b"))
        self.assertIn('no article comes from "in.jsonl.gz:9"', self.errors("trace", run, "in.jsonl.gz:9"))
        self.assertIn('no article has the text "zzz"', self.errors("trace", run, "--grep", "zzz"))
        self.assertIn("which article: ID or --grep TEXT?", self.errors("trace", run))
        self.assertIn("give one of them", self.errors("trace", run, "a", "--grep", "x"))

    def test_texts_that_have_nothing_in_common_cost_little_time(self):
        words = " ".join(f"w{number}" for number in range(60000))
        run = self.clean_run([{"id": "a", "text": words}], stages=["clean"])
        tap = run / "taps" / "01-clean" / "in.jsonl.gz"
        row = json.loads(read_gzip(tap))
        row["text"] = words.replace("w", "v")
        tap.write_bytes(gzip.compress(jsonl(row)))
        start = time.monotonic()
        done = self.galley("trace", run, "a", "--json", status=1)  # and the tap is not what the run left
        self.assertLess(time.monotonic() - start, 20)
        self.assertTrue(json.loads(done.stdout)["steps"][0]["changes"][0]["is_coarse"])


class Jump(InspectTest):
    """A tap is not read through for one article."""
    COUNT = 700

    def setUp(self):
        super().setUp()
        rows = [{"id": f"n{number}", "text": "DROP" if number % 7 == 3 else str(number) + "x" * 9000}
                for number in range(self.COUNT)]
        self.left = self.clean_run(rows, stages=["sequence", "trouble"])
        self.tap = self.left / "taps" / "01-sequence" / "in.jsonl.gz"
        self.members = [found.start() for found in re.finditer(re.escape(self.tap.read_bytes()[:10]),
                                                               self.tap.read_bytes())]
        self.assertGreater(len(self.members), 5)

    def number_of(self, line, status=0):
        done = self.galley("trace", self.left, f"in.jsonl.gz:{line}", "--json", status=status)
        life = json.loads(done.stdout)
        after = {change["field"]: change["after"] for change in life["steps"][0]["changes"]}
        fate = "dropped" if (line - 1) % 7 == 3 else "written"
        self.assertEqual((life["end"]["fate"], len(life["steps"])), (fate, 1 if fate == "dropped" else 2))
        return after["number"]

    def test_every_copy_is_found_wherever_it_stands(self):
        for line in (1, 2, 3, 4, 116, 117, 350, *range(230, 250), self.COUNT - 1, self.COUNT):
            self.assertEqual(self.number_of(line), line)

    def test_what_is_damaged_elsewhere_does_not_matter_and_here_it_is_told(self):
        data = bytearray(self.tap.read_bytes())
        data[self.members[4] - 60:self.members[4] - 40] = b"?" * 20
        self.tap.write_bytes(data)
        self.assertEqual(self.number_of(1), 1)
        self.assertEqual(self.number_of(self.COUNT), self.COUNT)
        behind = json.loads(gzip.decompress(data[self.members[4]:self.members[5]]).splitlines()[0])
        last = int(behind["galley"]["origin"].split(":")[1]) - 1  # of the damaged member
        done = self.galley("trace", self.left, f"in.jsonl.gz:{last}", status=1)
        self.assertIn(str(self.tap), done.stderr_text)

    def test_a_tap_of_some_articles_has_them_and_no_others(self):
        self.run_pipeline(self.pipeline("sequence"), self.folder / "in.jsonl.gz", "--tap", "all", "--tap-sample", "20%",
                          out="part")
        tapped = {row["id"] for row in self.rows("taps", "part")}
        self.assertGreater(len(tapped), 50)
        for number in range(0, self.COUNT, 23):
            life = self.told("trace", self.folder / "part", f"n{number}")
            self.assertEqual(life["steps"][0]["file"].startswith("taps/"), f"n{number}" in tapped)
            self.assertEqual(len(life["steps"]), 1)


class Try(InspectTest):
    def try_run(self, rows, *options, stages=("clean", "trouble"), **rest):
        return self.galley("run", self.pipeline(*stages), self.shard("in.jsonl.gz", rows), "--plugins", STAGES,
                           *options, **rest)

    def test_each_article_is_told_and_nothing_is_kept(self):
        rows = [{"id": "a", "text": "x &amp; y"}, b"{", {"id": "b", "text": "DROP"}, {"id": "c", "text": "z"},
                {"id": "d", "text": "w"}]
        lives = [json.loads(line) for line in self.try_run(rows, "--try", "4", "--json").stdout.splitlines()]
        self.assertEqual([(life["origin"], life["end"]["fate"]) for life in lives],
                         [("in.jsonl.gz:1", "written"), ("in.jsonl.gz:2", "rejected"), ("in.jsonl.gz:3", "dropped"),
                          ("in.jsonl.gz:4", "written")])
        self.assertEqual(lives[0]["steps"][0]["changes"][0]["after"], "x & y")
        told = self.try_run(rows, "--try", "4").stdout.decode()
        self.assertIn("read 4 = written 2 + dropped 1 + rejected 1; nothing is kept\n", told)
        self.assertNotIn("taps/", told)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["in.jsonl.gz", "pipeline.json"])

    def test_articles_without_an_id_and_a_pipeline_without_stages_can_be_tried(self):
        told = self.try_run([{"text": "x"}, {"text": "y"}], "--try", "2", "--json", stages=[]).stdout
        self.assertEqual([json.loads(line)["id"] for line in told.splitlines()], ["in.jsonl.gz:1", "in.jsonl.gz:2"])

    def test_it_stands_alone(self):
        for option in ["--out", "x"], ["--stdout"], ["--tap", "all"], ["--limit", "3"], ["--resume"], ["--force"]:
            self.assertIn("--try keeps nothing", self.try_run([], "--try", "1", *option, status=2).stderr_text)
        self.assertIn("--json is for --try", self.try_run([], "--out", "x", "--json", status=2).stderr_text)

    def test_where_nothing_can_be_written_it_says_so(self):
        done = self.try_run([], "--try", "1", status=2, env={"TMPDIR": "/nowhere"})
        self.assertRegex(done.stderr_text, "/nowhere/galley-try-.* cannot be made")


class Inspect(InspectTest):
    def test_the_numbers_are_those_of_the_files(self):
        run = self.run_news("--tap", "all")
        told, rows = self.told("inspect", run), self.rows("articles")
        self.assertEqual(told["counts"]["written"], len(rows))
        self.assertEqual(told["rejected_unread"], 1)
        self.assertEqual({field["field"]: field["filled"] for field in told["fields"]}["title"],
                         sum(row.get("title") not in (None, "") for row in rows))
        self.assertEqual({each["lang"]: each["articles"] for each in told["languages"]},
                         {lang: sum(row["lang"] == lang for row in rows) for lang in {row["lang"] for row in rows}})
        lengths = sorted(len(row["text"]) for row in rows if row.get("text"))
        written = told["lengths"]["points"][1]
        self.assertEqual((written["min"], written["max"]), (lengths[0], lengths[-1]))
        self.assertEqual(written["median"], lengths[(len(lengths) * 50 + 99) // 100 - 1])
        self.assertEqual(sum(row["counts"][1] for row in told["lengths"]["histogram"]), len(lengths))
        self.assertEqual(told["stages"][2]["reasons"], {"exact": 3, "near": 5})
        self.assertEqual(told["stages"][0]["tap"]["articles"], 63)

    def test_what_lengths_were_before_is_known_from_the_corpus_or_a_tap_or_not(self):
        run = self.clean_run([{"id": "a", "text": "x" * 7}])
        self.assertEqual(self.told("inspect", run)["lengths"]["before"], "read")
        plain = self.clean_run([{"id": "a", "text": "x" * 7}], "--jobs", "1", out="plain")
        (self.folder / "in.jsonl.gz").unlink()
        self.assertEqual(self.told("inspect", run)["lengths"]["before"], "clean")
        told = self.told("inspect", plain)["lengths"]
        self.assertIsNone(told["before"])
        self.assertIn("not to be had", told["why"])
        self.assertIn("how long they were is not known", self.words("inspect", plain))

    def test_a_run_of_nothing_is_told(self):
        run = self.clean_run([], stages=[])
        self.assertEqual(self.told("inspect", run)["counts"]["read"], 0)
        self.assertIn("read 0 = written 0", self.out("inspect", run))


class Sample(InspectTest):
    def setUp(self):
        super().setUp()
        self.drawn = self.clean_run(articles(200), stages=["clean", "dedup"])

    def ids(self, *options):
        return [row["id"] for row in self.told_lines("sample", self.drawn, *options)]

    def test_a_seed_gives_the_same_articles_and_another_one_others(self):
        self.assertEqual(self.ids(), self.ids())
        self.assertEqual(len(set(self.ids("-n", "20"))), 20)
        self.assertNotEqual(self.ids(), self.ids("--seed", "1"))
        self.assertLess(set(self.ids("-n", "5")), set(self.ids("-n", "20")))

    def test_a_stage_gives_the_same_articles_as_far_as_they_are_there(self):
        results = {row["id"] for row in self.rows("articles")}
        drawn = self.ids("--stage", "clean", "-n", "30")
        self.assertEqual([each for each in drawn if each in results],
                         [each for each in self.ids("-n", "30") if each in drawn])

    def test_what_was_dropped_comes_with_the_reason(self):
        rows = self.told_lines("sample", self.drawn, "--dropped", "--reason", "exact", "-n", "1000")
        self.assertEqual({row["id"] for row in rows}, {row["id"] for row in self.rows("dropped")})
        self.assertEqual({(row["stage"], row["reason"]) for row in rows}, {("dedup", "exact")})
        self.assertEqual(self.told_lines("sample", self.drawn, "--dropped", "--reason", "near"), [])
        self.assertIn("dropped by dedup: exact, score", self.out("sample", self.drawn, "--dropped", "-n", "1"))

    def test_an_article_stands_in_the_file_as_it_is_shown(self):
        row = self.told_lines("sample", self.drawn, "-n", "1")[0]
        line = read_gzip(self.drawn / row["file"]).splitlines()[row["line"] - 1]
        self.assertEqual(json.loads(line), row["article"])

    def test_what_cannot_be_drawn_is_said(self):
        plain = self.clean_run([{"id": "a", "text": "x"}], "--jobs", "1", out="plain")
        self.assertIn('the run has no stage "claen"', self.errors("sample", self.drawn, "--stage", "claen"))
        self.assertIn("galley run --tap clean keeps it", self.errors("sample", plain, "--stage", "clean"))
        self.assertIn("it needs --dropped", self.errors("sample", self.drawn, "--reason", "near"))
        self.assertIn("--rejected stands alone", self.errors("sample", self.drawn, "--rejected", "--dropped"))


class Diff(InspectTest):
    def counts(self, *arguments):
        told = self.told("diff", *arguments)
        return [told[key] for key in ("same", "changed", "appeared", "vanished")]

    def test_between_stages_it_counts_what_changed_and_what_is_gone_and_why(self):
        run = self.run_news("--tap", "all")
        told = self.told("diff", run, "langdetect", "dedup", "-n", "8")
        self.assertEqual([told[key] for key in ("same", "changed", "appeared", "vanished")], [55, 0, 0, 8])
        self.assertEqual({each["id"]: each["why"]["detail"] for each in told["examples"]["vanished"]}["7f3a-0005"],
                         "7f3a-0001")
        told = self.told("diff", run, "read", "clean")
        fields = {each["field"]: each["changed"] for each in told["fields"]}
        self.assertEqual((told["joined_by"], told["changed"], fields["text"]), ("origin", 19, 19))

    def test_between_runs_it_joins_by_id(self):
        rows = [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}, {"id": 3, "text": "z"}]
        one = self.clean_run(rows, stages=["clean"])
        rows = [{"id": 3, "text": "z"}, {"id": "a", "text": "new", "more": None}, {"id": "d", "text": "w"}]
        other = self.clean_run(rows, out="other", stages=["clean"], name="other.jsonl")
        self.assertEqual(self.counts(one, other), [1, 1, 1, 1])
        told = self.told("diff", one, other)
        self.assertEqual([each["id"] for each in told["examples"]["appeared"]], ["d"])
        self.assertEqual({each["field"]: (each["added"], each["changed"], each["removed"]) for each in told["fields"]},
                         {"text": (0, 1, 0), "more": (1, 0, 0)})
        self.assertEqual(self.counts(one, one), [3, 0, 0, 0])

    def test_ids_that_are_there_twice_are_joined_to_their_equals(self):
        one = self.clean_run([{"id": "a", "text": text} for text in "vwxy"], stages=[])
        other = self.clean_run([{"id": "a", "text": text} for text in "yzw"], out="other", stages=[])
        self.assertEqual(self.counts(one, other), [2, 1, 0, 1])

    def test_spelling_and_order_of_members_are_no_change(self):
        one = self.clean_run([b'{"id": "a", "text": "\\u00e9", "n": 1}'], stages=[])
        other = self.clean_run([b'{"n":1, "text":"\xc3\xa9", "id":"a"}'], out="other", stages=[])
        self.assertEqual(self.counts(one, other), [1, 0, 0, 0])

    def test_articles_without_a_name_are_counted_and_not_compared(self):
        one = self.clean_run([{"text": "x"}, {"id": "a", "text": "x"}], stages=["clean"])
        told = self.told("diff", one, "clean", "results")
        self.assertEqual((told["same"], told["vanished"], told["unnamed"]), (1, 0, 2))

    def test_what_cannot_be_compared_is_said(self):
        run = self.clean_run([{"id": "a", "text": "x"}], "--jobs", "1")
        self.assertIn("galley run --tap clean keeps it", self.errors("diff", run, "clean", "results"))
        self.assertIn('the run has no stage "x"', self.errors("diff", run, "x", "results"))
        self.assertIn("which RUN and which two STAGEs", self.errors("diff", run))


class Terminals(InspectTest):
    COMMANDS = [["inspect"], ["trace", "a"], ["sample"], ["diff", "clean", "results"]]

    def commands(self, run):
        return [[command[0], run, *command[1:]] for command in self.COMMANDS]

    def test_what_articles_say_cannot_command_the_terminal(self):
        evil = "\x1b[2Jx\x07\u009b31m\u202ey\r"
        run = self.clean_run([{"id": "a", "title": evil, "text": f"{evil} &amp;", evil: evil, "lang": evil}],
                             stages=["clean"])
        for command in [*self.commands(run), ["trace", run, "--grep", "x"], ["diff", run, "read", "clean"]]:
            told = self.out(*command)
            self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", told), command)

    def test_nothing_is_wider_than_80_columns(self):
        run = self.run_news("--tap", "all")
        for command in ["inspect", run], ["trace", run, "7f3a-0005"], ["sample", run, "-n", "9"], [
                "sample", run, "--dropped"], ["diff", run, "read", "results"]:
            for line in self.out(*command).splitlines():
                if "/" not in line:  # a path has no place to break at
                    self.assertLessEqual(len(line), 80, command)

    def on_terminal(self, command, **environment):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([GALLEY, *map(str, command)], stdout=theirs, env={**os.environ, **environment})
        os.close(theirs)
        got = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:
                break
            if not more:
                break
            got += more
        os.close(ours)
        self.assertEqual(process.wait(), 0)
        return got.decode()

    def test_colour_is_for_terminals_that_want_it(self):
        run = self.clean_run([{"id": "a", "text": "le caf&eacute; noir"}])
        command = ["trace", run, "a"]
        self.assertIn("le [-caf&eacute;-]{+café+} noir", self.out(*command))
        self.assertIn("le \x1b[31;9mcaf&eacute;\x1b[0m\x1b[32;1mcafé\x1b[0m noir", self.on_terminal(command))
        self.assertIn("le [-caf&eacute;-]{+café+} noir", self.on_terminal(command, NO_COLOR="1"))


class DamagedRuns(InspectTest):
    def every_command(self, run):
        return [["inspect", run], ["trace", run, "a"], ["sample", run], ["diff", run, "clean", "results"]]

    def assert_refused(self, run, message):
        for command in self.every_command(run):
            self.assertIn(message, self.errors(*command))

    def test_what_is_no_run_is_said(self):
        run = self.clean_run([{"id": "a", "text": "x"}])
        self.assert_refused(self.folder / "nowhere", "there is no such folder; give the run directory")
        self.assert_refused(run / "run.json", "is a file; give the run directory")
        self.assert_refused(run / "articles", "holds no run: there is no run.json")
        (run / "unfinished").mkdir()
        (run / "run.json").rename(run / "unfinished" / "run.json")
        self.assert_refused(run, "the run is not finished; its own command with --resume")

    def test_a_manifest_may_say_anything(self):
        run = self.clean_run([{"id": "a", "text": "x"}])
        sound = json.loads((run / "run.json").read_text())

        def damaged(**parts):
            return json.dumps({**sound, **parts})

        for text, message in (
                ("{", "run.json is damaged"), ("[]", '"counts" is not as Galley writes it'),
                (damaged(counts={"read": "x"}), '"counts" is not'),
                (damaged(pipeline=3), '"pipeline.definition" is not'),
                (damaged(stages=[{}]), '"stages" is not'), (damaged(inputs=[{"shard": 1}]), '"inputs" is not'),
                (damaged(outputs={}), '"outputs" is not'),
                (damaged(outputs=[{"path": "../../etc/passwd"}]), 'is no file of a run'),
                (damaged(outputs=[{"path": "taps/77-x/a.jsonl.gz"}]), 'is no file of a run'),
                (damaged(outputs=[{"path": "articles/../../in.jsonl.gz"}]), 'is no file of a run'),
                (damaged(outputs=[{"path": "/etc/passwd"}]), 'is no file of a run')):
            (run / "run.json").write_text(text)
            self.assert_refused(run, message)
        odd = damaged(stages=[{**sound["stages"][0], "in": "x", "reasons": 7, "cpu_ms": -1}, sound["stages"][1]],
                      bytes=None, options=[], core_cpu_ms=3, milliseconds={})
        (run / "run.json").write_text(odd)
        for command in self.every_command(run):
            self.galley(*command)

    def test_a_file_that_is_cut_or_gone_is_named_and_the_rest_is_told(self):
        run = self.clean_run(articles(2000, words=30), stages=["clean"])
        whole = self.files()
        for name in "articles/in.jsonl.gz", "taps/01-clean/in.jsonl.gz":
            path = run / name
            path.write_bytes(whole[name][:len(whole[name]) // 2])
            self.assertIn(str(path), self.errors("diff", run, "clean", "results", status=1))
            path.unlink()
            self.assertIn(str(path), self.errors("diff", run, "clean", "results", status=1))
            path.write_bytes(whole[name])
        self.assertEqual(self.errors("diff", run, "clean", "results", status=0), "")

    def test_a_file_that_is_cut_between_members_is_told_by_its_size(self):
        run = self.clean_run(articles(30000, words=20), stages=[])
        path = run / "articles" / "in.jsonl.gz"
        data = path.read_bytes()
        second = data.find(b"\x1f\x8b\x08\x00", 100)
        self.assertGreater(second, 0)
        path.write_bytes(data[:second])
        self.assertIn(f"{path} has {second} bytes, and had {len(data)} when", self.errors("sample", run, status=1))

    def test_lines_that_are_no_articles_are_passed_over(self):
        run = self.clean_run([{"id": "a", "text": "x"}], stages=["clean"])
        for name in "articles/in.jsonl.gz", "taps/01-clean/in.jsonl.gz":
            lines = b'null\n\n{"id": "a"\n{"id":"a","galley":7}\n{"id":"b","galley":[]}\n'
            (run / name).write_bytes(gzip.compress(lines))
        for command in self.every_command(run):
            self.galley(*command, status=1)  # the size is not what it was


if __name__ == "__main__":
    unittest.main()
