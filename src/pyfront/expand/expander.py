"""From data to core IR: expressions, applications, bodies and units. Special forms are functions found by look-up.

Nesting of the text is not bounded by Python's stack: a form below ``MAX_DEPTH`` others is put off and expanded when
those are done, in a hole (``Later``) that the end of the unit fills.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    GlobalDefine,
    GlobalRef,
    Lambda,
    Let,
    LocalRef,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    Var,
)
from pyfront.expand.env import (
    AUXILIARY,
    DEFINITION,
    EXPRESSION,
    LIBRARY,
    OPEN,
    SPLICE,
    TOP,
    Alias,
    Global,
    Macro,
    Prim,
    Scope,
    Special,
    TopLevel,
    symbol_of,
)
from pyfront.text.datum import List, Vector
from vmcore.data import UNSPECIFIED, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from pyfront.errors import ExpandError
    from pyfront.expand.env import Binding, Identifier

MAX_DEPTH = 60  # nested forms expanded by recursion: about five Python calls each
# Forms expanded and items made by macros in a unit, and so many more for each character of it: past that, an expansion
# is endless, or far larger than its text.
MAX_WORK = 1_000_000
WORK_PER_CHARACTER = 20


class Restart(Exception):
    """An imported name is assigned or defined: the unit begins again, with a global of its own for it."""

    def __init__(self, symbol: Symbol) -> None:
        super().__init__(symbol.name)
        self.symbol = symbol


class Later(Seq):
    """A hole for an expression not expanded yet. ``name``: for the lambda that may come."""

    __slots__ = ("name",)
    name: str


class Expander:
    """The expansion of one unit. ``files``: what it may read, if it may read anything (see the languages)."""

    __slots__ = ("top", "files", "overrides", "depth", "work", "macros", "holes", "filled", "ahead")

    def __init__(self, top: TopLevel, files: Any = None) -> None:
        self.top = top
        self.files = files
        self.overrides: set[Symbol] = set()  # imported names that are globals of this unit
        self.depth = 0
        self.work = MAX_WORK
        self.macros = False  # has a macro been used? without, data hold no aliases
        self.holes: list[tuple[Later, Callable[[], Node]]] = []
        self.filled = False
        self.ahead: Sequence[tuple[Any, int]] = ()  # forms that will be units of their own

    # ------------------------------------------------------------ expressions

    def expand(self, x: Any, env: Scope, pos: int) -> Node:
        """An expression. ``pos``: where it stands, if it is an atom."""
        kind = x.__class__
        if kind is Symbol:
            binding = env.names.get(x)
            return LocalRef(binding, pos) if binding.__class__ is Var else self.reference(env.find(x), x, pos)  # type: ignore[arg-type]
        if kind is not List:
            if kind is Alias:
                return self.reference(env.find(x), x, pos)
            if kind is Vector and self.macros:
                from pyfront.expand.trees import strip

                x = strip(x)
            return Const(x, pos)
        if self.depth >= MAX_DEPTH:
            return self.later(lambda: self.expand(x, env, pos), x.start)
        self.depth += 1
        while True:
            self.work -= 1
            if self.work < 0:
                self.spend(0, x.start)
            items = x.items
            if not items:
                raise syntax_error("() is no expression; the empty list is '()", pos=x.start)
            head = items[0]
            if head.__class__ is Symbol:
                binding = env.names.get(head) or env.top.find(head)
            elif head.__class__ is Alias:
                binding = env.find(head)
            else:
                node: Node = Call(self.expand(head, env, x.pos[0]), self.operands(x, env), x.start)
                break
            kind = binding.__class__
            if kind is Special:
                node = self.special(binding, x, env)  # type: ignore[arg-type]
            elif kind is Prim:
                node = self.primitive(binding, self.operands(x, env), x.start, x.pos[0])  # type: ignore[arg-type]
            elif kind is Macro:
                x, pos = self.macro(binding, x, env)
                if x.__class__ is List:
                    continue
                node = self.expand(x, env, pos)
            else:
                fn = LocalRef(binding, x.pos[0]) if kind is Var else GlobalRef(binding.name, x.pos[0])  # type: ignore[arg-type]
                node = Call(fn, self.operands(x, env), x.start)
                if kind is Global and binding.emit is not None:  # type: ignore[union-attr]
                    node = binding.emit(node)  # type: ignore[union-attr]
            break
        self.depth -= 1
        return node

    def operands(self, x: List, env: Scope) -> list[Node]:
        """The arguments of an application."""
        if x.tail is not None:
            raise syntax_error("an application must be a proper list", pos=x.pos[-1])
        names = env.names
        out: list[Node] = []
        items, positions = x.items, x.pos
        for i in range(1, len(items)):
            item = items[i]
            binding = names.get(item) if item.__class__ is Symbol else None
            out.append(LocalRef(binding, positions[i]) if binding.__class__ is Var  # type: ignore[arg-type]
                       else self.expand(item, env, positions[i]))
        return out

    def reference(self, binding: Binding, name: Identifier, pos: int) -> Node:
        """The value of a binding."""
        kind = binding.__class__
        if kind is Var:
            return LocalRef(binding, pos)  # type: ignore[arg-type]
        if kind is Global:
            return GlobalRef(binding.name, pos)  # type: ignore[union-attr]
        if kind is Prim:
            return PrimRef(binding.name, pos)  # type: ignore[union-attr]
        written = symbol_of(name).name
        raise syntax_error(f"{written} is syntax and has no value{_where(written)}", pos=pos)

    def primitive(self, prim: Prim, args: list[Node], pos: int, head: int) -> Node:
        """The application of a primitive. A wrong number of arguments is an error of the running program."""
        if not prim.nreq <= len(args) <= prim.nmax:
            return Call(PrimRef(prim.name, head), args, pos)
        if prim.emit is not None:
            return prim.emit(prim, args, pos)
        return PrimCall(prim.name, args, pos)

    def apply(self, x: Any, env: Scope, xpos: int, args: list[Node], pos: int) -> Node:
        """The application of the value of an expression to nodes."""
        fn = self.expand(x, env, xpos)
        if fn.__class__ is PrimRef and x.__class__ is not List:
            return self.primitive(env.find(x), args, pos, xpos)  # type: ignore[arg-type]
        return Call(fn, args, pos)

    def special(self, form: Special, x: List, env: Scope) -> Node:
        """A special form where an expression is wanted."""
        if x.tail is not None:
            raise bad(form.name, "the form must be a proper list", x.pos[-1])
        role = form.role
        if role == EXPRESSION:
            return form.expand(self, x, env)
        if role == SPLICE:
            items, positions = form.expand(self, x, env)
            return self.sequence(items, positions, env, x.start)
        if role == AUXILIARY:
            raise syntax_error(f"{form.name} has no meaning here{_where(form.name)}", pos=x.start)
        where = "only allowed at top level" if role == TOP else "no expression: it stands at top level or where a body begins"
        raise syntax_error(f"{form.name} is {where}", pos=x.start)

    def macro(self, macro: Any, x: Any, env: Scope) -> tuple[Any, int]:
        """What a macro use stands for."""
        self.macros = True
        self.spend(4, x.start)
        return macro.expand(self, x, env)

    def spend(self, n: int, pos: int) -> None:
        self.work -= n
        if self.work < 0:
            raise syntax_error("the expansion of macros does not end, or is far too large", pos=pos)

    def sequence(self, items: list[Any], positions: list[int], env: Scope, pos: int) -> Node:
        """Expressions one after another."""
        nodes = [self.expand(items[i], env, positions[i]) for i in range(len(items))]
        if len(nodes) == 1:
            return nodes[0]
        return Seq(nodes, pos) if nodes else Const(UNSPECIFIED, pos)

    def later(self, thunk: Callable[[], Node], pos: int) -> Node:
        """A hole for what ``thunk`` makes. It may not depend on anything that changes before the form's end."""
        hole = Later([], pos)
        hole.name = ""
        self.holes.append((hole, thunk))
        return hole

    def fill(self) -> None:
        """Expand what was put off."""
        while self.holes:
            hole, thunk = self.holes.pop()
            self.depth = 0
            hole.items.append(named(thunk(), hole.name))
            self.filled = True

    # ------------------------------------------------------------ procedures and bodies

    def formals(self, x: Any, pos: int, env: Scope, who: str) -> tuple[list[Var], Var | None, Scope]:
        """Variables of a parameter list, and the scope of the body."""
        scope = Scope(env.names.copy(), env.top)
        names = scope.names
        if x.__class__ is not List:
            names[x] = whole = self.parameter(x, pos, who)
            return [], whole, scope
        required: list[Var] = []
        items, positions = x.items, x.pos
        for i in range(len(items)):
            item = items[i]
            names[item] = var = self.parameter(item, positions[i], who)
            required.append(var)
        rest: Var | None = None
        if x.tail is not None:
            names[x.tail] = rest = self.parameter(x.tail, positions[-1], who)
            items = [*items, x.tail]
        if len(items) > 1 and len(set(items)) < len(items):
            i = next(i for i, item in enumerate(items) if item in items[:i])
            raise bad(who, f"the variable {symbol_of(items[i]).name} occurs twice", positions[i])
        return required, rest, scope

    def parameter(self, x: Any, pos: int, who: str) -> Var:
        if x.__class__ is Symbol:
            return Var(x.name, pos)
        if x.__class__ is Alias:
            return Var(symbol_of(x).name, pos)
        raise bad(who, "a variable must be an identifier", pos)

    def procedure(self, name: str, x: Any, xpos: int, form: List, start: int, env: Scope, who: str) -> Lambda:
        """A lambda: parameter list ``x``, body from item ``start`` of ``form`` on."""
        required, rest, scope = self.formals(x, xpos, env, who)
        return Lambda(name, required, [], rest, self.body(form, start, scope, who), form.start)

    def body(self, form: List, start: int, env: Scope, who: str) -> Node:
        """Definitions, then expressions: the items of ``form`` from ``start`` on. ``env`` is not changed."""
        items = form.items
        n = len(items)
        if start >= n:
            raise bad(who, "the body is missing", form.start)
        for i in range(start, n):
            x = items[i]
            if x.__class__ is List and x.items:
                head = x.items[0]
                if head.__class__ is Symbol:
                    binding = env.names.get(head) or env.top.find(head)
                elif head.__class__ is Alias:
                    binding = env.find(head)
                else:
                    continue
                kind = binding.__class__
                if kind is Macro or (kind is Special and binding.role):  # type: ignore[union-attr]
                    from pyfront.expand.bodies import Body

                    return Body(self, env.inner(), who).expand(items[start:], form.pos[start:n], form.start)
        if start == n - 1:
            return self.expand(items[start], env, form.pos[start])
        return self.sequence(items[start:], form.pos[start:n], env, form.start)

    # ------------------------------------------------------------ units

    def unit(self, data: list[tuple[Any, int]]) -> list[Node]:
        """All forms of a unit, one after another."""
        defs = _Top(self)
        first = 0  # imports come before anything else: what they bind may be overridden
        while first < len(data) and is_top_form(data[first][0], self.top.scope):
            first += 1
        defs.run(data[:first])
        for symbol in sorted(self.overrides, key=lambda s: s.name):
            defs.override(symbol)
        self.prescan(data[first:], defs)
        if self.ahead:
            self.prescan(self.ahead, defs, False)
        defs.run(data[first:])
        return defs.nodes

    def prescan(self, data: Sequence[tuple[Any, int]], defs: _Top, syntax: bool = True) -> None:
        """Override the imported names that are plainly defined or assigned at top level: saves restarts. ``syntax``:
        keywords too."""
        find = self.top.find
        todo = [] if self.top.fixed or self.top.rule == LIBRARY else [x for x, _ in data]
        while todo:
            x = todo.pop()
            if x.__class__ is not List or len(x.items) < 2 or x.items[0].__class__ is not Symbol:
                continue
            binding = find(x.items[0])
            if binding.__class__ is not Special:
                continue
            name = binding.name  # type: ignore[union-attr]
            if name == "begin":
                todo += x.items[1:]
            elif name == "define" or (name == "set!" and self.top.rule == OPEN):
                target = x.items[1]
                if target.__class__ is List and target.items:
                    target = target.items[0]
                old = self.top.imported(target) if target.__class__ is Symbol else None
                if old is None or target in self.overrides:
                    continue
                if old.__class__ is not Special or (syntax and name == "define"):
                    self.overrides.add(target)
                    defs.override(target)


