#!/bin/sh
# Runs the pipeline over the sample and compares what comes out, and what is dropped, with what is expected.
# usage: test.sh GALLEY PLUGIN_FOLDER
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

"$1" run pipeline.json sample.jsonl --plugins "$2" --out "$out/run" --quiet
gzip -dc "$out/run/articles/sample.jsonl.gz" | diff expected.jsonl -
gzip -dc "$out/run/dropped/sample.jsonl.gz" | diff expected-dropped.jsonl -
