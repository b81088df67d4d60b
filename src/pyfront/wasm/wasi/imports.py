"""``Wasi``: one guest's view of the system, and the functions that its module imports."""

from __future__ import annotations

import os

from pyfront.wasm.wasi import fd_calls, path_calls, poll, process_calls
from pyfront.wasm.wasi.clocks import Clocks
from pyfront.wasm.wasi.descriptors import MAX_OPEN, Table
from pyfront.wasm.wasi.errno import AGAIN, NOMEM, Failure, from_host
from pyfront.wasm.wasi.files import Directory
from pyfront.wasm.wasi.layout import CHANGING, DIRECTORY_RIGHTS, FILE_RIGHTS, M32, M64, NONBLOCK, Guest
from pyfront.wasm.wasi.paths import open_directory
from pyfront.wasm.wasi.registry import CALLS
from pyfront.wasm.wasi.sockets import Socket
from pyfront.wasm.wasi.stdio import open_input, open_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Any

    from pyfront.wasm.wasi.descriptors import Descriptor

PREVIEW1, UNSTABLE = "wasi_snapshot_preview1", "wasi_unstable"
_NOT_IN_UNSTABLE = ("sock_accept",)
MAX_OUTPUT = 1 << 26  # bytes that a bytearray takes
_TYPES = {"i": "i32", "I": "i64", "j": "i64"}
assert fd_calls and path_calls and process_calls


class Wasi:
    """``args``: with the name of the program as first one. ``preopens``: directories, name for the guest -> path of the host;
    ``readonly``: such that can only be read. ``stdin``, ``stdout``, ``stderr``: see stdio.py. ``sockets``: open ones, which
    get the numbers behind those of the directories. ``clock``: a Clocks. ``random``: gives so many bytes.
    ``memory``: what the guest's pointers point into; anything with a writable buffer. It is asked for that at each
    call, so it may have grown. ``interrupted``: called now and then while the guest waits; may raise.
    """

    def __init__(
        self,
        args: Iterable[str | bytes] = (),
        env: Mapping[str, str] | None = None,
        preopens: Mapping[str, str | os.PathLike[str]] | None = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        *,
        readonly: Mapping[str, str | os.PathLike[str]] | None = None,
        sockets: Iterable[socket.socket] = (),
        clock: Clocks | None = None,
        random: Callable[[int], bytes] = os.urandom,
        max_open: int = MAX_OPEN,
        max_output: int = MAX_OUTPUT,
        portable_paths: bool = False,
    ) -> None:
        self.args = [_string(arg) for arg in args]
        self.environ = [_string(f"{name}={value}") for name, value in (env or {}).items()]
        self.clock = clock or Clocks()
        self.random = random
        self.memory: Any = None
        self.interrupted: Callable[[], None] | None = None
        self.unstable = False  # is the call that is being made one of wasi_unstable?
        self.table = Table(max_open)
        try:
            self.table.add(open_input(stdin))
            self.table.add(open_output(stdout, "stdout", max_output))
            self.table.add(open_output(stderr, "stderr", max_output))
            for given, taken in ((preopens, 0), (readonly, CHANGING)):
                for guest, path in (given or {}).items():
                    self._preopen(guest, path, taken, portable_paths)
            for connection in sockets:
                self.table.add(Socket(connection, False))
        except Failure:
            self.close()
            raise ValueError(f"more than {max_open} descriptors are given") from None
        except BaseException:
            self.close()
            raise

    def _preopen(self, guest: str, path: str | os.PathLike[str], taken: int, portable: bool) -> None:
        place = open_directory(path, portable)
        base, inheriting = DIRECTORY_RIGHTS & ~taken, (DIRECTORY_RIGHTS | FILE_RIGHTS) & ~taken
        try:
            self.table.add(Directory(place, base, inheriting, _string(guest)[:-1]))
        except BaseException:
            place.close()
            raise

    def __enter__(self) -> Wasi:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "table"):
            self.close()

    def close(self) -> None:
        """Closes what the guest has open, but nothing that was given to it."""
        self.table.close()

    # ------------------------------------------------------------ waiting

    def check(self) -> None:
        if self.interrupted is not None:
            self.interrupted()

    def ready(self, descriptor: Descriptor) -> None:
        """Before reading: waits where the wait can be interrupted, else reading itself may block; AGAIN if it must not."""
        fd = descriptor.waitable(False)
        if fd is None:
            return
        if descriptor.flags & NONBLOCK:
            if not poll.host_poll([(fd, False)], 0):
                raise Failure(AGAIN)
        elif self.interrupted is not None:
            while not poll.host_poll([(fd, False)], poll.SLICE):
                self.interrupted()

    # ------------------------------------------------------------ imports

    def imports(self, module: str = PREVIEW1) -> dict[str, Callable[..., int | None]]:
        """The functions of an import module, by name; none for a module that is not of this system."""
        if module not in (PREVIEW1, UNSTABLE):
            return {}
        unstable = module == UNSTABLE
        return {name: self._function(name, unstable) for name in CALLS if not (unstable and name in _NOT_IN_UNSTABLE)}

    def _function(self, name: str, unstable: bool) -> Callable[..., int | None]:
        work, params, has_result = CALLS[name]
        masks = [M32 if letter == "i" else M64 for letter in params]
        signed = params.find("j")

        def call(*args: int) -> int | None:
            if self.memory is None:
                raise RuntimeError(f"{name}: the module exports no memory, which this function works on")
            numbers = [arg & mask for arg, mask in zip(args, masks, strict=True)]
            if signed >= 0 and numbers[signed] >> 63:
                numbers[signed] -= 1 << 64
            self.unstable = unstable
            try:
                with memoryview(self.memory) as view:
                    work(self, Guest(view), *numbers)
            except Failure as failure:
                return failure.code
            except OSError as error:
                return from_host(error)
            except MemoryError:
                return NOMEM
            return 0 if has_result else None

        call.__name__ = call.__qualname__ = name
        call.params = tuple(_TYPES[letter] for letter in params)  # type: ignore[attr-defined]  # as a module declares them
        call.results = ("i32",) if has_result else ()  # type: ignore[attr-defined]  # the same
        return call


def _string(text: str | bytes) -> bytes:
    data = os.fsencode(text) if isinstance(text, str) else text
    if b"\0" in data:
        raise ValueError("a string for the guest has a NUL")
    return data + b"\0"

