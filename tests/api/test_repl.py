"""``vmcore repl``, driven through a pipe and on a pseudo terminal."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from shell import BACKENDS, COMMAND, LOOP, OK, TIMEOUT, Done, environment, good, vmcore


def repl(text: str | bytes, *options: str) -> Done:
    return vmcore("repl", *options, stdin=text)


@pytest.mark.parametrize("backend", BACKENDS)
def test_repl(backend: str) -> None:
    done = repl(
        '(define x 20)\n(define (f y)\n  ; a comment )\n  (+ x\n\n     y))\n(f 22)\n"a\nb"\n\'sym\n',
        "--backend",
        backend,
    )
    good(done, '42\n"a\\nb"\nsym\n')


def test_repl_goes_on_after_errors() -> None:
    done = repl("(define x 1)\n(car x)\n(if)\n)\nnowhere\n(set! x 2)\nx\n")
    assert (done.code, done.out) == (OK, "2\n"), done
    assert done.err.count("<repl>:1:") >= 4 and "^" in done.err and "nowhere" in done.err, done


def test_repl_prints_the_value_of_each_form() -> None:
    done = repl("1 2 (define x 5) (* x x) 'y\n(+ 1 1) (car x) (+ 2 2)\n")
    assert (done.code, done.out) == (OK, "1\n2\n25\ny\n2\n"), done
    assert done.err.startswith("<repl>:1:14: "), done


def test_repl_of_clojure() -> None:
    text = "(def x 5) x\n(map inc [1 2]) {:a 1}\nnil\n(+ 1\n 2)\n(defmacro m [a] `(+ ~a 1)) (m 2)\n#_1 ::k (inc nil) 7\n(ns foo)\n::k\n"
    done = repl(text, "--language", "clojure")
    assert done.code == OK and done.err.startswith("<repl>:1:9: "), done
    assert done.out.splitlines()[-1] == ":foo/k", done
    for value in ("5\n", "(2 3)\n{:a 1}\nnil\n3\n", "3\n:user/k\n"):
        assert value in done.out, done


def test_repl_ends_in_the_middle_of_a_form() -> None:
    done = repl("(display 1)\n(+ 1\n")
    assert (done.code, done.out) == (OK, "1\n"), done
    assert done.err.startswith("<repl>:1:1: "), done


def test_repl_exit_code() -> None:
    done = repl("1\n(exit 3)\n2\n")
    assert (done.code, done.out, done.err) == (3, "1\n", "")


def test_repl_values_begin_a_line() -> None:
    good(repl('(begin (display "x") 5)\n(display "y")\n6\n'), "x\n5\ny\n6\n")


def test_repl_limits_hold_for_each_entry() -> None:
    done = repl(f"{LOOP}\n1\n{LOOP}\n2\n", "--fuel", "1000")
    assert (done.code, done.out) == (OK, "1\n2\n") and done.err.count("fuel") == 2, done


def test_repl_program_reads_the_same_input() -> None:
    good(repl("(define x (read-line))\nthe line\nx\n"), '"the line"\n')


def test_repl_commands() -> None:
    done = repl(",help\n,time (+ 1\n 2)\n,disasm (lambda (x)\n x)\n,quit\n1\n")
    assert done.code == OK and done.err == "", done
    assert ",disasm EXPR" in done.out and re.search(
        r"^3\n; [0-9.]+ s, \d+ fuel, \d+ collections$", done.out, re.MULTILINE
    ), done
    assert re.search(r"^function 1 ", done.out, re.MULTILINE) and not done.out.endswith("1\n"), done
    done = repl(",frob\n,time\n,disasm\n,time (car 1)\n1\n")
    assert (done.code, done.out) == (OK, "1\n"), done
    assert "unknown command ,frob" in done.err and done.err.count("needs an expression") == 2, done


def test_repl_macros_and_definitions_persist() -> None:
    good(repl("(define-syntax my-if (syntax-rules () ((_ a b c) (cond (a b) (else c)))))\n(my-if #f 1 2)\n"), "2\n")


def test_repl_invalid_utf8() -> None:
    done = repl(b"1\n\xff\n2\n")
    assert "Traceback" not in done.err and "invalid" in done.err and done.code != OK, done


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
class TestTerminal:
    """The REPL as somebody at a terminal has it, with whatever line editor is installed."""

    def start(self, tmp_path: Path, editor: str, *options: str) -> tuple[int, subprocess.Popen[bytes]]:
        import pty

        # A module of that name that cannot be imported hides an editor.
        for name in {"prompt_toolkit", "readline"} - {editor}:
            (tmp_path / f"{name}.py").write_text("raise ImportError\n")
        env = environment(XDG_STATE_HOME=str(tmp_path / "state"), TERM="xterm", NO_COLOR="1")
        env["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{env['PYTHONPATH']}"
        master, slave = pty.openpty()
        child = subprocess.Popen(
            [*COMMAND, "repl", *options], stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True,
            preexec_fn=_controlling_terminal,  # noqa: PLW1509 - the tests have no other threads
        )  # fmt: skip
        os.close(slave)
        return master, child

    def expect(self, master: int, pattern: str) -> str:
        """What comes until it contains the pattern."""
        import select

        data = b""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    data += os.read(master, 4096)
                except OSError:  # the other side is closed
                    break
            text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode("utf-8", "replace"))
            if re.search(pattern, text):
                return text
        raise AssertionError(f"no {pattern!r} in {data!r}")

    @pytest.mark.parametrize("editor", ["readline", "none"])
    def test_session(self, tmp_path: Path, editor: str) -> None:
        if editor != "none":
            pytest.importorskip(editor)
        master, child = self.start(tmp_path, editor)
        try:
            self.expect(master, r"vmcore .*\n> $")
            os.write(master, b"(+ 1\n")
            self.expect(master, r"\.\.\. $")
            os.write(master, b"40)\n")
            self.expect(master, r"\n41\r\n> $")
            os.write(master, LOOP.encode() + b"\n")
            time.sleep(0.5)
            os.write(master, b"\x03")
            self.expect(master, r"interrupted\r\n> $")
            os.write(master, b"(unfinished")
            time.sleep(0.2)
            os.write(master, b"\x03")
            self.expect(master, r"> $")
            if editor == "readline":
                os.write(master, b"(call-with-current-con\t")
                self.expect(master, r"call-with-current-continuation")
                os.write(master, b" (lambda (k) (k 77)))\n")
                self.expect(master, r"\n77\r\n> $")
            os.write(master, b"(car 1)\n")
            self.expect(master, r"<repl>:1:6: .*\r\n(.*\r\n)+> $")
            os.write(master, b"\x04")
            assert child.wait(TIMEOUT) == OK
        finally:
            child.kill()
            child.wait()
            os.close(master)
        if editor == "readline":
            assert "(car 1)" in (tmp_path / "state" / "vmcore" / "scheme.history").read_text()

    def test_a_prompt_of_the_language(self, tmp_path: Path) -> None:
        master, child = self.start(tmp_path, "none", "--language", "clojure")
        try:
            self.expect(master, r"vmcore .*\nuser=> $")
            os.write(master, b"(ns some.place)\n")
            self.expect(master, r"\r\nnil\r\nsome\.place=> $")
            os.write(master, b"(in-ns 'user)\n")
            self.expect(master, r"\r\nuser=> $")
        finally:
            child.kill()
            child.wait()
            os.close(master)


def _controlling_terminal() -> None:
    """Ctrl-C on the pseudo terminal must reach the child."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_prompt_toolkit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("prompt_toolkit")
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.document import Document
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    from pyfront.cli import lines

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def incomplete(text: str) -> bool:
        return text.count("(") > text.count(")")

    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        editor = lines.Toolkit("scheme", incomplete, lambda: ["string-append", "string-length"])
        pipe.send_text("(+ 1\r2)\r")
        assert editor.entry() == "(+ 1\n2)"
        pipe.send_text("\r\rx\r")
        assert editor.entry() == "x"
        found = editor.session.completer.get_completions(Document("(f 'string-a"), None)
        assert [(one.text, one.start_position) for one in found] == [("string-append", -8)]
        pipe.send_text("\x04")
        assert editor.entry() is None
    assert (tmp_path / "vmcore" / "scheme.toolkit-history").exists()
