"""The machine: values, heap, dispatch loop. ``pyfront`` is the package to use.

How its modules are found is part of the start-up contract (a small program in little more than the time of an empty
Python process), so it is done here. The compiled modules are one shared library, ``_machine``: one file to map and
link instead of twenty. The byte code of the Python modules is in one file, ``modules.bin``, which
``tools/build_modules.py`` writes: one file to map instead of six system calls a module. And what is needed together is
loaded together, in an order in which each finds what it imports: the import system's own way to a module takes longer than
the module. Of that, the functions that a small program does not call are read when somebody does. All of this is
optional: what is not there, or changed since, is found in the ordinary way, as a file of its own.
"""

import gc
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, ExtensionFileLoader, SourceFileLoader
from _imp import _fix_co_filename, create_dynamic, extension_suffixes  # type: ignore[attr-defined]  # private
from _thread import RLock, allocate_lock, get_ident
from os import O_RDONLY, close, open, stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
else:
    ModuleType = type(sys)

O_BINARY = 0 if sys.platform != "win32" else 0x8000
_FOLDER = __file__[: -len("__init__.py")]
_ROOT = _FOLDER[: -len("vmcore/")]


def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
    """This module is the first of ``sys.meta_path``."""
    if name in _group_of and target is None and _load_group(_group_of[name]) and name in sys.modules:  # target: of a reload
        return _given(sys.modules[name])
    if _unread is not None and name.startswith(("vmcore.", "pyfront.")):
        _read_table()
    if name in _rest:
        return _bundled(name, *_rest.pop(name))
    if _failure is not None and name[:7] == "vmcore." and name[7:] in COMPILED:
        raise _failure
    if name[:12] == "vmcore._wasm":
        return _wasm_spec(name)
    if name[:7] == "vmcore." and name[7:] in COMPILED_LATER:
        return _later_spec(name)
    if name == "collections" and get_ident() in _starting:
        # What Cython adds to a module with memoryviews makes its classes known to collections.abc, or does not if
        # that cannot be imported. Nobody sees those classes here, and collections costs more than all our modules.
        raise ModuleNotFoundError("collections: not while a compiled module is initialised", name=name)
    return None


# ---------------------------------------------------------------- compiled modules

# What `_machine` holds, in the order in which they are initialised: each after those that it needs for that.
COMPILED = (
    "_bundle",
    "_blocks", "_large", "_mark", "_keep", "_barrier", "_heapcheck", "_owners", "_symbols", "_objects", "_collect", "_heap",
    "_text", "_stack", "_escape", "_slow", "_port", "_big", "_num", "_longs", "_numtext", "_equal", "_table", "_convert",
    "_prims_numbers", "_prims_longs", "_complex", "_prims_functions", "_prims_lists", "_prims_strings", "_prims_tables",
    "_prims_sorting", "_print", "_read", "_prims_ports",
    "_pvec", "_ptrie", "_pmap", "_psorted", "_seqs", "_phash", "_pequal", "_pcompare", "_pcoll", "_pbuild", "_pprint", "_pconvert",
    "_prims_persistent", "_prims_building", "_edn", "_prims_values", "_prims_sequences",
    "_trees", "_nodelists", "_prims_trees", "_prims_nodes", "_prims_relatives", "_prims_memo", "_prims_markup", "_prims_quantities",
    "_prims_terms", "_prims_open_terms", "_prims_control", "_prims_machine", "_primtable",
    "_realise", "_drive", "_walk", "_image", "_loop", "_datum", "_others", "_host",
)  # fmt: skip
# What `_machine` holds besides, started together when somebody wants one of these: terms, XML to documents.
COMPILED_LATER = (
    "_terms", "_termspace", "_termtypes", "_termmachine", "_termread", "_arrays", "_xmlparts", "_scan", "_terms_border",
)  # fmt: skip
# What `_wasm_machine` holds: WebAssembly, loaded when somebody wants one of these. They call nothing of `_machine`.
COMPILED_WASM = (
    "_wasm_decode", "_wasm_operands", "_wasm_check",
    "_wasm_types", "_wasm_lower", "_wasm_memory", "_wasm_heap", "_wasm_table", "_wasm_simd", "_wasm_loop", "_wasm_store",
    "_wasm_objects", "_wasm_instance",
)  # fmt: skip
_starting: set[int] = set()  # threads in which the compiled modules are being initialised
_wasm: "ModuleType | None" = None
_wasm_lock = allocate_lock()
_later_started: "ModuleType | None" = None
_failure: "Exception | None" = None  # why they are not there: an error of who imports one


