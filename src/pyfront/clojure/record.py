"""Programs that are compiled form by form are compiled once: what their forms became is kept, and used in the next run.

The first run of such a program writes down, for each form of its text and of the texts that it loads, the image and what
compiling it did to the namespaces (``World.trace``). A later run of the same program does the latter again and runs the
image. That is the same as compiling the form if the text, the namespaces and the answers of the macros are the same:

* Texts are compared when they are loaded, namespaces before each form, by digests of all that was done to them.
* A form with a macro that may answer something else each time (see ``purity``) is not kept: it is compiled in each run.
* What is not as it was, or was not written down, is compiled, and so is all that comes after it. The record is then given
  up, so that the next run writes a new one.

A record is explicit bytes; its images go through the verifier like any others.

8 bytes   "CLJREC1\\n"
4 parts, each u32 size and the bytes: what the run begins with; the last number of generated names; lines; images, one after another
lines     an item each: kind, number of the text, then for
              load    name of the text and its digest
              part    digest of the namespaces, offset behind the form or -1, length of the image; and, each on a line that
                      begins with a blank, what was done to the namespaces
              live    digest of the namespaces, how many parts of the form were items before
              end     digest of the namespaces
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.api import Program
    from pyfront.clojure.language import Environment
    from pyfront.clojure.purity import Forms

MAGIC = b"CLJREC1\n"
LOAD, PART, LIVE, END = "load", "part", "live", "end"
_START = len(MAGIC) + 32
MAX_RECORDS = 4  # of one program: the namespaces may be different where it begins
MAX_BYTES = 64 << 20  # of one record


class Item:
    __slots__ = ("kind", "number", "state", "quiet", "end", "done", "image", "name")

    def __init__(self, kind: str, number: int, state: str) -> None:
        self.kind = kind
        self.number = number  # of the text
        self.state = state  # digest of the namespaces before; of a load: of the text
        self.quiet = False  # has nothing been done to them since the last item was compiled?
        self.end = -1  # offset behind the form, if this is its last part; LIVE: parts before this one
        self.done: list[str] = []  # what compiling it did to the namespaces
        self.image = b""
        self.name = ""  # LOAD: of the text


class Kept:
    """The records of a program. ``save`` is called with a new one, or with None for one that is given up."""

    __slots__ = ("records", "save")

    def __init__(self, records: dict[str, bytes] | None = None) -> None:
        self.records = records or {}  # what a run begins with -> record
        # Gets a record, and the texts of files that were loaded, by their paths.
        self.save: Callable[[bytes | None, dict[str, str]], None] | None = None

    @staticmethod
    def of(record: bytes) -> Kept:
        """With one record, if it is one."""
        at = _START
        size = int.from_bytes(record[at : at + 4], "little")
        return Kept({record[at + 4 : at + 4 + size].decode("utf-8", "replace"): record} if record else {})

    def run(self, environment: Environment, program: Program, run: Callable[[], Any]) -> Any:
        """Runs the program with a recorder."""
        if environment.recorder is not None:
            return run()
        recorder = environment.recorder = Recorder(environment, program, self)
        try:
            return run()
        finally:
            environment.recorder = None
            recorder.finish()

    def __reduce__(self) -> tuple[Any, ...]:
        return Kept, (self.records,)


class Recorder:
    """Writes the record of a run, or follows one."""

    __slots__ = ("environment", "program", "kept", "start", "items", "at", "following", "writing", "texts", "files", "forms",
                 "impure", "size", "quiet")  # fmt: skip

    def __init__(self, environment: Environment, program: Program, kept: Kept) -> None:
        self.environment = environment
        self.program = program
        self.kept = kept
        self.start = ""
        self.items: list[Item] = []
        self.at = 0
        self.following = self.writing = False
        self.texts = 0
        self.files: dict[str, str] = {}  # path -> text, of all but the first
        self.forms: Forms | None = None
        self.impure = False  # did the form being compiled use what may be different in another run?
        self.size = 0
        self.quiet = -1  # length of the trace after the last item, if nothing is done to the namespaces

    # ------------------------------------------------------------ texts

    def begin(self, text: str, name: str) -> int:
        """A text is about to be loaded: its number; -1 if its forms are not of the record."""
        if self.texts == 0:
            if text != self.program.source or name != self.program.filename:
                return -1
            self._start()
        number = self.texts
        self.texts += 1
        if self.following:
            item = self._expected(LOAD, number)
            if item is None or item.name != name or item.state != digest_text(text):
                self.leave()
            else:
                self.at += 1
        elif self.writing:
            item = Item(LOAD, number, digest_text(text))
            item.name = name
            self.items.append(item)
            if "\t" in name or "\n" in name:
                self.writing = False
            if number:
                self.files[name] = text
        return number

    def _start(self) -> None:
        environment = self.environment
        state = environment.world.digest()
        self.start = "\t".join((environment.backend, state, *sorted(environment.python), str(environment.prompt)))
        data = self.kept.records.get(self.start)
        if data is not None:
            try:
                self.items = unpack(data, self.start)
                self.following = True
            except ValueError:
                del self.kept.records[self.start]
        if not self.following:
            from pyfront.clojure.purity import Forms

            self.writing = True
            self.forms = Forms()

    # ------------------------------------------------------------ following

    def _expected(self, kind: str, number: int) -> Item | None:
        item = self.items[self.at] if self.at < len(self.items) else None
        return item if item is not None and item.kind == kind and item.number == number else None

    def next(self, number: int) -> Item | None:
        """The item for the next part of a text; None if it is not known."""
        item = self.items[self.at] if self.at < len(self.items) else None
        if item is None or item.number != number or item.kind == LOAD or not self._is_at(item):
            self.leave()
            return None
        self.at += 1
        return item

    def _is_at(self, item: Item) -> bool:
        """Are the namespaces as they were?"""
        world = self.environment.world
        if item.quiet and len(world.trace) == self.quiet:
            world.trace.clear()
            world.before = item.state
            return True
        return item.state == world.digest()

    def repeat(self, item: Item, source: Any) -> None:
        """Does what compiling a part did."""
        repeat(self.environment, item.done, source)
        self.quiet = len(item.done)

    def leave(self) -> None:
        """From here on, everything is compiled."""
        self.following = False

    # ------------------------------------------------------------ writing

    def used(self, macro: str) -> None:
        """A macro of the program was expanded."""
        if self.forms is not None and not self.impure and not self.forms.is_pure(macro):
            self.impure = True

    def close(self, number: int, end: int) -> None:
        """The forms of a text before that offset ran to their end."""
        for item in reversed(self.items):
            if item.number == number:
                if item.kind == PART and item.end < 0:
                    item.end = end
                return

    def item(self, kind: str, number: int) -> Item:
        """A new item, for what is compiled next. It is not yet a part of the record."""
        world = self.environment.world
        quiet = len(world.trace) == self.quiet
        item = Item(kind, number, world.digest())
        item.quiet = quiet
        self.quiet = -1
        return item

    def add(self, item: Item) -> None:
        self.items.append(item)
        self.size += len(item.image)
        if item.kind == PART:
            self.quiet = len(item.done)
        if self.size > MAX_BYTES or not all(map(is_line, item.done)):
            self.writing = False

    # ------------------------------------------------------------ the end

    def finish(self) -> None:
        """The run is over, one way or the other."""
        kept = self.kept
        if self.texts == 0 or self.following:
            return
        if self.writing:
            data = pack(self.items, self.start)
            if len(kept.records) >= MAX_RECORDS:
                del kept.records[next(iter(kept.records))]
            kept.records[self.start] = data
            if kept.save is not None:
                kept.save(data, self.files)
        elif kept.records.pop(self.start, None) is not None and kept.save is not None:
            kept.save(None, {})


def digest_text(text: str) -> str:
    from pyfront.clojure.namespaces import digest

    return digest(text.encode("utf-8", "surrogatepass"))


# ---------------------------------------------------------------- namespaces


def repeat(environment: Environment, done: list[str], source: Any) -> None:
    """Does again what a trace tells."""
    world = environment.world
    before = len(world.trace)
    for line in done:
        words = line.split("\t")
        _DO[words[0]](environment, source, *words[1:])
    world.trace[before:] = done


def is_line(line: str) -> bool:
    """Can the line be cut into its words again?"""
    kind, _, rest = line.partition("\t")
    return "\n" not in line and (kind == "core" or rest.count("\t") + 3 == _DO[kind].__code__.co_argcount)


def _create(environment: Environment, source: Any, name: str) -> None:
    environment.world.create(name)


def _enter(environment: Environment, source: Any, name: str) -> None:
    environment.world.enter(name)


def _remove(environment: Environment, source: Any, name: str) -> None:
    environment.world.remove(name)


def _intern(environment: Environment, source: Any, space: str, name: str) -> None:
    environment.world.create(space).intern(name)


def _flags(environment: Environment, source: Any, space: str, name: str, flags: str) -> None:
    var = environment.world.create(space).intern(name)
    var.flags, var.macro = int(flags), None


def _place(environment: Environment, source: Any, space: str, name: str, start: str, end: str) -> None:
    environment.world.create(space).intern(name).pos = (source, int(start), int(end))


def _refer(environment: Environment, source: Any, space: str, name: str, owner: str, own: str) -> None:
    world = environment.world
    world.create(space).refer(name, world.create(owner).own(own) or world.create(owner).intern(own))


def _import(environment: Environment, source: Any, space: str, name: str, full: str) -> None:
    environment.world.create(space).refer(name, environment.world.class_of(full))


def _alias(environment: Environment, source: Any, space: str, name: str, full: str) -> None:
    environment.world.create(space).alias(name, full)


def _unalias(environment: Environment, source: Any, space: str, name: str) -> None:
    environment.world.create(space).unalias(name)


def _drop(environment: Environment, source: Any, space: str, name: str, hide: str) -> None:
    environment.world.create(space).drop(name, hide=hide == "1")


def _core(environment: Environment, source: Any, space: str, core: str, *without: str) -> None:
    environment.world.create(space).see_core(core == "1", without)


def _class(environment: Environment, source: Any, full: str, var: str) -> None:
    environment.world.name_class(full, var)


def _bundled(environment: Environment, source: Any, name: str) -> None:
    environment.bundled(name)


_DO: dict[str, Any] = {
    "create": _create, "enter": _enter, "remove": _remove, "intern": _intern, "flags": _flags, "place": _place, "refer": _refer,
    "import": _import, "alias": _alias, "unalias": _unalias, "drop": _drop, "core": _core, "class": _class, "bundled": _bundled,
}  # fmt: skip


# ---------------------------------------------------------------- bytes


def pack(items: list[Item], start: str) -> bytes:
    """A record as bytes."""
    from pyfront.clojure.namespaces import digest
    from pyfront.clojure.template import next_id

    lines: list[str] = []
    for item in items:
        state = "=" + item.state if item.quiet else item.state
        last = item.name if item.kind == LOAD else f"{item.end}\t{len(item.image)}"
        lines.append(f"{item.kind}\t{item.number}\t{state}\t{last}")
        lines += [" " + line for line in item.done]
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    parts = [start.encode(), str(next_id()).encode(), text, b"".join([item.image for item in items])]
    rest = b"".join([part for one in parts for part in (len(one).to_bytes(4, "little"), one)])
    return MAGIC + digest(rest).encode() + rest


def unpack(data: bytes, start: str) -> list[Item]:
    """The items of a record that begins so; ValueError if it is none."""
    from pyfront.clojure.namespaces import digest
    from pyfront.clojure.template import advance

    parts, end = [], _START
    if not data.startswith(MAGIC) or data[len(MAGIC) : _START] != digest(data[_START:]).encode():
        raise ValueError("no record")
    while end < len(data):
        size = int.from_bytes(data[end : end + 4], "little")
        parts.append(data[end + 4 : end + 4 + size])
        end += 4 + size
    if end != len(data) or len(parts) != 4 or parts[0] != start.encode():
        raise ValueError("no record for this state")
    items: list[Item] = []
    images, at = parts[3], 0
    for line in parts[2].decode("utf-8", "surrogatepass").split("\n"):
        if line[:1] == " ":
            items[-1].done.append(line[1:])
            continue
        kind, number, state, *rest = line.split("\t")
        item = Item(kind, int(number), state.lstrip("="))
        items.append(item)
        if kind == LOAD:
            item.name = rest[0]
            continue
        item.quiet = state[0] == "="
        item.end, size = int(rest[0]), int(rest[1])
        item.image = images[at : at + size]
        at += size
    if at != len(images) or any(line.partition("\t")[0] not in _DO for item in items for line in item.done):
        raise ValueError("a damaged record")
    advance(int(parts[1]))
    return items
