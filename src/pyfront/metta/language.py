"""MeTTa as the API sees it. A text is a unit that hands the text to the runner: what a form means depends on what the forms
before it did, down to the words it is made of."""

from __future__ import annotations

from math import inf
from time import monotonic

from pyfront.core.ir import Call, Const, GlobalRef, Lambda, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from pyfront.text.source import Source, SourceMap

RUN, WRITTEN, SHOWN = "metta:%run", "metta:%written", "metta:%shown"
KEPT_TEXT, KEPT_TEXTS = (
    5000,
    64,
)  # characters of a text that is kept as terms, for when it is run again; how many of them
BLOCK_BYTES = 80  # what a block of Python's allocator counts as, for the memory limit
PATIENCE, LEAST_PATIENCE = (
    1e-5,
    0.05,
)  # seconds: for each step that is left, and for none, in what cannot be ended otherwise
SLACK = 4 << 20  # bytes that a process may grow by for other reasons


class Limits:
    """Fuel, time, memory and depth of one entry, as its machine's limits say; asked by the evaluator from time to time."""

    def __init__(self, machine: Any) -> None:
        limits = machine.limits()
        self.machine = machine
        self.fuel = limits["fuel"]
        self.depth = limits["max_depth"]
        left = machine.seconds_left()
        self.timed = left is not None
        self.end = monotonic() + left if left is not None else inf
        self.memory = limits["memory"]
        if self.memory is not None:
            from sys import getallocatedblocks

            self.blocks = getallocatedblocks() + self.memory // BLOCK_BYTES
            self.pages = resident() + self.memory + self.memory // 20 + SLACK
        self.steps = 0
        self.work = 0

    def of_machine(self) -> dict[str, Any]:
        """What is left of the limits, for a run of compiled code."""
        limits = self.machine.limits()
        fuel = None if self.fuel is None else max(0, self.fuel - self.steps)
        left = self.machine.seconds_left()
        left = None if left is None else max(left, 0.0)
        return {"fuel": fuel, "timeout": left, "memory": limits["memory"], "max_depth": limits["max_depth"]}

    def __call__(self, m: Any) -> None:
        from pyfront.metta.machine import CHECK

        self.steps += CHECK
        if self.fuel is not None and self.steps > self.fuel:
            from pyfront.errors import FuelExhausted

            raise FuelExhausted("the fuel is used up")
        if self.depth is not None and m.frame.depth > self.depth:
            from pyfront.errors import StackOverflow

            raise StackOverflow(f"recursion deeper than {self.depth} frames")
        self.look()

    def look(self) -> None:
        """What is asked in walks over large terms, too, between two steps of the evaluator."""
        if self.machine.interrupted():
            raise KeyboardInterrupt
        if self.timed and self.machine.seconds_left() <= 0:
            from pyfront.errors import TimeLimitExceeded

            raise TimeLimitExceeded("the time is used up")
        self.room(0)

    def patience(self) -> float | None:
        """As ``Machine.patience``."""
        fuel = None if self.fuel is None else LEAST_PATIENCE + max(0, self.fuel - self.steps) * PATIENCE
        left = self.machine.seconds_left()
        if left is None:
            return fuel
        left = max(left, LEAST_PATIENCE)
        return left if fuel is None else min(left, fuel)

    def give_up(self) -> NoReturn:
        if monotonic() <= self.end and self.fuel is not None:
            from pyfront.errors import FuelExhausted

            raise FuelExhausted("the fuel is used up")
        from pyfront.errors import TimeLimitExceeded

        raise TimeLimitExceeded("the time is used up")

    def look_after(self) -> None:
        """The same when the run of the machine has ended, and its results are written."""
        if monotonic() > self.end:
            from pyfront.errors import TimeLimitExceeded

            raise TimeLimitExceeded("the time is used up")
        self.room(0)

    def room(self, n: int) -> None:
        """Large objects are no blocks: they are seen in what the process has."""
        if self.memory is None:
            return
        from sys import getallocatedblocks

        if getallocatedblocks() > self.blocks or n > self.memory or resident() + n > self.pages:
            from pyfront.errors import MemoryLimitExceeded

            raise MemoryLimitExceeded("the memory limit is reached")


def resident() -> int:
    """Bytes of memory that the process has for itself; 0 where the system does not say so in a file."""
    try:
        with open("/proc/self/statm", "rb") as file:
            _, pages, shared, *_ = map(int, file.read().split())
    except OSError:
        return 0
    from resource import getpagesize

    return (pages - shared) * getpagesize()


