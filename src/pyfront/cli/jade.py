"""The command ``vmcore jade``."""

from __future__ import annotations

import os
import sys

from pyfront.cli.commands import write
from pyfront.cli.outcome import FILE, OK, PROGRAM, SOURCE, Stop, code_of, show, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from pyfront.errors import Error

PROLOG = 1 << 16  # bytes of a document in which a style sheet may be named
STYLE_TYPES = ("text/dsssl", "text/x-dsssl", "application/dsssl", "application/x-dsssl")
ENCODINGS = {  # as the command line has it, as Python does
    "utf-8": "utf-8", "utf8": "utf-8", "xml": "utf-8", "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1",
    "is8859-1": "latin-1", "ascii": "ascii", "us-ascii": "ascii", "koi8-r": "koi8-r", "koi8": "koi8-r", "euc-jp": "euc-jp",
    "sjis": "shift-jis", "shift_jis": "shift-jis", "gb2312": "gb2312", "big5": "big5", "euc-kr": "euc-kr", "utf-16": "utf-16-be",
    "ucs-2": "utf-16-be", "iso-10646-ucs-2": "utf-16-be", "unicode": "unicode",
}  # fmt: skip
for _part in (2, 3, 4, 5, 6, 7, 8, 9, 15):
    ENCODINGS[f"iso-8859-{_part}"] = ENCODINGS[f"is8859-{_part}"] = f"iso-8859-{_part}"
WARNINGS = frozenset(
    "xml mixed sgmldecl should default duplicate undefined unclosed empty net min-tag unused-map unused-param notation-sysid"
    " all idref significant exponent idspec mixed valid type-valid".split()
)


def jade(options: argparse.Namespace) -> int:
    from pyfront.cache import stylesheet_once
    from pyfront.dsssl.api import PRINTERS, transform
    from pyfront.errors import CompileError, ExpandError, ReadError
    from pyfront.errors import Error as AnyError

    if options.tell_version:
        from pyfront import __version__

        show(f"version {__version__}")
    _check(options)
    backend, _, form = options.type.partition("-")
    if form not in ("", "raw"):
        raise usage(f"unknown form {form!r} of the back end {backend}; there is: {backend}-raw")
    inputs = [name for name in options.inputs if not name.endswith((".dcl", ".soc"))]  # declarations say nothing new
    if len(inputs) > 1:
        raise usage("one document is expected")
    if options.as_catalogs:
        inputs = [_document_of(name) for name in inputs]
    document: Any = inputs[0] if inputs and inputs[0] != "-" else sys.stdin.buffer.read()
    style = options.style or _style_of(document, options.spec_title)
    for path in (style.partition("#")[0], document, *options.catalogs):
        if isinstance(path, str) and not os.path.isfile(path):
            raise Stop(f"cannot read {path!r}: there is no such file", FILE)
    where: dict[str, Any] = {
        "search": options.search, "roots": options.root, "engine": options.backend, "catalogs": options.catalogs,
    }  # fmt: skip
    problems: list[Error] = []
    sheet = None
    try:
        sheet = stylesheet_once(style, not options.no_cache, variables=_variables(options.variables), backend=backend,
                                include=[*options.include, *options.spec_include], **where)  # fmt: skip
        files = transform(
            sheet, document, backend, raw=form == "raw", encoding=ENCODINGS[options.encoding.lower()], fuel=options.fuel,
            timeout=options.timeout, max_depth=options.max_depth, errors=problems, max_errors=options.max_errors,
            progress=options.progress or sys.stderr.isatty(), include=[*options.include, *options.doc_include], **where,
            **({} if options.memory is None else {"memory": options.memory}),
        )  # fmt: skip
    except ValueError as error:
        raise usage(str(error)) from None
    except AnyError as error:
        *before, error = error, *error.others
        if options.error_file is None:
            for one in before:
                show(one)
        _tell(problems if options.error_file is None else [*problems, *before, error], options)
        code = SOURCE if sheet is None and isinstance(error, (ReadError, ExpandError, CompileError)) else code_of(error)
        if options.error_file is None:
            raise Stop(error, code) from None
        return code
    _write(files, options, document, backend in PRINTERS, backend)
    _tell(problems, options)
    return PROGRAM if problems else OK


