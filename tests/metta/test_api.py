"""The classes of hyperon's Python package."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.metta import (
    AtomType,
    Bindings,
    E,
    Environment,
    G,
    GroundingSpaceRef,
    MatchableObject,
    MeTTa,
    MettaError,
    NoReduceError,
    OperationAtom,
    S,
    V,
    ValueAtom,
    grounded,
)


def test_run_and_parse() -> None:
    metta = MeTTa()
    assert metta.run("!(+ 1 2) !(superpose (a b))") == [[ValueAtom(3)], [S("a"), S("b")]]
    assert metta.run("!(+ 1 2)", flat=True) == [ValueAtom(3)]
    assert metta.parse_all("(a $x) 5") == [E(S("a"), V("x")), ValueAtom(5)]
    assert metta.parse_single("abc").get_name() == "abc"
    assert metta.evaluate_atom(metta.parse_single("(+ 1 2)")) == [ValueAtom(3)]


def test_operations_of_python() -> None:
    metta = MeTTa()
    metta.register_atom("double", OperationAtom("double", lambda x: 2 * x, ["Number", "Number"]))
    metta.register_atom("pick", OperationAtom("pick", lambda a: [a, a], unwrap=False))
    assert metta.run("!(double 4) !(pick (x y))") == [[ValueAtom(8)], [E(S("x"), S("y"))] * 2]

    def refuse(x: int) -> int:
        raise NoReduceError

    def fail(x: int) -> int:
        raise MettaError(S("bad"))

    metta.register_atom("refuse", OperationAtom("refuse", refuse))
    metta.register_atom("fail", OperationAtom("fail", fail))
    metta.register_atom("crash", OperationAtom("crash", lambda x: 1 // 0))
    assert str(metta.run("!(refuse 1)")) == "[[(refuse 1)]]"
    assert str(metta.run("!(fail 1)")) == "[[(Error bad)]]"
    assert "ZeroDivisionError" in str(metta.run("!(crash 1)"))


def test_values_and_tokens() -> None:
    metta = MeTTa()
    metta.register_atom("&box", ValueAtom({"a": 5}))
    metta.register_atom("get", OperationAtom("get", lambda d, k: d[k]))
    metta.register_token(r"\d+km", lambda token: ValueAtom(int(token[:-2]) * 1000))
    assert metta.run('!(get &box "a") !(+ 1 2km)') == [[ValueAtom(5)], [ValueAtom(2001)]]

    @grounded(metta)
    def halve(x: int) -> float:
        return x / 2

    assert metta.run("!(halve 3)") == [[ValueAtom(1.5)]]


def test_matching_in_python() -> None:
    class Below(MatchableObject):
        def match_(self, atom: object) -> list[dict[str, object]]:
            value = atom.get_object().value  # type: ignore[attr-defined]
            return [{"found": ValueAtom(value)}] if value < self.content else []

    metta = MeTTa()
    metta.register_atom("below5", G(Below(5)))
    metta.run("(n below5)")
    assert metta.run("!(unify below5 3 $found no) !(unify below5 7 yes no)") == [[ValueAtom(3)], [S("no")]]
    assert metta.run("!(match &self (n 3) yes) !(match &self (n 9) yes)") == [[S("yes")], []]


def test_spaces_and_bindings() -> None:
    space = GroundingSpaceRef()
    space.add_atom(E(S("a"), S("b")))
    assert space.query(E(S("a"), V("x")))[0] == {"x": S("b")}
    assert space.subst(E(S("a"), V("x")), E(S("c"), V("x"))) == [E(S("c"), S("b"))]
    assert space.remove_atom(E(S("a"), S("b"))) and space.atom_count() == 0
    bindings = Bindings()
    assert bindings.add_var_binding(V("x"), S("a"))
    assert not bindings.add_var_binding(V("x"), S("b"))
    assert bindings.resolve(V("x")) == S("a")
    assert not E(S("f"), V("x")).match_atom(E(S("f"), S("y"))).is_empty()
    assert E(S("f"), S("x")).match_atom(E(S("f"), S("y"))).is_empty()


def test_python_from_programs() -> None:
    metta = MeTTa(allow_python=("math",))
    assert metta.run("!((py-atom math.sqrt) 9)") == [[ValueAtom(3.0)]]
    assert "not allowed" in str(metta.run("!(py-atom os.system)"))
    assert "not allowed" in str(MeTTa(allow_python=False).run("!(py-atom math.sqrt)"))
    everything = MeTTa()
    assert str(everything.run('!(py-list (1 2 (3))) !(py-dict (("a" 1))) !((py-dot "abc" upper))')) == (
        "[[[1, 2, [3]]], [{'a': 1}], [\"ABC\"]]"
    )


def test_modules_written_in_python(tmp_path: Path) -> None:
    (tmp_path / "ext.py").write_text(
        "from pyfront.metta import OperationAtom, ValueAtom, grounded, register_atoms, register_tokens\n"
        "@register_atoms\ndef atoms():\n    return {'&three': ValueAtom(3)}\n"
        "@register_tokens(pass_metta=True)\ndef tokens(metta):\n    return {'&runner': lambda _: ValueAtom(metta)}\n"
        "@grounded\ndef triple(x):\n    return 3 * x\n"
    )
    metta = MeTTa(env_builder=Environment.custom_env(working_dir=str(tmp_path)))
    assert str(metta.run("!(import! &self ext) !(triple &three)")) == "[[()], [9]]"
    assert metta.run("! &runner")[0][0].get_object().value == metta
    refused = MeTTa(env_builder=Environment.custom_env(working_dir=str(tmp_path)), allow_python=False)
    assert "not allowed" in str(refused.run("!(import! &self ext)"))


def test_types() -> None:
    assert ValueAtom(1).get_grounded_type() == AtomType.NUMBER
    assert ValueAtom("a").get_object().content == "a"
    assert [str(x) for x in MeTTa().run('!(get-type 1) !(get-type "a")', flat=True)] == ["Number", "String"]


@pytest.mark.parametrize("text", ["repr", "parse", "stringToChars", "charsToString"])
def test_texts(text: str) -> None:
    found = {
        "repr": ('(repr (a "b"))', '"(a \\"b\\")"'),
        "parse": ('(parse "(a $x)")', "(a $x)"),
        "stringToChars": ('(stringToChars "ab")', "('a' 'b')"),
        "charsToString": ("(charsToString ('a' 'b'))", '"ab"'),
    }[text]
    assert str(MeTTa().run(f"!{found[0]}")) == f"[[{found[1]}]]"
