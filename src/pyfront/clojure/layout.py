"""The lines of the pretty printer: where the newlines that are possible become newlines.

Tokens are texts; the first character says what one is: ``t`` text, ``(`` the beginning of a block and its prefix, ``)`` its
end and suffix, ``l`` ``f`` ``m`` ``!`` newlines (linear, fill, miser, mandatory), ``b`` and ``c`` an indentation relative to the
block or to here, with its number. A linear newline breaks if its block does not fit the line; a fill newline if the part up to
the next newline does not, or if the part before it was broken.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEWLINES = "lfm!"


class Block:
    __slots__ = ("parent", "start", "indent", "broken", "inside")

    def __init__(self, parent: Block | None) -> None:
        self.parent = parent
        self.start = 0  # column of the first character behind the prefix
        self.indent = 0
        self.broken = False  # has a newline of it been made?
        self.inside = False  # has one been made inside of a block in it, since?


def layout(root: Any, machine: Any, tokens: Any, margin: Any, miser: Any, column: int) -> str:
    """The text. ``margin``: no character stands there or behind it; false: there is none."""
    return Layout(list(machine.plain(tokens)), margin, miser, column).text()


class Layout:
    def __init__(self, tokens: list[str], margin: Any, miser: Any, column: int) -> None:
        self.tokens = tokens
        self.margin = margin if margin.__class__ is int else None
        self.miser = miser if miser.__class__ is int else None
        self.column = column
        self.out: list[str] = []
        self.measure()

    def measure(self) -> None:
        """For each newline the width of what follows: to the next newline of a block around, and to the next of its own."""
        sums = [0]
        section: dict[int, int] = {}
        part: dict[int, int] = {}
        # By depth: newlines of the block that is open there, and of blocks in it that were closed since its last newline.
        own: list[list[int]] = [[]]
        closed: list[list[int]] = [[]]
        for i, token in enumerate(self.tokens):
            kind = token[0]
            if kind in NEWLINES:
                before = self.tokens[i - 1] if i else ""
                blanks = len(before) - len(before.rstrip(" ")) if before.startswith("t") else 0
                end = sums[-1] - blanks  # blanks before a newline are not written
                section.update(dict.fromkeys(closed[-1], end))
                if own[-1]:
                    part[own[-1][-1]] = end
                closed[-1] = []
                own[-1].append(i)
            elif kind == "(":
                own.append([])
                closed.append([])
            elif kind == ")":
                ended = own.pop() + closed.pop()
                closed[-1] += ended
            sums.append(sums[-1] + (len(token) - 1 if kind in "t()" else 0))
        last = self.tokens[-1] if self.tokens else ""
        if last.startswith(")"):  # the very last suffix may stand behind the margin
            sums[-1] -= len(last) - 1
        newlines = [i for i, token in enumerate(self.tokens) if token[0] in NEWLINES]
        self.section = {i: section.get(i, sums[-1]) - sums[i + 1] for i in newlines}
        self.part = {i: part.get(i, section.get(i, sums[-1])) - sums[i + 1] for i in newlines}

    def text(self) -> str:
        block = Block(None)
        for i, token in enumerate(self.tokens):
            kind, rest = token[0], token[1:]
            if kind == "t":
                self.put(rest)
            elif kind == "(":
                self.put(rest)
                block = Block(block)
                block.start = block.indent = self.column
            elif kind == ")":
                self.put(rest)
                block = block.parent or block
            elif kind in NEWLINES:
                if self.breaks(kind, i, block):
                    self.newline(block)
            else:
                block.indent = (block.start if kind == "b" else self.column) + int(rest)
        return "".join(self.out)

    def put(self, text: str) -> None:
        self.out.append(text)
        end = text.rfind("\n")
        self.column = self.column + len(text) if end < 0 else len(text) - end - 1

    def breaks(self, kind: str, i: int, block: Block) -> bool:
        if kind == "!":
            return True
        width = self.section[i]
        long = block.broken or not self.fits(width)
        narrow = self.miser is not None and self.margin is not None and block.start >= self.margin - self.miser
        if kind == "l":
            return long
        if kind == "m":
            return narrow and long
        return not self.fits(width) and (block.inside or not self.fits(self.part[i]) or (narrow and long))

    def fits(self, width: int) -> bool:
        return self.margin is None or self.column + width < self.margin

    def newline(self, block: Block) -> None:
        while self.out and not self.out[-1].rstrip(" "):
            self.out.pop()
        if self.out:
            self.out[-1] = self.out[-1].rstrip(" ")
        self.out.append("\n" + " " * block.indent)
        self.column = block.indent
        block.broken, block.inside = True, False
        outer = block.parent
        while outer is not None:
            outer.broken = outer.inside = True
            outer = outer.parent
