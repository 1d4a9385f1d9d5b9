"""dedup over whole runs: what survives depends on nothing but the articles and their order."""
import json
import random
import unittest

from runs import RunTest, sentence

POLICIES = [{"action": "mark"}, {"keep": "earliest"}, {"keep": "latest", "action": "mark"}, {"keep": "longest"},
            {"keep": "preferred", "sources": ["Wire", "post.example"], "action": "mark"}, {},
            {"method": "exact", "keep": "latest"}, {"method": "exact", "action": "mark"}]


def corpus(count):
    """Stories of ten sentences in some versions each: cut, with others' sentences among theirs, short, or the same."""
    chosen = random.Random(1)
    rows = []
    for number in range(count):
        story = chosen.randrange(count // 4)
        sentences = [sentence(story * 100 + i, 9) for i in range(10)]
        kind = chosen.randrange(5)
        if kind == 0:
            sentences = sentences[:chosen.randint(3, 9)]
        elif kind == 1:
            sentences[chosen.randrange(10)] = sentence(1000000 + number, 9)
        elif kind == 2:
            sentences.insert(chosen.randrange(10), sentence(2000000 + number, 25))
        elif kind == 3:
            sentences = [f"Flash {story}"]
        rows.append({"id": f"a{number}", "text": " ".join(sentences),
                     "source": chosen.choice(["Wire", "Courier", None]),
                     "url": chosen.choice(["https://www.post.example/1", "https://other.example/2"]),
                     "date": f"2024-03-{chosen.randint(1, 28):02}T{chosen.randint(0, 23):02}:15:00Z"})
    return rows


class Dedup(RunTest):
    def setUp(self):
        super().setUp()
        self.corpus = corpus(600)
        self.shard("whole/a.jsonl.gz", self.corpus)
        for number, first in enumerate((0, 1, 200, 210, 599)):
            end = [1, 200, 210, 599, 600][number]
            self.shard(f"parts/{number}.jsonl.gz", self.corpus[first:end])

    def outcome(self, with_, inputs, *options):
        """What became of every article, by id."""
        pipeline = self.pipeline(("dedup", with_))
        self.run_pipeline(pipeline, self.folder / inputs, "--force", *options)
        fates = {}
        for row in self.rows("articles") + self.rows("dropped"):
            galley = row.get("galley", {})
            fates[row["id"]] = [row.get("dup_cluster"), row.get("dup_score"), row.get("dup_size"), galley.get("reason"),
                                galley.get("score"), galley.get("detail")]
        self.assertEqual(len(fates), len(self.corpus))
        return fates

    def test_neither_workers_nor_shards_nor_memory_change_who_survives(self):
        for with_ in POLICIES:
            with self.subTest(with_):
                expected = self.outcome(with_, "whole", "--jobs", "1")
                self.assertGreater(sum(fate[4] is not None or fate[1] is not None for fate in expected.values()), 80)
                self.assertEqual(self.outcome(with_, "parts", "--jobs", "1"), expected)
                self.assertEqual(self.outcome(with_, "parts", "--jobs", "4", "--memory", "1M"), expected)

    def test_every_member_of_a_cluster_names_the_same_survivor_and_the_right_size(self):
        for with_ in POLICIES:
            if with_.get("action") != "mark":
                continue
            with self.subTest(with_):
                clusters = {}
                for id_, fate in self.outcome(with_, "parts").items():
                    if fate[0] is not None:
                        clusters.setdefault(fate[0], {})[id_] = fate
                self.assertGreater(len(clusters), 50)
                for survivor, members in clusters.items():
                    self.assertIn(survivor, members)
                    self.assertGreater(len(members), 1)
                    self.assertEqual({fate[2] for fate in members.values()}, {len(members)})
                    self.assertEqual([id_ for id_, fate in members.items() if fate[1] is None], [survivor])

    def test_the_survivor_is_the_one_that_is_wanted(self):
        by_id = {row["id"]: row for row in self.corpus}
        wanted = {"earliest": lambda row: row["date"], "longest": lambda row: -len(row["text"]),
                  "first": lambda row: int(row["id"][1:])}
        for keep, rank in wanted.items():
            for id_, fate in self.outcome({"keep": keep, "action": "mark"}, "whole").items():
                if fate[0] is not None:
                    self.assertLessEqual(rank(by_id[fate[0]]), rank(by_id[id_]), f"{keep}: {id_} and {fate[0]}")

    def test_marking_and_dropping_agree(self):
        marked = self.outcome({"action": "mark"}, "whole")
        counted = self.manifest()["stages"][0]["counters"]
        dropped = self.outcome({}, "whole")
        self.assertGreater(counted["verified"], 80)
        self.assertEqual(self.manifest()["stages"][0]["counters"], counted)
        for id_, fate in marked.items():
            survivor = fate[0] if fate[1] is not None else None
            self.assertEqual((survivor, fate[1]), (dropped[id_][5], dropped[id_][4]), id_)

    # ---- State ----

    def run_with_state(self, inputs, *options, out="run", status=0, **with_):
        pipeline = self.pipeline(("dedup", {"state": "seen", **with_}))
        done = self.run_pipeline(pipeline, inputs, "--force", *options, out=out, status=status)
        return done.stderr_text if status else {row["id"]: row["galley"]["detail"] for row in self.rows("dropped", out)}

    def state(self):
        return json.loads(self.galley("dedup-state", self.folder / "seen").stdout)

    def test_a_later_run_finds_copies_of_articles_of_earlier_runs(self):
        for method in "near", "exact":
            self.run_pipeline(self.pipeline(("dedup", {"method": method})), self.folder / "whole", "--force", out="all")
            expected = {row["id"]: row["galley"]["detail"] for row in self.rows("dropped", "all")}
            found = {}
            for number in range(5):
                found.update(self.run_with_state(self.folder / f"parts/{number}.jsonl.gz", method=method, state=method))
            self.assertEqual(found, expected)

    def test_a_run_that_is_done_once_more_drops_the_same_and_adds_nothing(self):
        first = self.run_with_state(self.folder / "whole")
        held = self.state()["holds"]
        self.assertEqual(self.run_with_state(self.folder / "whole").keys(), first.keys())
        self.assertEqual(self.state()["holds"], {**held, "runs": 2})
        self.assertGreater(self.manifest()["stages"][0]["counters"]["again"], 100)

    def test_a_test_and_a_try_leave_the_state_as_it_is(self):
        test = {"name": "it is kept", "input": [{"id": "new", "text": sentence(9000000, 20)}],
                "expect": [{"id": "new", "kept": True}]}
        new = self.pipeline(("dedup", {"state": "seen"}), tests=[test])
        self.galley("test", new)
        self.galley("run", new, self.folder / "whole", "--try", "5")
        self.assertFalse((self.folder / "seen").exists())
        self.run_with_state(self.folder / "parts/1.jsonl.gz")
        path = self.folder / "seen/dedup.state"
        before = path.read_bytes()
        self.galley("test", self.pipeline(("dedup", {"state": "seen"}), tests=[test]))
        self.galley("run", new, self.folder / "whole", "--try", "5")
        self.assertEqual(path.read_bytes(), before)

    def test_dedup_state_tells_what_made_it_and_what_it_holds(self):
        self.run_with_state(self.folder / "whole", threshold=0.6)
        state = self.state()
        self.assertEqual((state["state_of"], state["version"]), ("dedup", 3))
        self.assertEqual(state["made_with"]["threshold"], "0.6")
        kept = self.manifest()["counts"]["written"]
        self.assertEqual(state["holds"]["articles"] + state["holds"]["short_articles"], kept)
        self.assertEqual(state["bytes"], (self.folder / "seen/dedup.state").stat().st_size)

    def test_another_configurations_state_is_refused_before_work(self):
        self.run_with_state(self.folder / "whole")
        for with_, named in (({"threshold": 0.7}, "threshold is"), ({"shingle": 12}, "shingle is 9 there and 12 here"),
                             ({"method": "exact"}, 'method is "near" there and "exact" here'),
                             ({"with_title": True}, "with_title is false there and true here")):
            told = self.run_with_state(self.folder / "whole", status=2, **with_)
            self.assertIn("made with other parameters", told)
            self.assertIn(named, told)

    def test_a_damaged_state_is_refused_and_a_half_written_one_is_nothing(self):
        path = self.folder / "seen/dedup.state"
        self.run_with_state(self.folder / "whole")
        sound = path.read_bytes()
        (self.folder / "seen/dedup.state.new").write_bytes(sound[:5000])
        self.run_with_state(self.folder / "whole")
        for damaged in sound[:-1], sound[:3000], sound[:9000] + b"?" + sound[9001:], b"", sound + b"x":
            path.write_bytes(damaged)
            self.assertIn("dedup.state: ", self.run_with_state(self.folder / "whole", status=2))

    def test_a_run_that_cannot_write_its_state_stops_and_leaves_the_old_one(self):
        self.run_with_state(self.folder / "parts/0.jsonl.gz")
        before = self.state()
        (self.folder / "seen/dedup.state.new").mkdir()
        self.assertIn("dedup.state.new: Is a directory", self.run_with_state(self.folder / "whole", status=3))
        self.assertEqual(self.state(), before)

    def test_a_policy_that_could_undo_earlier_runs_is_refused(self):
        for with_ in {"keep": "latest"}, {"action": "mark"}, {"method": "paragraph"}:
            self.assertIn("what earlier runs kept is decided",
                          self.run_with_state(self.folder / "whole", status=2, **with_))

    def test_a_folder_without_a_state_is_told(self):
        self.assertIn("there is no state in it", self.galley("dedup-state", self.folder, status=3).stderr_text)
        self.write("x.state", "no json")
        self.assertIn("is no state, or damaged", self.galley("dedup-state", self.folder, status=3).stderr_text)

    def test_a_preference_without_sources_is_refused_before_work(self):
        done = self.run_pipeline(self.pipeline(("dedup", {"keep": "preferred"})), self.folder / "whole", status=2)
        self.assertIn("no sources are given", done.stderr_text)
        done = self.run_pipeline(self.pipeline(("dedup", {"sources": ["AFP"]})), self.folder / "whole", status=2)
        self.assertIn('"keep": "preferred"', done.stderr_text)


if __name__ == "__main__":
    unittest.main()
