"""Properties of characters: built in (as OpenJade has them), declared and given."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.dsssl import transform
from pyfront.errors import Error

DECLARED = """
(declare-char-property weight (+ 1 1))
(declare-char-property mark "none")
(add-char-properties weight: (* 5 2) mark: "vowel" #\\a #\\e)
(add-char-properties space?: #t #\\_)
(define (show x) (cond ((number? x) (number->string x)) ((symbol? x) (symbol->string x)) ((string? x) x) (x "#t") (else "#f")))
(define (list-of . values) (apply string-append (map (lambda (x) (string-append (show x) " ")) values)))
"""


def said(folder: Path, expressions: str, before: str = DECLARED) -> str:
    style = folder / "s.scm"
    style.write_text(f"{before}(root (literal (list-of {expressions})))")
    return transform(str(style), b"<a/>")[""].decode().rstrip()


@pytest.mark.parametrize(("expressions", "values"), [
    ("(char-property 'weight #\\a) (char-property 'weight #\\b) (char-property 'weight #\\b 7) (char-property 'weight #\\e 7)", "10 2 7 10"),
    ("(char-property 'mark #\\a) (char-property 'mark #\\b)", "vowel none"),
    ("(char-property 'space? #\\_) (char-property 'space? #\\space) (char-property 'space? #\\x) (char-property 'space? #\\x 'no)", "#t #t #f no"),
    ("(char-property 'numeric-equiv #\\7) (char-property 'numeric-equiv #\\x) (char-property 'punct? #\\!)", "7 #f #t"),
    ("(char-property 'break-before-priority #\\a) (char-property 'break-before-priority #\\%) (char-property 'break-after-priority #\\()", "1 3 3"),
    ("(char-property 'break-before-priority #\\U-4E00) (char-property 'math-class #\\+) (char-property 'input-tab? #\\U-0009)", "0 ordinary #t"),
    ("(char-property 'script #\\U-03B1) (char-property 'script #\\U-4E00)", "ISO/IEC 10179::1996//Script::Greek #f"),
    ("(char-property 'nothing #\\a 'default)", "default"),
])  # fmt: skip
def test_values(tmp_path: Path, expressions: str, values: str) -> None:
    assert said(tmp_path, expressions) == values


@pytest.mark.parametrize(("before", "expressions", "message"), [
    ("", "(char-property 'nothing #\\a)", "there is no such property"),
    ("(add-char-properties nothing: 1 #\\a)", "(char-property 'nothing #\\a)", "there is no such property"),
    ("(add-char-properties space?: 1 \"a\")", "1", "then characters"),
    ("(add-char-properties #\\a)", "1", "then characters"),
    ("(add-char-properties space?: #t)", "1", "then characters"),
    ("(add-char-properties space?: 1 #\\a #\\a)", "1", "of the character a is given twice"),
    ("(declare-char-property w 1)(declare-char-property w 2)", "1", "declared twice"),
    ("(declare-char-property w)", "1", "a property and an expression"),
    ("(declare-char-property w (char-property 'w #\\a))", "(char-property 'w #\\a)", "asks for its own value"),
])  # fmt: skip
def test_errors(tmp_path: Path, before: str, expressions: str, message: str) -> None:
    with pytest.raises(Error, match=message):
        said(tmp_path, expressions, DECLARED + before)


def test_a_character_has_them(tmp_path: Path) -> None:
    """In TeX, where they show. OpenJade writes the same."""
    style = tmp_path / "s.scm"
    style.write_text("(root (make paragraph (make character char: #\\!) (make character char: #\\space punct?: #t break-before-priority: 7)))")
    text = transform(str(style), b"<a/>", "tex")[""].decode().replace("%\n", "")
    first, second = text.split("\\def\\Ch")[1:]
    assert "\\BreakBeforePriority{1}" in first and "\\Script{Latin}" in first and "\\IsPunct{1}" in first and "\\IsSpace{0}" in first
    assert "\\BreakBeforePriority{7}" in second and "\\IsPunct{1}" in second and "\\IsSpace{1}" in second


def test_quantities_in_quasiquotes(tmp_path: Path) -> None:
    assert said(tmp_path, "(quantity->string (car `(1in ,(+ 1 1))))") == "72pt"


def test_a_style_rule_with_a_pattern(tmp_path: Path) -> None:
    """It says nothing to a transformation, and other patterns keep their numbers."""
    style = tmp_path / "s.scm"
    style.write_text('(element (a (x "1")) font-size: 12pt) (element (a (y "1")) (literal "y")) (default (literal "other"))')
    assert transform(str(style), b'<a y="1"/>')[""] == b"y"
    assert transform(str(style), b'<a x="1"/>')[""] == b"other"
