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


# The module of the library: start(specs, modules, package) makes and runs all others. Doing it the import system's way, one
# by one, takes twice as long as they do.
MACHINE = """#define PY_SSIZE_T_CLEAN
#include <Python.h>

{declared}

static PyObject *(*const INIT[])(void) = {{{listed}}};

static int start_one(PyObject *(*init)(void), PyObject *spec, PyObject *modules, PyObject *package) {{
    PyObject *definition, *module = NULL, *name = NULL, *dot = NULL;
    int status = -1;
    definition = init();
    if (!definition) return -1;
    name = PyObject_GetAttrString(spec, "name");
    if (name) module = PyModule_FromDefAndSpec((PyModuleDef *)definition, spec);
    if (module && PyObject_SetAttrString(module, "__spec__", spec) == 0 && PyObject_SetItem(modules, name, module) == 0) {{
        if (PyModule_ExecDef(module, (PyModuleDef *)definition) == 0) {{
            dot = PyUnicode_FromString(PyModule_GetName(module) + sizeof("vmcore.") - 1);
            if (dot) status = PyObject_SetItem(package, dot, module);
        }}
        if (status != 0) {{
            PyObject *type, *value, *traceback;
            PyErr_Fetch(&type, &value, &traceback);
            if (PyObject_DelItem(modules, name) != 0) PyErr_Clear();
            PyErr_Restore(type, value, traceback);
        }}
    }}
    Py_XDECREF(dot);
    Py_XDECREF(module);
    Py_XDECREF(name);
    return status;
}}

static PyObject *start(PyObject *self, PyObject *args) {{
    PyObject *specs, *modules, *package;
    Py_ssize_t i;
    if (!PyArg_ParseTuple(args, "O!OO!", &PyList_Type, &specs, &modules, &PyDict_Type, &package)) return NULL;
    if (PyList_GET_SIZE(specs) != (Py_ssize_t)(sizeof(INIT) / sizeof(INIT[0]))) {{
        PyErr_SetString(PyExc_ImportError, "vmcore: the library of the compiled modules is of another version");
        return NULL;
    }}
    for (i = 0; i < PyList_GET_SIZE(specs); i++)
        if (start_one(INIT[i], PyList_GET_ITEM(specs, i), modules, package) != 0) return NULL;
    Py_RETURN_NONE;
}}

static PyMethodDef METHODS[] = {{{{"start", start, METH_VARARGS, NULL}}, {{NULL, NULL, 0, NULL}}}};
static struct PyModuleDef DEFINITION = {{PyModuleDef_HEAD_INIT, "_machine", NULL, 0, METHODS, NULL, NULL, NULL, NULL}};

PyMODINIT_FUNC PyInit__machine(void) {{
    return PyModuleDef_Init(&DEFINITION);
}}
"""


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
    return write(Path(folder) / path.name, direct(path.read_text(encoding="utf-8"), path.name))


def write_start(names: tuple[str, ...], folder: str) -> str:
    """Writes the C of the library's own module, ``_machine``; its path."""
    declared = "\n".join(f"PyMODINIT_FUNC PyInit_{name}(void);" for name in names)
    listed = ", ".join(f"PyInit_{name}" for name in names)
    return write(Path(folder) / "_machine.c", MACHINE.format(declared=declared, listed=listed))


def write(target: Path, text: str) -> str:
    """Writes a file if it is not there already."""
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return str(target)
