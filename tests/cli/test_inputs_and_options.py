"""What `galley run` takes and gives: inputs of every kind, a filter in a pipe, limits, taps, exit statuses."""
import array
import fcntl
import gzip
import json
import os
import signal
import subprocess
import termios
import unittest

from runs import (COMPLETE, GALLEY, INPUT_BROKEN, INTERRUPTED, READER_GONE, REFUSED, STAGES, STOPPED, RunTest, articles,
                  jsonl, read_gzip)


class Inputs(RunTest):
    def shards(self):
        return [entry["shard"] for entry in self.manifest()["inputs"]]

    def test_a_folder_is_all_its_shards_in_order_with_their_paths_below_it(self):
        for name in ("b.jsonl.gz", "a.jsonl", "deep/er/c.ndjson", "notes.txt", ".hidden.jsonl"):
            self.shard("in/" + name, articles(2))
        self.run_pipeline(self.pipeline(), self.folder / "in")
        self.assertEqual(self.shards(), ["a.jsonl", "b.jsonl.gz", "deep/er/c.ndjson"])
        self.assertEqual(sorted(self.files()), ["articles/a.jsonl.gz", "articles/b.jsonl.gz",
                                                "articles/deep/er/c.jsonl.gz"])

    def test_runs_that_lie_among_the_corpus_are_no_part_of_it(self):
        corpus, pipeline = self.folder / "in", self.pipeline("trouble")
        self.shard("in/a.jsonl", articles(3) + [{"text": "DROP"}])
        for options in ((), ("--resume",), ("--force",)):
            for out in "in/one", "in/deep/two":
                self.run_pipeline(pipeline, corpus, *options, out=out)
                self.assertEqual(self.assert_balanced(out)["read"], 4)
        self.galley("run", pipeline, corpus, "--out", self.folder / "in/three", "--stdout", "--plugins", STAGES)
        self.write("in/four/unfinished/run.json", "{}")
        self.shard("in/four/articles/b.jsonl", articles(1))
        self.shard("in/five/articles/c.jsonl", articles(1))  # where no run.json is, that is a folder like any other
        done = self.galley("run", pipeline, corpus, "--out", self.folder / "run", "--plugins", STAGES)
        self.assertEqual(self.shards(), ["a.jsonl", "five/articles/c.jsonl"])
        self.assertRegex(done.stderr_text, r"^galley: \S*/in/\S+ and 3 more passed over: a run is no part of [^\n]*\n$")
        self.run_pipeline(pipeline, f"{corpus}/[!d]*", "--force")
        self.assertEqual(self.shards(), ["a.jsonl", "articles/c.jsonl"])

    def test_a_run_is_an_input_where_it_is_named(self):
        corpus, pipeline = self.folder / "in", self.pipeline("trouble")
        self.shard("in/a.jsonl", articles(3) + [{"text": "DROP"}])
        self.run_pipeline(pipeline, corpus, out="in/old")
        self.run_pipeline(pipeline, corpus / "old")
        self.assertEqual(self.shards(), ["articles/a.jsonl.gz", "dropped/a.jsonl.gz"])
        self.run_pipeline(pipeline, corpus / "old/articles", "--force")
        self.assertEqual(self.shards(), ["a.jsonl.gz"])
        done = self.run_pipeline(pipeline, [corpus, corpus / "old/dropped"], "--force", out="in/old", status=REFUSED)
        self.assertIn("lies in the run directory", done.stderr_text)

    def test_a_glob_is_its_matches(self):
        for name in ("x1.jsonl", "x2.jsonl", "y.jsonl"):
            self.shard(name, articles(2))
        self.run_pipeline(self.pipeline(), self.folder / "x*.jsonl")
        self.assertEqual(self.shards(), ["x1.jsonl", "x2.jsonl"])

    def test_a_shard_that_is_given_twice_is_read_once(self):
        shard = self.shard("in/a.jsonl", articles(3))
        self.run_pipeline(self.pipeline(), [shard, self.folder / "in", self.folder / "in/../in/a.jsonl"])
        self.assertEqual(self.assert_balanced()["read"], 3)

    def test_shards_of_one_base_name_do_not_meet(self):
        for number, name in enumerate(("2019/a.jsonl.gz", "2020/a.jsonl.gz", "2020/b.jsonl.gz")):
            self.shard(name, articles(2, first=number * 10))
        self.run_pipeline(self.pipeline("sequence"), [self.folder / "2019/a.jsonl.gz", self.folder / "2020/a.jsonl.gz",
                                                      self.folder / "2020/b.jsonl.gz"])
        self.assertEqual(sorted(self.files()), ["articles/2019/a.jsonl.gz", "articles/2020/a.jsonl.gz",
                                                "articles/2020/b.jsonl.gz"])

    def test_shards_that_differ_in_their_ending_alone_do_not_meet(self):
        for number, name in enumerate(("in/a.jsonl", "in/a.jsonl.gz", "in/a.ndjson", "in/a.json.gz")):
            self.shard(name, articles(2, first=number * 10) + [b"bad"])
        self.run_pipeline(self.pipeline("sequence"), self.folder / "in", "--tap", "all")
        for kind in ("articles", "rejected", "taps"):
            names = [name for name in self.files() if name.startswith(kind)]
            self.assertEqual(len(names), 4, names)
        for entry in self.manifest()["outputs"]:
            self.assertLessEqual(entry["articles"], 2, entry)

    def test_standard_input_is_a_shard(self):
        for stream in (jsonl(*articles(5)), gzip.compress(jsonl(*articles(5)))):
            self.run_pipeline(self.pipeline("sequence"), "-", "--force", stdin=stream)
            self.assertEqual(self.shards(), ["stdin.jsonl"])
            self.assertEqual(len(self.rows("articles")), 5)
        inputs = ["-", self.shard("a.jsonl", articles(1))]
        self.run_pipeline(self.pipeline(), inputs, "--force", stdin=jsonl({"text": "x"}))
        self.assertEqual(self.shards(), ["stdin.jsonl", "a.jsonl"])

    def test_a_pipe_is_a_shard(self):
        pipe = self.folder / "pipe.jsonl"
        os.mkfifo(pipe)
        writer = subprocess.Popen(["sh", "-c", f"printf '{{\"text\": \"x\"}}\\n' > {pipe}"])
        self.run_pipeline(self.pipeline(), pipe)
        self.assertEqual(writer.wait(), 0)
        self.assertEqual(self.assert_balanced()["written"], 1)

    def test_a_pipeline_may_come_from_standard_input(self):
        shard = self.shard("a.jsonl", articles(2))
        self.run_pipeline("-", shard, stdin=self.pipeline("sequence").read_bytes())
        self.assertEqual([row["number"] for row in self.rows("articles")], [1, 2])

    def test_long_and_strange_names_are_kept_apart_and_inside(self):
        names = ["é" * 100 + ".jsonl", "x" * 240 + ".jsonl.gz", " .jsonl", "a b.jsonl", "-.jsonl",
                 "{lang}.jsonl", "%s%n.jsonl", "y" * 249 + ".jsonl", "y" * 248 + "z.jsonl"]
        for number, name in enumerate(names):
            self.shard("in/" + name, articles(1, first=number))
        self.run_pipeline(self.pipeline(), self.folder / "in", "--tap", "all", "--checkpoint", "0")
        self.assertEqual(self.assert_balanced()["written"], len(names))
        self.assertEqual(len(self.files()), len(names))


