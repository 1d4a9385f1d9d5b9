"""Extracts the same pages with Galley and with what of its peers is installed (trafilatura, readability-lxml,
newspaper4k, resiliparse), one processor each, and prints speed and quality: extract_peers.py GALLEY PAGES GOLD
[LIMIT].

PAGES has "id", "html", perhaps "url"; GOLD "id" and of "text", "title", "author" or "authors", "date" what is known.
Both JSON Lines, plain or gzip. Text is scored by runs of four words (precision, recall over pages, F1 of the two
means), a title by its words, a date by its day, an author by whether a name's last word is found. Time is processor
time without start."""
import collections
import gzip
import json
import logging
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import warnings


def rows(path):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


# ---- Peers: each makes a function from a page to what was found


def trafilatura():
    from trafilatura import bare_extraction

    def extract(page):
        found = bare_extraction(page["html"], url=page.get("url"), with_metadata=True, include_comments=False)
        found = found.as_dict() if hasattr(found, "as_dict") else found or {}
        return {name: found.get(name) for name in ("text", "title", "author", "date")}
    return extract


def readability():
    import lxml.html
    from readability import Document

    def extract(page):
        document = Document(page["html"])
        tree = lxml.html.fromstring(document.summary(html_partial=True))
        lines = [text.strip() for text in tree.itertext() if text.strip()]
        return {"text": "\n".join(lines), "title": document.short_title()}
    return extract


def newspaper4k():
    import newspaper

    def extract(page):
        article = newspaper.Article(page.get("url") or "http://example.org/", fetch_images=False)
        article.download(input_html=page["html"])
        article.parse()
        return {"text": article.text, "title": article.title, "author": ", ".join(article.authors),
                "date": str(article.publish_date or "")}
    return extract


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def extract(page):
        tree = HTMLTree.parse(page["html"])
        return {"text": extract_plain_text(tree, main_content=True, alt_texts=False, links=False), "title": tree.title}
    return extract


def run_peer(make, pages):
    extract, found = make(), {}
    start = time.process_time()
    for page in pages:
        try:
            found[page["id"]] = extract(page)
        except Exception: # a peer that fails on a page has found nothing there
            found[page["id"]] = {}
    return found, time.process_time() - start


def run_galley(galley, pages):
    """The stage's own processor time, as the manifest has it."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        stage = {"use": "extract", "with": {"remove_html": True, "overwrite": True}}
        (folder / "pipeline.json").write_text(json.dumps({"galley": 1, "stages": [stage]}))
        with open(folder / "in.jsonl", "w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)
        command = [galley, "run", folder / "pipeline.json", folder / "in.jsonl", "--out", folder / "run"]
        subprocess.run([*command, "--jobs", "1", "--quiet"], check=True)
        manifest = json.loads((folder / "run/run.json").read_text())
        found = {row["id"]: row for row in rows(folder / "run/articles/in.jsonl.gz")}
        return found, manifest["stages"][0]["cpu_ms"] / 1000


# ---- Scores


def shingles(text):
    words = re.findall(r"\w+", text or "")
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3 if words else 0)) if words)


def text_scores(gold, found):
    precisions, recalls = [], []
    for key, wanted in gold.items():
        a, b = shingles(wanted.get("text")), shingles(found.get(key, {}).get("text"))
        shared = sum((a & b).values())
        precisions += [shared / sum(b.values())] if b else []
        recalls += [shared / sum(a.values())] if a else []
    precision, recall = (sum(x) / max(1, len(x)) for x in (precisions, recalls))
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def words(text):
    return re.findall(r"\w+", str(text or "").lower())


def is_right(field, wanted, got):
    if field == "date":
        return str(got or "")[:10] == str(wanted)[:10]
    if field == "title":
        return words(got) == words(wanted)
    names = [wanted] if isinstance(wanted, str) else wanted
    return any(words(name)[-1:] and words(name)[-1] in words(got) for name in names)


def field_score(field, gold, found):
    wanted = {key: row.get(field) or row.get(field + "s") for key, row in gold.items()}
    wanted = {key: value for key, value in wanted.items() if value}
    right = sum(is_right(field, value, found.get(key, {}).get(field)) for key, value in wanted.items())
    return f"{right / len(wanted):.3f}" if wanted else "-"


def main(galley, pages_path, gold_path, limit=0):
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    pages = rows(pages_path)[:int(limit) or None]
    keys = {page["id"] for page in pages}
    gold = {row["id"]: row for row in rows(gold_path) if row["id"] in keys}
    size = sum(len(page["html"].encode("utf-8", "replace")) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} KB\n")
    print("| | pages/s | precision | recall | F1 | title | author | date |\n|---|---|---|---|---|---|---|---|")
    runs = [("galley extract", lambda: run_galley(galley, pages))]
    runs += [(make.__name__, lambda make=make: run_peer(make, pages))
             for make in (trafilatura, readability, newspaper4k, resiliparse)]
    for name, run in runs:
        try:
            found, seconds = run()
        except ImportError:
            print(f"| {name} | not installed |")
            continue
        figures = [f"{value:.3f}" for value in text_scores(gold, found)]
        figures += [field_score(field, gold, found) for field in ("title", "author", "date")]
        print(f"| {name} | {len(pages) / seconds:.0f} | " + " | ".join(figures) + " |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
