"""Sema's own tests, documentation and examples: each case gives what its own build says, or what is written beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import sema_run
import suites
from sema_cases import all_cases


@pytest.mark.parametrize("name", ["tables", "docs", "programs"])
def test_cases(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = suites.suite_folder("sema")
    oracle = root.parent / "sema-oracle.json"
    if not oracle.is_file():
        pytest.skip(f"no {oracle.name} in {root.parent} (tests/spec/sema_oracle.py makes it)")
    answers = json.loads(oracle.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)  # the programs write files
    passed, failed = sema_run.run_set(all_cases(root)[name], answers, os.environ.get("VMCORE_BACKEND", "vm"))
    suites.compare(failed, {*passed, *failed}, f"sema-{name}")
