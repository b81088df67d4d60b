"""Running WebAssembly from Python: calls of both directions, values, memories, traps, limits, what is freed."""

from __future__ import annotations

import gc
import math
import os
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import pytest

import pyfront
from pyfront.errors import Busy, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded
from pyfront.wasm import Func, Global, LinkError, Memory, Module, Store, Table, Tag, Trap, WasmException
from pyfront.wasm.linking import Types
from pyfront.wasm.types import F64, FUNC, I32, I64, FuncType, SubType


def exports(text: str, imports: Any = None, **limits: Any) -> Any:
    store = Store(**limits) if limits else None
    return Module(text).instantiate(imports, store=store).exports


FACTORIAL = """(module (func $fac (export "fac") (param i64) (result i64)
  (if (result i64) (i64.eqz (local.get 0)) (then (i64.const 1))
    (else (i64.mul (local.get 0) (call $fac (i64.sub (local.get 0) (i64.const 1))))))))"""


def test_call() -> None:
    e = exports(FACTORIAL)
    assert e.fac(10) == 3628800
    assert e["fac"](0) == 1
    assert list(e) == ["fac"] and "fac" in e and len(e) == 1
    assert e.fac.params == ("i64",) and e.fac.results == ("i64",)


def test_integers_are_signed_and_taken_either_way() -> None:
    e = exports("""(module (func (export "i") (param i32) (result i32) (local.get 0))
                           (func (export "l") (param i64) (result i64) (local.get 0)))""")
    assert e.i(-1) == -1 and e.i(2**32 - 1) == -1 and e.i(2**31) == -(2**31)
    assert e.l(2**64 - 1) == -1 and e.l(-(2**63)) == -(2**63)
    for bad in (2**32, -(2**31) - 1):
        with pytest.raises(OverflowError, match=r"i: argument 1: .* is no i32"):
            e.i(bad)
    with pytest.raises(OverflowError):
        e.l(2**64)
    with pytest.raises(TypeError, match="i: argument 1: i32 is wanted, not float"):
        e.i(1.5)
    assert e.i(True) == 1


def test_arity_and_keywords() -> None:
    e = exports('(module (func (export "f") (param i32 f64)))')
    with pytest.raises(TypeError, match=r"f takes 2 arguments, \[i32 f64\] -> \[\], but 1 were given"):
        e.f(1)
    with pytest.raises(TypeError, match="keyword"):
        e.f(1, 2, x=3)
    with pytest.raises(TypeError, match="f: argument 2: f64 is wanted, not str"):
        e.f(1, "2")
    assert e.f(1, 2) is None
    with pytest.raises(AttributeError, match="exports no 'g'"):
        e.g()


def test_floats_vectors_and_several_results() -> None:
    e = exports("""(module
      (func (export "f") (param f32 f64) (result f64 f32) (local.get 1) (local.get 0))
      (func (export "v") (param v128) (result v128) (i8x16.add (local.get 0) (local.get 0))))""")
    assert e.f(0.1, 0.1) == (0.1, 0.10000000149011612)
    assert math.isnan(e.f(math.nan, 1)[1])
    assert e.v(bytes(range(16))) == bytes(range(0, 32, 2))
    assert e.v(1 << 8) == b"\0\2" + bytes(14)
    with pytest.raises(TypeError):
        e.v(b"short")


def test_references() -> None:
    e = exports("""(module (table (export "t") 4 funcref) (elem (i32.const 1) $f) (func $f (export "f") (result i32) (i32.const 7))
      (func (export "id") (param externref) (result externref) (local.get 0))
      (func (export "g") (param i32) (result funcref) (table.get 0 (local.get 0))))""")
    thing = object()
    assert e.id(thing) is thing and e.id(None) is None and e.id(5) == 5
    assert e.g(0) is None and e.g(1)() == 7 and e.g(1) == e.f
    assert len(e.t) == 4 and e.t[1] == e.f and e.t[0] is None
    e.t[2] = e.f
    assert e.g(2)() == 7
    with pytest.raises(IndexError):
        e.t[4]
    with pytest.raises(TypeError):
        e.t[0] = print
    with pytest.raises(Trap, match="out of bounds table access"):
        e.g(4)
    assert e.t.grow(2, e.f) == 4 and e.t[5] == e.f


