"""check, stages, schema, new-stage, and what all commands share: options, --help, exit statuses, the progress line."""
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import termios
import time
import unittest

from runs import GALLEY, STAGES, RunTest, jsonl

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLE_RUN = "run pipelines/news.json tests/data/sample --out build/news --tap all".split()  # as `./bootstrap run` does
COMMANDS = ["run", "check", "test", "graph", "stages", "schema", "dedup-state", "new-stage", "inspect", "trace",
            "sample", "diff", "explain-dup"]


class CommandTest(RunTest):
    def out(self, *arguments, **options):
        return self.galley(*arguments, **options).stdout.decode("utf-8")

    def errors(self, *arguments, **options):
        """What a command that fails says; it prints nothing else."""
        done = self.galley(*arguments, **{"status": 2, **options})
        self.assertEqual(done.stdout, b"")
        return done.stderr_text


class Check(CommandTest):
    def check(self, *stages, **more):
        return self.out("check", self.pipeline(*stages, **more), "--plugins", STAGES)

    def row(self, told, stage):
        return next(line.split() for line in told.splitlines() if line.split()[:1] == [stage])

    def test_a_sound_pipeline_is_listed_with_fields_that_parameters_name(self):
        told = self.check({"use": "dedup", "id": "copies", "with": {"field": "summary"}}, "trouble",
                          about="finds trouble", fields={"text": "maintext"})
        self.assertEqual(self.row(told, "copies")[:5], ["copies", "dedup", "2.0", "summary,", "title?"])
        self.assertEqual(self.row(told, "trouble"), ["trouble", "trouble", "1.0", "text", "-"])
        self.assertIn("finds trouble", told)
        self.assertIn('text is "maintext"', told)
        self.assertIn("articles/{shard}.jsonl.gz", told)
        self.assertNotIn("tests", told)
        self.assertIn("  has 5 tests, ", self.out("check", SOURCE / "pipelines/news.json"))

    def test_only_a_commit_keeps_a_pipeline_on_one_machine(self):
        self.assertIn("splits over machines", self.check("trouble"))
        told = self.check("trouble", "sequence")
        self.assertIn("needs one machine", told)
        self.assertIn("counts for sequence\n", told)
        self.assertIn("commits in order", told)

    def test_what_a_variable_was_filled_with_is_told_with_where_it_comes_from(self):
        told = self.out("check", self.pipeline(("dedup", {"threshold": "${FIRST:-0.5}", "shingle": "${SECOND:-3}"})),
                        "--set", "SECOND=4", env={"FIRST": "0.6", "SECOND": "5"})
        self.assertIn('\n  FIRST is "0.6" (environment), SECOND is "4" (--set)\n', told)
        self.assertIn('\n  FIRST is "0.5" (default)\n', self.check(("dedup", {"threshold": "${FIRST:-0.5}"})))

    def test_what_a_sound_file_says_cannot_command_the_terminal(self):
        told = self.out("check", self.pipeline(about="a\x1b[2J\n${V}", fields={"text": "\x1b[31m"}),
                        env={"V": "\x1b[2Jb"})
        self.assertIn('\n  a_[2J _[2Jb\n  V is "_[2Jb" (environment)\n  in the corpus text is "_[31m"\n', told)

    def test_files_that_shards_share_keep_a_pipeline_on_one_machine(self):
        told = self.check("trouble", output={"path": "{lang}"})
        self.assertIn("needs one machine, since the results of all shards go into the same files", told)
        self.assertNotIn("splits", told)
        self.assertIn("splits over machines", self.check("trouble", output={"path": "{lang}/{shard}"}))

    def test_a_survey_makes_phases_and_they_split(self):
        told = self.check("common_lines")
        self.assertIn("surveyed", told)
        self.assertIn("splits over machines", told)

    def test_every_mistake_is_told_at_once_with_its_place(self):
        path = self.write("faulty.json", '{"galley": 1,\n "stagse": [],\n "stages": [{"use": "dedpu"},\n'
                                         '  {"use": "dedup", "with": {"treshold": 1}}]}')
        told = self.errors("check", path).splitlines()
        self.assertEqual([line.split(": ")[1].rsplit("/", 1)[1] for line in told],
                         ["faulty.json:2:2", "faulty.json:3:21", "faulty.json:4:29"])
        for line, hint in zip(told, ["stages", "dedup", "threshold"]):
            self.assertIn(f'did you mean "{hint}"?', line)

    def test_standard_input_and_settings(self):
        text = b'{"galley": 1, "stages": [{"use": "dedup", "with": {"threshold": "${T}"}}]}'
        self.assertIn("standard input is sound", self.out("check", "-", "--set", "T=0.7", stdin=text))
        self.assertIn("standard input:1:65", self.errors("check", "-", "--set", "T=high", stdin=text))
        self.assertIn("${T}", self.errors("check", "-", stdin=text))


