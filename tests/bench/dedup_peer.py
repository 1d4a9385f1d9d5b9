"""Near-duplicates as datasketch or rensa find them: dedup_peer.py PEER SHARD OUT WORDS THRESHOLD

MinHash of 128 values over shingles of so many words, lower case, bands chosen by the library for the threshold, candidates
checked by their estimated similarity; what is connected is a cluster. Writes {"id", "dup_cluster"} lines to OUT and prints
the seconds of the processor from the first text to the last cluster: starting Python and reading are not counted."""
import gzip
import json
import re
import sys
import time

peer, shard, out, words, threshold = sys.argv[1:]
words, threshold = int(words), float(threshold)
VALUES = 128
WORD = re.compile(r"\w+")


def shingles(text):
    found = WORD.findall(text.lower())
    return {" ".join(found[i:i + words]) for i in range(max(1, len(found) - words + 1))}


def with_datasketch(texts):
    from datasketch import MinHash, MinHashLSH
    index, made = MinHashLSH(threshold=threshold, num_perm=VALUES), []
    for number, text in enumerate(texts):
        each = MinHash(num_perm=VALUES, seed=1)
        each.update_batch([shingle.encode() for shingle in shingles(text)])
        for other in index.query(each):
            if each.jaccard(made[other]) >= threshold:
                yield number, other
        index.insert(number, each)
        made.append(each)


def with_rensa(texts):
    from rensa import RMinHash, RMinHashLSH
    bands = min((16, 32, 64), key=lambda count: abs((1 / count) ** (count / VALUES) - threshold))
    index, made = RMinHashLSH(threshold=threshold, num_perm=VALUES, num_bands=bands), []
    for number, text in enumerate(texts):
        each = RMinHash(num_perm=VALUES, seed=1)
        each.update(list(shingles(text)))
        for other in index.query(each):
            if each.jaccard(made[other]) >= threshold:
                yield number, other
        index.insert(number, each)
        made.append(each)


rows = [json.loads(line) for line in gzip.open(shard, "rt", encoding="utf-8")]
texts = [row["text"] for row in rows]
start = time.process_time()
leader = list(range(len(rows)))


def find(number):
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


for one, other in {"datasketch": with_datasketch, "rensa": with_rensa}[peer](texts):
    leader[find(one)] = find(other)
with open(out, "w", encoding="utf-8") as file:
    for number, row in enumerate(rows):
        file.write(json.dumps({"id": row["id"], "dup_cluster": str(find(number))}) + "\n")
print(time.process_time() - start)
