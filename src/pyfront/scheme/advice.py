"""What can be said about an error of a running Scheme program besides what the machine knows: the argument that is
wrong, the name that was meant, the macro that made the code. Loaded when there is an error to show.

All of it is read from the source text around the position of the error, so nothing is kept for it while programs run.
"""

from __future__ import annotations

from pyfront.expand.env import Global, Macro, Prim
from pyfront.report import extent
from pyfront.scheme.advice_imports import MAX_TEXT, Imported, head_name, read
from pyfront.scheme.hints import (
    MEANT,
    hint_for_arguments,
    hint_for_call,
    hint_for_message,
    hint_for_type,
    infix_note,
    mark_note,
    near_note,
)
from pyfront.scheme.names import USER
from pyfront.text.datum import List
from pyfront.text.source import Source
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import Error
    from pyfront.expand.env import TopLevel
    from vmcore.errors import MachineError

_QUOTES = frozenset(("quote", "quasiquote", "syntax-rules"))


def explain(error: Error, cause: MachineError, source: Source, pos: int, top: TopLevel) -> None:
    """Adds notes to an error, and moves its place to the part of the form that is wrong."""
    place = Place(source, pos, top)
    if error.backtrace and (error.backtrace[0].elided or cause.frames[0][4]):
        # what failed is not in the text here: a procedure of the library, or one whose caller is gone
        error.notes += hint_for_message(cause.message, cause.irritants)
        if not error.backtrace[0].elided:
            _inside_library(error, cause, place)
    elif cause.kind == "unbound" and cause.irritants:
        _unbound(error, cause, place)
    elif cause.kind == "unbound":
        _too_early(error, place)
    elif cause.kind == "type" and cause.message == "not a procedure":
        _not_procedure(error, cause, place)
    elif cause.kind == "type" and cause.message.startswith("not an instance"):
        _wrong_record(error, cause, place)
    elif cause.argument >= 0:
        _argument(error, cause, place)
    elif cause.kind == "arity" and place.form is not None:
        error.notes += hint_for_arguments(place.form.items) or hint_for_message(cause.message, [])
    elif cause.kind in ("type", "error", "range"):
        error.notes += hint_for_message(cause.message, cause.irritants)
    _in_macro(error, place)


class Place:
    """The forms around a position: ``forms``, the outermost first; ``atom``, what stands there if it is no form."""

    def __init__(self, source: Source, pos: int, top: TopLevel) -> None:
        self.source = source
        self.pos = pos
        self.top = top
        self.forms: list[List] = []
        self.atom: Any = None
        self._locals: set[str] | None = None
        self._find(_top_form(source, pos))
        self.imports = Imported(self.forms, source, top)
        self._enter_library()

    def _enter_library(self) -> None:
        """What a library sees is what counts in it. The one of a program that was not compiled now is not at hand."""
        from pyfront.core.show import show_datum
        from pyfront.expand.env import TopLevel

        outer, libraries = self.top, self.top.libraries
        first = self.forms[0] if self.forms else None
        if head_name(first) == "define-library" and first is not None and len(first.items) > 1:
            library = libraries.get(show_datum(first.items[1]))
            self.top = TopLevel("(", outer.system)
            self.top.system = outer.system
        else:  # or it is in a file that a library includes
            name = self.source.name
            library = next((one for one in libraries.values() if one.sources is not None
                            and any(name == source.name for source in one.sources.sources)), None)  # fmt: skip
        if library is not None:
            self.top = library.top
            self.imports.names = None

    def _find(self, x: Any) -> None:
        pos = self.pos
        while x.__class__ is List and x.start <= pos < x.end:
            self.forms.append(x)
            inner = None
            for item, at in zip(x.items, x.pos):
                if item.__class__ is List and item.start <= pos < item.end:
                    inner = item
                elif at == pos and at != x.start:
                    self.atom = item
            x = inner

    @property
    def form(self) -> List | None:
        """The form that begins at the position."""
        last = self.forms[-1] if self.forms else None
        return last if last is not None and last.start == self.pos else None

    def locals(self) -> set[str]:
        """Names that the forms around bind, as far as they can be told from the text."""
        if self._locals is None:
            self._locals = set()
            for form in self.forms:
                _binders(form, self._locals)
        return self._locals

    def binding(self, name: str) -> Any:
        """What the top level says about a name; None for one that nobody defined."""
        top = self.top
        symbol = Symbol(name)
        found = top.table.get(symbol)
        if found is None and (self.imports.names is None or name in self.imports.names):
            found = top.base.find(symbol)
        found = found or top.globals.get(symbol)
        return None if found.__class__ is Global and not found.defined else found

    def is_unbound(self, x: Any) -> bool:
        known = x.__class__ is Symbol and (self.imports.names is None or self.imports.complete)
        return known and x.name not in self.locals() and self.binding(x.name) is None

    def own_names(self) -> set[str]:
        """Variables that programs define."""
        return {symbol.name for symbol, binding in self.top.table.items() if symbol.__class__ is Symbol
                and binding.__class__ is Global and binding.space == self.top.space and binding.defined}  # type: ignore[union-attr]

    def names(self) -> set[str]:
        """Names that mean something at top level."""
        macros = {symbol.name for symbol, binding in self.top.table.items() if symbol.__class__ is Symbol
                  and binding.__class__ is not Global}
        visible = set(self.top.base.names()) if self.imports.names is None else self.imports.names
        return macros | self.own_names() | visible

    def move(self, error: Error, pos: int, end: int = 0) -> None:
        """Lets an error point at a part of the form."""
        error.locate(self.source, pos, end or extent(self.source, pos))


