"""What is wrong with documents and style sheets: each a clear error with its place, and nothing that does not end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pyfront.dsssl import transform
from pyfront.dsssl.errors import AccessError, DocumentError, SpecificationError, SyntaxProblem
from pyfront.errors import Error, FuelExhausted, MemoryLimitExceeded, StackOverflow, TimeLimitExceeded

pytest.importorskip("lxml.etree", reason="documents are read by lxml")

HEAD = '<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN"'
COPY = "(element doc (process-children))"


def run(folder: Path, style: str, document: str | bytes = "<doc>\n <p>one</p></doc>", **options: object) -> str:
    sheet, path = folder / "s.scm", folder / "d.xml"
    sheet.write_text(style, encoding="utf-8")
    path.write_bytes(document if isinstance(document, bytes) else document.encode())
    return transform(str(sheet), str(path), **options)[""].decode()  # type: ignore[arg-type]


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(("document", "line", "message"), [
    (b"", 0, "empty|Document"),
    (b"   ", 1, "."),
    (b"text", 1, "Start tag expected"),
    (b"<doc>", 1, "doc"),
    (b"<doc>\n<p></doc>", 2, "mismatch: p"),
    (b"<doc a='1' a='2'/>", 1, "redefined"),
    (b"<doc a=1/>", 1, "AttValue"),
    (b"<doc>&nothing;</doc>", 1, "nothing"),
    (b"<doc>\n&#0;</doc>", 2, "invalid xmlChar|xmlParseCharRef"),
    (b"<doc>\x01</doc>", 1, "."),
    (b"<doc>\xff\xfe</doc>", 1, "encoding|UTF-8|proper"),
    (b"<doc/><doc/>", 1, "Extra content"),
    (b"<?xml version='1.0' encoding='nonsense'?><doc/>", 1, "encoding"),
    (b"<!DOCTYPE doc [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><doc>&a;</doc>", 1, "loop"),
    (b"<!DOCTYPE doc [<!ELEMENT doc>]><doc/>", 1, "."),
    (b"<!DOCTYPE doc [<doc/>", 1, "."),
    (b"\x00\x00", 1, "."),
], ids=range(17))  # fmt: skip
def test_malformed_documents(tmp_path: Path, document: bytes, line: int, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        run(tmp_path, COPY, document)
    assert str(caught.value).startswith(str(tmp_path / "d.xml"))
    assert not line or (caught.value.line or 0) >= line or "reading file" in caught.value.message


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="dtd"):
        run(tmp_path, COPY, '<!DOCTYPE doc SYSTEM "nowhere.dtd"><doc/>')
    with pytest.raises(DocumentError, match=r"network|www\.example\.org|load"):
        run(tmp_path, COPY, '<!DOCTYPE doc PUBLIC "-//X//DTD X//EN" "http://www.example.org/x.dtd"><doc/>')
    with pytest.raises(DocumentError):
        run(tmp_path, COPY, '<!DOCTYPE doc [<!ENTITY e SYSTEM "http://www.example.org/e">]><doc>&e;</doc>')
    with pytest.raises((DocumentError, AccessError)):
        run(tmp_path, COPY, '<!DOCTYPE doc [<!ENTITY e SYSTEM "nowhere">]><doc>&e;</doc>')
    with pytest.raises(Error, match=r"nowhere\.dsl"):
        transform(str(tmp_path / "nowhere.dsl"), b"<doc/>")
    with pytest.raises(Error, match=r"nowhere\.xml"):
        transform(str(tmp_path / "s.scm"), str(tmp_path / "nowhere.xml"))


def test_what_is_missing_stands_for_nothing(tmp_path: Path) -> None:
    """Where errors are collected, as OpenJade goes on, too."""
    problems: list[Error] = []
    document = (
        '<!DOCTYPE doc SYSTEM "nowhere.dtd" [\n<!ENTITY % more SYSTEM "more.ent">%more;\n'
        '<!ENTITY e SYSTEM "http://www.example.org/e">\n]>\n<doc a="x&unknown;y">one<p/>&unknown; two&e; <p>&unknown;</p></doc>'
    )
    style = COPY + '(root (sosofo-append (process-children) (literal (attribute-string "a" (node-property \'document-element (current-root))))))'
    assert run(tmp_path, style, document, errors=problems) == "one two xy"
    path = tmp_path / "d.xml"
    assert [str(one) for one in problems] == [
        f"{path}:1:23: there is no file {tmp_path}/nowhere.dtd",
        f"{path}:2:25: there is no file {tmp_path}/more.ent",
        f"{path}:3:19: nothing is fetched from a network: http://www.example.org/e",
        *(str(one) for one in problems[3:]),
    ]
    assert [(one.line, "'unknown' not defined" in one.message) for one in problems[3:]] == [(5, True)] * 3
    with pytest.raises(DocumentError, match=r"d\.xml:1:23: there is no file"):
        run(tmp_path, style, document)


@pytest.mark.parametrize("target", ["/etc/passwd", "file:///etc/passwd", "../../../../../../../etc/passwd"])
def test_no_file_outside_the_roots(tmp_path: Path, target: str) -> None:
    with pytest.raises((AccessError, DocumentError)) as caught:
        run(tmp_path, COPY, f'<!DOCTYPE doc [<!ENTITY e SYSTEM "{target}">]><doc>&e;</doc>')
    assert "root:" not in str(caught.value)
    with pytest.raises((AccessError, DocumentError)):
        run(tmp_path, COPY, f'<!DOCTYPE doc [<!ENTITY % e SYSTEM "{target}">%e;]><doc/>')
    read = '(define read-entity (external-procedure "UNREGISTERED::James Clark//Procedure::read-entity"))'
    with pytest.raises(Error, match=r"outside the directories|there is no file"):
        run(tmp_path, f'{read}(element doc (literal (read-entity "{target}")))')
    with pytest.raises(Error, match=r"outside the directories|there is no file"):
        run(tmp_path, f'(element doc (literal (data (sgml-parse "{target}"))))')


@pytest.mark.parametrize("kind", ["general", "parameter", "attribute", "quadratic"])
def test_entity_bombs(tmp_path: Path, kind: str) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    document = {
        "general": f'<!DOCTYPE doc [<!ENTITY e0 "x">{levels}]><doc>&e11;</doc>',
        "parameter": '<!DOCTYPE doc [<!ENTITY % a0 "x">'
        + "".join(f'<!ENTITY % a{i} "{f"&#37;a{i - 1};" * 20}">' for i in range(1, 9)) + "%a8;]><doc/>",
        "attribute": f'<!DOCTYPE doc [<!ENTITY e0 "x">{levels}]><doc a="&e11;"/>',
        "quadratic": f'<!DOCTYPE doc [<!ENTITY e "{"x" * 200_000}">]><doc>{"&e;" * 5_000}</doc>',
    }[kind]
    start = time.monotonic()
    with pytest.raises(DocumentError):
        run(tmp_path, COPY, document)
    assert time.monotonic() - start < 30


def test_bombs_in_style_sheets(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    for text in (f'{HEAD} [<!ENTITY e0 "(define x 1)">{levels}]><style-sheet>&e11;</style-sheet>',
                 f'{HEAD} [<!ENTITY a "&b;"><!ENTITY b "&a;">]><style-sheet>&a;</style-sheet>'):  # fmt: skip
        with pytest.raises(SpecificationError, match=r"s\.scm:1:\d+|entity .*: .*(too large|too deeply)"):
            run(tmp_path, text)


# ---------------------------------------------------------------- style sheets


@pytest.mark.parametrize(("text", "message"), [
    (f'{HEAD}><style-sheet><style-specification id="a" use="a">', "uses itself: a -> a"),
    (f'{HEAD}><style-sheet><style-specification id="a" use="b c"><style-specification id="b" use="c"><style-specification id="c" use="a">',
     "uses itself: a -> b -> c -> a"),
    (f'{HEAD}><style-sheet><style-specification use="b">', "no style specification is called b"),
    (f'{HEAD}><style-sheet><external-specification id="x" document="y">', "no entity is called y"),
    (f'{HEAD} [<!ENTITY y SYSTEM "nowhere.dsl">]><style-sheet><style-specification use="x"><external-specification id="x" document="y">',
     "there is no file for the entity y"),
    (f"{HEAD}><style-sheet><style-specification>&nothing;", "no entity is called nothing"),
    (f"{HEAD}><style-sheet><![INCLUDE[(define x 1)", "not closed"),
    (f"{HEAD} [<!ENTITY x ", "."),
    ("<!-- nothing closed", "not closed"),
    ("", "the style sheet is empty"),
    (" \n", "the style sheet is empty"),
    (f'{HEAD}>\n(element doc (literal "<b>x</b>"))', "2:24: no element of a style sheet is called b"),
    (f"{HEAD}><style-sheet>\n<style-spec>(define x 1)", "2:1: no element of a style sheet is called style-spec"),
    (f"{HEAD}><style-sheet><style-specification>\n(define x 1)</style-specifcation>", "2:13: no element .* is called style-specifcation"),
    (f'{HEAD}><style-sheet>\n<style-specification id="a" uses="b">(define x 1)', "2:1: style-specification has no attribute uses"),
    (f'{HEAD}><style-sheet><style-specification id="a">(define x 1)\n<style-specification id="A">(define x 1)',
     "2:1: two style specifications are called A"),
])  # fmt: skip
def test_specifications(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Error, match=message) as caught:
        run(tmp_path, text)
    assert "s.scm" in str(caught.value)


@pytest.mark.parametrize("text", [
    "(element doc (make paragraph nothing: 1))",
    "(element doc (make nothing))",
    "(element doc (make element gi:))",
    "(element doc)",
    "(element (1) (literal \"\"))",
    "(mode)",
    "(root)",
    "(define)",
    "(define 1 2)",
    "(element doc (let x))",
    "(element doc (if))",
    "(element doc (lambda))",
    "(element doc ())",
    "(element doc (quote))",
    "(element doc (case 1 (2)))",
    "(element doc (define x 1))",
    "(element doc #!optional)",
    "(element doc (with-mode (a) 1))",
    "(define-unit x)",
    "(define-language x (nothing))",
    "(define-language x (toupper (#\\a)))",
    "(define-language x (collate (order ((forward backward)) #\\a)))",
    "(declare-flow-object-macro m)",
    "(declare-flow-object-macro m (#!contents) 1)",
    "(declare-flow-object-macro m (a) (literal a)) (element doc (make m b: 1))",
    "(declare-flow-object-macro m (a) (literal a)) (element doc (make m (literal \"\")))",
    "(element doc 12xy)",
    "(element doc #\\nosuchcharacter)",
    "nothing",
    "(or-element doc 1)",
    "(id 1 2)",
    "(element doc (literal \"a\\nb\"))",
    "(element doc (literal \"a\\U-00E9x\"))",
    "(element doc (literal \"a\\ b\"))",
    "(element doc (begin))",
    "(element doc (cond))",
    "(element doc (case 1))",
    "(element doc (case 1 (else)))",
    "(element doc (make paragraph font-size: 1e400pt))",
    "(element doc [literal 1])",
    "(element doc (literal |a|))",
])  # fmt: skip
def test_forms(tmp_path: Path, text: str) -> None:
    with pytest.raises(Error) as caught:
        run(tmp_path, text)
    error = caught.value
    assert error.file is not None and error.file.endswith("s.scm") and error.line == 1 and (error.column or 0) >= 1, str(error)


def test_all_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(Error) as caught:
        run(tmp_path, """(define x (car 5)))
