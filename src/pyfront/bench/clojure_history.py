"""The recorded times of the Clojure benchmarks: one YAML file, an entry for each recorded run, the newest last.

    - version: text
      date: 2026-01-31
      machine: text
      warm_ms: {program: {vm: 1.0, treewalk: 2.0}}
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

FILE = Path("benchmarks/clojure_history.yaml")
WORSE = 1.25  # times the recorded time: below, it may be the machine


def read(path: Path) -> list[dict[str, Any]]:
    """The entries; none if there is no file."""
    import yaml  # type: ignore[import-untyped, import-not-found, unused-ignore]  # of the extra "bench"

    return list(yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.exists() else []


def record(path: Path, version: str, machine: str, warm: dict[str, dict[str, float]]) -> None:
    """Adds an entry."""
    lines = [
        f"- version: {_quoted(version)}", f"  date: {datetime.date.today().isoformat()}", f"  machine: {_quoted(machine)}",
        "  warm_ms:",
    ]  # fmt: skip
    for program, times in warm.items():
        cells = ", ".join(f"{backend}: {ms:.4g}" for backend, ms in times.items())
        lines.append(f"    {program}: {{{cells}}}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    import json

    return json.dumps(text)  # is YAML, too


def regressions(entries: list[dict[str, Any]], warm: dict[str, dict[str, float]]) -> list[str]:
    """What takes longer than in the newest entry, a line each."""
    if not entries:
        return []
    before = entries[-1]["warm_ms"]
    found = []
    for program, times in warm.items():
        for backend, ms in times.items():
            then = before.get(program, {}).get(backend)
            if then and ms > WORSE * then:
                text = f"{ms:.3g} ms, {ms / then:.2f} times the {then:.3g} ms of {entries[-1]['version']}"
                found.append(f"{program} on {backend}: {text}")
    return found
