"""EDN, the data notation: read without any program, context or features, and strictly.

It has what ``clojure.edn`` has: the literals, collections, namespaced maps, metadata, ``#_``, and tags. There is no ``::k``,
quote, deref, syntax-quote, ``#()``, ``#'``, ``#"regex"``, ``#?``, ``#=`` or ``#!``. Unlike there, a symbol cannot begin with a
quote. Reading calls nothing but the readers of tags that it is given.
"""

from __future__ import annotations

from pyfront.clojure import printer, reader
from pyfront.clojure.atoms import Regex
from pyfront.clojure.context import REFUSE, Context
from pyfront.clojure.reader import END

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pyfront.text.source import Source
    from vmcore.data import Keyword, Symbol

__all__ = ["END", "read", "read_all", "write"]

MARKS = {"'": "quote", "@": "deref", "`": "syntax-quote", "~": "unquote"}
DISPATCH = {
    "'": "#'var",
    "(": "#() functions",
    '"': "regexes",
    "?": "reader conditionals",
    "=": "#=",
    "!": "#! comments",
}


def read_all(
    source: Source,
    readers: dict[str, Callable[[Any], Any]] | None = None,
    default: Callable[[Symbol, Any], Any] | None = None,
) -> Iterator[reader.Read]:
    """The data of a text, one after another, each with the position of its beginning and the one after its end.

    ``readers``: name of a tag -> function of the form behind it; ``default``: function of the tag and the form, for the
    other tags but ``inst`` and ``uuid``. A ReadError comes in its turn, after the data before it.
    """
    context = Context(conditionals=REFUSE, data_readers=readers, default_reader=default)
    return _Scanner(source, context).scan()


def read(
    source: Source,
    readers: dict[str, Callable[[Any], Any]] | None = None,
    default: Callable[[Symbol, Any], Any] | None = None,
) -> Any:
    """The first datum of a text, END if there is none. What follows it is not looked at."""
    for datum, _, _ in read_all(source, readers, default):
        return datum
    return END


def write(x: Any) -> str:
    """The text of a datum, which reads back as an equal one. TypeError if it has something that EDN has not."""
    return printer.pr_str(x, WRITERS)


WRITERS = {kind: writer for kind, writer in printer.WRITERS.items() if kind is not Regex}


class _Scanner(reader.Scanner):
    __slots__ = ()
    number_ends = "#"

    def _next_bang(self, at: int) -> int:
        return len(self.text)

    def _mark(self, mark: str, at: int) -> int:
        if mark != "^":
            raise self.fail(at, f"EDN has no {MARKS[mark]}: {mark}")
        return super()._mark(mark, at)

    def _hash(self, at: int, stop: int) -> int:
        follows = self.text[at + 1 : at + 2]
        if follows == "_":
            self.open(reader.DISCARD, at)
            return at + 2
        if follows in DISPATCH:
            raise self.fail(at, f"EDN has no {DISPATCH[follows]}", at + 2)
        if at + 1 < stop and not follows.isalpha() and follows not in "#:<":
            raise self.fail(at, f"a tag begins with a letter: {self.text[at : min(stop, at + 40)]}", stop)
        return self._common_hash(at, stop, follows)

    def _namespaced(self, at: int, stop: int) -> int:
        if self.text.startswith("#::", at):
            raise self.fail(at, "EDN has no #::, which needs a namespace", at + 3)
        return super()._namespaced(at, stop)

    def _resolved(self, token: str, at: int) -> Keyword:
        raise self.fail(at, f"EDN has no {token[:40]}: a keyword with :: needs a namespace", at + len(token))
