"""docbook-dsssl's HTML by us and by OpenJade, where both are installed (Debian: openjade, docbook-dsssl, docbook-xml).

Books are generated (`docbook.py`); chunked and in one file they must be the same bytes, but for the space in the document
type declaration. The public code generators are run where VMCORE_SPEC has them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import docbook
import suites
from pyfront.dsssl import transform
from pyfront.errors import Error

pytest.importorskip("lxml", reason="documents are read by lxml")

STYLE = Path("/usr/share/sgml/docbook/stylesheet/dsssl/modular/html/docbook.dsl")
DTD = Path("/usr/share/xml/docbook/schema/dtd/4.2/docbookx.dtd")
DECLARATION = "/usr/share/xml/declaration/xml.dcl"

pytestmark = pytest.mark.skipif(
    shutil.which("openjade") is None or not STYLE.exists() or not DTD.exists(),
    reason="openjade, docbook-dsssl or docbook-xml is not installed",
)


def by_openjade(
    folder: Path, document: Path, *options: str, style: Path = STYLE, directories: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """``directories``: where files are written to, which OpenJade wants to be there."""
    for name in ("", *directories):
        (folder / name).mkdir(parents=True, exist_ok=True)
    declaration = [] if document.suffix == ".sgm" else [DECLARATION]
    command = ["openjade", "-t", "sgml", "-d", str(style), *options, *declaration, str(document)]
    environment = {**os.environ, "SP_ENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=environment, check=False)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files[""] = done.stdout
    return {name: re.sub(rb'(<!DOCTYPE \S+ PUBLIC "[^"]*")"', rb'\1 "', data) for name, data in files.items()}


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize(("chapters", "seed"), [(1, 1), (2, 2), (3, 3), (4, 4), (12, 5)])
def test_html(tmp_path: Path, chapters: int, seed: int, chunked: bool) -> None:
    document = tmp_path / "book.xml"
    document.write_text(docbook.Book(chapters, seed).render(), encoding="utf-8")
    expected = by_openjade(tmp_path / "openjade", document, *([] if chunked else ["-V", "nochunks"]))
    found = transform(str(STYLE), str(document), variables={} if chunked else {"nochunks": True})
    assert sorted(found) == sorted(expected)
    for name, data in expected.items():
        assert found[name] == data, name


GENERATORS = [  # suite, style sheet, document: they write source files of a compiler, of tests, of a server
    ("caquelon", "test/Fire.Cql.Tests/codegen/test.dsl", "test/Fire.Cql.Tests/tests.xml", 17),
    ("scaly", "packages/scaly/scaly/compiler/codegen/scaly.dsl", "packages/scaly/scaly/compiler/scaly.sgm", 2),
    ("fire", "codegen/map.dsl", "fhir.xml", 11),
]
DIRECTORIES = ("migrations", "src/models", "src/repository", "src/api/handlers")  # that fire writes to


@pytest.mark.parametrize(("suite", "style", "document", "count"), GENERATORS, ids=[row[0] for row in GENERATORS])
def test_code_generators(tmp_path: Path, suite: str, style: str, document: str, count: int) -> None:
    folder = suites.suite_folder(suite)
    expected = by_openjade(tmp_path / "openjade", folder / document, style=folder / style, directories=DIRECTORIES)
    found = transform(str(folder / style), str(folder / document))
    assert len(found) == count
    assert found == expected


BOOKS = sorted(Path(os.environ.get("VMCORE_SPEC", "nowhere"), "docbook").glob("*.xml"), key=lambda path: path.stat().st_size)
LARGE = 1_000_000  # bytes


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "one"])
@pytest.mark.parametrize("book", BOOKS, ids=[path.stem for path in BOOKS])
def test_books(tmp_path: Path, book: Path, chunked: bool) -> None:
    if book.stat().st_size > LARGE and not os.environ.get("VMCORE_LARGE"):
        pytest.skip("more than 1 MB: VMCORE_LARGE=1")
    expected = by_openjade(tmp_path / "openjade", book, *([] if chunked else ["-V", "nochunks"]))
    problems: list[Error] = []
    found = transform(str(STYLE), str(book), variables={} if chunked else {"nochunks": True}, errors=problems)
    assert sorted(found) == sorted(expected)
    for name, data in expected.items():
        assert _in_one_plane(found[name]) == data, name


def _in_one_plane(data: bytes) -> bytes:
    """OpenJade writes U+FFFD for characters outside of the basic plane."""
    return re.sub("[\U00010000-\U0010ffff]", "\ufffd", data.decode()).encode()
