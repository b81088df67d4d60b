"""Modules that come with the language: random, json, fileio, skel, py_ops, catalog; and modules that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

import pyfront
from pyfront.metta import Environment, MeTTa


def run(text: str) -> list[list[str]]:
    return [[str(atom) for atom in found] for found in MeTTa().run(text)]


def test_random() -> None:
    assert run("!(import! &self random) !(let $i (random-int &rng 0 5) (and (>= $i 0) (< $i 5)))")[1] == ["True"]
    assert run("!(import! &self random) !(let $x (random-float &rng 1 2.5) (and (>= $x 1) (< $x 2.5)))")[1] == ["True"]
    assert "RangeIsEmpty" in run("!(import! &self random) !(random-int &rng 5 0)")[1][0]
    assert run("!(import! &self random) !(collapse (unique (let $_ (superpose (1 2 3 4 5 6 7 8 9)) (flip))))")[1][0] in (
        "(True False)", "(False True)", "(True)", "(False)"
    )  # fmt: skip


def test_a_seed_gives_the_same_numbers() -> None:
    text = "!(import! &self random) !(bind! &g (new-random-generator 7)) !(random-float &g 0 10)"
    assert run(text)[2] == run(text)[2]
    again = "(let $a (random-int $g 0 1000000) (let $_ (set-random-seed $g 5) ($a (random-int $g 0 1000000))))"
    a, b = run(f"!(import! &self random) !(let $g (new-random-generator 5) {again})")[1][0][1:-1].split()
    assert a == b
    assert run("!(import! &self random) !(== (new-random-generator 1) (new-random-generator 1))")[1] == ["False"]


def test_random_numbers_need_to_be_allowed() -> None:
    text = "!(import! &self random) !(random-int &rng 0 1000000000000)"
    found = [str(pyfront.run(text, language="metta")[1]) for _ in range(2)]
    assert found[0] == found[1]  # from a fixed seed
    assert "allow random" in str(pyfront.run("!(import! &self random) !(flip)", language="metta")[1])
    assert len({str(pyfront.run(text, language="metta", allow=["random"])[1]) for _ in range(3)}) > 1


@pytest.mark.parametrize(
    ("form", "result"),
    [
        ("(json-encode 5)", '"5"'),
        ("(json-encode (5 4 3))", '"[5, 4, 3]"'),
        ('(json-encode ("a" 1.5 True null sym $x ()))', '"[\\"a\\", 1.5, true, null, \\"sym!:sym\\", \\"var!:x\\", []]"'),
        ('(json-decode "[5, [4], \\"a\\", null, true, 1.5]")', '(5 (4) "a" null True 1.5)'),
        ('(json-decode "[\\"sym!:a\\", \\"var!:x\\", \\"var!:x\\"]")', "(a $x $x)"),
        ("(json-decode 5)", "(Error (json-decode 5) (BadArgType 1 String Number))"),
        ('(let $s (new-space) (json-encode $s))', '"{}"'),
        ('(let $d (dict-space (("a" 1) ("b" (x 2)))) (json-encode $d))', '"{\\"a\\":1, \\"b\\":[\\"sym!:x\\", 2]}"'),
        ('(let $d (json-decode "{\\"a\\": {\\"b\\": 1}}") (let $in (get-value $d "a") (get-keys $in)))', '"b"'),
        ("(json-decode (json-encode (1 a (b))))", "(1 a (b))"),
    ],
)  # fmt: skip
def test_json(form: str, result: str) -> None:
    assert run(f"!(import! &self json) !{form}")[1] == [result]


@pytest.mark.parametrize("form", ['(json-decode "{")', "(json-encode +)", '(json-decode "[1, 2")'])
def test_json_that_is_none(form: str) -> None:
    assert run(f"!(import! &self json) !{form}")[1][0].startswith("(Error (json-")


def test_deep_json() -> None:
    text = "[" * 100_000 + "]" * 100_000
    assert "nested too deeply" in run(f'!(import! &self json) !(json-decode "{text}")')[1][0]
    nested = "(a " * 5000 + ")" * 5000
    assert run(f"!(import! &self json) !(let $t (json-encode {nested}) ok)")[1] == ["ok"]
    around = "!(bind! &s (new-space)) !(add-atom &s (\"k\" &s)) !(json-encode &s)"
    assert "inside of itself" in run(f"!(import! &self json) {around}")[3][0]


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = (
        f'!(import! &self fileio) !(bind! &f (file-open! "{file}" "rwc")) !(file-write! &f "check write/read")'
        "!(file-seek! &f 0) !(file-read-exact! &f 5) !(file-read-to-string! &f) !(file-get-size! &f) !(get-type &f)"
    )
    assert run(text)[4:] == [['"check"'], ['" write/read"'], ["16"], ["FileHandle"]]
    append = f'!(import! &self fileio) !(bind! &f (file-open! "{file}" "a")) !(file-write! &f "!") '
    run(append)
    assert file.read_text() == "check write/read!"
    for options in ("rc", "x", "at", "rt"):
        assert "Failed to open" in run(f'!(import! &self fileio) !(file-open! "{file}" "{options}")')[1][0]
    assert "Failed to open" in run(f'!(import! &self fileio) !(file-open! "{tmp_path}/none" "r")')[1][0]


def test_files_need_to_be_allowed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("text")

    def opened(options: str, **rights: object) -> str:
        text = f'!(import! &self fileio) !(file-open! "{file}" "{options}")'
        return str(pyfront.run(text, language="metta", **rights)[1])

    assert "may not be read" in opened("r") and "may not be written" in opened("w")
    assert "FileHandle" in opened("r", allow=["file-read"]) and "FileHandle" in opened("r", path=[str(tmp_path)])
    assert "may not be written" in opened("rw", path=[str(tmp_path)])
    assert "FileHandle" in opened("rwt", allow=["file"])
    assert file.read_text() == ""


def test_operators_of_python() -> None:
    assert run('!(import! &self py_ops) !(* "ab" 2) !(+ 1 2)')[1:] == [['"abab"'], ["3"]]
    assert "not allowed" in str(pyfront.run("!(import! &self py_ops)", language="metta"))


def test_what_cannot_exist_says_so(tmp_path: Path) -> None:
    assert "no catalogs here" in run("!(import! &self catalog) !(catalog-list! all)")[1][0]
    assert "does not exist here" in run('!(git-module! "https://example.org/x.git")')[0][0]
    assert "Failed to resolve module" in run("!(import! &self nosuch)")[0][0]
    assert run("!(import! &self skel) !(skel-swap-pair (a b))")[1] == ["(b a)"]


def test_a_file_of_that_name_comes_first(tmp_path: Path) -> None:
    (tmp_path / "json.metta").write_text("(= (json-encode $x) mine)")
    found = pyfront.run("!(import! &self json) !(json-encode 1)", language="metta", path=[str(tmp_path)])
    assert str(found[1]) == "[mine]"


def test_help_for_a_module() -> None:
    out: list[str] = []
    metta = MeTTa()
    metta.runner.write = out.append
    metta.run("!(import! &self json) !(help! get-value)")
    assert "The value of a key" in out[0]


def test_modules_are_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.metta").write_text("(a 1)")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "two.metta").write_text("(b 1)")
    program = "!(import! &self one) !(import! &self sub:two) !(print-mods!)"
    pyfront.run(program, language="metta", path=[str(tmp_path)], allow=["file-read"])
    assert capsys.readouterr().out.splitlines() == [
        "top = 0", " ├─corelib = 1", " ├─stdlib = 1", " ├─one = 2", " └─sub", "    └─two = 3",
    ]  # fmt: skip


def test_folders_are_modules(tmp_path: Path) -> None:
    """One that has no file of its own has modules below it."""
    (tmp_path / "lib" / "lists").mkdir(parents=True)
    (tmp_path / "lib" / "lists" / "sums.metta").write_text("!(import! &self lib:pairs) (= (sum2 $a $b) (add (pair $a $b)))")
    (tmp_path / "lib" / "pairs.metta").write_text("(= (add (pair $a $b)) (+ $a $b))")
    (tmp_path / "program").mkdir()
    metta = MeTTa(env_builder=Environment.custom_env(working_dir=str(tmp_path / "program")))

    def form(text: str) -> str:
        return ", ".join(map(str, metta.run(text)[0]))

    assert "Failed to resolve module top:lib:lists:sums" in form("!(import! &self lib:lists:sums)")
    assert form("!(register-module! ../lib)") == "()"
    assert form("!(import! &self lib:lists:sums)") == "()"
    assert form("!(sum2 3 4)") == "7"
    assert form("!(import! &lists lib:lists)") == "()" and form("!(collapse (get-atoms &lists))") == "()"
    assert "Failed to resolve module at path: ../none" in form("!(register-module! ../none)")
    assert "Failed to resolve module top:lib:lists:none" in form("!(import! &self lib:lists:none)")


@pytest.mark.parametrize("name", ["../one", "one.metta", "sub/one", "a::b"])
def test_paths_are_no_names(name: str, tmp_path: Path) -> None:
    (tmp_path / "one.metta").write_text("(a 1)")
    for form in (f"!(import! &self {name})", f"!(include {name})", f"!(mod-space! {name})"):
        found = pyfront.run(form, language="metta", path=[str(tmp_path)])
        assert "Illegal module name: " in str(found), form
