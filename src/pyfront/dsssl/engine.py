"""A machine that runs a style sheet over documents."""

from __future__ import annotations

import sys
from array import array

from pyfront.dsssl.declarations import Others, generated_id
from pyfront.dsssl.document import Grove
from pyfront.dsssl.errors import SpecificationError, UnsupportedError
from pyfront.dsssl.images import IMAGES, NAMES, library_path
from pyfront.errors import Error
from pyfront.expand.room import RECURSION
from pyfront.report import extent, locate, translate
from pyfront.text.source import Source
from vmcore._host import Machine
from vmcore._image import Image
from vmcore._trees import Document, add_document, finished, place, start
from vmcore._trees import options as write_as
from vmcore.errors import MachineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from pyfront.dsssl.specification import Part
    from pyfront.text.source import SourceMap

_library: dict[str, Any] = {}


def provided() -> frozenset[str]:
    """The names that the library defines."""
    if "names" not in _library:
        with open(library_path(NAMES), encoding="utf-8") as file:
            _library["names"] = frozenset(file.read().split())
    names: frozenset[str] = _library["names"]
    return names


def library_image(backend: str) -> Any:
    if backend not in _library:
        with open(library_path(IMAGES[backend]), "rb") as file:
            _library[backend] = Image(file.read())
    return _library[backend]


class Stylesheet:
    """A compiled style sheet: the image of its unit, its rules in their order, the number of modes. ``files``: what was read."""

    __slots__ = ("image", "rules", "modes", "files", "engine", "whole_attributes", "printing", "style_modes")

    def __init__(self, image: bytes, rules: list[tuple[Any, ...]], modes: int, engine: str, printing: bool = False) -> None:
        self.image = image
        self.rules = rules
        self.modes = modes
        self.engine = engine
        self.whole_attributes = False  # are implied attributes nodes?
        self.printing = printing  # are there characteristics in it?
        self.style_modes = 0  # modes behind the others: see ``Sheet``; ``modes`` counts them
        self.files: dict[str, bytes] = {}

    def summary(self) -> tuple[str, ...]:
        """What there is besides the image, as texts."""
        rows = [f"{mode} {kind} {number} {family} {' '.join(path)}" for mode, kind, path, number, family in self.rules]
        return (f"{self.modes} {self.whole_attributes:d} {self.printing:d} {self.style_modes}", *rows)

    @staticmethod
    def of(image: bytes, summary: tuple[str, ...], engine: str) -> Stylesheet:
        """The style sheet of an image and a summary; ValueError if they are none."""
        rules = []
        for row in summary[1:]:
            mode, kind, number, family, *path = row.split(" ")
            rules.append((int(mode), kind, tuple(one for one in path if one), int(number), int(family)))
        modes, whole, printing, style_modes = summary[0].split(" ")
        sheet = Stylesheet(image, rules, int(modes), engine, printing == "1")
        sheet.whole_attributes = whole == "1"
        sheet.style_modes = int(style_modes)
        return sheet


def compile_sheet(
    parts: list[Part], sources: SourceMap, variables: Iterable[tuple[str, Any]] = (), backend: str = "vm", printing: bool = False
) -> Stylesheet:
    """The parts of a style specification as one image. ``printing``: characteristics count."""
    from pyfront.dsssl.compile import Sheet, rule_rows  # nothing of this is needed where the style sheet is cached
    from pyfront.dsssl.library import emit

    if printing:
        from pyfront.dsssl.printing import PrintSheet

        sheet: Sheet = PrintSheet(sources, provided())
    else:
        sheet = Sheet(sources, provided())
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        for name, value in variables:
            if name.startswith("("):
                sheet.declare_text(name)
            else:
                sheet.declare(name, value)
        sheet.read(parts)
        unit = sheet.unit()
        image = emit(unit, sources, backend)
    except RecursionError:
        raise SpecificationError("expressions are nested too deeply") from None
    except Error as error:
        found = sorted({*sheet.errors, error}, key=lambda one: one.pos)
        for one in found:
            locate(one, sources)
        found[0].others = found[1:]
        raise found[0] from None
    finally:
        sys.setrecursionlimit(limit)
    made = Stylesheet(image, rule_rows(sheet.rules), len(sheet.modes) + sheet.style_modes, backend, printing)
    made.style_modes = sheet.style_modes
    made.whole_attributes = sheet.whole_attributes
    return made


