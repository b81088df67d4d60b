"""The Python side: conversions both ways, host functions, errors, programs, streams, threads, capabilities."""

from __future__ import annotations

import gc
import io
import math
import pickle
import sys
import threading
import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyfront
from engines import Outcome  # noqa: F401  (the path of the helpers)
from programs import examples
from pyfront import Error, Program, Runtime, Symbol, errors
from pyfront.api import BACKENDS
from vmcore import data
from vmcore.data import ExactComplex


@pytest.fixture(params=BACKENDS)
def rt(request: Any) -> Runtime:
    return Runtime(backend=request.param, stdout=io.StringIO(), stdin=io.StringIO())


# ---------------------------------------------------------------- conversions

SCALARS = [0, 1, -1, 2**47, 2**48 - 1, 2**48, -(2**48), -(2**48) - 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**100,
           -(10**100), 1.5, -0.0, 0.0, 1e308, 5e-324, math.inf, -math.inf, True, False, None, "", "ascii", "é", "λ\u4e2d", "😀 mixed é",
           "\0nul", b"", b"bytes\0\xff", Fraction(1, 3), Fraction(-7, 2), Fraction(10**30, 7), complex(1.5, -2.5), ExactComplex(1, Fraction(-1, 2)), [], (), {}]


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_there_and_back(value: Any, rt: Runtime) -> None:
    rt["x"] = value
    back = rt["x"]
    assert back == value
    assert type(back) is type(value)
    assert math.copysign(1, back) == math.copysign(1, value) if isinstance(value, float) else True
    assert rt.eval("x") == value
    assert rt.eval("(lambda (y) y)")(value) == value


def test_nan(rt: Runtime) -> None:
    rt["x"] = math.nan
    assert math.isnan(rt["x"])
    assert rt.eval("(list (nan? x) (= x x))") == [True, False]


WRITTEN = {
    "42": 42, "#t": True, "#f": False, "1.5": 1.5, "1/3": Fraction(1, 3), '"text"': "text", "(1 2 (3))": [1, 2, [3]],
    "#(1 (2) #())": (1, [2], ()), "#u8(1 2)": b"\1\2", "sym": Symbol("sym"), "#\\a": data.Char("a"), "()": [],
    "((a . 1) 2)": [data.Pair(Symbol("a"), 1), 2],
}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_a_value_is_on_the_other_side(text: str, rt: Runtime) -> None:
    assert rt.show(WRITTEN[text]) == text


def test_results(rt: Runtime) -> None:
    assert rt.eval("'(1 2 (3 4))") == [1, 2, [3, 4]]
    assert rt.eval("#(1 #(2) (3))") == (1, (2,), [3])
    pair = rt.eval("'(1 . 2)")
    assert (type(pair), pair.car, pair.cdr) == (data.Pair, 1, 2)
    assert rt.eval("'sym") is Symbol("sym")
    assert rt.eval("#\\λ") == data.Char("λ")
    assert rt.eval("(if #f #f)") is None
    assert rt.eval("(eof-object)") is data.EOF
    assert rt.eval("") is None
    assert rt.eval("(values 1 2)") == (1, 2)
    assert rt.eval("(let ((t (make-equal-hash-table))) (hash-table-set! t 'a 1) (hash-table-set! t \"b\" '(2)) t)") == {
        Symbol("a"): 1, "b": [2]}


def test_dicts(rt: Runtime) -> None:
    rt["d"] = {"a": 1, 2: [3], Symbol("s"): {"inner": None}, 1.5: "x"}
    assert rt.eval("(list (hash-table-ref/default d \"a\" 0) (hash-table-ref/default d 2 0) (hash-table-size d))") == [1, [3], 4]
    assert rt["d"] == {"a": 1, 2: [3], Symbol("s"): {"inner": None}, 1.5: "x"}
    rt.eval("(hash-table-set! d 'new '(1 . 2))")
    assert rt["d"][Symbol("new")].cdr == 2


