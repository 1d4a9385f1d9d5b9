"""Learns weights.inc from articles that have a summary. Needs numpy.

    learn.py EVIDENCE --abstracts FILE... --descriptions FILE... --extracts FILE... [--lang fr en en]
             [--articles N] [--out ../weights.inc]

EVIDENCE is the program summarize_evidence (cmake --build build --target summarize_evidence). The files are JSON
Lines, plain or gzip, with id, text, title and a summary (or a heading, in abstracts): --abstracts in words of their
own, from one site whose texts lack their first paragraph; --descriptions what pages of many sites say of themselves
(descriptions.py makes them); --extracts in sentences of the text. --lang says what languages the three are in.

Ridge regression within each article (what tells one of its sentences from the others): what a sentence is worth by
itself (the mean of ROUGE-1, 2 and L against the abstract); what it adds to the best one, and then to the best two,
that the rows so far choose; and its share of the extract. The first three rows are learned from articles as they are,
and three more for text without a title, from the same articles in lower case and as tokens, with the title before the
abstract: text that has been through such a mill exists, and a summary of it is longer. All descriptions together weigh
a sixth of the abstracts. A heading of fewer than 12 words is a date or a rubric, and is not learned from.

With --seeds nothing is written, and the scores of four-fold cross-validation over articles are printed, with those of
as many first sentences beside them: the mean and the standard deviation over all folds. The README's figures:

    learn.py build/bin/summarize_evidence --abstracts ARTICLES... --descriptions FILE --extracts FILE --seeds 1 2 3"""
import argparse
import collections
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys

import numpy

WORD = re.compile(r"\w+")
FOLDS, PENALTY, JUNK, DESCRIPTIONS_WEIGH, FEWEST_WORDS = 4, 10, 10, 1 / 6, 12
STEPS = ("FIRST", "SECOND", "THIRD")


# ---- Articles


def read_articles(paths, lang, most):
    articles = []
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
            articles += [json.loads(line) for line in lines]
    wanted = [article for article in articles if len(words_of(summary_of(article))) >= FEWEST_WORDS]
    random.Random(0).shuffle(wanted)
    return [{"id": number, "title": article.get("title") or "", "text": article["text"], "lang": lang,
             "summary": summary_of(article)} for number, article in enumerate(wanted[:most])]


def summary_of(article):
    return article.get("summary") or article.get("heading") or ""


def tokenise(text):
    """Lower case, with a space around every mark and one line."""
    return " ".join(re.sub(r"([.,!?;:()\"«»“”]+)(?=\s|$|[.\"»”])", r" \1 ", text).lower().split())


def mill(article):
    summary = article["title"] + ". " + article["summary"]
    return {**article, "title": "", "text": tokenise(article["text"]), "summary": summary}


def words_of(text):
    return WORD.findall(text.lower())


class Document:
    """One article: its sentences' evidence, tokens and terms, and the summary's tokens."""

    def __init__(self, article, sentences):
        self.summary = words_of(article["summary"])
        self.evidence = numpy.array([each["evidence"] for each in sentences])
        self.tokens = [words_of(each["text"]) for each in sentences]
        self.terms = [set(each["terms"]) for each in sentences]
        self.words = numpy.array([each["words"] for each in sentences])
        self.is_junk = numpy.array([each["junk"] for each in sentences])
        self.singles = collections.Counter(self.summary)
        self.pairs = collections.Counter(zip(self.summary, self.summary[1:]))
        self.places = collections.defaultdict(int) # of each word in the summary, as bits
        for i, token in enumerate(self.summary):
            self.places[token] |= 1 << i
        self.places.default_factory = None

    def said(self, chosen):
        """The share of each sentence's terms that stands in the chosen ones."""
        known = set().union(*(self.terms[i] for i in chosen))
        return numpy.array([len(terms & known) / len(terms) if terms else 0.0 for terms in self.terms])

    def rouge(self, chosen):
        tokens = [token for i in sorted(chosen) for token in self.tokens[i]]
        shared = [token for token in tokens if token in self.places]
        pairs = [pair for pair in zip(tokens, tokens[1:]) if pair in self.pairs]
        there, here = len(self.summary), len(tokens)
        return numpy.array([f1((collections.Counter(shared) & self.singles).total(), here, there),
                            f1((collections.Counter(pairs) & self.pairs).total(), here - 1, there - 1),
                            f1(self.longest(shared), here, there)])

    def longest(self, tokens):
        """The longest common subsequence, a row of the table at a time (Hyyrö 2004)."""
        every = (1 << len(self.summary)) - 1
        row = every
        for token in tokens:
            met = row & self.places[token]
            row = (row + met | row - met) & every
        return len(self.summary) - row.bit_count()

    def extracted(self):
        """The share of each sentence's runs of four words that stands in the extract."""
        known = runs_of_four(self.summary)
        runs = [runs_of_four(tokens) for tokens in self.tokens]
        return numpy.array([len(each & known) / len(each) if each else 0.0 for each in runs])