def _write(files: dict[str, bytes], options: argparse.Namespace, document: Any, printed: bool, backend: str) -> None:
    from pyfront.dsssl.api import write_files

    top = files.pop("", b"")
    write_files(files, options.directory)
    output = options.output
    if output is None and printed:  # as OpenJade: the document's name with the back end's suffix
        output = (os.path.splitext(document)[0] if isinstance(document, str) else "jade-out") + "." + backend
    if output is not None:
        write(output, top)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(top)
        sys.stdout.buffer.flush()


def _tell(messages: list[Error], options: argparse.Namespace) -> None:
    """Shows errors, in short if there is no ``-G``, or appends them to a file."""
    texts = []
    for one in messages:
        text = str(one) if options.trace else "\n".join([str(one).split("\n", 1)[0], *(f"  {note}" for note in one.notes)])
        texts.append(text)
    if options.error_file is None:
        for one, text in zip(messages, texts):
            show(one if options.trace else text)
    elif texts:
        with open(options.error_file, "a", encoding="utf-8") as file:
            file.writelines(text + "\n" for text in texts)


def _check(options: argparse.Namespace) -> None:
    if options.unsupported or options.with_value:
        raise usage(f"this option of OpenJade is not there: {(options.unsupported or ['-a or -A'])[0]}")
    if options.encoding.lower() not in ENCODINGS:
        raise usage(f"unknown encoding {options.encoding!r}; there are: {', '.join(ENCODINGS)}")
    for one in options.warning:
        if one.removeprefix("no-") not in WARNINGS:
            raise usage(f"unknown warning {one!r}")


def _document_of(catalog: str) -> str:
    """What the entry DOCUMENT of an SGML catalog names."""
    import re

    try:
        with open(catalog, encoding="utf-8", errors="replace") as file:
            text = re.sub(r"--.*?--", " ", file.read(), flags=re.S)
    except OSError as error:
        raise Stop(f"cannot read {catalog!r}: {error.strerror}", FILE) from None
    found = re.search(r"(?:^|\s)DOCUMENT\s+(?:\"([^\"]*)\"|'([^']*)'|(\S+))", text)
    if found is None:
        raise Stop(f"{catalog} has no entry DOCUMENT", FILE)
    return os.path.join(os.path.dirname(catalog), next(group for group in found.groups() if group is not None))


def _style_of(document: Any, title: str | None = None) -> str:
    """The style sheet that the prolog of a document names, perhaps one with a title; else the file beside it."""
    if isinstance(document, str):
        try:
            with open(document, "rb") as file:
                head = file.read(PROLOG)
        except OSError:
            head = b""
    else:
        head = document[:PROLOG]
    import re

    beside = os.path.dirname(document) if isinstance(document, str) else ""
    text = head.decode("utf-8", "replace")
    found = re.search(r"<\?dsssl\s+(.*?)\s*\??>", text)
    if found is not None and title is None:
        return os.path.join(beside, found.group(1))
    for one in re.finditer(r"<\?(?:xml[-:])?stylesheet\s+(.*?)\??>", text, re.S):
        given = {name: value for name, _, value in re.findall(r"(\w+)\s*=\s*([\"'])(.*?)\2", one.group(1))}
        if given.get("type") in STYLE_TYPES and "href" in given and title in (None, given.get("title")):
            return os.path.join(beside, given["href"])
    if title is not None:
        raise usage(f"the document names no style sheet with the title {title!r}")
    if not isinstance(document, str):
        raise usage("the style sheet is not named: -d STYLE")
    return os.path.splitext(document)[0] + ".dsl"


def _variables(given: list[str]) -> dict[str, Any]:
    """``name`` is true, ``name=text`` a string, what begins with a parenthesis a definition."""
    found: dict[str, Any] = {}
    for one in given:
        if one.startswith("("):
            found[one] = None
            continue
        name, equals, value = one.partition("=")
        if not name or any(char in name for char in " ()\"'"):
            raise usage(f"{one!r} is no variable: NAME, or NAME=VALUE")
        found[name] = value if equals else True
    return found
