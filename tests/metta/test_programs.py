"""Programs with the results that each form must have: a comment ``; = a b`` after a form, as a multiset, up to the names of
variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.metta.ops import compare
from pyfront.metta.reader import Reader, Tokenizer
from pyfront.metta.runner import Runner
from pyfront.text.source import Source
from vmcore.terms import Atom, equivalent, text_of

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.metta"))


def expected(text: str, end: int, tokenizer: Tokenizer) -> list[Atom] | None:
    """What the comment after a form says."""
    rest = text[end:].lstrip()
    if not rest.startswith("; ="):
        return None
    said = Source("expected", rest[3:].split("\n", 1)[0])
    return [atom for _, atom, _, _ in Reader(said, tokenizer).forms()]


@pytest.mark.parametrize("compiling", [True, False], ids=["compiled", "generic"])
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(path: Path, compiling: bool) -> None:
    """Each paragraph is a program of its own."""
    checked = 0
    for number, program in enumerate(path.read_text().split("\n\n")):
        runner = Runner(write=lambda _: None)
        runner.trace = lambda _: None
        runner.compiling = compiling
        source = Source(path.name, program)
        for evaluate, atom, start, end in Reader(source, runner.top.tokenizer).forms():
            if not evaluate:
                runner.top.space.add(atom)
                continue
            results = runner.top.evaluate(atom)
            wanted = expected(program, end, runner.top.tokenizer)
            where = f"paragraph {number + 1}: {program[start:end]}"
            assert wanted is not None, f"{where}: nothing is expected"
            missed, excess = compare(results, wanted, equivalent)
            assert not missed and not excess, f"{where}: got {list(map(text_of, results))}"
            checked += 1
    assert checked
