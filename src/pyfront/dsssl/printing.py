"""Style sheets compiled for back ends that print: styles, flow objects and their characteristics (lib/flow.scm)."""

from __future__ import annotations

import re

from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, Lambda, Node, PrimCall, Seq
from pyfront.dsssl import characteristics as kinds
from pyfront.dsssl.characteristics import CLASSES, EXTENSIONS, IGNORED, INHERITED, OF_BORDER, SILENT, SOSOFO, SYMBOLS
from pyfront.dsssl.compile import Rule, Sheet, Target
from pyfront.dsssl.errors import SyntaxProblem
from pyfront.dsssl.forms import FORMS, keywords, macro_call, sequence, sosofo
from pyfront.dsssl.names import EXTENSION_CLASSES
from pyfront.text.datum import List
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.dsssl.scope import Scope
    from pyfront.text.source import SourceMap

FIELD, EVENT = "\2", "\1"
PLAIN, LABEL, MAP, ROW, BORDER = kinds.PLAIN, 29, 30, kinds.ROW, kinds.BORDER
FORCE = "force!"
_FLOW = "UNREGISTERED::James Clark//Flow Object Class::"
KNOWN = {
    _FLOW + "formatting-instruction": "formatting-instruction",
    "UNREGISTERED::Sebastian Rahtz//Flow Object Class::page-float": "page-float",
    "UNREGISTERED::Sebastian Rahtz//Flow Object Class::page-footnote": "page-footnote",
}
TRANSFORMING = frozenset(EXTENSION_CLASSES.values()) - {"formatting-instruction"}


