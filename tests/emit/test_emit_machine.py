"""Random core IR on the machine, through passes and emitter and through the tree-walker, against the reference."""

from __future__ import annotations

from typing import Any

import pytest

import generate
import model
import reference
from pyfront.core.show import parse
from pyfront.emit import compile_ir
from pyfront.emit.tree import compile_tree
from vmcore.data import Pair
from vmcore.errors import MachineError

host = pytest.importorskip("vmcore._host", reason="the machine is not built")
image_module = pytest.importorskip("vmcore._image")

KINDS = {"TYPE": "type", "NOTPROC": "type", "RANGE": "range", "ARITY": "arity", "UNBOUND": "unbound", "UNASSIGNED": "unbound",
         "DIVZERO": "divide"}


def expected(seed: int) -> Any:
    try:
        return "value", _from_model(reference.Evaluator(20000).run(generate.Generator(seed).unit()))
    except model.Fault as fault:
        return "error", KINDS[fault.kind], fault.pos


def _from_model(value: Any) -> Any:
    """Lists as tuples with their tail last; procedures are all alike."""
    if isinstance(value, model.Pair) or value is model.NIL:
        return _list(value, lambda v: isinstance(v, model.Pair), _from_model)
    return "procedure" if isinstance(value, (model.PrimProc, reference.Procedure)) else value


def _from_machine(value: Any) -> Any:
    if isinstance(value, list):
        return (*map(_from_machine, value), None)
    if isinstance(value, Pair):
        return _list(value, lambda v: isinstance(v, Pair), _from_machine)
    return "procedure" if callable(value) else value


def _list(value: Any, is_pair: Any, convert: Any) -> Any:
    items = []
    while is_pair(value):
        items.append(convert(value.car))
        value = value.cdr
    if isinstance(value, list):
        return (*items, *convert(value))
    return (*items, None if value is model.NIL else convert(value))


def actual(data: bytes, tree: bool) -> Any:
    machine = host.Machine()
    if tree:
        machine.use_tree_walker()
    image = image_module.Image(data)
    try:
        return "value", _from_machine(machine.load(image)())
    except MachineError as error:
        _, _, function, instruction, _ = error.frames[0]
        return "error", error.kind, image.position(function, instruction)


@pytest.mark.parametrize("block", range(8))
def test_machine_and_walker_agree_with_the_reference(block: int) -> None:
    for seed in range(10_000 + block * 25, 10_000 + block * 25 + 25):
        try:
            result = expected(seed)
        except (reference.OutOfFuel, RecursionError):
            continue
        optimised = compile_ir(generate.Generator(seed).unit(), None)
        plain = compile_ir(generate.Generator(seed).unit(), None, passes=False)
        tree = compile_tree(generate.Generator(seed).unit(), None)
        assert (actual(optimised, False), actual(plain, False), actual(tree, True)) == (result, result, result), f"seed {seed}"


@pytest.mark.parametrize("tree", (False, True))
def test_every_round_of_a_loop_is_a_safepoint(tree: bool) -> None:
    """The Scheme expander gives the walker procedures for loops, so only core IR comes to its LOOP nodes."""
    text = "(lambda unit () (loop f ((i.1 0) (n.2 5)) (if (%lt i.1 {}) (recur f (%add i.1 1) i.1) n.2)))"
    machine = host.Machine()
    if tree:
        machine.use_tree_walker()

    def run(rounds: int, fuel: int) -> Any:
        unit: Any = parse(text.format(rounds))
        machine.set_limits(fuel=fuel)
        return machine.load(image_module.Image(compile_tree(unit, None) if tree else compile_ir(unit, None)))()

    assert run(500, 600) == 499
    with pytest.raises(MachineError) as caught:
        run(700, 600)
    assert caught.value.status == "FUEL"
