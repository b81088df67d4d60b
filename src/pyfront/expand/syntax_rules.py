"""``syntax-rules``: patterns and templates are translated when a macro is defined, into nested tuples.

The values of pattern variables are kept in a list, a slot a variable: ``(datum, position)``, or a list of such values
for each ellipsis the variable is under.

A variable may have more ellipses in the template than in the pattern. It then iterates over those ellipses that would
have nothing to iterate over otherwise, so that ``((name body ...) ...)`` repeats the whole body for each name; the
others find it constant.
"""

from __future__ import annotations

from pyfront.errors import ExpandError
from pyfront.expand.env import Alias, Macro, Scope, is_identifier, same_meaning, symbol_of
from pyfront.text.datum import List, Vector, text_of
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Identifier

# Patterns: (VARIABLE, slot) (ANY,) (LITERAL, identifier) (DATUM, value) (VECTOR, list pattern)
#           (LIST, patterns, tail pattern or None) (REPEAT, before, repeated, its slots, after, tail pattern or None)
VARIABLE, ANY, LITERAL, DATUM, VECTOR, LIST, REPEAT = range(7)

# Templates: (VARIABLE, slot) (RENAME, number) (DATUM, value) (VECTOR, elements) (LIST, elements, tail or None)
# An element is (template, drivers): for each ellipsis after it, outermost first, the slots it iterates over.
RENAME = REPEAT


MAX_PATTERNS, MAX_PATTERN = 3, 60  # patterns of a macro that a message shows, and characters of each


class SyntaxRules:
    """The transformer of one macro."""

    __slots__ = ("name", "env", "rules", "patterns")

    def __init__(self, name: str, env: Scope) -> None:
        self.name = name
        self.env = env
        self.patterns: list[List] = []  # as they were written
        # pattern, template, slots, variables that the extra slots copy, identifiers to rename
        self.rules: list[tuple[Any, Any, int, list[int], list[Identifier]]] = []

    def expand(self, cx: Any, form: List, env: Scope) -> tuple[Any, int]:
        """The form a use stands for, and its position."""
        for pattern, template, size, extra, renamed in self.rules:
            slots: list[Any] = [None] * size
            if _match(pattern, form, 0, slots, env, self.env):
                if extra:
                    slots += [slots[i] for i in extra]
                return _Instance(cx, form.start, self.env, renamed).build(template, slots)
        raise ExpandError(f"bad syntax in {self.name}: no rule of this macro matches{self.wanted()}", pos=form.start)

    def wanted(self) -> str:
        """The patterns, as the end of a message."""
        from pyfront.core.show import show_datum
        from pyfront.expand.trees import strip

        shown = []
        for pattern in self.patterns[:MAX_PATTERNS]:
            named = List([Symbol(self.name), *pattern.items[1:]], pattern.pos, pattern.tail)
            text = show_datum(strip(named))
            shown.append(text if len(text) <= MAX_PATTERN else text[:MAX_PATTERN] + "...")
        if not shown:
            return ": it has none"
        return ": expected " + " or ".join(shown) + (" or ..." if len(self.patterns) > MAX_PATTERNS else "")


# ---------------------------------------------------------------- matching


def _match(pattern: Any, x: Any, pos: int, slots: list[Any], use: Scope, definition: Scope) -> bool:
    kind = pattern[0]
    if kind == VARIABLE:
        slots[pattern[1]] = (x, pos)
        return True
    if kind == LIST:
        patterns, rest = pattern[1], pattern[2]
        if x.__class__ is not List:
            return rest is not None and not patterns and _match(rest, x, pos, slots, use, definition)
        items, positions = x.items, x.pos
        n = len(patterns)
        if rest is None:
            if len(items) != n or x.tail is not None:
                return False
        elif len(items) < n:
            return False
        for i in range(n):
            if not _match(patterns[i], items[i], positions[i], slots, use, definition):
                return False
        if rest is None:
            return True
        tail, pos = _rest(x, n)
        return _match(rest, tail, pos, slots, use, definition)
    if kind == ANY:
        return True
    if kind == LITERAL:
        return is_identifier(x) and same_meaning(x, use, pattern[1], definition)
    if kind == REPEAT:
        return _match_repeat(pattern, x, pos, slots, use, definition)
    if kind == VECTOR:
        if x.__class__ is not Vector:
            return False
        return _match(pattern[1], List(x.items, x.pos, None, x.start, x.end), pos, slots, use, definition)
    value = pattern[1]
    text = text_of(value)
    return text_of(x) == text if text is not None else x.__class__ is value.__class__ and bool(x == value)


