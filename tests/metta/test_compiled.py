"""Compiled forms and functions over terms against the generic machine alone, on generated programs."""

from __future__ import annotations

import pytest

import pyfront.metta.forms as forms
from metta_programs import FACTS, Maker, ends_by_limits, plain, texts
from pyfront.metta import MeTTa
from pyfront.metta.runner import Runner
from vmcore.terms import text_of


def outcome(runner: Runner, form: str) -> list[str]:
    return [text_of(atom) for found in runner.run(f"!{form}") for atom in found]


def both(program: str, calls: list[str]) -> tuple[int, int]:
    """Compares all results, their order too; answers how many forms ran compiled to their end."""
    compiled, generic = Runner(), Runner()
    generic.compiling = False
    compiled.run(program)
    generic.run(program)
    done = 0
    for call in calls:
        # What is wrong, as the library says it, names variables by a number.
        want, got = outcome(generic, call), outcome(compiled, call)
        assert [plain(x) for x in got] == [plain(x) for x in want], f"{program}\n!{call}"
        form = next(reversed(compiled.top.islands.forms.known.values()), None)
        done += form is not None and form.entry is not None and not form.given_up
    return done, len(calls)


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 0)


@pytest.mark.parametrize("seed", range(60))
def test_generated(seed: int) -> None:
    maker = Maker(seed)
    both(maker.program(), [maker.call() for _ in range(6)])


def test_generated_programs_are_compiled() -> None:
    """The test above would say nothing if nearly all of them were refused."""
    done = total = 0
    for seed in range(40):
        maker = Maker(seed)
        a, b = both(maker.program(), [maker.call() for _ in range(6)])
        done += a
        total += b
    assert done > total // 4, (done, total)


# ---- what is compiled may stop to hold


LISTS = """
(= (app Nil $y) $y)
(= (app (Cons $h $t) $y) (Cons $h (app $t $y)))
(= (rev Nil) Nil)
(= (rev (Cons $h $t)) (app (rev $t) (Cons $h Nil)))
"""


def is_compiled(runner: Runner) -> bool:
    form = list(runner.top.islands.forms.recent.values())[-1]  # the last one
    return form.entry is not None and form.epoch == runner.top.islands.compiled.epoch() and not form.given_up


def test_equations_between() -> None:
    runner = Runner()
    call = "!(rev (Cons 1 (Cons 2 Nil)))"
    assert texts(runner, LISTS + call) == [["(Cons 2 (Cons 1 Nil))"]]
    assert is_compiled(runner)
    assert texts(runner, "(= (rev (Cons 1 $t)) one)" + call) == [["(Cons 2 (Cons 1 Nil))", "one"]]
    assert texts(runner, "!(remove-atom &self (= (rev (Cons 1 $t)) one))" + call) == [["()"], ["(Cons 2 (Cons 1 Nil))"]]
    assert is_compiled(runner)
    assert texts(runner, "(= (if $c $t $e) mine) (= (f $x) (if (== $x 1) a b)) !(f 1)") == [["mine", "a"]]
    assert texts(runner, "(: app (-> Atom Atom Number))" + call) != [["(Cons 2 (Cons 1 Nil))"]]


def test_equations_while_it_runs() -> None:
    program = """
    (= (grow $n) (let $x (k $n) (let $_ (add-atom &self (= (k $n) (done $n))) ($x (k $n)))))
    !(grow 1) !(grow 1) !(k 1) !(k 2)
    (= (late) (f a)) (= (f b) c)
    !(late)
    !(let $x (late) (let $_ (add-atom &self (= (f a) new)) ($x (late))))
    !(late)
    """
    compiled, generic = Runner(), Runner()
    generic.compiling = False
    assert texts(compiled, program) == texts(generic, program)


