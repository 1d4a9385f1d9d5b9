"""dedup over whole runs: what survives depends on nothing but the articles and their order."""
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
        rows.append({"id": f"a{number}", "text": " ".join(sentences), "source": chosen.choice(["Wire", "Courier", None]),
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
        dropped = self.outcome({}, "whole")
        for id_, fate in marked.items():
            survivor = fate[0] if fate[1] is not None else None
            self.assertEqual((survivor, fate[1]), (dropped[id_][5], dropped[id_][4]), id_)

    def test_a_preference_without_sources_is_refused_before_work(self):
        done = self.run_pipeline(self.pipeline(("dedup", {"keep": "preferred"})), self.folder / "whole", status=2)
        self.assertIn("no sources are given", done.stderr_text)
        done = self.run_pipeline(self.pipeline(("dedup", {"sources": ["AFP"]})), self.folder / "whole", status=2)
        self.assertIn('"keep": "preferred"', done.stderr_text)


if __name__ == "__main__":
    unittest.main()
