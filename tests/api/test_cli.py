"""The command line, as a shell sees it: output, messages, exit codes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront
from shell import (
    BACKENDS,
    COMMAND,
    FILE,
    INTERRUPTED,
    LIMIT,
    LOOP,
    OK,
    PIPE,
    PROGRAM,
    SOURCE,
    TIMEOUT,
    USAGE,
    Done,
    environment,
    good,
    vmcore,
)


@pytest.fixture
def program(tmp_path: Path):
    """Writes a program; its path."""

    def write(text: str | bytes, name: str = "prog.scm") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# ---------------------------------------------------------------- run


@pytest.mark.parametrize("backend", BACKENDS)
def test_run(program, backend: str) -> None:
    path = program('(define (twice x) (* 2 x))\n(display (twice 21))\n(newline)\n"the value is not printed"\n')
    good(vmcore("run", "--backend", backend, path), "42\n")


def test_run_from_stdin() -> None:
    good(vmcore("run", "-", stdin='(display "läuft")'), "läuft")


def test_program_reads_stdin(program) -> None:
    good(
        vmcore("run", program("(write (read-line))(write (read-line))(write (read-line))"), stdin="a b\nc"),
        '"a b""c"#<eof>',
    )


def test_arguments_of_the_program(program) -> None:
    path = program("(write (cdr (command-line)))")
    good(vmcore("run", path, "a", "--fuel", "-x", "--", "ü z"), '("a" "--fuel" "-x" "--" "ü z")')
    good(vmcore("run", path), "()")
    path = program("(import (scheme base) (scheme write) (scheme process-context)) (display (car (command-line)))")
    good(vmcore("run", path.name, cwd=path.parent), "prog.scm")


def test_shebang_byte_order_mark_and_crlf(program) -> None:
    good(vmcore("run", program("#!/usr/bin/env -S vmcore run\n(display 1)")), "1")
    good(vmcore("run", program(b"\xef\xbb\xbf(display 2)")), "2")
    good(vmcore("run", program("(display ; comment\r\n 3)\r\n")), "3")


def test_a_file_without_suffix_is_scheme(program) -> None:
    good(vmcore("run", program("(display 1)", "script")), "1")


def test_language_option(program) -> None:
    good(vmcore("run", "--language", "scheme", program("(display 1)", "prog.txt")), "1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(exit)", 0),
        ("(exit #t)", 0),
        ("(exit #f)", 1),
        ("(exit 7)", 7),
        ("(exit 255)", 255),
        ("(emergency-exit 9)", 9),
        ("(exit 256)", 1),
        ("(exit 100000000000000000000)", 1),
        ("(exit -1)", 255),
        ("(exit 'what)", 1),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_exit(program, backend: str, text: str, code: int) -> None:
    done = vmcore("run", "--backend", backend, program(f"(display 1) {text} (display 2)"))
    assert (done.code, done.out, done.err) == (code, "1", ""), done


# ---------------------------------------------------------------- errors of the program


@pytest.mark.parametrize("backend", BACKENDS)
def test_unbound_variable(program, backend: str) -> None:
    path = program('(display "before")\n(display (list nowhere))\n')
    done = vmcore("run", "--backend", backend, path.name, cwd=path.parent)
    assert (done.code, done.out) == (PROGRAM, "before"), done
    assert done.err.startswith("prog.scm:2:16: "), done
    assert "nowhere" in done.err.split("\n")[0]
    assert done.err.split("\n")[1:3] == ["    2 | (display (list nowhere))", "      |                ^~~~~~~"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_backtrace(program, backend: str) -> None:
    path = program("(define (inner x)\n  (+ 1 (car x)))\n(define (outer x)\n  (+ 1 (inner x)))\n(display (outer 5))\n")
    done = vmcore("run", "--backend", backend, path.name, cwd=path.parent)
    assert done.code == PROGRAM
    assert done.err.startswith("prog.scm:2:13: "), done
    assert re.search(r"in inner +prog.scm:2:8\n.*in outer +prog.scm:4:8\n", done.err), done


def test_mistakes_in_the_command(tmp_path: Path) -> None:
    (tmp_path / "prog.scm").write_text("(display 1)")
    (tmp_path / "binary.scm").write_bytes(b"\x7fELF\x00\x80\xff")
    done = vmcore("prog.scm", cwd=tmp_path)
    assert (done.code, done.out) == (USAGE, "") and "vmcore run prog.scm" in done.err, done
    done = vmcore("run", cwd=tmp_path)
    assert done.code == USAGE and done.err.endswith("the following arguments are required: FILE\n"), done
    done = vmcore("run", "binary.scm", cwd=tmp_path)
    assert (done.code, done.err) == (SOURCE, "vmcore: binary.scm is no program text: it has zero bytes\n"), done
    done = vmcore("run", str(tmp_path))
    assert done.code == FILE and "directory" in done.err, done


def test_error_object_and_raise(program) -> None:
    done = vmcore("run", program('(error "no such thing:" "a b" (list 1 2.5))'))
    assert done.code == PROGRAM and 'no such thing: "a b" (1 2.5)' in done.err, done
    done = vmcore("run", program("(raise 'oops)"))
    assert done.code == PROGRAM and "oops" in done.err, done


def test_output_comes_before_the_message(program) -> None:
    path = program('(display "first") (newline) (car 1)')
    done = subprocess.run(
        [*COMMAND, "run", str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, env=environment()
    )
    lines = done.stdout.decode().splitlines()
    assert done.returncode == PROGRAM and lines[0] == "first" and "prog.scm:1:34" in lines[1], lines


def test_missing_file_inside_the_program(program) -> None:
    done = vmcore("run", program('(open-input-file "/no/such/file")'))
    assert done.code == PROGRAM and "/no/such/file" in done.err, done


def test_read_error_at_run_time_is_one_of_the_program(program) -> None:
    done = vmcore("run", program('(import (scheme base) (scheme read)) (read (open-input-string "(1 2"))'))
    assert done.code == PROGRAM, done


# ---------------------------------------------------------------- errors before it runs


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("(display 1)\n(display (+ 1 2)\n", "prog.scm:2:1"),
        ("(display 1)\n(display 2))\n", "prog.scm:2:12"),
        ('(display "abc\n', "prog.scm:1:10"),
        ("(display 1)\n(if)\n", "prog.scm:2:1"),
        ("(display 1)\n(let ((x)) x)\n", "prog.scm:2:7"),
        ("(import (no such library))", "prog.scm:1:9"),
    ],
)
def test_source_errors(program, text: str, place: str) -> None:
    path = program(text)
    done = vmcore("run", path.name, cwd=path.parent)
    assert (done.code, done.out) == (SOURCE, ""), done
    assert done.err.startswith(place + ": ") and "^" in done.err, done


def test_invalid_utf8(program) -> None:
    path = program(b'(display "ok")\n(display "\xc3\xa4\xff")\n')
    done = vmcore("run", path.name, cwd=path.parent)
    assert (done.code, done.out) == (SOURCE, ""), done
    assert done.err.startswith("vmcore: prog.scm:2:12: invalid UTF-8: byte 0xff"), done


def test_binary_garbage(program) -> None:
    done = vmcore("run", program(bytes(range(128)) * 50))
    assert done.code == SOURCE and "Traceback" not in done.err, done


# ---------------------------------------------------------------- mistakes on the command line


def test_missing_file(tmp_path: Path) -> None:
    done = vmcore("run", "nowhere.scm", cwd=tmp_path)
    assert (done.code, done.err) == (FILE, "vmcore: cannot read 'nowhere.scm': No such file or directory\n")


def test_directory(tmp_path: Path) -> None:
    done = vmcore("run", tmp_path)
    assert done.code == FILE and "cannot read" in done.err and done.err.count("\n") == 1, done


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable for root")
def test_unreadable_file(program) -> None:
    path = program("(display 1)")
    path.chmod(0)
    done = vmcore("run", path)
    assert done.code == FILE and "Permission denied" in done.err, done


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required"),
        (["frobnicate"], "invalid choice"),
        (["run"], "FILE"),
        (["run", "--language", "cobol", "x.scm"], "unknown language 'cobol'; there are: scheme"),
        (["run", "--backend", "jit", "x.scm"], "invalid choice"),
        (["run", "--fuel", "many", "x.scm"], "'many' is no count"),
        (["run", "--fuel", "0", "x.scm"], "'0' is no count"),
        (["run", "--fuel", "-5", "x.scm"], "--fuel"),
        (["run", "--fuel", "1.5", "x.scm"], "'1.5' is no count"),
        (["run", "--memory", "10X", "x.scm"], "'10X' is no size"),
        (["run", "--memory", "K", "x.scm"], "'K' is no size"),
        (["run", "--timeout", "soon", "x.scm"], "'soon' is no time"),
        (["run", "--timeout", "nan", "x.scm"], "'nan' is no time"),
        (["run", "--timeout", "0", "x.scm"], "'0' is no time"),
        (["run", "--deny", "printer", "x.scm"], "unknown capability 'printer'; there are: file, file-read, file-write, env, exit"),
        (["run", "--allow", ",", "x.scm"], "expected names of capabilities"),
        (["run", "--frob", "x.scm"], "usage: vmcore run [OPTIONS] FILE [ARGS...]\nvmcore run: error: unrecognized arguments: --frob"),
        (["eval", "1", "2"], "vmcore eval: error: unrecognized arguments: 2"),
        (["wasm", "validate", "--frob", "x"], "vmcore wasm validate: error: unrecognized arguments: --frob"),
        (["eval", "--explain", "1"], "unrecognized arguments: --explain"),
        (["nrepl", "--port", "99999"], "'99999' is no port"),
        (["eval"], "EXPR"),
        (["compile", "-"], "needs -o"),
        (["disasm", "--show", "soul", "x.scm"], "invalid choice"),
    ],
)
def test_usage(arguments: list[str], message: str) -> None:
    done = vmcore(*arguments)
    assert (done.code, done.out) == (USAGE, ""), done
    assert message in done.err and "Traceback" not in done.err, done


def test_unknown_suffix(program) -> None:
    done = vmcore("run", program("print(1)", "prog.py"))
    assert done.code == USAGE and "--language" in done.err and "scheme" in done.err, done


@pytest.mark.parametrize(("name", "command"), [("a.wasm", "wasm run"), ("a.WAT", "wasm run"), ("a.dsl", "jade -d")])
def test_what_another_command_is_for(program, name: str, command: str) -> None:
    path = program("", name)
    done = vmcore("run", path)
    assert done.code == USAGE and f"vmcore {command} {path}" in done.err, done


def test_explain_is_for_metta(program) -> None:
    done = vmcore("run", "--explain", program("1"))
    assert done.code == USAGE and "--explain is for MeTTa" in done.err, done


def test_help_tells_the_exit_codes() -> None:
    for arguments in (["--help"], ["run", "--help"]):
        done = vmcore(*arguments)
        assert done.code == OK and "exit codes:" in done.out and "130" in done.out, done


def test_version_and_languages() -> None:
    done = vmcore("--version")
    assert done.code == OK and done.out.startswith(f"vmcore {pyfront.__version__} ("), done
    done = vmcore("languages")
    assert done.code == OK and re.search(r"^scheme +\.scm", done.out, re.MULTILINE), done


def test_bench_is_forwarded() -> None:
    done = vmcore("bench", "list")
    assert done.code == OK and "fib" in done.out, done
    assert vmcore("bench", "no-such-program").code == USAGE


# ---------------------------------------------------------------- limits and capabilities


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--fuel", "10K"], LOOP),
        (["--timeout", "0.2"], LOOP),
        (["--memory", "8M"], "(let loop ((l '())) (loop (cons 1 l)))"),
    ],
)
def test_limits(program, backend: str, options: list[str], text: str) -> None:
    done = vmcore("run", "--backend", backend, *options, program(f"(display 1) {text}"))
    assert (done.code, done.out) == (LIMIT, "1"), done
    assert "Traceback" not in done.err and ("used up" in done.err or "limit" in done.err), done


def test_limits_that_are_not_reached(program) -> None:
    path = program("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (display (f 1000))")
    good(vmcore("run", "--fuel", "1m", "--memory", "64M", "--timeout", "30", "--max-depth", "5k", path), "1000")


def test_max_depth(program) -> None:
    path = program("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (display (f 100000))")
    good(vmcore("run", path), "100000")
    done = vmcore("run", "--max-depth", "1000", path)
    assert done.code == PROGRAM and done.out == "" and "prog.scm:1:" in done.err, done  # a program may handle it


def test_sandbox_denies_files(program, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    path = program('(display (read-line (open-input-file "data")))')
    good(vmcore("run", path, cwd=tmp_path), "x")
    for options in (["--sandbox"], ["--deny", "file"], ["--deny", "exit,file"], ["--allow", "file", "--deny", "file"]):
        done = vmcore("run", *options, path, cwd=tmp_path)
        assert (done.code, done.out) == (PROGRAM, ""), done
        assert "file" in done.err, done
    good(vmcore("run", "--sandbox", "--allow", "exit,file", path, cwd=tmp_path), "x")
    good(vmcore("run", "--deny", "exit", path, cwd=tmp_path), "x")
    good(vmcore("run", "--deny", "file-write", path, cwd=tmp_path), "x")
    assert vmcore("run", "--deny", "file-read", path, cwd=tmp_path).code == PROGRAM


LIBRARY = "(define-library (my lib) (export f) (import (scheme base)) (begin (define (f) 'found)))"


def test_libraries_beside_the_program_and_in_directories(program, tmp_path: Path) -> None:
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "lib.sld").write_text(LIBRARY)
    path = program("(import (scheme base) (scheme write) (my lib)) (display (f))")
    good(vmcore("run", path, cwd="/"), "found")
    good(vmcore("run", "--sandbox", path, cwd="/"), "found")  # libraries need no capability
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = elsewhere / "other.scm"
    other.write_text("(import (scheme base) (scheme write) (my lib)) (display (f))")
    done = vmcore("run", str(other))
    assert done.code == SOURCE
    assert "unknown library (my lib); there is no my/lib.sld in" in done.err
    good(vmcore("run", "-I", str(tmp_path), str(other)), "found")
    good(vmcore("eval", "-I", str(tmp_path), "(import (my lib)) (f)"), "found\n")
    compiled = str(tmp_path / "out.vmc")
    good(vmcore("compile", "-I", str(tmp_path), "-o", compiled, str(other)), "")
    (tmp_path / "my" / "lib.sld").unlink()
    good(vmcore("run", compiled), "found")
    good(vmcore("run", "--backend", "treewalk", compiled), "found")


def test_the_command_line_of_a_program(program) -> None:
    path = program("(import (scheme base) (scheme write) (scheme process-context)) (write (cdr (command-line))) (exit 5)")
    done = vmcore("run", path, "a b", "--c")
    assert (done.code, done.out) == (5, '("a b" "--c")')


def test_sandbox_denies_exit_and_clock(program) -> None:
    for text, name in (("(exit 0)", "exit"), ("(+ 1 (current-jiffy))", "clock")):
        done = vmcore("run", "--sandbox", program(text))
        assert done.code == PROGRAM and f"'{name}'" in done.err, done


# ---------------------------------------------------------------- streams


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("backend", BACKENDS)
def test_interrupt(program, backend: str) -> None:
    path = program(f'(display "started") (flush-output-port) {LOOP}')
    with subprocess.Popen(
        [*COMMAND, "run", "--backend", backend, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as child:
        assert child.stdout is not None
        assert child.stdout.read(7) == b"started"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=TIMEOUT)
    assert (child.returncode, out, err) == (INTERRUPTED, b"", b"vmcore: interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "text", ["(let loop () (display 1234567) (newline) (loop))", "(display (make-string 1000000 #\\a))"]
)
def test_broken_pipe(program, text: str) -> None:
    with subprocess.Popen(
        [*COMMAND, "run", str(program(text))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        err = child.stderr.read()
        child.wait(TIMEOUT)
    assert (child.returncode, err) == (PIPE, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("count", [1, 1_000_000])
def test_full_disk(program, count: int) -> None:
    path = program(f"(display (make-string {count} #\\a))")
    with open("/dev/full", "wb") as full:
        done = Done(
            subprocess.run(
                [*COMMAND, "run", str(path)], stdout=full, stderr=subprocess.PIPE, check=False, env=environment()
            )
        )
    assert done.code == FILE and "No space left" in done.err and done.err.count("\n") == 1, done


@pytest.mark.skipif(os.name == "nt", reason="shell of POSIX")
def test_closed_streams(program) -> None:
    command = " ".join([*COMMAND, "run", str(program("(display 1) (write (read-line))"))])
    done = subprocess.run(["sh", "-c", f"{command} <&- >&- 2>&-"], check=False, timeout=TIMEOUT, env=environment())
    assert done.returncode == OK


def test_output_in_a_narrow_encoding(program) -> None:
    done = vmcore("run", program('(display "€")'), PYTHONIOENCODING="latin-1")
    assert done.code == FILE and "PYTHONIOENCODING" in done.err and "Traceback" not in done.err, done


def test_invalid_utf8_on_stdin(program) -> None:
    done = vmcore("run", program("(display 1) (read-line)"), stdin=b"\xff\n")
    assert (done.code, done.out) == (PROGRAM, "1") and "invalid" in done.err, done


def on_terminal(tmp_path: Path, hide_rich: bool, **env: str) -> str:
    """What a program's error looks like when stderr is a terminal."""
    import pty

    if hide_rich:
        (tmp_path / "rich.py").write_text("raise ImportError\n")
    env = environment(TERM="xterm", **env)
    env["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{env['PYTHONPATH']}"
    master, slave = pty.openpty()
    subprocess.run([*COMMAND, "eval", "(car 1)"], stderr=slave, check=False, timeout=TIMEOUT, env=env)
    os.close(slave)
    text = os.read(master, 100_000).decode()
    os.close(master)
    return text


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_no_colours_without_rich(tmp_path: Path) -> None:
    text = on_terminal(tmp_path, hide_rich=True, NO_COLOR="")
    assert text.startswith("<eval>:1:6: ") and "\x1b" not in text


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_colours_with_rich(tmp_path: Path) -> None:
    pytest.importorskip("rich")
    text = on_terminal(tmp_path, hide_rich=False, NO_COLOR="")
    plain = on_terminal(tmp_path, hide_rich=False, NO_COLOR="1")
    assert "\x1b[" in text and "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == plain


# ---------------------------------------------------------------- eval


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("(+ 1 2)", "3\n"),
        ("(define x 6) (* x 7)", "42\n"),
        ('"a\\nb"', '"a\\nb"\n'),
        ("#\\a", "#\\a\n"),
        ('\'(1 (b . "c") #(1.5 1/2) #u8(1 2))', '(1 (b . "c") #(1.5 1/2) #u8(1 2))\n'),
        ("'()", "()\n"),
        ("#f", "#f\n"),
        ("(if #f #f)", ""),
        ("(define x 1)", ""),
        ('(display "x")', "x"),
        ("", ""),
    ],
)
def test_eval(backend: str, text: str, out: str) -> None:
    good(vmcore("eval", "--backend", backend, text), out)


