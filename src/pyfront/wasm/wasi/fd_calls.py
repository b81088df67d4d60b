"""What is done with open descriptors."""

from __future__ import annotations

import time

from pyfront.wasm.wasi.errno import BADF, INVAL, ISDIR, NAMETOOLONG, NOTCAPABLE, NOTDIR, Failure
from pyfront.wasm.wasi.files import Directory
from pyfront.wasm.wasi.layout import (
    ATIM,
    ATIM_NOW,
    CUR,
    DIRECTORY_TYPE,
    DIRENT,
    END,
    FD_READ,
    FD_SEEK,
    FD_TELL,
    FD_WRITE,
    FDSTAT,
    MTIM,
    MTIM_NOW,
    RIGHTS,
    SET,
)
from pyfront.wasm.wasi.registry import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.wasm.wasi.descriptors import Descriptor
    from pyfront.wasm.wasi.imports import Wasi
    from pyfront.wasm.wasi.layout import Guest

ADVICES = 6
_WHENCE_0 = (CUR, END, SET)  # of wasi_unstable
MAX_TIME = 2**63 - 1  # nanoseconds that the host takes


@call("iIIi")
def fd_advise(w: Wasi, g: Guest, fd: int, offset: int, size: int, advice: int) -> None:
    d = w.table.get(fd, RIGHTS["FD_ADVISE"])
    if advice >= ADVICES:
        raise Failure(INVAL)
    d.advise(offset, size, advice)


@call("iII")
def fd_allocate(w: Wasi, g: Guest, fd: int, offset: int, size: int) -> None:
    w.table.get(fd, RIGHTS["FD_ALLOCATE"]).allocate(offset, size)


@call("i")
def fd_close(w: Wasi, g: Guest, fd: int) -> None:
    w.table.remove(fd).close()


@call("i")
def fd_datasync(w: Wasi, g: Guest, fd: int) -> None:
    w.table.get(fd, RIGHTS["FD_DATASYNC"]).sync(True)


@call("i")
def fd_sync(w: Wasi, g: Guest, fd: int) -> None:
    w.table.get(fd, RIGHTS["FD_SYNC"]).sync(False)


# ---------------------------------------------------------------- attributes


@call("ii")
def fd_fdstat_get(w: Wasi, g: Guest, fd: int, result: int) -> None:
    d = w.table.get(fd)
    g.put(result, FDSTAT.pack(d.filetype, d.flags, d.base, d.inheriting))


@call("ii")
def fd_fdstat_set_flags(w: Wasi, g: Guest, fd: int, flags: int) -> None:
    w.table.get(fd, RIGHTS["FD_FDSTAT_SET_FLAGS"]).set_flags(flags)


@call("iII")
def fd_fdstat_set_rights(w: Wasi, g: Guest, fd: int, base: int, inheriting: int) -> None:
    d = w.table.get(fd)
    if base & ~d.base or inheriting & ~d.inheriting:
        raise Failure(NOTCAPABLE)
    d.base, d.inheriting = base, inheriting


@call("ii")
def fd_filestat_get(w: Wasi, g: Guest, fd: int, result: int) -> None:
    g.put(result, w.table.get(fd, RIGHTS["FD_FILESTAT_GET"]).stat(w.unstable))


@call("iI")
def fd_filestat_set_size(w: Wasi, g: Guest, fd: int, size: int) -> None:
    w.table.get(fd, RIGHTS["FD_FILESTAT_SET_SIZE"]).set_size(size)


@call("iIIi")
def fd_filestat_set_times(w: Wasi, g: Guest, fd: int, access: int, modification: int, flags: int) -> None:
    d = w.table.get(fd, RIGHTS["FD_FILESTAT_SET_TIMES"])
    times = new_times(d.times, access, modification, flags)
    if times is not None:
        d.set_times(times)


def new_times(now: Callable[[], tuple[int, int]], access: int, modification: int, flags: int) -> tuple[int, int] | None:
    """Times of access and modification; None if none is to be set. ``now``: those that are."""
    if flags & ~(ATIM | ATIM_NOW | MTIM | MTIM_NOW) or flags & 3 == 3 or flags & 12 == 12:
        raise Failure(INVAL)
    if (flags & ATIM and access > MAX_TIME) or (flags & MTIM and modification > MAX_TIME):
        raise Failure(INVAL)
    if not flags:
        return None
    old = now()
    at = time.time_ns()
    return (
        access if flags & ATIM else at if flags & ATIM_NOW else old[0],
        modification if flags & MTIM else at if flags & MTIM_NOW else old[1],
    )


