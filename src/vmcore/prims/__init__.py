"""THE TABLE of primitives, one module of rows per family.

A row declares a primitive once: its name, its signature and the compiled function behind it. Arity and type checks,
the messages for wrong arguments, constant folding and the documentation page derive from the row.

Signature: the argument types in order, named as in ``tags.SETS`` or ``any``; ``?x`` is optional, ``*x`` is any number
of further arguments. The implementation of ``vector-ref`` in family ``lists`` is ``prim_vector_ref`` in
``_prims_lists.pyx`` unless ``impl`` says otherwise. Family modules are plain data; ``tools/gen.py`` reads them.
"""

from __future__ import annotations

FAMILIES = ("numbers", "functions", "lists", "strings", "tables", "sorting", "ports", "control", "machine", "longs",
            "persistent", "building", "values", "sequences", "trees", "nodes", "relatives", "memo", "markup", "quantities", "terms",
            "open_terms")


class Prim:
    """One row. ``pure``: no effect and the same answer for the same immutable arguments (may be folded or dropped
    when unused, unless it fails). ``op``: the opcode that does the same in the loop, if there is one. ``forces``: it
    declines where its first argument is a lazy sequence, which the machine may realise to try again."""

    __slots__ = ("name", "args", "nreq", "nopt", "impl", "pure", "op", "doc", "family", "index", "forces")

    def __init__(
        self, name: str, args: str, doc: str, *, pure: bool = False, impl: str = "", op: str = "", forces: bool = False
    ) -> None:
        self.name = name
        self.args = tuple(a.strip() for a in args.split(",")) if args.strip() else ()
        self.nreq = sum(1 for a in self.args if a[0] not in "?*")
        self.nopt = -1 if any(a[0] == "*" for a in self.args) else sum(1 for a in self.args if a[0] == "?")
        self.impl = impl or "prim_" + c_name(name)
        self.pure = pure
        self.op = op
        self.forces = forces
        self.doc = doc
        self.family = ""
        self.index = -1


_C_NAMES = {"!": "_x", "?": "_p", "->": "_to_", "<=": "le", ">=": "ge", "<": "lt", ">": "gt", "=": "eq",
            "+": "add", "*": "mul", "/": "div", "%": "sys_", "-": "_"}


def c_name(name: str) -> str:
    """The C identifier of a primitive: ``vector-ref`` -> ``vector_ref``, ``list->string`` -> ``list_to_string``."""
    if name == "-":
        return "sub"
    for text, c in _C_NAMES.items():
        name = name.replace(text, c)
    return name


def load() -> list[Prim]:
    """All rows in table order; a row's position is its number in bytecode."""
    from importlib import import_module

    rows: list[Prim] = []
    for family in FAMILIES:
        for row in import_module(f"{__name__}.{family}").ROWS:
            row.family = family
            row.index = len(rows)
            rows.append(row)
    return rows
