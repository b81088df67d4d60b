"""The expressions of `names/expressions.txt`, evaluated: every name of the language is in one of them, and wrong arguments of each.

    python tests/dsssl/names_sheet.py       writes the expectations anew, with OpenJade (Debian: openjade, opensp)

Each expression is evaluated in a mode of its own, so that an error costs its line only. A line of the expectations is the number
and the value; only the number where OpenJade reports an error; and a ! where OpenJade itself breaks down.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

NAMES = Path(__file__).resolve().parent / "names"
EXPECTED = NAMES / "expressions.out"
DECLARATION = "/usr/share/xml/declaration/xml.dcl"
HEAD = """<!DOCTYPE style-sheet PUBLIC "-//OpenJade//DTD DSSSL Specification//EN">
<style-sheet><style-specification><features>charset expression multi-process query table simple-page page math online font-info
cross-reference</features><style-specification-body><![CDATA[
"""
TAIL = "]]></style-specification-body></style-specification></style-sheet>\n"


def expressions() -> list[str]:
    lines = (NAMES / "expressions.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(";")]


def sheet(found: list[str]) -> str:
    rows = [HEAD, (NAMES / "show.dsl").read_text(encoding="utf-8")]
    for i, text in enumerate(found, 1):
        rows.append(f'(mode m{i} (element part (line "{i:03}" {text})))\n')
    calls = " ".join(f'(with-mode m{i} (process-node-list (element-with-id "two")))' for i in range(1, len(found) + 1))
    rows.append(f"(root (sosofo-append {calls}))\n")
    return "".join(rows) + TAIL


def by_openjade(found: list[str], folder: str) -> tuple[int, str, str]:
    style = Path(folder) / "style.dsl"
    style.write_text(sheet(found), encoding="utf-8")
    command = ["openjade", "-2", "-t", "sgml", "-d", str(style), DECLARATION, str(NAMES / "book.xml")]
    done = subprocess.run(command, cwd=NAMES, capture_output=True, check=False, env={**os.environ, "SP_ENCODING": "utf-8"})
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for i, text in enumerate(expressions(), 1):
            code, out, problems = by_openjade([text], folder)
            broken = code < 0
            rows.append(f"{i:03}" + (" !" if broken else out.rstrip("\n")[3:]))
            if not broken and not out:
                print(rows[-1], text, "\n    ", problems.strip().split("\n")[-1])
    EXPECTED.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
