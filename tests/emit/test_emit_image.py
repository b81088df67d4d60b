"""Images: constants of every kind and shape, limits, long jumps."""

from __future__ import annotations

import math
from typing import Any

import pytest

import model
from pyfront.core import ir
from pyfront.emit import compile_ir, constants, literal
from pyfront.emit.asm import assemble, disassemble
from pyfront.emit.image import Pool, varint, write_image, zigzag
from pyfront.emit.parse import _read_pool, _Reader, parse_image
from pyfront.emit.registers import CODE_LIBRARY, Code, Function, Label, Unit
from pyfront.errors import CompileError
from pyfront.text.datum import List, Vector
from pyfront.text.source import SourceMap
from vmcore import _opcode as op
from vmcore import tags
from vmcore._primdata import PRIMS
from vmcore.data import ABSENT, DEFAULT, EOF, UNBOUND, UNSPECIFIED, Char, ExactComplex, Keyword, Pair, Ratio, Symbol


def lst(*items: Any, tail: Any = None) -> List:
    return List(list(items), [0] * len(items), tail)


def pool_of(*values: Any) -> list[Any]:
    pool = Pool()
    for value in values:
        pool.add(value)
    result = _read_pool(_Reader(bytes(pool.out) + b"\x3f"))
    assert len(result) == pool.size
    return result


