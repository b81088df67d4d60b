"""Language files: programs with what they must do in comments on the line they are about.

    (car '(1 2))      ; => 1                         the value, as `write` prints it
    (display "hi")    ; prints: hi                   the output, a line of it per comment
    (car 5)           ; !! WrongType: car: .*pair    an error: a regular expression found in "class: message"; the
                                                     error must be on the line of the comment

A comment alone on its line belongs to the form before it. Paragraphs (text between blank lines) are chunks: each is
one test, run form by form in a new runtime. A paragraph without expectations is a prelude of all chunks behind it.
Directives, in a comment line of the chunk: `;; skip: ENGINE ...` and `;; timeout: SECONDS`.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import engines
import pyfront
from pyfront.errors import IncompleteError
from pyfront.scheme.reader import read_all
from pyfront.text.source import Source

_EXPECT = re.compile(r";\s?(=>|!!|prints:)(?: (.*))?$")
_DIRECTIVE = re.compile(r"^;; (skip|timeout): (.*)$", re.M)


class Form:
    """One datum of a chunk, with its expectations. Lines are those of the file."""

    def __init__(self, text: str, line: int, column: int) -> None:
        self.text, self.line, self.column = text, line, column
        self.value: tuple[str, int] | None = None
        self.error: tuple[str, int] | None = None
        self.prints: list[str] | None = None
        for i, one in enumerate(text.split("\n")):
            found = _EXPECT.search(one)
            if found:
                self._expect(found[1], (found[2] or "").rstrip() if found[1] != "prints:" else found[2] or "", line + i)

    def _expect(self, kind: str, text: str, line: int) -> None:
        if kind == "prints:":
            self.prints = [*(self.prints or []), text]
            return
        assert self.value is None and self.error is None, f"line {line}: a form has one result"
        if kind == "=>":
            self.value = text, line
        else:
            # alone on its line: about the form, wherever it is
            self.error = text, line
            own = self.text.split("\n")[line - self.line]
            if own.lstrip().startswith(";"):
                self.error = text, 0

    @property
    def expects(self) -> bool:
        return self.value is not None or self.error is not None or self.prints is not None


class Chunk:
    def __init__(self, text: str, line: int) -> None:
        self.text, self.line = text, line
        self.forms = [Form(*f) for f in _forms(text, line)]
        self.skip: list[str] = []
        self.timeout = 30.0
        for name, value in _DIRECTIVE.findall(text):
            if name == "skip":
                self.skip += value.split()
            else:
                self.timeout = float(value)

    @property
    def expects(self) -> bool:
        return any(form.expects for form in self.forms)


def _forms(text: str, line: int) -> list[tuple[str, int, int]]:
    places = [pos - 1 for _, pos in read_all(Source("chunk", text))]
    out = []
    for start, end in zip(places, [*places[1:], len(text)]):
        before = text[:start]
        out.append((text[start:end], line + before.count("\n"), start - (before.rfind("\n") + 1)))
    return out


def chunks(path: Path) -> list[Chunk]:
    """All paragraphs of a file that hold forms."""
    out: list[Chunk] = []
    pending, at = "", 0
    line = 1
    for paragraph in re.split(r"(\n[ \t]*\n)", path.read_text(encoding="utf-8")):
        if not pending and not paragraph.strip():
            line += paragraph.count("\n")
            continue
        if not pending:
            at = line
        pending += paragraph
        line += paragraph.count("\n")
        try:
            chunk = Chunk(pending, at)
        except IncompleteError:
            continue  # a blank line inside a form
        pending = ""
        if chunk.forms:
            out.append(chunk)
    assert not pending, f"{path}: the text from line {at} on is incomplete"
    return out


class Failed(Exception):
    """An expectation that was not met."""


class Session:
    """A runtime that goes through the forms of one chunk."""

    def __init__(self, engine: str, path: Path, timeout: float) -> None:
        self.out = io.StringIO()
        self.path = path
        self.rt = engines.runtime(engine, stdout=self.out, timeout=timeout)

    def run(self, form: Form, prelude: bool = False) -> None:
        self.out.seek(0)
        self.out.truncate()
        place = f"{self.path.name}:{form.line}"
        source = "\n" * (form.line - 1) + " " * form.column + form.text
        try:
            value = self.rt.eval(source, self.path.name)
        except pyfront.Error as e:
            self._failed(form, e, place)
        else:
            self._returned(form, value, place)
        if form.prints is not None and not prelude:
            got, want = self.out.getvalue(), "\n".join(form.prints)
            if got not in (want, want + "\n"):
                raise Failed(f"{place}: printed {got!r}, expected {want!r}\n{form.text}")

    def _failed(self, form: Form, e: pyfront.Error, place: str) -> None:
        got = f"{type(e).__name__}: {e.headline()}"
        if form.error is None:
            raise Failed(f"{place}: unexpected error\n{type(e).__name__}: {e}")
        pattern, line = form.error
        if not re.search(pattern, got):
            raise Failed(f"{place}: the error is\n  {got}\nexpected\n  {pattern}")
        if line and e.line != line:
            raise Failed(f"{place}: the error is on line {e.line}, expected {line}\n{e}")

    def _returned(self, form: Form, value: object, place: str) -> None:
        if form.error is not None:
            raise Failed(f"{place}: no error but {self.rt.show(value)}, expected {form.error[0]}\n{form.text}")
        if form.value is not None:
            got = self.rt.show(value)
            if got != form.value[0]:
                raise Failed(f"{place}: {got}, expected {form.value[0]}\n{form.text}")


def run_chunk(engine: str, path: Path, preludes: list[Chunk], chunk: Chunk) -> None:
    session = Session(engine, path, chunk.timeout)
    for one in preludes:
        for form in one.forms:
            session.run(form, prelude=True)
    for form in chunk.forms:
        session.run(form)
    engines.check_heap(session.rt)