class Templates(RunTest):
    def test_results_are_sorted_by_fields(self):
        shard = self.shard("a.jsonl", articles(9) + [{"text": "no language"}])
        self.run_pipeline(self.pipeline(output={"path": "{lang}/{shard}"}), shard)
        self.assertEqual(sorted(self.files()), [f"articles/{lang}/a.jsonl.gz" for lang in ("de", "en", "fr", "none")])
        self.run_pipeline(self.pipeline(output={"path": "all-{lang}"}), shard, "--force")
        self.assertEqual(sorted(self.files()), [f"articles/all-{lang}.jsonl.gz" for lang in ("de", "en", "fr", "none")])

    def test_no_value_leads_out_of_the_run_directory(self):
        values = ["../../../../escape", "..", ".", "/etc/escape", "a/b", "\0", "a\0b", "", " ", ".hidden", "x" * 5000,
                  "é" * 300, "\n", "\\..\\", "con:", "~", "$(touch x)", "\u202egnp"]
        values += [5, None]
        shard = self.shard("a.jsonl", [{"lang": value, "text": "t"} for value in values])
        before = set(os.listdir(self.folder)) | {"run"}
        self.run_pipeline(self.pipeline(output={"path": "{lang}/x"}), shard)
        self.assertEqual(set(os.listdir(self.folder)), before | {"pipeline.json"})
        self.assertEqual(self.assert_balanced()["written"], len(values))
        for name in self.files():
            self.assertRegex(name, r"^articles/[^/.][^/]*/x\.jsonl\.gz$")

    def test_more_files_than_may_be_open_are_written(self):
        shard = self.shard("a.jsonl", [{"lang": f"v{number % 700}", "text": "t"} for number in range(2100)])
        self.run_pipeline(self.pipeline(output={"path": "{lang}"}), shard,
                          preexec_fn=lambda: __import__("resource").setrlimit(7, (256, 256)))
        self.assertEqual(len(self.files()), 700)
        self.assert_balanced()

    def test_a_field_with_too_many_values_stops_with_advice(self):
        shard = self.shard("a.jsonl", [{"lang": f"v{number}", "text": "t"} for number in range(10050)])
        done = self.run_pipeline(self.pipeline(output={"path": "{lang}"}), shard, status=STOPPED)
        self.assertIn("a field with fewer values", done.stderr_text)

    def test_the_level_of_compression_is_that_of_the_pipeline(self):
        shard = self.shard("a.jsonl", articles(500))
        sizes = []
        for level in (1, 9):
            self.run_pipeline(self.pipeline(output={"level": level}), shard, "--force")
            sizes.append(len(self.files()["articles/a.jsonl.gz"]))
        self.assertLess(sizes[1], sizes[0])