def _of_program(binding: Any) -> bool:
    """Is it a variable of the program, or of a library of its own?"""
    return binding.__class__ is Global and (binding.space == USER or binding.space.startswith("("))


def _top_form(source: Source, pos: int) -> Any:
    """The datum of the top level that holds a position. Most begin with a parenthesis at the left margin."""
    text, offset = source.text, pos - source.base
    start = text.rfind("\n(", 0, offset + 2 if text.startswith("(", offset) else offset) + 1
    end = text.find("\n(", offset)
    piece = text[start:] if end < 0 else text[start:end]
    found = _datum_at(Source(source.name, piece, source.base + start), pos)
    if found is None and len(text) <= MAX_TEXT:
        found = _datum_at(source, pos)
    return found


def _datum_at(source: Source, pos: int) -> Any:
    from pyfront.errors import ReadError

    try:
        data = read(source)
    except ReadError:
        return None
    return next((x for x, _ in data if x.__class__ is List and x.start <= pos < x.end), None)


# ---------------------------------------------------------------- names


def _binders(form: List, out: set[str]) -> None:
    """The names that a form binds for what is in it."""
    items = form.items
    head = head_name(form)
    if head in ("lambda", "define", "define-values", "receive"):
        _symbols(items[1:2], out)
    elif head.startswith("let") or head in ("do", "parameterize"):
        if items[1:] and items[1].__class__ is Symbol:
            out.add(items[1].name)
            items = items[1:]
        for binding in items[1].items if items[1:] and items[1].__class__ is List else ():
            if binding.__class__ is List and binding.items:
                _symbols(binding.items[:1], out)
    elif head in ("case-lambda", "guard"):
        for clause in items[1:]:
            if clause.__class__ is List and clause.items:
                _symbols(clause.items[:1], out)
    for x in items:
        name = head_name(x)
        if name in ("define", "define-values", "define-syntax", "define-record-type"):
            _symbols(x.items[1:] if name == "define-record-type" else x.items[1:2], out)
        elif name == "begin":
            _binders(x, out)


def _symbols(data: list[Any], out: set[str]) -> None:
    todo = list(data)
    while todo:
        x = todo.pop()
        if x.__class__ is Symbol:
            out.add(x.name)
        elif x.__class__ is List:
            todo += x.items
            todo.append(x.tail)


