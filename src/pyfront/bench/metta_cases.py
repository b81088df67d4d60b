"""The rows of ``vmcore bench metta``: definitions, a form, its results by another way, and what the design document measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs_metta"


@dataclass(frozen=True)
class Row:
    """``hyperon``, ``petta``, ``seed``: microseconds of an evaluation of the compiled form in the design document, on another
    machine of the same kind; None where it has none. ``most``: what the execution may take. ``parts``: compare the elements
    of the one result. ``functions``: does the program define functions? ``ratio``: so many times as long the generic
    machine must take. ``first``: the first evaluation in a process, the least of some processes."""

    name: str
    definitions: Callable[[], str]
    form: str
    answer: Callable[[], Iterable[object]]
    hyperon: float | None = None
    petta: float | None = None
    seed: float | None = None
    most: float | None = None
    parts: bool = False
    functions: bool = False
    ratio: float | None = None
    first: bool = False


def program(name: str) -> Callable[[], str]:
    return lambda: (PROGRAMS / f"{name}.metta").read_text(encoding="utf-8")


def always(text: str) -> Callable[[], str]:
    return lambda: text


nothing = always("")


# ---- forms


def arith(depth: int, start: str = "1") -> str:
    form = start
    for i in range(depth):
        form = f"(+ {form} {i})"
    return form


def boolean(depth: int, start: str = "True") -> str:
    form = start
    for i in range(depth):
        form = (f"(not {form})", f"(or {form} False)", f"(and {form} True)")[i % 3]
    return form


def truth(depth: int) -> bool:
    value = True
    for i in range(depth):
        value = not value if i % 3 == 0 else value
    return value


def conditions(depth: int) -> str:
    form = "0"
    for i in reversed(range(depth)):
        form = f"(if (< {i} 5) {i} {form})"
    return form


def last_branch(depth: int) -> str:
    """All conditions are looked at if $n is not below the depth."""
    form = "$n"
    for i in reversed(range(depth)):
        form = f"(if (< $n {i + 1}) {i} {form})"
    return form


def superpose(n: int) -> str:
    return f"(superpose ({' '.join(map(str, range(n)))}))"


def quoted(levels: int) -> str:
    form = "42"
    for _ in range(levels):
        form = f"(foo {form} {form})"
    return f"(quote {form})"


def numeral(n: int) -> str:
    return "(S " * n + "Z" + ")" * n


def tree(n: int) -> Callable[[], str]:
    """Facts: the parent of i is i // 2."""
    return lambda: "".join(f"(parent p{i // 2} p{i})\n" for i in range(1, n + 1))


def cartesian(n: int) -> str:
    return f"(collapse (let* (($x {superpose(n)}) ($y {superpose(n)})) (+ $x $y)))"


JOIN = "(match &self (, (parent $x $y) (parent $y $z)) ($x $z))"

# ---- answers


def one(value: object) -> Callable[[], list[object]]:
    return lambda: [value]


def counted(n: int) -> Callable[[], range]:
    return lambda: range(n)


def fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def factorial(n: int) -> int:
    value = 1
    for i in range(2, n + 1):
        value *= i
    return value


def queens(n: int) -> Callable[[], list[str]]:
    def found() -> list[str]:
        out = []
        for columns in permutations(range(1, n + 1)):
            if len({c + i for i, c in enumerate(columns)}) == n == len({c - i for i, c in enumerate(columns)}):
                out.append("".join(f"(Cons {c} " for c in columns) + "Nil" + ")" * n)
        return out

    return found


def joined(n: int) -> Callable[[], list[str]]:
    return lambda: [f"(p{i // 4} p{i})" for i in range(2, n + 1)]


def sums(n: int) -> Callable[[], list[int]]:
    return lambda: [a + b for a in range(n) for b in range(n)]


# ---- rows

CHAINS_RATIO = 35  # on the chains the generic machine takes so many times as long


