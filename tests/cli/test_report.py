"""report: the page says what the run says, stands alone, and lets nothing through that an article brings."""
import gzip
import json
import pathlib
import re
import unittest

from pages import Page
from runs import RunTest, jsonl, read_gzip

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NEWS, SAMPLE = SOURCE / "pipelines" / "news.json", SOURCE / "tests" / "data" / "sample"
STYLE = SOURCE / "core" / "inspect" / "page" / "page.css"

HOSTILE = ("</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover='alert(3)' "
           "\x01\x7f\u0085&lt;")


class ReportTest(RunTest):
    def text_of(self, run, status=0):
        return self.galley("report", run, "--out", "-", status=status).stdout.decode("utf-8")

    def page_of(self, run, status=0):
        return Page(self.text_of(run, status))

    def news(self, *options, out="run"):
        self.run_pipeline(NEWS, SAMPLE, *options, out=out)
        return self.folder / out

    def own(self, rows, *stages, out="run", name="in.jsonl.gz", **rest):
        pipeline, options = self.pipeline(*(stages or ["clean"]), **rest), ["--tap", "all"]
        self.run_pipeline(pipeline, self.shard(name, rows), *options, out=out)
        return self.folder / out


class Content(ReportTest):
    def test_all_parts_are_there_and_listed(self):
        page = self.page_of(self.news("--tap", "all"))
        wanted = ["glance", "pipeline", "funnel", "reasons", "time", "fields", "languages", "sources", "dates",
                  "lengths", "copies", "stages", "manifest"]
        self.assertEqual([each["attributes"]["id"] for each in page.all("section")], wanted)
        self.assertEqual([each["attributes"]["href"] for each in page.all("a") if "nav" in each["inside"]],
                         [f"#{name}" for name in wanted])

    def test_counts_are_those_of_the_manifest(self):
        run = self.news("--tap", "all")
        manifest, page = json.loads((run / "run.json").read_text()), self.page_of(run)
        told = dict(zip(page.texts_of("dt"), page.texts_of("strong")))
        for name in "read", "written", "dropped", "rejected":
            self.assertEqual(told[name], f"{manifest['counts'][name]:,}")
        rows = page.texts_of("tr")
        for stage in manifest["stages"]:
            self.assertTrue(any(row.startswith(f"{stage['id']}{stage['kept']:,}") for row in rows), stage["id"])
            for reason, count in stage["reasons"].items():
                self.assertEqual(any(row.startswith(f"{stage['id']}: {reason}{count:,}") for row in rows), count > 0)
        graph = page.texts_of("svg")[0]
        for stage in manifest["stages"]:
            self.assertIn(f"{stage['id']}{stage['kept']:,}", graph)
        self.assertEqual(json.loads(page.all("pre")[0]["text"]), manifest)

    def test_sources_and_dates_are_counted_in_the_results(self):
        rows = [{"id": str(i), "text": "x y z", "source": "Bote" if i < 3 else "Courier",
                 "date": f"2024-03-{10 + i}T08:00:00Z"} for i in range(5)]
        rows += [{"id": "5", "text": "x", "url": "https://www.example.org:80/a?b"},
                 {"id": "6", "text": "x", "date": "yesterday"}]
        rows_told = self.page_of(self.own(rows)).texts_of("tr")
        for row in "Bote342.9%", "Courier228.6%", "example.org114.3%", "(none)114.3%", "2024-03-101", "2024-03-141":
            self.assertIn(row, rows_told)
        self.assertIn("Without a date: 1. With one that does not begin as 2024-12-31 does: 1.",
                      self.page_of(self.folder / "run").texts_of("p"))

    def test_many_sources_become_a_row_of_others(self):
        rows = [{"id": str(i), "text": "x", "source": f"s{i:02}"} for i in range(30)] + [{"text": "y", "source": "s29"}]
        rows_told = self.page_of(self.own(rows)).texts_of("tr")
        self.assertIn("s2926.5%", rows_told)
        self.assertIn("(10 others)1032.3%", rows_told)

    def test_a_story_is_shown_with_its_copies(self):
        run = self.news()
        dropped = [json.loads(line) for path in (run / "dropped").iterdir() for line in read_gzip(path).splitlines()]
        page = self.page_of(run)
        copies = [each["text"] for each in page.all("li") if "details" in each["inside"]]
        self.assertEqual(len(copies), len(dropped))
        for article in dropped:
            score = f"{article['galley']['score']:.3f}"
            self.assertTrue(any(article["title"].strip() in copy and score in copy for copy in copies), article)
        clusters = len({article["galley"]["detail"] for article in dropped})
        self.assertIn(f"{len(dropped)} articles are copies of {clusters} others.", page.texts_of("p"))

    def test_copies_that_were_only_marked_are_shown_too(self):
        text = "The council decided on Tuesday to close the swimming pool for the whole winter, for want of money."
        rows = [{"id": name, "title": f"Pool {name}", "text": text} for name in "abc"]
        run = self.own(rows, {"use": "dedup", "with": {"action": "mark"}})
        page = self.page_of(run)
        self.assertIn("2 copies of Pool a", page.texts_of("summary"))
        self.assertEqual([each["text"].split("  ")[0][:6] for each in page.all("li") if "details" in each["inside"]],
                         ["Pool b", "Pool c"])

    def test_a_detail_that_names_no_article_makes_no_story(self):
        run = self.news()
        for path in (run / "dropped").iterdir():
            rows = [json.loads(line) for line in read_gzip(path).splitlines()]
            for row in rows:
                row["galley"]["detail"] = "no article"
            self.replace(run, f"dropped/{path.name}", jsonl(*rows))
        self.assertNotIn("copies", self.page_of(run).ids())

    def replace(self, run, name, text):
        """Another content for a file of the run, of which the manifest knows."""
        (run / name).write_bytes(gzip.compress(text, mtime=0))
        manifest = json.loads((run / "run.json").read_text())
        for output in manifest["outputs"]:
            if output["path"] == name:
                output["bytes"] = (run / name).stat().st_size
        (run / "run.json").write_text(json.dumps(manifest))

    def test_changes_are_marked(self):
        page = self.page_of(self.own([{"id": "a", "title": "A &amp; B", "text": "One\u00a0word here."}]))
        self.assertIn("amp;", "".join(page.texts_of("del")))
        self.assertIn("⟨U+00A0⟩", page.texts_of("del"))
        self.assertIn("␣", page.texts_of("ins"))

    def test_a_stage_that_was_not_tapped_says_so(self):
        told = self.page_of(self.news()).texts_of("p")
        self.assertEqual(told.count("What it did to articles is not known: it was not tapped."), 4)

    def test_a_corpus_that_is_gone_leaves_the_rest(self):
        run = self.own([{"id": "a", "text": "One&nbsp;word."}], "clean", "langdetect")
        (self.folder / "in.jsonl.gz").unlink()
        told = " ".join(self.page_of(run).texts_of("p"))
        self.assertIn("what it got was neither tapped, nor is the corpus where it was", told)
        self.assertIn("1 articles changed, 0 did not, 0 left; seen since clean.", told)

    def test_a_run_of_nothing_is_a_page(self):
        page = self.page_of(self.own([]))
        self.assertEqual(dict(zip(page.texts_of("dt"), page.texts_of("strong")))["read"], "0")

    def test_a_damaged_file_is_told_once_on_the_page_and_to_the_caller(self):
        run = self.news("--tap", "all")
        path = next((run / "articles").iterdir())
        path.write_bytes(path.read_bytes()[:-20])
        done = self.galley("report", run, "--out", self.folder / "page.html", status=1)
        self.assertEqual(done.stderr_text.count(path.name), 1)
        page = Page((self.folder / "page.html").read_text())
        told = [each for each in page.all("p") if each["attributes"].get("class") == "trouble"]
        self.assertEqual(len(told), 1)


