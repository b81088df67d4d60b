"""The recorded times of the Clojure benchmarks: one YAML file, an entry for each recorded run, the newest last.

    - version: text
      date: 2026-01-31
      machine: text
      warm_ms:
        program: {vm: 1.0, treewalk: 2.0}
      cold_ms:
        program: {vm: 17.0, treewalk: 19.0, jvm: 500.0}

``cold_ms``, of whole processes, is there if these were measured.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

FILE = Path("benchmarks/clojure_history.yaml")
WORSE = 1.25  # times the recorded time: below, it may be the machine


class Damaged(Exception):
    """The file is not what ``record`` writes: which line."""


def read(path: Path) -> list[dict[str, Any]]:
    """The entries; none if there is no file. Of YAML, this reads what ``record`` writes."""
    import json

    entries: list[dict[str, Any]] = []
    times = "warm_ms"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        name, _, value = line.strip().removeprefix("- ").partition(": ")
        try:
            if line.startswith("- "):
                entries.append({"warm_ms": {}, "cold_ms": {}})
            if line.startswith("    "):
                cells = (cell.split(": ") for cell in value.strip("{}").split(", "))
                entries[-1][times][name] = {backend: float(ms) for backend, ms in cells}
            elif name in ("warm_ms:", "cold_ms:"):
                times = name[:-1]
            elif line.strip():
                entries[-1][name] = json.loads(value) if value[:1] == '"' else value
        except (ValueError, IndexError):
            raise Damaged(f"{path}, line {number}: not what --record writes") from None
    return entries


def record(
    path: Path, version: str, machine: str, warm: dict[str, dict[str, float]], cold: dict[str, dict[str, float]] | None = None
) -> None:
    """Adds an entry."""
    lines = [
        f"- version: {_quoted(version)}", f"  date: {datetime.date.today().isoformat()}", f"  machine: {_quoted(machine)}",
    ]  # fmt: skip
    for name, table in (("warm_ms", warm), ("cold_ms", cold)):
        if table:
            lines.append(f"  {name}:")
        for program, times in (table or {}).items():
            cells = ", ".join(f"{backend}: {ms:.4g}" for backend, ms in times.items())
            lines.append(f"    {program}: {{{cells}}}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _quoted(text: str) -> str:
    import json

    return json.dumps(text)  # is YAML, too


def regressions(entries: list[dict[str, Any]], warm: dict[str, dict[str, float]]) -> list[str]:
    """What takes longer than in the newest entry that has it, a line each."""
    found = []
    for program, times in warm.items():
        for backend, ms in times.items():
            before = next((one for one in reversed(entries) if backend in one["warm_ms"].get(program, {})), None)
            then = before["warm_ms"][program][backend] if before else 0.0
            if before and ms > WORSE * then:
                text = f"{ms:.3g} ms, {ms / then:.2f} times the {then:.3g} ms of {before['version']}"
                found.append(f"{program} on {backend}: {text}")
    return found
