"""Runs one golden case through the galley command, with one worker and with three.

    run_case.py GALLEY CASE [--plugins DIR] [--update]

A case is a folder:

    case.json       "about", and what differs from: "pipeline": "pipeline.json", "inputs": ["in.jsonl"], "set": {},
                    "environment": {}. Paths begin in the folder. "counts", where there is no golden output that shows
                    them: {"read": 64, …}, and per stage {"stages": {"dedup": {"dropped": 8}}}. "lines", of all files
                    that there shall be: {"articles/in.jsonl": 8}.
    expected/       the run directory as it must be: articles/ dropped/ rejected/, unpacked, byte for byte
    facts.jsonl     in place of expected/, or beside it, where the output is too long to read: a fact a line
                        {"about", "of": {"id": "x"}, "fate": "articles"}   the one article that has these members, and
                        "equal": {MEMBER: VALUE}, "has": {MEMBER: [PART, …]}, "lacks": {MEMBER: [PART, …]}
                        "raw": [PART, …]                                   what its line holds, as it is spelled

Whatever the case, both runs must give the same bytes, and what came in must be what came out, was dropped or rejected.
--update writes expected/ as the output is. Read it before you commit it: a golden file shows what is right, not what
came out."""
import argparse
import difflib
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

FATES = ("articles", "dropped", "rejected")
COUNT_OF_FATE = {"articles": "written", "dropped": "dropped", "rejected": "rejected"}


