"""How long things may take: seconds of an ordinary build on an ordinary machine.

VMCORE_PATIENCE says how many times as long where everything is slow on purpose, as under the sanitizers. Twice as long
where tests run in several processes at a time.
"""

from __future__ import annotations

import os

PATIENCE = float(os.environ.get("VMCORE_PATIENCE", "1")) * (2 if "PYTEST_XDIST_WORKER" in os.environ else 1)


def patient(seconds: float) -> float:
    return seconds * PATIENCE
