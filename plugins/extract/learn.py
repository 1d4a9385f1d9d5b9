#!/usr/bin/env python3
"""Learns the trees of looks.c from pages whose text is known. Needs numpy.

    learn.py SHOW_LOOKS PAGES GOLD [PAGES GOLD]...            writes trees.inc beside this file
    learn.py SHOW_LOOKS PAGES GOLD [PAGES GOLD]... --check    writes nothing, tells how well it does on other sites

SHOW_LOOKS is the program of that name (cmake --build build --target show_looks). PAGES has "id", "html", perhaps "url";
GOLD "id" and "text", JSON Lines, plain or gzip.

A block is the story's if half of its runs of four words are in the gold text. Of some pages the gold has less than half of
what the rules find, or the rules find less than half of the gold: they are not learned from. --check leaves out a
fifth of the sites at a time; --half learns from the sites of one half only (so that the other can be measured).
"""
import argparse
import collections
import gzip
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import numpy as np

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "boosting"))
from trees import Trees

FEATURES = re.findall(r"^LOOK\((\w+)\)", (FOLDER / "looks.inc").read_text(), re.M)
BY_RULE = FEATURES.index("BY_RULE")


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def site_of(page):
    host = urllib.parse.urlsplit(page.get("url") or "").hostname or page["id"]
    return ".".join(host.split(".")[-3 if re.search(r"\.(com?|org|net|gov|ac)\.\w\w$", host) else -2:])


def part_of(site, parts):
    return hashlib.md5(site.encode()).digest()[0] % parts


def runs_of(text):
    words = re.findall(r"\w+", text or "")
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)) if words)


class Page:
    """One page: its site, and of each block the features, the text and how much of it is in the gold text."""

    def __init__(self, page, shown, gold):
        parts = [line.partition("\t") for line in shown.split("\n") if line]
        self.site = site_of(page)
        self.features = np.array([looks.split() for looks, _, _ in parts], dtype=np.int64).reshape(-1, len(FEATURES))
        self.texts = [text for _, _, text in parts]
        self.gold = runs_of(gold)
        self.by_rule = self.features[:, BY_RULE] > 0
        words = " " + " ".join(re.findall(r"\w+", gold)) + " "
        lines = {" ".join(re.findall(r"\w+", line)) for line in gold.split("\n")}
        self.labels = np.array([self.label(text, words, lines) for text in self.texts])
        sizes = np.array([min(len(text.split()), 100) + 1.0 for text in self.texts])
        self.weights = np.sqrt(sizes) / np.sqrt(sizes).sum() * min(len(sizes), 60) ** 0.5 * 3 if parts else sizes

    def label(self, text, words, lines):
        own = re.findall(r"\w+", text)
        if len(own) >= 4:
            return sum(run in self.gold for run in runs_of(text)) / len(runs_of(text))
        line = " ".join(own)
        return 1.0 if line in lines else 0.5 if not own or f" {line} " in words else 0.0

    def scores(self, kept):
        found = runs_of("\n".join(text for text, keep in zip(self.texts, kept) if keep))
        shared = sum((self.gold & found).values())
        return shared / max(1, sum(found.values())), shared / max(1, sum(self.gold.values()))

    def is_to_learn_from(self):
        precision, recall = self.scores(self.by_rule)
        return len(self.texts) > 0 and precision > 0.55 and recall > 0.5


def read_pages(program, paths):
    read = []
    for pages, gold in zip(paths[::2], paths[1::2]):
        texts = {row["id"]: row.get("text") or "" for row in rows(gold)}
        pages = [page for page in rows(pages) if page["id"] in texts]
        htmls = [page["html"].encode("utf-8", "replace") for page in pages]
        piped = b"".join(b"%d\n" % len(html) + html for html in htmls)
        shown = subprocess.run([program], input=piped, stdout=subprocess.PIPE, check=True).stdout
        parts = shown.decode("utf-8", "replace").split("\f\n")
        read += [Page(page, part, texts[page["id"]]) for page, part in zip(pages, parts)]
    return read


def learn(pages):
    pages = [page for page in pages if page.is_to_learn_from()]
    features, labels, weights = (np.concatenate([getattr(page, name) for page in pages])
                                 for name in ("features", "labels", "weights"))
    is_clear = (labels < 0.3) | (labels > 0.7)
    features, labels, weights = features[is_clear], labels[is_clear] > 0.5, weights[is_clear]
    return Trees.learn(features, labels, count=200, rate=0.1, least=4.0, weights=weights)


def tell(name, pages, decide):
    precision, recall = np.mean([page.scores(decide(page)) for page in pages if page.gold], axis=0)
    print(f"{name}: precision {precision:.4f} recall {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}")


def check(pages):
    for part in range(5):
        trees = learn([page for page in pages if part_of(page.site, 5) != part])
        for page in pages:
            if part_of(page.site, 5) == part:
                page.sums = trees.sums(page.features)
    tell("by rule alone", pages, lambda page: page.by_rule)
    for lowest in (-0.5, 0, 0.5):
        for highest in (0.5, 1, 99):
            tell(f"out below {lowest:+}, in above {highest:+}", pages,
                 lambda page: np.where(page.by_rule, page.sums > lowest, page.sums > highest))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("show_looks")
    parser.add_argument("paths", nargs="+", metavar="PAGES GOLD")
    parser.add_argument("--check", action="store_true", help="write nothing; learn and try on other sites")
    parser.add_argument("--half", type=int, choices=(0, 1), help="learn from the sites of this half only")
    arguments = parser.parse_args()
    pages = read_pages(arguments.show_looks, arguments.paths)
    if arguments.half is not None:
        pages = [page for page in pages if part_of(page.site, 2) == arguments.half]
    if arguments.check:
        check(pages)
    else:
        learn(pages).write(FOLDER / "trees.inc")


if __name__ == "__main__":
    main()