class Filter(RunTest):
    def filter(self, *arguments, stdin=b"", status=COMPLETE):
        return self.galley("run", *arguments, "--stdout", "--plugins", STAGES, stdin=stdin, status=status)

    def test_a_pipe_through_galley_is_a_filter(self):
        rows = articles(5) + [{"text": "DROP"}]
        done = self.filter(self.pipeline("trouble", "sequence"), "-", stdin=jsonl(*rows))
        self.assertEqual([json.loads(line)["number"] for line in done.stdout.splitlines()], [1, 2, 3, 4, 5])
        self.assertIn("dropped 1", done.stderr_text)

    def test_without_a_folder_the_filter_says_what_it_does_not_keep(self):
        pipeline, rows = self.pipeline("trouble"), [{"text": "DROP"}, {"text": "DROP"}, {"text": "FAIL"}, {"text": "x"}]
        said = "galley: 2 dropped and 1 rejected are not kept; --out DIR keeps them\n"
        self.assertTrue(self.filter(pipeline, "-", stdin=jsonl(*rows)).stderr_text.endswith(said))
        self.assertNotIn("not kept", self.filter(pipeline, "-", stdin=jsonl(rows[-1])).stderr_text)
        self.assertEqual(self.filter(pipeline, "-", "--quiet", stdin=jsonl(*rows)).stderr_text, "")

    def test_with_a_folder_the_filter_keeps_the_rest_there(self):
        rows = [{"text": "DROP"}, {"text": "FAIL"}, {"text": "x"}]
        done = self.filter(self.pipeline("trouble"), self.shard("a.jsonl", rows), "--out", self.folder / "run")
        self.assertEqual(done.stdout, b'{"text": "x"}\n')
        self.assertNotIn("not kept", done.stderr_text)
        self.assertEqual(self.names(), ["dropped/a.jsonl.gz", "rejected/a.jsonl.gz", "run.json"])

    def test_a_reader_that_leaves_ends_the_run_without_a_word_and_without_a_trace(self):
        shard = self.shard("a.jsonl", articles(20000, words=30))
        self.pipeline("common_lines")
        before = set(os.listdir(self.folder))
        command = [GALLEY, "run", self.folder / "pipeline.json", shard, "--stdout", "--plugins", STAGES]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, "TMPDIR": str(self.folder)}) as run:
            self.assertTrue(run.stdout.readline().startswith(b'{"id": "n0"'))
            run.stdout.close()
            said = run.stderr.read().decode()
            self.assertEqual((run.wait(), said), (READER_GONE, ""))
        self.assertEqual(set(os.listdir(self.folder)), before)


