"""``vmcore bench``: the same programs on our engines and on whichever other implementations the machine has."""

from __future__ import annotations


def main(argv: list[str] | None = None) -> int:
    """Runs the command; answers the exit code: 0, 1 for a wrong answer or a missed requirement, 2 for bad usage."""
    import sys

    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["clojure"]:
        from pyfront.bench.clojure_command import main as clojure

        return clojure(arguments[1:])
    if arguments[:1] == ["wasm"]:
        from pyfront.bench.wasm_command import main as wasm

        return wasm(arguments[1:])
    if arguments[:1] == ["metta"]:
        from pyfront.bench.metta_command import main as metta

        return metta(arguments[1:])
    if arguments[:1] == ["sema"]:
        from pyfront.bench.sema_command import main as sema

        return sema(arguments[1:])
    if arguments[:1] == ["dsssl"]:
        from pyfront.bench.dsssl_command import main as dsssl

        return dsssl(arguments[1:])
    from pyfront.bench.command import main as command

    return command(arguments)
