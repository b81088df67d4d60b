"""Functions of the library that are functions of Python: differences of texts, compression, checks of programs."""

from __future__ import annotations

import re

from pyfront.sema.host import failed
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest


def diff_unified(old: str, new: str, options: Any = None) -> str:
    from difflib import unified_diff

    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return "".join(line if line.endswith("\n") else line + "\n" for line in unified_diff(before, after, "a", "b"))


def diff_stat(diff: str) -> dict[Any, int]:
    """Lines that are added and removed, of all hunks."""
    added = removed = left_old = left_new = 0
    for line in diff.splitlines():
        hunk = re.match(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", line)
        if hunk:
            left_old, left_new = (int(one) if one else 1 for one in hunk.groups())
        elif left_old or left_new:
            added += line.startswith("+")
            removed += line.startswith("-")
            left_old -= not line.startswith("+")
            left_new -= not line.startswith("-")
    return {Keyword("added"): added, Keyword("removed"): removed}


def diff_apply(text: str, diff: str) -> str:
    lines, out, at = text.splitlines(keepends=True), [], 0
    hunk = None
    for line in diff.splitlines(keepends=True):
        found = re.match(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line)
        if found:
            start = int(found[1]) - (found[2] != "0")
            out += lines[at:start]
            at = start
            hunk = found
        elif hunk is not None and line[:1] in (" ", "-"):
            if at >= len(lines) or lines[at].rstrip("\n") != line[1:].rstrip("\n"):
                raise failed("diff/apply: the diff does not fit the text")
            if line[0] == " ":
                out.append(lines[at])
            at += 1
        elif hunk is not None and line[:1] == "+":
            out.append(line[1:])
    return "".join([*out, *lines[at:]])


def html_text(text: str) -> str:
    from pyfront.sema.hosted_text import strip_html

    return strip_html(text)


def _bytes(x: Any) -> bytes:
    return bytes(x) if isinstance(x, (bytes, bytearray)) else str(x).encode()


def gzip_compress(x: Any) -> bytes:
    from gzip import compress

    return compress(_bytes(x), mtime=0)


def gzip_decompress(guest: Guest, x: Any) -> bytes:
    from gzip import GzipFile
    from io import BytesIO
    from zlib import error

    most = guest.most_bytes()
    try:
        with GzipFile(fileobj=BytesIO(_bytes(x))) as stream:
            data = stream.read(-1 if most is None else most + 1)
    except (OSError, EOFError, error) as problem:
        raise failed(f"gzip/decompress: {problem}") from None
    if most is not None and len(data) > most:
        raise failed("gzip/decompress: the result is larger than the memory of the run")
    return data


def redact_spans(text: str, spans: list[Any]) -> str:
    """The text with the spans replaced; of those that overlap, the first. A span may have a label."""
    out, at = "", 0
    wanted = [one for one in spans if isinstance(one, dict) and Keyword("start") in one and Keyword("end") in one]
    for one in sorted(wanted, key=lambda one: int(one[Keyword("start")])):
        start, end, label = one[Keyword("start")], one[Keyword("end")], one.get(Keyword("label"))
        if at <= start < end <= len(text):
            out += text[at:start] + ("«redacted»" if label is None else f"«redacted:{label}»")
            at = end
    return out + text[at:]


def diff_parse(diff: str) -> dict[Any, Any]:
    """The files of a difference, each with its hunks."""
    files: list[dict[Any, Any]] = []
    lines: list[str] = []
    left = [0, 0]  # lines of the old and new text that are still to come in the hunk
    for line in diff.splitlines():
        if any(left) and line[:1] in (" ", "+", "-", ""):
            lines.append(line or " ")
            left[0] -= line[:1] != "+"
            left[1] -= line[:1] != "-"
        elif line.startswith("--- "):
            files.append({Keyword("old-path"): _path(line), Keyword("new-path"): None, Keyword("hunks"): []})
        elif line.startswith("+++ ") and files:
            files[-1][Keyword("new-path")] = _path(line)
        elif line.startswith("@@"):
            if not files:
                files.append({Keyword("old-path"): None, Keyword("new-path"): None, Keyword("hunks"): []})
            lines = []
            hunk, left = _hunk(line, lines)
            files[-1][Keyword("hunks")].append(hunk)
    return {Keyword("files"): files}


def _path(line: str) -> str | None:
    path = line[4:].split("\t")[0].strip()
    return None if path == "/dev/null" else path[2:] if path[:2] in ("a/", "b/") else path


def _hunk(line: str, lines: list[str]) -> tuple[dict[Any, Any], list[int]]:
    import re

    found = re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line)
    if found is None:
        raise failed(f"diff/parse: {line} is no head of a hunk")
    old, old_count, new, new_count = (1 if one is None else int(one) for one in found.groups())
    hunk = {
        Keyword("header"): line, Keyword("old-start"): old, Keyword("old-count"): old_count, Keyword("new-start"): new,
        Keyword("new-count"): new_count, Keyword("lines"): lines,
    }  # fmt: skip
    return hunk, [old_count, new_count]


def diff_hunks(diff: str) -> list[Any]:
    return [hunk for file in diff_parse(diff)[Keyword("files")] for hunk in file[Keyword("hunks")]]


def patch_file(path: str, diff: str) -> int:
    from pyfront.sema.hosted_system import file_read, file_write

    changed = diff_apply(file_read(path), diff)
    file_write(path, changed)
    return len(diff_hunks(diff))


def check_file(path: str) -> dict[Any, Any]:
    from pyfront.sema.hosted_system import file_read

    return check_string(file_read(path))


def check_string(text: str) -> dict[Any, Any]:
    """Can it be read as a program? What is wrong, and where, if not."""
    from pyfront.errors import ReadError
    from pyfront.sema.reader import read_all
    from pyfront.text.source import Source

    source = Source("<string>", text)
    try:
        read_all(source)
    except ReadError as error:
        line, column = source.line_column(error.pos or source.base)
        span = {Keyword("line"): line, Keyword("col"): column}
        told = {
            Keyword("code"): "syntax", Keyword("message"): error.message, Keyword("severity"): Keyword("error"),
            Keyword("span"): span,
        }  # fmt: skip
        return {Keyword("ok"): False, Keyword("diagnostics"): [told]}
    return {Keyword("ok"): True, Keyword("diagnostics"): []}


FUNCTIONS: dict[str, Any] = {
    "diff/unified": diff_unified, "diff/stat": diff_stat, "diff/apply": diff_apply, "html/text": html_text,
    "gzip/compress": gzip_compress, "gzip/decompress": gzip_decompress, "redact/spans": redact_spans,
    "sema/check-string": check_string, "sema/check-file": check_file, "diff/parse": diff_parse, "diff/hunks": diff_hunks,
    "patch/apply-file": patch_file,
}  # fmt: skip
GUESTS = frozenset(("gzip/decompress",))
NEEDS: dict[str, Any] = {"sema/check-file": "file-read", "patch/apply-file": ("file-read", "file-write")}