def _rest(x: List, n: int) -> tuple[Any, int]:
    """What follows the first ``n`` items of a list, and its position."""
    if n == len(x.items) and x.tail is not None:
        return x.tail, x.pos[-1]
    start = x.pos[n] if n < len(x.items) else x.start
    return List(x.items[n:], x.pos[n:], x.tail, start, x.end), start


def _match_repeat(pattern: Any, x: Any, pos: int, slots: list[Any], use: Scope, definition: Scope) -> bool:
    _, before, repeated, inside, after, rest = pattern
    if x.__class__ is not List:
        if before or after or rest is None:
            return False
        x = List([], [pos], x, pos, pos)
    items, positions = x.items, x.pos
    end = len(items) - len(after)
    if end < len(before) or (rest is None and x.tail is not None):
        return False
    for i, part in enumerate(before):
        if not _match(part, items[i], positions[i], slots, use, definition):
            return False
    start = len(before)
    if repeated[0] == VARIABLE:
        slots[repeated[1]] = list(zip(items[start:end], positions[start:end]))
    else:
        rows = []
        for i in range(start, end):
            if not _match(repeated, items[i], positions[i], slots, use, definition):
                return False
            rows.append([slots[slot] for slot in inside])
        for column, slot in enumerate(inside):
            slots[slot] = [row[column] for row in rows]
    for i, part in enumerate(after, end):
        if not _match(part, items[i], positions[i], slots, use, definition):
            return False
    if rest is None:
        return True
    tail, pos = _rest(x, len(items)) if x.tail is not None else (List([], [], None, x.start, x.end), x.start)
    return _match(rest, tail, pos, slots, use, definition)


# ---------------------------------------------------------------- building


class _Instance:
    """One expansion. What the template inserts has the position of the use."""

    __slots__ = ("cx", "pos", "env", "renamed", "aliases")

    def __init__(self, cx: Any, pos: int, env: Scope, renamed: list[Identifier]) -> None:
        self.cx = cx
        self.pos = pos
        self.env = env
        self.renamed = renamed
        self.aliases: list[Alias | None] = [None] * len(renamed)

    def build(self, template: Any, slots: list[Any]) -> tuple[Any, int]:
        kind = template[0]
        if kind == VARIABLE:
            return slots[template[1]]
        pos = self.pos
        if kind == LIST:
            items: list[Any] = []
            positions: list[int] = []
            for part, drivers in template[1]:
                if drivers:
                    self.repeat(part, drivers, 0, slots, items, positions)
                else:
                    item, at = self.build(part, slots)
                    items.append(item)
                    positions.append(at)
            self.cx.spend(len(items), pos)
            if template[2] is None:
                return List(items, positions, None, pos, pos), pos
            return self.join(items, positions, *self.build(template[2], slots))
        if kind == RENAME:
            number = template[1]
            alias = self.aliases[number]
            if alias is None:
                alias = self.aliases[number] = Alias(self.renamed[number], self.env)
            return alias, pos
        if kind == VECTOR:
            whole = self.build((LIST, template[1], None), slots)[0]
            return Vector(whole.items, whole.pos, pos, pos), pos
        return template[1], pos

    def join(self, items: list[Any], positions: list[int], tail: Any, at: int) -> tuple[Any, int]:
        """The list of these items and a tail."""
        pos = self.pos
        if tail.__class__ is List:
            return List(items + tail.items, positions + tail.pos, tail.tail, pos, pos), pos
        if not items:
            return tail, at
        return List(items, [*positions, at], tail, pos, pos), pos

    def repeat(
        self, part: Any, drivers: list[list[int]], depth: int, slots: list[Any], items: list[Any], positions: list[int]
    ) -> None:
        """Append what an element with ellipses stands for."""
        if depth == len(drivers):
            item, at = self.build(part, slots)
            items.append(item)
            positions.append(at)
            return
        inside = drivers[depth]
        lists = [slots[slot] for slot in inside]
        n = len(lists[0])
        if any(len(other) != n for other in lists):
            raise ExpandError("variables of one ellipsis stand for lists of different lengths", pos=self.pos)
        if part[0] == VARIABLE and depth + 1 == len(drivers):
            items += [value[0] for value in lists[0]]
            positions += [value[1] for value in lists[0]]
            return
        slots = slots[:]
        for row in zip(*lists):
            for slot, value in zip(inside, row):
                slots[slot] = value
            self.repeat(part, drivers, depth + 1, slots, items, positions)


# ---------------------------------------------------------------- definition


