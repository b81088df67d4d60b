"""Valid modules of WebAssembly, made at random from the table of instructions, whose results are one on every engine.

The one thing that engines may choose is the bits of a NaN that arithmetic makes: so what makes one is followed by code that
puts a certain NaN in its place. Loops are counted, calls go to functions that were made before.
"""

from __future__ import annotations

import random
import re

from pyfront.wasm.optable import AT, OPS, Op
from pyfront.wasm.types import F32, F64, I32, I64, V128

TYPES = {I32: "i32", I64: "i64", F32: "f32", F64: "f64", V128: "v128"}
FEATURES = ("mvp", "sign-extension", "saturating-conversion", "simd")
_MAKES_NAN = re.compile(r"^(f32|f64|f32x4|f64x2)\.(add|sub|mul|div|sqrt|min|max|ceil|floor|trunc|nearest|demote|promote)(_|$)")
_EDGES = {
    I32: [0, 1, -1, 2**31 - 1, -(2**31), 255, 65535, 64], I64: [0, 1, -1, 2**63 - 1, -(2**63), 2**32, -(2**31), 64],
}  # fmt: skip
_FLOATS = ["0", "-0", "1", "-1", "0.5", "1.5", "2.5", "-3.7", "1e30", "-1e30", "inf", "-inf", "nan", "nan:0x200001", "2147483648", "-2147483649",
           "4294967296", "9223372036854775808", "1e-40", "16777217"]  # fmt: skip
_IMMEDIATES = ("", "lane", "shuffle", "mem", "mem lane")
_NOT = ("memory.grow", "v128.const")  # grow: an engine may refuse


def _operations() -> dict[int, list[Op]]:
    found: dict[int, list[Op]] = {t: [] for t in TYPES}
    for op in OPS:
        if op and op.params is not None and op.feature in FEATURES and op.imm in _IMMEDIATES and op.name not in _NOT and len(op.results) == 1 and op.params:
            found[op.results[0]].append(op)
    return found


def _has_vector(op: Op) -> bool:
    return V128 in (*(op.params or ()), *op.results)


OPERATIONS = _operations()
SCALAR = {t: [op for op in found if not _has_vector(op)] for t, found in OPERATIONS.items()}
STORES = [op for op in OPS if op and op.params and op.imm in ("mem", "mem lane") and not op.results and op.feature in FEATURES]