def _unbound(error: Error, cause: MachineError, place: Place) -> None:
    name = cause.irritants[0]
    quoted = any(head_name(form) in _QUOTES for form in place.forms)
    # Operands are evaluated before an unbound operator is noticed: people read it the other way round.
    forms = place.forms[2:] if head_name(place.forms[0] if place.forms else None) == "define-library" else place.forms
    outer = next((f for f in forms if f.items and place.is_unbound(f.items[0])), None)
    assigned = cause.message.startswith("set!")
    if outer is not None and not quoted and not assigned:
        name = outer.items[0].name
        error.message = f"unbound variable: {name}"
        error.args = (error.message,)
        place.move(error, outer.pos[0])
        if _looks_like_data(outer, place) and name not in MEANT:
            error.notes.append("if a list of data is meant: '(a b c)")
    elif place.form is not None and place.form.items[0] is Symbol(name):
        place.move(error, place.form.pos[0])
    elif assigned and place.form is not None and len(place.form.items) > 1:
        place.move(error, place.form.pos[1])
    error.notes += _name_notes(name, place, assigned)


def _looks_like_data(form: List, place: Place) -> bool:
    """Nothing but names that mean nothing?"""
    return len(form.items) > 1 and all(place.is_unbound(x) for x in form.items)


def _name_notes(name: str, place: Place, assigned: bool) -> list[str]:
    notes = []
    binding = place.binding(name)
    if binding.__class__ is Macro and not assigned:
        where = _macro_at(place, name)
        return [f"{name} is a macro{', defined' if where else ''}{where}: a definition of syntax must come before its uses"]
    if not _of_program(binding):
        found = place.imports.where(name, place.top)
        if found:
            return [found]
    elif not assigned:
        line = _defined_at(name, place)
        where = f" at {place.source.name}:{line[0]}:{line[1]}" if line else ""
        return [f"{name} is defined{where}, but the program has not come there yet"]
    if name in MEANT and not assigned:
        notes.append(MEANT[name])
    else:
        notes += mark_note(name) or near_note(name, [place.locals(), place.own_names(), place.names()])
        notes = notes or infix_note(name, place.locals())
    if assigned:
        notes.append(f"set! changes a variable that is there; (define {name} ...) makes one")
    return notes


def _defined_at(name: str, place: Place) -> tuple[int, int] | None:
    """Line and column of the definition of a name at top level."""
    if len(place.source.text) > MAX_TEXT:
        return None
    todo = [x for x, _ in read(place.source)][::-1]
    while todo:
        x = todo.pop()
        if head_name(x) in ("define-library", "begin"):
            todo += x.items[:0:-1]
        elif head_name(x) in ("define", "define-values", "define-record-type") and len(x.items) > 1:
            names: set[str] = set()
            _symbols(x.items[1:] if head_name(x) == "define-record-type" else x.items[1:2], names)
            if name in names:
                return place.source.line_column(x.start)
    return None


def _too_early(error: Error, place: Place) -> None:
    if place.atom.__class__ is not Symbol:
        return
    name = place.atom.name
    error.message = f"variable used before its definition: {name}"
    error.args = (error.message,)
    error.notes.append(f"definitions are evaluated from the first to the last, and {name} has no value yet")


# ---------------------------------------------------------------- values


def _not_procedure(error: Error, cause: MachineError, place: Place) -> None:
    form = place.form
    if form is None or not form.items or _is_macro(place, head_name(form)):
        return
    head = form.items[0]
    text = place.source.text
    base = place.source.base
    written = text[form.pos[0] - base : (head.end if head.__class__ is List else extent(place.source, form.pos[0])) - base]
    if head.__class__ is Symbol and head.name not in place.locals() and _is_procedure(place.binding(head.name)):
        return  # it is another one: an argument of apply, call/cc, ...
    place.move(error, form.pos[0])
    error.notes += hint_for_call(head, written, form, cause.irritants[0])


def _is_procedure(binding: Any) -> bool:
    """Does the language itself define it as a procedure?"""
    return binding.__class__ is Prim or (binding.__class__ is Global and not _of_program(binding))


