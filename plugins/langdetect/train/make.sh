#!/bin/sh
# make.sh TEXTS WORK MODEL [FOLD]: makes the model of the stage langdetect from all that it is learned from. TEXTS is
# the folder of sentences-dev.jsonl.gz, udhr.jsonl.gz and bible-train.jsonl.gz; WORK, for what is made on the way, must
# be empty or of an earlier run (of one at a time). With FOLD (0 to 4) a fifth of the texts is left out. TRAIN names
# langdetect_train, and PYTHON a Python with brotli (Debian: python3-brotli); pip must be in the path, too.
set -eu
texts=$(cd "$1" && pwd) work=$2 model=$3
here=$(cd "$(dirname "$0")" && pwd)
train=${TRAIN:-$here/../../../build/bin/langdetect_train}
python=${PYTHON:-/usr/bin/python3}
mkdir -p "$work"

# NAME VERSION SHA-256: a package's files, from its registry, in WORK/NAME.
unpack() {
  [ -d "$work/$1" ] && return
  pip download --quiet --no-deps --only-binary :all: --dest "$work" "$1==$2"
  wheel=$(find "$work" -name "$(echo "$1" | tr - _)-$2-*.whl")
  echo "$3  $wheel" | sha256sum --check --quiet
  "$python" -m zipfile -e "$wheel" "$work/$1"
}
unpack wordfreq 3.1.1 4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473
unpack lingua-language-detector 1.3.5 \
  7254696753c4ee8ce127190cfb985d8b4621690d355c55b278c883f5bb5e152b

for name in sentences-dev udhr bible-train; do
  ln -sf "$texts/$name.jsonl.gz" "$work/"
done
# Are the texts made of lists not there, or older than what they are made by?
are_stale() {
  for maker in lists.py pidgin.tsv kin.tsv; do
    [ "$work/fragments.jsonl.gz" -nt "$here/$maker" ] || return 0
  done
  return 1
}
if are_stale; then
  "$python" "$here/lists.py" "$work/wordfreq/wordfreq/data" \
    "$work/lingua-language-detector/lingua/language-models" "$work"
fi
"$train" "$here" "$work" "$model" ${4+"$4"}
