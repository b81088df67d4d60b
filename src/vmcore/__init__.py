"""The machine: values, heap, dispatch loop. ``pyfront`` is the package to use.

How its modules are found is part of the start-up contract (a small program in little more than the time of an empty
Python process), so it is done here. The compiled modules are one shared library, ``_machine``: one file to map and
link instead of twenty. The byte code of the Python modules is in one file, ``modules.bin``, which
``tools/build_modules.py`` writes: one read instead of six system calls a module. Both are optional: what is not in them,
or changed since, is found in the ordinary way, as a file of its own.
"""

import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, ExtensionFileLoader, SourceFileLoader
from _imp import _fix_co_filename, extension_suffixes  # type: ignore[attr-defined]
from _thread import get_ident
from marshal import loads
from os import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType

_FOLDER = __file__[: -len("__init__.py")]
_ROOT = _FOLDER[: -len("vmcore/")]

# ---------------------------------------------------------------- compiled modules

# What `_machine` holds; setup.py compares it with the files.
COMPILED = frozenset((
    "_convert", "_equal", "_heap", "_host", "_image", "_loop", "_num", "_port", "_prims_control", "_prims_lists",
    "_prims_machine", "_prims_numbers", "_prims_ports", "_prims_strings", "_prims_tables", "_primtable", "_print",
    "_read", "_slow", "_table", "_text", "_walk",
))  # fmt: skip
_machine = ""  # path of the library; "" where every module is a file of its own
_starting: set[int] = set()  # threads in which a compiled module is being initialised


class CompiledLoader(ExtensionFileLoader):
    """Loads a module out of the common library."""

    def exec_module(self, module: "ModuleType") -> None:
        thread = get_ident()
        if thread in _starting:
            return super().exec_module(module)
        _starting.add(thread)
        try:
            super().exec_module(module)
        finally:
            _starting.discard(thread)


def _find_machine() -> str:
    for suffix in extension_suffixes():
        path = f"{_FOLDER}_machine{suffix}"
        try:
            stat(path)
        except OSError:
            continue
        return path
    return ""


# ---------------------------------------------------------------- byte code

# modules.bin: MAGIC_NUMBER of the Python it is for; three u32: size of the index, size of the first part, slack; the
# index; the first part; the rest. The index: module -> (path, is it a package, size of the source, where). The first
# part is one marshalled tuple of what every program needs, the rest one object a module. `where` is a number in the
# tuple, or (offset, size) in the file.
_BUNDLE = _FOLDER + "modules.bin"
_index: "dict[str, tuple[str, bool, int, int | tuple[int, int]]]" = {}
_first: "tuple[CodeType, ...]" = ()
_newest = 0.0  # a source that is newer is another one than what was compiled


class BundleLoader(SourceFileLoader):
    """An ordinary source module whose byte code was read with that of others."""

    code: "CodeType | None" = None

    def get_code(self, fullname: str) -> "CodeType":
        code, self.code = self.code, None
        return code if code is not None else super().get_code(fullname)  # type: ignore[return-value]


def _read_bundle() -> None:
    global _index, _first, _newest
    try:
        with open(_BUNDLE, "rb", buffering=0) as file:
            head = file.read(16)
            if head[:4] != MAGIC_NUMBER or sys.flags.optimize:
                return
            index, first, slack = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8, 12))
            data = file.read(index + first)
            _newest = stat(file.fileno()).st_mtime + slack
    except OSError:
        return
    _first = loads(memoryview(data)[index:])
    _index = loads(data)


def _bundled(name: str, row: "tuple[str, bool, int, int | tuple[int, int]]") -> ModuleSpec | None:
    path = _ROOT + row[0]
    try:
        now = stat(path)
        if now.st_size != row[2] or now.st_mtime > _newest:
            return None
        where = row[3]
        if where.__class__ is int:
            code = _first[where]
        else:
            with open(_BUNDLE, "rb", buffering=0) as file:
                file.seek(where[0])  # type: ignore[index]
                code = loads(file.read(where[1]))  # type: ignore[index]
    except OSError:
        return None
    _fix_co_filename(code, path)
    loader = BundleLoader(name, path)
    loader.code = code
    spec = ModuleSpec(name, loader, origin=path, is_package=row[1])
    spec.has_location = True
    if row[1]:
        spec.submodule_search_locations = [path[: -len("/__init__.py")]]
    return spec


class Finder:
    """Finds the modules of both; first of ``sys.meta_path``."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        row = _index.pop(name, None)
        if row is not None:
            return _bundled(name, row)
        if name[:7] == "vmcore." and _machine and name[7:] in COMPILED:
            spec = ModuleSpec(name, CompiledLoader(name, _machine), origin=_machine)
            spec.has_location = True
            return spec
        if name == "collections" and get_ident() in _starting:
            # What Cython adds to a module with memoryviews makes its classes known to collections.abc, or does not if
            # that cannot be imported. Nobody sees those classes here, and collections costs more than all our modules.
            raise ModuleNotFoundError("collections: not while a compiled module is initialised", name=name)
        return None


_machine = _find_machine()
_read_bundle()
if _machine or _index:
    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