class Stages(CommandTest):
    def test_the_list_has_every_stage_with_version_and_meaning(self):
        lines = self.out("stages", "--plugins", STAGES).splitlines()
        self.assertEqual([line.split()[0] for line in lines], sorted(line.split()[0] for line in lines))
        self.assertRegex("\n".join(lines), r"(?m)^sequence +1\.0 +numbers articles in corpus order$")
        self.assertRegex("\n".join(lines), r"(?m)^dedup +2\.0 ")

    def test_one_is_described_from_its_tables_in_80_columns(self):
        told = self.out("stages", "dedup")
        self.assertRegex(told, r"(?m)^  threshold +number from 0 to 1; default 0\.56$")
        self.assertRegex(told, r"(?m)^  method +one of exact, near, paragraph, url; default near$")
        self.assertRegex(told, r"(?m)^  shingle +integer from 1 to 40 letters; default 9$")
        self.assertRegex(told, r"(?m)^writes +dup_cluster, dup_score, dup_size, what is named by field$")
        self.assertRegex(told, r"(?m)^  compared +pairs of articles")
        # Only what has no space to break at may be longer: the plugin's path.
        self.assertEqual([line for line in told.splitlines() if len(line) > 80 and not line.startswith("plugin")], [])

    def test_what_a_parameter_is_that_is_not_given_is_said(self):
        told = self.out("stages", "killer", "--plugins", STAGES)
        self.assertRegex(told, r"(?m)^  at +integer; default 0$")
        self.assertRegex(told, r"(?m)^  file +path; must be given$")
        told = self.out("stages", "trouble", "--plugins", STAGES)
        self.assertRegex(told, r"(?m)^  also +string; may be left out$")

    def test_a_plugin_that_no_pipeline_finds_by_its_name_is_told_and_not_listed(self):
        (self.folder / "plugins").mkdir()
        misnamed = self.folder / "plugins" / "other.so"
        shutil.copy(f"{STAGES}/sequence.so", misnamed)
        done = self.galley("stages", "--plugins", misnamed.parent)
        self.assertIn(f'{misnamed}: defines the stage "sequence", not "other"; name the file', done.stderr_text)
        self.assertNotIn(b"sequence", done.stdout)

    def test_json_has_the_same_and_the_list_is_of_such_objects(self):
        one = json.loads(self.out("stages", "common_lines", "--json", "--plugins", STAGES))
        self.assertEqual(one["parameters"], [{"name": "at_least", "type": "integer", "required": False, "default": 2,
                                              "min": 1, "max": 1000000, "unit": "articles",
                                              "about": "a line that stands in so many is common"}])
        self.assertEqual(one["reads"], [{"field": "text", "optional": False}])
        self.assertEqual((one["survey"], one["commit"]), (True, False))
        dedup = json.loads(self.out("stages", "dedup", "--json"))
        self.assertEqual(dedup["reads"][:2], [{"parameter": "field", "optional": False},
                                              {"field": "title", "optional": True}])
        everyone = json.loads(self.out("stages", "--json", "--plugins", STAGES))
        self.assertIn(one, everyone)
        self.assertIn(dedup, everyone)

    def test_a_broken_plugin_is_told_and_the_others_are_listed(self):
        broken = self.write("plugins/broken.so", "no shared object")
        for command in ["stages"], ["stages", "--json"], ["schema"]:
            done = self.galley(*command, "--plugins", broken.parent)
            self.assertIn(f"galley: {broken}: cannot be loaded: ", done.stderr_text)
            self.assertIn(b"dedup", done.stdout)

    def test_an_unknown_name_gets_the_nearest_one(self):
        self.assertIn('there is no stage "deduo"; did you mean "dedup"?', self.errors("stages", "deduo"))


