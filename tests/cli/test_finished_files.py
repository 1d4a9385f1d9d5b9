"""Promise 4: a file has its name only when it is complete; a run killed anywhere goes on; nobody's files are harmed."""
import gzip
import os
import subprocess
import unittest

from runs import COMPLETE, CRASH, GALLEY, INPUT_BROKEN, REFUSED, SANITIZE, STAGES, STOPPED, RunTest, articles

KILLED = -9


class FinishedFiles(RunTest):
    def corpus(self):
        for number in range(3):
            rows = articles(6, first=number * 6)
            rows[2]["text"] = "DROP"
            self.shard(f"corpus/{number}.jsonl.gz", rows[:4] + [b"bad"] + rows[4:])
        return self.folder / "corpus"

    def crash_at(self, pipeline, change, *options, out="run"):
        """A run that is killed at its change number `change` of the disk; False if it has fewer and is complete."""
        env = {"LD_PRELOAD": CRASH, "CRASH_AT": str(change), "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        done = self.run_pipeline(pipeline, self.folder / "corpus", "--jobs", "1", "--checkpoint", "0", *options,
                                 out=out, status=None, env=env)
        self.assertIn(done.returncode, (COMPLETE, KILLED), f"change {change}: {done.stderr_text}")
        return done.returncode == KILLED

    def assert_names_are_earned(self):
        """What has its own name is a whole gzip file, whenever the run was killed."""
        for name in self.names():
            if name.endswith(".jsonl.gz"):
                gzip.decompress((self.folder / "run" / name).read_bytes())
        if "run.json" in self.names():
            self.manifest()

    def crash_everywhere(self, *stages):
        self.corpus()
        pipeline = self.pipeline(*stages)
        self.run_pipeline(pipeline, self.folder / "corpus", out="whole")
        expected = self.left("whole")
        change = 1
        while self.crash_at(pipeline, change, *(["--force"] if change > 1 else [])):
            self.assert_names_are_earned()
            # The attempt to go on is killed too, somewhere else each time.
            if self.crash_at(pipeline, change * 7 % 41 + 1, "--resume"):
                self.assert_names_are_earned()
                self.run_pipeline(pipeline, self.folder / "corpus", "--resume")
            with self.subTest(change=change):
                self.assert_same("run", expected)
                self.assertFalse((self.folder / "run" / "unfinished").exists())
            change += 1
        return change

    def test_results_that_went_to_standard_output_are_not_resumed_as_files(self):
        shard, pipeline = self.shard("a.jsonl", articles(3)), self.pipeline()
        self.run_pipeline(pipeline, shard, "--stdout")
        done = self.run_pipeline(pipeline, shard, "--resume", status=REFUSED)
        self.assertIn("--stdout", done.stderr_text)

    def test_an_empty_name_is_no_run_directory(self):
        done = self.galley("run", self.pipeline(), self.shard("a.jsonl", articles(3)), "--out=", status=REFUSED)
        self.assertIn("--out is empty", done.stderr_text)

    def test_two_runs_at_once_do_not_share_a_directory(self):
        pipe, shard, pipeline = self.folder / "pipe.jsonl", self.shard("a.jsonl", articles(3)), self.pipeline()
        os.mkfifo(pipe)
        first = subprocess.Popen([GALLEY, "run", pipeline, pipe, "--out", self.folder / "run", "--quiet"])
        with open(pipe, "wb") as writer: # opens when the first run reads, and so has its directory
            done = self.run_pipeline(pipeline, shard, "--force", status=REFUSED)
            self.assertIn("another run is writing", done.stderr_text)
            writer.write(shard.read_bytes())
        self.assertEqual(first.wait(), COMPLETE)
        self.assertEqual(len(self.rows("articles")), 3)
        self.run_pipeline(pipeline, shard, "--force")

    @unittest.skipUnless(CRASH and "thread" not in SANITIZE, "a thread sanitizer cannot be preloaded before")
    def test_a_run_killed_at_any_change_of_the_disk_goes_on(self):
        self.assertGreater(self.crash_everywhere("trouble", "sequence"), 50)

    @unittest.skipUnless(CRASH and "thread" not in SANITIZE, "a thread sanitizer cannot be preloaded before")
    def test_a_run_with_a_survey_killed_at_any_change_of_the_disk_goes_on(self):
        self.assertGreater(self.crash_everywhere("trouble", "common_lines", "sequence"), 90)

    def test_files_have_their_names_only_when_they_are_complete(self):
        self.corpus()
        (self.folder / "token").write_bytes(b"")
        pipeline = self.pipeline("trouble", ("killer", {"file": "token", "at": 15}))
        self.run_pipeline(pipeline, self.folder / "corpus", "--jobs", "1", status=KILLED)
        names = [name for name in self.names() if not name.startswith("unfinished/")]
        self.assertIn("articles/0.jsonl.gz", names)
        self.assertNotIn("articles/2.jsonl.gz", names)
        self.assertNotIn("run.json", names)
        self.assert_names_are_earned()

    def test_a_fatal_error_leaves_what_is_finished_and_the_way_on(self):
        self.corpus()
        rows = articles(3) + [{"text": "FATAL"}]
        self.shard("corpus/9.jsonl", rows)
        pipeline = self.pipeline("trouble", "sequence")
        done = self.run_pipeline(pipeline, self.folder / "corpus", "--jobs", "1", "--checkpoint", "0", status=STOPPED)
        self.assertIn("--resume", done.stderr_text)
        self.assertIn("articles/1.jsonl.gz", self.names())
        self.assertNotIn("articles/9.jsonl.gz", self.names())

    def test_a_finished_run_is_kept_unless_it_is_forced_away(self):
        corpus, pipeline = self.corpus(), self.pipeline("trouble")
        self.run_pipeline(pipeline, corpus)
        before = self.left()
        done = self.run_pipeline(pipeline, corpus, status=REFUSED)
        self.assertIn("finished run", done.stderr_text)
        self.assertIn("--force", done.stderr_text)
        self.run_pipeline(pipeline, corpus, "--resume")
        self.assert_same("run", before)
        done = self.galley("run", pipeline, corpus, "--out", self.folder / "run", "--plugins", STAGES, "--resume")
        self.assertEqual(done.stderr_text, f"galley: the run in {self.folder}/run is complete already; nothing to do\n")
        self.shard("corpus/3.jsonl.gz", articles(2))
        self.run_pipeline(pipeline, corpus, "--force")
        self.assertIn("articles/3.jsonl.gz", self.names())

    def test_only_the_same_run_counts_as_finished(self):
        corpus = self.corpus()
        self.run_pipeline(self.pipeline("trouble"), corpus)
        before = self.left()
        for stage, options, word in (("sequence", (), "another pipeline"),
                                     ("trouble", ("--tap", "all"), "another --tap"),
                                     ("trouble", ("--limit", "4"), "another --limit")):
            done = self.run_pipeline(self.pipeline(stage), corpus, "--resume", *options, status=REFUSED)
            self.assertIn(word, done.stderr_text)
        self.assert_same("run", before)

    def test_a_finished_run_with_a_broken_input_says_so_again(self):
        shard = self.shard("a.jsonl.gz", articles(50))
        shard.write_bytes(shard.read_bytes()[:-20])
        self.run_pipeline(self.pipeline(), shard, status=INPUT_BROKEN)
        self.run_pipeline(self.pipeline(), shard, "--resume", status=INPUT_BROKEN)

    def test_forcing_leaves_nothing_of_the_run_before(self):
        self.run_pipeline(self.pipeline("trouble"), self.shard("old.jsonl", articles(2) + [b"bad"]), "--tap", "all")
        self.run_pipeline(self.pipeline(), self.shard("new.jsonl", articles(2)), "--force")
        self.assertEqual(self.names(), ["articles/new.jsonl.gz", "run.json"])

    def test_a_folder_with_other_things_in_it_is_refused(self):
        shard = self.shard("a.jsonl", articles(2))
        self.write("run/thesis.txt", "years of work")
        for options in ((), ("--force",), ("--resume",)):
            done = self.run_pipeline(self.pipeline(), shard, *options, status=REFUSED)
            self.assertIn("thesis.txt", done.stderr_text)
        self.assertEqual(self.names(), ["thesis.txt"])

    def test_the_corpus_is_not_forced_away(self):
        self.run_pipeline(self.pipeline(), self.shard("a.jsonl", articles(2)))
        results = self.folder / "run" / "articles"
        done = self.run_pipeline(self.pipeline(), results, "--force", status=REFUSED)
        self.assertIn("lies in the run directory", done.stderr_text)
        self.assertEqual(len(self.rows("articles")), 2)

    def test_an_empty_folder_and_one_that_is_not_there_are_used(self):
        shard = self.shard("a.jsonl", articles(2))
        (self.folder / "empty").mkdir()
        self.run_pipeline(self.pipeline(), shard, out="empty")
        self.run_pipeline(self.pipeline(), shard, out="deep/down/here")
        self.assert_same("empty", self.left("deep/down/here"))

    def test_a_file_in_the_place_of_the_folder_is_refused(self):
        self.write("run", "a file")
        done = self.run_pipeline(self.pipeline(), self.shard("a.jsonl", articles(2)), status=REFUSED)
        self.assertIn(str(self.folder / "run"), done.stderr_text)
        self.assertEqual((self.folder / "run").read_text(), "a file")

    def cut_off(self):
        """An unfinished run of these stages over this corpus."""
        self.corpus()
        (self.folder / "token").write_bytes(b"")
        self.killer = ("killer", {"file": "token", "at": 15})
        self.run_pipeline(self.pipeline("trouble", self.killer), self.folder / "corpus", "--jobs", "1",
                          "--checkpoint", "0", status=KILLED)

    def test_an_unfinished_run_is_not_begun_anew_by_accident(self):
        self.cut_off()
        done = self.run_pipeline(self.pipeline("trouble", self.killer), self.folder / "corpus", status=REFUSED)
        self.assertIn("unfinished run", done.stderr_text)
        self.assertIn("--resume", done.stderr_text)

    def test_only_the_same_run_is_resumed(self):
        self.cut_off()
        corpus = self.folder / "corpus"
        other = self.run_pipeline(self.pipeline("trouble"), corpus, "--resume", status=REFUSED)
        self.assertIn("another pipeline", other.stderr_text)
        limited = self.run_pipeline(self.pipeline("trouble", self.killer), corpus, "--resume", "--limit", "9",
                                    status=REFUSED)
        self.assertIn("another --limit", limited.stderr_text)
        self.shard("corpus/2.jsonl.gz", articles(3))
        changed = self.run_pipeline(self.pipeline("trouble", self.killer), corpus, "--resume", status=REFUSED)
        self.assertIn("other inputs", changed.stderr_text)

    def test_an_input_that_was_edited_in_place_is_another_input(self):
        self.cut_off()
        edited = next((self.folder / "corpus").iterdir())
        edited.write_bytes(edited.read_bytes()) # as long as before
        changed = self.run_pipeline(self.pipeline("trouble", self.killer), self.folder / "corpus", "--resume",
                                    status=REFUSED)
        self.assertIn("times of change", changed.stderr_text)

    def test_resuming_where_nothing_was_begun_is_a_run(self):
        self.run_pipeline(self.pipeline(), self.shard("a.jsonl", articles(2)), "--resume")
        self.assert_balanced()

    def test_a_temporary_folder_is_gone_after_a_filter(self):
        shard = self.shard("a.jsonl", articles(2))
        self.run_pipeline(self.pipeline("common_lines"), shard)
        before = set(os.listdir(self.folder))
        self.galley("run", self.pipeline("common_lines"), shard, "--stdout", "--plugins", STAGES)
        self.assertEqual(set(os.listdir(self.folder)), before)


if __name__ == "__main__":
    unittest.main()
