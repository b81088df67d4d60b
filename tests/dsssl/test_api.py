"""`transform`, `vmcore jade`, and what goes wrong."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from pyfront.dsssl import transform
from pyfront.dsssl.errors import AccessError, DocumentError, SpecificationError, SyntaxProblem, UnsupportedError
from pyfront.errors import Error, FuelExhausted, MemoryLimitExceeded, ReadError, StackOverflow, UnboundVariable

etree = pytest.importorskip("lxml.etree", reason="documents are read by lxml")

DOCUMENT = b"<doc><p>one</p><p>two</p></doc>"
HEAD = '<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN"'


def sheet(folder: Path, text: str, name: str = "style.scm") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def out(folder: Path, text: str, document: object = DOCUMENT, **options: object) -> str:
    return transform(sheet(folder, text), document, **options)[""].decode()  # type: ignore[arg-type]


def test_plain_scheme(tmp_path: Path) -> None:
    text = "(element doc (make element gi: \"d\")) (element p (make element gi: \"q\" attributes: '((\"a\" \"1\"))))"
    assert out(tmp_path, text, raw=True) == '<d><q a="1">one</q><q a="1">two</q></d>'


def test_documents_in_three_forms(tmp_path: Path) -> None:
    path = tmp_path / "d.xml"
    path.write_bytes(DOCUMENT)
    text = "(element p (make sequence (literal \"[\") (process-children) (literal \"]\")))"
    for document in (DOCUMENT, str(path), etree.fromstring(DOCUMENT), etree.ElementTree(etree.fromstring(DOCUMENT))):
        assert out(tmp_path, text, document) == "[one][two]"


def test_files(tmp_path: Path) -> None:
    style = sheet(tmp_path, '(element p (make entity system-id: (string-append "x/" (data (current-node)) ".txt") (process-children)))')
    target = tmp_path / "out"
    files = transform(style, DOCUMENT, directory=str(target))
    assert files == {"x/one.txt": b"one", "x/two.txt": b"two", "": b""}
    assert (target / "x" / "one.txt").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["link", "directory/secret", "./directory/../../out/link"])
def test_no_file_outside_by_links(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("old")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "out" / "directory").symlink_to(tmp_path)
    style = sheet(tmp_path, f'(element doc (make entity system-id: "{name}" (literal "x")))')
    with pytest.raises(AccessError, match="outside the directory"):
        transform(style, DOCUMENT, directory=str(tmp_path / "out"))
    assert (tmp_path / "secret").read_text() == "old"


@pytest.mark.parametrize(("name", "message"), [("a\\U-0000;b", "is no name of a file"), ("x" * 300, "cannot write x"), ("f/g", "cannot write f/g")])
def test_names_that_are_none(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "f").write_text("a file")
    style = sheet(tmp_path, f'(element doc (make entity system-id: "{name}" (literal "x")))')
    with pytest.raises(AccessError, match=message):
        transform(style, DOCUMENT, directory=str(tmp_path / "out"))


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/../../evil"])
def test_no_file_outside(tmp_path: Path, name: str) -> None:
    style = sheet(tmp_path, f'(element doc (make entity system-id: "{name}" (literal "x")))')
    with pytest.raises(AccessError, match="outside the directory"):
        transform(style, DOCUMENT, directory=str(tmp_path / "out"))
    assert not (tmp_path / "evil").exists()


def test_directories(tmp_path: Path) -> None:
    text = '(element doc (make directory path: "a" (make directory path: "b" (make entity system-id: "c" (literal "x")))))'
    assert transform(sheet(tmp_path, text), DOCUMENT)["a/b/c"] == b"x"


def test_variables(tmp_path: Path) -> None:
    text = '(define name "sheet") (define flag #f) (element doc (literal name (if flag "!" "")))'
    assert out(tmp_path, text) == "sheet"
    assert out(tmp_path, text, variables={"name": "call", "flag": True}) == "call!"


def test_encodings(tmp_path: Path) -> None:
    style = sheet(tmp_path, '(element doc (literal "\u00e9\u201c"))')
    assert transform(style, DOCUMENT)[""] == "\u00e9\u201c".encode()
    assert transform(style, DOCUMENT, encoding="latin-1")[""] == b"\xe9&#8220;"
    assert transform(style, DOCUMENT, encoding="ascii")[""] == b"&#233;&#8220;"


def test_debug(tmp_path: Path) -> None:
    stream = io.StringIO()
    out(tmp_path, '(define debug (external-procedure "UNREGISTERED::James Clark//Procedure::debug")) (element doc (literal (debug "x")))', stderr=stream)
    assert '"x"' in stream.getvalue()


def test_deep_document(tmp_path: Path) -> None:
    depth = 2000
    document = b"<a>" * depth + b"x" + b"</a>" * depth
    assert out(tmp_path, "(default (process-children))", document, huge=True) == "x"
    with pytest.raises(DocumentError, match="depth"):
        out(tmp_path, "(default (process-children))", document)


# ---------------------------------------------------------------- specifications


def test_parts(tmp_path: Path) -> None:
    (tmp_path / "base.dsl").write_text(
        f'{HEAD}><style-sheet><style-specification id="base"><style-specification-body>'
        '(define a "base a") (define b "base b") (element doc (literal a b)) (element p (literal "p"))'
        "</style-specification-body></style-specification></style-sheet>"
    )
    style = sheet(tmp_path, f'{HEAD} [<!ENTITY base SYSTEM "base.dsl" CDATA DSSSL> <!ENTITY word "entity"> <!ENTITY % on "INCLUDE">'
        '<![%on;[<!ENTITY cond "yes">]]><!ENTITY cond "no">]>'
        '<style-sheet><style-specification id="one" use="base"><style-specification-body><![CDATA[(define a "one<a>&x ")]]>'
        "(define c (if (< 1 2) \"&word;&cond;&#33;\" \"\"))(element doc (literal a b c))"
        '</style-specification-body></style-specification>'
        '<style-specification id="two" use="base"><style-specification-body>(element doc (next-match))</style-specification-body></style-specification>'
        '<external-specification id="base" document="base"></style-sheet>', "style.dsl")  # fmt: skip
    assert transform(style, DOCUMENT)[""] == b"one&#60;a&#62;&#38;x base bentityyes!"
    assert transform(style + "#two", DOCUMENT)[""] == b"base abase b"
    with pytest.raises(SpecificationError, match="no style specification is called three"):
        transform(style + "#three", DOCUMENT)


def test_circular_use(tmp_path: Path) -> None:
    style = sheet(tmp_path, f'{HEAD}><style-sheet><style-specification id="a" use="b"></style-specification>'
                  '<style-specification id="b" use="a"></style-specification></style-sheet>', "s.dsl")  # fmt: skip
    with pytest.raises(SpecificationError, match=r"s.dsl:1:\d+: a style specification uses itself: a -> b -> a"):
        transform(style, DOCUMENT)


def test_files_of_style_sheets(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_text('(define a "secret")')
    style = sheet(inner, f'{HEAD} [<!ENTITY e SYSTEM "../secret">]><style-sheet><style-specification>&e;</style-specification></style-sheet>', "s.dsl")
    with pytest.raises(AccessError, match="outside the directories"):
        transform(style, DOCUMENT)
    assert transform(style, DOCUMENT, roots=[str(tmp_path)])[""] == b"onetwo"


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(("text", "kind", "message"), [
    ("(element doc (literal x))", UnboundVariable, r"style.scm:1:23: unbound variable: x"),
    ("(element doc (literal (car 1)))", Error, r"style.scm:1:23: "),
    ("(element doc (literal \"a\")", ReadError, r"style.scm:1:0?1: the list that begins here is not closed"),
    ("(element doc\n  (let ((x)) x))", SyntaxProblem, r"style.scm:2:9: a binding is a list"),
    ("(element doc (make nothing))", SyntaxProblem, r"style.scm:1:20: nothing is no flow object class"),
    ("(frobnicate)", SyntaxProblem, r"style.scm:1:1: frobnicate begins no declaration"),
    ("(define a 1) (define a 2)", SyntaxProblem, r"style.scm:1:22: a is defined twice"),
    ("(define a b) (define b a) (element doc (literal a))", Error, r"the definition of . asks for its own value"),
    ("(element doc (with-mode m (process-children)))", SyntaxProblem, r"no rules are given for the mode m"),
    ("(element doc (error \"what\"))", Error, r"style.scm:1:14: what"),
    ("(element doc \"text\")", Error, r"the value of a rule is no sosofo"),
    ("(query (current-node))", SyntaxProblem, r"query has an expression, a construction expression, and perhaps a priority"),
    ("(query 1 (literal \"\"))", Error, r"this is no node list"),
])  # fmt: skip
@pytest.mark.parametrize("engine", ["vm", "treewalk"])
def test_errors(tmp_path: Path, text: str, kind: type[Exception], message: str, engine: str) -> None:
    with pytest.raises(kind, match=message):
        out(tmp_path, text, engine=engine)


def test_place_in_the_document(tmp_path: Path) -> None:
    path = tmp_path / "d.xml"
    path.write_text("<doc>\n<p>one</p>\n<p><b/></p></doc>")
    with pytest.raises(Error) as caught:
        out(tmp_path, "(element b (literal (car '())))", str(path))
    assert any(note.endswith("d.xml:3") for note in caught.value.notes)


def test_malformed_documents(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"document:1:\d+"):
        out(tmp_path, "(element doc (literal \"\"))", b"<doc><p></doc>")


def test_entity_bomb(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE doc [<!ENTITY e0 "x">{levels}]><doc>&e11;</doc>'.encode()
    with pytest.raises(DocumentError):
        out(tmp_path, "(element doc (literal \"\"))", bomb)


def test_external_entities(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_text("secret")
    path = inner / "d.xml"
    path.write_text('<!DOCTYPE doc [<!ENTITY e SYSTEM "../secret">]><doc>&e;</doc>')
    with pytest.raises(AccessError):
        out(inner, "(element doc (process-children))", str(path))
    style = sheet(inner, "(element doc (process-children))")
    assert transform(style, str(path), roots=[str(tmp_path)])[""] == b"secret"


def test_limits(tmp_path: Path) -> None:
    loop = "(define (f n) (f (+ n 1))) (element doc (literal (f 0)))"
    with pytest.raises(FuelExhausted):
        out(tmp_path, loop, fuel=10_000)
    with pytest.raises(StackOverflow):
        out(tmp_path, "(element doc (process-node-list (current-node)))", max_depth=1000)
    with pytest.raises(MemoryLimitExceeded):
        out(tmp_path, "(define (f) (sosofo-append (literal \"aaaaaaaaaa\") (f))) (element doc (f))", memory=1 << 22)


def test_back_ends_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="mif is not there yet"):
        out(tmp_path, "(element doc (literal \"\"))", backend="mif")
    with pytest.raises(ValueError, match="unknown back end"):
        out(tmp_path, "(element doc (literal \"\"))", backend="pdf")


# ---------------------------------------------------------------- the command


def jade(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pyfront", "jade", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_command(tmp_path: Path) -> None:
    (tmp_path / "d.xml").write_bytes(DOCUMENT)
    sheet(tmp_path, '(define v #f) (element doc (make sequence (literal (if v v "no")) (make entity system-id: "f" (literal "x"))))')
    done = jade(tmp_path, "-d", "style.scm", "-t", "xml", "-V", "v=yes", "d.xml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "yes", "")
    assert (tmp_path / "f").read_text() == "x"
    assert jade(tmp_path, "-d", "style.scm", "-o", "top", "d.xml").returncode == 0
    assert (tmp_path / "top").read_text() == "no"


def test_command_errors(tmp_path: Path) -> None:
    (tmp_path / "d.xml").write_bytes(DOCUMENT)
    sheet(tmp_path, "(element p (literal x))")
    done = jade(tmp_path, "-d", "style.scm", "d.xml")
    assert done.returncode == 1
    assert "style.scm:1:21: unbound variable: x" in done.stderr and "d.xml:1" in done.stderr
    assert jade(tmp_path, "-d", "nothing.scm", "d.xml").returncode != 0


# ---------------------------------------------------------------- going on after errors


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
def test_going_on(tmp_path: Path, engine: str) -> None:
    text = (
        '(element p (error "what" (data (current-node))))'
        '(element doc (make sequence (process-children) (with-mode m (process-children)) (literal "end")))'
        '(mode m (element p (literal (car 1))))'
    )
    problems: list[Error] = []
    assert out(tmp_path, text, errors=problems, engine=engine) == "onetwoend"  # nothing in a mode, the children without one
    assert [str(one).split("\n")[0].partition(": ")[2] for one in problems[:2]] == ['what "one"', 'what "two"']
    assert len(problems) == 4
    assert all(one.file.endswith("style.scm") and one.line == 1 for one in problems)
    assert all("document:1" in one.notes[-1] for one in problems)


def test_limits_end_it_nevertheless(tmp_path: Path) -> None:
    with pytest.raises(FuelExhausted):
        out(tmp_path, "(define (f n) (f n)) (element p (f 1))", errors=[], fuel=10_000)
    with pytest.raises(StackOverflow):
        out(tmp_path, "(element doc (process-node-list (current-node)))", errors=[], max_depth=1000)


def test_cached(tmp_path: Path) -> None:
    from pyfront.cache import stylesheet_once

    style = sheet(tmp_path, '(define a "one") (element doc (literal a))')
    cache = str(tmp_path / "cache")
    for _ in range(2):
        assert transform(stylesheet_once(style, cache), DOCUMENT)[""] == b"one"
    assert len(list((tmp_path / "cache").iterdir())) == 1
    sheet(tmp_path, '(define a "two") (element doc (literal a))')
    assert transform(stylesheet_once(style, cache), DOCUMENT)[""] == b"two"
    assert transform(stylesheet_once(style, cache, variables={"a": "three"}), DOCUMENT)[""] == b"three"


def test_damaged_entries_are_compiled_again(tmp_path: Path) -> None:
    from pyfront.cache import Cache, Entry, stylesheet_once

    style, cache = str(tmp_path / "style.dsl"), str(tmp_path / "cache")
    Path(style).write_text('(root (literal "one"))', encoding="utf-8")
    made = stylesheet_once(style, cache)
    key, = (path.stem for path in Path(cache).iterdir())
    entry = Cache(cache).find(key)
    assert entry is not None
    _, backend, image = entry.images[0]
    damaged = image[:60] + b"\xff\xff" + image[62:]
    for defines, images in (
        (entry.defines, [("", backend, damaged)]), (entry.defines, [("", backend, image)] * 2), (entry.defines, []),
        (("x", *entry.defines[1:]), entry.images), ((), entry.images), ((entry.defines[0], "1 2"), entry.images),
    ):  # fmt: skip
        Cache(cache).store(key, Entry(defines, entry.files, (), images))
        assert transform(stylesheet_once(style, cache), DOCUMENT)[""] == b"one"
        found = Cache(cache).find(key)
        assert found is not None and found.images == entry.images and found.defines == made.summary()


def test_catalogs(tmp_path: Path) -> None:
    from pyfront.dsssl.catalog import XmlCatalogs

    space = 'xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"'
    (tmp_path / "a.dtd").write_text("")
    (tmp_path / "first.xml").write_text(
        f'<catalog {space}><delegatePublic publicIdStartString="-//X//" catalog="second.xml"/>'
        '<system systemId="http://x.org/a.dtd" uri="a.dtd"/><public publicId="-//Y//A" uri="missing.dtd"/></catalog>'
    )
    (tmp_path / "second.xml").write_text(f'<catalog {space}><public publicId="-//X//DTD  A" uri="a.dtd"/><nextCatalog catalog="first.xml"/></catalog>')
    catalogs = XmlCatalogs(str(tmp_path / "first.xml"))
    there = str(tmp_path / "a.dtd")
    assert catalogs.find("-//X//DTD A", None) == there
    assert catalogs.find(None, "http://x.org/a.dtd") == there
    assert catalogs.find("-//X//DTD B", "http://x.org/b.dtd") is None
    assert catalogs.find("-//Y//A", None) is None
