"""``once``, ``limit``, lambda, tabled functions, limits of a search: on both backends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pyfront
from pyfront import errors
from pyfront.metta import Environment, MeTTa

Run = Callable[[str], list[list[str]]]
GRAPH = "(edge a b) (edge b c) (edge c a) (edge c d)\n"


@pytest.fixture(params=["vm", "treewalk"])
def run(request: pytest.FixtureRequest) -> Run:
    metta = MeTTa(backend=request.param)
    return lambda text: [[str(atom) for atom in found] for found in metta.run(text)]


# ---- once and limit


def test_once_is_the_first_result(run: Run) -> None:
    assert run("!(once (superpose (1 2 3))) !(once (superpose ())) !(limit 2 (superpose (a b c)))") == [["1"], [], ["a", "b"]]


def test_a_limit_ends_an_infinite_search(run: Run) -> None:
    run("(= (nat) Z) (= (nat) (S (nat)))")
    assert run("!(limit 3 (nat)) !(once (nat)) !(limit 0 (nat))") == [["Z", "(S Z)", "(S (S Z))"], ["Z"], []]


def test_choices_outside_stay(run: Run) -> None:
    assert run("!(let $x (once (superpose (1 2))) (+ $x (superpose (10 20))))") == [["11", "21"]]
    assert run("!((superpose (a b)) (once (superpose (1 2))))") == [["(a 1)", "(b 1)"]]
    assert run("!(collapse (limit 2 (superpose (1 2 3)))) !(+ (once (superpose (1 2))) (limit 2 (superpose (1 2 3))))") == [
        ["(1 2)"], ["2", "3"]
    ]  # fmt: skip


def test_bindings_of_the_first_result_hold(run: Run) -> None:
    run(GRAPH)
    assert run("!(let $y (once (match &self (edge c $z) $z)) (found $y))") == [["(found a)"]]
    assert run("!(let $done (once (match &self (edge $w c) True)) $w)") == [["b"]]
    assert run("!((limit 2 (match &self (edge $w $v) $v)) $w)") == [["(b a)", "(c b)"]]


def test_errors_count_when_nothing_succeeds(run: Run) -> None:
    assert run('!(once (superpose ((Error a b) 5)))') == [["5"]]
    assert run('!(once (+ 1 "a"))') == [['(Error (+ 1 "a") (BadArgType 2 Number String))']]
    assert "limit expects" in run("!(limit -1 (f))")[0][0]


def test_the_names_give_way(run: Run) -> None:
    assert run("(= (limit $x) (at-most $x)) !(limit 4) !(once (superpose (1 2)))") == [["(at-most 4)"], ["1"]]
    assert run("(: once (-> Number Number)) !(once 1)") == [["(once 1)"]]


# ---- functions without a name


def test_lambda(run: Run) -> None:
    assert run("!((|-> ($x) (+ $x 1)) 2) !((|-> ($a $b) ($b $a)) 1 2) !((|-> () 7))") == [["3"], ["(2 1)"], ["7"]]
    assert run("!(let $f (|-> ($x) (* $x 2)) (($f 3) ($f 4)))") == [["(6 8)"]]
    assert run("!((|-> ((P $x $y)) $y) (P 1 2))") == [["2"]]


def test_lambda_keeps_what_it_was_made_with(run: Run) -> None:
    run("(= (adder $n) (|-> ($x) (+ $x $n)))")
    assert run("!(let $f (adder 1) (let $g (adder 2) (($f 0) ($g 0) ($f 5))))") == [["(1 2 6)"]]
    assert run("!(map-atom (1 2 3) $x ((adder 10) $x))") == [["(11 12 13)"]]


def test_lambda_as_an_argument(run: Run) -> None:
    run("(= (twice $f $x) ($f ($f $x)))")
    assert run("!(twice (|-> ($x) (let $y (+ $x 1) (* $y 2))) 1)") == [["10"]]


def test_lambda_with_another_number_of_arguments(run: Run) -> None:
    assert run("!((|-> ($x) 5))") == [["(Error ((|-> ($x) 5)) IncorrectNumberOfArguments)"]]


# ---- tabled functions


def test_left_recursion_ends(run: Run) -> None:
    run(GRAPH + "(= (reach $x) (step (reach $x))) (= (reach $x) (step $x)) (= (step $x) (match &self (edge $x $y) $y))")
    run("!(tabled! reach)")
    assert [sorted(found) for found in run("!(reach a) !(reach d) !(reach a)")] == [list("abcd"), [], list("abcd")]


def test_functions_that_call_each_other(run: Run) -> None:
    run("(= (p) (q)) (= (p) 1) (= (q) (p)) (= (q) 2) (= (r) (p)) (= (r) (q)) !(tabled! p) !(tabled! q) !(tabled! r)")
    assert [sorted(found) for found in run("!(q) !(p) !(r)")] == [["1", "2"], ["1", "2"], ["1", "1", "2", "2"]]
    run("(= (even $n) (odd $n)) (= (odd $n) (even $n)) (= (odd 1) True) !(tabled! even) !(tabled! odd)")
    assert run("!(even 1) !(odd 1) !(even 2)") == [["True"], ["True"], []]


def test_a_call_that_only_calls_itself_has_no_results(run: Run) -> None:
    assert run("(= (f $n) (+ 1 (f $n))) !(tabled! f) !(f 1)")[1] == []


def test_results_are_kept(run: Run) -> None:
    run("(= (fib $n) (if (< $n 2) $n (+ (fib (- $n 1)) (fib (- $n 2))))) !(tabled! fib)")
    assert run("!(fib 150)") == [["9969216677189303386214405760200"]]


def test_results_come_as_often_as_they_did(run: Run) -> None:
    assert run("(= (f) (superpose (1 1 2))) !(tabled! f) !(f) !(f)")[1:] == [["1", "1", "2"]] * 2


def test_changes_of_spaces_and_states(run: Run) -> None:
    run(GRAPH + "!(bind! &other (new-space)) !(bind! &cell (new-state 1)) (= (cell) (get-state &cell))")
    run("(= (next $x) (match &self (edge $x $y) $y)) (= (there) (match &other (fact $x) $x))")
    run("!(tabled! next) !(tabled! there) !(tabled! cell)")
    assert run("!(next a) !(there) !(cell)") == [["b"], [], ["1"]]
    run("(edge a z) !(add-atom &other (fact new)) !(change-state! &cell 2)")
    assert run("!(next a) !(there) !(cell)") == [["b", "z"], ["new"], ["2"]]
    run("!(remove-atom &self (edge a b))")
    assert run("!(next a)") == [["z"]]
    run("(= (next $x) more)")
    assert run("!(next a)") == [["z", "more"]]


def test_changes_inside_of_an_evaluation(run: Run) -> None:
    run(GRAPH + "(= (next $x) (match &self (edge $x $y) $y)) !(tabled! next)")
    run("(= (both) (let $a (collapse (next a)) (let $_ (add-atom &self (edge a new)) ($a (collapse (next a))))))")
    assert run("!(both)") == [["((b) (b new))"]]


def test_calls_with_variables(run: Run) -> None:
    run(GRAPH + "(= (next $x) (match &self (edge $x $y) $y)) !(tabled! next)")
    wanted = ["(a b)", "(b c)", "(c a)", "(c d)"]
    assert run("!(let $r (next $w) ($w $r)) !(let $r (next $v) ($v $r))") == [wanted, wanted]


def test_numbers_of_two_kinds_are_two_calls(run: Run) -> None:
    assert run("(= (f $x) (* $x 1)) !(tabled! f) !(f 1) !(f 1.0)")[1:] == [["1"], ["1.0"]]


def test_errors_and_calls_that_stay(run: Run) -> None:
    run("(= (f 1) (/ 1 0)) (= (f 2) two) !(tabled! f)")
    for _ in range(2):
        assert run("!(f 3) !(f 2) !(f 1)") == [["(f 3)"], ["two"], ["(Error (/ 1 0) DivisionByZero)"]]


def test_an_abandoned_evaluation_leaves_nothing(run: Run) -> None:
    metta = MeTTa(timeout=0.3)
    metta.run("(= (nat) Z) (= (nat) (S (nat))) (= (f) (superpose (1 2))) !(tabled! nat) !(tabled! f)")
    with pytest.raises(errors.TimeLimitExceeded):
        metta.run("!(nat)")
    assert [str(x) for x in metta.run("!(f) !(collapse (f))", flat=True)] == ["1", "2", "(1 2)"]


# ---- limits


@pytest.mark.parametrize(
    "program",
    [
        "(= (nat) Z) (= (nat) (S (nat))) !(nat)",  # infinitely many results
        "(= (f $x) (f (S $x))) !(f Z)",  # none, ever
        "(= (g) (match &self (n $x) (g))) (n 1) (n 2) !(g)",
        "(= (h $x) (h $x)) !(collapse (h 1))",
        "(= (k) (superpose ((k) (k)))) !(once (k))",
        "(= (loop $l) (let* (($a (cons-atom 1 $l)) ($b (cdr-atom $a))) (loop $b))) !(loop ())",
    ],
)
@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
def test_any_search_ends_at_a_limit(program: str, backend: str) -> None:
    with pytest.raises(errors.FuelExhausted):
        pyfront.run(program, language="metta", fuel=20_000, backend=backend)
    with pytest.raises(errors.TimeLimitExceeded):
        pyfront.run(program, language="metta", timeout=0.2, backend=backend)


def test_modules_that_are_loaded_later_know_tabled_functions(tmp_path: Path) -> None:
    (tmp_path / "lib.metta").write_text("(= (both $n) (f $n)) (= (f 0) 0) (= (f $n) (f $n))")
    metta = MeTTa(env_builder=Environment.custom_env(working_dir=str(tmp_path)))
    assert str(metta.run("!(tabled! f) !(import! &self lib) !(f 0)")[2]) == "[0]"
