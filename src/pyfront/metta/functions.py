"""Which functions can be compiled, and what is known about them: how their arguments are taken, whether they may have several
results or none, found by going over all that a unit can reach.

A unit is a form or a function with all functions that it calls. Whatever is in it has no effects; what the compiled program
cannot know ends its run, and the generic machine does it again.
"""

from __future__ import annotations

from pyfront.metta.inline import Refused, nested
from pyfront.metta.names import ATOM, BOOL, EMPTY, ERROR, IF, LET, NUMBER, STRING, UNDEFINED
from pyfront.metta.ops import OPS
from pyfront.metta.types import is_function_type
from pyfront.metta.values import Bool, Number, Op, SpaceAtom, String
from pyfront.metta.world import REFUSED, World
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEPTH = 100  # of expressions in programs
CLAUSES = 100  # equations of a function
CALLEES = 12  # functions that the value of a variable may be, where it is called


# How an argument is taken: evaluated, evaluated and of a kind, or as it is.
VALUE, RAW = "value", "raw"
MODES = {UNDEFINED: VALUE, ATOM: RAW, NUMBER: "number", BOOL: "bool", STRING: "string"}
CLASSES = {Number: "number", Bool: "bool", String: "string"}

ARITHMETIC = {OPS["+"]: "+", OPS["-"]: "-", OPS["*"]: "*", OPS["/"]: "%term-divide", OPS["%"]: "%term-remainder"}
COMPARISON = {OPS[name]: name for name in ("<", "<=", ">", ">=")}
LOGIC = {OPS["and"]: "and", OPS["or"]: "or", OPS["xor"]: "xor"}
NOT, SAME, SUPERPOSE, MATCH = OPS["not"], OPS["=="], OPS["superpose"], OPS["match"]
SIZE, INDEX = OPS["size-atom"], OPS["index-atom"]

# Names of the library that are compiled in line: equations and types that they have there.
LET_STAR, CASE, SWITCH, COLLAPSE, QUOTE, NOTHING, UNIFY, CAR, CDR, CONS, DECONS = map(
    Sym,
    ("let*", "case", "switch", "collapse", "quote", "empty", "unify", "car-atom", "cdr-atom", "cons-atom",
     "decons-atom"),
)  # fmt: skip
MAP_ATOM, FILTER_ATOM, FOLDL_ATOM, EVAL = map(Sym, ("map-atom", "filter-atom", "foldl-atom", "eval"))
LOOPS = frozenset((MAP_ATOM, FILTER_ATOM, FOLDL_ATOM))
LIBRARY = {
    IF: (3, 2, 1), LET: (3, 1, 1), LET_STAR: (2, 1, 1), CASE: (2, 1, 1), SWITCH: (2, 1, 1), COLLAPSE: (1, 1, 1),
    QUOTE: (1, 1, 1), NOTHING: (0, 1, 0), UNIFY: (4, 0, 1), CAR: (1, 1, 1), CDR: (1, 1, 1), CONS: (2, 0, 1),
    DECONS: (1, 0, 1), MAP_ATOM: (3, 1, 1), FILTER_ATOM: (3, 1, 1), FOLDL_ATOM: (5, 1, 1),
}  # fmt: skip
ATOMS = frozenset((COLLAPSE, QUOTE, CONS, DECONS, INDEX))  # whose results are of type Atom
COMMA = Sym(",")


class Fn:
    """A function of the program, of so many arguments."""

    __slots__ = ("head", "modes", "kind", "clauses", "single", "fails", "name")

    def __init__(self, head: Sym, modes: list[str], kind: str, clauses: list[tuple[tuple[Atom, ...], Atom]]) -> None:
        self.head = head
        self.modes = modes
        self.kind = kind  # of its results, or ""
        self.clauses = clauses
        self.single = exclusive(clauses)  # has it at most one result?
        self.fails = False  # may it have none?
        self.name = f"metta:{head.name}/{len(modes)}"


def exclusive(clauses: list[tuple[tuple[Atom, ...], Atom]]) -> bool:
    """Does at most one clause fit any arguments without variables?"""
    n = len(clauses)
    return all(_clash(clauses[i][0], clauses[j][0]) for i in range(n) for j in range(i))


def _clash(a: tuple[Atom, ...], b: tuple[Atom, ...]) -> bool:
    todo: list[tuple[Atom, Atom]] = list(zip(a, b))
    while todo:
        x, y = todo.pop()
        if x.__class__ is Slot or y.__class__ is Slot:
            continue
        if x.__class__ is Expr and y.__class__ is Expr:
            if len(x.items) != len(y.items):
                return True
            todo.extend(zip(x.items, y.items))
        elif x.__class__ is Expr or y.__class__ is Expr or not (x is y or x == y):
            return True
    return False


