"""Promise 7: every file that a run leaves can be read with gzip and a JSON parser, by anybody's tools."""
import json
import os
import subprocess
import unittest

from runs import INPUT_BROKEN, RunTest, articles, read_gzip

# Bytes that reach names and messages.
HOSTILE = [b"not json \xff\x00\x1b[31m", b"control \x00\x1f",
           b'{"text": "DROP", "id": "\\u0000\\u2028\\"\\\\"}',
           b'{"text": "FAIL", "id": "\\ud83d\\ude00"}']


class PlainFiles(RunTest):
    def assert_plain(self, out="run"):
        """Checks every file, and that there is no other kind of file; returns how many lines they have."""
        lines = 0
        for name in self.names(out):
            path = self.folder / out / name
            if name == "run.json":
                json.loads(path.read_bytes().decode("utf-8"))
                continue
            self.assertTrue(name.endswith(".jsonl.gz"), name)
            subprocess.run(["gzip", "-t", path], check=True)
            text = subprocess.run(["gzip", "-dc", path], check=True, capture_output=True).stdout
            self.assertEqual(text, read_gzip(path))
            self.assertTrue(text == b"" or text.endswith(b"\n"), name)
            for line in text.decode("utf-8").split("\n")[:-1]:
                self.assertIsInstance(json.loads(line), dict, name)
                lines += 1
        return lines

    def test_everything_that_a_run_leaves(self):
        self.shard("c/a.jsonl.gz", articles(20) + HOSTILE)
        self.shard("c/b.jsonl", articles(5) + HOSTILE)
        self.shard("c/empty.jsonl.gz", [])
        self.run_pipeline(self.pipeline("sequence", "common_lines", "trouble"), self.folder / "c", "--tap", "all")
        counts = self.assert_balanced()
        taps = len(self.rows("taps"))
        self.assertGreater(taps, 50)
        self.assertEqual(self.assert_plain(), counts["read"] + taps)

    def test_a_shard_without_results_still_has_its_file(self):
        self.run_pipeline(self.pipeline(), [self.shard("empty.jsonl.gz", []), self.shard("bad.jsonl", [b"bad"])])
        self.assertEqual(self.names(), ["articles/bad.jsonl.gz", "articles/empty.jsonl.gz", "rejected/bad.jsonl.gz",
                                        "run.json"])
        self.assertEqual(self.assert_plain(), 1)

    def test_names_that_are_no_utf8_do_not_spoil_files(self):
        name = os.fsencode(self.folder) + b"/in/\xff\x1b\n.jsonl.gz"
        whole = self.shard("whole.jsonl.gz", articles(300))
        (self.folder / "in").mkdir()
        with open(name, "wb") as file:
            file.write(whole.read_bytes()[:-500])
        done = self.run_pipeline(self.pipeline("sequence"), self.folder / "in", "--checkpoint", "0",
                                 status=INPUT_BROKEN)
        self.assert_plain()
        [entry] = self.manifest()["inputs"]
        self.assertEqual(entry["shard"], "___.jsonl.gz")
        self.assertIn("cut off", entry["error"])
        self.assertIn("path", entry)

    def test_a_pipeline_with_a_name_that_is_no_utf8_is_told_of_in_the_manifest(self):
        strange = os.fsencode(self.folder) + b"/\xff.json"
        os.rename(self.pipeline(), strange)
        self.run_pipeline(os.fsdecode(strange), self.shard("a.jsonl", articles(2)))
        self.assertIn("definition", self.manifest()["pipeline"])

    def test_the_manifest_says_what_was_run(self):
        shard = self.shard("a.jsonl.gz", articles(7))
        pipeline = self.pipeline("sequence", ("killer", {"file": "none"}), about="a test")
        self.run_pipeline(pipeline, shard, "--jobs", "2", "--tap", "sequence", "--tap-sample", "50%")
        manifest = self.manifest()
        self.assertEqual(manifest["pipeline"]["definition"], json.loads(pipeline.read_text()))
        self.assertEqual(manifest["pipeline"]["file"], str(pipeline))
        self.assertEqual(manifest["options"], {"jobs": 2, "limit": None, "tap": "sequence", "stdout": False,
                                               "tap_sample_millionths": 500000})
        self.assertEqual([(stage["id"], stage["version"]) for stage in manifest["stages"]],
                         [("sequence", "1.0"), ("killer", "1.0")])
        for stage in manifest["stages"]:
            self.assertRegex(stage["plugin_hash"], "^[0-9a-f]{32}$")
        self.assertEqual(manifest["inputs"][0]["bytes"], shard.stat().st_size)
        outputs = {entry["path"]: entry for entry in manifest["outputs"]}
        for path, entry in outputs.items():
            self.assertEqual(entry["bytes"], (self.folder / "run" / path).stat().st_size)
            self.assertEqual(entry["articles"], len(read_gzip(self.folder / "run" / path).splitlines()))
        self.assertEqual(sorted(outputs), [name for name in self.names() if name != "run.json"])


if __name__ == "__main__":
    unittest.main()
