"""Procedures of a language that call Python by name: how the name is found, what arguments become, whose error it is."""

from __future__ import annotations

from typing import Any

import pytest

from vmcore._convert import Ref
from vmcore._host import Machine
from vmcore.data import Symbol

ROOT = object()


def _two(root: Any, machine: Machine, *args: Any) -> Any:
    return (root is ROOT, [type(arg).__name__ for arg in args], [machine.plain(arg) for arg in args])


class Served:
    """A machine with services, and which names were asked for."""

    def __init__(self, complain: Any = None, persistent: bool = True) -> None:
        self.asked: list[str] = []
        self.machine = Machine()
        if persistent:
            self.machine.set_dialect(persistent=True)
        self.machine.set_services("test:%service", ROOT, self.find, complain)

    def find(self, name: str) -> Any:
        self.asked.append(name)
        found = {"two": _two, "fail": lambda root, machine, x: {}[machine.plain(x)], "stop": self.stop}.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def stop(self, root: Any, machine: Machine) -> None:
        raise KeyboardInterrupt

    def call(self, *args: Any) -> Any:
        return self.machine.apply(self.machine.get_global("test:%service"), args)


@pytest.mark.parametrize("n", range(7))
def test_a_service_gets_root_machine_and_its_arguments(n: int) -> None:
    served = Served()
    assert served.call(Symbol("two"), *range(n)) == [True, ["int"] * n, list(range(n))]


def test_values_of_a_persistent_language_come_as_they_are_and_others_held() -> None:
    served = Served()
    args = ["a text", 1.5, True, None, 1 << 70, [1, "x"], Symbol("s")]
    kinds = ["str", "float", "bool", "Ref", "Ref", "Ref", "Symbol"]
    assert served.call(Symbol("two"), *args) == [True, kinds, args]


def test_strings_that_can_change_are_held() -> None:
    served = Served(persistent=False)
    kinds = served.call(Symbol("two"), "a text", 1.5)[1]
    assert kinds == ["Ref", "Ref"]


def test_a_name_is_looked_up_once() -> None:
    served = Served()
    for _ in range(3):
        served.call(Symbol("two"), 1)
        served.machine.collect()
        for i in range(50):  # symbols that nothing holds come and go
            served.machine.hold(Symbol(f"passing-{i}"))
    assert served.asked == ["two"]


def test_a_name_that_is_not_there_is_an_error_each_time() -> None:
    served = Served()
    for _ in range(2):
        with pytest.raises(KeyError, match="missing"):
            served.call(Symbol("missing"))
    assert served.asked == ["missing", "missing"]


@pytest.mark.parametrize("args", [(), (1,), ("two",), (None, 1)])
def test_without_a_name_there_is_no_service(args: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="name"):
        Served().call(*args)


def test_a_complaint_takes_the_place_of_the_exception() -> None:
    seen: list[Any] = []

    def complain(machine: Machine, name: str, args: list[Any]) -> Exception | None:
        seen.append((name, [machine.plain(arg) if isinstance(arg, Ref) else arg for arg in args]))
        return ArithmeticError("of the program") if len(seen) == 1 else None

    served = Served(complain)
    with pytest.raises(ArithmeticError, match="of the program"):
        served.call(Symbol("fail"), "key")
    with pytest.raises(KeyError):
        served.call(Symbol("fail"), "key")
    with pytest.raises(KeyboardInterrupt):
        served.call(Symbol("stop"))
    assert seen == [("fail", ["key"]), ("fail", ["key"])]


def test_without_complaints_the_exception_is_as_it_was() -> None:
    with pytest.raises(KeyError, match="key"):
        Served().call(Symbol("fail"), "key")
