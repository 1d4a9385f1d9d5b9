"""A plugin that crashes takes the process with it, but the stage and the article are named first."""
import signal
import unittest

from runs import SANITIZE, RunTest, articles

# What the article's text has the plugin do, the signal, and a word of what is told.
CRASHES = [("CRASH", signal.SIGSEGV, "memory"), ("OVERFLOW", signal.SIGSEGV, "memory"),
           ("ABORT", signal.SIGABRT, "gave up")]


class CrashingPlugin(RunTest):
    def test_the_stage_and_the_article_are_named_and_the_signal_does_what_it_did(self):
        for how, number, word in CRASHES:
            with self.subTest(how):
                shard = self.shard("b.jsonl.gz", articles(6) + [{"text": how}] + articles(2))
                done = self.run_pipeline(self.pipeline("trouble"), shard, out=how, status=None)
                self.assertIn(f"galley: b.jsonl.gz:7: stage trouble: the plugin crashed ({number.name}, ",
                              done.stderr_text)
                self.assertIn(word, done.stderr_text)
                if not SANITIZE:
                    self.assertEqual(done.returncode, -number)



if __name__ == "__main__":
    unittest.main()
