"""Arguments, environment, clocks, random bytes, and the end of the process."""

from __future__ import annotations

from pyfront.wasm.wasi.clocks import check
from pyfront.wasm.wasi.errno import INVAL, NOTSUP, Failure, WasiExit
from pyfront.wasm.wasi.registry import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyfront.wasm.wasi.imports import Wasi
    from pyfront.wasm.wasi.layout import Guest

RANDOM_CHUNK = 1 << 16  # bytes
# Signals by number: those that do not end a process that does nothing about them, and those that would stop it.
_SIGNALS = 30
_HARMLESS = frozenset((0, 16, 17, 22, 27))  # none, CHLD, CONT, URG, WINCH
_STOPPING = frozenset((18, 19, 20, 21))  # STOP, TSTP, TTIN, TTOU


def _put_strings(g: Guest, strings: Sequence[bytes], pointers: int, at: int) -> None:
    g.check(pointers, 4 * len(strings))
    g.check(at, sum(map(len, strings)))
    for text in strings:
        g.put_u32(pointers, at)
        g.put(at, text)
        pointers += 4
        at += len(text)


def _put_sizes(g: Guest, strings: Sequence[bytes], count: int, size: int) -> None:
    g.check(size, 4)
    g.put_u32(count, len(strings))
    g.put_u32(size, sum(map(len, strings)))


@call("ii")
def args_get(w: Wasi, g: Guest, argv: int, buffer: int) -> None:
    _put_strings(g, w.args, argv, buffer)


@call("ii")
def args_sizes_get(w: Wasi, g: Guest, count: int, size: int) -> None:
    _put_sizes(g, w.args, count, size)


@call("ii")
def environ_get(w: Wasi, g: Guest, environ: int, buffer: int) -> None:
    _put_strings(g, w.environ, environ, buffer)


@call("ii")
def environ_sizes_get(w: Wasi, g: Guest, count: int, size: int) -> None:
    _put_sizes(g, w.environ, count, size)


@call("ii")
def clock_res_get(w: Wasi, g: Guest, clock: int, result: int) -> None:
    g.put_u64(result, w.clock.resolution(check(clock)))


@call("iIi")
def clock_time_get(w: Wasi, g: Guest, clock: int, precision: int, result: int) -> None:
    g.put_u64(result, w.clock.now(check(clock)))


@call("ii")
def random_get(w: Wasi, g: Guest, buffer: int, size: int) -> None:
    view = g.span(buffer, size)
    for start in range(0, size, RANDOM_CHUNK):
        count = min(RANDOM_CHUNK, size - start)
        view[start : start + count] = w.random(count)


@call("")
def sched_yield(w: Wasi, g: Guest) -> None:
    w.clock.sleep(0)


@call("i", result=False)
def proc_exit(w: Wasi, g: Guest, code: int) -> None:
    raise WasiExit(code)


@call("i")
def proc_raise(w: Wasi, g: Guest, signal: int) -> None:
    if signal > _SIGNALS:
        raise Failure(INVAL)
    if signal in _STOPPING:
        raise Failure(NOTSUP)
    if signal not in _HARMLESS:
        raise WasiExit(128 + signal, signal)
