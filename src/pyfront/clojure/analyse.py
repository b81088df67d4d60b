"""From forms to core IR: symbols, calls, literals, the special forms that need no other module.

A form is analysed with the scope it stands in and the target of a ``recur`` in its place (None if it is not in tail
position). Nesting is bounded by Python's limit of recursion, which the caller raises: pure Python calls only.
"""

from __future__ import annotations

from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set, Vector, bare
from pyfront.clojure.names import macro_function
from pyfront.clojure.namespaces import DYNAMIC, MACRO, PRIVATE, ClassInfo, VarInfo
from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Node,
    PrimCall,
    Seq,
    TryPrim,
    Var,
)
from pyfront.emit.constants import Ref
from vmcore.data import DEFAULT, Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.namespaces import World
    from pyfront.errors import ExpandError

MAX_WORK = 2_000_000  # macro expansions of a unit: past that one does not end


def nil(pos: int = 0) -> Const:
    return Const(None, pos)


def cell(full: str, pos: int = 0) -> Const:
    """A var as a value."""
    return Const(Ref("global", full), pos)


def fail(message: str, pos: int) -> ExpandError:
    """The errors are loaded when there is one."""
    from pyfront.errors import ExpandError

    return ExpandError(message, pos=pos)


def at_least(x: List, n: int, what: str) -> None:
    """Refuses a form with fewer operands than ``n``."""
    if len(x.items) <= n:
        raise fail(f"{bare(x.items[0]).name.removeprefix('clojure.core/')} takes {what}", x.start)


class NeedsMachine(Exception):
    """The text cannot be compiled before it runs: it changes what its forms mean while it runs."""


class Target:
    """Where a ``recur`` goes: a loop, or a function (whose body then is a loop)."""

    __slots__ = ("loop", "count", "used")

    def __init__(self, loop: Any, count: int) -> None:
        self.loop = loop
        self.count = count
        self.used = False


class Field:
    """A field of a type in the body of one of its methods, by its place in the record that is bound to ``this``."""

    __slots__ = ("this", "type", "index", "mutable", "name")

    def __init__(self, this: Var, type: str, index: int, mutable: bool, name: str) -> None:
        self.this = this
        self.type = type
        self.index = index
        self.mutable = mutable
        self.name = name


ACROSS = Target(None, -1)  # the place of a recur that would leave a try

# Their value is true or false, and nothing else.
BOOLEAN = frozenset(
    "< > <= >= = %lt %le %numeq eq? not null? pair? symbol? keyword? string? char? boolean? procedure? number? real? rational?"
    " integer? exact-integer? exact? inexact? zero? positive? negative? odd? even? vector? record? %record? eqv? %truthy"
    " %declined? %plist? %pvec? %pmap? %pset? %smap? %sset? %lazy? %seq-view? %map-entry? %transient? %bign? %decimal? nan?"
    " infinite? finite? error-object? %identical? %equiv %contains?".split()
)


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
        elif kind is Let:
            node = node.body
        elif kind is Seq:
            node = node.items[-1]
        elif kind is Call:
            return node.fn.__class__ is TryPrim and node.fn.prim in BOOLEAN
        else:
            return False


def truth(node: Node) -> Node:
    """The node as a test: false for nil and false."""
    if node.__class__ is Const:
        return Const(node.value is not False and node.value is not None, node.pos)
    if is_boolean(node):
        return node
    return PrimCall("%truthy", [node], node.pos)


def try_prim(name: str, args: list[Node], fallback: str, pos: int) -> Node:
    """A primitive that may decline; then the function of the library is called."""
    return Call(TryPrim(name, fallback, pos), args, pos)


