"""A place in the tokens of the text format, and the small things that are read there: names, numbers, types."""

from __future__ import annotations

from pyfront.wasm import numbers
from pyfront.wasm.lexer import CLOSE, EOF, FLOAT, ID, INT, OPEN, STRING, WORD, Tokens
from pyfront.wasm.types import (
    HEAPS,
    I32,
    I64,
    NUMBERS,
    PACKED,
    REFS,
    ArrayType,
    FieldType,
    FuncType,
    GlobalType,
    Limits,
    StructType,
    SubType,
    TableType,
    ref,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.errors import MalformedModule
    from pyfront.wasm.types import CompType, HeapType, ValType

SPACES = ("type", "func", "table", "memory", "global", "tag", "elem", "data")
_INLINE = ("import", "export")


class Names:
    """The identifiers of a module, by index space."""

    def __init__(self) -> None:
        self.spaces: dict[str, dict[str, int]] = {space: {} for space in SPACES}
        self.fields: dict[int, dict[str, int]] = {}  # of structures, by type index

    def add(self, space: str, name: str, index: int) -> bool:
        """False if there is one already."""
        return self.spaces[space].setdefault(name, index) == index


class Cursor:
    def __init__(self, tokens: Tokens, start: int = 0) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.values = tokens.values
        self.i = start
        self.names = Names()

    # ------------------------------------------------------------ tokens

    def error(self, message: str, at: int | None = None) -> MalformedModule:
        return self.tokens.error(message, self.tokens.positions[self.i if at is None else at])

    def unexpected(self, wanted: str = "", at: int | None = None) -> MalformedModule:
        value = self.values[self.i if at is None else at]
        shown = value if isinstance(value, str) else '"..."'
        return self.error(f"unexpected token {shown[:60]}{', expected ' + wanted if wanted else ''}", at)

    @property
    def position(self) -> int:
        """Of the next token, as errors count."""
        return self.tokens.positions[self.i] + 1

    def at_form(self, *words: str) -> bool:
        """Is here a parenthesis and one of the words?"""
        i = self.i
        return self.kinds[i] == OPEN and self.kinds[i + 1] == WORD and self.values[i + 1] in words

    def open_form(self, word: str) -> bool:
        """Goes into the form of that word, if it is here."""
        if not self.at_form(word):
            return False
        self.i += 2
        return True

    def need_open(self, word: str) -> None:
        if not self.open_form(word):
            raise self.unexpected(f"({word}")

    def close(self) -> None:
        if self.kinds[self.i] != CLOSE:
            raise self.unexpected(")")
        self.i += 1

    def word(self, *words: str) -> bool:
        """Takes one of the words, if it is here."""
        if self.kinds[self.i] == WORD and self.values[self.i] in words:
            self.i += 1
            return True
        return False

    def any_word(self) -> str:
        if self.kinds[self.i] != WORD:
            raise self.unexpected("a keyword")
        self.i += 1
        return self.values[self.i - 1]

    def id(self) -> str | None:
        if self.kinds[self.i] != ID:
            return None
        self.i += 1
        return self.values[self.i - 1]

    def string(self) -> bytes:
        if self.kinds[self.i] != STRING:
            raise self.unexpected("a string")
        self.i += 1
        return self.values[self.i - 1]

    def strings(self) -> bytes:
        parts = []
        while self.kinds[self.i] == STRING:
            parts.append(self.values[self.i])
            self.i += 1
        return b"".join(parts)

    def name(self) -> str:
        at = self.i
        return self.tokens.utf8(self.string(), self.tokens.positions[at])

    # ------------------------------------------------------------ numbers

    def natural(self, bits: int) -> int:
        """An unsigned integer of that width."""
        value = self.values[self.i]
        if self.kinds[self.i] != INT or value[0] in "+-":
            raise self.unexpected("an unsigned integer")
        return self._natural(value, bits)

    def _natural(self, text: str, bits: int) -> int:
        try:
            value = numbers.integer(text)
        except numbers.OutOfRange:
            value = 1 << bits
        if value >= 1 << bits:
            raise self.error(f"i{bits} constant out of range" if bits < 32 else "constant out of range")
        self.i += 1
        return value

    def integer(self, bits: int) -> int:
        """An integer of that width, signed or unsigned; the result is signed."""
        if self.kinds[self.i] != INT:
            raise self.unexpected("an integer")
        try:
            value = numbers.in_bits(self.values[self.i], bits)
        except numbers.OutOfRange:
            raise self.error("constant out of range") from None
        self.i += 1
        return value

    def float(self, bits: int) -> int:
        if self.kinds[self.i] not in (INT, FLOAT):
            raise self.unexpected("a number")
        try:
            value = numbers.float_bits(self.values[self.i], bits)
        except numbers.OutOfRange:
            raise self.error("constant out of range") from None
        self.i += 1
        return value

    # ------------------------------------------------------------ indexes

    def at_index(self) -> bool:
        return self.kinds[self.i] in (INT, ID)

    def index(self, space: str) -> int:
        return self.index_in(self.names.spaces[space], space)

    def index_in(self, names: dict[str, int], what: str) -> int:
        if self.kinds[self.i] != ID:
            return self.natural(32)
        name = self.id()
        if name not in names:
            raise self.error(f"unknown {_SHOWN.get(what, what)} ${name}", self.i - 1)
        return names[name]

    # ------------------------------------------------------------ types

    def heap_type(self) -> HeapType:
        if self.kinds[self.i] == WORD and self.values[self.i] in HEAPS:
            return HEAPS[self.any_word()]
        if not self.at_index():
            raise self.unexpected("a heap type")
        return self.index("type")

    def at_ref_type(self) -> bool:
        return (self.kinds[self.i] == WORD and self.values[self.i] in REFS) or self.at_form("ref")

    def ref_type(self) -> ValType:
        if self.open_form("ref"):
            null = self.word("null")
            t = ref(self.heap_type(), null)
            self.close()
            return t
        word = self.values[self.i]
        if self.kinds[self.i] != WORD or word not in REFS:
            raise self.unexpected("a reference type")
        self.i += 1
        return REFS[word]

    def val_type(self) -> ValType:
        word = self.values[self.i]
        if self.kinds[self.i] == WORD and word in NUMBERS:
            self.i += 1
            return NUMBERS[word]
        if not self.at_ref_type():
            raise self.unexpected("a value type")
        return self.ref_type()

    def val_types(self) -> list[ValType]:
        """Up to the closing parenthesis, which is taken."""
        types = []
        while self.kinds[self.i] != CLOSE:
            types.append(self.val_type())
        self.close()
        return types

    def global_type(self) -> GlobalType:
        mutable = self.open_form("mut")
        t = self.val_type()
        if mutable:
            self.close()
        return GlobalType(t, mutable)

    def limits(self) -> Limits:
        address = self.address_type()
        least = self.natural(64)
        most = self.natural(64) if self.kinds[self.i] == INT else None
        return Limits(least, most, address)

    def address_type(self) -> ValType:
        if self.word("i64"):
            return I64
        self.word("i32")
        return I32

    def table_type(self) -> TableType:
        limits = self.limits()
        return TableType(limits, self.ref_type())

    def signature(self) -> tuple[list[str | None], FuncType]:
        """(param ...)* (result ...)*: names of the parameters, and the type."""
        names: list[str | None] = []
        params: list[ValType] = []
        while self.open_form("param"):
            if (name := self.id()) is not None:
                params.append(self.val_type())
                self.close()
                names.append(name)
            else:
                more = self.val_types()
                params += more
                names += [None] * len(more)
        return names, FuncType(params, self.results())

    def results(self) -> list[ValType]:
        results: list[ValType] = []
        while self.open_form("result"):
            results += self.val_types()
        return results

    def field(self) -> FieldType:
        mutable = self.open_form("mut")
        word = self.values[self.i]
        if self.kinds[self.i] == WORD and word in PACKED:
            self.i += 1
            t = PACKED[word]
        else:
            t = self.val_type()
        if mutable:
            self.close()
        return FieldType(t, mutable)

    def comp_type(self, index: int) -> CompType:
        if self.open_form("func"):
            t: CompType = self.signature()[1]
        elif self.open_form("struct"):
            t = StructType(self._fields(index))
        else:
            self.need_open("array")
            t = ArrayType(self.field())
        self.close()
        return t

    def _fields(self, index: int) -> list[FieldType]:
        fields: list[FieldType] = []
        names = self.names.fields.setdefault(index, {})
        while self.open_form("field"):
            name = self.id()
            if name is not None:
                if name in names:
                    raise self.error("duplicate field", self.i - 1)
                names[name] = len(fields)
                fields.append(self.field())
            else:
                while self.kinds[self.i] != CLOSE:
                    fields.append(self.field())
            self.close()
        return fields

    def sub_type(self, index: int) -> SubType:
        """Behind ``(type $id``, with the closing parenthesis."""
        pos = self.position
        if self.open_form("sub"):
            final = self.word("final")
            supers = []
            while self.at_index():
                supers.append(self.index("type"))
            t = SubType(self.comp_type(index), supers, final, pos)
            self.close()
        else:
            t = SubType(self.comp_type(index), pos=pos)
        self.close()
        return t

    def at_end(self) -> bool:
        return self.kinds[self.i] == EOF


_SHOWN = {"func": "function", "elem": "elem segment", "data": "data segment"}
