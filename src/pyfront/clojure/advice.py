"""What is said about names that mean nothing. Loaded when there is an error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.clojure.analyse import Analyser


def about_unresolved(an: Analyser, name: str, what: str) -> tuple[str, list[str]]:
    """The message, and notes."""
    from pyfront.clojure.namespaces import VarInfo
    from pyfront.text.near import nearest

    world = an.world
    space, slash, rest = name.partition("/")
    if slash and space and rest:
        found = world.space_of(space)
        if found is None:
            near = nearest(space, {*world.current.aliases, *world.spaces})
            hint = [f"did you mean {near}/{rest}?"] if near else []
            return f"no namespace is called {space} here: {name}", hint
        near = nearest(rest, [var.name for var in found.own_vars() if var.name[0] != "%"])
        return f"no var is called {name}", [f"did you mean {space}/{near}?"] if near else []
    if what == "class":
        return f"unable to resolve class {name}", []
    names = {one for one, var in world.current.table.items() if var.__class__ is VarInfo}
    names |= {var.name for var in world.core.own_vars() if var.name[0] != "%"}
    near = nearest(name, names)
    return f"unable to resolve symbol {name} in this context", [f"did you mean {near}?"] if near else []