def test_a_table_whose_keys_python_cannot_hash(rt: Runtime) -> None:
    table = rt.eval("(let ((t (make-equal-hash-table))) (hash-table-set! t '(1 2) 'v) t)")
    assert not isinstance(table, dict)
    rt["t"] = table
    assert rt.eval("(hash-table-ref/default t '(1 2) #f)") is Symbol("v")


@pytest.mark.parametrize("keys", ["1 1.0", "#t 1", "0 #f", "1.0 1.0+0.0i", "0.0 -0.0", "1/2 0.5"])
def test_a_table_whose_keys_are_one_key_in_python(rt: Runtime, keys: str) -> None:
    table = rt.eval(f"(let ((t (make-equal-hash-table))) (for-each (lambda (k) (hash-table-set! t k k)) '({keys})) t)")
    assert not isinstance(table, dict)
    rt["t"] = table
    assert rt.eval("(hash-table-size t)") == 2


def test_a_table_with_several_kinds_of_numbers_as_keys(rt: Runtime) -> None:
    source = "(let ((t (make-equal-hash-table))) (for-each (lambda (k) (hash-table-set! t k 0)) '(1 2.5 #f 1+i 1.5-i 1/3)) t)"
    assert rt.eval(source) == dict.fromkeys([1, 2.5, False, ExactComplex(1, 1), 1.5 - 1j, Fraction(1, 3)], 0)


def test_wrapped_values_come_back_as_themselves(rt: Runtime) -> None:
    for source in ("(delay 1)", "(current-output-port)", "(string->uninterned-symbol \"u\")", "(current-error-port)",
                   "(let () (define-record-type p (make-p x) p? (x p-x)) (make-p 1))"):
        rt.eval(f"(define original {source})")
        held = rt["original"]
        rt["copy"] = held
        assert rt.eval("(eqv? original copy)") is True
        assert "<" in repr(held)
    with pytest.raises(TypeError):
        pickle.dumps(held)


def test_values_of_another_runtime_are_refused() -> None:
    a, b = Runtime(), Runtime()
    value = a.eval("(delay 1)")
    with pytest.raises(ValueError, match="another runtime"):
        b["x"] = value
    b["call"] = lambda: value
    with pytest.raises(ValueError, match="another runtime"):
        b.eval("(call)")


def test_subclasses(rt: Runtime) -> None:
    class Int(int):
        pass

    class Text(str):
        pass

    class Items(list):  # type: ignore[type-arg]
        pass

    rt["x"] = [Int(5), Text("t"), Items([1])]
    assert rt.eval("(list (+ (car x) 1) (string-length (cadr x)) (pair? (caddr x)))") == [6, 1, True]


def test_sharing_and_cycles(rt: Runtime) -> None:
    shared = [1]
    rt["x"] = [shared, shared]
    assert rt.eval("(eq? (car x) (cadr x))") is True
    back = rt["x"]
    assert back[0] is back[1]
    circle: list[Any] = [1, 2]
    circle.append(circle)
    rt["c"] = circle
    assert rt.eval("(eq? c (caddr c))") is True
    back = rt["c"]
    assert back[2] is back
    ring = rt.eval("(let ((x (list 1 2))) (set-cdr! (cdr x) x) x)")
    assert ring.cdr.cdr is ring
    vector = rt.eval("(let ((v (vector 1 2))) (vector-set! v 0 v) v)")
    assert vector[0][0] is vector[0]  # a tuple cannot hold itself: inside it is a list
    loop: dict[str, Any] = {}
    loop["self"] = loop
    rt["l"] = loop
    assert rt.eval("(eq? l (hash-table-ref/default l \"self\" 0))") is True


