"""Descriptors of WASI: files, directories, standard streams, sockets, waiting; and hostile arguments of every call."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront.wasm.wasi import Clocks, WasiExit
from pyfront.wasm.wasi.layout import FILE_RIGHTS, RIGHTS
from pyfront.wasm.wasi.registry import CALLS
from wasi_guest import CREAT, DATA, DIRECTORY, IOVS, NAMES, OUT, PATH, SIZE, Guest, Refused

FUNCTIONS = """args_get args_sizes_get clock_res_get clock_time_get environ_get environ_sizes_get fd_advise fd_allocate
    fd_close fd_datasync fd_fdstat_get fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size
    fd_filestat_set_times fd_pread fd_prestat_dir_name fd_prestat_get fd_pwrite fd_read fd_readdir fd_renumber fd_seek fd_sync
    fd_tell fd_write path_create_directory path_filestat_get path_filestat_set_times path_link path_open path_readlink
    path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff proc_exit proc_raise random_get sched_yield
    sock_accept sock_recv sock_send sock_shutdown""".split()
APPEND, NONBLOCK = 1, 4
SET, CUR, END = 0, 1, 2


@pytest.fixture
def guest(tmp_path: Path) -> Iterator[Guest]:
    made = Guest(preopens={"/": tmp_path})
    yield made
    made.wasi.close()


def test_all_functions_are_there() -> None:
    guest = Guest()
    assert sorted(guest.functions) == FUNCTIONS
    assert sorted(Guest("wasi_unstable").functions) == [name for name in FUNCTIONS if name != "sock_accept"]
    assert guest.wasi.imports("env") == {}
    assert guest.functions["path_open"].params == ("i32",) * 5 + ("i64", "i64", "i32", "i32")
    assert guest.functions["proc_exit"].results == ()


# ---------------------------------------------------------------- the process


def test_arguments_and_environment() -> None:
    guest = Guest(args=["prog", "ä", b"\xff", ""], env={"A": "1", "EMPTY": ""})
    for name, strings in (("args", [b"prog", "ä".encode(), b"\xff", b""]), ("environ", [b"A=1", b"EMPTY="])):
        guest.do(f"{name}_sizes_get", OUT, OUT + 4)
        assert (guest.u32(OUT), guest.u32(OUT + 4)) == (len(strings), sum(map(len, strings)) + len(strings))
        guest.do(f"{name}_get", PATH, DATA)
        at = [guest.u32(PATH + 4 * i) for i in range(len(strings))]
        assert [bytes(guest.memory[a : guest.memory.index(0, a)]) for a in at] == strings
    with pytest.raises(ValueError, match="NUL"):
        Guest(args=["a\0b"])


def test_the_end_of_a_process() -> None:
    guest = Guest()
    for code in (0, 1, 255, 2**32 - 1):
        with pytest.raises(WasiExit) as caught:
            guest.functions["proc_exit"](code)
        assert caught.value.code == code
    with pytest.raises(WasiExit) as caught:
        guest.functions["proc_raise"](6)
    assert (caught.value.code, caught.value.signal) == (134, 6)
    assert [guest.code("proc_raise", s) for s in (0, 16, 18, 31)] == ["SUCCESS", "SUCCESS", "NOTSUP", "INVAL"]


class Still(Clocks):
    """Time passes by sleeping only."""

    def __init__(self) -> None:
        self.at = 1_000_000_000_000

    def now(self, clock: int) -> int:
        return self.at + clock

    def resolution(self, clock: int) -> int:
        return 10 + clock

    def sleep(self, nanoseconds: int) -> None:
        self.at += nanoseconds


def test_clocks_and_random_bytes_can_be_given() -> None:
    guest = Guest(clock=Still(), random=lambda count: bytes(range(count)))
    guest.do("clock_time_get", 1, 0, OUT)
    assert guest.u64() == 1_000_000_000_001
    guest.do("clock_res_get", 3, OUT)
    assert guest.u64() == 13
    assert guest.code("clock_time_get", 4, 0, OUT) == guest.code("clock_res_get", 4, OUT) == "INVAL"
    guest.do("random_get", DATA, 9)
    assert guest.memory[DATA : DATA + 10] == bytes(range(9)) + b"\0"


def test_the_hosts_clocks() -> None:
    guest = Guest()
    for clock, now in enumerate((time.time_ns, time.monotonic_ns, time.process_time_ns, time.thread_time_ns)):
        before = now()
        guest.do("clock_time_get", clock, 0, OUT)
        assert before <= guest.u64() <= now()
        guest.do("clock_res_get", clock, OUT)
        assert 0 < guest.u64() < 10**9
    guest.do("sched_yield")
    guest.do("random_get", DATA, SIZE - DATA)
    assert len(set(guest.memory[DATA:])) == 256


# ---------------------------------------------------------------- files


def test_reading_and_writing(guest: Guest, tmp_path: Path) -> None:
    fd = guest.open("f", CREAT)
    assert fd == 4
    assert guest.write(fd, b"hello world") == 11
    assert guest.read(fd, 4) == b""
    guest.do("fd_seek", fd, -5, CUR, OUT)
    assert guest.u64() == 6
    assert guest.read(fd, 2, 0, 100) == b"world"
    guest.do("fd_tell", fd, OUT)
    assert guest.u64() == 11
    guest.do("fd_seek", fd, 3, END, OUT)
    assert guest.u64() == 14
    assert guest.code("fd_seek", fd, -1, SET, OUT) == "INVAL"
    assert guest.code("fd_seek", fd, 0, 3, OUT) == "INVAL"
    guest.put(DATA, b"HE")
    guest.do("fd_pwrite", fd, *guest.vectors(1, 1), 0, OUT)
    guest.do("fd_pread", fd, *guest.vectors(2, 3), 1, OUT)
    assert guest.memory[DATA : DATA + guest.u32()] == b"Ello "
    guest.do("fd_tell", fd, OUT)
    assert guest.u64() == 14
    assert guest.code("fd_pread", fd, *guest.vectors(2), 2**63, OUT) == "INVAL"
    assert (tmp_path / "f").read_bytes() == b"HEllo world"
    guest.do("fd_close", fd)
    assert guest.code("fd_close", fd) == guest.code("fd_read", fd, IOVS, 0, OUT) == "BADF"


def test_appending(guest: Guest, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    fd = guest.open("f", flags=APPEND)
    assert guest.fdstat(fd)[1] == APPEND
    guest.write(fd, b"d")
    guest.do("fd_seek", fd, 0, SET, OUT)
    guest.write(fd, b"e")
    guest.do("fd_fdstat_set_flags", fd, 0)
    guest.do("fd_seek", fd, 0, SET, OUT)
    guest.write(fd, b"A")
    assert (tmp_path / "f").read_bytes() == b"Abcde"
    guest.do("fd_fdstat_set_flags", fd, NONBLOCK)
    assert guest.fdstat(fd)[1] == NONBLOCK
    assert guest.code("fd_fdstat_set_flags", fd, 16) == "INVAL"


@pytest.mark.skipif(os.name != "posix", reason="attributes as POSIX has them")
def test_attributes(guest: Guest, tmp_path: Path) -> None:
    fd = guest.open("f", CREAT, flags=16)
    assert guest.fdstat(fd) == (4, 16, FILE_RIGHTS, 0)
    guest.do("fd_filestat_set_size", fd, 100)
    guest.do("fd_filestat_set_times", fd, 5, 6, 1 | 4)
    found = os.stat(tmp_path / "f")
    wanted = (found.st_dev, found.st_ino, 4, 1, 100, 5, 6, found.st_ctime_ns)
    guest.do("fd_filestat_get", fd, OUT)
    assert struct.unpack_from("<QQBxxxxxxxQQQQQ", guest.memory, OUT) == wanted
    guest.functions.update(guest.wasi.imports("wasi_unstable"))
    guest.memory[OUT : OUT + 64] = b"\xaa" * 64
    guest.do("fd_filestat_get", fd, OUT)
    assert struct.unpack_from("<QQBxxxIQQQQ", guest.memory, OUT) == wanted
    assert guest.memory[OUT + 56] == 0xAA
    assert guest.code("fd_filestat_set_size", fd, 2**63) == "INVAL"
    assert guest.code("fd_filestat_set_times", fd, 0, 0, 3) == "INVAL"
    for call in ("fd_sync", "fd_datasync"):
        guest.do(call, fd)
    guest.do("fd_advise", fd, 0, 10, 5)
    assert guest.code("fd_advise", fd, 0, 10, 6) == "INVAL"
    assert guest.code("fd_advise", fd, 2**64 - 1, 1, 0) == "INVAL"
    if hasattr(os, "posix_fallocate"):
        guest.do("fd_allocate", fd, 90, 20)
        assert os.path.getsize(tmp_path / "f") == 110
        assert guest.code("fd_allocate", fd, 0, 0) == guest.code("fd_allocate", fd, 2**63, 2**63) == "INVAL"


def test_unstable_counts_whence_differently(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"0123456789")
    guest = Guest("wasi_unstable", preopens={"/": tmp_path})
    fd = guest.open("f")
    for offset, whence, at in ((4, 2, 4), (1, 0, 5), (-2, 1, 8)):
        guest.do("fd_seek", fd, offset, whence, OUT)
        assert guest.u64() == at
    guest.wasi.close()


@pytest.mark.parametrize("right", ["FD_READ", "FD_WRITE", "FD_SEEK", "FD_SYNC", "FD_ADVISE", "FD_FILESTAT_GET", "FD_FILESTAT_SET_SIZE",
                                   "FD_DATASYNC", "FD_ALLOCATE", "FD_FILESTAT_SET_TIMES", "FD_FDSTAT_SET_FLAGS"])  # fmt: skip
def test_a_right_that_was_given_away(guest: Guest, tmp_path: Path, right: str) -> None:
    (tmp_path / "f").write_bytes(b"0123")
    fd = guest.open("f")
    guest.do("fd_fdstat_set_rights", fd, FILE_RIGHTS & ~RIGHTS[right] & ~RIGHTS["FD_TELL"], 0)
    calls = {
        "FD_READ": ("fd_read", *guest.vectors(1), OUT), "FD_WRITE": ("fd_write", *guest.vectors(1), OUT), "FD_SEEK": ("fd_tell", OUT),
        "FD_SYNC": ("fd_sync",), "FD_DATASYNC": ("fd_datasync",), "FD_ADVISE": ("fd_advise", 0, 1, 0), "FD_ALLOCATE": ("fd_allocate", 0, 9),
        "FD_FILESTAT_GET": ("fd_filestat_get", OUT), "FD_FILESTAT_SET_SIZE": ("fd_filestat_set_size", 1),
        "FD_FILESTAT_SET_TIMES": ("fd_filestat_set_times", 0, 0, 2), "FD_FDSTAT_SET_FLAGS": ("fd_fdstat_set_flags", 1),
    }  # fmt: skip
    for needs, (name, *args) in calls.items():
        code = guest.code(name, fd, *args)  # type: ignore[arg-type]
        if needs == right:
            assert code == ("BADF" if right in ("FD_READ", "FD_WRITE") else "NOTCAPABLE"), name
        else:
            assert code in ("SUCCESS", "NOTSUP"), name


def test_directories_are_no_files(guest: Guest) -> None:
    vectors = guest.vectors(4)
    for name, *args in (("fd_read", *vectors, OUT), ("fd_write", *vectors, OUT), ("fd_pread", *vectors, 0, OUT), ("fd_seek", 0, 0, OUT),
                        ("fd_pwrite", *vectors, 0, OUT), ("fd_tell", OUT)):  # fmt: skip
        assert guest.code(name, 3, *args) == "ISDIR", name
    for name, *args in (("fd_allocate", 0, 1), ("fd_filestat_set_size", 0), ("fd_advise", 0, 0, 0)):
        assert guest.code(name, 3, *args) == "NOTCAPABLE", name
    assert guest.code("fd_fdstat_set_flags", 3, APPEND) == "INVAL"


def test_listing_a_directory(guest: Guest, tmp_path: Path) -> None:
    wanted = sorted(f"entry-{i}" * (1 + i % 9) for i in range(60))
    for name in wanted:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "sub").mkdir()
    fd = guest.open(".", DIRECTORY)
    whole = guest.names(fd, SIZE - DATA)
    assert [name for name, _, _ in whole] == [".", "..", *wanted, "sub"]
    assert [kind for _, kind, _ in whole] == [3, 3, *(4 for _ in wanted), 3]
    assert [following for _, _, following in whole] == list(range(1, len(whole) + 1))
    for size in (120, 300):
        cookie, found = 0, []
        while True:
            part = guest.names(fd, size, cookie)
            used = guest.u32()
            assert used <= size
            found += part
            if part:
                cookie = part[-1][2]
            if used < size:
                break
        assert found == whole
    assert guest.names(fd, 10) == []
    assert guest.u32() == 10  # as much of the first record as there is room for
    (tmp_path / "later").write_bytes(b"")
    assert guest.names(fd, 4096, len(whole)) == []  # cookies belong to what was listed when reading began
    assert len(guest.names(fd, SIZE - DATA)) == len(whole) + 1
    assert guest.names(fd, 4096, 2**64 - 1) == []
    assert guest.code("fd_readdir", guest.open("later"), DATA, 100, 0, OUT) == "NOTCAPABLE"


def test_what_is_above_a_preopened_directory_is_not_told(guest: Guest, tmp_path: Path) -> None:
    guest.names(3)
    inodes = [struct.unpack_from("<8xQ", guest.memory, at)[0] for at in (DATA, DATA + 25)]
    assert inodes == [os.stat(tmp_path).st_ino] * 2


# ---------------------------------------------------------------- the table


def test_numbers_of_descriptors(guest: Guest) -> None:
    opened = [guest.open(f"f{i}", CREAT) for i in range(5)]
    assert opened == [4, 5, 6, 7, 8]
    guest.do("fd_close", 5)
    guest.do("fd_close", 7)
    assert [guest.open("f0") for _ in range(3)] == [5, 7, 9]
    guest.write(8, b"eight")
    guest.do("fd_renumber", 8, 4)
    assert guest.code("fd_tell", 8, OUT) == "BADF"
    guest.do("fd_tell", 4, OUT)
    assert guest.u64() == 5
    assert guest.code("fd_renumber", 4, 8) == guest.code("fd_renumber", 8, 4) == "BADF"
    guest.do("fd_renumber", 4, 4)
    guest.do("fd_renumber", 4, 1)
    guest.write(1, b"!")
    assert guest.stdout == b""


def test_a_guest_opens_so_many_only(tmp_path: Path) -> None:
    guest = Guest(preopens={"/": tmp_path}, max_open=10)
    for _ in range(6):
        guest.open("f", CREAT)
    with pytest.raises(Refused, match="MFILE"):
        guest.open("g", CREAT)
    assert not (tmp_path / "g").exists()
    guest.do("fd_close", 7)
    assert guest.open("f") == 7
    guest.wasi.close()
    with pytest.raises(ValueError, match="more than 3"):
        Guest(preopens={"/": tmp_path}, max_open=3)


# ---------------------------------------------------------------- standard streams


def test_captured_output() -> None:
    guest = Guest(max_output=10)
    assert guest.write(1, b"12345") == 5
    assert guest.write(2, b"abc") == 3
    assert guest.write(1, b"6789012345") == 5
    assert guest.code("fd_write", 1, *guest.vectors(1), OUT) == "NOSPC"
    assert (guest.stdout, guest.stderr) == (b"1234567890", b"abc")
    assert guest.code("fd_write", 0, *guest.vectors(1), OUT) == "BADF"
    assert guest.code("fd_read", 1, *guest.vectors(1), OUT) == "BADF"
    assert guest.code("fd_seek", 1, 0, CUR, OUT) == guest.code("fd_tell", 0, OUT) == "SPIPE"
    guest.do("fd_filestat_get", 1, OUT)
    assert guest.fdstat(1)[0] == 0


@pytest.mark.parametrize("make", [bytes, bytearray, io.BytesIO, lambda b: io.BufferedReader(io.BytesIO(b)), lambda b: io.StringIO(b.decode()),
                                  lambda b: io.TextIOWrapper(io.BytesIO(b))])  # fmt: skip
def test_input_from(make: object) -> None:
    guest = Guest(stdin=make("wörld\n".encode()))  # type: ignore[operator]
    assert guest.read(0, 2) == b"w\xc3"
    assert guest.read(0, 0) == b""
    assert guest.read(0, 1, 100) == b"\xb6rld\n"
    assert guest.read(0, 5) == b""


def test_input_of_any_length(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(300_000)
    (tmp_path / "f").write_bytes(data)
    with open(tmp_path / "f", "rb") as stream:
        for source in (data, stream, tmp_path / "f", os.open(tmp_path / "f", os.O_RDONLY)):
            guest, found = Guest(stdin=source), []
            while part := guest.read(0, 10_000, 1, 7_000):
                found.append(part)
            assert b"".join(found) == data
            guest.wasi.close()
    os.close(source)  # type: ignore[arg-type]  # a number that was given stays open


def test_output_into(tmp_path: Path) -> None:
    binary, text = io.BytesIO(), io.StringIO()
    guest = Guest(stdout=binary, stderr=text)
    for part in (b"a\xc3", b"\xb6", b"\xff\n"):
        guest.write(1, part)
        guest.write(2, part)
    assert binary.getvalue() == b"a\xc3\xb6\xff\n"
    assert text.getvalue() == "aö\N{REPLACEMENT CHARACTER}\n"
    guest = Guest(stdout=tmp_path / "out")
    guest.write(1, b"file")
    guest.wasi.close()
    assert (tmp_path / "out").read_bytes() == b"file"
    with open(tmp_path / "text", "w", encoding="utf-8") as stream:
        stream.write("before ")
        guest = Guest(stdout=stream)
        guest.write(1, b"after")
    assert (tmp_path / "text").read_text() == "before after"


def test_the_streams_of_the_process(capfd: pytest.CaptureFixture[str]) -> None:
    guest = Guest(stdout=None, stderr=None)
    guest.write(1, b"to stdout")
    guest.write(2, b"to stderr")
    assert capfd.readouterr() == ("to stdout", "to stderr")


def test_a_stream_that_fails(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    guest = Guest(stdout=write_end)
    assert guest.code("fd_write", 1, *guest.vectors(1), OUT) == "PIPE"
    os.close(write_end)

    class Broken(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            raise OSError(28, "full")

    assert Guest(stdout=Broken()).code("fd_write", 1, *guest.vectors(1), OUT) == "SUCCESS"  # of no bytes
    other = Guest(stdout=Broken())
    with pytest.raises(Refused, match="NOSPC"):
        other.write(1, b"x")


# ---------------------------------------------------------------- waiting

CLOCK, FD_READ, FD_WRITE = 0, 1, 2


def subscription(guest: Guest, index: int, userdata: int, kind: int, *what: int, size: int = 48) -> None:
    at = DATA + size * index
    struct.pack_into("<QB", guest.memory, at, userdata, kind)
    if kind == CLOCK:
        clock, timeout, flags = what
        struct.pack_into("<IxxxxQQH", guest.memory, at + size - 32, clock, timeout, 0, flags)
    else:
        struct.pack_into("<I", guest.memory, at + 16, what[0])


def poll(guest: Guest, count: int) -> list[tuple[int, str, int, int, int]]:
    """(userdata, error, type, bytes, flags) of each event."""
    guest.do("poll_oneoff", DATA, IOVS, count, OUT)
    found = [struct.unpack_from("<QHBxxxxxQH", guest.memory, IOVS + 32 * i) for i in range(guest.u32())]
    return [(u, NAMES[e], k, n, f) for u, e, k, n, f in found]


@pytest.mark.parametrize("module", ["wasi_snapshot_preview1", "wasi_unstable"])
def test_waiting_for_clocks(module: str) -> None:
    clock = Still()
    guest = Guest(module, clock=clock)
    size = 56 if module == "wasi_unstable" else 48
    begin = clock.at
    subscription(guest, 0, 7, CLOCK, 1, 5_000, 0, size=size)
    subscription(guest, 1, 8, CLOCK, 1, 3_000, 0, size=size)
    subscription(guest, 2, 9, CLOCK, 0, begin + 3_000, 1, size=size)
    assert poll(guest, 3) == [(8, "SUCCESS", 0, 0, 0), (9, "SUCCESS", 0, 0, 0)]
    assert clock.at == begin + 3_000
    subscription(guest, 0, 1, CLOCK, 0, 5, 1, size=size)  # long ago
    assert poll(guest, 1) == [(1, "SUCCESS", 0, 0, 0)]
    assert clock.at == begin + 3_000
    subscription(guest, 0, 1, CLOCK, 9, 5, 0, size=size)
    subscription(guest, 1, 2, CLOCK, 0, 5, 2, size=size)
    assert poll(guest, 2) == [(1, "INVAL", 0, 0, 0), (2, "INVAL", 0, 0, 0)]
    for count in (0, 5000, 2**32 - 1):
        assert guest.code("poll_oneoff", DATA, IOVS, count, OUT) == "INVAL"


def test_waiting_sleeps() -> None:
    guest = Guest()
    subscription(guest, 0, 0, CLOCK, 1, 20_000_000, 0)
    start = time.monotonic_ns()
    poll(guest, 1)
    assert time.monotonic_ns() - start >= 20_000_000


def test_waiting_for_descriptors(guest: Guest, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    fd = guest.open("f")
    guest.read(fd, 2)
    subscription(guest, 0, 1, FD_READ, fd)
    subscription(guest, 1, 2, FD_WRITE, 1)
    subscription(guest, 2, 3, FD_READ, 99)
    subscription(guest, 3, 4, FD_WRITE, 0)
    subscription(guest, 4, 5, FD_READ, 3)
    subscription(guest, 5, 6, CLOCK, 0, 10**18, 0)
    events = poll(guest, 6)
    assert events == [(1, "SUCCESS", 1, 3, 0), (2, "SUCCESS", 2, 0, 0), (3, "BADF", 1, 0, 0), (4, "BADF", 2, 0, 0), (5, "ISDIR", 1, 0, 0)]
    struct.pack_into("<QB", guest.memory, DATA, 0, 3)
    assert guest.code("poll_oneoff", DATA, IOVS, 1, OUT) == "INVAL"


@pytest.mark.skipif(os.name != "posix", reason="waits for pipes")
def test_waiting_for_a_pipe() -> None:
    read_end, write_end = os.pipe()
    guest = Guest(stdin=read_end)
    subscription(guest, 0, 1, FD_READ, 0)
    subscription(guest, 1, 2, CLOCK, 1, 1_000_000, 0)
    assert poll(guest, 2) == [(2, "SUCCESS", 0, 0, 0)]
    timer = threading.Timer(0.02, os.write, (write_end, b"x"))
    timer.start()
    assert [event[:3] for event in poll(guest, 1)] == [(1, "SUCCESS", 1)]
    timer.join()
    assert guest.read(0, 9) == b"x"
    guest.do("fd_fdstat_set_flags", 0, NONBLOCK)
    assert guest.code("fd_read", 0, *guest.vectors(3), OUT) == "AGAIN"
    os.close(write_end)
    assert poll(guest, 1)[0][4] == 1  # nobody writes any more
    assert guest.read(0, 9) == b""
    os.close(read_end)


@pytest.mark.skipif(os.name != "posix", reason="waits for pipes")
@pytest.mark.parametrize("what", ["clock", "poll", "read"])
def test_waiting_can_be_interrupted(what: str) -> None:
    class Enough(Exception):
        pass

    read_end, write_end = os.pipe()
    guest = Guest(stdin=read_end)
    start = time.monotonic()

    def check() -> None:
        if time.monotonic() > start + 0.1:
            raise Enough

    guest.wasi.interrupted = check
    with pytest.raises(Enough):
        if what == "read":
            guest.read(0, 1)
        elif what == "clock":
            subscription(guest, 0, 1, CLOCK, 1, 2**64 - 1, 0)
            poll(guest, 1)
        else:
            subscription(guest, 0, 1, FD_READ, 0)
            poll(guest, 1)
    os.close(read_end)
    os.close(write_end)


# ---------------------------------------------------------------- sockets


def test_sockets_that_were_given(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    guest = Guest(sockets=[theirs])
    assert guest.fdstat(3)[0] == 6
    ours.send(b"hello")
    guest.do("sock_recv", 3, *guest.vectors(2, 2), 1, OUT, OUT + 4)  # only looks
    assert guest.memory[DATA : DATA + guest.u32()] == b"hell"
    assert guest.read(3, 100) == b"hello"
    guest.put(DATA, b"answer")
    guest.do("sock_send", 3, *guest.vectors(6), 0, OUT)
    guest.write(3, b"!")
    assert ours.recv(100) == b"answer!"
    assert guest.code("sock_recv", 3, *guest.vectors(2), 4, OUT, OUT + 4) == "INVAL"
    assert guest.code("sock_send", 3, *guest.vectors(2), 1, OUT) == "INVAL"
    assert guest.code("sock_shutdown", 3, 0) == "INVAL"
    guest.do("fd_fdstat_set_flags", 3, NONBLOCK)
    assert guest.code("sock_recv", 3, *guest.vectors(2), 0, OUT, OUT + 4) == "AGAIN"
    guest.do("sock_shutdown", 3, 2)
    assert ours.recv(1) == b""
    for name, *args in (("sock_accept", 0, OUT), ("sock_recv", *guest.vectors(1), 0, OUT, OUT), ("sock_send", *guest.vectors(1), 0, OUT),
                        ("sock_shutdown", 1)):  # fmt: skip
        assert (guest.code(name, 1, *args), guest.code(name, 9, *args)) == ("NOTSOCK", "BADF")
    guest.wasi.close()
    theirs.getpeername()  # what was given is not closed
    ours.close()
    theirs.close()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no local sockets")
def test_accepting(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        guest = Guest(sockets=[server])
        client.connect(str(tmp_path / "s"))
        guest.do("sock_accept", 3, NONBLOCK, OUT)
        assert guest.u32() == 4
        assert guest.fdstat(4)[:2] == (6, NONBLOCK)
        guest.write(4, b"x")
        assert client.recv(9) == b"x"
        assert guest.code("sock_accept", 3, 1, OUT) == "INVAL"
        guest.wasi.close()


# ---------------------------------------------------------------- hostile arguments

EDGES = [0, 1, 3, 4, 8, SIZE - 8, SIZE - 4, SIZE - 1, SIZE, SIZE + 1, 2**31 - 1, 2**31, 2**32 - 8, 2**32 - 1]
NO_POINTERS = {"fd_allocate", "fd_filestat_set_size", "proc_raise", "proc_exit"}


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - NO_POINTERS))
def test_pointers_outside(name: str, tmp_path: Path) -> None:
    """No call reads or writes beside the memory, or allocates what a length of the guest says."""
    (tmp_path / "f").write_bytes(b"x" * 100)
    generator = random.Random(name)
    params = CALLS[name][1] if name in CALLS else "iiiiii"
    tracemalloc.start()
    with socket.socket() as sock:
        for _ in range(60):
            guest = Guest(preopens={"/": tmp_path}, clock=Still(), sockets=[sock], max_output=1000)
            guest.open("f", base=FILE_RIGHTS)
            guest.put(PATH, b"f")
            for at in range(0, 256, 8):
                struct.pack_into("<II", guest.memory, IOVS + at, generator.choice(EDGES), generator.choice(EDGES))
            args = [generator.choice([*range(6), PATH, IOVS, *EDGES]) for _ in params]
            if name == "sock_accept":
                args[0] = generator.randrange(3)
            assert guest.functions[name](*args) in NAMES
            assert len(guest.memory) == SIZE
            guest.wasi.close()
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


@given(st.sampled_from(sorted(set(FUNCTIONS) - {"proc_exit", "proc_raise", "sock_accept", "sock_recv"})),
       st.lists(st.one_of(st.integers(0, 8), st.sampled_from(EDGES), st.integers(-(2**63), 2**64 - 1)), min_size=9, max_size=9),
       st.binary(max_size=200))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_anything_gives_an_error_number(name: str, args: list[int], data: bytes) -> None:
    guest = Guest(clock=Still(), max_output=1000, random=bytes)
    guest.memory[: len(data)] = data
    params = CALLS[name][1]
    assert guest.functions[name](*args[: len(params)]) in NAMES


def test_results_are_checked_before_anything_is_done(guest: Guest, tmp_path: Path) -> None:
    guest.put(DATA, b"abc")
    bad = SIZE - 2
    assert guest.code("fd_write", 1, *guest.vectors(3), bad) == "FAULT"
    assert guest.stdout == b""
    at, size = guest.put(PATH, "new")
    assert guest.code("path_open", 3, 0, at, size, CREAT, FILE_RIGHTS, 0, 0, bad) == "FAULT"
    assert not (tmp_path / "new").exists()
    fd = guest.open("f", CREAT)
    guest.write(fd, b"abc")
    assert guest.code("fd_seek", fd, 0, SET, bad) == "FAULT"
    guest.do("fd_tell", fd, OUT)
    assert guest.u64() == 3
    assert guest.code("args_get", SIZE, SIZE + 1) == "FAULT" or not guest.wasi.args


@pytest.mark.parametrize(("start", "size"), [(SIZE - 4, 5), (SIZE, 1), (SIZE + 1, 0), (2**32 - 1, 2**32 - 1), (0, 2**32 - 1)])
def test_a_buffer_outside_is_not_cut_to_what_is_there(guest: Guest, tmp_path: Path, start: int, size: int) -> None:
    (tmp_path / "f").write_bytes(b"x" * 100)
    fd = guest.open("f")
    iovs, _ = guest.vectors(4)
    struct.pack_into("<II", guest.memory, IOVS + 8, start, size)
    for call, target in (("fd_read", fd), ("fd_write", 1)):
        assert guest.code(call, target, iovs, 2, OUT) == "FAULT"
    assert guest.stdout == b""
    guest.do("fd_tell", fd, OUT)
    assert guest.u64() == 0


def test_many_buffers_are_read_in_parts(guest: Guest, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 5000)
    fd = guest.open("f")
    for index in range(4000):
        struct.pack_into("<II", guest.memory, IOVS + 8 * index, OUT, 1)
    guest.do("fd_read", fd, IOVS, 4000, OUT + 8)
    assert guest.u32(OUT + 8) == 1024
    assert guest.code("fd_read", fd, IOVS, 2**29, OUT) == "FAULT"


def test_memory_that_grows_is_seen() -> None:
    guest = Guest()
    assert guest.code("random_get", SIZE, 16) == "FAULT"
    guest.memory += bytes(SIZE)  # no call holds on to it
    assert guest.code("random_get", SIZE, 16) == "SUCCESS"
    guest.wasi.memory = None
    with pytest.raises(RuntimeError, match="exports no memory"):
        guest.functions["random_get"](0, 1)