def test_patterns_that_are_variables_with_values() -> None:
    program = (
        FACTS
        + "(= (same $x $y) (P (let $x $y True) (case $y (($x 1) ($z 2))))) (= (only $x $y) (P 1 (case $y (($x 1)))))"
    )
    both(
        program, ["(same a a)", "(same a b)", "(only a b)", "(match &self (edge $a $b) ($a (case $a ((c 0) ($b 1)))))"]
    )


TYPES = """
(= (f a) 1) (= (len Nil) 0) (= (id2 $x) $x) (pair P y) (= (none) ())
(: tn (-> Number Number)) (= (tn $x) (+ $x 1)) (: tb (-> Number Number Number)) (= (tb $x $y) $x)
(: atom (-> Number Atom)) (= (atom $x) (k $x))
"""


@pytest.mark.parametrize(
    "call, expected",
    [
        # What is compared with an Expression is not evaluated.
        ("(== () (cdr-atom (1)))", ["False"]),
        ("(== (cdr-atom (1)) (none))", ["False"]),
        ("(let $x () (== $x (cdr-atom (1))))", ["False"]),
        ('(let $x "a" (== $x (cdr-atom (1))))', ['(Error (== "a" (cdr-atom (1))) (BadArgType 2 String Expression))']),
        ("(== (cdr-atom (1 2 3)) (empty))", ["False"]),
        # A result of type Atom is no number for what looks at types.
        (
            "(match &self (pair $x $y) (if (== 1 (collapse $y)) a b))",
            ["(Error (== 1 (collapse y)) (BadArgType 2 $t# Atom))"],
        ),
        (
            "(match &self (pair $x $y) (if (== 1 (index-atom (1 2) 0)) a b))",
            ["(Error (== 1 (index-atom (1 2) 0)) (BadArgType 2 $t# Atom))"],
        ),
        ("(len (or False (== 3 (atom 1))))", ["(Error (== 3 (atom 1)) (BadArgType 2 $t# Atom))"]),
        (
            "(if (< 1 (index-atom (1 2) 0)) a b)",
            ["(Error (< 1 (index-atom (1 2) 0)) (BadArgType 2 Number Atom))"],
        ),
        # What types say about an argument is wrong although one before it has no result.
        ('(tb (empty) (- "s" b))', ['(Error (- "s" b) (BadArgType 1 Number String))']),
        ('(let $x "s" (tb (empty) (+ $x 1)))', ['(Error (+ "s" 1) (BadArgType 1 Number String))']),
        ("(tb (empty) (size-atom 1))", ["(Error (size-atom 1) (BadArgType 1 Expression Number))"]),
        ("(let $x 1 (tb (empty) (car-atom $x)))", ["(Error (car-atom 1) (BadArgType 1 Expression Number))"]),
        ("(let $x 1 (tb (empty) (if $x 1 2)))", ["(Error (if 1 1 2) (BadArgType 1 Bool Number))"]),
        ('(let $x 1 (and (empty) (== $x "s")))', ['(Error (== 1 "s") (BadArgType 2 $t# String))']),
        ("(let $x 3 (== $x (< (empty) 1)))", ["(Error (== 3 (< (empty) 1)) (BadArgType 2 Number Bool))"]),
        ('(== (empty) (- "s" b))', ['(Error (- "s" b) (BadArgType 1 Number String))']),
    ],
)
def test_types(call: str, expected: list[str]) -> None:
    both(TYPES, [call])
    runner = Runner()
    runner.run(TYPES)
    assert [plain(x) for x in outcome(runner, call)] == expected


def test_arguments_that_have_no_result_are_compiled() -> None:
    calls = [
        "(tb (superpose (1 2)) (+ 1 2))",
        "(let $x 2 (+ (superpose (1 2)) (* $x 3)))",
        "(== (superpose (1 2)) (f a))",
    ]
    assert both(TYPES, calls) == (3, 3)


