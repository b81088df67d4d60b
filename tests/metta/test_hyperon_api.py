"""Names of hyperon's Python package that programs use: spaces written in Python, parsing, steps, bindings, tokens."""

from __future__ import annotations

import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pyfront import errors
from pyfront.metta import (
    AbstractSpace,
    AtomKind,
    Atoms,
    AtomType,
    Bindings,
    BindingsSet,
    Char,
    E,
    Environment,
    G,
    GroundedObject,
    GroundingSpace,
    GroundingSpaceRef,
    Interpreter,
    MeTTa,
    OperationAtom,
    RunnerState,
    S,
    SExprParser,
    SpaceRef,
    SyntaxNodeType,
    Tokenizer,
    V,
    ValueAtom,
    interpret,
)


class Listed(AbstractSpace):
    """A space that looks at all its atoms."""

    def __init__(self) -> None:
        self.atoms: list[Any] = []
        self.asked: list[str] = []

    def query(self, query_atom: Any) -> BindingsSet:
        self.asked.append(str(query_atom))
        names = [atom for atom in query_atom.iterate() if atom.get_metatype() == AtomKind.VARIABLE]
        found = BindingsSet.empty()
        for atom in self.atoms:
            for bindings in atom.match_atom(query_atom).iterator():
                bindings.narrow_vars(names)
                found.push(bindings)
        return found

    def add(self, atom: Any) -> None:
        self.atoms.append(atom)

    def remove(self, atom: Any) -> bool:
        if atom not in self.atoms:
            return False
        self.atoms.remove(atom)
        return True

    def replace(self, atom: Any, replacement: Any) -> bool:
        if not self.remove(atom):
            return False
        self.add(replacement)
        return True

    def atom_count(self) -> int:
        return len(self.atoms)

    def atoms_iter(self) -> Any:
        return iter(self.atoms)


def test_a_space_of_python() -> None:
    space = Listed()
    ref = SpaceRef(space)
    for atom in (E(S("A"), S("B")), E(S("C"), S("D")), E(S("A"), S("E"))):
        ref.add_atom(atom)
    assert ref.atom_count() == 3 and ref.get_payload() is space
    assert [one["x"] for one in map(ref.query(E(S("A"), V("x"))).__getitem__, range(2))] == [S("B"), S("E")]
    assert ref.remove_atom(E(S("C"), S("D"))) and not ref.remove_atom(S("none"))
    assert ref.replace_atom(E(S("A"), S("E")), S("e")) and ref.get_atoms() == [E(S("A"), S("B")), S("e")]


def test_programs_use_a_space_of_python() -> None:
    metta = MeTTa()
    space = Listed()
    metta.register_atom("&list", G(SpaceRef(space)))
    text = "!(add-atom &list (n 1)) !(add-atom &list (n 2)) !(match &list (n $x) (got $x)) !(remove-atom &list (n 1))"
    assert str(metta.run(text + " !(collapse (get-atoms &list))")[2:]) == "[[(got 1), (got 2)], [()], [((n 2))]]"
    metta.run("!(add-atom &list (pair 1 a)) !(add-atom &list (pair 2 b))")
    assert str(metta.run("!(match &list (, (n $x) (pair $x $y)) $y) !(match &list (pair $x $x) no)")) == "[[b], []]"
    assert str(metta.run("!(unify &list (pair $p b) $p none)")) == "[[2]]"


def test_a_runner_over_a_space_of_python() -> None:
    space = SpaceRef(Listed())
    space.add_atom(E(S("="), S("key"), S("val")))
    metta = MeTTa(space=space)
    assert str(metta.run("!(match &self (= key $v) $v) (= (f $x) (g $x)) !(f 1)")) == "[[val], [(g 1)]]"
    assert metta.space().get_payload() is space.get_payload()


def test_a_space_that_says_little() -> None:
    class Silent(AbstractSpace):
        def query(self, query_atom: Any) -> Any:
            return [{"x": S("answer")}]

    ref = SpaceRef(Silent())
    assert ref.atom_count() == -1 and ref.get_atoms() is None
    with pytest.raises(RuntimeError, match="not implemented"):
        ref.add_atom(S("a"))
    metta = MeTTa()
    metta.register_atom("&silent", G(ref))
    assert str(metta.run("!(match &silent (ask $x) $x)")) == "[[answer]]"
    assert "cannot list" in str(metta.run("!(get-atoms &silent)"))


def test_a_class_over_a_space_of_the_language() -> None:
    class Counting(GroundingSpace):
        added = 0

        def add(self, atom: Any) -> None:
            Counting.added += 1
            super().add(atom)

    ref = SpaceRef(Counting())
    ref.add_atom(E(S("a"), S("b")))
    assert Counting.added == 1 and ref.query(E(S("a"), V("x")))[0] == {"x": S("b")}
    assert ref.get_atoms() == [E(S("a"), S("b"))]


def test_parsing() -> None:
    parser = SExprParser('(+ one "one") ; said\n $x')
    leaves = parser.parse_to_syntax_tree().unroll()  # type: ignore[union-attr] # there is one
    kinds = "OPEN_PAREN WORD_TOKEN WHITESPACE WORD_TOKEN WHITESPACE STRING_TOKEN CLOSE_PAREN"
    assert [leaf.get_type().name for leaf in leaves] == kinds.split()
    assert leaves[1].src_range() == range(1, 2)
    rest = []
    while (node := parser.parse_to_syntax_tree()) is not None:
        rest.append(node.get_type())
    assert SyntaxNodeType.COMMENT in rest and rest[-1] is SyntaxNodeType.VARIABLE_TOKEN
    parser = SExprParser("(a) b")
    assert [parser.parse(Tokenizer()) for _ in range(3)] == [E(S("a")), S("b"), None]


