"""Scripts (.wast): commands with modules, actions and what is expected of them. What runs them is not here."""

from __future__ import annotations

from pyfront.wasm.cursor import Cursor
from pyfront.wasm.decode import decode
from pyfront.wasm.keywords import SHAPES
from pyfront.wasm.lexer import CLOSE, INT, OPEN, WORD, Tokens, source_of
from pyfront.wasm.text_module import ModuleParser, parse_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.wasm.module import ModuleData

_ASSERT_MODULE = (
    "assert_malformed", "assert_malformed_custom", "assert_invalid", "assert_invalid_custom", "assert_unlinkable",
)  # fmt: skip
_ASSERT_ACTION = ("assert_return", "assert_trap", "assert_exhaustion", "assert_exception")
NANS = ("nan:canonical", "nan:arithmetic")


class ModuleForm:
    """A module in a script, not yet read. ``form``: text, binary, quote, or instance (of the definition ``of``)."""

    __slots__ = ("name", "form", "definition", "of", "bytes", "_tokens", "_start")

    def __init__(self, tokens: Tokens, start: int) -> None:
        self.name: str | None = None
        self.form = "text"
        self.definition = False  # not instantiated
        self.of: str | None = None
        self.bytes = b""
        self._tokens = tokens
        self._start = start

    def read(self) -> ModuleData:
        """Raises MalformedModule if it is none."""
        if self.form == "binary":
            return decode(self.bytes)
        if self.form == "quote":
            return parse_module(self.bytes, "(module quote)")
        close = self._tokens.close[self._start]
        parser = ModuleParser(self._tokens, self._start + 2)
        parser.word("definition")
        parser.id()
        return parser.fields(close)


class Action:
    """``kind``: invoke or get. ``args``: see Command.expected."""

    __slots__ = ("kind", "module", "name", "args")

    def __init__(self, kind: str, module: str | None, name: str, args: list[Any]) -> None:
        self.kind = kind
        self.module = module
        self.name = name
        self.args = args


class Command:
    """``kind``: module, register, action or the assertion's word.

    ``expected``: results (and arguments of actions) are pairs: (i32 | i64 | f32 | f64, bits or one of NANS),
    (v128, (shape, lanes of such bits)), (ref.null, heap type or None), (ref.extern | ref.host | ..., number or None),
    (either, list of those).
    """

    __slots__ = ("kind", "line", "module", "action", "expected", "message", "name")

    def __init__(self, kind: str, line: int) -> None:
        self.kind = kind
        self.line = line
        self.module: ModuleForm | None = None
        self.action: Action | None = None
        self.expected: list[Any] = []
        self.message = ""
        self.name: str | None = None  # register: the module's id


def parse_script(text: str | bytes, name: str = "") -> list[Command]:
    tokens = Tokens(source_of(text, name))
    parser = _Script(tokens)
    if parser.kinds[0] == OPEN and not parser.at_form(
        "module", "register", "invoke", "get", *_ASSERT_MODULE, *_ASSERT_ACTION
    ):
        command = Command("module", 1)  # the fields of one module
        command.module = ModuleForm(tokens, 0)
        command.module.form, command.module.bytes = "quote", tokens.source.text.encode()
        return [command]
    commands = []
    while not parser.at_end():
        commands.append(parser.command())
    return commands


class _Script(Cursor):
    def command(self) -> Command:
        if self.kinds[self.i] != OPEN or self.kinds[self.i + 1] != WORD:
            raise self.unexpected("a command")
        word = self.values[self.i + 1]
        c = Command(str(word), self.tokens.source.line_column(self.position)[0])
        if word == "module":
            c.module = self._module()
            return c
        if word in ("invoke", "get"):
            c.kind, c.action = "action", self._action()
            return c
        self.i += 2
        if word == "register":
            c.message = self.name_()
            c.name = self.id()
        elif word in _ASSERT_MODULE:
            c.module = self._module()
            c.message = self.name_()
        elif word in _ASSERT_ACTION:
            self._assert_action(c)
        else:
            raise self.unexpected("a command", self.i - 1)
        self.close()
        return c

    def name_(self) -> str:
        return self.string().decode("utf-8", "replace")

    def _assert_action(self, c: Command) -> None:
        if self.at_form("module"):
            c.module = self._module()
        else:
            c.action = self._action()
        if c.kind in ("assert_trap", "assert_exhaustion"):
            c.message = self.name_()
        elif c.kind == "assert_return":
            c.expected = self._constants()

    def _module(self) -> ModuleForm:
        if not self.at_form("module"):
            raise self.unexpected("a module")
        start = self.i
        form = ModuleForm(self.tokens, start)
        self.i += 2
        if self.word("instance"):
            form.form = "instance"
            form.name, form.of = self.id(), self.id()
        else:
            form.definition = self.word("definition")
            form.name = self.id()
            if self.kinds[self.i] == WORD and self.values[self.i] in ("binary", "quote"):
                form.form = self.any_word()
                form.bytes = self.strings()
            else:
                self.i = self.tokens.close[start]
        self.close()
        return form

    def _action(self) -> Action:
        if not self.at_form("invoke", "get"):
            raise self.unexpected("an action")
        self.i += 1
        kind = self.any_word()
        module = self.id()
        action = Action(kind, module, self.name_(), self._constants())
        self.close()
        return action

    def _constants(self) -> list[Any]:
        found = []
        while self.kinds[self.i] == OPEN:
            found.append(self._constant())
        return found

    def _constant(self) -> tuple[str, Any]:
        self.i += 1
        word = self.any_word()
        value: Any
        if word in ("i32.const", "i64.const"):
            bits = int(word[1:3])
            value = word[:3], self.integer(bits) & ((1 << bits) - 1)
        elif word in ("f32.const", "f64.const"):
            value = word[:3], self._float(int(word[1:3]))
        elif word == "v128.const":
            value = "v128", self._lanes()
        elif word == "either":
            value = word, self._constants()
        elif word == "ref.null":
            value = word, None if self.kinds[self.i] == CLOSE else self.heap_type()
        elif word.startswith("ref."):
            value = word, self.natural(32) if self.kinds[self.i] == INT else None
        else:
            raise self.unexpected("a constant", self.i - 1)
        self.close()
        return value

    def _float(self, bits: int) -> int | str:
        if self.kinds[self.i] == WORD and self.values[self.i] in NANS:
            return self.any_word()
        return self.float(bits)

    def _lanes(self) -> tuple[str, tuple[Any, ...]]:
        shape = self.any_word()
        if shape not in SHAPES:
            raise self.unexpected("a shape", self.i - 1)
        bits, count = SHAPES[shape]
        read = self._float if shape[0] == "f" else lambda b: self.integer(b) & ((1 << b) - 1)
        return shape, tuple([read(bits) for _ in range(count)])


