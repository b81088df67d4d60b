"""The machine as Python sees it. ``pyfront.Runtime`` is the class to use; this one is below it."""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from vmcore._convert import Border, Ref
from vmcore._image import Image
from vmcore.errors import MachineError

class Machine(Border):
    """One runtime of the machine: heap, stack, globals. Used by one thread at a time."""

    translate: Callable[[MachineError], BaseException] | None
    writer: str | None
    elsewhere: Callable[[Procedure, tuple[Any, ...]], Any] | None
    def __init__(self, *, capabilities: Iterable[str] = (), stack_bytes: int | None = None) -> None: ...
    def use_tree_walker(self) -> None:
        """Runs tree images from now on, and no others. Before anything is loaded."""
    def close(self) -> None:
        """No run may begin any more."""
    def set_dialect(self, *, longs: bool = False, titles: bool = False, persistent: bool = False) -> None: ...
    def set_limits(
        self,
        fuel: int | None = None,
        timeout: float | None = None,
        memory: int | None = None,
        max_depth: int | None = None,
    ) -> None:
        """Limits of every outermost run from now on; None is no limit."""
    def limits(self) -> dict[str, Any]:
        """The limits as ``set_limits`` takes them."""
    def interrupt(self) -> None:
        """Ends the current run; from any thread."""
    def follow(self, leader: Machine) -> None:
        """From now on an interruption of the other machine, for which this one works, ends the run of this one."""
    def load(self, image: Image) -> Procedure:
        """Links and verifies an image; the unit as a procedure without arguments."""
    def set_service(self, name: str, fn: Callable[..., Any]) -> None:
        """Defines a global as a procedure that calls ``fn(machine, argument, ...)``; arguments that are no symbols, small
        integers, booleans or host objects are held, not converted."""
    def plain(self, held: Any) -> Any:
        """The Python counterpart of a held value."""
    def call_out(self, fn: Callable[[], Any]) -> Any:
        """Calls a Python function without arguments; another thread may use the machine meanwhile."""
    def lends(self) -> bool:
        """May another thread use the machine now? Its own one is in Python, or nowhere."""
    def borrow(self, f: Procedure, args: tuple[Any, ...]) -> Any:
        """A call from a thread for which the machine ``lends`` itself, as a run inside of those that wait."""
    def given_away(self) -> int:
        """How many procedures Python holds, besides those that run."""
    def hold(self, x: Any) -> Ref:
        """The value of the language that a Python object becomes, held."""
    def stopping(self) -> bool:
        """Was the current run interrupted? What waits inside of it has to look."""
    def charge(self, nanoseconds: int) -> None:
        """The running program pays for what is done for it."""
    def seconds_left(self) -> float | None:
        """Until the time limit of the current run; None if there is none."""
    def patience(self) -> float | None:
        """Seconds that a call may take which the machine cannot end: what is left of the time, or of the fuel; None without
        limits."""
    def need(self, bytes: int) -> None:
        """Raises if a call is about to make something that is larger than the memory limit."""
    def give_up(self) -> NoReturn:
        """Raises the error of the limit that ``patience`` came from."""
    def allows(self, name: str) -> bool:
        """Was the capability given?"""
    def apply(self, f: Any, args: Iterable[Any]) -> Any:
        """Calls a procedure of this machine."""
    def check_free(self) -> None:
        """Raises if the runtime is closed or in use by another thread."""
    def keep_frames(self, raised: Any) -> None:
        """A clause is about to end the frames of an object that was raised, and may raise it again: an error that leaves
        the run with this object tells where it was raised first. Of one object at a time."""
    def frames(self, raised: bool = False) -> list[tuple[str, Image | None, int, int, bool]]:
        """The frames of the current run, innermost first: (name, image, function, instruction, hidden). `raised`: of what a
        clause looks at, before it is known whether the clause holds."""
    def get_global(self, name: str, default: Any = None) -> Any: ...
    def set_global(self, name: str, value: Any) -> None: ...
    def is_bound(self, name: str) -> bool: ...
    def primitive(self, name: str) -> Any:
        """A primitive as a procedure."""
    def define_stubs(self, space: str) -> None:
        """Defines the built-in procedures (call/cc, apply, ...) under a prefix."""
    def set_stream(self, index: int, stream: Any) -> None:
        """The stream behind current input (0), output (1) or error (2)."""
    def call_prim(self, name: str, *args: Any) -> Any:
        """One primitive on converted arguments, outside any program; for tests."""
    def describe(self, ref: Ref) -> str:
        """Text of a value held from Python, as ``write`` prints it."""
    def display(self, value: Any, mode: int = 0) -> str:
        """Text of a value: mode 0 display, 1 write, 2 write-shared, 3 write-simple."""
    def collect(self) -> int:
        """A full collection now; answers the number of a broken heap invariant, 0 if all hold."""
    def set_test_hooks(
        self,
        gc_stress: bool | None = None,
        fail_alloc: int | None = None,
        slice: int | None = None,
        mark_stack: int | None = None,
        clock: bool | None = None,
    ) -> None:
        """For tests: collect at every safepoint; the n-th allocation from now fails; safepoints per slice; entries of the
        collector's stacks, 0 as many as needed."""
    def stats(self) -> dict[str, int]:
        """Counters of the heap and the collector (processor times in nanoseconds), work of the last run, host objects."""

class Procedure(Ref):
    """A procedure of a runtime, callable from Python."""

    def __call__(self, *args: Any) -> Any: ...
    def written(self, *args: Any) -> str | None:
        """Calls it; the text of the value as ``write`` prints it, None for the unspecified value."""
