"""Programs and instructions that Python runs piece by piece, in the shape of hyperon's ``RunnerState`` and ``Interpreter``."""

from __future__ import annotations

from pyfront.metta.reader import Reader
from pyfront.text.source import Source
from vmcore.terms import Atom, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class RunnerState:
    """A program that is run a form at a time."""

    def __init__(self, metta: Any, program: str) -> None:
        from pyfront.metta.parsing import reading

        self._module = metta.runner.running
        self._runner = metta.runner
        self._source = Source("<metta>", program)
        self._forms = Reader(self._source, self._module.tokenizer).forms()
        self._reading = reading
        self._results: list[list[Atom]] = []
        self._complete = False

    def run_step(self) -> None:
        """Runs the next form."""
        if self._complete:
            return
        form = self._reading(lambda: next(self._forms, None))
        if form is None:
            self._complete = True
            return
        self._runner.stopped = None
        self._results += self._module.run_forms(self._source, iter([form]), lambda on: None)
        self._complete = self._runner.stopped is not None

    def is_complete(self) -> bool:
        return self._complete

    def current_results(self, flat: bool = False) -> Any:
        results = [found.copy() for found in self._results]
        return [atom for found in results for atom in found] if flat else results


class Interpreter:
    """The results of a minimal instruction. There is one step to it."""

    def __init__(self, gnd_space: Any, expr: Atom) -> None:
        self._space = gnd_space.space
        self._expr = expr
        self._found: list[Atom] | None = None

    def has_next(self) -> bool:
        return self._found is None

    def next(self) -> None:
        if self._found is not None:
            raise StopIteration
        from pyfront.metta.machine import Machine
        from pyfront.metta.values import SpaceAtom

        self._found = Machine(SpaceAtom(self._space)).run(resolve(self._expr))

    def get_result(self) -> list[Atom]:
        if self._found is None:
            raise RuntimeError("Plan execution is not finished")
        return self._found

    def get_step_result(self) -> list[Atom] | None:
        return self._found


def interpret(gnd_space: Any, expr: Atom) -> list[Atom]:
    """The results of a minimal instruction."""
    interpreter = Interpreter(gnd_space, expr)
    interpreter.next()
    return interpreter.get_result()
