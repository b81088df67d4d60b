"""Values of Python in terms, in the shape of hyperon's ``atoms`` module: ``S V E G``, ``ValueAtom``, ``OperationAtom``, ..."""

from __future__ import annotations

from enum import Enum

import pyfront.metta.names as names
from pyfront.metta.values import FALSE, TRUE, Failed, NoReduce, Number, Op, SpaceAtom, String
from vmcore.terms import UNIT, Atom, Expr, Ground, Matcher, Sym, Var, deref, equivalent, resolve, undo, unify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

SymbolAtom, VariableAtom, ExpressionAtom, GroundedAtom = Sym, Var, Expr, Ground


class NoReduceError(Exception):
    """Raised by an operation that leaves its call as it is."""


class IncorrectArgumentError(Exception):
    """Raised by an operation that is not defined for its arguments: the call stays as it is."""


class MettaError(Exception):
    """Raised by an operation; its arguments are those of the error that the call becomes."""


class AtomType:
    UNDEFINED, TYPE, ATOM, SYMBOL = names.UNDEFINED, names.TYPE, names.ATOM, names.SYMBOL
    VARIABLE, EXPRESSION, GROUNDED = names.VARIABLE, names.EXPRESSION, names.GROUNDED
    GROUNDED_SPACE, UNIT = names.SPACE_TYPE, names.UNIT_TYPE
    NUMBER, BOOL, STRING = names.NUMBER, names.BOOL, names.STRING


class Atoms:
    EMPTY, UNIT, METTA = names.EMPTY, UNIT, names.METTA


class AtomKind(Enum):
    SYMBOL = 0
    VARIABLE = 1
    EXPR = 2
    GROUNDED = 3


def S(name: str) -> Sym:  # noqa: N802 - hyperon's name
    return Sym(name)


def V(name: str) -> Var:  # noqa: N802 - hyperon's name
    return Var(name, True)


def E(*atoms: Atom) -> Expr:  # noqa: N802 - hyperon's name
    return Expr(atoms)


class GroundedObject:
    """Something of Python, with a name to show it by."""

    def __init__(self, content: Any, id: str | None = None) -> None:
        self.content = content
        self.id = id

    def __repr__(self) -> str:
        if isinstance(self.content, str):
            return String(self.content).text()
        return repr(self.content) if self.id is None else self.id

    def copy(self) -> GroundedObject:
        return self


class ValueObject(GroundedObject):
    """Two of them are the same if what they hold is."""

    @property
    def value(self) -> Any:
        return self.content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValueObject) and bool(self.content == other.content)

    def __hash__(self) -> int:
        try:
            return hash(self.content)
        except TypeError:
            return 0


class Char:
    """One character."""

    def __init__(self, char: str) -> None:
        if len(char) != 1:
            raise ValueError("a Char is one character")
        self.char = char

    def __str__(self) -> str:
        return self.char

    def __repr__(self) -> str:
        return f"'{self.char}'"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Char) and self.char == other.char

    def __hash__(self) -> int:
        return hash(self.char)


class MatchableObject(ValueObject):
    """Matches what ``match_`` says: a list of Bindings, or of dicts from names of variables to terms."""

    def match_(self, atom: Atom) -> Any:
        raise RuntimeError("MatchableObject::match_() is not implemented")


class OperationObject(GroundedObject):
    """A function of Python. ``unwrap``: it takes and answers values of Python, not terms."""

    def __init__(self, name: str, op: Callable[..., Any], unwrap: bool = True) -> None:
        super().__init__(op, name)
        self.unwrap = unwrap

    @property
    def op(self) -> Callable[..., Any]:
        return self.content

    @property
    def name(self) -> str | None:
        return self.id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OperationObject) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def execute(self, *atoms: Atom, res_typ: Atom = AtomType.UNDEFINED) -> Any:
        if not self.unwrap:
            result = self.op(*atoms)
            if not hasattr(result, "__iter__"):
                raise RuntimeError(f"Grounded operation `{self.id}` should return list")
            return result
        args, kwargs = unwrap_args(atoms)
        try:
            result = self.op(*args, **kwargs)
        except MettaError as wrong:
            return [Expr((names.ERROR, *wrong.args))]
        if result is None:
            return [UNIT]
        if callable(result):
            return [OperationAtom(repr(result), result)]
        return [ValueAtom(result, res_typ)]


