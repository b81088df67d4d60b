"""Clojure as the API sees it: environments, expansion, images."""

from __future__ import annotations

from pyfront.clojure.namespaces import DECLARED, Core, VarInfo, World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Lambda
    from pyfront.text.source import Source, SourceMap

IMAGES = {"vm": "core.img", "treewalk": "core.tree.img"}
NAMES = "core.names"
MAX_TASKS = 10_000  # of a runtime at a time


def library_path(name: str) -> str:
    """Path of a file of the library folder."""
    return __file__[: -len("language.py")] + "lib/clojure/" + name


def read_names(text: str) -> dict[str, int]:
    """A line for each flag, with the names that have it: ``0 map filter ...``."""
    names: dict[str, int] = {}
    for line in text.splitlines():
        flag, *found = line.split(" ")
        names.update(dict.fromkeys(found, int(flag)))
    return names


def _service(name: str) -> Any:
    """What a running program wants of the compiler or the host."""
    from pyfront.clojure.evaluate import find

    return find(name)


def _complaint(machine: Any, name: str, args: list[Any]) -> Exception | None:
    from pyfront.clojure.wrong_arguments import wrong_argument

    return wrong_argument(machine, name, args)


class Environment:
    """The namespaces of a runtime."""

    __slots__ = ("world", "machine", "path", "free", "backend", "emit", "ran", "_arguments", "needed", "texts", "python", "prompt",
                 "recorder", "by_form", "data_readers", "_tasks", "max_tasks")  # fmt: skip
    reading = None  # a program that reads files does so when it runs

    def __init__(self, names: dict[str, int]) -> None:
        self.world = World(names)
        self.machine: Any = None
        self.path: tuple[str, ...] = ()  # directories of libraries
        self.data_readers: dict[str, str] | None = None  # tags -> functions, of data_readers.clj there; when one was met
        self.free = False  # may programs read any file?
        self.backend = "vm"
        self.emit: Any = LANGUAGE.emit
        self.ran: set[str] = set()  # libraries that ran
        self._arguments: tuple[str, ...] = ("",)
        self.needed: list[Any] = []  # libraries that the unit being compiled needs
        self.texts: dict[str, str] = {}
        self.prompt = False
        self.recorder: Any = None  # of the run
        self.by_form = False  # was the last text one that is compiled where it runs?
        self.python: frozenset[str] = frozenset()  # modules that programs may use, "*": all; see interop
        self._tasks: Any = None
        self.max_tasks = MAX_TASKS

    @property
    def arguments(self) -> tuple[str, ...]:
        """Name and arguments of the program."""
        return self._arguments

    @arguments.setter
    def arguments(self, words: tuple[str, ...]) -> None:
        self._arguments = words
        if words[1:]:
            self.machine.get_global("clojure.core/%set-arguments!")(*words[1:])

    @property
    def tasks(self) -> Any:
        """What tasks need of the host, from the first time it is asked for."""
        if self._tasks is None:
            from pyfront.clojure.tasks import Tasks

            self._tasks = Tasks(self.machine, self.max_tasks)
        return self._tasks

    def finish(self) -> None:
        """What is left to do when a program has ended, where nothing comes after it."""
        if self._tasks is not None:
            self.machine.get_global("clojure.core/%finish-tasks")()

    def elsewhere(self, procedure: Any, args: tuple[Any, ...]) -> Any:
        return self.tasks.elsewhere(procedure, args)

    def __repr__(self) -> str:
        return "environment"

    def read_only(self, path: tuple[str, ...], texts: dict[str, str]) -> None:
        self.path = path

    def kept(self, record: bytes = b"") -> Any:
        """Where runs of the program that was compiled last keep what they compile; None if they compile nothing.
        ``record``: what is kept already."""
        if not self.by_form and not record:
            return None
        from pyfront.clojure.record import Kept

        return Kept.of(record)

    def texts_of(self, sources: SourceMap, libraries: list[Any]) -> dict[str, str]:
        """A program that needs files reads them when it runs."""
        return {}

    def bundled(self, name: str) -> bool:
        """Makes the names of a library of the implementation known; False if there is none of that name."""
        world = self.world
        if name in world.spaces and (name in self.ran or name == "clojure.core"):
            return True
        file = bundled_file(name)
        if file is None:
            return False
        if name not in world.spaces:
            world.note(world.spaces, name)
            world.trace.append(f"bundled\t{name}")
            with open(library_path(file + ".names"), "rb", buffering=0) as stream:
                first, _, text = stream.read().decode().partition("\n")
            world.spaces[name] = Core(name, world, read_names(text))
            for needed in first.split():
                self.bundled(needed)
        return True

    def note_defined(self, name: str) -> None:
        """From now on the name is a var: ``x``, ``space/x`` or ``space/x:flags``."""
        full, _, flags = name.partition(":")
        space, slash, short = full.rpartition("/")
        if not slash or not space:
            space, short = self.world.current.name, full
        self.world.set_flags(self.world.create(space).intern(short), int(flags) if flags else 0)

    def context(self) -> list[str] | None:
        """What the compilation of a unit depends on besides its text; None if that is more than words can say."""
        world = self.world
        if len(world.spaces) > 2 or world.current.aliases or world.current.without or self.ran:
            return None
        found = world.current.table.values()
        if any(var.__class__ is not VarInfo or var.flags or var.space != "user" for var in found):
            return None
        return [*sorted(var.name for var in found), "python", *sorted(self.python), f"prompt {self.prompt}"]

    def global_name(self, name: str) -> str | None:
        """Full name of the global that a name means."""
        found = self.world.resolve(name)
        return found.full if found.__class__ is VarInfo else None

    def lookup_value(self, machine: Any, name: str, default: Any) -> Any:
        full = self.global_name(name)
        return default if full is None else machine.get_global(full, default)

    def visible_names(self) -> set[str]:
        """Names that mean something."""
        return self.own_names() | {var.name for var in self.world.core.own_vars() if var.name[0] != "%"}

    def own_names(self) -> set[str]:
        """Vars of the current namespace."""
        return {var.name for var in self.world.current.own_vars() if not var.flags & DECLARED}

    def explain(self, error: Any, cause: Any, source: Source, pos: int) -> None:
        """Adds what can be said about an error of a running program."""
        from pyfront.clojure.messages import explain

        if self.prompt:
            self.machine.set_global("clojure.core/*e", cause.value)
        explain(self, error, source, pos)

    def at_prompt(self, runtime: Any) -> None:
        """A prompt keeps the last error, and knows how to ask about names."""
        self.prompt = True
        runtime.eval("(require '[clojure.repl :refer [doc source apropos dir find-doc pst]])")

    def prompt_text(self) -> str:
        return f"{self.world.current.name}=> "


