"""Near-duplicates as a library from PyPI finds them: dedup_peer.py PEER SHARD OUT WORDS THRESHOLD

MinHash over shingles of so many words; what is connected is a cluster. PEER:
  datasketch, rensa   128 values of lower-case words, bands chosen by the library for the threshold, candidates checked
                      by their estimated similarity
  datatrove           its pipeline of four steps (signatures, buckets, clusters, filter) with LocalPipelineExecutor,
                      about 112 values in buckets for the threshold; the language is French
  text-dedup          its command text_dedup.minhash, 128 values, 32 bits, xxh3

Writes {"id", "dup_cluster"} lines to OUT and prints the seconds of the processor from the first text to the last
cluster. Starting Python, loading libraries and word lists, and reading are not counted: datasketch, rensa and datatrove
get the articles from memory, and of text-dedup the clock starts when its data set is loaded."""
import gzip
import json
import os
import pathlib
import re
import struct
import sys
import tempfile

VALUES = 128
WORD = re.compile(r"\w+")


def processor():
    """Seconds of this process and of those that it started and that ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class Clusters:
    def __init__(self, count):
        self.leader = list(range(count))

    def find(self, number):
        while self.leader[number] != number:
            self.leader[number] = self.leader[self.leader[number]]
            number = self.leader[number]
        return number

    def join(self, one, other):
        self.leader[self.find(one)] = self.find(other)


def shingles(text, words):
    found = WORD.findall(text.lower())
    return {" ".join(found[i:i + words]) for i in range(max(1, len(found) - words + 1))}


def with_index(rows, make, index, threshold):
    """One by one: who is in the index already and alike?"""
    made, clusters = [], Clusters(len(rows))
    for number, row in enumerate(rows):
        each = make(row["text"])
        for other in index.query(each):
            if each.jaccard(made[other]) >= threshold:
                clusters.join(number, other)
        index.insert(number, each)
        made.append(each)
    return [clusters.find(number) for number in range(len(rows))]


def datasketch(rows, words, threshold, started):
    from datasketch import MinHash, MinHashLSH

    def make(text):
        made = MinHash(num_perm=VALUES, seed=1)
        made.update_batch([shingle.encode() for shingle in shingles(text, words)])
        return made

    index = MinHashLSH(threshold=threshold, num_perm=VALUES)
    started()
    return with_index(rows, make, index, threshold)


def rensa(rows, words, threshold, started):
    from rensa import RMinHash, RMinHashLSH

    def make(text):
        made = RMinHash(num_perm=VALUES, seed=1)
        made.update(list(shingles(text, words)))
        return made

    bands = min((16, 32, 64), key=lambda count: abs((1 / count) ** (count / VALUES) - threshold))
    index = RMinHashLSH(threshold=threshold, num_perm=VALUES, num_bands=bands)
    started()
    return with_index(rows, make, index, threshold)


def datatrove(rows, words, threshold, started):
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import minhash
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    load_word_tokenizer("fra").word_tokenize("C'est tout.")
    buckets, hashes = min(((37, 3), (22, 5), (14, 8)), key=lambda of: abs((1 / of[0]) ** (1 / of[1]) - threshold))
    config = minhash.MinhashConfig(n_grams=words, num_buckets=buckets, hashes_per_bucket=hashes)
    documents = [Document(text=row["text"], id=row["id"]) for row in rows]

    def read(data, rank=0, world_size=1):
        yield from documents

    with tempfile.TemporaryDirectory() as folder:
        signatures, found, removed = f"{folder}/signatures", f"{folder}/buckets", f"{folder}/removed"
        steps = ([read, minhash.MinhashDedupSignature(signatures, config=config, language="fra")],
                 [minhash.MinhashDedupBuckets(signatures, found, config=config)],
                 [minhash.MinhashDedupCluster(found, removed, config=config, save_cluster_id=True)],
                 [read, minhash.MinhashDedupFilter(removed)])
        started()
        for number, step in enumerate(steps):
            tasks = buckets if number == 1 else 1
            LocalPipelineExecutor(pipeline=step, tasks=tasks, workers=1, logging_dir=f"{folder}/logs{number}").run()
        of = list(range(-len(rows), 0))
        for number, cluster in struct.iter_unpack("<II", pathlib.Path(removed, "000000.clusters").read_bytes()):
            of[number] = cluster
    return of


def text_dedup(rows, words, threshold, started):
    os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    from text_dedup import minhash
    load = minhash.load_hf_dataset

    def load_and_start(**given):
        loaded = load(**given)
        started()
        return loaded

    minhash.load_hf_dataset = load_and_start
    with tempfile.TemporaryDirectory() as folder:
        minhash.main.main(standalone_mode=False, args=[
            "--path", "json", "--data_files", shard, "--split", "train", "--cache_dir", f"{folder}/cache",
            "--output", f"{folder}/out", "--column", "text", "--idx_column", "id", "--num_proc", "1", "--debug",
            "--ngram", str(words), "--min_length", "0", "--num_perm", str(VALUES), "--threshold", str(threshold),
            "--hash_func", "xxh3", "--hash_bits", "32"])
    return [minhash.uf.find(number) for number in range(len(rows))]


def read_rows(path):
    return [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]


peer, shard, out, words, threshold = sys.argv[1:]
start = []
begin = lambda: start.append(processor())
everything = read_rows(shard)
peers = {"datasketch": datasketch, "rensa": rensa, "datatrove": datatrove, "text-dedup": text_dedup}
found = peers[peer](everything, int(words), float(threshold), begin)
took = processor() - start[0]
with open(out, "w", encoding="utf-8") as file:
    for row, cluster in zip(everything, found):
        file.write(json.dumps({"id": row["id"], "dup_cluster": str(cluster)}) + "\n")
print(took)
