"""``cl-format``: the directives of Common Lisp's ``format``, over arguments that the library has made into nodes.

A node is a list: the text of the argument as ``print`` has it, as ``pr`` has it, the value if it is a number, a character or
a boolean, and the nodes of its items, or nil if it is no sequence.
"""

from __future__ import annotations

from pyfront.clojure.cl_numbers import fixed, general, grouped, monetary, radix_text, scientific, spelled
from pyfront.clojure.failures import JavaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}
_CHARACTER_NAMES = {" ": "Space", "\n": "Newline", "\t": "Tab", "\b": "Backspace", "\r": "Return"}
_READABLE = {" ": "\\space", "\n": "\\newline", "\t": "\\tab", "\f": "\\formfeed", "\b": "\\backspace", "\r": "\\return"}


class Stop(Exception):
    """``~^``; ``whole``: ``~:^``, the iteration around ends."""

    def __init__(self, whole: bool) -> None:
        super().__init__()
        self.whole = whole


class Directive:
    """``~params:@kind``. ``clauses``: of a bracketed one, lists of parts; ``last``: the directive that closes it."""

    __slots__ = ("kind", "params", "colon", "at", "clauses", "last", "default")

    def __init__(self, kind: str, params: list[Any], colon: bool, at: bool) -> None:
        self.kind = kind
        self.params = params
        self.colon = colon
        self.at = at
        self.clauses: list[list[Any]] = []
        self.last: Directive | None = None
        self.default = False  # is the last clause that of ~:; ?


MOST_IDLE = 1000  # rounds of an iteration that take no argument


class Room:
    """What the parameters ask for, within the memory limit of the run."""

    __slots__ = ("machine", "used")

    def __init__(self, machine: Any) -> None:
        self.machine = machine
        self.used = 0

    def take(self, n: int) -> None:
        self.used += n
        self.machine.need(self.used)


class Arguments:
    """The arguments and the place in them."""

    __slots__ = ("nodes", "place", "room")

    def __init__(self, nodes: list[Any], room: Room) -> None:
        self.nodes = nodes
        self.place = 0
        self.room = room

    def next(self) -> Any:
        if self.place >= len(self.nodes):
            raise JavaError("cl-format: Not enough arguments for format definition", "java.lang.RuntimeException")
        self.place += 1
        return self.nodes[self.place - 1]

    def left(self) -> int:
        return len(self.nodes) - self.place


def format(root: Any, machine: Any, text: Any, nodes: Any) -> str:
    parts = parse(machine.plain(text))
    out: list[str] = []
    try:
        run(parts, Arguments(list(machine.plain(nodes) or ()), Room(machine)), out)
    except Stop:
        pass
    return "".join(out)


# ---------------------------------------------------------------- reading


def parse(text: str) -> list[Any]:
    """Texts and directives."""
    top: list[Any] = []
    stack: list[tuple[list[Any], Directive]] = []
    parts, at = top, 0
    while at < len(text):
        tilde = text.find("~", at)
        if tilde < 0:
            parts.append(text[at:])
            break
        if tilde > at:
            parts.append(text[at:tilde])
        one, at = _directive(text, tilde + 1)
        if one.kind in _CLOSING:
            parts.append(one)
            stack.append((parts, one))
            parts = []
            one.clauses.append(parts)
        elif one.kind in ";" and stack:
            owner = stack[-1][1]
            owner.default = one.colon
            parts = []
            owner.clauses.append(parts)
        elif one.kind in "]})>":
            if not stack or _CLOSING[stack[-1][1].kind] != one.kind:
                raise _bad(f"~{one.kind} closes nothing")
            parts, owner = stack.pop()
            owner.last = one
        elif one.kind == "\n":
            while at < len(text) and text[at].isspace() and not one.colon:
                at += 1
            if one.at:
                parts.append("\n")
        else:
            parts.append(one)
    if stack:
        raise _bad(f"~{stack[-1][1].kind} is not closed")
    return top


def _bad(what: str) -> JavaError:
    return JavaError(f"cl-format: {what}", "java.lang.RuntimeException")


def _directive(text: str, at: int) -> tuple[Directive, int]:
    params: list[Any] = []
    colon = sign = False
    while at < len(text):
        c = text[at]
        if c == "'":
            params.append(text[at + 1 : at + 2])
            at += 2
        elif c in "vV#":
            params.append(c.upper())
            at += 1
        elif c.isdigit() or (c in "+-" and text[at + 1 : at + 2].isdigit()):
            end = at + 1
            while end < len(text) and text[end].isdigit():
                end += 1
            params.append(int(text[at:end]))
            at = end
        elif c == ",":
            params.append(None)
            at += 1
            continue
        else:
            break
        if text[at : at + 1] == ",":
            at += 1
            if text[at : at + 1] in (",", ":", "@") or (text[at : at + 1].isalpha() and text[at] not in "vV"):
                continue
    while at < len(text) and text[at] in ":@":
        colon, sign = colon or text[at] == ":", sign or text[at] == "@"
        at += 1
    if at >= len(text):
        raise _bad("the text ends in a directive")
    kind = text[at]
    return Directive(kind.upper() if kind.isalpha() else kind, params, colon, sign), at + 1