def test_eval_errors() -> None:
    done = vmcore("eval", "(car '())")
    assert done.code == PROGRAM and done.err.startswith("<eval>:1:6: "), done
    done = vmcore("eval", "(+ 1")
    assert done.code == SOURCE and done.err.startswith("<eval>:1:1: "), done
    assert vmcore("eval", "--fuel", "1000", LOOP).code == LIMIT
    assert vmcore("eval", "(exit 3)").code == 3


# ---------------------------------------------------------------- disasm, compile


SQUARE = "(define (square x)\n  (* x x))\n(display (square 9))\n"


def test_disasm(program) -> None:
    done = vmcore("disasm", program(SQUARE))
    assert done.code == OK and done.err == "", done
    assert re.search(r'^function \d+ "square"', done.out, re.MULTILINE) and re.search(
        r"^ +0  [A-Z]", done.out, re.MULTILINE
    ), done
    assert re.search(r"; .*prog\.scm:2: \(\* x x\)", done.out), done


def test_disasm_shows_the_ir(program) -> None:
    path = program("(define (f) (+ 1 2))")
    core = vmcore("disasm", "--show", "core", path)
    ir = vmcore("disasm", "--show", "ir", path)
    assert core.code == ir.code == OK
    assert "(define user:f" in core.out and " 1 2)" in core.out, core
    assert "(define user:f" in ir.out and " 1 2)" not in ir.out and "3" in ir.out, ir  # folded