def unwrap_args(atoms: tuple[Atom, ...]) -> tuple[list[Any], dict[str, Any]]:
    """Values of Python of arguments; those of ``(Kwargs (name value) ...)`` by name."""
    args = []
    kwargs = {}
    for atom in atoms:
        if isinstance(atom, Expr) and atom.items and atom.items[0] is Sym("Kwargs"):
            for pair in atom.items[1:]:
                if not isinstance(pair, Expr) or len(pair.items) != 2:
                    raise RuntimeError(f"Incorrect kwarg format {pair}")
                kwargs[get_string_value(pair.items[0])] = content_of(pair.items[1])
        else:
            args.append(content_of(atom))
    return args, kwargs


def content_of(atom: Atom) -> Any:
    """The value of Python in a term; NoReduceError if it is no value."""
    if not isinstance(atom, Ground):
        raise NoReduceError
    value = get_object(atom)
    return value.content if isinstance(value, GroundedObject) else value


def get_object(atom: Ground) -> Any:
    """What hyperon's ``get_object`` answers."""
    if isinstance(atom, SpaceAtom):
        from pyfront.metta.pyspaces import reference

        return reference(atom.value)
    if isinstance(atom, (Held, PythonOp)):
        return atom.held
    if atom.kind in ("number", "bool", "string"):
        return ValueObject(atom.value)
    raise TypeError(f"Cannot get Python object of unsupported atom {atom}")


def get_string_value(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


class Held(Ground):
    """An object of Python."""

    __slots__ = ()

    def __init__(self, held: Any, typ: Atom) -> None:
        super().__init__(held, typ, "python")

    @property
    def held(self) -> Any:
        return self.value

    def __hash__(self) -> int:
        return hash("python")

    def text(self) -> str:
        return repr(self.value)


class HeldMatcher(Held, Matcher):
    """An object of Python that matches in its own way."""

    __slots__ = ()

    def solutions(self, other: Atom) -> list[Any]:
        found = self.value.match_(other)
        return [_pairs(one, other) for one in (found.iterator() if isinstance(found, BindingsSet) else found)]


def _pairs(found: Any, other: Atom) -> list[tuple[Atom, Atom]]:
    """One solution: dicts name variables, which are those of the other term if it has them."""
    if isinstance(found, Bindings):
        return list(found.iterator())
    from vmcore.terms import variables

    there = {var.name: var for var in variables(other)}
    return [(there.get(name) or Var(name, True), value) for name, value in dict(found).items()]


NO_ATOM = "Grounded operation which is defined using unwrap=False should return atom instead of Python type"


class PythonOp(Op):
    """A function of Python as an operation."""

    __slots__ = ("held",)

    def __init__(self, held: Any, typ: Atom) -> None:
        super().__init__(repr(held), typ, self.call)
        self.held = held

    def same(self, other: Ground) -> bool:
        return isinstance(other, PythonOp) and bool(self.held == other.held)

    def __hash__(self) -> int:
        return hash("python operation")

    def call(self, m: Any, *args: Atom) -> list[Atom]:
        typ = self.typ
        result_type = deref(typ.items[-1]) if isinstance(typ, Expr) and typ.items else AtomType.UNDEFINED
        try:
            found = list(self.held.execute(*map(resolve, args), res_typ=result_type))
        except (NoReduceError, IncorrectArgumentError):
            raise NoReduce from None
        except (NoReduce, Failed):
            raise
        except Exception as wrong:
            from pyfront.errors import Error

            if isinstance(wrong, Error):
                raise
            raise Failed(f"Exception caught:\n{type(wrong).__name__}: {wrong}") from None
        for atom in found:
            if not isinstance(atom, Atom):
                raise Failed(NO_ATOM)
        return found


def G(object: Any, type: Atom = AtomType.UNDEFINED) -> Ground:  # noqa: N802 - hyperon's name
    """A term with an object of Python: numbers, truth values and strings become the language's."""
    from pyfront.metta.pyspaces import SpaceRef

    if isinstance(object, SpaceRef):
        return SpaceAtom(object.space)
    if object.__class__ is ValueObject and object.id is None:
        plain = primitive(object.content)
        if plain is not None:
            kind = object.content.__class__.__name__
            assert type in (AtomType.UNDEFINED, plain.typ), f"Grounded {kind} {object} can't have a custom type {type}"
            return plain
        if isinstance(object.content, SpaceRef):
            return SpaceAtom(object.content.space)
    assert hasattr(object, "copy"), "Method copy should be implemented by grounded object"
    if hasattr(object, "execute"):
        return PythonOp(object, type)
    if hasattr(object, "match_"):
        return HeldMatcher(object, type)
    return Held(object, type)


def primitive(value: Any) -> Ground | None:
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, (int, float)):
        return Number(value)
    return String(value) if isinstance(value, str) else None