# ---------------------------------------------------------------- running


def run(parts: list[Any], args: Arguments, out: list[str]) -> None:
    for part in parts:
        if part.__class__ is str:
            out.append(part)
            continue
        action = _ACTIONS.get(part.kind)
        if action is None:
            raise _bad(f"Directive \"{part.kind}\" is undefined")
        action(part, args, out)


def _params(one: Directive, args: Arguments, *defaults: Any) -> list[Any]:
    found = list(defaults)
    for i, param in enumerate(one.params):
        if param == "V":
            param = args.next()[2]
        elif param == "#":
            param = args.left()
        if i < len(found) and param is not None:
            found[i] = param
            if param.__class__ is int and param > 0:
                args.room.take(param)
    return found


def _padded(text: str, one: Directive, mincol: int, colinc: int, minpad: int, padchar: str) -> str:
    width = len(text) + minpad
    if width < mincol:
        width += -(-(mincol - width) // colinc) * colinc
    return text.rjust(width, padchar) if one.at else text.ljust(width, padchar)


def _ascii(one: Directive, args: Arguments, out: list[str]) -> None:
    params = _params(one, args, 0, 1, 0, " ")
    node = args.next()
    out.append(_padded(node[0 if one.kind == "A" else 1], one, *params))


def _integer(base: int) -> Any:
    def act(one: Directive, args: Arguments, out: list[str]) -> None:
        mincol, padchar, comma, interval = _params(one, args, 0, " ", ",", 3)
        _put_integer(one, args.next(), out, (base, mincol, padchar, comma, interval))

    return act


def _put_integer(one: Directive, node: Any, out: list[str], how: tuple[Any, ...]) -> None:
    base, mincol, padchar, comma, interval = how
    value = node[2]
    if value.__class__ is not int:
        out.append(node[0].rjust(mincol, padchar))
        return
    digits = radix_text(abs(value), base)
    if one.colon:
        digits = grouped(digits, comma, interval)
    sign = "-" if value < 0 else "+" if one.at else ""
    out.append((sign + digits).rjust(mincol, padchar))


def _radix(one: Directive, args: Arguments, out: list[str]) -> None:
    if one.params and one.params[0] is not None:
        base, mincol, padchar, comma, interval = _params(one, args, 10, 0, " ", ",", 3)
        _put_integer(one, args.next(), out, (base, mincol, padchar, comma, interval))
        return
    out.append(spelled(args.next()[2], one.colon, one.at))


def _plural(one: Directive, args: Arguments, out: list[str]) -> None:
    if one.colon:
        args.place -= 1
    single = args.next()[2] == 1
    out.append(("y" if single else "ies") if one.at else ("" if single else "s"))


def _character(one: Directive, args: Arguments, out: list[str]) -> None:
    c = args.next()[0]
    if one.colon:
        text = _CHARACTER_NAMES.get(c, c)
        out.append(f"Control-{chr(ord(c) + 64)}" if len(text) == 1 and ord(c) < 32 else text)
    elif one.at:
        out.append(_READABLE.get(c, "\\" + c))
    else:
        out.append(c)


def _real(make: Any, *defaults: Any) -> Any:
    def act(one: Directive, args: Arguments, out: list[str]) -> None:
        params = _params(one, args, *defaults)
        node = args.next()
        if node[2] is None or isinstance(node[2], (bool, str)):
            out.append(node[0].rjust(params[0] or 0))
        else:
            out.append(make(node[2], one, *params))

    return act


def _repeat(text: str) -> Any:
    def act(one: Directive, args: Arguments, out: list[str]) -> None:
        out.append(text * _params(one, args, 1)[0])

    return act


def _column(out: list[str]) -> int:
    text = "".join(out)
    return len(text) - (text.rfind("\n") + 1)


def _fresh(one: Directive, args: Arguments, out: list[str]) -> None:
    count = _params(one, args, 1)[0]
    if count:
        out.append("\n" * (count - (_column(out) == 0)))


def _tab(one: Directive, args: Arguments, out: list[str]) -> None:
    column, step = _params(one, args, 1, 1)
    now = _column(out)
    if one.at:
        space = column + (-(now + column) % step if step else 0)
    else:
        space = column - now if now < column else (step - (now - column) % step if step else 0)
    out.append(" " * space)


def _goto(one: Directive, args: Arguments, out: list[str]) -> None:
    n = _params(one, args, 0 if one.at else 1)[0]
    place = n if one.at else args.place - n if one.colon else args.place + n
    if not 0 <= place <= len(args.nodes):
        raise _bad("~* goes beyond the arguments")
    args.place = place


def _indirect(one: Directive, args: Arguments, out: list[str]) -> None:
    parts = parse(args.next()[0])
    try:
        run(parts, args if one.at else Arguments(list(args.next()[3] or ()), args.room), out)
    except Stop:
        pass


def _choice(one: Directive, args: Arguments, out: list[str]) -> None:
    if one.colon:
        chosen = 0 if args.next()[1] in ("nil", "false") else 1
    elif one.at:
        if args.next()[1] in ("nil", "false"):
            return
        args.place -= 1
        chosen = 0
    else:
        given = _params(one, args, None)[0]
        chosen = args.next()[2] if given is None else given
    if chosen.__class__ is not int or not 0 <= chosen < len(one.clauses):
        if not one.default:
            return
        chosen = len(one.clauses) - 1
    run(one.clauses[chosen], args, out)


def _iteration(one: Directive, args: Arguments, out: list[str]) -> None:
    most = _params(one, args, None)[0]
    parts = one.clauses[0] or parse(args.next()[0])
    items = args if one.at else Arguments(list(args.next()[3] or ()), args.room)
    count = 0
    always = one.last is not None and one.last.colon
    before = -1
    while (items.left() or (always and not count)) and (most is None or count < most):
        if items.place == before and (most is None or count >= MOST_IDLE):
            mark = "~@{" if one.at else "~{"
            raise _bad(f"{mark} does not take any of the arguments, and would go on without end")
        before = items.place if count else -1
        count += 1
        try:
            run(parts, Arguments(list(items.next()[3] or ()), args.room) if one.colon else items, out)
        except Stop as stop:
            if stop.whole or not one.colon:
                break
        if not one.colon and not items.left():
            break


def _escape(one: Directive, args: Arguments, out: list[str]) -> None:
    params = _params(one, args, None, None, None)
    given = [param for param in params if param is not None]
    if not given:
        stop = not args.left()
    elif len(given) == 1:
        stop = given[0] == 0
    else:
        stop = given[0] == given[1] if len(given) == 2 else given[0] <= given[1] <= given[2]
    if stop:
        raise Stop(one.colon)


def _case(one: Directive, args: Arguments, out: list[str]) -> None:
    inner: list[str] = []
    try:
        run(one.clauses[0], args, inner)
    finally:
        text = "".join(inner)
        if one.colon and one.at:
            text = text.upper()
        elif one.colon:
            text = "".join(c.upper() if i == 0 or not text[i - 1].isalnum() else c.lower() for i, c in enumerate(text))
        elif one.at:
            text = text.capitalize()
        else:
            text = text.lower()
        out.append(text)


def _justify(one: Directive, args: Arguments, out: list[str]) -> None:
    mincol, colinc, minpad, padchar = _params(one, args, 0, 1, 0, " ")
    texts = []
    for clause in one.clauses:
        inner: list[str] = []
        try:
            run(clause, args, inner)
        except Stop:
            break
        texts.append("".join(inner))
    gaps = len(texts) - 1 + one.colon + one.at
    if gaps <= 0:
        gaps, texts = 1, ["", *texts]
    length = sum(map(len, texts)) + minpad * gaps
    width = mincol if length <= mincol else mincol + -(-(length - mincol) // colinc) * colinc
    space, more = divmod(width - sum(map(len, texts)), gaps)
    pads = [padchar * (space + (i < more)) for i in range(gaps)]
    made = pads.pop(0) if one.colon else ""
    for i, text in enumerate(texts):
        made += text + (pads.pop(0) if pads and (i < len(texts) - 1 or one.at) else "")
    out.append(made)


_ACTIONS: dict[str, Any] = {
    "A": _ascii, "S": _ascii, "W": _ascii, "D": _integer(10), "B": _integer(2), "O": _integer(8), "X": _integer(16),
    "R": _radix, "P": _plural, "C": _character, "%": _repeat("\n"), "~": _repeat("~"), "|": _repeat("\f"), "&": _fresh,
    "F": _real(fixed, 0, None, 0, None, " "), "E": _real(scientific, 0, None, None, 1, None, " ", None),
    "G": _real(general, 0, None, None, 1, None, " ", None), "$": _real(monetary, 2, 1, 0, " "), "T": _tab, "*": _goto,
    "?": _indirect, "[": _choice, "{": _iteration, "^": _escape, "(": _case, "<": _justify, "_": lambda *_: None,
    "I": lambda *_: None,
}  # fmt: skip
