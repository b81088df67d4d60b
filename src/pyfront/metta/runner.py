"""A runner: modules with their spaces and tokens, settings, and programs run form by form."""

from __future__ import annotations

import pyfront.metta.mathops  # noqa: F401 - adds its operations
from pyfront.metta.blame import equations, hints, stayed, within
from pyfront.metta.control import YIELDING, defined
from pyfront.metta.folding import FOLDED
from pyfront.metta.islands import Islands
from pyfront.metta.machine import Machine
from pyfront.metta.module_files import at_path, check_name, locate
from pyfront.metta.names import (
    ATOM,
    COLLAPSE_BIND,
    COLON,
    EMPTY,
    EQUALS,
    ERROR,
    EXPRESSION,
    METTA,
    SPACE_TYPE,
    SYMBOL,
    UNDEFINED,
    UNIT_TYPE,
    arrow,
    is_error,
)
from pyfront.metta.ops import DONE, OPS, expression, shown, space_of, types_found
from pyfront.metta.places import Places
from pyfront.metta.reader import Reader, Tokenizer
from pyfront.metta.types import types_of
from pyfront.metta.values import Failed, Number, Op, SpaceAtom, String
from pyfront.text.source import Source
from vmcore._terms_border import touch
from vmcore.termmachine import M_EXEC, Then
from vmcore.terms import Atom, Expr, Ground, Sym, any_begins, by_name, deref, resolve, text_of
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Forms = Iterator[tuple[bool, Atom, int, int]]


def library_path(name: str) -> str:
    return __file__[: -len("runner.py")] + "lib/" + name


BUNDLED = frozenset(("random", "json", "fileio", "skel", "py_ops", "catalog"))
LARGE = 20_000  # characters
_HARMLESS = {"integers"}


