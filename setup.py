"""The compiled modules, the four ways to build them (``VMCORE_BUILD=release|debug|asan|cover``), the library images.

All modules are linked into one library, ``vmcore._machine`` (``vmcore/__init__.py`` says why), those of WebAssembly into
a second one, ``vmcore._wasm_machine``, which is loaded when it is needed; with ``VMCORE_APART=1``, and
in the mode cover, each is a library of its own.

Nothing is translated before a command needs it: making an sdist or asking for metadata costs no compilation. Images
(the compiled Scheme library) need the pure Python compiler only, so ``build_py`` makes them before there is a machine.
"""

from __future__ import annotations

import ast
import os
import runpy
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

MODE = os.environ.get("VMCORE_BUILD", "release")

# mode -> compiler flags, linker flags, Cython directives
MODES: dict[str, tuple[list[str], list[str], dict[str, object]]] = {
    # strings of the modules as they are: to unpack them at every start takes longer than to read some more bytes
    "release": (["-O3", "-fno-strict-aliasing", "-fwrapv", "-g0", "-DCYTHON_COMPRESS_STRINGS=0"], [], {}),
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


def literal(path: str, name: str) -> tuple[str, ...]:
    """The value of a constant of a module that cannot be imported yet."""
    for node in ast.parse(Path(path).read_bytes()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)  # type: ignore[no-any-return]
    raise SystemExit(f"{path} has no {name}")


MODULES = sorted(path.stem for path in Path("src/vmcore").glob("*.pyx"))
GROUPS = {
    "_machine": literal("src/vmcore/__init__.py", "COMPILED") + literal("src/vmcore/__init__.py", "COMPILED_LATER"),
    "_wasm_machine": literal("src/vmcore/__init__.py", "COMPILED_WASM"),
}
APART = MODE == "cover" or "VMCORE_APART" in os.environ

# Neighbouring stores stay single: a load soon after wants one of them. Line tracing puts code where labels may not be.
LOOP_FLAGS = {name: ["-fno-tree-slp-vectorize"] for name in ("_loop", "_wasm_loop")} if sys.platform != "win32" else {}

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
    "binding": False,  # methods as C functions: made without an object each when a module starts
    "auto_pickle": False,  # nothing here is pickled: no methods that refuse it
}
LIB = "pyfront/scheme/lib"
INSTALL_SECONDS = 60  # an installer may write the files of a wheel in any order, for so long
MADE = [
    f"{stem}{kind}"
    for stem in ("base", *(f"srfi/{path.stem}" for path in sorted(Path("src", LIB, "srfi").glob("*.sld"))))
    for kind in (".img", ".tree.img", ".names")
] + [
    f"../../clojure/lib/clojure/{stem}{kind}"
    for stem in ("core", *(name[: -len(".clj")] for name in Path("src/pyfront/clojure/lib/clojure/order.txt").read_text().split()))
    for kind in (".img", ".tree.img", ".names")
] + [
    f"../../{stem}{kind}" for stem in ("sema/lib/core", "dsssl/lib/library") for kind in (".img", ".tree.img", ".names")
]