@pytest.mark.deep
@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: (x,), lambda x: {"k": x}, lambda x: data.Pair(x, 0)])
def test_a_million_deep(wrap: Any) -> None:
    rt = Runtime()
    value: Any = 1
    for _ in range(1_000_000):
        value = wrap(value)
    rt["deep"] = value
    value = rt["deep"]
    depth = 0
    while value != 1:
        value = value.car if isinstance(value, data.Pair) else value["k"] if isinstance(value, dict) else value[0]
        depth += 1
    assert depth == 1_000_000


@pytest.mark.deep
def test_a_million_wide() -> None:
    rt = Runtime()
    for value in (list(range(1_000_000)), tuple(range(1_000_000))):
        rt["x"] = value
        assert rt["x"] == value


PYTHON = st.recursive(
    st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.binary(), st.booleans(), st.none(), st.fractions()),
    lambda x: st.one_of(st.lists(x, max_size=4), st.lists(x, max_size=4).map(tuple),
                        st.dictionaries(st.one_of(st.text(), st.integers()), x, max_size=3)),
    max_leaves=20,
)
SHARED = Runtime(stdout=io.StringIO())


@settings(max_examples=examples(200), deadline=None)
@given(PYTHON)
def test_any_data_there_and_back(value: Any) -> None:
    def same(a: Any, b: Any) -> bool:
        if isinstance(a, Fraction) and a.denominator == 1:
            a = int(a)  # an integer is an integer
        if type(a) is not type(b):
            return False
        if isinstance(a, (list, tuple)):
            return len(a) == len(b) and all(map(same, a, b))
        if isinstance(a, dict):
            return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
        return bool(a == b)

    SHARED["x"] = value
    assert same(value, SHARED["x"])


# ---------------------------------------------------------------- host functions


def test_host_functions(rt: Runtime) -> None:
    rt["add"] = lambda a, b: a + b
    assert rt.eval("(add 1 2)") == 3
    assert rt.eval("(map (lambda (x) (add x 10)) '(1 2))") == [11, 12]
    assert rt.eval("(apply add '(\"a\" \"b\"))") == "ab"
    assert rt.eval("(procedure? add)") is True

    @rt.function
    def many_args(*args: Any) -> list[Any]:
        return list(args)

    assert rt.eval("(many-args)") == []
    assert rt.eval("(many-args 1 'a \"s\" '(1))") == [1, Symbol("a"), "s", [1]]
    assert rt["add"](1, 2) == 3
    original = rt["many-args"]
    assert original is many_args
    rt["max2"] = max
    assert rt.eval("(max2 3 7)") == 7


def test_objects_pass_through(rt: Runtime) -> None:
    class Thing:
        pass

    thing = Thing()
    rt["thing"] = thing
    assert rt["thing"] is thing
    assert rt.eval("(let ((x (list thing))) (car x))") is thing
    rt["same"] = lambda x: x is thing
    assert rt.eval("(same thing)") is True


class Mine(Exception):
    pass


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")
def test_an_exception_says_which_calls_led_to_it(rt: Runtime) -> None:
    """Once, however often it is raised; an exception that the program handles gets nothing."""
    oops = ValueError("no")

    def fail() -> None:
        raise oops

    rt.define("fail", fail)
    rt.eval("(define (f x) (+ 1 (fail)))", "f.scm")
    assert rt.eval("(guard (e (#t 'handled)) (f 1))") == Symbol("handled")
    assert not hasattr(oops, "__notes__")
    for _ in range(2):
        with pytest.raises(ValueError, match="no") as caught:
            rt.eval("(+ 2 (f 1))", "main.scm")
        assert caught.value is oops
    assert oops.__notes__ == ["  in f  f.scm:1:20\n  at top level  main.scm:1:6"]


def test_an_exception_comes_out_as_itself(rt: Runtime) -> None:
    error = Mine("text", 5)

    def fail() -> None:
        raise error

    rt["fail"] = fail
    for source in ("(fail)", "(+ 1 (fail))", "(define (f) (list (fail))) (f)", "(map (lambda (x) (fail)) '(1))",
                   "(dynamic-wind list fail list)", "(guard (e (#f 1)) (fail))", "(guard (e ((string? e) 1)) (list (fail)))",
                   "(with-exception-handler (lambda (e) (raise e)) (lambda () (fail)))"):
        with pytest.raises(Mine) as caught:
            rt.eval(source)
        assert caught.value is error
    assert rt.eval("(+ 1 2)") == 3


