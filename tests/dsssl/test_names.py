"""Every name of the language as OpenJade has it: its 224 primitives and the definitions of builtins.dsl, with right and with
wrong arguments. The expectations are OpenJade's (`names_sheet.py`); where we differ is in `names/differences.txt`, with the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import names_sheet
from pyfront.dsssl import transform
from pyfront.errors import Error

pytest.importorskip("lxml", reason="documents are read by lxml")

EXPRESSIONS = names_sheet.expressions()


def differences() -> dict[str, str]:
    lines = (names_sheet.NAMES / "differences.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith(";")]
    return {text: value.removeprefix("=>").strip() for text, value in zip(rows[::2], rows[1::2])}


@pytest.fixture(scope="module", params=["vm", "treewalk"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[int, str], list[Error]]:
    style = tmp_path_factory.mktemp("names") / "style.dsl"
    style.write_text(names_sheet.sheet(EXPRESSIONS), encoding="utf-8")
    problems: list[Error] = []
    document = str(names_sheet.NAMES / "book.xml")
    files = transform(str(style), document, errors=problems, engine=request.param, roots=[str(names_sheet.NAMES)])
    lines = files[""].decode().splitlines()
    return {int(line[:3]): line[4:] for line in lines}, problems


def test_values(run: tuple[dict[int, str], list[Error]]) -> None:
    found, _ = run
    expected = [line[4:] for line in names_sheet.EXPECTED.read_text(encoding="utf-8").splitlines()]
    assert len(expected) == len(EXPRESSIONS)
    ours = differences()
    assert not set(ours) - set(EXPRESSIONS)
    wrong = []
    for number, (text, value) in enumerate(zip(EXPRESSIONS, expected), 1):
        wanted = ours.get(text, value)
        if value != "!" and found.get(number, "") != wanted:
            wrong.append(f"{number} {text}: {found.get(number, '')!r}, expected {wanted!r}")
        assert text not in ours or ours[text] != value, f"no difference any more: {text}"
    assert not wrong, "\n".join(wrong)


def test_errors_say_where(run: tuple[dict[int, str], list[Error]]) -> None:
    found, problems = run
    silent = [text for number, text in enumerate(EXPRESSIONS, 1) if number not in found]
    assert len(problems) >= len(silent) > 150
    for problem in problems:
        assert problem.file is not None and problem.line and problem.column, problem
        assert any("book.xml" in note for note in problem.notes), problem
        assert not re.search(r"%[a-z]|dsssl/lib", problem.message), problem


def test_every_name_is_there() -> None:
    names = (names_sheet.NAMES / "names.txt").read_text(encoding="utf-8").split()
    used = "\n".join(EXPRESSIONS) + (names_sheet.NAMES / "show.dsl").read_text(encoding="utf-8")
    tokens = set(re.findall(r"[^\s()'\"]+", used))
    assert len(names) == 309
    assert [name for name in names if name not in tokens] == []


def test_unknown_names_are_errors(tmp_path: Path) -> None:
    style = tmp_path / "s.scm"
    style.write_text("(element a (literal (no-such-procedure 1)))")
    with pytest.raises(Error, match=r"s\.scm:1:21: unbound variable: no-such-procedure"):
        transform(str(style), b"<a/>")