class Module:
    """A space with the tokens that its texts are read with. ``folder``: where it looks for what it imports."""

    def __init__(self, runner: Runner, name: str, folder: str | None = None, space: Space | None = None) -> None:
        self.runner = runner
        self.name = name
        self.folder = folder
        self.file: str | None = None
        self.space = space if space is not None else Space(name if name == "top" else f"top:{name}")
        self.atom = SpaceAtom(self.space)
        self.tokenizer = Tokenizer()
        self.imported: list[Module] = []
        self.places = Places()
        self.islands = Islands(self.space)
        if runner.tables is not None:
            self.islands.tabled = runner.tables.heads
        self.register: Callable[[Tokenizer], None] | None = None  # tokens that who imports it gets
        for word, atom in OPS.items():
            if word[0] != "_" or word.startswith(("_assert", "_collapse", "_new-state")):
                self.tokenizer.name(word, atom)
        self.tokenizer.name("&self", self.atom)
        self.tokenizer.name("PI", Number(3.141592653589793))
        self.tokenizer.name("EXP", Number(2.718281828459045))
        for word, own in _tokens(self).items():
            self.tokenizer.name(word, own)
        self.yielding = set(YIELDING)  # words that are still the library's

    def import_all(self, other: Module) -> None:
        """From now on queries see the other module's space, and what it sees."""
        for one in (other, *other.imported):
            if one is not self and one not in self.imported:
                self.imported.append(one)
                self.space.deps.append(one.space)
        self.give_way(list(self.yielding - other.yielding))
        if other.register is not None:
            other.register(self.tokenizer)

    def give_way(self, words: list[str]) -> None:
        """Words that the reference does not have are the program's if it defines them."""
        for word in words:
            if word in self.yielding:
                self.yielding.remove(word)
                self.tokenizer.drop(word)

    def is_plain(self) -> bool:
        """Are there no settings that change what constant expressions come to?"""
        runner = self.runner
        if not runner.compiling or runner.echo is not None or runner.wrapping:
            return False
        return not runner.settings or runner.settings.keys() <= _HARMLESS

    def run(self, source: Source, forms: Callable[[], Forms] | None = None) -> list[list[Atom]]:
        """Runs a text: results of each form to be evaluated. The first form with an error among them is the last.
        ``forms``: answers the forms of the text, if they are known."""
        import gc

        self.give_way(defined(source.text, self.yielding))
        forms = forms or Reader(source, self.tokenizer).forms

        # Facts are many and stay; looking at them again and again for garbage takes longer than reading them.
        collecting = gc.isenabled() and len(source.text) > LARGE
        if not collecting:
            return self.run_forms(source, forms(), lambda on: None)
        try:
            gc.disable()
            return self.run_forms(source, forms(), lambda on: gc.enable() if on else gc.disable())
        finally:
            gc.enable()

    def run_forms(self, source: Source, forms: Forms, collect: Callable[[bool], None]) -> list[list[Atom]]:
        runner = self.runner
        results: list[list[Atom]] = []
        for evaluate, atom, start, end in forms:
            checking = runner.settings.get("type-check") == "auto"
            wrong = self.type_errors(atom) if checking else []
            if evaluate:
                collect(True)
                found = wrong or self.evaluate(atom)
                collect(False)
                results.append(found)
                if runner.echo is not None and self is runner.top:
                    runner.echo("[" + ", ".join(map(text_of, found)) + "]\n")
                if runner.explaining:
                    if not found:
                        runner.trace(self.explanation(atom) + "\n")
                    line, column = source.line_column(source.base + start)
                    for note in stayed(self, found):
                        runner.trace(f"{source.name}:{line}:{column}: {note}\n")
                if any_begins(found, ERROR):
                    runner.stopped = (source, start, end)
                    touch()
                    break
            elif wrong:
                results.append(wrong)
                runner.stopped = (source, start, end)
                touch()
                break
            else:
                self.space.add(atom)
                self.places.note(self.space.last, source, start)
        return results

    def explanation(self, atom: Atom) -> str:
        """Why an expression has no result."""
        from pyfront.metta.explain import explain

        return explain(self, atom)

    def type_errors(self, atom: Atom) -> list[Atom]:
        found = types_of(self.space, by_name(atom))
        return [] if any(wrong is None for _, wrong in found) else [wrong for _, wrong in found if wrong is not None]

    def evaluate(self, atom: Atom) -> list[Atom]:
        runner = self.runner
        machine = Machine(self.atom, runner.limits)
        machine.max_depth = int(runner.settings.get("max-stack-depth", "0"))
        machine.runner = runner
        machine.tables = runner.tables
        machine.wrapping = runner.wrapping
        form, bare = atom, runner.settings.get("interpreter") == "bare-minimal"
        if not bare:
            atom = Expr((METTA, atom, UNDEFINED, self.atom))

        def start() -> list[Atom]:
            runner.modules_running.append(self)
            try:
                return machine.run(atom)
            finally:
                runner.modules_running.pop()

        if runner.compiling and not machine.max_depth and not runner.wrapping:
            machine.islands = self.islands
            machine.asks_terms = True
            self.limit_compiled()
            if not bare and form.__class__ is Expr and form.items and form.items[0] not in FOLDED:
                return self.islands.forms.evaluate(form, machine, start)
        return start()

    def limit_compiled(self) -> None:
        """What is compiled keeps to the limits of the run that begins."""
        limits = self.runner.limits
        self.islands.limits = limits if hasattr(limits, "of_machine") else None


