"""How often programs changed something that results may depend on: spaces, states."""

from __future__ import annotations


class Changes:
    """``count`` grows with every change that a program or Python makes to any space or state."""

    count = 0


def changed() -> None:
    Changes.count += 1
