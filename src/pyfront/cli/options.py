"""What the options of the commands mean. They are read in ``cli/parser.py``."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

BACKENDS = ("vm", "treewalk")  # those of pyfront.api, which is loaded later
CAPABILITIES = ("file", "file-read", "file-write", "env", "exit", "clock", "random", "python", "network", "process")
ASKED = frozenset(("file", "network", "process"))  # what a program has only if --allow says so; file: both of the next
LIMITS = ("fuel", "memory", "timeout", "max_depth")


def allowed(options: argparse.Namespace) -> tuple[str, ...]:
    """The capabilities that the options leave: all but network and process, or with --sandbox none; then --allow, then --deny."""
    chosen = set() if options.sandbox else set(CAPABILITIES) - ASKED
    chosen |= set(options.allow)
    chosen -= set(options.deny)
    return (*(name for name in CAPABILITIES if name in chosen), *sorted(x for x in chosen if x.startswith("python:")))


def runtime_options(options: argparse.Namespace) -> dict[str, Any]:
    """What the options mean to ``pyfront.Runtime``."""
    found: dict[str, Any] = {name: getattr(options, name) for name in LIMITS}
    found["backend"] = options.backend
    found["allow"] = allowed(options)
    found["path"] = search_path(options)
    return found


def search_path(options: argparse.Namespace) -> list[str]:
    """Where libraries are looked for: beside the program, then in the directories of -I."""
    file = getattr(options, "file", "-")
    own = [] if file == "-" or "file" not in options else [os.path.dirname(file) or "."]
    return [*own, *options.include]


class Plain:
    """The options of ``vmcore run FILE ARGS``, without the parser, which takes a third of the time of a short program."""

    def __init__(self, file: str, args: list[str]) -> None:
        self.name = "run"
        self.file = file
        self.args = args
        self.language = self.fuel = self.memory = self.timeout = self.max_depth = None
        self.backend = BACKENDS[0]
        self.sandbox = self.no_cache = self.explain = False
        self.allow: list[str] = []
        self.deny: list[str] = []
        self.include: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__

    def command(self, options: Any) -> int:
        from pyfront.cli.commands import run

        return run(options)


class PlainWasm:
    """The options of ``vmcore wasm run FILE ARGS``."""

    def __init__(self, file: str, args: list[str]) -> None:
        self.file = file
        self.args = args
        self.fuel = self.memory = self.timeout = None
        self.dir: list[str] = []
        self.dir_ro: list[str] = []
        self.env: list[str] = []

    def command(self, options: Any) -> int:
        from pyfront.cli.wasm import run

        return run(options)


class PlainJade:
    """The options of ``vmcore jade -d STYLE -t BACKEND -V VARIABLE INPUT``."""

    def __init__(self) -> None:
        self.style = self.output = self.error_file = None
        self.type = "sgml"
        self.encoding = "utf-8"
        self.directory = "."
        self.backend = BACKENDS[0]
        self.fuel = self.memory = self.timeout = self.max_depth = self.max_errors = None
        self.no_cache = self.trace = self.progress = self.as_catalogs = self.tell_version = False
        self.spec_title = None
        self.doc_include: list[str] = []
        self.spec_include: list[str] = []
        self.unsupported = self.with_value = None
        self.variables: list[str] = []
        self.search: list[str] = []
        self.root: list[str] = []
        self.catalogs: list[str] = []
        self.include: list[str] = []
        self.warning: list[str] = []
        self.inputs: list[str] = []

    @staticmethod
    def read(arguments: list[str]) -> PlainJade | None:
        found = PlainJade()
        at = 0
        while at < len(arguments):
            one = arguments[at]
            value = arguments[at + 1] if at + 1 < len(arguments) else ""
            if one[:1] not in ("", "-"):
                found.inputs.append(one)
                at += 1
            elif one in ("-d", "-t", "-V") and value[:1] not in ("", "-"):
                if one == "-V":
                    found.variables.append(value)
                else:
                    setattr(found, "style" if one == "-d" else "type", value)
                at += 2
            else:
                return None
        return found

    def command(self, options: Any) -> int:
        from pyfront.cli.jade import jade

        return jade(options)


def plain(arguments: list[str]) -> Plain | PlainWasm | PlainJade | None:
    """What the parser would make of arguments, if it is not needed for them."""
    if arguments[:1] == ["jade"]:
        return PlainJade.read(arguments[1:])
    if arguments[:2] == ["wasm", "run"] and len(arguments) > 2 and arguments[2][:1] not in ("", "-") and "--" not in arguments:
        return PlainWasm(arguments[2], arguments[3:])
    if arguments[:1] != ["run"] or "--" in arguments:
        return None
    found = Plain("", [])
    at = 1
    while at + 1 < len(arguments) and arguments[at][:1] == "-":
        word, value = arguments[at], arguments[at + 1]
        if word == "--no-cache":
            found.no_cache = True
            at += 1
            continue
        if word == "--backend" and value in BACKENDS:
            found.backend = value
        elif word in ("-I", "--include") and value[:1] not in ("", "-"):
            found.include.append(value)
        else:
            return None
        at += 2
    if at >= len(arguments) or arguments[at][:1] in ("", "-"):
        return None
    found.file, found.args = arguments[at], arguments[at + 1 :]
    return found