class BuildExt(build_ext):
    """Translates with Cython first; the C goes to ``build/``, one folder a mode."""

    def initialize_options(self) -> None:
        super().initialize_options()
        self.parallel = os.cpu_count()

    def run(self) -> None:
        from Cython.Build import cythonize

        if sorted(name for names in GROUPS.values() for name in names) != MODULES:
            raise SystemExit(f"vmcore/__init__.py: COMPILED, COMPILED_LATER and COMPILED_WASM are not {', '.join(MODULES)}")
        made = cythonize(
            [Extension(f"vmcore.{name}", [f"src/vmcore/{name}.pyx"]) for name in MODULES],
            build_dir=f"build/cython-{MODE}",
            include_path=["src"],
            nthreads=self.parallel or 0 if sys.platform == "linux" else 0,
            compiler_directives={**DIRECTIVES, **MODES[MODE][2]},
        )
        translated = {one.name.rpartition(".")[2]: one.sources[0] for one in made}
        if not APART:
            tool = runpy.run_path("tools/direct_calls.py")
            translated = {name: tool["rewrite"](source, f"build/direct-{MODE}") for name, source in translated.items()}
        for one in self.extensions:
            one.sources = [translated[Path(source).stem] for source in one.sources]
            if not APART:
                library = one.name.rpartition(".")[2]
                one.sources.append(tool["write_start"](library, GROUPS[library], f"build/direct-{MODE}"))
        inplace = self.inplace
        super().run()
        if inplace:
            self.tidy()
            build_modules("src")

    def build_extension(self, ext: Extension) -> None:
        """The sources side by side, each with the flags of its module; those whose object is newer stay."""
        with ThreadPoolExecutor(self.parallel or 1) as pool:
            objects = list(pool.map(lambda source: self.compiled(ext, source), ext.sources))
        self.compiler.link_shared_object(
            objects, self.get_ext_fullpath(ext.name), libraries=self.get_libraries(ext), debug=self.debug,
            extra_postargs=ext.extra_link_args, export_symbols=self.get_export_symbols(ext), build_temp=self.build_temp,
        )  # fmt: skip

    def compiled(self, ext: Extension, source: str) -> str:
        """The object file of a translated module."""
        args = [*ext.extra_compile_args, *LOOP_FLAGS.get(Path(source).stem, [])]
        folder = os.path.join(self.build_temp, f"{zlib.crc32(repr(args).encode()):08x}")
        target, = self.compiler.object_filenames([source], output_dir=folder)
        if self.force or not os.path.exists(target) or os.path.getmtime(target) <= os.path.getmtime(source):
            self.compiler.compile([source], output_dir=folder, debug=self.debug, extra_postargs=args)
        return target

    def get_export_symbols(self, ext: Extension) -> list[str]:
        return [f"PyInit_{ext.name.rpartition('.')[2]}"]

    def tidy(self) -> None:
        """Removes from the source tree what another way of building left there."""
        unwanted = [*GROUPS] if APART else MODULES
        for name in unwanted:
            Path("src", self.get_ext_filename(f"vmcore.{name}")).unlink(missing_ok=True)


def build_modules(folder: str, slack: int = 0) -> None:
    """The byte code of the Python modules in one file."""
    subprocess.run([sys.executable, "tools/build_modules.py", folder, str(slack)], check=True)


class BuildPy(build_py):
    """Adds the images of the library, made by the compiler in this tree."""

    def image_folder(self) -> str:
        return f"src/{LIB}" if self.editable_mode else os.path.join(self.build_lib, *LIB.split("/"))

    def run(self) -> None:
        super().run()
        subprocess.run([sys.executable, "tools/build_images.py", self.image_folder()], check=True)
        if self.editable_mode:
            build_modules("src")
        else:
            build_modules(self.build_lib, INSTALL_SECONDS)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        made = [os.path.normpath(os.path.join(self.image_folder(), name)) for name in MADE]
        folder = "src" if self.editable_mode else self.build_lib
        return [*super().get_outputs(include_bytecode), *made, os.path.join(folder, "vmcore", "modules.bin")]


flags, link, _ = MODES[MODE]
if sys.platform == "win32":
    flags = [f for f in flags if f.startswith("-D")]
libraries = {name: [name] for name in MODULES} if APART else {library: sorted(names) for library, names in GROUPS.items()}
command: dict[str, object] = {"scripts": ["bin/vmcore"]}
if sys.platform == "win32":
    command = {"entry_points": {"console_scripts": ["vmcore = pyfront.cli:script"]}}
setup(
    ext_modules=[
        Extension(f"vmcore.{library}", [f"src/vmcore/{name}.pyx" for name in names], extra_compile_args=flags,
                  extra_link_args=link)
        for library, names in libraries.items()
    ],
    cmdclass={"build_ext": BuildExt, "build_py": BuildPy},
    **command,
)
