"""Functions of the library that are functions of Python: an assembler for the programmable I/O of the RP2040.

An instruction is a map with ``:op`` and its operands; ``pio/side`` and ``pio/delay`` add to it. ``pio/assemble`` makes words of 16
bits, the lower byte first: three bits of operation, five of delay and side-set, eight of operands.
"""

from __future__ import annotations

from pyfront.sema.host import failed
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Op = dict[Keyword, Any]

OPERATIONS = {"jmp": 0, "wait": 1, "in": 2, "out": 3, "push": 4, "pull": 4, "mov": 5, "irq": 6, "set": 7}
CONDITIONS = ("always", "!x", "x--", "!y", "y--", "x!=y", "pin", "!osre")
WAIT_SOURCES = ("gpio", "pin", "irq")
IN_SOURCES = {"pins": 0, "x": 1, "y": 2, "null": 3, "isr": 6, "osr": 7}
OUT_TARGETS = {"pins": 0, "x": 1, "y": 2, "null": 3, "pindirs": 4, "pc": 5, "isr": 6, "exec": 7}
MOV_TARGETS = {"pins": 0, "x": 1, "y": 2, "exec": 4, "pc": 5, "isr": 6, "osr": 7}
MOV_SOURCES = {"pins": 0, "x": 1, "y": 2, "null": 3, "status": 5, "isr": 6, "osr": 7}
MOV_OPERATIONS = {"invert": 1, "reverse": 2}
SET_TARGETS = {"pins": 0, "x": 1, "y": 2, "pindirs": 4}
IRQ_MODES = ("set", "clear", "wait")
MOST = 32  # instructions of a program


def _op(name: str, **fields: Any) -> Op:
    return {Keyword("op"): Keyword(name), **{Keyword(key.replace("_", "-")): value for key, value in fields.items()}}


def _name(x: Any, known: Any, who: str, what: str) -> Keyword:
    if not isinstance(x, Keyword) or x.name not in known:
        from pyfront.sema.printing import shown

        raise failed(f"{who}: unknown {what} {shown(x)}")
    return x


def _within(x: Any, low: int, high: int, who: str, what: str) -> int:
    if not isinstance(x, int) or isinstance(x, bool) or not low <= x <= high:
        raise failed(f"{who}: {what} {x} out of range {low}..{high}")
    return x


def jmp(first: Any, target: Any = None) -> Op:
    condition: Any = Keyword("always")
    if target is None:
        target = first
    else:
        condition = _name(first, CONDITIONS, "pio/jmp", "condition")
    if not isinstance(target, Symbol):
        from pyfront.sema.host_call import type_name

        raise failed(f"expected symbol, got {type_name(target)}")
    return _op("jmp", cond=condition, target=target)


def wait(polarity: Any, source: Any, index: Any, *options: Any) -> Op:
    if polarity not in (0, 1):
        raise failed(f"pio/wait: polarity must be 0 or 1, got {polarity}")
    source = _name(source, WAIT_SOURCES, "pio/wait", "source")
    index = _within(index, 0, 7 if source.name == "irq" else 31, "pio/wait", "index")
    return _op("wait", polarity=polarity, source=source, index=index, rel=_flag(options, "rel", "pio/wait"))


def _flag(options: tuple[Any, ...], name: str, who: str) -> bool:
    for one in options:
        if not isinstance(one, Keyword) or one.name != name:
            from pyfront.sema.printing import shown

            raise failed(f"{who}: unexpected option {shown(one)}")
    return bool(options)


def in_(source: Any, bits: Any) -> Op:
    return _op("in", source=_name(source, IN_SOURCES, "pio/in", "source"), bits=_within(bits, 1, 32, "pio/in", "bit count"))


def out(target: Any, bits: Any) -> Op:
    return _op("out", dest=_name(target, OUT_TARGETS, "pio/out", "destination"), bits=_within(bits, 1, 32, "pio/out", "bit count"))


def _transfer(name: str, condition: str) -> Any:
    def made(*options: Any) -> Op:
        block, when = True, False
        for one in options:
            if one == Keyword("no-block"):
                block = False
            elif one == Keyword(condition):
                when = True
            elif one != Keyword("block"):
                _flag((one,), "", f"pio/{name}")
        return _op(name, block=block, **{condition: when})

    return made


def mov(target: Any, source: Any, operation: Any = None) -> Op:
    target = _name(target, MOV_TARGETS, "pio/mov", "destination")
    plain = Keyword(source.name.lstrip("!~")) if isinstance(source, Keyword) else source
    _name(plain, MOV_SOURCES, "pio/mov", "source")
    made = _op("mov", dest=target, source=source)
    if operation is not None:
        made[Keyword("mov-op")] = _name(operation, MOV_OPERATIONS, "pio/mov", "operation")
    return made


def irq(mode: Any, index: Any, *options: Any) -> Op:
    mode = _name(mode, IRQ_MODES, "pio/irq", "mode")
    return _op("irq", mode=mode, index=_within(index, 0, 7, "pio/irq", "index"), rel=_flag(options, "rel", "pio/irq"))


