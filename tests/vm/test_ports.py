"""Ports: reading against a model on strings, files and streams that give any pieces; writing, flushing, errors."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import EOF, Char
from vmcore.errors import MachineError

CHUNK = 65536  # what a port reads at once


@pytest.fixture
def vm() -> Machine:
    return Machine(capabilities=["file"])


MACHINE = Machine()


def fails(kind: str, message: str, f: Callable[..., Any], *args: Any) -> MachineError:
    with pytest.raises(MachineError) as e:
        f(*args)
    assert e.value.kind == kind
    assert re.search(message, e.value.message)
    return e.value


class Pieces:
    """A text or binary stream that gives pieces of any length."""

    def __init__(self, pieces: list[Any], empty: Any = "") -> None:
        self.pieces = list(pieces)
        self.empty = empty

    def read(self, n: int) -> Any:
        assert n >= CHUNK
        return self.pieces.pop(0) if self.pieces else self.empty


class Terminal(io.StringIO):
    """Counts what reaches it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.writes: list[str] = []
        self.flushes = 0

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.writes.append(text)
        return len(text)

    def flush(self) -> None:
        self.flushes += 1


# ---------------------------------------------------------------- reading text

PIECES = st.lists(st.text("ab\r\n\xe9\u20ac\U0001f600", min_size=1, max_size=4), max_size=8)


