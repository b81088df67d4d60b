"""``vmcore bench``: the same programs on our engines and on whichever other implementations the machine has."""

from __future__ import annotations


def main(argv: list[str] | None = None) -> int:
    """Runs the command; answers the exit code: 0, 1 for a wrong answer or a missed requirement, 2 for bad usage."""
    from pyfront.bench.command import main as command

    return command(argv)
