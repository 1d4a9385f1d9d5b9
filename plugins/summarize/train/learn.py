"""Learns weights.inc from articles that have a summary. Needs numpy.

    learn.py EVIDENCE --abstracts FILE... --extracts FILE... [--lang fr en] [--articles N] [--out ../weights.inc]

EVIDENCE is the program summarize_evidence (cmake --build build --target summarize_evidence). The files are JSON Lines, plain
or gzip, with id, text, title and a summary: --abstracts in words of their own, of which the first four rows are learned,
--extracts in sentences of the text, of which the last one is. --lang says what languages the two are in.

Ridge regression in four steps: what a sentence is worth by itself (the mean of ROUGE-1, 2 and L against the abstract); what
it adds to the best one, and then to the best two, that the rows so far choose; and its share of the extract. Two of five
articles are learned in lower case, as tokens, without their title, and with it before the abstract: text that has been
through such a mill exists, and a summary of it is longer. Printed are the scores by four-fold cross-validation, with
those of as many first sentences beside them."""
import argparse
import collections
import gzip
import json
import pathlib
import re
import subprocess
import sys

import numpy

WORD = re.compile(r"\w+")
FOLDS, PENALTY, FEWEST_WORDS, JUNK = 4, 10, 4, 10
STEPS = ("FIRST", "SECOND", "THIRD")


# ---- Articles


def read_articles(paths, lang, most):
    articles = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8") as lines:
            articles += [json.loads(line) for line in lines]
    wanted = [article for article in articles if article.get("summary") or article.get("heading")][:most]
    return [{"id": number, "title": article.get("title") or "", "text": article["text"], "lang": lang,
             "summary": article.get("summary") or article["heading"]} for number, article in enumerate(wanted)]


def tokenise(text):
    """Lower case, with a space around every mark and one line."""
    return " ".join(re.sub(r"([.,!?;:()\"«»“”]+)(?=\s|$|[.\"»”])", r" \1 ", text).lower().split())


def mill(article):
    summary = article["title"] + ". " + article["summary"]
    return {**article, "title": "", "text": tokenise(article["text"]), "summary": summary}


def count(tokens, n):
    return collections.Counter(zip(*(tokens[i:] for i in range(n))))


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
        self.is_junk = self.words < FEWEST_WORDS
        self.grams = [count(self.summary, n) for n in (1, 2)]

    def said(self, chosen):
        """The share of each sentence's terms that stands in the chosen ones."""
        known = set().union(*(self.terms[i] for i in chosen))
        return numpy.array([len(terms & known) / len(terms) if terms else 0.0 for terms in self.terms])

    def rouge(self, chosen):
        tokens = [token for i in sorted(chosen) for token in self.tokens[i]]
        found = [f1(sum((count(tokens, n) & self.grams[n - 1]).values()), len(tokens) - n + 1, len(self.summary) - n + 1)
                 for n in (1, 2)]
        return numpy.array(found + [f1(longest(tokens, self.summary), len(tokens), len(self.summary))])

    def extracted(self):
        """The share of each sentence's runs of four words that stands in the extract."""
        known = count(self.summary, 4)
        runs = [list(count(tokens, 4)) for tokens in self.tokens]
        return numpy.array([sum(run in known for run in each) / len(each) if each else 0.0 for each in runs])


def f1(shared, one, other):
    return 2 * shared / (one + other) if shared else 0.0


def longest(one, other):
    row = [0] * (len(other) + 1)
    for token in one:
        last = 0
        for j, with_token in enumerate(other):
            row[j + 1], last = (last + 1 if token == with_token else max(row[j], row[j + 1])), row[j + 1]
    return row[-1]


