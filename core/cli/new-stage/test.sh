#!/bin/sh
# Runs the pipeline over the sample and compares what comes out with what is expected.
# usage: test.sh GALLEY PLUGIN_FOLDER
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

"$1" run pipeline.json sample.jsonl --plugins "$2" --out "$out/run" --quiet
gzip -dc "$out/run/articles/sample.jsonl.gz" | diff expected.jsonl -

# The third article has no words: it is kept, with the reason.
gzip -dc "$out/run/dropped/sample.jsonl.gz" >"$out/dropped"
grep '"id": "photo"' "$out/dropped" | grep -q '"reason":"no_words"'
