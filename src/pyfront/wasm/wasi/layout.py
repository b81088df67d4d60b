"""Records, rights and flags as the guest has them, and its memory. Everything is little-endian."""

from __future__ import annotations

import stat as modes
import struct

from pyfront.wasm.wasi.errno import FAULT, ILSEQ, INVAL, NAMETOOLONG, Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

# Rights, as bits.
_RIGHTS = (
    "FD_DATASYNC FD_READ FD_SEEK FD_FDSTAT_SET_FLAGS FD_SYNC FD_TELL FD_WRITE FD_ADVISE FD_ALLOCATE PATH_CREATE_DIRECTORY "
    "PATH_CREATE_FILE PATH_LINK_SOURCE PATH_LINK_TARGET PATH_OPEN FD_READDIR PATH_READLINK PATH_RENAME_SOURCE "
    "PATH_RENAME_TARGET PATH_FILESTAT_GET PATH_FILESTAT_SET_SIZE PATH_FILESTAT_SET_TIMES FD_FILESTAT_GET "
    "FD_FILESTAT_SET_SIZE FD_FILESTAT_SET_TIMES PATH_SYMLINK PATH_REMOVE_DIRECTORY PATH_UNLINK_FILE POLL_FD_READWRITE "
    "SOCK_SHUTDOWN SOCK_ACCEPT"
).split()
RIGHTS = {name: 1 << bit for bit, name in enumerate(_RIGHTS)}


def rights(names: str) -> int:
    return sum(RIGHTS[name] for name in names.split())


FD_READ, FD_SEEK, FD_TELL, FD_WRITE = RIGHTS["FD_READ"], RIGHTS["FD_SEEK"], RIGHTS["FD_TELL"], RIGHTS["FD_WRITE"]
FILE_RIGHTS = rights(
    "FD_DATASYNC FD_READ FD_SEEK FD_FDSTAT_SET_FLAGS FD_SYNC FD_TELL FD_WRITE FD_ADVISE FD_ALLOCATE FD_FILESTAT_GET "
    "FD_FILESTAT_SET_SIZE FD_FILESTAT_SET_TIMES POLL_FD_READWRITE"
)
DIRECTORY_RIGHTS = rights(
    "FD_DATASYNC FD_FDSTAT_SET_FLAGS FD_SYNC PATH_CREATE_DIRECTORY PATH_CREATE_FILE PATH_LINK_SOURCE PATH_LINK_TARGET "
    "PATH_OPEN FD_READDIR PATH_READLINK PATH_RENAME_SOURCE PATH_RENAME_TARGET PATH_FILESTAT_GET PATH_FILESTAT_SET_SIZE "
    "PATH_FILESTAT_SET_TIMES FD_FILESTAT_GET FD_FILESTAT_SET_TIMES PATH_SYMLINK PATH_REMOVE_DIRECTORY PATH_UNLINK_FILE"
)
STREAM_RIGHTS = rights("FD_DATASYNC FD_FDSTAT_SET_FLAGS FD_SYNC FD_FILESTAT_GET POLL_FD_READWRITE")
SOCKET_RIGHTS = rights("FD_READ FD_WRITE FD_FDSTAT_SET_FLAGS FD_FILESTAT_GET POLL_FD_READWRITE SOCK_SHUTDOWN SOCK_ACCEPT")
# What changes a file or a directory: no right of these comes from a directory that may only be read. A hard link would
# give the file another name where it may be written to, so PATH_LINK_SOURCE is one.
CHANGING = rights(
    "FD_DATASYNC FD_SYNC FD_WRITE FD_ALLOCATE PATH_CREATE_DIRECTORY PATH_CREATE_FILE PATH_LINK_SOURCE PATH_LINK_TARGET "
    "PATH_RENAME_SOURCE PATH_RENAME_TARGET PATH_FILESTAT_SET_SIZE PATH_FILESTAT_SET_TIMES FD_FILESTAT_SET_SIZE "
    "FD_FILESTAT_SET_TIMES PATH_SYMLINK PATH_REMOVE_DIRECTORY PATH_UNLINK_FILE"
)

APPEND, DSYNC, NONBLOCK, RSYNC, SYNC = 1, 2, 4, 8, 16  # flags of descriptors
CREAT, DIRECTORY, EXCL, TRUNC = 1, 2, 4, 8  # flags of path_open
FOLLOW = 1  # of a look-up
ATIM, ATIM_NOW, MTIM, MTIM_NOW = 1, 2, 4, 8
SET, CUR, END = 0, 1, 2  # whence

