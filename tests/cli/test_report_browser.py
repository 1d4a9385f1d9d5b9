"""report: a real browser shows the page, on a telephone's width, running and loading nothing. Needs Chromium."""
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import unittest

from runs import RunTest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NAMES = "chromium", "chromium-browser", "google-chrome", "chrome-headless-shell"
BROWSER = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
SKIPPED = 77

# Tells how wide a page is that has 360 pixels, and how many requests it made beside itself.
FRAME = """<!DOCTYPE html><title>-</title><iframe src="page.html" style="width:360px;height:800px;border:0"></iframe>
<script>onload = () => {
  const inside = frames[0], root = inside.document.documentElement;
  document.title = [root.scrollWidth <= root.clientWidth, inside.performance.getEntriesByType("resource").length,
                    inside.document.title].join("|");
}</script>"""


class Browser(RunTest):
    def setUp(self):
        super().setUp()
        text = "The council decided on Tuesday to close the swimming pool for the whole winter, for want of money."
        hostile = ("</style><script>document.title='run'</script><img src=//x/y onerror=\"document.title='run'\">" +
                   "w" * 900)
        rows = [{"id": f"{hostile}{i}", "title": hostile, "text": f"{text}&amp; {hostile}", "source": hostile,
                 "url": "javascript:alert(1)"} for i in range(3)]
        shard = self.shard("hostile.jsonl.gz", rows)
        inputs = [SOURCE / "tests" / "data" / "sample", shard]
        self.run_pipeline(SOURCE / "pipelines" / "news.json", inputs, "--tap", "all")
        self.galley("report", self.folder / "run", "--out", self.folder / "page.html")

    def browse(self, *options, page="page.html"):
        """Runs it once; returns what it printed and, apart, what the page complained of."""
        done = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
                               "--enable-logging=stderr", f"--user-data-dir={self.folder / 'profile'}", *options,
                               (self.folder / page).as_uri()], capture_output=True, timeout=120)
        errors = done.stderr.decode("utf-8", "replace")
        self.assertEqual(done.returncode, 0, errors)
        return done.stdout.decode("utf-8"), [line for line in errors.splitlines() if "CONSOLE" in line]

    def test_it_fits_a_telephone_and_loads_and_runs_nothing(self):
        self.write("frame.html", FRAME)
        dom, complaints = self.browse("--dump-dom", page="frame.html")
        self.assertEqual(re.search("<title>(.*?)</title>", dom)[1], "true|0|news.json – Galley report")
        self.assertEqual(complaints, [])

    def test_it_is_drawn(self):
        picture = self.folder / "page.png"
        _, complaints = self.browse("--window-size=1280,2000", f"--screenshot={picture}")
        content = picture.read_bytes()
        self.assertEqual(struct.unpack(">II", content[16:24]), (1280, 2000))
        self.assertGreater(len(content), 50000, "the picture is hardly more than paper")
        self.assertEqual(complaints, [])


if __name__ == "__main__":
    if not BROWSER:
        print(f"skipped: there is no Chromium here (looked for {', '.join(NAMES)}, and $CHROMIUM)")
        sys.exit(SKIPPED)
    unittest.main()
