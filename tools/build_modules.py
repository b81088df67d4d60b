"""Puts the byte code of the Python modules into one file, vmcore/modules.bin (``vmcore/__init__.py`` has the format).

    python tools/build_modules.py [FOLDER [SLACK]]

FOLDER: where the packages are, default ``src``. SLACK: seconds by which a source may be newer than the file, for an
installation that writes the files in any order; 0 in a source tree, where a source that was edited must win.
"""

from __future__ import annotations
import __future__

import ast
import marshal
import os
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parent.parent
FORMAT = b"VMB3"  # as vmcore/__init__.py has it: another number when the format changes
# What run("(+ 1 2)") loads, every module after those it imports, packages after what is in them; a test compares. All of
# it is read at once, and loaded in this order.
FIRST = """
vmcore.data vmcore.errors vmcore._primdata vmcore._opcode
pyfront.text pyfront.text.source pyfront.text.datum pyfront.languages pyfront.api pyfront.core pyfront.core.ir
pyfront.expand pyfront.expand.env pyfront.expand.expander pyfront.expand.arithmetic
pyfront.scheme.names pyfront.scheme.language pyfront.scheme.reader pyfront.scheme
pyfront.emit.constants pyfront.emit.registers pyfront.emit.emit pyfront.emit.image pyfront.emit.primitives pyfront.emit
""".split()
PUBLIC = ("pyfront.api", "pyfront.errors", "vmcore.data", "vmcore.errors")
LEFT_OUT = ("pyfront", "vmcore", "pyfront.__main__")  # found before the file can be read, or run as a program
OTHER_FOLDERS = ("bench", "cli")  # not for start-up time


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


def compiled(path: Path, shown: str, *, private: bool = False) -> CodeType:
    """The byte code of a source. ``from __future__ import annotations`` becomes a flag: it would load a module."""
    tree = ast.parse(path.read_bytes())
    if private:
        tree = Bare().visit(tree)
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    features = {alias.name for node in future for alias in node.names}
    flags = 0
    if features == {"annotations"}:
        tree.body = [node for node in tree.body if node not in future]
        flags = __future__.annotations.compiler_flag
    return compile(tree, shown, "exec", flags=flags, dont_inherit=True, optimize=0)


def bundle(folder: Path, slack: int) -> bytes:
    found = modules(folder)
    missing = set(FIRST) - set(found)
    if missing:
        raise SystemExit(f"no such modules: {', '.join(sorted(missing))}")
    codes = {
        name: compiled(path, path.relative_to(folder).as_posix(), private=name not in PUBLIC) for name, path in found.items()
    }
    first = marshal.dumps(tuple(codes[name] for name in FIRST))
    rest = {name: marshal.dumps(code) for name, code in codes.items() if name not in FIRST}

    def row(name: str) -> tuple[str, str, bool, int]:
        path = found[name]
        return name, path.relative_to(folder).as_posix(), path.name == "__init__.py", path.stat().st_size

    def places_of(start: int) -> bytes:
        places = {}
        for name, code in rest.items():
            places[name] = (row(name), start, len(code))
            start += len(code)
        return marshal.dumps(places, 2)  # version 2: of a size that no number changes

    rows = marshal.dumps([row(name) for name in FIRST])
    size = len(places_of(0))
    table = places_of(24 + len(rows) + len(first) + size)
    assert len(table) == size
    head = MAGIC_NUMBER + FORMAT + b"".join(n.to_bytes(4, "little") for n in (len(rows), len(first), size, slack))
    return b"".join((head, rows, first, table, *rest.values()))


def main() -> int:
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
