"""Descriptors of sockets that the host has opened and handed over: the guest cannot open any."""

from __future__ import annotations

from pyfront.wasm.wasi.descriptors import Descriptor
from pyfront.wasm.wasi.errno import INVAL, NOTCAPABLE, NOTSOCK, Failure
from pyfront.wasm.wasi.layout import FD_READ, FD_WRITE, NONBLOCK, RIGHTS, SOCKET_DGRAM, SOCKET_RIGHTS, SOCKET_STREAM
from pyfront.wasm.wasi.registry import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence
    from typing import Any

    from pyfront.wasm.wasi.imports import Wasi
    from pyfront.wasm.wasi.layout import Guest

PEEK, WAITALL = 1, 2  # flags of sock_recv
TRUNCATED = 1  # in its answer
_HOW = {1: "SHUT_RD", 2: "SHUT_WR", 3: "SHUT_RDWR"}


def _host() -> Any:
    """The module of the host's sockets, which few guests need."""
    import socket

    return socket


class Socket(Descriptor):
    base = SOCKET_RIGHTS

    def __init__(self, connection: socket.socket, owned: bool, flags: int = 0) -> None:
        self.socket = connection
        self.owned = owned
        self.filetype = SOCKET_DGRAM if connection.type == _host().SOCK_DGRAM else SOCKET_STREAM
        self.set_flags(flags)

    def close(self) -> None:
        if self.owned:
            self.socket.close()

    def set_flags(self, flags: int) -> None:
        super().set_flags(flags)
        self.socket.setblocking(not flags & NONBLOCK)

    def read(self, buffers: Sequence[memoryview]) -> int:
        return self.receive(buffers, 0)[0]

    def write(self, buffers: Sequence[memoryview]) -> int:
        if not hasattr(self.socket, "sendmsg"):
            return self._send_each(buffers)
        return self.socket.sendmsg(buffers, (), getattr(_host(), "MSG_NOSIGNAL", 0))

    def _send_each(self, buffers: Sequence[memoryview]) -> int:
        total = 0
        for buffer in buffers:
            done = self.socket.send(buffer)
            total += done
            if done < len(buffer):
                break
        return total

    def receive(self, buffers: Sequence[memoryview], flags: int) -> tuple[int, int]:
        """How many bytes, and whether there were more."""
        if flags & ~(PEEK | WAITALL):
            raise Failure(INVAL)
        if not buffers:
            return 0, 0
        host = _host()
        how = (host.MSG_PEEK if flags & PEEK else 0) | (getattr(host, "MSG_WAITALL", 0) if flags & WAITALL else 0)
        if not hasattr(self.socket, "recvmsg_into"):
            return self.socket.recv_into(buffers[0], 0, how), 0
        size, _, got, _ = self.socket.recvmsg_into(buffers, 0, how)
        return size, TRUNCATED if got & host.MSG_TRUNC else 0

    def accept(self, flags: int) -> Socket:
        return Socket(self.socket.accept()[0], True, flags)

    def shutdown(self, how: int) -> None:
        if how not in _HOW:
            raise Failure(INVAL)
        self.socket.shutdown(getattr(_host(), _HOW[how]))

    def waitable(self, writing: bool) -> int | None:
        return self.socket.fileno()

    def available(self) -> int:
        return 1


def _socket(w: Wasi, fd: int, right: int) -> Socket:
    found = w.table.get(fd)
    if not isinstance(found, Socket):
        raise Failure(NOTSOCK)
    if right & ~found.base:
        raise Failure(NOTCAPABLE)
    return found


@call("iii")
def sock_accept(w: Wasi, g: Guest, fd: int, flags: int, result: int) -> None:
    listening = _socket(w, fd, RIGHTS["SOCK_ACCEPT"])
    if flags & ~NONBLOCK:
        raise Failure(INVAL)
    g.check(result, 4)
    w.table.room()
    w.ready(listening)
    g.put_u32(result, w.table.add(listening.accept(flags)))


@call("iiiiii")
def sock_recv(w: Wasi, g: Guest, fd: int, iovs: int, count: int, flags: int, result: int, answer: int) -> None:
    connection = _socket(w, fd, FD_READ)
    g.check(result, 4)
    g.check(answer, 2)
    buffers = g.buffers(iovs, count)
    w.ready(connection)
    size, got = connection.receive(buffers, flags)
    g.put_u32(result, size)
    g.put(answer, got.to_bytes(2, "little"))


@call("iiiii")
def sock_send(w: Wasi, g: Guest, fd: int, iovs: int, count: int, flags: int, result: int) -> None:
    connection = _socket(w, fd, FD_WRITE)
    if flags:
        raise Failure(INVAL)
    g.check(result, 4)
    g.put_u32(result, connection.write(g.buffers(iovs, count)))


@call("ii")
def sock_shutdown(w: Wasi, g: Guest, fd: int, how: int) -> None:
    _socket(w, fd, RIGHTS["SOCK_SHUTDOWN"]).shutdown(how)
