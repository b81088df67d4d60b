"""Whole programs: what is put where it is called, what must not be, and what a user sees of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import pyfront
from pyfront import Runtime
from pyfront.emit.parse import parse_image
from vmcore._image import Image
from vmcore._opcode import CALLG, CALLG1, CALLG2, FIELD, GETG, LOOPNNUMI, SETFIELD, TAILG, VREF, VREFG
from vmcore._primdata import PRIMS
from vmcore.ops import OPS

CALLS = (CALLG, CALLG1, CALLG2, TAILG)
BY_NUMBER = [op.name for op in OPS]
assert "car" in PRIMS


def functions(source: str, whole: bool = True) -> dict[str, list[tuple[int, ...]]]:
    """Instructions by name of the procedure; "": the unit."""
    program = Runtime().compile(source, "p.scm", whole=whole)
    return {code.name: code.code for code in parse_image(program.images["vm"]).functions}


def calls(source: str, name: str, whole: bool = True) -> int:
    return sum(op in CALLS for op, *_ in functions(source, whole)[name])


def error(source: str, whole: bool = True, **options: object) -> str:
    rt = Runtime(stdout=io.StringIO(), **options)  # type: ignore[arg-type]
    with pytest.raises(pyfront.Error) as caught:
        rt.run(rt.compile(source, "p.scm", whole=whole))
    return str(caught.value)


# ---------------------------------------------------------------- what is put where it is called

SMALL = "(define (sq x) (* x x))\n(define (f x) (+ 1 (sq x)))\n(write (f 3))"


def test_a_small_procedure() -> None:
    assert calls(SMALL, "f", whole=False) == 1
    assert calls(SMALL, "f") == 0
    assert "sq" not in functions(SMALL)
    assert pyfront.run(SMALL, stdout=io.StringIO()) is None


def test_a_chain_of_small_procedures() -> None:
    source = "(define (a x) (b x))\n(define (b x) (+ (c x) 1))\n(define (c x) (car x))\n(define (f x) (* 2 (a x)))\n(f '(1))"
    assert calls(source, "f") == 0
    assert pyfront.run(source) == 4


def test_one_that_calls_itself_in_tail_position_becomes_a_loop() -> None:
    source = ("(define (last l) (if (null? (cdr l)) (car l) (last (cdr l))))\n"
              "(define (f l) (cons (last l) l))\n(f '(1 2 3))")
    assert calls(source, "f") == 0
    assert pyfront.run(source) == [3, 1, 2, 3]


def test_a_closure_that_is_called_where_it_was_made() -> None:
    source = ("(define (counter step) (let ((n 0)) (lambda (k) (set! n (+ n (* step k))) n)))\n"
              "(define (drive c) (do ((k 1 (+ k 1)) (last 0 (c k))) ((> k 3) last)))\n"
              "(define (f) (do ((i 0 (+ i 1)) (sum 0 (+ sum (drive (counter i))))) ((= i 3) sum)))\n(f)")
    assert [name for name in functions(source) if name] == ["f"]
    assert calls(source, "f") == 0
    assert pyfront.run(source) == pyfront.run(source, backend="treewalk") == 18


def test_constants() -> None:
    source = "(define n 10)\n(define (f) (do ((i 0 (+ i 1))) ((= i n) i)))\n(f)"
    code = [op for op, *_ in functions(source)["f"]]
    assert GETG not in code and LOOPNNUMI in code
    assert pyfront.run(source) == 10


RECORD = "(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))\n"


def test_the_procedures_of_a_record_type() -> None:
    source = RECORD + "(define (f p) (set-point-x! p (+ (point-x p) (point-y p))) (list (point? p) (point-x p)))\n(f (make-point 1 2))"
    code = [op for op, *_ in functions(source)["f"]]
    assert code.count(FIELD) == 3 and code.count(SETFIELD) == 1 and calls(source, "f") == 0
    assert pyfront.run(source) == pyfront.run(source, backend="treewalk") == [True, 3]


@pytest.mark.parametrize(("more", "value"), [
    ("(define (f p) (map point-x p))\n(f (list (make-point 1 2)))", [1]),
    ("(define old-x point-x)\n(define (f p) (list (point-x p) (old-x p)))\n(set! point-x point-y)\n(f (make-point 1 2))", [2, 1]),
    ("(define (f p) (list (point-x p)))\n(define (point-x p) 5)\n(f (make-point 1 2))", [5]),
    ("(define point 7)\n(define (f p) (list (point-x p) point))\n(f (make-point 1 2))", [1, 7]),
    ("(define a (make-point 1 2))\n(define-record-type point (make-point x y) point? (x point-x) (y other-y))\n"
     "(define (f p) (list (point? p) (point-y a) (guard (e (#t 'wrong)) (point-x a))))\n(f a)", [False, 2, "wrong"]),
])
def test_record_types_that_change(more: str, value: list[object]) -> None:
    found = pyfront.run(RECORD + more)
    assert found == pyfront.run(RECORD + more, backend="treewalk")
    assert [getattr(x, "name", x) for x in found] == value


def test_globals_that_keep_their_values_are_read_before_a_loop() -> None:
    source = ("(define v (make-vector 3 1))\n(define w (make-vector 3 2))\n(define (f) (do ((i 0 (+ i 1)) (s 0 (+ s (vector-ref v i)"
              " (vector-ref w i)))) ((= i 3) s)))\n{}(f)")
    code = [op for op, *_ in functions(source.format(""))["f"]]
    assert code.index(VREF) > max(i for i, op in enumerate(code) if op == GETG) and code.count(GETG) == 2
    changed = source.format("(set! w (vector 1 1 1))")
    code = [op for op, *_ in functions(changed)["f"]]
    assert VREF in code and VREFG in code  # w is read each time
    assert (pyfront.run(source.format("")), pyfront.run(changed)) == (9, 6)


def test_a_procedure_that_one_loop_calls_is_a_part_of_it() -> None:
    body = " ".join(f"(vector-set! v {i} (+ x (vector-ref v {i})))" for i in range(8))
    source = f"(define (work v x) {body} v)\n(define (f v) (do ((i 0 (+ i 1))) ((= i 3) v) (work v i)))\n(f (make-vector 8 1))"
    assert [name for name in functions(source) if name] == ["f"]
    assert list(pyfront.run(source)) == [4] * 8
    twice = source + "\n(define (g v) (do ((i 0 (+ i 1))) ((= i 3) v) (work v i)))\n(g (make-vector 8 1))"
    assert calls(twice, "f") == 1


def test_code_that_runs_once_keeps_its_calls() -> None:
    assert calls(SMALL, "") == 1


@pytest.mark.parametrize("more", [
    "(define (even n) (if (= n 0) #t (odd (- n 1))))\n(define (odd n) (if (= n 0) #f (even (- n 1))))\n"
    "(define (f n) (if (even n) 1 2))\n(f 3)",
    "(define (g . l) (car l))\n(define (f x) (+ (g x) 1))\n(f 1)",
    "(define (g x) (case-lambda (() x)))\n(define (f x) (+ ((g x)) 1))\n(f 1)",
    "(define (g f x) (apply f x))\n(define (f x) (+ (g car x) 1))\n(f '((1)))",
    "(define (g n) (if (= n 0) 0 (+ 1 (g (- n 1)))))\n(define (f n) (+ (g n) 1))\n(f 1)",
])
def test_what_stays_a_call(more: str) -> None:
    assert calls(more, "f") >= 1
    assert pyfront.run(more) == pyfront.run(more, backend="treewalk") == 2


# ---------------------------------------------------------------- who could change it

CHANGED = {
    "assigned": "(define (g) 1)\n(define (f) (+ (g) 0))\n(set! g (lambda () 2))\n(f)",
    "assigned by a procedure": "(define (g) 1)\n(define (f) (+ (g) 0))\n(define (h) (set! g (lambda () 2)))\n(h)\n(f)",
    "defined twice": "(define (g) 1)\n(define (f) (+ (g) 0))\n(define a (f))\n(define (g) 2)\n(f)",
    "eval": "(define (g) 1)\n(define (f) (+ (g) 0))\n(eval '(define (g) 2) (interaction-environment))\n(f)",
    "eval by another name": "(import (scheme base) (rename (scheme eval) (eval run)) (scheme repl))\n(define (g) 1)\n"
                            "(define (f) (+ (g) 0))\n(run '(define (g) 2) (interaction-environment))\n(f)",
    "a constant": "(define c 1)\n(define (f) (+ c 0))\n(set! c 2)\n(f)",
}


@pytest.mark.parametrize("name", CHANGED)
@pytest.mark.parametrize("backend", pyfront.BACKENDS if hasattr(pyfront, "BACKENDS") else ("vm", "treewalk"))
def test_what_changes_is_called(name: str, backend: str) -> None:
    assert pyfront.run(CHANGED[name], backend=backend) == 2


def test_load_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "more.scm"
    file.write_text("(define (g) 2)", encoding="utf-8")
    source = f'(define (g) 1)\n(define (f) (+ (g) 0))\n(load "{file}")\n(f)'
    assert pyfront.run(source, allow=["file"]) == 2


def test_a_library_of_a_file_may_change_it(tmp_path: Path) -> None:
    (tmp_path / "change.sld").write_text(
        "(define-library (change) (export change!) (import (scheme base) (scheme eval) (scheme repl))\n"
        "(begin (define (change!) (eval '(define (g) 2) (interaction-environment)))))", encoding="utf-8")
    source = "(import (scheme base) (change))\n(define (g) 1)\n(define (f) (+ (g) 0))\n(change!)\n(f)"
    assert pyfront.run(source, path=[tmp_path]) == 2


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_a_runtime_is_never_whole(backend: str) -> None:
    rt = Runtime(backend=backend)
    rt.eval("(define c 1)\n(define (g) 1)\n(define (f) (+ (g) c))")
    assert rt.eval("(f)") == 2
    rt.define("g", lambda: 10)
    assert rt.eval("(f)") == 11
    rt.define("c", 5)
    assert rt.call("f") == 15
    rt.run(pyfront.compile("(define (g) 7)"))
    assert rt["f"]() == 12


def test_globals_of_the_host() -> None:
    assert pyfront.run("(define (f x) (+ 1 (g x)))\n(f 2)", globals={"g": lambda x: 10 * x}) == 21
    source = "(define (f) (+ (g) c))\n(define a (f))\n(define (g) 1)\n(define c 2)\n(list a (f))"
    assert pyfront.run(source, globals={"g": lambda: 10, "c": 20}) == [30, 3]


# ---------------------------------------------------------------- the order of definitions

EARLY = [
    "(define (f) (+ (g) 1))\n(f)\n(define (g) 1)",
    "(define (f) (+ c 1))\n(f)\n(define c 1)",
    "(define x c)\n(define c 1)",
    "(define x (vector c))\n(define c 1)\n(define (f) c)\nx",
    "(define (f) (list (g)))\n(define (h) (list (f)))\n(define x (h))\n(define (g) 1)",
    "(define (f) (list (g)))\n(for-each (lambda (x) (f)) '(1))\n(define (g) 1)",
    "(define f (let ((n 1)) (lambda () (+ n (g)))))\n(define x (f))\n(define (g) 1)",
]


@pytest.mark.parametrize("source", EARLY)
def test_a_use_before_the_definition_fails(source: str) -> None:
    assert "unbound variable" in error(source)
    assert error(source) == error(source, whole=False)
    assert error(source).partition("\n")[0] == error(source, backend="treewalk").partition("\n")[0]


def test_a_definition_that_comes_later_in_the_text_but_in_time() -> None:
    source = "(define (f x) (+ (g x) 1))\n(define-record-type p (make-p a) p? (a p-a))\n(define v (vector 1))\n" \
             "(define (g x) (* x 2))\n(f 3)"
    assert calls(source, "f") == 0
    assert pyfront.run(source) == 7


# ---------------------------------------------------------------- what a user sees

MESSAGES = [
    RECORD + "(define (g p) (+ 1 (point-x p)))\n(define (f p) (list (g p)))\n(list (f 5))",
    RECORD + "(define (g p) (set-point-x! p 1))\n(define (f p) (g p) 1)\n(list (f 5))",
    RECORD + "(define (g p) (point-y p))\n(define (f p) (let loop ((i 0)) (if (< i 3) (begin (g p) (loop (+ i 1))))))\n(f 'a)",
    "(define (counter step) (let ((n 0)) (lambda (k) (set! n (+ n (* step k))) n)))\n"
    "(define (drive c l) (do ((k 1 (+ k 1)) (last 0 (c (car l)))) ((> k 3) last)))\n"
    "(define (f) (do ((i 0 (+ i 1)) (sum 0 (+ sum (drive (counter i) '(a))))) ((= i 3) sum)))\n(f)",
    "(define (g f x) (+ 1 (f x)))\n(define (f x) (let loop ((i 0)) (if (= i 2) x (loop (+ i (g (lambda (y) (car y)) i))))))\n(f 1)",
    "(define (add a) (lambda (b) (+ a b)))\n(define (f x) (let loop ((i 0)) (if (= i 2) ((add x) i) (loop (+ i 1)))))\n(list (f 'a))",
    "(define (add a) (lambda (b) (+ a b)))\n(define (f x) (let loop ((i 0)) (if (= i 2) (map (add x) '(1)) (loop (+ i 1)))))\n"
    "(list (f 'a))",
    "(define (all p l) (if (null? l) #t (and (p (car l)) (all p (cdr l)))))\n(define (f l) (if (all (lambda (x) (> x 0)) l) 1 2))\n"
    "(list (f '(1 a)))",
    "(define (each p l) (let again ((l l)) (if (pair? l) (begin (p (car l)) (again (cdr l))))))\n"
    "(define (f l) (do ((i 0 (+ i 1))) ((= i 2)) (each (lambda (x) (> x 0)) l)))\n(list (f '(1 a)))",
    "(define (g x) (car x))\n(define (f x) (list (g x)))\n(list (f 5))",
    "(define (g x) (car x))\n(define (f x) (g x))\n(define (h x) (list (f x)))\n(list (h 5))",
    "(define (g x) (k (cdr x)))\n(define (k x) (vector-ref x 1))\n(define (f x) (+ 1 (g x)))\n(define (h x) (f x))\n(list (h '(5)))",
    "(define (g x) (error \"no\" x))\n(define (f x) (+ 1 (g x)))\n(list (f 5))",
    "(define (g x y) x)\n(define (f x) (+ 1 (g x)))\n(list (f 5))",
    "(define (find l) (if (eq? (car l) 1) l (find (cdr l))))\n(define (f l) (cons 1 (find l)))\n(list (f '(3 2)))",
    "(define (find l) (if (pair? l) (find (cdr l)) (no l)))\n(define (no x) (raise x))\n(define (f l) (cons 1 (find l)))\n(f '(3))",
    "(define (g f x) (f x))\n(define (f x) (list (g (lambda (y) (car y)) x)))\n(list (f 1))",
    "(define-record-type p (make-p a) p? (a p-a))\n(define (g x) (p-a x))\n(define (f x) (+ 1 (g x)))\n(list (f 1))",
    "(define (g x) (+ x 1))\n(define (f x) (let loop ((i 0)) (if (= i 3) (g x) (loop (+ i 1)))))\n(list (f 'a))",
    "(define (g x) (map car x))\n(define (f x) (list (g x)))\n(list (f '(1)))",
    "(define (g x) (with-exception-handler (lambda (e) (car e)) (lambda () (cdr x))))\n(define (f x) (+ 1 (g x)))\n(f 5)",
    "(define (step x) (+ x 1))\n(define (deep n) (if (= n 0) (step 'a) (+ 1 (deep (- n 1)))))\n(list (deep 100))",
    "(define (g x) (or (pair? x) (car x)))\n(define (f x) (if (g x) 1 2))\n(list (f 5))",
]


@pytest.mark.parametrize("source", MESSAGES)
def test_messages_are_those_of_the_calls(source: str) -> None:
    assert error(source) == error(source, whole=False)


def test_the_cache_keeps_the_calls(tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        with pytest.raises(pyfront.Error) as caught:
            pyfront.run(MESSAGES[-5], filename="p.scm", cache=tmp_path)
        found.append(str(caught.value))
    assert found == [error(MESSAGES[-5], whole=False)] * 2
    assert len(list(tmp_path.iterdir())) >= 1


def test_the_table_of_inlined_calls() -> None:
    source = "(define (g x) (car x))\n(define (f x) (g x))\n(define (h x) (list (f x)))\n(list (h 5))"
    program = Runtime().compile(source, "p.scm", whole=True)
    table, homes = Image(program.images["vm"]).inlined()
    assert [name for _, name, _ in table][:1] == ["g"]
    assert all(outer < number for number, (outer, _, _) in enumerate(table, 1))
    assert homes == {}
    plain = Image(Runtime().compile(source, "p.scm").images["vm"])
    assert plain.inlined() == ([], {})


def test_depth_does_not_grow() -> None:
    source = "(define (g x) (h x))\n(define (h x) (+ x 1))\n(define (f n) (if (= n 0) 0 (g (f (- n 1)))))\n(f 98)"
    assert pyfront.run(source, max_depth=100) == 98


# ---------------------------------------------------------------- small procedures inside another one

INSIDE = ("(define (f l)\n  (define (same x y l) (if (and (eq? x (car l)) (eq? y (cdr l))) l (cons x y)))\n"
          "  (define (walk x) (if (pair? x) (same (walk (car x)) (rest (cdr x)) x) x))\n"
          "  (define (rest l) (if (null? l) l (same (walk (car l)) (rest (cdr l)) l)))\n  (walk l))\n(f '((1 2) 3))")


def test_a_small_procedure_inside_another_one() -> None:
    assert sorted(functions(INSIDE, whole=False)) == ["", "f", "rest", "same", "walk"]
    assert sorted(functions(INSIDE)) == ["", "f", "rest", "walk"]
    assert pyfront.run(INSIDE) == pyfront.run(INSIDE, backend="treewalk") == [[1, 2], 3]


def test_one_that_calls_another_one() -> None:
    source = ("(define (f l)\n  (let* ((a (lambda (x y) (list x y 0))) (b (lambda (x) (a x 1))))\n"
              "    (list (a 5 6) (b 7) (b 8))))\n(f 1)")
    assert sorted(functions(source)) == ["", "f"]
    assert pyfront.run(source) == [[5, 6, 0], [7, 1, 0], [8, 1, 0]]


def test_one_that_assigns_what_is_around_it() -> None:
    source = ("(define (f k)\n  (define n 0)\n  (define (add! x) (set! n (+ n x)) n)\n"
              "  (define (loop i) (if (< i k) (+ (add! i) (loop (+ i 1))) (add! 100)))\n  (list (loop 0) n))\n(f 4)")
    assert "add!" not in functions(source)
    assert pyfront.run(source) == pyfront.run(source, backend="treewalk") == [116, 106]


@pytest.mark.parametrize("kept", [
    "(define (g x) (if (pair? x) (g (g (cdr x))) x))",  # recursive
    "(define (g x) (apply + x 1 '()))",  # works on frames
    "(define (g x) x) (set! g car)",
    "(define (g x . more) x)",
])
def test_what_stays_a_procedure(kept: str) -> None:
    source = f"(define (f l) {kept} (list (g l) (g l)))\n(f 5)"
    assert any("CALL" in BY_NUMBER[op] for op, *_ in functions(source)["f"])


@pytest.mark.parametrize("body", [
    "(list (walk '(1 2)))", "(walk '((1)))", "(let ((r (walk '(1 . 2)))) (list r))", "(same 1 2 3)", "(list (same 1 2 3) (same 1 2 4))",
    "(map walk '((1) 2))", "(list (map (lambda (x) (same x x x)) '(1 2)))", "(let loop ((i 0)) (if (< i 2) (loop (+ i 1)) (same i i i)))",
    "(list (let loop ((i 0)) (if (< i 2) (loop (+ i 1)) (same i i i))))",
])
def test_its_errors_are_told_as_they_were(body: str) -> None:
    """Its frames, those it replaced, and those of what it is called by."""
    source = ("(define (f)\n  (define (part l) (car l))\n  (define (same x y l) (if (eq? x (part l)) (part y) (part x)))\n"
              "  (define (walk x) (if (pair? x) (same (walk (car x)) (rest (cdr x)) x) x))\n"
              f"  (define (rest l) (if (null? l) l (same (walk (car l)) (rest (cdr l)) l)))\n  {body})\n(display (f))")
    assert error(source) == error(source, whole=False)