class Runner:
    """Runs programs; what they define stays. ``find`` opens a file of a module: path -> text or None; ``python`` says
    whether an object of Python may be used by programs, by its dotted name."""

    def __init__(
        self,
        folder: str | None = None,
        path: tuple[str, ...] = (),
        write: Callable[[str], object] | None = None,
        limits: Callable[[Machine], None] | None = None,
        may_read: Callable[[str], bool] | None = None,
        python: Callable[[str], bool] | None = None,
        space: Space | None = None,
    ) -> None:
        self.settings: dict[str, str] = {}
        self.compiling = True
        self.wrapping = False
        self.explaining = False  # are empty results explained as they come?
        self.path = path
        self.write = write or _print
        self.trace: Callable[[str], object] = _print_error
        self.limits = limits
        self.may_read = may_read or (lambda path: False)
        self.python = python or (lambda name: False)
        self.allows: Callable[[str], bool] = lambda capability: False  # what programs may do besides
        self.api: Any = None  # the MeTTa of Python that this is the runner of
        self.tables: Any = None  # of tabled functions
        self.modules: dict[str, Module] = {}
        self.modules_running: list[Module] = []
        self.stopped: tuple[Source, int, int] | None = None
        self.echo: Callable[[str], object] | None = None  # gets the results of each form of the program
        self.core = self.core_module()
        if space is not None and not space.name:
            space.name = "top"
        self.top = Module(self, "top", folder, space)
        self.top.import_all(self.core)
        self.modules["top"] = self.top
        self.modules["corelib"] = self.modules["stdlib"] = self.core

    def core_module(self) -> Module:
        core = Module(self, "corelib")
        for word, operation in OPS.items():
            core.tokenizer.name(word, operation)
        with open(library_path("core.metta"), "rb", buffering=0) as file:
            source = Source("core.metta", file.read().decode())
        # Where the library says something nobody needs to know.
        for _, atom, _, _ in Reader(source, core.tokenizer).forms():
            core.space.add(atom)
        core.space.later = (Sym("@doc"), lambda: documentation(core.tokenizer))
        return core

    @property
    def running(self) -> Module:
        return self.modules_running[-1] if self.modules_running else self.top

    def run(self, text: str, name: str = "<metta>") -> list[list[Atom]]:
        self.stopped = None
        results = self.top.run(Source(name, text))
        if self.stopped is not None and self.echo is not None:
            raise self.failure(results[-1])
        return results

    def table(self, name: Atom) -> None:
        """From now on the calls of a function are tabled."""
        if self.tables is None:
            from pyfront.metta.tabling import Tables

            self.tables = Tables()
        self.tables.heads.add(name)
        touch()
        for module in (*self.modules.values(), self.running):
            module.islands.tabled = self.tables.heads
            module.islands.done.clear()

    def failure(self, results: list[Atom]) -> Exception:
        """The error of a form that has errors among its results."""
        from pyfront.errors import EvalError

        assert self.stopped is not None
        source, start, end = self.stopped
        wrong: Any = next(filter(is_error, results))
        call = wrong.items[1] if len(wrong.items) > 1 else wrong
        at, until = within(source, start, end, call)
        error = EvalError(text_of(wrong), source=source, pos=source.base + at, end=source.base + until)
        if (at, until) == (start, end):
            error.notes += [f"such a call is in the equation at {place}" for place in equations(self.top, call)]
        error.notes += hints(self.top, wrong)
        return error

    def defined_names(self, module: Module) -> set[str]:
        """Symbols that equations and types of a module are about."""
        names = set()
        for kept in module.space.alive():
            term = kept.term
            if term.__class__ is Expr and len(term.items) == 3 and term.items[0] in (EQUALS, COLON):
                head: Atom = term.items[1]
                while head.__class__ is Expr and head.items:
                    head = head.items[0]
                if head.__class__ is Sym:
                    names.add(head.name)
        return names

    # ---- modules

    def load(self, name: str) -> Module:
        """The module of a name, as the running module means it."""
        current = self.running
        full = _absolute(name, current.name)
        found = self.modules.get(full)
        if found is not None:
            return found
        check_name(full)
        where = locate(self, full, current)
        if full in BUNDLED and (where is None or not _is_file(where)):
            return self.bundled(full)
        if where is None:
            raise Failed(f"Failed to resolve module top:{full}" if full != "top" else "Failed to resolve module top")
        for known in self.modules.values():
            if known.file == where:
                self.modules[full] = known
                return known
        return self.load_file(where, full)

    def bundled(self, name: str) -> Module:
        """A module that comes with the language. What its words mean, who imports it gets."""
        from os.path import exists

        from pyfront.metta.bundled import operations

        module = Module(self, name)
        module.import_all(self.core)
        words = operations(self, name)

        def register(tokenizer: Tokenizer) -> None:
            for word, atom in words.items():
                tokenizer.name(word, atom)

        module.register = register
        register(module.tokenizer)
        where = library_path(f"{name}.metta")
        if exists(where):
            self.run_file(module, where)
        self.modules[name] = module
        return module

    def load_file(self, where: str, name: str) -> Module:
        from os.path import dirname

        folder = not _is_file(where)
        module = Module(self, name, where if folder else dirname(where))
        module.file = where
        module.import_all(self.core)
        self.modules[name] = module
        if folder:
            return module
        try:
            if where.endswith(".py"):
                from pyfront.metta.pymodules import load

                if not self.python(name):
                    raise Failed(f"{where}: modules written in Python are not allowed here")
                load(self, module, where, name)
                return module
            self.run_file(module, where)
        except BaseException:
            del self.modules[name]
            raise
        return module

    def run_file(self, module: Module, where: str) -> list[list[Atom]]:
        self.modules_running.append(module)
        try:
            results = module.run(Source(where, self.text_of(where)))
        finally:
            self.modules_running.pop()
        for atom in results[-1] if results else ():
            if is_error(atom):
                raise Failed(f"{_place(self.stopped, atom)}: {text_of(atom)}")
        return results

    def text_of(self, where: str) -> str:
        with open(where, "rb") as file:
            return file.read().decode()


