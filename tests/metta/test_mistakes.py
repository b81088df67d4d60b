"""Mistakes that people make, and what is said about them: ``mistakes.txt`` has programs, what ``vmcore run`` writes, and its
exit code. VMCORE_UPDATE=1 writes it anew."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from pyfront.cli import main

FILE = Path(__file__).parent / "mistakes.txt"
ENTRIES = [entry.partition("\n=>\n")[::2] for entry in FILE.read_text().split("\n---\n")]


def said(program: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    (folder / "program.metta").write_text(program + "\n")
    code = main(["run", "program.metta"])
    out, err = capsys.readouterr()
    return f"{out}{err.rstrip()}\nexit {code}".replace(str(folder), "FOLDER")


@pytest.mark.parametrize(("program", "wanted"), ENTRIES, ids=[str(i) for i in range(len(ENTRIES))])
def test_mistake(
    program: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(program, tmp_path, capsys)
    if os.environ.get("VMCORE_UPDATE"):
        text = FILE.read_text()
        FILE.write_text(text.replace(f"{program}\n=>\n{wanted.rstrip()}", f"{program}\n=>\n{found}"))
        return
    assert _plain(found) == _plain(wanted.rstrip())


def _plain(text: str) -> str:
    from re import sub

    return sub(r"#\d+", "#n", text)


def test_imported_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lib.metta").write_text('(= (half $x) (/ $x 2))\n\n  !(id (+ 1 "a"))\n')
    (tmp_path / "main.metta").write_text("!(import! &self lib)\n")
    assert main(["run", str(tmp_path / "main.metta")]) == 1
    assert f'{tmp_path}/lib.metta:3:8: (Error (+ 1 "a")' in capsys.readouterr().err
    (tmp_path / "lib.metta").write_text("(= (half $x) (/ $x 0))\n(unfinished")
    assert main(["run", str(tmp_path / "main.metta")]) != 0
    assert f"{tmp_path}/lib.metta:2:1" in capsys.readouterr().err
    (tmp_path / "lib.metta").write_text("(= (half $x)\n  (/ $x 0))")
    (tmp_path / "main.metta").write_text("!(import! &self lib)\n!(half 4)\n")
    assert main(["run", str(tmp_path / "main.metta")]) == 1
    assert f"such a call is in the equation at {tmp_path}/lib.metta:1:1" in capsys.readouterr().err


def test_the_prompt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "(= (f $x)", "   (* 2 $x))", '!(+ 1 "a")', "!(f 4)", "(oops", ")", "!(f))", '!(help! if)', "!(f 5)", "!(empty)",
        "!(bind! &n 7)", "!(id &n)",
    ]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["repl", "--language", "metta"]) == 0
    out, err = capsys.readouterr()
    assert '(Error (+ 1 "a") (BadArgType 2 Number String))' in out + err
    assert "[8]" in out and "[10]" in out and "Function if" in out and "[7]" in out and "[]" in out
    assert "a closing parenthesis without an opening one" in err
