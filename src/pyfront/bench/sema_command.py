"""``vmcore bench sema``: the benchmark programs in Sema on both backends, beside Sema's own WebAssembly build under node."""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pyfront.api import BACKENDS, Runtime
from pyfront.bench.clojure_measure import best
from pyfront.bench.options import chosen, complain
from pyfront.bench.report import align, shown

PROGRAMS = Path(__file__).parent / "programs_sema"
TAKS = 100  # calls of tak in the program of that name; that in Lua has three times as many
# Sema's build ends programs of more than some 80 calls of tak: there a quarter of the calls is timed, and the time multiplied.
SHORTER = {"tak": (f"(< i {TAKS})", f"(< i {TAKS // 4})")}
SHARES = {"tak": ("175", 4)}
MOST_OF_LUA = 0.6  # of its time, for tak
LUA_TAK = Path(__file__).parent / "programs" / "tak" / "bench.lua"


class Case:
    """A program: a file that defines ``main``, and what that answers."""

    def __init__(self, name: str, answer: str) -> None:
        self.name = name
        self.answer = answer
        self.source = PROGRAMS / f"{name}.sema"


def load() -> list[Case]:
    answers = json.loads((PROGRAMS / "answers.json").read_text(encoding="utf-8"))
    return [Case(name, answer) for name, answer in answers.items()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench sema",
        description="Runs the Sema benchmark programs, checks their answers, and prints milliseconds of processor time "
        "of warm calls.",
    )
    parser.add_argument("programs", nargs="*", help="programs to run (all if none is named), or list")
    parser.add_argument("--backend", choices=BACKENDS, help="only this one (default: both, side by side)")
    parser.add_argument(
        "--package", type=Path, default=os.environ.get("VMCORE_SEMA_WASM"), metavar="FOLDER",
        help="unpacked npm package @sema-lang/sema-wasm, run by node (default: $VMCORE_SEMA_WASM)",
    )  # fmt: skip
    parser.add_argument(
        "--ablate", action="store_true", help="the optimisations of Sema's plan, each switched off: instructions with and without"
    )
    parser.add_argument(
        "--build", action="append", default=[], metavar="NAME=FOLDER",
        help="with --ablate: a build of the machine to compare with, reloaded or refcounted (docs/sema.md)",
    )  # fmt: skip
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for the other implementation (%(default)g)")
    return parser


def main(argv: list[str]) -> int:
    parser = _parser()
    options, cases = chosen(parser, argv, "programs", {case.name: case for case in load()})
    if not cases:
        return 0
    if options.ablate:
        from pyfront.bench import sema_ablation

        for one in options.build:
            if one.partition("=")[0] not in sema_ablation.BUILDS or "=" not in one:
                parser.error(f"--build {one}: expected {' or '.join(f'{name}=FOLDER' for name in sema_ablation.BUILDS)}")
        return sema_ablation.main(options.build)
    backends = (options.backend,) if options.backend else BACKENDS
    problems: list[str] = []
    times = {case.name: {one: ours(case, one, problems) for one in backends} for case in cases}
    theirs = node(cases, options.package, options.timeout, problems) if options.package else {}
    lua = lua_tak() if "tak" in times else None
    print(table(times, theirs, backends, lua))
    print("\n".join(["", *summary(times, theirs, lua, problems)]))
    complain({"failed": problems})
    return 1 if problems else 0


def ours(case: Case, backend: str, problems: list[str]) -> float | None:
    """Milliseconds of a warm call of ``main``, the best of several samples."""
    with Runtime("sema", backend=backend, stdout=io.StringIO()) as runtime:
        runtime.eval(case.source.read_text(encoding="utf-8"), str(case.source))
        run = runtime["main"]
        answer = str(run())
        if answer != case.answer:
            problems.append(f"{case.name} on {backend}: answered {answer}, not {case.answer}")
            return None
        return best(run)


def node(cases: list[Case], package: Path, timeout: float, problems: list[str]) -> dict[str, float]:
    """The same on Sema's own build, in one process of node."""
    command = [shutil.which("node") or "node", str(PROGRAMS / "node.mjs"), str(package.resolve())]
    texts = {case.name: case.source.read_text(encoding="utf-8") for case in cases}
    asked = json.dumps([[name, text.replace(*SHORTER.get(name, ("", "")))] for name, text in texts.items()])
    try:
        done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=timeout, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        problems.append(f"node: {error}")
        return {}
    times: dict[str, float] = {}
    for case in cases:
        answer, ms = found.get(case.name, ("", 0))
        wanted, share = SHARES.get(case.name, (case.answer, 1))
        if answer != wanted:
            problems.append(f"{case.name} on node: answered {answer}, not {wanted}")
        elif ms:
            times[case.name] = ms * share
    return times


def lua_tak() -> float | None:
    """Milliseconds of as many calls of tak in Lua 5.4, if it is installed."""
    lua = shutil.which("lua5.4")
    if lua is None:
        return None
    done = subprocess.run([lua, str(LUA_TAK)], capture_output=True, text=True, timeout=60, check=True)
    return float(done.stdout.split()[-1]) * 1000 / 3


def table(
    times: dict[str, dict[str, float | None]], theirs: dict[str, float], backends: tuple[str, ...], lua: float | None
) -> str:
    both = len(backends) == 2
    rows = [["program", *backends, *(["treewalk/vm"] if both else []), "sema wasm", "lua5.4", "others/vm"]]
    for name, own in times.items():
        first = own[backends[0]]
        of_lua = lua if name == "tak" else None
        other = theirs.get(name)
        ratios = [f"{one / first:.2f}" for one in (other, of_lua) if one and first]
        walk = own.get("treewalk")
        middle = [f"{walk / first:.2f}" if walk and first else "-"] if both else []
        rows.append([name, *map(shown, own.values()), *middle, shown(other), shown(of_lua), ", ".join(ratios) or "-"])
    return align(rows)


def summary(
    times: dict[str, dict[str, float | None]], theirs: dict[str, float], lua: float | None, problems: list[str]
) -> list[str]:
    """What is required, and what Sema's plan said of its own machines; what is missed is a problem."""
    lines = []
    tak = times.get("tak", {})
    vm, walk = tak.get("vm"), tak.get("treewalk")
    if vm and walk:
        lines.append(f"tak on the tree-walker takes {walk / vm:.2f} x the machine's time (Sema's plan: 20.15 s and 5.97 s, 3.4 x)")
    if vm:
        said = "no lua5.4 here" if lua is None else f"{vm / lua:.2f} of Lua 5.4, at most {MOST_OF_LUA} is required"
        lines.append(f"tak x 500: {vm * 500 / TAKS / 1000:.3f} s; {said}")
        if lua is not None and vm > MOST_OF_LUA * lua:
            problems.append(f"tak takes {vm / lua:.2f} of the time of Lua 5.4, not {MOST_OF_LUA}")
    slower = [name for name, own in times.items() if name in theirs and (own.get("vm") or 0) >= theirs[name]]
    if theirs:
        lines.append(f"faster than Sema's WebAssembly build: {len(theirs) - len(slower)} of {len(theirs)} rows")
    problems += [f"{name}: Sema's WebAssembly build is faster" for name in slower]
    return lines
