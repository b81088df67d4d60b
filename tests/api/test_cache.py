"""The cache of compiled programs: found again, never wrong, whatever happens to its files."""

from __future__ import annotations

import io
import os
import random
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import ordinary
import pyfront
import vmcore
from pyfront import cache
from pyfront.scheme.files import Reading
from shell import python
from shell import vmcore as command

PROGRAM = "(define (f x) (* x 7)) (display (f 6))"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are compiled from now on."""
    seen: list[str] = []
    plain = pyfront.Runtime.compile

    def counted(self: Any, source: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(source)
        return plain(self, source, *args, **kwargs)

    monkeypatch.setattr(pyfront.Runtime, "compile", counted)
    return seen


def run(source: str, folder: Path | bool, **options: Any) -> str:
    out = io.StringIO()
    value = pyfront.run(source, cache=folder, stdout=out, **options)
    return out.getvalue() + ("" if value is None else f" {value}")


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*" + cache.SUFFIX)) if folder.exists() else []


@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
def test_the_second_run_compiles_nothing(tmp_path: Path, compiled: list[str], backend: str) -> None:
    for _ in range(3):
        assert run(PROGRAM, tmp_path / "c", backend=backend) == "42"
    assert compiled == [PROGRAM]
    assert len(entries(tmp_path / "c")) == 1


def test_the_value_and_the_errors_are_the_same(tmp_path: Path) -> None:
    assert [run("(+ 1 2)", tmp_path) for _ in range(2)] == [" 3", " 3"]
    messages = []
    for _ in range(2):
        with pytest.raises(pyfront.Error) as caught:
            pyfront.run("(define (g x)\n  (car x))\n(+ 1 (g 5))", filename="bad.scm", cache=tmp_path)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert "bad.scm" in messages[0]


def test_nothing_is_kept_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VMCORE_CACHE", str(tmp_path))
    assert run(PROGRAM, False) == "42"
    assert entries(tmp_path) == []
    assert run(PROGRAM, True) == "42"
    assert len(entries(tmp_path)) == 1


DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "text": ({"source": "(+ 1 2)"}, {"source": "(+ 1 3)"}),
    "filename": ({"filename": "a.scm"}, {"filename": "b.scm"}),
    "backend": ({"backend": "vm"}, {"backend": "treewalk"}),
    "globals": ({}, {"globals": {"car": 5}}),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_compiled(tmp_path: Path, compiled: list[str], name: str) -> None:
    for options in DIFFERENT[name]:
        pyfront.run(**{"source": "(car '(1))" if name != "globals" else "car", **options, "cache": tmp_path})
    assert len(compiled) == 2


def test_a_compiler_uses_no_other_language() -> None:
    """What compiler_identity() leaves out for one language."""
    import ast

    folder = Path(cache.__file__).parent
    for one in (*cache._LANGUAGES, *cache._SHARED):
        for path in (folder / one).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "") or ""]
                for name in names:
                    part = name.split(".")[1] if name.startswith("pyfront.") else ""
                    assert part == one or part not in cache._LANGUAGES or part == "wasm", (path, name)


def test_an_edited_compiler_finds_nothing(tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(PROGRAM, tmp_path)
    now = cache.compiler_identity()
    assert now == cache.compiler_identity()
    monkeypatch.setattr(cache, "compiler_identity", lambda language: now[::-1])
    run(PROGRAM, tmp_path)
    assert len(compiled) == 2


def test_another_installation_or_a_new_file_in_it_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("scheme", *cache._SHARED):
        (tmp_path / folder).mkdir()
        os.utime(tmp_path / folder, (1, 1))
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    seen = set()
    for installed in ("10 20", "10 21"):
        monkeypatch.setattr(vmcore, "installed", installed)
        seen.add(cache.compiler_identity("scheme"))
        assert cache.compiler_identity("scheme") in seen
    (tmp_path / "emit" / "x.py").write_text("")
    assert cache.compiler_identity("scheme") not in seen


# ---------------------------------------------------------------- files


def entry_with(files: dict[str, bytes], absent: tuple[str, ...] = ()) -> cache.Entry:
    return cache.Entry((), files, absent, [("", "vm", b"")])


def test_files_that_were_read_must_be_the_same(tmp_path: Path) -> None:
    file, store = tmp_path / "a.scm", cache.Cache(str(tmp_path / "c"))
    file.write_bytes("\ufeff(define x 1)".encode())
    store.store("k", entry_with({str(file): cache.digest(b"(define x 1)")}))
    assert store.find("k") is not None
    file.write_text("(define x 2)", encoding="utf-8")
    assert store.find("k") is None
    file.unlink()
    assert store.find("k") is None


def test_files_that_were_not_there_must_not_appear(tmp_path: Path) -> None:
    file, store = tmp_path / "a.sld", cache.Cache(str(tmp_path / "c"))
    store.store("k", entry_with({}, (str(file),)))
    assert store.find("k") is not None
    file.touch()
    assert store.find("k") is None


def test_an_included_file_is_part_of_what_must_be_the_same(tmp_path: Path, compiled: list[str]) -> None:
    part = tmp_path / "part.scm"
    answers = []
    for text in ("(define x 1)", "(define x 1)", "(define x 2)"):
        part.write_text(text, encoding="utf-8")
        runtime = pyfront.Runtime()
        runtime.environment.reading = Reading(free=True)
        source = f'(include "{part.as_posix()}") (* x 10)'
        answers.append(runtime.run(cache.compile_once(pyfront.Program, runtime, source, "p.scm", tmp_path / "c")))
    assert answers == [10, 10, 20]
    assert len(compiled) == 2


# ---------------------------------------------------------------- bad entries


def test_damaged_entries_are_compiled_anew(tmp_path: Path) -> None:
    assert run(PROGRAM, tmp_path) == "42"
    path, = entries(tmp_path)
    good = path.read_bytes()
    rng = random.Random(7)
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
        path.write_bytes(bad[: rng.choice((len(bad), rng.randrange(len(bad))))])
        assert run(PROGRAM, tmp_path) == "42"
        assert path.read_bytes() == good


def forged(good: bytes, key: str, rng: random.Random) -> bytes:
    """An entry with another image, and with the right digests."""
    entry = cache.unpack(good, key)
    name, backend, image = entry.images[0]
    bad = bytearray(image)
    for _ in range(rng.randint(1, 3)):
        bad[rng.randrange(len(bad))] = rng.randrange(256)
    entry.images[0] = (name, backend, bytes(bad))
    return cache.pack(key, entry)


def test_forged_images_are_up_to_the_verifier(tmp_path: Path) -> None:
    """What a forger writes is refused and compiled anew, or is code that may run: under limits, and never a crash."""
    source = "(define (f x) (if (< x 2) x (+ (f (- x 1)) (f (- x 2))))) (f 10)"
    assert run(source, tmp_path) == " 55"
    path, = entries(tmp_path)
    good = path.read_bytes()
    rng = random.Random(11)
    anew = 0
    for _ in range(150):
        path.write_bytes(forged(good, path.stem, rng))
        try:
            pyfront.run(source, cache=tmp_path, fuel=10_000, memory=1 << 24, stdout=io.StringIO())
        except pyfront.Error:
            pass
        anew += path.read_bytes() == good
    assert anew > 30


def test_an_entry_of_another_key_is_none(tmp_path: Path, compiled: list[str]) -> None:
    run(PROGRAM, tmp_path)
    path, = entries(tmp_path)
    other = "(display 5)"
    assert run(other, tmp_path) == "5"
    second, = set(entries(tmp_path)) - {path}
    second.write_bytes(path.read_bytes())
    assert run(other, tmp_path) == "5"
    assert compiled == [PROGRAM, other, other]


@pytest.mark.skipif(os.name == "nt", reason="a profile belongs to its user")
def test_a_directory_where_others_may_write_is_not_used(tmp_path: Path, compiled: list[str]) -> None:
    folder = tmp_path / "c"
    run(PROGRAM, folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    run(PROGRAM, folder)
    assert len(compiled) == 2


@pytest.mark.parametrize("what", ["file", "zero"])
def test_a_cache_that_cannot_be_used_is_no_error(tmp_path: Path, what: str) -> None:
    place = tmp_path / "place"
    place.write_text("a file", encoding="utf-8")
    for _ in range(2):
        assert run(PROGRAM, place if what == "file" else "a\0b") == "42"  # type: ignore[arg-type]


def test_programs_that_need_their_environment_are_not_kept(tmp_path: Path) -> None:
    for name in ("interaction-environment", "load"):
        run(f"(define (f) ({name})) 1", tmp_path)
    assert entries(tmp_path) == []


def test_a_context_that_words_do_not_describe_is_not_kept(tmp_path: Path, compiled: list[str]) -> None:
    for _ in range(2):
        runtime = pyfront.Runtime()
        runtime.eval("(define-syntax twice (syntax-rules () ((_ x) (* 2 x))))")
        assert runtime.run(cache.compile_once(pyfront.Program, runtime, "(twice 4)", "p", tmp_path)) == 8
    assert compiled.count("(twice 4)") == 2
    assert entries(tmp_path) == []


# ---------------------------------------------------------------- writers


def test_concurrent_writers_and_readers(tmp_path: Path) -> None:
    """Entries of one key by many threads: whoever reads finds a whole one, of one of them."""
    store = cache.Cache(str(tmp_path))
    bodies = [bytes([n]) * (200_000 + n) for n in range(4)]
    wrong: list[object] = []
    store.store("k", cache.Entry((), {}, (), [("", "vm", bodies[0])]))
    done = threading.Event()

    def write(body: bytes) -> None:
        while not done.is_set():
            store.store("k", cache.Entry((), {}, (), [("", "vm", body)]))

    def read() -> None:
        for _ in range(200):
            entry = store.find("k")
            if entry is None or entry.images[0][2] not in bodies:
                wrong.append(entry)

    writers = [threading.Thread(target=write, args=(body,)) for body in bodies]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for one in writers + readers:
        one.start()
    for one in readers:
        one.join()
    done.set()
    for one in writers:
        one.join()
    assert wrong == []
    assert [path.name for path in tmp_path.iterdir()] == ["k" + cache.SUFFIX]


def test_processes_at_once(tmp_path: Path) -> None:
    import subprocess

    code = f"import pyfront, sys; pyfront.run({PROGRAM!r}, cache=sys.argv[1])"
    env = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    command = [sys.executable, "-c", code, str(tmp_path / "c")]
    running = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE) for _ in range(6)]
    assert [one.communicate(timeout=60)[0] for one in running] == [b"42"] * 6
    assert len(list((tmp_path / "c").iterdir())) == 1


def test_the_oldest_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ENTRIES", 10)
    store = cache.Cache(str(tmp_path))
    left = tmp_path / f"x{cache.SUFFIX}.77-00"
    left.touch()
    os.utime(left, (0, 0))
    for n in range(10):
        store.store(f"k{n}", entry_with({}))
        os.utime(tmp_path / f"k{n}{cache.SUFFIX}", (n, n))
    store.store("new", entry_with({}))
    assert {path.stem for path in tmp_path.iterdir()} == {"k5", "k6", "k7", "k8", "k9", "new"}


# ---------------------------------------------------------------- where, and the command line

FOLDERS = [
    ({"VMCORE_CACHE": "/x/y"}, "/x/y"),
    ({"VMCORE_CACHE": "off"}, None),
    ({"VMCORE_CACHE": "0"}, None),
    ({"XDG_CACHE_HOME": "/x"}, "/x/vmcore"),
    ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/vmcore"),
    ({"HOME": "/h"}, "/h/.cache/vmcore"),
]


@pytest.mark.skipif(os.name == "nt", reason="names of POSIX")
@pytest.mark.parametrize(("env", "folder"), FOLDERS)
def test_where_it_is(monkeypatch: pytest.MonkeyPatch, env: dict[str, str], folder: str | None) -> None:
    for name in ("VMCORE_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert cache.default_folder() == folder


def test_the_command_line_keeps_programs(tmp_path: Path) -> None:
    program = tmp_path / "p.scm"
    program.write_text(PROGRAM, encoding="utf-8")
    folder = tmp_path / "c"
    for arguments, setting, kept in (
        (("--no-cache",), str(folder), 0),
        ((), "off", 0),
        ((), str(folder), 1),
        ((), str(folder), 1),
        (("--backend", "treewalk"), str(folder), 2),
    ):
        done = command("run", *arguments, program, VMCORE_CACHE=setting)
        assert (done.code, done.out) == (0, "42"), done
        assert len(entries(folder)) == kept


@pytest.mark.parametrize("start", ["first", "second"])
def test_the_second_start_loads_no_compiler(tmp_path: Path, start: str) -> None:
    program = tmp_path / "p.scm"
    program.write_text(ordinary.program(200), encoding="utf-8")
    code = f"from pyfront.cli import main; import sys; main(['run', {str(program)!r}]); print(*sys.modules)"
    for _ in range(1 if start == "first" else 2):
        done = python("-c", code, VMCORE_CACHE=str(tmp_path / "c"))
    answer, modules = done.out.splitlines()
    assert answer == str(ordinary.answer(200))
    compiling = {"pyfront.passes", "pyfront.emit.calls", "pyfront.scheme.forms"} & set(modules.split())
    assert len(compiling) == (3 if start == "first" else 0)


@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
def test_clojure(tmp_path: Path, compiled: list[str], backend: str) -> None:
    source = """(def ^:dynamic *d* 1) (defrecord P [x]) (defn f [x] (str x *d* (:x (->P 3))))
        (println (f "a") (binding [*d* 2] (f 1)) (ns-name *ns*) (some? (resolve 'f)) (resolve 'g))"""
    for _ in range(3):
        assert run(source, tmp_path / "c", backend=backend, language="clojure") == "a13 123 user true nil\n"
    assert compiled == [source]


@pytest.mark.parametrize("source", ["(println (eval '(+ 1 4)))", '(println (load-string "5"))'])
def test_clojure_that_compiles_when_it_runs_is_not_kept(tmp_path: Path, compiled: list[str], source: str) -> None:
    assert [run(source, tmp_path / "c", language="clojure") for _ in range(2)] == ["5\n"] * 2
    assert compiled == [source] * 2


@pytest.mark.parametrize("source", [
    "(defmacro m [] 5) (println (m))", "(ns a.b (:require [clojure.string :as s])) (println (count (s/trim \" 12345\")))",
])  # fmt: skip
def test_clojure_that_compiles_form_by_form_is_kept(tmp_path: Path, compiled: list[str], source: str) -> None:
    assert [run(source, tmp_path / "c", language="clojure") for _ in range(3)] == ["5\n"] * 3
    assert compiled == [source]