@pytest.mark.parametrize(("text", "said"), [('(a "b', "Unclosed String Literal"), ("(a", "Unexpected end of expression")])
def test_what_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(SyntaxError) as syntax:
        SExprParser(text).parse(Tokenizer())
    assert syntax.value.args == (said,)
    for read in (MeTTa().run, MeTTa().parse_all, MeTTa().parse_single, MeTTa().compile):
        with pytest.raises(RuntimeError) as caught:
            read(text)
        assert caught.value.args == (said,)
        assert isinstance(caught.value, errors.IncompleteError) and caught.value.line == 1


def test_steps() -> None:
    state = RunnerState(MeTTa(), "(= (f) 1) !(f) !(+ 1 (+ 2 3))")
    steps = 0
    while not state.is_complete():
        state.run_step()
        steps += 1
    assert steps >= 3 and str(state.current_results()) == "[[1], [6]]"
    assert str(state.current_results(flat=True)) == "[1, 6]"


def test_instructions() -> None:
    space = GroundingSpaceRef()
    space.add_atom(E(S("="), E(S("f")), S("one")))
    whole = E(Atoms.METTA, E(S("f")), AtomType.UNDEFINED, G(space))
    assert interpret(space, whole) == [S("one")]
    interpreter = Interpreter(space, E(S("eval"), E(S("f"))))
    assert interpreter.has_next()
    interpreter.next()
    assert not interpreter.has_next() and interpreter.get_result() == [S("one")]


def test_bindings_are_copied() -> None:
    bindings = Bindings()
    bindings.add_var_binding(V("a"), S("b"))
    with deepcopy(bindings) as copied:
        assert copied == bindings
        copied.add_var_binding(V("c"), S("d"))
    assert copied != bindings
    both = deepcopy(BindingsSet(bindings))
    both.add_var_binding(V("a"), S("x"))
    assert both.is_empty() and not BindingsSet(bindings).is_empty()


def test_objects_have_to_be_copied() -> None:
    with pytest.raises(AssertionError, match="copy"):
        G(object(), S("T"))
    with pytest.raises(AssertionError, match="custom type"):
        ValueAtom(42, "Int")
    assert G(GroundedObject(None), S("Float")).get_grounded_type() == S("Float")
    assert str(ValueAtom(Char("a"), "Char")) == "'a'"
    with pytest.raises(ValueError, match="one character"):
        Char("ab")


def test_expressions_of_python() -> None:
    metta = MeTTa()
    assert str(metta.run("!((py-dot (py-atom \"{5: 'f'}\") get) 5) !((py-atom str) 25)")) == "[[\"f\"], [\"25\"]]"
    careful = MeTTa(allow_python=("math", "json"))
    assert str(careful.run("!((py-atom math.floor) 2.5)")) == "[[2]]"
    for text in ("math.floor.__self__.__loader__", "[x for x in ()]", "math.x(__import__('os'))", "__import__('os')", "json.codecs"):
        found = str(careful.run(f'!(py-atom "{text}")'))
        assert "Error" in found, found


def test_load_ascii(tmp_path: Path) -> None:
    (tmp_path / "data.metta").write_text("(a 1) b\n(c (d))")
    metta = MeTTa(env_builder=Environment.custom_env(working_dir=str(tmp_path)))
    found = metta.run("!(bind! &s (new-space)) !(load-ascii &s data.metta) !(collapse (get-atoms &s))")
    assert str(found[2]) == "[((a 1) b (c (d)))]"
    assert "Error" in str(metta.run("!(load-ascii &self nothing.metta)"))


def test_operations_that_answer_no_atoms() -> None:
    metta = MeTTa()
    metta.register_atom("bad", OperationAtom("bad", lambda a: [2], unwrap=False))
    assert "should return atom" in str(metta.run("!(bad 1)"))


@pytest.mark.parametrize("module", ["objects", "hyperon", "ops", "machine", "pymodules", "pyspaces", "parsing", "islands"])
def test_modules_can_be_imported_in_any_order(module: str) -> None:
    code = f"import pyfront.metta.{module}\nfrom pyfront.metta import *\nassert MeTTa().run('!(+ 1 2)'), os"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_parts_of_terms() -> None:
    term = E(E(), S("a"), E(E(S("b")), V("c"), ValueAtom(5)))
    assert [str(atom) for atom in term.iterate()] == ["a", "b", "$c", "5"]
    assert [str(atom) for atom in S("a").iterate()] == ["a"] and list(E().iterate()) == []
    assert str(E(S("a")).match_atom(E(S("b")))) == "[ ]"


def test_terms_of_a_space_are_as_they_were_written() -> None:
    space = GroundingSpaceRef()
    space.add_atom(E(S("a"), V("x"), V("y"), V("x")))
    assert [str(atom) for atom in space.get_atoms()] == ["(a $x $y $x)"]
    metta = MeTTa(space=space)
    metta.run("(b $x) !(let $x (b $q) (add-atom &self (c $x $q)))")
    assert sorted(str(atom).split("#")[0] for atom in space.get_atoms())[:2] == ["(a $x $y $x)", "(b $x)"]
    assert len({str(atom) for atom in space.get_atoms()[0].iterate()}) == 3
    assert str(metta.run("!(match &self (a 1 2 3) yes) !(match &self (a 1 2 1) yes)")) == "[[], [yes]]"