class Options(RunTest):
    def test_a_limit_is_a_number_of_articles_over_all_shards(self):
        for number in range(3):
            self.shard(f"in/{number}.jsonl", [b"", b"bad"] + articles(4, first=number * 4) + [b""])
        for limit, written in ((0, 0), (1, 0), (2, 1), (5, 4), (6, 4), (7, 5), (15, 12), (99, 12)):
            self.run_pipeline(self.pipeline("sequence"), self.folder / "in", "--limit", str(limit), "--force")
            counts = self.assert_balanced()
            self.assertEqual((counts["read"], counts["written"]), (min(limit, 15), written))

    def test_a_tap_is_a_copy_of_what_left_the_stage(self):
        rows = articles(6) + [{"text": "DROP"}]
        stages = ["sequence", "trouble", {"use": "sequence", "id": "again"}]
        shard = self.shard("a.jsonl", rows)
        self.run_pipeline(self.pipeline(*stages), shard, "--tap", "all")
        self.assertEqual(sorted(name for name in self.files() if name.startswith("taps")),
                         [f"taps/{name}/a.jsonl.gz" for name in ("01-sequence", "02-trouble", "03-again")])
        tapped = [json.loads(line) for line in read_gzip(self.folder / "run/taps/01-sequence/a.jsonl.gz").splitlines()]
        self.assertEqual([row["number"] for row in tapped], list(range(1, 8)))
        self.assertEqual(tapped[0]["galley"], {"origin": "a.jsonl:1"})
        self.run_pipeline(self.pipeline(*stages), shard, "--tap", "again,trouble", "--force")
        self.assertEqual([name for name in self.files() if "sequence" in name], [])
        self.assertEqual(len(self.rows("taps")), 12)

    def test_a_stage_may_be_tapped_twice_and_beside_all(self):
        pipeline, shard = self.pipeline("sequence", "trouble"), self.shard("a.jsonl", articles(2))
        for taps, stages in (("trouble,trouble", 1), ("trouble,all", 2), ("sequence,trouble,sequence", 2)):
            self.run_pipeline(pipeline, shard, "--tap", taps, "--force")
            self.assertEqual(len(self.rows("taps")), 2 * stages, taps)

    def test_a_tap_of_no_stage_is_told_with_the_nearest_right_name(self):
        pipeline, shard = self.pipeline("sequence", "trouble"), self.shard("a.jsonl", articles(2))
        for taps, said in (("sequence,truoble", 'no stage "truoble"; did you mean "trouble"?'),
                           ("all,nothing", 'no stage "nothing"'), ("sequence,", 'no stage ""'), ("", 'no stage ""')):
            done = self.run_pipeline(pipeline, shard, "--tap", taps, status=REFUSED)
            self.assertIn(f"--tap {taps}: the pipeline has {said}", done.stderr_text)
        self.assertFalse((self.folder / "run").exists())

    def test_a_sample_has_the_same_articles_at_every_stage(self):
        rows = articles(1000)
        rows[5]["text"] = rows[6]["text"] = "DROP"
        self.run_pipeline(self.pipeline("sequence", "common_lines", "trouble"), self.shard("a.jsonl", rows), "--tap",
                          "all", "--tap-sample", "10%")
        tapped = [{json.loads(line)["id"] for line in read_gzip(path).splitlines()}
                  for path in sorted((self.folder / "run/taps").rglob("*.gz"))]
        self.assertEqual(len(tapped), 3)
        self.assertEqual(tapped[0], tapped[1])
        self.assertEqual(tapped[0] - {"n5", "n6"}, tapped[2])
        self.assertTrue(60 < len(tapped[0]) < 140, len(tapped[0]))

    def test_quiet_says_nothing(self):
        done = self.run_pipeline(self.pipeline("trouble"), self.shard("a.jsonl", articles(2) + [b"bad"]))
        self.assertEqual((done.stdout, done.stderr), (b"", b""))

    def test_the_summary_tells_the_funnel(self):
        rows = articles(7) + [{"text": "DROP"}, b"bad"]
        done = self.galley("run", self.pipeline("trouble"), self.shard("a.jsonl", rows), "--out", self.folder / "run",
                           "--plugins", STAGES)
        said = done.stdout.decode()
        self.assertIn("read 9 = written 7 + dropped 1 + rejected 1", said)
        self.assertIn("trouble dropped: told 1", said)
        self.assertIn("trouble counted: harmless 7", said)

    def summary(self, pipeline, rows, *options):
        shard = self.shard("a.jsonl", rows)
        return self.galley("run", pipeline, shard, "--out", self.folder / "run", "--plugins", STAGES, "--force",
                           *options).stdout.decode()

    def test_the_summary_counts_articles_that_lack_a_field_that_a_stage_wants(self):
        rows = articles(5)
        for row in rows[1:4]:
            del row["text"]
        pipeline = self.pipeline("trouble", {"use": "dedup", "id": "copies", "with": {"field": "summary"}},
                                 {"use": "trouble", "id": "again"})
        said = self.summary(pipeline, rows)
        self.assertEqual(said.count("have no"), 2)  # what a stage before wants too is not told again
        self.assertIn("\n  trouble: 3 of 5 articles have no text\n", said)
        self.assertIn("\n  copies: 5 of 5 articles have no summary\n"
                      '      if the corpus calls it otherwise: "fields": {"summary": "its name there"}\n', said)
        self.assertEqual([stage["wanted_fields"] for stage in self.manifest()["stages"]],
                         [["text"], ["summary"], ["text"]])
        self.assertNotIn("have no", self.summary(self.pipeline("trouble"), articles(5)))

    def test_the_summary_says_that_a_limit_ended_the_run(self):
        said = "\n  ended behind 3 articles, as --limit says; the corpus may have more\n"
        self.assertIn(said, self.summary(self.pipeline(), articles(5), "--limit", "3"))
        for options in (), ("--limit", "9"):
            self.assertNotIn("--limit", self.summary(self.pipeline(), articles(5), *options))

    def test_the_summary_fits_80_columns_with_many_counts_and_long_names(self):
        text = ("Home / News / Local\nSwan freed\nJanuary 14, 2024\nBy Ada Marsh\n"
                "A  swan &amp; a vale\u0301e\u0007.\n\n\n\n"
                "It was freed on Sunday.\nShare this article\nSubscribe\nRead more: More swans\n"
                "\u00a9 2024 The Gazette\nLeave a Reply")
        shard = self.shard("a.jsonl", [{"title": "Swan freed", "text": text}])
        name = "cleans-what-a-page-puts-around-a-story"
        pipeline = self.pipeline({"use": "clean", "id": name}, name="x" * 50 + ".json")
        said = self.galley("run", pipeline, shard, "--out", self.folder / "run").stdout.decode()
        self.assertIn("\n     ", said[said.index(name + " counted:"):])
        file, *lines, place = said.splitlines()
        self.assertIn("x.json:", file)
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertIn(f"\n  {name}\n  {'':16} {1:12} {1:12} ", said)

    def test_wrong_command_lines_are_refused_with_status_2(self):
        shard, pipeline, out = self.shard("a.jsonl", articles(1)), self.pipeline(), self.folder / "run"
        for arguments, words in (([], "PIPELINE"), ([pipeline], "INPUT"), ([pipeline, shard], "--out"),
                                 ([pipeline, shard, "--out", out, "--jobs", "0"], "from 1 to"),
                                 ([pipeline, shard, "--out", out, "--jobs", "two"], "--jobs two"),
                                 ([pipeline, shard, "--out", out, "--limit", "-1"], "--limit -1"),
                                 ([pipeline, shard, "--out", out, "--memory", "1K"], "at least 1M"),
                                 ([pipeline, shard, "--out", out, "--tap-sample", "101"], "0 to 100"),
                                 ([pipeline, shard, "--out", out, "--tap-sample", "100"], "--tap-sample needs --tap"),
                                 ([pipeline, shard, "--out", out, "--set", "novalue"], "NAME=VALUE"),
                                 ([pipeline, shard, "--out", out, "--resume", "--force"], "choose one"),
                                 ([pipeline, shard, "--stdout", "--resume"], "--resume"),
                                 ([pipeline, "-", "--out", out, "--resume"], "standard input"),
                                 ([pipeline, shard, "--stdout", "--tap", "all"], "--tap needs"),
                                 ([pipeline, shard, "--out", out, "--unknown"], "--unknown")):
            done = self.galley("run", *arguments, status=REFUSED)
            self.assertIn(words, done.stderr_text, arguments)
            self.assertFalse(out.exists(), arguments)

    def test_exit_statuses_are_as_documented(self):
        good = self.shard("good.jsonl", articles(3))
        bad = self.write("bad.jsonl.gz", gzip.compress(jsonl(*articles(30)))[:-4])
        fatal = self.shard("fatal.jsonl", [{"text": "FATAL"}])
        pipeline = self.pipeline("trouble", ("killer", {"file": "token", "at": 1, "signal": "int"}))
        for name, shard, status in (("complete", good, COMPLETE), ("broken", bad, INPUT_BROKEN),
                                    ("stopped", fatal, STOPPED)):
            self.run_pipeline(pipeline, shard, out=name, status=status)
        self.run_pipeline(pipeline, good, out="complete", status=REFUSED)
        self.write("token", "")
        self.run_pipeline(pipeline, good, out="interrupted", status=INTERRUPTED)
        documented = self.galley("run", "--help").stdout.decode()
        for words in ("0 complete", "1 complete but", "2 nothing was run", "3 stopped", "130", "141"):
            self.assertIn(words, " ".join(documented.split()))

    def test_a_second_interruption_ends_the_run_at_once(self):
        rows = articles(10)
        stages = [("killer", {"file": "first", "at": 3, "signal": "int"}),
                  {"use": "killer", "id": "again", "with": {"file": "second", "at": 5, "signal": "int"}}]
        self.write("first", "")
        self.write("second", "")
        pipeline = self.pipeline(*stages)
        shard = self.shard("a.jsonl", rows)
        self.run_pipeline(pipeline, shard, status=INTERRUPTED)
        self.run_pipeline(pipeline, shard, "--resume")
        self.assertEqual(len(self.rows("articles")), 10)

    def test_a_signal_that_is_ignored_from_the_start_does_not_interrupt(self):
        """As nohup has it for SIGHUP, and a shell for SIGINT in a script's background jobs."""
        shard = self.shard("a.jsonl", articles(10))
        for name in "hup", "int", "term":
            pipeline = self.pipeline(("killer", {"file": "token", "at": 3, "signal": name}))
            for is_ignored, status in ((True, COMPLETE), (False, INTERRUPTED)):
                self.write("token", "")
                what = signal.SIG_IGN if is_ignored else signal.SIG_DFL
                number = getattr(signal, "SIG" + name.upper())
                self.run_pipeline(pipeline, shard, "--force", status=status,
                                  preexec_fn=lambda: signal.signal(number, what))
                self.assertFalse((self.folder / "token").exists())

    def test_a_terminal_that_hangs_up_twice_is_no_impatience(self):
        pipe = self.folder / "a.jsonl"
        os.mkfifo(pipe)
        command = [GALLEY, "run", self.pipeline("sequence"), pipe, "--out", self.folder / "run", "--plugins", STAGES]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as run:
            with open(pipe, "wb", buffering=0) as writer:
                writer.write(jsonl(*articles(3)))
                run.send_signal(signal.SIGHUP)
                self.assertIn(b"interrupted", run.stderr.readline())
                run.send_signal(signal.SIGHUP)
            self.assertEqual(run.wait(), INTERRUPTED)
        self.assertTrue((self.folder / "run/unfinished/checkpoint.json").exists())

    def test_many_workers_and_few_articles_are_no_matter(self):
        shard = self.shard("a.jsonl", articles(3))
        for jobs in ("1", "64"):
            self.run_pipeline(self.pipeline("common_lines", "sequence"), shard, "--jobs", jobs, "--force")
            self.assertEqual([row["number"] for row in self.rows("articles")], [1, 2, 3])


