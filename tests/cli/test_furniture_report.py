"""What the stage furniture took from a site is listed: which lines, in how many of the site's articles."""
import json
import unittest

from runs import RunTest


class FurnitureReport(RunTest):
    def test_lists_each_line_of_each_site(self):
        rows = [{"id": f"{site}{number}", "url": f"https://{site}.example/{number}", "title": f"{site} {number}",
                 "text": f"Menu of {site}\n" + ("Own words " + "so " * number) + "\nPage 1 of 2"}
                for site, count in (("one", 4), ("two", 3), ("few", 2)) for number in range(count)]
        self.shard("in.jsonl", rows)
        report = self.folder / "furniture.jsonl"
        pipeline = self.pipeline({"use": "furniture", "with": {"report": str(report)}})
        self.run_pipeline(pipeline, self.folder / "in.jsonl")
        listed = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
        self.assertEqual(sorted((row["site"], row["line"], row["articles"], row["needed"], row["of"]) for row in listed), [
            ("one.example", "menu of one", 4, 3, 4), ("one.example", "page # of #", 4, 3, 4),
            ("two.example", "menu of two", 3, 3, 3), ("two.example", "page # of #", 3, 3, 3)])
        self.assertFalse((self.folder / "furniture.jsonl.partial").exists())


if __name__ == "__main__":
    unittest.main()
