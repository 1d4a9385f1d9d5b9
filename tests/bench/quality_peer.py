"""The stage quality beside datatrove's filters, rule by rule: quality_peer.py [--galley build/bin/galley] [SHARD...]

Each rule is asked alone, on two sides, of articles that are made so that this rule is about to fail, some below its
threshold and some above; and of the articles in SHARDs ("text"), which are taken for French. datatrove is asked
twice: with its own words (a tokenizer's), and with words that are what stands between spaces, as in Gopher's paper
and in quality. So what is different under the second is a difference of rules, what is different under the first only
one of words. Without datatrove (PyPI: "datatrove[io,processing]" spacy) it says so and ends."""
import argparse
import functools
import gzip
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import unicodedata

STOP_WORDS = "le la les de des à que est dans pour du un une".split() # as in stop_words.inc
OWN_WORDS, PLAIN_WORDS = "theirs", "spaces"


# ---- Articles near a threshold ----

def words():
    """Different words of seven letters, without end."""
    for letters in itertools.product("bdfglmnprst", "aeiou", "bdfglmnprst", "aeiou", "lmnrt", "aeiou"):
        yield "v" + "".join(letters)


class Writer:
    def __init__(self):
        self.words = words()

    def some(self, count):
        return [next(self.words) for _ in range(count)]

    def sentence(self, count=10):
        """So many words, two of them stop words."""
        body = self.some(count - 2)
        return " ".join([body[0], "le", body[1], "est"] + body[2:]) + "."

    def text(self, sentences=12):
        return " ".join(self.sentence() for _ in range(sentences))

    def lines(self, count):
        return [self.sentence() for _ in range(count)]


def replaced(items, count, change):
    return [change(item) if number < count else item for number, item in enumerate(items)]