def test_structures_are_opaque_and_stay_alive() -> None:
    e = exports("""(module (type $s (struct (field (mut i32))))
      (func (export "new") (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
      (func (export "get") (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
      (func (export "i31") (param i32) (result (ref i31)) (ref.i31 (local.get 0))))""")
    some = [e.new(i) for i in range(100)]
    e.new.store.collect()
    assert e.new.store.objects == 100
    assert [e.get(s) for s in some] == list(range(100))
    assert some[0].kind == "struct" and e.i31(-3).value == -3
    with pytest.raises(TypeError):
        e.get(None)
    with pytest.raises(TypeError):
        e.get(object())
    del some
    e.new.store.collect()
    assert e.new.store.objects == 0


def test_garbage_is_collected_while_code_runs() -> None:
    e = exports("""(module (type $l (struct (field i32) (field (ref null $l))))
      (func (export "churn") (param $n i32) (result i32) (local $keep (ref null $l)) (local $sum i32)
        (loop $more
          (if (i32.eqz (i32.and (local.get $n) (i32.const 0xfff)))
            (then (local.set $keep (struct.new $l (local.get $n) (local.get $keep)))))
          (drop (struct.new $l (local.get $n) (ref.null $l)))
          (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (loop $count
          (if (i32.eqz (ref.is_null (local.get $keep)))
            (then (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                  (local.set $keep (struct.get $l 1 (local.get $keep))) (br $count))))
        (local.get $sum)))""", memory_limit=50_000_000)
    assert e.churn(1_000_000) == 244
    assert e.churn.store.objects < 500_000


# ---------------------------------------------------------------- imports


def test_callables() -> None:
    seen = []

    def add(x: int, y: int) -> int:
        seen.append((x, y))
        return x + y

    e = exports("""(module (import "m" "add" (func $add (param i32 i32) (result i32)))
      (func (export "f") (param i32) (result i32) (call $add (local.get 0) (i32.const 100)))
      (export "add" (func $add)))""", {"m": {"add": add}})
    assert e.f(-5) == 95 and seen == [(-5, 100)]
    assert e.add(1, 2) == 3


def test_declared_functions() -> None:
    text = '(module (import "" "f" (func $f (param f64 i64) (result i64 i64))) (export "f" (func $f)))'
    good = Func(FuncType([F64, I64], [I64, I64]), lambda x, y: (int(x), y))
    assert exports(text, {"": {"f": good}}).f(2.5, 7) == (2, 7)
    with pytest.raises(LinkError, match=r"incompatible import type: \.f must be a function of type"):
        exports(text, {"": {"f": Func(FuncType([I32], []), print)}})
    with pytest.raises(TypeError, match="returned 1 values"):
        exports(text, {"": {"f": lambda x, y: (1,)}}).f(1, 2)
    with pytest.raises(TypeError, match="i64 is wanted, not str"):
        exports(text, {"": {"f": lambda x, y: "ab"}}).f(1, 2)


def test_an_exception_passes_through() -> None:
    class Mine(Exception):
        pass

    error = Mine("x")

    def fail() -> None:
        raise error

    e = exports("""(module (import "m" "fail" (func $fail)) (func $g (call $fail)) (func (export "f") (call $g)))""", {"m": {"fail": fail}})
    with pytest.raises(Mine) as caught:
        e.f()
    assert caught.value is error


def test_calls_nest_in_both_directions() -> None:
    def back(n: int) -> int:
        return e.down(n - 1) + 1 if n else 0

    e = exports("""(module (import "m" "back" (func $back (param i32) (result i32)))
      (func (export "down") (param i32) (result i32) (call $back (local.get 0))))""", {"m": {"back": back}})
    assert e.down(30) == 30
    with pytest.raises(RecursionError):
        e.down(100_000)
    assert e.down(3) == 3


