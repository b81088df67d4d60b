"""Python from programs: modules written in Python, ``py-atom`` and the like. All of it only as far as the runner's
``python`` allows."""

from __future__ import annotations

import pyfront.metta.hyperon as api
from pyfront.errors import ReadError
from pyfront.metta.changes import changed
from pyfront.metta.names import ATOM, STRING, arrow
from pyfront.metta.objects import (
    Char,
    GroundedObject,
    Held,
    HeldMatcher,
    MatchableObject,
    NoReduceError,
    OperationAtom,
    ValueAtom,
    get_object,
    get_string_value,
)
from pyfront.metta.reader import Reader, Tokenizer
from pyfront.metta.values import Failed, NoReduce, Op, SpaceAtom, String
from pyfront.text.patterns import bounded
from pyfront.text.source import Source
from vmcore.terms import UNIT, Atom, Expr, Ground, Sym, Var, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.runner import Module, Runner


def load(runner: Runner, module: Module, where: str, name: str) -> None:
    """Runs a file of Python, and registers what its marked functions answer."""
    import sys
    from importlib.util import module_from_spec, spec_from_file_location

    if not runner.python(name):
        raise Failed(f"{where}: modules written in Python are not allowed here")
    known = name.replace(":", ".")
    spec = spec_from_file_location(known, where)
    assert spec is not None and spec.loader is not None
    python = module_from_spec(spec)
    sys.modules[known] = python
    try:
        spec.loader.exec_module(python)
    except Exception as wrong:
        raise Failed(f"{where}: {type(wrong).__name__}: {wrong}") from None
    functions = [fn for fn in vars(python).values() if hasattr(fn, "metta_type")]

    def register(tokenizer: Any) -> None:
        for fn in functions:
            try:
                found = fn(runner.api) if fn.metta_pass_metta else fn()
            except Exception as wrong:
                raise Failed(f"{where}: {fn.__name__}: {type(wrong).__name__}: {wrong}") from None
            for word, what in found.items():
                tokenizer.register_token(word, what if fn.metta_type == "tokens" else _always(what))

    module.register = register
    register(module.tokenizer)


def _always(atom: Atom) -> Any:
    return lambda _: atom


class Pattern(MatchableObject):
    """``regex:"..."``: matches what has a text in which the expression is found."""

    def __init__(self, token: str, runner: Runner) -> None:
        super().__init__(token)
        self.runner = runner

    def match_(self, atom: Atom) -> Any:
        from re import IGNORECASE, compile

        pattern = get_string_value(self.content[len("regex:") :])
        pattern = pattern.replace("[[", "(").replace("]]", ")").replace("~", " ")
        text = " ".join(get_string_value(atom).split())
        found = compile(pattern, IGNORECASE)
        limits = self.runner.limits
        return [{"matched_pattern": Sym(pattern)}] if (bounded(limits, found, text) if limits else found).search(text) else []


def register_library(runner: Runner) -> None:
    """The operations that hyperon's library has in Python."""

    def register(tokenizer: Any) -> None:
        for name, fn, types in (
            ("repr", _repr, (ATOM, STRING)),
            ("parse", lambda m, a: _parse(runner, a), (STRING, ATOM)),
            ("stringToChars", _chars, (STRING, ATOM)),
            ("charsToString", _string, (ATOM, STRING)),
        ):
            tokenizer.name(name, Op(name, arrow(*types), fn, None, (1, 1)))
        tokenizer.register_token("'[^']'", lambda token: ValueAtom(Char(token[1]), "Char"))
        tokenizer.register_token('regex:"[^"]*"', lambda token: HeldMatcher(Pattern(token, runner), api.AtomType.UNDEFINED))
        for name, python in (
            ("py-atom", lambda *args: _py_atom(runner, *args)),
            ("py-dot", lambda mod, path, *args: _py_dot(runner, mod, path, *args)),
            ("py-tuple", lambda items: [ValueAtom(_sequence(tuple, items))]),
            ("py-list", lambda items: [ValueAtom(_sequence(list, items))]),
            ("py-dict", lambda items: [ValueAtom(dict(map(_pair, items.items)))]),
            ("py-chain", _py_chain),
            ("load-ascii", lambda space, name: _load_ascii(runner, space, name)),
        ):
            tokenizer.name(name, OperationAtom(name, python, unwrap=False))

    runner.core.register = register
    register(runner.top.tokenizer)


def _load_ascii(runner: Runner, space: Atom, name: Atom) -> list[Atom]:
    """Adds the terms of a file to a space, with words as they are."""
    from os.path import isabs, join

    where = str(_content(name, True))
    if not isabs(where):
        where = join(runner.running.folder or ".", where)
    if not isinstance(space, SpaceAtom):
        raise NoReduceError
    if not runner.may_read(where):
        raise Failed(f"{where} may not be read: allow file-read, or give its folder as path")
    try:
        reader = Reader(Source(where, runner.text_of(where)), Tokenizer())
    except OSError as wrong:
        raise Failed(f"{where}: {wrong.strerror}") from None
    changed()
    while (found := reader.read()) is not None:
        space.value.add(found[0])
    return [UNIT]


