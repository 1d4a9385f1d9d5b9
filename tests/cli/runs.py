"""What the tests of `galley run` share: a folder of its own, runs, and reading what they leave."""
import gzip
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

GALLEY, STAGES = os.environ["GALLEY"], os.environ["STAGES"]


class RunTest(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.addCleanup(self.holder.cleanup)
        self.folder = pathlib.Path(self.holder.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def pipeline(self, *stages, **more):
        uses = [stage if isinstance(stage, dict) else {"use": stage} for stage in stages]
        return self.write("pipeline.json", json.dumps({"galley": 1, "stages": uses, **more}))

    def galley(self, *arguments, stdin=b"", status=0):
        done = subprocess.run([GALLEY, *map(str, arguments)], input=stdin, capture_output=True)
        self.assertEqual(done.returncode, status, done.stderr.decode("utf-8", "replace"))
        done.stderr_text = done.stderr.decode("utf-8", "replace")
        return done

    def run_pipeline(self, pipeline, inputs, *options, out="run", status=0):
        inputs = inputs if isinstance(inputs, list) else [inputs]
        return self.galley("run", pipeline, *inputs, "--out", self.folder / out, "--plugins", STAGES, "--quiet",
                           *options, status=status)

    def manifest(self, out="run"):
        return json.loads((self.folder / out / "run.json").read_text())

    def lines(self, kind, out="run"):
        """All lines of one kind (articles, dropped, rejected, taps), as bytes, in the order of the files' names."""
        folder = self.folder / out / kind
        return [line for path in sorted(folder.rglob("*.jsonl.gz")) for line in gzip.open(path).read().splitlines()]

    def rows(self, kind, out="run"):
        return [json.loads(line) for line in self.lines(kind, out)]

    def files(self, out="run"):
        """Every file of a run but its manifest, by relative path."""
        top = self.folder / out
        return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*"))
                if path.is_file() and path.name != "run.json"}


def jsonl(*articles):
    return b"".join(json.dumps(article, ensure_ascii=False).encode("utf-8") + b"\n" for article in articles)
