"""``(doc name)`` and ``(apropos text)``: every name of the language has a text, which says how it is called."""

from __future__ import annotations

import inspect
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront
from pyfront.sema import host_call
from pyfront.sema.analyse import _WHERE
from pyfront.sema.documentation import absent, entries
from pyfront.sema.language import LANGUAGE, library_path
from pyfront.sema.macros import MACROS

HIDDEN = {"__vm-str"}  # what f"..." reads as


def names() -> set[str]:
    found = LANGUAGE.given() | set(_WHERE) | set(MACROS)
    return {name for name in found if name[0] != "%"} - HIDDEN


def test_every_name_has_a_text() -> None:
    assert names() - set(entries()) == set()


def test_every_text_has_a_name() -> None:
    assert set(entries()) - names() == set()
    assert set(absent()) & names() == set()


@pytest.mark.parametrize("line", Path(library_path("docs.txt")).read_text(encoding="utf-8").splitlines())
def test_lines(line: str) -> None:
    if line and not line.startswith("[") and " -- " in line:
        text = line.partition(" -- ")[2]
        assert text[-1] in ".?" and (text[0].isupper() or text[0] in '"-#n0*')
        assert len(text) < 200


def wanted(how: str) -> tuple[int, int]:
    """Least and most parameters that a text shows; most -1 for any number."""
    optional, least = 0, 0
    parts = re.sub(r"\{[^}]*\}|\([^()]*\)", "x", how[1:-1]).split()[1:]
    depth = 0
    for part in parts:
        if part == "...":
            return least - 1 if not optional else least, -1
        depth += part.count("[")
        if depth:
            optional += 1
        else:
            least += 1
        depth -= part.count("]")
    return least, least + optional


def definitions() -> dict[str, tuple[int, bool]]:
    """Required parameters of the functions that the library defines, and whether there may be more."""
    found = {}
    for path in Path(library_path("core")).glob("*.sema"):
        for match in re.finditer(r"^\(define \(([^%\s()][^\s()]*)([^()]*)\)", path.read_text(encoding="utf-8"), re.M):
            required, dot, _ = match[2].partition(" .")
            found[match[1]] = (len(required.split()), bool(dot))
    return {name: has for name, has in found.items() if name not in HIDDEN}


@pytest.mark.parametrize(("name", "has"), sorted(definitions().items()))
def test_parameters_are_those_of_the_function(name: str, has: tuple[int, bool]) -> None:
    least, most = wanted(entries()[name][0])
    required, more = has
    assert least == required if not more else least >= required
    assert more or most == least


def hosted() -> list[str]:
    text = Path(library_path("core/hosted.sema")).read_text(encoding="utf-8")
    return [name for name in text.partition("(%hosted")[2].rstrip().rstrip(")").split() if name[0] != "%"]


@pytest.mark.parametrize("name", hosted())
def test_parameters_are_those_of_the_python_function(name: str) -> None:
    module = f"pyfront.sema.hosted_{host_call._MODULES.get(name) or host_call._MODULES[name.partition('/')[0]]}"
    __import__(module)
    function = sys.modules[module].FUNCTIONS[name]
    if not hasattr(function, "__code__"):
        return
    parameters = list(inspect.signature(function).parameters.values())
    if name in getattr(sys.modules[module], "GUESTS", ()):
        parameters = parameters[1:]
    least, most = wanted(entries()[name][0])
    rest = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    plain = [one for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.KEYWORD_ONLY)]
    assert rest == (most < 0)
    assert rest or (least, most) == (sum(one.default is one.empty for one in plain), len(plain))


def said(text: str) -> str:
    out = io.StringIO()
    assert pyfront.run(text, "sema", stdout=out) is None
    return out.getvalue()


def test_doc() -> None:
    assert said("(doc map)") == "(map f list ...)\n  A list of what the function makes of each item, or of the items of several lists together.\n"
    assert said("(doc mapcar)").startswith("(mapcar f list ...)\n")
    assert said("(doc pi)").startswith("pi\n  The ratio")
    assert said("(doc if)").startswith("(if test then [else])\n")
    assert said("(doc ->>)").startswith("(->> value step ...)\n")
    assert "web sockets" in said("(doc ws/connect)")
    assert said("(doc string/lenght)") == "There is no string/lenght. Perhaps string/length is meant.\n"
    assert said("(define (f x) x) (doc f)") == "f\n  A variable or function of the program.\n"
    with pytest.raises(pyfront.Error, match="doc: expected the name"):
        pyfront.run("(doc 5)", "sema")


def test_apropos() -> None:
    found = pyfront.Runtime("sema").eval('(define my-trim 1) (map symbol->string (apropos "trim"))')
    assert {"string/trim", "string-trim", "my-trim", "text/trim-indent"} <= set(found)


def test_nothing_is_loaded_before_somebody_asks() -> None:
    text = "import sys, pyfront; pyfront.run('(+ 1 2)', language='sema'); print('pyfront.sema.documentation' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout == "False\n"
