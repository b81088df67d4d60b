"""Turns calls between compiled modules into plain C calls, for a build that links them into one library.

Cython's modules hand each other functions as capsules in a dictionary: every importing module looks each of them up when
it starts, and calls through a pointer ever after. Within one library the linker can do that. So in the C of a module

    static int (*__pyx_f_6vmcore_5_heap_reserve)(VM *, uint64_t); /*proto*/     becomes a declaration,
    static int __pyx_f_6vmcore_5_heap_reserve(VM *, uint64_t) ...               of a function that is no longer static,

and what fills the dictionaries and looks things up is not called any more (other packages can cimport from a build with
VMCORE_APART=1). The modules of a library are initialised in an order in which each finds what it needs:
``vmcore/__init__.py`` has it. There are two libraries; modules of one call nothing of the other.
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
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CODE = re.compile(r"Code section: module_code ###(.*?)Code section: module_exttypes ###", re.DOTALL)
RUN = re.compile(r"--- Execution code ---(.*?)--- Wrapped vars code ---", re.DOTALL)
EMPTY_RUN = 6  # lines of it: __test__ is made, and the ends of the two comments
PYTHON = re.compile(r"\b(?:Py[A-Z_]|__Pyx_|__PYX_|__pyx_mstate)\w*")
NO_METHODS = re.compile(r"static PyMethodDef __pyx_methods\[\] = \{\s*\{0, 0, 0, 0\}\s*\};")
VARIABLES = "__pyx_export_pointers[] = {(void *)&__pyx_v_"  # by name in a dictionary of the module
SHARED = '#if defined(__GNUC__)\n#define VM_SHARED __attribute__((visibility("hidden")))\n#else\n#define VM_SHARED\n#endif\n'
SHARED += "VM_SHARED extern struct _object *vm_started(const char *name);\n"


# The module of the library: start(from, to, spec, modules, package) makes and runs the others, `spec` answering the spec of
# one by its name. Doing it the import system's way, one by one, takes twice as long as they do. A module that Python sees
# nothing of is a part of the library's own: most are, and a module is a dozen objects. Half do not even run.
MACHINE = """#define PY_SSIZE_T_CLEAN
#include <Python.h>

{declared}

/* PyImport_ImportModule of a module in a package imports the package too and waits until that is initialised. That it need
   not wait for itself, it finds out in 30,000 instructions. */
VM_SHARED PyObject *vm_started(const char *name) {{
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), name);
    return module ? Py_NewRef(module) : PyImport_ImportModule(name);
}}

typedef struct {{
    const char *name;
    PyObject *(*init)(void);
    int kind;                            /* RUNS, QUIET, IDLE */
}} Part;

static const Part PARTS[] = {{
    {listed}
}};

static PyObject *run_quiet(const Part *part, PyObject *whole, PyObject *modules) {{
    PyObject *name;
    int status;
    if (part->kind == 1) {{
        PyModuleDef_Slot *slot = ((PyModuleDef *)part->init())->m_slots;
        for (; slot->slot; slot++)
            if (slot->slot == Py_mod_exec && ((int (*)(PyObject *))slot->value)(whole) != 0) return NULL;
    }}
    name = PyUnicode_FromFormat("vmcore.%s", part->name);
    if (!name) return NULL;
    status = PyObject_SetItem(modules, name, whole);
    Py_DECREF(name);
    return status == 0 ? Py_NewRef(whole) : NULL;
}}

static PyObject *start_one(const Part *part, PyObject *whole, PyObject *make_spec, PyObject *modules) {{
    PyObject *definition, *spec = NULL, *module = NULL, *name = NULL;
    int status = -1;
    if (part->kind) return run_quiet(part, whole, modules);
    definition = part->init();
    if (!definition) return NULL;
    spec = PyObject_CallFunction(make_spec, "s", part->name);
    if (spec) name = PyObject_GetAttrString(spec, "name");
    if (name) module = PyModule_FromDefAndSpec((PyModuleDef *)definition, spec);
    if (module && PyObject_SetAttrString(module, "__spec__", spec) == 0 && PyObject_SetItem(modules, name, module) == 0) {{
        status = PyModule_ExecDef(module, (PyModuleDef *)definition);
        if (status != 0) {{
            PyObject *type, *value, *traceback;
            PyErr_Fetch(&type, &value, &traceback);
            if (PyObject_DelItem(modules, name) != 0) PyErr_Clear();
            PyErr_Restore(type, value, traceback);
        }}
    }}
    if (status != 0) Py_CLEAR(module);
    Py_XDECREF(spec);
    Py_XDECREF(name);
    return module;
}}