@pytest.mark.parametrize("error", [ValueError("v"), KeyError("k"), MemoryError("m"), RecursionError(), StopIteration(),
                                   errors.UserError("own"), OSError(2, "no file"), AssertionError()], ids=repr)
def test_any_exception_crosses(error: Exception, rt: Runtime) -> None:
    def fail() -> None:
        raise error

    rt["fail"] = fail
    with pytest.raises(type(error)) as caught:
        rt.eval("(list 1 (fail))")
    assert caught.value is error
    assert rt.eval("(guard (e (#t 'caught)) (fail))") is Symbol("caught")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()], ids=repr)
def test_exits_of_python_are_not_for_programs(error: BaseException, rt: Runtime) -> None:
    def fail() -> None:
        raise error

    rt["fail"] = fail
    with pytest.raises(type(error)) as caught:
        rt.eval("(guard (e (#t 'caught)) (fail))")
    assert caught.value is error
    assert rt.eval("(+ 1 2)") == 3


def test_programs_handle_exceptions(rt: Runtime) -> None:
    def fail(x: int) -> int:
        if x > 2:
            raise ValueError(f"too big: {x}")
        return x

    rt["fail"] = fail
    assert rt.eval("(guard (e ((error-object? e) 'caught)) (fail 5))") is Symbol("caught")
    text = rt.eval("(guard (e (#t (condition/report-string e))) (fail 5))")
    assert "too big: 5" in text
    assert rt.eval("(map (lambda (x) (guard (e (#t 'no)) (fail x))) '(1 2 3))") == [1, 2, Symbol("no")]


def test_a_wrong_number_of_arguments_for_a_host_function(rt: Runtime) -> None:
    rt["one"] = lambda x: x
    with pytest.raises(TypeError):
        rt.eval("(one 1 2)")
    assert rt.eval("(guard (e (#t 'caught)) (one))") is Symbol("caught")


def test_exceptions_are_not_kept(rt: Runtime) -> None:
    import weakref

    class Big(Exception):
        pass

    seen: list[Any] = []

    def fail() -> None:
        error = Big()
        seen.append(weakref.ref(error))
        raise error

    rt["fail"] = fail
    for _ in range(5):
        with pytest.raises(Big):
            rt.eval("(fail)")
    rt.eval("(guard (e (#t 1)) (fail))")
    rt.eval("1")
    rt._machine.collect()
    gc.collect()
    rt._machine.collect()
    gc.collect()
    assert [ref() for ref in seen] == [None] * 6


# ---------------------------------------------------------------- callbacks


def test_callbacks(rt: Runtime) -> None:
    rt["twice"] = lambda f, x: f(f(x))
    assert rt.eval("(twice (lambda (x) (* x x)) 3)") == 81
    rt["run"] = lambda text: rt.eval(text)
    assert rt.eval("(+ 1 (run \"(define from-inside 41) (+ from-inside 0)\"))") == 42
    assert rt["from-inside"] == 41
    keep: list[Any] = []
    rt["keep"] = keep.append
    rt.eval("(let ((n 0)) (keep (lambda () (set! n (+ n 1)) n)))")
    assert [keep[0](), keep[0](), keep[0]()] == [1, 2, 3]


def test_nested_callbacks(rt: Runtime) -> None:
    rt["call"] = lambda f, *a: f(*a)
    rt.eval("(define (down n) (if (= n 0) 'bottom (call down (- n 1))))")
    assert rt.eval("(down 20)") is Symbol("bottom")
    with pytest.raises(RecursionError):
        rt.eval("(down 100000)")
    assert rt.eval("(down 20)") is Symbol("bottom")


