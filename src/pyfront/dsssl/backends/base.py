"""What back ends that print share: reading events, and putting the content of ports where it belongs."""

from __future__ import annotations

from abc import ABC, abstractmethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Handler = Callable[[str], None]

EVENT, FIELD = "\1", "\2"
PIECE = 1 << 18  # bytes of events that are read at once

# The parts of a flow object with ports, in the order in which they are written behind its principal content.
PORTS = {
    "table-part": ("header", "footer"),
    "fraction": ("numerator", "denominator"),
    "script": ("pre-sup", "pre-sub", "post-sup", "post-sub", "mid-sup", "mid-sub"),
    "mark": ("over-mark", "under-mark"),
    "fence": ("open", "close"),
    "radical": ("degree",),
    "math-operator": ("operator", "lower-limit", "upper-limit"),
}

# Classes that are known by their content only to back ends that make files for other formatters.
TRANSPARENT = (
    "marginalia", "multi-mode", "column-set-sequence", "page-sequence", "embedded-text", "included-container-area",
    "aligned-column", "multi-line-inline-note", "emphasizing-mark", "side-by-side", "side-by-side-item", "glyph-annotation",
)  # fmt: skip
SIDES = ("before-row", "after-row", "before-column", "after-column")


class Printer(ABC):
    """A back end. ``handlers``: name of an event -> what is done with its fields."""

    units = 72000  # to an inch
    wants_modes = False  # are the modes of nodes of interest?

    def __init__(self, encoding: str, path: str) -> None:
        self.encoding = encoding
        self.path = path
        self.handlers: dict[str, Handler] = {}

    def on_groups(self, names: Iterable[str], start: Handler, end: Handler) -> None:
        """What is done before and behind the content of flow objects of some classes."""
        for name in names:
            self.handlers["(" + name] = start
            self.handlers[")" + name] = end

    def on_borders(self, of_table: Callable[[int], Handler], of_cell: Callable[[int], Handler]) -> None:
        """``of_table``, ``of_cell``: the handler for the number of a side."""
        for i, side in enumerate(SIDES):
            self.handlers[f"table.{side}-border"] = of_table(i)
            self.handlers[f"table-cell.{side}-border"] = of_cell(i)

    def run(self, data: bytes) -> bytes:
        """The file of the events."""
        get = self.handlers.get
        router = Router() if b"\1ports\2" in data else None
        for events in pieces(data):
            for event in events if router is None else router.route(events):
                name, _, fields = event.partition(FIELD)
                handler = get(name)
                if handler is not None:
                    handler(fields)
        return self.finish()

    @abstractmethod
    def finish(self) -> bytes:
        """The file, when all events were seen."""


def pieces(data: bytes) -> Iterator[list[str]]:
    """The events, so many at a time: as strings all of them take several times the room."""
    start = 0
    while start < len(data):
        end = data.find(b"\1", start + PIECE) + 1 or len(data)
        events = data[start:end].decode("utf-8").split(EVENT)
        events.pop()
        start = end
        yield events


class Router:
    """Puts events into the order in which they are written: content of ports behind that of the flow object they belong to."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.saved: dict[str, list[list[str]]] = {}  # number of the ports -> content of each
        self.open: list[tuple[str, str, list[str]]] = []  # flow objects with ports: name, number of the ports, modes
        self.outer: list[list[str]] = []  # what is written to outside of connections
        self.queues: dict[str, list[list[str]]] = {}  # flow level -> content that waits for its end
        self.modes: list[str] = []  # of the flow object that was opened last

    def route(self, events: list[str]) -> list[str]:
        """What can be written when these events are known, too."""
        self._take(events)
        if self.outer:
            return []
        ready, self.out = self.out, []
        return ready

    def _take(self, events: list[str]) -> None:
        for event in events:
            name, _, fields = event.partition(FIELD)
            if name == "ports":
                number, count = fields.split(FIELD)
                self.saved[number] = [[] for _ in range(int(count))]
                if self.open and self.open[-1][1] == "":
                    self.open[-1] = (self.open[-1][0], number, self.modes)
                continue
            kind = name[1:]
            if kind in PORTS or kind == "multi-mode":
                if name[0] == "(":
                    self.modes = _modes(fields) if kind == "multi-mode" else []
                    self.out.append(event)
                    self.open.append((kind, "", []))
                elif name[0] == ")":
                    self._close(kind)
                    self.out.append(event)
                else:
                    self.out.append(event)
            elif name[0] in "[]" or name in ("queued", "discard"):
                self._connection(name, fields)
            else:
                self.out.append(event)

    def _close(self, kind: str) -> None:
        _, number, modes = self.open.pop()
        names = PORTS.get(kind) or modes
        for name, content in zip(names, self.saved.pop(number, [])):
            label = f"{kind}.mode{FIELD}{name}" if kind == "multi-mode" else f"{kind}.{name}"
            self.out.append("(" + label)
            self.out += content
            self.out.append(")" + label.partition(FIELD)[0])

    def _connection(self, name: str, fields: str) -> None:
        if name == "]":
            self.out = self.outer.pop()
        elif name == "queued":
            for content in self.queues.pop(fields, []):
                self.out += content
        elif name == "discard":
            self.saved.pop(fields, None)
        else:
            where, port = fields.split(FIELD)
            self.outer.append(self.out)
            if name == "[queue":
                self.out = []
                self.queues.setdefault(where, []).append(self.out)
            elif port != "-1":
                self.out = self.saved[where][int(port)]


def _modes(fields: str) -> list[str]:
    """Names of the modes with a name, with their descriptions."""
    value = fields.rpartition(FIELD)[2]
    return [one for one in value.split("\n") if one and one.partition("\t")[0] != "#f"]


def low(text: str) -> str:
    """Characters as the bytes OpenJade makes of them."""
    return text if text.isascii() else "".join([chr(ord(c) & 0xFF) for c in text])


def parse_fields(fields: str) -> dict[str, str]:
    """Characteristics of a flow object that are not inherited."""
    if not fields:
        return {}
    parts = fields.split(FIELD)
    return dict(zip(parts[::2], parts[1::2]))