def expand_unit(
    data: list[tuple[Any, int]], top: TopLevel, files: Any = None, max_work: int | None = None,
    ahead: Sequence[tuple[Any, int]] = (),
) -> Lambda:  # fmt: skip
    """The procedure without parameters that runs a unit: data with their positions, as ``read_all`` answers them.
    ``ahead``: those of units that will follow; the procedures that they define are this one's too, not the imported ones.

    ``top`` changes by the definitions and imports of the unit; if there is an error, it does not change.
    """
    before = top.table, top.libraries, top.base
    top.libraries = top.libraries.copy()
    cx = Expander(top, files)
    cx.ahead = ahead
    cx.work += WORK_PER_CHARACTER * _size(data)
    if max_work is not None:
        cx.work = min(cx.work, max_work)
    try:
        nodes = expand_into(data, top, cx)
    except BaseException as error:
        top.table, top.libraries, top.base = before
        if isinstance(error, RecursionError):
            raise syntax_error("patterns, templates or forms are nested too deeply") from None
        raise
    pos = data[0][1] if data else 0
    body = nodes[0] if len(nodes) == 1 else Seq(nodes, pos) if nodes else Const(UNSPECIFIED, pos)
    unit = Lambda("", [], [], None, body, pos)
    if not cx.filled:
        return unit
    from pyfront.expand.trees import fill_holes

    return fill_holes(unit)  # type: ignore[return-value]  # a unit stays one


