"""Packs tests/data/sample-source/*.jsonl as tests/data/sample/*.jsonl.gz, the same bytes every time. With --check it only
says whether they agree."""
import gzip
import pathlib
import sys

here = pathlib.Path(__file__).parent
differing = []
for source in sorted((here / "sample-source").glob("*.jsonl")):
    packed = here / "sample" / (source.name + ".gz")
    if "--check" in sys.argv:
        if not packed.exists() or gzip.decompress(packed.read_bytes()) != source.read_bytes():
            differing.append(packed.name)
    else:
        packed.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))
if differing:
    sys.exit(f"not what its source holds: {', '.join(differing)}; run make_sample.py")