def test_facts_are_followed() -> None:
    runner = Runner()
    program = "(edge a b) (edge a c) (= (next $x) (match &self (edge $x $y) $y))"
    ask = "!(collapse (next a))"
    assert texts(runner, program + ask) == [["(b c)"]]
    assert is_compiled(runner)
    assert texts(runner, "(edge a d)" + ask) == [["(b c d)"]]
    assert is_compiled(runner)
    assert texts(runner, "!(remove-atom &self (edge a b))" + ask) == [["()"], ["(c d)"]]
    assert texts(runner, "!(add-atom &self (edge a b))" + ask) == [["()"], ["(c d b)"]]
    assert texts(runner, "(edge $any e)" + ask) == [["(c d b e)"]]
    assert texts(runner, "!(remove-atom &self (edge $any e))" + ask) == [["()"], ["(c d b)"]]
    assert texts(runner, "(edge a (+ 1 2))" + ask) == [["(c d b 3)"]]
    assert texts(runner, "(edge a Empty)" + ask) == [["(c d b 3)"]]


def test_other_spaces() -> None:
    runner = Runner()
    program = "!(bind! &kb (new-space)) !(add-atom &kb (p 1)) (= (all) (match &kb (p $x) $x))"
    assert texts(runner, program + "!(all)")[-1] == ["1"]
    assert is_compiled(runner)
    assert texts(runner, "!(add-atom &kb (p 2)) !(all)")[-1] == ["1", "2"]


def test_numbers_in_facts() -> None:
    runner = Runner()
    facts = "(n 1 a) (n 2.0 b) (n 2 c) (n 3 d) (n 4 e)"
    assert texts(runner, facts + "!(match &self (n 2 $x) $x) !(match &self (n 1.0 $x) $x)") == [["b", "c"], ["a"]]


def test_a_symbol_becomes_a_function() -> None:
    runner = Runner()
    program = "(= (wrap $x) (box $x)) (fact (box 1)) (= (get) (match &self (fact $x) $x))"
    assert texts(runner, program + "!(wrap 1) !(get)") == [["(box 1)"], ["(box 1)"]]
    assert texts(runner, "(= (box $x) (opened $x)) !(wrap 1) !(get)") == [["(opened 1)"], ["(opened 1)"]]


def test_long_forms_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 10)
    runner = Runner()
    down = "(= (down $n) (if (== $n 0) Nil (Cons $n (down (- $n 1)))))"
    program = LISTS + down + "(= (len Nil) 0) (= (len (Cons $h $t)) (+ 1 (len $t))) !(len (rev (down 100)))"
    assert texts(runner, program) == [["100"]]
    assert is_compiled(runner)


def test_long_forms_are_compiled_after_many_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 10)
    runner = Runner()
    runner.run(LISTS + "(= (down $n) (if (== $n 0) Nil (Cons $n (down (- $n 1)))))")
    for i in range(30):
        assert texts(runner, f"(= (more {i}) {i}) !(let $x (rev (down 60)) (more {i}))") == [[str(i)]]
    assert is_compiled(runner)
    assert runner.top.islands.compiled.changes > 20


def test_effects_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 10)
    written: list[str] = []
    runner = Runner(write=written.append)
    down = "(= (down $n) (if (== $n 0) Nil (Cons $n (down (- $n 1)))))"
    apply = "(= (call $f $x) ($f $x)) (= (data (quote $x)) $x)"
    runner.run(down + apply + "!(P (call println! 1) (down 300)) !(P (data (quote (println! 2))) (down 300))")
    runner.run("(command (println! 3)) !(P (match &self (command $x) $x) (down 300))")
    assert written == ["1\n", "2\n", "3\n"]


# ---- limits


@pytest.mark.parametrize(
    "program",
    [
        "(= (loop $x) (loop (S $x))) !(loop Z)",
        "(= (loop $x) (loop $x)) (= (loop $x) $x) !(collapse (loop Z))",
        "(= (nat $x) $x) (= (nat $x) (nat (S $x))) !(collapse (nat Z))",
        "(= (deep $x) (S (deep $x))) !(deep Z)",
    ],
)
def test_limits(program: str) -> None:
    ends_by_limits(program)


