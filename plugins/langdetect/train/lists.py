"""lists.py WORDFREQ LINGUA OUT: texts made of lists, for langdetect_train.

WORDFREQ is the folder `data` of the Python package wordfreq: words and how frequent they are. LINGUA is the folder
`language-models` of lingua-language-detector 1.x: for each language, how frequent which letters are behind which
others, inside words. The model sees words one by one, so words that are drawn by their frequency teach as sentences do
(OUT's words.jsonl.gz); chains of letters drawn from the second list teach what words are like that are in no list
(fragments.jsonl.gz; they begin and end anywhere in a word). The same lists give the same bytes.

Needs the Python module brotli, which lingua's files are packed with."""
import bisect
import gzip
import itertools
import json
import math
import operator
import pathlib
import random
import sys

PIECES_OF_WORDS, WORDS = 400, 14
PIECES_OF_FRAGMENTS, FRAGMENTS, FRAGMENT_LENGTHS = 500, 16, (4, 5, 6, 7, 8, 9)
PIECES_OF_HEADLINES = 300
PIECES_OF_PIDGIN, PIDGIN_MARKS = 600, (0.2, 0.6)  # the shares of a piece's words that are Pidgin's own
UNLIKE = 12  # words of which one is so many times oftener than the other are not two spellings of one
FLATTER = 0.8  # the power that frequencies of words are raised to, so that more than the usual ones are met

SERBIAN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš")) | {"љ": "lj", "њ": "nj", "џ": "dž"}


class Chances:
    """Items to be drawn, each as often as it weighs."""

    def __init__(self, items, weights):
        self.items, self.sums = items, list(itertools.accumulate(weights))

    def draw(self, chance):
        at = bisect.bisect(self.sums, chance.random() * self.sums[-1])
        return self.items[min(at, len(self.items) - 1)]


def unpack(data, at=0):
    """One value of a MessagePack file of maps, lists, strings and small numbers, and where it ends."""
    kind = data[at]
    if kind < 0x80:
        return kind, at + 1
    if 0xA0 <= kind < 0xC0 or kind in (0xD9, 0xDA):
        width = {0xD9: 1, 0xDA: 2}.get(kind, 0)
        size = int.from_bytes(data[at + 1:at + 1 + width], "big") if width else kind & 0x1F
        at += 1 + width
        return data[at:at + size].decode(), at + size
    if 0x80 <= kind < 0xA0 or kind in (0xDC, 0xDD):
        width = {0xDC: 2, 0xDD: 4}.get(kind, 0)
        size = int.from_bytes(data[at + 1:at + 1 + width], "big") if width else kind & 0x0F
        at, items = at + 1 + width, []
        for _ in range(size * (2 if kind < 0x90 else 1)):
            item, at = unpack(data, at)
            items.append(item)
        return items, at
    raise ValueError(f"MessagePack of kind {kind:#x} was not expected")


def words_of(path):
    """The n-th list, after the head, holds the words of frequency 10^(-n/100)."""
    lists, _ = unpack(gzip.decompress(path.read_bytes()))
    items, weights = [], []
    for centibels, words in enumerate(lists[1:]):
        items += words
        weights += [10 ** (-centibels / 100 * FLATTER)] * len(words)
    return Chances(items, weights)


def ngrams_of(folder, name):
    """Each n-gram with its share among those that begin with the same letters."""
    import brotli  # here, so that the tests of the rest do not need it
    packed = json.loads(brotli.decompress((folder / f"{name}.json.br").read_bytes()))
    for share, ngrams in packed["ngrams"].items():
        above, below = map(int, share.split("/"))
        for ngram in ngrams.split(" "):
            yield ngram, above / below


class Letters:
    """Chains of letters: how they begin (four letters), and what follows on four."""

    def __init__(self, folder):
        joint = {"": 1.0}
        for name in ("unigrams", "bigrams", "trigrams", "quadrigrams"):
            joint = {ngram: share * joint[ngram[:-1]] for ngram, share in sorted(ngrams_of(folder, name))
                     if ngram[:-1] in joint}
        self.starts = Chances(list(joint), list(joint.values()))
        follow = {}
        for ngram, share in sorted(ngrams_of(folder, "fivegrams")):
            follow.setdefault(ngram[:4], []).append((ngram[4], share))
        self.follow = {four: Chances(*zip(*after)) for four, after in follow.items()}

    def draw(self, chance):
        fragment, length = self.starts.draw(chance), chance.choice(FRAGMENT_LENGTHS)
        while len(fragment) < length and fragment[-4:] in self.follow:
            fragment += self.follow[fragment[-4:]].draw(chance)
        return fragment


def pieces(lang, source, count, length):
    chance = random.Random(lang)
    for number in range(count):
        yield {"id": f"{lang}-{number}", "lang": lang,
               "text": " ".join(source.draw(chance) for _ in range(length))}


def read_pidgin(path):
    """English words with what replaces them, and Pidgin's own words."""
    instead, marks = {}, {}
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        word, what = line.split("\t")
        if what.startswith("+"):
            marks[word] = marks.get(word, 0) + int(what)
        else:
            instead[word] = [] if what == "-" else what.split()
    return instead, Chances(list(marks), list(marks.values()))


