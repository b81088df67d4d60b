"""`vmcore bench dsssl`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pyfront import bench
from pyfront.bench import dsssl_command, dsssl_documents, dsssl_measure

etree = pytest.importorskip("lxml.etree", reason="documents are read by lxml")


@pytest.mark.parametrize("size", [5_000, 60_000])
def test_generated_documents_are_well_formed(size: int) -> None:
    for text in (dsssl_documents.book(size), dsssl_documents.model(size)):
        assert size * 0.7 < len(text) < size * 1.6
        etree.fromstring(text.encode(), etree.XMLParser(load_dtd=False))


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["dsssl", "list"]) == 0
    assert capsys.readouterr().out.split() == list(dsssl_command.ROWS)


def test_in_this_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["dsssl", "fib", "rules"]) == 0
    out = capsys.readouterr().out
    assert "treewalk/vm" in out and "compiled each time" in out


def test_wrong_files_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dsssl_command, "openjade", lambda *args: dsssl_measure.Run(1.0, {"": b"", "tables.sql": b"other"}))
    monkeypatch.setattr(dsssl_command, "model", lambda size: dsssl_documents.model(3000))
    assert bench.main(["dsssl", "code", "--rounds=1"]) == 1
    assert "files differ from OpenJade's" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "ended", "code"), [(100.0, True, 0), (0.001, True, 1), (100.0, False, 0)])
def test_check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, seconds: float, ended: bool, code: int
) -> None:
    """What is required and missed has an exit code; a peer that does not end in time is a bound."""
    own = dsssl_measure.Run(1.0, {"": b""})
    peer = dsssl_measure.Run(seconds, {"": b""} if ended else {}, ended)
    monkeypatch.setattr(dsssl_command, "ours", lambda *args: own)
    monkeypatch.setattr(dsssl_command, "openjade", lambda *args: peer)
    monkeypatch.setattr(dsssl_command, "model", lambda size: dsssl_documents.model(3000))
    assert bench.main(["dsssl", "code", "--check"]) == code
    told = capsys.readouterr()
    assert ("MISSED" in told.out) == (code == 1) == ("required and missed" in told.err)
    assert (">100" in told.out) == (not ended)


def test_growth() -> None:
    missed: list[str] = []
    assert "ok" in dsssl_command._growth({"1MB": 0.3, "12MB": 0.2}, missed) and not missed
    assert "MISSED" in dsssl_command._growth({"1MB": 0.3, "12MB": 0.6}, missed) and len(missed) == 1
    assert dsssl_command._growth({"1MB": 0.3}, missed) == ""


@pytest.mark.skipif(shutil.which("openjade") is None, reason="openjade is not installed")
def test_same_files(tmp_path: Path) -> None:
    document = tmp_path / "model.xml"
    document.write_text(dsssl_documents.model(40_000))
    style = dsssl_command.PROGRAMS / "code.dsl"
    found = dsssl_measure.ours(style, document, [], 1, 60, tmp_path / "cache")
    expected = dsssl_measure.openjade(style, document, [], 1, 60)
    assert expected is not None and found.files == expected.files and len(found.files) > 2