def test_deep_recursion() -> None:
    runner = Runner()
    program = """
    (= (count $n) (if (== $n 0) Z (S (count (- $n 1)))))
    (= (size Z) 0) (= (size (S $x)) (+ 1 (size $x)))
    (= (walk $n) (if (== $n 0) (superpose (a b)) (walk (- $n 1))))
    (= (all $n) (superpose ((empty) (if (== $n 0) end (all (- $n 1))))))
    """
    runner.run(program)
    assert texts(runner, "!(size (count 200000)) !(walk 200000) !(collapse (all 200000))") == [
        ["200000"],
        ["a", "b"],
        ["(end)"],
    ]
    (found,) = runner.run("!(count 200000)")
    assert text_of(found[0]).count("S") == 200_000


def test_collections(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a collection at every safepoint."""
    from vmcore._host import Machine

    class Stressed(Machine):
        def __init__(self) -> None:
            super().__init__()
            self.set_test_hooks(gc_stress=True)

    monkeypatch.setattr("vmcore._host.Machine", Stressed)
    for seed in range(12):
        maker = Maker(1000 + seed)
        both(maker.program(), [maker.call() for _ in range(4)])
    runner = Runner()
    assert texts(runner, LISTS + "!(rev (Cons 1 (Cons 2 (Cons 3 Nil))))") == [["(Cons 3 (Cons 2 (Cons 1 Nil)))"]]
    assert runner.top.islands.compiled.machine.collect() == 0


HIGHER = """
(= (mymap $f ()) ()) (= (mymap $f (:: $x $xs)) (:: ($f $x) (mymap $f $xs)))
(= (fold $f $a ()) $a) (= (fold $f $a (:: $x $xs)) (fold $f ($f $a $x) $xs))
(= (keep $p ()) ()) (= (keep $p (:: $x $xs)) (if ($p $x) (:: $x (keep $p $xs)) (keep $p $xs)))
(= (sq $x) (* $x $x)) (= (odd $x) (== 1 (% $x 2))) (= (two $x) (superpose ($x (+ 1 $x))))
(: typed (-> Number Bool)) (= (typed $x) (> $x 2)) (: half (-> Number Number)) (= (half $x) (/ $x 2))
(= (iter $n $f $x) (if (== $n 0) $x (iter (- $n 1) $f ($f $x)))) (= (pick 1) sq) (= (pick 2) two)
"""
LIST = "(:: 1 (:: 2 (:: 3 ())))"


@pytest.mark.parametrize(
    "call, result",
    [
        (f"(mymap sq {LIST})", ["(:: 1 (:: 4 (:: 9 ())))"]),
        (f"(fold + 0 (mymap sq {LIST}))", ["14"]),
        (f"(keep odd {LIST})", ["(:: 1 (:: 3 ()))"]),
        (f"(keep typed {LIST})", ["(:: 3 ())"]),
        (f"(fold < 0 {LIST})", None),
        ("(mymap two (:: 1 (:: 5 ())))", ["(:: 1 (:: 5 ()))", "(:: 1 (:: 6 ()))", "(:: 2 (:: 5 ()))", "(:: 2 (:: 6 ()))"]),
        ("(mymap data (:: 1 ()))", ["(:: (data 1) ())"]),
        ("(iter 100000 not True)", ["True"]),
        ("(let $f (pick (superpose (1 2))) ($f 3))", ["9", "3", "4"]),
        ("(let $f (superpose (sq typed half data)) (+ 1 ($f 4)))", None),
        ("(let $f half ($f (superpose (2 4))))", ["1", "2"]),
        ('(let $f half ($f "s"))', None),
        ('(let $f + ($f (empty) "s"))', None),
        ("(let $f typed (if ($f (superpose (1 5))) a b))", None),
        ("(let $f two (+ ($f 1) (empty)))", []),
        ("(let $f typed (+ ($f 1) (empty)))", None),
        ("(== (mymap sq ()) ())", ["True"]),
    ],
)
def test_functions_as_values(call: str, result: list[str] | None) -> None:
    both(HIGHER, [call])
    if result is not None:
        runner = Runner()
        runner.run(HIGHER)
        assert outcome(runner, call) == result
        assert is_compiled(runner) == ("half" not in call), call


def test_a_function_that_was_not_known_as_a_value() -> None:
    runner = Runner()
    runner.run(HIGHER)
    assert outcome(runner, f"(mymap sq {LIST})") == ["(:: 1 (:: 4 (:: 9 ())))"] and is_compiled(runner)
    assert outcome(runner, f"(mymap odd {LIST})") == ["(:: True (:: False (:: True ())))"] and is_compiled(runner)
    assert outcome(runner, f"(mymap sq {LIST})") == ["(:: 1 (:: 4 (:: 9 ())))"] and is_compiled(runner)
    runner.run("(= (cube $x) (* $x (sq $x)))")
    assert outcome(runner, f"(mymap cube {LIST})") == ["(:: 1 (:: 8 (:: 27 ())))"] and is_compiled(runner)


LOOPS = """
(= (sum $l) (foldl-atom $l 0 $a $b (+ $a $b))) (= (inc $x) (+ $x 1)) (= (all $f $l) (map-atom $l $x ($f $x)))
(= (dot $l) (foldl-atom $l 0 $acc $p (let ($k $v) $p (+ $acc (* $k $v)))))
(= (some $x) (if (> $x 1) $x (empty))) (= (two $x) (superpose ($x b)))
"""


@pytest.mark.parametrize(
    "call, compiles",
    [
        ("(sum (1 2 3))", True),
        ("(sum ())", True),
        ("(sum (1 a))", False),
        ("(sum a)", False),
        ("(all inc (1 2 3))", True),
        ("(all inc ())", True),
        ("(all data (1 2 3))", True),
        ("(all not (True a))", False),
        ("(map-atom (inc 1) $x $x)", False),
        ("(map-atom ((inc 1) (inc 2)) $x $x)", False),
        ("(map-atom ((a 1) (b 2)) $x (P $x))", True),
        ("(map-atom (1 2 3) $x (some $x))", True),
        ("(map-atom (2 3) $x (some $x))", True),
        ("(map-atom (1 2) $x (two $x))", False),
        ("(map-atom (1 2) $x (map-atom (3 4) $y (* $x $y)))", True),
        ("(map-atom (1 2) $x (map-atom (3 4) $x (* $x $x)))", False),
        ("(map-atom (1 2) $x (eval (inc $x)))", False),
        ("(let $x 1 (map-atom (1 2) $x $x))", False),
        ("(dot ((1 2) (3 4)))", True),
        ("(dot ((1 2) 3))", True),
        ("(foldl-atom () (inc 1) $a $b $a)", False),
        ("(foldl-atom (a b) () $a $b (cons-atom $b $a))", True),
        ("(foldl-atom (1 2) 0 $a $a (+ $a $a))", False),
        ("(filter-atom (1 2 3) $x (eval (> $x 1)))", True),
        ("(filter-atom (a b a) $x (eval (== $x a)))", True),
        ("(filter-atom (1 b) $x (eval (> $x 0)))", False),
        ("(filter-atom (1 2 3) $x (> $x 1))", False),
        ("(filter-atom (inc 2 3) $x (eval (== $x 1)))", False),
        ("(+ 1 (map-atom (1) $x $x))", False),
        ("(== (map-atom (1) $x $x) (1))", False),
    ],
)
def test_loops(call: str, compiles: bool) -> None:
    done, _ = both(LOOPS, [call])
    assert bool(done) == compiles


def test_what_is_compiled_can_be_asked() -> None:
    metta = MeTTa()
    metta.run("(= (f $x) (+ $x 1)) !(f 1) !(min-atom (1 2))")
    found = metta.compilation()
    assert found["(f 1)"] == "compiled" and found["(min-atom (1 2))"] == "not compiled: an operation"
