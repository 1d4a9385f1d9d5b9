"""`galley graph`: the way of articles and fields through a pipeline, in two formats that take any name."""
import pathlib
import re
import unittest

from runs import STAGES, RunTest

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# What breaks out of labels where it is not escaped: quotes, brackets, arrows, entities, comments, Markdown, directives.
HOSTILE = ['a"b', "a]b", "a}b|c", "x --> y", "&quot;<br/><b>", "#35;", "`a`", "%% comment", "a\\", "\\N\\l",
           "1. one", "- a", "end", "***a***", "_b_", "a;b", "@{c}", "$$x$$", "é…漢", "click me", "//"]

MERMAID_LABEL = r'"([A-Za-z0-9 ,?/]|[^\x00-\x7f]|#\d+;|<br/>)*"'
MERMAID_LINE = re.compile(
    r"    (classDef commits stroke-width:3px"
    rf"|\w+(\[\({MERMAID_LABEL}\)\]|\[{MERMAID_LABEL}\]|\[\[{MERMAID_LABEL}\]\])(:::commits)?"
    rf"|\w+ (-->|-\.->)(\|{MERMAID_LABEL}\|)? \w+)")
DOT_LABEL = r'"(?:[^"\\]|\\["\\n])*"'
DOT_LINE = re.compile(rf"    (node|edge|\w+|\w+ -> \w+) \[\w+=(\w+|{DOT_LABEL})(, \w+=(\w+|\"sans-serif\"))*\];")


def mermaid_text(label):
    assert "#36;#36;" not in label  # begins a formula
    return re.sub(r"#(\d+);\u2060?", lambda code: chr(int(code[1])), label.replace("<br/>", "\n"))


def dot_text(label):
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], label).replace("&amp;", "&")


