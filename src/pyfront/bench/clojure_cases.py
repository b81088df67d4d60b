"""The benchmark programs in Clojure: what they are, their answers, and the figures that ours are held against.

The first twenty have a counterpart in Python where Python has the means. Times of others are milliseconds, as measured on a machine
of the kind that ours is developed on; SEED are those of the interpreter and the virtual machine that the workloads come from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs_clojure"

# Program -> time of a whole process on ClojureWasm, None where there is none. The first eleven are the original ones.
CLOJUREWASM: dict[str, float | None] = {
    "fib_recursive": 33, "fib_loop": 19, "tak": 24, "arith_loop": 45, "map_filter_reduce": 27, "vector_ops": 23, "map_ops": 21,
    "list_build": 21, "sieve": 41, "nqueens": 29, "atom_swap": 20,
    "gc_stress": 39, "lazy_chain": 37, "transduce": 25, "keyword_lookup": 27, "protocol_dispatch": 24, "nested_update": 30,
    "string_ops": 42, "multimethod": 28, "real_workload": 41,
    "alloc_rate": 65, "large_heap": 123, "bigint_factorial": 47, "ratio_sum": 33, "refs": 73, "regex_count": 44, "sort": 26,
    "destructuring": 57, "edn_roundtrip": 65, "json_parse": None,
}  # fmt: skip
# Warm, on ClojureWasm.
CLOJUREWASM_WARM: dict[str, float] = {
    "fib_recursive": 13.1, "fib_loop": 0.0009, "tak": 3.68, "arith_loop": 25.2, "map_filter_reduce": 6.98, "vector_ops": 1.87,
    "map_ops": 0.587, "list_build": 0.972, "sieve": 14.7, "nqueens": 9.68, "atom_swap": 0.851, "gc_stress": 13.8,
    "lazy_chain": 16.6, "transduce": 5.19, "keyword_lookup": 5.17, "protocol_dispatch": 4.07, "nested_update": 9.82,
    "string_ops": 13.9, "multimethod": 7.61, "real_workload": 15.2,
}  # fmt: skip
# The original eleven on the tree-walker and on the virtual machine of the design document.
SEED: dict[str, tuple[float, float]] = {
    "fib_recursive": (1143, 11), "fib_loop": (3, 3), "tak": (296, 5), "arith_loop": (157, 42), "map_filter_reduce": (2056, 3029),
    "vector_ops": (825, 833), "map_ops": (29, 29), "list_build": (837, 838), "sieve": (117, 408), "nqueens": (283, 13),
    "atom_swap": (6, 4),
}  # fmt: skip
# Warm, on the JVM.
JVM_WARM: dict[str, float] = {
    "fib_recursive": 0.414, "fib_loop": 1.83e-5, "tak": 0.0939, "arith_loop": 0.485, "map_filter_reduce": 0.802,
    "vector_ops": 0.203,
    "map_ops": 0.105, "list_build": 0.201, "sieve": 0.765, "nqueens": 0.62, "atom_swap": 0.0788, "gc_stress": 0.996,
    "lazy_chain": 0.644, "transduce": 0.0429, "keyword_lookup": 0.61, "protocol_dispatch": 0.0735, "nested_update": 0.812,
    "string_ops": 2.87, "multimethod": 0.165, "real_workload": 0.323,
}  # fmt: skip
ORIGINAL = tuple(CLOJUREWASM)[:20]  # what there are requirements about
TWICE_PYTHON = ("fib_recursive", "tak", "arith_loop", "nqueens")  # at least two times as fast as Python


@dataclass(frozen=True)
class ClojureCase:
    name: str
    answer: str  # what the program prints

    @property
    def source(self) -> Path:
        return PROGRAMS / self.name / "bench.clj"

    @property
    def python(self) -> Path | None:
        path = PROGRAMS / self.name / "bench.py"
        return path if path.exists() else None

    @property
    def wanted(self) -> float:
        """How many times as long as ours Python may take at least; 0 where nothing is asked."""
        if self.python is None or self.name not in ORIGINAL:
            return 0.0
        return 2.0 if self.name in TWICE_PYTHON else 1.0


def load() -> list[ClojureCase]:
    answers = json.loads((PROGRAMS / "answers.json").read_text(encoding="utf-8"))
    return [ClojureCase(name, answers[name]) for name in CLOJUREWASM]
