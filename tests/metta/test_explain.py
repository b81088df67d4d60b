"""Why an expression has no result: by ``explain!``, ``MeTTa.explain`` and ``vmcore run --explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.cli import main
from pyfront.metta import MeTTa

FAMILY = """(parent Tom Bob)
(parent Bob Ann)
(female Ann)
(= (grand $x) (match &self (, (parent $x $y) (parent $y $z)) $z))
(= (sister $x)
  (match &self (, (parent $p $x) (parent $p $s) (female $s)) (if (== $s $x) (empty) $s)))
(= (pair-of $n) (let (Pair $a $b) $n ($b $a)))
(= (size Z) (superpose ()))
(= (size (S (S $x))) large)
"""


@pytest.fixture
def metta() -> MeTTa:
    metta = MeTTa()
    metta.runner.run(FAMILY, "family.metta")
    return metta


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(grand Ann)", ["(grand $x) (family.metta:4:1) matches", "nothing matches (parent Ann $y)",
                         "(parent Tom Bob) (family.metta:1:1): Ann is not Tom"]),
        ("(grand Bob)", ["1 of 2 patterns: 1 solution", "nothing matches (parent Ann $z)"]),
        ("(sister Ann)", ["the query has 1 solution, but", "the condition (== Ann Ann) is True", "(empty) has no result"]),
        ("(pair-of (Pear 1 2))", ["(Pair $a $b) does not match (Pear 1 2): Pear is not Pair"]),
        ("(+ 1 (grand Bob))", ["because of argument 2:", "(grand Bob) has no result"]),
        ("(size Z)", ["(size Z) (family.metta:8:1) matches", "there is nothing to choose from",
                      "(size (S (S $x))) (family.metta:9:1) does not match: Z is not (S (S $x))"]),
        ("(let* (($x 1) ($y (empty))) $x)", ["$x is 1", "because of the value:", "(empty) has no result"]),
        ("(case 5 ((6 a) (7 b)))", ["the value is 5", "the case 6 does not match", "the case 7 does not match"]),
        ("(if (> 1 2) a (superpose ()))", ["the condition (> 1 2) is False"]),
        ("(once (grand Ann))", ["nothing matches (parent Ann $y)"]),
        ("(match &self (child $x $y) $x)", ["there is no fact that begins with child and has 3 elements"]),
        ("(unify a b c (empty))", ["a and b do not match", "(empty) has no result"]),
        ("(grand Tom)", ["(grand Tom) has results: Ann"]),
    ],
)  # fmt: skip
def test_explanations(metta: MeTTa, expression: str, said: list[str]) -> None:
    text = metta.explain(expression)
    for one in said:
        assert one in text, text


def test_in_a_program(metta: MeTTa) -> None:
    out: list[str] = []
    metta.runner.write = out.append
    assert str(metta.run("!(explain! (grand Ann)) !(println! done)")) == "[[()], [()]]"
    assert "nothing matches (parent Ann $y)" in out[0] and out[1] == "done\n"
    assert str(metta.run("(= (explain! $x) mine) !(explain! 1)")) == "[[mine]]"


def test_nothing_is_printed_twice(metta: MeTTa) -> None:
    out: list[str] = []
    metta.runner.write = out.append
    metta.run('(= (loud) (let $_ (println! "loud") (empty)))')
    text = metta.explain("(loud)")
    assert out == [] and "(empty) has no result" in text


def test_deep_recursion_is_cut(metta: MeTTa) -> None:
    metta.run("(= (down $n) (if (== $n 0) (empty) (down (- $n 1))))")
    assert len(metta.explain("(down 200)").splitlines()) < 100


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "family.metta"
    file.write_text(FAMILY + "!(grand Ann)\n!(grand Tom)\n")
    assert main(["run", "--explain", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == ["[]", "[Ann]"]
    assert f"(grand $x) ({file}:4:1) matches" in err
    assert main(["run", str(file)]) == 0
    assert capsys.readouterr().err == ""


def test_calls_that_stay_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls.metta"
    file.write_text("(= (double $x) (* 2 $x)) (= (half 4) 2)\n!(dubble 4)\n!(double 1 2)\n  !(half 5)\n!(Pair 1 2)\n!(println 1)\n")
    assert main(["run", "--explain", str(file)]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{file}:2:1: (dubble 4) stays as it is: there is no function dubble; is double meant?",
        f"{file}:3:1: (double 1 2) stays as it is: equations of double have 1 argument",
        f"{file}:4:3: (half 5) stays as it is: no equation of half fits",
        f"{file}:6:1: (println 1) stays as it is: there is no function println; is println! meant?",
    ]