def test_linking() -> None:
    store = Store()
    a = Module("""(module (memory (export "mem") 1 4) (global (export "g") (mut i32) (i32.const 5)) (table (export "t") 2 funcref)
      (func (export "f") (result i32) (i32.load8_u (i32.const 3))))""").instantiate(store=store)
    b = Module("""(module (import "a" "mem" (memory 1)) (import "a" "g" (global $g (mut i32))) (import "a" "f" (func $f (result i32)))
      (data (i32.const 3) "A") (func (export "h") (result i32) (global.set $g (i32.const 9)) (call $f)))""").instantiate({"a": a})
    assert b.store is store
    assert b.exports.h() == 65 and a.exports.g.value == 9
    a.exports.g.value = 3
    assert bytes(a.exports.mem)[:5] == b"\0\0\0A\0"
    for text, message in (
        ('(import "a" "nothing" (func))', "unknown import a.nothing"),
        ('(import "a" "f" (func (param i32)))', "incompatible import type"),
        ('(import "a" "mem" (memory 2))', "incompatible import type"),
        ('(import "a" "mem" (memory 1 3))', "incompatible import type"),
        ('(import "a" "g" (global i32))', "incompatible import type"),
        ('(import "a" "t" (table 2 externref))', "incompatible import type"),
        ('(import "a" "f" (memory 1))', "incompatible import type"),
    ):
        with pytest.raises(LinkError, match=message):
            Module(f"(module {text})").instantiate({"a": a})
    with pytest.raises(LinkError, match="another store"):
        Module('(module (import "a" "f" (func (result i32))))').instantiate({"a": a}, store=Store())


def test_made_in_python() -> None:
    store = Store()
    memory, table = Memory(store, 1, 2), Table(store, (True, FUNC), 3)
    g = Global(store, I32, 5, mutable=True)
    e = Module("""(module (import "p" "m" (memory 1)) (import "p" "t" (table 1 funcref)) (import "p" "g" (global $g (mut i32)))
      (import "p" "k" (global $k f64))
      (func (export "f") (result i32) (i32.add (global.get $g) (i32.load (i32.const 0))))
      (func (export "k") (result f64) (global.get $k)))""").instantiate(
        {"p": {"m": memory, "t": table, "g": g, "k": 1.5}}, store=store
    ).exports
    memory.write(0, b"\x10\0\0\0")
    assert e.f() == 21 and e.k() == 1.5
    g.value = 1
    assert e.f() == 17
    with pytest.raises(TypeError):
        Global(store, I32, 1).value = 2


# ---------------------------------------------------------------- memory

MEMORY = """(module (memory (export "mem") 1 5)
  (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"""


def test_memory_is_a_buffer() -> None:
    e = exports(MEMORY)
    view = memoryview(e.mem)
    assert len(view) == 65536 and not view.readonly
    view[10] = 77
    assert e.peek(10) == 77 and e.mem.read(9, 3) == b"\0M\0"
    assert e.grow(1) == 1 and e.mem.size == 2 and len(e.mem) == 131072
    view[11] = 78  # the old view stays good
    assert e.peek(11) == 78 and len(view) == 65536
    assert e.mem.grow(3) == 2
    with pytest.raises(MemoryError):
        e.mem.grow(1)
    assert e.grow(1) == -1
    with pytest.raises(IndexError):
        e.mem.write(5 * 65536 - 1, b"ab")
    with pytest.raises(IndexError):
        e.mem.read(-1, 1)


def test_a_view_keeps_the_memory_alive() -> None:
    view = memoryview(exports(MEMORY).mem)
    gc.collect()
    view[0] = 1
    assert view[0] == 1


def test_numpy_without_a_copy() -> None:
    numpy = pytest.importorskip("numpy")
    e = exports(MEMORY)
    array = numpy.frombuffer(e.mem, dtype=numpy.uint8)
    array[5] = 9
    assert e.peek(5) == 9


# ---------------------------------------------------------------- traps and exceptions


