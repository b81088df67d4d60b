"""A style sheet as one unit: definitions, units, construction rules, and what is said of modes and classes.

A definition of an earlier part counts; so does a rule, before specificity. What is computed when it is first asked for is a
procedure ``lazy:NAME`` (see ``analyse``). The rules are procedures in the vector ``style:%rules``.
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, If, Lambda, Let, LocalRef, Node, PrimCall, Seq, Var
from pyfront.dsssl.analyse import Analyser, definition_parts, quoted
from pyfront.dsssl.errors import SyntaxProblem
from pyfront.dsssl.forms import FORMS, checked_sosofo
from pyfront.dsssl.language import DEPENDENT, language_data
from pyfront.dsssl.memo import keep_values
from pyfront.dsssl.names import ATOMIC, COMPOUND, EXTENSION_CLASSES, EXTERNAL
from pyfront.dsssl.patterns import OF_ID, name_of, read_pattern
from pyfront.dsssl.reader import CONTENTS, OPTIONAL, Quantity, Reader
from pyfront.dsssl.scope import Definition
from pyfront.dsssl.sgml import Piece
from pyfront.errors import CompileError
from pyfront.text.datum import List
from vmcore.data import Char, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.dsssl.specification import Part
    from pyfront.errors import Error
    from pyfront.text.source import SourceMap

LAMBDA, DEFINE_LANGUAGE = Symbol("lambda"), Symbol("define-language")
LANGUAGES = ("define-language", "declare-default-language", "with-language")
ATTRIBUTES = ("attributes", "attribute", "subgrove", "q-class")
WIDE = (  # see lib/attributes.scm
    "children", "descendants", "parent", "subtree", "data", "follow", "preced", "ifollow", "ipreced", "rsiblings",
)  # fmt: skip
EMPTY = Symbol("%empty")  # a value that was not yet computed


class Target:
    """What a rule is for: elements of a name (with those of the parents, the nearest first), of a unique name, the root, any, or
    the nodes of a query: its number, and the name if all have the same."""

    __slots__ = ("kind", "path", "specificity")

    def __init__(self, kind: str, path: tuple[str, ...] = (), specificity: tuple[float, ...] = ()) -> None:
        self.kind = kind  # element, id, default, root, query, pattern
        self.path = path
        self.specificity = specificity or (0,) * 9


class Rule:
    """A construction rule, or a style rule: of a mode and a part."""

    __slots__ = ("mode", "part", "target", "number", "order", "is_style")

    def __init__(self, mode: int, part: int, target: Target, number: int, order: int, is_style: bool = False) -> None:
        self.mode = mode
        self.part = part
        self.target = target
        self.number = number  # of the procedure
        self.order = order
        self.is_style = is_style

    def rank(self) -> tuple[float, ...]:
        return self.part, self.target.kind != "query", *(-one for one in self.target.specificity)

    def key(self) -> tuple[float, ...]:
        """Rules with smaller keys come first; of several for elements with the same rank, the one that is written last."""
        return *self.rank(), self.order if self.target.kind in ("root", "query") else -self.order

    def family(self) -> tuple[Any, ...]:
        """What the rules have in common of which one is used, and the others are not even the next match."""
        alone = self.is_style or self.target.kind in ("root", "query")
        return self.mode, self.rank(), self.order if alone else -1


def rule_rows(rules: list[Rule]) -> list[tuple[Any, ...]]:
    """The rules in their order: mode, kind and names of the target, number of the procedure, number of the family."""
    families: dict[tuple[Any, ...], int] = {}
    return [
        (rule.mode, rule.target.kind, rule.target.path, rule.number, families.setdefault(rule.family(), len(families)))
        for rule in sorted(rules, key=Rule.key)
    ]


class Sheet(Analyser):
    """The compilation of a style sheet."""

    def __init__(self, sources: SourceMap, provided: frozenset[str]) -> None:
        super().__init__()
        self.sources = sources
        self.provided = provided
        self.forms = FORMS
        self.modes: dict[str, int] = {"": 0}
        self.mode_uses: dict[str, int] = {}  # modes that are named somewhere -> where
        self.mode_defined: set[str] = {""}
        self.classes: dict[str, str] = {}
        self.rules: list[Rule] = []
        self.bodies: list[tuple[Any, int, List]] = []  # expressions of the rules: datum, position, the rule
        self.part = 0
        self.order: list[Definition] = []
        self.declared: set[str] = set()  # characteristics
        self.style_modes = 0  # modes behind the others: those of style rules, the first one that of the initial mode
        self.macros: dict[str, tuple[list[str], bool]] = {}  # flow object macro -> parameters, has it a name for its content?
        self.queries: list[tuple[Any, int, bool]] = []  # of the query rules: expression, position; or a pattern
        self.attribute_names: dict[str, list[str]] = {"id": [], "class": []}  # attributes that are asked for these in patterns
        self.char_defaults: dict[str, tuple[Any, int, int]] = {}  # property of characters -> expression, position, part
        self.char_characteristics: set[str] = set()  # properties that flow objects of the class character may be given
        self.char_values: list[tuple[str, str, Any, int]] = []  # property, characters, expression, position
        self.char_parts: dict[tuple[str, str], int] = {}  # property and character -> part of the value
        self.language: tuple[Any, int] | None = None  # expression of the default language
        self.whole_attributes = False  # must documents have implied attributes as nodes?
        self.names: set[str] = set()  # that occur anywhere
        self.lazy_values: dict[str, Node] = {}  # what the procedures lazy:NAME compute
        self.errors: list[Error] = []  # mistakes that were found; the reading goes on behind them

    # ------------------------------------------------------------ the top level

    def declare(self, name: str, value: Any) -> None:
        """A variable that was set on the command line."""
        definition = Definition(name, -1, None, 0, value)
        self.defined[name] = definition
        self.order.append(definition)

    def declare_text(self, text: str) -> None:
        """Definitions that were given on the command line."""
        source = self.sources.add("the command line", text)
        self.part = -1
        reader = Reader([Piece(text.replace("\n", "\r"), source.base)], self.sources)
        for x, pos in reader.read():
            if x.__class__ is not List or not x.items or x.items[0] is not Symbol("define"):
                raise SyntaxProblem("a definition is expected here", pos=pos)
            self.top(x, 0)
        self.names.update(reader.atoms)

    def read(self, parts: list[Part]) -> None:
        for number, part in enumerate(parts):
            self.part = number
            for pieces in part.bodies:
                reader = Reader(pieces, self.sources, self.errors)
                data = reader.read()
                self.names.update(reader.atoms)
                if not reader.atoms.keys().isdisjoint(LANGUAGES):
                    self.renamed = {**self.renamed, **{one: "%language-" + one for one in DEPENDENT}}
                if not reader.atoms.keys().isdisjoint(ATTRIBUTES):
                    self.whole_attributes = True
                    self.renamed = {**self.renamed, **{one: "%wide-" + one for one in WIDE}}
                for x, pos in data:
                    try:
                        if x.__class__ is not List or not x.items or x.items[0].__class__ is not Symbol:
                            raise SyntaxProblem("a declaration, a definition or a rule is expected here", pos=pos)
                        self.top(x, 0)
                    except CompileError as error:
                        self.errors.append(error)

    def top(self, x: List, mode: int) -> None:
        name = x.items[0].name
        form = TOP.get(name)
        if form is None:
            raise SyntaxProblem(f"{name} begins no declaration, definition or rule", pos=x.start)
        form(self, x, mode)

    def add(self, definition: Definition) -> None:
        known = self.defined.get(definition.name)
        if known is None:
            self.defined[definition.name] = definition
            self.order.append(definition)
        elif known.part == definition.part:
            raise SyntaxProblem(f"{definition.name.replace('unit ', 'unit ')} is defined twice in this part", pos=definition.pos)

    def mode_number(self, name: str, pos: int) -> int:
        if name not in self.modes:
            self.modes[name] = len(self.modes)
            self.mode_uses[name] = pos
        return self.modes[name]

    def class_of(self, name: str, pos: int) -> str:
        """The flow object class that a name means."""
        declared = self.classes.get(name)
        if declared is not None:
            return declared
        if name in COMPOUND or name in ATOMIC:
            return name
        if name in EXTENSION_CLASSES.values():
            return name  # OpenJade wants a declaration; there is nothing else it could mean
        raise SyntaxProblem(f"{name} is no flow object class", pos=pos)

    def declare_class(self, name: str, public: str) -> None:
        known = EXTENSION_CLASSES.get(public)
        if known is None:
            last = public.rpartition("::")[2]
            known = last if last in COMPOUND or last in ATOMIC else "sequence"  # as an unknown one: its content counts
        self.classes.setdefault(name, known)

    def style_rule(self, mode: int, target: Target, x: List, at: int) -> None:
        """A rule that says characteristics of what another rule makes: nothing to a transformation."""
        if target.kind == "pattern":
            self.queries.pop()  # which no rule is for

    def declare_characteristic(self, x: List) -> None:
        """A transformation has no use for it, nor for its initial value."""
        self.declared.add(x.items[1].name)

    def is_characteristic(self, name: str) -> bool:
        """Can it stand in any flow object, or in a style?"""
        from pyfront.dsssl.characteristics import INHERITED

        plain = name.removeprefix("force!")
        return plain in INHERITED or plain in self.declared or name in ("use", "label", "content-map")

    def declare_initial(self, name: str, x: List, at: int) -> None:
        """The same of one of the standard."""
        if not self.is_characteristic(name):
            raise SyntaxProblem(f"{name} is no inherited characteristic", pos=x.pos[1])

    def rule(self, mode: int, target: Target, number: int) -> None:
        self.rules.append(Rule(mode, self.part, target, number, len(self.rules)))

    def query(self, x: Any, pos: int, pattern: bool = False) -> str:
        self.queries.append((x, pos, pattern))
        return str(len(self.queries) - 1)

    def elements(self, x: Any, pos: int) -> Target:
        """The target of an element rule."""
        pattern = read_pattern(x, pos)
        if pattern.path is not None:
            return Target("element", pattern.path, pattern.specificity)
        number = self.query(x, pos, True)
        return Target("pattern", (number, pattern.name) if pattern.name else (number,), pattern.specificity)

    def rule_body(self, x: List, at: int) -> int:
        """The expression of a rule; its number."""
        if len(x.items) != at + 1:
            raise SyntaxProblem(f"{x.items[0].name} has one construction expression", pos=x.start)
        self.bodies.append((x.items[at], x.pos[at], x))
        return len(self.bodies) - 1

    # ------------------------------------------------------------ the unit

    def unit(self) -> Lambda:
        """The procedure that defines everything."""
        made = self.build()
        if self.errors:
            raise min(self.errors, key=lambda one: one.pos)
        return made

    def build(self) -> Lambda:
        """The same, perhaps with mistakes."""
        for definition in self.order:
            definition.lazy = definition.form is not None and self._is_lazy(definition)
        nodes: list[Node] = []
        for definition in self.order:
            nodes.append(self.tried(self._definition, definition))
        nodes = keep_values(nodes, self.lazy_values, self.names)
        nodes.append(GlobalDefine("style:%rules", PrimCall("make-vector", [Const(len(self.bodies)), Const(False)])))
        for number, (x, pos, rule) in enumerate(self.bodies):
            at = rule.start
            body = checked_sosofo(self.tried(self.expr, x, pos, None), "%no-sosofo")
            made = Lambda(_title(rule), [], [], None, body, at)
            nodes.append(PrimCall("vector-set!", [GlobalRef("style:%rules", at), Const(number, at), made], at))
        queries: list[Node] = [Lambda("", [], [], None, self.tried(self._query, *one), one[1]) for one in self.queries]
        nodes.append(GlobalDefine("style:%queries", PrimCall("list", queries)))
        for kind, names in self.attribute_names.items():
            nodes.append(GlobalDefine(f"style:%{kind}-attributes", Const(List(names, [0] * len(names)))))
        nodes += self._char_properties()
        if self.language is not None:
            x, pos = self.language
            nodes.append(Call(GlobalRef("dsssl:%declare-language", pos), [self.expr(x, pos, None)], pos))
        for name, pos in self.mode_uses.items():
            if name not in self.mode_defined and not self.errors:  # or else the mode may be in what was not understood
                raise SyntaxProblem(f"no rules are given for the mode {name}", pos=pos)
        nodes.append(Const(True))
        return Lambda("", [], [], None, Seq(nodes, 0), 0)

    def tried(self, make: Callable[..., Node], *args: Any) -> Node:
        """What a part of the style sheet is compiled to; a mistake in it is kept with the others."""
        try:
            return make(*args)
        except CompileError as error:
            self.errors.append(error)
            return PrimCall("void", [], 0)

    def _char_properties(self) -> list[Node]:
        """What is declared of properties of characters: their values are computed when they are asked for."""
        made: list[Node] = []

        def lazy(name: str, x: Any, pos: int) -> Node:
            made.append(self._lazily(name, self.expr(x, pos, None), pos))
            return GlobalRef("lazy:" + name, pos)

        defaults: list[Node] = [
            PrimCall("cons", [Const(Symbol(name), pos), lazy("the property " + name, x, pos)], pos)
            for name, (x, pos, _) in self.char_defaults.items()
        ]
        values: list[Node] = []
        for name, chars, x, pos in self.char_values:
            value = lazy(f"the property {name} of {chars}", x, pos)
            values.append(PrimCall("cons", [Const(Symbol(name), pos), PrimCall("cons", [Const(chars, pos), value], pos)], pos))
        return [
            *made,
            GlobalDefine("style:%char-defaults", PrimCall("list", defaults)),
            GlobalDefine("style:%char-values", PrimCall("list", values)),
        ]

    def _query(self, x: Any, pos: int, pattern: bool) -> Node:
        if pattern:
            return Call(GlobalRef("dsssl:%elements-like", pos), [quoted(self, x, pos)], pos)
        return self.expr(x, pos, None)

    def _is_lazy(self, definition: Definition) -> bool:
        form = definition.form
        assert form is not None
        if form.items[1].__class__ is List or definition.name.startswith("macro "):
            return False
        value = form.items[2]
        if value.__class__ is List:
            head = value.items[0] if value.items else None
            return head is not LAMBDA and head is not Symbol("quote")
        return value.__class__ is Symbol or value.__class__ is Quantity

    def _definition(self, definition: Definition) -> Node:
        name, form, pos = definition.name, definition.form, definition.pos
        if form is None:
            return GlobalDefine("style:" + name, Const(definition.value, pos), pos)
        if name.startswith("unit "):
            return self._lazily(name, self.expr(form.items[2], form.pos[2], None), pos)
        if name.startswith("macro "):
            return GlobalDefine("style:" + name, self.procedure(name, _macro_parameters(form), form, 3, None), pos)
        if form.items[0] is DEFINE_LANGUAGE:
            data: list[Node] = [Const(one, pos) for one in language_data(form)]
            return self._lazily(name, Call(GlobalRef("dsssl:%make-language", pos), data, pos), pos)
        params = definition_parts(form)[3]
        value = self.definition_value(name, form, params, None)
        if not definition.lazy:
            return GlobalDefine("style:" + name, value, pos)
        return self._lazily(name, value, pos)

    def _lazily(self, name: str, value: Node, pos: int) -> Node:
        """A procedure that computes the value once, without a current node. Where the computing ended with an error, it is begun
        again by the next who asks."""
        cell = "value:" + name
        self.lazy_values["lazy:" + name] = value
        fresh = PrimCall("eq?", [GlobalRef(cell, pos), Const(EMPTY, pos)], pos)
        before, found = Var("before", pos), Var("value", pos)
        begin: Node = Call(GlobalRef("dsssl:%begin-definition", pos), [Const(name, pos)], pos)
        end = Call(GlobalRef("dsssl:%end-definition", pos), [LocalRef(before, pos)], pos)
        keep = Seq([end, GlobalDefine(cell, LocalRef(found, pos), pos), LocalRef(found, pos)], pos)
        compute = Let([before], [begin], Let([found], [value], keep, pos), pos)
        body = If(fresh, compute, GlobalRef(cell, pos), pos)
        return Seq([
            GlobalDefine(cell, Const(EMPTY, pos), pos),
            GlobalDefine("lazy:" + name, Lambda(name, [], [], None, body, pos), pos),
        ], pos)  # fmt: skip


def _title(rule: List) -> str:
    """The name of a rule in the calls of errors: what it is for."""
    words = [rule.items[0].name]
    if words[0] in ("element", "id"):
        target = rule.items[1]
        names = target.items if target.__class__ is List else [target]
        words += [one if isinstance(one, str) else one.name for one in names if isinstance(one, (str, Symbol))]
    return f"({' '.join(words)})"


# ---------------------------------------------------------------- forms of the top level


def _define(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) > 1 and x.items[1].__class__ is Keyword:  # define internal: of the language's own library
        raise SyntaxProblem("a definition begins with a name, or a list of a name and parameters", pos=x.start)
    name, pos, form, _ = definition_parts(x)
    value = form.items[2]
    if value.__class__ is List and value.items and value.items[0] is Symbol("external-procedure"):
        known = EXTERNAL.get(value.items[1]) if len(value.items) == 2 and value.items[1].__class__ is str else None
        if known == name:
            return  # it is there under its name
    sheet.add(Definition(name, sheet.part, form, pos))


def _define_unit(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 3 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("define-unit has a name and an expression", pos=x.start)
    sheet.add(Definition("unit " + x.items[1].name, sheet.part, x, x.start))


def _element(sheet: Sheet, x: List, mode: int) -> None:
    if _is_style(x, 2):
        sheet.style_rule(mode, sheet.elements(x.items[1], x.pos[1]), x, 2)
        return
    if len(x.items) != 3:
        raise SyntaxProblem("element has a name, or a list of names, and one construction expression", pos=x.start)
    target = sheet.elements(x.items[1], x.pos[1])
    sheet.rule(mode, target, sheet.rule_body(x, 2))


def _is_style(x: List, at: int) -> bool:
    """Does a rule say characteristics only?"""
    return len(x.items) > at and x.items[at].__class__ is Keyword


def _or_element(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 3 or x.items[1].__class__ is not List:
        raise SyntaxProblem("or-element has a list of names and a construction expression", pos=x.start)
    number = sheet.rule_body(x, 2)
    for item, pos in zip(x.items[1].items, x.items[1].pos):
        sheet.rule(mode, sheet.elements(item, pos), number)


def _default(sheet: Sheet, x: List, mode: int) -> None:
    if _is_style(x, 1):
        sheet.style_rule(mode, Target("default"), x, 1)
        return
    sheet.rule(mode, Target("default"), sheet.rule_body(x, 1))


def _root(sheet: Sheet, x: List, mode: int) -> None:
    sheet.rule(mode, Target("root"), sheet.rule_body(x, 1))


def _id(sheet: Sheet, x: List, mode: int) -> None:
    name = name_of(x.items[1], x.pos[1]) if len(x.items) > 2 else None
    if name is None or (len(x.items) != 3 and not _is_style(x, 2)):
        raise SyntaxProblem("id has a unique name and one construction expression", pos=x.start)
    target = Target("id", (name,), OF_ID)
    if _is_style(x, 2):
        sheet.style_rule(mode, target, x, 2)
    else:
        sheet.rule(mode, target, sheet.rule_body(x, 2))


def _mode(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) < 2 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("mode has a name and rules", pos=x.start)
    number = sheet.mode_number(x.items[1].name, x.pos[1])
    sheet.mode_defined.add(x.items[1].name)
    for one, pos in zip(x.items[2:], x.pos[2:]):
        name = one.items[0].name if one.__class__ is List and one.items and one.items[0].__class__ is Symbol else ""
        if name not in RULES:
            raise SyntaxProblem("a mode holds rules", pos=pos)
        sheet.top(one, number)


def _query(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) not in (3, 4):
        raise SyntaxProblem("query has an expression, a construction expression, and perhaps a priority", pos=x.start)
    priority = x.items[3] if len(x.items) == 4 else 0
    if not isinstance(priority, (int, float)) or isinstance(priority, bool):
        raise SyntaxProblem("the priority of a query is a number", pos=x.pos[3])
    sheet.bodies.append((x.items[2], x.pos[2], x))
    sheet.rule(mode, Target("query", (sheet.query(x.items[1], x.pos[1]),), (priority,)), len(sheet.bodies) - 1)


def _macro(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 4 or x.items[1].__class__ is not Symbol or x.items[2].__class__ is not List:
        raise SyntaxProblem("declare-flow-object-macro has a name, a list of parameters, and an expression", pos=x.start)
    name = x.items[1].name
    if name not in sheet.macros:
        params = _macro_parameters(x)
        names = [one.items[0].name if one.__class__ is List else one.name for one in params.items[1:]]
        content = CONTENTS in x.items[2].items
        sheet.macros[name] = (names[:-1] if content else names, content)
    sheet.add(Definition("macro " + name, sheet.part, x, x.start))


def _macro_parameters(x: List) -> List:
    """All parameters of a macro, as those of a procedure that need not be given."""
    items, pos = [OPTIONAL], [x.start]
    for item, at in zip(x.items[2].items, x.items[2].pos):
        if item is not CONTENTS:
            named = item.items[0] if item.__class__ is List and len(item.items) == 2 else item
            if named.__class__ is not Symbol:
                raise SyntaxProblem("a parameter of a flow object macro is a name, or a list (name default)", pos=at)
            items.append(item)
            pos.append(at)
        elif item is CONTENTS and x.items[2].items[-2:-1] != [CONTENTS]:
            raise SyntaxProblem("#!contents is followed by one name, the last", pos=at)
    return List(items, pos, None, x.start)


def _define_language(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) < 2 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("define-language has a name and rules", pos=x.start)
    sheet.add(Definition(x.items[1].name, sheet.part, x, x.start))


def _default_language(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 2:
        raise SyntaxProblem("declare-default-language has one expression", pos=x.start)
    if sheet.language is None:
        sheet.language = x.items[1], x.pos[1]


def _class(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 3 or x.items[1].__class__ is not Symbol or x.items[2].__class__ is not str:
        raise SyntaxProblem("declare-flow-object-class has a name and a public identifier", pos=x.start)
    sheet.declare_class(x.items[1].name, x.items[2])


def _characteristic(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 4 or x.items[1].__class__ is not Symbol or x.items[2].__class__ not in (str, bool):
        raise SyntaxProblem("declare-characteristic has a name, a public identifier or #f, and an initial value", pos=x.start)
    sheet.declare_characteristic(x)


def _initial(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 3 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("declare-initial-value has the name of a characteristic and an expression", pos=x.start)
    sheet.declare_initial(x.items[1].name, x, 2)


def _attribute_name(sheet: Sheet, x: List, mode: int) -> None:
    name = name_of(x.items[1], x.pos[1]) if len(x.items) == 2 else None
    kind = x.items[0].name.split("-")[1]
    if name is None:
        raise SyntaxProblem(f"{x.items[0].name} has the name of an attribute", pos=x.start)
    sheet.attribute_names[kind].append(name)


def _char_property(sheet: Sheet, x: List, mode: int) -> None:
    if len(x.items) != 3 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("declare-char-property has the name of a property and an expression", pos=x.start)
    known = sheet.char_defaults.get(x.items[1].name)
    if known is not None and known[2] == sheet.part:
        raise SyntaxProblem(f"the property {x.items[1].name} is declared twice in this part", pos=x.start)
    if known is None:
        sheet.char_defaults[x.items[1].name] = (x.items[2], x.pos[2], sheet.part)


def _char_characteristic(sheet: Sheet, x: List, mode: int) -> None:
    """A property of characters that flow objects of the class ``character`` may be given, too, without a meaning."""
    if len(x.items) != 4 or x.items[1].__class__ is not Symbol or x.items[2].__class__ not in (str, bool):
        raise SyntaxProblem(f"{x.items[0].name} has a name, a public identifier or #f, and an expression", pos=x.start)
    if sheet.is_characteristic(x.items[1].name):
        raise SyntaxProblem(f"{x.items[1].name} is a characteristic already", pos=x.start)
    _char_property(sheet, List([*x.items[:2], x.items[3]], [*x.pos[:2], x.pos[3]], None, x.start), mode)
    sheet.char_characteristics.add(x.items[1].name)


def _char_values(sheet: Sheet, x: List, mode: int) -> None:
    at = 1
    while at < len(x.items) and x.items[at].__class__ is Keyword:
        at += 2
    chars = x.items[at:]
    if at == 1 or not chars or any(one.__class__ is not Char for one in chars):
        raise SyntaxProblem("add-char-properties has keywords with expressions, then characters", pos=x.start)
    for i in range(1, at, 2):
        name = x.items[i].name
        fresh = ""
        for one in chars:
            char = chr(one.code)
            known = sheet.char_parts.get((name, char))
            if known == sheet.part:
                raise SyntaxProblem(f"the property {name} of the character {char} is given twice in this part", pos=x.start)
            if known is None:
                sheet.char_parts[name, char] = sheet.part
                fresh += char
        if fresh:
            sheet.char_values.append((name, fresh, x.items[i + 1], x.pos[i + 1]))


def _ignored(sheet: Sheet, x: List, mode: int) -> None:
    """What says nothing here, as in OpenJade: no back end has page models."""


RULES = {"element": _element, "or-element": _or_element, "default": _default, "root": _root, "id": _id, "query": _query}
TOP: dict[str, Any] = {
    **RULES,
    "define": _define,
    "define-unit": _define_unit,
    "mode": _mode,
    "declare-flow-object-class": _class,
    "declare-flow-object-macro": _macro,
    "define-language": _define_language,
    "declare-default-language": _default_language,
    "declare-initial-value": _initial,
    "declare-characteristic": _characteristic,
    "declare-char-characteristic+property": _char_characteristic,
    "declare-char-property": _char_property,
    "add-char-properties": _char_values,
    "declare-reference-value-type": _ignored,
    "declare-class-attribute": _attribute_name,
    "declare-id-attribute": _attribute_name,
    "define-page-model": _ignored,
    "define-column-set-model": _ignored,
}