class Schema(CommandTest):
    def test_it_knows_the_stages_on_the_path_and_their_parameters(self):
        schema = json.loads(self.out("schema", "--plugins", STAGES))
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        rules = {rule["if"]["properties"]["use"]["const"]: rule["then"]["properties"]["with"]["properties"]
                 for rule in schema["properties"]["stages"]["items"]["allOf"] if "properties" in rule["if"]}
        self.assertEqual(rules["common_lines"]["at_least"]["default"], 2)
        self.assertEqual(rules["dedup"]["method"]["default"], "near")
        self.assertEqual(rules["sequence"], {})


class NewStage(CommandTest):  # that it builds and passes is tests/out-of-tree's
    def test_the_folder_has_the_name_everywhere(self):
        told = self.out("new-stage", "readtime", "--dir", self.folder)
        folder = self.folder / "readtime"
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         ["CMakeLists.txt", "README.md", "expected-dropped.jsonl", "expected.jsonl", "pipeline.json",
                          "readtime.c", "sample.jsonl", "test.sh"])
        for path in folder.iterdir():
            self.assertNotIn("newstage", path.read_text(encoding="utf-8"))
        self.assertIn(f"cmake -S {folder} -B {folder}/build", told)

    def test_a_folder_that_is_there_is_left_alone(self):
        mine = self.write("readtime/readtime.c", "mine")
        self.assertIn("is there already", self.errors("new-stage", "readtime", "--dir", self.folder))
        self.assertEqual([mine], list(mine.parent.iterdir()))
        self.assertEqual(mine.read_text(), "mine")

    def test_names_that_are_no_identifiers_are_refused(self):
        for name in "", "3d", "a-b", "a/b", "..", "_x", "été", "x" * 64:
            self.assertIn("stage's name", self.errors("new-stage", name, "--dir", self.folder))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_name_that_a_stage_has_is_refused(self):
        self.assertIn('there is a stage "dedup" already', self.errors("new-stage", "dedup", "--dir", self.folder))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_where_nothing_can_be_written_it_says_so(self):
        self.assertIn("cannot be made", self.errors("new-stage", "readtime", "--dir", self.folder / "nowhere"))