static PyObject *start(PyObject *self, PyObject *args) {{
    PyObject *make_spec, *modules, *package, *module;
    Py_ssize_t i, end;
    int status;
    if (!PyArg_ParseTuple(args, "nnOOO!", &i, &end, &make_spec, &modules, &PyDict_Type, &package)) return NULL;
    if (i < 0 || end > (Py_ssize_t)(sizeof(PARTS) / sizeof(PARTS[0]))) {{
        PyErr_SetString(PyExc_ImportError, "vmcore: the library of the compiled modules is of another version");
        return NULL;
    }}
    for (; i < end; i++) {{
        module = start_one(&PARTS[i], self, make_spec, modules);
        if (!module) return NULL;
        status = PyDict_SetItemString(package, PARTS[i].name, module);
        Py_DECREF(module);
        if (status != 0) return NULL;
    }}
    Py_RETURN_NONE;
}}

static PyMethodDef METHODS[] = {{{{"start", start, METH_VARARGS, NULL}}, {{NULL, NULL, 0, NULL}}}};
static struct PyModuleDef DEFINITION = {{PyModuleDef_HEAD_INIT, "{library}", NULL, 0, METHODS, NULL, NULL, NULL, NULL}};

PyMODINIT_FUNC PyInit_{library}(void) {{
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
    text = text.replace('PyImport_ImportModule("vmcore.', 'vm_started("vmcore.')
    return SHARED + START.sub(r"\1 0 && ", IMPORTS.sub(r"\1", text))


def rewrite(source: str, folder: str) -> str:
    """Writes the changed C of a module to a folder, if it is not there already; its path."""
    path = Path(source)
    return write(Path(folder) / path.name, direct(path.read_text(encoding="utf-8"), path.name))


RUNS, QUIET, IDLE = 0, 1, 2  # Part.kind


def kind(text: str) -> int:
    """How much of a module Python sees, given its C. QUIET: no functions, classes or names. IDLE: it does not use Python
    either, and what it runs when it is imported does nothing."""
    names = text.count("PyDict_SetItem(__pyx_mstate_global->__pyx_d,")
    only_test = names == text.count("(__pyx_mstate_global->__pyx_d, __pyx_mstate_global->__pyx_n_u_test,") == 1
    if not only_test or "PyType_Ready(" in text or VARIABLES in text or not NO_METHODS.search(text):
        return RUNS
    code, run = (COMMENT.sub("", one[1]) for one in (CODE.search(text), RUN.search(text)) if one)
    used = set(PYTHON.findall(code)) - {"Py_ssize_t", "Py_UNICODE_ISPRINTABLE"}
    imports = "/*--- Variable import code ---*/\n  {" in text
    return QUIET if used or imports or len([line for line in run.splitlines() if line.strip()]) > EMPTY_RUN else IDLE


def write_start(library: str, names: tuple[str, ...], folder: str) -> str:
    """Writes the C of a library's own module, which has its name; its path. The C of the modules is there already."""
    declared = "\n".join(f"PyMODINIT_FUNC PyInit_{name}(void);" for name in names)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(folder).glob("*.c")}
    listed = ",\n    ".join(f'{{"{name}", PyInit_{name}, {kind(texts[name])}}}' for name in names)
    return write(Path(folder) / f"{library}.c", SHARED + MACHINE.format(library=library, declared=declared, listed=listed))


def write(target: Path, text: str) -> str:
    """Writes a file if it is not there already."""
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return str(target)
