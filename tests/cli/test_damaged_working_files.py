"""What an unfinished run left may itself be damaged. Going on gives the same bytes or a clear error."""
import json
import shutil
import unittest

from runs import COMPLETE, REFUSED, STOPPED, RunTest, articles

KILLED = -9


class DamagedWorkingFiles(RunTest):
    def setUp(self):
        super().setUp()
        for number in range(4):
            self.shard(f"corpus/{number}.jsonl.gz", articles(12, first=number * 12))
        self.file = self.pipeline("common_lines", "sequence", ("killer", {"file": "token", "at": 40}))
        self.run_pipeline(self.file, self.folder / "corpus", out="whole")
        self.write("token", "")
        self.run_pipeline(self.file, self.folder / "corpus", "--jobs", "1", "--checkpoint", "0",
                          out="cut", status=KILLED)
        self.expected = self.left("whole")

    def go_on(self, about):
        """Resumes a damaged copy; sees that it ended well or with a word."""
        done = self.run_pipeline(self.file, self.folder / "corpus", "--resume", status=None)
        with self.subTest(about):
            self.assertIn(done.returncode, (COMPLETE, REFUSED, STOPPED), done.stderr_text)
            if done.returncode == COMPLETE:
                self.assert_same("run", self.expected)
            else:
                self.assertRegex(done.stderr_text, "damaged|cut off|--force|without --resume|No such file")
        shutil.rmtree(self.folder / "run")
        return done.returncode

    def damaged(self, name, content):
        """A copy of the unfinished run with another content of one file (None: without it)."""
        shutil.copytree(self.folder / "cut", self.folder / "run")
        path = self.folder / "run" / name
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)

    def test_the_copy_itself_can_be_resumed(self):
        shutil.copytree(self.folder / "cut", self.folder / "run")
        self.assertEqual(self.go_on("as it is"), COMPLETE)

    def test_each_file_may_be_missing_empty_cut_or_overwritten(self):
        stopped = 0
        for name in self.names("cut"):
            content = (self.folder / "cut" / name).read_bytes()
            for about, damage in (("missing", None), ("empty", b""), ("cut", content[:len(content) // 2]),
                                  ("one byte short", content[:-1]), ("overwritten", b"\xa5" * len(content))):
                if about == "overwritten" and not name.endswith(".json"):
                    continue # lengths are checked; what a disk makes of contents is its own business
                self.damaged(name, damage)
                stopped += self.go_on(f"{name} is {about}") != COMPLETE
        self.assertGreater(stopped, 10)

    def test_a_checkpoint_with_any_member_missing_or_of_another_kind_is_told(self):
        name = "unfinished/checkpoint.json"
        checkpoint = json.loads((self.folder / "cut" / name).read_text())
        for member in checkpoint:
            for value in (None, "text", -7, [], {}, [1, 2], 1e300):
                if type(value) is type(checkpoint[member]) and value != -7:
                    continue # of the right kind: whether it is true is not to be seen
                if member == "seconds" and value == -7:
                    continue # told to people, no more
                self.damaged(name, json.dumps({**checkpoint, member: value}).encode())
                self.assertEqual(self.go_on(f"{member} is {value!r}"), STOPPED)
        for member in checkpoint["place"]:
            self.damaged(name, json.dumps({**checkpoint, "place": {**checkpoint["place"], member: -1}}).encode())
            self.assertEqual(self.go_on(f"place.{member} is -1"), STOPPED)

    def test_unfinished_results_that_lost_bytes_are_told(self):
        part = [name for name in self.names("cut") if name.endswith(".part")]
        for name in part:
            self.damaged(name, b"")
            self.go_on(f"{name} is empty")


if __name__ == "__main__":
    unittest.main()
