"""Promise 1: read = written + dropped + rejected; what is dropped is kept whole, what is rejected byte for byte."""
import base64
import json
import unittest

from runs import INPUT_BROKEN, STOPPED, RunTest, articles, jsonl

OUTPUTS_MAX = 10000  # as core/run/outputs.h has it

# Lines that are no articles, each with a word of the error that it must get.
BAD_LINES = {
    b"not json": "JSON",
    b'{"text": "cut': "JSON",
    b"[1, 2]": "no JSON object",
    b"42": "no JSON object",
    b'{"text": "a"} trailing': "end of the line",
    b'{"text": "\xff\xfe bytes"}': "UTF-8",
    b'{"text": "half a pair \\ud83d"}': "surrogate",
    b'\xed\xa0\x80 {"text": "a"}': "",
    b"  spaces before\tand behind  \r": "",
    b"\x00\x01\x7f": "",
}


class NothingIsLost(RunTest):
    def test_every_article_meets_one_fate_and_the_books_say_which(self):
        rows = articles(50)
        for number in range(0, 50, 5):
            rows[number]["text"] = "DROP"
        for number in range(1, 50, 7):
            rows[number]["text"] = "FAIL"
        shard = self.shard("a.jsonl.gz", rows[:20] + [b"no json", b"", b"   \r"] + rows[20:])
        self.run_pipeline(self.pipeline("trouble"), shard)
        counts = self.assert_balanced()
        failing, dropped = (sum(row["text"] == text for row in rows) for text in ("FAIL", "DROP"))
        self.assertEqual(counts, {"read": 51, "written": 50 - dropped - failing, "dropped": dropped,
                                  "rejected": failing + 1, "blank_lines": 2})
        stage = self.manifest()["stages"][0]
        self.assertEqual((stage["in"], stage["kept"], stage["dropped"], stage["rejected"], stage["reasons"],
                          stage["counters"]),
                         (50, counts["written"], dropped, failing, {"told": dropped}, {"harmless": counts["written"]}))

    def test_counts_of_each_shard_are_its_own(self):
        first = self.shard("a.jsonl.gz", articles(3) + [b"bad"])
        second = self.shard("b.jsonl", [{"text": "DROP"}, {"text": "x"}])
        self.run_pipeline(self.pipeline("trouble"), [first, second])
        counts = [[entry[key] for key in ("shard", "read", "written", "dropped", "rejected")]
                  for entry in self.manifest()["inputs"]]
        self.assertEqual(counts, [["a.jsonl.gz", 4, 3, 0, 1], ["b.jsonl", 2, 1, 1, 0]])

    def test_a_dropped_article_is_kept_whole_with_stage_reason_score_and_detail(self):
        line = b'{"big": 123456789012345678901234567890, "text":"DROP" ,"n":1e2, "galley": "theirs"}'
        shard = self.write("a.jsonl", b"\n" + line + b"\n")
        self.run_pipeline(self.pipeline("sequence", "trouble"), shard)
        [row] = self.rows("dropped")
        self.assertEqual(row.pop("galley"), {"origin": "a.jsonl:2", "stage": "trouble", "reason": "told", "score": 0.25,
                                             "detail": 'a detail with "quotes"', "edits": {"number": 1},
                                             "before": "theirs"})
        self.assertEqual(row, {key: value for key, value in json.loads(line).items() if key != "galley"})

    def test_a_rejected_line_is_kept_byte_for_byte_with_origin_and_error(self):
        self.run_pipeline(self.pipeline("trouble"), self.write("a.jsonl", jsonl(*BAD_LINES)))
        self.assert_balanced()
        self.assertEqual(self.rejected_bytes(), [(f"a.jsonl:{number}", line) for number, line in
                                                 enumerate(BAD_LINES, 1)])
        for row, (line, word) in zip(self.rows("rejected"), BAD_LINES.items()):
            self.assertIn(word, row["error"], line)

    def test_only_what_is_not_utf8_is_base64(self):
        lines = [b"caf\xc3\xa9", b"caf\xe9", b"\xf0\x9f\x98\x80", b"\xf0\x9f\x98", b"\xc0\x80", b"\xf4\x90\x80\x80"]
        self.run_pipeline(self.pipeline(), self.write("a.jsonl", jsonl(*lines)))
        kept = [row.get("base64") and base64.b64decode(row["base64"]) for row in self.rows("rejected")]
        self.assertEqual(kept, [None, lines[1], None, lines[3], lines[4], lines[5]])

    def test_an_article_that_a_stage_fails_is_rejected_as_it_was_read(self):
        line = b'{"text": "FAIL",  "unknown": [1e2]}'
        self.run_pipeline(self.pipeline("sequence", "trouble"), self.write("a.jsonl", line))
        [row] = self.rows("rejected")
        self.assertEqual(row, {"origin": "a.jsonl:1", "error": "stage trouble: the text says FAIL",
                               "line": line.decode()})

    def test_articles_that_leave_between_surveys_are_counted_once(self):
        rows = articles(30)
        rows[3]["text"] = rows[20]["text"] = "DROP"
        rows[7]["text"] = "FAIL"
        shard = self.shard("a.jsonl.gz", rows + [b"bad"])
        self.run_pipeline(self.pipeline("trouble", "common_lines", "sequence"), shard)
        counts = self.assert_balanced()
        self.assertEqual((counts["read"], counts["dropped"], counts["rejected"]), (31, 2, 2))

    def test_a_survey_runs_over_more_shards_than_there_may_be_files_of_a_template(self):
        """What earlier phases drop stays unfinished until the last one: a file of each shard, and no mistake."""
        shards = OUTPUTS_MAX + 1
        for number in range(shards):
            self.write(f"in/{number}.jsonl", b'{"text": "DROP"}')
        self.write("in/last.jsonl", b'{"text": "a"}')
        self.run_pipeline(self.pipeline("trouble", "common_lines"), self.folder / "in")
        counts = self.manifest()["counts"]
        self.assertEqual((counts["read"], counts["written"], counts["dropped"]), (shards + 1, 1, shards))
        self.assertEqual(sum(name.startswith("dropped/") for name in self.names()), shards)

    def test_a_template_that_makes_too_many_files_is_told(self):
        rows = [{"id": number, "text": "a"} for number in range(OUTPUTS_MAX + 1)]
        done = self.run_pipeline(self.pipeline(output={"path": "{id}"}), self.shard("a.jsonl", rows), status=STOPPED)
        self.assertIn(f"makes more than {OUTPUTS_MAX} files at a time", done.stderr_text)
        self.assertIn("--force", done.stderr_text)  # with another path it is another run
        self.assertNotIn("--resume", done.stderr_text)

    def test_a_broken_shard_costs_its_rest_and_nothing_before(self):
        text = jsonl(*articles(300))
        whole = self.shard("b.jsonl.gz", articles(5))
        cut = self.shard("a.jsonl.gz", articles(300))
        cut.write_bytes(cut.read_bytes()[:-2000])
        self.run_pipeline(self.pipeline("trouble"), [cut, whole], status=INPUT_BROKEN)
        self.assert_balanced()
        broken, sound = self.manifest()["inputs"]
        self.assertEqual(sound["read"], 5)
        self.assertNotIn("error", sound)
        self.assertIn("a.jsonl.gz", broken["error"])
        rest = dict(self.rejected_bytes())
        kept = b"".join(text.splitlines(keepends=True)[:broken["written"]])
        self.assertTrue(text.startswith(kept + b"".join(rest.values())))
        self.assertGreater(broken["written"], 200)


if __name__ == "__main__":
    unittest.main()
