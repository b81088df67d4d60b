"""The expander of Scheme: the tree it makes, what the tree means, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from evaluator import EXPORTS, Evaluator, SchemeError, Uninitialised, write
from patience import patient
from pyfront.core import ir
from pyfront.core.check import CompilerBug, check
from pyfront.core.show import parse, show
from pyfront.errors import CapabilityError, ExpandError
from pyfront.expand.env import TopLevel
from pyfront.expand.expander import expand_unit
from pyfront.scheme.files import Files, Reading
from pyfront.scheme.names import library_environment, user_environment
from pyfront.scheme.reader import read_all
from pyfront.text.source import SourceMap


def expand(text: str, top: TopLevel | None = None, files: dict[str, str] | None = None) -> Any:
    """The tree of a program; checked, and shown and parsed back."""
    sources = SourceMap()

    reading = Files(Reading((), texts=files, closed=True), sources) if files is not None else None
    data = read_all(sources.add("test", text))
    unit = expand_unit(data, top or user_environment(EXPORTS), reading)
    check(unit)
    shown = show(unit)
    assert show(parse(shown)) == shown
    return unit


def tree(text: str, **options: Any) -> str:
    """The tree of a program as one line, without the lambda around it."""
    return " ".join(show(expand(text, **options).body).split())


def run(text: str, **options: Any) -> str:
    """The value of a program as text."""
    return write(Evaluator().run(expand(text, **options)))


def fails(text: str, message: str, at: str, **options: Any) -> None:
    """The program is refused with that message, at the last occurrence of the text ``at``."""
    with pytest.raises(ExpandError) as caught:
        expand(text, **options)
    assert message in caught.value.message
    assert caught.value.pos - 1 == text.rindex(at), text[caught.value.pos - 1 :]


# ---------------------------------------------------------------- the tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42", "42"),
        ("(quote (a . b))", "(const (a . b))"),
        ("", "#!unspecified"),
        ("x", "(global user:x)"),
        ("car", "(prim car)"),
        ("map", "(global scheme:map)"),
        ("apply", "(global machine:apply)"),
        ("%make-rtd", "(global user:%make-rtd)"),
        ("(car x)", "(car (global user:x))"),
        ("(car x y)", "(call (prim car) (global user:x) (global user:y))"),
        ("(+ 1 2)", "(%add 1 2)"),
        ("(+ 1 2 3)", "(+ 1 2 3)"),
        ("(- 1)", "(- 1)"),
        ("(< 1 2)", "(%lt 1 2)"),
        ("(< 1 2 3)", "(< 1 2 3)"),
        ("(> x 1)", "(> (global user:x) 1)"),
        ("(> x y)", "(> (global user:x) (global user:y))"),
        ("(lambda (x y) (> x y))", "(lambda || (x.1 y.2) (> x.1 y.2))"),
        ("(/ 1 2)", "(%div 1 2)"),
        ("(if 1 2)", "(if 1 2 #!unspecified)"),
        ("(define (f . x) x)", "(define user:f (lambda f x.1 x.1))"),
        ("(define (f a . x) x)", "(define user:f (lambda f (a.1 . x.2) x.2))"),
        ("(define f (let ((g (lambda () 1))) g))", "(define user:f (let ((g.1 (lambda g () 1))) g.1))"),
        ("(or (null? x) y)", "(if (null? (global user:x)) #t (global user:y))"),
        ("(or x y)", "(let ((t.1 (global user:x))) (if t.1 t.1 (global user:y)))"),
        ("(and 1 2 3)", "(if 1 (if 2 3 #f) #f)"),
        ("(let loop ((i 0)) (loop i))", "(letrec ((loop.1 (lambda loop (i.2) (call loop.1 i.2)))) (call loop.1 0))"),
        (
            "(do ((i 0 (+ i 1))) ((= i 9) i))",
            "(letrec ((do.1 (lambda do (i.2) (if (%numeq i.2 9) i.2 (call do.1 (%add i.2 1)))))) (call do.1 0))",
        ),
        ("(case 1 ((a 2) 3))", "(let ((t.1 1)) (if (if (eq? t.1 (const a)) #t (eq? t.1 2)) 3 #!unspecified))"),
        ("(let-values (((a b) (values 1 2))) a)", "(let ((a.1 1) (b.2 2)) a.1)"),
        ("(delay 1)", "(call (global scheme:%delay) (lambda || () 1))"),
        ("(set! car 1)", "(seq (define user:car (prim car)) (global-set! user:car 1))"),
        ("`(1 ,x)", "(list 1 (global user:x))"),
        ("`(1 ,@x)", "(cons 1 (global user:x))"),
        ("`(1 2)", "(const (1 2))"),
        ("(case-lambda ((x) 1) (y 2))", "(case-lambda || (lambda || (x.1) 1) (lambda || y.2 2))"),
        ("(lambda () (define x 1) x)", "(lambda || () (letrec ((x.1 1)) x.1))"),
    ],
)
def test_tree(text: str, expected: str) -> None:
    assert tree(text) == expected


def test_positions() -> None:
    text = "(define (f x)\n  (car x))"
    unit = expand(text)
    call = unit.body.value.body
    assert call.pos - 1 == text.index("(car")
    assert call.args[0].pos - 1 == text.index("x))")


def test_positions_of_macro_uses() -> None:
    text = "(define-syntax two (syntax-rules () ((_ a) (list a (car a)))))\n(lambda (x) (two x))"
    node = expand(text).body.body
    use = text.rindex("(two")
    assert (node.pos - 1, node.args[1].pos - 1) == (use, use)
    assert node.args[0].pos - 1 == text.rindex("x))")


# ---------------------------------------------------------------- meaning

R7RS = [
    # procedures and variables
    ("((lambda x x) 3 4 5 6)", "(3 4 5 6)"),
    ("((lambda (x y . z) z) 3 4 5 6)", "(5 6)"),
    ("(define add3 (lambda (x) (+ x 3))) (add3 3)", "6"),
    ("(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (+ z x)))", "17"),
    ("(let* ((x 1) (x (+ x 1))) x)", "2"),
    ("(let ((x 2)) (let* () (define x 3) x))", "3"),
    ("(letrec ((e? (lambda (n) (if (zero? n) #t (o? (- n 1))))) (o? (lambda (n) (if (zero? n) #f (e? (- n 1)))))) (e? 8))",
     "#t"),
    ("(letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y)",
     "5"),
    ("(define x 1) (set! x 5) x", "5"),
    ("(let ((x 1)) (set! x (+ x 1)) x)", "2"),
    ("(let ((=> #f)) (cond (#t => 'ok)))", "ok"),
    ("(let loop ((i 0) (acc '())) (if (= i 3) acc (loop (+ i 1) (cons i acc))))", "(2 1 0)"),
    ("(do ((i 0 (+ i 1)) (acc '() (cons i acc)) (k 7)) ((= i 3) (list k acc)))", "(7 (2 1 0))"),
    ("(define r '()) (do ((i 0 (+ i 1))) ((= i 3)) (set! r (cons i r))) r", "(2 1 0)"),
    # order: > and >= change places but evaluate from the left
    ("(define r '()) (define (f x) (set! r (cons x r)) x) (list (> (f 2) (f 1)) r)", "(#t (1 2))"),
    ("(define x 1) (define (f) (set! x 5) 3) (> x (f))", "#f"),
    ("(let ((x 1)) (>= x (begin (set! x 9) 2)))", "#f"),
    ("(let ((x 1)) (>= (begin (set! x 9) 2) x))", "#f"),
    # conditions
    ("(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))".replace("assv 'b '((a 1) (b 2))", "if #t '(b 2) #f"), "2"),
    ("(cond (#f 1) (2))", "2"),
    ("(cond (#f 1))", "#!unspecified"),
    ("(cond ((null? '()) => (lambda (x) x)) (else 1))", "#t"),
    ("(cond ((car '(a)) => list))", "(a)"),
    ("(case (+ 1 5) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))", "composite"),
    ("(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semi) (else => (lambda (x) x)))", "c"),
    ("(case 'x (() 1) ((x) => list))", "(x)"),
    ('(case #\\a ((#\\b #\\a) 1) (else 2))', "1"),
    ("(case 1.5 ((1.5) 'yes) (else 'no))", "yes"),
    ("(and 1 2 'c '(f g))", "(f g)"),
    ("(and)", "#t"),
    ("(or #f #f)", "#f"),
    ("(or (memq 'b '(a b c)) 1)".replace("(memq 'b '(a b c))", "(cdr '(a b c))"), "(b c)"),
    ("(when (null? '()) 1 2)", "2"),
    ("(unless (null? '()) 1 2)", "#!unspecified"),
    # quotation
    ("`(list ,(+ 1 2) 4)", "(list 3 4)"),
    ("(let ((name 'a)) `(list ,name ',name))", "(list a (quote a))"),
    ("`(a ,(+ 1 2) ,@(map - '(4 -5 -6)) b)", "(a 3 -4 5 6 b)"),
    ("`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))", "((foo 7) . cons)"),
    ("`#(10 5 ,(+ 1 1) ,@(map - '(16 9)) 8)", "#(10 5 2 -16 -9 8)"),
    ("`(a `(b ,(foo ,(+ 1 3) d) e) f)", "(a (quasiquote (b (unquote (foo 4 d)) e)) f)"),
    ("(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))",
     "(a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)"),
    ("`(1 ```,,@,,@(list (+ 1 2)) 4)",
     "(1 (quasiquote (quasiquote (quasiquote (unquote (unquote-splicing (unquote 3)))))) 4)"),
    ("`(1 . ,(+ 1 1))", "(1 . 2)"),
    ("`(1 ,@'(2 3))", "(1 2 3)"),
    ("`(,@'(1 2) . 3)", "(1 2 . 3)"),
    ("`,@'(1)".replace(",@", ","), "(1)"),
    ("(let ((unquote 1)) `(a ,b))", "(a (unquote b))"),
    # several values
    ("(let-values (((a b) (values 1 2)) ((c . d) (values 3 4 5))) (list a b c d))", "(1 2 3 (4 5))"),
    ("(let ((a 'a) (b 'b)) (let-values (((a b) (values 1 2)) ((x y) (values a b))) (list a b x y)))", "(1 2 a b)"),
    ("(let ((a 'a) (b 'b)) (let*-values (((a b) (values 1 2)) ((x y) (values a b))) (list a b x y)))", "(1 2 1 2)"),
    ("(receive (a . rest) (values 1 2 3) (list a rest))", "(1 (2 3))"),
    ("(let-values ((all (values 1 2))) all)", "(1 2)"),
    ("(define-values (a b . c) (values 1 2 3 4)) (list a b c)", "(1 2 (3 4))"),
    ("(define-values all (values 1 2)) all", "(1 2)"),
    ("(define-values (x) 5) x", "5"),
    # every init of letrec comes before every assignment
    ("(define r '()) (define (f x) (set! r (cons x r)) x) (letrec ((a (f 1)) (g (lambda () a)) (b (f 2))) (list a b (g) r))",
     "(1 2 1 (2 1))"),
    ("(let () (define-values (a b) (values 1 2)) (define c (+ a b)) (define-values (d) c) (list a b c d))", "(1 2 3 3)"),
    ("((case-lambda ((a) 1) ((a b) 2) ((a . r) (list a r))) 1 2 3)", "(1 (2 3))"),
    # promises, parameters, exceptions
    ("(define n 0) (define p (delay (begin (set! n (+ n 1)) n))) (list (force p) (force p))", "(1 1)"),
    ("(force (delay-force (delay 3)))", "3"),
    ("(define p (make-parameter 1)) (define (f) (p)) (list (f) (parameterize ((p 2)) (f)) (f))", "(1 2 1)"),
    ("(guard (e ((symbol? e) (list 'symbol e)) ((string? e) 's)) (raise 'boom))", "(symbol boom)"),
    ("(guard (e ((symbol? e) => (lambda (x) x))) (raise 'boom))", "#t"),
    ("(guard (e (#t 'outer)) (guard (e ((string? e) 'inner)) (raise 'x)))", "outer"),
    ("(guard (e (else (list 'else e))) (raise 1))", "(else 1)"),
    ("(guard (e (#f 1)) 'fine)", "fine"),
    ("(guard (e (#t (car e))) (assert (= 1 2)))", '"assertion failed:"'),
    # bodies
    ("(let ((x 5)) (define foo (lambda (y) (bar x y))) (define bar (lambda (a b) (+ a b))) (foo (+ x 3)))", "13"),
    ("(define (f) (define a 1) (set! a 2) (define b (+ a 1)) (list a b)) (f)", "(2 3)"),
    ("(let () (begin (define a 1) (begin (define b 2))) (list a b))", "(1 2)"),
    ("(let () (define-record-type p (make x) p? (x get set)) (let ((r (make 1))) (set r 2) (list (get r) (p? r) (p? 1))))",
     "(2 #t #f)"),
    ("(define-record-type <point> (point y x) point? (x px) (y py set-py!)) (let ((p (point 1 2))) (set-py! p 9) (list (px p) (py p)))",
     "(2 9)"),
    ("(define-record-type a (make-a) a? (x ax)) (ax (make-a))", "#f"),
    ("(define-record-type (quote-less) #f q?)".replace("(quote-less)", "q") + " (q? 1)", "#f"),
    ("(let () (define-syntax ten (syntax-rules () ((_) 10))) (define x (ten)) x)", "10"),
    ("(begin (define a 1) (define b 2)) (list a b)", "(1 2)"),
    # top level
    ("(define old car) (define (car x) (list 'mine (old x))) (car '(1))", "(mine 1)"),
    ("(define (f x) (car x)) (define (car x) 'mine) (f 1)", "mine"),
    ("(define before (car '(1))) (set! car cdr) (list before (car '(1 2)))", "(1 (2))"),
    ("(define (f) (set! car cdr)) (define a (car '(1 2))) (f) (list a (car '(1 2)))", "(1 (2))"),
    ("(define (list . x) 'mine) (list 1)", "mine"),
    ("(define (map f) 'mine) (map 1)", "mine"),
    ("(define if list) (if 1 2 3)", "(1 2 3)"),
    ("(define (assert x) 'mine) (assert #f)", "mine"),
    ("(define-syntax car (syntax-rules () ((_ x) 'macro))) (car 1)", "macro"),
    ("(define-syntax m (syntax-rules () ((_ x) 'macro))) (define (m x) 'procedure) (m 1)", "procedure"),
]


@pytest.mark.parametrize(("text", "expected"), R7RS)
def test_meaning(text: str, expected: str) -> None:
    assert run(text) == expected


SWAP = "(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))"
MY_OR = "(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))"

HYGIENE = [
    (SWAP + "(let ((tmp 1) (x 2)) (swap! tmp x) (list tmp x))", "(2 1)"),
    (SWAP + "(define tmp 1) (define y 2) (swap! tmp y) (list tmp y)", "(2 1)"),
    (MY_OR + "(let ((t 5)) (my-or #f t))", "5"),
    (MY_OR + "(let ((if list) (t 5)) (my-or #f t))", "5"),
    (MY_OR + "(let ((x #f) (y 7) (temp 8) (let list) (if list)) (my-or x (let temp) (if y) y))",
     "(8)"),
    ("(let ((else #f)) (cond (else 1) (#t 2)))", "2"),
    ("(define-syntax my-cond (syntax-rules (else) ((_) 0) ((_ (else e)) e) ((_ (c e) r ...) (if c e (my-cond r ...)))))"
     "(list (my-cond (#f 1) (else 2)) (let ((else #f)) (my-cond (#f 1) (else 3))))", "(2 0)"),
    ("(define-syntax lit (syntax-rules (foo) ((_ foo) 'literal) ((_ x) 'other)))"
     "(list (lit foo) (let ((foo 1)) (lit foo)) (lit bar))", "(literal other other)"),
    ("(define-syntax while (syntax-rules () ((_ c b ...) (let loop () (when c b ... (loop))))))"
     "(define i 0) (define (loop) 'mine) (while (< i 3) (set! i (+ i 1)) (loop)) i", "3"),
    ("(define-syntax loop-until (syntax-rules () ((_ break b ...) (call/cc (lambda (break) (let f () b ... (f)))))))"
     "(define i 0) (loop-until stop (set! i (+ i 1)) (if (= i 5) (stop i)))", "5"),
    ("(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((m) x)))) (let ((x 'inner)) (m))))", "outer"),
    ("(let ((x 'outer)) (define-syntax m (syntax-rules () ((m) x))) (let ((x 'inner)) (m)))", "outer"),
    ("(letrec-syntax ((my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...)))))))"
     "(let ((x #f) (y 7) (temp 8) (let list) (if list)) (my-or x (let temp) (if y) y)))", "(8)"),
    ("(let ((if list)) (let-syntax ((m (syntax-rules () ((_ a b c) (if a b c))))) (m 1 2 3)))", "(1 2 3)"),
    ("(let-syntax ((given (syntax-rules () ((_ t s) (if t s #f))))) (let ((if list)) (given #t 'now)))", "now"),
    # let-syntax against letrec-syntax
    ("(define-syntax f (syntax-rules () ((_) 'global)))"
     "(list (let-syntax ((f (syntax-rules () ((_) 'local))) (g (syntax-rules () ((_) (f))))) (g))"
     "      (letrec-syntax ((f (syntax-rules () ((_) 'local))) (g (syntax-rules () ((_) (f))))) (g)))",
     "(global local)"),
    ("(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_) 2)))) (define x (foo)) 3) x)", "1"),
    # macros that make macros
    ("(define-syntax jabberwocky (syntax-rules () ((_ hatter) (begin (define march-hare 42)"
     " (define-syntax hatter (syntax-rules () ((_) march-hare)))))))"
     "(jabberwocky mad-hatter) (mad-hatter)", "42"),
    ("(define-syntax be-like-begin (syntax-rules () ((_ name) (define-syntax name (syntax-rules () ((_ expr (... ...))"
     " (begin expr (... ...))))))))"
     "(be-like-begin sequence) (sequence 1 2 3 4)", "4"),
    ("(define-syntax be-like-begin (syntax-rules () ((_ name) (define-syntax name (syntax-rules dots () ((_ expr dots)"
     " (begin expr dots)))))))"
     "(be-like-begin sequence) (let ((begin list)) (sequence 1 2 3 5))", "5"),
    ("(define-syntax def (syntax-rules () ((_ n v) (define n v)))) (def a 1) (let () (def a 2) (def b 3) (list a b))",
     "(2 3)"),
    ("(define-syntax defs (syntax-rules () ((_ (n v) ...) (begin (define n v) ...)))) (let () (defs (a 1) (b 2)) (+ a b))",
     "3"),
    ("(define-syntax two (syntax-rules () ((_ n) (begin (define tmp 1) (define (n) tmp)))))"
     "(let () (two a) (define tmp 5) (list (a) tmp))", "(1 5)"),
    ("(define-syntax m (syntax-rules () ((_ x) (let ((y 1)) (let-syntax ((n (syntax-rules () ((_ z) (list x y z))))) (let ((y 2)) (n y))))))) "
     "(let ((y 3)) (m y))", "(3 1 2)"),
    ("(define-syntax my-let (syntax-rules () ((_ ((n v) ...) b ...) ((lambda (n ...) b ...) v ...))))"
     "(my-let ((a 1) (b 2)) (list a b))", "(1 2)"),
    ("(define-syntax my-let* (syntax-rules () ((_ () b ...) (let () b ...)) ((_ ((n v) r ...) b ...) (let ((n v)) (my-let* (r ...) b ...)))))"
     "(my-let* ((a 1) (a (+ a 1)) (b a)) (list a b))", "(2 2)"),
    ("(define-syntax m (syntax-rules () ((_) (define-record-type thing (make a) thing? (a get)))))"
     "(let () (m) 'fine)", "fine"),
    ("(define-syntax q (syntax-rules () ((_ x) '(tmp x #(tmp x) (y . tmp))))) (q y)", "(tmp y #(tmp y) (y . tmp))"),
    ("(define-syntax m (syntax-rules () ((_ x) (do ((i 0 (+ i 1))) ((= i 2) (list i x)))))) (let ((i 9)) (m i))", "(2 9)"),
    ("(define-syntax m (syntax-rules () ((_ e) (guard (c (#t (list c e))) (raise 1))))) (let ((c 5)) (m c))", "(1 5)"),
    ("(define-syntax k (syntax-rules () ((_ x) (case x ((a) => list) (else 0))))) (let ((x 'a)) (k x))", "(a)"),
    ("(define-syntax m (syntax-rules () ((_ x) `(x ,x ,@(list x))))) (let ((z 1)) (m z))", "(z 1 1)"),
    # a name a macro defines at top level is the plain symbol
    ("(define-syntax make (syntax-rules () ((_) (define made 7)))) (make) made", "7"),
    # another name of a keyword
    ("(define-syntax my-if if) (my-if #t 1 2)", "1"),
    ("(let ((... 2)) (let-syntax ((s (syntax-rules () ((_ x ...) 'bad) ((_ . r) 'ok)))) (s a b c)))", "ok"),
    ("(define-syntax ++ (syntax-rules () ((_ x) (set! x (+ x 1))))) (let ((x 1) (+ -)) (++ x) x)", "2"),
    # a macro that assigns an imported name
    ("(define-syntax clobber (syntax-rules () ((_) (set! car cdr)))) (clobber) (car '(1 2))", "(2)"),
    ("(define-syntax redefine (syntax-rules () ((_ n v) (define n v)))) (define a (car '(1))) (redefine car 5) (list a car)",
     "(1 5)"),
]


@pytest.mark.parametrize(("text", "expected"), HYGIENE)
def test_hygiene(text: str, expected: str) -> None:
    assert run(text) == expected


def rules(rules: str, use: str) -> str:
    return run(f"(define-syntax m (syntax-rules {rules})) {use}")


@pytest.mark.parametrize(
    ("definition", "use", "expected"),
    [
        ("() ((_ a b) '(b a))", "(m 1 2)", "(2 1)"),
        ("() ((_ (a b) ...) '((a ...) (b ...)))", "(m (1 2) (3 4))", "((1 3) (2 4))"),
        ("() ((_ (a b ...) ...) '((b ... a) ...))", "(m (1 2 3) (4))", "((2 3 1) (4))"),
        ("() ((_ (a ...) ...) '(a ... ...))", "(m (1 2) () (3))", "(1 2 3)"),
        ("() ((_ ((a ...) ...) ...) '(a ... ... ...))", "(m ((1 2) (3)) ((4)))", "(1 2 3 4)"),
        ("() ((_ a ... z) '(z a ...))", "(m 1 2 3)", "(3 1 2)"),
        ("() ((_ a ... y z) '(a ...))", "(m 1 2)", "()"),
        ("() ((_ a ... . r) '((a ...) r))", "(m 1 2 . 3)", "((1 2) 3)"),
        ("() ((_ a ... . r) '((a ...) r))", "(m 1 2)", "((1 2) ())"),
        ("() ((_ a b ... c . d) '(a (b ...) c d))", "(m 1 2 3 4 . 5)", "(1 (2 3) 4 5)"),
        ("() ((_ . r) 'r)", "(m 1 2)", "(1 2)"),
        ("() ((_ a . r) '(r . a))", "(m 1 2 3)", "((2 3) . 1)"),
        ("() ((_ #(a b ...)) '(a #(b ...)))", "(m #(1 2 3))", "(1 #(2 3))"),
        ("() ((_ #(a b)) 'two) ((_ x) 'other)", "(m #(1))", "other"),
        ("() ((_ 1) 'one) ((_ #t) 'true) ((_ \"s\") 'string) ((_ #\\c) 'char) ((_ x) 'other)",
         "(list (m 1) (m #t) (m \"s\") (m #\\c) (m 1.0) (m #f))", "(one true string char other other)"),
        ("() ((_ _ x _) 'x)", "(m 1 2 3)", "2"),
        ("(_) ((_ _) 'underscore) ((_ x) 'other)", "(list (m _) (m 1))", "(underscore other)"),
        ("(...) ((_ ...) 'dots) ((_ x) 'other)", "(list (m ...) (m 1))", "(dots other)"),
        ("::: () ((_ a :::) '(a ::: ...))", "(m 1 2)", "(1 2 ...)"),
        ("() ((_ x) '(... (x ...)))", "(m 100)", "(100 ...)"),
        ("() ((_ x y) '(... (... x y)))", "(m 100 200)", "(... 100 200)"),
        ("() ((_) '(... ...))", "(m)", "..."),
        ("() ((_ (a b) . c) '(a b . c))", "(m (1 2) 3 4)", "(1 2 3 4)"),
        ("() ((_ () x) 'empty) ((_ y x) 'other)", "(list (m () 1) (m (1) 1))", "(empty other)"),
        ("(=>) ((_ (a => b) ...) '((b a) ...))", "(m (1 => 2) (3 => 4))", "((2 1) (4 3))"),
        ("() ((_ (n ...) body ...) '((n body ...) ...))", "(m (a b) 1 2)", "((a 1 2) (b 1 2))"),
        ("() ((_ (a b ...) ...) '((a b) ... ...))", "(m (1 2 3) (4 5))", "((1 2) (1 3) (4 5))"),
        ("() ((_ (a b ...) ...) '(((a b) ...) ...))", "(m (1 2 3) (4 5))", "(((1 2) (1 3)) ((4 5)))"),
        ("() ((_ (n ...) x) '((n x) ...))", "(m (a b) 1)", "((a 1) (b 1))"),
        ("() ((_ a ...) '(a ... . end))", "(m 1 2)", "(1 2 . end)"),
        ("() ((_ a ...) '#(0 a ... 9))", "(m 1 2)", "#(0 1 2 9)"),
        ("() ((_ x) 'first) ((_ x ...) 'second)", "(m)", "second"),
        ("() ((m x) 'x)", "(let ((n 1)) (m n))", "n"),
    ],
)
def test_syntax_rules(definition: str, use: str, expected: str) -> None:
    assert rules(definition, use) == expected


# ---------------------------------------------------------------- units, imports, libraries


def test_definitions_last_across_units() -> None:
    top, machine = user_environment(EXPORTS), Evaluator()

    def unit(text: str) -> str:
        return write(machine.run(expand(text, top)))

    unit("(define x 1) (define-syntax inc (syntax-rules () ((_ v) (set! v (+ v 1)))))")
    unit("(define (car p) 'mine)")
    assert unit("(inc x) (list x (car '(1)))") == "(2 mine)"
    assert unit("(import (scheme base)) (car '(1))") == "1"


def test_a_unit_with_an_error_changes_nothing() -> None:
    top = user_environment(EXPORTS)
    before = tree("(car x)", top=top)
    with pytest.raises(ExpandError):
        expand("(define (car x) 1) (define-syntax m (syntax-rules () ((_) 1))) (if)", top)
    assert tree("(car x)", top=top) == before
    assert tree("(m)", top=top) == "(call (global user:m))"


def test_environments_are_separate_and_cheap() -> None:
    from time import process_time  # others may keep the processors busy

    first = user_environment(EXPORTS)
    expand("(define (car x) x)", first)
    start = process_time()
    others = [user_environment(EXPORTS) for _ in range(1000)]
    assert (process_time() - start) / 1000 < patient(0.0003)
    assert tree("car", top=others[0]) == "(prim car)"


def test_library_mode() -> None:
    assert tree("(define (f x) (%make-rtd x x))", top=library_environment()).startswith("(define scheme:f")
    assert tree("(%call/cc f)", top=library_environment()) == "(call (global machine:%call/cc) (global scheme:f))"
    assert "(%make-rtd " in tree("(%make-rtd 'a '#())", top=library_environment())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(import (scheme base) (scheme write)) (car '(1))", "1"),
        ("(import (only (scheme base) car)) (car '(1))", "1"),
        ("(import (prefix (scheme base) b:)) (b:car '(1))", "1"),
        ("(import (rename (scheme base) (car first) (if when*))) (when* #t (first '(1)) 2)", "1"),
        ("(import (prefix (only (rename (scheme base) (car first)) first) my-)) (my-first '(1))", "1"),
        ("(import (except (scheme base) car)) (define (car x) 'mine) (car 1)", "mine"),
        ("(import (rename (scheme base) (else otherwise))) (cond (#f 1) (otherwise 2))", "2"),
        ("(import (srfi 1) (srfi 69)) 1", "1"),
        ("(import (scheme base)) (define (map x) 'mine) (map 1)", "mine"),
        ("(cond-expand (r7rs 1) (else 2))", "1"),
        ("(cond-expand ((and r7rs (not nonsense)) 1) (else 2))", "1"),
        ("(cond-expand ((library (scheme base)) (define x 3)) (else (define x 4))) x", "3"),
        ("(cond-expand ((library (foo bar)) 1) ((or nonsense vmcore) 2))", "2"),
        ("(let () (cond-expand (nonsense 1) (else (define x 5))) x)", "5"),
        ("(+ 1 (cond-expand (full-unicode 2)))", "3"),
    ],
)
def test_import_and_cond_expand(text: str, expected: str) -> None:
    assert run(text) == expected


STACK = """
(define-library (my stack)
  (export make push! (rename top peek) with-stack)
  (import (scheme base))
  (begin
    (define count 0)
    (define (make) (set! count (+ count 1)) (list count))
    (define-syntax push! (syntax-rules () ((_ s x) (set! s (helper x s)))))
    (define (helper x s) (cons x s))
    (define (top s) (car s))
    (define-syntax with-stack (syntax-rules (as) ((_ (s as n) b) (let ((n s)) b)) ((_ s b) 'no-match)))))
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(import (my stack)) (define s (make)) (push! s 5) s", "(5 1)"),
        ("(import (my stack)) (define (helper . x) 'mine) (define s (make)) (push! s 5) (list s (helper))", "((5 1) mine)"),
        ("(import (prefix (my stack) s:)) (s:peek '(1 2))", "1"),
        ("(import (only (my stack) peek)) (define (make) 'own) (list (peek '(1 2)) (make))", "(1 own)"),
        ("(import (my stack)) (with-stack (1 as n) (+ n 1))", "2"),
        ("(import (my stack)) (let ((as 1)) (with-stack (1 as n) 2))", "no-match"),
        ("(import (my stack)) (define count 9) (list (make) count)", "((1) 9)"),
        ("(define-library (b) (export car) (import (my stack) (only (scheme base) define)) (begin (define (car x) (peek x)))) (import (b)) (car '(7))",
         "7"),
    ],
)
def test_define_library(text: str, expected: str) -> None:
    assert run(STACK + text) == expected


def test_include() -> None:
    files = {"a.scm": "(define x 1) (define y 2)", "b.scm": "(DEFINE Z 3)", "lib.sld": "(export f) (import (scheme base)) (begin (define (f) 8))"}
    assert run('(include "a.scm") (+ x y)', files=files) == "3"
    assert run('(let () (include "a.scm" "a.scm") 1)'.replace(' "a.scm")', ")", 1), files=files) == "1"
    assert run('(include-ci "b.scm") z', files=files) == "3"
    assert run('(define-library (l) (include-library-declarations "lib.sld")) (import (l)) (f)', files=files) == "8"
    with pytest.raises(CapabilityError, match="'file-read' was not given"):
        expand('(include "a.scm")')


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("(if)", "bad syntax in if", "(if"),
        ("(if 1 2 3 4)", "bad syntax in if", "(if"),
        ("(f ())", "() is no expression", "()"),
        ("(f . x)", "proper list", "x"),
        ("(if 1 . 2)", "bad syntax in if: the form must be a proper list", "2"),
        ("(lambda (x x) 1)", "x occurs twice", "x)"),
        ("(lambda (x 1) 1)", "bad syntax in lambda: a variable must be an identifier", "1) "),
        ("(lambda (x))", "bad syntax in lambda", "(lambda"),
        ("(lambda 5 x)", "identifier", "5"),
        ("(let ((x 1) (y)) x)", "bad syntax in let: a binding must be (variable expression)", "(y)"),
        ("(let ((x 1) (x 2)) x)", "x occurs twice", "x 2"),
        ("(let x)", "bad syntax in let", "(let"),
        ("(let ((x 1)))", "bad syntax in let", "(let"),
        ("(let* ((1 2)) 3)", "identifier", "1"),
        ("(letrec ((a)) 1)", "bad syntax in letrec", "(a)"),
        ("(let () (define x 1))", "no expression after its definitions", "(let"),
        ("(let () (define x 1) (define x 2) x)", "x is defined twice", "x 2"),
        ("(if #t (define x 1))", "define is no expression", "(define"),
        ("(f (import (scheme base)))", "import is only allowed at top level", "(import"),
        ("(set! 1 2)", "bad syntax in set!", "(set!"),
        ("(set! if 2)", "bad syntax in set!: if is no variable", "if"),
        ("(list if)", "if is syntax and has no value", "if"),
        ("(else 1)", "else has no meaning here", "(else"),
        ("else", "else is syntax", "else"),
        ("(cond (else 1) (2 3))", "else must be the last clause", "(else"),
        ("(cond 1)", "bad syntax in cond: a clause must be", "1"),
        ("(cond (1 =>))", "expected (test => procedure)", "(1"),
        ("(case 1 (2 3))", "bad syntax in case: the data of a clause", "2"),
        ("(do ((i)) (#t))", "bad syntax in do", "(i)"),
        ("(define)", "bad syntax in define", "(define"),
        ("(define 1 2)", "bad syntax in define", "(define"),
        ("(define ((f x) y) 1)", "bad syntax in define", "((f"),
        ("(define-record-type p (make z) p? (x get))", "z is no field", "z"),
        ("(define-record-type p (make) p? (x 1))", "a field must be", "(x"),
        ("(define-syntax m 1)", "can only be defined by (syntax-rules", "1"),
        ("(define-syntax m (syntax-rules () ((_ x x) 1)))", "x occurs twice", "x) "),
        ("(define-syntax m (syntax-rules () ((_ x ...) x)))", "needs 1 more ellipsis", "x)"),
        ("(define-syntax m (syntax-rules () ((_ x) (x ...))))", "no variable before the ellipsis", "...)"),
        ("(define-syntax m (syntax-rules () ((_ ...) 1)))", "ellipsis must follow a pattern", "..."),
        ("(define-syntax m (syntax-rules () ((_ a ... b ...) 1)))", "a second ellipsis", "...) "),
        ("(define-syntax m (syntax-rules () ((_ x) 1))) (m)", "bad syntax in m: no rule", "(m)"),
        ("(define-syntax m (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...)))) (m (1 2) (3))", "different lengths", "(m (1"),
        ("(define-syntax m (syntax-rules () ((_) (m)))) (m)", "does not end", "(m)"),
        ("(define-syntax m (syntax-rules () ((_ x ...) (m x ... x ... 1)))) (m)", "does not end", "(m)"),
        ('(syntax-error "no way" (a b) 3)', "no way (a b) 3", "(syntax-error"),
        ("(import (foo bar))", "unknown library (foo bar)", "(foo"),
        ("(import (only (scheme base) nonsense))", "does not export nonsense", "nonsense"),
        ("(import (rename (scheme base) (car)))", "renaming", "(car)"),
        ("(import 5)", "a library name must be", "5"),
        ("(cond-expand ((frob x) 1))", "requirement", "(frob"),
        ("(define-library (a) (export x) (begin 1))", "exports x, but does not define it", "x)"),
        ("(define-library (a) (frob))", "expected a declaration", "(frob"),
        ("`(1 . ,@x)".replace(". ,@x", "(unquote-splicing x) . 3)")[:-1] + " `,@x", "unquote-splicing is only allowed", ",@x"),
        ("(quasiquote)", "bad syntax in quasiquote", "(quasi"),
        ("(quote 1 2)", "bad syntax in quote", "(quote"),
        ("(guard (1 2) 3)", "identifier", "1"),
        ("(guard x 1)", "bad syntax in guard", "(guard"),
        ("(parameterize ((p)) 1)", "bad syntax in parameterize", "(p)"),
        ("(let-values (((a a) 1)) a)", "a occurs twice", "a) 1"),
        ("(let-values (((a) 1) ((a) 2)) a)", "a occurs twice", "(a) 2"),
        ("(define-values (a 1) 2)", "identifier", "1)"),
        ("(case-lambda (1))", "bad syntax in case-lambda", "(1)"),
        ("(delay)", "bad syntax in delay", "(delay"),
    ],
)
def test_errors(text: str, message: str, at: str) -> None:
    fails(text, message, at)


def test_errors_of_the_running_program() -> None:
    with pytest.raises(Uninitialised):
        run("(letrec ((a b) (b 1)) a)")
    with pytest.raises(Uninitialised):
        run("(define (f) (define a (g)) (define (g) b) (define b 1) a) (f)")
    with pytest.raises(SchemeError):
        run("(let-values (((a b) (values 1 2 3))) a)")
    with pytest.raises(SchemeError):
        run("(define-values (a) (values 1 2)) a")


# ---------------------------------------------------------------- sizes


def nested(opening: str, closing: str, n: int, inside: str = "1") -> str:
    return opening * n + inside + closing * n


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(car ", ")"),
        ("(f ", ")"),
        ("((lambda (x) x) ", ")"),
        ("(let ((x ", ")) x)"),
        ("(let () ", ")"),
        ("(let* ((y 1) (x ", ")) x)"),
        ("(lambda (x) (define y x) ", ")"),
        ("(if #t ", " 2)"),
        ("(cond (#f 1) (else ", "))"),
        ("(begin 1 ", ")"),
        ("(or (f) ", ")"),
        ("(case 1 ((2) ", "))"),
        ("(do ((i ", ")) (i))"),
        ("(my-or #f ", ")"),
        ("`(1 ,", ")"),
        ("(let loop ((x ", ")) x)"),
    ],
)
def test_deep_nesting_of_text(opening: str, closing: str) -> None:
    n = 3000
    unit = expand_unit(read_all(SourceMap().add("t", MY_OR + nested(opening, closing, n))), user_environment(EXPORTS))
    check(unit)
    assert "later" not in show(unit).lower()


