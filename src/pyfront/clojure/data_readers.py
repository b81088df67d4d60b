"""Tags of the program's in its text: ``data_readers.clj`` in a directory of libraries is a map of tags to the names of
functions, which get the form behind the tag when it is read and answer what stands in its place."""

from __future__ import annotations

from pyfront.clojure.analyse import NeedsMachine
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.context import ProgramContext
    from pyfront.clojure.language import Environment
    from pyfront.clojure.namespaces import VarInfo

FILES = ("data_readers.clj", "data_readers.cljc")


def tagged(context: ProgramContext, tag: Symbol, form: Any) -> Any:
    """What the program's reader of a tag makes of a form, in a list; None if it has none."""
    environment = context.an.environment
    if environment.data_readers is None:
        environment.data_readers = _from_files(environment)
    reader = environment.data_readers.get(tag.name)
    if reader is None:
        return None
    var = _var(context.world, reader)
    if var is None:
        raise ValueError(f"the reader of #{tag.name} is {reader}, which is not loaded: require its namespace before")
    if context.an.expand_user is None or context.an.static:
        raise NeedsMachine
    from pyfront.clojure.user_macros import read_tagged

    return [read_tagged(context.an, var, tag, form)]


def _var(world: Any, full: str) -> VarInfo | None:
    space, _, name = full.partition("/")
    found = world.spaces.get(space)
    var: VarInfo | None = found.own(name) if found is not None else None
    return var


def _from_files(environment: Environment) -> dict[str, str]:
    from os.path import isfile, join

    from pyfront.clojure.context import ReaderContext
    from pyfront.clojure.data import Map
    from pyfront.clojure.libraries import read
    from pyfront.clojure.reader import read_all
    from pyfront.text.source import Source

    found: dict[str, str] = {}
    for folder in environment.path:
        for name in FILES:
            file = join(folder, name)
            if not isfile(file):
                continue
            for form, _, _ in read_all(Source(file, read(file)), ReaderContext(environment.world)):
                if form.__class__ is not Map or any(one.__class__ is not Symbol for one in form.items):
                    raise ValueError(f"{file} is to be a map of tags to names of functions, all symbols")
                for tag, reader in form.pairs():
                    found.setdefault(tag.name, reader.name)
    return found
