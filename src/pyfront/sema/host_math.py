"""Services for numbers."""

from __future__ import annotations

from pyfront.sema.host import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _number(machine: Any, x: Any) -> Any:
    return x if x.__class__ is int else machine.plain(x)


def _fmod(root: Any, machine: Any, a: Any, b: Any) -> Any:
    from math import fmod

    a, b = _number(machine, a), _number(machine, b)
    return fmod(a, b) if b else float("nan")


def _function(name: str) -> Callable[..., float]:
    def serve(root: Any, machine: Any, x: Any) -> float:
        import math

        x = _number(machine, x)
        try:
            return float(getattr(math, name)(x))
        except ValueError:
            return float("-inf") if x == 0 and name.startswith("log") else float("nan")
        except OverflowError:
            return float("inf") if name == "cosh" or x > 0 else float("-inf")
        except TypeError:
            raise failed(f"expected number for {name}") from None

    return serve


def _random(root: Any, machine: Any) -> float:
    from random import random

    return random()


def _random_int(root: Any, machine: Any, low: Any, high: Any) -> int:
    from random import randint

    low, high = _number(machine, low), _number(machine, high)
    if low > high:
        raise failed(f"math/random-int: empty range {low}..{high}")
    return randint(low, high)


def _round_to(root: Any, machine: Any, x: Any, places: Any) -> float:
    from math import copysign, floor

    factor = 10.0 ** _number(machine, places)
    scaled = float(_number(machine, x)) * factor
    return copysign(floor(abs(scaled) + 0.5), scaled) / factor


def _fixed(root: Any, machine: Any, x: Any, places: Any) -> str:
    return f"{float(_number(machine, x)):.{_number(machine, places)}f}"


def _wrap64(root: Any, machine: Any, x: Any) -> int:
    value: int = _number(machine, x)
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


SERVICES = {
    "fmod": _fmod, "random": _random, "random-int": _random_int, "round-to": _round_to, "fixed": _fixed, "wrap64": _wrap64,
    **{name: _function(name) for name in ("exp", "log2", "log10", "sinh", "cosh", "tanh")},
}  # fmt: skip
