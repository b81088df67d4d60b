"""How the modules are found: the common library, the file of byte code, and that both are only short cuts."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

import vmcore
from patience import patient
from vmcore import _loop

ROOT = Path(__file__).parent.parent
PACKAGES = Path(vmcore.__file__).parent.parent
TOOL = ROOT / "tools" / "build_modules.py"
RUN = "import pyfront; assert pyfront.run('(+ 1 2)') == 3; "
# Prints the modules that were loaded without being imported one by one.
LOADED = """
import sys
imported = set()
sys.addaudithook(lambda event, args: imported.add(args[0]) if event == "import" else None)
import pyfront
assert pyfront.run("(+ 1 2)") == 3
ours = {name for name, m in sys.modules.items() if name.startswith(("vmcore", "pyfront")) and m.__file__.endswith(".py")}
print(*sorted(ours - imported))
"""

together = pytest.mark.skipif("_machine" not in Path(_loop.__file__ or "").name, reason="every module is a library of its own")


def python(folder: Path, code: str, *flags: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *flags, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=patient(120), check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages in a folder of their own, with a fresh file of byte code. No test changes it."""
    folder = tmp_path_factory.mktemp("built")
    skip = shutil.ignore_patterns("__pycache__", "bench", "modules.bin")
    for name in ("pyfront", "vmcore"):
        shutil.copytree(PACKAGES / name, folder / name, ignore=skip)
    subprocess.run([sys.executable, str(TOOL), str(folder)], check=True, timeout=patient(120))
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """The same for one test, which may change it. Times of files are kept: the file of byte code was made for them."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path


# What anybody can see of the public functions and methods.
PUBLIC = """
import inspect, pyfront, pyfront.errors, vmcore.data, vmcore.errors
for owner in (pyfront.api, pyfront.errors, vmcore.data, vmcore.errors):
    for name, x in sorted(vars(owner).items()):
        if name.startswith("_"):
            continue
        if inspect.isclass(x) and x.__module__ == owner.__name__:
            found = sorted(name for name in vars(x) if inspect.isroutine(getattr(x, name)))
            functions = [getattr(x, name) for name in found]
        else:
            functions = [x] if inspect.isroutine(x) else []
        for f in functions:
            if not inspect.isfunction(f) or f.__module__ != owner.__name__:
                continue
            print(f.__module__, f.__qualname__, f.__doc__, inspect.signature(f), f.__annotations__, f.__code__.co_firstlineno)
"""


def test_every_compiled_module_is_named() -> None:
    assert {path.stem for path in (ROOT / "src" / "vmcore").glob("*.pyx")} == {*vmcore.COMPILED, *vmcore.COMPILED_LATER, *vmcore.COMPILED_WASM}


# Prints the modules with code in Python, after some work.
ALL = """
import sys
import pyfront
{}
print("", *sorted(name for name, m in sys.modules.items() if name.startswith(("vmcore.", "pyfront.")) and m.__file__.endswith(".py")))
"""


@together
@pytest.mark.parametrize(("code", "groups"), [
    ("", "machine api"),
    ("assert pyfront.run('(+ 1 2)') == 3", "machine api opcodes compiler scheme"),
    ("pyfront.Runtime('clojure')", "machine api clojure"),
], ids=["nothing", "scheme", "clojure"])  # fmt: skip
def test_a_small_program_loads_groups_of_modules(built: Path, code: str, groups: str) -> None:
    tool = runpy.run_path(str(TOOL))
    wanted = {name for group in groups.split() for name in tool["GROUPS"][group][1].split()}
    assert set(python(built, ALL.format(code)).split()) == wanted


@together
def test_a_program_from_the_cache_loads_no_compiler(built: Path, tmp_path: Path) -> None:
    tool = runpy.run_path(str(TOOL))
    wanted = {name for group in "machine api opcodes clojure command".split() for name in tool["GROUPS"][group][1].split()}
    program, folder = tmp_path / "p.clj", tmp_path / "cache"
    program.write_text("1", encoding="utf-8")
    code = f"import os; os.environ['VMCORE_CACHE'] = {str(folder)!r}; from pyfront.cli import main; main(['run', {str(program)!r}])"
    assert "pyfront.emit" in python(built, ALL.format(code)).split()
    assert set(python(built, ALL.format(code)).split()) == wanted


@together
def test_threads_that_import_at_the_same_time(built: Path) -> None:
    """No thread sees a module before it has run, and none waits for another for ever."""
    code = """
