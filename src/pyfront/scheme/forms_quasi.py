"""``quasiquote``: constants where nothing is unquoted, calls of ``cons``, ``append`` and their like around the rest."""

from __future__ import annotations

from pyfront.core.ir import Const, Node, PrimCall
from pyfront.expand.env import EXPRESSION, Scope, Special, is_identifier
from pyfront.expand.expander import MAX_DEPTH, Expander, bad
from pyfront.expand.trees import strip
from pyfront.scheme.forms import SPLICING, UNQUOTE
from pyfront.text.datum import List, Vector

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

MAX_ARGS = 100  # of one call of list or append: more are made in portions


def expand_quasiquote(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) != 2:
        raise bad("quasiquote", "expected (quasiquote template)", form.start)
    return _Quasi(cx, env, form.items[1]).build(form.items[1], form.pos[1], 1)


class _Quasi:
    def __init__(self, cx: Expander, env: Scope, x: Any) -> None:
        self.cx = cx
        self.env = env
        self.computed = self.find_computed(x)  # (id, level) of the compounds with something to compute inside

    def find_computed(self, x: Any) -> set[tuple[int, int]]:
        """Looks at every part once; not into what is unquoted, which may be a quasiquote again."""
        parents: dict[tuple[int, int], list[tuple[int, int]]] = {}
        found: list[tuple[int, int]] = []
        todo: list[tuple[Any, int, tuple[int, int]]] = [(x, 1, (0, 0))]
        while todo:
            x, level, parent = todo.pop()
            if x.__class__ is not List and x.__class__ is not Vector:
                continue
            key = (id(x), level)
            above = parents.get(key)
            if above is not None:
                above.append(parent)
                continue
            parents[key] = [parent]
            plain, last = self.split(x)
            todo += [(item, level, key) for item in plain]
            if last is None:
                continue
            inner = level + 1 if self.keyword(last) is QUASI else level - 1
            if inner:
                todo.append((last.items[1], inner, key))
            else:
                found.append(key)
        computed: set[tuple[int, int]] = set()
        while found:
            one = found.pop()
            if one not in computed:
                computed.add(one)
                found += parents.get(one, ())
        return computed

    def split(self, x: Any) -> tuple[list[Any], List | None]:
        """The parts of a compound; and a quotation at its end: (a . ,b) is read as (a unquote b)."""
        if x.__class__ is Vector:
            return x.items, None
        if x.tail is not None:
            return [*x.items, x.tail], None
        if len(x.items) >= 2 and is_identifier(x.items[-2]):
            last = List(x.items[-2:], x.pos[-2:], None, x.pos[-2], x.end)
            if self.keyword(last) is not None:
                return x.items[:-2], last
        return x.items, None

    def keyword(self, x: Any) -> Any:
        """UNQUOTE, SPLICING or QUASI if the list is an application of that, else None."""
        if x.__class__ is List and len(x.items) == 2 and x.tail is None and is_identifier(x.items[0]):
            binding = self.env.find(x.items[0])
            if binding is UNQUOTE or binding is SPLICING or binding is QUASI:
                return binding
        return None

    def build(self, x: Any, pos: int, level: int) -> Node:
        """The value of a template. ``level``: quasiquotes around minus unquotes."""
        cx = self.cx
        if x.__class__ is not List and x.__class__ is not Vector:
            return Const(strip(x), pos)
        if (id(x), level) not in self.computed:
            return Const(strip(x), x.start)
        if cx.depth >= MAX_DEPTH:
            return cx.later(lambda: self.build(x, pos, level), x.start)
        cx.depth += 1
        cx.spend(len(x.items), x.start)
        if x.__class__ is Vector:
            node: Node = PrimCall("list->vector", [self.sequence(x.items, x.pos, None, level, x.start)], x.start)
        else:
            node = self.build_list(x, level)
        cx.depth -= 1
        return node

    def build_list(self, x: Any, level: int) -> Node:
        items, positions, pos = x.items, x.pos, x.start
        keyword = self.keyword(x)
        if keyword is UNQUOTE and level == 1:
            return self.cx.expand(items[1], self.env, positions[1])
        if keyword is SPLICING and level == 1:
            raise bad("quasiquote", "unquote-splicing is only allowed inside a list or vector", pos)
        if keyword is not None:
            inner = level + 1 if keyword is QUASI else level - 1
            rest = self.sequence(items[1:], positions[1:], None, inner, pos)
            return PrimCall("cons", [Const(strip(items[0]), pos), rest], pos)
        tail = None if x.tail is None else self.build(x.tail, positions[-1], level)
        items, last = self.split(x) if x.tail is None else (items, None)
        if last is not None:
            tail = self.build_list(last, level)
        return self.sequence(items, positions, tail, level, pos)

    def sequence(self, items: list[Any], positions: list[int], tail: Node | None, level: int, pos: int) -> Node:
        """Items in front of a tail, by default the empty list."""
        parts: list[Any] = []  # lists of nodes: plain items; nodes: spliced lists
        for item, at in zip(items, positions):
            if level == 1 and self.keyword(item) is SPLICING:
                parts.append(self.cx.expand(item.items[1], self.env, item.pos[1]))
            else:
                if not parts or parts[-1].__class__ is not list:
                    parts.append([])
                parts[-1].append(self.build(item, at, level))
        if tail is None and parts and parts[-1].__class__ is not list:
            tail = parts.pop()  # (a ,@b) shares b
        if len(parts) == 1 and parts[0].__class__ is list and tail is not None and len(parts[0]) <= MAX_ARGS:
            return PrimCall("cons" if len(parts[0]) == 1 else "cons*", [*parts[0], tail], pos)
        lists: list[Node] = []
        for part in parts:
            lists += _portions(part, pos) if part.__class__ is list else [part]
        if tail is not None:
            lists.append(tail)
        return _append(lists, pos)


def _portions(nodes: list[Node], pos: int) -> list[Node]:
    """Lists that joined hold the values of the nodes."""
    return [PrimCall("list", nodes[i : i + MAX_ARGS], pos) for i in range(0, len(nodes), MAX_ARGS)]


def _append(lists: list[Node], pos: int) -> Node:
    if len(lists) == 1:
        return lists[0]
    while len(lists) > MAX_ARGS:
        lists = [_append(lists[i : i + MAX_ARGS], pos) for i in range(0, len(lists), MAX_ARGS)]
    return PrimCall("append", lists, pos)


QUASI = Special("quasiquote", EXPRESSION, expand_quasiquote)
FORMS: dict[str, Special] = {"quasiquote": QUASI}