UNKNOWN, BLOCK_DEVICE, CHARACTER_DEVICE, DIRECTORY_TYPE, REGULAR, SOCKET_DGRAM, SOCKET_STREAM, SYMLINK = range(8)
_TYPES = {
    modes.S_IFBLK: BLOCK_DEVICE, modes.S_IFCHR: CHARACTER_DEVICE, modes.S_IFDIR: DIRECTORY_TYPE, modes.S_IFREG: REGULAR,
    modes.S_IFLNK: SYMLINK, modes.S_IFSOCK: SOCKET_STREAM,
}  # fmt: skip

FDSTAT = struct.Struct("<BxHxxxxQQ")  # type, flags, rights, inheriting rights
DIRENT = struct.Struct("<QQIBxxx")  # next cookie, inode, length of the name, type
EVENT = struct.Struct("<QHBxxxxxQHxxxxxx")  # userdata, error, type, bytes, flags
_FILESTAT = struct.Struct("<QQBxxxxxxxQQQQQ")  # device, inode, type, links, size, access, modification, change
_FILESTAT_0 = struct.Struct("<QQBxxxIQQQQ")  # of wasi_unstable

MAX_PATH = 4096  # bytes of a path
MAX_VECTORS = 1024  # buffers that one call reads or writes; the rest is left to the next call
MAX_BYTES = 0x7FFFF000  # and bytes
M32, M64 = 2**32 - 1, 2**64 - 1


def filetype(mode: int) -> int:
    return _TYPES.get(modes.S_IFMT(mode), UNKNOWN)


def filestat(s: os.stat_result | None, kind: int, unstable: bool) -> bytes:
    if s is None:  # of something that is no file
        return _FILESTAT_0.pack(0, 0, kind, 1, 0, 0, 0, 0) if unstable else _FILESTAT.pack(0, 0, kind, 1, 0, 0, 0, 0)
    times = (s.st_atime_ns & M64, s.st_mtime_ns & M64, s.st_ctime_ns & M64)
    if unstable:
        return _FILESTAT_0.pack(s.st_dev & M64, s.st_ino & M64, kind, min(s.st_nlink, M32), s.st_size, *times)
    return _FILESTAT.pack(s.st_dev & M64, s.st_ino & M64, kind, s.st_nlink, s.st_size, *times)


class Guest:
    """The memory of the guest during one call. What is outside of it is FAULT."""

    __slots__ = ("view", "size")

    def __init__(self, view: memoryview) -> None:
        self.view = view
        self.size = len(view)

    def check(self, at: int, size: int) -> None:
        """Before anything is done whose result could not be told."""
        if at + size > self.size:
            raise Failure(FAULT)

    def span(self, at: int, size: int) -> memoryview:
        if at + size > self.size:
            raise Failure(FAULT)
        return self.view[at : at + size]

    def put(self, at: int, data: bytes) -> None:
        if at + len(data) > self.size:
            raise Failure(FAULT)
        self.view[at : at + len(data)] = data

    def put_u32(self, at: int, value: int) -> None:
        self.put(at, value.to_bytes(4, "little"))

    def put_u64(self, at: int, value: int) -> None:
        self.put(at, value.to_bytes(8, "little"))

    def path(self, at: int, size: int) -> str:
        if at + size > self.size:
            raise Failure(FAULT)
        if size > MAX_PATH:
            raise Failure(NAMETOOLONG)
        try:
            text = str(self.view[at : at + size], "utf-8")
        except UnicodeDecodeError:
            raise Failure(ILSEQ) from None
        if "\0" in text:
            raise Failure(INVAL)
        return text

    def buffers(self, at: int, count: int) -> list[memoryview]:
        """Of an array of iovecs: those that one call works on."""
        self.check(at, 8 * count)
        count = min(count, MAX_VECTORS)
        numbers = struct.unpack_from(f"<{2 * count}I", self.view, at)
        found = []
        left = MAX_BYTES
        for start, size in zip(numbers[::2], numbers[1::2]):
            if start + size > self.size:
                raise Failure(FAULT)
            size = min(size, left)
            left -= size
            if size:
                found.append(self.view[start : start + size])
        return found
