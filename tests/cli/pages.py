"""What the tests of reports share: a page as a parser sees it."""
import html.parser

VOID = {"meta", "br", "img", "link", "input", "hr"}
SVG_SHAPES = {"rect", "path", "line", "circle"}


class Page(html.parser.HTMLParser):
    """All elements with their attributes and texts. Wrong nesting is an AssertionError."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"<{tag}>: twice an attribute of {names}"
        element = {"tag": tag, "attributes": dict(attributes), "text": "", "inside": list(self.open)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(tag)
            self.texts.append(element)

    def handle_startendtag(self, tag, attributes):
        assert tag in VOID | SVG_SHAPES, f"<{tag}/> is not closed by that"
        self.elements.append({"tag": tag, "attributes": dict(attributes), "text": "", "inside": list(self.open)})

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open}"
        self.open.pop()
        self.texts.pop()

    def handle_data(self, data):
        for element in self.texts:
            element["text"] += data

    def all(self, tag):
        return [element for element in self.elements if element["tag"] == tag]

    def ids(self):
        return [element["attributes"]["id"] for element in self.elements if "id" in element["attributes"]]

    def headings(self):
        return [element for element in self.elements if element["tag"] in ("h1", "h2", "h3", "h4", "h5", "h6")]

    def texts_of(self, tag):
        return [" ".join(element["text"].split()) for element in self.all(tag)]
