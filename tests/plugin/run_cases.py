"""Runs a stage's cases.jsonl through the galley command: usage run_cases.py GALLEY STAGE CASES.

A case is a line {"about", "with", "in", and "out" or "dropped"}; see any plugins/*/cases.jsonl. Articles are matched
with what came of them by their origin, so that a case needs no id."""
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile


def read_all(folder):
    rows = []
    for path in sorted(folder.rglob("*.jsonl.gz")) if folder.exists() else []:
        rows += [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]
    return rows


def run(galley, stage, parameters, articles):
    """What became of each article: ("out", article), ("dropped", record) or ("rejected", record)."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pipeline = {"galley": 1, "stages": [{"use": stage, "with": parameters}], "output": {"provenance": True}}
        (folder / "pipeline.json").write_text(json.dumps(pipeline))
        lines = [json.dumps(article, ensure_ascii=False) for article in articles]
        (folder / "in.jsonl").write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
        command = [galley, "run", folder / "pipeline.json", folder / "in.jsonl", "--out", folder / "run", "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"galley run: exit status {done.returncode}\n{done.stderr}")
        fates = [None] * len(articles)
        for fate, kind in (("articles", "out"), ("dropped", "dropped"), ("rejected", "rejected")):
            for row in read_all(folder / "run" / fate):
                origin = row["origin"] if kind == "rejected" else row["galley"]["origin"]
                fates[int(origin.rsplit(":", 1)[1]) - 1] = (kind, row)
        return fates


def faults(case, fate):
    kind, row = fate
    if "dropped" in case:
        found = row["galley"]["reason"] if kind == "dropped" else kind
        if found != case["dropped"]:
            yield f"dropped for {case['dropped']!r} was expected, found {found!r}"
        return
    if kind != "out":
        yield f"a result was expected, found {kind}: {row.get('galley', row)}"
        return
    for member, value in case["out"].items():
        if row.get(member) != value:
            yield f"{member}:\n    expected {value!r}\n    found    {row.get(member)!r}"


def main(galley, stage, path):
    cases = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    groups = {}
    for number, case in enumerate(cases):
        is_single = isinstance(case["in"], dict)
        key = (json.dumps(case.get("with", {}), sort_keys=True), None if is_single else number)
        groups.setdefault(key, []).append(case)
    failed = 0
    for (parameters, number), group in groups.items():
        wanted = group if number is None else [dict(item if "dropped" in item else {"out": item.get("out", item)},
                                                    about=group[0]["about"]) for item in group[0]["out"]]
        articles = [case["in"] for case in group] if number is None else group[0]["in"]
        for case, fate in zip(wanted, run(galley, stage, json.loads(parameters), articles)):
            for fault in faults(case, fate):
                failed += 1
                print(f"FAILED {case['about']} (with {parameters})\n  {fault}")
    print(f"{len(cases)} cases, {failed} faults")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