class CommandLines(CommandTest):
    def test_what_is_wrong_is_told_with_the_nearest_right_name(self):
        for arguments, told in [
                (["check", "--plugin-s", "x", "p"], 'there is no option --plugin-s; did you mean --plugins?'),
                (["stages", "--jsno"], 'there is no option --jsno; did you mean --json?'),
                (["run", "-z"], "there is no option -z"),
                (["run", "--s", "x"], "--s may be the start of several options"),
                (["run", "--quiet=yes"], "--quiet takes no value"),
                (["check", "p", "--set"], "--set wants a value"),
                (["check", "p", "--set", "=x"], "NAME=VALUE is wanted"),
                (["check", "p", "--plugins", "/dev/null"], "--plugins /dev/null: a folder is wanted"),
                (["check"], "which PIPELINE?"),
                (["run", "p"], "which PIPELINE, over which INPUT"),
                (["run", "p", "i"], "no --out DIR"),
                (["run", "p", "i", "--out", "o", "--jobs", "0"], "--jobs 0: a whole number from 1 to 1024 is wanted"),
                (["check", "a", "b"], '"b" is too much: check takes one PIPELINE'),
                (["stages", "a", "b"], '"b" is too much: stages takes one NAME or none'),
                (["schema", "a"], '"a" is too much: schema takes only options'),
                (["new-stage", "a", "b"], '"b" is too much: new-stage takes one NAME'),
                (["new-stage"], "which NAME"),
                (["inspect"], "which RUN"),
                (["trace", "r", "a", "b"], '"b" is too much: trace takes one RUN and one ID'),
                (["trace", "r", "a", "-n", "0"], "--number 0: a whole number from 1 to 1000 is wanted"),
                (["sample"], "which RUN"),
                (["diff", "r"], "which two STAGEs of it, or which two RUNs?")]:
            errors = self.errors(*arguments)
            self.assertTrue(errors.startswith(f"galley {arguments[0]}: "), errors)
            self.assertIn(told, errors)
            self.assertIn(f"`galley {arguments[0]} --help` tells more", errors)

    def test_an_unknown_command_gets_the_nearest_one_and_the_list(self):
        errors = self.errors("chekc")
        self.assertIn('there is no command "chekc"; did you mean "check"?', errors)
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", errors)
            self.assertIn(f"\n  {command} ", self.out("--help"))
        self.assertIn("usage:", self.errors())

    def test_the_example_in_every_help_works_as_printed(self):
        for name in "pipelines", "tests":
            (self.folder / name).symlink_to(SOURCE / name)
        self.out(*SAMPLE_RUN, cwd=self.folder)
        environment = dict(os.environ, PATH=f"{pathlib.Path(GALLEY).parent}:{os.environ['PATH']}")
        for command in COMMANDS:
            told = self.out(command, "--help")
            self.assertTrue(told.startswith(f"usage: galley {command} "), told)
            self.assertIn("Exit status: 0 ", told)
            example = re.sub(r"\\\n *", "", told.split("\nexample:\n  ")[1]).splitlines()[0]
            self.assertIn(f"galley {command}", example)
            done = subprocess.run(example, shell=True, cwd=self.folder, env=environment, capture_output=True)
            # The sample has one broken line, which is counted and no fault of the run.
            self.assertEqual(done.returncode, 0, f"{example}\n{done.stderr.decode()}")

    def test_every_help_has_every_option(self):
        for command, options in (("run", "--out --stdout --jobs --plugins --set --limit --tap --tap-sample --resume "
                                         "--force --memory --checkpoint --quiet --try --json"),
                                         ("check", "--plugins --set"),
                                 ("stages", "--json --plugins"), ("schema", "--plugins"), ("new-stage", "--dir"),
                                 ("test", "--only --json --plugins --set"), ("graph", "--format --plugins --set"),
                                 ("inspect", "--json"), ("trace", "--grep --number --full --json"),
                                 ("sample", "--stage --dropped --reason --rejected --number --seed --full --json"),
                                 ("diff", "--number --full --json"),
                                 ("explain-dup", "--stage --number --full --plugins --json")):
            told = self.out(command, "--help")
            for option in (*options.split(), "-h, --help"):
                self.assertRegex(told, f"(?m)^ .*{option}( |$)")

    def test_every_help_fits_a_terminal_of_80_columns(self):
        for arguments in ["--help"], *([command, "--help"] for command in COMMANDS):
            self.assertEqual([line for line in self.out(*arguments).splitlines() if len(line) > 80], [])

    def test_the_summary_in_the_readme_is_what_is_printed(self):
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        shown = re.search(r"(?ms)^    pipelines/news\.json: read .*?\n\n", readme)[0]
        printed = self.out("run", "pipelines/news.json", "tests/data/sample", "--out", self.folder / "run", cwd=SOURCE)
        without_times = [re.sub(r"\d+\.\d\d$", "", line) for line in printed.splitlines()]
        self.assertEqual([re.sub(r"\d+\.\d\d$", "", line[4:]) for line in shown.splitlines() if line],
                         without_times[:-2])
        self.assertRegex(printed, r"(?m)^  \d+\.\d\d s, \d+ workers?, [\d,]+ articles/s, .* memory \d+ MB$")

    def test_the_tour_in_the_readme_is_what_is_printed(self):
        for name in "pipelines", "tests":
            (self.folder / name).symlink_to(SOURCE / name)
        self.out(*SAMPLE_RUN, cwd=self.folder)
        readme = (SOURCE / "README.md").read_text(encoding="utf-8").split("## Looking inside a run")[1]
        tour = re.findall(r"(?m)^    \$ galley (.*)\n((?:    .*\n|\n(?=    ))+)", readme)
        self.assertEqual([command.split()[0] for command, _ in tour],
                         ["inspect", "trace", "explain-dup", "diff", "sample"])
        for command, shown in tour:
            printed = self.out(*command.split(), cwd=self.folder)
            at = 0
            for part in re.split("(?m)^…\n", re.sub("(?m)^    ", "", shown)):  # what stands between is left out
                self.assertIn(part, printed[at:], command)
                at = printed.index(part, at) + len(part)

    def test_output_that_cannot_be_written_is_an_error(self):
        for arguments in (["stages"], ["schema"], ["check", self.pipeline()], ["graph", self.pipeline()], ["--help"],
                          ["--version"], ["test", SOURCE / "pipelines/pass-through.json"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([GALLEY, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 3, arguments)
            self.assertIn(b"standard output could not be written", done.stderr)


class Progress(CommandTest):
    def read_all(self, terminal, until=None):
        """What the terminal gets, up to some word or until its other end is closed."""
        got, end = b"", time.monotonic() + 60
        while until is None or not re.search(until, got):
            self.assertLess(time.monotonic(), end, got)
            try:
                more = os.read(terminal, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            got += more
        return got

    def run_on_terminal(self, columns, *options, rows=None, stages=("trouble",), until=b"articles", source="-"):
        """Runs on a terminal, with what it reads last held back until a progress line is there. The lines that the
        terminal got, and the summary."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        inputs = source if isinstance(source, list) else [source]
        command = [GALLEY, "run", self.pipeline(*stages), *inputs, "--plugins", STAGES, "--out", self.folder / "run"]
        process = subprocess.Popen([*map(str, command), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=theirs)
        os.close(theirs)
        held_back = process.stdin if inputs[-1] == "-" else open(inputs[-1], "wb")
        held_back.write(jsonl(*(rows or [{"text": "one"}, {"text": "DROP"}])))
        held_back.flush()
        got = self.read_all(ours, until)
        held_back.close()
        summary = process.stdout.read()
        process.stdin.close()
        process.stdout.close()
        self.assertEqual(process.wait(), 0)
        got += self.read_all(ours)
        os.close(ours)
        lines = got.decode().split("\r\033[K")
        self.assertEqual((lines[0], lines[-1]), ("", ""))
        return lines[1:-1], summary.decode()

    def test_a_terminal_has_one_line_that_is_written_over_and_taken_away(self):
        lines, summary = self.run_on_terminal(80)
        self.assertRegex(lines[0], r"^\d articles  \d dropped  \d+ articles/s(  [\d.]+ MB/s)?  0/1 shards$")
        self.assertIn("read 2 = written 1 + dropped 1 + rejected 0", summary)

    def test_a_narrow_terminal_leaves_out_whole_items(self):
        for columns, items in ((28, 2), (22, 2), (21, 1), (10, 0)):
            lines, _ = self.run_on_terminal(columns, "--force", until=b"articles" if items else b"\r")
            expected = "  ".join(["0 articles", "0 dropped"][:items])
            self.assertEqual({len(line) for line in lines if line}, {len(expected)} - {0})

    def test_what_is_rejected_is_counted_and_digits_are_grouped(self):
        rows = [{"text": "FAIL"}] + [{"text": "DROP"}] * 2499 + [{"text": "x" * 1000}] * 2000
        lines, _ = self.run_on_terminal(120, rows=rows, until=b"rejected")
        self.assertRegex(lines[-1], r"^[1-4],\d\d\d articles  2,499 dropped  1 rejected  [\d,]+ articles/s ")

    def test_counts_go_on_where_a_resumed_run_does(self):
        """All of the whole run, as the shards are; the speed is this process' own."""
        stages = ["trouble", ("killer", {"file": "token", "at": 8})]
        pipe, token = self.folder / "d.jsonl", self.write("token", "")
        for name in "abc":
            self.shard(f"{name}.jsonl", [{"text": "DROP"}, {"text": "FAIL"}, {"text": "x"}])
        os.mkfifo(pipe)
        inputs = [*(self.folder / f"{name}.jsonl" for name in "abc"), pipe]
        options = ["--jobs", "1", "--checkpoint", "0"]
        self.run_pipeline(self.pipeline(*stages), inputs, *options, status=-9)
        self.assertFalse(token.exists())
        lines, _ = self.run_on_terminal(120, *options, "--resume", stages=stages, source=inputs, until=b"9 articles")
        shape = r"^100%  0:00 left  9 articles  3 dropped  3 rejected  (\d+) articles/s  .*  3/4 shards$"
        self.assertRegex(lines[-1], shape)
        self.assertLessEqual(int(re.match(shape, lines[-1])[1]), 3 / 0.2)  # a line comes after a fifth of a second

    def test_a_pipe_gets_no_line_in_a_short_run(self):
        shard = self.write("in.jsonl", jsonl({"text": "one"}))
        done = self.galley("run", self.pipeline(), shard, "--out", self.folder / "run")
        self.assertEqual(done.stderr_text, "")


if __name__ == "__main__":
    unittest.main()
