# ruff: noqa: ISC004
"""Programs through passes and emitter to the model of the machine, with and without the passes."""

from __future__ import annotations

from typing import Any

import pytest

import generate
import mini
import model
import reference
from pyfront.core import check as checker
from pyfront.emit import compile_ir
from pyfront.emit.asm import assemble, disassemble
from pyfront.emit.parse import parse_image
from pyfront.passes import PASSES
from vmcore.data import Symbol


def run(text: str, passes: bool = True) -> Any:
    return model.to_python(model.Model().run(compile_ir(mini.unit(text), None, passes=passes)))


FIB = "(define (fib n) (if (%lt n 2) n (%add (fib (%sub n 1)) (fib (%sub n 2)))))"
COUNTER = "(define (make) (let ((n 0)) (lambda () (begin (set! n (%add n 1)) n))))"
PROGRAMS = [
    (f"{FIB} (fib 15)", 610),
    ("(define (tak x y z) (if (not (%lt y x)) z (tak (tak (%sub x 1) y z) (tak (%sub y 1) z x) (tak (%sub z 1) x y))))"
     "(tak 8 4 2)", 3),
    ("(define (f n) (let loop ((i 0) (s 0)) (if (%numeq i n) s (loop (%add i 1) (%add s i))))) (f 100)", 4950),
    (f"{COUNTER} (define c (make)) (c) (c) (list (c) ((make)))", (3, 1)),
    ("(define (f x) (define (e n) (if (%numeq n 0) #t (o (%sub n 1)))) (define (o n) (if (%numeq n 0) #f (e (%sub n 1))))"
     "(list (e x) (o x))) (f 7)", (False, True)),
    ("(define f (case-lambda ((a) (list 1 a)) ((a b) (list 2 a b)) ((a . r) (list 3 a r)))) (list (f 1) (f 1 2) (f 1 2 3))",
     ((1, 1), (2, 1, 2), (3, 1, (2, 3)))),
    ("(define (g a #!optional b . r) (list a (eq? b (%absent)) r)) (list (g 1) (g 1 2) (g 1 2 3 4))",
     ((1, True, ()), (1, False, ()), (1, False, (3, 4)))),
    ("(define (f) (let loop ((i 0) (l '())) (if (%lt i 3) (loop (%add i 1) (cons (lambda () i) l)) l)))"
     "(let ((l (f))) (list ((car l)) ((cadr l))))", (2, 1)),
    ("(define (f) (let loop ((i 0) (l '())) (if (%lt i 2)"
     "  (begin (set! i (%add i 10)) (loop (%sub i 9) (cons (lambda () (begin (set! i (%add i 1)) i)) l))) l)))"
     "(let ((l (f))) (list ((car l)) ((car l)) ((cadr l))))", (12, 13, 11)),
    ("(define (f) (let ((x 1)) (let ((y (begin (set! x 5) x))) (list x y (begin (set! x 2) x) x)))) (f)", (5, 5, 2, 2)),
    ("(define (f t) (let ((r (%make-record t 1 2))) (%record-set! r t 0 9) (list (%record-ref r t 0) (%record-ref r t 1))))"
     "(f (%make-rtd 'type (vector 'x 'y)))", (9, 2)),
    ("(define (f v) (begin (vector-set! v 1 7) (list (vector-ref v 1) (vector-ref v 0)))) (f (vector 1 2))", (7, 1)),
    ("(define (f l) (begin (set-car! l 5) (set-cdr! l '(6)) l)) (f (list 1 2 3))", (5, 6)),
    ("(let ((x '(1 2))) (list (eq? x x) (eq? x '(1 2))))", (True, False)),
    ("(define (f n) (let outer ((i 0) (s 0)) (if (%numeq i n) s (let inner ((j 0) (s s)) (if (%numeq j n)"
     "(outer (%add i 1) s) (inner (%add j 1) (%add s 1))))))) (f 5)", 25),
    ("(define (f) (letrec ((f (case-lambda ((n) (f n 1)) ((n acc) (if (%lt n 2) acc (f (%sub n 1) (%mul n acc))))))) (f 6)))"
     "(f)", 720),
    ("(define (f p) (let ((g car)) (g p))) (f '(3))", 3),
    ("(define (f x) (begin (set! y x) y)) (define y 1) (f 2)", 2),
    ("(define (f x) (%add x (begin (set! x 5) x))) (f 1)", 6),
    ("(define (f x v) (vector-set! v x (begin (set! x 1) 7)) v) (f 0 (vector 1 2))", [7, 2]),
    ("(define (f) (let ((x 1)) (let loop ((a 0) (b 0) (n 2)) (if (%numeq n 0) (list a b)"
     "  (loop x (begin (set! x (%add x 1)) a) (%sub n 1)))))) (f)", (2, 1)),
    ("(define (f a) (list (let ((t (car a))) (if t t (list 1 t))))) (f '(#f))", ((1, False),)),
    ("(define (f l) (eqv? (car l) 'a)) (list (f '(a)) (f '(b)) (eqv? 1.5 1.5))", (True, False, True)),
]


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize(("text", "value"), PROGRAMS)
def test_programs(text: str, value: Any, passes: bool) -> None:
    assert run(text, passes) == value


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize(("text", "kind", "at"), [
    ("(letrec ((a b) (b 1)) (list a b))", "UNASSIGNED", "b) (b"),
    ("(letrec ((f (lambda () b)) (a (f)) (b 1)) (list a b))", "UNASSIGNED", "b)) (a"),
    ("(letrec ((a (f)) (f (lambda () 1))) a)", "UNASSIGNED", "f))"),
    ("(list 1 (nobody 2))", "UNBOUND", "(nobody"),
    ("(list 1 nobody)", "UNBOUND", "nobody"),
    ("(set! nobody 1)", "UNBOUND", "(set!"),
    ("((lambda (x) x))", "ARITY", "((lambda"),
    ("(list (5 6))", "NOTPROC", "(5"),
    ("(begin (car 5) 1)", "TYPE", "(car"),
    ("(let ((x (car 5))) (if x 1 2))", "TYPE", "(car"),
    ("(if (%lt 'a 1) 1 2)", "TYPE", "(%lt"),
    ("(%add 1 (%add 'a 1))", "TYPE", "(%add 'a"),
    ("(define (f i) (let loop ((i i) (s 0)) (if (null? s) (%add i s) (loop (%add i 1) (%add s i))))) (f 'a)", "TYPE", "(%add i 1)"),
    ("(letrec ((q (list (lambda () s))) (x s) (s 2)) (list q x))", "UNASSIGNED", "s) (s 2"),
    ("(list (vector-ref (vector 1) 1))", "RANGE", "(vector-ref"),
])
def test_failures(text: str, kind: str, at: str, passes: bool) -> None:
    with pytest.raises(model.Fault) as fault:
        run(text, passes)
    assert (fault.value.kind, fault.value.pos) == (kind, text.index(at) + 1)


