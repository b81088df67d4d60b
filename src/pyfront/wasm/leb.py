"""LEB128: integers of the binary format. ``bits`` is the width; longer and larger encodings are malformed."""

from __future__ import annotations

from pyfront.wasm.errors import MalformedModule

UNEXPECTED_END = "unexpected end of section or function"


def unsigned(data: bytes, pos: int, bits: int) -> tuple[int, int]:
    """A number and the position behind it."""
    value = shift = 0
    try:
        while True:
            byte = data[pos]
            if shift + 7 > bits and (shift >= bits or (byte & 0x7F) >> (bits - shift)):
                raise MalformedModule(_complaint(shift, bits), offset=pos)
            pos += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, pos
            shift += 7
    except IndexError:
        raise MalformedModule(_ended(shift, bits), offset=pos) from None


def signed(data: bytes, pos: int, bits: int) -> tuple[int, int]:
    value = shift = 0
    try:
        while True:
            byte = data[pos]
            if shift + 7 > bits:
                if shift >= bits:
                    raise MalformedModule(_complaint(shift, bits), offset=pos)
                beyond = (byte & 0x7F) >> (bits - shift - 1)  # the sign bit, and what must repeat it
                if beyond not in (0, 0x7F >> (bits - shift - 1)):
                    raise MalformedModule(_complaint(shift, bits), offset=pos)
            pos += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value - (1 << shift) if byte & 0x40 else value, pos
    except IndexError:
        raise MalformedModule(_ended(shift, bits), offset=pos) from None


def _complaint(shift: int, bits: int) -> str:
    return "integer representation too long" if shift >= bits else "integer too large"


def _ended(shift: int, bits: int) -> str:
    return _complaint(shift, bits) if shift >= bits else UNEXPECTED_END


def write_unsigned(value: int, out: bytearray) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def write_signed(value: int, out: bytearray) -> None:
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
