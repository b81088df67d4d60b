"""Style sheets that print, over a document of our own: the same bytes as OpenJade 1.3's (`expect.py` writes the expectations)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyfront.dsssl import transform
from pyfront.dsssl.api import PRINTERS
from pyfront.dsssl.api import compile as compile_style
from pyfront.dsssl.characteristics import INHERITED
from pyfront.errors import Error

pytest.importorskip("lxml", reason="documents are read by lxml")

CASES = Path(__file__).parent / "print"
EXPECTED = sorted(path.name.split(".")[:2] for path in CASES.glob("*.out"))  # style sheet, back end


def printed(style: str, backend: str, engine: str = "vm") -> bytes:
    problems: list[Error] = []
    text = transform(str(CASES / f"{style}.dsl"), str(CASES / "manual.xml"), backend, engine=engine, errors=problems)[""]
    assert bool(problems) == (style == "values"), problems  # where OpenJade tells of errors, too
    return text


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
@pytest.mark.parametrize(("style", "backend"), EXPECTED)
def test_same_bytes(style: str, backend: str, engine: str) -> None:
    assert printed(style, backend, engine) == (CASES / f"{style}.{backend}.out").read_bytes()


@pytest.mark.parametrize(("style", "backend"), EXPECTED)
def test_events_are_read_in_pieces(style: str, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of one event, of several: content of ports may begin in one and end in another."""
    from pyfront.dsssl.backends import base

    for size in (1, 100, 3000):
        monkeypatch.setattr(base, "PIECE", size)
        assert printed(style, backend) == (CASES / f"{style}.{backend}.out").read_bytes()


def test_there_are_cases() -> None:
    assert len(EXPECTED) >= 14 and {backend for _, backend in EXPECTED} == set(PRINTERS)


def test_places_that_the_library_knows() -> None:
    library = Path(__file__).parents[2] / "src/pyfront/dsssl/lib"
    flow = "".join([(library / name).read_text() for name in ("flow.scm", "tables.scm")])
    known = {"border-present?": 24, "table-border": 25, "cell-before-row-border": 26, "cell-after-column-border": 29, "fraction-bar": 30}
    assert {name: INHERITED[name][0] for name in known} == known
    assert set(re.findall(r"%actual-value (\d+)", flow)) == {"25", "26", "27", "28", "29", "30"}
    assert [place for place, _, _ in INHERITED.values()] == list(range(len(INHERITED)))


# ---------------------------------------------------------------- one thing at a time


def out(tmp_path: Path, rules: str, document: str = "<doc>text</doc>", errors: list[Error] | None = None) -> str:
    style = tmp_path / "style.dsl"
    style.write_text(rules)
    return transform(str(style), document.encode(), "fot", errors=errors)[""].decode()


def test_a_style_is_checked_when_it_is_compiled(tmp_path: Path) -> None:
    with pytest.raises(Error, match="font-colour: is no characteristic"):
        out(tmp_path, "(element doc (make paragraph font-colour: 'red (literal \"\")))")
    with pytest.raises(Error, match="no flow object class"):
        out(tmp_path, "(element doc (make paragraf))")


@pytest.mark.parametrize("given", ["font-size: 'big", "quadding: 3", "space-before: \"x\"", "keep-with-next?: 1", "language: 'eng", "color: \"red\""])
def test_a_value_that_a_characteristic_cannot_have(tmp_path: Path, given: str) -> None:
    rules = f"(element doc (make paragraph {given} (literal \"x\")))"
    with pytest.raises(Error, match="cannot have this value"):
        out(tmp_path, rules)
    found: list[Error] = []
    text = out(tmp_path, rules, errors=found)
    assert len(found) == 1 and "<paragraph>\n<a name=\"0\"/>\n<text>x</text>\n</paragraph>" in text


def test_a_value_that_depends_on_itself(tmp_path: Path) -> None:
    rules = "(element doc (make paragraph font-size: (+ 1pt (actual-line-spacing)) line-spacing: (actual-font-size)))"
    with pytest.raises(Error, match="depends on itself"):
        out(tmp_path, rules)


def test_inherited_values_are_asked_for_in_characteristics_only(tmp_path: Path) -> None:
    with pytest.raises(Error, match="in values of characteristics only"):
        out(tmp_path, "(element doc (literal (number->string (inherited-font-size))))")


def test_a_style_sheet_is_compiled_for_one_or_the_other(tmp_path: Path) -> None:
    style = tmp_path / "style.dsl"
    style.write_text("(element doc (make paragraph))")
    with pytest.raises(ValueError, match="other back ends"):
        transform(compile_style(str(style), backend="fot"), b"<doc/>", "sgml")
    with pytest.raises(ValueError, match="no printing back end"):
        transform(compile_style(str(style)), b"<doc/>", "fot")


def test_a_label_without_a_port(tmp_path: Path) -> None:
    with pytest.raises(Error, match="no flow object around has a port"):
        out(tmp_path, "(element doc (make sequence label: 'header (literal \"\")))")


def test_many_nested_flow_objects(tmp_path: Path) -> None:
    rules = "(define (deep n) (if (= n 0) (literal \"x\") (make sequence font-size: (+ (inherited-font-size) 1pt) (deep (- n 1)))))"
    text = out(tmp_path, rules + "(element doc (deep 3000))")
    assert text.count("<sequence") == 3000 and 'font-size="3010pt"' in text


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(make paragraph font-size: 12)", "2:28: the characteristic font-size cannot have this value: 12"),
        ("(make paragraph use: (style quadding: 'middle))", "2:40: the characteristic quadding cannot have this value: middle"),
        ('(make paragraph space-before: "x")', '2:28: the characteristic space-before cannot have this value: "x"'),
        ("(make paragraph font-size: (actual-font-size))", "2:28: actual-font-size: the value depends on itself"),
        ("(make paragraph font-size: 12px)", "2:28: there is no unit px"),
        ("(make table-cell)", "2:12: a flow object of the class table-cell is in no table"),
        ("(make table (make table-cell n-rows-spanned: 0))", "2:41: the characteristic n-rows-spanned cannot have this value: 0"),
        ('(make link destination: "x")', '2:23: the characteristic destination cannot have this value: "x"'),
        ("(make sequence label: 'nowhere)", "2:27: no flow object around has a port for this label: nowhere"),
        ('(make simple-page-sequence left-header: "x")', '2:39: the characteristic left-header cannot have this value: "x"'),
        ('(make paragraph "text")', '2:28: this is no sosofo: "text"'),
        ("(make paragraph (if #f #f))", "2:28: this is no sosofo: no value"),
    ],
)
@pytest.mark.parametrize("goes_on", [False, True])
def test_what_cannot_be_printed_is_told_with_its_place(tmp_path: Path, expression: str, message: str, goes_on: bool) -> None:
    rules = f"(root (process-children))\n(element p {expression})"
    problems: list[Error] = []
    if goes_on:
        out(tmp_path, rules, "<doc><p>x</p></doc>", problems)
    else:
        with pytest.raises(Error) as caught:
            out(tmp_path, rules, "<doc><p>x</p></doc>")
        problems.append(caught.value)
    text = str(problems[0])
    assert f"style.dsl:{message}" in text and "in the document: " in text, text
