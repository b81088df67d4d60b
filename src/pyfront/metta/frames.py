"""What the generic machine does with a result (frames), and where it goes on when there is none (choices)."""

from __future__ import annotations

from pyfront.metta.names import (
    EMPTY,
    ERROR,
    INSTRUCTIONS,
    NO_RETURN,
    NOT_REDUCIBLE,
    RETURN,
    error,
    is_error,
)
from pyfront.metta.values import SpaceAtom, Substitution
from vmcore.terms import (
    Atom,
    Expr,
    Var,
    deref,
    equal,
    equivalent,
    last_serial,
    resolve,
    substitute,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.machine import Machine
    from vmcore.termspace import Kept

M_METTA, M_EXEC, M_EVAL, M_RETURN, M_FAIL, M_END = range(6)  # modes of the machine


# ---- frames: what is done with a result. ``depth`` is how many instructions are nested there when the evaluator is itself
# made of minimal instructions, which is what max-stack-depth counts: the evaluation of an expression adds 13, of its i-th
# element 10 + 2i.


class Frame:
    __slots__ = ("prev", "depth")
    weight = 1

    def __init__(self, prev: Frame | None) -> None:
        self.prev = prev
        self.depth: int = self.weight + (prev.depth if prev is not None else 0)

    def resume(self, m: Machine, atom: Atom) -> None:
        raise NotImplementedError


class End(Frame):
    """Of a run: collects results."""

    __slots__ = ()
    weight = 0

    def resume(self, m: Machine, atom: Atom) -> None:
        m.results.append(resolve(atom))
        m.mode = M_FAIL


class Chain(Frame):
    __slots__ = ("var", "template")

    def __init__(self, prev: Frame, var: Var, template: Atom) -> None:
        super().__init__(prev)
        self.var = var
        self.template = template

    def resume(self, m: Machine, atom: Atom) -> None:
        m.mode = M_EXEC
        m.atom = substitute(self.template, self.var, atom)
        m.frame = self.prev


class Function(Frame):
    """``call`` is what the body came from, for its error."""

    __slots__ = ("call",)

    def __init__(self, prev: Frame, call: Atom) -> None:
        super().__init__(prev)
        self.call = call

    def resume(self, m: Machine, atom: Atom) -> None:
        if atom.__class__ is Expr and atom.items:
            head = deref(atom.items[0])
            if head is RETURN and len(atom.items) == 2:
                m.atom = atom.items[1]
                m.frame = self.prev
                return
            if head in INSTRUCTIONS:
                m.mode = M_EXEC
                return
        m.atom = error(resolve(self.call), NO_RETURN)
        m.frame = self.prev


class Collapse(Frame):
    __slots__ = ("choice",)

    def __init__(self, prev: Frame, choice: Collected) -> None:
        super().__init__(prev)
        self.choice = choice

    def resume(self, m: Machine, atom: Atom) -> None:
        if atom is not EMPTY:
            choice = self.choice
            choice.found.append(Expr((resolve(atom), Substitution(m.bindings_since(choice)))))
        m.mode = M_FAIL


class Alternatives(Frame):
    """Around the evaluation of an expression: drops Empty, holds errors back until it is known that nothing succeeds, and
    marks what comes out as it went in."""

    __slots__ = ("original", "choice")
    weight = 13

    def __init__(self, prev: Frame, original: Expr, choice: Held) -> None:
        super().__init__(prev)
        self.original = original
        self.choice = choice

    def resume(self, m: Machine, atom: Atom) -> None:
        if atom is EMPTY:
            m.mode = M_FAIL
            return
        choice = self.choice
        atom = resolve(atom)
        if is_error(atom):
            if not choice.success:
                choice.errors.append((atom, m.bindings_since(choice)))
            m.mode = M_FAIL
            return
        if atom.__class__ is Expr and not atom.evaluated:
            original: Any = resolve(self.original)
            if equal(atom, original):
                atom = Expr(atom.items, original)
        if m.choices[-1] is choice:
            m.choices.pop()
            m.forget(choice.mark)
        else:
            choice.success = True
        m.atom = atom
        m.frame = self.prev


class Arguments(Frame):
    """Of a call of a function: the arguments before the one that is evaluated, and the types of all."""

    __slots__ = ("call", "types", "index", "done", "result", "space")

    def __init__(
        self, prev: Frame, call: Expr, types: tuple[Atom, ...], index: int, done: Any, result: Atom, space: SpaceAtom
    ) -> None:
        self.prev = prev
        self.depth = prev.depth - 3 + 2 * index
        self.call = call
        self.types = types
        self.index = index
        self.done = done
        self.result = result
        self.space = space

    def resume(self, m: Machine, atom: Atom) -> None:
        i = self.index
        items = self.call.items
        if (atom is EMPTY or is_error(atom)) and (i == 0 or not (atom is items[i] or equivalent(atom, items[i]))):
            m.atom = atom
            m.frame = self.prev
            return
        done = (self.done, atom)
        i += 1
        assert self.prev is not None
        m.arguments(self.prev, self.call, self.types, i, done, self.result, self.space)


class Tuple(Frame):
    """Of a plain sequence: the elements before the one that is evaluated."""

    __slots__ = ("call", "index", "done", "typ", "space")

    def __init__(self, prev: Frame, call: Expr, index: int, done: Any, typ: Atom, space: SpaceAtom) -> None:
        self.prev = prev
        self.depth = prev.depth - 3 + 2 * index
        self.call = call
        self.index = index
        self.done = done
        self.typ = typ
        self.space = space

    def resume(self, m: Machine, atom: Atom) -> None:
        if atom is EMPTY or is_error(atom):
            m.atom = atom
            m.frame = self.prev
            return
        assert self.prev is not None
        m.elements(self.prev, self.call, self.index + 1, (self.done, atom), self.typ, self.space)


def sequence(done: Any, n: int) -> Expr:
    """The expression of a linked list of n evaluated elements. One whose rest looks like an error is that error."""
    out: list[Atom] = [EMPTY] * n
    for i in range(n - 1, -1, -1):
        done, out[i] = done
    for i in range(n - 1, 0, -1):
        if out[i] is ERROR:
            return Expr(tuple(out[i:]))
    return Expr(tuple(out))


class Called(Frame):
    """After one step of a call: what came out is evaluated, or the call stays as it is."""

    __slots__ = ("call", "typ", "space")
    weight = -3

    def __init__(self, prev: Frame, call: Atom, typ: Atom, space: SpaceAtom) -> None:
        super().__init__(prev)
        self.call = call
        self.typ = typ
        self.space = space

    def resume(self, m: Machine, atom: Atom) -> None:
        m.frame = self.prev
        if atom is NOT_REDUCIBLE:
            m.atom = self.call
        elif atom is not EMPTY and not is_error(atom):
            m.mode = M_METTA
            m.atom = atom
            m.typ = self.typ
            m.space = self.space


class Then(Frame):
    """A loop of the library: ``step`` gets the result, and sets the registers."""

    __slots__ = ("step",)
    weight = 3

    def __init__(self, prev: Frame, step: Any) -> None:
        super().__init__(prev)
        self.step = step

    def resume(self, m: Machine, atom: Atom) -> None:
        m.frame = self.prev
        self.step(m, atom)


# ---- choices: where to go on when there is no result. ``mark`` is the height of the trail, ``young`` the serial from which
# on variables are younger than the choice, and need not be unbound.


class Choice:
    __slots__ = ("mark", "young", "frame")

    def __init__(self, m: Machine, frame: Frame) -> None:
        self.mark = len(m.trail)
        self.young = last_serial()
        self.frame = frame

    def retry(self, m: Machine) -> None:
        """Takes the next alternative. The choice is on top, the trail is undone."""
        raise NotImplementedError


class Held(Choice):
    __slots__ = ("errors", "success")

    def __init__(self, m: Machine, frame: Frame) -> None:
        super().__init__(m, frame)
        self.errors: list[tuple[Atom, list[tuple[Var, Atom]]]] = []
        self.success = False

    def retry(self, m: Machine) -> None:
        m.choices.pop()
        if not self.success and self.errors:
            m.alternatives(self.frame, [(atom, pairs) for atom, pairs in self.errors])


class Collected(Choice):
    __slots__ = ("found",)

    def __init__(self, m: Machine, frame: Frame) -> None:
        super().__init__(m, frame)
        self.found: list[Atom] = []

    def retry(self, m: Machine) -> None:
        m.choices.pop()
        m.mode = M_RETURN
        m.atom = Expr(tuple(self.found))
        m.frame = self.frame


class Listed(Choice):
    """Terms with bindings, one after another."""

    __slots__ = ("rest", "next", "call")

    def __init__(self, m: Machine, frame: Frame, rest: list[Any], call: Atom | None = None) -> None:
        super().__init__(m, frame)
        self.rest = rest
        self.next = 0
        self.call = call

    def retry(self, m: Machine) -> None:
        atom, pairs = self.rest[self.next]
        self.next += 1
        if self.next == len(self.rest):
            m.choices.pop()
        if m.bind(pairs):
            m.came(self.frame, atom, self.call)


class Clauses(Choice):
    """Equations that are still to be tried for a call."""

    __slots__ = ("query", "result", "call", "kept", "next")

    def __init__(
        self, m: Machine, frame: Frame, query: Expr, result: Var, call: Atom, kept: list[Kept], start: int
    ) -> None:
        super().__init__(m, frame)
        self.query = query
        self.result = result
        self.call = call
        self.kept = kept
        self.next = start

    def retry(self, m: Machine) -> None:
        m.choices.pop()
        m.clauses(self.frame, self.query, self.result, self.call, self.kept, self.next, True)


class Found(Choice):
    """Facts that are still to be tried for a goal."""

    __slots__ = ("pattern", "rest", "template", "kept", "next", "otherwise")

    def __init__(
        self,
        m: Machine,
        frame: Frame,
        pattern: Atom,
        rest: Any,
        template: Atom,
        kept: list[Kept],
        start: int,
        otherwise: Any,
    ) -> None:
        super().__init__(m, frame)
        self.pattern = pattern
        self.rest = rest
        self.template = template
        self.kept = kept
        self.next = start
        self.otherwise = otherwise

    def retry(self, m: Machine) -> None:
        m.choices.pop()
        m.facts(self.frame, self.pattern, self.rest, self.template, self.kept, self.next, self.otherwise)


class Otherwise(Choice):
    """What comes out if no alternative of some goals did."""

    __slots__ = ("atom", "matched")

    def __init__(self, m: Machine, frame: Frame, atom: Atom) -> None:
        super().__init__(m, frame)
        self.atom = atom
        self.matched = False

    def retry(self, m: Machine) -> None:
        m.choices.pop()
        if not self.matched:
            m.mode = M_RETURN
            m.atom = self.atom
            m.frame = self.frame


class Solutions(Choice):
    """Ways in which a value of the host matched."""

    __slots__ = ("ways", "rest", "template", "otherwise")

    def __init__(self, m: Machine, frame: Frame, ways: list[Any], rest: Any, template: Atom, otherwise: Any) -> None:
        super().__init__(m, frame)
        self.ways = ways
        self.rest = rest
        self.template = template
        self.otherwise = otherwise

    def retry(self, m: Machine) -> None:
        pairs = self.ways[0]
        self.ways = self.ways[1:]
        if not self.ways:
            m.choices.pop()
        if m.bind(pairs):
            m.goals(self.frame, self.rest, self.template, self.otherwise)
