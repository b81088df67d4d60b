"""Functions of the library that are functions of Python: answers of language models in a file, a line of JSON for each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest


def digest(guest: Guest, request: Any) -> str:
    """What tells requests apart."""
    from hashlib import sha256

    from pyfront.sema.printing import shown

    return sha256(_ordered(request, shown).encode()).hexdigest()


def _ordered(x: Any, shown: Any) -> str:
    """A text that does not depend on the order of keys."""
    if isinstance(x, dict):
        return "{" + ",".join(sorted(f"{_ordered(k, shown)} {_ordered(v, shown)}" for k, v in x.items())) + "}"
    if isinstance(x, (list, tuple)):
        return "[" + ",".join(_ordered(one, shown) for one in x) + "]"
    text: str = shown(x)
    return text


def load(guest: Guest, path: str) -> dict[str, Any]:
    """Digest -> answer; a file is read once in a runtime."""
    from os.path import abspath, exists

    from pyfront.sema.hosted_data import json_decode

    tapes = guest.state("tapes")
    path = abspath(path)
    if path not in tapes:
        tapes[path] = found = {}
        if exists(path):
            try:
                with open(path, encoding="utf-8") as stream:
                    for line in stream:
                        one = {key.name: value for key, value in json_decode(line).items()}
                        found[one["key"]] = one["answer"]
            except (OSError, UnicodeError, KeyError, AttributeError) as error:
                raise guest.failed(f"llm/with-cassette {path}: {error}") from None
    kept: dict[str, Any] = tapes[path]
    return kept


def add(guest: Guest, path: str, key: str, answer: Any) -> None:
    from pyfront.sema.hosted_data import json_encode
    from vmcore.data import Keyword

    load(guest, path)[key] = answer
    try:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(json_encode({Keyword("key"): key, Keyword("answer"): answer}) + "\n")
    except OSError as error:
        raise guest.failed(f"llm/with-cassette {path}: {error.strerror or error}") from None


FUNCTIONS: dict[str, Any] = {"%tape/digest": digest, "%tape/load": load, "%tape/add": add}
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, Any] = {"%tape/load": "file-read", "%tape/add": "file-write"}
