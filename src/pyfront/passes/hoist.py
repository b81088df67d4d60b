"""Loads constants once, before a loop, that its rounds would load again and again.

An operand of arithmetic, of a comparison or of ``cons`` that is a constant and does not fit into the instruction becomes
a variable bound around the outermost loop. Not more than a few for each loop: they are registers. The code generator
asks for it when it comes to such a loop, which saves a walk over everything to find them.
"""

from __future__ import annotations

from pyfront.core.ir import CaseLambda, Const, GlobalRef, Lambda, Let, LocalRef, Node, PrimCall, Var
from pyfront.passes.walk import children
from vmcore._primdata import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

MAX_HOISTED = 12
# opcode -> places of operands that can be part of the instruction if they are small integers
_IMMEDIATE = {"ADD": (0, 1), "SUB": (1,), "LT": (0, 1), "LE": (0, 1), "NUMEQ": (0, 1)}
_MIRRORED = {">": "LT", ">=": "LE"}
_CHAINED = frozenset(("ADD", "SUB", "MUL", "DIV"))  # have one instruction for each operand from the second one on
MAX_CHAIN = 16  # as in emit
_OPCODES = frozenset(("ADD", "SUB", "MUL", "DIV", "QUO", "REM", "MOD", "LT", "LE", "NUMEQ", "CONS"))


def hoist(loop: Any, stable: Collection[str] = ()) -> Node:
    """The loop, with its constants bound around it, those of loops inside it too. ``stable``: globals that are constants
    as well."""
    found: dict[Any, Var] = {}
    stack: list[Any] = [loop.body]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is PrimCall:
            _operands(node, found)
            if stable:
                _globals(node, found, stable)
        if kind is not Lambda and kind is not CaseLambda:
            stack.extend(children(node))
    if not found:
        return loop
    inits: list[Node] = [
        GlobalRef(value, loop.pos) if kind is GlobalRef else Const(value, loop.pos) for kind, value in found
    ]
    return Let(list(found.values()), inits, loop, loop.pos)


def _globals(node: Any, found: dict[Any, Var], stable: Collection[str]) -> None:
    """Operands of instructions that are globals."""
    row = primitive(node.name)
    if row is None or not row[4]:
        return
    for i, arg in enumerate(node.args):
        if arg.__class__ is GlobalRef and arg.name in stable:
            key = (GlobalRef, arg.name)
            if key not in found:
                if len(found) == MAX_HOISTED:
                    continue
                found[key] = Var("constant", arg.pos)
            node.args[i] = LocalRef(found[key], arg.pos)


def _operands(node: Any, found: dict[Any, Var]) -> None:
    row = primitive(node.name)
    opcode = _MIRRORED.get(node.name) or (row[4] if row is not None else "")
    n = len(node.args)
    if opcode not in _OPCODES or n < 2 or (n > 2 and (opcode not in _CHAINED or n > MAX_CHAIN)):
        return
    immediate = _IMMEDIATE.get(opcode, ())
    if n > 2 and immediate:
        immediate = tuple(range(1, n))
    for i, arg in enumerate(node.args):
        if arg.__class__ is Const:
            value = arg.value
            kind = value.__class__
            if (kind is not int and kind is not float) or (kind is int and i in immediate and -32768 <= value <= 32767):
                continue
            key = (value.hex() if kind is float else kind, value)
            if key not in found:
                if len(found) == MAX_HOISTED:
                    continue
                found[key] = Var("constant", arg.pos)
            node.args[i] = LocalRef(found[key], arg.pos)
