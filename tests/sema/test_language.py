"""Sema on both backends: ``tests/sema/programs/*.sema``, lines with ``; =>`` (the value as it is printed), ``; prints:`` and ``; !!``
(class and message of an error, a regular expression). Paragraphs share a runtime within a file."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from pyfront import Error, Runtime, run

PROGRAMS = Path(__file__).parent / "programs"
BACKENDS = ("vm", "treewalk")
_EXPECT = re.compile(r"\s*;\s?(=>|!!|prints:) ?(.*)$")


def chunks(path: Path) -> list[tuple[int, str, str, str]]:
    """Line, code, kind and text of each expectation, or a chunk without one."""
    found = []
    code: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = _EXPECT.search(line)
        code.append(line[: match.start()] if match else line)
        if match:
            found.append((number, "\n".join(code), match[1], match[2]))
            code = []
    if "".join(code).strip():
        found.append((0, "\n".join(code), "", ""))
    return found


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.sema")), ids=lambda path: path.stem)
def test_program(path: Path, backend: str) -> None:
    out = io.StringIO()
    runtime = Runtime("sema", backend=backend, stdout=out, timeout=60)
    wrong = []
    for line, code, kind, expected in chunks(path):
        out.seek(0)
        out.truncate()
        try:
            value = runtime.written(runtime.compile(code, path.name))
            got = "nil" if value is None else value
            if kind == "prints:":
                got = out.getvalue().rstrip("\n").replace("\n", "\\n")
            ok = kind == "" or (kind != "!!" and got == expected)
        except Error as error:
            got = f"{type(error).__name__}: {error.message}"
            ok = kind == "!!" and re.search(expected, got) is not None
        if not ok:
            wrong.append(f"{path.name}:{line}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("backend", BACKENDS)
def test_values_for_python(backend: str) -> None:
    assert run('{:a [1 2.5 "x" nil]}', "sema", backend=backend) is not None
    assert run("(list 1 (list) #t)", "sema", backend=backend) == [1, [], True]
    assert run("nil", "sema", backend=backend) is None


@pytest.mark.parametrize("backend", BACKENDS)
def test_python_functions(backend: str) -> None:
    runtime = Runtime("sema", backend=backend)
    runtime.define("twice", lambda x: x * 2)
    assert runtime.eval("(map twice (list 1 2))") == [2, 4]
    assert runtime.eval("(define (f x) (+ x 1))") is None
    assert runtime.call("f", 4) == 5


def test_error_has_place() -> None:
    with pytest.raises(Error) as caught:
        run("(define (f x)\n  (list (car x)))\n(list (f 5))", "sema", filename="p.sema")
    assert "expected list or vector, got int" in caught.value.message
    assert (caught.value.line, caught.value.column) == (2, 9)


def test_nested_too_deeply_for_python() -> None:
    with pytest.raises(Error, match="json/encode: the data are nested too deeply"):
        run("(define (deep n x) (if (= n 0) x (deep (- n 1) (list x)))) (json/encode (deep 200000 1))", "sema")


def test_capabilities_are_off() -> None:
    with pytest.raises(Error, match="env"):
        run('(env "HOME")', "sema")


def test_what_is_missing_says_so() -> None:
    with pytest.raises(Error, match=r"unbound variable: ws/connect\n.*\n.*\n.*web sockets"):
        run('(ws/connect "x")', "sema")


def test_modules(tmp_path: Path) -> None:
    (tmp_path / "m.sema").write_text("(module m (export f) (define hidden 3) (define (f x) (* x hidden)))")
    assert run('(import "m.sema") (f 5)', "sema", path=[str(tmp_path)]) == 15
    with pytest.raises(Error, match="not exported"):
        run('(import "m.sema" hidden)', "sema", path=[str(tmp_path)])
