"""The benchmark programs of WebAssembly: the six of the table of the design, as text, and the kernels of benchmarks/wasm."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs_wasm"


@dataclass(frozen=True)
class WasmCase:
    name: str
    module: str  # the file without its suffix
    export: str
    count: int  # its argument
    answer: int | float
    linear: bool = False  # does it answer the same, in proportional time, for any count?


CASES = [
    WasmCase("fib(20) x 10K", "classic", "fib", 10_000, 6765, True),
    WasmCase("tak(18,12,6) x 10K", "classic", "tak", 10_000, 7, True),
    WasmCase("arith(1M) x 10", "classic", "arith", 10, 499_999_500_000),
    WasmCase("sieve(64K) x 100", "classic", "sieve", 100, 6542, True),
    WasmCase("fib_loop(25) x 1M", "classic", "fib_loop", 1_000_000, 75025, True),
    WasmCase("gcd x 1M", "classic", "gcd", 1_000_000, 32_417_860),
    WasmCase("coremark", "kernels", "coremark", 1000, 36936),
    WasmCase("sha256", "kernels", "sha256", 20_000, 1_115_831_789),
    WasmCase("crc32", "kernels", "crc32", 10_000_000, 348_125_924),
    WasmCase("quicksort", "kernels", "quicksort", 100_000, 134_486_532),
    WasmCase("matmul", "kernels", "matmul", 200, 1794.0),
    WasmCase("nbody", "kernels", "nbody", 100_000, 13.86948737961249),
    WasmCase("mandelbrot", "kernels", "mandelbrot", 400, 41295),
    WasmCase("queens", "kernels", "queens", 12, 14_200),
    WasmCase("brainfuck", "kernels", "brainfuck", 4000, 1_058_589_184),
    WasmCase("tree", "kernels", "tree", 50_000, 8003),
    WasmCase("indirect calls", "kernels", "icall", 5_000_000, -6_666_660),
    WasmCase("strings", "kernels", "strings", 2000, 316_000),
]


def binary(module: str) -> bytes:
    """A module of the programs, in the binary format."""
    path = PROGRAMS / f"{module}.wasm"
    if path.exists():
        return path.read_bytes()
    from pyfront.wasm import Module

    return Module(PROGRAMS / f"{module}.wat").to_bytes()
