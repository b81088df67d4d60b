"""Texts that are read once and run many times. What a word means may change while a text runs (``bind!``, imports), so
what was read is good for as long as the tokenizer says the same."""

from __future__ import annotations

from pyfront.metta.control import defined
from pyfront.metta.folding import FOLDED, fold
from pyfront.metta.reader import Reader
from vmcore._terms_border import Ready
from vmcore.terms import Atom, Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pyfront.metta.forms import Form as Evaluated
    from pyfront.metta.runner import Module
    from pyfront.text.source import Source


class Form:
    """A form of a text. ``stamp``: of the tokenizer that it was read with; ``lasting``: are its words the same terms
    whenever they are read? ``value``: its result, if neither equations nor types can change it."""

    __slots__ = ("evaluate", "atom", "start", "end", "stamp", "lasting", "value")

    def __init__(self, evaluate: bool, atom: Atom, start: int, end: int, stamp: int, lasting: bool) -> None:
        self.evaluate = evaluate
        self.atom = atom
        self.start = start
        self.end = end
        self.stamp = stamp
        self.lasting = lasting
        constant = evaluate and atom.__class__ is Expr and atom.ground and atom.items and atom.items[0] in FOLDED
        self.value: Atom | None = fold(atom) if constant else None  # type: ignore[arg-type]


class Prepared:
    """A text for a module. Calling it runs it: a list of results for each form that is evaluated."""

    def __init__(self, module: Module, source: Source) -> None:
        self.module = module
        self.source = source
        self.known: list[Form] = []
        self.constant: list[list[Atom]] | None = None  # results of a text that needs no machine
        self.ready: list[Evaluated] | None = None  # the forms of a text that only evaluates
        self.stamp = -1
        self.quick = Ready(self.__call__)

    def read(self) -> Prepared:
        """Reads all of it before it is run."""
        self.module.give_way(defined(self.source.text, self.module.yielding))
        for _ in self.forms():
            pass
        return self

    def _next(self, at: int) -> Form | None:
        tokenizer = self.module.tokenizer
        reader = Reader(self.source, tokenizer)
        reader.at = at
        live = tokenizer.live
        for evaluate, atom, start, end in reader.forms():
            return Form(evaluate, atom, start, end, tokenizer.count, tokenizer.live == live)
        return None

    def forms(self) -> Iterator[tuple[bool, Atom, int, int]]:
        """As ``Reader.forms``: what was read before, and read again what may mean something else now."""
        tokenizer = self.module.tokenizer
        known = self.known
        at = i = 0
        while True:
            form = known[i] if i < len(known) else None
            if form is None or form.stamp != tokenizer.count or not form.lasting:
                form = self._next(at)
                if form is None:
                    break
                known[i : i + 1] = [form]
            i += 1
            at = form.end
            yield form.evaluate, form.atom, form.start, form.end
        values = [form.value for form in known if form.value is not None and form.lasting]
        self.constant = [[value] for value in values] if len(values) == len(known) else None
        self.stamp = tokenizer.count

    def __call__(self) -> list[list[Atom]]:
        """The long way: looks at all that may have changed, and lets ``quick`` go the short one from then on if it may."""
        module = self.module
        self.quick.disarm()
        if self.stamp == module.tokenizer.count and module.is_plain():
            constant = self.constant
            if constant is not None:
                module.runner.stopped = None
                self.quick.arm(module.space, tuple(constant))
                return [found.copy() for found in constant]
            results = None if self.ready is None or module.runner.explaining else self._results(self.ready)
            if results is not None:
                return results
        module.runner.stopped = None
        results = module.run(self.source, self.forms)
        lasting = module.runner.stopped is None and all(form.evaluate and form.lasting for form in self.known)
        self.ready = [module.islands.forms.form(form.atom) for form in self.known] if lasting else None
        return results

    def _results(self, forms: list[Evaluated]) -> list[list[Atom]] | None:
        """Of forms that are all constant or compiled, which have no effects; None if one of them is not, or gives up."""
        module = self.module
        module.limit_compiled()
        module.runner.stopped = None
        results = []
        parts: list[Any] = []
        for known, form in zip(self.known, forms):
            value = known.value
            found = [value] if value is not None else module.islands.forms.ready(form)
            if found is None:
                return None
            results.append(found)
            parts.append([value] if value is not None else form.entry if form.values is None else form.values)
        if module.runner.limits is None:
            self.quick.arm(module.space, tuple(parts), module.islands.compiled.terms)
        return results
