"""Small procedures of a whole program, put where they are called.

In a whole program nothing but its own text defines or assigns its globals: a global that is defined once, by a
``Lambda``, and never assigned is that procedure. A call of one whose body is small becomes a ``Let`` of its parameters
around a copy of the body. One that calls itself in tail position, and nowhere else, becomes a ``Loop`` there.

A body that is put somewhere has been through this itself, so that chains of small procedures collapse; what takes part
in any other recursion stays a procedure. What a program does before the definition has run is kept: a call stays one
where the definition may come after something that runs.

Backtraces do not change (see ``inlined``). To that end a call in tail position of a procedure inside another one stays a
call: whether that procedure will have a frame of its own is not known yet.
"""

from __future__ import annotations

from pyfront.core.ir import (
    RECORD_TYPE,
    Call,
    CaseLambda,
    Const,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
)
from pyfront.passes.inline import is_atom
from pyfront.passes.inlined import MACHINE, SMALL, TAIL_CALL, Copy, Inlined, replace
from pyfront.passes.letrec import components
from pyfront.passes.walk import children, fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Var


# Nodes of a body that may be put where it is called: SMALL in a loop, or in a procedure that calls itself.
TINY = 8  # anywhere
SMALL_LOOP = 40  # where it becomes a loop
ONCE = 200  # in a loop, if it is called nowhere else: the definition goes, so this is against very large procedures
ROOM = 300  # nodes by which a definition may grow
_LEAVES = (LocalRef, Const, PrimRef, TryPrim)
_REDEFINES = ("eval", "load", "interaction-environment")  # what these procedures do is in no text
_NOT_TAIL, _TAIL, _INNER_TAIL = range(3)  # position of an expression; the last: in tail position of an inner procedure


def known(unit: Lambda) -> Inlined | None:
    """Changes the unit, a whole program. The answer: what was inlined; None if there is nothing to know."""
    body: Any = unit.body
    items = body.items if body.__class__ is Seq else [body]
    mentions: list[set[str]] = []
    assigned: set[str] = set()
    found = _definitions(items, mentions, assigned)
    if not found:
        return None
    wanted = {one.name for one in found.values() if one.size or one.fn.__class__ is Const}
    inliner = _Inliner(items, found, assigned)
    for i in _needed(items, mentions, found):
        if not mentions[i].isdisjoint(wanted):
            inliner.settle(i)
    for i in inliner.changed:
        mentions[i] = set()
        _scan(items[i], set(), set(), mentions[i], {})
    inliner.inlined.without = {
        item.name for i, item in enumerate(items) if item.__class__ is GlobalDefine and i not in inliner.calling
    }
    needed = _needed(items, mentions, found)
    inliner.inlined.stable = inliner.stable(needed, mentions)
    unit.body = Seq([items[i] for i in needed], body.pos)
    return inliner.inlined


class _Known:
    """A global that is a procedure or a constant for good."""

    __slots__ = ("name", "fn", "item", "recursive", "again", "size", "loops", "calls", "count", "once", "type")

    def __init__(self, name: str, fn: Any, item: int, type: tuple[Var, str] | None = None) -> None:
        self.name = name
        self.fn = fn  # Lambda, or Const
        self.item = item  # number of its definition
        self.recursive = False  # does it take part in a recursion of several?
        self.again = False  # does it mention itself, or one that mentions it?
        self.size = 0  # of the body if it may be put where it is called, else 0
        self.loops = False  # does it call itself?
        self.calls = False  # does it call others?
        self.count = 0  # mentions of it in the program
        self.once = False  # is it called in one place, besides its own body?
        self.type = type  # of a procedure for records: variable that holds their type, global that can


