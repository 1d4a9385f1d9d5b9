"""What is wrong with one input costs that input's rest or that line, is told clearly, and nothing else is lost."""
import ctypes
import gzip
import json
import os
import resource
import signal
import struct
import subprocess
import unittest
import zlib

from runs import (COMPLETE, GALLEY, INPUT_BROKEN, INTERRUPTED, REFUSED, STAGES, STOPPED, RunTest, articles, jsonl,
                  read_gzip)

ROWS = articles(40)
TEXT = jsonl(*ROWS)
MEMBER = gzip.compress(TEXT, 6, mtime=0)
HEADER = b"\x1f\x8b\x08\x00\0\0\0\0\x00\x03"


def member(flags=0, extra=b"", text=TEXT):
    """A gzip member with those header flags and what belongs to them."""
    raw = zlib.compressobj(6, wbits=-15)
    body = raw.compress(text) + raw.flush()
    return (HEADER[:3] + bytes([flags]) + HEADER[4:] + extra + body +
            struct.pack("<II", zlib.crc32(text), len(text) & 0xffffffff))


def obey_permissions():
    """In a child that is root, and may read everything: what it executes next may not."""
    PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH) if os.geteuid() == 0 else ():
        if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            raise PermissionError("this root cannot give up its right to read everything")


# Name → bytes, how many articles come out, whether the shard counts as broken, and words of the message.
STREAMS = {
    "an ordinary member": (MEMBER, 40, False, ""),
    "two members": (MEMBER + MEMBER, 80, False, ""),
    "a member that ends inside a character":
        (gzip.compress(b'{"text": "\xc3') + gzip.compress(b'\xa9"}\n'), 1, False, ""),
    "an empty member before and behind": (gzip.compress(b"") + MEMBER + gzip.compress(b""), 40, False, ""),
    "only an empty member": (gzip.compress(b""), 0, False, ""),
    "an empty file": (b"", 0, False, ""),
    "plain text": (TEXT, 40, False, ""),
    "no line end at the end": (gzip.compress(TEXT[:-1]), 40, False, ""),
    "a byte order mark": (gzip.compress(b"\xef\xbb\xbf" + TEXT), 40, False, ""),
    "blank lines": (gzip.compress(b"\n\n" + TEXT + b"  \n\r\n"), 40, False, ""),
    "stored blocks": (gzip.compress(TEXT, 0), 40, False, ""),
    "all optional header fields": (member(0x1c, b"\x02\0ab" + b"name\0" + b"comment\0"), 40, False, ""),
    "zero padding": (MEMBER + b"\0" * 512, 40, False, ""),
    "a cut in the header": (MEMBER[:7], 0, True, "cut off"),
    "a cut in the middle": (MEMBER[:len(MEMBER) // 2], None, True, "cut off"),
    "a cut in the check sum": (MEMBER[:-5], 40, True, "cut off"),
    "a cut in the length": (MEMBER[:-2], 40, True, "cut off"),
    "a wrong check sum": (MEMBER[:-8] + b"\0\0\0\0" + MEMBER[-4:], 40, True, "check sum"),
    "a wrong length": (MEMBER[:-4] + b"\1\2\3\4", 40, True, "length"),
    "a wrong header check sum": (member(0x02, b"\1\2"), 0, True, "header"),
    "reserved header flags": (member(0x80), 0, True, "reserved"),
    "another method": (b"\x1f\x8b\x07" + MEMBER[3:], 0, True, "method"),
    "garbage behind": (MEMBER + b"garbage", 40, True, "begin no other"),
    "a second member with a wrong first byte": (MEMBER + b"\x1e" + MEMBER[1:], 40, True, "begin no other"),
    "a flipped bit": (MEMBER[:900] + bytes([MEMBER[900] ^ 4]) + MEMBER[901:], None, True, ""),
    "a zlib stream": (zlib.compress(TEXT), 0, True, "zlib"),
    "a zstd file": (b"\x28\xb5\x2f\xfd" + b"\0" * 40, 0, True, "zstd"),
    "UTF-16": (TEXT.decode().encode("utf-16"), 0, True, "UTF-16"),
}

# Lines that JSON allows and those that it does not; each stands as the value of a member too.
VALUES = ['""', '"\\u0000"', '"\\uD834\\uDD1E"', '"\u2028"', '"\U0010FFFF"', "[]", "[[[]]]", "[1 , 2]", "{}",
          '{"a":{}}', "0", "-0", "1e5", "1E-5", "0.1", "-1.5e+3", "123456789012345678901234567890", "1e999", "true",
          "false", "null"]
NO_VALUES = ["", "01", "1.", ".5", "+1", "1e", "0x1", "NaN", "Infinity", "tru", "nul", "'a'", '"', '"a', '"\\x"',
             '"\\u12"', '"\t"', '"\x01"', '"\\uD800"', '"\\uDC00\\uD800"', "\\u0031", "1 2", "[1,]", "[,1]", "[1 2]",
             "[", "]", "[1}", "{,}", '{"a"}', '{"a":}', '{"a" 1}', "{'a':1}", "{a:1}", '{"a":1,}', '{"a":1]',
             "//", "[1]//"]


class BadInput(RunTest):
    def run_beside(self, path, status=INPUT_BROKEN, *options):
        """Runs over a shard between two sound ones, which must come out whole."""
        first, last = self.shard("first.jsonl.gz", ROWS), self.shard("last.jsonl.gz", ROWS)
        done = self.run_pipeline(self.pipeline("sequence"), [first, path, last], *options, "--force", status=status)
        self.assert_balanced()
        counts = {entry["shard"]: entry for entry in self.manifest()["inputs"]}
        self.assertEqual(counts.pop("first.jsonl.gz")["written"], 40)
        self.assertEqual(counts.pop("last.jsonl.gz")["written"], 40)
        [entry] = counts.values()
        return entry, done

    def test_every_kind_of_broken_stream_is_told_and_loses_nothing_else(self):
        for about, (content, written, is_broken, words) in STREAMS.items():
            with self.subTest(about):
                path = self.write("middle.jsonl.gz", content)
                entry, done = self.run_beside(path, INPUT_BROKEN if is_broken else COMPLETE)
                if written is not None:
                    # An unfinished last line is rejected: what a cut left of it may not be what it was.
                    self.assertIn(entry["written"], (written, written - (1 if is_broken and written == 40 else 0)))
                self.assertEqual("error" in entry, is_broken)
                if is_broken:
                    self.assertIn(str(path), entry["error"])
                    self.assertIn(words, entry["error"])

    def test_a_broken_stream_is_said_on_standard_error(self):
        path = self.write("middle.jsonl.gz", MEMBER[:-2])
        done = self.galley("run", self.pipeline(), path, "--out", self.folder / "run", status=INPUT_BROKEN)
        self.assertIn("cut off", done.stderr_text)

    def test_the_end_sums_up_what_was_broken_or_missing(self):
        sound, cut = self.shard("sound.jsonl", ROWS), self.write("cut.jsonl.gz", MEMBER[:-2])
        inputs, said = [sound, cut, self.folder / "missing.jsonl"], "2 inputs broken or missing, see run.json\n"
        done = self.galley("run", self.pipeline(), *inputs, "--out", self.folder / "run", status=INPUT_BROKEN)
        self.assertIn("  " + said, done.stdout.decode())
        for entry in self.manifest()["inputs"][1:]:  # each is told when it is met, and not again
            self.assertEqual((done.stderr + done.stdout).decode().count(entry["error"]), 1)
        quiet = self.run_pipeline(self.pipeline(), inputs, "--force", status=INPUT_BROKEN)
        self.assertEqual((quiet.stdout, quiet.stderr_text), (b"", "galley: " + said))
        piped = self.galley("run", self.pipeline(), cut, "--stdout", "--quiet", status=INPUT_BROKEN)
        self.assertEqual(piped.stderr_text, "galley: 1 input broken or missing\n")
        self.assertNotIn("broken", self.galley("run", self.pipeline(), sound, "--stdout").stderr_text)

    def test_missing_and_unreadable_shards_are_told(self):
        self.assertIn("No such file", self.run_beside(self.folder / "missing.jsonl.gz")[0]["error"])
        self.assertIn("no file has such a name", self.run_beside(self.folder / "missing*.gz")[0]["error"])
        (self.folder / "void").mkdir()
        self.assertIn("no shard", self.run_beside(self.folder / "void")[0]["error"])
        os.symlink("itself.jsonl", self.folder / "itself.jsonl")
        self.assertIn("symbolic links", self.run_beside(self.folder / "itself.jsonl")[0]["error"])

    def test_a_shard_without_permission_is_told(self):
        path, sound = self.shard("secret.jsonl.gz", ROWS), self.shard("sound.jsonl.gz", ROWS)
        path.chmod(0)
        self.run_pipeline(self.pipeline(), [path, sound], status=INPUT_BROKEN, preexec_fn=obey_permissions)
        self.assertIn("Permission denied", self.manifest()["inputs"][0]["error"])
        self.assertEqual(len(self.rows("articles")), 40)

    def test_a_results_folder_without_permission_is_told(self):
        (self.folder / "closed").mkdir(mode=0o500)
        done = self.run_pipeline(self.pipeline(), self.shard("a.jsonl.gz", ROWS), out="closed/run", status=None,
                                 preexec_fn=obey_permissions)
        self.assertIn(done.returncode, (REFUSED, STOPPED))
        self.assertIn("closed/run: the folder cannot be made: Permission denied", done.stderr_text)

    def test_valid_json_passes_and_invalid_json_is_rejected(self):
        good = [f'{{"value": {value}, "text": "a"}}' for value in VALUES] + [' {"text" : "a"} ', "{}"]
        bad = ([f'{{"value": {value}, "text": "a"}}' for value in NO_VALUES] +
               [value for value in VALUES + NO_VALUES if value and value != "{}" and value != '{"a":{}}'])
        shard = self.write("a.jsonl", "\n".join(good + bad))
        self.run_pipeline(self.pipeline("trouble"), shard)
        self.assertEqual([line.decode() for line in self.lines("articles")], good)
        self.assertEqual([line.decode() for _, line in self.rejected_bytes()], bad)

    def test_a_stage_that_does_what_it_must_not_is_faulty_and_named(self):
        for text, words in (("DROP WITHOUT A REASON", "galley_drop"), ("DROP WITHOUT A SCORE", "no number"),
                            ("WRITE", '"undeclared"'), ("REMOVE", '"id"'), ("COUNT", "by counter 9 and declares 1"),
                            ("NO VERDICT", "it returns 77")):
            shard = self.shard("a.jsonl", [{"text": "fine"}, {"text": text}])
            done = self.run_pipeline(self.pipeline("trouble"), shard, "--force", status=STOPPED)
            self.assertIn("a.jsonl:2: stage trouble: the plugin is faulty", done.stderr_text)
            self.assertIn(words, done.stderr_text)

    def test_what_a_stage_leaves_unsaid_is_said(self):
        shard = self.shard("a.jsonl", [{"text": "FAIL WITHOUT WORDS"}, {"text": "fine"}])
        self.run_pipeline(self.pipeline("trouble"), shard)
        self.assertIn("does not say why it fails", self.rows("rejected")[0]["error"])
        shard = self.shard("a.jsonl", [{"text": "FATAL WITHOUT WORDS"}])
        done = self.run_pipeline(self.pipeline("trouble"), shard, "--force", status=STOPPED)
        self.assertIn("a.jsonl:1: stage trouble: the plugin does not say why it stops the run", done.stderr_text)

    def test_an_article_with_too_many_members_is_rejected(self):
        wide = [b"{" + b",".join([b'"":0'] * count) + b"}" for count in (65536, 65537)]
        self.run_pipeline(self.pipeline("trouble"), self.write("a.jsonl", b"\n".join(wide)))
        self.assertEqual(self.lines("articles"), wide[:1])
        self.assertIn("more than 65536 members", self.rows("rejected")[0]["error"])

    def test_nesting_beyond_the_bound_is_rejected(self):
        nested = [b'{"a": ' + b"[" * depth + b"]" * depth + b"}" for depth in (500, 2000, 100000)]
        self.run_pipeline(self.pipeline("trouble"), self.write("a.jsonl", b"\n".join(nested)))
        self.assertEqual(self.lines("articles"), nested[:2])
        self.assertEqual(self.rejected_bytes(), [("a.jsonl:3", nested[2])])

    def test_a_line_that_is_too_long_and_breaks_off_is_one_rejected_line(self):
        long = b'{"text": "' + os.urandom(1000).hex().encode() * 18000
        whole = gzip.compress(TEXT + long, 1)
        for cut in (len(whole) - 9, len(whole) - 4000):
            entry, _ = self.run_beside(self.write("middle.jsonl.gz", whole[:cut]))
            self.assertEqual((entry["read"], entry["written"], entry["rejected"]), (41, 40, 1))
            [(origin, kept)] = self.rejected_bytes()
            self.assertTrue(long.startswith(kept))
            self.assertGreater(len(kept), 32 << 20)

    def test_two_lines_that_are_too_long_are_counted_and_numbered_each(self):
        long = b"x" * (33 << 20)
        shard = self.write("a.jsonl.gz", gzip.compress(TEXT + long + b"\n" + long + b"\n" + TEXT, 1))
        self.run_pipeline(self.pipeline(), shard)
        self.assertEqual(self.assert_balanced()["rejected"], 2)
        self.assertEqual([origin for origin, _ in self.rejected_bytes()], ["a.jsonl.gz:41", "a.jsonl.gz:42"])
        self.assertEqual([row["part"] for row in self.rows("rejected") if row["part"] <= 1], [1, 1])
        self.run_pipeline(self.pipeline(), shard, "--force", "--limit", "41")
        self.assertEqual(self.assert_balanced()["read"], 41)

    def test_an_interruption_inside_a_long_line_comes_behind_it(self):
        """Its pieces are with the rejected lines already: to begin it again would keep them twice."""
        long, pipe = b"y" * (40 << 20), self.folder / "a.jsonl"
        os.mkfifo(pipe)
        command = [GALLEY, "run", self.pipeline("sequence"), pipe, "--out", self.folder / "run", "--plugins", STAGES]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as run:
            with open(pipe, "wb", buffering=0) as writer:
                writer.write(TEXT + long[:36 << 20]) # returns when a first piece has been read
                run.send_signal(signal.SIGTERM)
                while b"interrupted" not in run.stderr.readline():
                    pass
                writer.write(long[36 << 20:] + b"\n")
            self.assertEqual(run.wait(), INTERRUPTED)
        place = json.loads((self.folder / "run/unfinished/checkpoint.json").read_text())["place"]
        self.assertEqual(place["ordinal"], 41)
        [rejected] = (self.folder / "run/rejected").iterdir()
        rows = [json.loads(row) for row in read_gzip(rejected).splitlines()]
        self.assertEqual([row["part"] for row in rows], list(range(1, len(rows) + 1)))
        self.assertEqual(sum(len(row["line"]) for row in rows), len(long))

    # ---- Disks that are full ----

    def assert_full_disk_is_survived(self, run, make_room):
        """A run stops with a clear error, and goes on to the same bytes once there is room."""
        self.run_pipeline(self.pipeline("sequence"), self.corpus, out="whole")
        done = run()
        self.assertEqual(done.returncode, STOPPED, done.stderr)
        self.assertRegex(done.stderr.decode(), r"disk is full|File too large|No space")
        self.assertIn("--resume", done.stderr.decode())
        make_room()

    def large_corpus(self):
        rows = [{"id": number, "text": os.urandom(3000).hex()} for number in range(700)]
        self.corpus = self.shard("corpus.jsonl", rows)

    def test_a_limit_of_file_sizes_stops_the_run_and_it_goes_on_without(self):
        self.large_corpus()

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (900000, 900000))

        run = lambda: self.run_pipeline(self.pipeline("sequence"), self.corpus, "--checkpoint", "0", status=None,
                                        preexec_fn=limit)
        self.assert_full_disk_is_survived(run, lambda: None)
        self.run_pipeline(self.pipeline("sequence"), self.corpus, "--resume")
        self.assert_same("run", self.left("whole"))

    def test_a_full_disk_stops_the_run_and_it_goes_on_with_more_room(self):
        self.large_corpus()
        disk = self.folder / "disk"
        disk.mkdir()
        mount = lambda *how: subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(how), "galley-test", disk],
                                            capture_output=True)
        if os.geteuid() != 0 or mount("size=1m").returncode != 0:
            self.skipTest("a small disk can only be mounted by root outside of a container")
        self.addCleanup(subprocess.run, ["umount", disk])
        run = lambda: self.run_pipeline(self.pipeline("sequence"), self.corpus, "--checkpoint", "0", out="disk/run",
                                        status=None)
        self.assert_full_disk_is_survived(run, lambda: self.assertEqual(mount("remount", "size=20m").returncode, 0))
        self.run_pipeline(self.pipeline("sequence"), self.corpus, "--resume", out="disk/run")
        self.assert_same("disk/run", self.left("whole"))

    def test_a_full_standard_output_stops_the_run(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([GALLEY, "run", self.pipeline(), self.shard("a.jsonl", ROWS), "--stdout"],
                                  stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, STOPPED)
        self.assertIn(b"standard output: No space left", done.stderr)
        self.assertNotIn(b"--resume", done.stderr)

    def test_a_survey_on_a_full_disk_stops_the_run(self):
        self.large_corpus()

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300000, 300000))

        done = self.run_pipeline(self.pipeline("common_lines"), self.corpus, "--memory", "1M", status=STOPPED,
                                 preexec_fn=limit)
        self.assertIn("File too large", done.stderr_text)
        self.run_pipeline(self.pipeline("common_lines"), self.corpus, "--resume")
        self.assert_balanced()


if __name__ == "__main__":
    unittest.main()
