"""``SExprParser`` and what goes with it, in the shape of hyperon's package: terms and syntax trees from a text."""

from __future__ import annotations

from enum import Enum

from pyfront.errors import IncompleteError, ReadError
from pyfront.metta.reader import Reader, Tokenizer
from pyfront.text.source import Source
from vmcore.terms import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

# beginnings of the messages of the reader, and what hyperon says instead
_THEIRS = (
    ("a string that does not end", "Unclosed String Literal"),
    ("an expression that does not end", "Unexpected end of expression"),
    ("a closing parenthesis without", "Unexpected right bracket"),
)


class BadProgram(ReadError, RuntimeError):
    """A program that cannot be read: hyperon's RuntimeError, with its text as the argument, and the place."""


class UnfinishedProgram(IncompleteError, BadProgram):
    """One that ends too soon."""


class BadSyntax(ReadError, SyntaxError):
    """What ``SExprParser`` raises: as a SyntaxError, with the place."""


def _as(kind: type[ReadError], error: ReadError) -> ReadError:
    made = kind(error.message, file=error.file, line=error.line, column=error.column, excerpt=error.excerpt)
    theirs = [said for ours, said in _THEIRS if error.message.startswith(ours)]
    made.args = (theirs[0] if theirs else error.message,)
    return made


def reading(fn: Callable[[], T]) -> T:
    """What a function answers that reads a program."""
    try:
        return fn()
    except BadProgram:
        raise
    except ReadError as error:
        raise _as(UnfinishedProgram if isinstance(error, IncompleteError) else BadProgram, error) from None


class SyntaxNodeType(Enum):
    COMMENT = 0
    VARIABLE_TOKEN = 1
    STRING_TOKEN = 2
    WORD_TOKEN = 3
    OPEN_PAREN = 4
    CLOSE_PAREN = 5
    WHITESPACE = 6
    LEFTOVER_TEXT = 7
    EXPRESSION_GROUP = 8
    ERROR_GROUP = 9


class SyntaxNode:
    """A piece of a text: a word, a parenthesis, what is between, or all of an expression."""

    def __init__(self, kind: SyntaxNodeType, start: int, end: int, children: list[SyntaxNode] | None = None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.children = children

    def __repr__(self) -> str:
        return f"SyntaxNode({self.kind.name}, {self.start}, {self.end})"

    def get_type(self) -> SyntaxNodeType:
        return self.kind

    def src_range(self) -> range:
        return range(self.start, self.end)

    def unroll(self) -> list[SyntaxNode]:
        """All pieces that have no pieces, in order."""
        found: list[SyntaxNode] = []
        stack = [self]
        while stack:
            node = stack.pop()
            if node.children is None:
                found.append(node)
            else:
                stack.extend(reversed(node.children))
        return found


class SExprParser:
    """The terms of a text, one after another."""

    def __init__(self, text: str) -> None:
        self.source = Source("<metta>", text)
        self.at = 0

    def parse(self, tokenizer: Tokenizer) -> Atom | None:
        """The next term; None at the end."""
        reader = Reader(self.source, tokenizer)
        reader.at = self.at
        try:
            found = reader.read()
        except ReadError as error:
            raise _as(BadSyntax, error) from None
        self.at = reader.at
        return None if found is None else found[0]

    def parse_to_syntax_tree(self) -> SyntaxNode | None:
        """The next expression, word or space as it is written; None at the end."""
        stack: list[SyntaxNode] = []
        while self.at < len(self.source.text):
            node = self._piece()
            self.at = node.end
            if node.kind is SyntaxNodeType.OPEN_PAREN:
                stack.append(SyntaxNode(SyntaxNodeType.EXPRESSION_GROUP, node.start, node.end, [node]))
                continue
            if not stack:
                kind = node.kind
                return SyntaxNode(SyntaxNodeType.LEFTOVER_TEXT, node.start, node.end) if kind is _CLOSE else node
            group = stack[-1]
            assert group.children is not None
            group.children.append(node)
            group.end = node.end
            if node.kind is _CLOSE:
                stack.pop()
                if not stack:
                    return group
                assert stack[-1].children is not None
                stack[-1].children.append(group)
        while len(stack) > 1:
            inner = stack.pop()
            inner.kind = SyntaxNodeType.ERROR_GROUP
            assert stack[-1].children is not None
            stack[-1].children.append(inner)
            stack[-1].end = inner.end
        if stack:
            stack[0].kind = SyntaxNodeType.ERROR_GROUP
        return stack[0] if stack else None

    def _piece(self) -> SyntaxNode:
        from re import DOTALL, compile

        found = compile(_PIECE, DOTALL).match(self.source.text, self.at)
        assert found is not None and found.lastgroup is not None
        return SyntaxNode(SyntaxNodeType[found.lastgroup], self.at, found.end())


_CLOSE = SyntaxNodeType.CLOSE_PAREN
_PIECE = (
    r"(?P<WHITESPACE>\s+)|(?P<COMMENT>;[^\n]*)|(?P<OPEN_PAREN>\()|(?P<CLOSE_PAREN>\))"
    r'|(?P<STRING_TOKEN>"(?:[^"\\]|\\.)*"?)|(?P<VARIABLE_TOKEN>\$[^\s()]*)|(?P<WORD_TOKEN>[^\s();"]+)'
)
