"""Puts the byte code of the Python modules into one file, vmcore/modules.bin (``vmcore/__init__.py`` has the format).

    python tools/build_modules.py [FOLDER [SLACK]]

FOLDER: where the packages are, default ``src``. SLACK: seconds by which a source may be newer than the file, for an
installation that writes the files in any order; 0 in a source tree, where a source that was edited must win.

Functions of the modules of ``FIRST``, and of others that have a line in tools/start_functions.txt, are left out of their
modules unless they are in that line. These have a ``Later`` (vmcore/_bundle.pyx) in their place: it reads the function when
it is called for the first time.

    python tools/build_modules.py --called > tools/start_functions.txt

writes that list anew: the functions that a small program calls.
"""

from __future__ import annotations
import __future__

import ast
import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FORMAT = b"VMB5"  # as vmcore/__init__.py has it: another number when the format changes
# Modules that are loaded together when one of them is wanted: name of the group, the groups that its modules import from when
# they are loaded, and the modules, every one after those it imports. A test compares them with what small programs load.
GROUPS: dict[str, tuple[str, str]] = {
    "machine": ("", "vmcore.data"),
    "api": ("machine", "pyfront.text pyfront.text.source pyfront.languages pyfront.api"),
    "opcodes": ("", "vmcore._opcode"),
    "compiler": ("api opcodes", """
        vmcore._primdata pyfront.text.datum pyfront.core pyfront.core.ir
        pyfront.expand pyfront.expand.room pyfront.expand.env pyfront.expand.expander pyfront.expand.arithmetic
        pyfront.emit.constants pyfront.emit.registers pyfront.emit.emit pyfront.emit.image pyfront.emit.primitives pyfront.emit"""),
    "passes": ("compiler", """
        pyfront.passes.walk pyfront.passes.analyse pyfront.passes.inline pyfront.passes.fold pyfront.passes.letrec
        pyfront.passes.loops pyfront.passes.several pyfront.passes
        pyfront.emit.bindings pyfront.emit.branches pyfront.passes.hoist pyfront.emit.loops pyfront.emit.calls"""),
    "metta compiler": ("passes", """
        pyfront.metta.world pyfront.metta.facts pyfront.metta.functions pyfront.metta.results pyfront.metta.generate
        pyfront.metta.compiled pyfront.metta.generate_search pyfront.metta.generate_ops"""),
    "scheme": ("compiler", "pyfront.scheme.names pyfront.scheme.language pyfront.scheme.reader pyfront.scheme"),
    "clojure": ("api", "pyfront.clojure.names pyfront.clojure.namespaces pyfront.clojure.language pyfront.clojure"),
    "command": ("api opcodes", """
        pyfront.cli pyfront.cli.outcome pyfront.cli.options pyfront.cli.files pyfront.cli.streams pyfront.cli.commands
        pyfront.cache"""),
}  # fmt: skip
FIRST = [name for _, names in GROUPS.values() for name in names.split()]
PUBLIC = ("pyfront.api", "pyfront.errors", "vmcore.data", "vmcore.errors")
ANNOTATED = "pyfront.sema.hosted_"  # messages say what a parameter's annotation wants
LEFT_OUT = ("pyfront", "vmcore", "pyfront.__main__")  # found before the file can be read, or run as a program
OTHER_FOLDERS = ("bench",)  # not for start-up time
CALLED = ROOT / "tools" / "start_functions.txt"  # a line for each module: its name, qualified names of functions
CALLS = """
import os, sys, tempfile
output = open(os.devnull, "w")
called = {}
def note(frame, event, arg):
    module = frame.f_globals.get("__name__", "")
    function = frame.f_code.co_flags & 2  # not a class body
    if event == "call" and function and module.startswith(("vmcore.", "pyfront.")):
        called.setdefault(module, set()).add(frame.f_code.co_qualname)
sys.setprofile(note)
import pyfront.cli
assert pyfront.run("(+ 1 2)") == 3
assert pyfront.run('(println 1) (defn f [x] (if (< x 2) x (f (- x 1)))) (f 5)', "clojure", stdout=output) == 1
with tempfile.TemporaryDirectory() as folder:
    os.environ["VMCORE_CACHE"] = folder
    for suffix in ("scm", "clj"):
        file = os.path.join(folder, "p." + suffix)
        open(file, "w").write("1")
        for what in (None, note):  # the second time it comes from the cache
            sys.setprofile(what)
            pyfront.cli.main(["run", file])
small = {name: set(names) for name, names in called.items()}
sys.setprofile(note)
facts = "".join(f"(parent p{i // 2} p{i})" for i in range(1, 3001))
assert len(pyfront.run(facts + "!(match &self (, (parent $x $y) (parent $y $z)) ($x $z))", "metta")[0]) == 2999
sys.setprofile(None)
LATE = ("pyfront.metta", "pyfront.passes", *("pyfront.emit." + one for one in ("bindings", "branches", "loops", "calls")))
called = {**small, **{name: names for name, names in called.items() if name.startswith(LATE)}}
for module, names in sorted(called.items()):
    print(module, *sorted(name for name in names if "<" not in name))
"""


