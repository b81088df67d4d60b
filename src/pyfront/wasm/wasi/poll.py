"""poll_oneoff: waiting for clocks and descriptors."""

from __future__ import annotations

import os
import struct

from pyfront.wasm.wasi.clocks import THREAD
from pyfront.wasm.wasi.errno import INVAL, Failure
from pyfront.wasm.wasi.layout import EVENT, FD_READ, FD_WRITE, M64, REGULAR, RIGHTS
from pyfront.wasm.wasi.registry import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyfront.wasm.wasi.descriptors import Descriptor
    from pyfront.wasm.wasi.imports import Wasi
    from pyfront.wasm.wasi.layout import Guest

CLOCK, READ, WRITE = range(3)
ABSOLUTE = 1  # flag of a clock
HANGUP = 1  # of an event
MAX_SUBSCRIPTIONS = 4096
SLICE = 50_000_000  # nanoseconds between two looks at whether the run is to end
LONG = 1 << 45  # nanoseconds that the host sleeps at most in one go

_HEAD = struct.Struct("<QB")
_CLOCK, _CLOCK_0 = struct.Struct("<IxxxxQQH"), struct.Struct("<8xIxxxxQQH")  # clock, timeout, precision, flags


class _Waiting:
    """A subscription to a descriptor that was not ready yet."""

    __slots__ = ("userdata", "kind", "descriptor", "fd")

    def __init__(self, userdata: int, kind: int, descriptor: Descriptor, fd: int) -> None:
        self.userdata = userdata
        self.kind = kind
        self.descriptor = descriptor
        self.fd = fd

    def event(self, hangup: bool) -> bytes:
        size = self.descriptor.available() if self.kind == READ else 0
        return EVENT.pack(self.userdata, 0, self.kind, size, HANGUP if hangup else 0)


@call("iiii")
def poll_oneoff(w: Wasi, g: Guest, subscriptions: int, events: int, count: int, result: int) -> None:
    if not 0 < count <= MAX_SUBSCRIPTIONS:
        raise Failure(INVAL)
    size = 56 if w.unstable else 48
    given = bytes(g.span(subscriptions, size * count))
    g.check(events, EVENT.size * count)
    g.check(result, 4)
    found: list[bytes] = []
    timers: list[tuple[int, int]] = []  # nanoseconds left, userdata
    waiting: list[_Waiting] = []
    for at in range(0, len(given), size):
        userdata, kind = _HEAD.unpack_from(given, at)
        if kind == CLOCK:
            _timer(w, given, at, userdata, timers, found)
        elif kind in (READ, WRITE):
            _descriptor(w, int.from_bytes(given[at + 16 : at + 20], "little"), kind, userdata, waiting, found)
        else:
            raise Failure(INVAL)
    left = min((t for t, _ in timers), default=None)
    if waiting:
        # what is ready now is told together with what has been before
        found += _wait(w, waiting, 0 if found else left)
    elif not found and left is not None:
        _sleep(w, left)
    if not found and left is not None:
        found = [EVENT.pack(userdata, 0, CLOCK, 0, 0) for t, userdata in timers if t <= left]
    g.put(events, b"".join(found))
    g.put_u32(result, len(found))


def _timer(w: Wasi, given: bytes, at: int, userdata: int, timers: list[tuple[int, int]], found: list[bytes]) -> None:
    clock, timeout, _, flags = (_CLOCK_0 if w.unstable else _CLOCK).unpack_from(given, at + 16)
    if clock > THREAD or flags & ~ABSOLUTE:
        found.append(EVENT.pack(userdata, INVAL, CLOCK, 0, 0))
        return
    if flags & ABSOLUTE:
        timeout = max(timeout - (w.clock.now(clock) & M64), 0)
    timers.append((timeout, userdata))


def _descriptor(w: Wasi, number: int, kind: int, userdata: int, waiting: list[_Waiting], found: list[bytes]) -> None:
    try:
        d = w.table.get(number, RIGHTS["POLL_FD_READWRITE"] | (FD_READ if kind == READ else FD_WRITE))
    except Failure as failure:
        found.append(EVENT.pack(userdata, failure.code, kind, 0, 0))
        return
    fd = None if d.filetype == REGULAR else d.waitable(kind == WRITE)
    if fd is None:
        found.append(_Waiting(userdata, kind, d, -1).event(False))
    else:
        waiting.append(_Waiting(userdata, kind, d, fd))


def _sleep(w: Wasi, left: int) -> None:
    while left > 0:
        part = min(left, SLICE if w.interrupted is not None else LONG)
        w.clock.sleep(part)
        left -= part
        w.check()


def _wait(w: Wasi, waiting: Sequence[_Waiting], left: int | None) -> list[bytes]:
    """Events of what is ready after so many nanoseconds at most (None: as many as it takes)."""
    while True:
        part = min(LONG if left is None else left, SLICE if w.interrupted is not None else LONG)
        ready = host_poll([(s.fd, s.kind == WRITE) for s in waiting], part)
        if ready:
            return [waiting[index].event(hangup) for index, hangup in ready]
        w.check()
        if left is not None:
            left -= part
            if left <= 0:
                return []


def host_poll(wanted: Sequence[tuple[int, bool]], nanoseconds: int) -> list[tuple[int, bool]]:
    """Of (descriptor of the host, for writing): the indexes of those that are ready, and whether the other end is gone."""
    import select

    if not hasattr(select, "poll"):
        return _host_select(wanted, nanoseconds)
    masks: dict[int, int] = {}
    for fd, writing in wanted:
        masks[fd] = masks.get(fd, 0) | (select.POLLOUT if writing else select.POLLIN)
    poller = select.poll()
    for fd, mask in masks.items():
        poller.register(fd, mask)
    got = dict(poller.poll(-(-nanoseconds // 1_000_000)))
    ended = select.POLLHUP | select.POLLERR | select.POLLNVAL
    found = []
    for index, (fd, writing) in enumerate(wanted):
        if got.get(fd, 0) & (ended | (select.POLLOUT if writing else select.POLLIN)):
            found.append((index, bool(got[fd] & ended)))
    return found


def _host_select(wanted: Sequence[tuple[int, bool]], nanoseconds: int) -> list[tuple[int, bool]]:
    import select

    if os.name == "nt":  # waits for sockets only; other things are read and written without waiting
        import stat as modes

        plain = [(i, False) for i, (fd, _) in enumerate(wanted) if _is_plain(fd, modes.S_ISSOCK)]
        if plain:
            return plain
    reading = [fd for fd, writing in wanted if not writing]
    writing_to = [fd for fd, writing in wanted if writing]
    a, b, _ = select.select(reading, writing_to, [], nanoseconds / 1e9)
    return [(i, False) for i, (fd, writing) in enumerate(wanted) if fd in (b if writing else a)]


def _is_plain(fd: int, is_socket: Callable[[int], bool]) -> bool:
    try:
        return not is_socket(os.fstat(fd).st_mode)
    except OSError:  # sockets of Windows are no descriptors
        return False
