"""``pyfront.wasm.Module`` and scripts, as Python sees them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront
from pyfront.wasm import InvalidModule, LinkError, MalformedModule, Module, WasmError
from pyfront.wasm.script import parse_script

TEXT = '(module (import "m" "f" (func (param i32))) (memory (export "mem") 1) (func (export "go") (result f64) (f64.const 1)))'


def test_sources(tmp_path: Path) -> None:
    binary = Module(TEXT).to_bytes()
    (tmp_path / "a.wasm").write_bytes(binary)
    (tmp_path / "a.wat").write_text(TEXT)
    sources = [TEXT, ";; text\n" + TEXT, binary, bytearray(binary), memoryview(binary), tmp_path / "a.wasm", str(tmp_path / "a.wat")]
    assert [Module(source).to_bytes() for source in sources] == [binary] * len(sources)


def test_imports_and_exports() -> None:
    m = Module(TEXT)
    assert [(a, b, kind, repr(t)) for a, b, kind, t in m.imports] == [("m", "f", "func", "[i32] -> []")]
    assert [(name, kind) for name, kind, _ in m.exports] == [("mem", "memory"), ("go", "func")]
    assert repr(m.exports[1][2]) == "[] -> [f64]"


def test_custom_sections() -> None:
    m = Module(b"\0asm\1\0\0\0" + b"\0\4\1abc" + b"\0\4\1ade")
    assert m.custom_sections("a") == [b"bc", b"de"]
    assert m.to_bytes() == b"\0asm\1\0\0\0" + b"\0\4\1abc" + b"\0\4\1ade"


def test_annotations() -> None:
    text = """
      (module $m (@name "M x") (@custom "a" (before first) "1") (func $f (@name "F y") (param $x (@name "z") i32))
        (func (@name "G")) (@custom "b" (after type) "2" "3") (memory 1) (@custom "c")
        (func (if (i32.const 1) (then)) (@metadata.code.branch_hint "\\01") (if (i32.const 1) (then))) (@other (custom)))"""
    m = Module(text)
    assert (m.name, m.function_names) == ("M x", {0: "F y", 1: "G"})
    assert [(c.name, c.bytes, c.after) for c in m.data.customs] == [("a", b"1", 0), ("b", b"23", 1), ("c", b"", 11)]
    again = Module(m.to_bytes(names=True))
    assert (again.name, again.function_names, again.custom_sections("b")) == ("M x", {0: "F y", 1: "G"}, [b"23"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('(func (@custom "a"))', "misplaced @custom annotation"),
        ("(module (@custom))", "@custom annotation: missing section name"),
        ('(module (@custom "a" (after foo)))', "@custom annotation: malformed section kind"),
        ('(func nop (@name "a"))', "misplaced @name annotation"),
        ('(module (@name "a") (@name "b"))', "@name annotation: multiple module"),
        ('(@metadata.code.branch_hint "\\00") (func)', "@metadata.code.branch_hint annotation: not in a function"),
    ],
)
def test_bad_annotations(text: str, message: str) -> None:
    with pytest.raises(MalformedModule) as caught:
        Module(text)
    assert (caught.value.message, caught.value.line) == (message, 1)


def test_errors(tmp_path: Path) -> None:
    (tmp_path / "a.wasm").write_bytes(b"\0asm\1\0\0\0\x0e\0")
    with pytest.raises(MalformedModule, match=r"a.wasm: malformed section id \(at byte 0x8\)"):
        Module(tmp_path / "a.wasm")
    with pytest.raises(InvalidModule, match=r"<wat>:1:7: unknown label 1"):
        Module("(func br 1)")
    assert issubclass(WasmError, pyfront.Error)
    with pytest.raises(FileNotFoundError):
        Module("nothing.wasm")


def test_what_is_not_there_says_so() -> None:
    with pytest.raises(LinkError, match=r"unknown import m\.f"):
        Module(TEXT).instantiate()


def test_other_programs_do_not_load_it() -> None:
    code = "import sys, pyfront; pyfront.run('(+ 1 2)'); print([m for m in sys.modules if 'wasm' in m])"
    path = str(Path(pyfront.__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


SCRIPT = r"""
(module $a (func (export "f") (param i32) (result i32) (local.get 0)))
(register "A" $a)
(module definition $d (memory 1))
(module instance $i $d)
(module binary "\00asm" "\01\00\00\00")
(invoke "f" (i32.const -1))
(assert_return (invoke $a "f" (i32.const 1)) (i32.const 1))
(assert_return (get "g") (f32.const nan:canonical) (f64.const nan:arithmetic) (either (i32.const 1) (i64.const 2)))
(assert_return (invoke "r" (ref.null func) (ref.extern 3)) (ref.null) (ref.func) (v128.const f32x4 1 nan:canonical 0 -0))
(assert_trap (invoke "t") "unreachable")
(assert_exhaustion (invoke "t") "call stack exhausted")
(assert_exception (invoke "t"))
(assert_malformed (module quote "(func") "unexpected token")
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_unlinkable (module (import "a" "b" (func))) "unknown import")
(assert_trap (module (func unreachable) (start 0)) "unreachable")
"""


def test_scripts() -> None:
    commands = parse_script(SCRIPT)
    assert [c.kind for c in commands] == (
        "module register module module module action assert_return assert_return assert_return assert_trap assert_exhaustion "
        "assert_exception assert_malformed assert_invalid assert_unlinkable assert_trap"
    ).split()
    assert [c.line for c in commands] == list(range(2, 18))
    first, register, definition, instance, binary, action, one, two, three = commands[:9]
    assert first.module and first.module.name == "a" and len(first.module.read().funcs) == 1
    assert (register.message, register.name) == ("A", "a")
    assert definition.module and definition.module.definition and len(definition.module.read().memories) == 1
    assert instance.module and (instance.module.form, instance.module.name, instance.module.of) == ("instance", "i", "d")
    assert binary.module and binary.module.read().funcs == []
    assert action.action and (action.action.kind, action.action.name, action.action.args) == ("invoke", "f", [("i32", 0xFFFFFFFF)])
    assert one.action and (one.action.module, one.expected) == ("a", [("i32", 1)])
    assert two.action and two.action.kind == "get"
    assert two.expected == [("f32", "nan:canonical"), ("f64", "nan:arithmetic"), ("either", [("i32", 1), ("i64", 2)])]
    assert three.action and three.action.args == [("ref.null", -16), ("ref.extern", 3)]
    assert three.expected == [("ref.null", None), ("ref.func", None), ("v128", ("f32x4", (0x3F800000, "nan:canonical", 0, 0x80000000)))]
    assert [c.message for c in commands[9:11]] == ["unreachable", "call stack exhausted"]
    malformed, invalid = commands[12].module, commands[13].module
    assert malformed and invalid and invalid.read().funcs
    with pytest.raises(MalformedModule):
        malformed.read()


def test_a_script_of_fields_is_one_module() -> None:
    (command,) = parse_script("(func) (memory 1)")
    assert command.module and len(command.module.read().memories) == 1


@pytest.mark.parametrize("text", ["(foo)", "(func) (assert_return)", "(assert_return (module))x", "(assert_trap (invoke))"])
def test_bad_scripts(text: str) -> None:
    with pytest.raises(MalformedModule):
        for command in parse_script(text):
            assert command.module
            command.module.read()
