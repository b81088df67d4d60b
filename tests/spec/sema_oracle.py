"""Makes ``sema-oracle.json``: what Sema's own WebAssembly build under node makes of every case.

    VMCORE_SPEC=... python tests/spec/sema_oracle.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from sema_cases import all_cases  # noqa: E402

BATCH = 100  # cases of a process: one that traps spoils what comes after it


def main() -> None:
    spec = Path(os.environ["VMCORE_SPEC"])
    package = spec / "sema-npm" / "node_modules" / "@sema-lang" / "sema-wasm"
    answers: dict[str, object] = {}
    for cases in all_cases(spec / "sema").values():
        for i in range(0, len(cases), BATCH):
            batch = [[one.name, [*one.before, one.code]] for one in cases[i : i + BATCH]]
            found = ask(package, batch)
            if found is None:
                for one in batch:
                    answers.update(ask(package, [one]) or {one[0]: {"value": None, "output": [], "error": "trap"}})
            else:
                answers.update(found)
            print(len(answers), file=sys.stderr)
    (spec / "sema-oracle.json").write_text(json.dumps(answers), encoding="utf-8")


def ask(package: Path, batch: list[list[object]]) -> dict[str, object] | None:
    with tempfile.TemporaryDirectory() as folder:
        cases, out = Path(folder) / "cases.json", Path(folder) / "out.json"
        cases.write_text(json.dumps(batch), encoding="utf-8")
        try:
            command = ["node", str(HERE / "sema_oracle.mjs"), str(package), str(cases), str(out)]
            subprocess.run(command, check=True, timeout=300, capture_output=True)
            found: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
            return found
        except (subprocess.SubprocessError, OSError):
            return None


if __name__ == "__main__":
    main()