def _size(data: list[tuple[Any, int]]) -> int:
    """Characters of a text, about."""
    if not data:
        return 0
    last, pos = data[-1]
    return max(0, (last.end if last.__class__ is List else pos) - data[0][1])


def expand_into(data: list[tuple[Any, int]], top: TopLevel, outer: Expander) -> list[Node]:
    """The nodes of forms at some top level. ``outer``: the expansion that they are a part of."""
    before, base = top.table, top.base
    overrides: set[Symbol] = set()
    while True:
        top.table, top.base = before.copy(), base
        cx = Expander(top, outer.files)
        cx.overrides, cx.work, cx.ahead = overrides, outer.work, outer.ahead if top is outer.top else ()
        try:
            nodes = cx.unit(data)
        except Restart as restart:
            overrides = cx.overrides | {restart.symbol}
            continue
        outer.work = cx.work
        outer.filled |= cx.filled
        return nodes


# ---------------------------------------------------------------- where definitions go


class _Top:
    """Definitions at top level: the same methods as ``_Body``; values are made at once."""

    def __init__(self, cx: Expander) -> None:
        self.cx = cx
        self.env = cx.top.scope
        self.nodes: list[Node] = []
        self.kept: list[tuple[Var, Node]] = []

    def declare(self, name: Identifier, pos: int) -> Global:
        top = self.cx.top
        symbol = symbol_of(name)
        if top.fixed:
            raise syntax_error(f"{symbol.name} cannot be defined: the environment is immutable", pos=pos)
        binding = top.own(symbol)
        if symbol not in self.cx.overrides and top.imported(symbol) is not None:
            self.may_define(symbol, pos)
            raise Restart(symbol)
        top.table[symbol] = binding
        binding.defined = True
        if name is not symbol and self.env.find(name) is not binding:
            top.table[name] = binding  # a name made by a macro of another top level
        return binding

    def may_define(self, symbol: Symbol, pos: int) -> None:
        """Of an imported name: is it allowed?"""
        if self.cx.top.rule == LIBRARY:
            error = syntax_error(f"{symbol.name} cannot be defined: {origin(self.cx.top, symbol)}", pos=pos)
            error.notes.append(f"(import (except (library name) {symbol.name})) imports everything else")
            raise error

    def override(self, symbol: Symbol) -> None:
        """Make an imported name a global of this space, with the imported value to begin with."""
        top = self.cx.top
        old = top.imported(symbol)
        new = top.own(symbol)
        if old.__class__ is Prim or old.__class__ is Global:
            self.nodes.append(GlobalDefine(new.name, self.cx.reference(old, symbol, 0), 0))  # type: ignore[arg-type]
        top.table[symbol] = new
        new.defined = True

    def fresh(self, name: str, pos: int) -> Var:
        return Var(name, pos)

    def syntax(self, name: Identifier, binding: Binding, pos: int) -> None:
        top = self.cx.top
        if top.fixed:
            raise syntax_error(f"{symbol_of(name).name} cannot be defined: the environment is immutable", pos=pos)
        if top.imported(symbol_of(name)) is not None:
            self.may_define(symbol_of(name), pos)
        top.table[symbol_of(name)] = binding
        if name.__class__ is Alias and self.env.find(name) is not binding:
            top.table[name] = binding

    def define(self, target: Any, make: Callable[[], Node], pos: int) -> None:
        node = make()
        self.cx.fill()
        if target.__class__ is Var:
            self.kept.append((target, node))
        elif target is None:
            self.nodes.append(node)
        else:
            self.nodes.append(GlobalDefine(target.name, node, pos))

    def run(self, data: list[tuple[Any, int]]) -> None:
        cx, env = self.cx, self.env
        for x, at in forms(cx, env, [x for x, _ in data], [at for _, at in data]):
            binding = head_binding(x, env)
            if binding.__class__ is Special and binding.role in (DEFINITION, TOP):  # type: ignore[union-attr]
                self.definition(binding, proper(x, binding))
                continue
            cx.depth = 0
            self.nodes.append(cx.expand(x, env, at))
            if cx.holes:
                cx.fill()

    def definition(self, binding: Any, x: List) -> None:
        """A definition; the variables it keeps for itself are local to what it emits."""
        self.cx.depth = 0
        start = len(self.nodes)
        binding.expand(self.cx, x, self.env, self)
        for var, init in reversed(self.kept):
            inner = self.nodes[start:]
            self.nodes[start:] = [Let([var], [init], inner[0] if len(inner) == 1 else Seq(inner, x.start), x.start)]
        self.kept.clear()


