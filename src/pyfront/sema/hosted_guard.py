"""Functions of the library that are functions of Python: secrets and personal data in text, by patterns that are well known."""

from __future__ import annotations

import re

from pyfront.text.patterns import bounded
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

SECRETS = {
    "aws-access-key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "github-token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    "slack-token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "anthropic-key": r"\bsk-ant-[A-Za-z0-9_-]{20,}",
    "openai-key": r"\bsk-(?!ant-)(?:proj-)?[A-Za-z0-9_-]{20,}",
    "google-api-key": r"\bAIza[A-Za-z0-9_-]{35}",
    "stripe-key": r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "jwt": r"\beyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+",
    "private-key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:.*?-----END (?:[A-Z]+ )*PRIVATE KEY-----)?",
}
PERSONAL = {
    "email": r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "phone": r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)|\d{3})[ .-]?\d{3}[ .-]\d{4}\b",
    "ipv4": r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b",
}


def _found(guest: Guest, text: str, patterns: dict[str, str]) -> list[tuple[int, int, str]]:
    """Start, end and label; of those that overlap, the one that begins first."""
    every = sorted(
        (match.start(), match.end(), label)
        for label, pattern in patterns.items()
        for match in bounded(guest.machine, re.compile(pattern, re.S), text).finditer(text)
    )
    kept: list[tuple[int, int, str]] = []
    for one in every:
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _maps(text: str, found: list[tuple[int, int, str]]) -> list[dict[Any, Any]]:
    return [
        {Keyword("type"): label, Keyword("match"): text[start:end], Keyword("start"): start, Keyword("end"): end}
        for start, end, label in found
    ]


def secret_detect(guest: Guest, text: str) -> list[dict[Any, Any]]:
    return _maps(text, _found(guest, text, SECRETS))


def pii_detect(guest: Guest, text: str) -> list[dict[Any, Any]]:
    return _maps(text, _found(guest, text, PERSONAL))


def secret_redact(guest: Guest, text: str) -> str:
    out, at = "", 0
    for start, end, label in _found(guest, text, SECRETS):
        out += f"{text[at:start]}«redacted:{label}»"
        at = end
    return out + text[at:]


FUNCTIONS: dict[str, Any] = {"secret/detect": secret_detect, "secret/redact": secret_redact, "pii/detect": pii_detect}
GUESTS = frozenset(FUNCTIONS)
