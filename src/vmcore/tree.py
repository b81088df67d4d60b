"""THE TABLE of tree nodes: what the tree-walker evaluates. ``pyfront/emit/tree.py`` makes them from core IR.

A node is 24 bytes in a tree image: u16 kind, u16 flags, u32 a, u32 b, u32 k, u32 first child, u32 children. The
children of a node lie side by side, after it. ``slots`` are words of the frame, ``k`` a constant of the function.
"""

from __future__ import annotations

TAIL = 1  # flag of CALL: replaces the frame
SIMPLE = 2  # flag: the subtree makes no call, so it may be evaluated by recursion in C
LATE = 4  # flag of CALL: the operator (child 0, a global) is read after the arguments
TRY = 8  # flag of CALL: primitive b on the arguments; the call is for when it declines

NODES: tuple[tuple[str, str], ...] = (
    ("CONST", "constant k"),
    ("LOCAL", "slot a"),
    ("LOCALC", "slot a; error if it holds the unbound mark"),
    ("CELL", "content of the cell in slot a"),
    ("CELLC", "the same, checked for the unbound mark"),
    ("UP", "captured value a"),
    ("UPCELL", "content of the cell captured as a"),
    ("UPCELLC", "the same, checked for the unbound mark"),
    ("GLOBAL", "global k; error if unbound"),
    ("SETLOCAL", "slot a = child; unspecified"),
    ("SETCELL", "cell in slot a = child; unspecified"),
    ("SETUPCELL", "cell captured as a = child; unspecified"),
    ("SETGLOBAL", "global k = child; error if unbound; unspecified"),
    ("DEFGLOBAL", "define global k as child; unspecified"),
    ("NEWCELL", "new cell holding child"),
    ("LAMBDA", "closure of code k over the children (LOCAL or UP)"),
    ("IF", "children: test, then, else"),
    ("SEQ", "children in order; value of the last"),
    ("LOOP", "child: body, which RECUR nodes inside start again"),
    ("RECUR", "children to slots b.., then to slots a..; then the body of the LOOP node number k again"),
    ("CALL", "children: procedure, arguments; in the window at slot a"),
    ("PRIM", "primitive b on the children, in slots a.."),
    # primitives with an arm of their own; slots a, a + 1 hold operands that are not leaves
    ("ADD", "sum of two"),
    ("SUB", "difference"),
    ("MUL", "product"),
    ("LT", "is less"),
    ("LE", "is not greater"),
    ("NUMEQ", "are equal as numbers"),
    ("EQ", "are the same word"),
    ("NOT", "is false"),
    ("CONS", "pair"),
    ("CAR", "car"),
    ("CDR", "cdr"),
    ("NULLP", "is the empty list"),
    ("PAIRP", "is a pair"),
    ("VREF", "item of a vector"),
)

NUMBERS: dict[str, int] = {name: i for i, (name, _) in enumerate(NODES)}