def plain_data(world: World, atom: Atom) -> bool:
    """Is it a term without variables that evaluation leaves as it is?"""
    if not atom.ground:
        return False
    stack: list[Atom] = [atom]
    while stack:
        x = stack.pop()
        if x.__class__ is Expr:
            if x.items:
                head = x.items[0]
                if head.__class__ is Op or getattr(head, "name", "") in world.active:
                    return False
                stack.extend(x.items)
        elif x.__class__ is Sym:
            if x in REFUSED:
                return False
        elif x.__class__ not in CLASSES and x.__class__ is not Op:
            return False
    return True


class Analysis:
    """Of one unit. ``known``: functions that were compiled before; ``calling``: are variables called that stand for functions?"""

    def __init__(self, world: World, known: dict[tuple[Sym, int], Fn], calling: bool = False) -> None:
        self.world = world
        self.known = known
        self.new: dict[tuple[Sym, int], Fn] = {}
        self.found: dict[int, tuple[bool, bool]] = {}
        self.kept: list[Any] = []  # what must not go while its id is used
        self.data: dict[int, tuple[Atom, bool]] = {}
        self.calling = calling
        self.called: dict[int, list[Fn | Op]] = {}

    # ---- functions

    def function(self, head: Sym, n: int) -> Fn | None:
        """The function of a call; None if nothing of that size can be called."""
        key = (head, n)
        found = self.known.get(key) or self.new.get(key)
        if found is not None:
            return found
        if head.name not in self.world.active:
            return None
        clauses = [
            (left.items[1:], right) for left, right in self.world.equations.get(head, ()) if len(left.items) == n + 1
        ]
        modes, kind = self.modes(head, n)
        if not clauses:
            if head in self.world.types or head in LIBRARY or head in REFUSED:
                raise Refused(head.name)
            return None
        if head in LIBRARY or head in self.world.tabled or len(clauses) > CLAUSES:
            raise Refused(head.name)
        self.new[key] = fn = Fn(head, modes, kind, clauses)
        return fn

    def callees(self, n: int) -> list[Fn | Op]:
        """What a variable that is called with so many arguments may stand for, of what programs mention as values and can be
        compiled. If it is another function, the run is given up."""
        found = self.called.get(n)
        if found is None:
            found = self.called[n] = []  # one of them may call a variable itself
            if not self.calling:
                return found
            heads = [head for head in self.world.values if self.may_be_called(head, n)]
            if len(heads) <= CALLEES:
                for head in heads:
                    fn = head if isinstance(head, Op) else self.function(head, n)  # type: ignore[arg-type]  # a symbol
                    if fn is not None:
                        found.append(fn)
        return found

    def may_be_called(self, head: Atom, n: int) -> bool:
        """Is it compiled as well, with all that it calls by name?"""
        if head.__class__ is not Sym:
            return (n == 2 and (head in ARITHMETIC or head in COMPARISON or head in LOGIC)) or (n == 1 and head is NOT)
        known = self.world.may_be_called
        if (head, n) not in known:
            trial = Analysis(self.world, {})
            try:
                fn = trial.function(head, n)
                trial.settle([])
                known[head, n] = fn is not None and RAW not in fn.modes
            except Refused:
                known[head, n] = False
        return known[head, n]

    def modes(self, head: Sym, n: int) -> tuple[list[str], str]:
        types = self.world.types.get(head, ())
        if not types:
            return [VALUE] * n, ""
        if len(types) > 1 or not is_function_type(types[0]):
            raise Refused("types")
        items = types[0].items[1:]  # type: ignore[attr-defined]  # is_function_type looked
        if len(items) != n + 1 or any(item not in MODES for item in items) or items[-1] is ATOM:
            raise Refused("a type")
        kind = MODES[items[-1]]
        return [MODES[item] for item in items[:-1]], "" if kind is VALUE else kind

    def standard(self, head: Atom, n: int) -> bool:
        """Is it a name of the library, as the library says?"""
        if head.__class__ is not Sym or head not in LIBRARY:
            return False
        size, equations, types = LIBRARY[head]
        if (
            len(self.world.equations.get(head, ())) != equations
            or len(self.world.types.get(head, ())) != types
            or n != size
        ):
            raise Refused("the library is not as it was")
        return True

    # ---- results: is there at most one, may there be none?

    def settle(self, roots: list[Atom]) -> None:
        """Goes over all that can be reached until nothing new is found out."""
        while True:
            self.found.clear()
            self.kept = []
            for root in roots:
                self.of(root)
            changed = False
            done = 0
            while done < len(self.new):
                for fn in list(self.new.values())[done:]:
                    done += 1
                    single, fails = fn.single, fn.fails
                    for _, right in fn.clauses:
                        one, none = self.of(right)
                        single = single and one
                        fails = fails or none
                    if single != fn.single or fails != fn.fails:
                        fn.single, fn.fails = single, fails
                        changed = True
            if not changed:
                return

    def is_data(self, atom: Atom) -> bool:
        key = id(atom)
        known = self.data.get(key)
        if known is None:
            known = self.data[key] = (atom, plain_data(self.world, atom))
        return known[1]

    def of(self, atom: Atom, depth: int = 0) -> tuple[bool, bool]:
        """Of an expression that is evaluated."""
        key = id(atom)
        known = self.found.get(key)
        if known is None:
            if depth > DEPTH:
                raise Refused("nested too deeply")
            known = self.found[key] = self.look(atom, depth + 1)
            self.kept.append(atom)
        return known

    def all(self, atoms: Any, depth: int) -> tuple[bool, bool]:
        single, fails = True, False
        for atom in atoms:
            one, none = self.of(atom, depth)
            single = single and one
            fails = fails or none
        return single, fails

    def look(self, atom: Atom, depth: int) -> tuple[bool, bool]:
        if atom.__class__ is Sym:
            if atom is EMPTY:
                return True, True
            if atom in REFUSED:
                raise Refused(atom.name)
            return True, False
        if atom.__class__ is not Expr:
            if atom.__class__ is not Slot and atom.__class__ not in CLASSES and atom.__class__ is not Op:
                raise Refused("a value")
            return True, False
        if self.is_data(atom):
            return True, False
        head, args = atom.items[0], atom.items[1:]
        if head.__class__ is Op:
            if EMPTY in args:
                raise Refused("what is no value")
            return self.look_operation(head, args, depth)
        if self.standard(head, len(args)):
            if ((head is IF or head is SWITCH) and args[0] is EMPTY) or (head is LET and args[1] is EMPTY):
                raise Refused("what is no value")
            return self.look_library(head, args, depth)
        if head.__class__ is Slot:
            single, fails = self.all(args, depth)
            fns = [fn for fn in self.callees(len(args)) if isinstance(fn, Fn)]
            return single and all(fn.single for fn in fns), fails or any(fn.fails for fn in fns)
        if head.__class__ in CLASSES:
            return self.all(args, depth)
        if head.__class__ is not Sym:
            raise Refused("a head that is evaluated")
        if ERROR in args or (EMPTY in args and head in self.world.types):
            raise Refused("what is no value")
        fn = self.function(head, len(args))
        if fn is None:
            return self.all(args, depth)
        single, fails = self.all([arg for arg, mode in zip(args, fn.modes) if mode is not RAW], depth)
        return single and fn.single, fails or fn.fails

    def look_operation(self, op: Atom, args: tuple[Atom, ...], depth: int) -> tuple[bool, bool]:
        if op is SUPERPOSE and len(args) == 1:
            items = args[0]
            if items.__class__ is Expr:
                single, fails = self.all(items.items, depth)
                return single and len(items.items) < 2, fails or not items.items
            if items.__class__ is not Slot:
                raise Refused("what is no list")
            return False, True
        if op is MATCH and len(args) == 3:
            if args[0].__class__ is not SpaceAtom:
                raise Refused("a space that is not known")
            self.of(args[2], depth)
            return False, True
        if op not in ARITHMETIC and op not in COMPARISON and op not in LOGIC and op not in (NOT, SAME, SIZE, INDEX):
            raise Refused("an operation")
        if len(args) != (1 if op is NOT or op is SIZE else 2):
            raise Refused("a wrong number of arguments")
        if op is SIZE:
            return True, False
        return self.all(args[1:] if op is INDEX else args, depth)

    def look_library(self, head: Atom, args: tuple[Atom, ...], depth: int) -> tuple[bool, bool]:
        if head is IF:
            return self.all(args, depth)
        if head is LET:
            single, fails = self.all(args[1:], depth)
            return single, fails or args[0].__class__ is not Slot
        if head is LET_STAR:
            return self.of(nested(args[0], args[1]), depth)
        if head is CASE or head is SWITCH:
            cases = cases_of(args[1])
            single, fails = self.all([template for _, template in cases], depth)
            one, none = self.of(args[0], depth)
            return single and one, fails or none or not cases or cases[-1][0].__class__ is not Slot
        if head is COLLAPSE:
            self.of(args[0], depth)
            return True, False
        if head is NOTHING:
            return True, True
        if head is UNIFY:
            return self.all(args[2:], depth)
        if head is MAP_ATOM or head is FOLDL_ATOM:
            return self.of(args[-1], depth)
        return True, False  # quote, filter-atom, and what takes expressions apart: arguments are not evaluated


def cases_of(cases: Atom) -> list[tuple[Atom, Atom]]:
    if cases.__class__ is not Expr:
        raise Refused("no list of cases")
    found = []
    for case in cases.items:
        if case.__class__ is not Expr or len(case.items) != 2:
            raise Refused("no list of cases")
        found.append((case.items[0], case.items[1]))
    return found
