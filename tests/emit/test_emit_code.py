"""The code made for small programs, instruction by instruction."""

from __future__ import annotations

import pytest

import mini
from pyfront.emit import compile_ir
from pyfront.emit.asm import disassemble


def code(text: str, function: int = 1) -> list[str]:
    """Instructions of one function of a unit, without numbers, positions and comments."""
    listing = disassemble(compile_ir(mini.unit(text), None))
    part = listing.split("\nfunction ")[function] if function else listing.split("\nfunction ")[0]
    lines = [line.split(";")[0].split("@")[0].split() for line in part.split("\n")[1:] if line.strip()]
    return [" ".join(words[1:]) for words in lines if words and words[0] != "const"]


def test_fib() -> None:
    """The end of the recursion stands last: the way that goes on takes no jump."""
    assert code("(define (fib n) (if (%lt n 2) n (%add (fib (%sub n 1)) (fib (%sub n 2)))))") == [
        "JLTI r0 2 ->8",
        "SUBI r3 r0 1",
        "CALLS r1 1 k0",
        "SUBI r4 r0 2",
        "CALLS r2 1 k0",
        "ADDRET r1 r2",
        "ADD r1 r1 r2",
        "RETURN r1",
        "RETURN r0",
    ]


def test_a_test_with_two_ways_on() -> None:
    """Either way ends with the test at the head; the way back to the second one is a safepoint too."""
    assert code("(define (f a b) (let loop ((x a)) (if (%lt x b) (loop (%add x 1)) (loop (car x)))))")[1:-1] == [
        "JNLT r2 r1 ->5",
        "LOOPUPLT r2 r1 ->2",
        "ADDI r2 r2 1",
        "LOOPLT r2 r1 ->2",
        "CAR r2 r2",
        "LOOPLT r2 r1 ->2",
        "LOOP ->5",
    ]


def test_a_procedure_that_ends_with_a_call_of_itself_is_a_loop() -> None:
    """The arguments are made where the parameters are, as far as none of the others needs those."""
    assert code("(define (f n p) (if (null? p) n (f (cons (car p) n) (cdr p))))") == [
        "JNULL r1 ->5",
        "CAR r2 r1",
        "CONS r0 r2 r0",
        "CDR r1 r1",
        "TAILJ r2 2 k0",
        "RETURN r0",
    ]


def test_a_local_procedure_calls_itself_without_a_closure_variable() -> None:
    text = "(define (f t) (letrec ((walk (lambda (t) (if (pair? t) (%add (walk (car t)) (walk (cdr t))) t)))) (walk t)))"
    assert code(text, 2) == [
        "JNPAIR r0 ->8",
        "CAR r3 r0",
        "CALLME r1 1",
        "CDR r4 r0",
        "CALLME r2 1",
        "ADDRET r1 r2",
        "ADD r1 r1 r2",
        "RETURN r1",
        "RETURN r0",
    ]


def test_a_variable_just_assigned_is_in_a_register() -> None:
    assert code("(define (f n) (lambda (k) (begin (set! n (%add n k)) n)))", 2) == [
        "GETUPC r1 u0", "ADD r1 r1 r0", "SETUPC u0 r1", "RETURN r1",
    ]
    assert "GETUPC r1 u0" in code("(define (f n) (lambda (k) (begin (if k (set! n k) 1) n)))", 2)


def test_an_argument_that_is_a_variable_is_read_where_it_is() -> None:
    assert code("(define (f a b) (begin (g a) (h b (car a)) b))") == [
        "CALLG1 r2 r0 k0", "CAR r5 r0", "CALLG2 r2 r1 k1", "RETURN r1",
    ]


