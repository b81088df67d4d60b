"""``vmcore bench sema --ablate``: what each optimisation of Sema's plan for its machine does here.

For each: a program that shows it, and its instructions with the optimisation and without. Four are switched off in the
compiler, for the program alone (``sema_rewrites.py``). Two are in the loop of the machine; those are measured by a build
of it without them:

    CFLAGS=-DVMCORE_RELOADED python setup.py build_ext -i      the frame's variables are in memory, not in registers
    CFLAGS=-DVMCORE_REFCOUNTED python setup.py build_ext -i    every call counts a reference, every return takes it back

each in a copy of the source tree; ``--build reloaded=COPY/src`` says where it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyfront.api import Runtime
from pyfront.bench import sema_rewrites as rewrites
from pyfront.bench.instructions import Uncounted, instructions, method
from pyfront.bench.options import complain
from pyfront.bench.report import align
from pyfront.emit.emit import compile_unit
from pyfront.emit.image import write_image
from pyfront.emit.registers import Code
from pyfront.passes import PASSES, run
from pyfront.passes.analyse import analyse
from pyfront.text.source import Source, SourceMap

PROGRAMS = Path(__file__).parent / "programs_sema"
BUILDS = ("reloaded", "refcounted")
MODULE = "pyfront.bench.sema_ablation"

# name -> text of definitions, or a file of them; expression; its value
WORK: dict[str, tuple[str, str, str]] = {
    "tak": ("tak.sema", "(tak 18 12 6)", "7"),
    "nqueens": ("nqueens.sema", "(place 6 0 '())", "4"),
    "primes": ("scheme-algorithms.sema", "(length (filter prime? (range 2 2000)))", "303"),
    "ack": ("scheme-algorithms.sema", "(ack 2 20)", "43"),
    "closure-storm": (
        "closure-storm.sema", "(let loop ((i 0) (s 0)) (if (< i 3000) (loop (+ i 1) (+ s ((adder i) 1))) s))", "4501500",
    ),
    "upvalue-counter": (
        "upvalue-counter.sema", "(let ((a (make-counter))) (let loop ((i 0)) (if (< i 5000) (begin (a) (loop (+ i 1))) (a))))",
        "5001",
    ),
}  # fmt: skip

REWRITES: dict[str, rewrites.Rewrite] = {
    "arrays": rewrites.arrays_for_variables,
    "lists": rewrites.arguments_in_lists,
    "called": rewrites.arithmetic_called,
    "stack": rewrites.as_on_a_stack,
    "by-name": rewrites.by_name,
}

# optimisation, how it is switched off, in words and by name, and programs that show it
ROWS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("1 frame in registers", "frame in memory", "reloaded", ("tak", "primes")),
    ("2 arrays of captured variables only if captured", "an array at every call", "arrays", ("tak", "nqueens")),
    ("3 calls without allocation", "a list of arguments at every call", "lists", ("tak", "closure-storm")),
    ("3 calls without reference counts", "a count up at every call, down at every return", "refcounted", ("tak", "ack")),
    ("4 small-integer arithmetic inline", "a call of a procedure", "called", ("tak", "primes")),
    ("5 register form, fused instructions", "a move for each operand and result", "stack", ("tak", "nqueens")),
    ("6 globals are linked", "a look-up by name in a table", "by-name", ("tak", "ack")),
]


def prepare(argument: str) -> Callable[[], Any]:
    """The expression of a piece of work as a thunk, after it gave its answer. ``argument``: its name and a rewrite, as JSON."""
    name, rewrite = json.loads(argument)
    file, expression, answer = WORK[name]
    text = (PROGRAMS / file).read_text(encoding="utf-8") + f"\n(define (main) {expression})"
    runtime = Runtime("sema")
    load(runtime, text, REWRITES.get(rewrite))
    thunk = runtime["main"]
    found = str(thunk())
    if found != answer:
        raise SystemExit(f"{name} without {rewrite}: answered {found}, not {answer}")
    return thunk


def load(runtime: Runtime, text: str, rewrite: rewrites.Rewrite | None) -> None:
    """Compiles a text with a rewrite between the passes and the code generator, and runs it."""
    from vmcore._image import Image

    sources = SourceMap()
    made, names = functions(runtime, sources.add("<ablation>", text), sources, rewrite)
    environment: Any = runtime.environment
    environment.machine.load(Image(write_image(made, sources)))()
    for name in names:
        environment.note_defined(name)


def functions(
    runtime: Runtime, source: Source, sources: SourceMap, rewrite: rewrites.Rewrite | None
) -> tuple[list[Code], tuple[str, ...]]:
    """The code of a text, and the names it defines."""
    from pyfront.sema.unit import expand

    environment: Any = runtime.environment
    unit, names, _ = expand(source, sources, environment)
    node: Any = run(unit, PASSES)
    if rewrite is not None:
        node = analyse(rewrite(node))
        rewrites.finish(node)
    return compile_unit(node, 0, ()), names


def ablate(builds: dict[str, str], problems: list[str]) -> str:
    """The table. Self-checking: answers, and that there is a difference."""
    try:
        how = method()
    except Uncounted as reason:
        problems.append(str(reason))
        return ""
    table = [["optimisation", "program", "with", "without", "ratio", "without it"]]
    with_it: dict[tuple[str, str], int] = {}
    for title, words, switch, programs in ROWS:
        for name in programs:
            if switch in BUILDS and switch not in builds:
                table.append([title, name, "-", "-", "-", f"{words}: needs --build {switch}=FOLDER"])
                continue
            try:
                table.append([title, name, *_compare(how, name, switch, builds, with_it), words])
            except Uncounted as problem:
                problems.append(f"{title}, {name}: {problem}")
                continue
            if float(table[-1][4]) <= 1.0:
                problems.append(f"{title}: {name} takes no more instructions without it")
    unit = "a counter of the processor" if how == "counter" else "valgrind"
    return align(table) + f"\n\nInstructions of one evaluation, counted by {unit}."


def _compare(how: str, name: str, switch: str, builds: dict[str, str], with_it: dict[tuple[str, str], int]) -> list[str]:
    key = (name, "")
    if key not in with_it:
        with_it[key] = instructions(how, MODULE, "prepare", json.dumps([name, ""]), {})
    space = {"PYTHONPATH": builds[switch]} if switch in BUILDS else {}
    without = instructions(how, MODULE, "prepare", json.dumps([name, "" if switch in BUILDS else switch]), space)
    return [f"{with_it[key]:,}", f"{without:,}", f"{without / with_it[key]:.2f}"]


def main(builds: list[str]) -> int:
    problems: list[str] = []
    print(ablate(dict(one.split("=", 1) for one in builds), problems))
    complain({"failed": problems})
    return 1 if problems else 0
