"""Functions of the library that are functions of Python: files that are read and written piece by piece, and keys. The library's
streams (more.sema) have the number of what is open."""

from __future__ import annotations

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

LINE = 256 * 1024  # the most bytes of a line that a fold takes
PIECE = 512  # lines that a fold gets at a time


def _open(guest: Guest, who: str, path: str, mode: str) -> int:
    try:
        stream = open(path, mode)  # noqa: SIM115 - closed by the program, or with the runtime
    except OSError as error:
        raise guest.failed(f"{who} {path}: {error.strerror or error}") from None
    number = guest.number()
    guest.state("streams")[number] = stream
    return number


def open_input(guest: Guest, path: str) -> int:
    return _open(guest, "stream/open-input", path, "rb")


def open_output(guest: Guest, path: str) -> int:
    return _open(guest, "stream/open-output", path, "wb")


def _of(guest: Guest, number: int) -> Any:
    return guest.state("streams")[number]


def read(guest: Guest, number: int, most: int) -> bytes:
    data: bytes = _of(guest, number).read(most if most >= 0 else -1)
    return data


def read_line(guest: Guest, number: int) -> Any:
    """Bytes with the newline; nil at the end."""
    return _of(guest, number).readline() or None


def read_lines(guest: Guest, number: int) -> list[bytes]:
    """Some lines without their newlines; none at the end."""
    stream = _of(guest, number)
    lines = []
    for _ in range(PIECE):
        line = stream.readline(LINE + 2)
        if not line:
            break
        line = line[:-1] if line.endswith(b"\n") else line
        line = line[:-1] if line.endswith(b"\r") else line
        if len(line) > LINE:
            raise guest.failed(f"file/fold-lines-bytes: a line has more than {LINE} bytes")
        lines.append(line)
    return lines


def is_left(guest: Guest, number: int) -> bool:
    return bool(_of(guest, number).peek(1))


def write(guest: Guest, number: int, data: Any) -> int:
    return int(_of(guest, number).write(bytes(data)))


def flush(guest: Guest, number: int) -> None:
    _of(guest, number).flush()


def close(guest: Guest, number: int) -> None:
    stream = guest.state("streams").pop(number, None)
    if stream is not None:
        stream.close()


# ---------------------------------------------------------------- keys

NAMED = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace", "[A": "up", "[B": "down", "[C": "right",
    "[D": "left", "[H": "home", "[F": "end", "[1~": "home", "[4~": "end", "[2~": "insert", "[3~": "delete", "[5~": "page-up",
    "[6~": "page-down", "OP": "f1", "OQ": "f2", "OR": "f3", "OS": "f4", "OH": "home", "OF": "end", "[Z": "back-tab",
}  # fmt: skip


def read_key(guest: Guest, text: str) -> Any:
    """What a key has sent, as a map."""
    kind, value = Keyword("kind"), Keyword("char")
    if text in NAMED or text == "\x1b":
        return {kind: Keyword("key"), Keyword("name"): Keyword(NAMED.get(text, "escape"))}
    if text[0] == "\x1b":
        if text[1:] in NAMED:
            return {kind: Keyword("key"), Keyword("name"): Keyword(NAMED[text[1:]])}
        if len(text) == 2:
            return {kind: Keyword("alt"), value: text[1]}
        return {kind: Keyword("unknown"), Keyword("text"): text}
    if text < " ":
        return {kind: Keyword("ctrl"), value: chr(ord(text) + 96)}
    return {kind: Keyword("char"), value: text}


FUNCTIONS: dict[str, Any] = {
    "%stream/open-input": open_input, "%stream/open-output": open_output, "%stream/read": read, "%stream/read-line": read_line,
    "%stream/read-lines": read_lines, "%stream/left?": is_left, "%stream/write": write, "%stream/flush": flush,
    "%stream/close": close, "%stream/key": read_key,
}  # fmt: skip
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, Any] = {"%stream/open-input": "file-read", "%stream/open-output": "file-write"}