def test_deep_nesting_keeps_scopes() -> None:
    n = 500
    text = "(let* (" + "".join(f"(x{i} {'(car ' * 100}(list x{i - 1} (lambda () y)){')' * 100})" for i in range(1, n)) + ") x1)"
    shown = show(expand("(lambda (x0 y) " + text.replace("(list x", "(cons x") + ")"))
    assert "global" not in shown


def test_deep_quasiquote_and_splicing() -> None:
    unit = expand("(define x 1)" + nested("`(a ", ")", 1, nested("(", ")", 3000, "a ,x")))
    assert show(unit).count("(list") > 2000
    assert run("(begin " * 2000 + "(define x 1)" + ")" * 2000 + " x") == "1"


def test_data_of_any_depth() -> None:
    n = 20_000
    text = f"(define-syntax q (syntax-rules () ((_ x) '(y x)))) (q {nested('(', ')', n)}) '{nested('(', ')', n)} `{nested('(', ')', n)}"
    unit = expand(text)
    assert show(unit).count("(") > 3 * n


def test_long_forms() -> None:
    n = 3000
    assert run(f"(length '({'a ' * n}))") == str(n)
    assert run("(+ " + "1 " * n + ")") == str(n)
    shown = show(expand("(f " + "`(" + ",x " * n + ") (list " + "1 " * n + ") (cond " + "((f) 1) " * n + "))"))
    assert shown.count("(global user:x)") == n
    assert len(expand("(f x) " * n).body.items) == n
    assert show(expand("(and " + "x " * n + ")")).count("user:x") == n


