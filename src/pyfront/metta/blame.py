"""Where an error came from: the call that it names, in the text of the form, or the equations that such a call is in."""

from __future__ import annotations

from pyfront.metta.names import BAD_ARG_TYPE, EQUALS, WRONG_COUNT
from pyfront.metta.types import declared
from vmcore.terms import Atom, Expr, Ground, Sym, Var, deref, text_of, undo, unify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.metta.runner import Module
    from pyfront.text.source import Source

EQUATIONS, SHOWN = 20_000, 3  # equations that are looked through, places that are shown


def within(source: Source, start: int, end: int, call: Atom) -> tuple[int, int]:
    """Where in a form the call is, if it is written there once as it is; else all of the form."""
    text = text_of(call)
    at = source.text.find(text, start, end)
    if at < 0 or source.text.find(text, at + 1, end) >= 0:
        return start, end
    return at, at + len(text)


def hints(module: Module, wrong: Atom) -> list[str]:
    """What else can be said about an error."""
    if not isinstance(wrong, Expr) or len(wrong.items) != 3:
        return []
    call, what = wrong.items[1:]
    head = call.items[0] if isinstance(call, Expr) and call.items else call
    said = text_of(what)
    if isinstance(what, Expr) and what.items and what.items[0] is BAD_ARG_TYPE and len(what.items) == 4:
        _, place, wanted, there = map(_plain, what.items)
        return [f"argument {place} is of type {there}, where {wanted} is wanted"]
    if what is WRONG_COUNT:
        types = [head.typ] if isinstance(head, Ground) else declared(module.space, head)
        return [f"the type of {_plain(head)} is {_plain(typ)}" for typ in types if isinstance(typ, Expr)]
    if said.startswith("Failed to resolve module"):
        from pyfront.metta.module_files import folders

        where = ", ".join(folders(module.runner, module)) or "no folder"
        return [f"modules are looked for as NAME.metta, NAME/module.metta or NAME.py in {where}"]
    if said.startswith("Illegal module name"):
        return ["a module has a name, not a path: names of ASCII letters, digits, _ and -, with : between them"]
    if said == "NoReturn" and text_of(head) == "filter-atom":
        return ["the test is not evaluated but done in one step, as that of (filter-atom $list $x (eval (> $x 1)))"]
    if "expects a space" in said:
        return ["the space of a program is &self; others are made by new-space"]
    return []


def _plain(atom: Atom) -> str:
    from re import sub

    return sub(r"(\$[^\s()#]*)#\d+", r"\1", text_of(atom))


def equations(module: Module, call: Atom) -> list[str]:
    """Places of equations whose right side has a call that can become this one."""
    if not isinstance(call, Expr) or not call.items:
        return []
    found = []
    for one in (module, *module.imported):
        if one is module.runner.core:
            continue
        for kept in one.space.alive()[:EQUATIONS]:
            term = kept.term
            if isinstance(term, Expr) and len(term.items) == 3 and term.items[0] is EQUALS:
                place = one.places.find(kept.seq)
                if place and _inside(kept.use(), call):
                    found.append(place)
                    if len(found) == SHOWN:
                        return found
    return found


def _inside(equation: Atom, call: Expr) -> bool:
    """Is there a call in the right side that the call is a case of?"""
    stack: list[Atom] = [equation.items[2]]  # type: ignore[attr-defined] # what it is called with is an equation
    while stack:
        atom = stack.pop()
        if not isinstance(atom, Expr) or not atom.items:
            continue
        stack.extend(atom.items)
        if len(atom.items) == len(call.items) and not isinstance(deref(atom.items[0]), Var):
            bound: list[Var] = []
            fits = unify(atom, call, bound, [])
            undo(bound)
            if fits:
                return True
    return False


def stayed(module: Module, results: list[Atom]) -> list[str]:
    """Why calls among results stayed as they are, if that may be a mistake: a name that is nearly a function's, another number of
    arguments, no equation that fits."""
    from difflib import get_close_matches

    runner = module.runner
    sizes: dict[str, set[int]] = {}
    for one in runner.modules.values():
        for kept in one.space.alive():
            term = kept.term
            if isinstance(term, Expr) and len(term.items) == 3 and term.items[0] is EQUALS:
                left = term.items[1]
                if isinstance(left, Expr) and left.items and isinstance(left.items[0], Sym):
                    sizes.setdefault(left.items[0].name, set()).add(len(left.items) - 1)
    notes = []
    for atom in results[:SHOWN]:
        head = atom.items[0] if isinstance(atom, Expr) and atom.items else None
        if not isinstance(atom, Expr) or not isinstance(head, Sym):
            continue
        known = sizes.get(head.name)
        if known is None:
            near = get_close_matches(head.name, [*sizes, *module.tokenizer.exact], 1, 0.8)
            what = f"there is no function {head.name}; is {near[0]} meant?" if near else ""
        elif len(atom.items) - 1 not in known:
            counts = " or ".join(map(str, sorted(known)))
            what = f"equations of {head.name} have {counts} argument{'s' if counts != '1' else ''}"
        else:
            what = f"no equation of {head.name} fits"
        if what:
            notes.append(f"{_plain(atom)} stays as it is: {what}")
    return notes