class PrintSheet(Sheet):
    """The compilation of a style sheet whose characteristics count."""

    def __init__(self, sources: SourceMap, provided: frozenset[str]) -> None:
        super().__init__(sources, provided)
        self.forms = PRINT_FORMS
        self.characteristics: dict[str, tuple[int, int, Any]] = dict(INHERITED)
        self.events: dict[str, str] = {}  # declared characteristic -> name of its event
        self.styled: list[tuple[int, Target, int, List, int]] = []  # style rules: with part, form, where it begins
        self.initial: dict[str, tuple[Any, int, int]] = {}  # declared initial value: expression, position, part

    def class_of(self, name: str, pos: int) -> str:
        declared = self.classes.get(name)
        if declared is not None:
            return declared
        if name in CLASSES and name not in ("page-float", "page-footnote", "formatting-instruction"):
            return name
        if name in TRANSFORMING or name in CLASSES:
            return ""
        raise SyntaxProblem(f"{name} is no flow object class", pos=pos)

    def declare_class(self, name: str, public: str) -> None:
        self.classes.setdefault(name, KNOWN.get(public, ""))

    def style_rule(self, mode: int, target: Target, x: List, at: int) -> None:
        self.styled.append((mode, target, self.part, x, at))

    def declare_characteristic(self, x: List) -> None:
        name, public = x.items[1].name, x.items[2]
        if name in self.characteristics:
            return
        kind = EXTENSIONS.get(public, IGNORED) if public.__class__ is str else IGNORED
        self.characteristics[name] = (len(self.characteristics), kind, False)
        self.events[name] = public.rpartition("::")[2] if public.__class__ is str else name
        self.declare_initial(name, x, 3)

    def declare_initial(self, name: str, x: List, at: int) -> None:
        if name not in self.characteristics:
            raise SyntaxProblem(f"{name} is no inherited characteristic", pos=x.start)
        known = self.initial.get(name)
        if known is not None and known[2] == self.part:
            raise SyntaxProblem(f"the initial value of {name} is declared twice in this part", pos=x.start)
        if known is None:
            self.initial[name] = (x.items[at], x.pos[at], self.part)

    # ------------------------------------------------------------ procedures of characteristics

    def builtin_call(self, name: str, x: List, scope: Scope | None) -> Node | None:
        if len(x.items) == 1:
            found = self.asked(name, x.start)
            if found is not None:
                return found
        return super().builtin_call(name, x, scope)

    def unknown(self, name: str, pos: int) -> Node:
        found = self.asked(name, pos)
        return super().unknown(name, pos) if found is None else Lambda(name, [], [], None, found, pos)

    def asked(self, name: str, pos: int) -> Node | None:
        """``inherited-`` and ``actual-`` with the name of a characteristic."""
        what, _, rest = name.partition("-")
        row = self.characteristics.get(rest) if what in ("inherited", "actual") else None
        if row is None:
            return None
        return Call(GlobalRef(f"dsssl:%{what}", pos), [Const(one, pos) for one in (name, *row)], pos)

    # ------------------------------------------------------------ styles

    def entry(self, name: str, value: Node, pos: int) -> Node:
        """What says the value of a characteristic: see lib/flow.scm."""
        place, kind, _ = self.characteristics[name]
        event = self.events.get(name, name) + FIELD
        if isinstance(value, Const):
            datum = value.value
            text = _constant(kind, datum)
            if text is not None:
                event = event + text + EVENT if kind not in SILENT else ""
                return Const(List([place, event, False, datum], [pos] * 4, None, pos), pos)
        thunk = Lambda(name, [], [], None, value, pos)
        return PrimCall("list", [Const(place, pos), Const(event, pos), Const(kind, pos), thunk, Const(pos, pos)], pos)

    def style(self, given: dict[str, Node], at: dict[str, int], x: List, known: set[str]) -> Node | None:
        """The style of what is specified; None if that is nothing."""
        forced: list[Node] = []
        plain: list[Node] = []
        for name, value in given.items():
            if name.startswith(FORCE) and name[len(FORCE) :] in self.characteristics:
                forced.append(self.entry(name[len(FORCE) :], value, at[name]))
            elif name in self.characteristics and name not in known:
                plain.append(self.entry(name, value, at[name]))
            elif name != "use" and name not in known:
                raise SyntaxProblem(f"{name}: is no characteristic that can stand here", pos=at[name])
        use = given.get("use")
        if not forced and not plain and use is None:
            return None
        args = [_list(forced, x.start), _list(plain, x.start), use or Const(False, x.start)]
        return Call(GlobalRef("dsssl:%new-style", x.start), args, x.start)

    # ------------------------------------------------------------ the unit

    def build(self) -> Lambda:
        made = super().build()
        entries = [self.entry(name, self.tried(self.expr, value, pos, None), pos) for name, (value, pos, _) in self.initial.items()]
        body: Node = Const(False)
        if entries:
            args = [Const(List([], [])), _list(entries, 0), Const(False)]
            body = Call(GlobalRef("dsssl:%new-style"), args)
        symbols = [Symbol(name) for name in sorted(SYMBOLS)]
        extra = [
            *self.style_rules(),
            GlobalDefine("style:%initial-style", Lambda("", [], [], None, body, 0)),
            GlobalDefine("style:%symbols", Const(List(symbols, [0] * len(symbols)))),
            GlobalDefine("style:%modes", Const(List(list(self.modes), [0] * len(self.modes)))),
            GlobalDefine("style:%characteristics", Const(len(self.characteristics))),
        ]
        return Lambda("", [], [], None, Seq([*extra, made.body], 0), 0)

    def style_rules(self) -> list[Node]:
        """Their procedures, and which mode behind the others holds those of a mode."""
        made: list[Node] = [GlobalDefine("style:%style-rules", PrimCall("make-vector", [Const(len(self.styled)), Const(False)]))]
        count = len(self.modes)
        own = {0: count}
        for number, (mode, target, part, x, at) in enumerate(self.styled):
            body = self.tried(PRINT_FORMS["style"], self, List(x.items[at - 1 :], x.pos[at - 1 :], None, x.start), None)
            procedure = Lambda("", [], [], None, body, x.start)
            made.append(PrimCall("vector-set!", [GlobalRef("style:%style-rules"), Const(number), procedure]))
            own.setdefault(mode, count + len(own))
            self.rules.append(Rule(own[mode], part, target, number, len(self.rules), True))
        modes = List([own.get(mode, count) for mode in range(count)], [0] * count) if self.styled else False
        self.style_modes = len(own) if self.styled else 0
        return [*made, GlobalDefine("style:%style-modes", Const(modes))]


def _list(nodes: list[Node], pos: int) -> Node:
    fixed = [node.value for node in nodes if isinstance(node, Const)]
    if len(fixed) == len(nodes):
        return Const(List(fixed, [pos] * len(nodes), None, pos), pos)
    return PrimCall("list", nodes, pos)


