"""``python -m pyfront`` is the command ``vmcore``."""

from __future__ import annotations

from pyfront.cli import script

if __name__ == "__main__":
    script()