def test_a_trap_says_where() -> None:
    module = Module("""(module (func $inner (param i32) (drop (i32.div_u (i32.const 1) (local.get 0))))
      (func $outer (export "out") (param i32) (nop) (call $inner (local.get 0))))""")
    e = module.instantiate().exports
    e.out(1)
    with pytest.raises(Trap) as caught:
        e.out(0)
    error = caught.value
    assert error.message == "integer divide by zero"
    assert [f.name for f in error.backtrace] == ["inner", "outer"]
    binary = module.compiled().data.binary
    assert [binary[f.offset] for f in error.backtrace] == [0x6E, 0x10]  # i32.div_u, call
    assert "in inner, byte 0x" in str(error)


def test_deep_recursion_is_a_trap() -> None:
    text = '(module (func $f (export "f") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1))))'
    for limits in ({}, {"stack": 100_000}, {"stack": 100_000_000}):
        e = exports(text, **limits)
        with pytest.raises(Trap, match="call stack exhausted") as caught:
            e.f(1)
        assert len(caught.value.backtrace) < 100 and caught.value.backtrace[-10].skipped > 1000
    with pytest.raises(Trap, match="call stack exhausted"):
        exports('(module (func $f (export "f") (call $f)))').f()


EXCEPTION = """(module (import "m" "e" (tag $e (param i32))) (import "m" "f" (func $f))
  (func (export "throw") (throw $e (i32.const 3)))
  (func (export "catch") (result i32) (block $h (result i32) (try_table (catch $e $h) (call $f)) (i32.const -1)))
  (func (export "all") (result i32) (block $h (try_table (catch_all $h) (call $f)) (return (i32.const 0))) (i32.const 1)))"""


def test_exceptions() -> None:
    store = Store()
    tag = Tag(store, Types([SubType(FuncType([I32], []))], [1]).places[0])
    raised: BaseException | None = None

    def f() -> None:
        if raised is not None:
            raise raised

    e = Module(EXCEPTION).instantiate({"m": {"e": tag, "f": f}}, store=store).exports
    with pytest.raises(WasmException) as caught:
        e.throw()
    assert caught.value.tag == tag and caught.value.values == (3,)
    assert e.catch() == -1
    raised = WasmException(tag, (42,))
    assert e.catch() == 42 and e.all() == 1
    raised = caught.value  # the same exception once more
    assert e.catch() == 3
    raised = KeyError("python's own is not WebAssembly's to catch")
    with pytest.raises(KeyError):
        e.all()


# ---------------------------------------------------------------- limits

LOOP = '(module (func (export "f") (loop $l (br $l))) (func (export "g") (result i32) (i32.const 1)))'


def test_fuel() -> None:
    e = exports(LOOP, fuel=100_000)
    with pytest.raises(FuelExhausted):
        e.f()
    store = e.f.store
    assert store.fuel == 0
    store.fuel = 1000
    assert e.g() == 1 and store.fuel == 1000
    fac = exports(FACTORIAL, fuel=1000)
    fac.fac(20)
    used = 1000 - fac.fac.store.fuel
    assert 20 <= used <= 60
    fac.fac(20)
    assert fac.fac.store.fuel == 1000 - 2 * used


def test_timeout() -> None:
    e = exports(LOOP, timeout=0.05)
    started = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        e.f()
    assert time.monotonic() - started < 5
    assert e.g() == 1


def test_other_threads_run_until_the_timeout() -> None:
    e = exports(LOOP, timeout=0.3)
    ended = threading.Event()
    turns = 0

    def other() -> None:
        nonlocal turns
        while not ended.is_set():
            turns += 1

    thread = threading.Thread(target=other)
    thread.start()
    try:
        with pytest.raises(TimeLimitExceeded):
            e.f()
        assert turns > 1000
    finally:
        ended.set()
        thread.join()