def _definitions(items: list[Any], mentions: list[set[str]], assigned: set[str]) -> dict[str, _Known]:
    """The procedures and constants whose definitions are items, if the text is all there is of the program. Fills in which
    globals each item mentions, and which ones change."""
    found: dict[str, _Known] = {}
    for i, item in enumerate(items):
        if item.__class__ is GlobalDefine and item.name not in found:
            value = item.value
            if value.__class__ is Lambda or (value.__class__ is Const and is_atom(value.value)):
                found[item.name] = _Known(item.name, value, i)
        elif item.__class__ is Let:
            _record_procedures(item, i, found)
    if not found:
        return found
    seen: set[str] = set()
    count: dict[str, int] = {}
    start = True
    for item in items:
        names: set[str] = set()
        # A program that defines a name of the library begins with a definition of it as what it is there.
        start = start and item.__class__ is GlobalDefine and item.value.__class__ is GlobalRef
        _scan(item.value if start else item, assigned, seen, names, count)
        mentions.append(names)
    for name in assigned:
        found.pop(name, None)
    for names in mentions:
        for name in names:
            if name.rpartition(":")[2] in _REDEFINES:
                return {}
    _find_recursion(found, mentions)
    for one in found.values():
        if not one.recursive and not any(name.startswith(MACHINE) for name in mentions[one.item]):
            _measure(one, count.get(one.name, 0))
    return found


def _record_procedures(item: Any, i: int, found: dict[str, _Known]) -> None:
    """Those that the definition of a record type, if it is one, defines: they know the type by a local variable."""
    init, body = item.inits[0], item.body
    if init.__class__ is not PrimCall or init.name != "%make-rtd" or len(item.vars) != 1 or body.__class__ is not Seq:
        return
    type = item.vars[0], f"{RECORD_TYPE}{item.pos}:{item.vars[0].name}"
    for node in body.items:
        if node.__class__ is GlobalDefine and node.value.__class__ is Lambda and node.name not in found:
            if node.value.body.__class__ is PrimCall:
                found[node.name] = _Known(node.name, node.value, i, type)


def _scan(root: Any, assigned: set[str], seen: set[str], mentions: set[str], count: dict[str, int]) -> None:
    """Looks for mentions of globals, counts them, and for those that are defined twice or assigned."""
    stack = [root]
    pop, add = stack.pop, mentions.add
    while stack:
        node = pop()
        kind = node.__class__
        if kind is LocalRef or kind is Const:
            continue
        if kind is PrimCall:
            stack += node.args
        elif kind is GlobalRef:
            add(node.name)
            count[node.name] = count.get(node.name, 0) + 1
        elif kind is Call:
            stack.append(node.fn)
            stack += node.args
        elif kind is If:
            stack += (node.test, node.then, node.orelse)
        else:
            if kind is GlobalDefine:
                if node.name in seen:
                    assigned.add(node.name)
                seen.add(node.name)
            elif kind is GlobalSet:
                assigned.add(node.name)
                add(node.name)
            stack += children(node)


def _needed(items: list[Any], mentions: list[set[str]], found: dict[str, _Known]) -> list[int]:
    """The items without the definitions of procedures and constants that nothing mentions."""
    free = {one.item for one in found.values() if one.type is None}
    free.discard(len(items) - 1)  # its value is that of the program
    stack = [i for i in range(len(items)) if i not in free]
    needed = set(stack)
    while stack:
        for name in mentions[stack.pop()]:
            one = found.get(name)
            if one is not None and one.item not in needed:
                needed.add(one.item)
                stack.append(one.item)
    return sorted(needed)


def _find_recursion(found: dict[str, _Known], mentions: list[set[str]]) -> None:
    order = list(found.values())
    number = {one.name: i for i, one in enumerate(order)}
    edges = [[number[name] for name in mentions[one.item] if name in number] for one in order]
    for component in components(edges):
        if len(component) > 1:
            for i in component:
                order[i].recursive = order[i].again = True
    for one in order:
        one.again = one.again or one.name in mentions[one.item]


def _may_run(root: Any) -> bool:
    """Could a top-level form call a procedure?"""
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is Call:
            return True
        if kind is not Lambda and kind is not CaseLambda:
            stack += children(node)
    return False