def _type(names_: Any) -> Atom:
    """A type from what users write: names, lists for functions, terms."""
    if names_ is None:
        return AtomType.UNDEFINED
    if isinstance(names_, list):
        return Expr((names.ARROW, *map(_type, names_)))
    if isinstance(names_, str):
        return Var(names_[1:], True) if names_.startswith("$") else Sym(names_)
    return names_


def OperationAtom(  # noqa: N802 - hyperon's name
    name: str, op: Callable[..., Any], type_names: Any = None, unwrap: bool = True
) -> Ground:
    return G(OperationObject(name, op, unwrap), _type(type_names))


def ValueAtom(value: Any, type_name: Any = None, atom_id: str | None = None) -> Ground:  # noqa: N802 - hyperon's name
    typ = _type(type_name)
    return G(ValueObject(value, atom_id), typ)


def PrimitiveAtom(  # noqa: N802 - hyperon's name
    value: Any, type_name: Any = None, atom_id: str | None = None
) -> Ground:
    """A number or truth value that stays one of Python."""
    assert isinstance(value, (int, float, bool)), "Primitive value is expected"
    return Held(ValueObject(value, atom_id), _type(type_name))


def MatchableAtom(  # noqa: N802 - hyperon's name
    value: Any, type_name: Any = None, atom_id: str | None = None
) -> Ground:
    return G(MatchableObject(value, atom_id), _type(type_name))


def atoms_are_equivalent(first: Atom, second: Atom) -> bool:
    return equivalent(first, second)


class Bindings:
    """What variables stand for, by name."""

    def __init__(self, pairs: Any = ()) -> None:
        self._values: dict[Var, Atom] = dict(pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bindings) and self._values == other._values

    def __hash__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return "{ " + ", ".join(f"{var} <- {value}" for var, value in self._values.items()) + " }"

    def __deepcopy__(self, memo: Any) -> Bindings:
        return self.clone()

    def __enter__(self) -> Bindings:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def clone(self) -> Bindings:
        return Bindings(self._values)

    def is_empty(self) -> bool:
        return not self._values

    def add_var_binding(self, var: Var, atom: Atom) -> bool:
        """False, and nothing is added, if the variable stands for something that does not match."""
        merged = _merge([(var, atom), *self._values.items()])
        if merged is None:
            return False
        self._values = merged
        return True

    def merge(self, other: Bindings) -> BindingsSet:
        merged = _merge([*self._values.items(), *other._values.items()])
        return BindingsSet([] if merged is None else [Bindings(merged)])

    def narrow_vars(self, variables: Any) -> None:
        self._values = {var: self._values[var] for var in variables if var in self._values}

    def resolve(self, var: Var) -> Atom | None:
        return self._values.get(var)

    def iterator(self) -> Iterator[tuple[Var, Atom]]:
        return iter(list(self._values.items()))