def syntax_rules(name: str, spec: List, env: Scope, is_ellipsis: Any, is_underscore: Any) -> Macro:
    """The macro that ``(syntax-rules [ellipsis] (literal ...) (pattern template) ...)`` describes.

    ``is_ellipsis`` and ``is_underscore`` tell whether an identifier is that keyword where the macro is defined.
    """
    items = spec.items
    at = 1
    if len(items) > 1 and is_identifier(items[1]):
        own = items[1]
        is_ellipsis = lambda x: x is own  # noqa: E731 - a predicate like the one it replaces
        at = 2
    literals = items[at] if at < len(items) else None
    if spec.tail is not None or literals.__class__ is not List or literals.tail is not None:
        raise _bad("expected (syntax-rules (literal ...) (pattern template) ...)", spec.start)
    for literal, pos in zip(literals.items, literals.pos):
        if not is_identifier(literal):
            hint = "; the list of literals comes before the rules: (syntax-rules () ...)" if literal.__class__ is List else ""
            raise _bad(f"a literal must be an identifier{hint}", pos)
    rules = SyntaxRules(name, env)
    for rule, pos in zip(items[at + 1 :], spec.pos[at + 1 :]):
        if rule.__class__ is not List or len(rule.items) != 2 or rule.tail is not None:
            raise _bad("a rule must be (pattern template)", pos)
        if rule.items[0].__class__ is not List or not rule.items[0].items:
            raise _bad("a pattern must be a list that begins with the keyword", rule.pos[0])
        compiled = _Rule(literals.items, is_ellipsis, is_underscore)
        pattern = compiled.head_pattern(rule.items[0])
        template = compiled.template(rule.items[1], rule.pos[1], [], True)
        template = compiled.finish(template)
        rules.patterns.append(rule.items[0])
        rules.rules.append((pattern, template, len(compiled.depths), compiled.extra, compiled.renamed))
    return Macro(name, rules.expand)


def _bad(message: str, pos: int) -> ExpandError:
    return ExpandError(f"bad syntax in syntax-rules: {message}", pos=pos)


