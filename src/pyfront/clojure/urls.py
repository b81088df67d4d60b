"""Texts in addresses, as forms of HTML have them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def encode(root: Any, machine: Any, text: Any, encoding: Any) -> str:
    from urllib.parse import quote_plus

    return quote_plus(machine.plain(text), safe="*-._", encoding=_known(machine, encoding)).replace("~", "%7E")


def decode(root: Any, machine: Any, text: Any, encoding: Any) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(machine.plain(text), encoding=_known(machine, encoding))


def _known(machine: Any, encoding: Any) -> str:
    from codecs import lookup

    from pyfront.clojure.failures import JavaError

    name: str = machine.plain(encoding)
    try:
        return lookup(name).name
    except LookupError:
        raise JavaError(name, "java.io.UnsupportedEncodingException") from None
