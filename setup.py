"""The compiled modules and the four ways to build them (``VMCORE_BUILD=release|debug|asan|cover``)."""

from __future__ import annotations

import os
import sys

from Cython.Build import cythonize
from setuptools import Extension, setup

MODE = os.environ.get("VMCORE_BUILD", "release")

# mode -> compiler flags, linker flags, Cython directives
MODES: dict[str, tuple[list[str], list[str], dict[str, object]]] = {
    "release": (["-O3", "-fno-strict-aliasing", "-fwrapv", "-g0"], [], {}),
    "debug": (["-O1", "-g", "-fno-strict-aliasing", "-DVM_DEBUG=1"], [], {"boundscheck": True}),
    "asan": (
        ["-O1", "-g", "-fno-strict-aliasing", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-DVM_DEBUG=1"],
        ["-fsanitize=address,undefined"],
        {"boundscheck": True},
    ),
    "cover": (
        ["-O0", "-g", "-fno-strict-aliasing", "-DCYTHON_TRACE_NOGIL=1", "-DCYTHON_USE_SYS_MONITORING=0",
         "-DVM_NO_THREADING"],
        [],
        {"linetrace": True},
    ),
}
MODULES = (
    "_heap", "_num", "_equal", "_table", "_text", "_port", "_print", "_read", "_prims_numbers", "_prims_lists", "_prims_strings",
    "_prims_tables", "_prims_ports", "_prims_control", "_prims_machine", "_primtable", "_image", "_slow", "_loop",
    "_walk", "_convert", "_host",
)  # fmt: skip

# Neighbouring stores stay single: a load soon after wants one of them. Line tracing puts code where labels may not be.
LOOP_FLAGS = {"_loop": ["-fno-tree-slp-vectorize"]} if sys.platform != "win32" else {}

flags, link, extra = MODES[MODE]
if sys.platform == "win32":
    flags = [f for f in flags if f.startswith("-D")]
extensions = [
    Extension(f"vmcore.{name}", [f"src/vmcore/{name}.pyx"], extra_compile_args=flags + LOOP_FLAGS.get(name, []),
              extra_link_args=link)
    for name in MODULES
    if os.path.exists(f"src/vmcore/{name}.pyx")
]
setup(
    ext_modules=cythonize(
        extensions,
        build_dir=f"build/cython-{MODE}",
        include_path=["src"],
        compiler_directives={
            "language_level": 3,
            "boundscheck": False,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": False,
            **extra,
        },
    ),
)
