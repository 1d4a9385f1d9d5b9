"""Promise 3: members that no stage writes come out byte for byte as they came in."""
import json
import unittest

from runs import RunTest, articles, read_gzip

# Lines that a JSON library would write otherwise: numbers, escapes, space, order, members that come twice.
LINES = [
    b'{"text": "a", "big": 123456789012345678901234567890, "huge": 1e400, "tiny": 1e-400}',
    b'{"n": 1e2, "z": -0, "r": 0.1, "R": 1.10, "E": 1E+2, "text": "a", "pi": 3.14159265358979323846264338327950288}',
    b'{"text":"\\u00e9\\/\\u0041 \xc3\xa9","e":"\\ud83d\\ude00 \xf0\x9f\x98\x80","nul":"a\\u0000b"}',
    b'{ "z" : 1 ,\t"a":[ 1,2 , {"y":null,"x" :{ }} ], "text" : "a" }',
    b'{"text": "a", "twice": 1, "twice": 2, "once": true}',
    b'{"unknown": {"deep": [[[[]]]]}, "text": "a", "": "no name", "\\u0061bc": "escaped name"}',
    b'  {"text": "space around"}  \t',
    b'{"text": "a", "galley": {"origin": "theirs"}}',
    '{"text": "a", "zero\u200bwidth": "\u2028\u2029\ufeff"}'.encode(),
]


class Untouched(RunTest):
    def results(self):
        return read_gzip(self.folder / "run" / "articles" / "a.jsonl.gz").split(b"\n")[:-1]

    def test_a_line_that_no_stage_edits_is_the_same_line(self):
        shard = self.write("a.jsonl", b"\n".join(LINES))
        for stages in ([], ["trouble"]):
            self.run_pipeline(self.pipeline(*stages), shard, "--force")
            self.assertEqual(self.results(), LINES)

    def test_a_carriage_return_stays(self):
        self.run_pipeline(self.pipeline("trouble"), self.write("a.jsonl", b'{"text": "a"}\r\n{"text": "b"}\r\n'))
        self.assertEqual(self.results(), [b'{"text": "a"}\r', b'{"text": "b"}\r'])

    def test_an_added_member_leaves_all_others_as_they_were(self):
        self.run_pipeline(self.pipeline("sequence"), self.write("a.jsonl", b"\n".join(LINES)))
        for number, (line, result) in enumerate(zip(LINES, self.results()), 1):
            end = line.rindex(b"}")
            body = line[:end].rstrip()
            self.assertTrue(result.startswith(body), (line, result))
            self.assertRegex(result[len(body):], rb'^, ?"number": ?%d\s*}%s$' % (number, line[end + 1:]))

    def test_a_set_member_keeps_its_place(self):
        line = b'{"b": 1e2, "number" :  0.10, "a":\t[1 ,2], "text": "\\u0061"}'
        self.run_pipeline(self.pipeline("sequence"), self.write("a.jsonl", line))
        self.assertEqual(self.results(), [b'{"b": 1e2, "number": 1, "a":\t[1 ,2], "text": "\\u0061"}'])

    def test_a_survey_and_its_spool_change_nothing(self):
        self.run_pipeline(self.pipeline("common_lines", "sequence"), self.write("a.jsonl", b"\n".join(LINES)))
        surveyed = self.results()
        for line, result in zip(LINES, surveyed):
            body = line[:line.rindex(b"}")].rstrip()
            self.assertTrue(result.startswith(body), (line, result))
            self.assertEqual({"common", "told", "number"} - set(json.loads(result)), set())

    def test_a_dropped_line_keeps_its_spelling(self):
        line = b'{"n": 1e2, "text": "DROP", "big": 123456789012345678901234567890, "e": "\\u00e9"}'
        self.run_pipeline(self.pipeline("sequence", "trouble"), self.write("a.jsonl", line))
        dropped = read_gzip(self.folder / "run" / "dropped" / "a.jsonl.gz")
        self.assertTrue(dropped.startswith(line[:-1] + b', "galley": {'), dropped)

    def test_fields_are_mapped_without_renaming_them(self):
        line = b'{"maintext": "FAIL", "text": "harmless", "num": "x"}'
        other = b'{"maintext": "fine", "text": "FAIL", "num": "x"}'
        pipeline = self.pipeline("trouble", "sequence", fields={"text": "maintext", "number": "num"})
        self.run_pipeline(pipeline, self.write("a.jsonl", line + b"\n" + other))
        self.assertEqual(self.results(), [b'{"maintext": "fine", "text": "FAIL", "num": 1}'])

    def test_provenance_is_written_only_when_it_is_asked_for(self):
        shard = self.write("a.jsonl", b'{"text": "a"}')
        self.run_pipeline(self.pipeline(output={"provenance": True}), shard)
        self.assertEqual(self.results(), [b'{"text": "a", "galley": {"origin": "a.jsonl:1"}}'])

    def test_a_member_galley_that_was_there_is_kept_in_the_new_one(self):
        rows = [b'{"text": "a", "galley": {"x": 1e400}}', b'{"text": "DROP", "galley": "mine"}']
        self.run_pipeline(self.pipeline("trouble", output={"provenance": True}), self.shard("a.jsonl", rows),
                          "--tap=all")
        wanted = b'{"text": "a", "galley": {"origin": "a.jsonl:1", "before": {"x": 1e400}}}'
        self.assertEqual(self.results() + self.lines("taps"), [wanted, wanted])
        self.assertEqual(self.rows("dropped")[0]["galley"]["before"], "mine")

    def test_deep_and_wide_articles_pass(self):
        deep = b'{"text": "a", "deep": ' + b"[" * 1000 + b"]" * 1000 + b"}"
        wide = b'{"text": "a"' + b"".join(b', "m%d": %d' % (number, number) for number in range(5000)) + b"}"
        self.run_pipeline(self.pipeline("trouble"), self.write("a.jsonl", deep + b"\n" + wide))
        self.assertEqual(self.results(), [deep, wide])

    def test_every_text_of_the_corpus_survives_every_stage(self):
        rows = articles(200)
        self.run_pipeline(self.pipeline("trouble", "common_lines", "sequence"), self.shard("a.jsonl.gz", rows))
        kept = [{key: row[key] for key in ("id", "lang", "text")} for row in self.rows("articles")]
        self.assertEqual(kept, rows)


if __name__ == "__main__":
    unittest.main()