def _argument(error: Error, cause: MachineError, place: Place) -> None:
    who = cause.message.partition(": ")[0]
    form = place.form
    number = cause.argument + 1
    if form is not None and head_name(form) == who and number < len(form.items):
        item, at = form.items[number], form.pos[number]
        place.move(error, at, item.end if item.__class__ is List else 0)
    if cause.kind == "type" and cause.irritants:
        error.notes += hint_for_type(who, cause.irritants[0])


def _inside_library(error: Error, cause: MachineError, place: Place) -> None:
    """A procedure of the library gave something wrong to another one: what was called is what people know."""
    name = head_name(place.form)
    who, _, rest = cause.message.rpartition(": ")
    form = place.form
    if form is None or cause.kind != "type" or not rest.startswith("argument ") or not _is_procedure(place.binding(name)):
        return
    named = (frame[0] for frame in cause.frames if frame[0] != "loop" and frame[0][:1] != "%")
    if who == name or next(named) != name:
        return
    if any(x.__class__ is Symbol and x.name == who for x in form.items):
        return  # it was an argument, and the library called it
    if who == "list->string":
        rest = "the values of the procedure are not all characters"
    elif who:
        rest = "an argument" + rest[rest.index(" is") :]
    error.message = f"{name}: {rest}{error.message.removeprefix(cause.message)}"
    error.args = (error.message,)


def _wrong_record(error: Error, cause: MachineError, place: Place) -> None:
    """An accessor is not where the error is: its caller is."""
    kind, value = cause.irritants[:2]
    frames = error.backtrace
    article = "an" if kind[:1] in "aeiou" else "a"
    message = f"argument 1 is not {article} {kind}: {value}"
    if "define-record-type" in map(head_name, place.forms) and len(frames) > 1 and not frames[0].top:
        message = f"{frames[0].name}: {message}"
        there = _caller(cause, place)
        if there is not None:
            form = there.form
            direct = form is not None and head_name(form) == frames[0].name and len(form.items) > 1
            there.move(error, form.pos[1] if direct and form is not None else there.pos)
            del frames[0]
    error.message = message
    error.args = (message,)


def _caller(cause: MachineError, place: Place) -> Place | None:
    """The place of the second visible frame."""
    return Place(*cause.caller, place.top) if cause.caller is not None else None


# ---------------------------------------------------------------- macros


def explain_syntax(error: Error, source: Source, top: TopLevel) -> None:
    """Adds notes to an error of the expander."""
    place = Place(source, error.pos, top)
    name = head_name(place.form)
    if not error.message.startswith(f"bad syntax in {name}:"):
        _in_macro(error, place)
        return
    where = _macro_at(place, name)
    if where:
        error.notes.append(f"{name} is defined{where}")


def _is_macro(place: Place, name: str) -> bool:
    return bool(name) and (place.binding(name).__class__ is Macro or bool(_macro_at(place, name)))


def _in_macro(error: Error, place: Place) -> None:
    """The error is in what a macro made: its use is the place."""
    name = head_name(place.form)
    if any(head_name(form) == "syntax-rules" for form in place.forms) or error.message == f"unbound variable: {name}":
        return
    if name and _is_macro(place, name):
        error.notes.append(f"in the expansion of the macro {name}{_macro_at(place, name)}")


def _macro_at(place: Place, name: str) -> str:
    """Where the text defines a macro: " at file:line:column", or "" if it does not."""
    text = place.source.text
    if "define-syntax" not in text or len(text) > MAX_TEXT:
        return ""
    symbol = Symbol(name)
    for x, _ in read(place.source):
        for form in (x, *(x.items if head_name(x) in ("begin", "define", "let", "define-library") else ())):
            if head_name(form) == "define-syntax" and len(form.items) > 1 and form.items[1] is symbol:
                line, column = place.source.line_column(form.start)
                return f" at {place.source.name}:{line}:{column}"
    return ""
