"""What a text is read in: the current namespace, reader features, data readers.

The reader asks when it meets what depends on it, between the top-level forms of a text too: what a form does to the
namespaces counts for the forms after it.
"""

from __future__ import annotations

from pyfront.clojure.data import split_name
from pyfront.clojure.namespaces import VarInfo
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.clojure.atoms import Tagged
    from pyfront.clojure.namespaces import World

FEATURES = frozenset(("vmcore",))  # :default needs no entry
ALLOW, PRESERVE, REFUSE = "allow", "preserve", "refuse"  # what to do with #? and #?@

# Compiler's special forms: syntax-quote leaves them as they are.
SPECIAL_FORMS = frozenset(
    "def loop* recur if case* let* letfn* do fn* quote var clojure.core/import* . set! deftype* reify* try throw"
    " monitor-enter monitor-exit catch finally new &".split()
)


class Context:
    """Names are strings. To be subclassed by who knows the namespaces of a running program."""

    __slots__ = (
        "aliases", "conditionals", "data_readers", "default_reader", "features", "mappings", "namespace", "_last",
    )  # fmt: skip

    def __init__(
        self,
        namespace: str = "user",
        *,
        aliases: dict[str, str] | None = None,
        mappings: dict[str, str] | None = None,
        features: frozenset[str] = FEATURES,
        conditionals: str = ALLOW,
        data_readers: dict[str, Callable[[Any], Any]] | None = None,
        default_reader: Callable[[Symbol, Any], Any] | None = None,
    ) -> None:
        self.namespace = namespace
        self.aliases = aliases or {}  # short name of a namespace -> full name
        self.mappings = mappings or {}  # name -> full name of the var or class it means in the namespace
        self.features = features
        self.conditionals = conditionals
        self.data_readers = data_readers or {}  # name of a tag -> function of the form
        self.default_reader = default_reader  # of the tag and the form
        self._last = 0

    def current(self) -> str:
        """The full name of the current namespace."""
        return self.namespace

    def alias(self, name: str) -> str | None:
        """The full name of the namespace that is called ``name`` here."""
        return self.aliases.get(name)

    def mapping(self, name: str) -> str | None:
        """The full name of what a name without a namespace means here: ``clojure.core/map``, or a class's name."""
        return self.mappings.get(name)

    def next_id(self) -> int:
        """A number that was not given before: for generated names."""
        self._last += 1
        return self._last

    def tagged(self, tag: Symbol, form: Any) -> Any:
        """The datum for ``#tag form``; ValueError says why there is none."""
        reader = self.data_readers.get(tag.name)
        if reader is None and tag.name in ("inst", "uuid"):
            from pyfront.clojure.tags import READERS

            reader = READERS[tag.name]
        if reader is not None:
            return reader(form)
        if self.default_reader is not None:
            return self.default_reader(tag, form)
        raise ValueError(f"no reader function for tag {tag.name}")


def tagged_literal(tag: Symbol, form: Any) -> Tagged:
    """A default reader that keeps the tag and the form."""
    from pyfront.clojure.atoms import Tagged

    return Tagged(tag, form)


def qualify(name: str, context: Context) -> str:
    """The full name of a symbol as syntax-quote writes it."""
    if name in SPECIAL_FORMS:
        return name
    space, rest = split_name(name)
    if space:
        of_class = context.mapping(space)
        if of_class and "/" not in of_class:
            return f"{of_class}/{rest}"
        full = None if "." in rest[1:] else context.alias(space)
        return f"{full}/{rest}" if full else name
    if name[0] == ".":
        return name  # a method
    if name[-1] == ".":
        return split_name(context.mapping(name[:-1]) or name[:-1])[1] + "."
    if "." in name:
        return name  # a class
    return context.mapping(name) or f"{context.current()}/{name}"


class ReaderContext(Context):
    """The reader asks the namespaces as they are when a form is read."""

    __slots__ = ("own", "world")

    def __init__(self, world: World, options: str = "", own: str = "") -> None:
        """``options``: what to do with #?, and the features besides ours. ``own``: tags that the program has readers for, and
        ``*`` if for all that nobody else reads; they are kept as tag and form."""
        conditionals, *features = options.split() or [ALLOW]
        super().__init__(conditionals=conditionals, features=FEATURES.union(features) if features else FEATURES)
        self.world = world
        self.own = frozenset(own.split())

    def current(self) -> str:
        return self.world.current.name

    def alias(self, name: str) -> str | None:
        space = self.world.space_of(name)
        return space.name if space is not None else self.world.current.aliases.get(name)

    def mapping(self, name: str) -> str | None:
        found = self.world.current.find(name) or self.world.of_java_lang(name)
        if found is None:
            return None
        full: str = found.full if found.__class__ is VarInfo else found.name
        return full

    def tagged(self, tag: Symbol, form: Any) -> Any:
        if tag.name in self.own:
            return tagged_literal(tag, form)
        if "*" in self.own and "." not in tag.name and tag.name not in ("inst", "uuid"):
            return tagged_literal(tag, form)
        if "." in tag.name and tag.name not in self.data_readers:
            from pyfront.clojure.tags import constructed

            return constructed(self.world, tag.name, form)
        return super().tagged(tag, form)

    def next_id(self) -> int:
        from pyfront.clojure.template import next_id

        return next_id()


class ProgramContext(ReaderContext):
    """What the text of a program is read in, to be analysed by ``an``."""

    __slots__ = ("an",)

    def __init__(self, an: Any) -> None:
        super().__init__(an.world)
        self.an = an

    def tagged(self, tag: Symbol, form: Any) -> Any:
        from pyfront.clojure.data_readers import tagged

        found = tagged(self, tag, form)
        return found[0] if found is not None else super().tagged(tag, form)
