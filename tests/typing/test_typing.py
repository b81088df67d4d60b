"""The example of the typed API does what it says; mypy reads the same file (see pyproject.toml)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import public_api  # noqa: E402


def test_the_typed_example_runs() -> None:
    assert public_api.values() == 3
    assert "car" in public_api.runtimes()
    assert public_api.programs() == 42
    file, line, column, excerpt = public_api.failures()
    assert (file, line, column) == ("f.scm", 1, 6)  # the argument that is wrong
    assert "^" in excerpt
