"""Files made by ``tools/gen.py`` are what the tables say; the checks of ``ci/`` see what they are there to see."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patience import patient

ROOT = Path(__file__).parent.parent


def script(*command: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=patient(120))


def test_generated_files_are_current() -> None:
    done = script(ROOT / "tools" / "gen.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the generator reads and writes."""
    skip = shutil.ignore_patterns("*.so", "*.img", "__pycache__", "programs", "peerlib")
    for name in ("tools", "src", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    return tmp_path


def test_a_changed_table_is_noticed_and_written(tree: Path) -> None:
    table = tree / "src" / "vmcore" / "ops.py"
    text = table.read_text(encoding="utf-8")
    row = 'Op("LOADK", "reg k", "R[a] = K[b]"),'
    assert text.count(row) == 1
    table.write_text(text.replace(row, row + '\n    Op("PLANTED", "reg", "nothing"),'), encoding="utf-8")
    done = script(tree / "tools" / "gen.py", "--check")
    assert done.returncode == 1
    assert "src/vmcore/_ops.pxd" in done.stdout
    assert "docs/opcodes.md" in done.stdout
    assert script(tree / "tools" / "gen.py").returncode == 0
    assert "OP_PLANTED = 3" in (tree / "src" / "vmcore" / "_ops.pxd").read_text(encoding="utf-8")
    assert script(tree / "tools" / "gen.py", "--check").returncode == 0


def test_imports_point_one_way(tree: Path) -> None:
    check = ROOT / "ci" / "check_layers.py"
    done = script(check, tree / "src")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("pyfront/emit/asm.py", "from pyfront.api import run", "pyfront.api is not below pyfront.emit"),
        ("pyfront/passes/fold.py", "import pyfront.expand.env", "pyfront.expand is not below pyfront.passes"),
        ("pyfront/expand/env.py", "from pyfront.scheme import names", "pyfront.scheme is not below pyfront.expand"),
        ("pyfront/core/ir.py", "import numpy", "numpy is not in the standard library"),
        ("vmcore/data.py", "import pyfront", "pyfront is not below vmcore"),
        ("vmcore/_heap.pyx", "from pyfront.text cimport source", "pyfront.text is not below vmcore"),
        ("vmcore/machine.pxd", "cimport numpy", "numpy is not in the standard library"),
        ("pyfront/lisp/__init__.py", "from pyfront.scheme import reader", "pyfront.scheme is not below pyfront.lisp"),
    ],
)
def test_an_import_against_the_layers_is_noticed(tree: Path, file: str, line: str, complaint: str) -> None:
    path = tree / "src" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(f"\n{line}\n")
    done = script(ROOT / "ci" / "check_layers.py", tree / "src")
    assert done.returncode == 1
    assert complaint in done.stdout
    assert len(done.stdout.splitlines()) == 1, done.stdout
