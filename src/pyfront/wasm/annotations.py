"""Annotations of the text format that mean something: ``(@custom ...)`` is a custom section, ``(@name ...)`` a name for the
name section, and ``(@metadata.code.branch_hint ...)`` a hint, which is checked and otherwise left out.
"""

from __future__ import annotations

from bisect import bisect_left

from pyfront.text.source import Source
from pyfront.wasm.decode import ORDER
from pyfront.wasm.errors import InvalidModule, MalformedModule
from pyfront.wasm.lexer import EOF, ID, OPEN, STRING, WORD, Tokens
from pyfront.wasm.module import Custom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.module import ModuleData

SECTIONS = {
    "type": 1, "import": 2, "func": 3, "table": 4, "memory": 5, "tag": 13, "global": 6, "export": 7, "start": 8, "elem": 9,
    "datacount": 12, "code": 10, "data": 11,
}  # fmt: skip
_LAST = ORDER[-1]
_NAMED = (
    "type", "func", "table", "memory", "global", "tag", "elem", "data",
    "param", "local", "field", "block", "loop", "if", "try_table",
)  # fmt: skip
_HINTED = ("if", "br_if")


class Annotations:
    """Of one module, whose fields begin at the tokens ``starts``. ``defined``: see ModuleParser."""

    def __init__(
        self,
        tokens: Tokens,
        m: ModuleData,
        first: int,
        end: int,
        starts: list[int],
        defined: dict[int, tuple[str, int]],
    ) -> None:
        self.tokens = tokens
        self.m = m
        self.first = first
        self.end = end
        self.starts = starts
        self.defined = defined
        self.names: list[tuple[str, int, str]] = []
        self.hinted: set[int] = set()  # tokens

    def read(self) -> list[tuple[str, int, str]]:
        found = self.tokens.annotations
        at = bisect_left(found, (self.first, ""))
        while at < len(found) and found[at][0] <= self.end:
            before, name, start, inside, end = found[at]
            self.pos = start
            self.name = name
            inner = self._inner(inside, end)
            if name == "custom":
                self._custom(before, inner)
            elif name == "name":
                self._name(before, inner)
            else:
                self._hint(before, inner)
            at += 1
        self.m.customs.sort(key=lambda custom: ORDER.index(custom.after) + 1 if custom.after else 0)  # as in the binary
        return self.names

    def _inner(self, inside: int, end: int) -> Tokens:
        try:
            return Tokens(Source(self.tokens.source.name, self.tokens.source.text[inside:end]), any_word=True)
        except MalformedModule as error:
            raise self.error(error.message) from None

    def error(self, message: str) -> MalformedModule:
        return self.tokens.error(f"@{self.name} annotation: {message}", self.pos)

    def misplaced(self) -> MalformedModule:
        return self.tokens.error(f"misplaced @{self.name} annotation", self.pos)

    def _text(self, value: str | bytes) -> str:
        assert isinstance(value, bytes)
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise self.error("malformed UTF-8 encoding") from None

    # ------------------------------------------------------------ custom sections

    def _custom(self, before: int, inner: Tokens) -> None:
        field = bisect_left(self.starts, before)
        if before != self.end and self.starts[field : field + 1] != [before]:
            raise self.misplaced()
        kinds, values = inner.kinds, inner.values
        if kinds[0] != STRING:
            raise self.error("missing section name")
        name = self._text(values[0])
        at, after = 1, _LAST
        if kinds[1] == OPEN:
            close = inner.close[1]
            after = self._place([str(v) for v in values[2:close]])
            at = close + 1
        data = []
        while kinds[at] == STRING:
            data.append(values[at])
            at += 1
        if kinds[at] != EOF:
            raise self.error("unexpected token")
        self.m.customs.append(Custom(name, b"".join(data), after, self.pos + 1))

    def _place(self, words: list[str]) -> int:
        """Behind which section: its id, or 0."""
        if not words or words[0] not in ("before", "after"):
            raise self.error("malformed placement")
        direction, *rest = words
        if len(rest) != 1 or rest[0] not in (*SECTIONS, "first" if direction == "before" else "last"):
            raise self.error("malformed section kind")
        if rest[0] in ("first", "last"):
            return 0 if direction == "before" else _LAST
        section = SECTIONS[rest[0]]
        place = ORDER.index(section)
        return section if direction == "after" else ORDER[place - 1] if place else 0

    # ------------------------------------------------------------ names

    def _name(self, before: int, inner: Tokens) -> None:
        kinds, values = self.tokens.kinds, self.tokens.values
        last = before - 1
        if last >= 0 and kinds[last] == ID:
            last -= 1
        if last < 0 or kinds[last] != WORD:
            raise self.misplaced()
        if inner.kinds != [STRING, EOF]:
            raise self.error("unexpected token")
        name = self._text(inner.values[0])
        if values[last] == "module" and before == self.first:
            if any(kind == "module" for kind, _, _ in self.names):
                raise self.error("multiple module")
            self.names.append(("module", 0, name))
        elif values[last] not in _NAMED:
            raise self.misplaced()
        elif last + 1 in self.defined:
            self.names.append((*self.defined[last + 1], name))

    # ------------------------------------------------------------ hints

    def _hint(self, before: int, inner: Tokens) -> None:
        kinds, values = self.tokens.kinds, self.tokens.values
        field = bisect_left(self.starts, before) - 1
        inside = field >= 0 and before <= self.tokens.close[self.starts[field]]
        if not inside or values[self.starts[field] + 1] != "func":
            raise self.error("not in a function")
        if inner.kinds != [STRING, EOF] or inner.values[0] not in (b"\0", b"\1"):
            raise self.error("malformed hint")
        if before in self.hinted:
            raise self.error("duplicate annotation")
        self.hinted.add(before)
        word = values[before + 1] if kinds[before] == OPEN else values[before]
        if word not in _HINTED:
            source, pos = self.tokens.source, self.pos + 1
            raise InvalidModule("@metadata.code.branch_hint annotation: invalid target", source=source, pos=pos)
