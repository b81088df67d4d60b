"""Functions of the library that are functions of Python: Markdown and HTML. Markdown becomes HTML by markdown-it-py, if that is
installed; HTML is read by html.parser."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from pyfront.sema.host import failed
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# ---------------------------------------------------------------- Markdown

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")


def markdown_to_html(text: str) -> str:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise failed("markdown/to-html needs the package markdown-it-py (pip install 'vmcore[markdown]')") from None
    made: str = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    return made


def markdown_headings(text: str) -> list[dict[Any, Any]]:
    found = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            continue
        if mark:
            fence = mark[1]
            continue
        heading = _HEADING.match(line)
        if heading:
            found.append({Keyword("level"): len(heading[1]), Keyword("text"): _heading_text(line[heading.end() :])})
    return found


def _heading_text(rest: str) -> str:
    """Without the marks that may close it."""
    text = rest.strip(" \t")
    open_end = text.rstrip("#")
    return text if open_end and not open_end.endswith((" ", "\t")) else open_end.rstrip(" \t")


def markdown_frontmatter(text: str) -> dict[Any, Any]:
    """What stands between two lines of --- at the start, and the rest."""
    match = re.match(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", text, re.S | re.M)
    head, body = (match[1], text[match.end() :]) if match else (None, text)
    return {Keyword("frontmatter"): head, Keyword("body"): body}


# ---------------------------------------------------------------- HTML

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_CLOSED_BY = {
    "p": frozenset("p div ul ol li h1 h2 h3 h4 h5 h6 table pre blockquote section article form hr".split()),
    "li": frozenset(("li",)), "td": frozenset(("td", "th", "tr")), "th": frozenset(("td", "th", "tr")), "tr": frozenset(("tr",)),
    "option": frozenset(("option",)), "dt": frozenset(("dt", "dd")), "dd": frozenset(("dt", "dd")),
}  # fmt: skip


class Element:
    """An element: name, attributes, and what is in it (elements and texts)."""

    def __init__(self, name: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.name = name
        self.attributes = attributes
        self.parent = parent
        self.items: list[Element | str] = []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSED_BY.get(self.at.name, ()) and self.at.parent is not None:
            self.at = self.at.parent
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.items.append(made)
        if tag not in VOID:
            self.at = made

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.at
        while at is not None and at.name != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.items.append(data)


def _parsed(text: str) -> Element:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


def _written(element: Element) -> str:
    out: list[str] = []
    todo: list[Element | str] = [element]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            out.append(one)
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in one.attributes.items())
        if one.name:
            out.append(f"<{one.name}{attributes}>")
            if one.name not in VOID:
                todo.append(f"</{one.name}>")
        todo += [escape(item, quote=False) if isinstance(item, str) else item for item in reversed(one.items)]
    return "".join(out)


def _text(element: Element) -> str:
    out: list[str] = []
    todo: list[Element | str] = [element]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            out.append(one)
        elif one.name not in ("script", "style"):
            todo += reversed(one.items)
    return " ".join("".join(out).split())


def html_parse(text: str) -> str:
    """The text with all elements closed."""
    return _written(_parsed(text))


_SIMPLE = re.compile(r"""([\w-]+|\*)?((?:\.[\w-]+|\#[\w-]+|\[[\w-]+(?:=(?:"[^"]*"|'[^']*'|[^\]]*))?\])*)\Z""")
_PART = re.compile(r"""\.([\w-]+)|\#([\w-]+)|\[([\w-]+)(=(?:"[^"]*"|'[^']*'|[^\]]*))?\]""")

Step = tuple[bool, str, list[tuple[str, "str | None", bool]]]  # child only?, name or *, tests: attribute, value, is it a class?


def _steps(selector: str) -> list[Step]:
    """A selector of elements, classes, ids and attributes, with blanks and > between them."""
    steps: list[Step] = []
    child = False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        match = _SIMPLE.match(word)
        if match is None:
            raise failed(f"html/select: the selector {selector} has more than elements, .classes, #ids and [attributes]")
        tests: list[tuple[str, str | None, bool]] = []
        for part in _PART.finditer(match[2]):
            if part[1]:
                tests.append(("class", part[1], True))
            elif part[2]:
                tests.append(("id", part[2], False))
            else:
                tests.append((part[3], None if part[4] is None else part[4][1:].strip("\"'"), False))
        steps.append((child, match[1] or "*", tests))
        child = False
    if not steps or child:
        raise failed(f"html/select: expected a selector, got {selector!r}")
    return steps


def _fits(element: Element, step: Step) -> bool:
    _, name, tests = step
    if name not in ("*", element.name):
        return False
    for attribute, value, among in tests:
        found = element.attributes.get(attribute)
        if found is None or (value is not None and (value not in found.split() if among else found != value)):
            return False
    return True


def _selected_by(element: Element, steps: list[Step]) -> bool:
    if not _fits(element, steps[-1]):
        return False
    at: Element = element
    for number in range(len(steps) - 1, 0, -1):
        child, outer = steps[number][0], at.parent
        while outer is not None and outer.name and not _fits(outer, steps[number - 1]):
            outer = None if child else outer.parent
        if outer is None or not outer.name:
            return False
        at = outer
    return True


def _select(text: str, selector: str) -> list[Element]:
    wanted = [_steps(one) for one in selector.split(",")]
    found = []
    todo: list[Element | str] = [_parsed(text)]
    while todo:
        one = todo.pop()
        if isinstance(one, Element):
            if one.name and any(_selected_by(one, steps) for steps in wanted):
                found.append(one)
            todo += reversed(one.items)
    return found


def html_select(text: str, selector: str) -> list[str]:
    return [_written(one) for one in _select(text, selector)]


def html_select_text(text: str, selector: str) -> list[str]:
    return [_text(one) for one in _select(text, selector)]


FUNCTIONS: dict[str, Any] = {
    "markdown/to-html": markdown_to_html, "markdown/headings": markdown_headings, "markdown/frontmatter": markdown_frontmatter,
    "html/parse": html_parse, "html/select": html_select, "html/select-text": html_select_text,
}  # fmt: skip
