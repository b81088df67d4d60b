"""Makes src/pyfront/bench/programs_wasm/kernels.wasm of kernels.c, with the compiler of the package ziglang (0.17.1):

pip install ziglang && python benchmarks/wasm/build.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "pyfront" / "bench" / "programs_wasm" / "kernels.wasm"
# The instructions of the first version, which all interpreters know.
OPTIONS = "--target=wasm32-freestanding -mcpu=mvp -O2 -nostdlib -s -Wl,--no-entry -Wl,--export-dynamic".split()


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    return subprocess.run(
        [sys.executable, "-m", "ziglang", "cc", *OPTIONS, str(HERE / "kernels.c"), "-o", str(target)], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
