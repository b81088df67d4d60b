"""Style sheets of our own over documents of our own: the same bytes as OpenJade's (`expect.py` writes the expectations)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.dsssl import transform

pytest.importorskip("lxml", reason="documents are read by lxml")

CASES = Path(__file__).parent / "cases"
STYLES = sorted(path.stem for path in CASES.glob("*.dsl"))


def result(style: str, backend: str, engine: str) -> bytes:
    kind, _, raw = backend.partition("-")
    path = CASES / f"{style}.xml"
    document = path if path.exists() else CASES / "report.xml"
    files = transform(str(CASES / f"{style}.dsl"), str(document), kind, raw=bool(raw), engine=engine)
    text = files.pop("", b"")
    return text + b"".join(b"\n==== " + name.encode() + b"\n" + data for name, data in sorted(files.items()))


def test_there_are_cases() -> None:
    assert len(STYLES) >= 3


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
@pytest.mark.parametrize("backend", ["sgml", "xml", "sgml-raw", "xml-raw"])
@pytest.mark.parametrize("style", STYLES)
def test_same_bytes(style: str, backend: str, engine: str) -> None:
    assert result(style, backend, engine) == (CASES / f"{style}.{backend}.out").read_bytes()