def head_binding(x: Any, env: Scope) -> Binding | None:
    """What the operator of a form means, if the form has an identifier there."""
    if x.__class__ is List and x.items:
        head = x.items[0]
        if head.__class__ is Symbol or head.__class__ is Alias:
            return env.find(head)
    return None


def is_top_form(x: Any, env: Scope) -> bool:
    """Is it a form for the top level only, like ``import``?"""
    binding = head_binding(x, env)
    return binding.__class__ is Special and binding.role == TOP  # type: ignore[union-attr]


def forms(cx: Expander, env: Scope, items: list[Any], positions: list[int]) -> Any:
    """The forms of a body or unit with macros at their heads expanded and ``begin`` and its like spliced, one by one:
    definitions that come earlier count for what comes later."""
    pending = [(iter(items), iter(positions))]
    while pending:
        x = next(pending[-1][0], pending)
        if x is pending:
            pending.pop()
            continue
        at = next(pending[-1][1])
        while True:
            binding = head_binding(x, env)
            if binding.__class__ is not Macro:
                break
            x, at = cx.macro(binding, x, env)
        if binding.__class__ is Special and binding.role == SPLICE:  # type: ignore[union-attr]
            more = binding.expand(cx, proper(x, binding), env)  # type: ignore[union-attr]
            pending.append((iter(more[0]), iter(more[1])))
        else:
            yield x, at


