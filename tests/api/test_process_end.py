"""The process of the command ends without taking the interpreter down, where nobody can tell the difference."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pyfront.cli import main, outcome
from shell import environment, good, python, vmcore


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    """Runs a program in a process that says how it ends."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, sys\nplain = os._exit\ndef noted(code):\n    os.write(2, b'at once')\n    plain(code)\nos._exit = noted\n"
    )

    def run(text: str, suffix: str = "scm", *options: str, python_options: tuple[str, ...] = ()) -> tuple[int, str, bool]:
        program = tmp_path / f"p.{suffix}"
        program.write_text(text, encoding="utf-8")
        path = f"{site}:{environment()['PYTHONPATH']}"
        done = python(*python_options, "-m", "pyfront", "run", *options, program, PYTHONPATH=path, VMCORE_CACHE="off")
        return done.code, done.out, done.err.endswith("at once")

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="paths are separated otherwise")
class TestHowItEnds:
    @pytest.mark.parametrize(("suffix", "text"), [("scm", '(display "a")'), ("clj", '(println "a")'), ("sema", '(println "a")')])
    def test_at_once(self, ended: Any, suffix: str, text: str) -> None:
        code, out, at_once = ended(text, suffix)
        assert (code, out.strip(), at_once) == (0, "a", True)

    def test_with_the_code_of_the_program(self, ended: Any) -> None:
        assert ended('(display "a") (exit 7)') == (7, "a", True)

    def test_what_was_written_to_a_file_is_there(self, ended: Any, tmp_path: Path) -> None:
        text = f'(define p (open-output-file "{tmp_path}/out")) (write-string (make-string 70000 #\\a) p) (write-char #\\b p)'
        assert ended(text)[:2] == (0, "")
        assert (tmp_path / "out").read_text() == "a" * 70000 + "b"

    def test_not_with_an_open_file_of_python(self, ended: Any, tmp_path: Path) -> None:
        assert ended(f'(def f (python/open "{tmp_path}/out" "w")) (.write f "text")', "clj") == (0, "", False)
        assert (tmp_path / "out").read_text() == "text"

    def test_not_when_something_is_registered_for_the_end(self, ended: Any) -> None:
        code, out, at_once = ended('(def x 5) (python/atexit.register (fn [] (print (str "end" x)) (flush)))', "clj")
        assert (code, out, at_once) == (0, "end5", False)

    def test_not_with_threads(self, ended: Any) -> None:
        assert not ended("(future 1)", "clj")[2]

    def test_not_when_python_stays(self, ended: Any) -> None:
        assert not ended("1", python_options=("-i",))[2]


def test_a_call_of_the_command_in_a_process_is_none_of_its_end(capsys: Any, tmp_path: Path) -> None:
    program = tmp_path / "p.scm"
    program.write_text('(display "a")')
    assert main(["run", "--no-cache", str(program)]) == 0
    assert capsys.readouterr().out == "a"
    assert not outcome.is_plain_end()  # pytest has threads


def test_the_script(tmp_path: Path) -> None:
    script = Path(__file__).parent.parent.parent / "bin" / "vmcore"
    program = tmp_path / "p.scm"
    program.write_text('(display "a")')
    good(python(script, "run", program), "a")
    assert vmcore("--version").out == python(script, "--version").out
