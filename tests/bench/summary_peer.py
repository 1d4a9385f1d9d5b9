"""Summaries beside those of sumy (PyPI), at the same length, in one run:

    python3 tests/bench/summary_peer.py GALLEY GOLD LANGUAGE LENGTH

GOLD is JSON Lines, plain or gzip, with id, title, text and summary. LANGUAGE is sumy's word for its language,
"english". LENGTH is a share of the text's words below 1 (galley's "ratio"), or a number of sentences. Of sumy's
sentences the best are taken as Galley takes its own: of a share a sentence fits if more than half of it does.

Prints ROUGE-1, 2 and L (F1 times 100, Lin 2004, no stemming) and articles a second of one processor: of galley that of
the whole run with reading and writing, of sumy that of parsing and ranking. Without sumy or GOLD it says so."""
import argparse
import collections
import gzip
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"«“(]?[^\W\d_a-zß-ÿ])|(?<=[a-zß-ÿ][.!?])(?=[A-ZÀ-Þ][a-zß-ÿ ])|\n+")
METHODS = ("rank", "textrank", "lexrank", "lead")


def words_of(text):
    return re.findall(r"\w+", text.lower())


# ---- ROUGE


def f1(shared, one, other):
    return 2 * shared / (one + other) if shared else 0.0


def rouge_n(one, other, n):
    first, second = (collections.Counter(zip(*(tokens[i:] for i in range(n)))) for tokens in (one, other))
    return f1((first & second).total(), first.total(), second.total())


def rouge_l(one, other):
    """The longest common subsequence, a row of the table at a time (Hyyrö 2004)."""
    places, every = collections.defaultdict(int), (1 << len(other)) - 1
    for i, token in enumerate(other):
        places[token] |= 1 << i
    row = every
    for token in one:
        met = row & places[token]
        row = (row + met | row - met) & every
    return f1(len(other) - row.bit_count(), len(one), len(other))


def score(rows, summaries):
    totals = [0.0] * 3
    for row in rows:
        one, other = words_of(summaries[row["id"]]), words_of(row["summary"])
        for i, value in enumerate((rouge_n(one, other, 1), rouge_n(one, other, 2), rouge_l(one, other))):
            totals[i] += 100 * value / len(rows)
    return totals


# ---- Who summarizes


def with_galley(galley, gold, length, method):
    limit = {"ratio": length} if length < 1 else {"sentences": int(length)}
    pipeline = {"galley": 1, "stages": [{"use": "summarize", "with": {"method": method, **limit}}]}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "pipeline.json").write_text(json.dumps(pipeline), "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [galley, "run", path / "pipeline.json", gold, "--out", path / "out", "--jobs", "1", "--quiet"]
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        written = [row for shard in (path / "out/articles").iterdir() for row in read_rows(shard)]
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {row["id"]: row.get("summary", "") for row in written}, spent


class Cutter:
    """A tokenizer for sumy, whose own needs data that is not on PyPI."""

    def to_sentences(self, text):
        return [each for each in SENTENCE_END.split(text) if each.strip()]

    def to_words(self, sentence):
        return tuple(re.findall(r"[^\W\d_]+", sentence))


def fitting(words, length):
    """What sumy takes for a number of sentences: chooses from them, the best first."""
    def choose(ranked):
        if length >= 1:
            return ranked[:int(length)]
        room, chosen = int(length * words + 0.5), []
        for each in ranked:
            count = len(words_of(str(each.sentence)))
            if room > 0 and (not chosen or count // 2 <= room):
                chosen.append(each)
                room -= count
        return chosen
    return choose


def with_sumy(rows, language, length, method):
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words
    summarizer = {"lexrank": LexRankSummarizer, "textrank": TextRankSummarizer}[method](Stemmer(language))
    summarizer.stop_words = get_stop_words(language)
    summaries, start = {}, time.process_time()
    for row in rows:
        document = PlaintextParser.from_string(row["text"], Cutter()).document
        best = summarizer(document, fitting(len(words_of(row["text"])), length))
        summaries[row["id"]] = " ".join(map(str, best))
    return summaries, time.process_time() - start


# ---- The table


def read_rows(path):
    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def show(name, rows, found):
    summaries, seconds = found
    figures = "".join(f"{value:8.2f}" for value in score(rows, summaries))
    print(f"{name:<18}{figures}{len(rows) / seconds:12.0f} articles/s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("galley")
    parser.add_argument("gold", type=pathlib.Path)
    parser.add_argument("language")
    parser.add_argument("length", type=float)
    given = parser.parse_args()
    if not given.gold.is_file():
        print(f"skipped: {given.gold} is not there")
        return 0
    rows = read_rows(given.gold)
    for method in METHODS:
        show("galley " + method, rows, with_galley(given.galley, given.gold, given.length, method))
    try:
        import sumy
    except ImportError:
        print("sumy is skipped: it is not installed (pip install sumy numpy)")
        return 0
    for method in ("textrank", "lexrank"):
        show(f"sumy {method}", rows, with_sumy(rows, given.language, given.length, method))
    return 0


if __name__ == "__main__":
    sys.exit(main())