class SlowInput(RunTest):
    def start(self, *options):
        return subprocess.Popen([GALLEY, "run", self.pipeline("trouble"), "-", "--stdout", "--quiet", *options,
                                 "--plugins", STAGES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def wait_until_read(self, pipe):
        left = array.array("i", [1])
        while left[0] > 0:
            fcntl.ioctl(pipe, termios.FIONREAD, left)

    def test_a_filter_gives_each_article_before_it_waits_for_the_next(self):
        """Would it wait, this would for ever: no time is measured."""
        with self.start() as running:
            for number in range(3):
                running.stdin.write(b'{"id": %d, "text": "a"}\n' % number)
                self.assertIn(b'"id": %d' % number, running.stdout.readline())
            running.stdin.write(b'{"id": 3, ')
            running.stdin.write(b'"text": "a"}\n{"id": 4, "text": "b"}')
            self.assertIn(b'"id": 3', running.stdout.readline())
            running.stdin.close()
            self.assertIn(b'"id": 4', running.stdout.read())
        self.assertEqual(running.returncode, 0)

    def test_one_that_keeps_what_it_drops_has_the_same_files_however_slow_its_input_is(self):
        rows = b"".join(b'{"id": %d, "text": "DROP"}\n' % number for number in range(5))
        outputs = []
        for pieces in ([rows], rows.splitlines(keepends=True)):
            with self.start("--out", self.folder / "out", "--force") as running:
                for piece in pieces:
                    running.stdin.write(piece)
                    self.wait_until_read(running.stdin)
                running.stdin.close()
            outputs.append((self.folder / "out/dropped/stdin.jsonl.gz").read_bytes())
        self.assertEqual(outputs[0], outputs[1])


if __name__ == "__main__":
    unittest.main()
