"""Programs that a C compiler has made, run as commands: by ``run_command`` and by ``vmcore wasm run``."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import pyfront
from pyfront.errors import FuelExhausted, TimeLimitExceeded
from pyfront.wasm import LinkError, Module, Trap
from pyfront.wasm.command import run_command

PROGRAMS = Path(__file__).parent / "programs"
SOURCE = PROGRAMS / "guest.c"


def compiler() -> list[str]:
    """What compiles C to WebAssembly here."""
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "cc", "--target=wasm32-wasi"]
    for folder in ("/usr/include/wasm32-wasi", "/opt/wasi-sysroot/include"):  # Debian's wasi-libc, and the SDK
        if shutil.which("clang") and shutil.which("wasm-ld") and os.path.isdir(folder):
            sysroot = [] if folder.startswith("/usr") else ["--sysroot=/opt/wasi-sysroot"]
            return ["clang", "--target=wasm32-wasi", *sysroot]
    return []


@pytest.fixture(scope="module", params=["as it was compiled", "compiled here"])
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Module:
    if request.param == "as it was compiled":
        return Module(PROGRAMS / "guest.wasm")
    command = compiler()
    if not command:
        pytest.skip("no compiler from C to WebAssembly: neither ziglang nor clang with wasi-libc")
    made = tmp_path_factory.mktemp("compiled") / "guest.wasm"
    subprocess.run([*command, "-O1", "-o", str(made), str(SOURCE)], check=True, timeout=600)
    return Module(made)


def run(program: Module, *args: str, **options: Any) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = bytearray(), bytearray()
    code = run_command(program, ["guest", *args], **{"stdin": b"", "stdout": out, "stderr": err, **options})
    return code, out.decode(), err.decode()


def test_arguments_and_environment(program: Module) -> None:
    assert run(program, "args", "a b", "ä", "") == (0, "guest\nargs\na b\nä\n\n", "")
    assert run(program, "env", env={"A": "1", "B": ""}) == (0, "A=1\nB=\n", "")
    assert run(program, "env") == (0, "", "")


def test_standard_streams(program: Module) -> None:
    text = "hello wörld\n" * 5000
    assert run(program, "upper", stdin=text.encode()) == (0, text.translate({c: c - 32 for c in range(97, 123)}), "")
    assert run(program, "upper") == (0, "", "")


@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.skipif(os.name != "posix", reason="makes links")
def test_files(program: Module, tmp_path: Path, portable: bool) -> None:
    code, out, err = run(program, "files", preopens={"/": tmp_path}, portable_paths=portable)
    assert (code, sorted(out.split()), err) == (0, ["b", "c", "d"], "")
    assert os.listdir(tmp_path) == []


def test_directories(program: Module, tmp_path: Path) -> None:
    names = sorted(f"file{i}" for i in range(300))
    for name in names:
        (tmp_path / name).write_bytes(b"")
    code, out, _ = run(program, "list", "/data", preopens={"/data": tmp_path})
    assert (code, sorted(out.split())) == (0, names)
    assert run(program, "list", "/other", preopens={"/data": tmp_path})[0] == 1
    assert run(program, "list", "/")[0] == 1
    assert run(program, "files", readonly={"/": tmp_path})[0] == 1
    assert sorted(os.listdir(tmp_path)) == names


def test_no_way_out(program: Module, tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "inside").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    ways = ["../secret", "/../secret", "..", "../..", "/..", "./../secret", "inside/../../secret", str(tmp_path / "secret"), "../new"]
    if os.name == "posix":
        for name, text in (("up", ".."), ("abs", str(tmp_path)), ("there", "../secret"), ("twice", "up/../up")):
            (inside / name).symlink_to(text)
            ways += [f"{name}/secret", f"{name}/new"]
        ways += ["up/../../etc/passwd"]
    assert run(program, "escape", *ways, preopens={"/": inside}) == (0, "none\n", "")
    assert sorted(os.listdir(tmp_path)) == ["in", "secret"]
    assert run(program, "escape", "/inside", "inside") == (0, "none\n", "")  # without any directory


def test_clocks_and_random_bytes(program: Module) -> None:
    assert run(program, "wait", "30") == (0, "1\n", "")
    assert run(program, "random") == (0, "1\n", "")


def test_memory_that_grows(program: Module) -> None:
    assert run(program, "grow") == (0, "." * 100 + "\n100\n", "")
    assert run(program, "grow", memory_limit=20 << 20)[0] == 1


def test_how_programs_end(program: Module) -> None:
    assert run(program, "exit", "7") == (7, "", "bye\n")
    assert run(program, "exit", "0") == (0, "", "bye\n")
    assert run(program, "nonsense") == (2, "unknown\n", "")
    with pytest.raises(Trap, match="unreachable"):
        run(program, "trap")
    with pytest.raises(Trap, match="unreachable"):
        run(program, "abort")


def test_limits(program: Module) -> None:
    with pytest.raises(FuelExhausted):
        run(program, "forever", fuel=100_000)
    for what in (["forever"], ["wait", "100000"]):
        start = time.monotonic()
        with pytest.raises(TimeLimitExceeded):
            run(program, *what, timeout=0.2)
        assert time.monotonic() - start < 20


def test_modules_that_are_no_commands() -> None:
    with pytest.raises(LinkError, match="exports no function"):
        run_command("(module)")
    with pytest.raises(LinkError, match=r"unknown import env\.f"):
        run_command('(import "env" "f" (func)) (func (export "_start"))')
    with pytest.raises(LinkError, match=r"incompatible import type: wasi_snapshot_preview1\.fd_write"):
        run_command('(import "wasi_snapshot_preview1" "fd_write" (func (param i64))) (func (export "_start"))')
    with pytest.raises(RuntimeError, match="exports no memory"):
        run_command('(import "wasi_unstable" "fd_write" (func (param i32 i32 i32 i32) (result i32))) (func (export "_start") (drop (call 0 (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0))))')
    assert run_command('(func (export "_start"))') == 0


# ---------------------------------------------------------------- the command line


def vmcore(*args: object, stdin: str = "", **env: str) -> tuple[int, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent), **env}
    done = subprocess.run(
        [sys.executable, "-m", "pyfront", "wasm", *map(str, args)], input=stdin, capture_output=True, text=True, env=environment, timeout=100, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


GUEST = PROGRAMS / "guest.wasm"


def test_run_passes_things_on(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    assert vmcore("run", GUEST, "args", "--dir", "x") == (0, f"{GUEST}\nargs\n--dir\nx\n", "")
    assert vmcore("run", "--env", "A=b=c", "--env", "HERE", "--env", "NOWHERE", GUEST, "env", HERE="1") == (0, "A=b=c\nHERE=1\n", "")
    assert vmcore("run", GUEST, "upper", stdin="abc\n") == (0, "ABC\n", "")
    assert vmcore("run", "--dir", f"{tmp_path}::/d", GUEST, "list", "/d") == (0, "f\n", "")
    assert vmcore("run", "--dir-ro", f"{tmp_path}::/", GUEST, "files")[0] == 1
    assert vmcore("run", GUEST, "list", tmp_path)[0] == 1


def test_other_commands(tmp_path: Path) -> None:
    text = tmp_path / "t.wat"
    text.write_text('(module (import "m" "g" (func $g)) (memory (export "mem") 1) (func $f (export "x") (param i32) (if (local.get 0) (then (call $g)))))')
    assert vmcore("build", text) == (0, "", "")
    made = tmp_path / "t.wasm"
    code, out, _ = vmcore("wat", made)
    assert code == 0
    assert "(func $f (type 1) (;(param i32);)\n    local.get 0\n    if\n      call $g\n    end\n  )" in out
    assert Module.from_text(out).to_bytes() == Module(text).to_bytes()
    assert vmcore("wat", made, "-o", tmp_path / "u.wat") == (0, "", "")
    assert (tmp_path / "u.wat").read_text() == out
    for file in (made, text):
        code, out, _ = vmcore("dump", file)
        assert code == 0
        assert "import m.g: func [] -> []\nexport mem: memory 0 \nexport x: func 1 [i32] -> []\n" in out
        assert "code, 1 entries" in out and "custom 'name'" in out
        shown = {vmcore("dump", "-f", name, file) for name in ("f", "x", "1")}
        assert len(shown) == 1
        lines = shown.pop()[1].splitlines()
        assert [line[8:].rstrip() for line in lines[1:]] == ["    local.get 0", "    if", "      call 0", "    end", "  end"]
        data = made.read_bytes()
        assert [data[int(line[:8], 16)] for line in lines[1:]] == [0x20, 0x04, 0x10, 0x0B, 0x0B]
    assert vmcore("dump", "-f", "g", made)[0] == vmcore("dump", "-f", "0", made)[0] == vmcore("build", "-", stdin="(module)")[0] == 2
    assert vmcore("build", "-", "-o", tmp_path / "e.wasm", stdin="(module)")[0] == 0
    assert (tmp_path / "e.wasm").read_bytes() == b"\0asm\1\0\0\0"


def test_how_run_ends(tmp_path: Path) -> None:
    assert vmcore("run", GUEST, "exit", "9") == (9, "", "bye\n")
    assert vmcore("run", GUEST, "exit", "256")[0] == 1  # a failure, cut to what a process can say
    assert vmcore("run", "--fuel", "10K", GUEST, "forever")[0] == 4
    assert vmcore("run", "--timeout", "0.2", GUEST, "forever")[0] == 4
    assert vmcore("run", "--timeout", "0.2", GUEST, "wait", "60000")[0] == 4
    text = tmp_path / "t.wat"
    text.write_text('(module (func $low unreachable) (func $mid call $low) (func (export "_start") call $mid))')
    code, out, err = vmcore("run", text)
    assert (code, out) == (1, "")
    assert err.index("unreachable") < err.index("low") < err.index("mid") < err.index("_start")
    bad = tmp_path / "bad.wasm"
    bad.write_bytes(GUEST.read_bytes()[:-5])
    for file in (bad, tmp_path / "empty.wat"):
        if not file.exists():
            file.write_text("(func (result i32))")
        assert vmcore("run", file)[0] == vmcore("validate", GUEST, file)[0] == 3
    assert vmcore("validate", GUEST, text) == (0, "", "")
    assert vmcore("run", tmp_path / "no.wasm")[0] == 5
    assert vmcore("run", "--dir", tmp_path / "no", GUEST)[0] == 5
    assert vmcore("run", "--env", "=x", GUEST)[0] == 2
    assert vmcore("run")[0] == 2
