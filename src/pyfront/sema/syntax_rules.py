"""``define-syntax`` with ``syntax-rules``: patterns with ellipses. Hygiene is that of binders only: a name that a template binds
(``let``, ``lambda``, ``do``) is a fresh one in each expansion."""

from __future__ import annotations

from pyfront.sema.analyse import fail, nil
from pyfront.sema.data import Form, List, Map, Vector
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node
    from pyfront.sema.analyse import Analyser, Scope

RULES, DOTS, ANY, DOT = Symbol("syntax-rules"), Symbol("..."), Symbol("_"), Symbol(".")
_BINDERS = frozenset("let let* letrec let-values let*-values do dotimes for-range when-let if-let".split())
_FUNCTIONS = frozenset(("lambda", "fn"))


def define_syntax(an: Analyser, x: List) -> Node:
    name, spec = x.items[1], x.items[2]
    if spec.__class__ is not List or not spec.items or spec.items[0] is not RULES:
        raise fail("define-syntax: expected (syntax-rules ...)", x.pos[2])
    if len(spec.items) > 2 and spec.items[1].__class__ is Symbol:  # a name for the ellipsis
        items = [renamed(one, spec.items[1], DOTS) for one in spec.items[2:]]
        spec = List((spec.items[0], *items), (spec.pos[0], *spec.pos[2:]), spec.start)
    if len(spec.items) < 2 or spec.items[1].__class__ is not List:
        raise fail("syntax-rules: expected a list of literals", spec.start)
    rules = []
    for rule, pos in zip(spec.items[2:], spec.pos[2:]):
        if rule.__class__ is not List or len(rule.items) != 2 or rule.items[0].__class__ is not List:
            raise fail("syntax-rules: each rule must be (pattern template)", pos)
        rules.append((rule.items[0], rule.items[1]))
    if an.static:  # the names of a program that is undone go with it
        from pyfront.sema.analyse import NeedsMachine

        raise NeedsMachine
    an.names.current.macros[name.name] = Rules(name.name, frozenset(spec.items[1].items), rules)
    return nil(x.start)


def renamed(x: Any, old: Symbol, new: Symbol) -> Any:
    if isinstance(x, Form):
        return x.__class__([renamed(one, old, new) for one in x.items], x.pos, x.start)
    return new if x is old else x


class Rules:
    """A macro made of rules."""

    __slots__ = ("name", "literals", "rules")

    def __init__(self, name: str, literals: frozenset[Any], rules: list[tuple[List, Any]]) -> None:
        self.name = name
        self.literals = literals
        self.rules = rules

    def __call__(self, an: Analyser, x: List, scope: Scope) -> Any:
        from pyfront.sema.macros import fresh

        for pattern, template in self.rules:
            found: dict[Symbol, Any] = {}
            if self._items(pattern.items[1:], x.items[1:], found):
                names = {one: fresh(one.name) for one in binders(template) if one not in found}
                return build(template, found, names, x.start)
        raise fail(f"{self.name}: no matching syntax-rules clause", x.start)

    def match(self, pattern: Any, x: Any, found: dict[Symbol, Any]) -> bool:
        if pattern.__class__ is Symbol:
            if pattern in self.literals:
                return x is pattern
            if pattern is not ANY:
                found[pattern] = x
            return True
        if isinstance(pattern, Form):
            return x.__class__ is pattern.__class__ and self._items(pattern.items, x.items, found)
        return bool(x.__class__ is pattern.__class__ and x == pattern)

    def _items(self, patterns: tuple[Any, ...], items: tuple[Any, ...], found: dict[Symbol, Any]) -> bool:
        if len(patterns) >= 2 and patterns[-2] is DOT:
            fixed = patterns[:-2]
            if len(items) < len(fixed) or not self._items(fixed, items[: len(fixed)], found):
                return False
            return self.match(patterns[-1], List(items[len(fixed) :]), found)
        at = next((i for i, one in enumerate(patterns) if one is DOTS), 0)
        if not at:
            return len(patterns) == len(items) and all(self.match(p, x, found) for p, x in zip(patterns, items))
        before, after = patterns[: at - 1], patterns[at + 1 :]
        count = len(items) - len(before) - len(after)
        if count < 0:
            return False
        if not all(self.match(p, x, found) for p, x in zip(before, items)):
            return False
        rounds = []
        for x in items[len(before) : len(before) + count]:
            one: dict[Symbol, Any] = {}
            if not self.match(patterns[at - 1], x, one):
                return False
            rounds.append(one)
        for name in variables(patterns[at - 1], self.literals):
            found[name] = Several([one[name] for one in rounds])
        return all(self.match(p, x, found) for p, x in zip(after, items[len(before) + count :]))