import sys, threading
import pyfront
sys.setswitchinterval(1e-6)
names = ["pyfront.emit", "pyfront.scheme.reader", "pyfront.expand.expander", "pyfront.clojure", "pyfront.cli.commands", "pyfront.core.ir"]
wanted = dict(zip(names, ["compile_for", "read_all", "expand_unit", "LANGUAGE", "run", "Lambda"]))
gate, seen = threading.Barrier(12), []
def work(name):
    gate.wait()
    __import__(name)
    seen.append(hasattr(sys.modules[name], wanted[name]))
threads = [threading.Thread(target=work, args=(names[i % 6],), daemon=True) for i in range(12)]
for one in threads: one.start()
for one in threads: one.join(30)
print(len(seen), all(seen), len({id(sys.modules[name]) for name in names}))
"""
    for _ in range(5):
        assert python(built, code) == "12 True 6"


@together
def test_a_module_that_was_removed_or_is_loaded_again_is_made_from_its_source(copy: Path) -> None:
    code = """
import importlib, sys
import pyfront.text.datum as first
again = importlib.reload(first)
assert again is first and first.__spec__.name == "pyfront.text.datum"
del sys.modules["pyfront.text.datum"]
import pyfront.text.datum
print(sys.modules["pyfront.text.datum"] is not first, first.__spec__.loader.get_code("pyfront.text.datum") is not None)
"""
    assert python(copy, code) == "True True"


@pytest.mark.skipif(sys.version_info < (3, 11), reason="code objects do not know the names of their classes")
def test_the_functions_that_are_there_from_the_beginning_are_those_that_are_called(copy: Path) -> None:
    """Others work, and take longer. After changes: python tools/build_modules.py --called > tools/start_functions.txt"""
    tool = runpy.run_path(str(TOOL))
    listed = {(module, name) for module, names in tool["functions_called"]().items() for name in names}
    lines = [line.split() for line in python(copy, tool["CALLS"]).splitlines()]
    called = {(module, name) for module, *names in lines for name in names}
    assert len(called - listed) <= 4
    assert len(listed - called) <= 4


def test_functions_for_later_look_like_others(copy: Path) -> None:
    shown = python(copy, PUBLIC)
    assert shown.count("pyfront.api Runtime.") > 20
    (copy / "vmcore" / "modules.bin").unlink()
    assert python(copy, PUBLIC) == shown


@together
def test_a_function_for_later_is_replaced_when_it_is_wanted(copy: Path) -> None:
    code = """
import pyfront
from pyfront.expand import expander
kinds = lambda: (type(vars(pyfront.Runtime)["names"]).__name__, type(vars(pyfront.Symbol)["__repr__"]).__name__,
                 type(expander._where).__name__)