def test_a_counting_loop_is_two_instructions() -> None:
    """The counter is known to be a number after the test, so it may be raised last, in place. Its step and the test are
    there once more, for what is no small integer."""
    assert code("(define (f n) (let loop ((i 0) (s 0)) (if (%lt i n) (loop (%add i 1) (%add s i)) s)))") == [
        "LOADI2 r1 0 0",
        "JNLT r1 r0 ->6",
        "ADD r2 r2 r1",
        "LOOPUPLT r1 r0 ->2",
        "ADDI r1 r1 1",
        "LOOPLT r1 r0 ->2",
        "RETURN r2",
    ]


@pytest.mark.parametrize(("test", "step", "instruction"), [
    ("(if (%lt i n) (loop {}) i)", "(%add i 1)", "LOOPUPLT r1 r0"),
    ("(if (%le n i) i (loop {}))", "(%add i 1)", "LOOPUPLT r1 r0"),
    ("(if (%le i n) (loop {}) i)", "(%add i 1)", "LOOPUPLE r1 r0"),
    ("(if (%lt n i) i (loop {}))", "(%add i 1)", "LOOPUPLE r1 r0"),
    ("(if (%numeq n i) i (loop {}))", "(%add i 1)", "LOOPUPNE r1 r0"),
    ("(if (%lt i 10) (loop {}) i)", "(%sub i -1)", "LOOPUPLTI r1 10"),
    ("(if (%lt 10 i) i (loop {}))", "(%add i 1)", "LOOPUPLTI r1 11"),
    ("(if (%lt -1 i) i (loop {}))", "(%add i 1)", "LOOPUPLTI r1 0"),
    ("(if (%numeq i 10) i (loop {}))", "(%add i 1)", "LOOPUPNEI r1 10"),
    ("(if (%numeq i 0) i (loop {}))", "(%sub i 1)", "LOOPDOWNNEI r1 0"),
    ("(if (%lt i 0) i (loop {}))", "(%add i -1)", "LOOPDOWNGEI r1 0"),
    ("(if (%lt 0 i) (loop {}) i)", "(%sub i 1)", "LOOPDOWNGEI r1 1"),
    ("(if (%lt i n) (loop {}) i)", "(%add i 2)", None),
    ("(if (%lt i n) (loop {}) i)", "(%sub i 1)", None),
    ("(if (%lt i i) (loop {}) i)", "(%add i 1)", None),
    ("(if (%lt 32767 i) i (loop {}))", "(%add i 1)", None),
])
def test_steps_of_counters(test: str, step: str, instruction: str | None) -> None:
    found = [line for line in code(f"(define (f n) (let loop ((i 0)) {test.format(step)}))") if line[:6] in ("LOOPUP", "LOOPDO")]
    assert [line.partition(" ->")[0] for line in found] == ([instruction] if instruction else [])


@pytest.mark.parametrize(("loop", "instruction"), [
    ("(if (null? l) n (loop (cdr l)))", "LOOPRESTNNULL r1"),
    ("(if (pair? l) (loop (cdr l)) n)", "LOOPRESTPAIR r1"),
    ("(if (null? l) n (begin (set-car! l 1) (loop (cdr l))))", "LOOPRESTNNULL r1"),
    ("(if (null? l) n (let ((x (car l))) (begin (set-car! l (%add x 1)) (loop (cdr l)))))", "LOOPNEXT r1 r2"),
    ("(if (pair? l) (let ((x (car l))) (begin (set-car! l (%add x 1)) (loop (cdr l)))) n)", "LOOPNEXT r1 r2"),
])
def test_the_step_to_the_rest_of_a_list_tests_it(loop: str, instruction: str) -> None:
    found = code(f"(define (f n) (let loop ((l n)) {loop}))")
    at = [line.partition(" ->")[0] for line in found].index(instruction)
    assert found[at + 1] == "CDR r1 r1"
    assert found[at + 2].startswith(("LOOPNNULL r1", "LOOPPAIR r1"))


def test_neighbouring_arguments_move_together() -> None:
    assert code("(define (f x y z) (g z y x))") == ["MOVE2 r5 r2 r1", "MOVE r7 r0", "TAILG r3 3 k0"]
    assert "MOVE2" not in " ".join(code("(define (f x y) (g x (if x y x)))"))