def test_pattern_nested_too_deeply() -> None:
    pattern = nested("(", ")", 5000, "x")
    with pytest.raises(ExpandError, match="nested too deeply"):
        expand(f"(define-syntax m (syntax-rules () ((_ {pattern}) x)))")


def test_macro_that_grows_without_text() -> None:
    doubling = "(define-syntax d (syntax-rules () ((_ () x) x) ((_ (n . r) x) (d r (list x x))))) "
    with pytest.raises(ExpandError, match="too large"):
        expand(doubling + f"(d ({'1 ' * 40}) y)")


def test_names_of_procedures() -> None:
    text = """(define (f) (let ((g (lambda () 1))) (letrec ((h (lambda () 2))) (define k (case-lambda (() 3))) (set! g (lambda () 4)) 5)))"""
    shown = show(expand(text))
    for name in ("lambda f", "lambda g", "lambda h", "case-lambda k"):
        assert name in shown
    assert shown.count("lambda g") == 2


def test_letrec_assigns_after_all_inits() -> None:
    """Only ``letrec*`` shows an earlier init's value to a later one."""
    assert run("(letrec* ((a (+ 1 1)) (b (+ a 1))) b)") == "3"
    assert tree("(letrec ((a (f)) (b (g))) a)") == (
        "(letrec ((t.1 (call (global user:f))) (t.2 (call (global user:g))) (a.3 t.1) (b.4 t.2)) a.3)"
    )
    with pytest.raises(Uninitialised):
        run("(letrec ((a (+ 1 1)) (b (+ a 1))) b)")