class Several:
    """What a variable under an ellipsis stands for."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items


def variables(pattern: Any, literals: frozenset[Any]) -> list[Symbol]:
    if pattern.__class__ is Symbol:
        return [] if pattern in literals or pattern in (ANY, DOTS, DOT) else [pattern]
    return [name for one in pattern.items for name in variables(one, literals)] if isinstance(pattern, Form) else []


def build(template: Any, found: dict[Symbol, Any], names: dict[Symbol, Symbol], pos: int) -> Any:
    if template.__class__ is Symbol:
        if template in found:
            if found[template].__class__ is Several:
                raise fail(f"syntax-rules: {template.name} needs an ellipsis", pos)
            return found[template]
        return names.get(template, template)
    if not isinstance(template, Form):
        return template
    if template.__class__ is List and len(template.items) == 2 and template.items[0] is DOTS:
        return build(template.items[1], {}, names, pos) if template.items[1] is not DOTS else DOTS
    out: list[Any] = []
    items = template.items
    i = 0
    while i < len(items):
        depth = 0
        while i + depth + 1 < len(items) and items[i + depth + 1] is DOTS:
            depth += 1
        parts = repeated(items[i], found, names, pos, depth)
        if items[i] is DOT and i == len(items) - 2:
            rest = build(items[i + 1], found, names, pos)
            out += rest.items if rest.__class__ is List else [DOT, rest]
            break
        out += parts
        i += depth + 1
    return template.__class__(out, (), pos)


def repeated(template: Any, found: dict[Symbol, Any], names: dict[Symbol, Symbol], pos: int, depth: int) -> list[Any]:
    if not depth:
        return [build(template, found, names, pos)]
    used = [name for name in variables(template, frozenset()) if found.get(name).__class__ is Several]
    if not used:
        raise fail("syntax-rules: nothing before an ellipsis has one in the pattern", pos)
    count = max(len(found[name].items) for name in used)
    out = []
    for i in range(count):
        inner = {**found, **{name: found[name].items[i] for name in used if i < len(found[name].items)}}
        out += repeated(template, inner, names, pos, depth - 1)
    return out


def binders(template: Any) -> list[Symbol]:
    """Names that forms of a template bind."""
    out: list[Symbol] = []
    todo = [template]
    while todo:
        x = todo.pop()
        if not isinstance(x, Form):
            continue
        todo += x.items
        head = x.items[0].name if x.__class__ is List and len(x.items) > 1 and x.items[0].__class__ is Symbol else ""
        if head in _FUNCTIONS:
            out += variables(x.items[1], frozenset())
        elif head in _BINDERS:
            where = x.items[1]
            if where.__class__ is Symbol and len(x.items) > 2:
                out.append(where)
                where = x.items[2]
            if isinstance(where, Form):
                for one in where.items:
                    if one.__class__ is List and one.items and one.items[0].__class__ in (Symbol, Vector, Map):
                        out += variables(one.items[0], frozenset())
                if where.items and where.items[0].__class__ is Symbol:
                    out.append(where.items[0])
    return [one for one in out if one not in (DOT, ANY, DOTS)]
