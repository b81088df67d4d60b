"""Services for numbers."""

from __future__ import annotations

from pyfront.sema.host import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


MOST_PLACES = 1000


def _number(machine: Any, x: Any) -> Any:
    return x if x.__class__ is int else machine.plain(x)


def _argument(machine: Any, x: Any, kind: type | tuple[type, ...], name: str, number: int) -> Any:
    """A plain argument of one of the kinds; ``int`` alone is "int" in messages."""
    from pyfront.sema.host_call import wrong_argument

    value = _number(machine, x)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise wrong_argument(name, number, "int" if kind is int else "number", value)
    return value


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
    from math import copysign, floor, isfinite

    value = float(_argument(machine, x, (int, float), "math/round-to", 1))
    digits = _argument(machine, places, int, "math/round-to", 2)
    if digits > 308 or not isfinite(value):  # there are no such places
        return value
    factor = 10.0 ** max(digits, -400)
    scaled = value * factor
    return copysign(floor(abs(scaled) + 0.5), scaled) / factor if factor and isfinite(scaled) else value if factor else 0.0


def _fixed(root: Any, machine: Any, x: Any, places: Any) -> str:
    digits = _argument(machine, places, int, "math/format-fixed", 2)
    if not 0 <= digits <= MOST_PLACES:
        raise failed(f"math/format-fixed: from 0 to {MOST_PLACES} places, not {digits}")
    return f"{float(_argument(machine, x, (int, float), 'math/format-fixed', 1)):.{digits}f}"


def _wrap64(root: Any, machine: Any, x: Any) -> int:
    value: int = _number(machine, x)
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


SERVICES = {
    "fmod": _fmod, "random": _random, "random-int": _random_int, "round-to": _round_to, "fixed": _fixed, "wrap64": _wrap64,
    **{name: _function(name) for name in ("exp", "log2", "log10", "sinh", "cosh", "tanh")},
}  # fmt: skip
