"""The reader of Clojure: text to data with positions (``clojure.data``), as ``LispReader`` of Clojure 1.12 has it.

Speed is a contract. The text between strings, comments and characters is cut into tokens by ``str.split`` after brackets
and marks were padded with blanks, which runs at C speed; ``str.find`` tells where a token was. Atoms are looked up by
their text, so that a token seen before costs one dictionary access. Nothing recurses: the data under construction are
frames on a stack.

What becomes of the marks:

    'x              (quote x)                    #'x  (var x)            @x  (clojure.core/deref x)
    ~x ~@x          (clojure.core/unquote x)     (clojure.core/unquote-splicing x)
    `x              the forms that build x: see ``clojure.syntax_quote``
    #(f % %2 %&)    (fn* [p1__1# p2__2# & rest__3#] (f p1__1# p2__2# rest__3#))
    ::k ::a/k       a keyword with the namespace that the context says; #::{} and #::a{} alike
    ^m x            x with metadata: ``Form.meta`` or a ``MetaSymbol``; always a map (``^:k``: {:k true}, ``^T`` and ``^"T"``:
                    {:tag T}, ``^[T]``: {:param-tags [T]}); of several, the first one counts, in the order from the inside
    #?(...)         what the features of the context choose, in the order of the source; :default fits always
    #tag x          what ``Context.tagged`` makes of it
    #=x             an error: reading runs no code

Lists have no :line and :column among their metadata: ``place`` has them, from their span. White space is Unicode's.
"""

from __future__ import annotations

from pyfront.clojure.context import PRESERVE, Context
from pyfront.clojure.data import Form, List, Map, Set, Vector, plainly_differ
from pyfront.clojure.literals import DECIMAL_DIGITS, SYMBOLIC, is_name
from vmcore.data import Keyword, Singleton, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pyfront.clojure.equality import Classes
    from pyfront.errors import ReadError
    from pyfront.text.source import Source

    Read = tuple[Any, int, int]
    Frame = tuple[list[Any], list[int], int, int]

END = Singleton("END")  # what Reader.read answers after the last datum
MISSING = Singleton("MISSING")

# Kinds of frames. A frame is (items, their positions, kind, position of its beginning). Those below SLOW hold any number
# of data that are just added. The others: TOP and CONDITIONAL, whose data are looked at one by one; and those that wait
# for one datum, the items of which begin with what they need for that.
LIST, VECTOR, MAP, SET, FN, NAMESPACED, SLOW, TOP, CONDITIONAL = range(9)
ONE, PREFIX, QUOTER, DISCARD, META, TARGET, TAG, SYMBOL = range(9, 17)
OPENING = {"(": LIST, "[": VECTOR, "{": MAP}
CLOSING = {")": LIST, "]": VECTOR, "}": MAP}
CLOSED_BY = {LIST: ")", VECTOR: "]", MAP: "}", SET: "}", FN: ")", NAMESPACED: "}", CONDITIONAL: ")"}

FN_STAR, AMPERSAND = Symbol("fn*"), Symbol("&")
QUOTE, VAR = Symbol("quote"), Symbol("var")
DEREF, UNQUOTE = Symbol("clojure.core/deref"), Symbol("clojure.core/unquote")
UNQUOTE_SPLICING = Symbol("clojure.core/unquote-splicing")
CONSTANTS = {"nil": None, "true": True, "false": False}
MAX_PARAMETERS = 20  # of a function, before the rest
NOWHERE = -2
# Syntax-quotes in syntax-quotes grow by a factor of about eight with each level: a bound on the lists in a datum.
QUOTED_LISTS = 100_000
QUOTED_PER_CHARACTER = 100  # of the whole text
PIECE = 1 << 16  # characters of a piece, about: bounds the tokens that are waiting


