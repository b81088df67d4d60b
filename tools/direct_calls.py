"""Turns calls between compiled modules into plain C calls, for a build that links them into one library.

Cython's modules hand each other functions as capsules in a dictionary: every importing module looks each of them up when
it starts, and calls through a pointer ever after. Within one library the linker can do that. So in the C of a module

    static int (*__pyx_f_6vmcore_5_heap_reserve)(VM *, uint64_t); /*proto*/     becomes a declaration,
    static int __pyx_f_6vmcore_5_heap_reserve(VM *, uint64_t) ...               of a function that is no longer static,

and what fills the dictionaries and looks things up is not called any more (other packages can cimport from a build with
VMCORE_APART=1). The modules of the library are initialised in an order in which each finds what it needs:
``vmcore/__init__.py`` has it.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORTS = re.compile(r"(__pyx_import_pointers\[\]\)\(void\) = \{)((?:\(void \(\*\*\)\(void\)\)&\w+, )+)")
EXPORTS = re.compile(r"__pyx_export_pointers\[\]\)\(void\) = \{((?:\(void \(\*\)\(void\)\)&\w+, )+)")
NAME = re.compile(r"&(\w+)")
POINTER = re.compile(r"^static (.*?)\(\*(\w+)\)(\(.*\); /\*proto\*/)$", re.MULTILINE)
FUNCTION = re.compile(r"^static (?=(?:[\w *]+?[ *])?(__pyx_f_\w+)\()", re.MULTILINE)
START = re.compile(r"^( *if \()unlikely(?=\(\(__Pyx_modinit_Function_(?:im|ex)port_code\(__pyx_mstate\) < 0\)\)\))", re.MULTILINE)
SHARED = '#if defined(__GNUC__)\n#define VM_SHARED __attribute__((visibility("hidden")))\n#else\n#define VM_SHARED\n#endif\n'


def direct(text: str, name: str) -> str:
    """The C of a module, changed. ``name``: for the error if it is not what this expects."""
    imported = {one for table in IMPORTS.findall(text) for one in NAME.findall(table[1])}
    exported = {one for table in EXPORTS.findall(text) for one in NAME.findall(table)}
    seen: set[str] = set()

    def declare(match: re.Match[str]) -> str:
        if match[2] not in imported:
            return match[0]
        seen.add(match[2])
        return f"VM_SHARED extern {match[1]}{match[2]}{match[3]}"

    def publish(match: re.Match[str]) -> str:
        if match[1] not in exported:
            return match[0]
        seen.add(match[1])
        return "VM_SHARED "

    text = FUNCTION.sub(publish, POINTER.sub(declare, text))
    missing = (imported | exported) - seen
    if missing or text.count("__pyx_import_pointers[])(void)") != len(IMPORTS.findall(text)):
        raise SystemExit(f"{name}: not the C that Cython 3.3 writes ({', '.join(sorted(missing)[:3])}); use VMCORE_APART=1")
    return SHARED + START.sub(r"\1 0 && ", IMPORTS.sub(r"\1", text))


def rewrite(source: str, folder: str) -> str:
    """Writes the changed C of a module to a folder, if it is not there already; its path."""
    path = Path(source)
    target = Path(folder) / path.name
    text = direct(path.read_text(encoding="utf-8"), path.name)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return str(target)
