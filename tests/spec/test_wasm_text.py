"""The modules of the WebAssembly specification's test suite, written as text and read again."""

from __future__ import annotations

import pytest

import suites
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.errors import WasmError
from pyfront.wasm.module import ModuleData
from pyfront.wasm.script import parse_script
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.text_out import MAX_LOCALS, to_text
from test_wasm import FOLDER, files


def normal(m: ModuleData) -> ModuleData:
    """Without what text cannot tell: where a run of locals ends that another one of the same type follows; the name section."""
    for f in m.funcs:
        runs: list[tuple[int, int]] = []
        for count, t in f.locals:
            if runs and runs[-1][1] == t:
                count += runs.pop()[0]
            runs += [(count, t)] * bool(count)
        f.locals = runs
    m.customs = [c for c in m.customs if c.name != "name"]
    return m


@pytest.mark.parametrize("name", files())
def test_modules_as_text(name: str) -> None:
    file = suites.suite_folder(FOLDER) / name
    if not file.exists():
        pytest.skip(f"no {name}")
    for command in parse_script(file.read_bytes(), name):
        if command.module is None or command.module.form == "instance":
            continue
        try:
            m = command.module.read()
        except WasmError:
            continue
        if any(sum(count for count, _ in f.locals) > MAX_LOCALS for f in m.funcs):
            continue
        m = decode(encode(m))
        assert normal(parse_module(to_text(m))) == normal(m), command.line