class Analyser:
    """Analyses the forms of a text. ``library``: of the implementation, which sees the primitives."""

    __slots__ = ("world", "library", "work", "expand_user", "before", "source", "defined", "static", "unchecked")

    def __init__(self, world: World, *, library: bool = False, expand_user: Any = None, source: Any = None) -> None:
        self.world = world
        self.library = library
        self.work = MAX_WORK
        self.expand_user = expand_user  # (var, form, scope) -> form: runs a macro in the machine
        self.before: list[Node] = []  # what is to be done before the form of the top level
        self.source = source  # the text, for lines of forms
        self.defined: dict[str, VarInfo] = {}  # vars that the unit defines, by full name
        self.static = False  # will the whole text be one unit?
        self.unchecked = False  # do longs wrap around, by *unchecked-math*?

    # ------------------------------------------------------------ top level

    def top(self, x: Any, pos: int, out: list[Node]) -> None:
        """A form of the top level, to be run after what is in ``out``. The forms of a ``do`` are forms of the top level."""
        from pyfront.clojure.analyse_top import top

        top(self, x, pos, out)

    # ------------------------------------------------------------ forms

    def analyse(self, x: Any, scope: dict[Any, Any], pos: int, target: Target | None = None) -> Node:
        """A form. ``pos``: where it stands, if it does not know. ``scope``: local names."""
        kind = x.__class__
        if kind is Symbol:
            local = scope.get(x)
            if local is not None:
                return self.local(local, pos)
            return self.symbol(x, pos)
        if kind is List:
            return self.compound(x, scope, target)
        if kind is MetaSymbol:
            return self.analyse(x.symbol, scope, pos, target)
        if kind is Keyword or kind is int or kind is str or kind is bool or kind is float:
            return Const(x, pos)
        if x is None:
            return nil(pos)
        if kind is Vector or kind is Map or kind is Set:
            return self.collection(x, scope)
        from pyfront.clojure.constants import constant

        return constant(self, x, pos)

    def local(self, local: Any, pos: int) -> Node:
        if local.__class__ is Var:
            return LocalRef(local, pos)
        return PrimCall("%record-ref", [LocalRef(local.this, pos), GlobalRef(local.type, pos), Const(local.index, pos)], pos)

    def symbol(self, x: Symbol, pos: int) -> Node:
        """A symbol that is not bound here."""
        name = x.name
        found = self.world.resolve(name)
        if found is None:
            if self.library and name[0] in "%$":
                return self.private(name, pos)
            from pyfront.clojure.analyse_host import other_symbol

            return other_symbol(self, name, pos)
        if found.__class__ is ClassInfo:
            from pyfront.clojure.analyse_host import class_value

            return class_value(found, pos)
        return self.var(found, name, pos)

    def private(self, name: str, pos: int) -> Node:
        """A name that only the library sees, as a value: ``%primitive``, ``$primitive`` for one whose name has no %."""
        from pyfront.clojure.inline import MACHINE
        from pyfront.core.ir import PrimRef
        from vmcore._primdata import primitive

        if name in MACHINE:
            return GlobalRef("machine:" + name, pos)
        if name == "%default":
            return Const(DEFAULT, pos)
        name = name.lstrip("$")
        if primitive(name) is not None:
            return PrimRef(name, pos)
        raise fail(f"no primitive is called {name}", pos)

    def var(self, var: VarInfo, name: str, pos: int) -> Node:
        """The value of a var."""
        self.check_visible(var, pos)
        if var.flags & (MACRO | DYNAMIC):
            if var.flags & MACRO:
                raise fail(f"{name} is a macro: it has no value, it can only be called", pos)
            return dynamic_ref(var, pos)
        return GlobalRef(var.full, pos)

    def check_visible(self, var: VarInfo, pos: int) -> None:
        if var.flags & PRIVATE and var.space != self.world.current.name and not self.library:
            raise fail(f"#'{var.full} is private", pos)

    # ------------------------------------------------------------ lists

    def compound(self, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
        """A call, special form or macro."""
        while True:
            items = x.items
            if not items:
                return self.quoted(x, x.start)
            head = items[0]
            if head.__class__ is MetaSymbol:
                head = head.symbol
            if head.__class__ is not Symbol:
                if head.__class__ is Keyword:
                    node = self.keyword_call(head, x, scope)
                    if node is not None:
                        return node
                return Call(self.analyse(head, scope, x.pos[0]), self.operands(x, scope), x.start)
            special = SPECIAL.get(head.name)
            if special is not None:
                if special.__class__ is str:
                    special = load_special(head.name)
                return special(self, x, scope, target)
            local = scope.get(head)
            if local is not None:
                return Call(self.local(local, x.pos[0]), self.operands(x, scope), x.start)
            found = self.world.resolve(head.name)
            if found.__class__ is VarInfo:
                if not found.flags & MACRO:
                    return self.call_var(found, head.name, x, scope)
                expanded = self.expand(found, x, scope)
            else:
                if found is None and self.library and head.name[0] in "%$":
                    return self.call_private(head.name, x, scope)
                from pyfront.clojure.analyse_host import other_head

                expanded = other_head(self, head.name, found, x, scope)
                if expanded.__class__ is not List:
                    return expanded
            if expanded.__class__ is not List:
                return self.analyse(expanded, scope, x.start, target)
            x = expanded

    def operands(self, x: List, scope: dict[Any, Any]) -> list[Node]:
        items, pos = x.items, x.pos
        return [self.analyse(items[i], scope, pos[i]) for i in range(1, len(items))]

    def call_var(self, var: VarInfo, name: str, x: List, scope: dict[Any, Any]) -> Node:
        """A call of a function by its var."""
        args = self.operands(x, scope)
        if var.space == "clojure.core":
            from pyfront.clojure.inline import inline

            node = inline(var.name, args, x.start, self.unchecked)
            if node is not None:
                return node
        return Call(self.var(var, name, x.pos[0]), args, x.start)

    def call_private(self, name: str, x: List, scope: dict[Any, Any]) -> Node:
        from pyfront.clojure.inline import MACHINE
        from vmcore._primdata import primitive

        args = self.operands(x, scope)
        if name == "%declined?":
            return PrimCall("eq?", [args[0], Const(DEFAULT, x.start)], x.start)
        if name == "$apply":
            return Call(GlobalRef("machine:apply", x.pos[0]), args, x.start)
        name = name.lstrip("$")
        row = primitive(name)
        if row is not None:
            if len(args) < row[1] or (row[2] >= 0 and len(args) > row[1] + row[2]):
                raise fail(f"{len(args)} arguments are wrong for the primitive {name}", x.start)
            return PrimCall(name, args, x.start)
        if name not in MACHINE:
            raise fail(f"no primitive is called {name}", x.start)
        return Call(GlobalRef("machine:" + name, x.pos[0]), args, x.start)

    def keyword_call(self, head: Keyword, x: List, scope: dict[Any, Any]) -> Node | None:
        """``(:k m)``"""
        n = len(x.items)
        if not 2 <= n <= 3:
            return None
        args = self.operands(x, scope)
        return try_prim("%get", [args[0], Const(head, x.pos[0]), *args[1:]], "clojure.core/get", x.start)

    def expand(self, var: VarInfo, x: List, scope: dict[Any, Any]) -> Any:
        """What a use of a macro stands for."""
        self.work -= 1
        if self.work < 0:
            raise fail("the expansion of macros does not end", x.start)
        macro = var.macro
        if macro.__class__ is str:
            macro = var.macro = macro_function(var.name, macro)
        if macro is not None:
            return macro(self, x, scope)
        self.check_visible(var, x.start)
        if self.expand_user is None:
            raise NeedsMachine
        return self.expand_user(self, var, x, scope)

    # ------------------------------------------------------------ literals

    def value(self, x: Any, pos: int) -> Node:
        """A value of the running program that a macro put into its expansion."""
        raise fail("a value cannot be a part of a program that is compiled before it runs", pos)

    def bundled(self, name: str) -> bool:
        """Is it a library of the implementation?"""
        return False

    def member(self, name: str) -> VarInfo | None:
        """The var of a member of a class that few programs name."""
        return None

    def collection(self, x: Form, scope: dict[Any, Any]) -> Node:
        from pyfront.clojure.constants import collection

        return collection(self, x, scope)

    def quoted(self, x: Any, pos: int) -> Node:
        from pyfront.clojure.constants import quoted

        return quoted(self, x, pos)

    # ------------------------------------------------------------ tests and sequences

    def test(self, x: Any, scope: dict[Any, Any], pos: int) -> Node:
        """A form whose value decides; ``and``, ``or`` and ``not`` become jumps."""
        while x.__class__ is List and x.items and bare(x.items[0]).__class__ is Symbol:
            head = bare(x.items[0])
            if head in scope or head.name in SPECIAL:
                break
            found = self.world.resolve(head.name)
            if found.__class__ is not VarInfo or found.space != "clojure.core":
                break
            n = len(x.items)
            if found.name == "not" and n == 2:
                return If(self.test(x.items[1], scope, x.pos[1]), Const(False, x.start), Const(True, x.start), x.start)
            if (found.name == "and" or found.name == "or") and n > 1:
                return self.junction(x, scope, found.name == "and")
            break
        return truth(self.analyse(x, scope, pos))

    def junction(self, x: List, scope: dict[Any, Any], both: bool) -> Node:
        items, pos = x.items, x.pos
        node = self.test(items[-1], scope, pos[-1])
        for i in range(len(items) - 2, 0, -1):
            test = self.test(items[i], scope, pos[i])
            if both:
                node = If(test, node, Const(False, x.start), x.start)
            else:
                node = If(test, Const(True, x.start), node, x.start)
        return node

    def body(self, x: Form, start: int, scope: dict[Any, Any], target: Target | None) -> Node:
        """The items of a form from a place on, as in ``do``."""
        items, pos = x.items, x.pos
        last = len(items) - 1
        if start > last:
            return nil(x.start)
        if start == last:
            return self.analyse(items[last], scope, pos[last], target)
        nodes = [self.analyse(items[i], scope, pos[i]) for i in range(start, last)]
        nodes = [node for node in nodes if node.__class__ is not Const]  # nobody sees their values
        nodes.append(self.analyse(items[last], scope, pos[last], target))
        return Seq(nodes, x.start) if len(nodes) > 1 else nodes[0]


def dynamic_ref(var: VarInfo, pos: int) -> Node:
    """The value of a dynamic var here and now: that of the innermost binding, or the global's."""
    entry = Var("binding", pos)
    found = PrimCall("assq", [cell(var.full, pos), PrimCall("%params", [], pos)], pos)
    choice = If(LocalRef(entry, pos), PrimCall("cdr", [LocalRef(entry, pos)], pos), GlobalRef(var.full, pos), pos)
    return Let([entry], [found], choice, pos)


# ---------------------------------------------------------------- special forms


def special_if(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    n = len(x.items)
    if not 3 <= n <= 4:
        raise fail(f"if takes a test and one or two forms, not {n - 1} forms", x.start)
    test = an.test(x.items[1], scope, x.pos[1])
    then = an.analyse(x.items[2], scope, x.pos[2], target)
    orelse = an.analyse(x.items[3], scope, x.pos[3], target) if n == 4 else nil(x.start)
    return If(test, then, orelse, x.start)


def special_do(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    return an.body(x, 1, scope, target)


def special_quote(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    if len(x.items) != 2:
        raise fail("quote takes one form", x.start)
    return an.quoted(x.items[1], x.pos[1])


def pairs(x: List, who: str) -> Vector:
    """The vector of bindings of a form."""
    vector = x.items[1] if len(x.items) > 1 else None
    if vector.__class__ is not Vector:
        raise fail(f"{who} requires a vector of bindings", x.pos[1] if len(x.pos) > 1 else x.start)
    if len(vector.items) % 2:
        raise fail(f"{who}: the vector of bindings has an even number of forms: the last name has no value", vector.pos[-1])
    return vector


def binding_name(x: Any, pos: int, who: str) -> Symbol:
    name = bare(x)
    if not isinstance(name, Symbol):
        raise fail(f"{who}: a name is a symbol", pos)
    if "/" in name.name and name.name != "/":
        raise fail(f"{who}: a local name has no namespace: {name.name}", pos)
    return name


def special_let(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    vector = pairs(x, "let*")
    items, pos = vector.items, vector.pos
    scope = scope.copy()
    bound: list[tuple[Var, Node]] = []
    for i in range(0, len(items), 2):
        name = binding_name(items[i], pos[i], "let")
        init = named(an.analyse(items[i + 1], scope, pos[i + 1]), name.name)
        var = Var(name.name, pos[i])
        bound.append((var, init))
        scope[name] = var
    node = an.body(x, 2, scope, target)
    for var, init in reversed(bound):
        node = Let([var], [init], node, x.start)
    return node


def named(node: Node, name: str) -> Node:
    """The node; if it makes a function without a name, it has that name now."""
    if isinstance(node, (Lambda, CaseLambda)) and not node.name:
        node.name = name
        for clause in node.clauses if isinstance(node, CaseLambda) else ():
            clause.name = name
    return node


def special_def(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    from pyfront.clojure.analyse_top import define

    return define(an, x, scope)


def special_var(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    symbol = bare(x.items[1]) if len(x.items) == 2 else None
    if symbol.__class__ is not Symbol:
        raise fail("var takes one symbol", x.start)
    found = an.world.resolve(symbol.name)
    if found.__class__ is not VarInfo:
        from pyfront.clojure.analyse_host import unresolved

        raise unresolved(an, symbol.name, x.pos[1], "var")
    return cell(found.full, x.start)


# Name -> function (analyser, form, scope, target), or the module that has it.
SPECIAL: dict[str, Any] = {
    "if": special_if, "do": special_do, "quote": special_quote, "let*": special_let, "def": special_def, "var": special_var,
    **dict.fromkeys("fn* loop* recur letfn*".split(), "analyse_fn"),
    **dict.fromkeys("try throw catch finally case* monitor-enter monitor-exit &".split(), "analyse_control"),
    **dict.fromkeys(". new set!".split(), "analyse_host"),
    **dict.fromkeys("clojure.core/import* deftype* reify*".split(), "analyse_types"),
}  # fmt: skip


def load_special(name: str) -> Any:
    """Loads the module of a special form."""
    import sys

    full = f"pyfront.clojure.{SPECIAL[name]}"
    if full not in sys.modules:
        __import__(full)
    SPECIAL.update(sys.modules[full].FORMS)
    return SPECIAL[name]
