"""The stage with a model of fastText's: usage test_model.py GALLEY FASTTEXT, the folder of three small ones.

An article gets the label as a tag and the probability, a wide tag is one of its languages, and a damaged file is
refused before any work."""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

TEXT = "Le conseil municipal a voté lundi soir la rénovation de la piscine, fermée depuis deux ans."


def run(galley, folder, parameters):
    pipeline = {"galley": 1, "stages": [{"use": "langdetect", "with": parameters}]}
    (folder / "pipeline.json").write_text(json.dumps(pipeline))
    (folder / "in.jsonl").write_text(json.dumps({"text": TEXT}) + "\n")
    command = [galley, "run", folder / "pipeline.json", folder / "in.jsonl", "--out", folder / "run", "--quiet",
               "--force"]
    return subprocess.run(command, capture_output=True, text=True)


def main(galley, models):
    models = pathlib.Path(models).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for model in ("tree.bin", "pruned.ftz", "words.bin"):
            (folder / model).write_bytes((models / model).read_bytes())
        done = run(galley, folder, {"model": "tree.bin", "min_score": 0, "only": ["fr"]})
        assert done.returncode == 0, done.stderr
        with gzip.open(next((folder / "run" / "articles").iterdir()), "rt") as file:
            article = json.loads(file.readline())
        assert article["lang"] == "fr-Latn" and 0 < article["lang_score"] <= 1, article

        done = run(galley, folder, {"model": "pruned.ftz", "only": ["xx"]})
        assert done.returncode != 0 and '"xx" is no language that' in done.stderr, done.stderr

        (folder / "cut.ftz").write_bytes((models / "pruned.ftz").read_bytes()[:5000])
        done = run(galley, folder, {"model": "cut.ftz"})
        assert done.returncode != 0 and "cut.ftz" in done.stderr and "byte " in done.stderr, done.stderr
    print("fastText's models judge articles, and what is damaged is refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
