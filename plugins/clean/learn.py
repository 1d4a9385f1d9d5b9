#!/usr/bin/env python3
"""Learns the weights of shape.c from pages whose lines are labelled.

    learn.py SHOW_SHAPES GOLD [--check] [--keep 1.0]

SHOW_SHAPES is the program of that name (cmake --build build --target show_shapes). GOLD has on each line a page: "title",
"lines", and in "labels" a character a line: 1 the story's, 0 the page's, n unknown. Writes weights.inc and prices.inc
beside this file. --check writes nothing, but learns five times without a fifth of the sites, and tells how well the
weights do on the sites left out, at several values of the bias.

The model is a chain of two labels (a conditional random field) and is trained by gradient steps (AdaGrad, L2). Each page is
seen twice: as it is, and as its story alone, so that a text without furniture is left as it is.
"""
import argparse
import gzip
import json
import math
import pathlib
import random
import subprocess
import urllib.parse

EPOCHS, STEP, SHRINK, SCALE = 12, 0.08, 2e-5, 128
UNLIKELY = -1e9


def read_pages(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def site_of(page):
    host = urllib.parse.urlsplit(page.get("url") or "").hostname or page["id"]
    return ".".join(host.split(".")[-2:])


def as_text(line):
    return " ".join(line.split()) or "-"


def shapes_of(program, pages):
    """For each page its lines' weights, by index."""
    shown = "".join(
        as_text(title or "") + "\n" + "\n".join(as_text(line) for line in lines) + "\n\f\n" for title, lines in pages
    )
    out = subprocess.run([program], input=shown.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    return [[tuple(map(int, line.split())) for line in page.split("\n") if line] for page in out.split("\n\n")[:-1]]


def examples(program, gold):
    """(site, shapes, labels, weight) of each page, and of its story alone."""
    pages = [(page.get("title"), page["lines"]) for page in gold]
    labels = [page["labels"] for page in gold]
    sites = [site_of(page) for page in gold]
    for page in gold:
        kept = [line for line, label in zip(page["lines"], page["labels"]) if label == "1"]
        if len(kept) > 1:
            pages.append((page.get("title"), kept))
            labels.append("1" * len(kept))
            sites.append(site_of(page))
    shapes = shapes_of(program, pages)
    assert all(len(a) == len(b) for a, b in zip(shapes, labels))
    return list(zip(sites, shapes, labels))


def add_logs(a, b):
    high = max(a, b)
    return high + math.log1p(math.exp(min(a, b) - high)) if high > UNLIKELY / 2 else UNLIKELY


def marginals(scores, prices, allowed):
    """How likely each line is the story's, and the expected number of changes to story and to furniture."""
    to_story, to_page = -prices[0], -prices[1]
    n = len(scores)
    ahead, story, page = [], 0.0, 0.0
    for i, score in enumerate(scores):
        if i:
            story, page = add_logs(story, page + to_story), add_logs(page, story + to_page)
        story = story + score if allowed[i] & 1 else UNLIKELY
        page = page if allowed[i] & 2 else UNLIKELY
        ahead.append((story, page))
    total = add_logs(story, page)
    likely, changes = [0.0] * n, [0.0, 0.0]
    story = page = 0.0
    for i in range(n - 1, -1, -1):
        likely[i] = math.exp(min(0.0, ahead[i][0] + story - total))
        here_story = story + scores[i] if allowed[i] & 1 else UNLIKELY
        here_page = page if allowed[i] & 2 else UNLIKELY
        if i:
            changes[0] += math.exp(min(0.0, ahead[i - 1][1] + to_story + here_story - total))
            changes[1] += math.exp(min(0.0, ahead[i - 1][0] + to_page + here_page - total))
            story, page = add_logs(here_story, here_page + to_page), add_logs(here_page, here_story + to_story)
    return likely, changes


def learn(examples, size, epochs=EPOCHS):
    weights, squares = [0.0] * size, [1e-2] * size
    bias, prices, square_bias, square_prices = 0.0, [1.0, 1.0], 1e-2, [1e-2, 1e-2]
    order = list(range(len(examples)))
    shuffler = random.Random(1)
    for epoch in range(epochs):
        shuffler.shuffle(order)
        step = STEP if epoch < epochs * 2 // 3 else STEP / 3
        for index in order:
            _, shapes, labels = examples[index]
            scores = [bias + sum([weights[j] for j in shape]) for shape in shapes]
            free = [3] * len(shapes)
            held = [{"1": 1, "0": 2}.get(label, 3) for label in labels]
            is_likely, changes = marginals(scores, prices, free)
            wanted, wanted_changes = marginals(scores, prices, held)
            by = 1.0 / (1 + len(shapes)) ** 0.3
            for shape, a, b in zip(shapes, wanted, is_likely):
                slope = (a - b) * by
                if -1e-4 < slope < 1e-4:
                    continue
                square_bias += slope * slope
                bias += step * slope / math.sqrt(square_bias)
                for j in shape:
                    squares[j] += slope * slope
                    weights[j] += step * (slope / math.sqrt(squares[j]) - SHRINK * weights[j] * 10)
            for k in (0, 1):
                slope = -(wanted_changes[k] - changes[k]) * by
                square_prices[k] += slope * slope
                prices[k] += step * slope / math.sqrt(square_prices[k])
    return weights, bias, prices


def best_labels(scores, prices):
    """Viterbi: is each line the story's?"""
    came, story, page = [], 0.0, 0.0
    for i, score in enumerate(scores):
        back = (i > 0 and page - prices[0] > story, i > 0 and story - prices[1] > page)
        came.append(back)
        story, page = (page - prices[0] if back[0] else story) + score, (story - prices[1] if back[1] else page)
    is_story, labels = story >= page, [False] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        labels[i] = is_story
        is_story = is_story != came[i][0 if is_story else 1]
    return labels


def check(examples, size):
    sites = sorted({site for site, _, _ in examples})
    random.Random(7).shuffle(sites)
    part_of = {site: i % 5 for i, site in enumerate(sites)}
    biases = [0, 0.5, 1, 1.5, 2, 2.5, 3]
    tallies = {bias: [0, 0, 0, 0, 0, 0] for bias in biases}
    for part in range(5):
        model = learn([one for one in examples if part_of[one[0]] != part], size)
        for site, shapes, labels in examples:
            if part_of[site] != part:
                continue
            weights, own, prices = model
            scores = [own + sum([weights[j] for j in shape]) for shape in shapes]
            for bias in biases:
                tally = tallies[bias]
                for label, is_kept in zip(labels, best_labels([score + bias for score in scores], prices)):
                    if "0" not in labels:
                        tally[4] += 1
                        tally[5] += is_kept
                    elif label in "01":
                        tally[0 if label == "1" else 1] += 1
                        tally[2 if label == "1" else 3] += is_kept
    for bias, (story, page, kept, left, alone, whole) in tallies.items():
        print(f"bias {bias:+.1f}: precision {kept / (kept + left):.4f} recall {kept / story:.4f}, "
              f"of stories alone {whole / alone:.4f} kept")


def write(weights, bias, prices, sizes, folder):
    rows, at = [], 0
    for size in sizes:
        rows.append(", ".join(str(round(weight * SCALE)) for weight in weights[at:at + size]) + ",")
        at += size
    (folder / "weights.inc").write_text("/* Written by learn.py, a row for each group of groups.inc. */\n"
                                        + "\n".join(rows) + "\n")
    (folder / "prices.inc").write_text("/* Written by learn.py. */\n"
                                       f"BIAS = {round(bias * SCALE)},\nTO_STORY = {round(prices[0] * SCALE)},\n"
                                       f"TO_FURNITURE = {round(prices[1] * SCALE)}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("show_shapes")
    parser.add_argument("gold")
    parser.add_argument("--check", action="store_true", help="write nothing; learn and try on other sites")
    parser.add_argument("--keep", type=float, default=1.0, help="added to the bias: more is kept")
    arguments = parser.parse_args()
    out = subprocess.run([arguments.show_shapes, "sizes"], stdout=subprocess.PIPE, check=True).stdout
    sizes = [int(size) for size in out.split()]
    pages = examples(arguments.show_shapes, read_pages(arguments.gold))
    if arguments.check:
        check(pages, sum(sizes))
        return
    weights, bias, prices = learn(pages, sum(sizes))
    write(weights, bias + arguments.keep, prices, sizes, pathlib.Path(__file__).parent)


if __name__ == "__main__":
    main()