BASES = {"x": 16, "b": 2, "o": 8, "d": 10}  # of the prefixes of numbers


class Engine:
    """A machine with the library, a style sheet and documents in it."""

    def __init__(self, backend: str = "vm", limits: dict[str, Any] | None = None) -> None:
        self.machine = Machine()
        if backend == "treewalk":
            self.machine.use_tree_walker()
        self.groves: list[Grove] = []
        self.documents: list[Any] = []
        self.others: dict[int, Others] = {}
        self.sheet: Stylesheet | None = None
        self.image: Any = None  # of the style sheet
        self.stderr: Any = None
        self.problems: list[Error] | None = None  # where errors are put if they do not end the run
        self.most_problems: int | None = None  # so many end it
        self.progress = False  # is it told how far the run is?
        self.load_document: Any = None  # what sgml-parse calls
        self.read_entity: Any = None
        start(self.machine)
        self.machine.define_stubs("machine:")
        self.machine.set_service("dsssl:%service", self.serve)
        self.machine.set_dialect(titles=True)  # which messages.py turns into names of the language
        self.machine.translate = self.translated
        self.machine.load(library_image(backend))()
        if limits:
            self.machine.set_limits(**limits)

    def translated(self, error: Any) -> BaseException:
        """The error as users see it, with the place in the document."""
        from pyfront.dsssl.messages import explain

        if error.irritants and error.value is not None:
            try:
                shown = self.machine.get_global("dsssl:%shown-irritants")(error.value)
                error.irritants = [str(one) for one in self.machine.plain(shown)]
            except (Error, RecursionError):
                pass  # a limit of the runtime, or no room behind the recursion that failed: as they are
        made = translate(error, explain)
        if isinstance(made, Error):
            made.backtrace = _calls(made.backtrace)
        if isinstance(made, Error) and not made.file:
            self._locate(made)
        where = place(self.machine)
        if where is not None and isinstance(made, Error):
            number, line, is_element, before = where
            grove = self.groves[number]
            made.notes.append(f"in the document: {grove.path}:{line or grove.line(before, is_element)}")
        return made

    def _locate(self, error: Error) -> None:
        """An error that no procedure of the style sheet is at: what was being put when it was found tells where it is from."""
        if self.image is None:
            return
        try:
            pos = self.machine.plain(self.machine.get_global("dsssl:%source-now")())
        except (Error, RecursionError):
            return  # as above
        if pos:
            sources = (Source(name, text, base) for name, base, text in self.image.sources)
            source = next((one for one in sources if one.base <= pos <= one.base + len(one.text)), None)
            if source is not None:
                error.locate(source, pos, extent(source, pos))

    def use(self, sheet: Stylesheet, units: int = 0, modes: bool = False) -> None:
        """``units``: to an inch, for a back end that prints; ``modes``: it wants to know the modes of nodes."""
        self.sheet = sheet
        if units:
            self.machine.get_global("dsssl:%use-units")(units)
        self.image = Image(sheet.image)
        self.machine.load(self.image)()
        if sheet.printing:
            self.machine.get_global("dsssl:%print-on")(self.machine.get_global("style:%characteristics"))
            if modes:
                self.machine.get_global("dsssl:%show-modes")()

    def add(self, grove: Grove) -> int:
        """Puts a document into the machine; its number."""
        assert self.sheet is not None
        arrays, text = grove.finish()
        document = Document(arrays, text, grove.folds)
        number = add_document(self.machine, document, grove.strings)
        document.set_rules(*tables(self.sheet, grove), self.sheet.modes, sum(rule[1] in QUERIES for rule in self.sheet.rules))
        self.groves.append(grove)
        self.documents.append(document)
        return int(number)

    def run(self, number: int, kind: str, raw: bool, encoding: str) -> list[tuple[str, bytes]]:
        """Processes a document; the files written. The name of what goes to the standard output is empty."""
        assert self.sheet is not None
        write_as(self.machine, encoding, kind == "xml", raw, self.sheet.printing)
        if self.problems is not None:
            self.machine.get_global("dsssl:%go-on")()
        process = self.machine.get_global("dsssl:%run-document")
        if self.progress:
            from pyfront.dsssl.progress import Progress

            with Progress(self.machine, self.groves[number].element_count()):
                process(number)
        else:
            process(number)
        return list(finished(self.machine))

    # ------------------------------------------------------------ services

    def serve(self, machine: Any, name: Any, *args: Any) -> Any:
        service = SERVICES.get(name.name)
        if service is None:
            raise UnsupportedError(f"{name.name} is not there yet")
        return service(self, machine, *args)

    def _debug(self, machine: Any, value: Any, text: Any) -> None:
        print(machine.plain(text), file=self.stderr or sys.stderr)

    def _problem(self, machine: Any, kind: Any, message: Any, irritants: Any) -> None:
        """An error that a rule ended with. The calls are still there."""
        text = [str(one) for one in machine.plain(irritants)]
        frames = machine.frames()
        handler = next((i for i, frame in enumerate(frames) if frame[0] == "%try-handler"), -1)
        error = MachineError("RAISE", kind.name, machine.plain(message), text, None, frames[handler + 1 :])
        error.tails, error.calls, error.cut = {}, {}, (0, 0)
        found = self.translated(error)
        assert self.problems is not None and isinstance(found, Error)
        self.problems.append(found)
        if self.most_problems is not None and len(self.problems) >= self.most_problems:
            raise Error(f"there are {self.most_problems} errors: giving up")

    def _text(self, machine: Any, value: Any) -> str:
        text: str = machine.display(value, 1)
        return text

    def _external(self, machine: Any, name: Any) -> bool:
        return False

    def _string_to_number(self, machine: Any, text: Any, radix: Any) -> Any:
        digits, base = machine.plain(text), machine.plain(radix)
        if digits[:1] == "#":
            base = BASES.get(digits[1:2], 0)
            digits = digits[2:]
        if base == 0 or not digits.isascii() or "_" in digits or digits.strip() != digits or digits[-1:] == " ":
            return False
        try:
            return int(digits, base)
        except ValueError:
            pass
        import re  # most style sheets have no use for it

        is_decimal = base == 10 and re.fullmatch(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", digits)
        return float(digits) if is_decimal else False

    def _time(self, machine: Any) -> int:
        import time

        return int(time.time())

    def _time_text(self, machine: Any, seconds: Any, universal: Any) -> str:
        import time

        made = time.gmtime if machine.plain(universal) else time.localtime
        try:
            return time.strftime("%Y-%m-%dT%H:%M:%S", made(machine.plain(seconds)))
        except (OverflowError, ValueError, OSError):
            raise Error("time->string: there is no such time") from None

    def _read_entity(self, machine: Any, name: Any) -> Any:
        if self.read_entity is None:
            return False
        return self.read_entity(machine.plain(name))

    def _sgml_parse(self, machine: Any, name: Any) -> Any:
        if self.load_document is None:
            raise UnsupportedError("sgml-parse is not there yet")
        return self.load_document(machine.plain(name))

    def _char_property(self, machine: Any, name: Any, code: Any, whole: Any) -> Any:
        from pyfront.dsssl.charprops import own_value, value

        return (value if machine.plain(whole) else own_value)(machine.plain(name).name, machine.plain(code))

    def _entity(self, machine: Any, name: Any, what: Any, number: Any) -> Any:
        entity = self.groves[machine.plain(number)].entities.get(machine.plain(name))
        if entity is None:
            return False
        what = machine.plain(what)
        if what == "text":
            return entity.text if entity.text is not None and entity.system is None else False
        if what == "system-id":
            return entity.system or False
        if what == "path":
            return self._generated(entity.system, number)
        if what == "public-id":
            return entity.public or False
        if what == "notation":
            return entity.notation or False
        return "text" if entity.notation is None else "ndata"

    def _generated(self, system: str | None, number: Any) -> Any:
        assert self.sheet is not None
        return generated_id(system, self.groves[self.machine.plain(number)].path, self.sheet.printing) or False

    def _notation(self, machine: Any, name: Any, what: Any, number: Any) -> Any:
        system, public = self.groves[machine.plain(number)].notations.get(machine.plain(name), (None, None))
        if machine.plain(what) == "path":
            return self._generated(system, number)
        return (public if machine.plain(what) == "public-id" else system) or False

    def _attribute_type(self, machine: Any, element: Any, name: Any, number: Any) -> Any:
        return self.groves[machine.plain(number)].attribute_type(machine.plain(element), machine.plain(name))

    def _value_first(self, machine: Any, attribute: Any, count: Any, number: Any) -> Any:
        return self._others(machine.plain(number)).value_first(machine.plain(attribute), machine.plain(count))

    def _value_place(self, machine: Any, node: Any, number: Any) -> Any:
        return list(self._others(machine.plain(number)).value_place(machine.plain(node)))

    def _others(self, which: int) -> Others:
        found = self.others.get(which)
        if found is None:
            found = self.others[which] = Others(self.groves[which], self.sheet is not None and self.sheet.printing)
        return found

    def _property(self, machine: Any, name: Any, node: Any, number: Any) -> Any:
        others = self._others(machine.plain(number))
        own = machine.plain(node)
        return others.of_root(machine.plain(name)) if own is False else others.property(machine.plain(name), own)


SERVICES: dict[str, Any] = {
    "debug": Engine._debug,
    "problem": Engine._problem,
    "text": Engine._text,
    "external": Engine._external,
    "string->number": Engine._string_to_number,
    "time": Engine._time,
    "time->string": Engine._time_text,
    "char-property": Engine._char_property,
    "property": Engine._property,
    "attribute-type": Engine._attribute_type,
    "value-first": Engine._value_first,
    "value-place": Engine._value_place,
    "read-entity": Engine._read_entity,
    "sgml-parse": Engine._sgml_parse,
    "entity": Engine._entity,
    "notation": Engine._notation,
}


def _calls(frames: list[Any]) -> list[Any]:
    """Without those that look for a value that was kept (``memo``): they have names and no places."""
    found: list[Any] = []
    elided = ""
    for frame in frames:
        if frame.name and not frame.file and not frame.top:
            elided = elided or frame.elided
            continue
        frame.elided = frame.elided or elided
        elided = ""
        found.append(frame)
    return found


def tables(sheet: Stylesheet, grove: Grove) -> tuple[bytes, bytes]:
    """What rules there are for each name of a document in each mode: ``Tree.matches``, ``Tree.candidates``."""
    matches = array("i", bytes(4 * sheet.modes * grove.names))
    candidates = array("i", [-1])
    entries: list[list[int]] = []  # in the order of the rules
    of_mode: list[dict[str, list[int]]] = [{} for _ in range(sheet.modes)]  # name -> numbers of entries
    for mode, kind, path, number, family in sheet.rules:
        entry = _entry(kind, [name.upper() for name in path] if grove.folds else path, number, family, grove)
        if entry is not None:
            key = path[0] if kind == "element" else "" if kind == "root" else QUERY if kind == "query" else ANY
            if kind == "pattern" and len(path) > 1:
                key = path[1]
            of_mode[mode].setdefault(key.upper() if grove.folds else key, []).append(len(entries))
            entries.append(entry)
    styles = sheet.modes - sheet.style_modes
    for i in range(grove.names):
        name = grove.strings[i]
        initial: list[int] = []
        for mode in range(sheet.modes):
            if mode in (0, styles):
                initial = found = _candidates(of_mode[mode], name)
            else:
                found = _candidates(of_mode[mode], name) + initial
            if found:
                matches[i * sheet.modes + mode] = len(candidates)
                for one in found:
                    candidates.extend(entries[one])
                candidates.append(-1)
    return matches.tobytes(), candidates.tobytes()


ANY, QUERY = "*", "?"
QUERIES = ("query", "pattern")  # rules for the nodes of a list


def _candidates(of_mode: dict[str, list[int]], name: str) -> list[int]:
    queries = of_mode.get(QUERY, [])
    if not name:
        return sorted(of_mode.get("", []) + queries)
    any_name = of_mode.get(ANY, [])
    if queries:
        any_name = sorted(any_name + queries)
    own = of_mode.get(name, [])
    return sorted(own + any_name) if own and any_name else own or any_name


def _entry(kind: str, path: Sequence[str], number: int, family: int, grove: Grove) -> list[int] | None:
    """Rule, number of parents, unique name or query, family, names of the parents; None if a name does not occur in the
    document."""
    if kind in QUERIES:
        return [number, 0, -2 - int(path[0]), family]
    if kind == "id":
        unique = grove.unique(path[0])
        return None if unique is None else [number, 0, unique, family]
    entry = [number, max(len(path) - 1, 0), -1, family]
    for name in path:
        if name not in grove.known:
            return None
    entry += [grove.known[name] for name in path[1:]]
    return entry