print(*kinds())
rt = pyfront.Runtime()
assert "car" in rt.names() and repr(pyfront.Symbol("a")) == "Symbol('a')" and expander._where("x") == ""
print(*kinds())
"""
    assert python(copy, code).splitlines() == ["Later Later Later", "function function function"]


@together
def test_collections_is_not_loaded_and_can_be(copy: Path) -> None:
    code = RUN + "import sys; print('collections' in sys.modules); import collections; print(collections.OrderedDict())"
    assert python(copy, code, "-S").splitlines() == ["False", "OrderedDict()"]


def test_an_edited_source_wins(copy: Path) -> None:
    source = copy / "pyfront" / "languages.py"
    source.write_text(source.read_text(encoding="utf-8") + "\nEDITED = True\n", encoding="utf-8")
    assert python(copy, RUN + "import pyfront.languages; print(pyfront.languages.EDITED)") == "True"


def test_an_edit_of_the_same_size_wins(copy: Path) -> None:
    source = copy / "pyfront" / "languages.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("LANGUAGES:", "LANGUAGEZ:", 1), encoding="utf-8")
    assert python(copy, "import pyfront.languages; print(hasattr(pyfront.languages, 'LANGUAGEZ'))") == "True"


@pytest.mark.parametrize("content", [b"", b"nonsense of more than twenty bytes", MAGIC_NUMBER + b"\1" * 40], ids=["empty", "other", "older"])
def test_a_file_that_is_not_for_this_python_is_ignored(copy: Path, content: bytes) -> None:
    (copy / "vmcore" / "modules.bin").write_bytes(content)
    assert python(copy, LOADED) == ""


def test_optimised_python_compiles_for_itself(copy: Path) -> None:
    assert python(copy, LOADED, "-O") == ""


def test_tracebacks_name_the_files(copy: Path) -> None:
    code = """
import traceback, pyfront
try:
    pyfront.Runtime(backend="none")
except ValueError:
    print(traceback.format_exc())
"""
    text = python(copy, code)
    assert f'File "{copy / "pyfront" / "api.py"}", line ' in text
    assert "raise ValueError(f\"unknown backend" in text


def test_inspect_and_pickle(copy: Path) -> None:
    code = """
import inspect, pickle, pyfront, pyfront.api
assert "class Runtime" in inspect.getsource(pyfront.api)
program = pickle.loads(pickle.dumps(pyfront.compile("(* 6 7)")))
print(program.run(), pyfront.api.__file__.endswith("api.py"), pyfront.api.__spec__.has_location)
"""
    assert python(copy, code) == "42 True True"


@together
def test_a_library_that_does_not_load_is_an_error_of_who_imports_its_modules(copy: Path) -> None:
    for library in (copy / "vmcore").glob("_machine.*"):
        library.write_bytes(b"no library")
    code = """
import vmcore
for name in ("vmcore._host", "vmcore._image"):
    try:
        __import__(name)
    except ImportError as error:
        print(type(error).__name__)
"""
    assert python(copy, code).split() == ["ImportError", "ImportError"]


def test_the_compiler_works_before_anything_is_compiled(copy: Path) -> None:
    """So that the images can be made before there is a machine."""
    for library in [*(copy / "vmcore").glob("*.so"), *(copy / "vmcore").glob("*.pyd")]:
        library.unlink()
    code = """
import sys, types
package = sys.modules["pyfront"] = types.ModuleType("pyfront")
package.__path__ = [sys.path[1] + "/pyfront"]
from pyfront.scheme.language import LANGUAGE
from pyfront.text.source import SourceMap
sources, top = SourceMap(), LANGUAGE.environment()
unit, names, _ = LANGUAGE.expand(sources.add("p", "(define (f x) (car x))"), sources, top)
print(names, LANGUAGE.emit(unit, sources, "vm")[:8])
"""
    assert python(copy, code) == "('f',) b'VMIMAGE1'"


@pytest.mark.parametrize("before", ["gc.enable()", "gc.disable()"])
def test_the_collector_is_left_as_it_was(copy: Path, before: str) -> None:
    code = f"import gc; {before}; on = gc.isenabled(); " + RUN + "print(gc.isenabled() == on, gc.get_freeze_count())"
    assert python(copy, code) == "True 0"


def test_what_the_user_froze_stays_frozen(copy: Path) -> None:
    code = "import gc; gc.freeze(); n = gc.get_freeze_count(); " + RUN + "print(0 < gc.get_freeze_count() <= n)"
    assert python(copy, code) == "True"


@together
def test_compiled_modules_are_ordinary_modules(copy: Path) -> None:
    code = """
import sys, vmcore, vmcore._host as host
assert sys.modules["vmcore._host"] is host is vmcore._host
print(host.__name__, host.__spec__.name, host.__package__, host.__file__ == host.__spec__.origin, host.Machine.__module__)
"""
    assert python(copy, code) == "vmcore._host vmcore._host vmcore True vmcore._host"