def repeated(times, length, rest):
    """A run of words that stands so many times in a text that has `rest` other words."""
    writer = Writer()
    run, parts = writer.some(length), []
    for _ in range(times):
        parts += run + writer.some(rest // times)
    return " ".join(parts) + "."


def made():
    """(rule, text) of each rule that quality has."""
    write = lambda: Writer()
    for count in range(46, 56):
        yield "short", write().sentence(count)
    for count in (99999, 100000, 100001, 100010):
        yield "long", " ".join(itertools.islice(itertools.cycle(write().some(9000)), count))
    for longer in range(20, 80, 6):
        yield "short_words", " ".join(["abcd"] * longer + ["ab"] * (100 - longer))
        yield "long_words", " ".join(["abcdefghijkl"] * longer + ["abcdefgh"] * (100 - longer))
    for count in range(5, 16):
        yield "hashes", " ".join(replaced(write().some(100), count, lambda word: "#" + word))
        yield "ellipses", " ".join(replaced(write().some(100), count, lambda word: word + "..."))
        yield "ellipses", " ".join(replaced(write().some(100), count, lambda word: word + "…"))
    for count in range(15, 21):
        yield "bullet_lines", "\n".join(replaced(write().lines(20), count, lambda line: "- " + line))
        yield "bullet_lines", "\n".join(replaced(write().lines(20), count, lambda line: " • " + line))
    for count in range(3, 10):
        yield "ellipsis_lines", "\n".join(replaced(write().lines(20), count, lambda line: line + ".."))
        yield "ellipsis_lines", "\n".join(replaced(write().lines(20), count, lambda line: line + "… "))
    for count in range(14, 27):
        yield "few_letters", " ".join(replaced(write().some(100), count, lambda word: "1234"))
        yield "few_letters", " ".join(replaced(write().some(100), count, lambda word: "–"))
    for count in range(5):
        yield "few_stop_words", " ".join(STOP_WORDS[:count] + write().some(60)) + "."
        yield "few_stop_words", " ".join(word.upper() for word in STOP_WORDS[:count] + write().some(60))
    for count in range(2, 11):
        short, long = write().sentence(6), write().sentence(40)
        writer = Writer()
        yield "duplicate_paragraphs", "\n\n".join(writer.lines(20 - count) + [short] * count)
        yield "duplicate_lines", "\n".join(writer.lines(20 - count) + [short] * count)
        for rule, joint in (("duplicate_paragraph_characters", "\n\n"), ("duplicate_line_characters", "\n")):
            yield rule, joint.join(Writer().lines(40 - 2 * count) + [long] * 2)
            yield rule, joint.join(Writer().lines(10 + 2 * count) + [long] * 2)
    for length in (2, 3, 4):
        for times in range(4, 44, 4):
            yield f"top_{length}", repeated(times, length, 240)
    for length in range(5, 11):
        for times in range(2, 10):
            yield f"duplicate_{length}", repeated(times, length, 200)
    for phrase in ("lorem ipsum", "Lorem Ipsum", "Lorem  ipsum", "lorem"):
        yield "lorem_ipsum", write().text() + " " + phrase + " dolor."
    for sign in ("{", "}", "(", "javascript {"):
        yield "curly_brackets", write().text() + f"\nCela est {sign} dans le texte."
    for count in range(2, 9):
        yield "few_sentences", write().text(count)
        yield "few_sentences", "\n".join(write().lines(count) + ["Partager", "Nous utilisons: uses cookies."])
        yield "few_sentences", "\n".join(write().lines(count)).replace(".", " !")
    for count, end in itertools.product(range(3, 10), (".", "…", "။")):
        unended = [line[:-1] for line in write().lines(50)]
        yield "unended_lines", "\n".join(replaced(unended, count, lambda line: line + end))
    for count in range(16, 25):
        short = lambda line: line[:30] # the longest that is short
        yield "short_lines", "\n".join(replaced(write().lines(30), count, short))
        yield "short_lines", "\n\n".join(replaced(write().lines(30), count, lambda line: line[:31]))
    for count in range(20, 140, 10):
        writer = Writer()
        yield "repeated_lines", "\n".join([short_line := writer.sentence(5)] + writer.lines(count // 2) + [short_line])
    for count in range(20, 40):
        yield "list", " ".join(write().some(100 - count)) + "\n" + "\n".join(Writer().some(count))


def hostile():
    """What is written in an odd way, for all rules."""
    writer = Writer()
    for text in ("", " ", "\n\n", "\n" + writer.text() + "\n",
                 "\r\n".join(writer.lines(8)), " \n".join(writer.lines(8)),
                 "\n \n".join(writer.lines(8)), "\u2028".join(writer.lines(8)), "\f".join(writer.lines(8)),
                 writer.text().replace(" ", "\u00a0"), unicodedata.normalize("NFD", writer.text().replace("e", "é")),
                 "\n\n\n".join(writer.lines(4) * 2), writer.text() + "[1] [citation needed]", "😀 " * 60,
                 "L'été d'aujourd'hui, c'est l'idée qu'il n'a qu'aujourd'hui." * 8,
                 "x" * 1001 + " a b c. " + writer.text()):
        yield "hostile", text


# ---- Their side ----

def their_rules():
    """Each rule as a filter that asks nothing else, by the reason that quality has for it."""
    from datatrove.pipeline.filters import (C4QualityFilter, FineWebQualityFilter, GopherQualityFilter,
                                            GopherRepetitionFilter)
    nothing = dict.fromkeys(["min_doc_words", "max_doc_words", "min_avg_word_length", "max_avg_word_length",
                             "max_symbol_word_ratio", "max_bullet_lines_ratio", "max_ellipsis_lines_ratio",
                             "max_non_alpha_words_ratio", "min_stop_words"])
    gopher = lambda **rule: GopherQualityFilter(**{**nothing, **rule}, stop_words=STOP_WORDS, language="fra")
    none = {**dict.fromkeys(["dup_line_frac", "dup_para_frac", "dup_line_char_frac", "dup_para_char_frac"]),
            "top_n_grams": (), "dup_n_grams": ()}
    repetition = lambda **rule: GopherRepetitionFilter(**{**none, **rule}, language="fra")
    bare = {"filter_no_terminal_punct": False, "min_num_sentences": -1, "filter_lorem_ipsum": False,
            "filter_curly_bracket": False}
    c4 = lambda **rule: C4QualityFilter(**{**bare, **rule}, language="fra")
    off = {"line_punct_thr": 0, "short_line_thr": 2, "char_duplicates_ratio": 2, "new_line_ratio": 1e9}
    fineweb = lambda **rule: FineWebQualityFilter(**{**off, **rule}, language="fra")
    rules = {
        "short": gopher(min_doc_words=50), "long": gopher(max_doc_words=100000),
        "short_words": gopher(min_avg_word_length=3), "long_words": gopher(max_avg_word_length=10),
        "hashes": (gopher(max_symbol_word_ratio=.1), "gopher_too_many_hashes"),
        "ellipses": (gopher(max_symbol_word_ratio=.1), "gopher_too_many_ellipsis"),
        "bullet_lines": gopher(max_bullet_lines_ratio=.9), "ellipsis_lines": gopher(max_ellipsis_lines_ratio=.3),
        "few_letters": gopher(max_non_alpha_words_ratio=.8), "few_stop_words": gopher(min_stop_words=2),
        "duplicate_paragraphs": repetition(dup_para_frac=.3), "duplicate_lines": repetition(dup_line_frac=.3),
        "duplicate_paragraph_characters": repetition(dup_para_char_frac=.2),
        "duplicate_line_characters": repetition(dup_line_char_frac=.2),
        "lorem_ipsum": c4(filter_lorem_ipsum=True), "curly_brackets": c4(filter_curly_bracket=True),
        "few_sentences": c4(min_num_sentences=5), "unended_lines": fineweb(line_punct_thr=.12),
        "short_lines": fineweb(short_line_thr=.67), "repeated_lines": fineweb(char_duplicates_ratio=.01),
        "list": fineweb(new_line_ratio=.3)}
    for length, share in ((2, .2), (3, .18), (4, .16)):
        rules[f"top_{length}"] = repetition(top_n_grams=((length, share),))
    for length, share in ((5, .15), (6, .14), (7, .13), (8, .12), (9, .11), (10, .1)):
        rules[f"duplicate_{length}"] = repetition(dup_n_grams=((length, share),))
    return rules


def fails_there(rule, text):
    from datatrove.data import Document
    asked, reason = rule if isinstance(rule, tuple) else (rule, None)
    try:
        verdict = asked.filter(Document(text=text, id="x"))
    except ZeroDivisionError: # no word, no line
        return None
    is_kept, why = verdict if isinstance(verdict, tuple) else (verdict, None)
    return not is_kept and (reason is None or why == reason)


def set_words(kind):
    """Which words their filters see."""
    from datatrove.pipeline.filters import fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter
    from datatrove.utils.text import split_into_words
    wanted = split_into_words if kind == OWN_WORDS else lambda text, language: text.split()
    split = functools.lru_cache(maxsize=None)(wanted)
    for module in (fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter):
        module.split_into_words = split


def kept_there(texts):
    """What FineWeb's recipe leaves of each text, or None."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import (C4QualityFilter, FineWebQualityFilter, GopherQualityFilter,
                                            GopherRepetitionFilter)
    filters = [GopherRepetitionFilter(language="fra"), GopherQualityFilter(stop_words=STOP_WORDS, language="fra"),
               C4QualityFilter(filter_no_terminal_punct=False, language="fra"), FineWebQualityFilter(language="fra")]
    for text in texts:
        document = Document(text=text, id="x")
        is_kept = all(asked.filter(document) is True for asked in filters)
        yield document.text if is_kept else None


# ---- Our side ----

def run_stages(galley, stages, texts):
    """The articles that stages leave, in order."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "pipeline.json").write_text(json.dumps({"galley": 1, "stages": stages}))
        with open(folder / "in.jsonl", "w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                print(json.dumps({"id": str(number), "lang": "fr", "text": text}, ensure_ascii=False), file=file)
        command = [galley, "run", folder / "pipeline.json", folder / "in.jsonl", "--out", folder / "run", "--quiet"]
        subprocess.run(command, check=True)
        return [json.loads(line) for line in gzip.open(folder / "run/articles/in.jsonl.gz", "rt", encoding="utf-8")]


def our_verdicts(galley, texts):
    """Of each text what was measured, and the rules that fail."""
    asked = {"action": "mark", "c4": True, "c4_marks": False, "fineweb": True}
    return [row["quality"] for row in run_stages(galley, [{"use": "quality", "with": asked}], texts)]


def kept_here(galley, texts):
    """As kept_there, by the stages of pipelines/fineweb.json."""
    stages = [{"id": "gopher-c4", "use": "quality", "with": {"c4": True, "c4_marks": False, "c4_lines": True}},
              {"id": "fineweb", "use": "quality", "with": {"gopher": False, "repetition": False, "fineweb": True}}]
    kept = {int(row["id"]): row["text"] for row in run_stages(galley, stages, texts)}
    return [kept.get(number) for number in range(len(texts))]


# ---- Comparing ----

def compare(title, rules, kinds, texts, ours, shows):
    print(f"\n{title}\n{'rule':32} {'words':7} {'articles':>8} {'theirs':>7} {'ours':>6} {'other':>6}")
    theirs = {}
    for words in (OWN_WORDS, PLAIN_WORDS):
        set_words(words)
        for name, rule in rules.items():
            theirs[name, words] = {number: fails_there(rule, texts[number]) for number, kind in enumerate(kinds)
                                   if kind in (name, "hostile", "shard")}
    for name in rules:
        for words in (OWN_WORDS, PLAIN_WORDS):
            there = {number: fails for number, fails in theirs[name, words].items() if fails is not None}
            here = {number: name in ours[number]["failed"] for number in there}
            other = [number for number in there if there[number] != here[number]]
            print(f"{name:32} {words:7} {len(there):8} {sum(there.values()):7} {sum(here.values()):6} {len(other):6}")
            for number in other[:shows]:
                print(f"    theirs {'fails' if there[number] else 'passes'} ({kinds[number]}): {texts[number][:100]!r}")


def compare_recipe(title, texts, ours, shows):
    set_words(PLAIN_WORDS)
    pairs = list(zip(texts, kept_there(texts), ours))
    kept = [(text, there, here) for text, there, here in pairs if there is not None and here is not None]
    other = [text for text, there, here in pairs if (there is None) != (here is None)]
    theirs, mine = sum(there is not None for _, there, _ in pairs), sum(here is not None for *_, here in pairs)
    print(f"\n{title}, FineWeb's recipe, words between spaces: theirs keeps {theirs}, ours {mine}, "
          f"other fate {len(other)}; of {len(kept)} that both keep the text differs in "
          f"{sum(there != here for _, there, here in kept)}")
    for text in other[:shows]:
        print(f"    {text[:100]!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--galley", default="build/bin/galley")
    parser.add_argument("--articles", type=int, default=1000, help="of the shards, the first so many")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show N articles of each difference")
    parser.add_argument("shards", nargs="*")
    arguments = parser.parse_args()
    try:
        import datatrove # noqa: F401
        import spacy # noqa: F401
    except ImportError as missing:
        print(f"skipped: {missing}; pip install 'datatrove[io,processing]' spacy", file=sys.stderr)
        return
    rules = their_rules()
    kinds, texts = zip(*itertools.chain(made(), hostile()))
    title = f"{len(texts)} articles made near each threshold, and hostile ones"
    compare(title, rules, kinds, texts, our_verdicts(arguments.galley, texts), arguments.show)
    compare_recipe("these articles", texts, kept_here(arguments.galley, texts), arguments.show)
    lines = itertools.chain.from_iterable(gzip.open(shard, "rt", encoding="utf-8") for shard in arguments.shards)
    texts = [json.loads(line)["text"] for line in itertools.islice(lines, arguments.articles)]
    if texts:
        compare(f"{len(texts)} articles of shards", rules, ["shard"] * len(texts), texts,
                our_verdicts(arguments.galley, texts), arguments.show)
        compare_recipe("these articles", texts, kept_here(arguments.galley, texts), arguments.show)


main()
