"""From forms to core IR: symbols, calls, literals, bodies. The special forms are in ``forms_*.py``, by name in ``FORMS``.

A scope maps symbols to local variables. ``Names`` says what other names mean. Nesting is bounded by Python's limit of
recursion, which the caller raises.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    Var,
)
from pyfront.emit.constants import Made
from pyfront.sema.data import Form, List, Map, Value, Vector
from pyfront.text.datum import List as DatumList
from vmcore.data import UNSPECIFIED, Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import ExpandError

    Scope = dict[Symbol, Var]

MAX_WORK = 1_000_000  # macro expansions of a unit: past that one does not end

# Procedures of the machine that the library calls by their names.
MACHINE = frozenset(
    "%call/cc apply %apply-values %throw %reinstate %try %unwind-to %raise %escape %try-clauses %service".split()
)

# Their value is true or false, and nothing else.
BOOLEAN = frozenset(
    "< > <= >= = %lt %le %numeq eq? not null? pair? list? symbol? keyword? string? char? boolean? procedure? number? real?"
    " rational? integer? exact-integer? exact-rational? complex? exact? inexact? zero? positive? negative? odd? even? vector?"
    " record? %record? eqv? equal? %truthy %plist? %pvec? %pmap? %pset? %smap? %sset? %lazy? nan? infinite? finite?"
    " error-object? %identical? %equiv %contains? bytevector? hash-table? promise? hash-table-contains? char=? char<?"
    " string=? string<? string>? string<=? string>=? char-alphabetic? char-numeric? char-whitespace? port? %global? eof-object?"
    " char-upper-case? char-lower-case? string-prefix? string-suffix? default-object? box? %procedure?".split()
)
BEGIN, DEFINE = frozenset(("begin", "progn")), frozenset(("define", "def"))
DEFINING = frozenset("define def defun defn define-values define-record-type defmulti deftool defagent".split())
NESTING = frozenset("begin progn if when unless cond".split())  # forms inside of which a definition is one of the body around


class NeedsMachine(Exception):
    """The text cannot be compiled before it runs: it changes what its forms mean while it runs."""


def fail(message: str, pos: int, hint: str = "") -> ExpandError:
    from pyfront.errors import ExpandError

    error = ExpandError(message, pos=pos)
    hint = hint or _usage(message)
    if hint:
        error.notes.append(hint)
    return error


def _usage(message: str) -> str:
    """How the form is written that a message begins with."""
    from pyfront.sema.documentation import entries

    name = message.partition(" ")[0].rstrip(":")
    if name not in _WHERE and name not in ("if-let", "when-let", "guard", "dotimes", "for-range", "parameterize"):
        return ""
    return f"it is written {entries()[name][0]}"


def arity(who: str, wanted: str, got: int, pos: int) -> ExpandError:
    return fail(f"{who} expects {wanted} argument{'' if wanted == '1' else 's'}, got {got}", pos)


def nil(pos: int = 0) -> Const:
    return Const(UNSPECIFIED, pos)


def is_boolean(node: Any) -> bool:
    """Is the value true or false for sure?"""
    while True:
        kind = node.__class__
        if kind is PrimCall:
            return node.name in BOOLEAN
        if kind is Const:
            return node.value.__class__ is bool
        if kind is If:
            if not is_boolean(node.then):
                return False
            node = node.orelse
        elif kind is Let or kind is Letrec:
            node = node.body
        elif kind is Seq:
            node = node.items[-1]
        elif kind is Call:
            return node.fn.__class__ is GlobalRef and node.fn.name in BOOLEAN_FUNCTIONS
        else:
            return False


# Functions of the library whose value is true or false, and nothing else.
BOOLEAN_FUNCTIONS = frozenset(
    "sema:" + name
    for name in "= < > <= >= not null? nil? pair? list? map? vector? empty? contains? even? odd? zero? positive? negative?"
    " string? number? symbol? keyword? equal? eq?".split()
)


def truth(node: Any) -> Node:
    """The node as a test: false for nil and false."""
    kind = node.__class__
    pos = node.pos
    if kind is Const:
        return Const(node.value is not False and node.value is not UNSPECIFIED, pos)
    if is_boolean(node):
        return node
    if kind is LocalRef and not node.var.mutated:
        return _some(node, LocalRef(node.var, pos), pos)
    value = Var("test", pos)
    return Let([value], [node], _some(LocalRef(value, pos), LocalRef(value, pos), pos), pos)


def _some(value: Node, again: Node, pos: int) -> Node:
    isnil = If(PrimCall("eq?", [again, nil(pos)], pos), Const(False, pos), Const(True, pos), pos)
    return If(value, isnil, Const(False, pos), pos)


def datum(x: Any) -> Any:
    """A quoted datum as the value of a constant."""
    kind = x.__class__
    if kind is List:
        return DatumList([datum(item) for item in x.items], [0] * len(x.items))
    if kind is Vector:
        return Made("%vector", [datum(item) for item in x.items])
    if kind is Map:
        return Made("%hash-map", [datum(item) for item in x.items])
    if kind is Value:
        raise fail("a value of the running program cannot be a constant", 0)
    return x


def library(name: str, args: list[Node], pos: int) -> Node:
    """A call of a function of the library."""
    return Call(GlobalRef("sema:" + name, pos), args, pos)


class Analyser:
    """Analyses the forms of a text. ``library``: of the implementation, which sees the primitives. ``static``: the whole
    text will be one unit, and runs after all of it was compiled."""

    __slots__ = ("names", "library", "static", "work", "environment", "source", "defined", "ticks")

    def __init__(self, names: Any, source: Any = None, *, library: bool = False, static: bool = False) -> None:
        self.names = names
        self.source = source
        self.library = library
        self.static = static
        self.work = MAX_WORK
        self.environment: Any = None
        self.defined: list[str] = []  # names that the unit defines

    # ------------------------------------------------------------ top level

    def top(self, x: Any, pos: int, out: list[Node]) -> None:
        """A form of the top level; the forms of a ``begin`` are forms of the top level."""
        todo = [(x, pos)]
        while todo:
            x, pos = todo.pop()
            x = self.expand_head(x, {}, pos)
            if x.__class__ is List and x.items and x.items[0].__class__ is Symbol and x.items[0].name in BEGIN:
                if len(x.items) == 1:
                    out.append(nil(pos))
                todo += reversed(list(zip(x.items[1:], x.pos[1:])))
                continue
            out.append(self.analyse(x, {}, pos))

    def expand_head(self, x: Any, scope: Scope, pos: int) -> Any:
        """The form after the macros at its head were expanded."""
        while x.__class__ is List and x.items and x.items[0].__class__ is Symbol and x.items[0] not in scope:
            macro = self.macro(x.items[0].name)
            if macro is None:
                return x
            x = self.expand(macro, x, scope)
        return x

    def macro(self, name: str) -> Any:
        """The macro of a name: a function of the form, or a macro of the program; None if it is none."""
        found = self.names.macro(name)
        if found is not None:
            return found
        if self.names.own(name) is not None:
            return None
        from pyfront.sema.macros import MACROS

        return MACROS.get(name)

    def expand(self, macro: Any, x: List, scope: Scope) -> Any:
        self.work -= 1
        if self.work < 0:
            raise fail("the expansion of macros does not end", x.start)
        return macro(self, x, scope)

    # ------------------------------------------------------------ forms

    def analyse(self, x: Any, scope: Scope, pos: int) -> Node:
        """A form. ``pos``: where it stands, if it does not know."""
        kind = x.__class__
        if kind is Symbol:
            local = scope.get(x)
            if local is not None:
                return LocalRef(local, pos)
            return self.free(x, pos)
        if kind is List:
            return self.compound(x, scope)
        if kind is Vector or kind is Map:
            return self.collection(x, scope)
        if kind is Value:
            return self.value(x, pos)
        return Const(x, pos)

    def free(self, x: Symbol, pos: int) -> Node:
        """A symbol that is no local variable."""
        name = x.name
        full = self.names.resolve(name)
        if full is None:
            if self.library and name[0] in "%$":
                return self.private(name, pos)
            full = self.names.space + name
        return GlobalRef(full, pos)

    def private(self, name: str, pos: int) -> Node:
        """A name that only the library sees, as a value: ``%primitive``, ``$primitive`` for one whose name has no %."""
        from vmcore._primdata import primitive
        from vmcore.data import ABSENT, DEFAULT

        if name in MACHINE:
            return GlobalRef("machine:" + name, pos)
        if name == "%absent-mark":
            return Const(ABSENT, pos)
        if name == "%default":
            return Const(DEFAULT, pos)
        name = name.lstrip("$")
        if primitive(name) is not None:
            return PrimRef(name, pos)
        raise fail(f"no primitive is called {name}", pos)

    def value(self, x: Value, pos: int) -> Node:
        """A value of the running program that a macro put into its expansion: a global of its own holds it."""
        environment = self.environment
        environment.values += 1
        name = f"sema:%value-{environment.values}"
        environment.machine.set_global(name, x.ref)
        return GlobalRef(name, pos)

    # ------------------------------------------------------------ lists

    def compound(self, x: List, scope: Scope) -> Node:
        """A call, special form or macro."""
        items = x.items
        if not items:
            return Const(DatumList([], []), x.start)
        head = items[0]
        if head.__class__ is not Symbol:
            if head.__class__ is Keyword:
                return self.keyword_call(head, x, scope)
            return Call(self.analyse(head, scope, x.pos[0]), self.operands(x, scope), x.start)
        name = head.name
        special = special_form(name)
        if special is not None:
            return special(self, x, scope)
        local = scope.get(head)
        if local is not None:
            return Call(LocalRef(local, x.pos[0]), self.operands(x, scope), x.start)
        macro = self.macro(name)
        if macro is not None:
            return self.analyse(self.expand(macro, x, scope), scope, x.start)
        full = self.names.resolve(name)
        if full is None and self.library and name[0] in "%$":
            return self.call_private(name, x, scope)
        args = self.operands(x, scope)
        if full is not None and full.startswith("sema:"):
            from pyfront.sema.inline import inline

            node = inline(name, args, x.start)
            if node is not None:
                return node
        return Call(GlobalRef(full or self.names.space + name, x.pos[0]), args, x.start)

    def operands(self, x: List, scope: Scope) -> list[Node]:
        items, pos = x.items, x.pos
        return [self.analyse(items[i], scope, pos[i]) for i in range(1, len(items))]

    def call_private(self, name: str, x: List, scope: Scope) -> Node:
        from vmcore._primdata import primitive

        args = self.operands(x, scope)
        if name == "$apply":
            return Call(GlobalRef("machine:apply", x.pos[0]), args, x.start)
        if name in MACHINE:
            return Call(GlobalRef("machine:" + name, x.pos[0]), args, x.start)
        name = name.lstrip("$")
        row = primitive(name)
        if row is None:
            raise fail(f"no primitive is called {name}", x.start)
        if len(args) < row[1] or (row[2] >= 0 and len(args) > row[1] + row[2]):
            raise fail(f"{len(args)} arguments are wrong for the primitive {name}", x.start)
        return PrimCall(name, args, x.start)

    def keyword_call(self, head: Keyword, x: List, scope: Scope) -> Node:
        """``(:k m)``"""
        args = self.operands(x, scope)
        if len(args) != 1:
            return library("%keyword-arity", [Const(head, x.start), Const(len(args), x.start)], x.start)
        return library("%keyword-get", [args[0], Const(head, x.pos[0])], x.start)

    # ------------------------------------------------------------ literals

    def quoted(self, x: Any, pos: int) -> Node:
        return Const(datum(x), pos)

    def collection(self, x: Form, scope: Scope) -> Node:
        nodes = [self.analyse(item, scope, pos) for item, pos in zip(x.items, x.pos)]
        maker = "%vector" if x.__class__ is Vector else "%hash-map"
        if all(node.__class__ is Const for node in nodes):
            return Const(Made(maker, [node.value for node in nodes]), x.start)  # type: ignore[attr-defined]  # just looked
        if len(nodes) > 100:
            make = library("list", nodes, x.start)
            return library("list->vector" if maker == "%vector" else "%list->map", [make], x.start)
        if maker == "%vector":
            return PrimCall(maker, nodes, x.start)
        return library("%make-map", nodes, x.start) if _rare_keys(nodes) else PrimCall(maker, nodes, x.start)

    # ------------------------------------------------------------ tests and sequences

    def test(self, x: Any, scope: Scope, pos: int) -> Node:
        """A form whose value decides; ``and``, ``or`` and ``not`` become jumps."""
        if x.__class__ is List and x.items and x.items[0].__class__ is Symbol:
            name, n = x.items[0].name, len(x.items)
            if name == "not" and n == 2 and x.items[0] not in scope and self.names.resolve("not") == "sema:not":
                return If(self.test(x.items[1], scope, x.pos[1]), Const(False, x.start), Const(True, x.start), x.start)
            if name in ("and", "or") and n > 1:
                return self.junction(x, scope, name == "and")
        return truth(self.analyse(x, scope, pos))

    def junction(self, x: List, scope: Scope, both: bool) -> Node:
        items, pos = x.items, x.pos
        node = self.test(items[-1], scope, pos[-1])
        for i in range(len(items) - 2, 0, -1):
            test = self.test(items[i], scope, pos[i])
            if both:
                node = If(test, node, Const(False, x.start), x.start)
            else:
                node = If(test, Const(True, x.start), node, x.start)
        return node

    def sequence(self, x: Form, start: int, scope: Scope) -> Node:
        """The items of a form from a place on, as in ``begin``: no scope of its own."""
        items, pos = x.items, x.pos
        if start >= len(items):
            return nil(x.start)
        nodes = [self.analyse(items[i], scope, pos[i]) for i in range(start, len(items))]
        return nodes[0] if len(nodes) == 1 else Seq(nodes, x.start)

    def body(self, x: Form, start: int, scope: Scope) -> Node:
        """The items of a form from a place on, as a body: what they define is local to it."""
        items: list[tuple[Any, int]] = []
        todo = list(zip(x.items[start:], x.pos[start:]))[::-1]
        names: list[Symbol] = []
        nested: list[Symbol] = []
        while todo:
            item, pos = todo.pop()
            if not names or item.__class__ is not List or not item.items or item.items[0] not in names:
                item = self.expand_head(item, scope, pos)
            head = item.items[0] if item.__class__ is List and item.items else None
            if head.__class__ is Symbol and head not in scope:
                if head.name in BEGIN and len(item.items) > 1:
                    todo += reversed(list(zip(item.items[1:], item.pos[1:])))
                    continue
                if head.name in DEFINING:
                    names += defined_names(item)
                elif head.name in NESTING:
                    nested += nested_names(item, scope)
            items.append((item, pos))
        if not items:
            return nil(x.start)
        nested = [name for name in nested if name not in names and name not in scope]
        if names or nested:
            return self.body_with(items, names, nested, scope, x.start)
        nodes = [self.analyse(item, scope, pos) for item, pos in items]
        return nodes[0] if len(nodes) == 1 else Seq(nodes, x.start)

    def body_with(
        self, items: list[tuple[Any, int]], names: list[Symbol], nested: list[Symbol], scope: Scope, start: int
    ) -> Node:
        """A body with definitions. Those at its level are a ``Letrec`` in order, with what stands between them; those inside
        of conditionals are variables that are nil first."""
        scope = scope.copy()
        for name in dict.fromkeys(nested):
            scope[name] = Var(name.name, start)
        variables = {name: Var(name.name, start) for name in names}
        scope.update(variables)
        bound: list[Var] = []
        inits: list[Node] = []
        last: Node | None = None
        for item, pos in items:
            if last is not None:
                bound.append(Var("", pos))
                inits.append(last)
                last = None
            head = item.items[0].name if item.__class__ is List and item.items and item.items[0].__class__ is Symbol else ""
            if head in DEFINING and item.items[0] not in scope and defined_names(item):
                from pyfront.sema.forms_define import definitions

                for symbol, node in definitions(self, item, scope):
                    var = variables.pop(symbol, None) if symbol is not None else None
                    if symbol is not None and var is None and symbol.name.startswith("%apart-"):
                        var = scope[symbol]
                    elif symbol is not None and var is None:
                        node = LocalSet(scope[symbol], node, pos)
                    bound.append(var or Var("", pos))
                    inits.append(node)
            else:
                last = self.analyse(item, scope, pos)
        node = Letrec(bound, inits, last or nil(start), start) if bound else last or nil(start)
        for name in dict.fromkeys(nested):
            node = Let([scope[name]], [nil(start)], node, start)
        return node

    def define(self, name: Symbol, node: Node, scope: Scope, pos: int) -> Node:
        """A definition where no body takes it: of a global, or of the variable that is in scope."""
        local = scope.get(name)
        if local is not None:
            return Seq([LocalSet(local, node, pos), nil(pos)], pos)
        if scope:  # in an operand of a call, say: nobody else can see it
            return Seq([node, nil(pos)], pos)
        return Seq([GlobalDefine(self.names.define(name.name), node, pos), nil(pos)], pos)


def _rare_keys(nodes: list[Node]) -> bool:
    """May a key be a value that can change? Then the library looks."""
    return any(node.__class__ is not Const for node in nodes[::2])


def defined_names(x: List) -> list[Symbol]:
    """The names that a definition defines."""
    from pyfront.sema.destructure import pattern_names

    what = x.items[1] if len(x.items) > 1 else None
    kind = x.items[0].name
    if kind == "define-record-type":
        names = [what]
        for part in x.items[2:]:
            if part.__class__ is Symbol:
                names.append(part)
            elif part.__class__ is List:
                names += part.items[:1] if part is x.items[2] else part.items[1:]
        return [name for name in names[1:] if name.__class__ is Symbol]
    if kind == "define-values":
        if what.__class__ is Symbol:
            return [what]
        return [one for one in what.items if one.__class__ is Symbol and one.name != "."] if isinstance(what, Form) else []
    if what.__class__ is Symbol:
        return [what]
    if kind in DEFINE and what.__class__ is List and what.items and what.items[0].__class__ is Symbol:
        return [what.items[0]]
    if what.__class__ is Vector or what.__class__ is Map:
        return pattern_names(what)
    return []


def nested_names(x: List, scope: Scope) -> list[Symbol]:
    """Names that are defined in the branches of a conditional."""
    names: list[Symbol] = []
    todo: list[Any] = [*x.items[1:]]
    while todo:
        one = todo.pop()
        if one.__class__ is not List or not one.items:
            continue
        head = one.items[0]
        if head.__class__ is Symbol and head not in scope:
            if head.name in DEFINE or head.name in ("defn", "defun"):
                names += defined_names(one)
                continue
            if head.name not in NESTING and x.items[0].name != "cond":
                continue
        todo += one.items
    return names


_FORMS: dict[str, Any] = {}
_WHERE = {
    **dict.fromkeys("if cond case when unless and or while do try throw match match* begin progn".split(), "forms_control"),
    **dict.fromkeys("lambda fn let let* letrec let-values let*-values set!".split(), "forms_binding"),
    **dict.fromkeys(
        "define def defun defn define-values define-record-type defmulti defmethod defmacro define-syntax module import load"
        " deftool defagent".split(),
        "forms_define",
    ),
    **dict.fromkeys("quote quasiquote delay force async await eval macroexpand prompt message delay-force".split(), "forms_quote"),
}  # fmt: skip


def special_form(name: str) -> Any:
    """The function that analyses a special form; None if there is none of that name."""
    found = _FORMS.get(name)
    if found is None and name in _WHERE:
        import sys

        full = f"pyfront.sema.{_WHERE[name]}"
        if full not in sys.modules:
            __import__(full)
        _FORMS.update(sys.modules[full].FORMS)
        return _FORMS[name]
    return found
