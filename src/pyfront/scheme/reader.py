"""The Scheme reader: text to data with positions (``text.datum``), the lexical syntax of R7RS.

Speed is a contract. The text between strings, comments, |symbols| and characters is cut into tokens by ``str.split``
after parentheses were padded with blanks, which runs at C speed; ``str.find`` tells where a token was. Atoms are
looked up by their text, so that a token seen before costs one dictionary access. Nothing recurses: the data under
construction are frames on a stack.

Extensions: ``#!eof``, ``#!default``, ``#!unspecific``; a first line that begins with ``#!/`` or ``#! `` is skipped.
"""

from __future__ import annotations

from pyfront.text.datum import List, Vector
from vmcore.data import DEFAULT, EOF, UNSPECIFIED, Char, Singleton, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import ReadError
    from pyfront.text.source import Source

    Frame = tuple[list[Any], list[int], int, int]

END = Singleton("END")  # what Reader.read answers after the last datum

# Kinds of frames. A frame is (items, their positions, kind, position of its beginning). Those below ONE hold any number
# of data; the others wait for one: after a quotation mark (items: [the symbol]), #; or #n= (items: [n]).
TOP, LIST, DOTTED, VECTOR, BYTES, ONE, PREFIX, COMMENT, LABEL = range(9)
NAMES = {LIST: "list", DOTTED: "list", VECTOR: "vector", BYTES: "bytevector"}

PREFIXES = {
    "'": Symbol("quote"),
    "`": Symbol("quasiquote"),
    ",": Symbol("unquote"),
    ",@": Symbol("unquote-splicing"),
}
HASHED = {
    "#t": True,
    "#true": True,
    "#f": False,
    "#false": False,
    "#!eof": EOF,
    "#!default": DEFAULT,
    "#!unspecific": UNSPECIFIED,
}
CHARACTERS = {
    "alarm": 7,
    "backspace": 8,
    "delete": 127,
    "escape": 27,
    "newline": 10,
    "null": 0,
    "return": 13,
    "space": 32,
    "tab": 9,
}
DOT = Singleton("DOT")  # among the items of a list until it is closed
RESERVED = frozenset("[]{}'`,")
BRACKETS = dict.fromkeys("[]{}", ": lists are written with ( and )")


class Reader:
    """Data of one source, one after another."""

    __slots__ = ("source", "pos", "_data", "_next", "_error")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pos = 0  # of the last datum
        self._data: list[tuple[Any, int]] | None = None
        self._next = 0
        self._error: ReadError | None = None

    def read(self) -> Any:
        """The next datum, or END. A ReadError is raised in its turn: after the data before it, and from then on."""
        if self._data is None:
            from pyfront.errors import ReadError

            scanner = _Scanner(self.source)
            try:
                scanner.scan()
            except ReadError as e:
                self._error = e
            self._data = scanner.data()
        if self._next < len(self._data):
            datum, self.pos = self._data[self._next]
            self._next += 1
            return datum
        if self._error is not None:
            raise self._error
        return END


def read_all(source: Source, fold_case: bool = False) -> list[tuple[Any, int]]:
    """All data of a source, each with its position."""
    scanner = _Scanner(source)
    scanner.fold = fold_case
    scanner.scan()
    return scanner.data()


