"""Libraries in files, included files: found, loaded once, compiled into programs; and what may not be read."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import pytest

import pyfront
from pyfront import Program, Runtime
from pyfront.cli import saved
from pyfront.errors import CapabilityError, ExpandError, FileError, ReadError, UnboundVariable, WrongType

COUNTER = """(define-library (util counter)
  (export next! (rename counter-value value) with-next)
  (import (scheme base) (scheme write))
  (begin
    (define n 0)
    (define (next!) (set! n (+ n 1)) n)
    (define (counter-value) n)
    (define-syntax with-next (syntax-rules () ((_ x body) (let ((x (next!))) body))))
    (display "[counter]")))
"""
USER = """(define-library (user)
  (export twice)
  (import (scheme base) (util counter))
  (begin (define (twice) (next!) (next!))))
"""
MAIN = "(import (scheme base) (user) (prefix (util counter) c:)) (twice) (list (c:value) (c:with-next y (* y 10)))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "util").mkdir()
    (tmp_path / "util" / "counter.sld").write_text(COUNTER)
    (tmp_path / "user.sld").write_text(USER)
    return tmp_path


def runtime(*path: Path, **options: Any) -> tuple[Runtime, io.StringIO]:
    out = io.StringIO()
    return Runtime(path=[str(one) for one in path], stdout=out, **options), out


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_found_in_a_directory_and_run_once(folder: Path, backend: str) -> None:
    rt, out = runtime(folder, backend=backend)
    assert rt.eval(MAIN) == [2, 30]
    assert rt.eval(MAIN) == [5, 60]
    assert rt.eval("(import (util counter)) (value)") == 6
    assert out.getvalue() == "[counter]"


def test_the_first_directory_wins(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "user.sld").write_text("(define-library (user) (export twice) (import (scheme base)) (begin (define (twice) 'other)))")
    rt, _ = runtime(other, folder)
    assert rt.show(rt.eval("(import (user)) (twice)")) == "other"


def test_numbers_in_names(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.sld").write_text("(define-library (a 1) (export x) (import (scheme base)) (begin (define x 'one)))")
    rt, _ = runtime(tmp_path)
    assert rt.show(rt.eval("(import (a 1)) x")) == "one"
    assert rt.show(rt.eval("(cond-expand ((library (a 1)) 'there) (else 'not))")) == "there"
    assert rt.show(rt.eval("(cond-expand ((library (a 2)) 'there) (else 'not))")) == "not"


def test_eval_and_environment_load_libraries(folder: Path) -> None:
    rt, out = runtime(folder)
    assert rt.eval("(eval '(twice) (environment '(user)))") == 2
    assert rt.eval("(eval '(begin (import (util counter)) (next!)) (interaction-environment))") == 3
    assert out.getvalue() == "[counter]"


@pytest.mark.parametrize("first", ["vm", "treewalk"])
def test_a_program_holds_its_libraries(folder: Path, first: str) -> None:
    program = pyfront.compile(MAIN, path=[str(folder)], backend=first)
    for file in ("user.sld", "util/counter.sld"):
        (folder / file).unlink()
    again = pickle.loads(pickle.dumps(program))
    stored = saved.load(saved.dump(program))
    for one in (program, again, stored):
        assert isinstance(one, Program)
        for backend in ("vm", "treewalk"):  # the other one is compiled from the texts the program keeps
            assert one.run(backend=backend, stdout=io.StringIO()) == [2, 30]


def test_a_program_run_twice_runs_its_libraries_once(folder: Path) -> None:
    program = pyfront.compile(MAIN, path=[str(folder)])
    rt, out = runtime()
    assert rt.run(program) == [2, 30]
    assert rt.run(program) == [5, 60]
    assert out.getvalue() == "[counter]"


def test_a_body_that_fails_runs_again(tmp_path: Path) -> None:
    (tmp_path / "l.sld").write_text("(define-library (l) (export x) (import (scheme base)) (begin (define x (check))))")
    (tmp_path / "l.sld").write_text(
        "(define-library (l) (export x) (import (scheme base) (only (vmcore) car)) (begin (define x 1) (car state)))"
        .replace("state", "(vector)")
    )
    rt, _ = runtime(tmp_path)
    for _ in range(2):
        with pytest.raises(WrongType) as caught:
            rt.eval("(import (l)) x")
        assert caught.value.file == str(tmp_path / "l.sld")
        assert caught.value.line == 1


def test_errors_in_a_library_point_into_its_file(tmp_path: Path) -> None:
    (tmp_path / "l.sld").write_text("(define-library (l)\n  (export x)\n  (import (scheme base))\n  (begin (define (f) (if))))")
    (tmp_path / "m.sld").write_text("(define-library (m)\n  (export x) (import (scheme base) (l)))")
    (tmp_path / "n.sld").write_text("(define-library (n)")
    rt, _ = runtime(tmp_path)
    for text in ("(import (l))", "(import (m))"):
        with pytest.raises(ExpandError, match="bad syntax in if") as caught:
            rt.eval(text)
        assert (caught.value.file, caught.value.line, caught.value.column) == (str(tmp_path / "l.sld"), 4, 22)
    with pytest.raises(ReadError):
        rt.eval("(import (n))")


def test_run_time_errors_in_a_library(tmp_path: Path) -> None:
    text = "(define-library (l) (export f) (import (scheme base))\n (begin (define (f x)\n  (+ 1 (car x)))))"
    (tmp_path / "l.sld").write_text(text)
    rt, _ = runtime(tmp_path)
    with pytest.raises(WrongType) as caught:
        rt.eval("(import (scheme base) (l))\n(list (f 5))", "main.scm")
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "l.sld"), 3)
    assert [(frame.name, frame.file, frame.line) for frame in caught.value.backtrace] == [
        ("f", str(tmp_path / "l.sld"), 3), ("", "main.scm", 2),
    ]  # fmt: skip


def test_cyclic_imports(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.sld").write_text(f"(define-library ({name}) (export) (import ({other})))")
    (tmp_path / "self.sld").write_text("(define-library (self) (export) (import (self)))")
    rt, _ = runtime(tmp_path)
    with pytest.raises(ExpandError, match=r"import each other: \(a\) imports \(b\) imports \(c\) imports \(a\)"):
        rt.eval("(import (a))")
    with pytest.raises(ExpandError, match=r"import each other: \(self\) imports \(self\)"):
        rt.eval("(import (self))")


def test_wrong_files(tmp_path: Path) -> None:
    (tmp_path / "other.sld").write_text("(define-library (another) (export))")
    (tmp_path / "bytes.sld").write_bytes(b"\xff\xfe")
    (tmp_path / "bad.sld").write_text("(define-library (bad) (export f) (import (scheme base)))")
    rt, _ = runtime(tmp_path)
    with pytest.raises(ExpandError, match=r"does not define the library \(other\)"):
        rt.eval("(import (other))")
    with pytest.raises(FileError, match="not UTF-8"):
        rt.eval("(import (bytes))")
    with pytest.raises(ExpandError, match=r"\(bad\) exports f, but does not define it"):
        rt.eval("(import (bad))")
    with pytest.raises(ExpandError, match=r"unknown library \(not there\); there is no not/there\.sld in "):
        rt.eval("(import (not there))")


@pytest.mark.parametrize("name", ["(|..| secret)", "(|/etc/passwd|)", "(a |.| b)", "(|../secret|)", "(|a\\\\b|)"])
def test_names_do_not_lead_out_of_the_directories(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.sld").write_text("(define-library (|..| secret) (export))")
    rt, _ = runtime(inside)
    with pytest.raises(ExpandError, match="unknown library"):
        rt.eval(f"(import {name})")


# ---------------------------------------------------------------- include


def test_include_is_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.scm").write_text('(define a 1) (include "b.scm")')
    (tmp_path / "sub" / "b.scm").write_text("(define B 2)")
    (tmp_path / "sub" / "c.scm").write_text("(define C 3)")
    rt, _ = runtime(allow=["file-read"])
    main = str(tmp_path / "main.scm")
    assert rt.eval('(include "sub/a.scm") (include-ci "sub/c.scm") (list a B c)', main) == [1, 2, 3]


def test_include_in_a_library(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "l.sld").write_text('(define-library (lib l) (include-library-declarations "exports.scm")'
                                            ' (import (scheme base)) (include "body.scm") (include-ci "more.scm"))')
    (tmp_path / "lib" / "exports.scm").write_text("(export f g)")
    (tmp_path / "lib" / "body.scm").write_text("(define (f)\n (car 1))")
    (tmp_path / "lib" / "more.scm").write_text("(define (G) 'more)")
    rt, _ = runtime(tmp_path)  # no capability: files below the directory of libraries may be included
    assert rt.show(rt.eval("(import (lib l)) (g)")) == "more"
    with pytest.raises(WrongType) as caught:
        rt.eval("(import (lib l)) (f)")
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "lib" / "body.scm"), 2)


def test_include_needs_the_capability(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.scm").write_text("(define secret 1)")
    (tmp_path / "inside" / "link.scm").symlink_to(tmp_path / "secret.scm")
    (tmp_path / "inside" / "l.sld").write_text('(define-library (l) (export secret) (import (scheme base)) (include "../secret.scm"))')
    rt, _ = runtime(tmp_path / "inside")
    main = str(tmp_path / "inside" / "main.scm")
    for text in ('(include "../secret.scm")', f'(include "{tmp_path}/secret.scm")', '(include "link.scm")', "(import (l))"):
        with pytest.raises(CapabilityError, match="'file-read' was not given"):
            rt.eval(text, main)
    free, _ = runtime(tmp_path / "inside", allow=["file-read"])
    assert free.eval("(import (l)) secret", main) == 1


def test_include_errors(tmp_path: Path) -> None:
    (tmp_path / "a.scm").write_text('(include "b.scm")')
    (tmp_path / "b.scm").write_text('(include "a.scm")')
    (tmp_path / "bad.scm").write_text("(define x 1)\n(if)")
    rt, _ = runtime(allow=["file-read"])
    main = str(tmp_path / "main.scm")
    with pytest.raises(ExpandError, match="includes itself"):
        rt.eval('(include "a.scm")', main)
    with pytest.raises(FileError, match=r"cannot read .*none\.scm") as missing:
        rt.eval('\n  (include "none.scm")', main)
    assert (missing.value.file, missing.value.line, missing.value.column) == (main, 2, 12)
    with pytest.raises(ExpandError, match="bad syntax in if") as bad:
        rt.eval('(include "bad.scm")', main)
    assert (bad.value.file, bad.value.line) == (str(tmp_path / "bad.scm"), 2)


def test_an_included_file_is_part_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "a.scm").write_text("(define a 41)")
    program = pyfront.compile('(include "a.scm") (+ a 1)', filename=str(tmp_path / "m.scm"), allow=["file-read"])
    (tmp_path / "a.scm").unlink()
    assert program.run() == 42
    assert program.run(backend="treewalk") == 42


def test_path_must_be_a_sequence() -> None:
    with pytest.raises(TypeError, match="sequence of directories"):
        Runtime(path="lib")


def test_an_entry_at_a_prompt_is_no_program() -> None:
    rt, _ = runtime()
    assert rt.run(rt.compile("(import (only (scheme base) car)) (cdr '(1 2))", entry=True)) == [2]


def test_libraries_are_kept_with_a_program(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyfront.scheme import files

    read: list[str] = []
    plain = files._expand_library

    def counting(cx: Any, name: str, source: Any, inner: Any) -> Any:
        read.append(name)
        return plain(cx, name, source, inner)

    monkeypatch.setattr(files, "_expand_library", counting)
    options: dict[str, Any] = {"path": [str(folder)], "cache": str(tmp_path / "kept")}
    for _ in range(2):
        assert pyfront.run(MAIN, stdout=io.StringIO(), **options) == [2, 30]
    assert sorted(read) == ["(user)", "(util counter)"]
    (folder / "user.sld").write_text(USER.replace("(next!) (next!)", "(next!)"))
    assert pyfront.run(MAIN, stdout=io.StringIO(), **options) == [1, 20]  # a file that changed is read again
    (folder / "user.sld").unlink()
    with pytest.raises(ExpandError, match="unknown library"):
        pyfront.run(MAIN, stdout=io.StringIO(), **options)


@pytest.mark.parametrize("where", ["library", "included"])
def test_names_near_a_library_s_own(tmp_path: Path, where: str) -> None:
    """What is suggested for an unbound variable is what the library sees, not what the program does."""
    body = "(define (double-it x) (* 2 x)) (define (total x) (double-ti x))"
    begin = f"(begin {body})" if where == "library" else '(include "body.scm")'
    (tmp_path / "body.scm").write_text(body)
    (tmp_path / "sums.sld").write_text(f"(define-library (sums) (export total) (import (scheme base)) {begin})")
    program = "(import (scheme base) (sums)) (define (double-th x) x) (total 1)"
    rt, _ = runtime(tmp_path)
    with pytest.raises(UnboundVariable, match="double-ti") as caught:
        rt.eval(program)
    assert caught.value.notes == ["perhaps double-it is meant"]
    cache = tmp_path / "cache"
    for _ in range(2 if where == "library" else 0):  # the second one is not compiled
        with pytest.raises(UnboundVariable, match="double-ti") as caught:
            pyfront.run(program, path=[str(tmp_path)], cache=str(cache))
        assert "double-th" not in str(caught.value.notes)


def test_an_imported_procedure_is_not_blamed(tmp_path: Path) -> None:
    """For an unbound name in its arguments, also if nobody knows any more what its library exports."""
    (tmp_path / "sums.sld").write_text("(define-library (sums) (export total) (import (scheme base)) (begin (define (total x) x)))")
    program = "(import (scheme base) (prefix (sums) s:)) (define (f) (s:total (missing 1))) (f)"
    for _ in range(2):  # the second one is not compiled
        with pytest.raises(UnboundVariable, match="unbound variable: missing"):
            pyfront.run(program, path=[str(tmp_path)], cache=str(tmp_path / "cache"))


def test_imported_names_in_programs() -> None:
    """A program may define what it imports, for all of it, and then assign it; without a definition, not."""
    assert pyfront.run("""(import (scheme base))
        (define before (square 3))
        (define (twice x) (square x))
        (define (square x) (list x x))
        (set! square (let ((old square)) (lambda (x) (old (+ x 1)))))
        (list before (twice 1))""") == [9, [2, 2]]
    with pytest.raises(ExpandError, match=r"list cannot be assigned: it is imported from \(scheme base\)"):
        pyfront.run("(import (scheme base)) (define (f) (set! list 1))")
    rt = Runtime()
    assert rt.eval("(import (scheme base)) (list 1)") == [1]
    assert rt.eval("(set! list vector) (vector? (list 1))") is True
