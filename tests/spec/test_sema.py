"""Sema's own tests, documentation and examples: how many of them give what its own build says, at least."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import sema_run
import suites
from sema_cases import all_cases

# At least so many of the cases of each set pass. The numbers only grow.
AT_LEAST = {"tables": 3725, "docs": 1405, "programs": 134}


@pytest.mark.parametrize("name", AT_LEAST)
def test_cases(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = suites.suite_folder("sema")
    oracle = root.parent / "sema-oracle.json"
    if not oracle.is_file():
        pytest.skip(f"no {oracle.name} in {root.parent} (tests/spec/sema_oracle.py makes it)")
    answers = json.loads(oracle.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)  # the programs write files
    passed, failed = sema_run.run_set(all_cases(root)[name], answers, os.environ.get("VMCORE_BACKEND", "vm"))
    assert len(passed) >= AT_LEAST[name], f"{len(passed)} of {len(passed) + len(failed)}: {list(failed.items())[:10]}"
