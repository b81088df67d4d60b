"""The verifier: damaged images are refused or harmless; each rule refuses what it is for."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from struct import pack_into, unpack_from
from typing import Any

import pytest

import image_fuzz
import pyfront
from patience import patient
from programs import examples
from pyfront.emit.constants import Ref
from pyfront.emit.image import write_image
from pyfront.emit.parse import parse_image
from pyfront.emit.registers import CODE_CASE, Code
from vmcore._host import Machine
from vmcore._image import Image
from vmcore._primdata import PRIMS
from vmcore.errors import ImageError
from vmcore.ops import BY_NAME, OPS
from vmcore.tags import IMMEDIATES

NUMBER = {name: op.number for name, op in BY_NAME.items()}

# ---------------------------------------------------------------- any bytes


def fuzz(backend: str, first: int, count: int) -> None:
    root = str(Path(pyfront.__file__).parent.parent)
    try:
        done = subprocess.run(
            [sys.executable, image_fuzz.__file__, backend, str(first), str(count)],
            capture_output=True, text=True, check=False, timeout=patient(300),
            env={**os.environ, "PYTHONPATH": os.pathsep.join([root, str(Path(image_fuzz.__file__).parent)])},
        )
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"case {(late.stdout or b'none').split()[-1].decode()} of {backend} does not end", pytrace=False)
    lines = done.stdout.split()
    if done.returncode:
        last = lines[-1] if lines else "none"
        pytest.fail(f"case {last} of {backend}: exit {done.returncode}\n{done.stderr[-3000:]}", pytrace=False)
    accepted = int(lines[-1])
    assert accepted > count // 50, "hardly any image is accepted: the test shows nothing"


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_damaged_images(backend: str) -> None:
    count = examples(1200)
    fuzz(backend, 0, count)
    if "VMCORE_EXAMPLES" in os.environ:
        fuzz(backend, random.randrange(10**6, 10**9), count)


@pytest.mark.parametrize("size", range(0, 400, 13))
def test_cut_off(size: int) -> None:
    for backend in pyfront.api.BACKENDS:
        data = pyfront.compile("(define (f x) (* x 2)) (list (f 1) \"text\" 1.5)", backend=backend).images[backend]
        if size < len(data):
            with pytest.raises(ImageError):
                load(data[:size], backend)


# ---------------------------------------------------------------- one rule each


def load(data: bytes, backend: str = "vm") -> Any:
    m = image_fuzz.machine(backend)
    return m.load(Image(data))


def code(words: list[tuple[Any, ...]], consts: Any = (), **fields: int) -> Code:
    c = Code("f", fields.pop("nreq", 0), fields.pop("nopt", 0), fields.pop("rest", 0), 0)
    c.nregs = 3
    for name, value in fields.items():
        setattr(c, name, value)
    c.consts = list(consts)
    c.code = [(w[0] if isinstance(w[0], int) else NUMBER[w[0]], *(x & 0xFFFF for x in (*w[1:], 0, 0, 0)[:3])) for w in words]
    return c


def refused(match: str, *functions: Code) -> None:
    data = write_image(list(functions), None)
    with pytest.raises(ImageError, match=match):
        load(data)


def accepted(*functions: Code) -> Any:
    return load(write_image(list(functions), None))


RET = ("RETURN", 0)
GOOD: dict[str, tuple[int, int]] = {  # operand kind -> (last that is right, first that is wrong) in the frame of `case_for`
    "reg": (2, 3), "up": (0, 1), "k": (3, 4), "kglob": (0, 1), "kcode": (1, 0), "word": (0x80, 0x90),
    "prim": (len(PRIMS) - 1, len(PRIMS)), "-": (0, 1),
}
CONSTS = [Ref("global", "user:x"), Ref("code", 2), 5, "text"]


TRIES = ("TRY", "ENDTRY", "CUT")  # four registers from the first one on


def case_for(name: str, position: int, value: int) -> list[Code]:
    """A unit whose function 1 has one instruction of the opcode, all operands right but for the one."""
    kinds = BY_NAME[name].kinds
    words = [{"jump": 0, "jump32": 0}.get(kind, GOOD.get(kind, (0, 0))[0] if kind in ("word", "kcode") else 0)
             for kind in kinds]
    words[position] = value
    body: list[tuple[Any, ...]] = [(name, *words)]
    if name in ("RECREF", "RECSET", "FIELD", "SETFIELD", "TRYPRIM", "FIRST", "NEXT", "REST", "SEQ", "EQUIV", "EQUIVI"):
        body.append(("EXT", 0))
    nregs = 4 if name in ("CALLG2", "EQUIV", "EQUIVI") else 6 if name in TRIES else 3
    return [code([("LOADI", 0, 0), RET]), code([*body, RET, RET], CONSTS, captures=1, nregs=nregs), code([RET])]


OPERANDS = [(op.name, i, kind) for op in OPS if op.control not in ("stub", "ext") for i, kind in enumerate(op.kinds)
            if kind in GOOD and not (kind == "-" and "jump32" in op.kinds and i == 2)]


@pytest.mark.parametrize(("name", "position", "kind"), OPERANDS, ids=lambda x: str(x))
def test_operand_out_of_range_by_one(name: str, position: int, kind: str) -> None:
    good, bad = GOOD[kind]
    if (name == "RECSETRET" and kind == "reg") or (name in ("MOVE2", "GETUP2", "LOADI2", "LOADW2") and position == 0):
        good, bad = 1, 2  # two registers
    if name in ("CALLG2", "EQUIV", "EQUIVI") and kind == "reg":
        good, bad = 3, 4
    if name == "ENDTRY" and position == 1:
        good, bad = 5, 6
    if name == "PRIM" and kind == "prim":
        good = PRIMS["car"][0]
    accepted(*case_for(name, position, good))
    refused("function 1", *case_for(name, position, bad))


@pytest.mark.parametrize(
    ("tried", "ext"),
    [
        (("TRYPRIM", 1, 2, 0), ("EXT", 0)),  # a window that ends outside of the frame
        (("TRYPRIM", 0, 1, 0), ("EXT", 2)),  # a constant that is no global
        (("TRYPRIM", 0, 1, 0), ("EXT", 4)),  # no constant
        (("TRYPRIM", 0, 1, 0), ("EXT", 0, 1)),
        (("TRYPRIM", 0, 1, 0), RET),
        (("EQUIV", 0, 0, 0), ("EXT", 0)),
        (("EQUIVI", 0, 0, 5), ("EXT", 0)),
    ],
)
def test_a_primitive_to_try(tried: tuple[Any, ...], ext: tuple[Any, ...]) -> None:
    main = code([("LOADI", 0, 0), RET])
    accepted(main, code([("TRYPRIM", 0, 1, 0), ("EXT", 0), RET], CONSTS, captures=1, nregs=3), code([RET]))
    refused("function 1", main, code([tried, ext, RET], CONSTS, captures=1, nregs=3), code([RET]))


@pytest.mark.parametrize("kind", ["k", "kglob", "kcode"])
def test_a_constant_of_another_kind(kind: str) -> None:
    for op in OPS:
        if kind in op.kinds and kind != "k":
            refused("not a", *case_for(op.name, op.kinds.index(kind), 2))


@pytest.mark.parametrize("name", [op.name for op in OPS if op.control in ("stub", "ext")])
def test_opcodes_no_image_may_have(name: str) -> None:
    refused("opcode", code([(name,), RET]))


@pytest.mark.parametrize("number", [len(OPS), len(OPS) + 1, 255, 256, 65535])
def test_unknown_opcode(number: int) -> None:
    refused("unknown opcode", code([(number,), RET]))


def test_jump_forward_to_an_unknown_opcode() -> None:
    """What kind of instruction the target is may be looked up only if it is one (the sanitizer saw it was not)."""
    refused("unknown opcode", code([("JMP", 0, 0), (65535,), RET]))


def test_immediates() -> None:
    for _, word in IMMEDIATES:
        if word:
            accepted(code([("LOADW", 0, word), RET]))
    for word in (0, 1, 0x11, 0x18, 0x90, 0xFFFF):
        refused("not an immediate", code([("LOADW", 0, word), RET]))


@pytest.mark.parametrize("jump", [op.name for op in OPS if "jump" in op.kinds])
def test_jump_targets(jump: str) -> None:
    kinds = BY_NAME[jump].kinds
    def unit(distance: int) -> list[Code]:
        words = [0x80 if kind == "word" else 0 for kind in kinds]
        words[kinds.index("jump")] = distance
        return [code([("LOADI", 0, 1), (jump, *words), ("CLOSURE", 0, 1, 1), ("CAP", 0, 0), RET], [5, Ref("code", 1)]),
                code([RET], captures=1)]

    for distance in (0, 2):
        accepted(*unit(distance))
    for distance in (-1, -2):
        if jump.startswith("LOOP"):
            accepted(*unit(distance))
        else:
            refused("jump back without a safepoint", *unit(distance))
    for distance in (3, -3, 100, 32767, -32768):
        refused("jump out of the function", *unit(distance))
    refused("jump into an instruction", *unit(1))


@pytest.mark.parametrize("jump", ["JMP", "LOOP"])
def test_long_jump_targets(jump: str) -> None:
    def unit(distance: int) -> Code:
        return code([("LOADI", 0, 1), (jump, 0, distance, distance >> 16), RET])

    accepted(unit(0))
    if jump == "LOOP":
        accepted(unit(-2))
    else:
        refused("jump back without a safepoint", unit(-1))
        refused("jump back without a safepoint", unit(-2))
    for distance in (1, -3, 1 << 16, -1 << 16, 1 << 31, -1 << 31, (1 << 31) - 1):
        refused("jump out of the function", unit(distance))


def test_falling_off_the_end() -> None:
    refused("past its end", code([("LOADI", 0, 1)]))
    refused("past its end", code([("JF", 0, 0, 0), ("LOADI", 0, 1)]))
    refused("past its end", code([RET, ("CALL", 0, 0)]))
    refused("past its end", code([RET, ("CLOSURE", 0, 0, 1), ("CAP", 0, 0)], [Ref("code", 1)]), code([RET], captures=1))
    accepted(code([RET, ("LOOP", 0, -2, -1)]))
    accepted(code([RET, ("TAILCALL", 0, 0)]))


@pytest.mark.parametrize("name", ["CALL", "CALLUP", "TAILCALL", "TAILUP", "CALLG", "CALLS", "TAILG"])
def test_call_windows(name: str) -> None:
    def functions(a: int, n: int) -> tuple[Code, Code]:
        return code([("LOADI", 0, 0), RET]), code([(name, a, n), RET], [Ref("global", "user:x")], captures=1, nregs=5)

    for a, n in ((0, 3), (3, 0), (1, 2)):
        accepted(*functions(a, n))
    for a, n in ((0, 4), (4, 0), (3, 1), (0, 65535), (65535, 0)):
        refused("window|register", *functions(a, n))


def test_call_windows_of_one_and_two() -> None:
    for name, room in (("CALLG1", 3), ("CALLG2", 4)):
        accepted(code([(name, 2, 0), RET], [Ref("global", "user:x")], nregs=2 + room))
        refused("window", code([(name, 3, 0), RET], [Ref("global", "user:x")], nregs=2 + room))


def test_values_are_spread_inside_the_frame() -> None:
    for count in range(3):
        accepted(code([("SPREAD", 1, count), RET], nregs=3))
    refused("no such register", code([("SPREAD", 1, 3), RET], nregs=3))
    refused("no such register", code([("SPREAD", 0, 65535), RET], nregs=3))


def test_arguments_in_place_lie_below_the_window() -> None:
    accepted(code([("TAILJ", 2, 2), RET], [Ref("global", "user:x")], nregs=6))
    refused("window", code([("TAILJ", 2, 2), RET], [Ref("global", "user:x")], nregs=5))
    refused("window", code([("TAILJ", 1, 2), RET], [Ref("global", "user:x")], nregs=6))


def test_a_call_of_the_running_procedure_has_its_arity() -> None:
    unit = code([RET])
    accepted(unit, code([("CALLME", 2, 2), RET], nreq=2, nregs=6))
    refused("window", unit, code([("CALLME", 3, 2), RET], nreq=2, nregs=6))
    for n in (1, 3):
        refused("number of arguments", unit, code([("CALLME", 1, n), RET], nreq=2, nregs=6))
    refused("number of arguments", unit, code([("CALLME", 2, 2), RET], nreq=2, nopt=1, nregs=6))
    refused("number of arguments", unit, code([("CALLME", 2, 2), RET], nreq=2, rest=1, nregs=6))
    refused("number of arguments", unit, code([("CALLME", 2, 2), RET], nreq=2, flags=CODE_CASE, captures=1, nregs=6))


def test_primitive_arguments() -> None:
    accepted(code([("PRIM", 0, PRIMS["list"][0], 3), RET]))
    refused("arguments out of the frame", code([("PRIM", 0, PRIMS["list"][0], 4), RET]))
    refused("arguments out of the frame", code([("PRIM", 2, PRIMS["list"][0], 2), RET]))
    refused("arguments out of the frame", code([("PRIM", 2, PRIMS["list"][0], 65535), RET]))


def test_fields_of_a_new_record() -> None:
    accepted(code([("RECORD", 0, 2), RET], nregs=3))
    accepted(code([("RECORD", 2, 0), RET], nregs=3))
    for a, n in ((0, 3), (1, 2), (2, 1), (0, 65535)):
        refused("fields out of the frame", code([("RECORD", a, n), RET], nregs=3))


def test_captures() -> None:
    inner = code([("GETUP", 0, 1), RET], captures=2)
    make = [("CLOSURE", 0, 0, 2), ("CAP", 0, 2), ("CAP", 0, 1)]
    accepted(code([*make, RET], [Ref("code", 1)]), inner)
    refused("wrong number of captures", code([("CLOSURE", 0, 0, 1), ("CAP", 0, 0), RET], [Ref("code", 1)]), inner)
    refused("captures are cut off", code([("CLOSURE", 0, 0, 2), ("CAP", 0, 0)], [Ref("code", 1)]), inner)
    refused("not a capture", code([make[0], make[1], RET, RET], [Ref("code", 1)]), inner)
    refused("capture out of range", code([make[0], make[1], ("CAP", 0, 3), RET], [Ref("code", 1)]), inner)
    refused("capture out of range", code([make[0], make[1], ("CAP", 1, 0), RET], [Ref("code", 1)]), inner)
    refused("not a capture", code([make[0], make[1], ("CAP", 2, 0), RET], [Ref("code", 1)]), inner)


def test_record_operand() -> None:
    for name in ("RECREF", "RECSET"):
        accepted(code([(name, 0, 0, 0), ("EXT", 2), RET]))
        refused("record type", code([(name, 0, 0, 0), ("EXT", 3), RET]))
        refused("record type", code([(name, 0, 0, 0), ("EXT", 2, 1), RET]))
        refused("record type", code([(name, 0, 0, 0), RET]))
        refused("record type", code([RET, (name, 0, 0, 0)]))
    for name in ("FIELD", "SETFIELD"):
        accepted(code([(name, 0, 0, 0), ("EXT", 1), RET], [5, Ref("global", "user:x")]))
        refused("not a global", code([(name, 0, 0, 0), ("EXT", 0), RET], [5, Ref("global", "user:x")]))
        refused("not a global", code([(name, 0, 0, 0), ("EXT", 2), RET], [5, Ref("global", "user:x")]))
        refused("record type", code([(name, 0, 0, 0), ("EXT", 1, 1), RET], [5, Ref("global", "user:x")]))
        refused("record type", code([(name, 0, 0, 0), RET], [Ref("global", "user:x")]))
        refused("record type", code([RET, (name, 0, 0, 0)], [Ref("global", "user:x")]))


def test_function_records() -> None:
    refused("takes arguments", code([RET], nreq=1))
    refused("takes arguments", code([RET], captures=1))
    refused("registers", code([RET]), code([RET], nreq=4))
    refused("registers", code([RET]), code([RET], nreq=2, rest=1, nopt=1))
    refused("registers", code([RET]), code([RET], rest=2))
    refused("flags", code([RET]), code([RET], flags=64))
    refused("flags", code([RET]), code([RET], flags=CODE_CASE))
    accepted(code([RET]), code([RET], flags=CODE_CASE, captures=1))


RECORD_FIELDS = ("first", "count", "nregs", "nreq", "nopt", "rest", "captures", "first constant", "constants", "name",
                 "flags", "first position", "positions", "place")


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize("field", RECORD_FIELDS)
def test_record_fields_out_of_range(field: str, backend: str) -> None:
    """Every number in a record that leads out of the image, huge or by one, is refused; the rest is harmless."""
    good = pyfront.compile("(define (f x . r) (list x r 'a 1.5)) (f 1)", backend=backend).images[backend]
    head = unpack_from("<8I", good, 8)
    limits = {"first": head[5], "count": head[5] + 1, "first constant": head[3] + 1, "constants": head[3] + 1,
              "first position": head[6] + 1, "positions": head[6] + 1, "nregs": 1 << 16, "nreq": 1 << 16, "nopt": 1 << 16,
              "rest": 2, "captures": 1 << 16}
    for function in range(head[2]):
        for value in {limits.get(field, 0), 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000}:
            data = bytearray(good)
            pack_into("<I", data, 40 + 56 * function + 4 * RECORD_FIELDS.index(field), value)
            if field in limits:
                with pytest.raises(ImageError):
                    load(bytes(data), backend)
            else:
                image_fuzz.attempt(image_fuzz.machine(backend), bytes(data))


def test_an_image_is_for_its_backend_and_version() -> None:
    data = pyfront.compile("1").images["vm"]
    with pytest.raises(ImageError, match="backend"):
        load(data, "treewalk")
    other = bytearray(data)
    other[8] ^= 1
    with pytest.raises(ImageError):
        load(bytes(other))
    with pytest.raises(ImageError):
        load(b"")
    with pytest.raises(ImageError):
        load(b"VMIMAGE2" + data[8:])


def test_what_the_compiler_makes_is_accepted() -> None:
    for backend in pyfront.api.BACKENDS:
        for _, data in image_fuzz.images(backend):
            load(data, backend)
            assert Machine  # the library is no small image: every construct is in it
    assert len(parse_image(image_fuzz.images("vm")[0][1]).functions) > 200


CONSTANT_PROGRAMS = {
    b"": "no end", b"\x3f\x00": "behind", b"\x0f\x3f": "unknown", b"\x10": "cut off", b"\x10\xff\xff": "cut off",
    b"\x11\x05\x01": "cut off", b"\x12\x00": "cut off", b"\x13\x3f": "not there", b"\x10\x02\x10\x00\x13\x3f": "ratio",
    b"\x10\x02\x00\x13\x3f": "ratio", b"\x00\x10\x02\x14\x3f": "complex", b"\x10\x02\x00\x14\x3f": "complex",
    b"\x10\x02\x10\x00\x14\x3f": "complex", b"\x10\x02\x12\0\0\0\0\0\0\xf0\x3f\x14\x3f": "complex",
    b"\x18\x80\xb0\x03\x3f": "character", b"\x19\x01\xff\x3f": "UTF-8", b"\x19\x05a\x3f": "cut off",
    b"\x1a\x02\xc0\x80\x3f": "UTF-8", b"\x20\x3f": "not there", b"\x21\x01\x3f": "not there", b"\x22\x00\x3f": "not there",
    b"\x23\xff\xff\xff\xff\x0f\x3f": "not there", b"\x29\x01\x3f": "function", b"\x2a\xff\xff\x7f\x3f": "primitive",
    b"\x30\x00\x3f": "constant", b"\x1c\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x3f": "cut off|number",
}


@pytest.mark.parametrize("program", CONSTANT_PROGRAMS, ids=bytes.hex)
def test_bad_constants(program: bytes) -> None:
    with pytest.raises(ImageError, match=CONSTANT_PROGRAMS[program]):
        load(with_constants(program, 1))


def with_constants(program: bytes, n: int) -> bytes:
    good = write_image([code([RET])], None)
    head = list(unpack_from("<8I", good, 8))
    record = bytearray(good[40:96])
    old_end = -(-(96 + head[4]) // 8) * 8
    tail = good[old_end:]
    head[3], head[4] = n, len(program)
    pack_into("<I", record, 36, 0xFFFFFFFF)
    body = good[:40] + bytes(record) + program
    body += bytes(-len(body) % 8) + tail
    out = bytearray(body)
    pack_into("<8I", out, 8, *head)
    return bytes(out)


def test_good_constants_by_hand() -> None:
    load(with_constants(b"\x10\x02\x10\x04\x13\x3f", 1))
    load(with_constants(b"\x10\x02\x10\x04\x20\x3f", 1))
    with pytest.raises(ImageError, match="wrong number"):
        load(with_constants(b"\x00\x3f", 2))
