"""Where plugins are looked for, and what is said of one that cannot be used: which file, what is wrong, what to do."""
import json
import os
import pathlib
import shutil
import unittest

from runs import FIXTURES, REFUSED, STAGES, RunTest, articles

HOST = "ABI 1.3"

# Each fixture and what must be said of it, beside its file and the place in the pipeline.
REFUSED_PLUGINS = {
    "no_plugin": ["is no Galley plugin", '"galley_stage"'],
    "too_old": ['"galley_stage"', "ABI 0.9", HOST, "build the plugin again"],
    "newer_minor": ['"galley_stage"', "ABI 1.4", HOST],
    "newer_major": ['"galley_stage"', "ABI 2.0", HOST],
    "cut_size": ['"galley_stage"', "bytes"],
    "missing_symbol": ["cannot be loaded", "undefined symbol: nobody_defines_this"],
    "missing_library": ["cannot be loaded", "libabsent.so", "cannot open shared object file"],
    "own_jansson": ["jansson of its own", "link the shared library"],
    "incomplete": ["incomplete", "neither `process` nor `commit`"],
    "faulty_parameter": ['parameter "large"', "size_of_stage"],
    "other_name": ['defines the stage "good", not "other_name"'],
}


class Loading(RunTest):
    def check(self, *stages, plugins=None, path="", status=0):
        """`galley check` of these stages; all that it says."""
        options = ["--plugins", plugins] if plugins else []
        done = self.galley("check", self.pipeline(*stages), *options, status=status,
                           env={"GALLEY_PLUGIN_PATH": str(path)})
        return done.stdout.decode() + done.stderr_text

    def about(self, *options, path=""):
        """What the stage `good` that is found says of itself."""
        done = self.galley("stages", "good", "--json", *options, env={"GALLEY_PLUGIN_PATH": str(path)})
        return json.loads(done.stdout)["about"]

    # ---- Where ----

    def test_plugins_are_found_beside_the_command(self):
        self.check("dedup")

    def test_the_plugin_path_comes_before_the_own_folder_and_the_option_before_that(self):
        other = pathlib.Path(FIXTURES) / "other"
        self.assertEqual(self.about(path=FIXTURES), "the good one")
        self.assertEqual(self.about(path=f"{other}:{FIXTURES}"), "the other good one")
        self.assertEqual(self.about(path=f"/nowhere::{FIXTURES}:{other}"), "the good one")
        self.assertEqual(self.about("--plugins", other, path=FIXTURES), "the other good one")
        # A plugin of that name in an earlier folder hides the own one.
        shutil.copy(f"{FIXTURES}/good.so", self.folder / "dedup.so")
        self.assertIn('defines the stage "good", not "dedup"', self.check("dedup", path=self.folder, status=REFUSED))

    def test_a_path_in_the_pipeline_comes_before_all(self):
        os.mkdir(self.folder / "mine")
        shutil.copy(f"{FIXTURES}/other/good.so", self.folder / "mine/good.so")
        self.run_pipeline(self.pipeline({"use": "good", "plugin": "mine/good.so"}), self.shard("a.jsonl", articles(1)),
                          env={"GALLEY_PLUGIN_PATH": FIXTURES})
        self.assertEqual(self.manifest()["stages"][0]["plugin"], str((self.folder / "mine/good.so").resolve()))

    def test_one_file_by_two_ways_is_one_plugin(self):
        os.mkdir(self.folder / "mine")
        shutil.copy(f"{FIXTURES}/good.so", self.folder / "mine/good.so")
        os.symlink("mine", self.folder / "link")
        self.check({"use": "good", "plugin": "mine/good.so"}, {"use": "good", "plugin": "mine/../link/good.so"}, "good",
                   plugins=self.folder / "mine")

    def test_what_is_not_found_is_told_with_all_places_and_the_nearest_name(self):
        said = self.check("goood", plugins=STAGES, path=f"/nowhere:{FIXTURES}", status=REFUSED)
        self.assertIn('no stage "goood"; did you mean "good"?', said)
        for place in (STAGES, "/nowhere", FIXTURES):
            self.assertIn(place, said)

    def test_a_name_is_no_path(self):
        for name in ("../fixtures/good", "/etc/passwd", "libz", "", ".hidden", "x" * 5000, "good.so", "a\\b"):
            said = self.check(name, path=FIXTURES, status=REFUSED)
            self.assertIn("pipeline.json:1:", said)

    # ---- What ----

    def test_each_faulty_plugin_is_refused_for_its_own_reason(self):
        for name, words in REFUSED_PLUGINS.items():
            for stage in (name, {"use": name, "plugin": f"{FIXTURES}/{name}.so"}):
                said = self.check(stage, path=FIXTURES, status=REFUSED)
                for word in (f"{FIXTURES}/{name}.so: ", "pipeline.json:1:", *words):
                    self.assertIn(word, said)
                self.assertEqual(len(said.splitlines()), 1, said)

    def test_all_faulty_plugins_are_told_at_once(self):
        said = self.check(*REFUSED_PLUGINS, path=FIXTURES, status=REFUSED)
        self.assertEqual(len(said.splitlines()), len(REFUSED_PLUGINS), said)

    def test_a_smaller_descriptor_of_the_same_major_is_used_as_far_as_it_goes(self):
        self.run_pipeline(self.pipeline("smaller_size"), self.shard("a.jsonl", articles(3)),
                          env={"GALLEY_PLUGIN_PATH": FIXTURES})
        self.assertEqual(self.assert_balanced()["written"], 3)

    def test_what_is_no_shared_object_is_refused(self):
        real = pathlib.Path(f"{FIXTURES}/good.so").read_bytes()
        for name, content, word in (("text", b"#!/bin/sh\n" * 99, "invalid ELF header"),
                                    ("empty", b"", "file too short"), ("head", real[:700], "cut off"),
                                    ("half", real[:len(real) // 2], "cut off")):
            path = self.write(f"{name}.so", content)
            said = self.check({"use": name, "plugin": f"{name}.so"}, status=REFUSED)
            self.assertIn(f"{path}: cannot be loaded: ", said)
            self.assertIn(word, said)
        os.mkdir(self.folder / "folder.so")
        self.assertIn("folder", self.check({"use": "folder", "plugin": "folder.so"}, status=REFUSED))
        said = self.check({"use": "none", "plugin": "none.so"}, status=REFUSED)
        self.assertIn(f"{self.folder}/none.so", said)
        self.assertIn("No such file", said)

    def test_two_plugins_of_one_name_are_not_used_together(self):
        first, second = f"{FIXTURES}/good.so", f"{FIXTURES}/other/good.so"
        said = self.check({"use": "good", "plugin": first}, {"use": "good", "plugin": second}, status=REFUSED)
        self.assertIn(f'{second}: defines the stage "good", and so does {first}', said)

    def test_a_stage_that_cannot_be_opened_says_why_and_nothing_is_made(self):
        shard = self.shard("a.jsonl", articles(1))
        stages = ["open_fails", "good", ("open_fails", {"says_why": False})]
        done = self.run_pipeline(self.pipeline(*stages), shard, status=REFUSED, env={"GALLEY_PLUGIN_PATH": FIXTURES})
        self.assertIn("stage open_fails: it cannot be opened: the model model.bin is missing; train one first",
                      done.stderr_text)
        self.assertIn("stage open_fails-2: it cannot be opened: the plugin does not say why", done.stderr_text)
        self.assertFalse((self.folder / "run").exists())

    def test_the_list_shows_what_can_be_used_and_tells_what_cannot(self):
        done = self.galley("stages", "--plugins", FIXTURES, status=None)
        listed = done.stdout.decode()
        self.assertIn("the good one", listed)
        self.assertIn("dedup", listed)
        for name in set(REFUSED_PLUGINS) - {"other_name"}:
            self.assertNotIn(f"\n{name} ", listed)
            self.assertIn(f"{FIXTURES}/{name}.so: ", done.stderr_text)

    def test_one_type_used_twice_has_two_states(self):
        stages = ["sequence", {"use": "sequence", "id": "again"}]
        self.run_pipeline(self.pipeline(*stages), self.shard("a.jsonl", articles(3)))
        self.assertEqual([row["number"] for row in self.rows("articles")], [1, 2, 3])


if __name__ == "__main__":
    unittest.main()