def f1(shared, one, other):
    return 2 * shared / (one + other) if shared else 0.0


def runs_of_four(tokens):
    return set(zip(*(tokens[i:] for i in range(4))))


def read_documents(program, articles):
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    done = subprocess.run([program], input=lines.encode("utf-8"), stdout=subprocess.PIPE, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [Document(article, row["sentences"]) for article, row in zip(articles, rows) if row["sentences"]]


# ---- The model


class Regression:
    """Ridge regression on what tells the rows of a table from their mean."""

    def __init__(self):
        self.square, self.product = 0, 0

    def add(self, rows, wanted, weight=1):
        rows, wanted = rows - rows.mean(axis=0), wanted - wanted.mean()
        self.square = self.square + weight * rows.T @ rows
        self.product = self.product + weight * rows.T @ wanted

    def weights(self):
        ridge = PENALTY * numpy.eye(len(self.product))
        return numpy.linalg.solve(self.square + ridge, self.product)


def with_said(document, chosen):
    said = document.said(chosen) if chosen else numpy.zeros(len(document.tokens))
    return numpy.hstack([document.evidence, said[:, None]])


def choose(document, weights, most):
    chosen = []
    for step in range(min(most, len(document.tokens))):
        scores = with_said(document, chosen) @ weights[min(step, len(weights) - 1)] - JUNK * document.is_junk
        scores[chosen] = -numpy.inf
        chosen.append(int(numpy.argmax(scores)))
    return chosen


def learn_step(regression, documents, weights, step, weight):
    for document in documents:
        chosen = choose(document, weights, step) if step else []
        others = [i for i in range(len(document.tokens)) if i not in chosen]
        if len(others) > 1:
            worth = numpy.array([document.rouge(chosen + [i]).mean() for i in others])
            regression.add(with_said(document, chosen)[others], worth, weight)


def learn_abstracts(abstracts, descriptions):
    weights = []
    for step in range(len(STEPS)):
        regression = Regression()
        learn_step(regression, abstracts, weights, step, 1)
        weight = DESCRIPTIONS_WEIGH * len(abstracts) / max(1, len(descriptions))
        learn_step(regression, descriptions, weights, step, weight)
        weights.append(regression.weights())
    return weights


def learn_extracts(documents):
    regression = Regression()
    for document in documents:
        regression.add(with_said(document, []), document.extracted())
    return regression.weights()


def choose_share(document, scores, share):
    """As the plugin does: a sentence fits if more than half of it does."""
    room, used, chosen = int(share * document.words.sum() + 0.5), 0, []
    for i in numpy.argsort(-(scores - JUNK * document.is_junk), kind="stable"):
        if used >= room:
            break
        if chosen and (document.is_junk[i] or document.words[i] // 2 > room - used):
            continue
        chosen.append(int(i))
        used += document.words[i]
    return chosen


# ---- Scores


def mean_rouge(documents, pick):
    return 100 * numpy.mean([document.rouge(pick(document)) for document in documents], axis=0)


def folds_of(documents, seed):
    order = list(range(len(documents)))
    random.Random(seed).shuffle(order)
    for fold in range(FOLDS):
        yield ([documents[k] for i, k in enumerate(order) if i % FOLDS != fold],
               [documents[k] for i, k in enumerate(order) if i % FOLDS == fold])


def lead(document):
    return -numpy.arange(len(document.tokens), dtype=float)


def score_abstracts(found, sets, name, seed):
    folds = zip(*(folds_of(documents, seed) for documents in sets))
    for (train, test), (described, described_test) in folds:
        weights = learn_abstracts(train, described)
        for kind, documents in (("abstracts", test), ("descriptions", described_test)):
            for most in (1, 2, 3):
                key = f"{kind}, {name}, {most} sentences"
                found[key].append(mean_rouge(documents, lambda d: choose(d, weights, most)))
                found[key + ": lead"].append(mean_rouge(documents, lambda d: list(range(min(most, len(d.tokens))))))


def score_extracts(found, extracts, seed):
    for train, test in folds_of(extracts, seed):
        weights = learn_extracts(train)
        found["extracts, .4"].append(mean_rouge(test, lambda d: choose_share(d, d.evidence @ weights[:-1], 0.4)))
        found["extracts, .4: lead"].append(mean_rouge(test, lambda d: choose_share(d, lead(d), 0.4)))


def validate(titled, untitled, extracts, seeds):
    found = collections.defaultdict(list)
    for seed in seeds:
        score_abstracts(found, titled, "titled", seed)
        score_abstracts(found, untitled, "untitled", seed)
        score_extracts(found, extracts, seed)
    for name, scores in sorted(found.items()):
        figures = zip(numpy.mean(scores, axis=0), numpy.std(scores, axis=0))
        print(f"{name:<46}" + "".join(f"{mean:8.2f} ±{spread:.2f}" for mean, spread in figures), flush=True)


# ---- The table


def names_of_evidence():
    header = (pathlib.Path(__file__).parent.parent / "evidence.h").read_text("utf-8")
    return re.findall(r"^\s+(FEATURE_\w+),", header, re.MULTILINE)


def write_table(path, rows):
    lines = ["/* The weights, a row a purpose; written by train/learn.py, included by model.c. */"]
    for name, weights in rows:
        cells = [f"[{feature}] = {weight:.4f}F," for feature, weight in zip(names_of_evidence(), weights, strict=True)]
        lines += ["", f"[WEIGHTS_{name}] = {{"] + ["    " + cell for cell in cells] + ["},"]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence")
    parser.add_argument("--abstracts", nargs="+", required=True)
    parser.add_argument("--descriptions", nargs="+", default=[])
    parser.add_argument("--extracts", nargs="+", required=True)
    parser.add_argument("--lang", nargs=3, default=("fr", "en", "en"))
    parser.add_argument("--articles", type=int, default=12000, help="read so many of each kind (default 12000)")
    parser.add_argument("--seeds", type=int, nargs="+", help="score instead of writing, once for each of these numbers")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "weights.inc")
    given = parser.parse_args()
    kinds = zip((given.abstracts, given.descriptions, given.extracts), given.lang)
    *pairs, extracts = [read_articles(paths, lang, given.articles) for paths, lang in kinds]
    titled = [read_documents(given.evidence, articles) for articles in pairs]
    untitled = [read_documents(given.evidence, [mill(article) for article in articles]) for articles in pairs]
    extracts = read_documents(given.evidence, extracts)
    if given.seeds:
        validate(titled, untitled, extracts, given.seeds)
        return 0
    rows = list(zip(STEPS, learn_abstracts(*titled)))
    rows += [("UNTITLED_" + step, weights) for step, weights in zip(STEPS, learn_abstracts(*untitled))]
    write_table(given.out, rows + [("SHARE", learn_extracts(extracts))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