def read_documents(program, articles):
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    done = subprocess.run([program], input=lines.encode("utf-8"), stdout=subprocess.PIPE, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [Document(article, row["sentences"]) for article, row in zip(articles, rows) if row["sentences"]]


# ---- The model


def fit(rows, wanted):
    """Weights, that of `said` and the constant last."""
    table = numpy.hstack([numpy.asarray(rows), numpy.ones((len(rows), 1))])
    square = table.T @ table + PENALTY * numpy.eye(table.shape[1])
    return numpy.linalg.solve(square, table.T @ numpy.asarray(wanted))[:-1]


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


def learn_abstracts(documents):
    weights = []
    for step in range(len(STEPS)):
        rows, wanted = [], []
        for document in documents:
            chosen = choose(document, weights, step) if step else []
            base = document.rouge(chosen).mean() if chosen else 0.0
            table = with_said(document, chosen)
            for i in range(len(document.tokens)):
                if i not in chosen:
                    rows.append(table[i])
                    wanted.append(document.rouge(chosen + [i]).mean() - base)
        weights.append(fit(rows, wanted))
    return weights


def learn_extracts(documents):
    rows = numpy.vstack([with_said(document, []) for document in documents])
    return fit(rows, numpy.concatenate([document.extracted() for document in documents]))


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


def folds_of(documents):
    for fold in range(FOLDS):
        yield ([document for i, document in enumerate(documents) if i % FOLDS != fold],
               [document for i, document in enumerate(documents) if i % FOLDS == fold])


def show(name, scores):
    print(f"{name:<34}" + "".join(f"{score:7.2f}" for score in numpy.mean(scores, axis=0)), flush=True)


def lead(document):
    return -numpy.arange(len(document.tokens), dtype=float)


def validate(plain, milled, extracts):
    found = collections.defaultdict(list)
    for (train, test), (more, milled_test) in zip(folds_of(plain), folds_of(milled)):
        weights = learn_abstracts(train + more)
        for kind, documents in (("abstracts", test), ("abstracts, milled", milled_test)):
            for most in (1, 2, 3):
                name = f"{kind}, {most} sentences"
                found[name].append(mean_rouge(documents, lambda d: choose(d, weights, most)))
                found[name + ": lead"].append(mean_rouge(documents, lambda d: list(range(min(most, len(d.tokens))))))
    for train, test in folds_of(extracts):
        weights = learn_extracts(train)
        found["extracts, .4"].append(mean_rouge(test, lambda d: choose_share(d, d.evidence @ weights[:-1], 0.4)))
        found["extracts, .4: lead"].append(mean_rouge(test, lambda d: choose_share(d, lead(d), 0.4)))
    for name in found:
        show(name, found[name])


# ---- The table


def names_of_evidence():
    header = (pathlib.Path(__file__).parent.parent / "evidence.h").read_text("utf-8")
    return re.findall(r"^\s+(FEATURE_\w+),", header, re.MULTILINE) + ["FEATURE_SAID"]


def write_table(path, rows):
    lines = ["/* The weights, a row a purpose; written by train/learn.py, included by model.c. */"]
    for name, weights in rows:
        cells = [f"[{feature}] = {weight:.4f}F," for feature, weight in zip(names_of_evidence(), weights)]
        lines += ["", f"[WEIGHTS_{name}] = {{"] + ["    " + cell for cell in cells] + ["},"]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence")
    parser.add_argument("--abstracts", nargs="+", required=True)
    parser.add_argument("--extracts", nargs="+", required=True)
    parser.add_argument("--lang", nargs=2, default=("fr", "en"))
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "weights.inc")
    parser.add_argument("--no-scores", action="store_true", help="learn only")
    given = parser.parse_args()
    abstracts = read_articles(given.abstracts, given.lang[0], given.articles)
    plain = read_documents(given.evidence, [a for i, a in enumerate(abstracts) if i % 5 < 3])
    milled = read_documents(given.evidence, [mill(a) for i, a in enumerate(abstracts) if i % 5 >= 3])
    extracts = read_documents(given.evidence, read_articles(given.extracts, given.lang[1], given.articles))
    if not given.no_scores:
        validate(plain, milled, extracts)
    rows = list(zip(STEPS, learn_abstracts(plain + milled))) + [("SHARE", learn_extracts(extracts))]
    write_table(given.out, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
