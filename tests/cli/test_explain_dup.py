"""explain-dup: why two articles are copies, or are not, as the run itself decided."""
import gzip
import json
import pathlib
import random
import re
import unicodedata
import unittest

from runs import FIXTURES, RunTest, sentence

SOURCE = pathlib.Path(__file__).resolve().parents[2]
STORY = " ".join(sentence(number, 12) for number in range(20))
OTHER = " ".join(sentence(number, 12) for number in range(100, 120))


def words(count, seed):
    """Of so many words that no two shingles are alike."""
    return " ".join(random.Random(seed).choices([f"w{number}" for number in range(5000)], k=count))


class ExplainDup(RunTest):
    def run_dedup(self, rows, *options, out="run", before=(), behind=(), **with_):
        stages = [*before, ("dedup", with_), *behind]
        self.run_pipeline(self.pipeline(*stages), self.shard("in.jsonl.gz", rows), *options, out=out)
        return self.folder / out

    def out(self, *arguments):
        return self.galley("explain-dup", *arguments).stdout.decode()

    def told(self, *arguments, **options):
        return json.loads(self.galley("explain-dup", *arguments, "--json", **options).stdout)

    def refused(self, *arguments):
        done = self.galley("explain-dup", *arguments, status=2)
        self.assertEqual(done.stdout, b"")
        return done.stderr_text

    # ---- What it says ----

    def test_it_agrees_with_the_score_in_dropped_for_texts_of_every_length(self):
        rows = []
        for number, count in enumerate((5, 30, 200, 700, 3000)):
            text = words(count, number)
            rows += [{"id": f"a{count}", "text": text},
                     {"id": f"b{count}", "text": f"Dateline now {text.rsplit(' ', count // 10 + 1)[0]} and so on."}]
        rows.append({"id": "last", "text": rows[4]["text"] + "!"})
        run = self.run_dedup(rows, threshold=0.3)
        dropped = self.rows("dropped")
        self.assertGreaterEqual(len(dropped), 5)
        for row in dropped:
            told = self.told(run, row["galley"]["detail"], row["id"])
            self.assertTrue(told["told"]["is_copy"], row)
            self.assertEqual(told["told"]["similarity"]["verified"], row["galley"]["score"])
            self.assertEqual(told["articles"][1]["dropped"], {key: row["galley"][key]
                                                               for key in ("reason", "score", "detail")})
            if told["told"]["shingles"]["first"] <= 400 and told["told"]["shingles"]["second"] <= 400:
                self.assertEqual(told["told"]["similarity"]["true"], row["galley"]["score"])
            self.assertAlmostEqual(told["told"]["similarity"]["true"], row["galley"]["score"], delta=0.05)
            self.assertEqual(told["notes"], [])

    def test_it_agrees_that_those_that_were_kept_are_no_copies(self):
        run = self.run_dedup([{"id": f"n{number}", "text": text} for number, text in enumerate(
            (STORY, OTHER, "Two words", "Other words", "", words(300, 1), STORY[:200] + OTHER))])
        ids = [row["id"] for row in self.rows("articles")]
        for one in ids:
            for other in ids:
                if one < other:
                    told = self.told(run, one, other)["told"]
                    self.assertFalse(told["is_copy"], (one, other, told["verdict"]))

    def test_true_values_are_those_of_all_shingles(self):
        one, other = "a b c d e f", "x a b c d e"
        run = self.run_dedup([{"id": "one", "text": one}, {"id": "other", "text": other}], action="mark", shingle=3)
        told = self.told(run, "one", "other")["told"]
        self.assertEqual(told["shingles"], {"letters": 3, "first": 4, "second": 4, "shared": 3})
        self.assertEqual(told["shared"], ["a b c", "b c d", "c d e"])
        self.assertEqual((told["only_in_first"], told["only_in_second"]), (["d e f"], ["x a b"]))
        self.assertEqual(told["resemblance"]["true"], 0.6)
        self.assertEqual(told["containment"]["true"], 0.75)
        self.assertEqual(told["similarity"]["true"], round((0.6 + 3 * 0.75) / 4, 4))

    def test_a_copy_word_for_word_meets_in_every_band(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY.upper()}])
        told = self.told(run, "a", "b")["told"]
        self.assertEqual((told["bands"]["met"], told["bands"]["of"]), (34, 34))
        self.assertEqual((told["latest_bands"]["met"], told["latest_bands"]["of"]), (52, 52))
        self.assertIn("their words are the same", told["verdict"])
        self.assertEqual((told["only_in_first"], told["only_in_second"]), ([], []))

    def test_shingles_are_spelled_as_they_stand_in_any_script_and_over_the_title(self):
        chinese = "河上的旧桥星期一重新开放了两年前的洪水损坏了它的中柱。"
        run = self.run_dedup([{"id": "a", "title": "The “Old”", "text": "bridge\n is   open, at last"},
                              {"id": "b", "title": "The old", "text": "Bridge is open at last"},
                              {"id": "c", "text": chinese}, {"id": "d", "text": chinese + "好"}],
                             with_title=True, action="mark", shingle=12)
        shared = self.told(run, "a", "b")["told"]["shared"]
        self.assertEqual(len(shared), 13)
        self.assertEqual([shared[at] for at in (0, 1, 6, 12)],
                         ["The “Old bridge", "he “Old bridge i", "bridge is open", "is open, at last"])
        shared = self.told(run, "c", "d")["told"]["shared"]
        self.assertTrue(all(each in chinese for each in shared), shared)
        self.assertEqual(shared[0], chinese[:6])

    def test_fillings_of_one_form_are_told_as_such(self):
        rows = [{"id": name, "text": f"The board of {name} decided today to pay a dividend of {number} crowns for each "
                 f"share on {number + 1} May to those who hold shares of {name} Works on {number + 2} April, said "
                 f"Director {name} in the town of {name}burg."} for name, number in (("Alba", 11), ("Brenna", 45))]
        told = self.told(self.run_dedup(rows, threshold=0.2), "Alba", "Brenna")["told"]
        self.assertFalse(told["is_copy"])
        self.assertIn("fillings of one form", told["verdict"])

    def test_the_exact_method_says_where_words_part(self):
        run = self.run_dedup([{"id": "a", "text": "One, two three"}, {"id": "b", "text": "one two four"},
                              {"id": "c", "text": "ONE TWO THREE"}, {"id": "d", "text": "One two"}], method="exact")
        told = self.told(run, "a", "b")["told"]
        self.assertEqual(told["difference"], {"word": 3, "in_first": "three", "in_second": "four"})
        self.assertTrue(self.told(run, "c", "a")["told"]["is_copy"])
        self.assertEqual(self.told(run, "a", "d")["told"]["difference"]["in_second"], "(the end)")

    def test_the_url_method_shows_canonical_addresses(self):
        run = self.run_dedup([{"id": "a", "url": "https://news.example/x?utm_source=y", "text": "1"},
                              {"id": "b", "url": "http://www.news.example/x/", "text": "2"},
                              {"id": "c", "text": "3"}], method="url")
        told = self.told(run, "a", "b")
        self.assertEqual(told["told"]["is_copy"], len(self.rows("dropped")) == 1)
        self.assertEqual(told["told"]["addresses"]["first"] == told["told"]["addresses"]["second"],
                         told["told"]["is_copy"])
        self.assertIn("without an address", self.told(run, "a", "c")["told"]["verdict"])

    def test_the_paragraph_method_says_what_the_second_loses(self):
        background = " ".join(sentence(number, 20) for number in (1, 2, 3))
        own = " ".join(sentence(number, 20) for number in range(50, 60))
        run = self.run_dedup([{"id": "a", "text": background}, {"id": "b", "text": own + "\n\n" + background}],
                             "--tap", "all", before=["clean"], method="paragraph")
        told = self.told(run, "a", "b")["told"]
        self.assertTrue(told["is_copy"])
        lost = next(row for row in self.rows("articles") if row["id"] == "b")["text"]
        self.assertEqual(told["second_words"]["lost"], self.manifest()["stages"][1]["counters"]["words_removed"])
        self.assertTrue(all(each not in lost for each in told["lost"]))
        self.assertEqual(len(told["lost"]), 3)

    def test_what_differs_is_shown_in_words(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": "Dateline. " + STORY}])
        change, = self.told(run, "a", "b")["differences"]
        self.assertEqual([text for kind, text in change["words"] if kind == "new"], ["Dateline. "])
        self.assertIn("{+Dateline. +}", self.out(run, "a", "b"))
        self.assertIn("40 to 1000", self.refused(run, "a", "b", "--width", "39"))

    def beside(self, *arguments):
        """The lines of both texts side by side, below their heading."""
        lines = self.out(*arguments).splitlines()
        return lines[next(number for number, line in enumerate(lines) if line.startswith("    ~ ")) + 2:]

    def sides(self, lines, width):
        """Left, sign and right of each; every gutter stands in the same column, as a terminal counts them."""
        half = (width - 3) // 2
        rows = []
        for line in lines:
            columns = 0
            for at, character in enumerate(line):
                if columns == half + 1:
                    break
                columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
            self.assertEqual(columns, half + 1, line)
            self.assertIn(line[at - 1:at + 1], (" |", " <", " >", " *"), line)
            rows.append((line[:at].strip(), line[at], line[at + 1:].strip()))
            right = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line[at + 2:])
            self.assertLessEqual(right, half, line)
        return rows

    def test_both_texts_stand_side_by_side_at_any_width(self):
        one = STORY.split(". ")
        other = ["New start", *one[:3], *one[9:12], "Something else altogether", *one[13:]]
        run = self.run_dedup([{"id": "a", "text": ". ".join(one)}, {"id": "b", "text": ". ".join(other)}],
                             action="mark", threshold=0.2)
        for width in 40, 80, 81, 120, 300:
            rows = self.sides(self.beside(run, "a", "b", "--full", "--width", str(width)), width)
            for side, text, marks in (0, one, r"\[-|-\]"), (2, other, r"\{\+|\+\}"):
                said = re.sub(marks, "", " ".join(row[side] for row in rows))
                self.assertEqual(re.sub(r"\s", "", said), re.sub(r"\s", "", ". ".join(text)), width)
            self.assertLess({"<", ">"}, {sign for _, sign, _ in rows}, width)

    def test_what_is_the_same_stands_on_the_same_line(self):
        paragraphs = [sentence(number, 15) for number in range(6)]
        run = self.run_dedup([{"id": "a", "text": "\n".join(paragraphs)},
                              {"id": "b", "text": "\n".join(paragraphs[:2] + [sentence(77, 40)] + paragraphs[2:])}],
                             action="mark", threshold=0.2)
        rows = self.sides(self.beside(run, "a", "b", "--full", "--width", "90"), 90)
        self.assertEqual([(left, right) for left, sign, right in rows if sign == "|" and left != right], [])
        self.assertTrue(any(sign == ">" and not left for left, sign, _ in rows))

    def test_wide_characters_keep_the_gutter_straight(self):
        chinese = "河上的旧桥星期一重新开放了两年前的洪水损坏了它的中柱。"
        run = self.run_dedup([{"id": "a", "text": chinese * 3}, {"id": "b", "text": "市报" + chinese * 3 + "e\u0301nd"}])
        rows = self.beside(run, "a", "b", "--full", "--width", "60")
        self.assertGreater(len(self.sides(rows[:-1], 60)), 3)
        self.assertIn("{+市报+}", rows[0])

    def test_a_long_passage_that_one_has_alone_is_cut_unless_all_is_asked_for(self):
        alone = " ".join(sentence(number, 20) for number in range(200, 240))
        run = self.run_dedup([{"id": "a", "text": STORY + " " + alone}, {"id": "b", "text": STORY}], action="mark")
        short, whole = self.beside(run, "a", "b"), self.beside(run, "a", "b", "--full")
        self.assertLess(len(short), 40)
        self.assertGreater(len(whole), 80)
        self.assertIn("-]", short[-1])

    # ---- As the stage saw them ----

    PAGE = "Home > News > Local\n\n" + STORY + "\nShare on Facebook"

    def test_a_dropped_copy_is_compared_with_what_earlier_stages_had_made_of_it(self):
        rows = [{"id": "a", "text": STORY}, {"id": "b", "text": self.PAGE}]
        run = self.run_dedup(rows, "--tap", "all", before=["clean"])
        told = self.told(run, "a", "b")
        self.assertEqual(told["differences"], [])
        self.assertEqual(told["notes"], [])
        self.assertEqual([each["is_as_seen"] for each in told["articles"]], [True, True])

    def test_the_survivor_stands_first_whatever_was_given_first(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY}])
        self.assertEqual(self.told(run, "b", "a"), self.told(run, "a", "b"))
        self.assertEqual(self.told(run, "a", "b")["articles"][0]["id"], "a")

    def test_without_taps_results_are_used_and_that_is_said(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY}], before=["clean"])
        told = self.told(run, "a", "b")
        self.assertEqual([each["is_as_seen"] for each in told["articles"]], [False, True])
        self.assertIn("a is compared as it stands in articles/in.jsonl.gz", told["notes"][0])

    def test_origins_mean_articles_also_where_ids_are_shared_or_missing(self):
        rows = [{"id": "a", "text": STORY}, {"id": "a", "text": "Now: " + STORY}, {"text": STORY + " End."}]
        run = self.run_dedup(rows, "--tap", "all", before=["clean"])
        told = self.told(run, "in.jsonl.gz:1", "in.jsonl.gz:2")
        self.assertEqual([each["id"] for each in told["articles"]], ["a", "a"])
        self.assertEqual(told["told"]["similarity"]["verified"], told["articles"][1]["dropped"]["score"])
        self.assertTrue(self.told(run, "in.jsonl.gz:1", "in.jsonl.gz:3")["told"]["is_copy"])
        self.assertIn("articles have the id a", " ".join(self.told(run, "a", "in.jsonl.gz:3")["notes"]))
        self.assertIn("are one article", self.refused(run, "a", "a"))
        run = self.run_dedup(rows, out="untapped", before=["clean"])
        self.assertTrue(self.told(run, "in.jsonl.gz:1", "in.jsonl.gz:3")["told"]["is_copy"])

    def test_fields_have_the_corpus_names(self):
        pipeline = self.pipeline("dedup", fields={"text": "body"})
        self.run_pipeline(pipeline, self.shard("in.jsonl", [{"id": 1, "body": STORY}, {"id": 2, "body": STORY}]))
        self.assertTrue(self.told(self.folder / "run", "1", "2")["told"]["is_copy"])

    def test_which_stage_is_asked_where_there_are_several(self):
        stages = [("dedup", {"method": "exact"}), {"use": "dedup", "id": "near", "with": {"threshold": 0.3}}]
        self.run_pipeline(self.pipeline(*stages), self.shard("in.jsonl", [
            {"id": "a", "text": STORY}, {"id": "b", "text": STORY + " More."}, {"id": "c", "text": STORY}]),
            "--tap", "all")
        run = self.folder / "run"
        self.assertIn("more than one dedup", self.refused(run, "a", "b"))
        self.assertEqual(self.told(run, "a", "b", "--stage", "dedup")["told"]["words"]["first"], 240)
        self.assertEqual(self.told(run, "a", "b", "--stage", "near")["told"]["similarity"]["threshold"], 0.3)
        self.assertIn("never came to near: it was dropped by dedup", self.refused(run, "a", "c", "--stage", "near"))
        self.assertIn('no stage "x"', self.refused(run, "a", "b", "--stage", "x"))

    def test_parameters_are_those_of_the_run_also_from_variables(self):
        pipeline = self.pipeline(("dedup", {"threshold": "${T:-0.9}", "shingle": "${S}"}))
        self.run_pipeline(pipeline, self.shard("in.jsonl", [{"id": "a", "text": STORY}, {"id": "b", "text": OTHER}]),
                          "--set", "S=12")
        told = self.told(self.folder / "run", "a", "b")["told"]
        self.assertEqual((told["similarity"]["threshold"], told["shingles"]["letters"]), (0.9, 12))

    def test_a_state_is_neither_read_nor_written(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY}], state="seen")
        state = self.folder / "seen"
        before = {path.name: path.read_bytes() for path in state.iterdir()}
        self.assertTrue(self.told(run, "a", "b")["told"]["is_copy"])
        self.assertEqual({path.name: path.read_bytes() for path in state.iterdir()}, before)

    # ---- What cannot be ----

    def test_what_is_not_there_or_cannot_explain_is_said(self):
        rows = [{"id": "a", "text": STORY}, {"id": "b", "text": STORY}, b"no article"]
        run = self.run_dedup(rows, before=["clean"])
        self.assertIn('there is no article "x"', self.refused(run, "a", "x"))
        self.assertIn('there is no article "in.jsonl.gz:99"', self.refused(run, "in.jsonl.gz:99", "a"))
        self.assertIn("never came to dedup: it was rejected", self.refused(run, "a", "in.jsonl.gz:3"))
        self.assertIn("compares no articles", self.refused(run, "a", "b", "--stage", "clean"))
        self.assertIn("which two articles", self.refused(run, "a"))
        self.assertIn("there is no such folder", self.refused(self.folder / "nowhere", "a", "b"))
        self.run_pipeline(self.pipeline("clean"), self.shard("in.jsonl", rows), out="plain")
        self.assertIn("there is no dedup in this run", self.refused(self.folder / "plain", "a", "b"))

    def test_a_hostile_manifest_can_neither_load_a_file_nor_upset_anything(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY}])
        manifest = json.loads((run / "run.json").read_text())

        def with_stage(entry):
            manifest["pipeline"]["definition"]["stages"] = entry
            (run / "run.json").write_text(json.dumps(manifest))

        with_stage([{"use": "dedup", "plugin": str(pathlib.Path(FIXTURES) / "other" / "good.so")}])
        self.assertTrue(self.told(run, "a", "b")["told"]["is_copy"])
        for entry, message in (([], "no dedup"), (7, "no dedup"), ([[]], "no dedup"), ([{"use": 3}], "no dedup"),
                               ([{"use": "../../x"}], "no dedup"),
                               ([{"use": "dedup", "with": 3}], "is none of a stage"),
                               ([{"use": "dedup", "with": {"threshold": "high"}}], "threshold"),
                               ([{"use": "dedup", "with": {"threshold": 7}}], "threshold"),
                               ([{"use": "dedup", "with": {"shingle": 1000000}}], "shingle"),
                               ([{"use": "dedup", "with": {"tresh\x1b[2J": 1}}], "tresh")):
            with_stage(entry)
            said = self.refused(run, "a", "b")
            self.assertIn(message, said)
            self.assertNotIn("\x1b", said)
        for use in "../../x", "dedup\x00", "", "/etc/passwd":
            with_stage([{"use": use}])
            self.refused(run, "a", "b", "--stage", "dedup")
        manifest["stages"][0]["plugin_hash"] = ["x"]
        with_stage([{"use": "dedup"}])
        self.assertIn("is not the one of the run", " ".join(self.told(run, "a", "b")["notes"]))

    def test_hostile_articles_cannot_command_the_terminal_nor_take_memory(self):
        long = "x" * 300000
        rows = [{"id": "a\x1b[2J", "title": "\x1b]0;\x07", "text": f"\x1b[31m one\u0000two \u200b{long} {STORY}"},
                {"id": "b", "text": f"{long} {STORY} {'Ab ' * 100000}"}, {"id": "c", "text": long}]
        run = self.run_dedup(rows, action="mark")
        for one, other in ("a\x1b[2J", "b"), ("b", "c"):
            told = self.out(run, one, other, "-n", "1000")
            self.assertNotIn("\x1b", told)
            self.assertLess(len(self.galley("explain-dup", run, one, other, "--json").stdout), 4000000)

    def test_no_line_is_wider_than_80_columns(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY[:300]}], threshold=0.55)
        lines = self.out(run, "a", "b").splitlines()
        self.assertEqual([line for line in lines if len(line) > 80], [])
        self.assertTrue(re.match(r"  similarity +true [\d.]+  verified [\d.]+  estimated [\d.]+  threshold 0.55$",
                                 next(line for line in lines if line.startswith("  similarity"))))

    def test_a_file_that_is_cut_is_named_and_lines_that_are_no_articles_are_passed_over(self):
        run = self.run_dedup([{"id": "a", "text": STORY}, {"id": "b", "text": STORY}], "--tap", "all", before=["clean"])
        tap = run / "taps" / "01-clean" / "in.jsonl.gz"
        whole = gzip.decompress(tap.read_bytes())
        tap.write_bytes(gzip.compress(b'null\n{"id": "a"\n[]\n' + whole))
        done = self.galley("explain-dup", run, "a", "b", status=1)
        self.assertIn(str(tap), done.stderr_text)
        self.assertIn(b"copies: their words are the same", done.stdout)


if __name__ == "__main__":
    unittest.main()