def test_neighbouring_constants_are_loaded_together() -> None:
    assert code("(define (f x) (g 0 -1 #t #f 2))") == ["LOADI2 r3 0 -1", "LOADW2 r5 true false", "LOADI r7 2", "TAILG r1 5 k0"]
    assert "LOADI2 r4 1 1" not in code("(define (f x) (g (if x 0 1) 1))")


def test_a_captured_counter_is_one_instruction() -> None:
    make = "(define (f) (let ((n 0)) (begin (set! n 1) (lambda (x) (begin (set! n {}) {})))))"
    assert code(make.format("(%add n 1)", "x"), 2) == ["ADDUPC r1 u0 1", "RETURN r0"]
    assert code(make.format("(%add n 1)", "n"), 2) == ["ADDUPC r1 u0 1", "RETURN r1"]
    assert code(make.format("(%add x 1)", "x"), 2) == ["ADDI r1 r0 1", "SETUPC u0 r1", "RETURN r0"]
    assert code(make.format("(%sub n 1)", "x"), 2) == ["GETUPC r1 u0", "SUBI r1 r1 1", "SETUPC u0 r1", "RETURN r0"]


def test_a_new_pair_is_returned_at_once() -> None:
    assert code("(define (f x y) (cons x (g y)))")[-3:] == ["CONSRET r0 r2", "CONS r2 r0 r2", "RETURN r2"]


def test_a_limit_that_is_read_each_time_is_read_before_the_step() -> None:
    assert code("(define (f) (let loop ((i 0)) (if (%lt i size) (loop (%add i 1)) i)))")[1:6] == [
        "GETG r1 k0", "JNLT r0 r1 ->7", "GETG r1 k0", "LOOPUPLT r0 r1 ->3", "ADDI r0 r0 1",
    ]


def test_order_of_possible_failures_is_kept() -> None:
    """Nothing is known of i, so (%add i 1) must fail before (%add s i)."""
    assert code("(define (f g) (let loop ((i 0) (s 0)) (if (pair? i) s (loop (%add i 1) (%add s i)))))")[2:6] == [
        "ADDI r3 r1 1",
        "ADD r2 r2 r1",
        "MOVE r1 r3",
        "LOOP ->1",
    ]


def test_swapping_loop_variables_takes_one_temporary() -> None:
    assert code("(define (f a b) (let loop ((x a) (y b)) (if (null? x) y (loop y x))))")[:6] == [
        "MOVE2 r2 r0 r1",
        "JNULL r2 ->6",
        "MOVE r4 r3",
        "MOVE r3 r2",
        "MOVE r2 r4",
        "LOOPNNULL r2 ->2",
    ]


@pytest.mark.parametrize(("test", "instruction"), [
    ("(%lt a b)", "JNLT r0 r1 ->2"),
    ("(%le a 7)", "JNLEI r0 7 ->2"),
    ("(%lt 7 a)", "JNGTI r0 7 ->2"),
    ("(%le 7 a)", "JNGEI r0 7 ->2"),
    ("(%numeq -3 a)", "JNNUMI r0 -3 ->2"),
    ("(not (%lt a b))", "JLT r0 r1 ->2"),
    ("(not (not a))", "JF r0 ->2"),
    ("(null? a)", "JNNULL r0 ->2"),
    ("(not (pair? a))", "JPAIR r0 ->2"),
    ("(eq? a b)", "JNEQ r0 r1 ->2"),
    ("(eq? a 'x)", "JNEQK r0 k0 ->2"),
    ("(eqv? 5 a)", "JNEQK r0 k0 ->2"),
    ("(eq? a '())", "JNNULL r0 ->2"),
    ("(eq? a #f)", "JNF r0 ->2"),
    ("(vector-ref a b)", "JNITEM r0 r1 ->2"),
    ("(not (vector-ref a b))", "JITEM r0 r1 ->2"),
    ("(eq? a (car b))", "JNEQCAR r0 r1 ->2"),
    ("(eq? (cdr a) b)", "JNEQCDR r1 r0 ->2"),
    ("(not (eq? (car a) b))", "JEQCAR r1 r0 ->2"),
    ("(eq? (car a) 'x)", "JNEQKCAR r0 k0 ->2"),
    ("(not (eqv? 5 (cdr a)))", "JEQKCDR r0 k0 ->2"),
    ("a", "JF r0 ->2"),
])
def test_tests_are_one_instruction(test: str, instruction: str) -> None:
    assert code(f"(define (f a b) (if {test} 1 2))") == [instruction, "RETI 1", "RETI 2"]