def test_errors_through_callbacks(rt: Runtime) -> None:
    rt["call"] = lambda f: f()
    assert rt.eval("(guard (e (#t 'caught)) (call (lambda () (raise 'inner))))") is Symbol("caught")
    with pytest.raises(errors.Raised) as inner:
        rt.eval("(call (lambda () (raise 'inner)))")
    assert inner.value.value is Symbol("inner")
    with pytest.raises(errors.WrongType) as caught:
        rt.eval("(call (lambda () (car 5)))")
    assert "car" in str(caught.value)

    def careful(f: Any) -> Any:
        try:
            return f()
        except errors.WrongType as error:
            return f"python saw {type(error).__name__}"

    rt["careful"] = careful
    assert rt.eval("(careful (lambda () (car 5)))") == "python saw WrongType"


def test_continuations_escape_through_host_calls(rt: Runtime) -> None:
    entered, left = [], []

    def through(f: Any) -> Any:
        entered.append(1)
        try:
            return f()
        finally:
            left.append(1)

    rt["through"] = through
    assert rt.eval("(call/cc (lambda (k) (through (lambda () (k 'escaped))) 'not-reached))") is Symbol("escaped")
    assert rt.eval("(+ 1 (call/cc (lambda (k) (through (lambda () (through (lambda () (k 41))))))))") == 42
    assert len(entered) == len(left) == 3
    assert rt.eval("(let loop ((i 0) (n 0)) (if (= i 50) n (loop (+ i 1) (+ n (call/cc (lambda (k) (through (lambda () (k 1)))))))))") == 50
    path = rt.eval("(let ((l '())) (call/cc (lambda (k) (dynamic-wind (lambda () (set! l (cons 'in l)))"
                   " (lambda () (through (lambda () (k 1)))) (lambda () (set! l (cons 'out l)))))) (reverse l))")
    assert path == [Symbol("in"), Symbol("out")]


def test_a_continuation_whose_host_call_is_over(rt: Runtime) -> None:
    rt["through"] = lambda f: f()
    rt.eval("(define k #f) (define n 0)")
    rt.eval("(through (lambda () (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) n))")
    try:
        rt.eval("(if (< n 3) (k #f) n)")
    except Error:
        pass
    assert rt.eval("(+ 1 2)") == 3
    assert rt._machine.collect() == 0


# ---------------------------------------------------------------- programs


def test_programs(rt: Runtime) -> None:
    program = pyfront.compile("(define (f x) (* x 2)) (f 21)", filename="p.scm")
    assert isinstance(program, Program)
    assert program.run() == 42
    assert rt.run(program) == 42
    assert rt.call("f", 5) == 10
    copy = pickle.loads(pickle.dumps(program))
    assert [copy.run(), rt.run(copy), copy.run(backend="treewalk"), copy.run(backend="vm")] == [42] * 4
    runtimes = [Runtime(backend=b, stdout=io.StringIO()) for b in (*BACKENDS, *BACKENDS)]
    assert [r.run(copy) for r in runtimes] == [42] * 4
    for r in runtimes[1:]:
        r["f"] = None
    assert runtimes[0].call("f", 1) == 2


def test_a_program_is_independent_of_the_runtime(rt: Runtime) -> None:
    program = pyfront.compile("(define counter (let ((n 0)) (lambda () (set! n (+ n 1)) n))) (counter)")
    assert [rt.run(program), rt.run(program), rt.eval("(counter)")] == [1, 1, 2]
    other = Runtime(backend=rt.backend)
    assert other.run(program) == 1
    assert rt.eval("(counter)") == 3


def test_programs_of_a_runtime_see_its_macros(rt: Runtime) -> None:
    rt.eval("(define-syntax double (syntax-rules () ((_ x) (* 2 x))))")
    program = rt.compile("(double 21)")
    assert rt.run(program) == 42
    assert pickle.loads(pickle.dumps(program)).run(backend=rt.backend) == 42


