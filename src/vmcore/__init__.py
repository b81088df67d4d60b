"""The machine: values, heap, dispatch loop. ``pyfront`` is the package to use.

How its modules are found is part of the start-up contract (a small program in little more than the time of an empty
Python process), so it is done here. The compiled modules are one shared library, ``_machine``: one file to map and
link instead of twenty. The byte code of the Python modules is in one file, ``modules.bin``, which
``tools/build_modules.py`` writes: one read instead of six system calls a module. And what every program needs is loaded
at once, in an order in which each finds what it imports: the import system's own way to a module takes longer than the
module. All of that is optional: what is not there, or changed since, is found in the ordinary way, as a file of its own.
"""

import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, ExtensionFileLoader, SourceFileLoader
from _imp import _fix_co_filename, create_dynamic, exec_dynamic, extension_suffixes  # type: ignore[attr-defined]
from _thread import get_ident
from marshal import loads
from os import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
else:
    ModuleType = type(sys)

_FOLDER = __file__[: -len("__init__.py")]
_ROOT = _FOLDER[: -len("vmcore/")]

# ---------------------------------------------------------------- compiled modules

# What `_machine` holds, in the order in which they are initialised; setup.py compares it with the files.
COMPILED = (
    "_text", "_heap", "_slow", "_port", "_big", "_num", "_numtext", "_equal", "_table", "_convert", "_prims_numbers",
    "_prims_functions", "_prims_lists", "_prims_strings", "_prims_tables", "_print", "_read", "_prims_ports",
    "_prims_control", "_prims_machine", "_primtable", "_walk", "_image", "_loop", "_host",
)  # fmt: skip
_machine = ""  # path of the library; "" where every module is a file of its own
_starting: set[int] = set()  # threads in which a compiled module is being initialised


class CompiledLoader(ExtensionFileLoader):
    """Loads a module out of the common library."""

    def exec_module(self, module: ModuleType) -> None:
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
# part is one marshalled tuple of what every program needs, in the order in which it is loaded; the rest is one object a
# module. `where` is the place in the tuple, or (offset, size) in the file.
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


def _compiled(name: str) -> ModuleSpec:
    spec = ModuleSpec(name, CompiledLoader(name, _machine), origin=_machine)
    spec.has_location = True
    return spec


# ---------------------------------------------------------------- loading what is always needed


def preload(package: str) -> None:
    """Loads what a package has in the first part. For its ``__init__``, whose lock keeps other threads out.

    The ``__init__`` of an inner package comes after its modules, which is why it is all or nothing: an edited module, found
    in the ordinary way, might want something of a package that is not initialised yet.
    """
    rows = [(name, row) for name, row in _index.items() if row[3].__class__ is int and name.startswith(package + ".")]
    specs = [_bundled(name, row) for name, row in rows]
    if None in specs or any(name in sys.modules for name, _ in rows):
        return
    modules = [_module(spec) for spec in specs]  # type: ignore[arg-type]
    for module in modules:
        if hasattr(module, "__path__"):
            sys.modules[module.__name__] = module
    done = 0
    try:
        for module in modules:
            name = module.__name__
            sys.modules[name] = module
            exec(module.__loader__.get_code(name), module.__dict__)  # type: ignore[union-attr]
            _bind(name, module)
            del _index[name]
            done += 1
    except BaseException:
        for module in modules[done:]:
            sys.modules.pop(module.__name__, None)
        raise


def _module(spec: ModuleSpec) -> ModuleType:
    """What ``importlib.util.module_from_spec`` makes."""
    module = ModuleType(spec.name)
    module.__spec__ = spec
    module.__loader__ = spec.loader
    module.__package__ = spec.parent
    module.__file__ = spec.origin
    if spec.submodule_search_locations is not None:
        module.__path__ = spec.submodule_search_locations
    if not sys.pycache_prefix:
        folder, _, file = spec.origin.rpartition("/")  # type: ignore[union-attr]
        module.__cached__ = spec.cached = f"{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc"  # type: ignore[attr-defined]
    return module


def _preload_compiled() -> None:
    """A library that does not load is an error of who imports its modules, later."""
    thread = get_ident()
    _starting.add(thread)
    name = ""
    try:
        for short in COMPILED:
            name = "vmcore." + short
            if name in sys.modules:
                continue
            spec = _compiled(name)
            module = create_dynamic(spec)
            module.__spec__ = spec
            sys.modules[name] = module
            exec_dynamic(module)
            _bind(name, module)
    except Exception:
        sys.modules.pop(name, None)
    finally:
        _starting.discard(thread)


def _bind(name: str, module: ModuleType) -> None:
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


class Finder:
    """Finds the modules of both; first of ``sys.meta_path``."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        row = _index.pop(name, None)
        if row is not None:
            return _bundled(name, row)
        if name[:7] == "vmcore." and _machine and name[7:] in COMPILED:
            return _compiled(name)
        if name == "collections" and get_ident() in _starting:
            # What Cython adds to a module with memoryviews makes its classes known to collections.abc, or does not if
            # that cannot be imported. Nobody sees those classes here, and collections costs more than all our modules.
            raise ModuleNotFoundError("collections: not while a compiled module is initialised", name=name)
        return None


_machine = _find_machine()
_read_bundle()
if _machine or _index:
    sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
    preload("vmcore")
    if _machine:
        _preload_compiled()