def documentation(tokenizer: Tokenizer) -> Iterator[Atom]:
    """The documentation of the library: a line for each name."""
    with open(library_path("docs.txt"), "rb", buffering=0) as file:
        lines = file.read().decode().splitlines()
    for line in lines:
        name, text, params, result = [part.strip() for part in line.split(" | ")]
        described = [Expr((Sym("@param"), String(param.strip()))) for param in params.split(";") if param.strip()]
        desc = Expr((Sym("@desc"), String(text)))
        parts = (Expr((Sym("@params"), Expr(tuple(described)))), Expr((Sym("@return"), String(result))))
        yield Expr((Sym("@doc"), tokenizer.atom(name), desc, *parts))


def _place(stopped: tuple[Source, int, int] | None, wrong: Any) -> str:
    if stopped is None:
        return ""
    source, start, end = stopped
    if len(wrong.items) > 1:
        start, _ = within(source, start, end, wrong.items[1])
    line, column = source.line_column(source.base + start)
    return f"{source.name}:{line}:{column}"


def _absolute(name: str, current: str) -> str:
    """A name from the top on: ``self:x`` is below the running module."""
    if name in ("top", "self"):
        return "top" if name == "top" else current
    if name.startswith("top:"):
        return name[4:]
    if name.startswith("self:"):
        return name[5:] if current == "top" else f"{current}:{name[5:]}"
    return name


def _print(text: str) -> None:
    import sys

    sys.stdout.write(text)


def _print_error(text: str) -> None:
    import sys

    sys.stderr.write(text)


# ---- operations that belong to a module or its runner


def _name_of(atom: Atom, what: str) -> str:
    atom = deref(atom)
    if atom.__class__ is Sym or isinstance(atom, Ground):
        return shown(atom)
    raise Failed(what)