class _Rule:
    """The translation of one pattern and template."""

    def __init__(self, literals: list[Any], is_ellipsis: Any, is_underscore: Any) -> None:
        self.literals = literals
        self.ellipsis = is_ellipsis
        self.underscore = is_underscore
        self.slots: dict[Any, int] = {}  # pattern variable -> slot
        self.depths: list[int] = []  # of each slot: ellipses in the pattern
        self.renamed: list[Any] = []
        self.numbers: dict[Any, int] = {}  # identifier -> index in `renamed`
        self.extra: list[int] = []
        self.extra_slots: dict[Any, int] = {}
        self.loose: list[tuple[list[Any], int, list[list[int]], int]] = []  # uses with more ellipses than the pattern

    def is_ellipsis(self, x: Any) -> bool:
        return is_identifier(x) and not any(x is literal for literal in self.literals) and self.ellipsis(x)

    # ------------------------------------------------------------ patterns

    def head_pattern(self, x: List) -> Any:
        """The whole pattern: its first item, the keyword, matches anything."""
        pattern = self.sequence(x.items[1:], x.pos[1:], x.tail, x.pos[-1], 0)
        if pattern[0] == LIST:
            return (LIST, ((ANY,), *pattern[1]), pattern[2])
        return (REPEAT, ((ANY,), *pattern[1]), *pattern[2:])

    def pattern(self, x: Any, pos: int, depth: int) -> Any:
        if is_identifier(x):
            return self.variable(x, pos, depth)
        if x.__class__ is List:
            return self.sequence(x.items, x.pos, x.tail, x.pos[-1] if x.pos else pos, depth)
        if x.__class__ is Vector:
            return (VECTOR, self.sequence(x.items, x.pos, None, pos, depth))
        return (DATUM, x)

    def variable(self, x: Any, pos: int, depth: int) -> Any:
        if any(x is literal for literal in self.literals):
            return (LITERAL, x)
        if self.ellipsis(x):
            raise _bad("an ellipsis must follow a pattern", pos)
        if self.underscore(x):
            return (ANY,)
        if x in self.slots:
            raise _bad(f"the pattern variable {symbol_of(x).name} occurs twice", pos)
        self.slots[x] = len(self.depths)
        self.depths.append(depth)
        return (VARIABLE, self.slots[x])

    def sequence(self, items: list[Any], positions: list[int], tail: Any, tail_pos: int, depth: int) -> Any:
        at = next((i for i, x in enumerate(items) if self.is_ellipsis(x)), -1)
        if at < 0:
            parts = tuple(self.pattern(x, pos, depth) for x, pos in zip(items, positions))
            rest = None if tail is None else self.pattern(tail, tail_pos, depth)
            return (LIST, parts, rest)
        if at == 0:
            raise _bad("an ellipsis must follow a pattern", positions[0])
        before = tuple(self.pattern(x, pos, depth) for x, pos in zip(items[: at - 1], positions))
        first = len(self.depths)
        repeated = self.pattern(items[at - 1], positions[at - 1], depth + 1)
        inside = tuple(range(first, len(self.depths)))
        for x, pos in zip(items[at + 1 :], positions[at + 1 :]):
            if self.is_ellipsis(x):
                raise _bad("a second ellipsis in one list of the pattern", pos)
        after = tuple(self.pattern(x, pos, depth) for x, pos in zip(items[at + 1 :], positions[at + 1 :]))
        rest = None if tail is None else self.pattern(tail, tail_pos, depth)
        return (REPEAT, before, repeated, inside, after, rest)

    # ------------------------------------------------------------ templates

    def template(self, x: Any, pos: int, path: list[list[int]], ellipses: bool) -> Any:
        """``path``: the driver lists of the ellipses around, outermost first. ``ellipses``: do they mean anything?"""
        if is_identifier(x):
            if x in self.slots:
                return self.use(x, pos, path)
            if ellipses and self.is_ellipsis(x):
                raise _bad("an ellipsis must follow a template", pos)
            number = self.numbers.setdefault(x, len(self.renamed))
            if number == len(self.renamed):
                self.renamed.append(x)
            return (RENAME, number)
        if x.__class__ is List:
            items = x.items
            if not items:
                return (DATUM, x)
            if ellipses and self.is_ellipsis(items[0]):
                if len(items) != 2 or x.tail is not None:
                    raise _bad("expected (... template)", x.start)
                return self.template(items[1], x.pos[1], path, False)
            parts = self.elements(items, x.pos, path, ellipses)
            return (LIST, parts, None if x.tail is None else self.template(x.tail, x.pos[-1], path, ellipses))
        if x.__class__ is Vector:
            return (VECTOR, self.elements(x.items, x.pos, path, ellipses))
        return (DATUM, x)

    def elements(self, items: list[Any], positions: list[int], path: list[list[int]], ellipses: bool) -> Any:
        out = []
        i = 0
        while i < len(items):
            end = i + 1
            while ellipses and end < len(items) and self.is_ellipsis(items[end]):
                end += 1
            drivers: list[list[int]] = [[] for _ in range(end - i - 1)]
            loose = len(self.loose)
            part = self.template(items[i], positions[i], path + drivers, ellipses)
            if drivers:
                self.settle(path + drivers, len(path), loose, positions[i + 1])
            out.append((part, drivers))
            i = end
        return tuple(out)

    def use(self, x: Any, pos: int, path: list[list[int]]) -> Any:
        """A pattern variable in the template."""
        slot = self.slots[x]
        depth = self.depths[slot]
        if depth > len(path):
            raise _bad(f"{symbol_of(x).name} needs {depth - len(path)} more ellipsis after it", pos)
        if depth == len(path):
            for drivers in path:
                if slot not in drivers:
                    drivers.append(slot)
        elif depth:
            node = [VARIABLE, slot]
            self.loose.append((node, slot, path, pos))
            return node
        return (VARIABLE, slot)

    def settle(self, path: list[list[int]], outer: int, first: int, pos: int) -> None:
        """After an element with ellipses: give its ellipses that have no driver one of the loose uses inside."""
        for i in range(len(path) - 1, outer - 1, -1):
            if not path[i]:
                for node, slot, around, _ in self.loose[first:]:
                    if self.drive(node, slot, around, i):
                        break
                else:
                    raise _bad("no variable before the ellipsis has one in the pattern", pos)

    def drive(self, node: list[Any], slot: int, path: list[list[int]], level: int) -> bool:
        """Make a loose use iterate over the ellipsis at ``level`` of its path, if it still can."""
        key = (slot, id(node))
        mine = self.extra_slots.get(key, -1)
        taken = sum(mine in drivers for drivers in path) if mine >= 0 else 0
        if taken == self.depths[slot]:
            return False
        if mine < 0:
            mine = self.extra_slots[key] = len(self.depths) + len(self.extra)
            self.extra.append(slot)
            node[1] = mine
        path[level].append(mine)
        return True

    def finish(self, template: Any) -> Any:
        """Let loose uses iterate over the outermost ellipses as far as nothing else was settled."""
        for node, slot, path, _ in self.loose:
            level = 0
            while level < len(path):
                mine = self.extra_slots.get((slot, id(node)), -1)
                if mine not in path[level] or mine < 0:
                    if not self.drive(node, slot, path, level):
                        break
                level += 1
        return template