class _Inliner:
    def __init__(self, items: list[Any], found: dict[str, _Known], assigned: set[str]) -> None:
        self.items = items
        self.assigned = assigned  # globals that are, or that are not defined by an item alone
        self.found = found
        self.inlined = Inlined()
        self.done = [False] * len(items)
        self.runs = [0]  # items before each that may run something
        for item in items:
            self.runs.append(self.runs[-1] + _may_run(item))
        self.room = 0
        self.at = 0  # the item that is worked on
        self.changed: set[int] = set()  # items
        self.calling: set[int] = set()  # those into which calls were copied
        self.most = 0  # nodes of a body that may be put here; 0 in code that runs once
        self.later = False  # is that a procedure, which can run after the items that follow?

    def settle(self, i: int) -> None:
        """Works on an item, once."""
        if self.done[i]:
            return
        self.done[i] = True
        outer = self.room, self.at, self.later, self.most
        item = self.items[i]
        self.room, self.at = ROOM, i
        self.later = item.__class__ is GlobalDefine and item.value.__class__ is Lambda
        one = self.found.get(item.name) if item.__class__ is GlobalDefine else None
        self.most = 0 if not self.later else SMALL if one is not None and one.again else TINY
        if one is not None and one.item == i and one.fn.__class__ is Lambda:
            one.fn.body = self.walk(one.fn.body, _TAIL)
            if one.size and i in self.changed:
                _measure(one, one.count)
        else:
            self.items[i] = self.walk(item, _NOT_TAIL)
        self.room, self.at, self.later, self.most = outer

    def walk(self, root: Any, tail: int) -> Any:
        kind = root.__class__
        walk = self.walk
        if kind in _LEAVES:
            return root
        if kind is GlobalRef:
            one = self.found.get(root.name)
            if one is not None and one.fn.__class__ is Const and self.is_there(one):
                self.changed.add(self.at)
                return Const(one.fn.value, root.pos)
            return root
        if kind is PrimCall or kind is Recur:
            root.args = [arg if arg.__class__ in _LEAVES else walk(arg, _NOT_TAIL) for arg in root.args]
        elif kind is Call:
            if root.fn.__class__ is GlobalRef:
                root.args = [arg if arg.__class__ in _LEAVES else walk(arg, _NOT_TAIL) for arg in root.args]
                one = self.found.get(root.fn.name)
                return root if one is None or tail == _INNER_TAIL or not self.most else self.call(root, one, tail)
            if tail:
                self.inlined.tails[root] = tail == _INNER_TAIL
            root.fn = walk(root.fn, _NOT_TAIL)
            root.args = [walk(arg, _NOT_TAIL) for arg in root.args]
        elif kind is If:
            node = root
            while True:  # a long cond is a chain of orelse
                node.test = walk(node.test, _NOT_TAIL)
                node.then = walk(node.then, tail)
                if node.orelse.__class__ is not If:
                    node.orelse = walk(node.orelse, tail)
                    return root
                node = node.orelse
        elif kind is Seq:
            last = len(root.items) - 1
            root.items = [walk(item, tail if i == last else _NOT_TAIL) for i, item in enumerate(root.items)]
        elif kind is Lambda:
            most, self.most = self.most, self.most or TINY
            root.body = walk(root.body, _INNER_TAIL)
            self.most = most
        elif kind is CaseLambda:
            for clause in root.clauses:
                walk(clause, _NOT_TAIL)
        elif kind is LocalSet or kind is GlobalSet or kind is GlobalDefine:
            root.value = walk(root.value, _NOT_TAIL)
        else:
            most = self.most
            if kind is Letrec or kind is Loop:
                self.most = ONCE  # most of them are loops
            root.inits = [walk(init, _NOT_TAIL) for init in root.inits]
            self.most = most
            root.body = walk(root.body, tail)
        return root

    def has_room(self, one: _Known) -> bool:
        if one.once and one.size <= self.most:
            return True
        return one.size <= self.room and one.size <= (SMALL_LOOP if one.loops else min(self.most, SMALL))

    def name_type(self, one: Any) -> None:
        """A global for the type of records that a procedure is about."""
        var, name = one.type
        definition = self.items[one.item].body.items[0]
        if definition.__class__ is not GlobalDefine or definition.name != name:
            pos = self.items[one.item].pos
            self.items[one.item].body.items.insert(0, GlobalDefine(name, LocalRef(var, pos), pos))

    def stable(self, needed: list[int], mentions: list[set[str]]) -> set[str]:
        """Globals that have their values before anything can read them, and keep them."""
        home: dict[str, int] = {}
        for i in needed:
            item = self.items[i]
            if item.__class__ is GlobalDefine:
                home[item.name] = -1 if item.name in home or item.name in self.assigned else i
        found = {name for name, i in home.items() if i >= 0}
        for i in needed:
            item = self.items[i]
            later = item.__class__ is GlobalDefine and item.value.__class__ is Lambda
            for name in mentions[i] & found:
                if not (home[name] < i or (later and self.runs[home[name]] == self.runs[i])):
                    found.discard(name)
        return found

    def is_there(self, one: _Known) -> bool:
        """Did its definition run before anything that is worked on can?"""
        return one.item < self.at or (self.later and self.runs[one.item] == self.runs[self.at])

    def call(self, node: Any, one: _Known, tail: int) -> Any:
        """What a call of a known procedure becomes."""
        if one.item == self.at or not self.is_there(one):
            return node
        self.settle(one.item)
        if not one.size or not self.has_room(one) or not fits(one.fn, len(node.args)):
            return node
        if not one.once:
            self.room -= one.size
        self.changed.add(self.at)
        if one.calls:
            self.calling.add(self.at)
        here = self.inlined.add(one.fn.name, node.pos | (TAIL_CALL if tail == _TAIL else 0))
        if one.once and not one.loops and one.type is None and one.item != len(self.items) - 1:
            replace(self.inlined, one.fn.body, 0, here)  # the definition goes
            return Let(one.fn.req, node.args, one.fn.body, node.pos)
        copy = Copy(self.inlined, here)
        if one.type is not None:
            self.name_type(one)
            copy.globals = dict([one.type])
        if not one.loops:
            variables = copy.fresh(one.fn.req)
            return Let(variables, node.args, copy.copy(one.fn.body), node.pos)
        loop = Loop(copy.fresh(one.fn.req), node.args, one.fn.body, one.fn.name, node.pos)
        copy.name, copy.loop = one.name, loop
        loop.body = copy.tail(one.fn.body)
        return loop


