"""``class MeTTa`` and what goes with it, in the shape of hyperon's Python package."""

from __future__ import annotations

import os as os  # hyperon users get these two from "from hyperon import *"
import sys as sys

from pyfront.metta.names import is_error
from pyfront.metta.objects import *  # noqa: F403 - what users import from here
from pyfront.metta.objects import AtomKind, OperationAtom, get_object, match_atoms
from pyfront.metta.parsing import SExprParser as SExprParser
from pyfront.metta.parsing import SyntaxNode as SyntaxNode
from pyfront.metta.parsing import SyntaxNodeType as SyntaxNodeType
from pyfront.metta.parsing import reading
from pyfront.metta.pyspaces import AbstractSpace as AbstractSpace
from pyfront.metta.pyspaces import GroundingSpace as GroundingSpace
from pyfront.metta.pyspaces import GroundingSpaceRef as GroundingSpaceRef
from pyfront.metta.pyspaces import SpaceRef, reference
from pyfront.metta.reader import Reader, Tokenizer
from pyfront.metta.runner import Runner
from pyfront.metta.stepping import Interpreter as Interpreter
from pyfront.metta.stepping import RunnerState as RunnerState
from pyfront.metta.stepping import interpret as interpret
from pyfront.text.source import Source
from vmcore._terms_border import touch
from vmcore.terms import Atom, Expr, Ground, Sym, Var, add_method, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn


class Environment:
    """Where programs look for files."""

    _common: Environment | None = None

    def __init__(self, working_dir: str | None = None, include_paths: Any = ()) -> None:
        self.working_dir = working_dir
        self.include_paths = tuple(include_paths)
        self.config: str | None = None

    @staticmethod
    def config_dir() -> str | None:
        """Of the common environment."""
        return Environment._common.config if Environment._common is not None else None

    @staticmethod
    def init_common_env(
        working_dir: str | None = None,
        config_dir: str | None = None,
        create_config: bool | None = None,
        is_test: bool | None = None,
        include_paths: Any = (),
    ) -> bool:
        """Makes the environment of all runners that are given none; False if there is one."""
        if Environment._common is not None:
            return False
        common = Environment.custom_env(working_dir, config_dir, create_config, is_test, include_paths)
        common.config = config_dir
        Environment._common = common
        return True

    @staticmethod
    def test_env() -> Environment:
        return Environment()

    @staticmethod
    def custom_env(
        working_dir: str | None = None,
        config_dir: str | None = None,
        create_config: bool | None = None,
        is_test: bool | None = None,
        include_paths: Any = (),
    ) -> Environment:
        """``config_dir`` and what goes with it are of no use here: there is no configuration."""
        return Environment(working_dir, include_paths)


class MeTTa:
    """A runner. Programs may use files below the working directory and the include paths, and Python as ``allow_python``
    says: True for all of it, or the dotted names that may be used, with what is below them. ``backend``: "treewalk" is the
    generic machine alone."""

    def __init__(
        self,
        space: SpaceRef | None = None,
        env_builder: Environment | None = None,
        *,
        allow_python: bool | tuple[str, ...] | list[str] = True,
        timeout: float | None = None,
        backend: str = "vm",
        runner: Runner | None = None,
    ) -> None:
        if backend not in ("vm", "treewalk"):
            raise ValueError(f"unknown backend {backend!r}; there are: vm, treewalk")
        environment = env_builder or Environment._common or Environment()
        if runner is None:
            from os import getcwd

            folder = environment.working_dir or getcwd()
            runner = Runner(
                folder, environment.include_paths, may_read=lambda where: True,
                python=_allowed(allow_python), space=None if space is None else space.space,
            )  # fmt: skip
            from pyfront.metta.pymodules import register_library

            runner.api = self
            runner.compiling = backend == "vm"
            runner.allows = lambda capability: True
            register_library(runner)
        self.runner = runner
        self.timeout = timeout

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MeTTa) and self.runner is other.runner

    def __hash__(self) -> int:
        return id(self.runner)

    def space(self) -> SpaceRef:
        return reference(self.runner.top.space)

    def tokenizer(self) -> Tokenizer:
        return self.runner.running.tokenizer

    def working_dir(self) -> str | None:
        return self.runner.top.folder

    def register_token(self, regexp: Any, constr: Callable[[str], Atom]) -> None:
        self.tokenizer().register_token(regexp, constr)

    def register_atom(self, name: Any, symbol: Atom) -> None:
        self.tokenizer().register_token(name, lambda _: symbol, lasting=True)

    def parse_all(self, program: str) -> list[Atom]:
        """The terms of a text, ``!`` among them."""
        reader = Reader(Source("<metta>", program), self.tokenizer())
        found = []
        while (one := reading(reader.read)) is not None:
            found.append(one[0])
        return found

    def parse_single(self, program: str) -> Atom:
        found = reading(Reader(Source("<metta>", program), self.tokenizer()).read)
        if found is None:
            raise StopIteration
        return found[0]

    def run(self, program: str, flat: bool = False) -> Any:
        """A list of results for each form that is evaluated; with ``flat`` one list of all."""
        self._limit()
        results = reading(lambda: self.runner.run(program))
        return [atom for found in results for atom in found] if flat else results

    def compile(self, program: str, name: str = "<metta>") -> Callable[[], list[list[Atom]]]:
        """Reads a program once; what comes out is called as often as the program is to be run, and answers what ``run``
        does. It is read again as far as ``bind!`` and the like changed what its words mean."""
        from pyfront.metta.prepared import Prepared

        prepared = reading(Prepared(self.runner.running, Source(name, program)).read)
        if self.timeout is None:
            return prepared.quick.run

        def limited() -> list[list[Atom]]:
            self._limit()
            return prepared()

        return limited

    def explain(self, expression: Atom | str) -> str:
        """Why an expression has no result: the equations and facts that were tried, with their places, and where they did
        not match. It is evaluated for that, without output."""
        self._limit()
        atom = self.parse_single(expression) if isinstance(expression, str) else expression
        return self.runner.top.explanation(atom)

    def compilation(self) -> dict[str, str]:
        """How each form that was evaluated lately is evaluated: compiled, how often that was given up, why it is not, or how often
        it was evaluated without a try."""
        return {text_of(form.atom): form.state() for form in self.runner.top.islands.forms.known.values()}

    def evaluate_atom(self, atom: Atom) -> list[Atom]:
        self._limit()
        top = self.runner.top
        if self.runner.settings.get("type-check") == "auto":
            wrong = top.type_errors(atom)
            if wrong:
                return wrong
        return top.evaluate(atom)

    def load_module_at_path(self, path: str, mod_name: str | None = None) -> Any:
        from os.path import abspath, basename, splitext

        name = mod_name or splitext(basename(path))[0]
        return self.runner.load_file(abspath(path), name)

    def _limit(self) -> None:
        if self.timeout is None:
            return
        self.runner.limits = Deadline(self.timeout)
        touch()


