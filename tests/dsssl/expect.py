"""Writes the expectations of `cases` and `print` anew, with OpenJade: python tests/dsssl/expect.py [NAME ...]

Those of `print` are those of OpenJade 1.3, whose program is OPENJADE in the environment.

Needs openjade and its XML declaration (Debian: openjade, opensp). The style sheets and documents are our own. Version
1.4devel1 leaves out the space between the two identifiers of a document type declaration; it is put back.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).resolve().parent / "cases"
DECLARATION = "/usr/share/xml/declaration/xml.dcl"
PRINT = CASES.parent / "print"
BACKENDS = ("sgml", "xml", "sgml-raw", "xml-raw")
PRINTERS = ("fot", "rtf", "tex")


def document_of(style: Path) -> Path:
    own = style.with_suffix(".xml")
    return own if own.exists() else CASES / "report.xml"


def main(names: list[str]) -> None:
    markup(names)
    if "OPENJADE" in os.environ:
        printed(names)


def printed(names: list[str]) -> None:
    for style in sorted(PRINT.glob("*.dsl")):
        if names and style.stem not in names:
            continue
        for backend in PRINTERS:
            out = str(style.with_suffix(f".{backend}.out"))
            command = [os.environ["OPENJADE"], "-t", backend, "-d", str(style), "-o", out, DECLARATION, str(PRINT / "manual.xml")]
            if style.stem == "rules":  # which are an extension
                command.insert(1, "-2")
            done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "SP_ENCODING": "utf-8"})
            if done.returncode < 0:  # it ended with a fault
                Path(out).unlink(missing_ok=True)
            if done.stderr and backend == "fot":
                print(done.stderr.decode("utf-8", "replace")[:2000])


def markup(names: list[str]) -> None:
    for style in sorted(CASES.glob("*.dsl")):
        if names and style.stem not in names:
            continue
        for backend in BACKENDS:
            with tempfile.TemporaryDirectory() as folder:
                extended = ["-2"] if style.stem in ("extended", "patterns") else []
                command = ["openjade", *extended, "-t", backend, "-d", str(style), DECLARATION, str(document_of(style))]
                done = subprocess.run(command, capture_output=True, cwd=folder, check=False,
                                      env={**os.environ, "SP_ENCODING": "utf-8"})  # fmt: skip
                text = re.sub(rb'(<!DOCTYPE \S+ PUBLIC "[^"]*")"', rb'\1 "', done.stdout)
                for path in sorted(Path(folder).rglob("*")):
                    if path.is_file():
                        text += b"\n==== " + str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes()
                (CASES / f"{style.stem}.{backend}.out").write_bytes(text)
                if done.stderr and backend == "sgml":
                    print(done.stderr.decode("utf-8", "replace")[:2000])


if __name__ == "__main__":
    main(sys.argv[1:])
