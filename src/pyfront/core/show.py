"""The core IR as text, and back: for tests and for people.

    (const D) x.1 (set! x.1 E) (global name) (global-set! name E) (define name E) (prim name) (%add E E) (call F E ...)
    (if E E E) (seq E ...) (let ((x.1 E) ...) E) (letrec ...) (fix ...) (lambda name (x.1 [y.2 ...] . z.3) E)
    (case-lambda name (lambda ...) ...) (loop name.1 ((x.2 E) ...) E) (recur name.1 E ...)

Variables are numbered in the order of their binding, so the text of a tree does not depend on the rest of the process.
Constants that evaluate to themselves in Scheme stand for ``(const D)``. Neither direction recurses.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    Node,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.text.datum import List, Vector, is_circular
from vmcore.data import (
    ABSENT,
    DEFAULT,
    EOF,
    UNBOUND,
    UNSPECIFIED,
    Char,
    ExactComplex,
    Keyword,
    Pair,
    Ratio,
    Singleton,
    Symbol,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WIDTH = 100  # a form that fits into it stays on one line
_SINGLETONS = (ABSENT, DEFAULT, EOF, UNBOUND, UNSPECIFIED)
_PLAIN = (bool, int, float, complex, str, bytes, Char, Ratio, ExactComplex, Singleton)
_BINDERS = {Let: "let", Letrec: "letrec", Fix: "fix"}
_ASSIGN = {GlobalSet: "global-set!", GlobalDefine: "define"}


# ---------------------------------------------------------------- data


def show_datum(x: Any) -> str:
    """A datum as ``write`` would write it, without datum labels."""
    if is_circular(x):
        return "#<circular>"
    out: list[str] = []
    todo = [x]
    while todo:
        x = todo.pop()
        kind = x.__class__
        if kind is _Text:
            out.append(x.text)
        elif kind is List or kind is Vector:
            tail = x.tail if kind is List else None
            parts: list[Any] = [_Text("(" if kind is List else "#(")]
            for i, item in enumerate(x.items):
                parts += (_Text(" "), item) if i else (item,)
            if tail is not None:
                parts += (_Text(" . "), tail)
            parts.append(_Text(")"))
            todo += reversed(parts)
        elif kind is Pair:
            todo += reversed([_Text("("), x.car, _Text(" . "), x.cdr, _Text(")")])
        else:
            out.append(_atom(x))
    return "".join(out)


class _Text:
    """Text among data."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_NAMES = {7: "alarm", 8: "backspace", 127: "delete", 27: "escape", 10: "newline", 0: "null", 13: "return", 32: "space",
          9: "tab"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _atom(x: Any) -> str:
    kind = x.__class__
    if kind is bool:
        return "#t" if x else "#f"
    if kind is Symbol:
        return _symbol(x.name)
    if kind is str:
        return '"' + "".join(_ESCAPES.get(c, c) for c in x) + '"'
    if kind is int:
        return str(x) if x.bit_length() < 4000 else f"#x{x:x}"  # Python limits the decimal digits it writes
    if kind is float:
        return {"inf": "+inf.0", "-inf": "-inf.0", "nan": "+nan.0"}.get(repr(x), repr(x))
    if kind is complex:
        imaginary = _atom(x.imag)
        return f"{_atom(x.real)}{'' if imaginary[0] in '+-' else '+'}{imaginary}i"
    if kind is ExactComplex:
        imaginary = _atom(x.imag)
        return f"{_atom(x.real)}{'' if imaginary[0] == '-' else '+'}{imaginary}i"
    if kind is Char:
        name = _NAMES.get(x.code)
        return "#\\" + (name or (chr(x.code) if chr(x.code).isprintable() else f"x{x.code:x}"))
    if kind is Ratio:
        return f"{x.num}/{x.den}"
    if kind is bytes:
        return f"#u8({' '.join(map(str, x))})"
    if kind is Keyword:
        return f"#:{x.name}"
    if kind is Singleton:
        return f"#!{x.name.lower()}"
    return f"#<{kind.__name__}>"