def _repr(m: Any, atom: Atom) -> list[Atom]:
    return [String(text_of(atom))]


def _parse(runner: Runner, text: Atom) -> list[Atom]:
    if not isinstance(text, String):
        raise NoReduce
    try:
        found = Reader(Source("<parse>", text.value), runner.running.tokenizer).read()
    except ReadError:
        raise NoReduce from None
    if found is None:
        raise NoReduce
    return [found[0]]


def _chars(m: Any, text: Atom) -> list[Atom]:
    if not isinstance(text, String):
        raise NoReduce
    return [Expr(tuple(ValueAtom(Char(c), "Char") for c in text.value))]


def _string(m: Any, items: Atom) -> list[Atom]:
    if not isinstance(items, Expr):
        raise NoReduce
    return [String("".join(str(_content(item)) for item in items.items))]


def _content(atom: Atom, names: bool = False) -> Any:
    """The value of Python in a term, or the term; of a symbol its name, if ``names``."""
    if isinstance(atom, Ground):
        value = get_object(atom)
        return value.content if isinstance(value, GroundedObject) else value
    return atom.name if names and isinstance(atom, Sym) else atom


def _sequence(kind: Any, items: Expr) -> Any:
    return kind(_sequence(kind, one) if isinstance(one, Expr) else _content(one) for one in items.items)


def _pair(pair: Atom) -> tuple[Any, Any]:
    if not isinstance(pair, Expr) or len(pair.items) != 2:
        raise Failed("Syntax error in tuple_to_keyvalue")
    return _content(pair.items[0], True), _content(pair.items[1])


def _py_chain(items: Expr) -> list[Atom]:
    first, *others = map(_content, items.items)
    for other in others:
        first = first | other
    return [ValueAtom(first)]


def _py_atom(runner: Runner, path: Atom, typ: Any = None, unwrap: Any = True) -> list[Atom]:
    """What a dotted name of Python means."""
    name = str(_content(path, True))
    if not runner.python(name):
        raise Failed(f"py-atom: {name} is not allowed here")
    if runner.python("*"):
        return _as_atom(name, _find(name), typ, unwrap)
    if not all(part.isidentifier() and part[0] != "_" for part in name.split(".")):
        raise Failed(f"py-atom: only names without _ at their beginning are allowed here: {name}")
    return _as_atom(name, _find(name, runner.python), typ, unwrap)


def _py_dot(runner: Runner, mod: Atom, path: Atom, typ: Any = None, unwrap: Any = True) -> list[Atom]:
    if not runner.python("py-dot"):
        raise Failed("py-dot is not allowed here")
    if not isinstance(mod, Ground):
        raise NoReduceError
    value = _content(mod)
    name = str(_content(path, True))
    for part in name.split("."):
        value = getattr(value, part)
    return _as_atom(name, value, typ, unwrap)


def _as_atom(name: str, value: Any, typ: Any, unwrap: Any) -> list[Atom]:
    if isinstance(typ, Ground):
        typ = _content(typ)
    if isinstance(typ, bool):
        typ, unwrap = None, typ
    elif isinstance(unwrap, Ground):
        unwrap = _content(unwrap)
    if callable(value):
        return [OperationAtom(name, value, typ, unwrap=unwrap)]
    return [ValueAtom(value, typ)]


def _find(name: str, allowed: Callable[[str], bool] | None = None) -> Any:
    """An object by its dotted name: in a module, or one of the built-in ones; else what the text means as an expression."""
    import builtins
    from importlib import import_module

    parts = name.split(".")
    for i in range(len(parts), 0, -1):
        if not all(map(str.isidentifier, parts[:i])):
            continue
        try:
            value: Any = import_module(".".join(parts[:i]))
        except ImportError:
            continue
        for part in parts[i:]:
            value = getattr(value, part)
            # a module may have imported others, which are not allowed because it is
            if allowed is not None and hasattr(value, "__spec__") and not allowed(value.__name__):
                raise Failed(f"py-atom: {value.__name__} is not allowed here")
        return value
    import sys

    value = getattr(sys.modules.get("__main__"), parts[0], None) or getattr(builtins, parts[0], None)
    if value is None:
        try:
            return eval(name, {})
        except Exception:
            raise Failed(f'Failed to find "{name}"') from None
    for part in parts[1:]:
        value = getattr(value, part)
    return value


__all__ = ["UNIT", "Held", "Var", "load", "register_library"]
