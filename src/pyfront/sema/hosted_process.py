"""Functions of the library that are functions of Python: other programs. Capability process."""

from __future__ import annotations

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest


def _space(guest: Guest, options: Any) -> dict[str, Any]:
    """Arguments of ``subprocess`` for the options :cwd and :env."""
    import os

    if options is None:
        return {}
    said = {key.name: value for key, value in options.items() if isinstance(key, Keyword)}
    unknown = set(said) - {"cwd", "env"}
    if unknown:
        raise guest.failed(f"unknown option :{min(unknown)}; there are :cwd and :env")
    given = {key.name if isinstance(key, Keyword) else str(key): str(value) for key, value in (said.get("env") or {}).items()}
    return {"cwd": said.get("cwd"), "env": {**os.environ, **given}}


def _run(guest: Guest, who: str, command: Any, **more: Any) -> Any:
    import subprocess

    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=guest.machine.seconds_left(), check=False, **more
        )
    except subprocess.TimeoutExpired:
        raise guest.failed(f"{who}: the time of the run is over") from None
    except OSError as error:
        raise guest.failed(f"{who}: {error.strerror or error}") from None


def shell(guest: Guest, *words: Any) -> dict[Any, Any]:
    """One string is for the shell; several are a program and its arguments. A map at the end has options."""
    options = words[-1] if words and isinstance(words[-1], dict) else None
    texts = [str(word) for word in (words if options is None else words[:-1])]
    if not texts:
        raise guest.failed("shell expects 1 or more arguments, got 0")
    alone = len(texts) == 1
    done = _run(guest, "shell", texts[0] if alone else texts, shell=alone, **_space(guest, options))
    return {Keyword("exit-code"): done.returncode, Keyword("stdout"): done.stdout, Keyword("stderr"): done.stderr}


# ---------------------------------------------------------------- programs that run beside this one


class Child:
    """A process with what it wrote and nobody has read yet."""

    def __init__(self, process: Any) -> None:
        import threading

        self.process = process
        self.texts: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self.readers = [threading.Thread(target=self._read, args=(name,), daemon=True) for name in self.texts]
        for reader in self.readers:
            reader.start()

    def _read(self, name: str) -> None:
        with getattr(self.process, name) as stream:
            for line in stream:
                self.texts[name].append(line)

    def take(self, name: str) -> str:
        lines = self.texts[name]
        found = []
        while lines:
            found.append(lines.pop(0))
        return "".join(found)

    def finish(self) -> None:
        for reader in self.readers:
            reader.join()


def proc_spawn(guest: Guest, command: list[Any], options: Any = None) -> int:
    import subprocess

    children = guest.state("processes")
    if not command:
        raise guest.failed("proc/spawn: expected a list of a program and its arguments")
    try:
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors="replace", **_space(guest, options),
        )  # fmt: skip
    except OSError as error:
        raise guest.failed(f"proc/spawn: {error.strerror or error}") from None
    number = guest.number()
    children[number] = Child(process)
    return number


def _child(guest: Guest, who: str, number: Any) -> Child:
    child = guest.state("processes").get(number)
    if not isinstance(child, Child):
        raise guest.failed(f"{who}: no process has the number {number}")
    return child


def proc_wait(guest: Guest, number: int) -> int:
    import subprocess

    child = _child(guest, "proc/wait", number)
    try:
        code: int = child.process.wait(guest.machine.seconds_left())
    except subprocess.TimeoutExpired:
        raise guest.failed("proc/wait: the time of the run is over") from None
    child.finish()
    return max(code, -1)


def proc_exit_code(guest: Guest, number: int) -> Any:
    code = _child(guest, "proc/exit-code", number).process.poll()
    return None if code is None else max(code, -1)


def proc_is_running(guest: Guest, number: int) -> bool:
    return _child(guest, "proc/running?", number).process.poll() is None


def proc_read_stdout(guest: Guest, number: int) -> str:
    return _child(guest, "proc/read-stdout", number).take("stdout")