def _symbol(name: str) -> str:
    plain = name and not any(c in "()\"';`,|\\" or c.isspace() for c in name) and name != "."
    if plain and not (name[0].isdigit() or (name[0] in "+-." and len(name) > 1 and name not in ("...", "->"))):
        return name if name[0] != "#" else f"|{name}|"
    if plain and name[0] in "+-" and name[1] not in "0123456789.in":
        return name
    return "|" + "".join({"|": "\\|", "\\": "\\\\"}.get(c, c) for c in name) + "|"


# ---------------------------------------------------------------- tree to data


class _Shower:
    """Turns nodes into nested Python lists of texts: what is to be laid out."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}  # Var or Loop -> its text

    def name(self, var: Any) -> str:
        text = self.names.get(var)
        if text is None:
            text = self.names[var] = _symbol(f"{var.name or 't'}.{len(self.names) + 1}")
        return text

    def parts(self, node: Any) -> Any:
        """A text, or the list of a form's parts: texts, lists of parts, and nodes still to be shown."""
        kind = node.__class__
        if kind is LocalRef:
            return self.name(node.var)
        if kind is Const:
            text = show_datum(node.value)
            return text if node.value.__class__ in _PLAIN else ["const", text]
        if kind is PrimCall:
            return [_symbol(node.name), *node.args]
        if kind is Call:
            return ["call", node.fn, *node.args]
        if kind is If:
            return ["if", node.test, node.then, node.orelse]
        if kind is Seq:
            return ["seq", *node.items]
        if kind in _BINDERS:
            return [_BINDERS[kind], self.bindings(node), node.body]
        if kind is Lambda:
            return ["lambda", _symbol(node.name), self.parameters(node), node.body]
        if kind is GlobalRef:
            return ["global", _symbol(node.name)]
        if kind is TryPrim:
            return ["try-prim", _symbol(node.prim), _symbol(node.name)]
        if kind is PrimRef:
            return ["prim", _symbol(node.name)]
        if kind is LocalSet:
            return ["set!", self.name(node.var), node.value]
        if kind in _ASSIGN:
            return [_ASSIGN[kind], _symbol(node.name), node.value]
        if kind is CaseLambda:
            return ["case-lambda", _symbol(node.name), *node.clauses]
        if kind is Loop:
            return ["loop", self.name(node), self.bindings(node), node.body]
        if kind is Recur:
            return ["recur", self.name(node.loop), *node.args]
        if isinstance(node, Seq):
            return ["seq", *node.items]
        raise TypeError(f"no IR node: {node!r}")

    def bindings(self, node: Any) -> list[Any]:
        return [[self.name(var), init] for var, init in zip(node.vars, node.inits)]

    def parameters(self, node: Lambda) -> Any:
        out: list[Any] = [self.name(var) for var in node.req]
        if not out and not node.opt and node.rest is not None:
            return self.name(node.rest)
        if node.opt:
            out.append("[" + " ".join(self.name(var) for var in node.opt) + "]")
        return out if node.rest is None else [*out, ".", self.name(node.rest)]


def show(node: Node) -> str:
    """The text of a tree."""
    shower = _Shower()
    root: list[Any] = [node]
    todo = [root]  # lists of parts in which nodes are to be replaced
    while todo:
        parts = todo.pop()
        inner = []
        for i, part in enumerate(parts):
            if isinstance(part, Node):
                part = parts[i] = shower.parts(part)
            if part.__class__ is list:
                inner.append(part)
        todo += reversed(inner)
    return _layout(root[0])


