"""``python -m pyfront`` is the command ``vmcore``."""

from __future__ import annotations

import sys

from pyfront.cli import main

if __name__ == "__main__":
    sys.exit(main())
