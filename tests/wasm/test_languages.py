"""WebAssembly from Scheme, Clojure and Sema: modules, memory, capabilities; limits of a runtime hold for the code that its programs call."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pyfront import Keyword, Runtime
from pyfront.errors import CapabilityError, Error, EvalError, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded
from pyfront.scheme.libraries import export_names
from pyfront.wasm import InvalidModule, LinkError, Module, Trap, WasmError

TEXT = """(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1) (global (export "counter") (mut i32) (i32.const 5)) (global (export "fixed") i64 (i64.const -1))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "two") (result i32 f64) i32.const 1 f64.const 2.5)
  (func (export "log42") (call $log (i32.const 42)))
  (func (export "trap") unreachable)
  (func (export "spin") (loop br 0))
  (func (export "rounds") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"""
SCHEME = """(import (scheme base) (vmcore wasm))
(define m (wasm-load source (list (list "env" "log" (lambda (x) (set! got x))))))
"""
CLOJURE = """(require '[clojure.wasm :as wasm])
(def got (atom 0))
(def m (wasm/load source {:imports {"env" {"log" (fn [x] (reset! got x))}}}))
"""
SEMA = """(define got 0)
(define m (wasm/load source {:imports {"env" {"log" (fn (x) (set! got x))}}}))
"""
BACKENDS = ("vm", "treewalk")


def scheme(source: Any = TEXT, backend: str = "vm", **options: Any) -> Runtime:
    runtime = Runtime(backend=backend, **options)
    runtime.define("source", source)
    runtime.define("got", 0)
    runtime.eval(SCHEME)
    return runtime


def clojure(source: Any = TEXT, backend: str = "vm", **options: Any) -> Runtime:
    runtime = Runtime("clojure", backend=backend, **options)
    runtime.define("source", source)
    runtime.eval(CLOJURE)
    return runtime


def sema(source: Any = TEXT, backend: str = "vm", **options: Any) -> Runtime:
    runtime = Runtime("sema", backend=backend, **options)
    runtime.define("source", source)
    runtime.eval(SEMA)
    return runtime


@pytest.mark.parametrize("backend", BACKENDS)
def test_scheme(backend: str) -> None:
    runtime = scheme(backend=backend)
    assert runtime.eval('(define add (wasm-function m "add")) (list (add 20 22) (wasm-call m "add" 1 -2))') == [42, -1]
    assert runtime.eval('(wasm-call m "two")') == (1, 2.5)
    assert runtime.eval('(wasm-call m "log42") got') == 42
    assert runtime.eval('(list (wasm-memory-write! m 10 "h\\xe9;llo") (wasm-memory-string m 10 6))') == [6, "héllo"]
    assert runtime.eval("(wasm-memory-write! m 20 (bytevector 1 2 255)) (wasm-memory-read m 20 4)") == b"\1\2\xff\0"
    assert runtime.eval("(wasm-memory-size m)") == 65536
    assert runtime.eval('(wasm-memory-size m "memory")') == 65536
    assert runtime.eval('(wasm-global-set! m "counter" 7) (list (wasm-global m "counter") (wasm-global m "fixed"))') == [7, -1]
    assert ["add", "func"] in runtime.eval("(wasm-exports m)")


@pytest.mark.parametrize("backend", BACKENDS)
def test_clojure(backend: str) -> None:
    runtime = clojure(backend=backend)
    assert runtime.eval('(def add (wasm/fn m "add")) (+ (add 20 22) (wasm/call m "add" 1 -2))') == 41
    assert runtime.eval('(pr-str (wasm/call m "two"))') == "[1 2.5]"
    assert runtime.eval('(wasm/call m "log42") @got') == 42
    assert runtime.eval('(wasm/memory-write m 10 "héllo") (wasm/memory-string m 10 6)') == "héllo"
    assert runtime.eval("(wasm/memory-write m 20 [1 2 255]) (pr-str (wasm/memory-read m 20 4))") == "[1 2 255 0]"
    assert runtime.eval("(wasm/memory-size m)") == 65536
    assert runtime.eval('(wasm/set-global! m "counter" 7) (wasm/global m "counter")') == 7
    assert runtime.eval('(get (wasm/exports m) "add")  (= :func (get (wasm/exports m) "add"))') is True


@pytest.mark.parametrize("backend", BACKENDS)
def test_sema(backend: str) -> None:
    runtime = sema(backend=backend)
    assert runtime.eval('(define add (wasm/fn m "add")) (list (add 20 22) (wasm/call m "add" 1 -2))') == [42, -1]
    assert runtime.eval('(wasm/call m "two")') == [1, 2.5]
    assert runtime.eval('(wasm/call m "log42") got') == 42
    assert runtime.eval('(list (wasm/memory-write m 10 "héllo") (wasm/memory-string m 10 6))') == [6, "héllo"]
    assert runtime.eval("(wasm/memory-write m 20 (bytevector 1 2 255)) (wasm/memory-read m 20 4)") == b"\1\2\xff\0"
    assert runtime.eval('(list (wasm/memory-size m) (wasm/memory-size m "memory"))') == [65536, 65536]
    assert runtime.eval('(wasm/set-global! m "counter" 7) (list (wasm/global m "counter") (wasm/global m "fixed"))') == [7, -1]
    assert runtime.eval('(get (wasm/exports m) "add")') == Keyword("func")
    assert "unreachable" in runtime.eval('(try (wasm/call m "trap") (catch e (:message e)))')


def test_every_export_of_the_scheme_library_is_used_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in export_names("(vmcore wasm)") if f"({name} " not in text] == []


def test_modules_import_from_each_other() -> None:
    runtime = scheme()
    other = '(module (import "m" "add" (func $add (param i32 i32) (result i32))) (func (export "f") (result i32) i32.const 1 i32.const 2 call $add))'
    runtime.define("other", other)
    assert runtime.eval("""(wasm-call (wasm-load other (list (list "m" "add" (wasm-function m "add")))) "f")""") == 3


# ---------------------------------------------------------------- where modules come from


@pytest.mark.parametrize("text", [TEXT, Module(TEXT).to_bytes()])
def test_what_the_host_gives_needs_no_capability(text: Any) -> None:
    assert scheme(text).eval('(wasm-call m "add" 1 2)') == 3
    if isinstance(text, str):
        assert clojure(text).eval('(wasm/call m "add" 1 2)') == 3


def test_files_need_the_capability(tmp_path: Path) -> None:
    path = tmp_path / "m.wasm"
    path.write_bytes(Module(TEXT).to_bytes())
    for make in (scheme, clojure, sema):
        with pytest.raises(CapabilityError, match="file-read"):
            make(str(path))
        runtime = make(str(path), allow=["file-read"])
        call = '(wasm-call m "add" 1 2)' if make is scheme else '(wasm/call m "add" 1 2)'
        assert runtime.eval(call) == 3
    with pytest.raises(Error, match="cannot read"):
        scheme(str(tmp_path / "none.wasm"), allow=["file-read"])


WRONG = {
    '(wasm-call m "add" 1)': "wasm call: add takes 2 arguments (i32 i32), got 1",
    '(wasm-call m "add" 1 "2")': 'wasm call: argument 2 of add is no i32: "2"',
    '(wasm-call m "add" 1 4294967296)': "wasm call: argument 2 of add is no i32: 4294967296",
    '(wasm-call m)': "wasm-call: expected at least 2 arguments, got 1",
    '(wasm-memory-read "m" 0 1)': 'wasm memory-read: argument 1 is not an instance of a WebAssembly module: "m"',
    "(wasm-memory-read m -1 1)": "wasm memory-read: argument 2 is not a size: -1",
    "(wasm-memory-read m 65530 10)": "wasm memory: bytes 65530 to 65540 are not all in the memory of 65536",
    "(wasm-memory-write! m 0 '(1 256))": "wasm memory-write: a list of bytes has integers from 0 to 255",
    "(wasm-load 5)": "wasm load: argument 1 is not bytes or a string: 5",
    "(wasm-load source '(5))": "wasm load: imports are a table of tables, or rows (module name value)",
}


def test_errors() -> None:
    runtime = scheme()
    with pytest.raises(Trap, match="unreachable"):
        runtime.eval('(wasm-call m "trap")')
    assert "unreachable" in runtime.eval('(guard (e (#t (error-object-message e))) (wasm-call m "trap"))')
    with pytest.raises(WasmError, match="exports no function 'none'"):
        runtime.eval('(wasm-function m "none")')
    for wrong, message in WRONG.items():
        with pytest.raises(EvalError) as info:
            runtime.eval(wrong)
        assert info.value.message == message
    with pytest.raises(LinkError):
        runtime.eval("(wasm-load source)")
    runtime.define("wrong", "(module (func (result i32)))")
    with pytest.raises(InvalidModule):
        runtime.eval("(wasm-load wrong)")


# ---------------------------------------------------------------- limits

CALLS = {scheme: '(wasm-call m "{}")', clojure: '(wasm/call m "{}")', sema: '(wasm/call m "{}")'}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("make", CALLS)
def test_fuel_of_the_runtime_ends_a_loop(make: Any, backend: str) -> None:
    runtime = make(backend=backend)
    with pytest.raises(FuelExhausted):
        runtime.eval(CALLS[make].format("spin"), fuel=200_000)
    assert runtime.eval(CALLS[make].format("add").replace('"add"', '"add" 1 2'), fuel=100_000) == 3


@pytest.mark.parametrize("make", CALLS)
def test_the_time_limit_of_the_runtime_ends_a_loop(make: Any) -> None:
    runtime = make()
    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        runtime.eval(CALLS[make].format("spin"), timeout=0.2)
    assert 0.15 < time.monotonic() - start < 5


def test_programs_cannot_catch_the_end() -> None:
    runtime = scheme()
    with pytest.raises(FuelExhausted):
        runtime.eval('(guard (e (#t 1)) (wasm-call m "spin"))', fuel=100_000)


def test_fuel_counts_short_calls() -> None:
    """1,000 calls of 1,000 rounds are a million."""
    runtime = scheme()
    program = """(define rounds (wasm-function m "rounds"))
        (do ((i 0 (+ i 1))) ((= i 1000)) (rounds 1000))"""
    with pytest.raises(FuelExhausted):
        runtime.eval(program, fuel=900_000)
    runtime.eval(program, fuel=1_200_000)


def test_time_is_looked_at_between_short_calls() -> None:
    runtime = scheme()
    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        runtime.eval('(define rounds (wasm-function m "rounds")) (let loop () (rounds 5000) (loop))', timeout=0.2)
    assert time.monotonic() - start < 5


def test_an_interrupt_ends_a_loop_while_other_threads_run() -> None:
    runtime = scheme()
    turns = 0
    stop = threading.Event()

    def other() -> None:
        nonlocal turns
        while not stop.is_set():
            turns += 1
            time.sleep(0.001)

    counter = threading.Thread(target=other)
    timer = threading.Timer(0.3, runtime.interrupt)
    counter.start()
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            runtime.eval('(wasm-call m "spin")')
        assert turns > 10
    finally:
        stop.set()
        counter.join()
        timer.join()
    assert runtime.eval('(wasm-call m "add" 1 2)') == 3


def test_memories_count_as_memory_of_the_runtime() -> None:
    runtime = scheme(memory=32 << 20)
    assert runtime.eval('(wasm-call m "grow" 160)') == 1  # 10 MiB
    assert runtime.eval('(wasm-call m "grow" 1000)') == -1
    with pytest.raises(MemoryLimitExceeded):
        runtime.eval("(make-bytevector 24000000 0)")
    assert runtime.eval('(wasm-call m "grow" 16)') == 161
    free = scheme(memory=32 << 20)
    free.eval("(make-bytevector 24000000 0)")


def test_calls_from_python_have_no_limits_of_a_run_that_is_over() -> None:
    runtime = scheme()
    with pytest.raises(FuelExhausted):
        runtime.eval('(define rounds (wasm-function m "rounds")) (wasm-call m "spin")', fuel=100_000)
    runtime["rounds"](100_000)


def test_functions_live_longer_than_their_runtime() -> None:
    runtime = scheme()
    instance = runtime.eval("m")
    add = instance.exports.add
    runtime.close()
    del runtime
    gc.collect()
    assert add(1, 2) == 3 and instance.exports.grow(1) == 1
    del instance, add
    gc.collect()
