"""Descriptors 0 to 2: what the guest reads and writes without opening it.

Given as None (the process's own), bytes or a bytearray (input from it, output into it), a stream of Python, binary or text,
a number of an open descriptor of the host, or the path of a file.
"""

from __future__ import annotations

import os

from pyfront.wasm.wasi.descriptors import Descriptor
from pyfront.wasm.wasi.errno import AGAIN, NOSPC, Failure
from pyfront.wasm.wasi.files import CHUNK, HostFile
from pyfront.wasm.wasi.layout import CHARACTER_DEVICE, FD_READ, FD_WRITE, FILE_RIGHTS, STREAM_RIGHTS, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

READ_AHEAD = 1 << 16  # bytes


def open_input(source: Any) -> Descriptor:
    if source is None:
        import sys

        source = sys.stdin
    if source is None:  # a process without one
        return Input(_Bytes(b""))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Input(_Bytes(bytes(source)))
    if isinstance(source, int):
        return HostFile(source, 0, FILE_RIGHTS & ~FD_WRITE, owned=False)
    if isinstance(source, (str, os.PathLike)):
        return HostFile(os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0)), 0, FILE_RIGHTS & ~FD_WRITE)
    return Input(source)


def open_output(target: Any, name: str, most: int) -> Descriptor:
    """``most``: bytes that a bytearray takes."""
    if target is None:
        import sys

        target = getattr(sys, name)
    if target is None:
        target = _Bytes(b"")
    if isinstance(target, bytearray):
        return Captured(target, most)
    if isinstance(target, int):
        return HostFile(target, 0, FILE_RIGHTS & ~FD_READ, owned=False)
    if isinstance(target, (str, os.PathLike)):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        return HostFile(os.open(target, flags, 0o666), 0, FILE_RIGHTS & ~FD_READ)
    return Output(target)


class _Bytes:
    """A stream over bytes that swallows what is written."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int) -> bytes:
        part, self.data = self.data[:size], self.data[size:]
        return part

    def write(self, data: bytes) -> int:
        return len(data)


def _terminal(stream: Any) -> int:
    isatty = getattr(stream, "isatty", None)
    return CHARACTER_DEVICE if isatty is not None and isatty() else UNKNOWN


class Input(Descriptor):
    """Reads a stream of Python. Never more is asked of it at once than READ_AHEAD, whatever the guest asks for."""

    base = STREAM_RIGHTS | FD_READ

    def __init__(self, stream: Any) -> None:
        self._given = stream  # a text stream closes the one below when it goes
        stream = getattr(stream, "buffer", stream)
        self._read = getattr(stream, "read1", None) or stream.read
        self._stream = stream
        self._pending = b""
        self.filetype = _terminal(stream)

    def read(self, buffers: Sequence[memoryview]) -> int:
        if not buffers:
            return 0
        if not self._pending:
            data = self._read(READ_AHEAD)
            if data is None:
                raise Failure(AGAIN)
            self._pending = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        total = 0
        for buffer in buffers:
            part = self._pending[: len(buffer)]
            buffer[: len(part)] = part
            self._pending = self._pending[len(part) :]
            total += len(part)
        return total

    def waitable(self, writing: bool) -> int | None:
        return None if self._pending else _fileno(self._stream)

    def available(self) -> int:
        return len(self._pending) or 1


def _fileno(stream: Any) -> int | None:
    try:
        return int(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return None


class Output(Descriptor):
    """Writes into a stream of Python. A text stream gets text; incomplete characters wait for their rest."""

    base = STREAM_RIGHTS | FD_WRITE

    def __init__(self, stream: Any) -> None:
        self.filetype = _terminal(stream)
        self._flush = getattr(stream, "flush", None)
        self._given = stream
        binary = getattr(stream, "buffer", None)
        if binary is not None and self._flush is not None:
            self._flush()  # what has been printed comes before
        self._stream = stream if binary is None else binary
        self._decoder: Any = None
        self._text = binary is None and _is_text(stream)

    def write(self, buffers: Sequence[memoryview]) -> int:
        total = 0
        for buffer in buffers:
            for start in range(0, len(buffer), CHUNK):
                total += self._write(bytes(buffer[start : start + CHUNK]))
        self._flush_all()
        return total

    def _write(self, data: bytes) -> int:
        if self._text:
            if self._decoder is None:
                import codecs

                self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            self._stream.write(self._decoder.decode(data))
            return len(data)
        done = self._stream.write(data)
        if done is None:
            if _is_raw(self._stream):
                raise Failure(AGAIN)
            return len(data)
        while done < len(data):  # a raw stream may take a part
            more = self._stream.write(data[done:])
            if more is None:
                raise Failure(AGAIN)
            done += more
        return len(data)

    def _flush_all(self) -> None:
        if self._flush is not None:
            self._flush()

    def sync(self, data_only: bool) -> None:
        self._flush_all()

    def waitable(self, writing: bool) -> int | None:
        return _fileno(self._stream)


def _is_text(stream: Any) -> bool:
    import io

    if isinstance(stream, io.IOBase):
        return isinstance(stream, io.TextIOBase)
    return hasattr(stream, "encoding") or "b" not in getattr(stream, "mode", "b")


def _is_raw(stream: Any) -> bool:
    import io

    return isinstance(stream, io.RawIOBase)


class Captured(Descriptor):
    base = STREAM_RIGHTS | FD_WRITE

    def __init__(self, into: bytearray, most: int) -> None:
        self._into = into
        self._most = most

    def write(self, buffers: Sequence[memoryview]) -> int:
        before = len(self._into)
        for buffer in buffers:
            self._into += buffer[: max(self._most - len(self._into), 0)]
        if len(self._into) == before and any(map(len, buffers)):
            raise Failure(NOSPC)
        return len(self._into) - before

    def sync(self, data_only: bool) -> None:
        pass



