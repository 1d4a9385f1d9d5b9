"""What the tests of the command share: a folder for each test, corpora written in one line, runs, what a run leaves.

Nothing but Python's own library is needed. ctest tells in the environment where the command is (GALLEY), the stages for
tests (STAGES), faulty plugins (FIXTURES) and a library to preload (CRASH), and which sanitizer is in all (SANITIZE)."""
import base64
import gzip
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

GALLEY, STAGES, FIXTURES, CRASH, SANITIZE = (os.environ.get(name, "") for name in
                                             ("GALLEY", "STAGES", "FIXTURES", "CRASH", "SANITIZE"))

# Exit statuses, as `galley run --help` documents them.
COMPLETE, INPUT_BROKEN, REFUSED, STOPPED, INTERRUPTED, READER_GONE = 0, 1, 2, 3, 130, 141

WORDS = ("galley proof press paper tray type letter ink wire desk copy night river harbour council vote bridge storm "
         "train minister court school price market été façade Straße młyn río naïve").split()


def sentence(number, words):
    """Some words, the same for the same number."""
    return " ".join(random.Random(number).choices(WORDS, k=words)) + "."


def text_of(number, words):
    """A text of three lines; every third shares its first line with others, and every tenth is a copy."""
    number = number - 1 if number % 10 == 9 else number
    first = "Read also: the night desk" if number % 3 == 0 else sentence(number * 3, words)
    return "\n".join([first, sentence(number * 3 + 1, words), sentence(number * 3 + 2, words)])


def articles(count, first=0, words=12):
    return [{"id": f"n{number}", "lang": ("fr", "en", "de")[number % 3], "text": text_of(number, words)}
            for number in range(first, first + count)]


def jsonl(*rows):
    """JSON Lines: a row is an article, or the bytes of a line."""
    return b"".join(row + b"\n" if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() + b"\n"
                    for row in rows)


def read_gzip(path):
    with gzip.open(path) as file:
        return file.read()


def folder_of_tests():
    """In memory where there is room: every checkpoint waits for the disk, which takes most of the tests' time."""
    memory = pathlib.Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 29
    return memory if has_room and "TMPDIR" not in os.environ else None


class RunTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="galley-test-", dir=folder_of_tests()))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    # ---- Before a run ----

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def shard(self, name, rows):
        """A shard of these rows, gzip if its name says so."""
        text = jsonl(*rows)
        return self.write(name, gzip.compress(text, 1, mtime=0) if name.endswith(".gz") else text)

    def pipeline(self, *stages, name="pipeline.json", **rest):
        """A pipeline file; a stage is its name, (name, parameters), or all of it."""
        listed = [each if isinstance(each, dict) else {"use": each} if isinstance(each, str) else
                  {"use": each[0], "with": each[1]} for each in stages]
        return self.write(name, json.dumps({"galley": 1, "stages": listed, **rest}))

    # ---- A run ----

    def galley(self, *arguments, stdin=b"", status=COMPLETE, env=None, **rest):
        """Runs the command and checks how it ends; `status` None: any way."""
        done = subprocess.run([GALLEY, *map(str, arguments)], input=stdin, capture_output=True, timeout=300,
                              env={**os.environ, "TMPDIR": str(self.folder), **(env or {})}, **rest)
        done.stderr_text = done.stderr.decode("utf-8", "replace")
        if status is not None:
            self.assertEqual(done.returncode, status, f"galley {' '.join(map(str, arguments))}\n{done.stderr_text}")
        return done

    def run_pipeline(self, pipeline, inputs, *options, out="run", status=COMPLETE, **rest):
        inputs = inputs if isinstance(inputs, list) else [inputs]
        return self.galley("run", pipeline, *inputs, "--out", self.folder / out, "--plugins", STAGES, "--quiet",
                           *options, status=status, **rest)

    # ---- After a run ----

    def manifest(self, out="run"):
        return json.loads((self.folder / out / "run.json").read_text())

    def lines(self, kind, out="run"):
        """All lines under articles/, dropped/, …, as bytes, in the order of the files' names."""
        folder = self.folder / out / kind
        return [line for path in sorted(folder.rglob("*.jsonl.gz")) for line in read_gzip(path).split(b"\n")[:-1]]

    def rows(self, kind, out="run"):
        return [json.loads(line) for line in self.lines(kind, out)]

    def rejected_bytes(self, out="run"):
        """[(origin, bytes)] of rejected lines, pieces of one put together."""
        found = {}
        for row in self.rows("rejected", out):
            part = row["line"].encode() if "line" in row else base64.b64decode(row["base64"])
            found[row["origin"]] = found.get(row["origin"], b"") + part
        return list(found.items())

    def names(self, out="run"):
        """Every file there is, by relative path."""
        folder = self.folder / out
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def files(self, out="run"):
        """The bytes of every file but the manifest."""
        return {name: (self.folder / out / name).read_bytes() for name in self.names(out) if name != "run.json"}

    def left(self, out="run"):
        """All that must be the same however a run went: every file's bytes, and the manifest's counts."""
        manifest = self.manifest(out)
        stages = [{key: value for key, value in stage.items() if key != "cpu_ms"} for stage in manifest["stages"]]
        return self.files(out), manifest["counts"], stages, manifest["inputs"], manifest["outputs"]

    def assert_same(self, out, expected):
        """Compares with what another run left; tells which file differs rather than how."""
        found = self.left(out)
        self.assertEqual(sorted(found[0]), sorted(expected[0]))
        for name, content in expected[0].items():
            self.assertTrue(found[0][name] == content, f"{name} differs in {out}")
        self.assertEqual(found[1:], expected[1:])

    def assert_balanced(self, out="run"):
        """Promise 1: the manifest's sum is right, and it is that of the files."""
        counts = self.manifest(out)["counts"]
        self.assertEqual(counts["read"], counts["written"] + counts["dropped"] + counts["rejected"])
        self.assertEqual(counts["written"], len(self.rows("articles", out)))
        self.assertEqual(counts["dropped"], len(self.rows("dropped", out)))
        self.assertEqual(counts["rejected"], len(self.rejected_bytes(out)))
        return counts


if __name__ == "__main__":
    raise SystemExit("this is what the tests share; run ctest")