def proc_read_stderr(guest: Guest, number: int) -> str:
    return _child(guest, "proc/read-stderr", number).take("stderr")


def proc_write_stdin(guest: Guest, number: int, text: str) -> None:
    stream = _child(guest, "proc/write-stdin", number).process.stdin
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError) as error:
        raise guest.failed(f"proc/write-stdin: {error}") from None


def proc_close_stdin(guest: Guest, number: int) -> None:
    _child(guest, "proc/close-stdin", number).process.stdin.close()


def proc_kill(guest: Guest, number: int) -> None:
    _child(guest, "proc/kill", number).process.kill()


def proc_close(guest: Guest, number: int) -> None:
    child = _child(guest, "proc/close", number)
    if child.process.poll() is None:
        child.process.kill()
    child.process.wait()
    child.finish()
    child.process.stdin.close()
    del guest.state("processes")[number]


# ---------------------------------------------------------------- git


def _git(guest: Guest, who: str, *words: str) -> str:
    done = _run(guest, who, ["git", *words])
    if done.returncode:
        raise guest.failed(f"{who}: {done.stderr.strip() or 'git failed'}")
    text: str = done.stdout
    return text


def git_root(guest: Guest) -> str:
    return _git(guest, "git/root", "rev-parse", "--show-toplevel").strip()


def git_current_branch(guest: Guest) -> str:
    return _git(guest, "git/current-branch", "rev-parse", "--abbrev-ref", "HEAD").strip()


def _entries(guest: Guest, who: str) -> list[tuple[str, str]]:
    """Two letters of state, and path."""
    parts = _git(guest, who, "status", "--porcelain", "-z").split("\0")
    found = []
    while parts:
        part = parts.pop(0)
        if part:
            found.append((part[:2], part[3:]))
            if part[0] in "RC":
                parts.pop(0)  # the path that it had before
    return found


def git_status(guest: Guest) -> list[dict[Any, Any]]:
    return [
        {
            Keyword("path"): path, Keyword("status"): letters, Keyword("staged"): letters[0] not in " ?",
            Keyword("untracked"): letters == "??",
        }
        for letters, path in _entries(guest, "git/status")
    ]  # fmt: skip


def git_changed_files(guest: Guest) -> list[str]:
    return [path for _, path in _entries(guest, "git/changed-files")]


def git_diff(guest: Guest, path: str | None = None) -> str:
    return _git(guest, "git/diff", "diff", *(() if path is None else ("--", path)))


def git_diff_files(guest: Guest) -> list[str]:
    return _git(guest, "git/diff-files", "diff", "--name-only").splitlines()


def git_recent_files(guest: Guest, commits: int = 20) -> list[str]:
    lines = _git(guest, "git/recent-files", "log", f"-{int(commits)}", "--name-only", "--format=").splitlines()
    return list(dict.fromkeys(line for line in lines if line))


def git_ignore_matches(guest: Guest, path: str) -> bool:
    done = _run(guest, "git/ignore-matches?", ["git", "check-ignore", "-q", "--", path])
    if done.returncode > 1:
        raise guest.failed(f"git/ignore-matches?: {done.stderr.strip()}")
    return bool(done.returncode == 0)


FUNCTIONS: dict[str, Any] = {
    "shell": shell, "proc/spawn": proc_spawn, "proc/wait": proc_wait, "proc/exit-code": proc_exit_code,
    "proc/running?": proc_is_running, "proc/read-stdout": proc_read_stdout, "proc/read-stderr": proc_read_stderr,
    "proc/write-stdin": proc_write_stdin, "proc/close-stdin": proc_close_stdin, "proc/kill": proc_kill, "proc/close": proc_close,
    "git/root": git_root, "git/current-branch": git_current_branch, "git/status": git_status,
    "git/changed-files": git_changed_files, "git/diff": git_diff, "git/diff-files": git_diff_files,
    "git/recent-files": git_recent_files, "git/ignore-matches?": git_ignore_matches,
}  # fmt: skip
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, str] = dict.fromkeys(FUNCTIONS, "process")
