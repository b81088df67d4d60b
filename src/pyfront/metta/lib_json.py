"""The module ``json``: terms as JSON and back. Objects are spaces of pairs of a string and a value; a symbol is a string that
begins with ``sym!:``, a variable one that begins with ``var!:``, and ``null`` is a symbol."""

from __future__ import annotations

import json

from pyfront.metta.bundled import op
from pyfront.metta.names import ATOM, STRING
from pyfront.metta.values import Failed, Number, SpaceAtom, String, truth
from vmcore.terms import Atom, Expr, Ground, Sym, Var, resolve, text_of
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.runner import Runner

DEEP = 500  # levels of JSON; Python's decoder recurses
NO_PAIR = "a space of pairs of a string and a value is expected: use dict-space"


def words(runner: Runner) -> dict[str, Atom]:
    return {
        "json-encode": op("json-encode", (ATOM, STRING), lambda atom: [String("".join(encode(atom)))]),
        "json-decode": op("json-decode", (STRING, ATOM), decode),
    }


def encode(atom: Atom) -> list[str]:
    """The pieces of a text. What is inside of a space is written too, but no space inside of itself."""
    out: list[str] = []
    todo: list[Any] = [resolve(atom)]
    around: list[Space] = []
    while todo:
        x = todo.pop()
        if x.__class__ is str:
            out.append(x)
        elif x is None:
            around.pop()
        elif isinstance(x, Expr):
            out.append("[")
            todo.append("]")
            _push(todo, [[item] for item in x.items])
        elif isinstance(x, SpaceAtom):
            if x.value in around:
                raise Failed("json-encode: a space that is inside of itself")
            around.append(x.value)
            out.append("{")
            todo += [None, "}"]
            _push(todo, [_pair(one) for one in x.value.atoms()])
        else:
            out.append(_leaf(x))
    return out


def _push(todo: list[Any], groups: list[list[Any]]) -> None:
    for i in range(len(groups) - 1, -1, -1):
        todo.extend(reversed(groups[i]))
        if i:
            todo.append(", ")


def _pair(atom: Atom) -> list[Any]:
    if not isinstance(atom, Expr) or len(atom.items) != 2 or not isinstance(atom.items[0], String):
        raise Failed(NO_PAIR)
    return [json.dumps(atom.items[0].value, ensure_ascii=False) + ":", atom.items[1]]


def _leaf(atom: Atom) -> str:
    if isinstance(atom, Sym):
        return "null" if atom.name == "null" else json.dumps("sym!:" + atom.name, ensure_ascii=False)
    if isinstance(atom, Var):
        return json.dumps("var!:" + atom.name, ensure_ascii=False)
    if isinstance(atom, Ground) and atom.kind in ("number", "bool", "string"):
        value = atom.value
        finite = value.__class__ is not float or (value == value and abs(value) != float("inf"))
        return json.dumps(value, ensure_ascii=False) if finite else "null"
    raise Failed(f"json-encode: {text_of(atom)} cannot be written as JSON")


def decode(text: Atom) -> list[Atom]:
    if not isinstance(text, String):
        raise Failed("json-decode expects string to decode as input")
    try:
        value = json.loads(text.value)
    except ValueError as wrong:
        raise Failed(f"Failed to decode string. Reason: {wrong}") from None
    except RecursionError:
        raise Failed("Failed to decode string. Reason: it is nested too deeply") from None
    return [_atom(value, {}, 0)]


def _atom(value: Any, names: dict[str, Var], depth: int) -> Atom:
    if depth > DEEP:
        raise Failed("Failed to decode string. Reason: it is nested too deeply")
    if value is None:
        return Sym("null")
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, (int, float)):
        return Number(value)
    if isinstance(value, str):
        if value.startswith("sym!:"):
            return Sym(value[5:])
        if value.startswith("var!:"):
            return names.setdefault(value[5:], Var(value[5:], True))
        return String(value)
    if isinstance(value, list):
        return Expr(tuple(_atom(one, names, depth + 1) for one in value))
    space = Space()
    for key, one in value.items():
        space.add(Expr((String(key), _atom(one, names, depth + 1))))
    return SpaceAtom(space)
