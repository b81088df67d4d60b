"""Reader conditionals: ``#?(:feature form ...)`` and ``#?@(...)``. The first feature that fits chooses. Where none does, the
form for ``:clj`` is taken: most libraries have one for the JVM and one for JavaScript, and the first is what fits here. With
none of that there is no datum. What is not chosen is read, but ``Scanner.unread`` says that its tags and aliases need not be
known; ``Scanner.doubts`` are those that were not.

The items of the frame are: what the next datum is, whether the result is spliced, the result, its position,
``unread`` as it was before, the first doubt of the branch, the first and the last one of the form for ``:clj``. If
the conditional is kept as data, the result is the list of all data, with the list of their positions.
"""

from __future__ import annotations

from pyfront.clojure import reader
from pyfront.clojure.atoms import ReaderConditional
from pyfront.clojure.context import ALLOW, PRESERVE
from pyfront.clojure.data import List, Vector
from vmcore.data import Keyword

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

DEFAULT, LAST, RESERVED = Keyword("default"), Keyword("clj"), (Keyword("else"), Keyword("none"))
KEPT, FEATURE, CHOSEN, OTHER, LIKELY, REST = range(6)  # what the next datum is


def begin(scanner: reader.Scanner, at: int, stop: int) -> int:
    """Read the beginning of a conditional, up to its parenthesis; the offset after that. The token is #?, to ``stop``."""
    conditionals = scanner.context.conditionals
    if conditionals not in (ALLOW, PRESERVE) and not scanner.unread:
        raise scanner.fail(at, "reader conditionals are not allowed here", at + 2)
    text = scanner.text
    end = at + 2
    splicing = text.startswith("@", end)
    good = end == stop
    if splicing and good:
        good = next(scanner.tokens) == "@"
        end += 1
    end = scanner.skip_blanks(end)
    if not good or not text.startswith("(", end) or next(scanner.tokens, "") != "(":
        raise scanner.fail(at, "a reader conditional is written #?(:feature form ...)", end)
    if conditionals == PRESERVE:
        scanner.open(reader.CONDITIONAL, at, KEPT, splicing, [], [], scanner.unread, 0, 0, 0)
    else:
        scanner.open(reader.CONDITIONAL, at, FEATURE, splicing, None, 0, scanner.unread, 0, 0, 0)
    return end + 1


def choose(scanner: reader.Scanner, items: list[Any], datum: Any, start: int) -> None:
    """A datum of a conditional was read."""
    state = items[0]
    if state == KEPT:
        items[2].append(datum)
        items[3].append(start)
    elif state == FEATURE:
        if datum.__class__ is not Keyword:
            raise scanner.fail(start - scanner.base, "a feature is a keyword")
        if datum in RESERVED:
            raise scanner.fail(start - scanner.base, f"the feature :{datum.name} is reserved")
        fits = datum is DEFAULT or datum.name in scanner.context.features
        items[0] = CHOSEN if fits else LIKELY if datum is LAST and not items[3] else OTHER
        items[5] = len(scanner.doubts)
        scanner.unread += not fits
    elif state == CHOSEN:
        items[0], items[2], items[3], items[5] = REST, datum, start, len(scanner.doubts)
        scanner.unread += 1
    elif state == OTHER:
        items[0] = FEATURE
        scanner.unread -= 1
        del scanner.doubts[items[5] :]
    elif state == LIKELY:
        items[0], items[2], items[3], items[6], items[7] = FEATURE, datum, start, items[5], len(scanner.doubts)
        scanner.unread -= 1


def finish(scanner: reader.Scanner, stop: int) -> None:
    """The parenthesis of a conditional is closed."""
    items, _, _, start = scanner.stack.pop()
    state, splicing, result, where, scanner.unread, begun, first, last = items
    if state == KEPT:
        form = List(result, where, start + (3 if splicing else 2), stop)
        scanner.put(ReaderConditional(form, splicing), start, stop)
    elif state == CHOSEN:
        raise scanner.fail(stop - scanner.base - 1, "a form must follow the feature that was chosen")
    elif where:
        if state == REST:
            del scanner.doubts[begun:]
        elif first < last and not scanner.unread:
            raise scanner.doubts[first]
        if splicing:
            _splice(scanner, result, start, stop)
        else:
            scanner.put(result, where, stop)
    if not scanner.unread:
        scanner.doubts.clear()


def _splice(scanner: reader.Scanner, result: Any, start: int, stop: int) -> None:
    at, end = start - scanner.base, stop - scanner.base
    if result.__class__ is not List and result.__class__ is not Vector:
        raise scanner.fail(at, "#?@ splices the items of a list or vector", end)
    if all(kind > reader.SLOW and kind != reader.CONDITIONAL for _, _, kind, _ in scanner.stack):
        raise scanner.fail(at, "#?@ needs a collection around it to splice into", end)
    for item, where in zip(result.items, result.pos):
        scanner.put(item, where, stop)