# ---------------------------------------------------------------- the checker and the text of trees


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(lambda || () (let ((x.1 1)) (call (lambda || () (let ((y.2 2)) x.1)) y.2)))", "y is not bound"),
        ("(lambda || () (%nonsense 1))", "no primitive"),
        ("(lambda || () (car 1 2))", "2 arguments are wrong"),
        ("(lambda || () (global nospace))", "must have a space"),
        ("(loop l.1 ((i.2 0)) (if i.2 (car (recur l.1 i.2)) i.2))", "not in tail position"),
        ("(loop l.1 ((i.2 0)) (lambda || () (recur l.1 i.2)))", "not in tail position"),
        ("(loop l.1 ((i.2 0)) (seq (recur l.1 i.2) i.2))", "not in tail position"),
        ("(loop l.1 ((i.2 0)) (recur l.1))", "not as many arguments"),
        ("(fix ((f.1 1)) f.1)", "is no lambda"),
        ("(seq)", "sequence of nothing"),
    ],
)
def test_check_refuses(text: str, message: str) -> None:
    with pytest.raises(CompilerBug, match=message):
        check(parse(text))


def test_check_refuses_shared_nodes_and_variables() -> None:
    node = ir.Const(1)
    with pytest.raises(CompilerBug, match="twice in the tree"):
        check(ir.Seq([node, node]))
    var = ir.Var("x")
    with pytest.raises(CompilerBug, match="bound twice"):
        check(ir.Let([var], [ir.Const(1)], ir.Let([var], [ir.Const(2)], ir.Const(3))))
    with pytest.raises(CompilerBug) as caught:
        check(parse("(lambda f () (if 1 2 (%nonsense)))"))
    assert caught.value.path == ["Lambda f", "If", "PrimCall %nonsense"]


@pytest.mark.parametrize(
    "text",
    [
        "(loop l.1 ((i.2 0) (j.3 1)) (if (%lt i.2 j.3) (recur l.1 j.3 i.2) (let ((k.4 i.2)) (recur l.1 k.4 1))))",
        "(fix ((f.1 (lambda f (x.3) (call g.2 x.3))) (g.2 (lambda g x.4 (call f.1 x.4)))) f.1)",
        "(lambda || (a.1 [b.2 c.3] . d.4) (list a.1 b.2 c.3 d.4))",
        "(case-lambda f (lambda || () 1) (lambda || x.1 (set! x.1 2)))",
        "(seq (define a:b (prim car)) (global-set! a:b (global |a:b c|)) 1)",
        '(list 1.5 -2 1/2 +inf.0 -0.0 "a\\"\\\\\\n" #\\space #\\( #\\x #\\x1 #u8(1 2) #t #f #!eof #!unbound #!absent)',
        "(list (const ()) (const #(a |b c| (d . e) #(1))) (const ||) (const |1|) (const |a\\|b|) (const ...) (const ->x))",
    ],
)
def test_show_and_parse(text: str) -> None:
    assert " ".join(show(parse(text)).split()) == text
