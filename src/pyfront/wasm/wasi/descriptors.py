"""What descriptors of the guest can be asked for, and the table of them."""

from __future__ import annotations

from pyfront.wasm.wasi.errno import BADF, INVAL, ISDIR, MFILE, NOTCAPABLE, NOTDIR, NOTSOCK, SPIPE, Failure
from pyfront.wasm.wasi.layout import (
    DIRECTORY_TYPE,
    FD_READ,
    FD_WRITE,
    NONBLOCK,
    filestat,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyfront.wasm.wasi.paths import Dir

MAX_OPEN = 1024


class Descriptor:
    """``base``: the rights; ``inheriting``: those that what is opened through it can have. The methods are for callers
    that have checked rights; what a kind of descriptor does not have, fails as POSIX says.
    """

    filetype = 0
    flags = 0
    base = 0
    inheriting = 0
    preopen: bytes | None = None  # the name of a preopened directory

    def close(self) -> None:
        pass

    def read(self, buffers: Sequence[memoryview]) -> int:
        raise Failure(BADF)

    def write(self, buffers: Sequence[memoryview]) -> int:
        raise Failure(BADF)

    def pread(self, buffers: Sequence[memoryview], offset: int) -> int:
        raise Failure(SPIPE)

    def pwrite(self, buffers: Sequence[memoryview], offset: int) -> int:
        raise Failure(SPIPE)

    def seek(self, offset: int, whence: int) -> int:
        raise Failure(SPIPE)

    def stat(self, unstable: bool) -> bytes:
        return filestat(None, self.filetype, unstable)

    def set_size(self, size: int) -> None:
        raise Failure(INVAL)

    def allocate(self, offset: int, size: int) -> None:
        raise Failure(SPIPE)

    def advise(self, offset: int, size: int, advice: int) -> None:
        raise Failure(SPIPE)

    def set_times(self, times: tuple[int, int]) -> None:
        raise Failure(INVAL)

    def times(self) -> tuple[int, int]:
        raise Failure(INVAL)

    def sync(self, data_only: bool) -> None:
        raise Failure(INVAL)

    def set_flags(self, flags: int) -> None:
        if (flags ^ self.flags) & ~NONBLOCK:
            raise Failure(INVAL)
        self.flags = flags

    def shutdown(self, how: int) -> None:
        raise Failure(NOTSOCK)

    def waitable(self, writing: bool) -> int | None:
        """What the host can wait for until there is something to read, or room to write; None: it is always ready."""
        return None

    def available(self) -> int:
        """Bytes that can be read at once, as far as is known."""
        return 0

    @property
    def directory(self) -> Dir:
        raise Failure(NOTDIR)


class Table:
    """Descriptors by number. New ones get the lowest that is free, as in POSIX."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.entries: dict[int, Descriptor] = {}
        self._lowest = 0  # no number below is free

    def add(self, descriptor: Descriptor) -> int:
        self.room()
        number = self._lowest
        while number in self.entries:
            number += 1
        self._lowest = number + 1
        self.entries[number] = descriptor
        return number

    def room(self) -> None:
        """Fails if there is none for one more."""
        if len(self.entries) >= self.most:
            raise Failure(MFILE)

    def get(self, number: int, rights: int = 0) -> Descriptor:
        found = self.entries.get(number)
        if found is None:
            raise Failure(BADF)
        missing = rights & ~found.base
        if missing:
            if found.filetype == DIRECTORY_TYPE and missing & (FD_READ | FD_WRITE):
                raise Failure(ISDIR)
            raise Failure(BADF if missing & (FD_READ | FD_WRITE) else NOTCAPABLE)
        return found

    def directory(self, number: int, rights: int) -> Descriptor:
        """For a path to begin at."""
        found = self.get(number)
        found.directory  # noqa: B018  (fails if it is none)
        if rights & ~found.base:
            raise Failure(NOTCAPABLE)
        return found

    def remove(self, number: int) -> Descriptor:
        found = self.get(number)
        del self.entries[number]
        self._lowest = min(self._lowest, number)
        return found

    def renumber(self, old: int, new: int) -> None:
        moved, replaced = self.get(old), self.get(new)
        if moved is replaced:
            return
        self.entries[new] = moved
        self.remove(old)
        replaced.close()

    def close(self) -> None:
        while self.entries:
            self.entries.popitem()[1].close()
