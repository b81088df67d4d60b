"""What languages other than Scheme want of the machine: primitives that decline, truth, calls of what is no procedure, longs.

Each program is core IR, run by the loop and by the tree-walker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pyfront.core.check import check
from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    LocalRef,
    Node,
    PrimCall,
    Seq,
    TryPrim,
    Var,
)
from pyfront.emit import compile_ir
from pyfront.emit.tree import compile_tree
from vmcore._host import Machine
from vmcore._image import Image
from vmcore.data import DEFAULT, Keyword, Symbol
from vmcore.errors import MachineError

HOOK_CALL = 2


@pytest.fixture(params=["loop", "loop without passes", "tree-walker"])
def run(request: pytest.FixtureRequest) -> Callable[..., Any]:
    def run(*forms: Node, **dialect: bool) -> Any:
        unit = Lambda("", [], [], None, Seq(list(forms)))
        check(unit)
        machine = Machine()
        machine.set_dialect(**dialect)
        if request.param == "tree-walker":
            machine.use_tree_walker()
            data = compile_tree(unit, None)
        else:
            data = compile_ir(unit, None, passes=request.param == "loop")
        return machine.load(Image(data))()

    return run


def table() -> Node:
    """A new table in which 1 is 10."""
    var = Var("table")
    fill = PrimCall("hash-table-set!", [LocalRef(var), Const(1), Const(10)])
    return Call(Lambda("", [var], [], None, Seq([fill, LocalRef(var)])), [PrimCall("make-eqv-hash-table", [])])


def look_up(key: Any) -> Node:
    """The entry of the table; where there is none, the primitive answers the mark by which others decline."""
    args = [GlobalRef("user:table"), Const(key), Const(DEFAULT)]
    return Call(TryPrim("hash-table-ref/default", "user:slow"), args)


def slow(body: Callable[[Var], Node]) -> Node:
    a, b, c = Var("a"), Var("b"), Var("c")
    return GlobalDefine("user:slow", Lambda("slow", [a, b, c], [], None, body(b)))


def add(x: Node, y: Node) -> Node:
    return PrimCall("%add", [x, y])


def test_a_primitive_that_declines_leaves_it_to_the_global(run: Callable[..., Any]) -> None:
    setup = [GlobalDefine("user:table", table()), slow(lambda key: add(LocalRef(key), Const(100)))]
    assert run(*setup, look_up(1)) == 10
    assert run(*setup, look_up(2)) == 102
    assert run(*setup, add(look_up(2), look_up(1))) == 112
    assert run(*setup, If(PrimCall("%lt", [look_up(5), look_up(1)]), Const("less"), Const("not"))) == "not"


def test_in_tail_position_and_in_a_loop(run: Callable[..., Any]) -> None:
    n, total = Var("n"), Var("total")
    again = Call(GlobalRef("user:sum"), [PrimCall("%sub", [LocalRef(n), Const(1)]), add(LocalRef(total), look_up(2))])
    body = If(PrimCall("%numeq", [LocalRef(n), Const(0)]), LocalRef(total), again)
    last = Var("x")
    assert run(
        GlobalDefine("user:table", table()),
        slow(lambda key: LocalRef(key)),
        GlobalDefine("user:sum", Lambda("sum", [n, total], [], None, body)),
        GlobalDefine("user:last", Lambda("last", [last], [], None, look_up(7))),
        add(Call(GlobalRef("user:sum"), [Const(1000), Const(0)]), Call(GlobalRef("user:last"), [Const(1)])),
    ) == 2007


def test_errors_of_a_primitive_and_of_what_stands_in(run: Callable[..., Any]) -> None:
    setup = [GlobalDefine("user:table", Const(5)), slow(lambda key: add(LocalRef(key), Const("x")))]
    with pytest.raises(MachineError, match="hash-table-ref/default: argument 1 is not a hash table"):
        run(*setup, look_up(1))
    setup[0] = GlobalDefine("user:table", table())
    with pytest.raises(MachineError, match=r"\+: argument 2 is not a number"):
        run(*setup, look_up(3))


def test_memory_is_refused_before_effects(run: Callable[..., Any]) -> None:
    v = Call(TryPrim("vector", "user:slow"), [Const(1), Const(2)])
    assert run(slow(lambda key: Const(0)), PrimCall("vector-length", [v])) == 2


@pytest.mark.parametrize(
    ("value", "truth"),
    [(None, False), (False, False), (True, True), (0, True), ("", True), (Keyword("a"), True), (0.0, True), (DEFAULT, True)],
)
def test_truth(run: Callable[..., Any], value: Any, truth: bool) -> None:
    x = Var("x")

    def test(node: Node) -> Node:
        return PrimCall("%truthy", [node])

    branch = If(test(LocalRef(x)), Const("yes"), Const("no"))
    define = GlobalDefine("user:f", Lambda("f", [x], [], None, branch))
    answer = "yes" if truth else "no"
    assert run(define, Call(GlobalRef("user:f"), [Const(value)])) == answer
    assert run(If(test(Const(value)), Const("yes"), Const("no"))) == answer
    assert run(GlobalDefine("user:x", Const(value)), test(GlobalRef("user:x"))) is truth
    assert run(GlobalDefine("user:x", Const(value)), PrimCall("not", [test(GlobalRef("user:x"))])) is not truth
    negated = If(PrimCall("not", [test(GlobalRef("user:x"))]), Const("no"), Const("yes"))
    assert run(GlobalDefine("user:x", Const(value)), negated) == answer


def hook() -> list[Node]:
    """Objects that are called answer the list of what they are and what they are given."""
    parts = Var("parts")
    body = PrimCall("cons", [Const("hook"), LocalRef(parts)])
    define = GlobalDefine("user:hook", Lambda("hook", [], [], parts, body))
    return [define, PrimCall("%set-hook!", [Const(HOOK_CALL), GlobalRef("user:hook")])]


def test_calls_of_objects(run: Callable[..., Any]) -> None:
    key = Keyword("a")
    assert run(*hook(), Call(Const(key), [])) == ["hook", key]
    assert run(*hook(), Call(Const(key), [Const(1), Const(2)])) == ["hook", key, 1, 2]
    assert run(*hook(), GlobalDefine("user:k", Const(5)), Call(GlobalRef("user:k"), [Const(1)])) == ["hook", 5, 1]
    f = Var("f")
    tail = Lambda("g", [f], [], None, Call(LocalRef(f), [Const(1), Const(2), Const(3)]))
    assert run(*hook(), GlobalDefine("user:g", tail), Call(GlobalRef("user:g"), [Const("s")])) == ["hook", "s", 1, 2, 3]
    inner = PrimCall("cons", [Const(0), Call(LocalRef(f), [Const(1)])])
    wrap = GlobalDefine("user:g", Lambda("g", [f], [], None, inner))
    assert run(*hook(), wrap, Call(GlobalRef("user:g"), [Const("s")])) == [0, "hook", "s", 1]


def test_calls_of_objects_with_many_arguments(run: Callable[..., Any]) -> None:
    n = 70
    assert run(*hook(), Call(Const("s"), [Const(i) for i in range(n)])) == ["hook", "s", *range(n)]


def test_without_a_hook_they_are_errors(run: Callable[..., Any]) -> None:
    with pytest.raises(MachineError, match="not a procedure"):
        run(Call(Const(5), []))


def equal(x: Node, y: Node) -> Node:
    return Call(TryPrim("%equiv", "user:equal"), [x, y])


EQUALITY = [
    (1, 1, True), (1, 2, False), (1, 1.0, False), (1.5, 1.5, True), (1, "many", False), ("many", "many", True), (None, None, True),
    (None, False, False), (float("nan"), float("nan"), False), (2**62, 2**62, True), ("many", 1, False), (70000, 70000, True),
]


@pytest.mark.parametrize(("x", "y", "answer"), EQUALITY)
def test_equality(run: Callable[..., Any], x: Any, y: Any, answer: bool) -> None:
    def forms(test: Node) -> list[Node]:
        values = [GlobalDefine("user:x", Const(x)), GlobalDefine("user:y", Const(y))]
        return [GlobalDefine("user:equal", Const(False)), *values, test]

    for left in (lambda: Const(x), lambda: GlobalRef("user:x")):
        for right in (lambda: Const(y), lambda: GlobalRef("user:y")):
            assert run(*forms(equal(left(), right()))) is answer
            branch = If(equal(left(), right()), Const("same"), Const("other"))
            assert run(*forms(branch)) == ("same" if answer else "other")


def test_equality_that_takes_a_call(run: Callable[..., Any]) -> None:
    """Of records: the global decides, in an expression, a test and a loop."""
    a, b, n, total = Var("a"), Var("b"), Var("n"), Var("total")
    is_number = PrimCall("number?", [LocalRef(b)])
    setup = [
        GlobalDefine("user:equal", Lambda("equal", [a, b], [], None, is_number)),
        GlobalDefine("user:one", PrimCall("%make-record", [PrimCall("%make-rtd", [Const(Symbol("t")), PrimCall("vector", [])])])),
    ]

    def test(other: Node) -> Node:
        return equal(GlobalRef("user:one"), other)

    assert run(*setup, test(Const(5))) is True
    assert run(*setup, test(GlobalRef("user:one"))) is True  # the same object
    assert run(*setup, test(PrimCall("vector", [Const(1)]))) is False
    assert run(*setup, If(test(Const(70000)), Const("yes"), Const("no"))) == "yes"
    assert run(*setup, If(PrimCall("not", [test(Const("x"))]), Const("no"), Const("yes"))) == "no"
    again = Call(GlobalRef("user:go"), [
        PrimCall("%sub", [LocalRef(n), Const(1)]), If(test(LocalRef(n)), add(LocalRef(total), Const(1)), LocalRef(total)),
    ])
    body = If(equal(LocalRef(n), Const(0)), LocalRef(total), again)
    go = GlobalDefine("user:go", Lambda("go", [n, total], [], None, body))
    assert run(*setup, go, Call(GlobalRef("user:go"), [Const(1000), Const(0)])) == 1000


@pytest.mark.parametrize(("name", "x", "y"), [
    ("%add", 2**63 - 1, 1), ("%sub", -(2**63), 1), ("%mul", 2**62, 2), ("%mul", -(2**63), -1), ("%add", -(2**63), -(2**63)),
])
def test_longs_do_not_leave_64_bits(run: Callable[..., Any], name: str, x: int, y: int) -> None:
    node = PrimCall(name, [GlobalRef("user:x"), Const(y)])
    assert run(GlobalDefine("user:x", Const(x)), node) not in range(-(2**63), 2**63)
    node = PrimCall(name, [GlobalRef("user:x"), Const(y)])
    with pytest.raises(MachineError, match=r"(integer|long) overflow") as raised:
        run(GlobalDefine("user:x", Const(x)), node, longs=True)
    assert raised.value.kind == "overflow"


def test_longs_within_64_bits(run: Callable[..., Any]) -> None:
    for x, y in ((2**62, 2**62 - 1), (2**48, 2**48), (-(2**62), -(2**62))):
        node = add(GlobalRef("user:x"), Const(y))
        assert run(GlobalDefine("user:x", Const(x)), node, longs=True) == x + y


def test_titles(run: Callable[..., Any]) -> None:
    bad = PrimCall("%record-rtd", [Const(5)])
    with pytest.raises(MachineError, match=r"^argument 1 is not"):
        run(bad)
    bad = PrimCall("%record-rtd", [Const(5)])
    with pytest.raises(MachineError, match="record-rtd: argument 1 is not"):
        run(bad, titles=True)