class Environment:
    """The runner of a runtime."""

    emit: Any

    def __init__(self) -> None:
        self.machine: Any = None
        self.path: tuple[str, ...] = ()
        self.free = False
        self.backend = "vm"
        self.emit = LANGUAGE.emit
        self.ran: set[str] = set()
        self.arguments: tuple[str, ...] = ("",)
        self.needed: list[Any] = []
        self.echo: Callable[[str], object] | None = None  # gets the text of the results of each form
        self.explaining = False
        self.defined: dict[str, Any] = {}
        self.prepared: dict[tuple[str, str], Any] = {}  # texts that were run, read
        self._runner: Any = None
        self._out: Any = None
        self._err: Any = None

    def __repr__(self) -> str:
        return "environment"

    def streams(self, out: Any, err: Any) -> None:
        self._out, self._err = out, err

    @property
    def runner(self) -> Any:
        if self._runner is None:
            from pyfront.metta.runner import Runner

            runner = self._runner = Runner(path=self.path, may_read=self.may_read)
            runner.allows = self.machine.allows
            runner.compiling = self.backend == "vm"  # the generic machine alone is the reference for both
            if self._out is not None:
                runner.write = self._out.write
            if self._err is not None:
                runner.trace = self._err.write
        return self._runner

    def may_read(self, where: str) -> bool:
        """May a program read the file? With ``file-read`` any, else those below the directories of libraries."""
        if self.free:
            return True
        from os.path import commonpath, realpath

        real = realpath(where)
        for folder in self.path:
            base = realpath(folder)
            try:
                if commonpath((real, base)) == base:
                    return True
            except ValueError:
                continue
        return False

    def run(self, machine: Any, text: Any, name: Any) -> Any:
        """A text, form by form: the results of each form that is evaluated."""
        from vmcore._terms_border import touch
        from vmcore.terms import watch

        touch()
        limits = Limits(machine)
        before = watch(limits.look)
        try:
            return self._run(machine, limits, text, name)
        finally:
            watch(before)

    def _run(self, machine: Any, limits: Limits, text: Any, name: Any) -> Any:
        runner = self.runner
        runner.path = self.path
        name = machine.plain(name)
        if runner.top.folder is None and not name.startswith("<"):
            from os.path import abspath, dirname

            runner.top.folder = dirname(abspath(name))
        runner.limits = limits
        runner.echo = self.echo
        runner.explaining = self.explaining
        text = machine.plain(text)
        if len(text) > KEPT_TEXT or self.echo is not None:
            return runner.run(text, name)
        prepared = self.prepared.get((name, text))
        if prepared is None:
            from pyfront.metta.prepared import Prepared
            from pyfront.text.source import Source

            if len(self.prepared) >= KEPT_TEXTS:
                self.prepared.clear()
            prepared = self.prepared[name, text] = Prepared(runner.top, Source(name, text))
        return prepared()

    def written(self, unit: Any, *args: Any) -> str | None:
        """Results as the language writes them; None if there was nothing to evaluate."""
        from vmcore.terms import watch

        results = unit(*args)
        if not results:
            return None
        before = watch(self.runner.limits.look_after if isinstance(self.runner.limits, Limits) else None)
        try:
            return self.shown(results)
        finally:
            watch(before)

    def shown(self, results: Any) -> str:
        from vmcore.terms import Atom, text_of

        def text(value: Any) -> str:
            if isinstance(value, (list, tuple)):
                return "[" + ", ".join(map(text, value)) + "]"
            return text_of(value) if isinstance(value, Atom) else str(value)

        if isinstance(results, list) and all(isinstance(one, list) for one in results):
            return "\n".join(map(text, results))
        return text(results)

    # ---- what the API asks every language

    def read_only(self, path: tuple[str, ...], texts: dict[str, str]) -> None:
        self.path = path

    def texts_of(self, sources: SourceMap, libraries: list[Any]) -> dict[str, str]:
        return {}

    def note_defined(self, name: str) -> None:
        """A name that Python defines is a word of the language: see ``global_name``."""

    def context(self) -> list[str] | None:
        return None  # there is nothing to compile that would be worth a file

    def global_name(self, name: str) -> str | None:
        return None

    def lookup_value(self, machine: Any, name: str, default: Any) -> Any:
        found = self.runner.top.tokenizer.find(name)
        return default if found is None else found(name)

    def visible_names(self) -> set[str]:
        runner = self.runner
        return set(runner.top.tokenizer.exact) | runner.defined_names(runner.core) | self.own_names()

    def own_names(self) -> set[str]:
        names: set[str] = self.runner.defined_names(self.runner.top)
        return names

    def explain(self, error: Any, cause: Any, source: Source, pos: int) -> None:
        """Adds what can be said about an error of a running program."""


class Metta:
    """The ``LANGUAGE`` object."""

    name = "metta"
    run_units = RUN
    writer = WRITTEN
    shower = SHOWN

    def environment(self) -> Environment:
        return Environment()

    def start(self, machine: Any, backend: str) -> Environment:
        environment = self.environment()
        environment.backend = backend
        environment.machine = machine
        machine.define_stubs("machine:")
        machine.set_service(RUN, environment.run)
        machine.set_global(WRITTEN, environment.written)
        machine.set_global(SHOWN, environment.shown)
        return environment

    def library_image(self, name: str, backend: str) -> Any:
        raise LookupError(name)

    def expand(
        self, source: Source, sources: SourceMap, environment: Environment, *, entry: bool = False
    ) -> tuple[Lambda, tuple[str, ...], list[Any]]:
        """The unit of a text that can be read."""
        from pyfront.metta.reader import check

        check(source)
        pos = source.base
        args: list[Node] = [Const(source.text, pos), Const(source.name, pos)]
        return Lambda("", [], [], None, Call(GlobalRef(RUN, pos), args, pos), pos), (), []

    def emit(
        self, unit: Lambda, sources: SourceMap, backend: str, *, library: bool = False, whole: bool = False
    ) -> bytes:
        """The image of a unit for a backend."""
        from pyfront.emit import compile_for

        return compile_for(backend, unit, sources, library=library, whole=whole)


LANGUAGE = Metta()
