"""Names of Python in programs: ``python/len``, ``python/math.sqrt``, ``math/sqrt`` with ``python.math`` required as ``math``,
keyword arguments after ``**``, ``python/with``."""

from __future__ import annotations

from pyfront.clojure.analyse import fail
from pyfront.clojure.data import List, Map, Vector, bare
from pyfront.clojure.template import Template, one, rest
from pyfront.core.ir import Call, Const, GlobalRef, Node
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser

# What the namespace python has besides Python's builtins: name -> function of clojure.core.
OWN = {
    "import": "%py-import", "attr": "%py-attr", "set-attr!": "%py-set-attr!", "item": "%py-item", "set-item!": "%py-set-item!",
    "call": "%py-call", "seq": "%py-seq", "raise": "%py-raise",
}  # fmt: skip
STARS = Symbol("**")


def path_of(an: Analyser, name: str) -> str | None:
    """The dotted name in Python that a symbol stands for; None if it stands for nothing of Python's."""
    space, slash, member = name.partition("/")
    if not slash or not space or not member:
        return None
    full = an.world.current.aliases.get(space, space)
    if full == "python":
        return member
    return f"{full[7:]}.{member}" if full.startswith("python.") else None


def value(an: Analyser, path: str, pos: int) -> Node:
    if path in OWN:
        return GlobalRef("clojure.core/" + OWN[path], pos)
    return Call(GlobalRef("clojure.core/%py-value", pos), [Const(path, pos)], pos)


def call(an: Analyser, path: str, x: List, scope: dict[Any, Any]) -> Any:
    """A list whose head is a name of Python's: a node, or the form it stands for."""
    if path == "with":
        return _with(x)
    if STARS not in x.items or STARS in scope:
        return Call(value(an, path, x.pos[0]), an.operands(x, scope), x.start)
    return keyword_call(an, value(an, path, x.pos[0]), x, 1, scope)


def keyword_call(an: Analyser, function: Node, x: List, start: int, scope: dict[Any, Any]) -> Node:
    """``(f a b ** :k v)``; ``start``: where the arguments begin."""
    at = x.items.index(STARS)
    given, where = x.items[at + 1 :], x.pos[at + 1 :]
    if len(given) % 2 or not all(bare(key).__class__ is Keyword for key in given[::2]):
        raise fail("** is followed by keywords and values in turn", x.pos[at])
    args = an.analyse(Vector(x.items[start:at], x.pos[start:at], x.start, x.end), scope, x.start)
    names = an.analyse(Map(given, where, x.pos[at], x.end), scope, x.start)
    return Call(GlobalRef("clojure.core/%py-apply", x.start), [function, args, names], x.start)


_WITH = Template("""(let [manager# ~value ~name (%py-enter manager#)
      result# (try [(python/with ~others ~@body)] (catch java.lang.Throwable e# (if (%py-exit manager# e#) nil (throw e#))))]
  (if result# (do (%py-exit manager# nil) (nth result# 0)) nil))""")


def _with(x: List) -> Any:
    bindings = x.items[1] if len(x.items) > 1 else None
    if bindings.__class__ is not Vector or len(bindings.items) % 2:
        raise fail("python/with takes a vector of names and context managers, and forms", x.start)
    if not bindings.items:
        return List((Symbol("do"), *x.items[2:]), (x.start, *x.pos[2:]), x.start, x.end)
    others = Vector(bindings.items[2:], bindings.pos[2:], bindings.start, bindings.end)
    return _WITH.fill(x.start, value=one(bindings, 1), name=one(bindings, 0), others=others, body=rest(x, 2))
