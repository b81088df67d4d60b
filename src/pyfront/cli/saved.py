"""Compiled programs as files. Explicit bytes: nothing in a file is executed but what the verifier lets through.

8 bytes   "VMPROG1\\n"
u32       length of the header, little endian
header    JSON in UTF-8: language, filename, source, defines, images: [[backend, length], ...]
images    one after another, to the end of the file
"""

from __future__ import annotations

import json

from pyfront.api import BACKENDS, Program
from pyfront.cli.files import COMPILED
from pyfront.languages import LANGUAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BAD = "the compiled file is damaged"


def dump(program: Program) -> bytes:
    header = {
        "language": program.language,
        "filename": program.filename,
        "source": program.source,
        "defines": list(program.defines),
        "images": [[backend, len(image)] for backend, image in program.images.items()],
    }
    text = json.dumps(header).encode("ascii")
    return b"".join((COMPILED, len(text).to_bytes(4, "little"), text, *program.images.values()))


def load(data: bytes) -> Program:
    """The program of a file; ValueError if it is none. The images are verified when they are run."""
    start = len(COMPILED) + 4
    end = start + int.from_bytes(data[len(COMPILED) : start], "little")
    if not data.startswith(COMPILED) or len(data) < end:
        raise ValueError(_BAD)
    try:
        header = json.loads(data[start:end].decode("ascii"))
    except (ValueError, RecursionError):
        raise ValueError(_BAD) from None
    _check(header)
    images = {}
    for backend, length in header["images"]:
        images[backend] = data[end : end + length]
        end += length
    if end != len(data):
        raise ValueError(_BAD)
    return Program(header["language"], header["filename"], header["source"], images, tuple(header["defines"]))


def _check(header: Any) -> None:
    """ValueError unless everything has the type it should have."""
    if not isinstance(header, dict):
        raise ValueError(_BAD)  # noqa: TRY004 - it is about the file, not about an argument
    texts = [header.get(name) for name in ("language", "filename", "source")]
    defines, images = header.get("defines"), header.get("images")
    if not isinstance(defines, list) or not isinstance(images, list):
        raise ValueError(_BAD)  # noqa: TRY004
    if not all(isinstance(text, str) for text in texts + defines):
        raise ValueError(_BAD)
    for item in images:
        if not isinstance(item, list) or len(item) != 2 or item[0] not in BACKENDS:
            raise ValueError(_BAD)
        if type(item[1]) is not int or item[1] < 0:
            raise ValueError(_BAD)
    if header["language"] not in LANGUAGES:
        raise ValueError(f"the compiled file is in an unknown language, {header['language']!r}")
