"""Digests of bytes, for java.security.MessageDigest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Names of Java -> of hashlib
_ALGORITHMS = {"MD5": "md5", "SHA": "sha1", "SHA-1": "sha1", "SHA1": "sha1", "SHA-224": "sha224", "SHA-256": "sha256",
               "SHA-384": "sha384", "SHA-512": "sha512", "SHA3-256": "sha3_256", "SHA3-512": "sha3_512"}  # fmt: skip


def is_known(root: Any, machine: Any, name: Any) -> bool:
    return machine.plain(name).upper() in _ALGORITHMS


def digest(root: Any, machine: Any, name: Any, data: Any) -> list[int]:
    """The bytes, signed, of a list of signed ones."""
    from hashlib import new

    made = new(_ALGORITHMS[machine.plain(name).upper()], bytes(int(x) & 255 for x in machine.plain(data))).digest()
    return [x - 256 if x > 127 else x for x in made]
