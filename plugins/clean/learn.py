#!/usr/bin/env python3
"""Learns the trees of shape.c from pages whose lines are labelled. Needs numpy.

    learn.py SHOW_SHAPES GOLD [--keep 1.5]     writes trees.inc beside this file
    learn.py SHOW_SHAPES GOLD --check          writes nothing, tells how well it does on sites it has not seen

SHOW_SHAPES is the program of that name (cmake --build build --target show_shapes). GOLD has on each line a page: "url",
"title", "lines", and in "labels" a character a line: 1 the story's, 0 the page's, n unknown.

Each page is seen twice: as it is, and as its story alone, so that a text without furniture stays as it is.

--check leaves out a fifth of the sites at a time, takes out what the stage would (rules, then trees), and counts as
tests/bench/clean_lines.py does, at several biases: first all lines alike, then the mean over pages.
"""
import argparse
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import urllib.parse

import numpy as np

FOLDER = pathlib.Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "boosting"))
from trees import Trees

GONE, PROSE, SENTENCE, FIRST_FEATURE = 0, 1, 2, 3  # columns of what SHOW_SHAPES writes


def read_pages(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def site_of(page):
    """The host without its first names: bbc.co.uk, lemonde.fr."""
    names = (urllib.parse.urlsplit(page.get("url") or "").hostname or page["id"]).split(".")
    is_second = len(names) > 2 and len(names[-1]) == 2 and names[-2] in ("co", "com", "org", "net", "ac", "gov")
    return ".".join(names[-3 if is_second else -2:])


def as_text(line):
    return " ".join(line.split()) or "-"


def shapes_of(program, pages):
    """For each page (title, lines) an array: a row a line."""
    shown = "".join(
        as_text(title or "") + "\n" + "\n".join(as_text(line) for line in lines) + "\n\f\n" for title, lines in pages
    )
    out = subprocess.run([program], input=shown.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    return [np.array([line.split() for line in page.split("\n") if line], dtype=np.int64)
            for page in out.split("\n\n")[:-1]]


class Example:
    """A page, or its story alone: what SHOW_SHAPES says of its lines, and labels 1, 0, -1 (unknown)."""

    def __init__(self, page, lines, labels, shown, is_whole):
        self.site, self.lines, self.is_whole = site_of(page), lines, is_whole
        self.labels = np.array([{"1": 1, "0": 0}.get(c, -1) for c in labels])
        self.gone, self.prose, self.sentence = (shown[:, each] != 0 for each in (GONE, PROSE, SENTENCE))
        self.features = shown[:, FIRST_FEATURE:]


def examples(program, gold):
    pages = [(page, page["lines"], page["labels"], True) for page in gold]
    for page in gold:
        kept = [line for line, label in zip(page["lines"], page["labels"]) if label == "1"]
        if len(kept) > 1:
            pages.append((page, kept, "1" * len(kept), False))
    shown = shapes_of(program, [(page.get("title"), lines) for page, lines, _, _ in pages])
    return [Example(page, lines, labels, each, is_whole)
            for (page, lines, labels, is_whole), each in zip(pages, shown) if len(each) == len(lines)]


def learn(pages):
    features = np.vstack([page.features for page in pages])
    labels = np.concatenate([page.labels for page in pages])
    return Trees.learn(features[labels >= 0], labels[labels >= 0], count=120, rate=0.12, least=8.0)


def stays(page, found, main_place):
    """As take_by_shape in lines.c."""
    goes = np.concatenate([[False], page.gone | (found < 0), [False]])
    is_below = np.concatenate([[False], page.prose[:-1]])
    is_safe = page.prose & (page.features[:, main_place] == 1)
    is_safe |= ~goes[:-2] & (~goes[2:] | is_below) & page.sentence
    return ~page.gone & (is_safe | (found >= 0))


def count_kept(page, tokens, kept):
    """Story lines, page lines; of these kept."""
    text = " " + " ".join(line for line, is_kept in zip(tokens, kept) if is_kept and line) + " "
    counts = np.zeros((2, 2))
    for line, label in zip(tokens, page.labels):
        if line and label >= 0:
            counts[:, 1 - label] += (1, f" {line} " in text)
    return counts


def check(pages, main_place):
    sites = sorted({page.site for page in pages})
    random.Random(7).shuffle(sites)
    part_of = {site: i % 5 for i, site in enumerate(sites)}
    found = {}
    for part in range(5):
        trees = learn([page for page in pages if part_of[page.site] != part])
        found.update((page, trees.sums(page.features)) for page in pages if part_of[page.site] == part)
    tokens = {page: [" ".join(re.findall(r"\w+", line.lower())) for line in page.lines] for page in pages}
    for bias in np.arange(0, 4.1, 0.25):
        each = [count_kept(page, tokens[page], stays(page, found[page] + bias, main_place)) for page in pages
                if page.is_whole]
        (stories, furniture), (kept, left) = sum(each)
        means = np.array([[k / (k + f) if k + f else 0, k / s] for (s, _), (k, f) in each if s])
        alone = sum((found[page] + bias < 0).sum() for page in pages if not page.is_whole)
        print(f"bias {bias:+.2f}: precision {kept / (kept + left):.4f} recall {kept / stories:.4f} furniture removed "
              f"{1 - left / furniture:.4f}; by page {means[:, 0].mean():.4f} {means[:, 1].mean():.4f}; "
              f"of stories alone {alone} lines lost")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("show_shapes")
    parser.add_argument("gold")
    parser.add_argument("--check", action="store_true", help="write nothing; learn and try on other sites")
    parser.add_argument("--keep", type=float, default=1.5, help="the bias: more is kept")
    arguments = parser.parse_args()
    pages = examples(arguments.show_shapes, read_pages(arguments.gold))
    if arguments.check:
        features = re.findall(r"FEATURE\((\w+)\)", (FOLDER / "features.inc").read_text("utf-8"))
        check(pages, features.index("MAIN_PLACE"))
    else:
        learn(pages).write(FOLDER / "trees.inc", arguments.keep)


if __name__ == "__main__":
    main()