def test_interruption_from_another_thread() -> None:
    e = exports(LOOP)
    thread = threading.Timer(0.05, e.f.store.interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        e.f()
    thread.join()
    assert e.g() == 1


def test_another_thread_is_busy_and_others_run() -> None:
    e = exports(LOOP)
    counted = 0
    failures: list[BaseException] = []

    def other() -> None:
        nonlocal counted
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            counted += 1
        try:
            e.g()
        except Busy as error:
            failures.append(error)
        e.f.store.interrupt()

    thread = threading.Thread(target=other)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        e.f()
    thread.join()
    assert counted > 1000 and len(failures) == 1


def test_bombs() -> None:
    e = exports("""(module (memory 1) (table 1 funcref) (type $a (array i64))
      (func (export "memory") (result i32) (loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (memory.size))
      (func (export "table") (result i32) (loop $l (br_if $l (i32.ne (table.grow (ref.null func) (i32.const 1000)) (i32.const -1))))
        (table.size))
      (func (export "array") (param i32) (result (ref $a)) (array.new_default $a (local.get 0))))""", memory_limit=10_000_000)
    assert 100 < e.memory() < 153
    assert e.table() < 1_000_000
    with pytest.raises(MemoryLimitExceeded):
        e.array(10_000_000)
    with pytest.raises(MemoryLimitExceeded):
        e.array(0xFFFFFFFF)
    with pytest.raises(MemoryError):
        Module("(module (memory 1000))").instantiate(store=Store(memory_limit=1000))


def test_bulk_work_is_paid_for() -> None:
    e = exports("""(module (memory 1000) (func (export "f")
      (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536000)) (br $l))))""", fuel=10_000_000)
    started = time.process_time()
    with pytest.raises(FuelExhausted):
        e.f()
    assert time.process_time() - started < 10


# ---------------------------------------------------------------- what is freed


def test_instances_go_with_their_store() -> None:
    module = Module(MEMORY)
    refs = []
    for _ in range(200):
        instance = module.instantiate()
        refs.append(weakref.ref(instance.store))
        instance.exports.peek(0)
    del instance
    gc.collect()
    assert all(r() is None for r in refs)


def test_circles_through_callables_are_collected() -> None:
    """Of a callable that knows the instance."""

    def make() -> weakref.ref[Store]:
        holder: dict[str, Any] = {}
        module = Module('(module (import "m" "f" (func $f)) (func (export "g") (call $f)))')
        holder["instance"] = instance = module.instantiate({"m": {"f": lambda: len(holder)}})
        instance.exports.g()
        return weakref.ref(instance.store)

    ref = make()
    gc.collect()
    assert ref() is None


def test_objects_behind_references_are_let_go() -> None:
    class Thing:
        pass

    e = exports('(module (func (export "id") (param externref) (result externref) (local.get 0)))')
    ref = weakref.ref(e.id(Thing()))
    e.id.store.collect()
    gc.collect()
    assert ref() is None


def test_one_module_many_stores() -> None:
    module = Module(FACTORIAL)
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(module.instantiate().exports.fac(12))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert results == [479001600] * 8


# ---------------------------------------------------------------- in processes of their own

LITTLE_SPACE = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from pyfront.wasm import Module
e = Module('''(module (memory (export "mem") 1)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0))))''').instantiate().exports
e.mem.write(8, b"\\x07\\0\\0\\0")
view = memoryview(e.mem)
assert e.grow(10) == -1, "a view would have been left behind"
view.release()
assert e.grow(10) == 1 and e.peek(8) == 7 and e.peek(10 * 65536) == 0
assert e.grow(60000) == -1
print("ok")
"""

CTRL_C = """
import _thread, os, signal, threading, time
from pyfront.wasm import Module
e = Module('(module (func (export "f") (loop $l (br $l))))').instantiate().exports
turns = 0
def other():
    global turns
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        turns += 1
    if os.name == "nt":
        _thread.interrupt_main()
    else:
        os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=other).start()
try:
    e.f()
except KeyboardInterrupt:
    print("ok" if turns > 1000 else turns)
"""


@pytest.mark.parametrize("code", [
    pytest.param(LITTLE_SPACE, marks=[
        pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's"),
        pytest.mark.no_sanitizer("it reserves address space, too"),
    ], id="little address space"),
    pytest.param(CTRL_C, id="ctrl-c"),
])  # fmt: skip
def test_process(code: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "ok\n", done.stderr