def lines_of(text: str) -> list[str]:
    lines = re.split("\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]


def read_all(vm: Machine, name: str, *args: Any) -> list[Any]:
    out: list[Any] = []
    while (item := vm.call_prim(name, *args)) is not EOF:
        out.append(item)
    assert vm.call_prim(name, *args) is EOF
    return out


@given(PIECES)
def test_read_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    port = MACHINE.call_prim("open-input-string", text)
    assert read_all(MACHINE, "read-line", port) == lines_of(text)
    MACHINE.set_stream(0, Pieces(pieces))
    assert read_all(MACHINE, "read-line") == lines_of(text)


@given(PIECES)
def test_read_char(pieces: list[str]) -> None:
    text = "".join(pieces)
    MACHINE.set_stream(0, Pieces(pieces))
    for char in text:
        assert MACHINE.call_prim("char-ready?") is True
        assert MACHINE.call_prim("peek-char") == MACHINE.call_prim("read-char") == Char(char)
    assert MACHINE.call_prim("peek-char") is MACHINE.call_prim("read-char") is EOF


@given(PIECES, st.lists(st.integers(0, 6), max_size=12))
def test_read_string(pieces: list[str], counts: list[int]) -> None:
    text = "".join(pieces)
    MACHINE.set_stream(0, Pieces(pieces))
    for n in counts:
        expected: Any = text[:n]
        assert MACHINE.call_prim("read-string", n) == (EOF if n and not text else expected)
        text = text[n:]


@given(st.lists(st.binary(min_size=1, max_size=4), max_size=8), st.lists(st.integers(0, 6), max_size=12))
def test_read_bytes(pieces: list[bytes], counts: list[int]) -> None:
    data = b"".join(pieces)
    port = MACHINE.call_prim("open-input-bytevector", data)
    for n in counts:
        assert MACHINE.call_prim("read-bytevector", n, port) == (EOF if n and not data else data[:n])
        data = data[n:]
        assert MACHINE.call_prim("peek-u8", port) == (data[0] if data else EOF)
    assert read_all(MACHINE, "read-u8", port) == list(data)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_at_chunks(vm: Machine, tmp_path: Path, end: str) -> None:
    """Line ends on either side of the place where a chunk ends; lines longer than a chunk."""
    lines = ["a" * (CHUNK - 2), "", "b", "c" * (3 * CHUNK), "\u20ac" * (CHUNK - 1), "d", ""]
    for shift in range(3):
        text = "x" * shift + end.join(lines)
        path = tmp_path / f"f{shift}"
        path.write_bytes(text.encode())
        port = vm.call_prim("open-input-file", str(path))
        assert read_all(vm, "read-line", port) == lines_of(text)
        vm.set_stream(0, io.StringIO(text, newline=""))
        assert read_all(vm, "read-line") == lines_of(text)


def test_stream_of_a_terminal(vm: Machine) -> None:
    """End of file is told once, then the stream is asked again; a prompt is written before a read."""
    out = Terminal()
    vm.set_stream(1, out)
    vm.set_stream(0, Pieces(["a", "", "b"]))
    vm.call_prim("display", "prompt> ")
    assert out.writes == []
    assert vm.call_prim("read-char") == Char("a")
    assert out.writes == ["prompt> "]
    assert out.flushes == 1
    assert vm.call_prim("peek-char") is EOF
    assert vm.call_prim("read-char") is EOF
    assert vm.call_prim("read-line") == "b"


def test_stream_that_misbehaves(vm: Machine) -> None:
    class Broken:
        def read(self, n: int) -> Any:
            raise KeyError("mine")

    vm.set_stream(0, Broken())
    with pytest.raises(KeyError, match="mine"):
        vm.call_prim("read-char")
    vm.set_stream(0, Pieces([b"bytes", "good"]))
    with pytest.raises(TypeError, match="gave bytes instead of str"):
        vm.call_prim("read-char")
    assert vm.call_prim("read-line") == "good"
    vm.set_stream(0, Pieces(["a\ud800", "good"]))
    fails("file", "invalid character", vm.call_prim, "read-char")
    assert vm.call_prim("read-line") == "good"


def test_stream_that_calls_back(vm: Machine) -> None:
    """A stream's methods cannot run the program that is waiting for them."""

    class Back:
        def write(self, text: str) -> None:
            vm.apply(len, ["x"])

    vm.set_stream(1, Back())
    vm.call_prim("display", "x")
    with pytest.raises(RecursionError):
        vm.apply(len, ["x"])  # flushes before it calls
    assert vm.apply(len, ["xyz"]) == 3


def test_refused_memory_loses_no_input(vm: Machine) -> None:
    text = "".join(f"line {i}\n" for i in range(40))
    vm.set_stream(0, Pieces([text[i : i + 7] for i in range(0, len(text), 7)]))
    lines = []
    while len(lines) < 40:
        for n in range(9):
            vm.set_test_hooks(fail_alloc=n)
            try:
                line = vm.call_prim("read-line")
            except MachineError as e:
                assert e.status == "NOMEM"
                continue
            finally:
                vm.set_test_hooks(fail_alloc=-1)
            lines.append(line)
            break
    assert lines == text.splitlines()


# ---------------------------------------------------------------- writing


def test_string_ports(vm: Machine) -> None:
    port = vm.call_prim("open-output-string")
    vm.call_prim("write-string", "h\xe9llo\u20ac", port, 1)
    vm.call_prim("write-string", "abc", port, 1, 2)
    vm.call_prim("write-char", Char("\U0001f600"), port)
    vm.call_prim("newline", port)
    vm.call_prim("fresh-line", port)
    vm.call_prim("write", "q", port)
    vm.call_prim("fresh-line", port)
    vm.call_prim("display", "q", port)
    assert vm.call_prim("get-output-string", port) == '\xe9llo\u20acb\U0001f600\n"q"\nq'
    vm.call_prim("close-port", port)
    assert vm.call_prim("get-output-string", port).endswith("q")


def test_bytevector_ports(vm: Machine) -> None:
    port = vm.call_prim("open-output-bytevector")
    vm.call_prim("write-u8", 255, port)
    vm.call_prim("write-bytevector", b"abcd", port, 1, 3)
    vm.call_prim("write-bytevector", b"xy", port)
    assert vm.call_prim("get-output-bytevector", port) == b"\xffbcxy"
    fails("range", "argument 1", vm.call_prim, "write-u8", 256, port)
    fails("type", "textual output port", vm.call_prim, "write-char", Char("a"), port)
    source = vm.call_prim("open-input-bytevector", b"abcdef")
    target = vm.call_prim("box", 0)
    assert vm.call_prim("read-bytevector!", b"....", source, 1, 3) == 2
    assert vm.call_prim("read-bytevector", 100, source) == b"cdef"
    assert vm.call_prim("read-bytevector!", b"....", source) is EOF
    assert vm.call_prim("read-bytevector!", b"....", source, 2, 2) == 0
    fails("type", "not a port", vm.call_prim, "read-u8", target)


def test_ranges(vm: Machine) -> None:
    port = vm.call_prim("open-output-string")
    for start, end, bad in ((0, 4, 4), (-1, 3, 3), (3, 2, 3), (4, 4, 4), (0, -1, 4), (0, 2**48 - 1, 4)):
        fails("range", f"argument {bad} ", vm.call_prim, "write-string", "abc", port, start, end)
    for name in ("read-string", "read-bytevector"):
        source = vm.call_prim("open-input-string" if name == "read-string" else "open-input-bytevector",
                              "a" if name == "read-string" else b"a")  # fmt: skip
        fails("range", "argument 1 ", vm.call_prim, name, -1, source)
    assert vm.call_prim("get-output-string", port) == ""


def test_output_is_held_back(vm: Machine) -> None:
    out = Terminal()
    out.isatty = lambda: False  # type: ignore[method-assign]
    vm.set_stream(1, out)
    vm.call_prim("display", "x\n")
    vm.call_prim("write-string", "y" * 8000)
    assert out.writes == []
    vm.call_prim("write-string", "z" * 200)
    assert out.writes == ["x\n" + "y" * 8000 + "z" * 200]
    vm.call_prim("display", "\u20ac")
    vm.call_prim("flush-output-port")
    assert out.writes[1:] == ["\u20ac"]
    assert out.flushes == 1
    for _ in range(8192):
        vm.call_prim("write-char", Char("c"))
    assert out.writes[2:] == ["c" * 8192]
    vm.call_prim("newline")
    vm.call_prim("flush-output-port")
    vm.call_prim("fresh-line")
    vm.call_prim("flush-output-port")
    assert out.writes[3:] == ["\n"]


def test_terminal_sees_lines(vm: Machine) -> None:
    out = Terminal()
    vm.set_stream(1, out)
    vm.call_prim("display", "a")
    assert out.writes == []
    vm.call_prim("newline")
    vm.call_prim("display", "b\nc")
    assert out.writes == ["a\n", "b\nc"]
    assert out.flushes == 2


def test_runs_flush(vm: Machine) -> None:
    """At the end of a run, and before a host function is called."""
    out, err = io.StringIO(), io.BytesIO()
    vm.set_stream(1, out)
    vm.set_stream(2, err)
    vm.call_prim("display", "a")
    vm.call_prim("write-u8", 65, vm.call_prim("%current-port", 2))
    seen = []
    vm.apply(lambda: seen.append((out.getvalue(), err.getvalue())), [])
    assert seen == [("a", b"A")]
    assert out.getvalue() == "a"


def test_failing_write(vm: Machine) -> None:
    class Full:
        def write(self, text: str) -> None:
            raise OSError("disk full")

    vm.set_stream(1, Full())
    with pytest.raises(OSError, match="disk full"):
        vm.call_prim("write-string", "x" * 10000)
    vm.call_prim("display", "y")
    vm.set_stream(1, io.StringIO())


def test_current_ports(vm: Machine) -> None:
    assert vm.call_prim("%current-port", 0) is False
    fails("error", "no current output port", vm.call_prim, "newline")
    fails("error", "no current input port", vm.call_prim, "read-char")
    port = vm.call_prim("open-output-string")
    vm.call_prim("%set-current-port!", 1, port)
    vm.call_prim("display", "x")
    assert vm.call_prim("get-output-string", vm.call_prim("%current-port", 1)) == "x"
    fails("type", "input port", vm.call_prim, "%set-current-port!", 0, port)
    fails("range", "argument 1", vm.call_prim, "%set-current-port!", 3, port)


def test_kinds_and_closing(vm: Machine) -> None:
    kinds = ["input-port?", "output-port?", "textual-port?", "binary-port?"]
    for name, args, expected in (
        ("open-input-string", ["x"], [True, False, True, False]),
        ("open-output-string", [], [False, True, True, False]),
        ("open-input-bytevector", [b"x"], [True, False, False, True]),
        ("open-output-bytevector", [], [False, True, False, True]),
    ):
        port = vm.call_prim(name, *args)
        assert vm.call_prim("port?", port) is True
        assert [vm.call_prim(kind, port) for kind in kinds] == expected
        mine, other = ("input", "output") if expected[0] else ("output", "input")
        assert vm.call_prim(f"{mine}-port-open?", port) is True
        fails("type", f"not an {other} port", vm.call_prim, f"{other}-port-open?", port)
        fails("type", f"not an {other} port", vm.call_prim, f"close-{other}-port", port)
        vm.call_prim(f"close-{mine}-port", port)
        vm.call_prim("close-port", port)
        assert vm.call_prim(f"{mine}-port-open?", port) is False
    assert [vm.call_prim(kind, 1) for kind in ["port?", *kinds]] == [False] * 5
    closed = vm.call_prim("open-input-string", "x")
    vm.call_prim("close-port", closed)
    fails("error", "closed", vm.call_prim, "read-char", closed)
    fails("type", "textual output port", vm.call_prim, "write", 1, closed)


# ---------------------------------------------------------------- files


def test_files(vm: Machine, tmp_path: Path) -> None:
    path = str(tmp_path / "\u20ac.txt")
    assert vm.call_prim("file-exists?", path) is False
    port = vm.call_prim("open-output-file", path)
    vm.call_prim("display", "\xe9\u20ac\r\n" * 5000, port)
    vm.call_prim("close-port", port)
    assert Path(path).read_bytes() == ("\xe9\u20ac\r\n" * 5000).encode()
    port = vm.call_prim("open-input-file", path)
    assert vm.call_prim("read-string", 10**6, port) == "\xe9\u20ac\r\n" * 5000
    vm.call_prim("close-input-port", port)
    port = vm.call_prim("open-binary-output-file", path)
    vm.call_prim("write-bytevector", bytes(range(256)), port)
    vm.call_prim("close-output-port", port)
    port = vm.call_prim("open-binary-input-file", path)
    assert vm.call_prim("u8-ready?", port) is True
    assert vm.call_prim("read-bytevector", 1000, port) == bytes(range(256))
    assert vm.call_prim("file-exists?", path) is True
    vm.call_prim("delete-file", path)
    assert vm.call_prim("file-exists?", path) is False


def test_file_errors(vm: Machine, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    error = fails("file", "cannot open file", vm.call_prim, "open-input-file", missing)
    assert error.irritants == [f'"{missing}"', '"No such file or directory"']
    fails("file", "cannot open file", vm.call_prim, "open-output-file", str(tmp_path))
    fails("file", "cannot open file", vm.call_prim, "open-input-file", "a\0b")
    fails("file", "cannot delete file", vm.call_prim, "delete-file", missing)
    assert vm.call_prim("file-exists?", "a\0b") is False
    bad = tmp_path / "bad"
    bad.write_bytes(b"good\n" + b"\xff\n")
    port = vm.call_prim("open-input-file", str(bad))
    error = fails("file", "invalid UTF-8", vm.call_prim, "read-line", port)
    assert error.irritants == [f'"{bad}"']
    refused = Machine()
    for name in ("open-input-file", "open-output-file", "open-binary-input-file", "open-binary-output-file",
                 "file-exists?", "delete-file"):  # fmt: skip
        fails("capability", "'file-", refused.call_prim, name, missing)


def test_files_left_open(vm: Machine, tmp_path: Path) -> None:
    """What was written is in the file at the end of the run, even if the program lost the port."""
    paths = [tmp_path / str(i) for i in range(3)]
    ports = [vm.call_prim("open-output-file", str(p)) for p in paths]
    for port in ports:
        vm.call_prim("display", "kept", port)
    vm.call_prim("close-port", ports[1])
    del ports, port
    assert vm.collect() == 0
    assert [p.read_text() for p in paths] == ["", "kept", ""]
    vm.apply(len, ["x"])
    assert [p.read_text() for p in paths] == ["kept"] * 3
    vm.call_prim("write-char", Char("x"), vm.call_prim("open-output-file", str(paths[0])))


def test_collection(vm: Machine) -> None:
    """Ports keep what they read from, and give back what they hold."""
    source = vm.call_prim("open-input-string", "ab\u20ac" * 1000)
    vm.set_stream(0, Pieces(["some text"]))
    assert vm.call_prim("read-char") == Char("s")
    for _ in range(50):
        vm.call_prim("write-string", "x" * 100_000, vm.call_prim("open-output-string"))
    assert vm.collect() == 0
    assert vm.stats()["heap_bytes"] < 3_000_000
    assert vm.call_prim("read-string", 5, source) == "ab\u20acab"
    assert vm.call_prim("read-line") == "ome text"
