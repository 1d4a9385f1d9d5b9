#!/usr/bin/env python3
"""clean_lines.py GALLEY PAGES GOLD: clean beside a jusText-style baseline, on the same lines of the same pages.

PAGES are articles ("id", "title", "text": a page's text, furniture and all), GOLD has for each id "lines" and "labels",
a character a line: 1 the story's, 0 the page's, n not scored. A line counts as kept if its words stand in what is left,
in order. The last row is what keeping exactly the lines labelled 1 gets: less than 1, since words of furniture
("Politics") also stand in stories.

The baseline classifies lines as jusText (Pomikálek 2011) does blocks: by length and density of stop words, then short
and near-good ones by their neighbours. There are no links in text, so link density counts for nothing. The stop words
are those of the core, all languages at once.
"""
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

LENGTH_LOW, LENGTH_HIGH, STOP_LOW, STOP_HIGH = 70, 200, 0.30, 0.32
STOP_WORDS = pathlib.Path(__file__).parents[2] / "core/text/stop_words.inc"


def read_rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def words(text):
    return re.findall(r"\w+", (text or "").lower())


def stop_words():
    quoted = re.findall(r'"([^"]*)"', STOP_WORDS.read_text("utf-8"))
    return {word for row in quoted for word in row.lower().split()}


def class_alone(line, stop):
    tokens = words(line)
    density = sum(token in stop for token in tokens) / (len(tokens) or 1)
    if len(line) < LENGTH_LOW:
        return "short"
    if density >= STOP_HIGH:
        return "good" if len(line) > LENGTH_HIGH else "near"
    return "near" if density >= STOP_LOW else "bad"


def neighbour(classes, at, step, with_near):
    """The next class that decides, above or below; the page's edge is bad."""
    at += step
    while 0 <= at < len(classes):
        if classes[at] in ("good", "bad") or (with_near and classes[at] == "near"):
            return classes[at]
        at += step
    return "bad"


def baseline(lines, stop):
    alone = [class_alone(line, stop) for line in lines]
    classes = list(alone)
    for i, each in enumerate(alone):
        if each == "short":
            sides = {neighbour(alone, i, step, False) for step in (-1, 1)}
            near = {neighbour(alone, i, step, True) for step in (-1, 1)}
            classes[i] = "good" if sides == {"good"} or (len(sides) == 2 and "near" in near) else "bad"
    settled = list(classes)
    for i, each in enumerate(classes):
        if each == "near":
            sides = {neighbour(settled, i, step, False) for step in (-1, 1)}
            classes[i] = "bad" if sides == {"bad"} else "good"
    return "\n".join(line for line, each in zip(lines, classes) if each == "good")


def run_clean(galley, pages, options):
    with tempfile.TemporaryDirectory() as folder:
        pipeline = pathlib.Path(folder) / "pipeline.json"
        pipeline.write_text(json.dumps({"galley": 1, "stages": options}))
        subprocess.run([galley, "run", pipeline, pages, "--out", f"{folder}/run", "--quiet"], check=True)
        found = {}
        for path in pathlib.Path(folder, "run/articles").rglob("*.gz"):
            found.update({key: row["text"] for key, row in read_rows(path).items()})
        return found


def score(name, gold, texts):
    kept, all_lines = {"1": 0, "0": 0}, {"1": 0, "0": 0}
    for key, row in gold.items():
        text = " " + " ".join(words(texts.get(key))) + " "
        for line, label in zip(row["lines"], row["labels"]):
            tokens = words(line)
            if label in kept and tokens:
                all_lines[label] += 1
                kept[label] += f" {' '.join(tokens)} " in text
    precision, recall = kept["1"] / (kept["1"] + kept["0"] or 1), kept["1"] / all_lines["1"]
    print(f"{name:34} precision {precision:.4f}  recall {recall:.4f}  "
          f"f1 {2 * precision * recall / (precision + recall):.4f}"
          f"  furniture removed {1 - kept['0'] / all_lines['0']:.4f}")


def main(galley, pages, gold_path):
    gold, stop = read_rows(gold_path), stop_words()
    clean, furniture = {"use": "clean"}, {"use": "furniture"}
    score("nothing removed", gold, {key: "\n".join(row["lines"]) for key, row in gold.items()})
    score("jusText-style baseline", gold, {key: baseline(row["lines"], stop) for key, row in gold.items()})
    score("clean without shape", gold, run_clean(galley, pages, [{"use": "clean", "with": {"shape": False}}]))
    score("clean", gold, run_clean(galley, pages, [clean]))
    score("clean, furniture", gold, run_clean(galley, pages, [clean, furniture]))
    score("the labels themselves", gold,
          {key: "\n".join(line for line, label in zip(row["lines"], row["labels"]) if label == "1")
           for key, row in gold.items()})


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
