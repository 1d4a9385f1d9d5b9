"""Promise 2: the same bytes come out for any number of workers, and however the run was cut off."""
import unittest

from runs import COMPLETE, INTERRUPTED, SANITIZE, STAGES, STOPPED, RunTest, articles

KILLED = -9

# Everything that depends on order or on the whole corpus: drops, rejects, two surveys, three stages with commit.
STAGE_MIX = ["trouble", "common_lines", "sequence", ("dedup", {"method": "near"})]


class SameBytes(RunTest):
    def corpus(self):
        """Shards of one batch and of several, with lines of every fate and one broken file."""
        folder = self.folder / "corpus"
        for number in range(6):
            rows = articles(40, first=number * 37)
            rows[number]["text"] = "DROP"
            rows[number + 1]["text"] = "FAIL"
            self.shard(f"corpus/{number}.jsonl.gz", rows[:9] + [b"no json \xff"] + rows[9:])
        self.shard("corpus/large.jsonl", articles(1500, first=500, words=100))
        broken = self.shard("corpus/broken.jsonl.gz", articles(200, first=9000))
        broken.write_bytes(broken.read_bytes()[:-900])
        return folder

    def run_mixed(self, stages, out, *options, status=1, **rest):
        pipeline = self.pipeline(*stages, output={"path": "{lang}/{shard}", "provenance": True})
        return self.run_pipeline(pipeline, self.folder / "corpus", "--tap", "all", "--checkpoint", "0", *options,
                                 out=out, status=status, **rest)

    def test_any_number_of_workers_leaves_the_same_files(self):
        self.corpus()
        self.run_mixed(STAGE_MIX, "one", "--jobs", "1")
        expected = self.left("one")
        self.assert_balanced("one")
        for jobs in (2, 5):
            for attempt in range(1 if SANITIZE else 3):
                self.run_mixed(STAGE_MIX, "many", "--jobs", str(jobs), "--force")
                self.assert_same("many", expected)

    def test_a_survey_that_sorts_on_disk_tells_the_same(self):
        self.corpus()
        self.run_mixed(STAGE_MIX, "roomy", "--jobs", "2", "--memory", "512M")
        self.run_mixed(STAGE_MIX, "tight", "--jobs", "3", "--memory", "1M")
        self.assert_same("tight", self.left("roomy"))

    def cut_off(self, stages, token, status, jobs):
        """A run that ends early once, and is then resumed. With one worker the last checkpoint is never far away."""
        token.write_bytes(b"")
        self.run_mixed(stages, "cut", "--jobs", str(jobs), "--force", status=status)
        self.assertFalse(token.exists(), "the stage did not strike")
        self.run_mixed(stages, "cut", "--jobs", "2", "--resume")

    def test_a_run_that_is_killed_or_interrupted_at_an_article_goes_on_to_the_same_bytes(self):
        self.corpus()
        token = self.folder / "token"
        stages = [*STAGE_MIX, ("killer", {"file": "token", "at": -1})]
        self.run_mixed(stages, "whole")
        for signal, status in (("kill", KILLED), ("term", INTERRUPTED), ("int", INTERRUPTED), ("hup", INTERRUPTED)):
            for jobs, at in ((3, 4), (1, 170), (3, 1000), (1, 1900)):
                stages[-1] = ("killer", {"file": "token", "at": at, "signal": signal})
                with self.subTest(signal=signal, at=at):
                    self.cut_off(stages, token, status, jobs)
                    self.assert_same("cut", self.left("whole"))

    def test_a_run_that_ends_before_its_last_survey_goes_on_to_the_same_bytes(self):
        self.corpus()
        token = self.folder / "token"
        killer = ("killer", {"file": "token", "at": 1500})
        self.run_mixed([killer, *STAGE_MIX], "whole")
        self.cut_off([killer, *STAGE_MIX], token, KILLED, 2)
        self.assert_same("cut", self.left("whole"))

    def test_a_run_that_is_killed_at_any_point_of_a_survey_goes_on_to_the_same_bytes(self):
        self.corpus()
        token = self.folder / "token"
        for signal, status in (("kill", KILLED), ("term", INTERRUPTED)):
            for at in ("survey", "gather", "settle", "process", "save"):
                stages = ["common_lines", ("phase_killer", {"file": "token", "at": at, "signal": signal}), "sequence"]
                with self.subTest(signal=signal, at=at):
                    self.run_mixed(stages, "whole", "--force")
                    self.cut_off(stages, token, status, 2)
                    self.assert_same("cut", self.left("whole"))

    def test_a_run_that_is_killed_while_it_is_resumed_goes_on_to_the_same_bytes(self):
        self.corpus()
        token = self.folder / "token"
        stages = ["common_lines", ("phase_killer", {"file": "token", "at": "restore"}),
                  ("killer", {"file": "second", "at": 1500})]
        self.run_mixed(stages, "whole")
        (self.folder / "second").write_bytes(b"")
        self.run_mixed(stages, "cut", "--jobs", "1", status=KILLED)
        token.write_bytes(b"")
        self.run_mixed(stages, "cut", "--resume", status=KILLED)
        self.assertFalse(token.exists(), "there was no state to restore")
        self.run_mixed(stages, "cut", "--resume")
        self.assert_same("cut", self.left("whole"))

    def test_a_stage_that_stops_the_run_does_so_at_the_same_place(self):
        rows = articles(4000, words=60)
        rows[3000]["text"] = rows[3900]["text"] = "FATAL"
        shard = self.shard("a.jsonl", rows)
        for jobs in (1, 2, 5):
            done = self.run_pipeline(self.pipeline("sequence", "trouble"), shard, "--jobs", str(jobs),
                                     out=f"run{jobs}", status=STOPPED)
            self.assertIn("a.jsonl:3001: stage trouble: the text says FATAL", done.stderr_text)

    def test_standard_output_is_in_the_order_of_the_corpus(self):
        self.corpus()
        pipeline = self.pipeline("trouble", "common_lines", "sequence")
        command = ["run", pipeline, self.folder / "corpus", "--stdout", "--quiet", "--plugins", STAGES, "--jobs"]
        written = [self.galley(*command, jobs, status=1).stdout for jobs in ("1", "2", "5")]
        self.assertGreater(len(written[0]), 1000)
        self.assertTrue(written[0] == written[1] == written[2], "the lines differ")

    def test_a_signal_at_the_very_end_leaves_a_whole_run_or_one_to_resume(self):
        rows = articles(30)
        stages = ["sequence", ("killer", {"file": "token", "at": 29, "signal": "term"})]
        shard = self.shard("a.jsonl", rows)
        for attempt in range(10):
            (self.folder / "token").write_bytes(b"")
            done = self.run_pipeline(self.pipeline(*stages), shard, "--force", status=None)
            self.assertIn(done.returncode, (COMPLETE, INTERRUPTED), done.stderr_text)
            self.run_pipeline(self.pipeline(*stages), shard, "--resume")
            self.assertEqual([row["number"] for row in self.rows("articles")], list(range(1, 31)))

    def test_a_member_that_is_there_twice_keeps_its_place_through_a_survey(self):
        shard = self.write("a.jsonl", b'{"text": "a", "text": "b &amp; c", "z": 1}')
        self.run_pipeline(self.pipeline("clean"), shard)
        self.run_pipeline(self.pipeline("clean", "common_lines"), shard, out="surveyed")
        [plain], [surveyed] = self.lines("articles"), self.lines("articles", "surveyed")
        self.assertEqual(plain, b'{"text": "b & c", "z": 1}')
        self.assertTrue(surveyed.startswith(plain[:-1]), surveyed)


if __name__ == "__main__":
    unittest.main()
