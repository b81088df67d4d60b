"""Processor time of whole processes that apply a style sheet, here and in OpenJade, and what they wrote."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

DECLARATION = "/usr/share/xml/declaration/xml.dcl"
DOCBOOK = Path("/usr/share/sgml/docbook/stylesheet/dsssl/modular/html/docbook.dsl")
_DOCTYPE = re.compile(rb'(<!DOCTYPE \S+ PUBLIC "[^"]*")"')  # 1.4devel1 leaves out a space


class Failed(Exception):
    """A run that gave no files: why."""


class TooLong(Failed):
    """A process that was ended."""


class Run:
    """Seconds of processor time, the best of the rounds, and the files written, "" being the standard output. ``ended``: False if
    it was still running after so many seconds."""

    def __init__(self, seconds: float, files: dict[str, bytes], ended: bool = True) -> None:
        self.seconds = seconds
        self.files = files
        self.ended = ended


def ours(style: Path, document: Path, options: list[str], rounds: int, timeout: float, cache: Path, *, cached: bool = True) -> Run:
    flags = [] if cached else ["--no-cache"]
    command = [sys.executable, "-m", "pyfront", "jade", *flags, "-t", "sgml", "-d", str(style), *options, str(document)]
    environment = {"VMCORE_CACHE": str(cache)}
    if cached:
        best(command, environment, 1, timeout)  # compiles the style sheet
    return best(command, environment, rounds, timeout)


def openjade(style: Path, document: Path, options: list[str], rounds: int, timeout: float) -> Run | None:
    """None if it is not installed. A document that takes it longer than the timeout is measured all the same: that is a bound."""
    program = shutil.which("openjade")
    if program is None or not os.path.isfile(DECLARATION):
        return None
    command = [program, "-t", "sgml", "-d", str(style), *options, DECLARATION, str(document)]
    try:
        return best(command, {"SP_ENCODING": "utf-8"}, rounds, timeout)
    except TooLong:
        return Run(timeout, {}, ended=False)


def best(command: list[str], environment: dict[str, str], rounds: int, timeout: float) -> Run:
    least = float("inf")
    files: dict[str, bytes] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="vmcore-dsssl-") as folder:
            seconds, top = _once(command, folder, {**os.environ, **environment}, timeout)
            files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}
        files[""] = top
        least = min(least, seconds)
    return Run(least, {name: _DOCTYPE.sub(rb'\1 "', data) for name, data in files.items()})


def _once(command: list[str], folder: str, environment: dict[str, str], timeout: float) -> tuple[float, bytes]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise TooLong(f"more than {timeout:g} s") from None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):  # 1: errors in the document, which were passed over
        lines = done.stderr.decode("utf-8", "replace").strip().split("\n")
        raise Failed(f"exit code {done.returncode}: {lines[-1][:200]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


# ---------------------------------------------------------------- in this process


def warm(style: Path, document: bytes, engine: str, samples: int = 5) -> tuple[float, str]:
    """Seconds of processor time to process a document when all is loaded, and what came out."""
    from pyfront.dsssl.api import compile, read_document
    from pyfront.dsssl.engine import Engine
    from pyfront.dsssl.storage import Storage

    sheet = compile(str(style), engine=engine)
    least, text = float("inf"), ""
    for _ in range(samples):
        machine = Engine(engine)
        machine.use(sheet)
        number = machine.add(read_document(document, Storage()))
        start = time.process_time()
        files = machine.run(number, "sgml", True, "utf-8")
        least = min(least, time.process_time() - start)
        text = dict(files)[""].decode()
    return least, text


def recompiled(style: Path, document: bytes) -> tuple[float, int, str]:
    """The same where no instructions of rules are kept: each use of a rule compiles it. Seconds, uses, what came out."""
    from pyfront.core.ir import Call, Const, GlobalRef, Lambda
    from pyfront.dsssl import compile as compiler
    from pyfront.dsssl.api import read_document
    from pyfront.dsssl.engine import Engine, Stylesheet, provided
    from pyfront.dsssl.library import emit
    from pyfront.dsssl.specification import Loader
    from pyfront.dsssl.storage import Storage
    from vmcore._image import Image
    from vmcore.data import Symbol

    uses = 0

    class Sheet(compiler.Sheet):
        """The bodies of the rules ask the host for a procedure."""

        def rule_code(self, number: int) -> Any:
            x, pos, rule = self.bodies[number]
            at = rule.start
            return Lambda("", [], [], None, Lambda("", [], [], None, self.expr(x, pos, None), at), at)

        def unit(self) -> Any:
            bodies, self.bodies = self.bodies, []
            unit = super().unit()
            self.bodies = bodies
            return unit

    class Recompiling(Engine):
        def serve(self, machine: Any, name: Any, *args: Any) -> Any:
            nonlocal uses
            if name.name != "rule":
                return super().serve(machine, name, *args)
            uses += 1
            image = emit(sheet.rule_code(machine.plain(args[0])), loader.sources, "vm")
            return machine.load(Image(image))()

    storage = Storage()
    storage.allow(str(style))
    loader = Loader(storage)
    sheet = Sheet(loader.sources, provided())
    sheet.read(loader.load(str(style)))
    definitions = sheet.unit()
    asked = [Call(Call(GlobalRef("dsssl:%service"), [Const(Symbol("rule")), Const(i)]), []) for i in range(len(sheet.bodies))]
    procedures = [Lambda("", [], [], None, one, 0) for one in asked]
    machine = Recompiling("vm")
    rules = compiler.rule_rows(sheet.rules)
    machine.use(Stylesheet(emit(definitions, loader.sources, "vm"), rules, len(sheet.modes), "vm"))
    machine.machine.load(Image(emit(_vector(procedures), loader.sources, "vm")))()
    number = machine.add(read_document(document, Storage()))
    start = time.process_time()
    files = machine.run(number, "sgml", True, "utf-8")
    return time.process_time() - start, uses, dict(files)[""].decode()


def _vector(procedures: list[Any]) -> Any:
    from pyfront.core.ir import GlobalDefine, Lambda, PrimCall

    return Lambda("", [], [], None, GlobalDefine("style:%rules", PrimCall("vector", procedures)), 0)
