"""The programs of wasi-testsuite for preview 1, each as the suite's own description of it says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import suites
from pyfront.errors import Error
from pyfront.wasm.command import run_command

FOLDER = "wasi-testsuite"


def programs() -> list[str]:
    root = Path(os.environ.get("VMCORE_SPEC", "")) / FOLDER / "tests"
    return [str(p.relative_to(root)) for p in sorted(root.glob("*/testsuite/wasm32-wasip1/*.wasm"))] or ["no suite"]


def complaint(file: Path, scratch: Path, portable: bool) -> str:
    """What is wrong, or ""."""
    described = file.with_suffix(".json")
    spec = json.loads(described.read_text(encoding="utf-8")) if described.exists() else {}
    preopens = {}
    if spec.get("root"):
        shutil.copytree(file.parent / spec["root"], scratch / "root")
        preopens["/"] = scratch / "root"
    out, err = bytearray(), bytearray()
    try:
        code: object = run_command(
            file, [file.name, *spec.get("args", [])], env=spec.get("env"), preopens=preopens, stdin=b"", stdout=out, stderr=err,
            timeout=60, portable_paths=portable,
        )  # fmt: skip
    except Error as error:
        code = str(error)
    wanted = spec.get("exit_code", 0), spec.get("stdout") or out.decode()
    return "" if (code, out.decode()) == wanted else f"expected {wanted}, got {code, out.decode()} {err.decode()[-500:]}"


@pytest.mark.parametrize("portable", [False, True], ids=["by descriptor", "by path"])
@pytest.mark.parametrize("name", programs())
def test_program(name: str, portable: bool, tmp_path: Path) -> None:
    file = suites.suite_folder(FOLDER) / "tests" / name
    if not file.exists():
        pytest.skip(f"no {name}")
    what = complaint(file, tmp_path, portable)
    suites.compare({name: what} if what else {}, {name}, "wasi")
