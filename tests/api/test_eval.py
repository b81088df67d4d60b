"""eval, load and process context as an embedder sees them: limits, capabilities, places of errors, memory."""

from __future__ import annotations

import gc
import io
from pathlib import Path
from typing import Any

import pytest

import pyfront
from pyfront import Runtime
from pyfront.errors import (
    CapabilityError,
    Exit,
    ExpandError,
    FileError,
    FuelExhausted,
    MemoryLimitExceeded,
    OutOfRange,
    ReadError,
    StackOverflow,
    TimeLimitExceeded,
    WrongType,
)

BACKENDS = ("vm", "treewalk")


def runtime(**options: Any) -> Runtime:
    return Runtime(stdout=io.StringIO(), **options)


# ---------------------------------------------------------------- places


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_error_points_into_the_evaluated_datum(backend: str) -> None:
    rt = runtime(backend=backend)
    with pytest.raises(WrongType) as caught:
        rt.eval("(define (f x)\n  (+ 1 (eval (list 'let '((y 5)) (list 'vector-ref x 'y)))))\n(list (f '(list 1)))", "main.scm")
    error = caught.value
    assert (error.file, error.line, error.column) == ("<evaluated>", 1, 26)
    assert "(let ((y 5)) (vector-ref (list 1) y))" in error.excerpt
    assert [(frame.name, frame.file, frame.line) for frame in error.backtrace] == [
        ("", "<evaluated>", 1), ("f", "main.scm", 2), ("", "main.scm", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
def test_bad_syntax_points_into_the_datum_and_has_the_frames_of_the_program(backend: str) -> None:
    rt = runtime(backend=backend)
    with pytest.raises(ExpandError, match="bad syntax in if") as caught:
        rt.eval("(define (f)\n  (list (eval '(begin 1 (if)))))\n(list (f))", "main.scm")
    assert (caught.value.file, caught.value.column) == ("<evaluated>", 10)
    assert [(frame.name, frame.line) for frame in caught.value.backtrace] == [("f", 2), ("", 3)]


def test_a_large_datum_is_shown_in_part() -> None:
    rt = runtime()
    with pytest.raises(WrongType) as caught:
        rt.eval("(eval `(car (quote ,(iota 100000)) 1))" .replace(" 1)", ")").replace("car", "vector-ref 5"))
    assert len(caught.value.excerpt) < 400


# ---------------------------------------------------------------- limits


LOOP = "(let loop ((i 0)) (loop (+ i 1)))"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("text", [f"(eval '{LOOP})", "(let loop () (eval '(+ 1 2)) (loop))", "(begin (eval '(define (f) (eval '(f)))) (f))"])
def test_fuel_and_time_hold_inside(backend: str, text: str) -> None:
    rt = runtime(backend=backend)
    with pytest.raises(FuelExhausted):
        rt.eval(f"(guard (e (#t 'caught)) {text})", fuel=100_000)
    with pytest.raises(TimeLimitExceeded):
        rt.eval(f"(guard (e (#t 'caught)) {text})", timeout=0.2)
    assert rt.eval("(eval '(+ 1 2))") == 3


@pytest.mark.parametrize("backend", BACKENDS)
def test_memory_and_depth_hold_inside(backend: str) -> None:
    rt = runtime(backend=backend)
    with pytest.raises(MemoryLimitExceeded):
        rt.eval("(eval '(let loop ((x '())) (loop (cons x x))))", memory=8 << 20)
    with pytest.raises(StackOverflow):
        rt.eval("(define (deep) (+ 1 (eval '(deep)))) (deep)", max_depth=300)
    assert rt.eval("(guard (e ((error-object? e) 'deep)) (deep))", max_depth=300) == pyfront.Symbol("deep")


def test_compilation_is_paid_for() -> None:
    rt = runtime()
    rt.eval("(define data (cons 'list (map (lambda (i) '(+ 1 2)) (iota 2000))))")
    with pytest.raises(FuelExhausted):
        rt.eval("(eval data)", fuel=100_000)
    assert len(rt.eval("(eval data)")) == 2000


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_endless_expansion_ends_with_the_time(backend: str) -> None:
    rt = runtime(backend=backend)
    rt.eval("(define-syntax endless (syntax-rules () ((_ x ...) (endless x ... x ...))))")
    with pytest.raises((TimeLimitExceeded, ExpandError)):
        rt.eval("(eval '(endless a))", timeout=0.3)
    assert rt.eval("(guard (e ((error-object? e) 1)) (eval '(endless a)))") == 1


def test_a_limit_refuses_a_large_datum() -> None:
    rt = runtime()
    with pytest.raises(MemoryLimitExceeded):
        rt.eval("(eval (list 'quote (make-vector 3000000 0)))", memory=16 << 20)
    assert rt.eval("(eval ''(1))") == [1]


def test_evaluated_code_is_collected() -> None:
    """Images of code that died are given back: they count as memory of the runtime."""
    rt = runtime(memory=32 << 20)
    rt.eval("(let loop ((i 0)) (if (< i 5000) (begin (eval `(lambda (x) (list x ,i \"some text\" 'symbol))) (loop (+ i 1)))))")
    rt._machine.collect()
    gc.collect()
    from vmcore._image import Image

    assert sum(1 for x in gc.get_objects() if type(x) is Image) < 2000


def test_recursion_through_eval_takes_no_stack_of_the_process() -> None:
    rt = runtime()
    rt.eval("(define (deep n) (if (= n 0) 0 (+ 1 (eval `(deep ,(- n 1))))))")
    assert rt.eval("(deep 3000)") == 3000


def test_deep_data() -> None:
    rt = runtime()
    rt.eval("(define (nest n x) (if (= n 0) x (nest (- n 1) (list x))))")
    assert rt.eval("(define big (nest 300000 '())) (eq? big (eval (list 'quote big)))") is True
    with pytest.raises(pyfront.Error):
        rt.eval("(eval big)")
    assert rt.eval("(eval (let loop ((n 1000) (x 0)) (if (= n 0) x (loop (- n 1) (list '+ 1 x)))))") == 1000


# ---------------------------------------------------------------- load


@pytest.mark.parametrize("backend", BACKENDS)
def test_load(tmp_path: Path, backend: str) -> None:
    (tmp_path / "a.scm").write_text('(define a 1)\n(define-syntax m (syntax-rules () ((_ x) (list x a))))\n(include "b.scm")\n(m b)')
    (tmp_path / "b.scm").write_text("(define b 2)")
    rt = runtime(backend=backend, allow=["file-read"])
    assert rt.eval(f'(load "{tmp_path}/a.scm")') == [2, 1]
    assert rt.eval("(list a b (m 5))") == [1, 2, [5, 1]]
    (tmp_path / "c.scm").write_text("(+ 1 2)\n\n  (car 7)")
    with pytest.raises(WrongType) as caught:
        rt.eval(f'(list (load "{tmp_path}/c.scm"))')
    assert (caught.value.file, caught.value.line, caught.value.column) == (f"{tmp_path}/c.scm", 3, 8)
    (tmp_path / "d.scm").write_text("(+ 1 2)\n (f")
    with pytest.raises(ReadError) as unfinished:
        rt.eval(f'(load "{tmp_path}/d.scm")')
    assert unfinished.value.line == 2
    assert rt.eval(f'(guard (e ((read-error? e) 1)) (load "{tmp_path}/d.scm"))') == 1
    with pytest.raises(FileError, match="cannot read"):
        rt.eval(f'(load "{tmp_path}/none.scm")')
    assert rt.eval(f'(guard (e ((file-error? e) 2)) (load "{tmp_path}/none.scm"))') == 2
    (tmp_path / "e.scm").write_text("(vector-length #(1))")
    assert rt.eval(f'(load "{tmp_path}/e.scm" (environment \'(scheme base)))') == 1


@pytest.mark.parametrize("backend", BACKENDS)
def test_load_goes_form_by_form(tmp_path: Path, backend: str) -> None:
    file = tmp_path / "a.scm"
    rt = runtime(backend=backend, allow=["file-read"])
    rt.eval(f'(define (again) (load "{file}")) (define out (list)) (define (note! x) (set! out (cons x out)))')

    def notes(text: str) -> list[object]:
        file.write_text(text)
        rt.eval("(set! out (list))")
        try:
            rt.eval("(again)")
        finally:
            found = rt.eval("(reverse out)")
        return found

    # a mistake counts from its place on, of the reader and of the expander, between definitions as well
    for mistake, error, line in (("(if)", ExpandError, 4), (")", ReadError, 4), ("(car 7)", WrongType, 4)):
        file.write_text(f"(define one 1)\n(note! one)\n(define (two) 2)\n{mistake}\n(define (three) 3)\n(note! 3)")
        rt.eval("(set! out (list)) (define (two) 0)")
        with pytest.raises(error) as caught:
            rt.eval("(again)")
        assert (caught.value.file, caught.value.line) == (str(file), line)
        assert rt.eval("(list out (two))") == [[1], 2]
    # what a form does to the environment counts for the next ones
    assert notes("(eval '(define-syntax m (syntax-rules () ((_ x) 'x))) (interaction-environment))(note! (m 1))") == [1]
    assert notes("(define-syntax m (syntax-rules () ((_ x) 1)))(note! (m 5))(define (m x) x)(note! (m 5))") == [1, 5]
    # a procedure defined later in the file replaces the language's in all of it, but not before
    assert notes("(define (f x) (square x))(note! (f 3))(define (square x) (list x))(note! (f 3))") == [9, [3]]
    assert notes("(note! (assert #t))(define (assert x) (list x))(note! (assert 1))")[1] == [1]
    # errors later on: positions, and the text of what was included; definitions that were loaded before
    (tmp_path / "b.scm").write_text("(define (bad x)\n  (vector-ref x 9))")
    file.write_text('(note! 1)\n(include "b.scm")\n(note! 2)\n(define v (vector))\n(begin (bad v) 1)')
    with pytest.raises(OutOfRange) as late:
        rt.eval("(again)")
    assert (late.value.file, late.value.line) == (str(tmp_path / "b.scm"), 2)
    assert [(frame.file, frame.line) for frame in late.value.backtrace[:2]] == [(str(tmp_path / "b.scm"), 2), (str(file), 5)]


def test_load_again_by_a_continuation(tmp_path: Path) -> None:
    file = tmp_path / "a.scm"
    file.write_text("(define k #f)(define n 0)(call/cc (lambda (c) (set! k c)))(set! n (+ n 1))(define (f) n)(list 'end (f))")
    rt = runtime(allow=["file-read"])
    program = f"""(let* ((out '()) (x (load "{file}"))) (set! out (cons x out)) (if (< n 3) (k 0) (map cadr out)))"""
    assert rt.eval(program) == [3, 2, 1]


# ---------------------------------------------------------------- capabilities, process context


def test_reading_and_writing_are_two_capabilities(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("(1 2)")
    read = f'(call-with-input-file "{tmp_path}/a" read)'
    write = f'(call-with-output-file "{tmp_path}/b" (lambda (p) (write 1 p)))'
    assert runtime(allow=["file-read"]).eval(read) == [1, 2]
    with pytest.raises(CapabilityError, match="file-write"):
        runtime(allow=["file-read"]).eval(write)
    runtime(allow=["file-write"]).eval(write)
    with pytest.raises(CapabilityError, match="file-read"):
        runtime(allow=["file-write"]).eval(read)
    both = runtime(allow=["file"])
    both.eval(write)
    assert both.eval(read) == [1, 2]
    assert both.eval(f'(delete-file "{tmp_path}/b") (file-exists? "{tmp_path}/b")') is False
    with pytest.raises(ValueError, match="unknown capability 'net'"):
        runtime(allow=["net"])


def test_environment_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VMCORE_TEST", "value of it")
    rt = runtime(allow=["env"])
    assert rt.eval('(get-environment-variable "VMCORE_TEST")') == "value of it"
    assert rt.eval('(get-environment-variable "VMCORE_NO_SUCH")') is False
    assert rt.eval('(cdr (assoc "VMCORE_TEST" (get-environment-variables)))') == "value of it"
    with pytest.raises(WrongType):
        rt.eval("(get-environment-variable 5)")


def test_command_line() -> None:
    assert runtime().eval("(command-line)") == [""]
    assert runtime(args=["prog", "a b"]).eval("(import (scheme process-context)) (command-line)") == ["prog", "a b"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("call", "code"), [("(exit)", 0), ("(exit #t)", 0), ("(exit #f)", 1), ("(exit 7)", 7), ("(emergency-exit 3)", 3)])
def test_exit(backend: str, call: str, code: int) -> None:
    out = io.StringIO()
    rt = Runtime(stdout=out, allow=["exit"], backend=backend)
    with pytest.raises(Exit) as end:
        rt.eval(f"(guard (e (#t 1)) (dynamic-wind (lambda () #f) (lambda () (eval '{call})) (lambda () (display 'out))))")
    assert end.value.code == code
    assert out.getvalue() == ("" if "emergency" in call else "out")
    assert rt.eval("(+ 1 2)") == 3


def test_the_clock() -> None:
    import time

    rt = runtime(allow=["clock"])
    assert abs(rt.eval("(import (scheme time)) (current-second)") - time.time()) < 120  # TAI is some seconds ahead
    assert rt.eval("(let* ((a (current-jiffy)) (b (current-jiffy))) (<= a b))") is True


# ---------------------------------------------------------------- what belongs to the runtime


def test_eval_in_a_procedure_that_outlives_its_runtime_object() -> None:
    fn = runtime().eval("(lambda (x) (eval x (interaction-environment)))")
    gc.collect()
    assert fn([pyfront.Symbol("+"), 1, 2]) == 3


def test_an_uncaught_error_leaves_no_port_behind() -> None:
    out = io.StringIO()
    rt = Runtime(stdout=out)
    for text in (
        "(with-output-to-string (lambda () (display 'lost) (car 5)))",
        "(parameterize ((current-output-port (open-output-string))) (raise 'x))",
        "(with-output-to-string (lambda () (let loop () (loop))))",
    ):
        with pytest.raises(pyfront.Error):
            rt.eval(text, fuel=10_000)
        rt.eval("(display 'seen)")
    assert out.getvalue() == "seen" * 3


def test_an_error_in_an_inner_run_keeps_the_port_of_the_outer_one() -> None:
    rt = runtime()

    def inner() -> str:
        with pytest.raises(WrongType):
            rt.eval("(with-output-to-string (lambda () (display 'lost) (car 5)))")
        rt.eval("(display 'inner)")
        return "ok"

    rt.define("inner", inner)
    assert rt.eval("(with-output-to-string (lambda () (display 1) (inner) (display 2)))") == "1inner2"


def test_written_values() -> None:
    """The text of a value does not go through Python, which has no eq hash tables, immutable strings, lone symbols."""
    rt = runtime()

    def written(text: str) -> str | None:
        return rt.written(rt.compile(text))

    assert written("(list 1 \"a\" #\\a 'b 2.5 (vector) '())") == "(1 \"a\" #\\a b 2.5 #() ())"
    assert written("(let ((x (list 1))) (set-cdr! x x) x)") == "#0=(1 . #0#)"
    assert written("(if #f #f)") is None
    assert written("(eof-object)") == "#<eof>"
    with pytest.raises(WrongType):
        written("(car 1)")


def test_places_of_read_errors() -> None:
    rt = runtime()
    for text, place in (
        (r"(1 2\n  (3 . ) 4)", r"\(line 2, column 8\)"),
        (r"(1\r\n2\r (", r"\(line 3, column 3\)"),
        (r"1 2 )", r"\(line 1, column 5\)"),
    ):
        with pytest.raises(ReadError, match=place):
            rt.eval(f'(let ((p (open-input-string "{text}"))) (let loop () (if (not (eof-object? (read p))) (loop))))')


def test_lines_end_with_return_too() -> None:
    rt = runtime()
    for text, line in (("1\r2\r(car 5)", 3), ("1\r\n2\r\n(car 5)", 3), ("1\n\r(car 5)", 3), ("1\r\r\n(car 5)\r", 3)):
        with pytest.raises(WrongType) as caught:
            rt.eval(text)
        assert (caught.value.line, caught.value.column) == (line, 6)
        assert caught.value.excerpt.split("\n")[0].endswith("| (car 5)")