(define)
(element a (let ((x)) x))
(element b (literal "\\nosuch;"))
(foo)
(mode m (element d (cond)))
(element e (make sequence font-size: 1pt #\\nosuch))
(element f (case 1))
(element g (begin))
(element h `(1 . ,@x))
""", backend="fot")
    found = [caught.value, *caught.value.others]
    assert [one.line for one in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [one.column for one in found] == [19, 1, 18, 22, 1, 20, 42, 12, 12, 18]
    assert all(one.excerpt and one.file.endswith("s.scm") for one in found)


def test_values_of_definitions(tmp_path: Path) -> None:
    """They have no current node, and one that fails fails each time."""
    problems: list[Error] = []
    style = """(define x (car 5)) (define n (gi (current-node))) (define y z) (define z y)
(element a (process-children))
(element b (literal x)) (element c (literal n)) (element d (literal y)) (element e (literal (gi (current-node))))"""
    assert run(tmp_path, style, "<a>\n<b/>\n<b/>\n<c/>\n<d/>\n<e/></a>", errors=problems).split() == ["e"]
    assert [(one.line, one.message[:22]) for one in problems] == [
        (1, "car: argument 1 is not"), (1, "car: argument 1 is not"), (1, "current-node: there is"), (1, "the definition of y as"),
    ]  # fmt: skip
    assert [one.notes[-1].rpartition(":")[2] for one in problems] == ["2", "3", "4", "5"]


PROGRAMS = {
    "recursion": ('(define (f n) (+ 1 (f n))) (element p (literal (number->string (f 0))))', StackOverflow),
    "nodes": ("(element p (process-node-list (current-node)))", StackOverflow),
    "two rules": ("(element p (process-node-list (parent))) (element doc (process-children))", StackOverflow),
    "id": ('(element p (process-element-with-id "none")) (element doc (process-node-list (node-list (current-node))))', StackOverflow),
    "modes": ("(mode a (element p (with-mode a (process-node-list (current-node))))) (element p (with-mode a (process-node-list (current-node))))",
              StackOverflow),
    "next-match": ("(default (process-node-list (current-node)))", StackOverflow),
    "map-constructor": ("(define (f) (map-constructor f (current-node))) (element p (f))", StackOverflow),
    "loop": ("(define (f n) (f (+ n 1))) (element p (literal (f 0)))", FuelExhausted),
    "tail": ("(element p (let loop () (loop)))", FuelExhausted),
    "definition": ("(define a (+ b 1)) (define b (+ a 1)) (element p (literal a))", Error),
    "list": ("(define (f l) (f (cons (make-vector 1000) l))) (element p (f '()))", MemoryLimitExceeded),
    "string": ('(define (f s) (f (string-append s s))) (element p (f "abc"))', MemoryLimitExceeded),
    "sosofos": ("(define (f s) (f (sosofo-append s s s))) (element p (f (literal \"x\")))", (MemoryLimitExceeded, FuelExhausted)),
    "nodes list": ("(define (f l) (f (node-list l l))) (element p (f (current-node)))", MemoryLimitExceeded),
    "output": ("(element p (let ((s (make-string* 20))) (sosofo-append (literal s) (process-node-list (current-node)))))"
               " (define (make-string* n) (if (= n 0) \"x\" (let ((s (make-string* (- n 1)))) (string-append s s))))",
               (MemoryLimitExceeded, StackOverflow, FuelExhausted)),
    "output that doubles": ('(define (f n) (if (= n 0) (literal "some text") (let ((s (f (- n 1)))) (sosofo-append s s))))'
                            " (element p (f 60))", (MemoryLimitExceeded, FuelExhausted)),
    "files": ("(element p (sosofo-append (make entity system-id: \"f\" (literal \"text\")) (process-node-list (current-node))))",
              (MemoryLimitExceeded, StackOverflow)),
}  # fmt: skip


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_does_not_end(tmp_path: Path, name: str, engine: str) -> None:
    style, kind = PROGRAMS[name]
    limits = {"fuel": 3_000_000, "max_depth": 20_000, "memory": 64 << 20, "timeout": 60.0}
    with pytest.raises(kind) as caught:
        run(tmp_path, style, engine=engine, **limits)
    if kind is StackOverflow:
        assert any("d.xml:" in note for note in caught.value.notes)


@pytest.mark.parametrize("depth", range(5000, 5012))
def test_recursion_is_too_deep_wherever_it_ends(tmp_path: Path, depth: int) -> None:
    """Errors are collected: a rule runs behind a handler, which may be what there is no room for."""
    with pytest.raises(StackOverflow, match="recursion is too deep"):
        run(tmp_path, '(element p (make sequence (process-node-list (current-node)) (literal "x")))', errors=[], max_depth=depth)


def test_memory_is_limited_if_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyfront.dsssl import api

    assert api.MEMORY == 2 << 30
    monkeypatch.setattr(api, "MEMORY", 32 << 20)
    files = '(element p (make entity system-id: "f" (process-node-list (current-node))))'
    for style in (PROGRAMS["list"][0], PROGRAMS["output that doubles"][0], files):
        with pytest.raises(MemoryLimitExceeded):
            run(tmp_path, style)
    monkeypatch.setattr(api, "MEMORY", 16 << 20)
    words = "<doc>" + "<p>word</p>" * 200_000 + "</doc>"
    style = "(element doc (literal (number->string (length (node-list->list (descendants (current-node)))))))"
    with pytest.raises(MemoryLimitExceeded):
        run(tmp_path, style, words, memory=16 << 20)
    assert run(tmp_path, style, words) == run(tmp_path, style, words, memory=None) == "1000000"


def test_timeout(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        run(tmp_path, "(element p (let loop () (loop)))", timeout=0.3)
    assert time.monotonic() - start < 10


def test_errors_tell_the_call_and_the_element(tmp_path: Path) -> None:
    style = '(define (inner x)\n  (children x))\n(define (outer x) (data (inner x)))\n(element p (literal (outer "text")))'
    with pytest.raises(Error, match=r"s\.scm:2:3: children: argument 1 is not a node list: \"text\"") as caught:
        run(tmp_path, style)
    text = str(caught.value)
    assert "in inner" in text and "in outer" in text and "in (element p)" in text and "d.xml:2" in text
    assert "%" not in text.replace("100%", "")


def test_unknown_names_are_errors_when_they_are_asked_for(tmp_path: Path) -> None:
    assert run(tmp_path, '(element none (literal (nothing))) (element p (literal "fine"))').strip() == "fine"
    with pytest.raises(Error, match="unbound variable: nothing"):
        run(tmp_path, "(element p (literal (nothing)))")


def test_syntax_problems_stop_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(SyntaxProblem):
        run(tmp_path, '(element doc (make entity system-id: "f" (literal "x"))) (element p (make nothing))', directory=str(target))
    assert not target.exists()


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(literal (attribute-string 1))", "1:21: attribute-string: argument 1 is not a string: 1"),
        ("(literal (attribute-string))", "1:21: attribute-string: expected 1 or 2 arguments, got 0"),
        ("(literal (apply attribute-string '(1)))", "1:21: attribute-string: argument 1 is not a string: 1"),
        ("(literal (map gi '(1)))", "1:21: gi: argument 1 is not a node list: 1"),
        ("(literal (format-number 1 2))", "1:21: format-number: an argument is not a string: 2"),
        ("(literal (string-append (current-node)))", "1:21: string-append: argument 1 is not a string: the element p"),
        ("(literal (string-append 2.5pt))", "1:21: string-append: argument 1 is not a string: 2.5pt"),
        ("(literal (list-ref '(1) 3))", "1:21: list-ref: the list has no item of this number"),
        ("(literal (map gi 5))", "1:21: map: this is no list: 5"),
        ("(literal (/ 1 0))", "1:21: /: division by zero"),
        ("(literal (+ 1 'a))", "1:21: +: this is no quantity: a"),
        ("(literal (node-list-ref (current-node) \"x\"))", "1:21: node-list-ref: argument 2 is not an integer"),
        ("(literal 3)", "1:12: literal: this is no string: 3"),
        ("(sosofo-append 'x)", "1:12: sosofo-append: this is no sosofo: x"),
        ('"text"', "1:12: the value of a rule is no sosofo: \"text\""),
        ("(make element gi: 3)", "1:30: gi: this is no string: 3"),
        ("(make element attributes: (list 3))", "1:38: attributes: argument 1 is not a list of a name and a value: 3"),
        ("(make entity system-id: 'x)", "1:37: system-id: this is no string: x"),
        ("(error \"mine\" 2pt)", "1:12: mine 2pt"),
        ("(literal gi)", "1:12: literal: this is no string: a procedure"),
        ("(literal '#(1 2pt))", "1:12: literal: this is no string: #(1 2pt)"),
    ],
)
@pytest.mark.parametrize("goes_on", [False, True])
def test_messages_have_the_names_of_the_language(tmp_path: Path, expression: str, message: str, goes_on: bool) -> None:
    """Whether errors are raised or put into a list."""
    problems: list[Error] = []
    if goes_on:
        run(tmp_path, f"(element p {expression})", errors=problems)
    else:
        with pytest.raises(Error) as caught:
            run(tmp_path, f"(element p {expression})")
        problems.append(caught.value)
    text = str(problems[0])
    assert f"s.scm:{message}" in text, text
    assert "in the document: " in text and "%" not in text


def test_initial_values_are_of_characteristics(tmp_path: Path) -> None:
    with pytest.raises(SyntaxProblem, match=r"s\.scm:1:24: font-sze is no inherited characteristic"):
        run(tmp_path, "(declare-initial-value font-sze 3pt)")
    assert run(tmp_path, '(declare-initial-value font-size 3pt) (element p (literal "x"))').strip() == "x"