def run(galley, plugins, case, folder, definition, jobs):
    """Runs the pipeline into a new folder and returns it."""
    out = folder / f"jobs-{jobs}"
    command = [galley, "run", case / definition.get("pipeline", "pipeline.json")]
    command += [case / path for path in definition.get("inputs", ["in.jsonl"])]
    command += ["--out", out, "--jobs", str(jobs), "--quiet"]
    command += ["--plugins", plugins] if plugins else []
    for name, value in definition.get("set", {}).items():
        command += ["--set", f"{name}={value}"]
    environment = {**os.environ, **definition.get("environment", {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode or done.stderr:
        sys.exit(f"galley run --jobs {jobs}: exit status {done.returncode}\n{done.stderr}")
    return out


def packed_files(out):
    return {str(path.relative_to(out)): path.read_bytes() for fate in FATES for path in (out / fate).rglob("*.gz")}


def unpacked_files(out):
    return {name.removesuffix(".gz"): gzip.decompress(packed) for name, packed in packed_files(out).items()}


def golden_files(expected):
    return {str(path.relative_to(expected)): path.read_bytes() for path in expected.rglob("*") if path.is_file()}


def lines_of(files, fate):
    return [line for name in sorted(files) if name.startswith(fate + "/") for line in files[name].splitlines()]


# ---- What must hold for every case


def same_bytes_faults(one, three):
    for name in sorted(one.keys() | three.keys()):
        if one.get(name) != three.get(name):
            yield f"{name}: --jobs 3 gives other bytes than --jobs 1"


def balance_faults(files, manifest):
    counts = manifest["counts"]
    if counts["read"] != counts["written"] + counts["dropped"] + counts["rejected"]:
        yield f"read is not written + dropped + rejected: {counts}"
    for fate, count in COUNT_OF_FATE.items():
        lines = len(lines_of(files, fate))
        if lines != counts[count]:
            yield f"{fate}/ holds {lines} lines, run.json says {counts[count]}"


# ---- Golden files


def readable(content):
    """Lines for a person: what cannot be seen, or is not UTF-8, is shown as an escape."""
    text = content.decode("utf-8", errors="surrogateescape")
    return ["".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in line) for line in text.split("\n")]


def golden_faults(files, golden):
    for name in sorted(files.keys() | golden.keys()):
        if name not in golden:
            yield f"{name}: was written, but is not expected"
        elif name not in files:
            yield f"{name}: is expected, but was not written"
        elif files[name] != golden[name]:
            difference = difflib.unified_diff(readable(golden[name]), readable(files[name]), "expected/" + name, name,
                                              lineterm="")
            yield "\n".join(difference)


def update(files, expected):
    shutil.rmtree(expected, ignore_errors=True)
    for name, content in files.items():
        path = expected / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{path}: {len(content.splitlines())} lines")


# ---- Counts and facts


def count_faults(wanted, found, place="counts"):
    for name, value in wanted.items():
        if isinstance(value, dict):
            yield from count_faults(value, found.get(name, {}), f"{place}: {name}")
        elif found.get(name) != value:
            yield f"{place}: {name}: expected {value}, found {found.get(name)}"


def line_count_faults(wanted, files):
    found = {name: len(content.splitlines()) for name, content in files.items()}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            yield f"{name}: {wanted.get(name, 'no')} lines expected, found {found.get(name, 'no file')}"


def text_of(article, member):
    value = article.get(member)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def excerpt(text, start=0, room=160):
    first = max(0, start - room // 2)
    cut = text[first:first + room]
    return repr(cut) + (f" (of {len(text)} characters)" if cut != text else "")


def article_faults(fact, line, article):
    for member, value in fact.get("equal", {}).items():
        if article.get(member) != value:
            yield f"{member}: expected {value!r}\n    found {article.get(member)!r}"
    for member, parts in fact.get("has", {}).items():
        for part in parts:
            if part not in text_of(article, member):
                yield f"{member}: expected to hold {part!r}\n    found {excerpt(text_of(article, member))}"
    for member, parts in fact.get("lacks", {}).items():
        for part in parts:
            text = text_of(article, member)
            if part in text:
                yield f"{member}: expected to be without {part!r}\n    found {excerpt(text, text.index(part))}"
    for part in fact.get("raw", []):
        if part.encode("utf-8") not in line:
            yield f"the line: expected to hold {part}\n    found {line.decode('utf-8')}"


def fact_faults(fact, lines, articles):
    unknown = fact.keys() - {"about", "of", "fate", "equal", "has", "lacks", "raw"}
    if unknown:
        yield f"{fact['about']}: a fact has no {', '.join(sorted(unknown))}"
    fate = fact.get("fate", "articles")
    wanted = fact["of"].items()
    found = [place for place, article in enumerate(articles[fate]) if wanted <= article.items()]
    if len(found) != 1:
        yield f"{fact['about']}: {len(found)} articles in {fate}/ are {fact['of']}, 1 expected"
        return
    for fault in article_faults(fact, lines[fate][found[0]], articles[fate][found[0]]):
        yield f"{fact['about']}: {fact['of']}: {fault}"


def all_fact_faults(path, files):
    facts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines = {fate: lines_of(files, fate) for fate in FATES}
    articles = {fate: [json.loads(line) for line in lines[fate]] for fate in FATES}
    for fact in facts:
        yield from fact_faults(fact, lines, articles)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("galley")
    parser.add_argument("case", type=pathlib.Path)
    parser.add_argument("--plugins")
    parser.add_argument("--update", action="store_true")
    given = parser.parse_args()
    definition = json.loads((given.case / "case.json").read_text("utf-8"))
    expected, facts = given.case / "expected", given.case / "facts.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        one, three = (run(given.galley, given.plugins, given.case, pathlib.Path(folder), definition, jobs)
                      for jobs in (1, 3))
        manifest = json.loads((one / "run.json").read_text("utf-8"))
        files = unpacked_files(one)
        faults = [*same_bytes_faults(packed_files(one), packed_files(three)), *balance_faults(files, manifest)]
    if given.update and (expected.exists() or not facts.exists()):
        update(files, expected)
    if not (expected.exists() or facts.exists() or "lines" in definition):
        faults.append("the case has no expected/, no facts.jsonl, no lines: it would prove nothing")
    if expected.exists():
        faults += golden_faults(files, golden_files(expected))
    counted = {**manifest["counts"], "stages": {stage["id"]: stage for stage in manifest["stages"]}}
    faults += count_faults(definition.get("counts", {}), counted)
    faults += line_count_faults(definition["lines"], files) if "lines" in definition else []
    if facts.exists():
        faults += all_fact_faults(facts, files)
    print(f"{given.case.name}: {definition['about']}: {len(faults)} faults")
    for fault in faults:
        print(f"\n{fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
