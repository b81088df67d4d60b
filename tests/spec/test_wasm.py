"""The scripts of the WebAssembly specification's test suite: which modules are read, and why the others are refused.

A module that must be valid is also written as binary, read again, and compared; one that must be invalid is refused as
binary for the same reason. Then the scripts run (wasm_script.py).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import suites
from pyfront.wasm import InvalidModule, MalformedModule
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.script import Command, parse_script
from pyfront.wasm.validate import validate
from wasm_script import Script

FOLDER = "testsuite"
ONLY_READ = ("assert_malformed", "assert_invalid", "assert_malformed_custom", "assert_invalid_custom")
PARTS = ("", "custom")  # folders of the suite; legacy and proposals are not in the core specification


def files() -> list[str]:
    root = Path(os.environ.get("VMCORE_SPEC", "")) / FOLDER
    found = [f"{part}/{path.name}".lstrip("/") for part in PARTS for path in sorted((root / part).glob("*.wast"))]
    return found or ["no suite"]


def refusal(command: Command) -> tuple[str, str]:
    """What becomes of the module of a command: valid, malformed or invalid, and the message."""
    assert command.module is not None
    try:
        m = command.module.read()
        try:
            validate(m)
        except InvalidModule as error:
            text = error.message
            with pytest.raises(InvalidModule) as again:
                validate(decode(encode(m)))
            assert again.value.message == text, "another reason in the binary"
            raise
    except MalformedModule as error:
        return "malformed", error.message
    except InvalidModule as error:
        return "invalid", error.message
    data = encode(m)
    there = decode(data)
    validate(there)
    assert there == m
    assert encode(there) == data
    return "valid", ""


def complaint(command: Command) -> str:
    """What is wrong, or ""."""
    wanted = command.kind.split("_")[1] if command.kind.startswith(("assert_malformed", "assert_invalid")) else "valid"
    got, message = refusal(command)
    if got == wanted and (wanted == "valid" or message.startswith(command.message)):
        return ""
    return f"expected {wanted} {command.message!r}, got {got} {message!r}"


@pytest.mark.parametrize("name", files())
def test_modules(name: str) -> None:
    file = suites.suite_folder(FOLDER) / name
    if not file.exists():
        pytest.skip(f"no {name}")
    commands = [c for c in parse_script(file.read_bytes(), name) if c.module and c.module.form != "instance"]
    ran = {f"{name} {number}": command for number, command in enumerate(commands, 1)}
    failed = {key: f"line {command.line}: {what}" for key, command in ran.items() if (what := complaint(command))}
    suites.compare(failed, set(ran), "wasm")


@pytest.mark.parametrize("name", files())
def test_runs(name: str) -> None:
    file = suites.suite_folder(FOLDER) / name
    if not file.exists():
        pytest.skip(f"no {name}")
    script = Script()
    failed = {}
    ran = set()
    for number, command in enumerate(parse_script(file.read_bytes(), name), 1):
        if command.kind in ONLY_READ:
            continue
        key = f"{name} run {number}"
        ran.add(key)
        what = script.complaint(command)
        if what:
            failed[key] = f"line {command.line}: {what}"
    suites.compare(failed, ran, "wasm")


def test_the_run_notices() -> None:
    bad = """
      (module (func (export "f") (result i32) (i32.const 1)) (func (export "t") (unreachable))
              (func (export "n") (result f32) (f32.const nan:0x200000)))
      (assert_return (invoke "f") (i32.const 2))
      (assert_return (invoke "n") (f32.const nan:canonical))
      (assert_return (invoke "t"))
      (assert_trap (invoke "t") "integer overflow")
      (assert_trap (invoke "f") "unreachable")
      (assert_exhaustion (invoke "f") "call stack exhausted")
      (assert_unlinkable (module) "unknown import")
      (assert_return (invoke "g"))"""
    script = Script()
    first, *rest = parse_script(bad)
    assert script.complaint(first) == ""
    assert all(map(script.complaint, rest))


def test_the_check_notices(tmp_path: Path) -> None:
    suites.suite_folder(FOLDER)
    bad = r"""
      (module (func (result i32)))
      (assert_invalid (module (func)) "type mismatch")
      (assert_invalid (module (func (result i32))) "unknown local")
      (assert_malformed (module quote "(func)") "unexpected token")
      (assert_malformed (module binary "\00asm" "\01\00\00\00\0e\00") "magic header not detected")"""
    assert all(map(complaint, parse_script(bad)))
