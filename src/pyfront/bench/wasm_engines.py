"""The runtimes that the benchmarks of WebAssembly run on, in this process where they are packages, else as commands."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from pyfront.bench.wasm_cases import WasmCase, binary

_DIGITS = 1e-5  # relative: commands print as many of a float


class Failed(Exception):
    """A program did not give its answer: why."""


class Engine(Protocol):
    name: str
    version: str

    def run(self, case: WasmCase, count: int) -> tuple[float, Any]:
        """Seconds of processor time of a run, and its answer."""


Call = Callable[..., Any]
Open = Callable[[bytes], Callable[[str], Call]]


class InProcess:
    """``open`` makes an instance of a module and answers how to get its exports."""

    def __init__(self, name: str, version: str, open: Open) -> None:
        self.name = name
        self.version = version
        self._open = open
        self._instances: dict[str, Callable[[str], Call]] = {}

    def run(self, case: WasmCase, count: int) -> tuple[float, Any]:
        if case.module not in self._instances:
            self._instances[case.module] = self._open(binary(case.module))
        function = self._instances[case.module](case.export)
        function(1)  # compiled, where that is done at the first call
        start = time.process_time()
        answer = function(count)
        return time.process_time() - start, answer


class Command:
    """A program that runs an export; the time of a run with the argument 1 is taken off."""

    def __init__(self, name: str, version: str, command: list[str], option: str, folder: Path) -> None:
        self.name = name
        self.version = version
        self._command = command
        self._option = option
        self._folder = folder

    def run(self, case: WasmCase, count: int) -> tuple[float, Any]:
        start, _ = self._process(case, 1)
        spent, text = self._process(case, count)
        return max(spent - start, 1e-6), _number(text)

    def _process(self, case: WasmCase, count: int) -> tuple[float, str]:
        path = self._folder / f"{case.module}.wasm"
        if not path.exists():
            path.write_bytes(binary(case.module))
        before = children_time()
        command = [*self._command, self._option, case.export, str(path), str(count)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        spent = children_time() - before
        if done.returncode:
            raise Failed(f"{case.name} on {self.name}: {(done.stderr or done.stdout).strip()[-200:]}")
        return spent, done.stdout + done.stderr


def _number(text: str) -> int | float:
    """Of ``Result: 12.5`` or ``0x1f:i32``."""
    found = re.search(r"Result: (\S+)|(0x[0-9a-f]+|[-\d.]+):[if](?:32|64)", text)
    if not found:
        raise Failed(f"no answer in {text[:100]!r}")
    word = found[1] or found[2]
    if word.startswith("0x"):
        value = int(word, 16)
        return value - (1 << 32) if 1 << 31 <= value < 1 << 32 else value
    return float(word) if "." in word else int(word)


def children_time() -> float:
    """Processor time of the processes that have been waited for."""
    try:
        import resource
    except ImportError:  # Windows has neither, and no finer clock for children
        times = os.times()
        return times.children_user + times.children_system
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def is_right(case: WasmCase, answer: Any) -> bool:
    if isinstance(case.answer, float):
        return abs(answer - case.answer) <= _DIGITS * abs(case.answer)
    return bool(answer == case.answer or answer - (1 << 32) == case.answer)  # some have unsigned integers only


# ---------------------------------------------------------------- what there is


def _ours(data: bytes) -> Callable[[str], Call]:
    from pyfront.wasm import Module

    exports = Module(data).instantiate().exports
    return lambda name: exports[name]


def _wasmtime(data: bytes) -> Callable[[str], Call]:
    import wasmtime

    store = wasmtime.Store()
    exports = wasmtime.Instance(store, wasmtime.Module(store.engine, data), []).exports(store)

    def get(name: str) -> Call:
        function = exports[name]
        return lambda *args: function(store, *args)

    return get


def _pywasm3(data: bytes) -> Callable[[str], Call]:
    import wasm3

    environment = wasm3.Environment()
    runtime = environment.new_runtime(1 << 20)
    runtime.load(environment.parse_module(data))

    def get(name: str) -> Call:
        function = runtime.find_function(name)
        return lambda *args: function(*args)

    get.kept = environment, runtime  # type: ignore[attr-defined]  # functions do not keep them alive
    return get


OURS = "vmcore"
PACKAGES: dict[str, tuple[str, Open]] = {
    OURS: ("vmcore", _ours), "wasmtime": ("wasmtime", _wasmtime), "pywasm3": ("pywasm3", _pywasm3),
}  # fmt: skip
COMMANDS = {"wasm3": "--func", "iwasm": "-f"}


def find(folder: Path) -> list[Engine]:
    """The engines of this machine, ours first. ``folder``: for the files of those that want files."""
    found: list[Engine] = []
    for name, (package, open) in PACKAGES.items():
        version = package_version(package) or ("of this tree" if name == OURS else "")
        if version:
            found.append(InProcess(name, version, open))
    for name, option in COMMANDS.items():
        path = shutil.which(name)
        if path:
            found.append(Command(name, _version_of(path), [path], option, folder))
    return found


def package_version(package: str) -> str:
    """ "": it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _version_of(path: str) -> str:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+\.\d+\S*", done.stdout)
    return found[0] if found else "?"