def test_disasm_of_what_does_not_compile(program) -> None:
    done = vmcore("disasm", program("(if)"))
    assert (done.code, done.out) == (SOURCE, ""), done


@pytest.mark.parametrize("backend", BACKENDS)
def test_compile(program, backend: str) -> None:
    path = program(SQUARE)
    good(vmcore("compile", "--backend", backend, path), "")
    compiled = path.with_suffix(".vmc")
    path.unlink()
    for engine in BACKENDS:  # for another engine it is compiled again, from the text in the file
        good(vmcore("run", "--backend", engine, compiled), "81")
    assert '"square"' in vmcore("disasm", compiled).out


def test_compiled_program_has_places_and_arguments(program, tmp_path: Path) -> None:
    path = program("(define (f x)\n  (car x))\n(write (cdr (command-line)))\n(f 1)\n")
    good(vmcore("compile", path.name, "-o", "out.vmc", cwd=tmp_path), "")
    done = vmcore("run", "out.vmc", "a", cwd=tmp_path)
    assert (done.code, done.out) == (PROGRAM, '("a")'), done
    assert done.err.startswith("prog.scm:2:8: ") and "2 |   (car x)" in done.err, done


def test_damaged_compiled_files(program) -> None:
    """Every cut and many a changed byte: refused or run, never a crash."""
    path = program(SQUARE)
    vmcore("compile", path)
    data = path.with_suffix(".vmc").read_bytes()
    cases = [data[:n] for n in (8, 11, 12, 40, len(data) // 2, len(data) - 1)]
    cases += [data + b"x", data[:12] + b"[" * 5000 + data[12:], data.replace(b"scheme", b"cobol!")]
    cases.append(data.replace(b"VMIMAGE1", b"VMIMAGE2"))
    for number, case in enumerate(cases):
        done = vmcore("run", program(case, f"bad{number}.vmc"))
        assert (done.code, done.out) == (SOURCE, ""), (number, done)
        assert "Traceback" not in done.err
        assert vmcore("disasm", program(case, f"bad{number}.vmc")).code == SOURCE
    done = vmcore("run", program("(display 1)", "text.vmc"))
    assert done.code == SOURCE and "no compiled program" in done.err, done


def test_flipped_bytes_of_a_compiled_file(program) -> None:
    from pyfront.cli import saved

    path = program(SQUARE)
    vmcore("compile", path)
    data = path.with_suffix(".vmc").read_bytes()
    for at in range(0, len(data), 7):
        changed = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        try:
            loaded = saved.load(changed)
            with pyfront.Runtime(stdout=open(os.devnull, "w"), fuel=10_000) as runtime:
                runtime.run(loaded)
        except (ValueError, pyfront.Error):
            pass


def test_compile_into_a_missing_folder(program) -> None:
    done = vmcore("compile", program("1"), "-o", "/no/such/folder/x.vmc")
    assert done.code == FILE and "cannot write" in done.err, done


# ---------------------------------------------------------------- start-up


def test_run_loads_no_luxuries(program) -> None:
    path = program("(display (+ 1 2))")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pyfront", "run", str(path)],
        capture_output=True, check=False, timeout=TIMEOUT, env=environment(),
    )  # fmt: skip
    assert done.returncode == OK and done.stdout == b"3"
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "pyfront.cli" in loaded
    heavy = ("rich", "prompt_toolkit", "json", "readline", "pyfront.cli.repl", "pyfront.cli.saved", "shutil")
    assert not loaded & set(heavy), loaded & set(heavy)


PLAIN = [
    ["run", "f.scm"], ["run", "f.scm", "a", "-x", "--fuel", ""], ["run", "--backend", "treewalk", "f.clj", "--no-cache"],
    ["run", "-I", "a", "--no-cache", "--include", "b/c", "--backend", "vm", "f.clj", "x"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", PLAIN)
def test_a_plain_run_has_the_options_of_the_parser(arguments: list[str]) -> None:
    from pyfront.cli.options import plain
    from pyfront.cli.parser import parse

    short = plain(arguments)
    assert short is not None
    whole = {name: value for name, value in vars(parse(arguments)).items() if name not in ("command", "version")}
    assert vars(short) == whole


@pytest.mark.parametrize(
    "arguments",
    [[], ["run"], ["eval", "1"], ["run", "-"], ["run", "-l", "scheme", "f"], ["run", "f", "--", "a"], ["run", "-I"],
     ["run", "--backend", "none", "f"], ["run", "--no-cache"], ["run", "-I", "-x", "f"], ["run", "--backend", "vm"]],
)
def test_other_commands_are_parsed(arguments: list[str]) -> None:
    from pyfront.cli.options import plain

    assert plain(arguments) is None
