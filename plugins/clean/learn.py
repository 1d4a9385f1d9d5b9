#!/usr/bin/env python3
"""Learns the weights of wording.c and the trees of shape.c from pages whose lines are labelled. Needs numpy.

    learn.py SHOW_SHAPES GOLD [--keep 1.5]     writes wording.inc and trees.inc beside this file
    learn.py SHOW_SHAPES GOLD --check          writes nothing, tells how well it does on sites it has not seen

SHOW_SHAPES is the program of that name (cmake --build build --target show_shapes). GOLD has on each line a page: "url",
"title", "lines", and in "labels" a character a line: 1 the story's, 0 the page's, n unknown.

Each page is seen twice: as it is, and as its story alone, so that a text without furniture stays as it is. What the
words of a line say is, for the trees that learn from it, what they say to weights learned from the other four fifths of
the sites: weights believe too much of lines they have seen.

--check leaves out a fifth of the sites at a time, from weights and trees, takes out what the stage would (rules, then
trees), and counts as tests/bench/clean_lines.py does, at several biases: first all lines alike, then the mean over
pages.
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

GONE, PROSE, SENTENCE, FIRST_FEATURE, PIECES = 0, 1, 2, 3, -1  # columns of what SHOW_SHAPES writes
FEATURES = re.findall(r"FEATURE\((\w+)\)", (FOLDER / "features.inc").read_text("utf-8"))
PARTS = 5
SLOTS, NOTHING, SCALE, USUAL = 1 << 15, 128, 16, 170  # as wording.h, wording.c and shape.c have them
ROUNDS, RATE, TRUST = 100, 0.5, 1.0       # of learning: steps, their size, what examples count against small weights


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
    """For each page (title, lines) a row a line."""
    shown = "".join(
        as_text(title or "") + "\n" + "\n".join(as_text(line) for line in lines) + "\n\f\n" for title, lines in pages
    )
    out = subprocess.run([program], input=shown.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    return [[line.split() for line in page.split("\n") if line] for page in out.split("\n\n")[:-1]]


class Example:
    """A page, or its story alone: what SHOW_SHAPES says of its lines, and labels 1, 0, -1 (unknown)."""

    def __init__(self, page, lines, labels, rows, is_whole):
        self.site, self.lines, self.is_whole = site_of(page), lines, is_whole
        self.labels = np.array([{"1": 1, "0": 0}.get(c, -1) for c in labels])
        shown = np.array([row[:PIECES] for row in rows], dtype=np.int64)
        self.gone, self.prose, self.sentence = (shown[:, each] != 0 for each in (GONE, PROSE, SENTENCE))
        self.features = shown[:, FIRST_FEATURE:]
        pieces = [[] if row[PIECES] == "-" else row[PIECES].split(",") for row in rows]
        self.piece_counts = np.array([len(each) for each in pieces])
        self.pieces = np.array([piece for each in pieces for piece in each], dtype=np.int64)


def examples(program, gold):
    pages = [(page, page["lines"], page["labels"], True) for page in gold]
    for page in gold:
        kept = [line for line, label in zip(page["lines"], page["labels"]) if label == "1"]
        if len(kept) > 1:
            pages.append((page, kept, "1" * len(kept), False))
    shown = shapes_of(program, [(page.get("title"), lines) for page, lines, _, _ in pages])
    return [Example(page, lines, labels, each, is_whole)
            for (page, lines, labels, is_whole), each in zip(pages, shown) if len(each) == len(lines)]


def learn_wording(pages):
    """A small weight for each slot: logistic regression, by steps that shrink where much was learned (Duchi, Hazan, Singer
    2011)."""
    labels = np.concatenate([page.labels for page in pages])
    counts = np.concatenate([page.piece_counts for page in pages])
    rows = np.repeat(np.arange(len(counts)), counts)
    is_known = labels[rows] >= 0
    rows, pieces = rows[is_known], np.concatenate([page.pieces for page in pages])[is_known]
    values = 1 / np.sqrt(counts[rows])
    weights, squares, level = np.zeros(SLOTS), np.full(SLOTS, 1e-9), 0.0
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-level - np.bincount(rows, weights[pieces] * values, len(labels))))
        missed = np.where(labels >= 0, labels - likely, 0)
        level += missed.sum() / (labels >= 0).sum()
        slopes = TRUST * np.bincount(pieces, missed[rows] * values, SLOTS) - weights
        squares += slopes ** 2
        weights += RATE * slopes / np.sqrt(squares)
    return np.clip(np.round(SCALE * weights), -127, 127).astype(np.int64)


def means(values, starts, ends):
    sums = np.concatenate([[0], values.cumsum()])
    return (sums[ends] - sums[starts]) // (ends - starts)


def wording_features(page, weights):
    """As wording.c and shape.c compute them."""
    lines = np.arange(len(page.labels))
    sums = np.bincount(np.repeat(lines, page.piece_counts), weights[page.pieces], len(lines)).astype(np.int64)
    roots = np.maximum(np.floor(np.sqrt(16 * page.piece_counts)).astype(np.int64), 1)
    own = np.clip((NOTHING * roots + 4 * sums) // roots, 0, 255)
    if page.prose.any():
        own = np.minimum(own + max(USUAL - own[page.prose].sum() // page.prose.sum(), 0), 255)
    beside = np.concatenate([[0], np.minimum(own + 1, 255), [0]])
    run = np.zeros(len(lines), dtype=np.int64)
    edges = np.concatenate([[-1], np.flatnonzero(page.prose), [len(lines)]])
    for start, end in zip(edges[:-1] + 1, edges[1:]):
        if start < end:
            run[start:end] = own[start:end].sum() // (end - start)
    near, far = (means(own, np.maximum(lines - radius, 0), np.minimum(lines + radius + 1, len(lines)))
                 for radius in (3, 10))
    return {"WORDING": own, "WORDING_UP": beside[:-2], "WORDING_DOWN": beside[2:], "WORDING_NEAR": near,
            "WORDING_FAR": far, "RUN_WORDING": run}


def with_wording(page, weights):
    features = page.features.copy()
    for name, values in wording_features(page, weights).items():
        features[:, FEATURES.index(name)] = values
    return features


class Lessons:
    """The pages in parts by site, and what is learned without some of the parts."""

    def __init__(self, pages):
        sites = sorted({page.site for page in pages})
        random.Random(7).shuffle(sites)
        part_of = {site: i % PARTS for i, site in enumerate(sites)}
        self.pages, self.part_of = pages, {page: part_of[page.site] for page in pages}
        self.wordings = {}

    def wording(self, without):
        if without not in self.wordings:
            self.wordings[without] = learn_wording(
                [page for page in self.pages if page.is_whole and self.part_of[page] not in without])
        return self.wordings[without]

    def trees(self, without):
        pages = [page for page in self.pages if self.part_of[page] not in without]
        features = np.vstack([with_wording(page, self.wording(without | {self.part_of[page]})) for page in pages])
        labels = np.concatenate([page.labels for page in pages])
        return Trees.learn(features[labels >= 0], labels[labels >= 0], count=120, rate=0.12, least=8.0)


def stays(page, found):
    """As judge in shape.c."""
    is_kept = ~page.gone & (found >= 0)
    is_main = page.prose & (page.features[:, FEATURES.index("MAIN_PLACE")] == 1)
    for i in np.flatnonzero(~page.gone):
        is_kept[i] |= is_main[i] or (i > 0 and is_kept[i - 1] and page.sentence[i])
    return is_kept


def count_kept(page, tokens, kept):
    """Story lines, page lines; of these kept."""
    text = " " + " ".join(line for line, is_kept in zip(tokens, kept) if is_kept and line) + " "
    counts = np.zeros((2, 2))
    for line, label in zip(tokens, page.labels):
        if line and label >= 0:
            counts[:, 1 - label] += (1, f" {line} " in text)
    return counts


def check(lessons):
    found, pages = {}, lessons.pages
    for part in range(PARTS):
        without = frozenset([part])
        trees, weights = lessons.trees(without), lessons.wording(without)
        found.update((page, trees.sums(with_wording(page, weights))) for page in pages if lessons.part_of[page] == part)
    tokens = {page: [" ".join(re.findall(r"\w+", line.lower())) for line in page.lines] for page in pages}
    for bias in np.arange(0, 3.1, 0.25):
        each = [count_kept(page, tokens[page], stays(page, found[page] + bias)) for page in pages if page.is_whole]
        (stories, furniture), (kept, left) = sum(each)
        means_of_pages = np.array([[k / (k + f) if k + f else 0, k / s] for (s, _), (k, f) in each if s]).mean(0)
        alone = sum((found[page] + bias < 0).sum() for page in pages if not page.is_whole)
        print(f"bias {bias:+.2f}: precision {kept / (kept + left):.4f} recall {kept / stories:.4f} furniture removed "
              f"{1 - left / furniture:.4f}; by page {means_of_pages[0]:.4f} {means_of_pages[1]:.4f}; "
              f"of stories alone {alone} lines lost")


def write_wording(weights, path):
    rows, row = ["/* Written by learn.py. */"], ""
    for weight in weights:
        number = f"{weight},"
        if len(row) + len(number) > 119:
            rows.append(row)
            row = ""
        row += number
    path.write_text("\n".join(rows + [row]) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("show_shapes")
    parser.add_argument("gold")
    parser.add_argument("--check", action="store_true", help="write nothing; learn and try on other sites")
    parser.add_argument("--keep", type=float, default=1.5, help="the bias: more is kept")
    arguments = parser.parse_args()
    lessons = Lessons(examples(arguments.show_shapes, read_pages(arguments.gold)))
    if arguments.check:
        check(lessons)
    else:
        write_wording(lessons.wording(frozenset()), FOLDER / "wording.inc")
        lessons.trees(frozenset()).write(FOLDER / "trees.inc", arguments.keep)


if __name__ == "__main__":
    main()