def set_(target: Any, value: Any) -> Op:
    return _op("set", dest=_name(target, SET_TARGETS, "pio/set", "destination"), value=_within(value, 0, 31, "pio/set", "value"))


def nop() -> Op:
    return _op("mov", dest=Keyword("y"), source=Keyword("y"))


def side(value: Any, op: Any) -> Op:
    return {**op, Keyword("side-set"): _within(value, 0, 31, "pio/side", "value")}


def delay(cycles: Any, op: Any) -> Op:
    return {**op, Keyword("delay"): _within(cycles, 0, 31, "pio/delay", "cycles")}


# ---------------------------------------------------------------- assembler


def assemble(items: Any, options: Any = None) -> dict[Any, Any]:
    options = options or {}
    side_bits = _within(options.get(Keyword("side-set-bits"), 0), 0, 5, "pio/assemble", "side-set-bits")
    optional = bool(options.get(Keyword("side-set-opt"), False))
    labels: dict[Symbol, int] = {}
    ops: list[Op] = []
    first, last = 0, None
    for item in items:
        if isinstance(item, Symbol):
            if item in labels:
                raise failed(f"pio/assemble: duplicate label '{item.name}'")
            labels[item] = len(ops)
        elif item == Keyword("wrap-target"):
            first = len(ops)
        elif item == Keyword("wrap"):
            last = len(ops) - 1
        elif isinstance(item, dict):
            ops.append(item)
        else:
            raise failed("pio/assemble: expected an instruction, a label, :wrap-target or :wrap")
    if not ops:
        raise failed("pio/assemble: the program is empty")
    if len(ops) > MOST:
        raise failed(f"pio/assemble: {len(ops)} instructions, at most {MOST} fit")
    words = [_word({key.name: value for key, value in op.items()}, labels, side_bits, optional) for op in ops]
    return {
        Keyword("instructions"): b"".join(word.to_bytes(2, "little") for word in words), Keyword("length"): len(words),
        Keyword("wrap-target"): first, Keyword("wrap"): len(words) - 1 if last is None else last,
    }  # fmt: skip


def _word(op: dict[str, Any], labels: dict[Symbol, int], side_bits: int, optional: bool) -> int:
    name = op["op"].name
    return OPERATIONS[name] << 13 | _delay(op, side_bits, optional) << 8 | _operands(name, op, labels)


def _delay(op: dict[str, Any], side_bits: int, optional: bool) -> int:
    """Five bits: enable (if side-set is optional), side-set, delay."""
    used = side_bits + optional
    if used > 5:
        raise failed("pio/assemble: side-set takes more than five bits")
    cycles = _within(op.get("delay", 0), 0, (1 << (5 - used)) - 1, "pio/assemble", "delay")
    value = op.get("side-set")
    if value is None:
        return cycles
    if not side_bits:
        raise failed("pio/assemble: side-set without :side-set-bits")
    value = _within(value, 0, (1 << side_bits) - 1, "pio/assemble", "side-set")
    return int(optional) << 4 | value << (5 - used) | cycles


def _operands(name: str, op: dict[str, Any], labels: dict[Symbol, int]) -> int:
    if name == "jmp":
        target = labels.get(op["target"])
        if target is None:
            raise failed(f"pio/assemble: undefined label '{op['target'].name}'")
        return CONDITIONS.index(op["cond"].name) << 5 | target
    if name == "wait":
        return op["polarity"] << 7 | WAIT_SOURCES.index(op["source"].name) << 5 | bool(op.get("rel")) << 4 | op["index"]
    if name == "in":
        return IN_SOURCES[op["source"].name] << 5 | op["bits"] & 31
    if name == "out":
        return OUT_TARGETS[op["dest"].name] << 5 | op["bits"] & 31
    if name == "push":
        return bool(op["iffull"]) << 6 | bool(op["block"]) << 5
    if name == "pull":
        return 1 << 7 | bool(op["ifempty"]) << 6 | bool(op["block"]) << 5
    if name == "mov":
        source = op["source"].name
        how = MOV_OPERATIONS[op["mov-op"].name] if "mov-op" in op else 1 if source[0] in "!~" else 0
        return MOV_TARGETS[op["dest"].name] << 5 | how << 3 | MOV_SOURCES[source.lstrip("!~")]
    if name == "irq":
        mode = op["mode"].name
        return (mode == "clear") << 6 | (mode == "wait") << 5 | bool(op.get("rel")) << 4 | op["index"]
    return SET_TARGETS[op["dest"].name] << 5 | op["value"]


FUNCTIONS: dict[str, Any] = {
    "pio/jmp": jmp, "pio/wait": wait, "pio/in": in_, "pio/out": out, "pio/push": _transfer("push", "iffull"),
    "pio/pull": _transfer("pull", "ifempty"), "pio/mov": mov, "pio/irq": irq, "pio/set": set_, "pio/nop": nop,
    "pio/side": side, "pio/delay": delay, "pio/assemble": assemble,
}  # fmt: skip
