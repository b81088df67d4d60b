"""Imports point one way. Exit code 1 and one line for each import that does not.

    python ci/check_layers.py [SRC]

``vmcore`` knows nothing of ``pyfront`` and uses the standard library only. Inside ``pyfront`` a module imports from its
own layer's folder and from layers below; of two folders on one layer neither imports the other, so no language leans on
another one. What is outside the standard library is for the command line, the benchmarks and
DSSSL (lxml), and for single modules (``OPTIONAL``). Imports that only a type
checker sees (``if TYPE_CHECKING:``) are free.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"

# Bottom first; what stands in one row may not import each other. A folder of pyfront without a row is a language.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("vmcore",),
    ("pyfront.errors",),
    ("pyfront.text",),
    ("pyfront.report",),
    ("pyfront.core",),
    ("pyfront.expand", "pyfront.passes"),
    ("pyfront.emit",),
    ("pyfront.wasm",),
    ("LANGUAGE",),
    ("pyfront.languages",),
    ("pyfront.cache",),
    ("pyfront.api",),
    ("pyfront",),  # __init__: the names users import
    ("pyfront.bench",),
    ("pyfront.cli",),
    ("pyfront.__main__",),
)
LEVEL = {name: level for level, row in enumerate(LAYERS) for name in row}
FOREIGN = ("pyfront.bench", "pyfront.cli", "pyfront.dsssl")  # may use optional packages

_CYTHON = re.compile(r"^\s*(?:from\s+([\w.]+)\s+(?:c?import)|(?:c?import)\s+([\w.]+))", re.MULTILINE)
_STRINGS = re.compile(r'"""|\'\'\'')

Import = tuple[int, str]  # line, full name of a module


def module_name(path: Path, src: Path) -> str:
    parts = list(path.relative_to(src).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def folder(module: str) -> str:
    """The name that stands for a module in LAYERS."""
    return module if module == "pyfront" else ".".join(module.split(".")[: 1 if module.startswith("vmcore") else 2])


def level(name: str) -> int:
    return LEVEL.get(name, LEVEL["LANGUAGE"])


# ---------------------------------------------------------------- reading imports


def python_imports(path: Path, module: str, modules: set[str]) -> Iterator[Import]:
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    typed = {id(node) for test in ast.walk(tree) if _type_checking(test) for part in test.body for node in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in typed:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if full in modules else base
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            yield node.lineno, node.args[0].value  # type: ignore[attr-defined]


def _type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _imports_by_name(node: ast.Call) -> bool:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    constant = node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    return bool(constant) and name in ("__import__", "import_module")


def cython_imports(path: Path, module: str, modules: set[str]) -> Iterator[Import]:
    """By pattern, outside triple-quoted strings: Cython's own parser is not part of the standard library."""
    parts = _STRINGS.split(path.read_text(encoding="utf-8"))
    text = "".join(part if i % 2 == 0 else "\n" * part.count("\n") for i, part in enumerate(parts))
    for match in _CYTHON.finditer(text):
        yield text.count("\n", 0, match.start(1 if match[1] else 2)) + 1, match[1] or match[2]


# ---------------------------------------------------------------- rules

OPTIONAL = {  # modules that say what to install if it is not there
    "pyfront.sema.hosted_markup": "markdown_it", "pyfront.text.patterns": "regex",
}  # fmt: skip


def complaint(module: str, imported: str) -> str | None:
    """Why a module may not import another, or None."""
    top = imported.split(".")[0]
    own = folder(module)
    if top not in ("vmcore", "pyfront"):
        foreign = own in FOREIGN or OPTIONAL.get(module) == top
        allowed = top in sys.stdlib_module_names or foreign or top in ("libc", "cpython", "cython")
        return None if allowed else f"{top} is not in the standard library"
    other = folder(imported)
    if own == other:
        return None
    if level(other) < level(own):
        return None
    return f"{other} is not below {own}"


def check(src: Path) -> list[str]:
    paths = sorted(path for suffix in ("py", "pyx", "pxd") for path in src.glob(f"*/**/*.{suffix}"))
    paths = [path for path in paths if not {"programs", "peerlib"} & set(path.parts)]  # data of the benchmarks
    modules = {module_name(path, src) for path in paths}
    found = []
    for path in paths:
        read = python_imports if path.suffix == ".py" else cython_imports
        module = module_name(path, src)
        for line, imported in read(path, module, modules):
            why = complaint(module, imported)
            if why:
                found.append(f"{path.relative_to(src.parent)}:{line}: {imported}: {why}")
    if not any(path.suffix == ".pyx" for path in paths) or not any(path.suffix == ".py" for path in paths):
        found.append(f"{src}: no sources here")
    return found


def main() -> int:
    found = check(Path(sys.argv[1]) if len(sys.argv) > 1 else SRC)
    print("\n".join(found) if found else "layers: imports point one way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
