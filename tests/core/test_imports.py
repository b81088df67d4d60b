"""What a program and a library see: their imports, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import pyfront
from pyfront.errors import ExpandError, UnboundVariable
from pyfront.scheme.language import LANGUAGE
from pyfront.scheme.libraries import BUNDLED, export_names, find, system_names
from pyfront.scheme.names import user_environment

BASE = "(import (scheme base)) "


def run(text: str, **options: Any) -> Any:
    return pyfront.run(text, stdout=io.StringIO(), **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(car '(1 2))", 1),  # without an import everything is visible
        (BASE + "(car '(1 2))", 1),
        ("(import (only (scheme base) quote cdr)) (cdr '(1 2))", [2]),
        ("(import (only (scheme base) quote cdr)) (import (only (scheme base) car)) (car '(1 2))", 1),
        ("(import (rename (scheme base) (car first))) (first '(1 2))", 1),
        ("(import (prefix (scheme base) b:)) (b:let ((x 1)) (b:+ x 1))", 2),
        ("(import (except (scheme base) car)) (define (car x) 'mine) (car '(1))", "mine"),
        (BASE + "(define (car x) 'mine) (car '(1))", "mine"),
        (BASE + "(define-syntax swap (syntax-rules () ((_ a b) (list b a)))) (swap 1 2)", [2, 1]),
        ("(define-library (l) (export f) (import (scheme base)) (begin (define (f) 5)))\n(import (l)) (f)", 5),
        ("(define-library (l) (export m) (import (scheme base))"
         " (begin (define (f x) (* x 2)) (define-syntax m (syntax-rules () ((_ x) (let ((y x)) (f y)))))))"
         "(import (l)) (m 4)", 8),  # a macro sees what its library sees
        ("(import (scheme base)) (import (only (vmcore) void)) (procedure? void)", True),
        (BASE + "(let-syntax ((m (syntax-rules () ((_ x ...) (list x ...))))) (m 1 2))", [1, 2]),
    ],
)  # fmt: skip
def test_visible(text: str, expected: object) -> None:
    value = run(text)
    assert (value.name if isinstance(value, pyfront.Symbol) else value) == expected


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (BASE + "(display 1)", "display"),
        ("(import (except (scheme base) car)) (car '(1))", "car"),
        ("(import (only (scheme base) quote cdr)) (car '(1))", "car"),
        ("(import (rename (scheme base) (car first))) (car '(1))", "car"),
        ("(import (prefix (scheme base) b:)) (car 1)", "car"),
        ("(import (only (scheme base) car)) (let ((x 1)) x)", "let"),
        (BASE + "(set! fold 1)", "fold"),
        ("(define-library (l) (export f) (import (only (scheme base) define)) (begin (define (f) (car 1))))"
         "(import (l)) (f)", "car"),
        ("(define-library (l) (export f) (import (scheme base)) (begin (define (f) 1) (define (g) 2)))"
         "(import (l)) (g)", "g"),
        ("(define-library (l) (export f) (import (scheme base)) (begin (define (f) 1))) (import (l)) (car 1)", "car"),
        ("(import (only (scheme base) cond)) (cond (else 1))", "else"),
    ],
)  # fmt: skip
def test_hidden(text: str, hidden: str) -> None:
    with pytest.raises(UnboundVariable, match=rf"unbound variable: {hidden}\b"):
        run(text)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("(import (only (scheme base) caar cra))", r"\(scheme base\) does not export cra; did you mean car\?", 34),
        ("(import (except (scheme base) frobnicate))", r"does not export frobnicate\n", 31),
        ("(import (rename (scheme base) (vector-lenght n)))", "did you mean vector-length", 32),
        ("(import (only (srfi 1) first no-such-name))", r"\(srfi 1\) does not export no-such-name", 30),
        ("(import (only (prefix (scheme base) b:) car))", r"\(scheme base\) does not export car\n", 41),
        ("(import (scheme bsae))", r"unknown library \(scheme bsae\); did you mean \(scheme base\)\?", 9),
        ("(import (my own lib))", r"unknown library \(my own lib\)\n", 9),
        ("(define-library (scheme base) (export))", "the implementation has it", 17),
        ("(define-library (l) (export f) (begin (define (f) 1)))", "exports f, .* nor does it import define", 29),
    ],
)
def test_import_errors(text: str, message: str, column: int) -> None:
    with pytest.raises(ExpandError, match=message) as caught:
        run(text)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_a_program_sees_what_the_host_defined() -> None:
    assert run(BASE + "(+ (twice 4) n)", globals={"twice": lambda x: 2 * x, "n": 1}) == 9


def test_only_the_unit_with_the_import_is_a_program() -> None:
    rt = pyfront.Runtime(stdout=io.StringIO())
    rt.eval("(import (only (scheme base) define + *)) (define (f x) (* x 2))")
    assert rt.eval("(list (f 4) (first '(1)))") == [8, 1]
    with pytest.raises(UnboundVariable):
        rt.eval("(import (only (scheme base) +)) (list (f 4))")
    assert rt.eval("(import (only (scheme base) +)) (+ (f 4) 1)") == 9  # what was defined stays visible


def test_imports_of_earlier_units_stay() -> None:
    rt = pyfront.Runtime(stdout=io.StringIO())
    rt.eval("(import (prefix (scheme base) b:))")
    assert rt.eval("(b:list 1 (vector-length #(1 2)))") == [1, 2]


def test_a_failing_unit_imports_nothing() -> None:
    rt = pyfront.Runtime(stdout=io.StringIO())
    with pytest.raises(ExpandError):
        rt.eval("(import (prefix (scheme base) b:)) (b:if)")
    assert "b:car" not in rt


def test_a_later_import_replaces_a_definition() -> None:
    rt = pyfront.Runtime(stdout=io.StringIO())
    rt.eval("(define (square x) 'mine)")
    rt.eval("(import (scheme base))")
    assert rt.eval("(square 3)") == 9


def test_a_macro_of_a_library_assigns_its_variable() -> None:
    library = """(define-library (l) (export n next!) (import (scheme base))
      (begin (define n 0) (define-syntax next! (syntax-rules () ((_) (begin (set! n (+ n 1)) n))))))"""
    assert run(library + BASE + "(import (l)) (next!) (next!) n") == 2


@pytest.mark.parametrize("library", system_names())
def test_every_export_means_something(library: str) -> None:
    top = user_environment(LANGUAGE.exports())
    one = find(library, top.system)
    missing = [name for name in one.names() if one.binding(name) is None]
    assert not missing


def test_rename_of_two_names() -> None:
    assert run("(import (rename (scheme base) (car cdr) (cdr car))) (list (car '(1 2)) (cdr '(1 2)))") == [[2], 1]


def test_library_files_are_not_looked_for_without_directories(tmp_path: Path) -> None:
    (tmp_path / "a.sld").write_text("(define-library (a) (export))")
    with pytest.raises(ExpandError, match="unknown library"):
        run("(import (a))", filename=str(tmp_path / "program.scm"))


SRFI = Path(__file__).parent.parent / "lang" / "scheme" / "srfi"


@pytest.mark.parametrize("stem", [stem for stem in dict.fromkeys(BUNDLED.values()) if stem != "wasm"])  # that has tests of its own
def test_every_export_is_used_in_the_tests(stem: str) -> None:
    text = (SRFI / f"srfi-{stem}.scm").read_text(encoding="utf-8")
    code = "\n".join(line.partition("  ; ")[0] for line in text.split("\n"))
    used = set(code.translate(str.maketrans("()'`,\"", "      ")).split())
    assert sorted(set(export_names(f"(srfi {stem})")) - used) == []
