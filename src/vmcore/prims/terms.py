"""Ground terms: vectors that say whether evaluation has ended with them. Where the answer is not known without the facts and
types of a language, they fail, and who runs the program does it in another way."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%term", "*any", "expression that was evaluated, and is the one that it came from"),
    Prim("%raw-term", "*any", "expression that was not evaluated"),
    Prim("%term-is?", "any, fixnum, any", "is it an expression of so many items whose first one is that word?"),
    Prim("%term-length?", "any, fixnum", "is it an expression of so many items?"),
    Prim("%term-equal?", "any, any", "are they the same term? Numbers are by value"),
    Prim("%term-comparable?", "any, any", "are they the same term, if nothing is wrong with their types?"),
    Prim("%term-value", "any", "what evaluation makes of a term: itself, if nothing in it can be called"),
    Prim("%term-head", "any", "the argument, if no expression that begins with it can be called"),
    Prim("%term-plain", "any", "the argument, if it is no symbol that can be called"),
    Prim("%term-first", "any", "first item of an expression"),
    Prim("%term-rest", "any", "the other items, not evaluated"),
    Prim("%term-cons", "any, any", "an expression with one more item in front, not evaluated"),
    Prim("%term-size", "any", "number of items of an expression"),
    Prim("%term-item", "any, any", "item of an expression"),
    Prim("%term-of-reversed", "list", "the items of a list from its end, not evaluated"),
    Prim("%term-number", "any", "the argument, if it is a number"),
    Prim("%term-string", "any", "the argument, if it is a string"),
    Prim("%term-divide", "any, any", "quotient: truncated of integers"),
    Prim("%term-remainder", "any, any", "remainder with the sign of the first one, of integers"),
    Prim("%term-key?", "any", "can a table by eqv? know facts by it?"),
    Prim("%give-up", "", "ends the run: it has to be done in another way"),
)
