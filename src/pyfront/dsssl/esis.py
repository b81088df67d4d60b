"""SGML documents as document trees, by way of onsgmls (Debian: opensp), which parses them.

onsgmls reads files below the roots only (``-R``), and then none by a path with ``..``: where a document names one, it is told by a
catalog which file of the roots that is. What it writes, ESIS, is one event a line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile

from pyfront.dsssl.document import ELEMENT, PI, ROOT, Entity, Grove
from pyfront.dsssl.errors import DocumentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.dsssl.storage import Storage

COMMAND = "onsgmls"
OPTIONS = ("-l", "-R", "-E", "20", "-oid", "-oentity", "-onotation-sysid", "-oempty", "-ononsgml")
_ESCAPE = re.compile(r"\\(?:(\\)|(n)|(\|)|([0-7]{3})|#([0-9]+);)")
_NOT_FOUND = re.compile(r'^[^:]*onsgmls:(.*?):\d+:\d+:E: cannot find "([^"\n]*\.\.[^"\n]*)"', re.M)
MAX_NAMED = 1000  # files with such paths in one document
_MESSAGE = re.compile(r"^[^:]*onsgmls:(.*?):(\d+):(\d+):([EX]): (.*)$", re.M)


def parse_sgml(path: str, storage: Storage, declaration: str | None = None) -> Grove:
    """The document in a file."""
    program = shutil.which(COMMAND)
    if program is None:
        raise DocumentError(f"{path}: SGML documents are read by {COMMAND} (OpenSP), which is not installed")
    storage.check(path)
    with open(path, "rb") as file:
        data = file.read()
    try:
        data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "is8859-1"
    folders = [option for root in storage.roots if os.path.isdir(root) for option in ("-D", root)]
    catalogs = [option for one in storage.catalogs if os.path.isfile(one) for option in ("-c", one)]
    included = [option for one in storage.include for option in ("-i", one)]
    files = [one for one in (declaration, os.path.realpath(path)) if one is not None]
    command = [program, *OPTIONS, *included, *folders, *catalogs, *files]
    done, messages = _run(command, encoding, storage)
    problem = _MESSAGE.search(messages)
    if problem is not None:
        where, line, column, _, text = problem.groups()
        raise DocumentError(text, file=path if where == os.path.realpath(path) else where, line=int(line), column=int(column))
    if done.returncode != 0 and not done.stdout:
        raise DocumentError(f"{path}: {COMMAND} failed")
    return _Reader(path).read(done.stdout.decode("utf-8" if encoding == "utf-8" else "latin-1").split("\n"))


def _run(command: list[str], encoding: str, storage: Storage) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """What onsgmls writes, and its messages. Files it does not look for, as their paths have ``..``, are put into a catalog."""
    environment = {**os.environ, "SP_ENCODING": encoding, "LC_ALL": "C"}
    named: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        catalog = os.path.join(folder, "catalog")
        while True:
            extra = ["-D", folder, "-c", catalog] if named else []
            done = subprocess.run([*command[:1], *extra, *command[1:]], capture_output=True, env=environment, check=False)
            messages = done.stderr.decode("utf-8", "replace")
            before = len(named)
            for base, system in _NOT_FOUND.findall(messages):
                path = os.path.normpath(os.path.join(os.path.dirname(base), system))
                if system not in named and os.path.isfile(path):
                    named[system] = storage.check(path)
            if len(named) == before or len(named) > MAX_NAMED:
                return done, messages
            with open(catalog, "w", encoding="utf-8") as file:
                file.writelines(f'SYSTEM "{system}" "{path}"\n' for system, path in named.items())


# Kinds of attributes as ESIS has them, which calls all lists of tokens the same -> types as of a declaration in XML.
TYPES = {"TOKEN": "nmtokens", "ID": "id", "ENTITY": "entities", "NOTATION": "notation"}


class _Reader:
    """Events to a grove."""

    def __init__(self, path: str) -> None:
        self.made = Grove(path)
        self.line = 1
        self.attributes: list[tuple[str, str | None, str]] = []  # name, value, kind
        self.types = self.made.types = {}
        self.parents = [0]
        self.numbers: list[dict[int, int]] = [{}]
        self.pending: list[str] = []
        self.system: str | None = None
        self.public: str | None = None

    def read(self, lines: list[str]) -> Grove:
        made = self.made
        for line in lines:
            if line[:1] == "(":
                made.string(line[1:])
        made.names = len(made.strings)
        made.folds = not any(char.islower() for name in made.strings for char in name)  # that is up to the SGML declaration
        made.node(ROOT, -1, 0, 1, 0, -1)
        for line in lines:
            handler = _EVENTS.get(line[:1])
            if handler is not None:
                handler(self, line[1:])
        made.ints["end"][0] = len(made.kind)
        return made

    def flush(self) -> None:
        if self.pending:
            self.made.text("".join(self.pending), self.parents[-1], self.line)
            self.pending = []

    def start(self, name: str) -> None:
        self.flush()
        made = self.made
        which = made.known[name]
        number = self.numbers[-1][which] = self.numbers[-1].get(which, 0) + 1
        unique = next((value for _, value, kind in self.attributes if kind == "ID" and value is not None), None)
        i = made.node(ELEMENT, self.parents[-1], which, self.line, number, -1 if unique is None else made.string(unique))
        made.elements += 1
        for key, value, kind in self.attributes:
            if kind in TYPES:
                self.types.setdefault((name, key), TYPES[kind])
            made.ints["attribute_name"].append(made.string(key))
            made.ints["attribute_value"].append(-1 if value is None else made.string(value))
            made.ints["attribute_owner"].append(i)
        self.attributes = []
        self.parents.append(i)
        self.numbers.append({})

    def end(self, name: str) -> None:
        self.flush()
        self.made.ints["end"][self.parents.pop()] = len(self.made.kind)
        self.numbers.pop()

    def attribute(self, rest: str) -> None:
        name, kind, value = (*rest.split(" ", 2), "")[:3]
        self.attributes.append((name, None if kind == "IMPLIED" else _decoded(value), kind))

    def data(self, rest: str) -> None:
        self.pending.append(_decoded(rest))

    def pi(self, rest: str) -> None:
        if len(self.parents) > 1:
            self.flush()
            self.made.node(PI, self.parents[-1], self.made.string(_decoded(rest)), self.line, 0, -1)

    def place(self, rest: str) -> None:
        number = rest.split(" ", 1)[0]
        if number.isdigit():
            self.line = int(number)

    def system_id(self, rest: str) -> None:
        self.system = _decoded(rest)

    def public_id(self, rest: str) -> None:
        self.public = _decoded(rest)

    def external(self, rest: str) -> None:
        name, _, notation = (*rest.split(" ", 2), "", "")[:3]
        self.made.entities[name] = Entity(name, None, self.system, self.public, notation or None)
        self.system = self.public = None

    def internal(self, rest: str) -> None:
        name, _, text = (*rest.split(" ", 2), "", "")[:3]
        self.made.entities[name] = Entity(name, _decoded(text), None, None, None)

    def notation(self, rest: str) -> None:
        self.made.notations[rest] = (self.system, self.public)
        self.system = self.public = None


def _decoded(text: str) -> str:
    """Escapes replaced: line ends are RE (13); the marks around SDATA are left out."""

    def replaced(found: re.Match[str]) -> str:
        backslash, end, mark, octal, decimal = found.groups()
        if backslash:
            return "\\"
        if end:
            return "\r"
        if mark:
            return ""
        return chr(int(octal, 8) if octal else int(decimal))

    return _ESCAPE.sub(replaced, text) if "\\" in text else text


_EVENTS = {
    "(": _Reader.start, ")": _Reader.end, "A": _Reader.attribute, "-": _Reader.data, "?": _Reader.pi, "L": _Reader.place,
    "s": _Reader.system_id, "p": _Reader.public_id, "E": _Reader.external, "I": _Reader.internal, "N": _Reader.notation,
}  # fmt: skip