def test_boolean_operators_are_jumps() -> None:
    assert code("(define (f a b c) (if (or (and (%lt a b) (%lt b c)) (not (null? a))) 1 2))")[:3] == [
        "JNLT r0 r1 ->2",
        "JLT r1 r2 ->3",
        "JNULL r0 ->4",
    ]


def test_or_as_a_value_uses_its_destination() -> None:
    assert code("(define (f a) (list (or (car a) (cdr a))))") == [
        "CAR r1 r0",
        "JNF r1 ->3",
        "CDR r1 r0",
        "PRIM r1 list 1",
        "RETURN r1",
    ]


def test_an_assigned_variable_that_nobody_else_sees_is_a_register() -> None:
    assert code("(define (f x) (begin (set! x (%add x 1)) x))") == ["ADDI r0 r0 1", "RETURN r0"]


@pytest.mark.parametrize("text", [
    "(define (f x) (begin (set! x (%add x 1)) (lambda () x)))",
    "(define (f x) (begin (g) (set! x (%add x 1)) x))",  # g could capture a continuation, and x is not part of it
    "(define (f x) (begin (set! x (g)) x))",
])
def test_an_assigned_variable_that_others_can_see_is_a_cell(text: str) -> None:
    assert code(text)[0] == "MKCELL r0 r0"


def test_a_tail_call_can_not_come_back_to_an_assigned_variable() -> None:
    assert "MKCELL" not in " ".join(code("(define (f x) (begin (set! x (%add x 1)) (g x)))"))


def test_a_captured_loop_variable_is_copied_each_round() -> None:
    text = "(define (f) (let loop ((i 0) (l '())) (if (%lt i 3) (loop (%add i 1) (cons (lambda () i) l)) l)))"
    assert "MKCELL" not in " ".join(code(text))


def test_mutual_recursion_is_patched() -> None:
    text = """(define (f x) (define (e n) (if (%numeq n 0) #t (o (%sub n 1)))) (define (o n) (if (%numeq n 0) #f (e (%sub n 1))))
              (list (e x) (o x)))"""
    assert code(text)[:5] == ["CLOSURE r1 k0 1", "CAP 0 2", "CLOSURE r2 k1 1", "CAP 0 1", "PATCHUP r1 0 r2"]


def test_record_fields() -> None:
    assert code("(define (f r t) (begin (%record-set! r t 1 5) (%record-ref r t 0)))") == [
        "LOADI r2 5",
        "RECSET r0 1 r2",
        "EXT 1 0 0",
        "RECREF r2 r0 0",
        "EXT 1 0 0",
        "RETURN r2",
    ]


def test_vectors_in_globals() -> None:
    text = "(define v (vector 1 2)) (define (f i x) (vector-set! v (%add i 1) (vector-ref v i)))"
    assert code(text)[:3] == ["ADDI r2 r0 1", "VREFG r3 r0 k0", "VSETG r2 r3 k0"]


