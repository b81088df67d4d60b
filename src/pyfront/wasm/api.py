"""``Module``: a WebAssembly module from a binary or text, decoded and validated."""

from __future__ import annotations

import os

from pyfront.wasm.decode import MAGIC, decode
from pyfront.wasm.errors import WasmError
from pyfront.wasm.module import FUNC_KIND, KIND_NAMES, TAG_KIND, ModuleData
from pyfront.wasm.validate import validate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pyfront.wasm.instance import Compiled, Instance
    from pyfront.wasm.saved import Bodies
    from pyfront.wasm.store import Store


def parse_module(text: str | bytes, file: str) -> ModuleData:
    from pyfront.wasm import text_module  # text is rare, and its modules take longer to load than the others

    return text_module.parse_module(text, file)


def names(data: ModuleData) -> dict[str, dict[int, str]]:
    from pyfront.wasm import names

    return names.names(data)


class Module:
    """``source``: the bytes of a binary; text, which begins with ``(`` or a comment; or the path of a file with either.

    Raises MalformedModule or InvalidModule, both WasmError, with the place.
    """

    __slots__ = ("data", "context", "bodies", "_compiled", "__weakref__")

    def __init__(self, source: bytes | bytearray | memoryview | str | os.PathLike[str], *, file: str = "") -> None:
        if isinstance(source, os.PathLike) or (isinstance(source, str) and not source.lstrip().startswith(("(", ";;"))):
            file = file or os.fspath(source)
            with open(source, "rb") as stream:
                data = stream.read()
            content: bytes | str = data
            if not data.startswith(MAGIC):
                self._set(parse_module(data, file))
                return
        else:
            content = source if isinstance(source, str) else bytes(source)
        try:
            self._set(parse_module(content, file or "<wat>") if isinstance(content, str) else decode(content))
        except WasmError as error:
            error.file = error.file or file
            raise

    def _set(self, data: ModuleData) -> None:
        self.data = data
        self.context = validate(data)
        self.bodies: Bodies | None = None  # what checks functions when they are called; None: they are checked
        self._compiled: Compiled | None = None

    @classmethod
    def from_text(cls, text: str | bytes, *, file: str = "") -> Module:
        module = cls.__new__(cls)
        module._set(parse_module(text, file or "<wat>"))
        return module

    def serialize(self) -> bytes:
        """What ``deserialize`` takes, faster than the constructor takes the source."""
        from pyfront.wasm.saved import MAGIC

        return MAGIC + (self.data.binary or self.to_bytes(names=True))

    @classmethod
    def deserialize(cls, image: bytes, *, file: str = "") -> Module:
        """Functions are checked when they are called for the first time, and what is wrong with one is raised then: nothing
        is taken on trust, wherever the image comes from."""
        from pyfront.wasm.saved import MAGIC

        if image[: len(MAGIC)] != MAGIC:
            raise WasmError("this is no serialised module", file=file)
        return cls._skimmed(bytes(image[len(MAGIC) :]), file)

    @classmethod
    def _skimmed(cls, binary: bytes, file: str = "") -> Module:
        from pyfront.wasm.saved import Bodies

        module = cls.__new__(cls)
        try:
            module.data = decode(binary, True)
            module.context = validate(module.data)
        except WasmError as error:
            error.file = error.file or file
            raise
        module.bodies = Bodies(module.data, module.context)
        module._compiled = None
        return module

    def to_bytes(self, *, names: bool = False) -> bytes:
        """The binary format. ``names``: with the text's identifiers as name section."""
        from pyfront.wasm.encode import encode
        from pyfront.wasm.names import name_section

        if not names or not self.data.ids:
            return encode(self.data)
        self.data.customs.append(name_section(self.data.ids))
        try:
            return encode(self.data)
        finally:
            self.data.customs.pop()

    def to_text(self) -> str:
        """The text format, with the names of the name section for functions."""
        from pyfront.wasm.text_out import to_text

        return to_text(self.data)

    @property
    def name(self) -> str:
        """What the name section calls the module, or ""."""
        return names(self.data).get("module", {}).get(0, "")

    @property
    def function_names(self) -> dict[int, str]:
        return names(self.data).get("func", {})

    @property
    def imports(self) -> list[tuple[str, str, str, Any]]:
        """(module, name, kind, type) of each."""
        return [(i.module, i.name, KIND_NAMES[i.kind], self._type(i.kind, i.desc)) for i in self.data.imports]

    @property
    def exports(self) -> list[tuple[str, str, Any]]:
        """(name, kind, type) of each."""
        c = self.context
        spaces: tuple[list[Any], ...] = (c.funcs, c.tables, c.memories, c.globals, c.tags)
        return [(e.name, KIND_NAMES[e.kind], self._type(e.kind, spaces[e.kind][e.index])) for e in self.data.exports]

    def _type(self, kind: int, desc: Any) -> Any:
        return self.context.func_type(desc) if kind in (FUNC_KIND, TAG_KIND) else desc

    def custom_sections(self, name: str) -> list[bytes]:
        return [c.bytes for c in self.data.customs if c.name == name]

    def compiled(self) -> Compiled:
        """What the machine has of it; functions are lowered when they are called."""
        if self._compiled is None:
            from pyfront.wasm.decode import decode
            from pyfront.wasm.instance import Compiled

            data = self.data
            if data.binary is None:  # there is one way: from bytes
                data = decode(self.to_bytes())
            self._compiled = Compiled(self, data)
        return self._compiled

    def instantiate(self, imports: Mapping[str, Any] | None = None, *, store: Store | None = None) -> Instance:
        """An instance, in a store of its own, or in that of what it imports, or in the given one."""
        from pyfront.wasm.instance import Instance, find_store
        from pyfront.wasm.store import Store

        return Instance(store or find_store(imports) or Store(), self, imports)
