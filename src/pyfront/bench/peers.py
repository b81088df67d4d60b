"""The implementations that programs are run on: which there are on this machine, and how to run a file on each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from pyfront.bench.catalog import OURS, WALKER

LIBRARIES = Path(__file__).parent / "peerlib"
PYTHON_VERSIONS = range(10, 20)


@dataclass(frozen=True)
class Peer:
    """``command`` and the path of an adapted source make a program run; ``suffix`` is the language it reads."""

    name: str
    suffix: str
    command: tuple[str, ...]
    version: str
    environment: dict[str, str] = field(default_factory=dict)
    rename_libraries: bool = False

    def prepare(self, source: Path, directory: Path) -> Path:
        """The file to run: the source itself, or a copy with the changes this implementation needs."""
        text = source.read_text(encoding="utf-8")
        if self.name in (OURS, WALKER):
            text = text.replace("(current-jiffy)", "(cpu-jiffy)")  # processor time, as Lua, Python and Chez measure
            text = text.replace("(scheme time)", "(scheme time) (only (vmcore) cpu-jiffy)")
        elif self.rename_libraries:
            text = re.sub(r"\(srfi (\d+)\)", r"(srfi s\1)", text)
        else:
            return source
        copy = directory / f"{self.name}-{source.parent.name}-{source.name}"
        copy.write_text(text, encoding="utf-8")
        return copy


def _output(*command: str) -> str:
    """What a command prints, "" if it cannot be run."""
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout + done.stderr).strip()


def _first_number(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+\S*", text)
    return found.group() if found else text.split("\n")[0]


def _ours() -> list[Peer]:
    import pyfront

    version = getattr(pyfront, "__version__", "")
    path = str(Path(pyfront.__file__).parent.parent)
    environment = {"PYTHONPATH": os.pathsep.join(p for p in (path, os.environ.get("PYTHONPATH", "")) if p)}
    command = (sys.executable, "-m", "pyfront", "run", "--backend")
    return [Peer(name, "scm", (*command, name), version, environment) for name in (OURS, WALKER)]


def _lua() -> list[Peer]:
    for name in ("lua5.4", "lua54", "lua"):
        path = shutil.which(name)
        version = _first_number(_output(path, "-v")) if path else ""
        if path and version.startswith("5.4"):
            return [Peer("lua5.4", "lua", (path,), version)]
    return []


def _luajit() -> list[Peer]:
    path = shutil.which("luajit")
    if not path:
        return []
    version = _first_number(_output(path, "-v"))
    return [Peer("luajit-joff", "lua", (path, "-joff"), version), Peer("luajit", "lua", (path,), version)]


def _guile() -> list[Peer]:
    path = shutil.which("guile")
    if not path:
        return []
    # one marker thread, so that the processor time it measures is that of one core, as for the others
    environment = {"GUILE_AUTO_COMPILE": "1", "GC_MARKERS": "1"}
    command = (path, "--r7rs", "-L", str(LIBRARIES / "guile"))
    return [Peer("guile", "scm", command, _first_number(_output(path, "--version")), environment, True)]


def _chez() -> list[Peer]:
    for name in ("chezscheme", "chez", "scheme"):
        path = shutil.which(name)
        version = _output(path, "--version") if path else ""
        if path and re.fullmatch(r"\d+(\.\d+)+", version):  # other Schemes called `scheme` say more
            command = (path, "--libdirs", str(LIBRARIES / "chez"), "--program")
            return [Peer("chez", "scm", command, version, {}, True)]
    return []


def _pythons() -> list[Peer]:
    own = sys.version_info[1]
    found = {own: sys.executable}
    for minor in PYTHON_VERSIONS:
        path = shutil.which(f"python3.{minor}")
        if path:
            found.setdefault(minor, path)
    versions = {minor: _first_number(_output(path, "--version")) for minor, path in found.items()}
    return [
        Peer(f"python3.{minor}", "py", (path,), versions[minor])
        for minor, path in sorted(found.items())
        if versions[minor].startswith(f"3.{minor}.")  # a shim of a version manager may lead nowhere
    ]


def find() -> list[Peer]:
    """Every implementation on this machine, ours first."""
    return [*_ours(), *_lua(), *_luajit(), *_guile(), *_chez(), *_pythons()]