def _find_library(name: str) -> str:
    """Path of a library; "" where every module is a file of its own."""
    for suffix in extension_suffixes():
        path = f"{_FOLDER}{name}{suffix}"
        try:
            stat(path)
        except OSError:
            continue
        return path
    return ""


def _load_library(name: str, path: str) -> ModuleType:
    library = create_dynamic(ModuleSpec(f"vmcore.{name}", None, origin=path))
    library.__file__ = path
    return library


def _load_machine(path: str) -> "ModuleType | None":
    global _failure
    try:
        return _load_library("_machine", path)
    except Exception as error:
        _failure = error
        return None


def _wasm_spec(name: str) -> "ModuleSpec | None":
    """For the import of a module of WebAssembly: all of them are started together, and it is there already."""
    global _wasm
    if name[7:] not in COMPILED_WASM or get_ident() in _starting:
        return None
    with _wasm_lock:
        if _wasm is None:
            path = _find_library("_wasm_machine")
            if not path:
                return None
            _wasm = _load_library("_wasm_machine", path)
            _start_all(_wasm, 0, len(COMPILED_WASM))
            _make_loader(_wasm, COMPILED_WASM)
    return ModuleSpec(name, _wasm)  # type: ignore[arg-type]  # a module is the loader


def _later_spec(name: str) -> "ModuleSpec | None":
    """As ``_wasm_spec``, for what is in `_machine` and not started with it."""
    global _later_started
    if _machine is None or get_ident() in _starting:
        return None
    with _wasm_lock:
        if _later_started is None:
            _start_all(_machine, len(COMPILED), len(COMPILED) + len(COMPILED_LATER))
            _later_started = ModuleType("vmcore._started")
            _make_loader(_later_started, COMPILED_LATER)
    return ModuleSpec(name, _later_started)  # type: ignore[arg-type]  # the same


def _make_loader(module: ModuleType, names: "tuple[str, ...]") -> None:
    """The module becomes a loader of modules that are there."""
    started = {f"vmcore.{one}": sys.modules[f"vmcore.{one}"] for one in names}
    module.__dict__["create_module"] = lambda spec: started[spec.name]
    module.__dict__["exec_module"] = lambda module: None


def _start(machine: ModuleType, begin: int, end: int) -> None:
    """Initialises compiled modules, by their places in COMPILED."""
    global _failure
    try:
        _start_all(machine, begin, end)
    except Exception as error:
        _failure = error


def _start_all(machine: ModuleType, begin: int, end: int) -> None:
    def spec(short: str) -> ModuleSpec:
        path, name = machine.__file__, "vmcore." + short
        made = ModuleSpec(name, ExtensionFileLoader(name, path), origin=path)  # type: ignore[arg-type]  # it has a file
        made.has_location = True
        return made

    thread = get_ident()
    _starting.add(thread)
    try:
        machine.start(begin, end, spec, sys.modules, globals())
    finally:
        _starting.discard(thread)


# ---------------------------------------------------------------- byte code

