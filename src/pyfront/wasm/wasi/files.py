"""Descriptors of the host's files and directories."""

from __future__ import annotations

import os

from pyfront.wasm.wasi.descriptors import Descriptor
from pyfront.wasm.wasi.errno import INVAL, NOTSUP, SPIPE, Failure
from pyfront.wasm.wasi.layout import (
    APPEND,
    CUR,
    DIRECTORY_RIGHTS,
    DIRECTORY_TYPE,
    END,
    FD_READ,
    FD_WRITE,
    FILE_RIGHTS,
    NONBLOCK,
    REGULAR,
    SET,
    STREAM_RIGHTS,
    SYMLINK,
    filestat,
    filetype,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyfront.wasm.wasi.paths import Dir

CHUNK = 1 << 20  # bytes that are copied at once where the host cannot read into the memory of the guest
MAX_OFFSET = 2**63 - 1
_WHENCE = {SET: os.SEEK_SET, CUR: os.SEEK_CUR, END: os.SEEK_END}


class HostFile(Descriptor):
    """By a descriptor of the host, which is closed with it if ``owned``."""

    def __init__(self, fd: int, flags: int, base: int, owned: bool = True) -> None:
        self.fd = fd
        self.flags = flags
        self.owned = owned
        self.filetype = filetype(os.fstat(fd).st_mode)
        self.base = base & (FILE_RIGHTS if self.filetype == REGULAR else STREAM_RIGHTS | FD_READ | FD_WRITE)

    def close(self) -> None:
        if self.owned:
            os.close(self.fd)

    def read(self, buffers: Sequence[memoryview]) -> int:
        if hasattr(os, "readv"):
            return os.readv(self.fd, buffers) if buffers else 0
        return _fill(buffers, lambda size: os.read(self.fd, size))

    def write(self, buffers: Sequence[memoryview]) -> int:
        if hasattr(os, "writev"):
            return os.writev(self.fd, buffers) if buffers else 0
        if self.flags & APPEND:
            os.lseek(self.fd, 0, os.SEEK_END)
        return _drain(buffers, lambda data: os.write(self.fd, data))

    def pread(self, buffers: Sequence[memoryview], offset: int) -> int:
        self._need_regular(offset)
        if hasattr(os, "preadv"):
            return os.preadv(self.fd, buffers, offset) if buffers else 0
        before = os.lseek(self.fd, 0, os.SEEK_CUR)
        try:
            os.lseek(self.fd, offset, os.SEEK_SET)
            return self.read(buffers)
        finally:
            os.lseek(self.fd, before, os.SEEK_SET)

    def pwrite(self, buffers: Sequence[memoryview], offset: int) -> int:
        self._need_regular(offset)
        if hasattr(os, "pwritev"):
            return os.pwritev(self.fd, buffers, offset) if buffers else 0
        before = os.lseek(self.fd, 0, os.SEEK_CUR)
        try:
            os.lseek(self.fd, offset, os.SEEK_SET)
            return self.write(buffers)
        finally:
            os.lseek(self.fd, before, os.SEEK_SET)

    def _need_regular(self, offset: int) -> None:
        if self.filetype != REGULAR:
            raise Failure(SPIPE)
        if offset > MAX_OFFSET:
            raise Failure(INVAL)

    def seek(self, offset: int, whence: int) -> int:
        if self.filetype != REGULAR:
            raise Failure(SPIPE)
        return os.lseek(self.fd, offset, _WHENCE[whence])

    def stat(self, unstable: bool) -> bytes:
        return filestat(os.fstat(self.fd), self.filetype, unstable)

    def set_size(self, size: int) -> None:
        if size > MAX_OFFSET:
            raise Failure(INVAL)
        os.ftruncate(self.fd, size)

    def allocate(self, offset: int, size: int) -> None:
        if self.filetype != REGULAR:
            raise Failure(SPIPE)
        if not size or offset + size > MAX_OFFSET:
            raise Failure(INVAL)
        if not hasattr(os, "posix_fallocate"):
            raise Failure(NOTSUP)
        os.posix_fallocate(self.fd, offset, size)

    def advise(self, offset: int, size: int, advice: int) -> None:
        if self.filetype != REGULAR:
            raise Failure(SPIPE)
        if offset > MAX_OFFSET or size > MAX_OFFSET:
            raise Failure(INVAL)
        if hasattr(os, "posix_fadvise"):
            names = ("NORMAL", "SEQUENTIAL", "RANDOM", "WILLNEED", "DONTNEED", "NOREUSE")
            os.posix_fadvise(self.fd, offset, size, getattr(os, f"POSIX_FADV_{names[advice]}"))

    def times(self) -> tuple[int, int]:
        s = os.fstat(self.fd)
        return s.st_atime_ns, s.st_mtime_ns

    def set_times(self, times: tuple[int, int]) -> None:
        if os.utime not in os.supports_fd:
            raise Failure(NOTSUP)
        os.utime(self.fd, ns=times)

    def sync(self, data_only: bool) -> None:
        if data_only and hasattr(os, "fdatasync"):
            os.fdatasync(self.fd)
        else:
            os.fsync(self.fd)

    def set_flags(self, flags: int) -> None:
        if (flags ^ self.flags) & ~(APPEND | NONBLOCK):
            raise Failure(INVAL)
        if self.owned and os.name == "posix":  # what is not ours stays as its owner has set it
            import fcntl

            now = fcntl.fcntl(self.fd, fcntl.F_GETFL) & ~(os.O_APPEND | os.O_NONBLOCK)
            now |= (os.O_APPEND if flags & APPEND else 0) | (os.O_NONBLOCK if flags & NONBLOCK else 0)
            fcntl.fcntl(self.fd, fcntl.F_SETFL, now)
        self.flags = flags

    def waitable(self, writing: bool) -> int | None:
        return None if self.filetype == REGULAR else self.fd

    def available(self) -> int:
        if self.filetype == REGULAR:
            return max(os.fstat(self.fd).st_size - os.lseek(self.fd, 0, os.SEEK_CUR), 0)
        return 1


def _fill(buffers: Sequence[memoryview], read: Callable[[int], bytes]) -> int:
    total = 0
    for buffer in buffers:
        data = read(min(len(buffer), CHUNK))
        buffer[: len(data)] = data
        total += len(data)
        if len(data) < len(buffer):
            break
    return total


def _drain(buffers: Sequence[memoryview], write: Callable[[memoryview], int]) -> int:
    total = 0
    for buffer in buffers:
        done = write(buffer[:CHUNK])
        total += done
        if done < len(buffer):
            break
    return total


class Directory(Descriptor):
    """``entries``: as they were when the guest began to read them, (name, inode, type); so cookies are stable."""

    filetype = DIRECTORY_TYPE

    def __init__(self, place: Dir, base: int, inheriting: int, preopen: bytes | None = None) -> None:
        self.place = place
        self.base = base & DIRECTORY_RIGHTS
        self.inheriting = inheriting & (DIRECTORY_RIGHTS | FILE_RIGHTS)
        self.preopen = preopen
        self.entries: list[tuple[bytes, int, int]] | None = None

    @property
    def directory(self) -> Dir:
        return self.place

    def close(self) -> None:
        self.place.close()

    def stat(self, unstable: bool) -> bytes:
        return filestat(self.place.own_stat(), DIRECTORY_TYPE, unstable)

    def times(self) -> tuple[int, int]:
        s = self.place.own_stat()
        return s.st_atime_ns, s.st_mtime_ns

    def set_times(self, times: tuple[int, int]) -> None:
        self.place.own_utime(times)

    def sync(self, data_only: bool) -> None:
        self.place.sync()

    def list(self, again: bool) -> list[tuple[bytes, int, int]]:
        if self.entries is None or again:
            # what is above is nobody's business: ".." has the inode of the directory itself
            own = self.place.own_stat().st_ino
            found = [(b".", own, DIRECTORY_TYPE), (b"..", own, DIRECTORY_TYPE)]
            with self.place.scan() as entries:
                found += sorted((os.fsencode(e.name), e.inode(), _entry_type(e)) for e in entries)
            self.entries = found
        return self.entries


def _entry_type(entry: os.DirEntry[str]) -> int:
    try:
        if entry.is_symlink():
            return SYMLINK
        if entry.is_file(follow_symlinks=False):
            return REGULAR
        return filetype(entry.stat(follow_symlinks=False).st_mode)
    except FileNotFoundError:  # it has gone meanwhile
        return 0



