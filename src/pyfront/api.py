"""The public API: ``run``, ``compile``, ``Runtime``, ``Program``. The only module that starts a machine."""

from __future__ import annotations

from pyfront.languages import language as _language
from pyfront.text.source import SourceMap
from vmcore._host import Machine
from vmcore._image import Image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from typing import Any

BACKENDS = ("vm", "treewalk")
_LARGE = 20000  # characters: from here on it is worth while to keep the garbage collector of Python out
# file is file-read and file-write
# python, python:MODULE: what programs may use of Python, where the language has a way to; the machine knows nothing of it
CAPABILITIES = ("file", "file-read", "file-write", "env", "exit", "clock", "random", "python", "network", "process")
OUTSIDE = frozenset(("network", "process"))  # what the machine does not know, and an environment does


def _translator(environment: Any) -> Callable[[Any], BaseException]:
    """What makes the exception of an error of the machine. (Of the runtime it needs the environment only: a reference to
    the runtime would keep its machine alive.)"""

    def translate(error: Any) -> BaseException:
        from pyfront.report import translate

        return translate(error, environment.explain)

    return translate


class Program:
    """A compiled program: runs in any runtime of its language, and can be pickled. It holds the libraries that it imports
    from files, and the texts of all files that were read for it."""

    __slots__ = ("language", "filename", "source", "images", "defines", "libraries", "path", "texts", "kept", "_loaded")

    def __init__(
        self,
        language: str,
        filename: str,
        source: str,
        images: dict[str, bytes],
        defines: tuple[str, ...],
        libraries: tuple[tuple[str, dict[str, bytes]], ...] = (),
        path: tuple[str, ...] = (),
        texts: dict[str, str] | None = None,
    ) -> None:
        self.language = language
        self.filename = filename
        self.source = source
        self.images = images  # backend -> image
        self.defines = defines  # top-level names that replace what the language binds
        # Name and images of those in files; no images of those of the language. In the order in which they run.
        self.libraries = libraries
        self.path = path  # where they were looked for
        self.texts = texts or {}  # path of a file -> its text
        # Where its runs keep what they compile, if it is compiled where it runs.
        self.kept: Any = None
        self._loaded: dict[tuple[str, str], Image] = {}

    def image(self, backend: str) -> Image:
        """The image for a backend, checked once for this process; compiled on demand if it is missing."""
        return self._image("", self.images, backend)

    def library_images(self, backend: str) -> list[tuple[str, Image]]:
        """Name and image of each library that runs before the program."""
        own = _language(self.language).library_image
        return [(name, self._image(name, images, backend) if images else own(name, backend))
                for name, images in self.libraries]

    def _image(self, name: str, images: dict[str, bytes], backend: str) -> Image:
        loaded = self._loaded.get((name, backend))
        if loaded is None:
            if backend not in images:
                self._compile_for(backend)
            loaded = self._loaded[name, backend] = _image(images[backend])
        return loaded

    def _compile_for(self, backend: str) -> None:
        lang = _language(self.language)
        environment = lang.environment()
        environment.read_only(self.path, self.texts)
        fresh = _compile(self.source, self.filename, lang, self.language, environment, backend)
        self.images[backend] = fresh.images[backend]
        found = dict(fresh.libraries)
        for name, images in [one for one in self.libraries if one[1]]:
            images[backend] = found[name][backend]

    def run(self, runtime: Runtime | None = None, **options: Any) -> Any:
        """Runs the program and returns its value; in a new runtime unless one is given."""
        if runtime is None:
            with Runtime(self.language, **options) as fresh:
                return fresh.run(self)
        return runtime.run(self, **options)

    def __reduce__(self) -> tuple[Any, ...]:
        state = (self.language, self.filename, self.source, self.images, self.defines)
        made = (*state, self.libraries, self.path, self.texts)
        return (Program, made) if self.kept is None else (Program, made, self.kept)

    def __setstate__(self, kept: Any) -> None:
        self.kept = kept

    def __repr__(self) -> str:
        return f"<Program {self.filename} ({self.language})>"


def _give_place(error: Exception, program: Program) -> None:
    """Says what can be said of where an error came from that has no place: one in a part of the value that is computed late."""
    from pyfront.errors import EvalError

    if isinstance(error, EvalError) and not error.file and not error.backtrace:
        error.file = program.filename
        error.notes.append("in a part of the value that is computed when it is wanted, which was after the program had ended")


