"""The engines every language file and generated program runs on. All must agree in value, output and error.

``vm``             the machine as shipped
``treewalk``       the reference: walks the core IR
``vm-gc-stress``   the machine with a collection, a check of the heap and poisoned dead cells at every safepoint
``vm-no-passes``   programs and library compiled without the optional passes
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyfront
from pyfront import Runtime
from pyfront.emit import compile_ir
from pyfront.expand.expander import expand_unit
from pyfront.scheme import language
from pyfront.scheme.names import library_environment
from pyfront.scheme.reader import read_all
from pyfront.text.source import SourceMap
from vmcore._image import Image

ENGINES = ("vm", "treewalk", "vm-gc-stress", "vm-no-passes")
SCHEME_LIB = Path(language.__file__).parent / "lib"


class PlainRuntime(Runtime):
    """Compiles without the optional passes, and runs a library compiled that way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._machine.load(plain_library())()
        self.environment.emit = emit_plain


def emit_plain(unit: Any, sources: SourceMap, backend: str, *, whole: bool = False) -> bytes:
    return compile_ir(unit, sources, passes=False)


@lru_cache(None)
def plain_library() -> Image:
    sources = SourceMap()
    data = []
    for name in (SCHEME_LIB / "order.txt").read_text().split():
        text = (SCHEME_LIB / name).read_text(encoding="utf-8")
        data += read_all(sources.add(f"scheme/lib/{name}", text))
    unit = expand_unit(data, library_environment())
    return Image(compile_ir(unit, sources, library=True, passes=False))


def runtime(engine: str, **options: Any) -> Runtime:
    """A new runtime on an engine; output is collected unless ``stdout`` says otherwise."""
    options.setdefault("stdout", io.StringIO())
    options.setdefault("stdin", io.StringIO())
    if engine == "vm-no-passes":
        return PlainRuntime(**options)
    rt = Runtime(backend="treewalk" if engine == "treewalk" else "vm", **options)
    if engine == "vm-gc-stress":
        rt._machine.set_test_hooks(gc_stress=True)
    return rt


class Outcome:
    """What a program did: the text of its value or its error, and its output."""

    def __init__(self, value: str | None, error: tuple[str, str, int] | None, output: str) -> None:
        self.value, self.error, self.output = value, error, output

    def key(self) -> tuple[Any, ...]:
        return self.value, self.error, self.output

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and self.key() == other.key()

    def __repr__(self) -> str:
        what = f"{self.error[0]}: {self.error[1]} (line {self.error[2]})" if self.error else self.value
        return f"{what}" + (f" after output {self.output!r}" if self.output else "")


def outcome(engine: str, source: str, **options: Any) -> Outcome:
    """Runs a text in a new runtime of an engine, as the whole of a program."""
    out = io.StringIO()
    rt = runtime(engine, stdout=out, **options)
    try:
        value: str | None = rt.show(rt.run(rt.compile(source, whole=True)))
        error = None
    except pyfront.Error as e:
        value, error = None, (type(e).__name__, e.headline(), e.line)
    check_heap(rt)
    return Outcome(value, error, out.getvalue())


def check_heap(rt: Runtime) -> None:
    """A full collection, and the invariants of the heap after it."""
    broken = rt._machine.collect()
    assert broken == 0, f"broken heap invariant {broken}"
