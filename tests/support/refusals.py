"""Allocations that are refused: what a primitive makes of it, whichever one fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vmcore._host import Machine
from vmcore.errors import MachineError


def whichever_allocation_fails(name: str, args: tuple[Any, ...], is_right: Callable[[Any], bool]) -> int:
    """The answer of the primitive is an error or right, and the heap stays sound. How many attempts failed."""
    vm = Machine()
    for k in range(100):
        vm.set_test_hooks(fail_alloc=k)
        try:
            result = vm.call_prim(name, *args)
        except MemoryError:  # on the way in
            continue
        except MachineError as error:
            assert error.status in ("NOMEM", "MEMORY")
            continue
        finally:
            vm.set_test_hooks(fail_alloc=-1)
            assert vm.collect() == 0
        assert is_right(result)
        return k
    pytest.fail("it never succeeds")