@pytest.mark.parametrize("text", [
    "(define (f i x) (vector-ref v i)) (define v (vector 1 2))",
    "(define v (vector 1 2)) (define (f i x) (vector-ref v (g i)))",
    "(define v (vector 1 2)) (define (f i x) (vector-ref v (car i)))",
    "(define v (vector 1 2)) (define (f i x) (vector-ref v (begin (set! v x) i)))",
    "(if (g) (define v (vector 1 2)) 5) (define (f i x) (vector-ref v i))",
])
def test_a_global_is_read_before_what_could_change_it_or_fail_first(text: str) -> None:
    made = code(text)
    assert made[0].startswith("GETG") and not any(line.startswith("VREFG") for line in made)


def test_a_part_of_a_pair_that_two_tests_name_is_read_once() -> None:
    text = "(define (f l x) (if (or (%numeq (car l) (%add x 1)) (%numeq (car l) (%sub x 1))) 1 2))"
    assert sum(line.startswith("CAR") for line in code(text)) == 1


@pytest.mark.parametrize("between", [
    "(begin (set-car! l 5) (car l))",
    "(begin (g) (car l))",
    "(begin (set! l x) (car l))",
    "(begin (if (pair? x) (g) 2) (car l))",
    "(let loop ((i 0)) (if (%lt (car l) i) i (loop (%add i 1))))",
])
def test_a_part_of_a_pair_that_may_have_changed_is_read_again(between: str) -> None:
    text = f"(define (f l x) (if (or (%numeq (car l) 1) (%numeq {between} 2)) 2 3))"
    assert sum(line.startswith(("CAR", "GETCELL")) for line in code(text)) >= 2


def test_the_operator_of_a_call_comes_first() -> None:
    assert code("(define (f a) ((car a) (cdr a)))") == ["CAR r2 r0", "CDR r3 r0", "TAILCALL r1 1 r2"]


def test_nothing_is_done_for_nothing() -> None:
    assert code("(define (f a b) (begin 1 a (lambda () b) '(1 2) (if a 1 2) b))") == ["RETURN r1"]


def test_a_branch_that_changes_nothing_makes_no_code() -> None:
    text = "(define (f n p) (let loop ((i 0) (s 0)) (if (%numeq i n) s (loop (%add i 1) (if (pair? p) {} {})))))"
    for branches, jump in ((("s", "i"), "JPAIR r1 ->4"), (("i", "s"), "JNPAIR r1 ->4")):
        assert code(text.format(*branches))[2:6] == [jump, "MOVE r3 r2", "LOOPUPNE r2 r0 ->2", "ADDI r2 r2 1"]


def test_values_are_taken_apart_in_place() -> None:
    """And what is called with them in tail position may be the loop around."""
    from pyfront.cli.listing import listing

    text = "(define (f n) (let loop ((i 0)) (if (< i n) (let-values (((a b) (g i))) (loop (+ a b))) i)))"
    function = listing(text, "p.scm", "scheme", "code").split("\nfunction ")[1]
    words = [line.split()[1] for line in function.split("\n") if line.strip()[:1].isdigit() and ";" not in line[:4]]
    assert words[-6:] == ["JNLT", "CALLG1", "SPREAD", "ADD", "LOOPLT", "RETURN"]


def test_listing() -> None:
    from pyfront.text.source import SourceMap

    text = "(define (f x)\n  (g x\n     'y))"
    sources = SourceMap()
    sources.add("t.scm", text)
    assert disassemble(compile_ir(mini.unit(text), sources)) == '''\
function 0 ""  req=0 opt=0 rest=0 captures=0 nregs=1 flags=0 pos=1
  const 0  code"1"
  const 1  global"user:f"
      0  CLOSURE   r0 k0 0                      ; function 1 f
  ; t.scm:1: (define (f x)
      1  DEFG      r0 k1                @1      ; user:f
      2  RETW      unspec

function 1 "f"  req=1 opt=0 rest=0 captures=0 nregs=5 flags=0 pos=9
  const 0  s"y"
  const 1  global"user:g"
      0  MOVE      r3 r0
      1  LOADK     r4 k0                        ; s"y"
  ; t.scm:2: (g x
      2  TAILG     r1 2 k1              @17     ; user:g
'''