def bundled_file(name: str) -> str | None:
    """The file of a library of the implementation, without its suffix."""
    if not name.startswith("clojure."):
        return None
    from os.path import exists

    file = name[len("clojure.") :].replace(".", "/").replace("-", "_")
    return file if exists(library_path(file + ".names")) else None


def _counterparts() -> tuple[dict[str, Any], dict[str, Any]]:
    from pyfront.clojure.border import EXPORTS, IMPORTS

    return EXPORTS, IMPORTS


class Bundled:
    """A library of the implementation that a unit needs."""

    sources = None

    def __init__(self, name: str) -> None:
        self.name = name


class Clojure:
    """The ``LANGUAGE`` object."""

    name = "clojure"
    run_units = "clojure.core/%run-units"
    writer = "clojure.core/%written"
    shower = "clojure.core/pr-str"

    def __init__(self) -> None:
        self._names: dict[str, int] | None = None
        self._images: dict[str, Any] = {}

    def names(self) -> dict[str, int]:
        """What clojure.core has: name -> flags."""
        if self._names is None:
            with open(library_path(NAMES), "rb", buffering=0) as file:
                self._names = read_names(file.read().decode())
        return self._names

    def environment(self) -> Environment:
        return Environment(self.names())

    def start(self, machine: Any, backend: str) -> Environment:
        """Puts the library into a new machine."""
        image = self._images.get(backend)
        if image is None:
            from vmcore._image import Image

            with open(library_path(IMAGES[backend]), "rb", buffering=0) as file:
                image = self._images[backend] = Image(file.read())
        environment = self.environment()
        environment.backend = backend
        environment.machine = machine
        machine.set_dialect(longs=True, titles=True, persistent=True)
        machine.define_stubs("machine:")
        machine.set_services("machine:%service", environment, _service, _complaint)
        machine.writer = "clojure.core/%described"
        machine.elsewhere = environment.elsewhere
        machine.counterparts = _counterparts
        machine.load(image)()
        return environment

    def library_image(self, name: str, backend: str) -> Any:
        """The image of a library of the implementation that is not in clojure.core."""
        key = f"{name} {backend}"
        image = self._images.get(key)
        if image is None:
            from vmcore._image import Image

            suffix = ".img" if backend == "vm" else ".tree.img"
            with open(library_path((bundled_file(name) or "") + suffix), "rb", buffering=0) as file:
                image = self._images[key] = Image(file.read())
        return image

    def expand(
        self, source: Source, sources: SourceMap, environment: Environment, *, entry: bool = False
    ) -> tuple[Lambda, tuple[str, ...], list[Any]]:
        """A text as core IR, the vars it defines, and the libraries that it needs."""
        from pyfront.clojure.unit import expand

        return expand(source, sources, environment)

    def emit(
        self, unit: Lambda, sources: SourceMap, backend: str, *, library: bool = False, whole: bool = False
    ) -> bytes:
        """The image of a unit for a backend."""
        from pyfront.emit import compile_for

        return compile_for(backend, unit, sources, library=library, whole=whole, longs=True)


LANGUAGE = Clojure()
