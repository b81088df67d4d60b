"""Texts that are compiled and run one form after another, or whose forms are in the record of the run."""

from __future__ import annotations

from pyfront.clojure.data import List
from pyfront.expand.room import roomy
from pyfront.expand.running import located_deep
from pyfront.text.source import Source, SourceMap
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.language import Environment

CHARACTER_COST, FORM_COST = 1000, 20_000  # nanoseconds of compilation that a program pays for


class Loading:
    """Forms that are compiled and run one after another: a text, or a form that a program evaluates. The text's may be in
    the record of the run (see ``record``)."""

    __slots__ = ("environment", "source", "sources", "pending", "space", "recorder", "number", "offset", "parts", "live",
                 "_an", "_reader")  # fmt: skip

    def __init__(self, environment: Environment, source: Source, sources: SourceMap, space: str = "") -> None:
        self.environment = environment
        self.source = source
        self.sources = sources
        self.pending: list[tuple[Any, int]] = []  # forms of a `do` that is being run
        self.space = space  # where a form is evaluated, if not in the current namespace
        self.recorder: Any = None
        self.number = -1  # of the text in the record
        self.offset = 0  # in the text: behind the last form that was read
        self.parts = 0  # of the form at that place that ran without being read, or of the form that is being run
        self.live = False  # is the form being run one that the record leaves out?
        self._an: Any = None
        self._reader: Any = None

    @property
    def an(self) -> Any:
        if self._an is None:
            self._an = analyser(self.environment, self.source)
        return self._an

    def read(self) -> tuple[Any, int] | None:
        """The next form of the text, and its position."""
        from pyfront.clojure.reader import END, Reader

        if self.space:
            return None
        if self._reader is None:
            from pyfront.clojure.context import ProgramContext

            source = self.source
            if self.offset:
                source = Source(source.name, source.text[self.offset :], source.base + self.offset)
            self._reader = Reader(source, ProgramContext(self.an))
        x = self._reader.read()
        self.offset = self._reader.end - self.source.base
        return None if x is END else (x, self._reader.pos)

    def next(self) -> tuple[Any, int] | None:
        """The next form that is no ``do``: the forms of that are forms of their own."""
        from pyfront.clojure.analyse_top import split

        while True:
            found = self.pending.pop() if self.pending else self.read()
            if found is None:
                return None
            _note_unchecked(self.an, found[0])
            x, parts = split(self.an, found[0])
            if parts is None:
                return x, found[1]
            self.pending += reversed(parts)

    def catch_up(self) -> None:
        """The first parts of the next form ran already, from the record."""
        for _ in range(self.parts):
            self.next()
        self.parts = 0


def _note_unchecked(an: Any, x: Any) -> None:
    """``(set! *unchecked-math* true)``: from there to the end of the text."""
    items = x.items if x.__class__ is List else ()
    if len(items) == 3 and items[0] is _SET and items[1] is _UNCHECKED_MATH:
        an.unchecked = items[2] is not None and items[2] is not False


_SET, _UNCHECKED_MATH = Symbol("set!"), Symbol("*unchecked-math*")


def loading(root: Environment, machine: Any, text: str, name: str, recorded: bool = True) -> Loading:
    sources = SourceMap()
    one = Loading(root, sources.add(name, text), sources)
    if recorded and root.recorder is not None:
        one.number = root.recorder.begin(text, name)
        if one.number >= 0:
            one.recorder = root.recorder
    if one.recorder is None or not one.recorder.following:
        machine.charge(len(text) * CHARACTER_COST)
    return one


def next_form(root: Environment, machine: Any, one: Loading) -> Any:
    """A procedure that runs the next form; false if there is none."""
    if one.recorder is not None and not (one.live and one.pending):
        one.live = False
        if one.recorder.following:
            found = _recorded(root, machine, one)
            if found is not None:
                return found
    machine.charge(FORM_COST)
    return located_deep(lambda: _compiled(root, machine, one), one.sources)


