"""The generic machine and its surroundings: limits, depth, places in errors, files, indexes."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

import pyfront
from pyfront import errors
from pyfront.cli import main
from pyfront.metta.runner import Runner
from vmcore.terms import Expr, Sym, Var, text_of
from vmcore.termspace import Space

LOOP = "(= (spin $x) (spin (S $x)))"


def run(text: str, **options: object) -> list[list[str]]:
    found = pyfront.run(text, language="metta", **options)
    return [[str(atom) for atom in one] for one in found]


def test_results_of_each_form() -> None:
    assert run("(= (f) 1) (= (f) 2) !(f) !(+ 1 2) (a b)") == [["1", "2"], ["3"]]


def test_a_runtime_keeps_what_was_defined() -> None:
    runtime = pyfront.Runtime("metta")
    runtime.eval("(= (f $x) (* $x 2))")
    assert runtime.show(runtime.eval("!(f 21)")) == "[42]"
    assert "f" in runtime.names()


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ({"fuel": 50_000}, errors.FuelExhausted),
        ({"timeout": 0.3}, errors.TimeLimitExceeded),
        ({"memory": 20_000_000}, errors.MemoryLimitExceeded),
    ],
)
def test_limits(limit: dict[str, float], error: type[Exception]) -> None:
    runtime = pyfront.Runtime("metta", **limit)
    runtime.eval(LOOP)
    with pytest.raises(error):
        runtime.eval("!(spin Z)")
    assert str(runtime.eval("!(+ 1 2)")) == "[[3]]"


def test_limits_hold_in_compiled_functions() -> None:
    runtime = pyfront.Runtime("metta", fuel=200_000)
    runtime.eval("(= (f $n) (if (< $n 0) 0 (f (+ $n 1))))")
    with pytest.raises(errors.FuelExhausted):
        runtime.eval("!(f 1)")


def test_max_depth() -> None:
    runtime = pyfront.Runtime("metta", max_depth=2000)
    runtime.eval("(= (deep $x) (S (deep (S $x))))")
    with pytest.raises(errors.StackOverflow):
        runtime.eval("!(deep Z)")


def test_recursion_does_not_use_the_stack_of_python() -> None:
    runner = Runner()
    runner.run("(= (nest $n) (if (== $n 0) Z (S (nest (- $n 1))))) (= (depth Z) 0) (= (depth (S $x)) (+ 1 (depth $x)))")
    assert text_of(runner.run("!(depth (nest 3000))")[0][0]) == "3000"


def test_deep_terms() -> None:
    n = 20_000
    text = "(S " * n + "Z" + ")" * n
    found = run(f"!(quote {text}) !(== {text} {text})")
    assert found[0] == [f"(quote {text})"]
    assert found[1] == ["True"]


def test_the_place_of_what_cannot_be_read() -> None:
    with pytest.raises(errors.ReadError) as caught:
        pyfront.run("(a b)\n  (c))", language="metta", filename="x.metta")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("x.metta", 2, 6)


@pytest.mark.parametrize("text", ["(a", '"a', "!", "(a (b)"])
def test_text_that_is_not_finished(text: str) -> None:
    with pytest.raises(errors.IncompleteError):
        pyfront.run(text, language="metta")


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.metta"
    file.write_text('!(println! "hello")\n!(superpose (1 2))\n  !(+ 1 "a")\n!(never)\n')
    assert main(["run", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[:3] == ["hello", "[()]", "[1, 2]"]
    assert f'{file}:3:4: (Error (+ 1 "a")' in err
    assert "never" not in out


def test_modules(tmp_path: Path) -> None:
    (tmp_path / "lib.metta").write_text("(= (double $x) (* 2 $x)) (fact one)")
    text = "!(import! &self lib) !(double 4) !(import! &l lib) !(match &l (fact $x) $x) !(get-atoms &self)"
    assert run(text, path=[str(tmp_path)])[1:] == [["8"], ["()"], ["one"], []]


def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "lib.metta").write_text("(a b)")
    (tmp_path / "main.metta").write_text("")
    text = "!(import! &self lib)"
    found = pyfront.run(text, language="metta", filename=str(tmp_path / "main.metta"))
    assert "may not be read" in str(found[0][0])


def test_output_goes_to_the_stream_of_the_runtime() -> None:
    out = io.StringIO()
    pyfront.run('!(println! (a "b"))', language="metta", stdout=out)
    assert out.getvalue() == '(a "b")\n'


def test_git_modules_are_a_clear_error() -> None:
    assert "does not exist here" in run('!(git-module! "https://example.org/x")')[0][0]


# ---- spaces


def facts(rng: random.Random, n: int) -> list[Expr]:
    def atom(depth: int) -> object:
        shape = rng.randrange(6)
        if shape == 0:
            return Var("x", True)
        if shape == 1 and depth:
            return Expr(tuple(atom(depth - 1) for _ in range(rng.randrange(3))))  # type: ignore[misc]
        return Sym(rng.choice("abcd"))

    return [Expr(tuple(atom(2) for _ in range(rng.randrange(1, 4)))) for _ in range(n)]  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(10))
def test_indexes_find_what_a_scan_finds(seed: int) -> None:
    rng = random.Random(seed)
    space = Space()
    there = facts(rng, 60)
    for fact in there:
        space.add(fact)
    removed = [fact for fact in there if rng.random() < 0.2]
    for fact in removed:
        assert space.remove(fact)
    for query in facts(rng, 40):
        scan = Space()
        for kept in space.alive():
            scan.add(kept.use())
        scan_found = []
        for kept in scan.alive():
            one = Space()
            one.add(kept.use())
            scan_found += [text_of(x) for x in one.results(query, Sym("hit"))]
        assert len(space.results(query, Sym("hit"))) == len(scan_found)


def test_a_query_is_no_scan() -> None:
    space = Space()
    for i in range(20_000):
        space.add(Expr((Sym("parent"), Sym(f"p{i // 2}"), Sym(f"p{i}"))))
    for query, size in (
        (Expr((Sym("parent"), Var("x"), Sym("p777"))), 1),
        (Expr((Sym("parent"), Sym("p777"), Var("x"))), 2),
        (Expr((Var("r"), Sym("p777"), Sym("p1554"))), 1),
    ):
        assert len(space.matching(query)) == size


def test_many_symbols() -> None:
    runner = Runner()
    text = "".join(f"(edge n{i} n{i + 1})\n" for i in range(5000))
    found = runner.run(
        text + "!(match &self (, (edge $x $y) (edge $y n4000)) $x) !(collapse (match &self (edge $x $y) 1))"
    )
    assert [text_of(x) for x in found[0]] == ["n3998"]
    assert len(found[1][0].items) == 5000  # type: ignore[attr-defined]


def test_what_a_query_sees_is_what_was_there() -> None:
    text = "(n 1) (n 2) !(match &self (n $x) (add-atom &self (n 3))) !(collapse (match &self (n $x) $x))"
    assert run(text)[1] == ["(1 2 3 3)"]


# ---- the library


def test_everything_has_documentation() -> None:
    runner = Runner()
    documented = {text_of(x) for x in runner.run("!(match &self (@doc $name $text $params $result) $name)")[0]}
    names = set(runner.top.tokenizer.exact) | runner.defined_names(runner.core)
    undocumented = {name for name in names - documented if name[0] not in "_@&%" and not name.startswith("get-doc-")}
    assert undocumented == {
        ":", "BadArgType", "BadType", "EXP", "Error", "ErrorType", "IncorrectNumberOfArguments", "PI", "SpaceType",
        "help-internal!", "help-param!", "help-space!", "undefined-doc-function-type",
    } & undocumented  # fmt: skip


def test_help() -> None:
    out: list[str] = []
    Runner(write=out.append).run("!(help! if) !(help! nothing-of-that-name)")
    assert out[0].startswith("Function if: (-> Bool Atom Atom ")
    assert "  (type Bool) condition\n" in out
    assert out[-1] == "No documentation found for nothing-of-that-name\n"


def test_integers_that_wrap() -> None:
    text = "!(pragma! integers wrap) !(+ 9223372036854775807 1) !(pragma! integers exact) !(+ 9223372036854775807 1)"
    assert run(text)[1::2] == [["-9223372036854775808"], ["9223372036854775808"]]


def test_a_space_as_a_case() -> None:
    text = "!(bind! &kb (new-space)) !(add-atom &kb (a b)) !(case &kb (((c $x) c) ((a $x) $x) ($other none)))"
    assert run(text)[2] == [["b"]][0]


def test_results_do_not_share_what_later_ones_bind() -> None:
    assert run("(foo $x $x) (foo a $y) !(match &self (foo $p $q) ($p $q))") == [["($p $p)", "(a $q)"]]
    assert run("(= (f) $x) (= (g $x) $x) !(let $a (f) (superpose ($a (g $b) (let $b 1 ($a $b)))))")[0][2].endswith("1)")


def test_constants() -> None:
    assert run("! PI") == [["3.141592653589793"]]
