"""What the commands of ``vmcore bench`` share in reading their options."""

from __future__ import annotations

import argparse
from typing import TypeVar

T = TypeVar("T")


def choose(wanted: list[str], known: dict[str, T], what: str, parser: argparse.ArgumentParser) -> list[T]:
    """What the wanted names mean, in the order of ``known``; everything if none is wanted. An unknown name ends the program."""
    for name in wanted:
        if name not in known:
            parser.error(f"unknown {what} {name!r}; there are: {', '.join(known)}")
    return [value for name, value in known.items() if not wanted or name in wanted]
