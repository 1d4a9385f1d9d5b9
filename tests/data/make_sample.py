#!/usr/bin/env python3
"""Makes the sample corpus, sample/*.jsonl.gz, from the lines that people read and edit, sample-source/*.jsonl.

    make_sample.py          writes the shards, the same bytes whenever it runs
    make_sample.py --check  fails if a shard does not hold what its source does, or one of the two is missing

The lines are kept exactly as a crawl might have written them (spelling of numbers, escapes, spaces, one broken line), so
nothing here may decode and encode them. The check compares lines, not gzip's bytes: another zlib packs them otherwise."""
import gzip
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCES, SHARDS = HERE / "sample-source", HERE / "sample"


def shard_of(source):
    return SHARDS / (source.name + ".gz")


def write():
    SHARDS.mkdir(exist_ok=True)
    for source in sorted(SOURCES.glob("*.jsonl")):
        shard_of(source).write_bytes(gzip.compress(source.read_bytes(), compresslevel=9, mtime=0))
        print(shard_of(source).relative_to(HERE))


def faults():
    sources = sorted(SOURCES.glob("*.jsonl"))
    if not sources:
        yield f"{SOURCES}: there is no source"
    for source in sources:
        shard = shard_of(source)
        if not shard.exists():
            yield f"{shard.name}: missing"
        elif gzip.decompress(shard.read_bytes()) != source.read_bytes():
            yield f"{shard.name}: does not hold what sample-source/{source.name} does"
    for shard in sorted(set(SHARDS.iterdir()) - {shard_of(source) for source in sources}):
        yield f"{shard.name}: has no source"


def check():
    found = list(faults())
    for fault in found:
        print(fault)
    if found:
        print(f"run {pathlib.Path(__file__).name} without arguments to make the shards anew")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(check() if sys.argv[1:] else write())
