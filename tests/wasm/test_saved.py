"""Serialised modules, and the cache: what is wrong with a function is found when it is called, whatever an image says."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from pyfront.cache import Cache, Entry, digest, key_of, module_once
from pyfront.errors import FuelExhausted
from pyfront.wasm import InvalidModule, MalformedModule, Module, Store, WasmError
from pyfront.wasm.saved import MAGIC

TEXT = """(module
  (type $binary (func (param i32 i32) (result i32)))
  (memory 1) (table 2 funcref) (elem (i32.const 0) $sum $product) (data "abcdefgh")
  (global $calls (mut i32) (i32.const 0))
  (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $product (type $binary) (i32.mul (local.get 0) (local.get 1)))
  (func (export "choose") (param i32 i32 i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0)))
  (func (export "fill") (param i32) (result i32) (local $i i32) (local v128)
    (memory.init 0 (i32.const 16) (i32.const 0) (i32.const 8))
    (loop $next
      (i32.store8 (local.get $i) (local.get $i))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
    (i32.load offset=4 (i32.const 16)))
  (func (export "catch") (param i32) (result i32)
    (block $caught (result i32) (try_table (catch $e $caught) (throw $e (local.get 0))) (i32.const -1)))
  (tag $e (param i32)))"""


def test_a_serialised_module_is_the_module() -> None:
    module = Module.deserialize(Module(TEXT).serialize())
    exports = module.instantiate().exports
    assert exports.choose(0, 20, 22) == 42 and exports.choose(1, 6, 7) == 42
    assert exports.fill(10) == int.from_bytes(b"efgh", "little") and exports["catch"](5) == 5
    assert module.function_names[0] == "sum"  # identifiers of the text come along
    again = Module.deserialize(module.serialize())
    assert again.serialize() == module.serialize()
    assert again.compiled().code.lower_all() > 0


def test_what_is_no_image_is_refused() -> None:
    for image in (b"", MAGIC[:4], b"\0asm\1\0\0\0", MAGIC + b"\0asm"):
        with pytest.raises(WasmError):
            Module.deserialize(image)


def _replaced(module: Module, old: bytes, new: bytes) -> Module:
    image = module.serialize()
    assert image.count(old) == 1 and len(old) == len(new)
    return Module.deserialize(image.replace(old, new))


def test_a_wrong_function_is_found_when_it_is_called() -> None:
    module = Module("""(module (memory 1) (func (export "good") (result i32) i32.const 7)
        (func (export "bad") (result i32) i32.const 1234 i32.load))""")  # fmt: skip
    exports = _replaced(module, b"\x41\xd2\x09\x28", b"\x42\xd2\x09\x28").instantiate().exports  # i64.const
    assert exports.good() == 7
    for _ in range(2):
        with pytest.raises(InvalidModule, match="type mismatch") as raised:
            exports.bad()
        assert raised.value.offset > 0
    assert exports.good() == 7


def test_a_malformed_function_is_found_when_it_is_called() -> None:
    module = Module('(module (func (export "bad") (result i32) i32.const 1234 i32.eqz))')
    for new in (b"\x41\xd2\x09\xff", b"\x41\xd2\x09\x0b", b"\x41\xd2\x89\x89"):
        exports = _replaced(module, b"\x41\xd2\x09\x45", new).instantiate().exports
        with pytest.raises(MalformedModule):
            exports.bad()


def test_wrong_functions_called_by_others_and_by_start() -> None:
    module = Module("""(module (func $bad (result i32) i32.const 1234 i32.eqz) (func (export "outer") (result i32) call $bad)
        (func $start (drop (call $bad))) (start $start))""")  # fmt: skip
    with pytest.raises(MalformedModule):
        _replaced(module, b"\x41\xd2\x09\x45", b"\x41\xd2\x09\xff").instantiate()


def test_changed_images() -> None:
    """Each is refused, or runs within its memory and its fuel."""
    image = Module(TEXT).serialize()
    rng = random.Random(5)
    ran = refused = late = 0
    for _ in range(1500):
        changed = bytearray(image)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            changed[rng.randrange(len(MAGIC), len(changed))] = rng.choice((rng.randrange(256), 0, 0x7F, 0x80, 0xFF, 0x0B))
        try:
            module = Module.deserialize(bytes(changed))
            exports = module.instantiate(store=Store(fuel=3000, memory_limit=1 << 24)).exports
        except WasmError:
            refused += 1
            continue
        for name in exports:
            if callable(exports[name]):
                try:
                    exports[name](*[3 for _ in exports[name].params])
                    ran += 1
                except (MalformedModule, InvalidModule):
                    late += 1
                except (WasmError, FuelExhausted, TypeError, OverflowError):
                    ran += 1
    assert ran > 200 and refused > 100 and late > 100


def test_threads_that_meet_at_an_unchecked_function() -> None:
    functions = "".join(f'(func (export "f{i}") (result i32) i32.const {i})' for i in range(200))
    module = Module.deserialize(Module(f"(module {functions})").serialize())
    found: list[list[int]] = []

    def run() -> None:
        exports = module.instantiate().exports
        found.append([exports[f"f{i}"]() for i in range(200)])

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [list(range(200))] * 4


# ---------------------------------------------------------------- the cache


def _large() -> bytes:
    functions = "".join(f'(func (export "f{i}") (result i32) i32.const {i} i32.const 1 i32.add)' for i in range(6000))
    return Module(f"(module {functions})").to_bytes()


def test_a_second_start_checks_what_is_called(tmp_path: Path) -> None:
    data = _large()
    assert module_once(data, "m", str(tmp_path)).bodies is None
    second = module_once(data, "m", str(tmp_path))
    assert second.bodies is not None and second.instantiate().exports.f17() == 18
    assert module_once(data, "m", False).bodies is None


def test_text_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = module_once(TEXT.encode(), "m.wat", str(tmp_path))
    monkeypatch.setattr("pyfront.wasm.api.parse_module", None)
    second = module_once(TEXT.encode(), "m.wat", str(tmp_path))
    assert second.instantiate().exports.choose(1, 6, 7) == first.instantiate().exports.choose(1, 6, 7) == 42


def test_a_forged_entry_makes_no_module_valid(tmp_path: Path) -> None:
    data = _large()
    position = data.index(b"\x41\x01\x6a")
    wrong = data[:position] + b"\x42\x01\x6a" + data[position + 3 :]
    with pytest.raises(InvalidModule):
        module_once(wrong, "m", str(tmp_path))
    Cache(str(tmp_path)).store(key_of(("wasm", digest(wrong).hex())), Entry((), {}, (), [("", "wasm", b"")]))
    exports = module_once(wrong, "m", str(tmp_path)).instantiate().exports
    with pytest.raises(InvalidModule):
        exports.f0()
    assert exports.f1() == 2
