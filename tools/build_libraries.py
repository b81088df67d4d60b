"""Compiles the libraries in `scheme/lib/srfi`, which are not part of the base image; a part of build_images.py.

NN.sld becomes NN.img, NN.tree.img and the table NN.names, which pyfront/scheme/bundled.py describes.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

# ---------------------------------------------------------------- characters


def _classes(c: str) -> set[str]:
    """The standard sets of SRFI 14 that hold a character; what the language has predicates for is as they say."""
    kind = unicodedata.category(c)
    found = set()
    if c.islower():
        found.add("lower-case")
    if c.isupper():
        found.add("upper-case")
    if kind == "Lt":
        found.add("title-case")
    if c.isalpha() or c.isupper() or c.islower() or kind == "Nl":
        found |= {"letter", "letter+digit"}
    if kind == "Nd":
        found |= {"digit", "letter+digit"}
    if kind[0] == "P":
        found.add("punctuation")
    if kind[0] == "S":
        found.add("symbol")
    if found & {"letter", "digit", "punctuation", "symbol"}:
        found |= {"graphic", "printing"}
    if kind in ("Zs", "Zl", "Zp") or c in "\t\n\v\f\r\x85":
        found |= {"whitespace", "printing"}
    if kind == "Zs" or c == "\t":
        found.add("blank")
    if kind == "Cc":
        found.add("iso-control")
    if kind[0] == "C":
        found.add("other")
    if kind[0] == "M" or c in "\u200c\u200d" or "\U0001f3fb" <= c <= "\U0001f3ff":
        found.add("mark")
    if kind in ("Cc", "Cf", "Zl", "Zp"):
        found.add("separator-or-control")
    return found


_FOR_REGEXPS = ("mark", "other", "separator-or-control")


@lru_cache(None)
def _unicode() -> dict[str, str]:
    """The definitions of the sets as Scheme. A set is a text: the distances between its bounds, a character each."""
    texts: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    now: set[str] = set()
    for point in range(sys.maxunicode + 2):
        surrogate = 0xD800 <= point <= 0xDFFF
        found = set() if surrogate or point > sys.maxunicode else _classes(chr(point))
        for name in found ^ now:
            gap = point - last.get(name, 0)
            texts.setdefault(name, []).append(gap + 0x800 if gap >= 0xD800 else gap)  # no surrogates
            last[name] = point
        now = found
    made = {}
    for name, gaps in sorted(texts.items()):
        text = "".join(f"\\x{gap:x};" for gap in gaps)
        made[name] = f'(define char-set:{name} ({{decode}} "{text}"))\n'
    return made


def _standard_sets() -> str:
    return "".join(text.format(decode="decode") for name, text in _unicode().items() if name not in _FOR_REGEXPS)


def _regexp_sets() -> str:
    return "".join(_unicode()[name].format(decode="srfi-14:decode") for name in _FOR_REGEXPS)


GENERATED = {"14/unicode.scm": _standard_sets, "115/unicode.scm": _regexp_sets}  # files that are made, not written


class _Library:
    """One of them while it is compiled."""

    def __init__(self, stem: str, path: Path, system: Any) -> None:
        from pyfront.expand.env import TopLevel
        from pyfront.expand.expander import Expander
        from pyfront.scheme.bundled import Inside, find, library_name
        from pyfront.scheme.files import Files, Reading
        from pyfront.scheme.forms_library import declarations, written
        from pyfront.scheme.reader import read_all
        from pyfront.text.source import SourceMap

        self.stem, self.name, self.system = stem, library_name(stem), system
        self.sources = SourceMap()
        texts = {str(path.parent / name): text() for name, text in GENERATED.items() if name.startswith(f"{stem}/")}
        self.files = Files(Reading(free=True, texts=texts), self.sources)
        source = self.sources.add(str(path), path.read_text(encoding="utf-8"))
        ((form, _),) = read_all(source)
        outer = TopLevel("", system)
        self.declared = declarations(Expander(outer, self.files), form)
        if written(form.items[1], 0, "") != self.name:
            raise SystemExit(f"{path} does not define {self.name}")
        names = [written(x, 0, "") for x, _ in self.declared.imports]
        self.needs = [find(name, system) for name in names if name != "(vmcore)"]
        self.top = TopLevel(self.name + ":", Inside(system, self.needs, self.defined()))
        self.top.system = system

    def defined(self) -> set[str]:
        """The names that the body plainly defines as variables."""
        names = set()
        for x, _ in self.declared.body:
            if getattr(x.items[0], "name", "") == "define":
                target = x.items[1]
                names.add((target.items[0] if hasattr(target, "items") else target).name)
        return names

    def image(self, backend: str) -> bytes:
        from pyfront.expand.expander import expand_unit
        from pyfront.scheme.language import LANGUAGE
        from pyfront.text.source import SourceMap

        shown = SourceMap()
        for one in self.sources.sources:
            shown.add("scheme/lib/srfi/" + one.name.partition("/srfi/")[2], one.text)
        unit = expand_unit(self.declared.body, self.top, self.files)
        self.check(unit)
        return LANGUAGE.emit(unit, shown, backend, library=True)

    def check(self, unit: Any) -> None:
        """Every global that the body refers to is defined."""
        from pyfront.core.ir import GlobalRef, Node

        todo: list[Any] = [unit]
        while todo:
            node = todo.pop()
            if node.__class__ is GlobalRef:
                self.check_name(node.name)
            for field in getattr(node, "fields", ()):
                value = getattr(node, field)
                todo += [x for x in (value if value.__class__ is list else [value]) if isinstance(x, Node)]

    def check_name(self, full: str) -> None:
        from pyfront.scheme.names import LIBRARY
        from vmcore.data import Symbol

        if full.startswith(self.top.space):
            name = full[len(self.top.space) :]
            if not self.top.own(Symbol(name)).defined:
                raise SystemExit(f"{self.name} does not define {name}")
        elif full.startswith("(") and full not in self.defined_elsewhere:
            raise SystemExit(f"{self.name}: there is no {full}")
        elif full.startswith(LIBRARY) and full[len(LIBRARY) :] not in self.base:
            raise SystemExit(f"{self.name}: the base library does not define {full[len(LIBRARY) :]}")

    base: set[str] = set()
    defined_elsewhere: set[str] = set()

    # ---------------------------------------------------------------- the table

    def table(self) -> str:
        groups: dict[str, list[str]] = {"needs": [one.stem for one in self.needs]}
        for outside, inside in self.declared.exported.items():
            kind, words = self.kind(outside, inside)
            groups.setdefault(kind, []).extend(words)
        lines = [" ".join([kind, *words]) for kind, words in groups.items() if words]
        return "\n".join(lines) + "\n\n" + self.macros(set(groups.get("syntax", ())))

    def kind(self, outside: str, inside: Any) -> tuple[str, list[str]]:
        """Kind of an export, as the table has it, and the words there."""
        from pyfront.expand.env import Global, Macro

        binding = self.top.find(inside)
        if binding.__class__ is Macro:
            if outside != inside.name:
                raise SystemExit(f"{self.name}: the macro {inside.name} is exported as {outside}")
            return "syntax", [outside]
        if binding.__class__ is Global and binding.space == self.top.space:
            if not binding.defined:
                raise SystemExit(f"{self.name} exports {inside.name}, but does not define it")
            return ("own", [outside]) if outside == inside.name else ("renamed", [outside, inside.name])
        for library in self.needs:
            if inside.name in library.exported and library.binding(inside.name) is binding:
                if outside != inside.name:
                    raise SystemExit(f"{self.name} renames {inside.name} of {library.name}")
                return f"from {library.stem}", [outside]
        if self.system.find(inside) is not binding:
            raise SystemExit(f"{self.name}: {inside.name} is not what the language calls so")
        return ("system", [outside]) if outside == inside.name else ("also", [outside, inside.name])

    def macros(self, wanted: set[str]) -> str:
        """The text of the macros that are exported, and of those that they use."""
        from pyfront.text.datum import List

        forms: dict[str, tuple[str, Any]] = {}
        for x, pos in self.declared.body:
            if x.__class__ is List and getattr(x.items[0], "name", "") == "define-syntax":
                source = self.sources.find(pos)
                forms[x.items[1].name] = source.text[x.start - source.base : x.end - source.base], x.items[2]
        todo, done = [*wanted], set(wanted)
        while todo:
            used = _symbols(forms[todo.pop()][1]) & forms.keys() - done
            done |= used
            todo += used
        return "".join(text + "\n" for name, (text, _) in forms.items() if name in done)


def _symbols(x: Any) -> set[str]:
    if hasattr(x, "items"):
        return set().union(*map(_symbols, x.items), _symbols(getattr(x, "tail", None)))
    return {x.name} if hasattr(x, "name") else set()


def build_libraries(folder: Path, target: Path, base: set[str]) -> None:
    """``folder``, ``target``: where the sources of the library are, and where what is made of them goes; ``base``: what
    the base library defines."""
    from pyfront.scheme import bundled, language
    from pyfront.scheme.libraries import BUNDLED
    from pyfront.scheme.names import user_environment

    bundled.library_path = language.library_path = lambda name: str(target / name)
    system = user_environment(language.LANGUAGE.exports()).system
    _Library.base = base
    out = target / "srfi"
    out.mkdir(exist_ok=True)
    for stem in dict.fromkeys(BUNDLED.values()):
        path = folder / "srfi" / f"{stem}.sld"
        for backend, suffix in bundled.IMAGES.items():
            library = _Library(stem, path, system)
            (out / f"{stem}{suffix}").write_bytes(library.image(backend))
            _Library.defined_elsewhere |= {one.name for one in library.top.globals.values() if one.defined}
        (out / f"{stem}{bundled.TABLE}").write_text(library.table(), encoding="utf-8")