def test_tail_calls_do_not_grow_the_stack() -> None:
    machine = model.Model()
    machine.run(compile_ir(mini.unit("(define (f n) (if (%numeq n 0) (g 0) (f (%sub n 1)))) (define (g x) 'done) (f 500)"), None))
    assert machine.deepest < 12


def test_a_global_operator_is_read_after_the_arguments() -> None:
    text = "(define (f x) (list 1 x)) (define (h) (begin (set! f (lambda (x) (list 2 x))) 5)) (f (h))"
    assert run(text) == run(text, passes=False) == (2, 5)


def test_deep_expressions_need_one_register_a_level() -> None:
    text = "x"
    for _ in range(50):
        text = f"(%add {text} (car x))"
    functions = parse_image(compile_ir(mini.unit(f"(define (f x) {text})"), None)).functions
    assert functions[1].nregs <= 4


# ---------------------------------------------------------------- random programs


def outcome(fn: Any) -> Any:
    try:
        return "value", _plain(model.to_python(fn()))
    except model.Fault as fault:
        return "fault", fault.kind, fault.pos


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return type(value)(_plain(item) for item in value)
    return Symbol("procedure") if isinstance(value, (model.Proc, model.PrimProc, reference.Procedure)) else value


def agree(seed: int) -> str:
    """Compares one random program; the answer is the kind of its outcome."""
    try:
        expected = outcome(lambda: reference.Evaluator(20000).run(generate.Generator(seed).unit()))
    except (reference.OutOfFuel, RecursionError):
        return "endless"
    for passes in (True, False):
        image = compile_ir(generate.Generator(seed).unit(), None, passes=passes)
        assert outcome(lambda image=image: model.Model().run(image)) == expected, f"seed {seed}, passes {passes}"
    return expected[0]


@pytest.mark.parametrize("block", range(10))
def test_random_programs_mean_what_they_say(block: int) -> None:
    outcomes = [agree(seed) for seed in range(block * 60, block * 60 + 60)]
    assert outcomes.count("value") > 25  # the generator still makes programs that run


def test_every_pass_leaves_a_well_formed_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "PRIMS", {"%check-init": (0, 1, 0, False, ""), **checker.PRIMS})
    for seed in range(100):
        tree: Any = generate.Generator(seed).unit()
        for one in PASSES:
            tree = one(tree)
            checker.check(tree)


def test_random_code_survives_the_assembler() -> None:
    for seed in range(60):
        image = compile_ir(generate.Generator(seed).unit(), None)
        again = assemble(disassemble(image))
        for code, back in zip(parse_image(image).functions, again, strict=True):
            for field in ("name", "nreq", "nopt", "rest", "captures", "nregs", "flags", "pos", "code", "positions"):
                assert getattr(code, field) == getattr(back, field)
            assert repr(code.consts) == repr(back.consts)