def _tokens(module: Module) -> dict[str, Op]:
    runner = module.runner
    tokens: dict[str, Op] = {}

    def add(name: str, typ: Atom, fn: Any, low: int, high: int = -1) -> None:
        tokens[name] = Op(name, typ, fn, None, (low, low if high < 0 else high))

    def get_type(m: Machine, atom: Atom, space: Atom | None = None) -> list[Atom]:
        if space is not None:
            return types_found(space_of(space, "get-type expects a space as the second argument"), atom)
        return types_found(module.space, atom)

    def capture(m: Machine, call: Expr) -> None:
        def step(m: Machine, found: Atom) -> None:
            atoms = [(pair.items[0], ()) for pair in found.items]  # type: ignore[attr-defined]  # what collapse-bind gives
            if atoms:
                m.alternatives(m.frame, atoms)
            else:
                m.give(EMPTY)

        m.frame = Then(m.frame, step)
        m.mode = M_EXEC
        m.atom = Expr((COLLAPSE_BIND, Expr((METTA, call.items[1], UNDEFINED, module.atom))))

    def pragma(m: Machine, key: Atom, value: Atom) -> list[Atom]:
        if key.__class__ is not Sym:
            raise Failed("pragma! expects symbol atom as a key")
        if key.name == "max-stack-depth":
            if not (isinstance(value, Number) and value.value.__class__ is int and value.value >= 0):
                raise Failed("UnsignedIntegerIsExpected")
        if key.name == "integers":
            if text_of(value) not in ("wrap", "exact"):
                raise Failed("wrap or exact is expected")
            m.wrapping = runner.wrapping = text_of(value) == "wrap"
            m.islands = None
        runner.settings[key.name] = text_of(value)
        touch()
        return DONE

    def import_(m: Machine, target: Atom, name: Atom) -> list[Atom]:
        other = runner.load(_name_of(name, "import! expects a destination &space and a module name argument"))
        if target.__class__ is Sym:
            word = target.name
            module.tokenizer.name(word if word.startswith("&") else f"&{word}", other.atom)
        elif isinstance(target, SpaceAtom) and target.value is module.space:
            module.import_all(other)
        else:
            what = "import! destination argument must be a symbol atom naming a new space, or &self.  Found: "
            raise Failed(what + text_of(target))
        return DONE

    def include(m: Machine, name: Atom) -> list[Atom]:
        full = _absolute(_name_of(name, "include expects a module name argument"), runner.running.name)
        check_name(full)
        where = locate(runner, full, runner.running)
        if where is None or not _is_file(where):
            raise Failed(f"Failed to resolve module {full}")
        results = module.run(Source(where, runner.text_of(where)))
        return results[-1] if results else []

    def bind(m: Machine, word: Atom, atom: Atom) -> list[Atom]:
        if word.__class__ is not Sym:
            raise Failed("bind! expects symbol atom as a token")
        value = resolve(atom)
        from re import error

        try:
            module.tokenizer.register_token(word.name, lambda _: value, lasting=True)
        except error as wrong:
            raise Failed(f"Could convert token {text_of(word)} into regex: {wrong}") from None
        return DONE

    def mod_space(m: Machine, name: Atom) -> list[Atom]:
        return [runner.load(_name_of(name, "mod-space! expects a module name argument")).atom]

    def no_deps(m: Machine, space: Atom) -> list[Atom]:
        value = space_of(space, "module-space-no-deps expects a space as an argument")
        return [SpaceAtom(value)]

    def print_mods(m: Machine) -> list[Atom]:
        from pyfront.metta.module_tree import module_tree

        runner.write(module_tree(runner.modules))
        return DONE

    def println(m: Machine, atom: Atom) -> list[Atom]:
        runner.write(shown(atom) + "\n")
        return DONE

    def trace(m: Machine, message: Atom, value: Atom) -> list[Atom]:
        runner.trace(text_of(message) + "\n")
        return [value]

    def print_alternatives(m: Machine, title: Atom, atoms: Atom) -> list[Atom]:
        items = expression(atoms).items
        runner.write(f"{len(items)} {shown(title)}:\n" + "".join(f"    {shown(x)}\n" for x in items))
        return DONE

    def register_module(m: Machine, path: Atom) -> list[Atom]:
        from os.path import abspath, basename, join, splitext

        named = _name_of(path, "register-module! expects a file system path; use quotes if needed")
        where = at_path(runner, named, runner.running)
        if where is None:
            raise Failed(f"Failed to resolve module at path: {named}")
        runner.load_file(where, splitext(basename(abspath(join(runner.running.folder or ".", named))))[0])
        return DONE

    def explain(m: Machine, atom: Atom) -> list[Atom]:
        runner.write(module.explanation(atom) + "\n")
        return DONE

    def git_module(m: Machine, url: Atom) -> list[Atom]:
        raise Failed("git-module! does not exist here: modules are files; get the files and use import!")

    add("get-type", arrow(ATOM, UNDEFINED), get_type, 1, 2)
    tokens["capture"] = Op("capture", arrow(ATOM, ATOM), None, capture, (1, 1))
    add("pragma!", UNDEFINED, pragma, 2)
    add("import!", arrow(ATOM, ATOM, UNIT_TYPE), import_, 2)
    add("include", arrow(ATOM, UNDEFINED), include, 1)
    add("bind!", arrow(SYMBOL, UNDEFINED, UNIT_TYPE), bind, 2)
    add("mod-space!", arrow(ATOM, SPACE_TYPE), mod_space, 1)
    add("module-space-no-deps", arrow(SPACE_TYPE, SPACE_TYPE), no_deps, 1)
    add("print-mods!", arrow(UNIT_TYPE), print_mods, 0)
    add("println!", arrow(UNDEFINED, UNIT_TYPE), println, 1)
    add("trace!", arrow(UNDEFINED, ATOM, UNDEFINED), trace, 2)
    add("print-alternatives!", arrow(ATOM, EXPRESSION, UNIT_TYPE), print_alternatives, 2)
    add("register-module!", arrow(ATOM, UNIT_TYPE), register_module, 1)
    add("explain!", arrow(ATOM, UNIT_TYPE), explain, 1)
    add("git-module!", arrow(ATOM, UNIT_TYPE), git_module, 1)
    return tokens


def _is_file(where: str) -> bool:
    from os.path import isfile

    return isfile(where)