VALUES: list[Any] = [
    True, False, UNSPECIFIED, EOF, UNBOUND, ABSENT, DEFAULT, 0, 1, -1, 63, 64, -64, -65, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1,
    10**100, -(10**100), 255 << 64, 0.0, -0.0, 1.5, math.inf, -math.inf, 1e-320, Ratio(1, 3), Ratio(-(10**30), 7), 1 + 2j,
    ExactComplex(1, -2), ExactComplex(Ratio(1, 2), 10**30), "", "abc",
    "ü\U0001F600\n\"", Symbol("a b"), Symbol(""), Keyword("k"), Char("x"), Char(0x10FFFF), b"", b"\x00\xff",
    lst(), lst(1, "a", Symbol("b")), lst(1, 2, tail=3), lst(lst(), lst(lst(1))), Vector([], []), Vector([1, lst(2)], [0, 0]),
    Pair(1, Pair(2, 3)), constants.Ref("global", "user:x"), constants.Ref("code", 300), constants.Ref("prim", "car"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_constant_comes_back(value: Any) -> None:
    back, = pool_of(value)
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    assert repr(literal.parse(literal.show(value))) == repr(value)


def test_nan_comes_back() -> None:
    assert math.isnan(pool_of(math.nan)[0])
    assert math.isnan(literal.parse(literal.show(math.nan)))


def test_varints() -> None:
    for n in (0, 1, 127, 128, 300, 1 << 20, 2**64):
        assert _Reader(varint(n)).varint() == n
        assert _Reader(zigzag(n)).zigzag() == n
        assert _Reader(zigzag(-n)).zigzag() == -n


def test_words_are_those_of_the_machine() -> None:
    words = dict(tags.IMMEDIATES)
    values = {"NIL": lst(), "FALSE": False, "TRUE": True, "UNSPEC": UNSPECIFIED, "EOF": EOF, "UNBOUND": UNBOUND, "ABSENT": ABSENT,
              "DEFAULT": DEFAULT}
    assert {name: constants.word(value) for name, value in values.items()} == {name: words[name] for name in values}
    assert [constants.word(v) for v in (0, 0.0, "", Symbol("nil"), lst(1), Char("a"), [], {})] == [-1] * 8
    assert constants.word(None) == words["NIL"]


def test_one_object_is_one_constant_and_two_are_two() -> None:
    a, b = lst(1, 2), lst(1, 2)
    first, second, third = pool_of(a, b, a)
    assert first is third
    assert first is not second
    text = "abc"
    x, y = pool_of(text, text)
    assert x is y


def test_equal_numbers_of_different_kinds_are_different_constants() -> None:
    assert [repr(v) for v in pool_of(1, 1.0, True, 0.0, -0.0)] == ["1", "1.0", "True", "0.0", "-0.0"]


def test_shared_parts_stay_shared() -> None:
    shared = lst(7)
    pool = Pool()
    top = pool.add(lst(shared, Vector([shared], [0]), lst(1, tail=2)))
    values = _read_pool(_Reader(bytes(pool.out) + b"\x3f"))
    assert len(values) == pool.size == 2
    assert values[top].items[0] is values[top].items[1].items[0]
    nested: Any = lst(1)
    for _ in range(200):  # 2^200 items as a tree
        nested = lst(nested, nested)
    pool_of(nested)


def test_circles() -> None:
    circle = lst(1, 2)
    circle.items.append(circle)
    back = pool_of(circle)[-1]
    first, second = back, back.cdr.cdr
    assert first.car == 1 and second.car is first
    tail = lst(1, 2, 3)
    tail.tail = tail
    back = pool_of(tail)[-1]
    assert back.cdr.cdr.cdr is back and back.cdr.cdr.car == 3
    vector = Vector([1], [0])
    pair = Pair(2, vector)
    vector.items.append(lst(pair, vector))
    back = pool_of(pair)[-1]
    inner = back.cdr.items[1]
    assert inner.car is back and inner.cdr.car is back.cdr


@pytest.mark.parametrize("make", [lambda x: lst(x), lambda x: Vector([x], [0]), lambda x: Pair(1, x), lambda x: lst(1, tail=Pair(x, 2))])
def test_data_nested_deeply(make: Any) -> None:
    deep: Any = 1
    for _ in range(60_000):
        deep = make(deep)
    back, = pool_of(deep)
    assert type(back) is type(deep)
    text = literal.show(deep)
    assert text.count("1") >= 1
    del back, deep


def test_what_is_no_constant() -> None:
    for value in ({}, object(), [1]):
        with pytest.raises(CompileError, match="constant"):
            pool_of(value)
    with pytest.raises(CompileError, match="surrogate"):
        pool_of("\ud800")


# ---------------------------------------------------------------- whole images


def test_library_images_hide_their_procedures_and_leave_out_texts() -> None:
    sources = SourceMap()
    sources.add("lib.scm", "(secret text)")
    image = parse_image(compile_ir(ir.Lambda("", [], [], None, ir.Const(1)), sources, library=True))
    assert image.sources == [("lib.scm", 1, "")]
    assert [code.flags for code in image.functions] == [CODE_LIBRARY]
    assert image.fingerprint == op.FINGERPRINT


def test_code_is_aligned() -> None:
    for name in ("", "a", "ab", "abc", "abcd", "abcdefg"):
        data = compile_ir(ir.Lambda(name, [], [], None, ir.Const(1)), None)
        n_words = int.from_bytes(data[28:32], "little")
        tail = sum(int.from_bytes(data[i:i + 4], "little") for i in (32, 36))
        assert (len(data) - tail - 2 * n_words) % 8 == 0
        assert parse_image(data).functions[0].name == name


def test_the_same_tree_gives_the_same_bytes() -> None:
    import mini

    text = "(define (f x) (let loop ((i 0)) (if (%lt i x) (loop (%add i 1)) 'end))) (f 3)"
    assert compile_ir(mini.unit(text), None) == compile_ir(mini.unit(text), None)


# ---------------------------------------------------------------- limits


def test_branches_that_reach_too_far() -> None:
    """An If whose branches are 40,000 instructions long, taken either way."""
    for value in (True, False):
        count = [ir.GlobalSet("u:n", ir.PrimCall("%add", [ir.GlobalRef("u:n"), ir.Const(1)])) for _ in range(14000)]
        down = [ir.GlobalSet("u:n", ir.PrimCall("%sub", [ir.GlobalRef("u:n"), ir.Const(1)])) for _ in range(14000)]
        unit = ir.Lambda("", [], [], None, ir.Seq([
            ir.GlobalDefine("u:n", ir.Const(0)),
            ir.GlobalDefine("u:t", ir.Const(value)),
            ir.If(ir.GlobalRef("u:t"), ir.Seq([*count]), ir.Seq([*down])),
            ir.GlobalRef("u:n", 5),
        ]))
        image = compile_ir(unit, None)
        assert model.Model().run(image) == (14000 if value else -14000)
        code = parse_image(image).functions[0]
        assert assemble(disassemble(image))[0].code == code.code
        assert code.positions[-1][1] == 5


def test_every_branch_of_a_long_function_reaches_its_label() -> None:
    """Branches over each other at the edge of their reach: lengthening one moves the others."""
    result = Code("", 0, 0, 0, 0)
    f = Function(Unit(0), None, result)
    labels = [Label() for _ in range(40)]
    starts: dict[int, int] = {}
    for label in labels:
        f.branch(op.JF, 0, 0, label)
        f.code += [(op.LOADI, 0, 7, 0)] * 3
    for i in range(32760):
        f.code.append((op.LOADI, 0, 9, 0))
        if i % 1000 == 0 and i // 1000 < 40:
            starts[i // 1000] = i
    for i, label in enumerate(labels):
        f.place(label)
        f.code.append((op.LOADI, 0, 100 + i, 0))
    f.code.append((op.RETURN, 0, 0, 0))
    f.finish()
    seen = 0
    for i, (opcode, _, _, c) in enumerate(result.code):
        if opcode == op.JF:
            to = i + 1 + model.signed(c, 16)
        elif opcode == op.JNF:
            assert (c, result.code[i + 1][0]) == (1, op.JMP)
            _, _, low, high = result.code[i + 1]
            to = i + 2 + model.signed(low | high << 16, 32)
        else:
            continue
        assert result.code[to] == (op.LOADI, 0, 100 + seen, 0)
        seen += 1
    assert seen == len(labels)


@pytest.mark.parametrize(("distance", "opcode"), [(32767, op.JF), (32768, op.JNF)])
def test_the_longest_short_branch(distance: int, opcode: int) -> None:
    f = Function(Unit(0), None, Code("", 0, 0, 0, 0))
    label = Label()
    f.branch(op.JF, 0, 0, label)
    f.code += [(op.LOADI, 0, 9, 0)] * distance
    f.place(label)
    f.code.append((op.RETURN, 0, 0, 0))
    f.finish()
    assert f.result.code[0][0] == opcode
    assert f.result.code[0][3] == (distance if opcode == op.JF else 1)


def test_too_many_constants() -> None:
    items: list[Any] = [ir.PrimCall("car", [ir.Const(f"s{i}")]) for i in range(65536)]
    with pytest.raises(CompileError, match="too large: 65536 constants"):
        compile_ir(ir.Lambda("", [], [], None, ir.Seq([ir.Seq(items)])), None)  # as one form; many are divided (parts.py)


def test_too_many_registers() -> None:
    args: list[Any] = [ir.Const(1) for _ in range(65001)]
    with pytest.raises(CompileError, match="too large"):
        compile_ir(ir.Lambda("f", [], [], None, ir.PrimCall("list", args), 3), None)
    assert model.Model().run(compile_ir(ir.Lambda("", [], [], None, ir.PrimCall("vector", args[:64000])), None)) == [1] * 64000


def test_unknown_primitive() -> None:
    with pytest.raises(CompileError, match="nonsense"):
        compile_ir(ir.Lambda("", [], [], None, ir.PrimCall("nonsense", [])), None)


def test_assembler_names_the_line_that_is_wrong() -> None:
    header = 'function 0 ""  req=0 opt=0 rest=0 captures=0 nregs=2 flags=0 pos=0\n'
    for line in ("0 NOSUCH r1", "0 MOVE r1", "0 MOVE r1 k1", "0 MOVE r1 r2 r3", "const 0 nonsense", "0 RETURN"):
        with pytest.raises(ValueError, match="line 2"):
            assemble(header + line)
    code, = assemble(header + "0 JMP ->2 @7\n; a comment\n1 LOADW r1 true\n2 RETURN r1 ; the end\n")
    assert code.code == [(op.JMP, 0, 1, 0), (op.LOADW, 1, 0x30, 0), (op.RETURN, 1, 0, 0)]
    assert code.positions == [(0, 7)]


def test_long_operands_do_not_run_into_the_position() -> None:
    name = max(PRIMS, key=len)
    row = PRIMS[name]
    unit = ir.Lambda("", [], [], None, ir.PrimCall(name, [ir.Const(1) for _ in range(row[1])], 123456))
    image = compile_ir(unit, None)
    code, = assemble(disassemble(image))
    assert code.positions == parse_image(image).functions[0].positions == [(row[1], 123456)]


def test_a_written_image_is_read_back() -> None:
    code = Code("name", 1, 2, 1, 77)
    code.captures, code.nregs, code.flags = 3, 9, 4
    code.consts = [1, Symbol("x")]
    code.code = [(op.MOVE, 1, 2, 0), (op.RETURN, 1, 0, 0)]
    code.positions = [(0, 100), (1, 50)]
    back, = parse_image(write_image([code], None)).functions
    for field in Code.__slots__:
        assert getattr(back, field) == getattr(code, field)
