"""The messages of the programs in ``scheme/``; ``messages.py --update`` writes them anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import messages

PROGRAMS = messages.programs()


def test_there_are_many() -> None:
    assert len(PROGRAMS) >= 60


@pytest.mark.parametrize("engine", messages.ENGINES)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_message(program: Path, engine: str) -> None:
    expected = messages.expected(program).read_text(encoding="utf-8")
    found = messages.message(program, engine)
    assert messages.comparable(program, engine, found) == messages.comparable(program, engine, expected)
