"""What is said about names that mean nothing. Loaded when there is an error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.clojure.analyse import Analyser


_JVM = "it makes or changes classes of the JVM"
# Names of clojure.core that are not here -> why.
NOT_HERE: dict[str, str] = {
    **dict.fromkeys("gen-class gen-interface compile".split(), "it makes classes of the JVM; for programs: vmcore compile"),
    **dict.fromkeys("proxy-super proxy-call-with-super construct-proxy init-proxy update-proxy proxy-mappings proxy-name"
                    " get-proxy-class".split(), _JVM + "; proxy and reify are there"),
    **dict.fromkeys("add-classpath with-loading-context".split(), "it is about class loaders of the JVM; namespaces are found"
                    " in the directories of path"),
    "bean": "it looks into Java objects; for Python's there is python/attr",
    "resultset-seq": "it reads results of JDBC",
    **dict.fromkeys("stream-reduce! stream-seq! stream-transduce! stream-into!".split(), "it is about java.util.stream"),
    **dict.fromkeys("->ArrayChunk ->Vec ->VecNode ->VecSeq EMPTY-NODE primitives-classnames -cache-protocol-fn -reset-methods"
                    " method-sig Inst".split(), "it is a part of how Clojure is made for the JVM"),
    **dict.fromkeys("unquote unquote-splicing".split(), "~ and ~@ stand in a syntax-quote only"),
}  # fmt: skip


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
    if name in NOT_HERE:
        return f"{name} is not there: {NOT_HERE[name]}", []
    names = {one for one, var in world.current.table.items() if var.__class__ is VarInfo}
    names |= {var.name for var in world.core.own_vars() if var.name[0] != "%"}
    text = f"unable to resolve symbol {name} in this context"
    if not world.current.core and world.core.own(name) is not None:
        remedy = "(clojure.core/refer-clojure) makes its names visible, and so does ns"
        return text, [f"the namespace {world.current.name} was made without clojure.core: {remedy}"]
    near = nearest(name, names)
    return text, [f"did you mean {near}?"] if near else []
