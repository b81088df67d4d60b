"""What the speed of the machine rests on, read from the C that Cython makes. Needs Cython.

    python ci/check_hot_loop.py [SRC]

1. ``execute`` in ``_loop.pyx`` is exactly one C switch with one case for every row of ``ops.py``: an arm that tests more
   than the opcode would turn the whole chain into comparisons.
2. ``execute`` calls nothing of Python or of Cython's own helpers. The same holds for the loop of WebAssembly, where what
   comes after the arms is a second switch.
3. No module draws a "performance hint": a hint means a call that looks free and takes the GIL or checks for exceptions.
"""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"
DIRECTIVES = ("boundscheck=False", "wraparound=False", "cdivision=True", "initializedcheck=False")

_FUNCTION = re.compile(r"^static int __pyx_f_\w*_loop_(?:wasm_)?execute\([^;]*?\) \{$(.*?)^\}$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CASE = re.compile(r"\bcase \w*_(?:ops_OP|wasmops_W)_(\w+):")
_PYTHON = re.compile(r"\b(?:Py(?!_ssize_t)[A-Z_]\w*|__Pyx_\w+|__pyx_(?:n|kp|mstate|builtin)_\w+)")


def translate(module: Path, src: Path, out: Path) -> tuple[Path, str]:
    """The C of a module, and what Cython said."""
    target = out / f"{module.stem}.c"
    options = [word for directive in DIRECTIVES for word in ("-X", directive)]
    command = [sys.executable, "-m", "cython", "-3", *options, "-I", str(src), str(module), "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module.name} does not compile:\n{done.stderr}")
    return target, done.stderr


def check_execute(c: str, names: list[str], switches_wanted: int = 1) -> list[str]:
    """``names``: the opcodes of the table."""
    body = _FUNCTION.search(c)
    if body is None:
        return ["no function execute in the C"]
    text = _COMMENT.sub("", body[1])
    switches = len(re.findall(r"\bswitch \(", text))
    if switches != switches_wanted:
        return [f"execute has {switches} switches, not {switches_wanted}: is there an arm that tests more than the opcode?"]
    found = []
    cases = _CASE.findall(text)
    found += [f"opcode {name} has {cases.count(name)} arms, not one" for name in names if cases.count(name) != 1]
    found += [f"an arm for {name}, which is not in the table" for name in sorted(set(cases) - set(names))]
    found += [f"execute uses {name}" for name in sorted(set(_PYTHON.findall(text)))]
    return found


def main() -> int:
    src = Path(sys.argv[1]) if len(sys.argv) > 1 else SRC
    names = [op.name for op in runpy.run_path(str(src / "vmcore" / "ops.py"))["OPS"]]
    modules = sorted((src / "vmcore").glob("*.pyx"))
    found = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        for module, (target, said) in zip(modules, pool.map(lambda m: translate(m, src, Path(folder)), modules), strict=True):
            found += [line for line in said.splitlines() if "performance hint" in line]
            if module.stem == "_loop":
                found += check_execute(target.read_text(encoding="utf-8"), names)
            elif module.stem == "_wasm_loop":
                wasm = runpy.run_path(str(src / "vmcore" / "wasmops.py"))["names"]()
                found += check_execute(target.read_text(encoding="utf-8"), wasm, 2)
    print("\n".join(found) if found else f"hot loop: one switch, {len(names)} arms, no Python, no hints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