def rows_of_pidgin(english):
    """English words by their frequency, some replaced, among Pidgin's own: word by word, that is what Pidgin looks
    like. And English ones without those that Pidgin replaces, as in headlines: it is the marks that make the
    difference."""
    instead, marks = read_pidgin(pathlib.Path(__file__).parent / "pidgin.tsv")
    chance = random.Random("pcm")
    for number in range(PIECES_OF_PIDGIN):
        share, words = chance.uniform(*PIDGIN_MARKS), []
        while len(words) < WORDS:
            word = (marks if chance.random() < share else english).draw(chance)
            words += chance.sample(instead.get(word) or [word], 1) if instead.get(word, True) else []
        yield {"id": f"pcm-{number}", "lang": "pcm", "text": " ".join(words)}
    for number in range(PIECES_OF_HEADLINES):
        words = []
        while len(words) < WORDS:
            word = english.draw(chance)
            words += [] if word in instead else [word]
        yield {"id": f"en-headline-{number}", "lang": "en", "text": " ".join(words)}


class Kin:
    """Words of Croatian, Bosnian and Serbian, from one list of all three, written as one of them has them."""

    LANGUAGES = ("hr", "bs", "sr-Latn")

    def __init__(self, words):
        self.weights = dict(zip(words.items, map(operator.sub, words.sums, [0, *words.sums])))
        self.whole, self.starts = {}, []
        for line in (pathlib.Path(__file__).parent / "kin.tsv").read_text().splitlines():
            if not line.startswith("#"):
                self.add(line.split("\t"))

    def add(self, columns):
        starts = [column.removesuffix("-") for column in columns]
        for column, start in zip(columns, starts):
            if column.endswith("-"):
                self.starts.append((start, starts))
            else:
                self.whole.setdefault(column, starts)

    def spellings(self, word):
        """The word in each of LANGUAGES."""
        if word in self.whole:
            return self.whole[word]
        for start, starts in self.starts:
            if word.startswith(start):
                return [other + word[len(start):] for other in starts]
        return self.by_yat(word) or self.by_future(word) or [word] * 3

    def are_twins(self, word, other):
        """Are both in the list, the one not far oftener than the other?"""
        return 1 / UNLIKE < self.weights.get(other, 0) / self.weights.get(word, math.inf) < UNLIKE

    def by_yat(self, word):
        """vrijeme, vreme: one old vowel, two ways. At the end of a word it is mostly something else."""
        for ijekavian in ("ije", "je"):
            for at in range(1, len(word) - 1):
                if word.startswith(ijekavian, at, -1) and word[at - 1] not in "aeiou":
                    ekavian = word[:at] + "e" + word[at + len(ijekavian):]
                    if self.are_twins(word, ekavian):
                        return [word, word, ekavian]
                if word[at] == "e" and word[at - 1] not in "aeiou":
                    other = word[:at] + ijekavian + word[at + 1:]
                    if self.are_twins(word, other):
                        return [other, other, word]
        return None

    def by_future(self, word):
        """igraće, igrat će."""
        for ending in ("će", "ću", "ćeš", "ćemo", "ćete"):
            verb = word.removesuffix(ending)
            if len(word) > len(verb) > 2 and verb + "ti" in self.weights:
                return [f"{verb}t {ending}"] * 2 + [word]
        return None

    def rows(self, words):
        for column, lang in enumerate(self.LANGUAGES):
            for row in pieces(lang, words, PIECES_OF_WORDS, WORDS):
                written = (self.spellings(word)[column] for word in row["text"].split())
                yield row | {"text": " ".join(written)}


def in_latin_letters(rows):
    for row in rows:
        yield row | {"lang": "sr-Latn", "text": "".join(SERBIAN.get(letter, letter) for letter in row["text"])}


def write(path, rows):
    """Under its name only when it is whole: what is there is not made again."""
    part = path.with_suffix(".part")
    with part.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    part.replace(path)


def rows_of_words(wordfreq):
    for path in sorted(wordfreq.glob("small_*.msgpack.gz")):
        lang = path.name.removeprefix("small_").removesuffix(".msgpack.gz")
        words = words_of(path)
        yield from pieces(lang, words, PIECES_OF_WORDS, WORDS)
        if lang == "sh":
            yield from Kin(words).rows(words)
        if lang == "en":
            yield from rows_of_pidgin(words)


def rows_of_fragments(lingua):
    for folder in sorted(path for path in lingua.iterdir() if (path / "fivegrams.json.br").exists()):
        rows = list(pieces(folder.name, Letters(folder), PIECES_OF_FRAGMENTS, FRAGMENTS))
        yield from rows
        if folder.name == "sr":
            yield from in_latin_letters(rows)


def main(wordfreq, lingua, out):
    write(pathlib.Path(out) / "words.jsonl.gz", rows_of_words(pathlib.Path(wordfreq)))
    write(pathlib.Path(out) / "fragments.jsonl.gz", rows_of_fragments(pathlib.Path(lingua)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