def test_literals_of_a_program_are_each_run_s_own(rt: Runtime) -> None:
    program = rt.compile("'(1 (2 #(3)))")
    first = rt.run(program)
    first[1].append(4)
    assert rt.run(program) == [1, [2, (3,)]]


def test_run() -> None:
    assert pyfront.run("(+ x y)", globals={"x": 40, "y": 2}) == 42
    for backend in BACKENDS:
        assert pyfront.run("(* 6 7)", backend=backend) == 42
    with pytest.raises(ValueError, match="unknown language"):
        pyfront.run("1", "cobol")
    with pytest.raises(ValueError, match="unknown backend"):
        pyfront.run("1", backend="jit")


def test_globals(rt: Runtime) -> None:
    rt.define("x", 5)
    assert "x" in rt
    assert rt["x"] == 5
    assert "nothing" not in rt
    with pytest.raises(KeyError):
        rt["nothing"]
    with pytest.raises(KeyError):
        rt.call("nothing")
    assert rt["car"]([1, 2]) == 1
    assert rt["map"](rt["car"], [[1], [2]]) == [1, 2]
    rt["car"] = lambda x: "mine"
    assert rt.eval("(car '(1))") == "mine"
    assert rt.eval("(cadr '(1 2))") == 2
    assert {"x", "car", "define", "map"} <= set(rt.names())
    rt.close()
    with pytest.raises(ValueError, match="closed"):
        rt.eval("1")


# ---------------------------------------------------------------- errors

BAD = {
    "(car 5)": (errors.WrongType, 1, 6), "\n\n  (vector-ref #(1) 7)": (errors.OutOfRange, 3, 20), "(/ 1 0)": (errors.DivideByZero, 1, 1),
    "\n(list\n  undefined-x)": (errors.UnboundVariable, 3, 3), "((lambda (x) x))": (errors.WrongArity, 1, 1),
    "(error \"msg\" 1 '(2))": (errors.UserError, 1, 1), "(raise 'x)": (errors.Raised, 1, 1), "(5 5)": (errors.WrongType, 1, 2),
    "(list 1 2": (errors.IncompleteError, 1, 1), ")": (errors.ReadError, 1, 1), "(if)": (errors.ExpandError, 1, 1),
    "(open-input-file \"x\")": (errors.CapabilityError, 1, 1),
}


@pytest.mark.parametrize("source", BAD, ids=repr)
def test_errors_know_their_place(source: str, rt: Runtime) -> None:
    cls, line, column = BAD[source]
    with pytest.raises(cls) as caught:
        rt.eval(source, "file.scm")
    error = caught.value
    assert isinstance(error, Error)
    assert (type(error), error.file, error.line, error.column) == (cls, "file.scm", line, column)
    assert source.split("\n")[line - 1] in error.excerpt
    assert "^" in error.excerpt
    assert f"file.scm:{line}:{column}" in str(error)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is cls
    assert str(copy) == str(error)
    assert (copy.file, copy.line, copy.column, copy.excerpt, copy.backtrace) == (
        error.file, error.line, error.column, error.excerpt, error.backtrace)


def test_backtraces(rt: Runtime) -> None:
    rt.eval("(define (inner x)\n  (+ 1 (car x)))", "a.scm")
    rt.eval("(define (outer x)\n  (* 2 (inner x)))", "b.scm")
    with pytest.raises(errors.WrongType) as caught:
        rt.eval("(list\n (outer 5))", "c.scm")
    frames = [(f.name, f.file, f.line) for f in caught.value.backtrace]
    assert frames == [("inner", "a.scm", 2), ("outer", "b.scm", 2), ("", "c.scm", 2)]
    assert caught.value.file == "a.scm"


