"""The module ``random``. A generator with a seed gives the same numbers in each run, not those of the reference."""

from __future__ import annotations

from pyfront.metta.bundled import op
from pyfront.metta.names import BOOL, NUMBER, UNDEFINED, UNIT_TYPE
from pyfront.metta.values import Failed, NoReduce, Number, Opaque, number_of, truth
from vmcore.terms import UNIT, Atom, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.runner import Runner

GENERATOR = Sym("RandomGenerator")


class Generator(Opaque):
    """A source of random numbers, the same only as itself. ``seed`` None: from the system."""

    __slots__ = ()

    def __init__(self, seed: int | None) -> None:
        from random import Random

        super().__init__(Random(seed), GENERATOR, "random")


def _whole(value: Any) -> int:
    if value != value or value in (float("inf"), float("-inf")):
        raise Failed("a finite number is expected")
    return int(value)


def words(runner: Runner) -> dict[str, Atom]:
    shared = Generator(None if runner.allows("random") else 0)

    def free() -> None:
        if not runner.allows("random"):
            raise Failed("random numbers without a seed are not allowed here: allow random")

    def generator(atom: Atom, name: str) -> Any:
        if not isinstance(atom, Generator):
            raise Failed(f"{name} expects a random generator as its argument")
        return atom.value

    def bounds(name: str, low: Atom, high: Atom) -> tuple[Any, Any]:
        try:
            return number_of(low), number_of(high)
        except NoReduce:
            what = "three arguments: random generator, number (start) and number (end)"
            raise Failed(f"{name} expects {what}") from None

    def random_int(rng: Atom, low: Atom, high: Atom) -> list[Atom]:
        start, end = map(_whole, bounds("random-int", low, high))
        if start >= end:
            raise Failed("RangeIsEmpty")
        return [Number(generator(rng, "random-int").randrange(start, end))]

    def random_float(rng: Atom, low: Atom, high: Atom) -> list[Atom]:
        start, end = map(float, bounds("random-float", low, high))
        if not start < end:
            raise Failed("RangeIsEmpty")
        return [Number(start + (end - start) * generator(rng, "random-float").random())]

    def seed_of(atom: Atom) -> int:
        try:
            return _whole(number_of(atom)) % (1 << 64)
        except NoReduce:
            raise Failed("a number is expected as the seed") from None

    def set_seed(rng: Atom, seed: Atom) -> list[Atom]:
        generator(rng, "set-random-seed").seed(seed_of(seed))
        return [UNIT]

    def reset(rng: Atom) -> list[Atom]:
        free()
        generator(rng, "reset-random-generator").seed(None)
        return [UNIT]

    def flip() -> list[Atom]:
        free()
        return [truth(shared.value.random() < 0.5)]

    return {
        "random-int": op("random-int", (GENERATOR, NUMBER, NUMBER, NUMBER), random_int),
        "random-float": op("random-float", (GENERATOR, NUMBER, NUMBER, NUMBER), random_float),
        "set-random-seed": op("set-random-seed", (GENERATOR, NUMBER, UNIT_TYPE), set_seed),
        "new-random-generator": op(
            "new-random-generator", (NUMBER, GENERATOR), lambda seed: [Generator(seed_of(seed))]
        ),
        "reset-random-generator": op("reset-random-generator", (GENERATOR, UNDEFINED), reset),
        "flip": op("flip", (BOOL,), flip),
        "&rng": shared,
    }
