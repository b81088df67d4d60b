"""Golden tests of messages: each program of ``messages/`` makes a mistake; the text beside it is what a user sees.

    PYTHONPATH=src python tests/sema/test_messages.py     writes the messages that come now; read the diff
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pyfront
import pyfront.report

pyfront.report._STRICT = True  # an error in the advice is not to be hidden
PROGRAMS = sorted((Path(__file__).parent / "messages").glob("*.sema"))


def message(program: Path, backend: str) -> str:
    try:
        value = pyfront.run(program.read_text(encoding="utf-8"), "sema", filename=program.name, backend=backend)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
        return f"{type(error).__name__}: {error}\n"
    return f"value: {value!r}\n"


def without_calls(text: str) -> str:
    """The engines make different calls a part of their callers, and point at different parts of a ``match``."""
    lines = [line for line in text.splitlines(True) if not line.startswith(("  in ", "  at ", "  ...", "      | "))]
    return re.sub(r":\d+:\d+: ", ": ", "".join(lines), count=1)


def test_there_are_many() -> None:
    assert len(PROGRAMS) >= 35


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_message(program: Path) -> None:
    expected = program.with_suffix(".txt").read_text(encoding="utf-8")
    assert message(program, "vm") == expected
    assert without_calls(message(program, "treewalk")) == without_calls(expected)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_place(program: Path) -> None:
    """Each points at a line, and none at the library."""
    text = program.with_suffix(".txt").read_text(encoding="utf-8")
    assert f": {program.name}:" in text.splitlines()[0] and " | " in text.splitlines()[1]
    assert "%" not in text


if __name__ == "__main__":
    for one in PROGRAMS:
        one.with_suffix(".txt").write_text(message(one, "vm"), encoding="utf-8")