# modules.bin: MAGIC_NUMBER of the Python it is for; _FORMAT; four u32: sizes of the groups, of the functions for later, of the
# table, slack; then the first three; the rest. The groups are a marshalled tuple of (numbers of the groups that it imports
# from, rows, offset in the file, size): modules that are loaded together, whose codes are a marshalled tuple in the order in
# which they are loaded. What a small program does not call was left out of that code, and is read when it is called: entries
# that _bundle.Later reads, by number, after offsets of where they begin. The rest is one marshalled code a module, and the
# codes of the groups; the table is the dictionary of the former, module -> (row, offset in the file, size).
# A row: name, path, is it a package?, bytes of source.
_FORMAT = b"VMB5"
_HEAD = 24  # bytes
_BUNDLE = _FOLDER + "modules.bin"
_groups: "tuple[Group, ...]" = ()
_group_of: "dict[str, int]" = {}  # by name of the module
_loaded: "dict[int, bool]" = {}  # is the group there, or was it found that it cannot be?
_group_lock = RLock()
_file: "File"
_later = 0  # where the functions for later are
_unread: "tuple[int, int] | None" = None  # place and size, until a module of the rest is imported
_rest: "dict[str, tuple[Row, int, int]]" = {}
_newest = 0.0  # a source that is newer is another one than what was compiled
installed = ""  # tells this installation from others; "" in a source tree

if TYPE_CHECKING:
    from vmcore._bundle import File

    Row = tuple[str, str, bool, int]
    Group = tuple[tuple[int, ...], tuple[Row, ...], int, int]


def _read_bundle() -> None:
    global _groups, _file, _later, _unread, _newest, installed
    try:
        from vmcore._bundle import File
    except ImportError:  # nothing is compiled yet
        return
    try:
        fd = open(_BUNDLE, O_RDONLY | O_BINARY)
    except OSError:
        return
    try:
        now = stat(fd)
        if now.st_size < _HEAD:
            return
        file = File(fd, now.st_size)
    finally:
        close(fd)
    head = file.part(0, _HEAD)
    if head[:4] != MAGIC_NUMBER or head[4:8] != _FORMAT or sys.flags.optimize:
        return
    groups, later, table, slack = (int.from_bytes(head[at : at + 4], "little") for at in (8, 12, 16, 20))
    _newest = now.st_mtime + slack
    installed = f"{now.st_size} {now.st_mtime_ns}" if slack else ""
    _file = file
    _groups = file.loads(_HEAD, groups)
    _later = _HEAD + groups
    _unread = (_later + later, table)
    for number, group in enumerate(_groups):
        for row in group[1]:
            _group_of[row[0]] = number


def _read_table() -> None:
    global _unread
    assert _unread is not None
    _rest.update(_file.loads(*_unread))
    _unread = None


def _is_current(row: "Row") -> bool:
    try:
        now = stat(_ROOT + row[1])
    except OSError:
        return False
    return now.st_size == row[3] and now.st_mtime <= _newest


def _bundled(name: str, row: "Row", offset: int, size: int) -> ModuleSpec | None:
    """For the import system: an ordinary source module whose loader has the code already."""
    if not _is_current(row):
        return None
    code = _file.loads(offset, size)
    spec = _spec(row)
    _fix_co_filename(code, spec.origin)
    loader = spec.loader

    def get_code(fullname: str) -> "CodeType":
        del loader.get_code  # type: ignore[union-attr]  # the next who asks wants that of the source
        return code

    def exec_module(module: ModuleType) -> None:
        del loader.exec_module  # type: ignore[union-attr]  # whoever loads it again wants the source
        _execute(get_code(name), module.__dict__)

    loader.get_code = get_code  # type: ignore[method-assign, union-attr]  # for this one time
    loader.exec_module = exec_module  # type: ignore[method-assign, union-attr]  # the same
    return spec


def _execute(code: "CodeType", inside: "dict[str, object]") -> None:
    """Runs a module, some functions of which are for later."""
    from vmcore._bundle import Maker

    inside["__later__"] = Maker(_file, _later, inside)
    exec(code, inside)
    del inside["__later__"]