def _recorded(root: Environment, machine: Any, one: Loading) -> Any:
    """What the record has for the next form: a procedure, false at the end of the text; None if it is to be compiled."""
    from pyfront.clojure import record

    item = one.recorder.next(one.number)
    if item is None:
        one.catch_up()
        return None
    if item.kind == record.END:
        return False
    if item.kind == record.LIVE:
        one.parts = item.end
        one.catch_up()
        one.live = True
        return None
    try:
        part = _load(machine, item.image, one.sources)
    except _image_error():  # of another version, in a program that was pickled
        one.recorder.leave()
        one.catch_up()
        return None
    one.recorder.repeat(item, one.source)
    one.parts += 1
    if item.end >= 0:
        if one._reader is not None:
            one.read()
        one.offset, one.parts = item.end, 0
    return part


def _image_error() -> type[Exception]:
    from vmcore.errors import ImageError

    return ImageError


def _load(machine: Any, image: bytes, sources: SourceMap) -> Any:
    """The procedure of an image; the images of a text share that."""
    from vmcore._image import Image

    made = Image(image)
    made.sources = sources.shared()
    return roomy(machine, lambda: machine.load(made))


def _emitted(root: Environment, unit: Any, sources: SourceMap) -> bytes:
    """The image of a unit, without the texts of its sources."""
    bare = SourceMap()
    bare.sources = [Source(source.name, "", source.base) for source in sources.sources]
    image: bytes = root.emit(unit, bare, root.backend)
    return image


def _compiled(root: Environment, machine: Any, one: Loading) -> Any:
    recorder = root.recorder
    if recorder is None or not recorder.writing:
        nodes, pos = _analysed(root, one)
        return False if nodes is None else _load(machine, _emitted(root, as_unit(nodes, pos), one.sources), one.sources)
    return _written(root, machine, one, recorder)


def _written(root: Environment, machine: Any, one: Loading, recorder: Any) -> Any:
    """As ``_compiled``, and for the record."""
    from pyfront.clojure import record

    item = recorder.item(record.PART, one.number) if one.recorder is not None and not one.live else None
    if not one.pending:
        if item is not None:
            recorder.close(one.number, one.offset)
        one.parts = 0
    recorder.impure = False
    nodes, pos = _analysed(root, one)
    if nodes is None:
        if item is not None:
            item.kind = record.END
            recorder.add(item)
        return False
    recorder.forms.add(nodes)
    image = _emitted(root, as_unit(nodes, pos), one.sources)
    if item is not None:
        if recorder.impure:
            one.live = True
            item.kind, item.end = record.LIVE, one.parts
        else:
            item.done, item.image = list(root.world.trace), image
        recorder.add(item)
        one.parts += 1
    return _load(machine, image, one.sources)


def _analysed(root: Environment, one: Loading) -> tuple[Any, int]:
    """The nodes of the next form, and where it stands; no nodes if there is none."""
    world = root.world
    current = world.current
    if one.space:
        world.current = world.create(one.space)
    try:
        found = one.next()
        if found is None:
            return None, 0
        nodes: list[Any] = []
        root.needed = []
        one.an.top(found[0], found[1], nodes)
    finally:
        if one.space:
            world.current = current
    pos = found[1] or one.source.base
    if root.needed:
        nodes = [*loads(root.needed, pos), *nodes]
    return nodes, pos


def analyser(environment: Environment, source: Source) -> Any:
    from pyfront.clojure.unit import analyser

    return analyser(environment, source)


def as_unit(nodes: list[Any], pos: int) -> Any:
    from pyfront.clojure.unit import as_unit

    return as_unit(nodes, pos)


def loads(needed: list[Any], pos: int) -> list[Any]:
    """Calls that load libraries of the implementation."""
    from pyfront.core.ir import Call, Const, GlobalRef

    load = GlobalRef("clojure.core/%load-lib", pos)
    return [Call(load, [Const(one.name, pos), Const(False, pos)], pos) for one in needed]