class Bytes(ReportTest):
    def test_the_same_run_gives_the_same_page(self):
        run = self.news("--tap", "all")
        self.assertEqual(self.text_of(run), self.text_of(run))
        moved = self.folder / "elsewhere"
        run.rename(moved)
        self.assertEqual(self.text_of(moved), self.text_of(moved))

    def test_it_does_not_say_where_the_run_lies(self):
        run = self.news("--tap", "all")
        before = self.text_of(run)
        run.rename(self.folder / "elsewhere")
        self.assertEqual(self.text_of(self.folder / "elsewhere"), before)

    def test_it_is_written_into_the_run_unless_told_otherwise(self):
        run = self.news()
        self.assertEqual(self.galley("report", run).stdout.decode().strip(), str(run / "report.html"))
        self.assertEqual((run / "report.html").read_text(), self.text_of(run))

    def test_what_cannot_be_written_is_an_error(self):
        run = self.news()
        done = self.galley("report", run, "--out", self.write("file", "x") / "page.html", status=2)
        self.assertIn("the folder cannot be made", done.stderr_text)


class Safety(ReportTest):
    def check(self, text):
        """Stands alone, and is nothing but what Galley writes."""
        page = Page(text)
        ids = page.ids()
        self.assertEqual(len(ids), len(set(ids)))
        for element in page.elements:
            self.assertNotIn(element["tag"], ("script", "img", "iframe", "object", "embed", "link", "form", "base"))
            for name, value in element["attributes"].items():
                self.assertFalse(name.startswith("on") or name in ("src", "srcset", "xlink:href"), element)
                if name == "href":
                    self.assertRegex(value, r"\A(#|https?://)")
                    self.assertTrue(not value.startswith("#") or value[1:] in ids, value)
                if name == "aria-labelledby":
                    self.assertIn(value, ids)
        style = "".join(element["text"] for element in page.all("style"))
        self.assertNotRegex(style, r"url\(|@import|expression")
        self.assertEqual(len(page.all("style")), 1)
        self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f]")
        return page

    def test_the_sample_page_stands_alone(self):
        self.check(self.text_of(self.news("--tap", "all")))

    def test_hostile_articles_stay_texts(self):
        text = "The council decided on Tuesday to close the swimming pool for the whole winter, for want of money. "
        rows = [{"id": f"{HOSTILE}{i}", "title": HOSTILE, "text": text + HOSTILE, "source": HOSTILE, "date": HOSTILE,
                 "author": HOSTILE, "url": "javascript:alert(4)", HOSTILE: HOSTILE, "lang": HOSTILE}
                for i in range(3)]
        run = self.own(rows, "clean", "dedup", "langdetect")
        page = self.check(self.text_of(run))
        self.assertTrue(any("alert(1)" in told for told in page.texts_of("summary")))
        self.assertTrue(any("alert(1)" in told for told in page.texts_of("bdi")))

    def test_only_addresses_of_the_web_become_links(self):
        text = "The council decided on Tuesday to close the swimming pool for the whole winter, for want of money."
        urls = ["https://example.org/a\"><b>", "javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:alert(1)",
                "java\tscript:alert(1)", "data:text/html,x", "//example.org", "https://", "http://a b", "http://a\nb"]
        rows = [{"id": str(i), "title": f"t{i}", "text": text, "url": url} for i, url in enumerate(urls)]
        page = self.check(self.text_of(self.own(rows, "dedup")))
        links = {each["attributes"]["href"] for each in page.all("a") if "main" in each["inside"]}
        self.assertEqual(links, {"https://example.org/a\"><b>"})

    def test_a_hostile_manifest_stays_a_text(self):
        run = self.own([{"id": "a", "text": "One&nbsp;word."}])
        manifest = json.loads((run / "run.json").read_text())
        manifest["stages"][0].update({"id": HOSTILE, "reasons": {HOSTILE: 7, "x" * 5000: 3}, "use": HOSTILE,
                                      "counters": {HOSTILE: 1, "y" * 5000: 1}, "rejected": 2})
        manifest["stages"] *= 40
        manifest["pipeline"]["file"] = "a/" + HOSTILE
        manifest["pipeline"]["definition"]["about"] = HOSTILE
        manifest["started"] = HOSTILE
        manifest["inputs"][0]["shard"] = HOSTILE
        manifest["outputs"] = []
        (run / "run.json").write_text(json.dumps(manifest))
        page = self.check(self.text_of(run))
        self.assertIn("<img src=x onerror=alert(2)>", page.texts_of("h1")[0])

    def test_numbers_of_another_kind_do_no_harm(self):
        run = self.own([{"id": "a", "text": "One&nbsp;word."}])
        manifest = json.loads((run / "run.json").read_text())
        manifest["counts"] = {"read": -5, "written": 2**63 - 1, "dropped": -(2**63), "rejected": 0}
        manifest["stages"][0].update({"kept": "many", "dropped": 2**63 - 1, "reasons": ["x"], "counters": 4,
                                      "cpu_ms": 2**63 - 1, "rejected": None})
        for key in "milliseconds", "bytes", "core_cpu_ms", "options", "started", "finished":
            manifest[key] = [] if key != "started" else 4
        (run / "run.json").write_text(json.dumps(manifest))
        self.check(self.text_of(run))


