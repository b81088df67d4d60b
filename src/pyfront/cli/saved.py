"""Compiled programs as files. Explicit bytes: nothing in a file is executed but what the verifier lets through.

8 bytes   "VMPROG1\\n"
u32       length of the header, little endian
header    JSON in UTF-8: language, filename, source, defines, path, texts, images: [[library, backend, length], ...]
          (library: the name of one that runs before the program, "" for the program itself; backend: "" for a
          library that comes with the language, whose image is not in the file)
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
    parts = [("", backend, image) for backend, image in program.images.items()]
    for name, own in program.libraries:
        parts += [(name, backend, image) for backend, image in own.items()] or [(name, "", b"")]
    header = {
        "language": program.language,
        "filename": program.filename,
        "source": program.source,
        "defines": list(program.defines),
        "path": list(program.path),
        "texts": program.texts,
        "images": [[name, backend, len(image)] for name, backend, image in parts],
    }
    text = json.dumps(header).encode("ascii")
    return b"".join((COMPILED, len(text).to_bytes(4, "little"), text, *[image for _, _, image in parts]))


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
    images: dict[str, dict[str, bytes]] = {"": {}}
    for name, backend, length in header["images"]:
        own = images.setdefault(name, {})
        if backend:
            own[backend] = data[end : end + length]
        end += length
    if end != len(data):
        raise ValueError(_BAD)
    program = images.pop("")
    defines, path = tuple(header["defines"]), tuple(header["path"])
    language, filename, source = header["language"], header["filename"], header["source"]
    return Program(language, filename, source, program, defines, tuple(images.items()), path, header["texts"])


def _check(header: Any) -> None:
    """ValueError unless everything has the type it should have."""
    if not isinstance(header, dict):
        raise ValueError(_BAD)  # noqa: TRY004 - it is about the file, not about an argument
    strings = [header.get(name) for name in ("language", "filename", "source")]
    for name in ("defines", "path"):
        if not isinstance(header.get(name), list):
            raise ValueError(_BAD)  # noqa: TRY004 - the same
        strings += header[name]
    texts, images = header.get("texts"), header.get("images")
    if not isinstance(texts, dict) or not isinstance(images, list):
        raise ValueError(_BAD)  # noqa: TRY004 - the same
    strings += texts.values()
    for item in images:
        if not isinstance(item, list) or len(item) != 3 or item[1] not in (*BACKENDS, ""):
            raise ValueError(_BAD)
        if type(item[2]) is not int or item[2] < 0:
            raise ValueError(_BAD)
        strings.append(item[0])
    if not all(isinstance(text, str) for text in strings):
        raise ValueError(_BAD)
    if header["language"] not in LANGUAGES:
        raise ValueError(f"the compiled file is in an unknown language, {header['language']!r}")
