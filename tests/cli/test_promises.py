"""The promises of a run, each as a test that fails when it is broken."""
import base64
import gzip
import json
import os
import random
import subprocess
import unittest

from runs import STAGES, RunTest, jsonl


def corpus(count, seed=7):
    """Articles with some near copies among them, so that stages with `commit` have something to decide."""
    draw = random.Random(seed)
    words = ["stone", "river", "vote", "harbour", "mayor", "strike", "bridge", "winter", "budget", "school", "train"]
    texts = [" ".join(draw.choices(words, k=80)) for _ in range(count)]
    for i in range(5, count, 9):
        texts[i] = texts[draw.randrange(i)] + " again"
    return [{"id": f"a{i}", "text": text + f"\nline {i % 50}"} for i, text in enumerate(texts)]


class NothingIsLost(RunTest):
    def test_every_line_has_one_fate_and_the_books_balance(self):
        broken = [b'{"text": "cut', b'[1, 2]', b'{"text": "\xff\xfe"}', b'{"a": 1} x', b'"text"']
        good = jsonl({"id": 1, "text": "kept"}, {"id": 2, "text": "DROP", "n": 1}, {"id": 3, "text": "FAIL"})
        shard = self.write("in.jsonl", good + b"\n".join(broken) + b"\n\n")
        self.run_pipeline(self.pipeline("trouble"), shard)
        counts = self.manifest()["counts"]
        self.assertEqual(counts, {"read": 8, "written": 1, "dropped": 1, "rejected": 6, "blank_lines": 1})
        dropped = self.rows("dropped")[0]
        self.assertEqual(dropped["galley"]["origin"], "in.jsonl:2")
        self.assertEqual((dropped["galley"]["stage"], dropped["galley"]["reason"]), ("trouble", "told"))
        self.assertEqual(dropped["galley"]["score"], 0.25)
        self.assertEqual((dropped["id"], dropped["text"], dropped["n"]), (2, "DROP", 1))
        rejected = {row["origin"]: row for row in self.rows("rejected")}
        self.assertIn("the text says FAIL", rejected["in.jsonl:3"]["error"])
        for line, content in enumerate(broken, 4):
            row = rejected[f"in.jsonl:{line}"]
            kept = base64.b64decode(row["base64"]) if "base64" in row else row["line"].encode("utf-8")
            self.assertEqual(kept, content)
            self.assertTrue(row["error"])

    def test_a_broken_stream_costs_only_its_rest_and_the_run_goes_on(self):
        whole = gzip.compress(jsonl(*corpus(2000)))
        self.write("in/a.jsonl.gz", whole[:len(whole) // 2])
        self.write("in/b.jsonl.gz", gzip.compress(jsonl({"id": "b", "text": "after"})))
        self.run_pipeline(self.pipeline(), self.folder / "in", status=1)
        rows = self.rows("articles")
        self.assertEqual(rows[-1]["id"], "b")
        self.assertGreater(len(rows), 500)
        counts = self.manifest()["counts"]
        self.assertEqual(counts["read"], counts["written"] + counts["rejected"])
        self.assertIn("a.jsonl.gz", self.manifest()["inputs"][0]["error"])

    def test_a_line_of_many_megabytes_is_rejected_whole_and_the_next_is_read(self):
        long = b'{"text": "' + b"x" * (40 << 20) + b'"}\n'
        shard = self.write("in.jsonl", long + jsonl({"id": "next", "text": "t"}))
        self.run_pipeline(self.pipeline(), shard)
        self.assertEqual(self.manifest()["counts"]["rejected"], 1)
        self.assertEqual(b"".join(row["line"].encode() for row in self.rows("rejected")), long.rstrip(b"\n"))
        self.assertEqual([row["id"] for row in self.rows("articles")], ["next"])


class SameBytesOut(RunTest):
    stages = ["common_lines", "sequence", {"use": "dedup", "with": {"action": "mark"}}]

    def shards(self):
        articles = corpus(9000)
        for i in range(3):
            self.write(f"in/{i}.jsonl.gz", gzip.compress(jsonl(*articles[i * 3000:(i + 1) * 3000])))
        return self.folder / "in"

    def test_the_number_of_workers_makes_no_difference(self):
        shards, pipeline = self.shards(), self.pipeline(*self.stages)
        for jobs in (1, 2, 5):
            self.run_pipeline(pipeline, shards, "--jobs", jobs, "--tap", "all", out=f"run{jobs}")
        self.assertEqual(self.files("run1"), self.files("run2"))
        self.assertEqual(self.files("run1"), self.files("run5"))
        self.assertEqual([row["number"] for row in self.rows("articles", "run5")], list(range(1, 9001)))

    def test_a_survey_that_sorts_on_disk_gives_the_same(self):
        shards, pipeline = self.shards(), self.pipeline("common_lines")
        self.run_pipeline(pipeline, shards, out="memory")
        self.run_pipeline(pipeline, shards, "--memory", "1M", out="disk")
        self.assertEqual(self.files("memory"), self.files("disk"))

    def test_a_run_that_was_killed_or_interrupted_ends_the_same_with_resume(self):
        shards = self.shards()
        killer = {"use": "killer", "with": {"at": "${AT}", "file": "${FILE}", "signal": "${SIGNAL}"}}
        pipeline = self.pipeline(*self.stages, killer)
        settings = lambda at, signal: ["--set", f"AT={at}", "--set", f"FILE={self.folder / 'armed'}", "--set",
                                       f"SIGNAL={signal}", "--jobs", "2", "--checkpoint", "0"]
        self.run_pipeline(pipeline, shards, *settings(0, "kill"), out="whole")
        whole = self.files("whole")
        for at, signal, status in ((4000, "kill", -9), (8999, "kill", -9), (4500, "term", 130)):
            self.write("armed", b"")
            out = f"{signal}{at}"
            self.run_pipeline(pipeline, shards, *settings(at, signal), out=out, status=status)
            self.assertFalse((self.folder / out / "run.json").exists())
            self.run_pipeline(pipeline, shards, *settings(at, signal), "--resume", out=out)
            self.assertEqual(self.files(out), whole, out)


class UntouchedIsUnchanged(RunTest):
    spelled = [b'{"big": 123456789012345678901234567890, "real": 1.0, "exp": 1e2, "tiny": 0.1, "text": "a\\/b \\u00e9"}',
               b'{ "z" : [1 , {"k":null}],"a":"\\ud83d\\ude00",  "text":"x", "galley_like": {"origin": 1} }',
               '{"text": "naïve 漢字", "empty": "", "nested": {"text": "inner"}, "t": true}'.encode()]

    def test_articles_that_no_stage_writes_come_out_byte_for_byte(self):
        shard = self.write("in.jsonl", b"\n".join(self.spelled) + b"\n")
        self.run_pipeline(self.pipeline("trouble"), shard)
        self.assertEqual(self.lines("articles"), self.spelled)

    def test_an_edit_leaves_all_other_members_as_they_are(self):
        shard = self.write("in.jsonl", self.spelled[0] + b"\n")
        self.run_pipeline(self.pipeline("sequence"), shard)
        self.assertEqual(self.lines("articles"), [self.spelled[0][:-1] + b', "number": 1}'])


class FinishedFilesOnly(RunTest):
    def test_a_stopped_run_leaves_part_files_and_refuses_to_be_written_over(self):
        shard = self.write("in.jsonl", jsonl({"text": "one"}, {"text": "FATAL"}))
        pipeline = self.pipeline("trouble")
        done = self.run_pipeline(pipeline, shard, status=3)
        self.assertIn("in.jsonl:2: stage trouble: the text says FATAL", done.stderr_text)
        self.assertEqual([path for path in self.files() if path.endswith(".jsonl.gz")], [])
        self.run_pipeline(pipeline, shard, status=2)
        self.write("in.jsonl", jsonl({"text": "one"}))
        self.run_pipeline(pipeline, shard, "--force")
        self.assertEqual(len(self.rows("articles")), 1)
        self.assertFalse([path for path in self.files() if path.endswith(".part") or path.startswith("unfinished")])

    def test_a_folder_that_holds_something_else_is_refused(self):
        self.write("run/letter.txt", "dear")
        self.run_pipeline(self.pipeline(), self.write("in.jsonl", b"{}\n"), status=2)
        self.run_pipeline(self.pipeline(), self.folder / "in.jsonl", "--force", status=2)
        self.assertEqual((self.folder / "run/letter.txt").read_text(), "dear")


class BoundedMemory(RunTest):
    @unittest.skipIf(os.environ.get("SANITIZE"), "a sanitizer's own memory is larger than the bound")
    def test_a_corpus_of_any_size_takes_less_than_64_megabytes(self):
        member = gzip.compress(jsonl(*corpus(2000)), 1)
        shard = self.write("in.jsonl.gz", member * 150)
        self.run_pipeline(self.pipeline("sequence"), shard, "--jobs", "2")
        manifest = self.manifest()
        self.assertGreater(manifest["bytes"]["text"], 150 << 20)
        self.assertLess(manifest["peak_memory_bytes"], 64 << 20)


class ErrorsBeforeWork(RunTest):
    def test_every_mistake_is_told_at_once_with_its_place_and_nothing_is_made(self):
        pipeline = self.write("bad.json", '{\n  "galley": 1, "abuot": "x",\n  "stages": [\n'
                              '    {"use": "dedup", "with": {"metod": "near", "threshold": 2}},\n'
                              '    {"use": "trouble", "id": "dedup"},\n'
                              '    {"use": "dedub"}],\n  "output": {"path": "{langg}/{shard}"}\n}\n')
        shard = self.write("in.jsonl", b"{}\n")
        run = self.run_pipeline(pipeline, shard, status=2)
        check = self.galley("check", pipeline, "--plugins", STAGES, status=2)
        self.assertEqual(run.stderr_text, check.stderr_text)
        for place, sentence in ((":2:16:", 'unknown key "abuot"; did you mean "about"?'),
                                (":4:31:", 'stage dedup: there is no parameter "metod"; did you mean "method"?'),
                                (":4:61:", 'stage dedup: parameter "threshold": a value from 0 to 1 is wanted, found 2'),
                                (":5:30:", 'the id "dedup" is taken by another stage'),
                                (":6:13:", 'there is no stage "dedub"; did you mean "dedup"?')):
            self.assertIn(f"bad.json{place} {sentence}", check.stderr_text)
        self.assertFalse((self.folder / "run").exists())

    def test_a_field_that_nobody_writes_is_a_mistake(self):
        pipeline = self.pipeline({"use": "dedup", "with": {"field": "maintext"}}, output={"path": "{langg}/{shard}"})
        check = self.galley("check", pipeline, status=2)
        self.assertIn('no stage before writes the field "maintext"', check.stderr_text)
        self.assertIn('did you mean "lang"?', check.stderr_text)


class PlainFiles(RunTest):
    def test_every_file_of_a_run_can_be_read_with_zcat_and_a_json_reader(self):
        shard = self.write("in.jsonl", jsonl({"text": "kept"}, {"text": "DROP"}, {"text": "FAIL"}) + b"{\n")
        self.run_pipeline(self.pipeline("trouble"), shard, "--tap", "all")
        for kind in ("articles", "dropped", "rejected", "taps"):
            found = list((self.folder / "run" / kind).rglob("*"))
            self.assertTrue(found, kind)
            for path in found:
                if path.is_file():
                    text = subprocess.run(["zcat", path], check=True, capture_output=True).stdout
                    [json.loads(line) for line in text.splitlines()]
        self.assertEqual(self.manifest()["stages"][0]["counters"], {"harmless": 1})


if __name__ == "__main__":
    unittest.main()
