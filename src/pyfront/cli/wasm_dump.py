"""``vmcore wasm dump``: what is in a module, and the instructions of its functions with their offsets."""

from __future__ import annotations

import sys

from pyfront.cli.outcome import OK, usage
from pyfront.cli.wasm import read_module
from pyfront.wasm.compiled import instructions
from pyfront.wasm.decode import MAGIC
from pyfront.wasm.module import FUNC_KIND, KIND_NAMES
from pyfront.wasm.optable import ELSE, END, OPS
from pyfront.wasm.reader import Reader
from pyfront.wasm.text_out import SECTIONS, instruction_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyfront.wasm.api import Module


def dump(options: argparse.Namespace) -> int:
    module = read_module(options.file)
    data = module.data.binary
    if data is None:
        data = module.to_bytes(names=True)
        module = type(module)(data)
    lines = _overview(module, data) if options.function is None else _function(module, data, options.function)
    for line in lines:
        sys.stdout.write(line + "\n")
    return OK


def _overview(module: Module, data: bytes) -> Iterator[str]:
    yield f"{len(data)} bytes"
    yield "  offset     size  section"
    r = Reader(data, len(MAGIC) + 4)
    while r.pos < len(data):
        start, number, size = r.pos, r.byte(), r.length()
        inside = r.pos
        what = f"custom {r.name()!r}" if number == 0 else SECTIONS[number]
        if number not in (0, 8, 12):
            what += f", {r.u32()} entries"
        yield f"{start:#8x} {size:8}  {what}"
        r.pos = inside + size
    for name, i in zip((f"{i.module}.{i.name}" for i in module.data.imports), module.imports):
        yield f"import {name}: {i[2]} {_shown(i[3])}"
    for export, e in zip(module.data.exports, module.exports):
        yield f"export {e[0]}: {KIND_NAMES[export.kind]} {export.index} {_shown(e[2])}"
    names = module.function_names
    first = len(module.data.imported(FUNC_KIND))
    for index, func in enumerate(module.data.funcs, first):
        name = f" {names[index]}" if index in names else ""
        yield f"{func.pos:#8x}  function {index}{name} {module.context.func_type(func.type)}"


def _shown(t: object) -> str:
    return repr(t) if type(t).__name__ == "FuncType" else ""


def _function(module: Module, data: bytes, wanted: str) -> Iterator[str]:
    index = _find(module, wanted)
    func = module.data.funcs[index - len(module.data.imported(FUNC_KIND))]
    name = module.function_names.get(index, "")
    yield f"{func.pos:#8x}  function {index} {name} {module.context.func_type(func.type)}"
    offsets: list[int] = []
    depth = 1
    for number, imm, at in zip(*instructions(data, func.body.pos, offsets), offsets):
        op = OPS[number]
        assert op is not None
        depth -= number in (END, ELSE)
        yield f"{at:#8x}  {'  ' * max(depth, 0)}{instruction_text(module.data, op, imm)}"
        depth += op.imm in ("block", "try_table") or number == ELSE


def _find(module: Module, wanted: str) -> int:
    first = len(module.data.imported(FUNC_KIND))
    found = [index for index, name in module.function_names.items() if name == wanted and index >= first]
    found += [e.index for e in module.data.exports if e.kind == FUNC_KIND and e.name == wanted and e.index >= first]
    if wanted.isascii() and wanted.isdigit() and first <= int(wanted) < first + len(module.data.funcs):
        found.append(int(wanted))
    if not found:
        raise usage(f"the module defines no function {wanted!r}")
    return found[0]