def _layout(form: Any) -> str:
    """Text of nested lists: on one line if it fits, else its parts below each other."""
    if form.__class__ is str:
        return form
    widths = _widths(form)
    out: list[str] = []
    todo: list[tuple[Any, int, str]] = [(form, 0, "")]  # what to write, its column, text after it
    while todo:
        part, column, after = todo.pop()
        if part.__class__ is str:
            out.append(part + after)
        elif widths[id(part)] <= max(WIDTH - column, WIDTH // 2):
            out.append(_flat(part) + after)
        else:
            out.append("(")
            indent = min(column + 2, WIDTH // 2)
            lines = _lines(part)
            for i in range(len(lines) - 1, -1, -1):
                end = f"){after}" if i == len(lines) - 1 else "\n" + " " * indent
                line = lines[i]
                for j in range(len(line) - 1, -1, -1):
                    todo.append((line[j], indent, end if j == len(line) - 1 else " "))
    return "".join(out)


def _lines(form: list[Any]) -> list[list[Any]]:
    """The parts of a long form by lines: the head takes the short parts after it along."""
    if form[0].__class__ is list:
        return [[part] for part in form]
    n = 1
    while n < len(form) and form[n].__class__ is str and n < 3:
        n += 1
    if form[0] == "lambda" and all(part.__class__ is str for part in form[2]):
        n = 3
    return [form[:n], *([part] for part in form[n:])]


def _widths(form: list[Any]) -> dict[int, int]:
    """Width of every list in a form when it is written on one line."""
    order = [form]
    for part in order:
        order += [x for x in part if x.__class__ is list]
    widths: dict[int, int] = {}
    for part in reversed(order):
        widths[id(part)] = 1 + sum(1 + (len(x) if x.__class__ is str else widths[id(x)]) for x in part) + (not part)
    return widths


def _flat(form: list[Any]) -> str:
    out: list[str] = []
    todo: list[Any] = [form]
    while todo:
        part = todo.pop()
        if part.__class__ is str:
            out.append(part)
            continue
        todo.append(")")
        for i in range(len(part) - 1, -1, -1):
            todo.append(part[i])
            if i:
                todo.append(" ")
        todo.append("(")
    return "".join(out)


# ---------------------------------------------------------------- text to tree


# Blanks and comments, or a token: bracket, string, |symbol|, character, anything else.
_TOKEN = (
    r"\s+|;[^\n]*|(#u8\(|#\(|[()\[\]]"
    r'|"(?:[^"\\]|\\.)*"|\|(?:[^|\\]|\\.)*\||#\\(?:x[0-9a-f]+|[a-z]+|.)|[^\s()\[\]"|;]+)'
)


class _Optional(List):
    """Parameters in brackets."""

    __slots__ = ()


def read_datum(text: str) -> Any:
    """The only datum of a text that ``show`` or ``show_datum`` made."""
    import re

    done: list[Any] = []
    stack: list[tuple[str, list[Any]]] = [("", done)]
    at = 0
    for match in re.finditer(_TOKEN, text, re.S):
        if match.start() != at:
            raise ValueError(f"no token: {text[at : at + 20]!r}")
        at = match.end()
        token = match.group(1)
        if token is None:
            continue
        if token[-1] in "([" and not token.startswith(("#\\", '"', "|")):
            stack.append((token, []))
        elif token in (")", "]"):
            mark, items = stack.pop()
            stack[-1][1].append(_compound(mark, items))
        else:
            stack[-1][1].append(_DOT if token == "." else _read_atom(token))
    if at != len(text) or len(stack) != 1 or len(done) != 1:
        raise ValueError("the text is not one datum")
    return done[0]


_DOT = Singleton("DOT")


def _compound(mark: str, items: list[Any]) -> Any:
    n = len(items)
    if mark == "#(":
        return Vector(items, [0] * n)
    if mark == "#u8(":
        return bytes(items)
    kind = _Optional if mark == "[" else List
    if n > 2 and items[-2] is _DOT:
        tail = items[-1]
        if tail.__class__ is List:
            return List(items[:-2] + tail.items, [0] * (n - 2) + tail.pos, tail.tail)
        return List(items[:-2], [0] * (n - 1), tail)
    return kind(items, [0] * n)


def _read_atom(token: str) -> Any:
    first = token[0]
    if first == '"' or first == "|":
        plain = {"n": "\n", "t": "\t", "r": "\r"}
        out = []
        chars = iter(token[1:-1])
        for char in chars:
            if char == "\\":
                char = next(chars)
                char = plain.get(char, char) if first == '"' else char
            out.append(char)
        return "".join(out) if first == '"' else Symbol("".join(out))
    if first == "#":
        return _read_hash(token)
    from vmcore.numtext import parse_number

    number = parse_number(token) if first in "+-.0123456789" else None
    return Symbol(token) if number is None else number


def _read_hash(token: str) -> Any:
    if token in ("#t", "#f"):
        return token == "#t"
    if token[1] == "\\":
        name = token[2:]
        codes = {text: code for code, text in _NAMES.items()}
        if name in codes:
            return Char(codes[name])
        return Char(int(name[1:], 16) if len(name) > 1 else name)
    if token[1] == "x":
        return int(token[2:], 16)
    if token[1] == ":":
        return Keyword(token[2:])
    for one in _SINGLETONS:
        if token == _atom(one):
            return one
    raise ValueError(f"no constant: {token}")


def parse(text: str) -> Node:
    """The tree that ``show`` made a text of."""
    parser = _Parser()
    stack = [parser.build(read_datum(text))]
    result: Any = None
    while stack:  # a generator asks for the node of a part by yielding it
        try:
            part = stack[-1].send(result)
        except StopIteration as stop:
            stack.pop()
            result = stop.value
        else:
            stack.append(parser.build(part))
            result = None
    return result


class _Parser:
    def __init__(self) -> None:
        self.names: dict[Symbol, Any] = {}  # numbered name -> Var or Loop

    def var(self, name: Symbol) -> Var:
        var = self.names[name] = Var(name.name.rpartition(".")[0])
        return var

    def build(self, x: Any) -> Any:
        """Generator of the node for a datum."""
        if x.__class__ is Symbol:
            return LocalRef(self.names[x])
        if x.__class__ is not List:
            return Const(x)
        head, rest = x.items[0].name, x.items[1:]
        if head == "const":
            return Const(rest[0])
        if head in ("global", "prim"):
            return (GlobalRef if head == "global" else PrimRef)(rest[0].name)
        if head == "try-prim":
            return TryPrim(rest[0].name, rest[1].name)
        if head == "lambda":
            return (yield from self.fn(*rest))
        if head in ("let", "letrec", "fix"):
            return (yield from self.binder(head, *rest))
        if head == "loop":
            name, bindings, body = rest
            loop = self.names[name] = Loop([], [], Const(False), name.name.rpartition(".")[0])
            inits = yield from self.all(pair.items[1] for pair in bindings.items)
            loop.vars, loop.inits = [self.var(pair.items[0]) for pair in bindings.items], inits
            loop.body = yield body
            return loop
        if head in ("recur", "set!"):
            args = yield from self.all(rest[1:])
            target = self.names[rest[0]]
            return Recur(target, args) if head == "recur" else LocalSet(target, args[0])
        if head in ("define", "global-set!"):
            value = yield rest[1]
            return (GlobalDefine if head == "define" else GlobalSet)(rest[0].name, value)
        if head == "case-lambda":
            clauses = yield from self.all(rest[1:])
            return CaseLambda(rest[0].name, clauses)
        args = yield from self.all(rest)
        if head == "if":
            return If(*args)
        if head == "seq":
            return Seq(args)
        return Call(args[0], args[1:]) if head == "call" else PrimCall(head, args)

    def all(self, parts: Any) -> Any:
        nodes = []
        for part in parts:
            nodes.append((yield part))
        return nodes

    def binder(self, head: str, bindings: List, body: Any) -> Any:
        names = [pair.items[0] for pair in bindings.items]
        values = [pair.items[1] for pair in bindings.items]
        if head == "let":
            inits = yield from self.all(values)
            variables = [self.var(name) for name in names]
        else:
            variables = [self.var(name) for name in names]
            inits = yield from self.all(values)
        kind: Any = {"let": Let, "letrec": Letrec, "fix": Fix}[head]
        return kind(variables, inits, (yield body))

    def fn(self, name: Symbol, parameters: Any, body: Any) -> Any:
        required: list[Var] = []
        optional: list[Var] = []
        rest = None
        if parameters.__class__ is Symbol:
            rest = self.var(parameters)
        else:
            for item in parameters.items:
                if item.__class__ is _Optional:
                    optional = [self.var(one) for one in item.items]
                else:
                    required.append(self.var(item))
            if parameters.tail is not None:
                rest = self.var(parameters.tail)
        return Lambda(name.name, required, optional, rest, (yield body))