def _merge(pairs: list[tuple[Var, Atom]]) -> dict[Var, Atom] | None:
    """One substitution from pairs of a variable and its value; None if there is none."""
    from vmcore.terms import by_name

    keys = list(dict.fromkeys(var for var, _ in pairs))
    whole = by_name(Expr((*keys, *[x for pair in pairs for x in pair])))
    live = whole.items[: len(keys)]  # type: ignore[attr-defined]  # made as an Expr
    rest = whole.items[len(keys) :]  # type: ignore[attr-defined]  # made as an Expr
    bound: list[Var] = []
    goals: list[Any] = []
    fits = all(unify(rest[i], rest[i + 1], bound, goals) for i in range(0, len(rest), 2)) and not goals
    found = {key: resolve(var) for key, var in zip(keys, live)} if fits else None
    undo(bound)
    return found


class BindingsSet:
    """Alternatives of bindings."""

    def __init__(self, found: Any = None) -> None:
        self._all: list[Bindings] = (
            [Bindings()] if found is None else [found] if isinstance(found, Bindings) else list(found)
        )

    @staticmethod
    def empty() -> BindingsSet:
        return BindingsSet([])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BindingsSet) and self._all == other._all

    def __hash__(self) -> int:
        return len(self._all)

    def __repr__(self) -> str:
        return f"[ {', '.join(map(repr, self._all))} ]" if self._all else "[ ]"

    def __deepcopy__(self, memo: Any) -> BindingsSet:
        return self.clone()

    def __enter__(self) -> BindingsSet:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __getitem__(self, key: int) -> dict[str, Atom]:
        return {var.name: value for var, value in self._all[key].iterator()}

    def clone(self) -> BindingsSet:
        return BindingsSet([one.clone() for one in self._all])

    def is_empty(self) -> bool:
        return not self._all

    def is_single(self) -> bool:
        return len(self._all) == 1 and self._all[0].is_empty()

    def push(self, bindings: Bindings) -> None:
        self._all.append(bindings)

    def add_var_binding(self, var: Var, value: Atom) -> bool:
        self._all = [one for one in self._all if one.add_var_binding(var, value)]
        return bool(self._all)

    def add_var_equality(self, a: Var, b: Var) -> bool:
        return self.add_var_binding(a, b)

    def merge_into(self, other: Any) -> None:
        others = [other] if isinstance(other, Bindings) else other._all
        self._all = [found for one in self._all for two in others for found in one.merge(two)._all]

    def iterator(self) -> Iterator[Bindings]:
        return iter(list(self._all))


def match_atoms(a: Atom, b: Atom) -> BindingsSet:
    """What makes two terms the same."""
    from vmcore.terms import by_name, variables

    keys = list(dict.fromkeys([*variables(a), *variables(b)]))
    whole = by_name(Expr((a, b, *keys)))
    left, right, *live = whole.items  # type: ignore[attr-defined]  # made as an Expr
    bound: list[Var] = []
    goals: list[Any] = []
    fits = unify(left, right, bound, goals)
    base = {key: resolve(var) for key, var in zip(keys, live) if deref(var) is not var} if fits else {}
    ways = [Bindings(base)] if fits else []
    for value, other in goals:
        if isinstance(value, SpaceAtom):
            solutions = list(get_object(value).query(resolve(other)).iterator())
        else:
            solutions = [Bindings(way) for way in value.solutions(resolve(other))]
        ways = [found for way in ways for one in solutions for found in way.merge(one).iterator()]
    undo(bound)
    return BindingsSet(ways)