class Maker:
    """One module. ``text`` is the whole of it; ``functions``: (name, parameter types) of what it exports."""

    def __init__(self, seed: int, size: int = 40, vectors: bool = True) -> None:
        self.r = random.Random(seed)
        self._all = [t for t in TYPES if vectors or t != V128]
        self._operations = OPERATIONS if vectors else SCALAR
        self._stores = [op for op in STORES if vectors or not _has_vector(op)]
        self.functions: list[tuple[str, list[int]]] = []
        self._signatures: list[tuple[list[int], list[int]]] = []
        self._left = 0
        bodies = [self._function(i, size) for i in range(self.r.randint(1, 4))]
        table = " ".join(f"$f{i}" for i in range(len(bodies)))
        data = "".join("\\" + bytes([self.r.randrange(256)]).hex() for _ in range(200))
        functions = "\n".join(bodies)
        self.text = f"""(module
  (memory (export "memory") 1 1) (table 8 funcref) (elem (i32.const 0) func {table})
  (global $g0 (export "g0") (mut i32) (i32.const 7)) (global $g1 (export "g1") (mut f64) (f64.const 0.5)) (global $g2 (mut v128) (v128.const i64x2 1 -1))
  (data (i32.const 100) "{data}")
{functions})"""

    # ------------------------------------------------------------ functions

    def _function(self, index: int, size: int) -> str:
        r = self.r
        self._params = [r.choice((I32, I64, F32, F64)) for _ in range(r.randrange(4))]
        results = [r.choice((I32, I64, F32, F64)) for _ in range(r.choice((1, 1, 1, 2, 3)))]
        locals_ = [r.choice(self._all) for _ in range(r.randrange(5))]
        self._types = self._params + locals_
        self._counters = self._labels = 0
        self._left = size
        self._loops = 0
        body = [self._statement(3) for _ in range(r.randint(1, 5))]
        body += [self._value(t, 4) for t in results]
        self._signatures.append((self._params, results))
        self.functions.append((f"f{index}", self._params))
        names = " ".join(TYPES[t] for t in self._params), " ".join(TYPES[t] for t in results)
        declared = " ".join(f"(local {TYPES[t]})" for t in locals_)
        scratch = "(local $i32 i32) (local $f32 f32) (local $f64 f64) (local $v128 v128)"
        counters = " ".join(f"(local $c{i} i32)" for i in range(self._counters))
        head = f'(func $f{index} (export "f{index}") (param {names[0]}) (result {names[1]}) {declared} {scratch} {counters}'
        return "  " + "\n    ".join([head, *body]) + ")"

    def _spend(self) -> bool:
        self._left -= 1
        return self._left > 0

    # ------------------------------------------------------------ statements

    def _statement(self, depth: int) -> str:
        r = self.r
        kinds = ["set", "store", "store", "global", "drop"]
        if depth and self._spend():
            kinds += ["if", "block", "loop", "table", "call", "bulk"]
        return getattr(self, f"_s_{r.choice(kinds)}")(depth - 1 if depth else 0)

    def _s_set(self, depth: int) -> str:
        if not self._types:
            return "nop"
        i = self.r.randrange(len(self._types))
        return f"(local.set {i} {self._value(self._types[i], 3)})"

    def _s_store(self, depth: int) -> str:
        op = self.r.choice(self._stores)
        return self._apply(op, 3)

    def _s_global(self, depth: int) -> str:
        name, t = self.r.choice([("g0", I32), ("g1", F64), ("g2", V128)][: 2 + (V128 in self._all)])
        return f"(global.set ${name} {self._value(t, 3)})"

    def _s_drop(self, depth: int) -> str:
        return f"(drop {self._value(self.r.choice(self._all), 3)})"

    def _block(self, depth: int) -> str:
        return " ".join(self._statement(depth) for _ in range(self.r.randint(1, 3)))

    def _s_if(self, depth: int) -> str:
        other = f"(else {self._block(depth)})" if self.r.random() < 0.5 else ""
        return f"(if {self._value(I32, 2)} (then {self._block(depth)}) {other})"

    def _s_block(self, depth: int) -> str:
        label = self._label()
        return f"(block ${label} {self._block(depth)} (br_if ${label} {self._value(I32, 2)}) {self._block(depth)})"

    def _s_loop(self, depth: int) -> str:
        if self._loops >= 2:
            return self._s_block(depth)
        label, counter = self._label(), f"$c{self._counters}"
        self._counters += 1
        self._loops += 1
        body = self._block(depth)
        self._loops -= 1
        again = f"(br_if ${label} (i32.lt_u (local.tee {counter} (i32.add (local.get {counter}) (i32.const 1))) (i32.const {self.r.randint(1, 6)})))"
        return f"(local.set {counter} (i32.const 0)) (loop ${label} {body} {again})"

    def _s_table(self, depth: int) -> str:
        labels = [self._label() for _ in range(self.r.randint(1, 4))]
        used = " ".join(f"${self.r.choice(labels)}" for _ in range(self.r.randint(1, 6)))
        text = f"(br_table {used} {self._value(I32, 2)})"
        for label in labels:
            text = f"(block ${label} {text}) {self._block(max(depth - 1, 0))}"
        return text

    def _s_call(self, depth: int) -> str:
        if not self._signatures:
            return "nop"
        index = self.r.randrange(len(self._signatures))
        params, results = self._signatures[index]
        args = " ".join(self._value(t, 2) for t in params)
        drops = " drop" * len(results)
        if self.r.random() < 0.5:
            return f"(call $f{index} {args}){drops}"
        of_type = f"(param {' '.join(TYPES[t] for t in params)}) (result {' '.join(TYPES[t] for t in results)})"
        where = self.r.choice((f"(i32.const {index})", f"(i32.const {index})", self._value(I32, 1)))
        # an index that is wrong may name the function that we are in: then it is a type that no function has, or a trap
        if where != f"(i32.const {index})":
            where = f"(i32.or (i32.const 8) {where})" if self.r.random() < 0.7 else "(i32.const 7)"
        return f"(call_indirect {of_type} {args} {where}){drops}"

    def _s_bulk(self, depth: int) -> str:
        numbers = " ".join(f"(i32.const {self.r.choice((0, 3, 100, 300, 65530))})" for _ in range(2))
        size = f"(i32.const {self.r.choice((0, 1, 6, 50, 200))})"
        return self.r.choice((f"(memory.fill {numbers} {size})", f"(memory.copy {numbers} {size})"))

    def _label(self) -> str:
        self._labels += 1
        return f"l{self._labels}"

    # ------------------------------------------------------------ values

    def _value(self, t: int, depth: int) -> str:
        r = self.r
        if depth <= 0 or not self._spend():
            return self._leaf(t)
        kind = r.random()
        if kind < 0.65:
            return self._apply(r.choice(self._operations[t]), depth - 1)
        if kind < 0.72:
            parts = f"{self._value(t, depth - 1)} {self._value(t, depth - 1)} {self._value(I32, depth - 1)}"
            return f"(select {f'(result {TYPES[t]}) ' if r.random() < 0.3 else ''}{parts})"
        if kind < 0.79:
            return f"(if (result {TYPES[t]}) {self._value(I32, depth - 1)} (then {self._value(t, depth - 1)}) (else {self._value(t, depth - 1)}))"
        if kind < 0.86:
            label = self._label()
            early = f"(drop (br_if ${label} {self._value(t, depth - 1)} {self._value(I32, depth - 1)}))"
            return f"(block ${label} (result {TYPES[t]}) {early} {self._value(t, depth - 1)})"
        own = [i for i, have in enumerate(self._types) if have == t]
        if own and kind < 0.93:
            return f"(local.tee {r.choice(own)} {self._value(t, depth - 1)})"
        return self._leaf(t)

    def _leaf(self, t: int) -> str:
        r = self.r
        own = [i for i, have in enumerate(self._types) if have == t]
        if own and r.random() < 0.6:
            return f"(local.get {r.choice(own)})"
        if r.random() < 0.15 and t in (I32, F64, V128):
            return {I32: "(global.get $g0)", F64: "(global.get $g1)", V128: "(global.get $g2)"}[t]
        if t == V128:
            return f"(v128.const i32x4 {' '.join(str(self._integer(I32)) for _ in range(4))})"
        return f"({TYPES[t]}.const {self._integer(t) if t in _EDGES else r.choice(_FLOATS)})"

    def _integer(self, t: int) -> int:
        if self.r.random() < 0.5:
            return self.r.choice(_EDGES[t])
        bits = self.r.choice((3, 8, 31 if t == I32 else 63))
        return self.r.randrange(-(1 << bits), 1 << bits)

    def _apply(self, op: Op, depth: int) -> str:
        assert op.params is not None
        args = [self._address(depth) if t == AT else self._value(t, depth) for t in op.params]
        text = f"({op.name}{self._immediate(op)} {' '.join(args)})"
        return self._same_nan(op, text) if _MAKES_NAN.match(op.name) else text

    def _address(self, depth: int) -> str:
        """Mostly inside the memory."""
        value = self._value(I32, depth)
        return value if self.r.random() < 0.06 else f"(i32.and {value} (i32.const {self.r.choice((0xFF, 0xFFF, 0xFFFF, 0xFFE0))}))"

    def _immediate(self, op: Op) -> str:
        r = self.r
        if op.imm == "lane":
            return f" {r.randrange(op.lanes)}"
        if op.imm == "shuffle":
            return "".join(f" {r.randrange(32)}" for _ in range(16))
        if op.imm.startswith("mem"):
            offset = r.choice(("", "", " offset=1", " offset=100", " offset=65535", " offset=4294967295")) if r.random() < 0.3 else ""
            align = f" align={1 << r.randint(0, op.align)}" if r.random() < 0.3 else ""
            return offset + align + (f" {r.randrange(op.lanes)}" if op.imm == "mem lane" else "")
        return ""

    def _same_nan(self, op: Op, text: str) -> str:
        shape = op.name.split(".")[0]
        if shape in ("f32", "f64"):
            get = f"(local.get ${shape})"
            fixed = f"(select ({shape}.const nan) {get} ({shape}.ne {get} {get}))"
            return f"(block (result {shape}) (local.set ${shape} {text}) {fixed})"
        get = "(local.get $v128)"
        lanes = "nan nan nan nan" if shape == "f32x4" else "nan nan"
        fixed = f"(v128.bitselect (v128.const {shape} {lanes}) {get} ({shape}.ne {get} {get}))"
        return f"(block (result v128) (local.set $v128 {text}) {fixed})"
