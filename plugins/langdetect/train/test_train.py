"""langdetect_train and langdetect_measure with two made-up languages: usage test_train.py TRAIN MEASURE.

What is learned from some sentences is found again in others; the same texts give the same model; a language that is not
in the list is none of those that are; macro-F1 is the mean over languages; and a mistake in the list is told with its
line."""
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SYLLABLES = {"fr": "ka lo mi ru ta ven dos".split(), "en": "sha wer plin grot ick um thed".split(),
             "elsewhere": "quo zze yaa bhi xul oor fja".split()}


def sentence(language, chance):
    words = ["".join(chance.choices(SYLLABLES[language], k=chance.randint(1, 4))) for _ in range(12)]
    return " ".join(words) + "."


def write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def write_texts(folder, chance):
    write(folder / "sentences-dev.jsonl.gz", [{"id": f"{lang}-{i}", "lang": lang, "text": sentence(lang, chance)}
                                              for lang in ("fr", "en") for i in range(200)])
    other = "\n".join(sentence("elsewhere", chance) for _ in range(200))
    write(folder / "udhr.jsonl.gz", [{"id": f"udhr-{i}", "text": "Name\nTitle\n" + other} for i in range(6)])
    for name in ("bible-train", "words", "fragments"):
        write(folder / f"{name}.jsonl.gz", [])


def train(program, folder, model):
    return subprocess.run([program, folder, folder, model], capture_output=True, text=True)


def share_right(program, model, path):
    """Of the texts, at min_score 0.5."""
    out = subprocess.run([program, model, "-1", path], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"^ +0\.50 +([0-9.]+) %", out, re.MULTILINE).group(1))


def write_mislabelled(path, chance):
    """Of 200 texts half are French and said to be; of the English ones a half is said to be French, too."""
    kinds = [("fr", "fr")] * 100 + [("en", "fr")] * 50 + [("en", "en")] * 50
    write(path, [{"id": f"mixed-{i}", "lang": label, "text": sentence(lang, chance)}
                 for i, (lang, label) in enumerate(kinds)])


def macro_f1(program, model, path):
    """At min_score 0."""
    out = subprocess.run([program, model, "-1", path], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"^ +0\.00 .* ([0-9.]+)$", out, re.MULTILINE).group(1))


def main(train_program, measure_program):
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "languages.tsv").write_text("# two\nfr\tLatn\ts:fr\nen\tLatn\ts:en\n")
        (folder / "code.txt").write_text("for (;;) { if (strcmp(left, right)) return count; }\n" * 10)
        (folder / "written.tsv").write_text("")
        write_texts(folder, chance)
        for model in ("one.bin", "two.bin"):
            done = train(train_program, folder, folder / model)
            assert done.returncode == 0, done.stderr
        assert (folder / "one.bin").read_bytes() == (folder / "two.bin").read_bytes(), "two runs, two models"

        for lang in ("fr", "en", "elsewhere"):
            write(folder / "new.jsonl.gz", [{"id": f"new-{i}", "lang": lang, "text": sentence(lang, chance)}
                                            for i in range(100)])
            right = share_right(measure_program, folder / "one.bin", folder / "new.jsonl.gz")
            assert right >= 95, f"{lang}: {right} % right"

        write_mislabelled(folder / "mixed.jsonl.gz", chance)
        mean = macro_f1(measure_program, folder / "one.bin", folder / "mixed.jsonl.gz")
        assert abs(mean - (200 / 250 + 100 / 150) / 2) < 0.001, mean

        (folder / "languages.tsv").write_text("fr\tLatn\ts:fr\nen\tLatin\ts:en\n")
        done = train(train_program, folder, folder / "three.bin")
        assert done.returncode == 1 and "languages.tsv:2:" in done.stderr, done.stderr
        assert not (folder / "three.bin").exists()
    print("a model was learned, twice the same, and knows what it should")


if __name__ == "__main__":
    main(*sys.argv[1:])
