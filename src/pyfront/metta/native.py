"""The machine that compiled functions and forms run on: made, loaded, and entered within what is left of a run's limits."""

from __future__ import annotations

from vmcore.errors import MachineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Lambda


class GaveUp(Exception):
    """What compiled code cannot do: the generic machine does the call again."""


def new_machine() -> Any:
    from vmcore._host import Machine

    machine = Machine()
    machine.define_stubs("machine:")
    return machine


def load(machine: Any, unit: Lambda) -> None:
    """Compiles a unit and runs it."""
    from pyfront.emit import compile_ir
    from vmcore._image import Image

    machine.load(Image(compile_ir(unit, None)))()


def enter(machine: Any, limits: Any, entry: Any, args: Any) -> Any:
    """What an entry answers; GaveUp if it gave up. ``limits``: see ``language.Limits``, or None;
    without a machine to follow, interruptions are Python's."""
    if limits is not None:
        if limits.machine is not None:
            machine.follow(limits.machine)
        machine.set_limits(**limits.of_machine())
    try:
        result = entry(*args)
    except MachineError as error:
        if error.status in ("FUEL", "TIMEOUT", "MEMORY"):
            from pyfront.errors import BY_STATUS

            raise BY_STATUS[error.status](error.message) from None
        if error.status == "INTERRUPT":
            raise KeyboardInterrupt from None
        raise GaveUp from None
    if limits is not None and limits.fuel is not None:
        limits.steps += machine.stats()["work"]
    return result
