"""The compiled modules, the four ways to build them (``VMCORE_BUILD=release|debug|asan|cover``), the library images.

Nothing is translated before a command needs it: making an sdist or asking for metadata costs no compilation. Images
(the compiled Scheme library) need the pure Python compiler only, so ``build_py`` makes them before there is a machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

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
MODULES = sorted(path.stem for path in Path("src/vmcore").glob("*.pyx"))

# Neighbouring stores stay single: a load soon after wants one of them. Line tracing puts code where labels may not be.
LOOP_FLAGS = {"_loop": ["-fno-tree-slp-vectorize"]} if sys.platform != "win32" else {}

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
}
LIB = "pyfront/scheme/lib"
MADE = ("base.img", "base.tree.img", "base.names")


class BuildExt(build_ext):
    """Translates with Cython first; the C goes to ``build/``, one folder a mode."""

    def initialize_options(self) -> None:
        super().initialize_options()
        self.parallel = os.cpu_count()

    def run(self) -> None:
        from Cython.Build import cythonize

        made = cythonize(
            [Extension(one.name, list(one.sources)) for one in self.extensions],
            build_dir=f"build/cython-{MODE}",
            include_path=["src"],
            nthreads=self.parallel or 0 if sys.platform == "linux" else 0,
            compiler_directives={**DIRECTIVES, **MODES[MODE][2]},
        )
        translated = {one.name: one for one in made}
        for one in self.extensions:
            one.sources = translated[one.name].sources
        super().run()


class BuildPy(build_py):
    """Adds the images of the library, made by the compiler in this tree."""

    def image_folder(self) -> str:
        return f"src/{LIB}" if self.editable_mode else os.path.join(self.build_lib, *LIB.split("/"))

    def run(self) -> None:
        super().run()
        subprocess.run([sys.executable, "tools/build_images.py", self.image_folder()], check=True)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        return super().get_outputs(include_bytecode) + [os.path.join(self.image_folder(), name) for name in MADE]


flags, link, _ = MODES[MODE]
if sys.platform == "win32":
    flags = [f for f in flags if f.startswith("-D")]
setup(
    ext_modules=[
        Extension(f"vmcore.{name}", [f"src/vmcore/{name}.pyx"], extra_compile_args=flags + LOOP_FLAGS.get(name, []),
                  extra_link_args=link)
        for name in MODULES
    ],
    cmdclass={"build_ext": BuildExt, "build_py": BuildPy},
)