def _measure(one: _Known, count: int) -> None:
    """Finds out whether a procedure that is mentioned so often may be put where it is called."""
    fn = one.fn
    one.size = 0
    one.count = count
    limit = ONCE if count == 1 else SMALL_LOOP
    if fn.__class__ is not Lambda or fn.opt or fn.rest is not None:
        return
    size = calls = itself = 0
    stack: list[Any] = [fn.body]
    while stack:
        node = stack.pop()
        kind = node.__class__
        size += 1
        if size > limit or kind not in Copy.KINDS:
            return
        if kind is PrimCall:
            stack += node.args
        elif kind is If:
            stack += (node.test, node.then, node.orelse)
        elif kind is GlobalRef:
            itself += node.name == one.name
        elif kind is not LocalRef and kind is not Const:
            calls += kind is Call
            stack += children(node)
    one.once = count == 1 + itself
    if size > SMALL_LOOP and not one.once:
        return
    if itself == 0:
        one.size = size if size <= SMALL or one.once else 0
        one.calls = calls > 0
    elif itself == _tail_calls(fn.body, one.name, fn):
        one.size, one.loops = size, True
        one.calls = calls > itself


def _tail_calls(node: Any, name: str, fn: Lambda) -> int:
    kind = node.__class__
    if kind is Call:
        return int(node.fn.__class__ is GlobalRef and node.fn.name == name and fits(fn, len(node.args)))
    if kind is If:
        return _tail_calls(node.then, name, fn) + _tail_calls(node.orelse, name, fn)
    if kind is Seq:
        return _tail_calls(node.items[-1], name, fn)
    return _tail_calls(node.body, name, fn) if kind in (Let, Letrec, Loop) else 0