def _constant(kind: int, value: Any) -> str | None:
    """The text of a value that needs no computing; None if it must be looked at when it is set."""
    what = value.__class__
    if kind == IGNORED:
        return ""
    if kind in (kinds.BOOLEAN, OF_BORDER):
        return ("1" if value else "0") if what is bool else None
    if kind == kinds.SYMBOL:
        if what is bool:
            return "#t" if value else "#f"
        return value.name if what is Symbol and value.name in SYMBOLS else None
    if kind == kinds.INTEGER:
        return str(value) if what is int else None
    if kind == kinds.OPTIONAL_INTEGER:
        return "0" if value is False else str(value) if what is int and value > 0 else None
    if kind == kinds.STRING:
        return _plain(value) if what is str else None
    if value is False and kind in (kinds.PUBLIC_ID, kinds.LETTERS, kinds.OPTIONAL_COLOR, kinds.OPTIONAL_LENGTH):
        return "#f"
    if kind == kinds.PUBLIC_ID and what is str:
        return _plain(value) or "#f"
    if kind == kinds.LETTERS and what is Symbol and re.fullmatch("[A-Z][A-Z]", value.name):
        return str(value.name)
    return None


def _plain(text: str) -> str:
    return text.replace(FIELD, "").replace(EVENT, "")


# ---------------------------------------------------------------- forms


def make_form(an: Any, x: List, scope: Scope | None) -> Node:
    """``(make class keyword: expression ... content ...)``"""
    if len(x.items) < 2 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("make is followed by the name of a flow object class", pos=x.start)
    name = x.items[1].name
    given, at = keywords(an, x, 2, scope)
    places = {x.items[i].name: x.pos[i] for i in range(2, at, 2)}
    content = an.args(x, at, scope)
    if name in an.macros:
        return macro_call(an, name, given, content, x)
    kind = an.class_of(name, x.pos[1])
    if kind == "character":
        given = {one: value for one, value in given.items() if one not in an.char_characteristics}
    if kind == "score" and "type" not in given:
        kind = "sequence"
    label = given.pop("label", None)
    mapped = given.pop("content-map", None)
    inner = sequence(content, x.start)
    if mapped is not None:
        inner = sosofo(MAP, [mapped, Const(False), inner], x.start)
    if not kind:
        known = {one: value for one, value in given.items() if one in an.characteristics or one == "use"}
        style = an.style(known, places, x, set())
        made = sosofo(PLAIN, [Const(False), style or Const(False), inner], x.start)
    else:
        made = _flow_object(an, kind, given, places, inner if content or mapped is not None else None, x)
    if label is None:
        return made
    return sosofo(LABEL, [label, Const(places["label"], x.start), made], x.start)


def _flow_object(an: Any, kind: str, given: dict[str, Node], places: dict[str, int], content: Node | None, x: List) -> Node:
    code, own = CLASSES[kind]
    atomic = code in (kinds.ATOMIC, kinds.COLUMN, BORDER)
    if atomic and content is not None:
        raise SyntaxProblem(f"a flow object of the class {kind} has no content", pos=x.start)
    style = an.style(given, places, x, set(own))
    if style is None and code in (ROW, kinds.COLUMN):
        style = GlobalRef("dsssl:%no-style", x.start)  # which cells are put into, even if it says nothing
    named = {name: value for name, value in given.items() if name in own}
    start = ("" if atomic else "(") + kind
    class_: list[Any] = [start, f"){kind}{EVENT}", x.start]
    for name in named:
        class_ += [Symbol(name), FIELD + name + FIELD, own[name], places[name]]
    descriptor = List(class_, [x.start] * len(class_), None, x.start)
    values = list(named.values())
    if all(value.__class__ is Const for value in values) or (values and all(own[name] == SOSOFO for name in named)):
        fixed = _list(values, x.start)
    else:
        fixed = Lambda(kind, [], [], None, _list(values, x.start), x.start)
    if isinstance(fixed, Const):
        first: Node = Const(List([descriptor, *fixed.value.items], [x.start] * (len(values) + 1)), x.start)
    else:
        first = PrimCall("cons", [Const(descriptor, x.start), fixed], x.start)
    body = Const(False, x.start) if atomic else content or sequence([], x.start)
    return sosofo(code, [first, style or Const(False, x.start), body], x.start)


def style_form(an: Any, x: List, scope: Scope | None) -> Node:
    given, at = keywords(an, x, 1, scope)
    if at != len(x.items):
        raise SyntaxProblem("style has keywords and expressions", pos=x.pos[at])
    places = {x.items[i].name: x.pos[i] for i in range(1, at, 2)}
    made = an.style(given, places, x, set())
    return made if made is not None else Call(GlobalRef("dsssl:%style", x.start), [], x.start)


PRINT_FORMS: dict[str, Any] = {**FORMS, "make": make_form, "style": style_form}
