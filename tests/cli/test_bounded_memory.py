"""Promise 5: memory does not grow with the corpus, nor with what a hostile file unpacks to."""
import gzip
import unittest
import zlib

from runs import SANITIZE, RunTest, articles, jsonl

MIB = 1 << 20
WHY_NOT = "a sanitizer's own memory is larger than the bounds"


def compressed(pieces):
    """One gzip member of pieces that need not be in memory together."""
    packer = zlib.compressobj(1, wbits=31)
    return b"".join(packer.compress(piece) for piece in pieces) + packer.flush()


class BoundedMemory(RunTest):
    def peak(self, out="run"):
        return self.manifest(out)["peak_memory_bytes"]

    def large_shard(self, name, mebibytes):
        text = jsonl(*articles(1500, words=100))
        return self.write(name, gzip.compress(text, 1) * (mebibytes * MIB // len(text) + 1))

    @unittest.skipIf(SANITIZE, WHY_NOT)
    def test_five_times_the_corpus_takes_no_more(self):
        for mebibytes in (60, 300):
            shard = self.large_shard(f"{mebibytes}.jsonl.gz", mebibytes)
            self.run_pipeline(self.pipeline("sequence"), shard, "--jobs", "2", out=str(mebibytes))
            self.assertGreater(self.manifest(str(mebibytes))["bytes"]["text"], mebibytes * MIB)
        # Workers may use more of their fixed number of batches, no more than that.
        self.assertLess(self.peak("300"), self.peak("60") + 32 * MIB)
        self.assertLess(self.peak("300"), 64 * MIB)

    @unittest.skipIf(SANITIZE, WHY_NOT)
    def test_a_survey_keeps_to_its_budget_and_tells_the_same(self):
        shard = self.large_shard("a.jsonl.gz", 60)
        pipeline = self.pipeline(("common_lines", {"at_least": 100000}))
        for memory in ("512M", "1M"):
            self.run_pipeline(pipeline, shard, "--jobs", "2", "--memory", memory, out=memory)
        self.assertEqual(self.files("1M"), self.files("512M"))
        # Also what is mapped to be merged counts as memory, though the system could take it back.
        self.assertLess(self.manifest("1M")["peak_memory_bytes"], self.peak("512M") - 40 * MIB)

    def reject_long_line(self, piece, times, spelled):
        """Between two articles a line of repeated pieces: it is rejected whole, and nothing else. `spelled` is how JSON
        has the piece: the files are larger than what should be in memory here, so they are counted as they are read."""
        before, after = articles(2)
        bomb = compressed([jsonl(before), *(piece for _ in range(times)), b"\n", jsonl(after)])
        self.run_pipeline(self.pipeline("sequence"), self.write("bomb.jsonl.gz", bomb), "--jobs", "2")
        self.assertEqual([row["id"] for row in self.rows("articles")], [before["id"], after["id"]])
        counts = self.manifest()["counts"]
        self.assertEqual((counts["read"], counts["rejected"]), (3, 1))
        parts, found = 0, 0
        with gzip.open(self.folder / "run/rejected/bomb.jsonl.gz") as file:
            for parts, row in enumerate(file, 1):
                self.assertRegex(row[:200], rb'"origin": "bomb.jsonl.gz:2", .*"part": %d,' % parts)
                found += row.count(spelled)
        self.assertGreater(parts, 1)
        self.assertEqual(found, times * piece.count(piece[:1]))

    def test_a_line_of_200_megabytes_is_rejected_in_pieces(self):
        self.reject_long_line(b"x y " * (MIB // 4), 40 if SANITIZE else 200, b"x y ")
        if not SANITIZE:
            self.assertLess(self.peak(), 200 * MIB)

    def test_a_decompression_bomb_takes_no_more_than_any_line(self):
        self.reject_long_line(b"\0" * MIB, 40 if SANITIZE else 100, rb"\u0000")
        if not SANITIZE:
            self.assertLess(self.peak(), 400 * MIB)

    def test_long_lines_do_not_keep_their_memory(self):
        if SANITIZE:
            self.skipTest(WHY_NOT)
        long = b'{"text": "' + b"x" * (20 * MIB) + b'"}\n'
        shard = self.write("a.jsonl.gz", compressed([long] * 20 + [jsonl(*articles(10))]))
        self.run_pipeline(self.pipeline("sequence"), shard, "--jobs", "2")
        self.assertEqual(self.assert_balanced()["written"], 30)
        self.assertLess(self.peak(), 600 * MIB)

    @unittest.skipIf(SANITIZE, WHY_NOT)
    def test_millions_of_tiny_articles_take_no_more_than_large_ones(self):
        shard = self.write("a.jsonl.gz", compressed([b"{}\n" * 100000] * 30))
        self.run_pipeline(self.pipeline("sequence"), shard, "--jobs", "2")
        self.assertEqual(self.assert_balanced()["written"], 3000000)
        self.assertLess(self.peak(), 96 * MIB)

    @unittest.skipIf(SANITIZE, WHY_NOT)
    def test_lines_of_millions_of_members_take_no_more_than_long_ones(self):
        wide = b"{" + b'"":0,' * (6 * MIB) + b'"":0}\n'
        shard = self.write("a.jsonl.gz", compressed([wide] * 4 + [jsonl(*articles(10))]))
        self.run_pipeline(self.pipeline("sequence"), shard, "--jobs", "2")
        self.assertEqual(self.assert_balanced()["rejected"], 4)
        self.assertLess(self.peak(), 700 * MIB)


if __name__ == "__main__":
    unittest.main()