class Deadline:
    """The time that a run may take, as ``language.Limits``."""

    machine = None
    fuel = None

    def __init__(self, seconds: float) -> None:
        from time import monotonic

        self.now = monotonic
        self.end = monotonic() + seconds

    def of_machine(self) -> dict[str, Any]:
        return {"timeout": max(0.0, self.end - self.now())}

    def room(self, n: int) -> None:
        pass

    def patience(self) -> float:
        return max(0.05, self.end - self.now())

    def give_up(self) -> NoReturn:
        from pyfront.errors import TimeLimitExceeded

        raise TimeLimitExceeded("the time is used up")

    def __call__(self, machine: Any) -> None:
        if self.now() > self.end:
            from pyfront.errors import TimeLimitExceeded

            raise TimeLimitExceeded("the time is used up")


def _allowed(allow: Any) -> Callable[[str], bool]:
    if isinstance(allow, bool):
        return lambda name: allow
    prefixes = tuple(allow)
    return lambda name: any(name == one or name.startswith(one + ".") for one in prefixes)


# ---- what modules written in Python register


def _marked(kind: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    def mark(fn: Any) -> Any:
        fn.metta_type = kind
        fn.metta_pass_metta = options.get("pass_metta", False)
        return fn

    return mark(args[0]) if len(args) == 1 and callable(args[0]) and not options else mark


def register_atoms(*args: Any, **options: Any) -> Any:
    """Marks a function that answers tokens and the terms they mean."""
    return _marked("atoms", args, options)


def register_tokens(*args: Any, **options: Any) -> Any:
    """Marks a function that answers tokens and what makes terms of them."""
    return _marked("tokens", args, options)


def grounded(arg: Any) -> Any:
    """Registers a function under its own name: ``@grounded`` in a module, ``@grounded(metta)`` elsewhere."""
    if not isinstance(arg, MeTTa):
        return _marked("atoms", (lambda: {arg.__name__: OperationAtom(arg.__name__, arg)},), {})

    def register(fn: Any) -> Any:
        arg.register_atom(fn.__name__, OperationAtom(fn.__name__, fn))
        return fn

    return register


def atom_is_error(atom: Atom) -> bool:
    return is_error(atom)


def get_atom_types(space: SpaceRef, atom: Atom) -> list[Atom]:
    from pyfront.metta.types import types_of

    return [typ for typ, wrong in types_of(space.space, atom) if wrong is None]


def check_type(space: SpaceRef, atom: Atom, typ: Atom) -> bool:
    """Does a term have a type?"""
    from pyfront.metta.names import ATOM
    from pyfront.metta.types import match_reduced, meta_type
    from vmcore.terms import undo

    if typ is ATOM or typ is meta_type(atom):
        return True
    bound: list[Any] = []
    for one in get_atom_types(space, atom):
        fits = match_reduced(one, typ, bound)
        undo(bound)
        if fits:
            return True
    return False


def validate_atom(space: SpaceRef, atom: Atom) -> bool:
    """Is every application in a term well typed?"""
    from pyfront.metta.types import types_of

    return all(wrong is None for _, wrong in types_of(space.space, atom))


def _iterate(self: Atom) -> list[Atom]:
    """All terms in it that are no expressions, from left to right."""
    found: list[Atom] = []
    stack = [self]
    while stack:
        atom = stack.pop()
        if isinstance(atom, Expr):
            stack.extend(reversed(atom.items))
        else:
            found.append(atom)
    return found


def _kind(self: Atom) -> Any:
    kinds = {Sym: AtomKind.SYMBOL, Var: AtomKind.VARIABLE, Expr: AtomKind.EXPR}
    return kinds.get(type(self), AtomKind.GROUNDED)


# Methods that hyperon's classes have and that nothing here needs.
for _class, _name, _method in (
    (Ground, "get_object", get_object),
    (Ground, "get_grounded_type", lambda self: self.typ),
    (Atom, "get_metatype", _kind),
    (Atom, "iterate", _iterate),
    (Atom, "match_atom", match_atoms),
):
    add_method(_class, _name, _method)