class _Scanner:
    __slots__ = ("source", "text", "base", "stack", "atoms", "chars", "fold", "labels", "holes", "shared")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.base = source.base
        self.stack: list[Frame] = [([], [], TOP, 0)]
        self.atoms: dict[str, Any] = {}  # token -> atom, of those seen so far
        self.chars: dict[str, Char] = {}
        self.fold = False
        self.labels: dict[str, tuple[Any, int]] = {}  # number -> datum and which datum of the top level it is in
        self.holes: set[str] = set()  # numbers of labels that occur inside their own datum
        self.shared: list[Any] = []  # lists with labels that are tails

    def data(self) -> list[tuple[Any, int]]:
        """What is complete at the top level."""
        items, pos, _, _ = self.stack[0]
        return list(zip(items, pos))

    def scan(self) -> None:
        """Cut the text at what begins no plain token, and read the pieces between."""
        text = self.text
        find = text.find
        n = len(text)
        at = self._shebang()
        quote = semicolon = bar = slash = -1  # the next one of each at or after `at`; n if there is none
        while at < n:
            if quote < at:
                quote = find('"', at) % (n + 1)  # -1 becomes n
            if semicolon < at:
                semicolon = find(";", at) % (n + 1)
            if bar < at:
                bar = find("|", at) % (n + 1)
            if slash < at:
                slash = find("\\", at) % (n + 1)
            cut = min(quote, semicolon, bar, slash)
            if cut > at and cut < n and text[cut - 1] == "#" and cut != quote and self._begins_token(at, cut - 1):
                if cut - 1 > at:
                    self._tokens(at, cut - 1)
                at = self._hashed(cut - 1, text[cut])
                continue
            if cut > at:
                self._tokens(at, cut)
            at = self._special(cut, text[cut]) if cut < n else n
        self._check_end()

    def _shebang(self) -> int:
        """Offset of the text proper."""
        start = 1 if self.text.startswith("\ufeff") else 0
        if self.text.startswith(("#!/", "#! "), start):
            return self._line_end(start)
        return start

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at) % (len(self.text) + 1)
        lone = self.text.find("\r", at, end)
        return end if lone < 0 else lone

    def _begins_token(self, at: int, i: int) -> bool:
        """Does a token begin at ``i``, in the piece from ``at``?"""
        from pyfront.text.lexer import DELIMITERS

        text = self.text
        if i == at or text[i - 1] in DELIMITERS or text[i - 1] in "'`," or text[i - 1].isspace():
            return True
        word = text[at:i].split()[-1]
        return word.endswith(",@") or (word[0] == "#" and word[-1] == "=" and word[1:-1].isdigit())

    def _tokens(self, at: int, cut: int) -> None:
        """Read the tokens of a piece of text that has no string, comment, |symbol| or character in it."""
        text = self.text
        piece = text[at:cut].replace("(", " ( ").replace(")", " ) ").replace("'", " '")
        if "`" in piece or "," in piece:
            piece = piece.replace("`", " `").replace(",", " ,")
        base = self.base
        find = text.find
        known = self.atoms.get
        stack = self.stack
        tokens = iter(piece.split())
        items, pos, kind, _ = stack[-1]
        for token in tokens:
            at = find(token, at)
            if token == "(":
                items = []
                pos = []
                kind = LIST
                stack.append((items, pos, LIST, at + base))
                at += 1
                continue
            if token == ")":
                at += 1
                if kind == LIST:
                    start = stack.pop()[3]
                    datum: Any = List(items, pos, None, start, at + base)
                    items, pos, kind, _ = stack[-1]
                    if kind < ONE:
                        items.append(datum)
                        pos.append(start)
                        continue
                    self._put(datum, start, at + base)
                else:
                    self._close(at)
            else:
                datum = known(token)
                if datum is None or kind > ONE:
                    at = self._token(token, at, tokens)
                else:
                    items.append(datum)
                    pos.append(at + base)
                    at += len(token)
                    continue
            items, pos, kind, _ = stack[-1]

    def _put(self, datum: Any, start: int, end: int) -> None:
        """Add a finished datum to the frame on top, and finish those that waited for it."""
        stack = self.stack
        while True:
            items, pos, kind, opened = stack[-1]
            if kind < ONE:
                items.append(datum)
                pos.append(start)
                return
            stack.pop()
            if kind == COMMENT:
                return
            if kind == PREFIX:
                datum = List([items[0], datum], [opened, start], None, opened, end)
            else:
                self._labelled(items[0], datum, opened)
            start = opened

    def _close(self, end: int) -> None:
        """A closing parenthesis just before ``end``, for anything but a proper list."""
        items, pos, kind, start = self.stack.pop()
        stop = end + self.base
        if kind == DOTTED:
            datum: Any = self._dotted(items, pos, start, stop)
            if self.stack[-1][2] != DOTTED:  # else it is a tail itself: (a . (b . (c))) is spliced once, in linear time
                _splice(datum, self.shared)
        elif kind == LIST:
            datum = List(items, pos, None, start, stop)
        elif kind == VECTOR:
            datum = Vector(items, pos, start, stop)
        elif kind == BYTES:
            datum = self._bytes(items, pos)
        elif kind == TOP:
            self.stack.append((items, pos, kind, start))
            raise self._fail(end - 1, "no parenthesis is open here: there is one too many", end)
        else:
            raise self._nothing(start)
        self._put(datum, start, stop)

    def _dotted(self, items: list[Any], pos: list[int], start: int, end: int) -> List:
        """A list with a dot: ``DOT`` must be the last item but one. A tail that is a list is not spliced yet."""
        dot = items.index(DOT)
        if dot + 2 != len(items):
            found = "nothing" if dot + 1 == len(items) else "more than one datum"
            raise self._fail(pos[dot] - self.base, f"{found} follows the dot")
        tail = items.pop()
        tail_pos = pos.pop()
        items.pop()
        pos.pop()
        if tail.__class__ is not List:
            return List(items, [*pos, tail_pos], tail, start, end)
        if any(tail is datum for datum, _ in self.labels.values()):
            if not self._in_literal():
                raise self._fail(tail_pos - self.base, "a list's tail with a datum label must be in a literal")
            self.shared.append(tail)
            return List(items, [*pos, tail_pos], tail, start, end)
        return List(items, pos, tail, start, end)

    def _bytes(self, items: list[Any], pos: list[int]) -> bytes:
        for item, at in zip(items, pos):
            if item.__class__ is not int or not 0 <= item <= 255:
                raise self._fail(at - self.base, "not a byte: a bytevector holds exact integers from 0 to 255")
        return bytes(items)

    # ------------------------------------------------------------ tokens

    def _token(self, token: str, at: int, tokens: Any) -> int:
        """Read a token that is no parenthesis; the offset after it. ``tokens``: those that follow it."""
        first = token[0]
        if first in "'`,":
            mark = ",@" if token.startswith(",@") else first
            self.stack.append(([PREFIXES[mark]], [], PREFIX, at + self.base))
            return self._rest(token, at, len(mark), tokens)
        end = at + len(token)
        if first == "#":
            if token in ("#", "#u8", "#U8") and self.text.startswith("(", end):
                next(tokens)  # the parenthesis
                self.stack.append(([], [], VECTOR if end == at + 1 else BYTES, at + self.base))
                return end + 1
            if token[1:2].isdigit():
                return self._label(token, at, tokens)
            if token[1:2] == "!" and self._directive(token):
                return end
        elif token == ".":
            self._dot(at)
            return end
        atom = self.atoms.get(token)
        if atom is None:
            atom = self.atoms[token] = self._hash(token, at) if first == "#" else self._atom(token, at)
        self._put(atom, at + self.base, end + self.base)
        return end

    def _rest(self, token: str, at: int, length: int, tokens: Any) -> int:
        """Read what follows a prefix of that length within its token."""
        rest = token[length:]
        return self._token(rest, at + length, tokens) if rest else at + length

    def _dot(self, at: int) -> None:
        items, pos, kind, start = self.stack[-1]
        if kind != LIST or not items:
            raise self._fail(at, "a dot is allowed only before the last datum of a list")
        items.append(DOT)
        pos.append(at + self.base)
        self.stack[-1] = (items, pos, DOTTED, start)

    def _directive(self, token: str) -> bool:
        """Obey #!fold-case and its opposite."""
        name = token.lower()
        if name not in ("#!fold-case", "#!no-fold-case"):
            return False
        self.fold = name == "#!fold-case"
        self.atoms.clear()
        return True

    def _label(self, token: str, at: int, tokens: Any) -> int:
        length = 1
        while token[length : length + 1].isdigit():
            length += 1
        number = token[1:length].lstrip("0")
        mark = token[length : length + 1]
        length += 1
        if mark == "=":
            self.stack.append(([number], [], LABEL, at + self.base))
            return self._rest(token, at, length, tokens)
        if mark != "#" or length != len(token):
            raise self._fail(at, f"unknown syntax {_short(token)}", at + len(token))
        if any(kind == LABEL and items[0] == number for items, _, kind, _ in self.stack):
            return self._hole(number, at, at + length)
        datum, where = self.labels.get(number, (None, -1))
        if where != len(self.stack[0][0]):
            raise self._fail(at, f"no datum is labelled {token[:-1]}=", at + length)
        self._put(datum, at + self.base, at + length + self.base)
        return at + length

    def _hole(self, number: str, at: int, end: int) -> int:
        """A label inside its own datum: filled when that is complete."""
        from pyfront.scheme.labels import Hole

        if not self._in_literal():
            raise self._fail(at, "a cycle must be in a literal", end)
        self.holes.add(number)
        self._put(Hole(number), at + self.base, end + self.base)
        return end

    def _in_literal(self) -> bool:
        from pyfront.scheme.labels import in_literal

        return in_literal(self.stack, PREFIX, (LIST, DOTTED), VECTOR)

    def _labelled(self, number: str, datum: Any, at: int) -> None:
        """The datum of a label is complete."""
        if number in self.holes:
            from pyfront.scheme.labels import Hole, fill

            if datum.__class__ is Hole and datum.number == number:
                raise self._fail(at - self.base, "a label stands for itself")
            self.holes.discard(number)
            fill(datum, number)
        self.labels[number] = (datum, len(self.stack[0][0]))

    def _atom(self, token: str, at: int) -> Any:
        """A number or a symbol."""
        digits = token.lstrip("+-")[:2].lstrip(".")
        if token.isdigit() and token.isascii() and len(token) < 1000:
            return int(token)
        if (token[0] in "+-" and len(token) > 1) or digits[:1].isdigit():
            number = self._number(token, at)
            if number is not None:
                return number
            if digits[:1].isdigit() and digits[:1].isascii() and token not in ("1+", "1-", "-1+"):
                raise self._fail(at, f"bad number {_short(token)}", at + len(token))
        if not RESERVED.isdisjoint(token) or not token.isprintable():
            self._check_symbol(token, at)
        return Symbol(token.casefold() if self.fold else token)

    def _number(self, token: str, at: int) -> Any:
        from vmcore.numtext import parse_number  # not needed for plain integers, and start-up time counts

        try:
            return parse_number(token)
        except MemoryError:
            raise self._fail(at, f"the number {_short(token)} is too large", at + len(token)) from None

    def _check_symbol(self, token: str, at: int) -> None:
        for i, char in enumerate(token):
            if char in RESERVED:
                raise self._fail(at + i, f"{char} has no meaning here{BRACKETS.get(char, '')}", at + i + 1)
            if not char.isprintable() and char not in "\u200c\u200d" and not _is_private(char):
                raise self._fail(at + i, f"character U+{ord(char):04X} cannot stand in a symbol", at + i + 1)

    def _hash(self, token: str, at: int) -> Any:
        """An atom that begins with #."""
        lower = token.lower()
        if lower in HASHED:
            return HASHED[lower]
        if lower[1:2] in ("e", "i", "b", "o", "d", "x"):
            number = self._number(token, at)
            if number is not None:
                return number
            raise self._fail(at, f"bad number {_short(token)}", at + len(token))
        hint = "; comments begin with ;" if token == "#" else ""
        raise self._fail(at, f"unknown syntax {_short(token)}{hint}", at + len(token))

    # ------------------------------------------------------------ what is no plain token

    def _special(self, at: int, char: str) -> int:
        """Skip or read what begins with ``;`` ``"`` ``|`` at an offset; the offset after it."""
        if char == ";":
            return self._line_end(at)
        if char == "\\":
            raise self._fail(at, "a backslash has no meaning here", at + 1)
        from pyfront.text.lexer import quoted

        content, end = quoted(self.source, at, "string" if char == '"' else "symbol")
        self._put(content if char == '"' else Symbol(content), at + self.base, end + self.base)
        return end

    def _hashed(self, at: int, char: str) -> int:
        """The same for ``#;`` ``#|`` ``#\\``."""
        from pyfront.text.lexer import DELIMITERS, block_comment_end

        if char == "|":
            return block_comment_end(self.source, at)
        if char == ";":
            self.stack.append(([], [], COMMENT, at + self.base))
            return at + 2
        text = self.text
        end = at + 3
        while text[end : end + 1] not in DELIMITERS and end < len(text):
            end += 1
        name = text[at + 2 : end]
        datum = self.chars.get(name)
        if datum is None:
            datum = self.chars[name] = self._character(name, at, end)
        self._put(datum, at + self.base, end + self.base)
        return end

    def _character(self, name: str, at: int, end: int) -> Char:
        from pyfront.text.lexer import incomplete, scalar

        if not name:
            raise incomplete(self.source, at, "the character after #\\ is missing", at + 2)
        if len(name) == 1:
            return Char(name)
        code = CHARACTERS.get(name.casefold() if self.fold else name)
        if code is not None:
            return Char(code)
        char = scalar(name[1:]) if name[0] in "xX" else None
        if char is None:
            from pyfront.scheme.hints import character_meant

            near = character_meant(name, CHARACTERS)
            meant = f"; did you mean #\\{near}?" if near else ""
            raise self._fail(at, f"unknown character #\\{_short(name)}{meant}", end)
        return Char(char)

    # ------------------------------------------------------------ errors

    def _check_end(self) -> None:
        """The text ended: nothing may be open."""
        opened = [(kind, start - self.base) for _, _, kind, start in self.stack[1:]]
        if not opened:
            return
        from pyfront.text.lexer import incomplete

        kind, at = opened[-1]
        if kind > ONE:
            raise self._nothing(at + self.base, at_end=True)
        message = f"the {NAMES[kind]} that begins here is not closed"
        outer = next(at for kind, at in opened if kind < ONE)
        if outer != at:
            line, column = self.source.line_column(outer + self.base)
            message += f"; the outermost open one begins at line {line}, column {column}"
        error = incomplete(self.source, at, message)
        line = self._left_of(at)
        if line:
            error.notes.append(f"line {line} begins further left: is a parenthesis missing before it?")
        raise error

    def _left_of(self, at: int) -> int:
        """The first line behind the one of an offset that is indented less than what begins there, or as much."""
        first, column = self.source.line_column(at + self.base)
        lines = self.text.split("\n")
        for number in range(first, len(lines)):
            line = lines[number]
            if line.strip() and not line.lstrip().startswith(";") and len(line) - len(line.lstrip()) < column:
                return number + 1
        return 0

    def _nothing(self, start: int, at_end: bool = False) -> ReadError:
        """The error of a prefix that no datum follows."""
        from pyfront.text.lexer import fail, incomplete

        at = start - self.base
        error = incomplete if at_end else fail
        message = "no datum follows here"
        if not at_end and self.text[at] == "'":
            message += '; a quote stands before a datum, and strings are written with "'
        return error(self.source, at, message, at + 1)

    def _fail(self, at: int, message: str, end: int = 0) -> ReadError:
        from pyfront.text.lexer import fail

        return fail(self.source, at, message, end or at + 1)


def _splice(datum: List, shared: list[Any]) -> None:
    """Make a list whose tail is a list, whose tail is ..., one list, up to a tail with a label."""
    items, pos, tail = datum.items, datum.pos, datum.tail
    while tail.__class__ is List and not any(tail is one for one in shared):
        items += tail.items
        pos += tail.pos
        tail = tail.tail
    datum.tail = tail


def _is_private(char: str) -> bool:
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0xFFFFD or 0x100000 <= code <= 0x10FFFD


def _short(text: str) -> str:
    """Text for a message."""
    return text if len(text) <= 40 else text[:40] + "..."
