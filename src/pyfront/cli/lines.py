"""Where the REPL's entries come from: prompt_toolkit, readline, or plain lines; whichever there is."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

PROMPT = "> "
CONTINUED = "... "
DELIMITERS = " \t\n()[]{}\"';`,"  # no part of a name
MAX_HISTORY = 10_000  # lines kept


def choose(language: str, incomplete: Callable[[str], bool], names: Callable[[], list[str]]) -> Lines:
    """The best there is for this standard input. ``incomplete(text)``: does an entry go on; ``names()``: completions."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Lines(incomplete)
    for kind in (Toolkit, Readline):
        try:
            return kind(language, incomplete, names)
        except ImportError:
            pass
    return Terminal(incomplete)


def history_path(language: str, kind: str) -> str | None:
    """The file for the history, in the user's state folder; None if there can be none."""
    if os.name == "nt":
        folder = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    else:
        folder = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    folder = os.path.join(folder, "vmcore")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return None
    path = os.path.join(folder, f"{language}.{kind}")
    return path if os.access(path if os.path.exists(path) else folder, os.W_OK) else None


class Lines:
    """Lines of standard input, without prompts unless somebody types."""

    interactive = False

    def __init__(self, incomplete: Callable[[str], bool]) -> None:
        self.incomplete = incomplete
        self.prompt: Callable[[], str] = lambda: PROMPT  # a language may have its own
        self.ended = False

    def __enter__(self) -> Lines:  # noqa: PYI034 - typing.Self is newer than Python 3.10
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def line(self, prompt: str) -> str:
        """The next line without its end; EOFError after the last."""
        if sys.stdin.isatty():
            print(prompt, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.removesuffix("\n")

    def entry(self) -> str | None:
        """The next entry, of one or more lines; None at the end. What the end of the input cut off comes out as it is."""
        lines: list[str] = []
        while not self.ended:
            try:
                lines.append(self.line(CONTINUED if lines else self.prompt()))
            except EOFError:
                self.ended = True
                break
            text = "\n".join(lines)
            if not text.strip():
                lines.clear()
            elif not self.incomplete(text):
                return text
        if self.interactive and self.ended:
            print()
        return "\n".join(lines) if lines else None


class Terminal(Lines):
    """A terminal without any help."""

    interactive = True

    def line(self, prompt: str) -> str:
        return input(prompt)


class Readline(Terminal):
    """A terminal with the module readline: editing, history, completion."""

    def __init__(self, language: str, incomplete: Callable[[str], bool], names: Callable[[], list[str]]) -> None:
        import readline

        super().__init__(incomplete)
        self.readline = readline
        self.names = names
        self.found: list[str] = []
        self.path = history_path(language, "history")

    def __enter__(self) -> Lines:
        readline = self.readline
        readline.set_completer(self.complete)
        readline.set_completer_delims(DELIMITERS)
        libedit = "libedit" in (readline.__doc__ or "") or getattr(readline, "backend", "") == "editline"
        readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
        readline.set_history_length(MAX_HISTORY)
        if self.path:
            try:
                readline.read_history_file(self.path)
            except (OSError, UnicodeError):
                pass  # none yet, or not ours
        return self

    def __exit__(self, *exc: object) -> None:
        if self.path:
            try:
                self.readline.write_history_file(self.path)
            except OSError:
                pass  # a history is not worth an error

    def complete(self, text: str, state: int) -> str | None:
        """The completion number ``state`` of a text."""
        if state == 0:
            self.found = [name for name in self.names() if name.startswith(text)] if text else []
        return self.found[state] if state < len(self.found) else None


class Toolkit(Terminal):
    """A terminal with prompt_toolkit: also edits entries of several lines, and shows completions."""

    def __init__(self, language: str, incomplete: Callable[[str], bool], names: Callable[[], list[str]]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory

        super().__init__(incomplete)
        path = history_path(language, "toolkit-history")
        self.session: Any = PromptSession(
            history=FileHistory(path) if path else None,
            completer=_toolkit_completer(names),
            complete_while_typing=False,
            multiline=True,
            key_bindings=_toolkit_keys(incomplete),
            prompt_continuation=CONTINUED,
        )

    def entry(self) -> str | None:
        while True:
            try:
                text: str = self.session.prompt(self.prompt())
            except EOFError:
                return None
            if text.strip():
                return text


def _toolkit_keys(incomplete: Callable[[str], bool]) -> Any:
    """Enter ends an entry that is complete, and begins a line in one that is not."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("enter")
    def enter(event: Any) -> None:
        buffer = event.current_buffer
        if incomplete(buffer.text):
            buffer.insert_text("\n")
        else:
            buffer.validate_and_handle()

    return keys


def _toolkit_completer(names: Callable[[], list[str]]) -> Any:
    import re

    from prompt_toolkit.completion import Completer, Completion

    word = re.compile(f"[^{re.escape(DELIMITERS)}]+")

    class Names(Completer):
        def get_completions(self, document: Any, event: Any) -> Iterator[Any]:
            text = document.get_word_before_cursor(pattern=word)
            if text:
                for name in names():
                    if name.startswith(text):
                        yield Completion(name, start_position=-len(text))

    return Names()