class Graph(RunTest):
    def drawn(self, pipeline, *options):
        return self.galley("graph", pipeline, "--plugins", STAGES, *options).stdout.decode("utf-8")

    def mermaid(self, pipeline):
        """({node: lines of its label}, {(from, to): label}), after a look at every line's grammar."""
        lines = self.drawn(pipeline).splitlines()
        self.assertEqual(lines[0], "flowchart TD")
        self.assertEqual([line for line in lines[1:] if not MERMAID_LINE.fullmatch(line)], [])
        nodes = dict(re.findall(r'(?m)^    (\w+)[\[(]+"(.*)"[\])]+', "\n".join(lines)))
        edges = re.findall(r'(?m)^    (\w+) -\.?-+>(?:\|"(.*)"\|)? (\w+)$', "\n".join(lines))
        return ({node: mermaid_text(label).split("\n") for node, label in nodes.items()},
                {(start, end): mermaid_text(label) for start, label, end in edges})

    def dot(self, pipeline):
        lines = self.drawn(pipeline, "--format", "dot").splitlines()
        self.assertEqual((lines[0], lines[-1]), ("digraph pipeline {", "}"))
        self.assertEqual([line for line in lines[1:-1] if not DOT_LINE.fullmatch(line)], [])
        text = "\n".join(lines[3:])
        nodes = dict(re.findall(rf"(?m)^    (\w+) \[label=({DOT_LABEL})", text))
        edges = re.findall(rf"(?m)^    (\w+) -> (\w+) \[label=({DOT_LABEL})", text)
        return ({node: dot_text(label[1:-1]).split("\n") for node, label in nodes.items()},
                {(start, end): dot_text(label[1:-1]) for start, end, label in edges})

    def test_articles_go_through_the_stages_in_order_and_fields_go_with_them(self):
        pipeline = self.pipeline("clean", {"use": "dedup", "id": "copies", "with": {"field": "title"}}, "summarize",
                                 fields={"text": "maintext"}, output={"path": "{lang}/{shard}"})
        for nodes, edges in self.mermaid(pipeline), self.dot(pipeline):
            self.assertEqual(nodes, {"corpus": ["corpus", "text is maintext"],
                                     "stage1": ["clean", "reads text, title?, url?, date?, author?, source?"],
                                     "stage2": ["copies", "stage type dedup", "reads title", "commits in corpus order"],
                                     "stage3": ["summarize", "reads text, title?, lang?"],
                                     "articles": ["articles/{lang}/{shard}.jsonl.gz"],
                                     "dropped": ["dropped/"]})
            self.assertEqual(edges, {("corpus", "stage1"): "text, title?, url?, date?, author?, source?, lang?",
                                     ("stage1", "stage2"): "text, title, date?, author?, source?",
                                     ("stage1", "dropped"): "empty",
                                     ("stage2", "stage3"): "dup_cluster, dup_score, dup_size",
                                     ("stage2", "dropped"): "exact, near",
                                     ("stage3", "articles"): "summary, headline?"})

    def test_surveys_and_commits_are_marked(self):
        pipeline = self.pipeline("common_lines", "sequence", "trouble")
        told = self.drawn(pipeline)
        self.assertIn('    stage1[["common#95;lines<br/>reads text<br/>surveys all articles first"]]\n', told)
        self.assertIn('    stage2["sequence<br/>commits in corpus order"]:::commits\n', told)
        told = self.drawn(pipeline, "--format", "dot")
        self.assertIn('reads text\\nsurveys all articles first", peripheries=2];\n', told)
        self.assertIn('commits in corpus order", penwidth=3];\n', told)

    def test_a_pipeline_without_stages_is_drawn_too(self):
        for nodes, edges in self.mermaid(self.pipeline()), self.dot(self.pipeline()):
            self.assertEqual(sorted(nodes), ["articles", "corpus"])
            self.assertEqual(edges, {("corpus", "articles"): ""})

    def test_no_name_breaks_out_of_its_label(self):
        names = {name: f"in {name}" for name in HOSTILE}
        pipeline = self.pipeline(*(("dedup", {"field": name}) for name in HOSTILE), fields=names,
                                 output={"path": '"]-->{shard}&amp;\\'})
        for nodes, edges in self.mermaid(pipeline), self.dot(pipeline):
            self.assertEqual(nodes["corpus"], ["corpus", *(f"{name} is in {name}" for name in HOSTILE)])
            self.assertEqual(nodes["articles"], ['articles/"]-->{shard}&amp;\\.jsonl.gz'])
            for number, name in enumerate(HOSTILE, 1):
                self.assertIn(f"reads {name}, title?", nodes[f"stage{number}"])
            self.assertEqual(len(edges), 2 * len(HOSTILE) + 1)

    def test_control_characters_are_shown_as_such(self):
        pipeline = self.pipeline(("dedup", {"field": "a\nb\x1b[31m\x9b"}), fields={"a\nb\x1b[31m\x9b": "m\r\n"})
        for nodes, _ in self.mermaid(pipeline), self.dot(pipeline):
            self.assertEqual(nodes["corpus"], ["corpus", "a_b_[31m__ is m__"])

    def test_a_faulty_file_is_not_drawn(self):
        done = self.galley("graph", self.pipeline("claen"), status=2)
        self.assertEqual(done.stdout, b"")
        self.assertIn('did you mean "clean"', done.stderr_text)
        done = self.galley("graph", self.pipeline(), "--format", "svg", status=2)
        self.assertIn("--format svg: mermaid or dot is wanted", done.stderr_text)

    def test_the_picture_in_the_readme_is_what_is_printed(self):
        shown = re.search(r"(?ms)^```mermaid\n(.*?)^```", (SOURCE / "README.md").read_text("utf-8"))[1]
        self.assertEqual(self.galley("graph", "pipelines/news.json", cwd=SOURCE).stdout.decode(), shown)

    def test_standard_input_is_drawn(self):
        done = self.galley("graph", "-", stdin=b'{"galley": 1, "stages": [{"use": "clean"}]}')
        self.assertIn(b"clean", done.stdout)


if __name__ == "__main__":
    unittest.main()