def _chains() -> list[Row]:
    rows = []
    for d, h, p, s in ((5, 520, 1.06, 0.19), (10, 1186, 1.5, 0.27), (20, 3029, 2.32, 0.44), (50, 14895, 4.91, 0.96)):
        most = 2 if d == 50 else None
        rows.append(Row(f"arith {d}", nothing, arith(d), one(1 + d * (d - 1) // 2), h, p, s, most, ratio=CHAINS_RATIO))
    for d, h, p, s in ((5, 463, 0.93, 0.17), (10, 1065, 1.28, 0.25), (20, 2754, 1.92, 0.41), (50, 13750, 3.88, 0.91)):
        rows.append(Row(f"bool {d}", nothing, boolean(d), one(truth(d)), h, p, s, ratio=CHAINS_RATIO))
    for d, h, p, s in ((5, 347, 0.69, 0.13), (10, 451, 0.7, 0.13), (20, 627, 0.72, 0.13)):
        rows.append(Row(f"if {d}", nothing, conditions(d), one(0), h, p, s))
    rows.append(Row("if 50", nothing, conditions(50), one(0)))
    for n, h, p, s in ((5, 136, 0.87, 0.27), (10, 222, 1.16, 0.43), (50, 1002, 3.39, 2.24), (100, 2160, 6.36, 6.37)):
        rows.append(Row(f"superpose {n}", nothing, superpose(n), counted(n), h, p, s))
    rows.append(Row("quote simple", nothing, "(quote (+ 1 2))", one("(quote (+ 1 2))"), 81, 0.61, 0.14))
    rows.append(Row("quote deep", nothing, quoted(10), one(quoted(10)), 4746, 0.62, 69.9))
    for d in (5, 10, 20, 50):  # nothing in these can be computed when it is compiled
        least = CHAINS_RATIO if d >= 20 else None
        for name, body, call, answer in (
            ("arith {} of $n", arith(d, "$n"), "(added 7)", 7 + d * (d - 1) // 2),
            ("bool {} of $n", boolean(d, "$n"), "(added True)", truth(d)),
            ("if {} of $n, last branch", last_branch(d), "(added 7777)", 7777),
        ):
            rows.append(Row(name.format(d), always(f"(= (added $n) {body})"), call, one(answer), functions=True, ratio=least))
    return rows


def _functions() -> list[Row]:
    fib, fact, peano, lists, queen = map(program, ("fib", "fact", "peano", "lists", "queens"))

    def sums_of(n: int) -> str:
        return f"(plus {numeral(n)} {numeral(n)})"

    return [
        Row("fib 15", fib, "(fib 15)", one(610), 1.591e6, 480, functions=True),
        Row("fib 20", fib, "(fib 20)", one(fibonacci(20)), 20.586e6, 5400, most=10_000, functions=True),
        Row("fib 25", fib, "(fib 25)", one(fibonacci(25)), 228e6, 57_000, functions=True),
        Row("fact 20", fact, "(fact 20)", one(factorial(20)), 18_200, 37, functions=True),
        Row("fact 200", fact, "(fact 200)", one(factorial(200)), 708_000, 90, functions=True),
        Row("peano 50", peano, sums_of(50), one(numeral(100)), 46_600, 660, functions=True),
        Row("peano 200", peano, sums_of(200), one(numeral(400)), 503_000, 2600, functions=True),
        Row("nrev 30", lists, "(len (rev (down-from 30)))", one(30), 243_000, 100, functions=True),
        Row("queens 4", queen, "(queens 4 4)", queens(4), 249_000, 80, functions=True),
        Row("queens 6", queen, "(queens 6 6)", queens(6), 5.39e6, 810, functions=True),
        Row("queens 8", queen, "(queens 8 8)", queens(8), None, 17_600, most=40_000, functions=True),
    ]


def _spaces() -> list[Row]:
    family, chainer = program("family"), program("chainer")
    hop = "(match &self (, (parent $x $y) (parent $y p77777)) $x)"
    proofs = ["(: (cd (bc (ab a))) D)", "(: (((compose bc) cd) (ab a)) D)"]
    return [
        Row("cartesian 30x30", nothing, cartesian(30), sums(30), 3.331e6, 590, most=2000, parts=True),
        Row("cartesian 100x100", nothing, cartesian(100), sums(100), None, 3100, most=4650, parts=True),
        Row("join 10^3", tree(1000), JOIN, joined(1000), 105_000, 800, most=2000),
        Row("join 10^4", tree(10_000), JOIN, joined(10_000), None, 8000, most=20_000),
        Row("join 10^4, first in a process", tree(10_000), JOIN, joined(10_000), most=20_000, first=True),
        Row("join 10^5", tree(100_000), JOIN, joined(100_000), most=200_000),
        Row("point 10^5", tree(100_000), "(match &self (parent $x p77777) $x)", one("p38888"), None, 47, most=20),
        Row("2-hop 10^5", tree(100_000), hop, one("p19444"), None, 36_000, most=54_000),
        Row("aunt", family, "(aunt Jim)", one("Ann"), 1320, 34, functions=True),
        Row("chainer", chainer, "(prove (: $p D) (S (S (S Z))))", lambda: proofs, 152_000, 106, functions=True),
    ]


CHAINS = [f"{kind} {d}" for kind in ("arith", "bool", "if") for d in (5, 10, 20, 50) if (kind, d) != ("if", 50)]
LOADED = "point 10^5"  # the row whose definitions are the 10^5 facts
LOAD_MOST = 1.0  # seconds
LOAD_DOCUMENT = "3.16 s (PeTTa), 0.35-0.52 s (MeTTaScript)"
ROWS = {row.name: row for row in (*_chains(), *_functions(), *_spaces())}