def modules(folder: Path) -> dict[str, Path]:
    """Module name -> source file, of all that goes into the file."""
    found = {}
    for package in ("vmcore", "pyfront"):
        for path in sorted((folder / package).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name not in LEFT_OUT and parts[1] not in OTHER_FOLDERS:
                found[name] = path
    return found


class Bare(ast.NodeTransformer):
    """Annotations and docstrings of private modules are for readers and checkers: nobody asks for them at run time."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.copy_location(ast.Pass(), node.body[0])]
        return super().generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)


def parsed(path: Path, *, private: bool) -> tuple[ast.Module, int]:
    """The tree of a source, and flags to compile it with: ``from __future__ import annotations`` would load a module."""
    tree = ast.parse(path.read_bytes())
    if private:
        tree = Bare().visit(tree)
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    features = {alias.name for node in future for alias in node.names}
    if features != {"annotations"}:
        return tree, 0
    tree.body = [node for node in tree.body if node not in future]
    return tree, __future__.annotations.compiler_flag


def compiled(tree: ast.Module, shown: str, flags: int) -> CodeType:
    return compile(tree, shown, "exec", flags=flags, dont_inherit=True, optimize=0)


# ---------------------------------------------------------------- functions for later

NOT_LATER = {"__new__", "__init_subclass__", "__class_getitem__", "__set_name__"}  # Python looks at what they are
CONSTANTS = (type(None), bool, int, float, str, bytes)


def names_read(node: ast.AST) -> Iterator[str]:
    """Names that are read when the module or class body runs, not when one of its functions does."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            for part in [*child.args.defaults, *child.args.kw_defaults, *getattr(child, "decorator_list", ())]:
                if part is not None:
                    yield from names_read(ast.Expr(part))
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield child.id
        yield from names_read(child)


def codes_of(code: CodeType) -> dict[tuple[str, int], CodeType]:
    """(name, line) -> code, of the functions of a module and of its classes."""
    found = {}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found[one.co_name, one.co_firstlineno] = one
            if not one.co_flags & 2:  # CO_NEWLOCALS: not a class body
                found.update(codes_of(one))
    return found


class Later(ast.NodeTransformer):
    """Takes functions out of a module. ``entries``: what a ``Later`` reads, one for each function of all modules."""

    def __init__(self, tree: ast.Module, code: CodeType, flags: int, keep: set[str], entries: list[bytes]) -> None:
        self.code = codes_of(code)
        self.flags = flags
        self.keep = keep  # qualified names
        self.entries = entries
        self.prefix = ""
        self.read = set(names_read(tree))

    def visit_Module(self, node: ast.Module) -> ast.Module:
        node.body = [self.visit(one) if isinstance(one, (ast.ClassDef, ast.FunctionDef)) else one for one in node.body]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.prefix = node.name + "."
        node.body = [self.visit(one) if isinstance(one, ast.FunctionDef) else one for one in node.body]
        self.prefix = ""
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        qualname, code = self.prefix + node.name, self.code.get((node.name, node.lineno))
        private = node.name.startswith("__") and not node.name.endswith("__")  # of another name in the class
        if qualname in self.keep or node.name in self.read or node.name in NOT_LATER or private or node.decorator_list:
            return node
        if code is None or code.co_freevars or not all(
            isinstance(one, ast.Constant) and isinstance(one.value, CONSTANTS)
            for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None
        ):  # fmt: skip
            return node
        self.entries.append(marshal.dumps((code, qualname, *self.given(node))))
        call = ast.Call(ast.Name("__later__", ast.Load()), [ast.Constant(len(self.entries) - 1)], [])
        new = ast.Assign([ast.Name(node.name, ast.Store())], call)
        return ast.fix_missing_locations(ast.copy_location(new, node))

    def given(self, node: ast.FunctionDef) -> tuple[Any, Any, Any]:
        """Defaults and annotations of a function."""
        bare = ast.FunctionDef(**{**dict(ast.iter_fields(node)), "body": [ast.Pass()]})
        tree = ast.fix_missing_locations(ast.Module([ast.copy_location(bare, node)], []))
        names: dict[str, Any] = {}
        exec(compiled(tree, "", self.flags), names)
        f = names[node.name]
        return f.__defaults__, f.__kwdefaults__, f.__annotations__ or None


def functions_called() -> dict[str, set[str]]:
    rows = [line.split() for line in CALLED.read_text(encoding="utf-8").splitlines()]
    return {row[0]: set(row[1:]) for row in rows}


def imported_names(paths: Iterator[Path]) -> set[str]:
    """Names that modules take from others. Such functions are there from the beginning: who got a ``Later`` would keep it."""
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_bytes())))
    return {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


# ---------------------------------------------------------------- the file


def bundle(folder: Path, slack: int) -> bytes:
    found = modules(folder)
    missing = set(FIRST) - set(found)
    if missing:
        raise SystemExit(f"no such modules: {', '.join(sorted(missing))}")
    called = functions_called()
    taken = imported_names(path for package in ("vmcore", "pyfront") for path in (folder / package).rglob("*.py"))
    codes: dict[str, CodeType] = {}
    entries: list[bytes] = []
    for name, path in found.items():
        shown = path.relative_to(folder).as_posix()
        tree, flags = parsed(path, private=name not in PUBLIC and not name.startswith(ANNOTATED))
        codes[name] = compiled(tree, shown, flags)
        if name in FIRST or name in called:
            keep = called.get(name, set()) | taken
            if name in PUBLIC:
                keep |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
            tree = Later(tree, codes[name], flags, keep, entries).visit(tree)
            codes[name] = compiled(tree, shown, flags)
    later = joined(entries)
    rest = {name: marshal.dumps(code) for name, code in codes.items() if name not in FIRST}
    grouped = [marshal.dumps(tuple(codes[name] for name in names.split())) for _, names in GROUPS.values()]

    def row(name: str) -> tuple[str, str, bool, int]:
        path = found[name]
        return name, path.relative_to(folder).as_posix(), path.name == "__init__.py", path.stat().st_size

    def groups(start: int) -> bytes:
        numbers = {name: number for number, name in enumerate(GROUPS)}
        rows = []
        for (needed, names), codes in zip(GROUPS.values(), grouped):
            rows.append((tuple(numbers[one] for one in needed.split()), tuple(map(row, names.split())), start, len(codes)))
            start += len(codes)
        return marshal.dumps(tuple(rows), 2)  # version 2: of a size that no number changes

    def places_of(start: int) -> bytes:
        places = {}
        for name, code in rest.items():
            places[name] = (row(name), start, len(code))
            start += len(code)
        return marshal.dumps(places, 2)

    numbers = (len(groups(0)), len(later), len(places_of(0)), slack)
    start = 24 + sum(numbers[:3])
    table = places_of(start + sum(map(len, grouped)))
    head = MAGIC_NUMBER + FORMAT + b"".join(n.to_bytes(4, "little") for n in numbers)
    return b"".join((head, groups(start), later, table, *grouped, *rest.values()))


def joined(entries: list[bytes]) -> bytes:
    """Where each begins, where the last one ends, and the entries."""
    places = [4 * (len(entries) + 1)]
    for one in entries:
        places.append(places[-1] + len(one))
    return b"".join((*(place.to_bytes(4, "little") for place in places), *entries))


def main() -> int:
    if sys.argv[1:] == ["--called"]:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run([sys.executable, "-c", CALLS], env=env, check=False).returncode
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src"
    slack = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    target = folder / "vmcore" / "modules.bin"
    new = target.with_suffix(".new")
    new.write_bytes(b"")
    begun = new.stat()  # a source that is edited while this runs is newer than the file
    new.write_bytes(bundle(folder, slack))
    os.utime(new, ns=(begun.st_atime_ns, begun.st_mtime_ns))
    new.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