def test_a_backtrace_through_the_library(rt: Runtime) -> None:
    with pytest.raises(errors.WrongType) as caught:
        rt.eval("(define (f x)\n (car x))\n(define (g l) (list (map f l)))\n(g '(1))")
    names = [f.name for f in caught.value.backtrace]
    assert names[0] == "f"
    assert "g" in names


def test_user_errors_carry_their_irritants(rt: Runtime) -> None:
    with pytest.raises(errors.UserError) as caught:
        rt.eval("(error \"bad thing:\" 1 \"two\" 'three)")
    assert caught.value.message == "bad thing:"
    assert caught.value.written == ["1", '"two"', "three"]
    assert "bad thing: 1 \"two\" three" in str(caught.value)
    with pytest.raises(errors.Raised) as raised:
        rt.eval("(raise (list 1 'two))")
    assert raised.value.value == [1, Symbol("two")]


def test_exit(rt: Runtime) -> None:
    allowed = Runtime(backend=rt.backend, allow=["exit"], stdout=io.StringIO())
    for source, code in (("(exit)", 0), ("(exit 3)", 3), ("(exit #t)", 0), ("(exit #f)", 1), ("(emergency-exit 4)", 4)):
        with pytest.raises(errors.Exit) as caught:
            allowed.eval(f"(guard (e (#t 'caught)) {source})")
        assert caught.value.code == code
    out = allowed.eval("(define l '())")
    assert out is None
    with pytest.raises(errors.Exit):
        allowed.eval("(dynamic-wind (lambda () #f) (lambda () (exit 1)) (lambda () (set! l 'unwound)))")
    assert allowed["l"] is Symbol("unwound")


# ---------------------------------------------------------------- streams and capabilities


def test_streams() -> None:
    for backend in BACKENDS:
        out, err = io.StringIO(), io.StringIO()
        rt = Runtime(backend=backend, stdout=out, stderr=err, stdin=io.StringIO("line one\n(a b)\nrest"))
        rt.eval("(display \"λ out\") (newline) (write 'err (current-error-port))")
        assert out.getvalue() == "λ out\n"
        assert err.getvalue() == "err"
        assert rt.eval("(let* ((a (read-line)) (b (read)) (c (read-char)) (d (read-line))) (list a b d (eof-object? (read-char))))") == [
            "line one", [Symbol("a"), Symbol("b")], "rest", True]


def test_output_comes_before_host_calls_and_errors(rt: Runtime) -> None:
    out = io.StringIO()
    rt = Runtime(backend=rt.backend, stdout=out)
    seen = []
    rt["look"] = lambda: seen.append(out.getvalue())
    rt.eval("(display 'a) (look) (display 'b)")
    assert seen == ["a"]
    assert out.getvalue() == "ab"
    with pytest.raises(Error):
        rt.eval("(display 'c) (car 5)")
    assert out.getvalue() == "abc"


def test_a_stream_that_fails(rt: Runtime) -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError("disk full")

    broken = Runtime(backend=rt.backend, stdout=Broken())
    with pytest.raises((OSError, Error)):
        broken.eval("(display 'x) (flush-output-port)")
    assert broken.eval("(+ 1 2)", fuel=1000) == 3


DENIED = {"file": ["(open-input-file \"/etc/passwd\")", "(open-output-file \"/tmp/vmcore-denied\")", "(file-exists? \"/\")",
                   "(delete-file \"/tmp/vmcore-denied\")", "(with-output-to-file \"/tmp/vmcore-denied\" list)"],
          "exit": ["(exit 1)", "(emergency-exit)"],
          "clock": ["(current-second)", "(current-jiffy)"]}


@pytest.mark.parametrize("capability", DENIED)
def test_capabilities(capability: str, rt: Runtime) -> None:
    for source in DENIED[capability]:
        with pytest.raises(errors.CapabilityError, match=capability):
            rt.eval(source)
        assert rt.eval(f"(guard (e ((error-object? e) 'denied)) {source})") is Symbol("denied")
    others = [c for c in DENIED if c != capability]
    with pytest.raises(errors.CapabilityError):
        Runtime(allow=others).eval(DENIED[capability][0])
    with pytest.raises(ValueError, match="unknown capability"):
        Runtime(allow=["printer"])


