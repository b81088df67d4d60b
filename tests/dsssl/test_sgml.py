"""SGML documents, where onsgmls is installed; the expectation is OpenJade's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pyfront.dsssl import esis, transform
from pyfront.dsssl.errors import AccessError, DocumentError

SGML = Path(__file__).parent / "sgml"
needs_parser = pytest.mark.skipif(shutil.which(esis.COMMAND) is None, reason="onsgmls (OpenSP) is not installed")


@needs_parser
@pytest.mark.parametrize("engine", ["vm", "treewalk"])
def test_same_bytes(engine: str) -> None:
    assert transform(str(SGML / "memo.dsl"), str(SGML / "memo.sgm"), engine=engine)[""] == (SGML / "memo.out").read_bytes()


@needs_parser
def test_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad.sgm"
    path.write_text("<!DOCTYPE a [<!ELEMENT a - - (b)><!ELEMENT b - O EMPTY>]>\n<a><c></a>\n")
    with pytest.raises(DocumentError, match=r"bad.sgm:2:\d+"):
        transform(str(SGML / "memo.dsl"), str(path))


@needs_parser
def test_files_outside(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_text("secret")
    path = inner / "d.sgm"
    path.write_text('<!DOCTYPE a [<!ELEMENT a - - (#PCDATA)><!ENTITY e SYSTEM "../secret">]>\n<a>&e;</a>\n')
    with pytest.raises(AccessError, match="secret is outside the directories"):
        transform(str(SGML / "memo.dsl"), str(path))
    assert b"secret" in transform(str(SGML / "memo.dsl"), str(path), roots=[str(tmp_path)])[""]


def test_paths_that_lead_up(tmp_path: Path) -> None:
    """The parser does not look for them; they are found all the same, below the roots."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.dtd").write_text('<!ELEMENT a - - (#PCDATA)><!ENTITY e SYSTEM "../other/e.txt">')
    (tmp_path / "other" / "e.txt").write_text("from there")
    path = tmp_path / "inner" / "d.sgm"
    path.write_text('<!DOCTYPE a SYSTEM "../other/a.dtd">\n<a>&e;</a>\n')
    files = transform(str(SGML / "memo.dsl"), str(path), roots=[str(tmp_path)])
    assert b"from there" in files[""]


def test_without_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(esis, "COMMAND", "no-such-onsgmls")
    with pytest.raises(DocumentError, match="is not installed"):
        transform(str(SGML / "memo.dsl"), str(SGML / "memo.sgm"))
