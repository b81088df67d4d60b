"""Bad input: a clear error or a correct result, never a crash, a hang or an exception of Python's own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import pyfront
from patience import patient
from programs import examples, programs
from pyfront import Runtime, errors
from pyfront.api import BACKENDS

LIMITS: dict[str, Any] = {"fuel": 20_000, "timeout": 5, "memory": 50_000_000}
SHARED = {backend: Runtime(backend=backend, stdout=io.StringIO(), stdin=io.StringIO()) for backend in BACKENDS}


@pytest.fixture(params=BACKENDS)
def rt(request: Any) -> Runtime:
    return Runtime(backend=request.param, stdout=io.StringIO(), stdin=io.StringIO())


def harmless(source: str) -> None:
    """Any text: a value or an error of ours, in finite time."""
    for backend in BACKENDS:
        rt = Runtime(backend=backend, stdout=io.StringIO(), stdin=io.StringIO())
        try:
            rt.show(rt.eval(source, **LIMITS))
        except pyfront.Error as error:
            str(error)
        assert rt.eval("(+ 1 2)") == 3 or "+" in source
        assert rt._machine.collect() == 0


# ---------------------------------------------------------------- text

UNBALANCED = {
    "(": errors.IncompleteError, "((())": errors.IncompleteError, ")": errors.ReadError, "(])": errors.ReadError,
    '"abc': errors.IncompleteError, "#(1 2": errors.IncompleteError, "'": errors.IncompleteError, "#;": errors.IncompleteError,
    "#| comment": errors.IncompleteError, "|sym": errors.IncompleteError, "#u8(1": errors.IncompleteError, "`(a ,": errors.IncompleteError,
    "(1 . )": errors.ReadError, "( . 1)": errors.ReadError, "(1 . 2 3)": errors.ReadError, "#0=#0#": errors.ReadError, "#5#": errors.ReadError,
    "#\\notachar": errors.ReadError, "#u8(256)": errors.ReadError, "#u8(a)": errors.ReadError, "#<proc>": errors.ReadError, "#q": errors.ReadError,
    '"\\q"': errors.ReadError, '"\\x;"': errors.ReadError, '"\\xd800;"': errors.ReadError, '"\\x110000;"': errors.ReadError, "#\\x110000": errors.ReadError,
    "#xg": errors.ReadError, "#d#d1": errors.ReadError, "1/0": errors.ReadError, "{": errors.ReadError, "#!nothing": errors.ReadError, "(a b))": errors.ReadError,
}


@pytest.mark.parametrize("source", UNBALANCED, ids=repr)
def test_bad_text(source: str, rt: Runtime) -> None:
    with pytest.raises(errors.ReadError) as caught:
        rt.eval("(define ok 1)\n " + source, "bad.scm")
    assert type(caught.value) is UNBALANCED[source]
    assert caught.value.line == 2
    assert caught.value.file == "bad.scm"
    assert "ok" not in rt, "nothing of a text that cannot be read is run"


SYNTAX = ["(if)", "(if 1)", "(if 1 2 3 4)", "(let)", "(let ((x)) x)", "(let ((x 1 2)) x)", "(let (x) x)", "(let ((1 2)) 3)", "(lambda)",
          "(lambda (x))", "(lambda (1) 1)", "(lambda (x x) x)", "(lambda x . y)", "(define)", "(define 1 2)", "(define x 1 2)",
          "(define (f))", "(set! x)", "(set! 1 2)", "(quote)", "(quote 1 2)", "(cond)", "(cond 1)", "(cond (else))", "(cond (else 1) (1 2))",
          "(case)", "(case 1 2)", "(case 1 (2 3))", "(do)", "(do ((i 1)))", "(do 1 2)", "(let loop)", "(let loop 1)", "(letrec)",
          "(letrec ((x)) 1)", "(let* ((x 1) (y)) 1)", "(begin . 1)", "(f . 1)", "(1 . 2)", "()", "(define-record-type)",
          "(define-record-type p)", "(define-record-type p (m x) p?)", "(define-syntax)", "(define-syntax x)", "(define-syntax x 1)",
          "(let-syntax)", "(syntax-rules ())", "(define-syntax x (syntax-rules))", "(define-syntax x (syntax-rules () (1)))",
          "(define-syntax x (syntax-rules () ((_ a ... b ...) 1)))", "(define-syntax x (syntax-rules () ((_ a) (a ...))))",
          "(guard)", "(guard (1) 2)", "(guard e 1)", "(parameterize)", "(parameterize (1) 2)", "(delay)", "(case-lambda 1)", "(let-values)",
          "(let-values ((a 1)) 1 . 2)", "(quasiquote)", "(unquote 1)", "(unquote-splicing 1)", "else", "=>", "(else)", "(import 1)",
          "(import (no such library))", "(define-library)", "(cond-expand (1 2))", "(include)", "(syntax-error \"x\")", "(when)", "(unless)",
          "(define-values)", "(receive)", "if", "(list if)", "(let ((x 1)) (define y 2))", "(lambda (x) (define y 1))", "(assert)"]


@pytest.mark.parametrize("source", SYNTAX)
def test_bad_syntax(source: str, rt: Runtime) -> None:
    """An error that says where, before anything runs."""
    with pytest.raises((errors.ExpandError, errors.CapabilityError)) as caught:
        rt.eval("(display 1)\n" + source)
    assert caught.value.line == 2
    assert rt.eval("(+ 1 2)") == 3


@settings(max_examples=examples(150), deadline=None)
@given(st.text(alphabet="()[]'`,@#\\\"|;. \n01ax-+e/λ\x00\t\r", max_size=40))
@example("#\\")
@example("#")
@example("\"\\\n\"")
@example("#e1e400000000")
@example("(define-syntax a (syntax-rules () ((_) (a)))) (a)")
@example("(define-syntax a (syntax-rules () ((_ x ...) (a x ... x ...)))) (a 1)")
def test_any_text(source: str) -> None:
    harmless(source)


@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.integers(0, 10**6), st.sampled_from(["(", ")", "'", ".", "\"", "#", "lambda", " 1 ", ""]), st.integers(0, 8))
def test_damaged_programs(source: str, at: int, new: str, gone: int) -> None:
    at %= len(source)
    harmless(source[:at] + new + source[at + gone:])


TOKENS = st.sampled_from(["(", ")", "(", ")", "'", "`", ",", ",@", "if", "let", "define", "lambda", "set!", "x", "y", "1", "...", "_", "=>", "else",
                          "define-syntax", "syntax-rules", "()", "quote", "begin", "let-syntax", "\"s\"", "#t", "cond", "case", "do", ".", "guard",
                          "define-record-type", "parameterize", "call/cc", "car", "list", "values", "let-values", "case-lambda", "delay", "#(1)"])


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(TOKENS, max_size=30))
def test_any_tokens(tokens: list[str]) -> None:
    harmless(" ".join(tokens))


# ---------------------------------------------------------------- encoding


def child(arguments: list[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-m", "pyfront", *arguments], input=data, capture_output=True, env=env, timeout=patient(60), check=False)


@pytest.mark.parametrize("data", [b"(display \"\xff\")", b"\xc0\x80", b"(define \xed\xa0\x80 1)", b"\xf5\x80\x80\x80", b"(car '(1))\xe2\x82"])
def test_invalid_utf8_in_a_file(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.scm"
    path.write_bytes(data)
    done = child(["run", str(path)])
    assert done.returncode != 0
    text = done.stderr.decode("utf-8")
    assert "UTF-8" in text
    assert "Traceback" not in text


def test_odd_but_valid_sources(rt: Runtime) -> None:
    assert rt.eval("\ufeff(+ 1 2)") == 3
    assert rt.eval("(string-length \"\x00\")") == 1
    assert rt.eval("(define λ 5)\r\n(* λ\r2)") == 10
    assert rt.eval("(string-length \"\U0010ffff\")") == 1
    assert rt.eval("\n" * 100_000 + "(+ 1 2)") == 3
    assert rt.eval(";" + "x" * 1_000_000 + "\n5") == 5
    assert rt.eval("#|" * 1000 + "|#" * 1000 + "7") == 7


def test_surrogates_in_a_source(rt: Runtime) -> None:
    """A Python string may hold what is no text."""
    for source in ('"\ud800"', "'\udfff", "(define \ud800 1)", "#\\\ud800", ";\ud800\n1"):
        try:
            rt.show(rt.eval(source))
        except pyfront.Error:
            pass
    assert rt.eval("(+ 1 2)") == 3


# ---------------------------------------------------------------- size


def timed(rt: Runtime, source: str, limit: float = 20.0) -> Any:
    limit = patient(limit)
    start = time.process_time()  # of this process: others may keep the processors busy
    try:
        return rt.eval(source, timeout=limit)
    finally:
        assert time.process_time() - start < limit + 5


@pytest.mark.parametrize("literal", ["9" * 100_000, "-" + "7" * 20_000, "1" * 5000 + "/" + "3" * 5000, "1." + "3" * 10_000, "1e" + "9" * 300,
                                     "#x" + "f" * 100_000, "#e1e10000", "1e-999999", "#b" + "10" * 50_000])
def test_huge_literals(literal: str, rt: Runtime) -> None:
    try:
        value = timed(rt, f"(let ((x {literal})) (list (number? x) (= x x)))")
    except errors.ReadError:
        return
    assert value == [True, True]


def test_a_huge_literal_has_its_value(rt: Runtime) -> None:
    assert rt.eval("9" * 5000) == 10**5000 - 1
    assert rt.eval(f"(= {'9' * 5000} (- (expt 10 5000) 1))") is True
    assert rt.eval(f"(string-length (number->string {'9' * 5000}))") == 5000


def test_long_atoms(rt: Runtime) -> None:
    name = "x" * 1_000_000
    assert rt.eval(f"(define {name} 5) {name}") == 5
    assert rt.eval(f"(string-length \"{'λ' * 1_000_000}\")") == 1_000_000
    with pytest.raises(errors.UnboundVariable) as caught:
        rt.eval(name + "y")
    assert len(str(caught.value)) < 3_000_000


def test_wide_forms(rt: Runtime) -> None:
    n = 20_000
    assert timed(rt, f"(length '({'a ' * 500_000}))") == 500_000
    assert timed(rt, f"(+ {'1 ' * n})") == n
    assert timed(rt, f"(length (list {'1 ' * n}))") == n
    assert timed(rt, f"(let ({' '.join(f'(v{i} {i})' for i in range(5000))}) (+ v0 v4999))") == 4999
    assert timed(rt, f"(begin {'1 ' * n} 5)") == 5
    assert timed(rt, " ".join(f"(define v{i} {i})" for i in range(5000)) + " v4999") == 4999
    assert timed(rt, f"(case 19999 {' '.join(f'(({i}) {i})' for i in range(3000))} (else 19999))") == 19999
    assert timed(rt, f"(cond {' '.join('(#f 1)' for _ in range(3000))} (else 2))") == 2
    assert timed(rt, f"(vector-length #({'1 ' * 500_000}))") == 500_000


def test_more_than_a_window_holds(rt: Runtime) -> None:
    n = 70_000
    try:
        assert timed(rt, f"(length (list {'1 ' * n}))") == n
    except pyfront.Error as error:
        assert "many" in str(error) or "large" in str(error)


@pytest.mark.deep
@pytest.mark.parametrize(("left", "right", "n"), [("(", ")", 1_000_000), ("'", "", 1_000_000), ("#(", ")", 200_000), ("`(", ")", 100_000),
                                                  ("#;(", ")", 200_000), ("(1 . ", ")", 200_000), ("#|", "|#", 1_000_000)])
def test_a_million_deep_text(left: str, right: str, n: int) -> None:
    rt = SHARED["vm"]
    inner = "2" if right == ")" and left != "(" else ""
    text = f"'{left * n}{inner}{right * n}"
    if left == "'":
        text = left * n + "x"
    if left in ("#;(", "#|"):
        text += "ok"
    try:
        timed(rt, f"(pair? {text})" if left not in ("#|",) else f"{left * n}{right * n} 5")
    except pyfront.Error as error:
        assert len(str(error)) < 10_000
    assert rt.eval("(+ 1 2)") == 3


@pytest.mark.deep
def test_a_million_open_parentheses(rt: Runtime) -> None:
    with pytest.raises(errors.IncompleteError):
        rt.eval("(" * 1_000_000)
    with pytest.raises(errors.ReadError):
        rt.eval(")" * 1_000_000)


DEEP_CODE = {"calls": ("(+ 1 ", "1", ")"), "lets": ("(let ((x 1)) ", "x", ")"), "lambdas": ("((lambda (x) ", "x", ") 1)"), "ifs": ("(if #t ", "1", " 2)"),
             "begins": ("(begin ", "1", ")"), "nested lists": ("(list ", "1", ")"), "ands": ("(and 1 ", "1", ")"), "quasi": ("`(", "1", ")"),
             "conds": ("(cond (#f 1) (else ", "1", "))"), "unquotes": ("(list `(a ,", "1", "))"), "closures": ("(lambda () ", "1", ")")}


@pytest.mark.parametrize("n", [200, 5_000])
@pytest.mark.parametrize("name", DEEP_CODE)
def test_deep_code(name: str, n: int, rt: Runtime) -> None:
    """Code as deep as a program that writes programs may make it: compiled and run, or refused with an error."""
    left, middle, right = DEEP_CODE[name]
    try:
        timed(rt, left * n + middle + right * n, 60)
    except pyfront.Error:
        assert n > 200
    assert rt.eval("(+ 1 2)") == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEP_CODE)
def test_very_deep_code(name: str) -> None:
    test_deep_code(name, 100_000, Runtime(stdout=io.StringIO()))


# ---------------------------------------------------------------- deep and cyclic data

DEEP = {"list": ("(list x)", 1_000_000), "vector": ("(vector x)", 200_000), "car": ("(cons x 1)", 200_000),
        "improper": ("(cons 1 x)", 1_000_000)}


@pytest.mark.deep
@pytest.mark.parametrize("kind", DEEP)
def test_deep_data(kind: str) -> None:
    rt = Runtime(stdout=io.StringIO())
    link, n = DEEP[kind]
    rt.eval(f"(define (deep) (let loop ((i 0) (x 0)) (if (= i {n}) x (loop (+ i 1) {link}))))")
    rt.eval("(define a (deep)) (define b (deep))")
    assert timed(rt, "(equal? a b)") is True
    assert timed(rt, "(string-length (call-with-output-string (lambda (p) (write a p))))") > n
    assert timed(rt, "(string-length (call-with-output-string (lambda (p) (display a p))))") > n
    assert isinstance(timed(rt, "(equal-hash a)"), int)
    timed(rt, "(let ((t (make-equal-hash-table))) (hash-table-set! t a 1) (hash-table-ref/default t b 0))")
    assert timed(rt, "(let ((p (open-input-string (call-with-output-string (lambda (p) (write a p)))))) (equal? (read p) a))") is True
    assert rt["a"] is not None
    with pytest.raises(errors.Raised):
        timed(rt, "(raise a)")
    with pytest.raises(errors.UserError):
        timed(rt, "(error \"deep\" a)")
    with pytest.raises(errors.WrongType):
        timed(rt, "(+ 1 a)")


CYCLES = {
    "cdr": ("(let ((x (list 1 2))) (set-cdr! (cdr x) x) x)", "#0=(1 2 . #0#)"),
    "car": ("(let ((x (list 1 2))) (set-car! x x) x)", "#0=(#0# 2)"),
    "vector": ("(let ((v (vector 1 2))) (vector-set! v 1 v) v)", "#0=#(1 #0#)"),
    "tail": ("(let ((x (list 1 2 3))) (set-cdr! (cddr x) (cdr x)) x)", "(1 . #0=(2 3 . #0#))"),
    "two": ("(let ((x (list 1)) (y (list 2))) (set-cdr! x x) (set-cdr! y y) (list x y))", "(#0=(1 . #0#) #1=(2 . #1#))"),
    "mixed": ("(let ((x (list 1 2))) (set-car! (cdr x) (vector x)) x)", "#0=(1 #(#0#))"),
}


@pytest.mark.parametrize("kind", CYCLES)
def test_cyclic_data(kind: str, rt: Runtime) -> None:
    source, written = CYCLES[kind]
    assert rt.show(rt.eval(source)) == written or kind in ("vector", "mixed")
    assert timed(rt, f"(call-with-output-string (lambda (p) (write {source} p)))") == written
    assert timed(rt, f"(call-with-output-string (lambda (p) (display {source} p)))") == written
    assert timed(rt, f"(equal? {source} {source})") is True
    assert timed(rt, f"(equal? {source} (list 1))") is False
    with pytest.raises(errors.Raised) as caught:
        timed(rt, f"(raise {source})")
    assert written in str(caught.value)
    with pytest.raises(errors.UserError) as failed:
        timed(rt, f"(error \"cycle\" {source})")
    assert written in str(failed.value)
    assert timed(rt, f"(let ((p (open-input-string (call-with-output-string (lambda (p) (write {source} p)))))) (equal? (read p) {source}))") is True


def test_a_cyclic_literal(rt: Runtime) -> None:
    assert timed(rt, "(let ((x '#0=(1 2 . #0#))) (list (eq? x (cddr x)) (car x)))") == [True, 1]


def test_cyclic_code(rt: Runtime) -> None:
    for source in ("(1 . #0=(2 . #0#))", "#0=(list . #0#)", "(let ((x 1)) . #0=(x . #0#))", "#0=(#0#)", "(define-syntax m #0=(syntax-rules () . #0#))"):
        with pytest.raises(pyfront.Error):
            timed(rt, source, 5)


# ---------------------------------------------------------------- expansion that does not end


@pytest.mark.parametrize("source", [
    "(define-syntax a (syntax-rules () ((_) (a)))) (a)",
    "(define-syntax a (syntax-rules () ((_ x) (a (x x))))) (a 1)",
    "(define-syntax a (syntax-rules () ((_ x ...) (a x ... x ...)))) (a 1)",
    "(define-syntax a (syntax-rules () ((_) (b)))) (define-syntax b (syntax-rules () ((_) (a)))) (b)",
    "(define-syntax a (syntax-rules () ((_) (list (a) (a))))) (a)",
    "(define-syntax a (syntax-rules () ((_) (begin (a) (a))))) (a)",
    "(define-syntax a (syntax-rules () ((_) (let () (a))))) (a)",
])
def test_endless_expansion(source: str, rt: Runtime) -> None:
    start = time.process_time()
    with pytest.raises(pyfront.Error):
        rt.eval(source)
    assert time.process_time() - start < patient(30)
    assert rt.eval("(+ 1 2)") == 3
