"""Libraries that come with the language and are loaded when they are imported."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront
from pyfront import Runtime, cache
from pyfront.cli import saved
from pyfront.errors import VerifyError, WrongType

PROGRAM = "(import (scheme base) (srfi 28)) (format \"~a!\" 'yes)"


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_loaded_by_the_import_only(backend: str) -> None:
    with Runtime(backend=backend) as rt:
        assert "format" not in rt
        assert rt.eval(PROGRAM) == "yes!"
        assert rt.environment.ran == {"(srfi 28)"}
        assert rt.eval(PROGRAM) == "yes!"


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_a_program_needs_no_image_of_them(backend: str) -> None:
    program = pyfront.compile(PROGRAM, backend=backend)
    assert program.libraries == (("(srfi 28)", {}),)
    for copy in (program, pickle.loads(pickle.dumps(program)), saved.load(saved.dump(program))):
        for engine in ("vm", "treewalk"):
            with Runtime(backend=engine) as rt:
                assert rt.run(copy) == "yes!"


def test_a_program_from_the_cache_loads_them(tmp_path: Path) -> None:
    for _ in range(2):
        assert pyfront.run(PROGRAM, cache=tmp_path) == "yes!"
    (found,) = tmp_path.glob("*" + cache.SUFFIX)
    entry = cache.unpack(found.read_bytes(), found.stem)
    assert ("(srfi 28)", "vm", b"") in entry.images


def test_one_that_this_version_does_not_have() -> None:
    program = pyfront.compile(PROGRAM)
    program.libraries = (("(srfi 0 never)", {}),)
    with pytest.raises(VerifyError, match=r"\(srfi 0 never\)"):
        program.run()


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_eval_and_environments(backend: str) -> None:
    text = "(eval '(format \"~a\" 1) (environment '(scheme base) '(srfi 28)))"
    assert pyfront.run(text, backend=backend) == "1"
    assert pyfront.run("(eval '(import (srfi 28))) (eval '(format \"~a\" 1))", backend=backend) == "1"


def test_by_a_library_of_the_program_and_one_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "shout.sld").write_text(
        "(define-library (shout) (export shout) (import (scheme base) (srfi 28)) (begin"
        ' (define (shout x) (format "~a!" x))))'
    )
    assert pyfront.run("(import (scheme base) (shout)) (shout 1)", path=[tmp_path]) == "1!"
    inline = (tmp_path / "shout.sld").read_text()
    assert pyfront.run(inline + "(import (scheme base) (shout)) (shout 1)") == "1!"


def test_cond_expand_tells_the_truth() -> None:
    text = "(import (scheme base)) (cond-expand ((library {}) 'yes) (else 'no))"
    assert pyfront.run(text.format("(srfi 28)")).name == "yes"
    assert pyfront.run(text.format("(srfi 28 basic-format-strings)")).name == "yes"
    assert pyfront.run(text.format("(srfi 28 other)")).name == "no"
    assert pyfront.run(text.format("(srfi 9999)")).name == "no"


def test_frames_of_a_library_are_hidden() -> None:
    with pytest.raises(WrongType) as caught:
        pyfront.run("(import (scheme base) (srfi 28))\n(define (f) (list (format 5)))\n(f)", filename="p.scm")
    assert caught.value.line == 2
    assert [frame.name for frame in caught.value.backtrace] == ["f", ""]


def test_nothing_of_them_is_read_without_an_import() -> None:
    code = "import pyfront, sys; pyfront.run('(+ 1 2)'); print('pyfront.scheme.bundled' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