def _spec(row: "Row") -> ModuleSpec:
    name, path = row[0], _ROOT + row[1]
    spec = ModuleSpec(name, SourceFileLoader(name, path), origin=path, is_package=row[2])
    spec.has_location = True
    if row[2]:
        spec.submodule_search_locations = [path[: -len("/__init__.py")]]
    return spec


# ---------------------------------------------------------------- loading groups


def preload(name: str) -> None:
    """Loads the group of a module, before it is imported."""
    if name in _group_of:
        _load_group(_group_of[name])


def _load_group(number: int) -> bool:
    """Loads the modules of a group, and of those that it imports from; False if an edited source is in the way.

    A module is in ``sys.modules`` when it has run, so no thread sees a half of one. What it imports is there already: the
    locks of the import system are not needed, which another thread may hold that waits for this one."""
    with _group_lock:
        if number not in _loaded:
            _loaded[number] = False  # an import in a circle goes the ordinary way
            _loaded[number] = all(_load_group(needed) for needed in _groups[number][0]) and _load_rows(*_groups[number][1:])
        return _loaded[number]


def _load_rows(rows: "tuple[Row, ...]", offset: int, size: int) -> bool:
    """All or nothing: an edited module, found in the ordinary way, might want something of a package that comes later."""
    if not all(_is_current(row) and row[0] not in sys.modules for row in rows):
        return False
    was = pause_collector()
    modules = {row[0]: _module(row) for row in rows}
    try:
        for (name, module), code in zip(modules.items(), _file.loads(offset, size)):
            _fix_co_filename(code, module.__file__)
            _execute(code, module.__dict__)
            sys.modules[name] = module
            parent, _, child = name.rpartition(".")
            setattr(modules[parent] if parent in modules else sys.modules[parent], child, module)
    except BaseException:
        for name in modules:
            sys.modules.pop(name, None)
        raise
    finally:
        resume_collector(was)
    return True


def _given(module: ModuleType) -> "ModuleSpec | None":
    """For the import system: a module that is there already."""
    loader = module.__loader__

    def create_module(spec: ModuleSpec) -> ModuleType:
        return module

    def exec_module(same: ModuleType) -> None:
        del loader.create_module, loader.exec_module  # type: ignore[union-attr]  # whoever loads it again wants the source

    loader.create_module = create_module  # type: ignore[method-assign, union-attr]  # for this one time
    loader.exec_module = exec_module  # type: ignore[method-assign, union-attr]  # the same
    return module.__spec__


def _module(row: "Row") -> ModuleType:
    """What ``importlib.util.module_from_spec`` makes."""
    spec = _spec(row)
    name, path = row[0], spec.origin
    module = ModuleType(name)
    inside = module.__dict__
    inside["__spec__"] = spec
    inside["__loader__"] = spec.loader
    inside["__package__"] = name if row[2] else name.rpartition(".")[0]
    inside["__file__"] = path
    if row[2]:
        inside["__path__"] = spec.submodule_search_locations
    if not sys.pycache_prefix:
        folder, _, file = path.rpartition("/")  # type: ignore[union-attr]  # a module of the bundle has a path
        inside["__cached__"] = spec.cached = f"{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc"
    return module


def pause_collector() -> bool:
    """Was the garbage collector on? What is loaded at start is no garbage."""
    was = gc.isenabled()
    gc.disable()
    return was


def resume_collector(was: bool) -> None:
    """Back to that state. What exists by now is old: it does not go through the young generations once more."""
    if was:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        gc.enable()


_was = pause_collector()
try:
    _path = _find_library("_machine")
    _machine = _load_machine(_path) if _path else None
    if _machine is not None:
        _start(_machine, 0, 1)
    if _failure is None:
        _read_bundle()
    if _groups or _failure is not None:
        sys.meta_path.insert(0, sys.modules[__name__])  # type: ignore[arg-type]  # this module is a finder
    preload("vmcore.data")
    if _machine is not None and _failure is None:
        _start(_machine, 1, len(COMPILED))
finally:
    resume_collector(_was)
