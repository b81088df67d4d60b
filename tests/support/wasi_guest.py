"""A guest of WASI without a program: calls the imported functions over a bytearray as memory."""

from __future__ import annotations

import struct
from typing import Any

from pyfront.wasm.wasi import Wasi
from pyfront.wasm.wasi.errno import NUMBERS
from pyfront.wasm.wasi.layout import DIRECTORY_RIGHTS, FILE_RIGHTS, RIGHTS

NAMES = {number: name for name, number in NUMBERS.items()}
SIZE = 1 << 16
OUT, PATH, PATH2, IOVS, DATA = 0, 1024, 8192, 16384, 20480  # places in the memory
ALL = DIRECTORY_RIGHTS | FILE_RIGHTS
CREAT, DIRECTORY, EXCL, TRUNC = 1, 2, 4, 8


class Refused(Exception):
    """An error number; the message is its name."""


class Guest:
    def __init__(self, module: str = "wasi_snapshot_preview1", **options: Any) -> None:
        self.stdout, self.stderr = bytearray(), bytearray()
        options = {"stdin": b"", "stdout": self.stdout, "stderr": self.stderr, **options}
        self.memory = bytearray(SIZE)
        self.wasi = Wasi(**options)
        self.wasi.memory = self.memory
        self.functions = self.wasi.imports(module)

    def code(self, name: str, *args: int) -> str:
        """The name of the error number."""
        result = self.functions[name](*args)
        assert result is not None
        return NAMES[result]

    def do(self, name: str, *args: int) -> None:
        code = self.code(name, *args)
        if code != "SUCCESS":
            raise Refused(code)

    def u32(self, at: int = OUT) -> int:
        return int.from_bytes(self.memory[at : at + 4], "little")

    def u64(self, at: int = OUT) -> int:
        return int.from_bytes(self.memory[at : at + 8], "little")

    def put(self, at: int, text: str | bytes) -> tuple[int, int]:
        data = text.encode() if isinstance(text, str) else text
        self.memory[at : at + len(data)] = data
        return at, len(data)

    def path(self, name: str, *args: Any, at: int = PATH) -> None:
        """A function whose texts are among the arguments."""
        given: list[int] = []
        for arg in args:
            if isinstance(arg, (str, bytes)):
                given += self.put(at, arg)
                at += 4096 + 64
            else:
                given.append(arg)
        self.do(name, *given)

    def open(self, path: str | bytes, how: int = 0, base: int | None = None, *, fd: int = 3, follow: bool = False,
             flags: int = 0, inheriting: int | None = None) -> int:  # fmt: skip
        if base is None:
            base = DIRECTORY_RIGHTS if how & DIRECTORY else FILE_RIGHTS
        inheriting = ALL if inheriting is None and how & DIRECTORY else inheriting or 0
        self.path("path_open", fd, int(follow), path, how, base, inheriting, flags, OUT)
        return self.u32()

    def vectors(self, *sizes: int) -> tuple[int, int]:
        """Buffers one behind the other, from DATA on."""
        at = DATA
        for index, size in enumerate(sizes):
            struct.pack_into("<II", self.memory, IOVS + 8 * index, at, size)
            at += size
        return IOVS, len(sizes)

    def write(self, fd: int, data: bytes) -> int:
        self.put(DATA, data)
        self.do("fd_write", fd, *self.vectors(len(data)), OUT)
        return self.u32()

    def read(self, fd: int, *sizes: int) -> bytes:
        self.do("fd_read", fd, *self.vectors(*sizes), OUT)
        return bytes(self.memory[DATA : DATA + self.u32()])

    def content(self, path: str, *, fd: int = 3, follow: bool = False) -> bytes:
        opened = self.open(path, fd=fd, follow=follow, base=RIGHTS["FD_READ"])
        try:
            return self.read(opened, 4096)
        finally:
            self.do("fd_close", opened)

    def fdstat(self, fd: int) -> tuple[int, int, int, int]:
        """Type, flags, rights, inheriting rights."""
        self.do("fd_fdstat_get", fd, OUT)
        return struct.unpack_from("<BxHxxxxQQ", self.memory, OUT)

    def names(self, fd: int, size: int = 4096, cookie: int = 0) -> list[tuple[str, int, int]]:
        """Of one fd_readdir: (name, type, next cookie) of the whole entries."""
        self.do("fd_readdir", fd, DATA, size, cookie, OUT)
        end = DATA + self.u32()
        at, found = DATA, []
        while at + 24 <= end:
            following, _, length, kind = struct.unpack_from("<QQIB", self.memory, at)
            if at + 24 + length > end:
                break
            found.append((self.memory[at + 24 : at + 24 + length].decode(), kind, following))
            at += 24 + length
        return found