class Reader:
    """Data of one source, one after another. The context is asked when a datum is read, not earlier."""

    __slots__ = ("source", "pos", "end", "_data", "_error")

    def __init__(self, source: Source, context: Context | None = None) -> None:
        self.source = source
        self.pos = 0  # of the last datum
        self.end = source.base  # position after it
        self._data = Scanner(source, context or Context()).scan()
        self._error: ReadError | None = None

    def read(self) -> Any:
        """The next datum, or END. A ReadError comes in its turn, after the data before it, and from then on."""
        from pyfront.errors import ReadError

        if self._error is not None:
            raise self._error
        try:
            datum, self.pos, self.end = next(self._data, (END, 0, self.end))
        except ReadError as e:
            self._error = e
            raise
        return datum


def read_all(source: Source, context: Context | None = None) -> list[Read]:
    """All data of a source, each with the position of its beginning and the one after its end."""
    return list(Scanner(source, context or Context()).scan())


def place(form: Form, source: Source) -> tuple[int, int, int, int]:
    """Line and column of a form, and line and column after its end."""
    return *source.line_column(form.start), *source.line_column(form.end)


class Scanner:
    """Reads one text. What a dialect leaves out is refused by its ``_mark``, ``_hash`` and the like."""

    __slots__ = (
        "source", "text", "base", "context", "stack", "atoms", "classes", "arguments", "unread", "quoted", "regex",
        "splicing", "tokens", "doubts",
    )  # fmt: skip

    number_ends = "'#%"  # what ends a number, but no symbol

    def __init__(self, source: Source, context: Context) -> None:
        self.source = source
        self.text = source.text
        self.base = source.base
        self.context = context
        self.stack: list[Frame] = [([], [], TOP, 0)]
        self.atoms: dict[str, Any] = dict(CONSTANTS)  # token -> atom, of those that mean the same everywhere
        self.classes: Classes | None = None
        self.arguments: dict[int, Symbol] | None = None  # of the #() around: number (0: the rest) -> parameter
        self.quoted = 0  # lists that the syntax-quotes of this datum of the top level have built
        self.unread = 0  # how many branches of #? that nobody reads are around
        self.doubts: list[Exception] = []  # what would be wrong there if they were read
        self.regex = NOWHERE  # offset of the # of a regex whose quote comes next
        self.splicing = NOWHERE  # offset of the @ of a ~@
        self.tokens: Iterator[str] = iter(())

    # ------------------------------------------------------------ pieces and tokens

    def scan(self) -> Iterator[Read]:
        """The data with their spans. Cuts the text at what begins no plain token, and reads the pieces between."""
        text = self.text
        find = text.find
        n = len(text)
        at = 1 if text.startswith("\ufeff") else 0
        self._check_characters()
        quote = semicolon = slash = bang = limit = -1  # the next one of each at or after `at`; n if there is none
        top = self.stack[0][0]
        while at < n:
            if quote < at:
                quote = find('"', at) % (n + 1)  # -1 becomes n
            if semicolon < at:
                semicolon = find(";", at) % (n + 1)
            if slash < at:
                slash = find("\\", at) % (n + 1)
            if bang < at:
                bang = self._next_bang(at)
            if limit < at:
                limit = find("\n", at + PIECE) % (n + 1)
            cut = min(quote, semicolon, slash, bang, limit)
            if cut > at:
                yield from self._tokens(at, cut)
            if cut == limit:
                at = cut
                limit = -1
                if cut == n:
                    break
                at += 1
                continue
            at = self._special(cut, text[cut])
            yield from top
            top.clear()
        self._check_end()

    def _check_characters(self) -> None:
        """A text of Python's can have halves of surrogate pairs, which are no characters."""
        if not self.text.isascii():
            try:
                self.text.encode()
            except UnicodeEncodeError as e:
                raise self.fail(e.start, "half of a surrogate pair is no character") from None

    def _next_bang(self, at: int) -> int:
        """Offset of the next ``#!`` that begins a comment; the end of the text if there is none."""
        text = self.text
        while True:
            at = text.find("#!", at)
            if at <= 0:
                return at % (len(text) + 1)
            if text[at - 1].isspace() or text[at - 1] in ",()[]{}\"';@^`~\ufeff":
                return at
            at += 1

    def _tokens(self, at: int, cut: int) -> Iterator[Read]:
        """Read the tokens of a piece of text that has no string, comment or character in it."""
        text = self.text
        piece = text[at:cut].replace("(", " ( ").replace(")", " ) ")
        piece = piece.replace("[", " [ ").replace("]", " ] ").replace("{", " { ").replace("}", " } ").replace(",", " ")
        for mark in "^`~@":
            if mark in piece:
                piece = piece.replace(mark, " " + mark)
        base = self.base
        find = text.find
        known = self.atoms.get
        opening = OPENING.get
        closing = CLOSING.get
        stack = self.stack
        self.tokens = tokens = iter(piece.split())
        items, pos, kind, _ = stack[-1]
        for token in tokens:
            at = find(token, at)
            opened = opening(token)
            if opened is not None:
                items = []
                pos = []
                kind = opened
                stack.append((items, pos, kind, at + base))
                at += 1
                continue
            closed = closing(token)
            if closed is not None:
                at += 1
                if closed == kind and kind != MAP:
                    start = stack.pop()[3]
                    datum: Any = (List if kind == LIST else Vector)(items, pos, start, at + base)
                    items, pos, kind, _ = stack[-1]
                    if kind < SLOW:
                        items.append(datum)
                        pos.append(start)
                        continue
                    self.put(datum, start, at + base)
                else:
                    self._close(token, at)
            else:
                datum = known(token, MISSING)
                if datum is MISSING:
                    at = self._token(at, at + len(token))
                elif kind > SLOW:
                    self.put(datum, at + base, at + len(token) + base)
                    at += len(token)
                else:
                    items.append(datum)
                    pos.append(at + base)
                    at += len(token)
                    continue
            items, pos, kind, _ = stack[-1]
            if kind == TOP and items:
                yield from items
                items.clear()

    def _special(self, at: int, char: str) -> int:
        """Skip or read what begins with ``;`` ``#!`` ``"`` ``\\`` at an offset; the offset after it."""
        if char == ";" or char == "#":
            return self._line_end(at)
        from pyfront.clojure import literals

        datum: Any
        if char == "\\":
            datum, end = literals.character(self.source, at)
        elif self.regex == at - 1:
            from pyfront.clojure.atoms import Regex

            self.regex = NOWHERE
            pattern, end = literals.regex(self.source, at)
            at -= 1
            datum = Regex(pattern)
        else:
            datum, end = literals.string(self.source, at)
        self.put(datum, at + self.base, end + self.base)
        return end

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at) % (len(self.text) + 1)
        lone = self.text.find("\r", at, end)
        return end if lone < 0 else lone

    # ------------------------------------------------------------ frames

    def open(self, kind: int, at: int, *items: Any) -> None:
        self.stack.append((list(items), [], kind, at + self.base))

    def put(self, datum: Any, start: int, end: int) -> None:
        """Add a finished datum to the frame on top, and finish those that waited for it."""
        stack = self.stack
        while True:
            items, pos, kind, opened = stack[-1]
            if kind < ONE:
                if kind == TOP:
                    items.append((datum, start, end))
                    self.classes = None
                    self.quoted = 0
                elif kind == CONDITIONAL:
                    from pyfront.clojure.conditional import choose

                    choose(self, items, datum, start)
                else:
                    items.append(datum)
                    pos.append(start)
                return
            stack.pop()
            if kind == PREFIX:
                datum = List((items[0], datum), (opened, start), opened, end)
            elif kind == META:
                from pyfront.clojure.metadata import metadata

                stack.append(([metadata(self, datum, start, end)], [], TARGET, opened))
                return
            elif kind == DISCARD:
                return
            elif kind == TARGET:
                from pyfront.clojure.metadata import with_meta

                metas = [items[0]]
                while stack[-1][2] == TARGET:
                    outer, _, _, opened = stack.pop()
                    metas.append(outer[0])
                datum = with_meta(self, datum, metas, opened, start, end)
            else:
                datum = self._finish(kind, items, datum, start, end, opened)
            start = opened

    def _finish(self, kind: int, items: list[Any], datum: Any, start: int, end: int, opened: int) -> Any:
        """What a frame that waited for one datum makes of it."""
        if kind == QUOTER:
            from pyfront.clojure.syntax_quote import Quoter

            quoter = Quoter(self, QUOTED_LISTS + QUOTED_PER_CHARACTER * len(self.text) - self.quoted)
            datum = quoter.quote(datum, start)
            self.quoted += quoter.lists
            return datum
        if kind == TAG:
            return self._tagged(items[0], datum, opened, end)
        value = SYMBOLIC.get(datum.name) if datum.__class__ is Symbol else None
        if value is None:
            raise self.fail(opened - self.base, "after ## stands Inf, -Inf or NaN", end - self.base)
        return value

    def _close(self, token: str, end: int) -> None:
        """A closing bracket that does not just end a list or vector. ``end``: the offset after it."""
        items, pos, kind, start = self.stack[-1]
        if CLOSED_BY.get(kind) != token:
            from pyfront.clojure.unbalanced import unmatched

            raise unmatched(self, token, end - 1)
        stop = end + self.base
        if kind == MAP or kind == NAMESPACED:
            datum: Any = self._map(items, pos, kind, start, stop)
        elif kind == SET:
            self._check_keys(items, pos, 1, "element")
            datum = Set(items, pos, start, stop)
        elif kind == FN:
            datum = self._function(List(items, pos, start + 1, stop))
        else:
            from pyfront.clojure.conditional import finish

            finish(self, stop)
            return
        self.stack.pop()
        self.put(datum, start, stop)

    def _map(self, items: list[Any], pos: list[int], kind: int, start: int, stop: int) -> Map:
        if kind == NAMESPACED:
            space = items.pop(0)
            from pyfront.clojure.metadata import in_namespace

            items[::2] = [in_namespace(key, space) for key in items[::2]]
        if len(items) % 2:
            message = "a map has an even number of forms: this key has no value"
            raise self.fail(pos[-1] - self.base, message, notes=[self._opened("map", start)])
        self._check_keys(items, pos, 2, "key")
        return Map(items, pos, start, stop)

    def _opened(self, what: str, start: int) -> str:
        line, column = self.source.line_column(start)
        return f"the {what} begins at {line}:{column}"

    def _check_keys(self, items: list[Any], pos: list[int], step: int, what: str) -> None:
        if len(items) > step and not plainly_differ(items, step):
            from pyfront.clojure.equality import Classes, first_duplicate

            if self.classes is None:
                self.classes = Classes()
            twice = first_duplicate(items, step, self.classes)
            if twice >= 0:
                from pyfront.clojure.unbalanced import short

                raise self.fail(pos[twice] - self.base, f"duplicate {what}: {short(items[twice])}")

    def _function(self, body: List) -> List:
        """``(fn* [parameters] body)`` for ``#(...)``."""
        found = self.arguments or {}
        self.arguments = None
        names: list[Any] = [found.get(i) or self._parameter(i) for i in range(1, max(found, default=0) + 1)]
        if 0 in found:
            names += (AMPERSAND, found[0])
        at = body.start - 1
        parameters = Vector(names, (at,) * len(names), at, at)
        return List((FN_STAR, parameters, body), (at, at, body.start), at, body.end)

    def _parameter(self, number: int) -> Symbol:
        return Symbol(f"{f'p{number}' if number else 'rest'}__{self.context.next_id()}#")

    def _tagged(self, tag: Symbol, form: Any, start: int, end: int) -> Any:
        from pyfront.errors import Error

        preserved = self.context.conditionals == PRESERVE and any(frame[2] == CONDITIONAL for frame in self.stack)
        if self.unread or preserved:
            from pyfront.clojure.atoms import Tagged
            from pyfront.clojure.tags import READERS

            if not preserved and tag.name in READERS:
                try:
                    return READERS[tag.name](form)
                except ValueError as e:
                    self.doubts.append(self.fail(start - self.base, str(e), end - self.base))
            elif not preserved:
                message = f"a form for :clj, taken because no feature fits here, cannot have a tag of the program's: #{tag.name}"
                self.doubts.append(self.fail(start - self.base, message, end - self.base))
            return Tagged(tag, form)
        try:
            return self.context.tagged(tag, form)
        except Error:
            raise
        except Exception as e:
            from pyfront.clojure.analyse import NeedsMachine

            if isinstance(e, NeedsMachine):
                raise
            message = str(e) if e.__class__ is ValueError else f"the reader of #{tag.name} failed: {e}"
            raise self.fail(start - self.base, message, end - self.base) from e

    # ------------------------------------------------------------ tokens

    def _token(self, at: int, stop: int) -> int:
        """Read a token that is no bracket and no known atom; the offset after what was read."""
        while at < stop:
            first = self.text[at]
            if first in "'@^`~":
                at = self._mark(first, at)
            elif first == "#":
                at = self._hash(at, stop)
            else:
                at = self._atom(first, at, stop)
        return at

    def _mark(self, mark: str, at: int) -> int:
        if mark == "'":
            self.open(PREFIX, at, QUOTE)
        elif mark == "^":
            self.open(META, at)
        elif mark == "`":
            self.open(QUOTER, at)
        elif mark == "~":
            splicing = self.text.startswith("@", at + 1)
            self.open(PREFIX, at, UNQUOTE_SPLICING if splicing else UNQUOTE)
            self.splicing = at + 1 if splicing else NOWHERE
        elif at != self.splicing:
            self.open(PREFIX, at, DEREF)
        return at + 1

    def _atom(self, first: str, at: int, stop: int) -> int:
        if first in DECIMAL_DIGITS or (first in "+-" and at + 1 < stop and self.text[at + 1] in DECIMAL_DIGITS):
            return self._number(at, stop)
        token = self.text[at:stop]
        if first == "%" and self.arguments is not None:
            datum: Any = self._argument(token, at)
        else:
            datum = self.atoms.get(token, MISSING)
            if datum is MISSING:
                datum = self._name(token, at)
        self.put(datum, at + self.base, stop + self.base)
        return stop

    def _number(self, at: int, stop: int) -> int:
        from pyfront.clojure.literals import number

        text = self.text
        end = at + 1
        while end < stop and text[end] not in self.number_ends:
            end += 1
        token = text[at:end]
        try:
            datum = self.atoms[token] = number(token)
        except ValueError as e:
            why = f": {e}" if str(e) else ""
            raise self.fail(at, f"invalid number {token[:40]}{why}", end) from None
        self.put(datum, at + self.base, end + self.base)
        return end

    def _name(self, token: str, at: int) -> Any:
        """A symbol or keyword."""
        if not is_name(token) or token[0].isdecimal():
            raise self.fail(at, f"invalid token {token[:40]}", at + len(token))
        if token[0] == "%":
            return Symbol(token)  # in a #() it means something else
        if token[0] != ":":
            datum: Any = Symbol(token)
        elif token[1] != ":":
            datum = Keyword(token[1:])
        else:
            return self._resolved(token, at)
        self.atoms[token] = datum
        return datum

    def _resolved(self, token: str, at: int) -> Keyword:
        """``::name`` or ``::alias/name``."""
        alias, slash, name = token[2:].partition("/")
        if not slash:
            return Keyword(f"{self.context.current()}/{alias}")
        return Keyword(f"{self._alias(alias, at, at + len(token))}/{name}")

    def _alias(self, alias: str, at: int, end: int) -> str:
        space = self.context.alias(alias)
        if space is None:
            wrong = self.fail(at, f"no namespace has the alias {alias} here", end)
            if self.unread:
                self.doubts.append(wrong)
                return alias
            raise wrong
        return space

    def _argument(self, token: str, at: int) -> Symbol:
        """``%``, ``%2`` or ``%&`` in a #()."""
        digits = token[1:]
        number = 1 if not digits else 0 if digits == "&" else -1
        if number < 0 and DECIMAL_DIGITS.issuperset(digits) and digits[0] != "0" and len(digits) < 9:
            number = int(digits)
        if number < 0:
            raise self.fail(at, f"an argument in #() is %, %& or % and a number, not {token[:40]}", at + len(token))
        if number > MAX_PARAMETERS:
            raise self.fail(at, f"a function has at most {MAX_PARAMETERS} parameters before the rest", at + len(token))
        assert self.arguments is not None
        if number not in self.arguments:
            self.arguments[number] = self._parameter(number)
        return self.arguments[number]

    # ------------------------------------------------------------ what begins with #

    def _hash(self, at: int, stop: int) -> int:
        follows = self.text[at + 1 : at + 2]
        if follows == "_":
            self.open(DISCARD, at)
            return at + 2
        if follows == "'":
            self.open(PREFIX, at, VAR)
            return at + 2
        if follows == "(":
            if self.arguments is not None:
                raise self.fail(at, "#() cannot be inside another #()", at + 2)
            self.arguments = {}
            return self._bracket(FN, at)
        if follows == '"':
            self.regex = at
            return at + 1
        if follows == "?":
            from pyfront.clojure.conditional import begin

            return begin(self, at, stop)
        if follows == "=":
            if self.unread:
                self.open(TAG, at, Symbol("="))
                return at + 2
            raise self.fail(at, "#= is refused: reading runs no code", at + 2)
        if follows == "!":
            raise self.fail(at, "a comment with #! must stand apart from what is before it", at + 2)
        return self._common_hash(at, stop, follows)

    def _common_hash(self, at: int, stop: int, follows: str) -> int:
        """What EDN has, too."""
        if follows == "{":
            return self._bracket(SET, at)
        if follows == "#":
            self.open(SYMBOL, at)
            return at + 2
        if follows == ":":
            return self._namespaced(at, stop)
        if follows == "^":
            return at + 1  # the next token begins with it
        if follows == "<":
            raise self.fail(at, "unreadable form: what is printed as #<...> cannot be read", at + 2)
        if not follows:
            from pyfront.text.lexer import incomplete

            raise incomplete(self.source, at, "EOF while reading: nothing follows #")
        name = self.text[at + 1 : stop]
        if name and name[0] not in DECIMAL_DIGITS and name[0] not in ":%" and is_name(name):
            self.open(TAG, at, Symbol(name))
            return stop
        if not name:
            raise self.fail(
                at, f"nothing is read by #{follows}" if follows.strip() else "a tag follows # directly", at + 2
            )
        raise self.fail(at, f"no reader macro is called #{name[:40]}", stop)

    def _bracket(self, kind: int, at: int) -> int:
        """The token after # is its bracket."""
        next(self.tokens)
        self.open(kind, at)
        return at + 2

    def _namespaced(self, at: int, stop: int) -> int:
        """``#:space{`` ``#::alias{`` ``#::{``: the brace is the next token."""
        auto = self.text.startswith("#::", at)
        name = self.text[at + 2 + auto : stop]
        if (not name and not auto) or (name and ("/" in name or name[0] in "0123456789:%#'" or not is_name(name))):
            raise self.fail(at, "a namespaced map is written #:namespace{...}", stop)
        if auto:
            name = self._alias(name, at, stop) if name else self.context.current()
        brace = self.skip_blanks(stop)
        if not self.text.startswith("{", brace) or next(self.tokens, "") != "{":
            raise self.fail(at, "a namespaced map wants a map after its namespace", stop)
        self.open(NAMESPACED, at, name)
        return brace + 1

    def skip_blanks(self, at: int) -> int:
        text = self.text
        while text[at : at + 1] == "," or text[at : at + 1].isspace():
            at += 1
        return at

    # ------------------------------------------------------------ errors

    def _check_end(self) -> None:
        """The text ended: nothing may be open."""
        if len(self.stack) > 1:
            from pyfront.clojure.unbalanced import unclosed

            raise unclosed(self)

    def fail(self, at: int, message: str, end: int = 0, notes: list[str] | None = None) -> ReadError:
        from pyfront.text.lexer import fail

        error = fail(self.source, at, message, end or at + 1)
        error.notes += notes or []
        return error