def _image(data: bytes) -> Image:
    try:
        return Image(data)
    except _image_error() as error:
        from pyfront.errors import VerifyError

        raise VerifyError(str(error)) from None


def _image_error() -> type[Exception]:
    from vmcore.errors import ImageError

    return ImageError


class Runtime:
    """Persistent globals of one language, on a machine of its own. For one thread at a time.

    ``allow`` names capabilities the programs get: file-read, file-write, file (both), env, exit, clock, random; python,
    or python:MODULE for one module, in languages that can name Python's objects; network and process (other programs), in
    languages that have functions for them.
    ``path``: directories with libraries that programs may import and files they may include, whatever they are allowed;
    ``args``: what the program finds as its command line; ``max_tasks``: how many tasks (futures, agents at work) a runtime has at
    a time, in languages that have such. Limits hold for each outermost entry: ``fuel`` in calls and loop
    rounds, ``timeout`` in seconds, ``memory`` in bytes of heap, ``max_depth`` in frames.
    """

    def __init__(
        self,
        language: str = "scheme",
        *,
        backend: str = "vm",
        stdout: Any = None,
        stderr: Any = None,
        stdin: Any = None,
        allow: tuple[str, ...] | list[str] | set[str] = (),
        path: tuple[str, ...] | list[str] = (),
        args: tuple[str, ...] | list[str] = ("",),
        fuel: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        max_depth: int | None = None,
        max_tasks: int | None = None,
    ) -> None:
        if backend not in BACKENDS:
            raise ValueError(f"unknown backend {backend!r}; there are: {', '.join(BACKENDS)}")
        self.language = language
        self.backend = backend
        self._language = _language(language)
        capabilities = _capabilities(allow)
        self._machine = Machine(capabilities=_of_machine(capabilities))
        if backend == "treewalk":
            self._machine.use_tree_walker()
        self._streams(stdout, stderr, stdin)
        self.environment = self._language.start(self._machine, backend)
        streams = getattr(self.environment, "streams", None)
        if streams is not None:  # of a language whose programs do not write through the machine
            streams(stdout, stderr)
        self._machine.translate = _translator(self.environment)
        self.environment.path = _directories(path)
        self.environment.free = self._machine.allows("file-read")
        if any(name.startswith("python") for name in capabilities) and hasattr(self.environment, "python"):
            found = (name.partition(":")[2] or "*" for name in capabilities if name.startswith("python"))
            self.environment.python = frozenset(found)
        if not OUTSIDE.isdisjoint(capabilities) and hasattr(self.environment, "outside"):
            self.environment.outside = OUTSIDE.intersection(capabilities)
        self.environment.arguments = tuple(args)
        if max_tasks is not None and hasattr(self.environment, "max_tasks"):
            self.environment.max_tasks = max_tasks
        self._limits: dict[str, Any] = {"fuel": fuel, "memory": memory, "timeout": timeout, "max_depth": max_depth}
        self._machine.set_limits(**self._limits)

    def _streams(self, stdout: Any, stderr: Any, stdin: Any) -> None:
        import sys

        self._machine.set_stream(0, sys.stdin if stdin is None else stdin)
        self._machine.set_stream(1, sys.stdout if stdout is None else stdout)
        self._machine.set_stream(2, sys.stderr if stderr is None else stderr)

    # ---- programs

    def compile(
        self, source: str, filename: str = "<eval>", *, entry: bool = False, whole: bool = False
    ) -> Program:
        """Compiles in the environment of this runtime: its macros and definitions are visible.

        A text that begins with imports sees what it imports, and what was defined in the runtime before. ``entry``: its
        imports only add to what is visible, as one expects at a prompt. ``whole``: it is all there will be of the program.
        What it defines and does not assign, nobody else will: small procedures are put where they are called."""
        return _compile(source, filename, self._language, self.language, self.environment, self.backend, entry, whole)

    def eval(self, source: str, filename: str = "<eval>", **limits: Any) -> Any:
        """Reads, compiles and runs a text; the value of its last form."""
        return self.run(self.compile(source, filename), **limits)

    def run(self, program: Program, **limits: Any) -> Any:
        """Runs a compiled program in this runtime, after the libraries in files that did not run yet. ``limits`` replace the
        runtime's for this run."""
        return self._run(program, limits, "__call__")

    def written(self, program: Program, **limits: Any) -> str | None:
        """Runs a program; the text of its value as the language writes it, None for the value that says nothing. The value
        itself is not converted to Python and back, which not every value survives."""
        text: str | None = self._run(program, limits, "written")
        return text

    def _call(self, method: str, run: Any) -> Callable[..., Any]:
        """How a procedure of the machine is called for a method of ``Procedure``. A language may write values by a procedure
        of its own, which gets what is to be called and its arguments."""
        own = getattr(self._language, "writer", "") if method == "written" else ""
        if not own:
            call: Callable[..., Any] = getattr(run, method)
            return call
        write = self._machine.get_global(own)
        return lambda *args: write(run, *args)

    def _run(self, program: Program, limits: dict[str, Any], method: str) -> Any:
        if not isinstance(program, Program):
            raise TypeError(f"run() takes what compile() made, not {type(program).__name__}; eval() takes a text")
        try:
            if program.kept is not None:
                return program.kept.run(self.environment, program, lambda: self._run_now(program, limits, method))
            return self._run_now(program, limits, method)
        except Exception as error:
            _give_place(error, program)
            raise

    def _run_now(self, program: Program, limits: dict[str, Any], method: str) -> Any:
        if program.language != self.language:
            raise ValueError(f"a program in {program.language} does not run in a runtime for {self.language}")
        image = program.image(self.backend)
        for name in program.defines:
            self.environment.note_defined(name)
        unit = self._load(image)
        if not program.libraries:
            return self._limited(limits, self._call(method, unit))
        units = [(name, self._load(one), False) for name, one in program.library_images(self.backend)]
        units = [one for one in units if one[0] not in self.environment.ran]
        run = self._machine.get_global(self._language.run_units)
        return self._limited(limits, self._call(method, run), [*units, (False, unit, False)])

    def _load(self, image: Image) -> Any:
        try:
            return self._roomy(self._machine.load, image)
        except _image_error() as error:
            from pyfront.errors import VerifyError

            raise VerifyError(str(error)) from None

    def _roomy(self, fn: Any, *args: Any) -> Any:
        """What allocates outside of a run: refused memory is asked for again after a collection."""
        try:
            return fn(*args)
        except MemoryError:
            self._machine.collect()
        try:
            return fn(*args)
        except MemoryError:
            self._machine.collect()
            from pyfront.errors import MemoryLimitExceeded

            raise MemoryLimitExceeded("the memory limit is reached") from None

    def _limited(self, limits: dict[str, Any], fn: Any, *args: Any) -> Any:
        if not limits:
            return fn(*args)
        for name in limits:
            if name not in self._limits:
                raise TypeError(f"unknown limit {name!r}; there are: {', '.join(self._limits)}")
        self._machine.set_limits(**{**self._limits, **limits})
        try:
            return fn(*args)
        finally:
            self._machine.set_limits(**self._limits)

    # ---- globals

    def _global(self, name: str) -> str | None:
        return self.environment.global_name(name)

    def define(self, name: str, value: Any) -> None:
        """Defines a global; a callable becomes a procedure of the language."""
        self.environment.note_defined(name)
        full = self._global(name)
        assert full is not None
        self._roomy(self._machine.set_global, full, value)

    def function(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """Decorator: defines a Python function under its own name, ``_`` written as ``-``."""
        self.define(fn.__name__.replace("_", "-"), fn)
        return fn

    def call(self, name: str, *args: Any, **limits: Any) -> Any:
        """Calls the procedure bound to a name."""
        return self._limited(limits, self[name], *args)

    def __getitem__(self, name: str) -> Any:
        missing = object()
        value = self.environment.lookup_value(self._machine, name, missing)
        if value is missing:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.define(name, value)

    def __contains__(self, name: str) -> bool:
        missing = object()
        return self.environment.lookup_value(self._machine, name, missing) is not missing

    # ---- the rest

    def names(self) -> list[str]:
        """Every name a program could use here, sorted."""
        return sorted(self.environment.visible_names())

    def show(self, value: Any) -> str:
        """Text of a value as the language writes it."""
        shower = getattr(self._language, "shower", "")
        if shower:
            text: str = self._machine.get_global(shower)(value)
            return text
        return self._machine.display(value, 1)

    def interrupt(self) -> None:
        """Ends the current run with KeyboardInterrupt; from any thread."""
        self._machine.interrupt()

    def stats(self) -> dict[str, int]:
        """Counters of the machine.

        Bytes: ``heap_bytes`` in use, ``spare_bytes`` kept for use, ``live_bytes`` of objects that have lived through a
        collection, ``allocated_bytes`` and ``promoted_bytes`` (of what became old) since the beginning. Collections:
        ``minor_collections`` of young objects, ``major_collections`` of all in pieces,
        ``full_collections`` of all in one go, ``collections`` pieces and all.
        Processor time: ``collection_ns`` in all, ``longest_pause_ns``; ``longest_pause_objects``, which were visited in one pause.
        ``work`` of the last run, in units of fuel.
        """
        return self._machine.stats()

    def close(self) -> None:
        """Nothing is released before the last value of the runtime is gone; a closed runtime runs nothing more."""
        self._machine.close()

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _capabilities(allow: Any) -> list[str]:
    names = [allow] if isinstance(allow, str) else list(allow)
    for name in names:
        if name not in CAPABILITIES and not name.startswith("python:"):
            raise ValueError(f"unknown capability {name!r}; there are: {', '.join(CAPABILITIES)}")
    return names


def _of_machine(names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("python") and name not in OUTSIDE]


def _directories(path: Any) -> tuple[str, ...]:
    if isinstance(path, str):
        raise TypeError("path must be a sequence of directories, not a string")
    from os import fspath

    return tuple(fspath(folder) for folder in path)


def _compile(
    source: str,
    filename: str,
    lang: Any,
    name: str,
    environment: Any,
    backend: str,
    entry: bool = False,
    whole: bool = False,
) -> Program:
    if len(source) < _LARGE:
        return _compile_text(source, filename, lang, name, environment, backend, entry, whole)
    import gc

    collecting = gc.isenabled()
    gc.disable()  # it would walk the growing trees again and again, for next to nothing
    try:
        return _compile_text(source, filename, lang, name, environment, backend, entry, whole)
    finally:
        if collecting:
            gc.enable()


def _compile_text(
    source: str, filename: str, lang: Any, name: str, environment: Any, backend: str, entry: bool, whole: bool
) -> Program:
    from pyfront.expand.room import deep

    sources = SourceMap()

    def compiled() -> Program:
        unit, defines, needed = lang.expand(sources.add(filename, source), sources, environment, entry=entry)
        libraries = tuple(
            (one.name, {} if one.sources is None else {backend: one.image(environment.emit, backend)}) for one in needed
        )
        alone = all(one.sources is None for one in needed)  # but for libraries that come with the language
        images = {backend: environment.emit(unit, sources, backend, whole=whole and alone)}
        texts = environment.texts_of(sources, needed)
        program = Program(name, filename, source, images, defines, libraries, environment.path if texts else (), texts)
        kept = getattr(environment, "kept", None)
        if kept is not None:
            program.kept = kept()
        return program

    return deep(compiled, filename)


def compile(
    source: str,
    language: str = "scheme",
    *,
    filename: str = "<string>",
    backend: str = "vm",
    path: tuple[str, ...] | list[str] = (),
    allow: tuple[str, ...] | list[str] | set[str] = (),
    whole: bool = False,
) -> Program:
    """Compiles a text without running it. ``path``: directories of libraries and included files; with ``file-read`` in
    ``allow``, it may include any other file too. ``whole``: it is all there will be of the program, as in ``run()``. What
    it defines is then not to be read, called or redefined from outside, and it runs faster."""
    if backend not in BACKENDS:
        raise ValueError(f"unknown backend {backend!r}; there are: {', '.join(BACKENDS)}")
    lang = _language(language)
    environment = lang.environment()
    environment.path = _directories(path)
    environment.free = not {"file", "file-read"}.isdisjoint(_capabilities(allow))
    return _compile(source, filename, lang, language, environment, backend, whole=whole)


def run(
    source: str,
    language: str = "scheme",
    *,
    filename: str = "<string>",
    globals: dict[str, Any] | None = None,
    cache: bool | str | PathLike[str] = False,
    **options: Any,
) -> Any:
    """Runs a text in a new runtime and returns the value of its last form.

    ``globals`` are defined first. ``cache``: a directory where compiled programs are kept, or True for that of the command
    line; a program that was run before is not compiled again. ``options`` are those of ``Runtime``: backend, stdout,
    stderr, stdin, allow, path, args, max_tasks, and the limits fuel, memory, timeout, max_depth.
    """
    runtime = Runtime(language, **options)
    if globals:
        for name, value in globals.items():
            runtime.define(name, value)
    if not cache:
        return runtime.run(runtime.compile(source, filename, whole=True))
    from pyfront.cache import compile_once

    return runtime.run(compile_once(Program, runtime, source, filename, cache))
