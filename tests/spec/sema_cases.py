"""The cases of Sema's own tests, documentation and examples, read from a copy of its repository.

Each case is a text and what it should give. What it gives was said by the people of Sema in Rust (``Value::int(3)``), in a
comment (``; => 3``), or by nobody: ``oracle.json``, made by ``sema_oracle.py``, has what their interpreter prints.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """``before``: chunks evaluated first, in the same runtime."""

    name: str
    code: str
    before: tuple[str, ...]
    expected: str  # as written in the source; "" if nothing is
    kind: str  # value, error, line, program


# ---------------------------------------------------------------- Rust

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
_ENTRY = re.compile(r"\s*(?://[^\n]*\n\s*|#\[[^\]]*\]\s*)*(\w+)\s*:\s*")
_ASSERT = re.compile(r"assert_eq!\(\s*(eval|eval_to_string|eval_vm)\(\s*")


def rust_string(text: str, at: int) -> tuple[str, int] | None:
    """The string literal at a place, and where it ends."""
    raw = re.compile(r'r(#*)"').match(text, at)
    if raw:
        close = '"' + raw.group(1)
        end = text.index(close, raw.end())
        return text[raw.end() : end], end + len(close)
    if text[at : at + 1] != '"':
        return None
    out = []
    at += 1
    while text[at] != '"':
        if text[at] != "\\":
            out.append(text[at])
            at += 1
            continue
        c = text[at + 1]
        if c == "u":
            end = text.index("}", at)
            out.append(chr(int(text[at + 3 : end].replace("_", ""), 16)))
            at = end + 1
        elif c == "x":
            out.append(chr(int(text[at + 2 : at + 4], 16)))
            at += 4
        elif c == "\n":
            at += 2
            while text[at] in " \t\n\r":
                at += 1
        else:
            out.append(_ESCAPES[c])
            at += 2
    return "".join(out), at + 1


def rust_expression(text: str, at: int) -> tuple[str, int]:
    """What stands at a place up to a comma or closing bracket of its own level."""
    depth, start = 0, at
    while at < len(text):
        literal = rust_string(text, at)
        if literal and (text[at] == '"' or not text[at - 1].isalnum()):
            at = literal[1]
            continue
        c = text[at]
        if c == "'" and re.compile(r"'(\\.|[^\\'])'").match(text, at):
            at = text.index("'", at + 2 if text[at + 1] != "\\" else at + 3) + 1
            continue
        if text.startswith("//", at):
            at = text.index("\n", at)
            continue
        if c in "([{":
            depth += 1
        elif c in ")]}":
            if not depth:
                break
            depth -= 1
        elif c == "," and not depth:
            break
        at += 1
    return text[start:at].strip(), at


def rust_tables(text: str, stem: str) -> list[Case]:
    found = []
    for table in re.finditer(r"^(?:common::)?(eval_tests|eval_error_tests)!\s*\{", text, re.M):
        kind = "value" if table.group(1) == "eval_tests" else "error"
        at = table.end()
        while True:
            entry = _ENTRY.match(text, at)
            literal = rust_string(text, entry.end()) if entry else None
            if entry is None or literal is None:
                break
            code, at = literal
            expected = ""
            arrow = re.compile(r"\s*=>\s*").match(text, at)
            if arrow:
                expected, at = rust_expression(text, arrow.end())
            found.append(Case(f"{stem}:{entry.group(1)}", code, (), expected, kind))
            comma = re.compile(r"\s*,").match(text, at)
            at = comma.end() if comma else at
    return found


def rust_asserts(text: str, stem: str) -> list[Case]:
    found = []
    for start in _ASSERT.finditer(text):
        literal = rust_string(text, start.end())
        if literal is None:
            continue
        rest = re.compile(r"\s*,?\s*\)\s*,\s*").match(text, literal[1])
        if rest is None:
            continue
        expected, _ = rust_expression(text, rest.end())
        if start.group(1) == "eval_to_string":
            expected = f"shown:{expected}"
        line = text.count("\n", 0, start.start()) + 1
        found.append(Case(f"{stem}:{line}", literal[0], (), expected, "value"))
    return found


def rust_cases(root: Path) -> list[Case]:
    found = []
    for path in sorted((root / "crates" / "sema" / "tests").rglob("*.rs")):
        if path.parent.name == "common":
            continue
        text = path.read_text(encoding="utf-8")
        found += rust_tables(text, path.stem) + rust_asserts(text, path.stem)
    return found


_SIMPLE = re.compile(r"^(?:sema_core::)?Value::(int|float|bool|string|keyword|symbol|nil|char)\((.*)\)$", re.S)


def rust_value(expected: str) -> str | None:
    """What prints when the value of a Rust expression is printed; None if the expression is none of the simple ones."""
    if expected.startswith("shown:"):
        literal = rust_string(expected, 6)
        return literal[0] if literal else None
    found = re.match(r'^(?:common::)?eval\(', expected)
    if found:
        return None
    simple = _SIMPLE.match(expected)
    if not simple:
        return None
    kind, text = simple.groups()
    if kind == "nil":
        return "nil"
    if kind in ("string", "keyword", "symbol"):
        literal = rust_string(text.strip(), 0)
        if literal is None:
            return None
        if kind == "string":
            return '"' + literal[0].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
        return (":" if kind == "keyword" else "") + literal[0]
    if kind == "bool":
        return {"true": "#t", "false": "#f"}.get(text)
    if kind == "int":
        return text.replace("_", "") if re.fullmatch(r"-?[\d_]+", text) else None
    return text if kind == "float" and re.fullmatch(r"-?\d+\.\d+", text) else None


# ---------------------------------------------------------------- documentation

_FENCE = re.compile(r"^```(?:sema|scheme|lisp|clojure)[^\n]*\n(.*?)^```", re.M | re.S)


def split_comment(line: str) -> tuple[str, str]:
    """Code and comment of a line."""
    i, text = 0, False
    while i < len(line):
        c = line[i]
        if c == "\\":
            i += 2
            continue
        if c == '"':
            text = not text
        elif c == ";" and not text:
            return line[:i], line[i:]
        i += 1
    return line, ""


def doc_blocks(root: Path) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Blocks of code, each a list of chunks: code, what the comment says (or ""), line."""
    blocks = []
    for path in sorted((root / "crates" / "sema-docs" / "entries").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for fence in _FENCE.finditer(text):
            first = text.count("\n", 0, fence.start()) + 2
            chunks: list[tuple[str, str, int]] = []
            code: list[str] = []
            for n, line in enumerate(fence.group(1).splitlines()):
                part, comment = split_comment(line)
                code.append(part)
                arrow = re.match(r";+\s*=>\s*(.*)", comment)
                if arrow and "".join(code).strip():
                    chunks.append(("\n".join(code).strip(), arrow.group(1).strip(), first + n))
                    code = []
            if chunks:
                name = str(path.relative_to(root / "crates" / "sema-docs" / "entries"))
                blocks.append((name, chunks))
    return blocks


def doc_cases(root: Path) -> list[Case]:
    found = []
    for name, chunks in doc_blocks(root):
        before: list[str] = []
        for code, expected, line in chunks:
            found.append(Case(f"{name}:{line}", code, tuple(before), expected, "line"))
            before.append(code)
    return found


# ---------------------------------------------------------------- programs


def program_cases(root: Path) -> list[Case]:
    paths = [*(root / "examples").glob("*.sema"), *(root / "examples" / "stdlib").glob("*.sema")]
    paths += (root / "playground" / "examples").rglob("*.sema")
    return [
        Case(str(path.relative_to(root)), path.read_text(encoding="utf-8"), (), "", "program") for path in sorted(paths)
    ]


def all_cases(root: Path) -> dict[str, list[Case]]:
    return {"tables": rust_cases(root), "docs": doc_cases(root), "programs": program_cases(root)}
