"""`vmcore jade` with the options of OpenJade: each works, or is a clear error."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("lxml", reason="documents are read by lxml")

DOCUMENT = "<doc><p>one</p><p>two</p></doc>"
STYLE = '(define v #f) (element doc (make sequence (literal (if v v "no")) (make entity system-id: "f" (literal "x"))))'


def jade(folder: Path, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pyfront", "jade", "--no-cache", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, input=text, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d.xml").write_text(DOCUMENT)
    (tmp_path / "s.scm").write_text(STYLE)
    return tmp_path


@pytest.mark.parametrize(("arguments", "out"), [
    (["-d", "s.scm", "d.xml"], "no"),
    (["-d", "s.scm", "-V", "v=yes", "d.xml"], "yes"),
    (["-d", "s.scm", "-V(define v \"text\")", "d.xml"], "text"),
    (["-d", "s.scm", "-V", "(define (v) 1)", "-V", "v=last", "d.xml"], "last"),
    (["-ds.scm", "-tsgml-raw", "-wxml", "-wno-valid", "-2", "-G", "-R", "-E5", "-bus-ascii", "d.xml"], "no"),
    (["-ds.scm", "-txml", "-wxml", "-2", "-R", "-E5", "-butf-8", "d.xml"], "no"),
    (["--specification=s.scm", "--output-type=xml", "--define=v=long", "--max-errors=3", "d.xml"], "long"),
])  # fmt: skip
def test_options(folder: Path, arguments: list[str], out: str) -> None:
    done = jade(folder, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, out, "")
    assert (folder / "f").read_text() == "x"


def test_standard_input_and_output_file(folder: Path) -> None:
    assert jade(folder, "-d", "s.scm", text=DOCUMENT).stdout == "no"
    assert jade(folder, "-d", "s.scm", "-o", "out", "-", text=DOCUMENT).returncode == 0
    assert (folder / "out").read_text() == "no"
    done = jade(folder, text=DOCUMENT)
    assert done.returncode == 2 and "the style sheet is not named: -d STYLE" in done.stderr


@pytest.mark.parametrize("instruction", [
    "<?dsssl s.scm?>", '<?stylesheet href="s.scm" type="text/dsssl"?>', "<?xml-stylesheet type='text/x-dsssl' href='s.scm'?>",
])  # fmt: skip
def test_the_document_names_the_style_sheet(folder: Path, instruction: str) -> None:
    (folder / "e.xml").write_text(instruction + DOCUMENT)
    assert jade(folder, "e.xml").stdout == "no"


def test_style_sheet_beside_the_document(folder: Path) -> None:
    (folder / "s.scm").rename(folder / "d.dsl")
    assert jade(folder, "d.xml").stdout == "no"


def test_parts_and_included_entities(folder: Path) -> None:
    (folder / "s.dsl").write_text(
        '<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN" [<!ENTITY % print "IGNORE">]><style-sheet>'
        '<style-specification id="a"><style-specification-body>(element doc (literal "a"))</style-specification-body>'
        '</style-specification><style-specification id="b"><style-specification-body>'
        '<![%print;[(define x "print")]]>(define y "screen")(element doc (literal y))'
        "</style-specification-body></style-specification></style-sheet>"
    )
    assert jade(folder, "-d", "s.dsl#b", "d.xml").stdout == "screen"
    assert jade(folder, "-d", "s.dsl#a", "d.xml").stdout == "a"
    (folder / "t.dsl").write_text((folder / "s.dsl").read_text().replace("(define y", "<![%print;[(define y \"p\")]]>(define z"))
    assert jade(folder, "-d", "t.dsl#b", "-i", "print", "d.xml").stdout == "p"
    (folder / "c.xml").write_text('<!DOCTYPE doc [<!ENTITY e "plain">]><doc>&e;</doc>')
    (folder / "dtd").write_text('<![%draft;[<!ENTITY e "draft">]]>')
    (folder / "p.scm").write_text("(element doc (process-children))")
    assert jade(folder, "-d", "p.scm", "-i", "draft", "c.xml").stdout == "plain"
    (folder / "c.xml").write_text('<!DOCTYPE doc SYSTEM "dtd" [<!ENTITY % draft "IGNORE">]><doc>&e;</doc>')
    assert jade(folder, "-d", "p.scm", "-i", "draft", "c.xml").stdout == "draft"


def test_catalogs_and_search(folder: Path) -> None:
    (folder / "lib").mkdir()
    (folder / "lib" / "inner.scm").write_text('(element doc (literal "inner"))')
    (folder / "my.cat").write_text('PUBLIC "-//Me//TEXT inner//EN" "lib/inner.scm"')
    head = '<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN" [<!ENTITY e {}>]><style-sheet>&e;</style-sheet>'
    (folder / "p.dsl").write_text(head.format('PUBLIC "-//Me//TEXT inner//EN"'))
    (folder / "q.dsl").write_text(head.format('SYSTEM "inner.scm"'))
    assert "no file for the entity e" in jade(folder, "-d", "p.dsl", "d.xml").stderr
    assert jade(folder, "-d", "p.dsl", "-c", "my.cat", "d.xml").stdout == "inner"
    assert jade(folder, "-d", "q.dsl", "-D", "lib", "d.xml").stdout == "inner"


def test_errors(folder: Path) -> None:
    (folder / "e.scm").write_text("(define (f x) (car x)) (element p (literal (f (data (current-node)))))")
    done = jade(folder, "-d", "e.scm", "d.xml")
    assert (done.returncode, done.stdout) == (1, "onetwo")
    assert done.stderr.count("e.scm:1:15: ") == 2 and done.stderr.count("d.xml:1") == 2 and "in f" not in done.stderr
    done = jade(folder, "-d", "e.scm", "-G", "d.xml")
    assert "(car x)" in done.stderr and "in f" in done.stderr
    done = jade(folder, "-d", "e.scm", "-E", "1", "d.xml")
    assert done.returncode == 1 and done.stderr.count("argument 1 is") == 1 and "there are 1 errors: giving up" in done.stderr
    assert jade(folder, "-d", "e.scm", "-f", "log", "d.xml").stderr == ""
    assert (folder / "log").read_text().count("e.scm:1:15: ") == 2


@pytest.mark.parametrize(("options", "code"), [(["-d", "bad.scm"], 3), (["-d", "s.scm", "--fuel", "1"], 4)])
def test_exit_codes(folder: Path, options: list[str], code: int) -> None:
    (folder / "bad.scm").write_text("(element p (literal")
    assert jade(folder, *options, "d.xml").returncode == code
    assert jade(folder, *options, "-f", "log", "d.xml").returncode == code


@pytest.mark.parametrize(("arguments", "message"), [
    (["-b", "koi9-r"], "unknown encoding 'koi9-r'"),
    (["-b", "koi8-r", "-t", "rtf"], "the back end rtf writes utf-8, latin-1, ascii, not koi8-r"),
    (["-C"], "has no entry DOCUMENT"),
    (["--doc-open-elements"], "this option of OpenJade is not there: -g"),
    (["-w", "nonsense"], "unknown warning 'nonsense'"),
    (["-s"], "this option of OpenJade is not there: -s"),
    (["-A", "arch"], "this option of OpenJade is not there"),
    (["-t", "pdf"], "unknown back end 'pdf'"),
    (["-V", "a b"], "is no variable"),
    (["-V", "(display 1)"], "a definition is expected here"),
    (["-d", "nowhere.dsl"], "there is no such file"),
])  # fmt: skip
def test_what_is_not_there(folder: Path, arguments: list[str], message: str) -> None:
    done = jade(folder, *([] if arguments[0] == "-d" else ["-d", "s.scm"]), *arguments, "d.xml")
    assert done.returncode != 0 and message in done.stderr and "Traceback" not in done.stderr


# What OpenJade writes with the same options; a mark of the order of bytes is not where it has one.
@pytest.mark.parametrize(("name", "expected"), [
    ("koi8-r", "f0d2c9d7c5d42026233233333b2026233332323b20262332363038353b"),
    ("iso-8859-2", "2623313035353b2623313038383b2623313038303b2623313037343b2623313037373b2623313039303b20e920b320262332363038353b"),
    ("is8859-5", "bfe0d8d2d5e22026233233333b2026233332323b20262332363038353b"),
    ("sjis", "8450848284798472847584842026233233333b2026233332323b2093fa"),
    ("euc-kr", "acb1ace2acdaacd3acd6ace42026233233333b20a9a920eced"),
    ("utf-16", "041f04400438043204350442002000e900200142002065e5"),
    ("unicode", "feff041f04400438043204350442002000e900200142002065e5"),
])  # fmt: skip
def test_encodings(folder: Path, name: str, expected: str) -> None:
    (folder / "r.xml").write_text("<doc>\u041f\u0440\u0438\u0432\u0435\u0442 \xe9 \u0142 \u65e5</doc>", encoding="utf-8")
    (folder / "c.scm").write_text("(element doc (process-children))")
    assert jade(folder, "-d", "c.scm", "-b", name, "-o", "out", "r.xml").returncode == 0
    assert (folder / "out").read_bytes().hex() == expected


def test_catalogs_as_inputs_and_titles(folder: Path) -> None:
    (folder / "a.cat").write_text('-- DOCUMENT "other.xml" -- PUBLIC "-//X//Y//EN" "y"\nDOCUMENT "d.xml"')
    assert jade(folder, "-d", "s.scm", "-C", "a.cat").stdout == "no"
    (folder / "t.scm").write_text('(element doc (literal "titled"))')
    (folder / "e.xml").write_text(
        '<?stylesheet href="s.scm" type="text/dsssl" title="one"?><?stylesheet href="t.scm" type="text/dsssl" title="two"?>' + DOCUMENT
    )
    assert jade(folder, "e.xml").stdout == "no"
    assert jade(folder, "-T", "two", "e.xml").stdout == "titled"
    assert "no style sheet with the title 'x'" in jade(folder, "-T", "x", "e.xml").stderr
    assert jade(folder, "-v", "-T", "one", "e.xml").stderr.startswith("vmcore: version ")


def test_included_entities_of_one_kind(folder: Path) -> None:
    (folder / "dtd").write_text('<![%draft;[<!ENTITY e "draft">]]>')
    (folder / "c.xml").write_text('<!DOCTYPE doc SYSTEM "dtd" [<!ENTITY % draft "IGNORE">]><doc>&e;</doc>')
    (folder / "s.dsl").write_text(
        '<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN" [<!ENTITY % draft "IGNORE">]><style-sheet>'
        '<style-specification use="b"><style-specification-body><![%draft;[(define x "in")]]>'
        "(element doc (sosofo-append (literal x) (process-children)))</style-specification-body></style-specification>"
        '<style-specification id="b"><style-specification-body>(define x "out")</style-specification-body></style-specification>'
        "</style-sheet>"
    )
    for options, expected in (([], "out"), (["--spec-include", "draft"], "in"), (["--doc-include", "draft"], "outdraft")):
        assert jade(folder, "-d", "s.dsl", *options, "c.xml").stdout == expected


def test_progress(folder: Path) -> None:
    (folder / "l.scm").write_text("(define (f n) (if (= n 0) 0 (f (- n 1)))) (element p (literal (number->string (f 60000000))))")
    done = jade(folder, "-d", "l.scm", "--progress", "d.xml")
    assert done.stdout == "00" and re.search(r"element [23] of 3, \d+ s", done.stderr)


@pytest.mark.parametrize("arguments", [
    ["in.xml"], ["-d", "s.dsl#x", "in.xml"], ["-t", "rtf", "-V", "a=b", "-V", "(define x 1)", "xml.dcl", "in.xml"], [],
])  # fmt: skip
def test_options_without_the_parser(arguments: list[str]) -> None:
    from pyfront.cli.options import plain
    from pyfront.cli.parser import parse

    found, wanted = vars(plain(["jade", *arguments])), vars(parse(["jade", *arguments]))
    unused = {"version", "name", "command", "restricted", "extended"}
    assert found == {name: value for name, value in wanted.items() if name not in unused}
    for other in (["-d"], ["-x", *arguments], ["-ds.dsl"], ["--", "in.xml"], ["-d", "-t", "in.xml"]):
        assert plain(["jade", *other]) is None


def test_what_cannot_be_read(folder: Path) -> None:
    (folder / "bad.scm").write_text("(element a (if))")
    (folder / "open.scm").write_text("(element a (if")
    for arguments, code, message in (
        (["-d", "bad.scm"], 3, "bad.scm:1:12: if has a test"),
        (["-d", "open.scm"], 3, "open.scm:1:12: the list that begins here is not closed"),
        (["-d", "s.scm#nothing"], 3, "no style specification is called nothing"),
        (["-d", "s.scm", "-c", "no-such-catalog"], 5, "cannot read 'no-such-catalog'"),
    ):
        done = jade(folder, *arguments, "d.xml")
        assert (done.returncode, done.stdout) == (code, "") and message in done.stderr, arguments