@call("ii")
def fd_prestat_get(w: Wasi, g: Guest, fd: int, result: int) -> None:
    name = w.table.get(fd).preopen
    if name is None:
        raise Failure(BADF)
    g.check(result, 8)
    g.put_u32(result, 0)  # a directory
    g.put_u32(result + 4, len(name))


@call("iii")
def fd_prestat_dir_name(w: Wasi, g: Guest, fd: int, path: int, size: int) -> None:
    name = w.table.get(fd).preopen
    if name is None:
        raise Failure(BADF)
    if size < len(name):
        raise Failure(NAMETOOLONG)
    g.put(path, name)


# ---------------------------------------------------------------- reading and writing


@call("iiii")
def fd_read(w: Wasi, g: Guest, fd: int, iovs: int, count: int, result: int) -> None:
    d = w.table.get(fd, FD_READ)
    g.check(result, 4)
    buffers = g.buffers(iovs, count)
    if buffers:
        w.ready(d)
    g.put_u32(result, d.read(buffers))


@call("iiiIi")
def fd_pread(w: Wasi, g: Guest, fd: int, iovs: int, count: int, offset: int, result: int) -> None:
    d = w.table.get(fd, FD_READ | FD_SEEK)
    g.check(result, 4)
    g.put_u32(result, d.pread(g.buffers(iovs, count), offset))


@call("iiii")
def fd_write(w: Wasi, g: Guest, fd: int, iovs: int, count: int, result: int) -> None:
    d = w.table.get(fd, FD_WRITE)
    g.check(result, 4)
    g.put_u32(result, d.write(g.buffers(iovs, count)))


@call("iiiIi")
def fd_pwrite(w: Wasi, g: Guest, fd: int, iovs: int, count: int, offset: int, result: int) -> None:
    d = w.table.get(fd, FD_WRITE | FD_SEEK)
    g.check(result, 4)
    g.put_u32(result, d.pwrite(g.buffers(iovs, count), offset))


@call("ijii")
def fd_seek(w: Wasi, g: Guest, fd: int, offset: int, whence: int, result: int) -> None:
    d = _seekable(w, fd)
    if whence > END:
        raise Failure(INVAL)
    if w.unstable:
        whence = _WHENCE_0[whence]
    if not d.base & FD_SEEK and (offset or whence != CUR or not d.base & FD_TELL):
        raise Failure(NOTCAPABLE)
    g.check(result, 8)
    g.put_u64(result, d.seek(offset, whence))


@call("ii")
def fd_tell(w: Wasi, g: Guest, fd: int, result: int) -> None:
    d = _seekable(w, fd)
    if not d.base & (FD_SEEK | FD_TELL):
        raise Failure(NOTCAPABLE)
    g.check(result, 8)
    g.put_u64(result, d.seek(0, CUR))


def _seekable(w: Wasi, fd: int) -> Descriptor:
    d = w.table.get(fd)
    if d.filetype == DIRECTORY_TYPE:
        raise Failure(ISDIR)
    if not d.base & (FD_SEEK | FD_TELL):
        d.seek(0, CUR)  # says so if it cannot at all
    return d


@call("iiiIi")
def fd_readdir(w: Wasi, g: Guest, fd: int, buffer: int, size: int, cookie: int, result: int) -> None:
    d = w.table.get(fd, RIGHTS["FD_READDIR"])
    if not isinstance(d, Directory):
        raise Failure(NOTDIR)
    out = g.span(buffer, size)
    g.check(result, 4)
    entries = d.list(again=cookie == 0)
    used = 0
    for index in range(min(cookie, len(entries)), len(entries)):
        name, inode, kind = entries[index]
        record = DIRENT.pack(index + 1, inode, len(name), kind) + name
        part = record[: size - used]
        out[used : used + len(part)] = part
        used += len(part)
        if used == size:
            break
    g.put_u32(result, used)


@call("ii")
def fd_renumber(w: Wasi, g: Guest, fd: int, to: int) -> None:
    w.table.renumber(fd, to)