class ForAll(ReportTest):
    def test_headings_go_down_one_step_at_a_time(self):
        page = self.page_of(self.news("--tap", "all"))
        levels = [int(heading["tag"][1]) for heading in page.headings()]
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        for above, below in zip(levels, levels[1:]):
            self.assertLessEqual(below, above + 1)

    def test_landmarks_labels_and_a_way_past_the_navigation(self):
        page = self.page_of(self.news("--tap", "all"))
        for tag in "header", "nav", "main":
            self.assertEqual(len([each for each in page.all(tag)]), 1, tag)
        self.assertEqual(page.all("a")[0]["attributes"]["href"], "#main")
        self.assertEqual(page.all("html")[0]["attributes"]["lang"], "en")
        for drawing in page.elements:
            if drawing["attributes"].get("role") == "img":
                self.assertTrue(drawing["attributes"]["aria-label"])
        for table in page.all("table"):
            self.assertIn("main", table["inside"])
        self.assertEqual(len(page.all("caption")), len(page.all("table")))
        for head in page.all("th"):
            self.assertIn(head["attributes"]["scope"], ("row", "col"))

    def test_it_is_made_for_telephones_dark_rooms_and_paper(self):
        text = self.text_of(self.news())
        self.assertIn("width=device-width", text)
        self.assertIn("prefers-color-scheme: dark", text)
        self.assertIn("@media print", text)

    def test_colours_contrast_as_WCAG_AA_asks(self):
        schemes = [dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))
                   for block in re.findall(r":root \{(.*?)\}", STYLE.read_text(), re.S)]
        self.assertEqual(len(schemes), 3)
        for scheme in schemes:
            for ink, paper, least in (("ink", "paper", 4.5), ("soft", "paper", 4.5), ("ink", "raised", 4.5),
                                      ("soft", "raised", 4.5), ("link", "paper", 4.5), ("ins", "ins-paper", 4.5),
                                      ("del", "del-paper", 4.5), ("bar", "paper", 3), ("lost", "paper", 3),
                                      ("hollow", "paper", 3)):
                self.assertGreaterEqual(contrast(scheme[ink], scheme[paper]), least, (ink, paper, scheme))


def luminance(colour):
    """As WCAG 2.1 defines it."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055)**2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


if __name__ == "__main__":
    unittest.main()