def test_files_with_the_capability(rt: Runtime, tmp_path: Any) -> None:
    rt = Runtime(backend=rt.backend, allow=["file"], stdout=io.StringIO())
    rt["path"] = str(tmp_path / "λ.txt")
    rt.eval("(call-with-output-file path (lambda (p) (write '(1 \"λ\") p) (newline p)))")
    assert (tmp_path / "λ.txt").read_text(encoding="utf-8") == '(1 "λ")\n'
    assert rt.eval("(call-with-input-file path read)") == [1, "λ"]
    with pytest.raises(errors.FileError):
        rt.eval("(open-input-file (string-append path \".none\"))")
    assert rt.eval("(guard (e ((file-error? e) 'file)) (open-input-file (string-append path \".none\")))") is Symbol("file")


# ---------------------------------------------------------------- threads


def test_two_runtimes_run_at_the_same_time() -> None:
    """While one thread is in the loop, Python code and another runtime get on: the loop does not hold the GIL."""
    stop = threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        while not stop.is_set():
            ticks += 1
            time.sleep(0.0005)

    barrier = threading.Barrier(2)

    def work(done: list[Any]) -> None:
        rt = Runtime(stdout=io.StringIO())
        program = rt.compile("(let loop ((i 0) (n 0)) (if (< i 60000000) (loop (+ i 1) (+ n 2)) n))")
        barrier.wait()
        start = time.perf_counter()
        done.append(rt.run(program))
        done.append(time.perf_counter() - start)

    results: list[list[Any]] = [[], []]
    threads = [threading.Thread(target=work, args=(r,)) for r in results]
    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.perf_counter()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    total = time.perf_counter() - start
    stop.set()
    ticker.join()
    assert [r[0] for r in results] == [120_000_000] * 2
    assert ticks > total / 0.05, "Python threads starve"
    # They ran side by side, not one after the other; on busy cores each takes the whole time.
    spans = [r[1] for r in results]
    assert sum(spans) > total + 0.3 * min(spans)


def test_a_runtime_in_two_threads(rt: Runtime) -> None:
    """Refused with a clear error, and nothing is damaged."""
    started = threading.Event()
    rt["started"] = lambda: started.set()
    result: list[Any] = []
    program = "(started) (let loop ((i 0)) (if (< i 30000000) (loop (+ i 1)) 'done))"
    thread = threading.Thread(target=lambda: result.append(rt.eval(program)))
    thread.start()
    started.wait(10)
    refusals = 0
    for _ in range(20):
        for attempt in (lambda: rt._machine.load(rt.compile("1").image(rt.backend))(), lambda: rt["car"], lambda: rt.define("y", 1),
                        lambda: rt.eval("(+ 1 2)"), lambda: rt._machine.collect()):
            if not thread.is_alive():
                break
            try:
                attempt()
            except errors.Busy as error:
                refusals += 1
                assert "thread" in str(error)
    thread.join()
    assert result == [Symbol("done")]
    assert refusals > 0
    assert rt.eval("(+ 1 2)") == 3
    assert rt._machine.collect() == 0


def test_a_runtime_may_move_between_threads(rt: Runtime) -> None:
    results: list[Any] = []
    for i in range(5):
        thread = threading.Thread(target=lambda i=i: results.append(rt.eval(f"(define x {i}) (* x x)")))
        thread.start()
        thread.join()
    assert results == [0, 1, 4, 9, 16]


def test_many_runtimes() -> None:
    runtimes = [Runtime(stdout=io.StringIO()) for _ in range(50)]
    for i, r in enumerate(runtimes):
        r.eval(f"(define x {i})")
    assert [r["x"] for r in runtimes] == list(range(50))
