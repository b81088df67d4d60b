"""What the rules of validation look names up in, and the operand stack with its control frames."""

from __future__ import annotations

from pyfront.wasm.subtyping import TypeSpace
from pyfront.wasm.types import (
    BOT,
    BOTTOM_HEAP,
    FIRST_REF,
    ArrayType,
    FuncType,
    StructType,
    heap_of,
    ref,
    type_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from pyfront.wasm.types import GlobalType, HeapType, Limits, TableType, ValType

    T = TypeVar("T")

MARK = -1  # on the operand stack: here the operands of a control frame begin
MANY = 4  # types that are compared at once
MAX_OPERANDS = 1_000_000  # on the stack, where an instruction gives many
MAX_ARITY_TEXT = 20  # types that a message lists


class Invalid(Exception):
    """A rule is broken. Where is known to whoever walks the code."""


class Context:
    """The index spaces of a module, imports first."""

    def __init__(self) -> None:
        self.space = TypeSpace()
        self.funcs: list[int] = []  # types
        self.tables: list[TableType] = []
        self.memories: list[Limits] = []
        self.globals: list[GlobalType] = []
        self.tags: list[int] = []  # types
        self.elems: list[ValType] = []
        self.datas = 0
        self.defaultable: set[int] = set()  # structures known to have a default value
        self.refs: set[int] = set()  # functions that ref.func may name

    def func_type(self, index: int) -> FuncType:
        comp = find(self.space.types, index, "type").comp
        if not isinstance(comp, FuncType):
            raise Invalid(f"type mismatch: type {index} is not a function type")
        return comp

    def struct_type(self, index: int) -> StructType:
        comp = find(self.space.types, index, "type").comp
        if not isinstance(comp, StructType):
            raise Invalid(f"type mismatch: type {index} is not a structure type")
        return comp

    def array_type(self, index: int) -> ArrayType:
        comp = find(self.space.types, index, "type").comp
        if not isinstance(comp, ArrayType):
            raise Invalid(f"type mismatch: type {index} is not an array type")
        return comp

    def check_heap(self, heap: HeapType) -> None:
        if heap >= len(self.space.types):
            raise Invalid(f"unknown type {heap}")

    def check_type(self, t: ValType) -> None:
        if t >= FIRST_REF:
            self.check_heap(heap_of(t))

    def block_type(self, imm: int) -> tuple[tuple[ValType, ...], tuple[ValType, ...]]:
        if imm == -1:
            return (), ()
        if imm < 0:
            self.check_type(-imm)
            return (), (-imm,)
        comp = self.func_type(imm)
        return comp.params, comp.results


def find(items: Sequence[T], index: int, what: str) -> T:
    if index >= len(items):
        raise Invalid(f"unknown {what} {index}")
    return items[index]


class Frame:
    """A control frame of the validation algorithm."""

    __slots__ = ("op", "start", "end", "label", "height", "unreachable", "inits")

    def __init__(
        self, op: int, start: tuple[int, ...], end: tuple[int, ...], is_loop: bool, height: int, inits: int
    ) -> None:
        self.op = op
        self.start = start
        self.end = end
        self.label = start if is_loop else end  # types that a branch to it takes
        self.height = height  # of the operand stack, above the mark
        self.unreachable = False
        self.inits = inits  # how many locals had been set that must be


class Operands:
    """The state of the validation of one function body."""

    def __init__(self, context: Context) -> None:
        self.c = context
        self.stack: list[ValType] = []
        self.frames: list[Frame] = []
        self.inits: list[int] = []  # locals without a default that have been set, in order
        self.unset: set[int] = set()  # and those that have not
        self.results: tuple[ValType, ...] = ()

    def pop(self, want: ValType) -> ValType:
        t = self.stack.pop()
        if t == want:
            return t
        if t == MARK:
            self._underflow(f"instruction requires [{type_name(want)}] but stack has []")
            return BOT
        if t != BOT and not self.c.space.sub(t, want):
            raise Invalid(f"type mismatch: instruction requires [{type_name(want)}] but stack has [{type_name(t)}]")
        return t

    def pop_any(self) -> ValType:
        t = self.stack.pop()
        if t == MARK:
            self._underflow("instruction requires an operand but stack has []")
            return BOT
        return t

    def pop_ref(self) -> HeapType:
        """A reference; what it refers to."""
        t = self.pop_any()
        if t == BOT:
            return BOTTOM_HEAP
        if t < FIRST_REF:
            raise Invalid(f"type mismatch: expected a reference but found {type_name(t)}")
        return heap_of(t)

    def _underflow(self, message: str) -> None:
        self.stack.append(MARK)
        if not self.frames[-1].unreachable:
            raise Invalid(f"type mismatch: {message}")

    def pop_all(self, types: tuple[ValType, ...]) -> None:
        stack = self.stack
        count = len(types)
        if count >= MANY and stack[-count:] == list(types):
            del stack[-count:]
            return
        for t in reversed(types):
            found = stack[-1]
            if found == t:
                del stack[-1]
            elif found == MARK and self.frames[-1].unreachable:
                return  # all of the rest is there, too
            else:
                self.pop(t)

    def apply(self, params: tuple[ValType, ...], results: tuple[ValType, ...]) -> None:
        self.pop_all(params)
        self.stack += results
        if len(self.stack) > MAX_OPERANDS:
            raise Invalid(f"more than {MAX_OPERANDS} operands, the limit of this implementation")

    def push_frame(self, op: int, start: tuple[ValType, ...], end: tuple[ValType, ...], is_loop: bool = False) -> None:
        self.stack.append(MARK)
        self.frames.append(Frame(op, start, end, is_loop, len(self.stack), len(self.inits)))
        self.stack += start

    def pop_frame(self) -> Frame:
        """Closes a block; its results are gone from the stack, too."""
        frame = self.frames[-1]
        stack = self.stack
        self.pop_all(frame.end)
        if stack[-1] != MARK:
            raise Invalid(f"type mismatch: {len(stack) - frame.height} operands too many at the end of a block")
        stack.pop()
        self.frames.pop()
        while len(self.inits) > frame.inits:
            self.unset.add(self.inits.pop())
        return frame

    def unreachable(self) -> None:
        """What follows is not reached: the stack has whatever is asked of it."""
        frame = self.frames[-1]
        del self.stack[frame.height :]
        frame.unreachable = True

    def label(self, index: int) -> tuple[ValType, ...]:
        if index >= len(self.frames):
            raise Invalid(f"unknown label {index}")
        return self.frames[-1 - index].label

    def through(self, types: tuple[ValType, ...]) -> None:
        """Operands that a conditional branch leaves where they are."""
        if types:
            self.apply(types, types)

    def expect(self, a: tuple[ValType, ...], b: tuple[ValType, ...]) -> None:
        if not self.c.space.lists_sub(a, b):
            raise Invalid(f"type mismatch: expected {_list(b)} but found {_list(a)}")

    def expect_sub(self, a: ValType, b: ValType) -> None:
        if not self.c.space.sub(a, b):
            raise Invalid(f"type mismatch: expected {type_name(b)} but found {type_name(a)}")


def _list(types: tuple[ValType, ...]) -> str:
    shown = " ".join(map(type_name, types[:MAX_ARITY_TEXT]))
    return f"[{shown}{' ...' if len(types) > MAX_ARITY_TEXT else ''}]"


def non_null(heap: HeapType) -> ValType:
    return ref(heap, 0)
