"""Golden tests of error messages: each program of a folder with the message a user sees next to it.

    PYTHONPATH=src python tests/messages/messages.py             show what differs
    PYTHONPATH=src python tests/messages/messages.py --update    write the messages that come now; read the diff
    PYTHONPATH=src python tests/messages/messages.py NAME ...    show the messages of these programs

A message is "class: str(error)", preceded by what the program wrote. Both engines must give the same. A first line
";; options: NAME=VALUE ..." gives options of ``run``; ";; integrated" says that the compiler makes a procedure a part of
its caller, so that the tree-walker's backtrace has a frame more and is not compared.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pyfront
import pyfront.report

pyfront.report._STRICT = True  # an error in the advice is not to be hidden
FOLDER = Path(__file__).parent / "scheme"
ENGINES = ("vm", "treewalk")
_OPTIONS = ";; options: "
_INTEGRATED = ";; integrated"


def programs() -> list[Path]:
    return sorted(FOLDER.glob("*.scm"))


def expected(program: Path) -> Path:
    return program.with_suffix(".txt")


def message(program: Path, engine: str) -> str:
    """What a user sees of a program."""
    text = program.read_text(encoding="utf-8")
    out = io.StringIO()
    try:
        value = pyfront.run(text, filename=program.name, backend=engine, stdout=out, **options(text))
        end = f"value: {value!r}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
        end = f"{type(error).__name__}: {error}"
    written = out.getvalue()
    return written + ("\n" if written and not written.endswith("\n") else "") + end + "\n"


def comparable(program: Path, engine: str, text: str) -> str:
    """The part of a message that an engine must agree on with the others."""
    if engine == "vm" or not program.read_text(encoding="utf-8").startswith(_INTEGRATED):
        return text
    return "".join(line for line in text.splitlines(True) if not line.startswith(("  in ", "  at ", "  ...")))


def options(text: str) -> dict[str, object]:
    first = text.removeprefix(_INTEGRATED + "\n").partition("\n")[0]
    if not first.startswith(_OPTIONS):
        return {}
    pairs = (word.partition("=") for word in first[len(_OPTIONS) :].split())
    return {name: value.split(",") if name == "allow" else float(value) if "." in value else int(value)
            for name, _, value in pairs}  # fmt: skip


def main(arguments: list[str]) -> int:
    update = "--update" in arguments
    names = [word for word in arguments if not word.startswith("--")]
    wrong = 0
    for program in programs():
        if names and program.stem not in names:
            continue
        found = {engine: message(program, engine) for engine in ENGINES}
        if names:
            print(found["vm"], end="")
        for engine in ENGINES[1:]:
            if comparable(program, engine, found[engine]) != comparable(program, engine, found["vm"]):
                wrong += 1
                print(f"{program.name}: {engine} says something else:\n{found[engine]}--- than the vm:\n{found['vm']}")
        file = expected(program)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        if update:
            file.write_text(found["vm"], encoding="utf-8")
        elif before != found["vm"]:
            wrong += 1
            print(f"{program.name}: expected:\n{before}--- found:\n{found['vm']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