def proper(x: Any, form: Any) -> List:
    if x.tail is not None:
        raise bad(form.name, "the form must be a proper list", x.pos[-1])
    return x


# ---------------------------------------------------------------- helpers


def origin(top: TopLevel, symbol: Symbol) -> str:
    """Where an imported name comes from, as the end of a message."""
    sets = [one for one in getattr(top.base, "sets", ()) if symbol.name in one.names]
    where = f" from {sets[-1].library.name}" if sets else ""
    return f"it is imported{where}"


def syntax_error(message: str, *, pos: int = 0) -> ExpandError:
    """The errors are loaded when there is one."""
    from pyfront.errors import ExpandError

    return ExpandError(message, pos=pos)


_PLACES = {
    "else": "the last clause of cond, case or guard begins with it",
    "=>": "it stands in a clause of cond, case or guard: (test => procedure)",
    "unquote": "a comma is for templates: `(a ,b)",
    "unquote-splicing": "a comma is for templates: `(a ,@b)",
    "...": "it is for patterns and templates of syntax-rules",
    "_": "it is for patterns of syntax-rules",
    "syntax-rules": "it is for define-syntax, let-syntax and letrec-syntax",
}


def _where(name: str) -> str:
    """Where an auxiliary keyword has a meaning, as the end of a message."""
    return f": {_PLACES[name]}" if name in _PLACES else ""


def bad(form: str, message: str, pos: int) -> ExpandError:
    """The error of a form that is not what its keyword wants."""
    return syntax_error(f"bad syntax in {form}: {message}", pos=pos)


def named(node: Node, name: str) -> Node:
    """The node; if it makes a procedure without a name, the procedure has that name now."""
    kind = node.__class__
    if (kind is Lambda or kind is Later or kind is CaseLambda) and not node.name:  # type: ignore[attr-defined]
        node.name = name  # type: ignore[attr-defined]
        if kind is CaseLambda:
            for clause in node.clauses:  # type: ignore[attr-defined]
                clause.name = name
    return node
