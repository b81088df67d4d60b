"""What the commands of ``vmcore bench`` share in reading their options and in what they end with."""

from __future__ import annotations

import argparse
import sys
from typing import TypeVar

T = TypeVar("T")


def choose(wanted: list[str], known: dict[str, T], what: str, parser: argparse.ArgumentParser) -> list[T]:
    """What the wanted names mean, in the order of ``known``; everything if none is wanted. An unknown name ends the program."""
    for name in wanted:
        if name not in known:
            parser.error(f"unknown {what} {name!r}; there are: {', '.join(known)}")
    return [value for name, value in known.items() if not wanted or name in wanted]


def chosen(parser: argparse.ArgumentParser, argv: list[str], field: str, known: dict[str, T]) -> tuple[argparse.Namespace, list[T]]:
    """The options, and what the names in ``field`` mean: nothing if the one name is list, for which the names are printed."""
    options = parser.parse_args(argv)
    wanted = getattr(options, field)
    if wanted == ["list"]:
        print("\n".join(known))
        return options, []
    return options, choose(wanted, known, field.removesuffix("s"), parser)


def complain(titled: dict[str, list[str]]) -> None:
    """What went wrong, and what is required and missed."""
    for title, lines in titled.items():
        for line in lines:
            print(f"{title}: {line}", file=sys.stderr)
