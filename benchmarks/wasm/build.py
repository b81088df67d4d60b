"""Makes the programs in src/pyfront/bench/programs_wasm of the sources here, with the compiler of the package ziglang (0.17.1):

    pip install ziglang && python benchmarks/wasm/build.py [FOLDER]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "pyfront" / "bench" / "programs_wasm"
# Kernels have the instructions of the first version, which all interpreters know.
KERNELS = "--target=wasm32-freestanding -mcpu=mvp -O2 -nostdlib -s -Wl,--no-entry -Wl,--export-dynamic".split()
COMMANDS = "--target=wasm32-wasi -O2 -s".split()


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    for source in sorted(HERE.glob("*.c")):
        options = KERNELS if source.stem == "kernels" else COMMANDS
        out = target / f"{source.stem}.wasm"
        done = subprocess.run([sys.executable, "-m", "ziglang", "cc", *options, str(source), "-o", str(out)], check=False)
        if done.returncode:
            return done.returncode
        out.chmod(0o644)
    return 0


if __name__ == "__main__":
    sys.exit(main())
