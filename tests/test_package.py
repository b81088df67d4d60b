"""The package as it is installed: what it brings along, and what it costs to import."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import pyfront
import vmcore
from patience import patient
from pyfront.scheme.libraries import BUNDLED
from vmcore import _loop

PYFRONT = Path(pyfront.__file__).parent
VMCORE = Path(vmcore.__file__).parent

# On the way of run("(+ 1 2)") nothing of this is loaded: a fresh process must not take much longer than an empty one.
EXPENSIVE = {
    "dataclasses", "enum", "re", "typing", "pathlib", "fractions", "inspect", "functools", "json", "argparse", "ast",
    "decimal", "logging", "numbers", "pyfront.cli", "pyfront.report", "vmcore.tags", "vmcore.ops",
}  # fmt: skip


@pytest.mark.skipif("VMCORE_TEST_INSTALLED" not in os.environ, reason="only where the installed package is meant")
def test_what_is_tested_is_what_is_installed() -> None:
    for file in (pyfront.__file__, vmcore.__file__, _loop.__file__):
        assert "site-packages" in Path(file).parts
    assert metadata.version("vmcore") == pyfront.__version__
    needs = [need for need in metadata.requires("vmcore") or [] if "extra ==" not in need]
    assert [re.split(r"[^\w-]", need)[0] for need in needs] == ["regex"]


@pytest.mark.parametrize(
    "name",
    ["base.img", "base.tree.img", "base.names", "base.scm", "order.txt"]
    + [f"srfi/{stem}{kind}" for stem in dict.fromkeys(BUNDLED.values()) for kind in (".img", ".tree.img", ".names")],
)
def test_library_files(name: str) -> None:
    assert (PYFRONT / "scheme" / "lib" / name).stat().st_size > 0


@pytest.mark.parametrize(
    "path",
    [PYFRONT / "py.typed", VMCORE / "py.typed", VMCORE / "_host.pyi", VMCORE / "_image.pyi", VMCORE / "_convert.pyi",
     PYFRONT / "bench" / "programs" / "fib" / "bench.scm"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)  # fmt: skip
def test_files_for_users_of_the_package(path: Path) -> None:
    assert path.is_file()


def python(code: str, *flags: str) -> str:
    root = str(PYFRONT.parent)
    return subprocess.run(
        [sys.executable, *flags, "-c", code], check=True, capture_output=True, text=True, timeout=patient(60),
        env={**os.environ, "PYTHONPATH": root},
    ).stdout.strip()  # fmt: skip


def test_run_loads_little() -> None:
    code = "import sys; old = set(sys.modules); import pyfront; pyfront.run('(+ 1 2)'); print(*set(sys.modules) - old)"
    loaded = set(python(code, "-S").split())
    assert not loaded & EXPENSIVE
    assert len([name for name in loaded if not name.startswith("vmcore._")]) < 40  # compiled ones are one file
