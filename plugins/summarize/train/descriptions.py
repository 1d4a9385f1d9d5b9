"""Makes what learn.py calls descriptions: descriptions.py PAGES ARTICLES... [--lang en] > FILE

PAGES has raw pages, a JSON object a line with id and html, ARTICLES the text and title of each under the same id,
plain or gzip: what pipelines/extract.json finds in them, or better. A page's description (of its meta elements the
longest) is taken if it has 12 words and none of a cut of the text itself: neither its beginning stands in the text,
nor does it end in dots. The article is left out if it has fewer than 150 words, or another has the same beginning."""
import argparse
import gzip
import html
import json
import re
import sys

META = re.compile(r"<meta\b[^>]*>", re.I)
IS_DESCRIPTION = re.compile(r"(?:name|property)\s*=\s*[\"']?(?:og:|twitter:)?description\b", re.I)
CONTENT = re.compile(r"""content\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
FEWEST_WORDS, FEWEST_WORDS_OF_TEXT, WORDS_IN_TEXT, SAME_BEGINNING = 12, 150, 8, 200


def read_rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def words_of(text):
    return re.findall(r"\w+", text.lower())


def description_of(page):
    elements = [element for element in META.findall(page) if IS_DESCRIPTION.search(element)]
    found = [content.group(1) or content.group(2) or "" for content in map(CONTENT.search, elements) if content]
    return max((html.unescape(html.unescape(each)).strip() for each in found), key=len, default="")


def is_own(description, text):
    """Is it in words of its own, and whole?"""
    words, text_words = words_of(description), words_of(text)
    is_long = len(words) >= FEWEST_WORDS and len(text_words) >= FEWEST_WORDS_OF_TEXT
    is_cut = description.endswith(("...", "…")) or " ".join(words[:WORDS_IN_TEXT]) in " ".join(text_words)
    return is_long and not is_cut


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages")
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--lang", help="only articles that have this member lang, or none")
    given = parser.parse_args()
    pages, seen = {row["id"]: row["html"] for row in read_rows(given.pages)}, set()
    for article in (row for path in given.articles for row in read_rows(path)):
        text, description = article.get("text") or "", description_of(pages.get(article["id"], ""))
        is_wanted = not given.lang or article.get("lang", given.lang) == given.lang
        if is_wanted and is_own(description, text) and text[:SAME_BEGINNING] not in seen:
            seen.add(text[:SAME_BEGINNING])
            row = {"id": article["id"], "title": article.get("title") or "", "text": text, "summary": description}
            print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
