"""``vmcore nrepl``: an nREPL server for editors. One runtime; its programs run one at a time, in one thread.

Sessions share namespaces and definitions; each has its current namespace, ``*1 *2 *3 *e``, output and input of its own.
"""

from __future__ import annotations

import socketserver
import sys
import threading
from queue import Queue

from pyfront.api import Runtime
from pyfront.cli import bencode, outcome
from pyfront.cli.options import runtime_options
from pyfront.cli.repl import forms
from pyfront.errors import Error, EvalError, Exit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


def nrepl(options: argparse.Namespace) -> int:
    try:
        server = Server(options.host, options.port, runtime_options(options))
    except (OSError, UnicodeError) as error:  # UnicodeError: a name that cannot be one of a host
        why = getattr(error, "strerror", None) or error
        raise outcome.Stop(f"cannot listen at {options.host} port {options.port}: {why}", outcome.FILE) from None
    port = server.address[1]
    print(f"nREPL server started on port {port} on host {options.host} - nrepl://{options.host}:{port}", flush=True)
    if options.port_file:
        with open(options.port_file, "w", encoding="ascii") as file:
            file.write(str(port))
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


class Session:
    """``lines``: what the client has sent as input; ``unread``: what is left of the first of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.space = "user"
        self.lines: Queue[str | None] = Queue()
        self.unread = ""


class Server:
    """The runtime, its thread, and the sessions."""

    def __init__(self, host: str, port: int, options: dict[str, Any]) -> None:
        self.sessions: dict[str, Session] = {}
        self.jobs: Queue[tuple[Session, dict[str, Any], Any] | None] = Queue()
        self.interrupted: dict[str, Any] | None = None  # the message whose evaluation is to end
        self.running: tuple[Session, dict[str, Any], Any] | None = None
        self.runtime = Runtime("clojure", stdout=_Writer(self, "out"), stderr=_Writer(self, "err"), stdin=_Reader(self), **options)
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                Client(owner, self.rfile, self.wfile).serve()

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.listener = Listener((host, port), Handler)
        self.address = self.listener.server_address
        self.worker = threading.Thread(target=self.work, name="nrepl", daemon=True)
        self.worker.start()

    def serve(self) -> None:
        self.listener.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        self.listener.shutdown()
        self.listener.server_close()
        self.runtime.interrupt()
        self.jobs.put(None)
        self.worker.join(5)

    def session(self, name: str | None) -> Session:
        """The session of that name, made if there is none; without a name one for a single message."""
        if name is None:
            from uuid import uuid4

            return Session(str(uuid4()))
        if name not in self.sessions:
            self.sessions[name] = Session(name)
        return self.sessions[name]

    def work(self) -> None:
        self.runtime.environment.at_prompt(self.runtime)
        while True:
            job = self.jobs.get()
            if job is None:
                return
            self.running = job
            try:
                Evaluation(self, *job).run()
            except Exception as error:  # noqa: BLE001 - the thread must go on for the other clients
                job[2]({"err": f"{type(error).__name__}: {error}\n", "status": ["done", "error"]})
            finally:
                self.running = None

    def ask(self, text: str, *args: Any) -> Any:
        """A value for an editor, from the thread of the runtime."""
        answer: Queue[Any] = Queue()
        self.jobs.put((self.session("tooling"), {"op": "ask", "code": text, "args": args}, answer.put))
        return answer.get(timeout=30)


class Evaluation:
    """What a message asks to be evaluated."""

    def __init__(self, server: Server, session: Session, message: dict[str, Any], reply: Any) -> None:
        self.server = server
        self.runtime = server.runtime
        self.session = session
        self.message = message
        self.reply = reply

    def run(self) -> None:
        if self.message["op"] == "ask":
            self.reply(self.asked())
            return
        session, message = self.session, self.message
        text = str(message.get("file" if message["op"] == "load-file" else "code", ""))
        name = str(message.get("file-path") or message.get("file") or "NO_SOURCE_FILE") if message["op"] == "eval" else (
            str(message.get("file-path") or message.get("file-name") or "NO_SOURCE_FILE"))
        self.enter(str(message.get("ns") or session.space))
        status = ["done"]
        whole = message["op"] == "load-file"  # the value of the last form is the file's, and the namespace is as before
        value = None
        try:
            for form in forms(text, "clojure"):
                if self.server.interrupted is message:
                    raise KeyboardInterrupt
                value = self.runtime.written(self.runtime.compile(form, name, entry=True))
                if not whole:
                    self.reply({"value": value, "ns": self.current()})
            if whole:
                self.enter(session.space)
                self.reply({"value": "nil" if value is None else value, "ns": self.current()})
        except KeyboardInterrupt:
            status = ["done", "interrupted"]
            _without_ends(session.lines)
        except Exit:
            status = ["done"]
        except Error as error:
            kind = self.class_of(error)
            self.reply({"err": f"{error}\n"})
            self.reply({"ex": kind, "root-ex": kind, "status": ["eval-error"]})
        if whole:
            self.enter(session.space)
        elif not message.get("ns"):
            session.space = self.current()
        self.reply({"ns": self.current(), "status": status})

    def asked(self) -> Any:
        """The value of a function of the library; None if it fails."""
        try:
            return self.runtime.eval(self.message["code"])(*self.message["args"])
        except Error:
            return None

    def enter(self, space: str) -> None:
        self.runtime.eval("(fn [n] (in-ns (symbol n)) nil)")(space)

    def current(self) -> str:
        return str(self.steady("(str (clojure.core/ns-name clojure.core/*ns*))"))

    def steady(self, text: str) -> Any:
        """A value that the interruption of what went before does not keep away."""
        for _ in range(100):
            try:
                return self.runtime.eval(text)
            except KeyboardInterrupt:
                continue
        return None

    def class_of(self, error: Error) -> str:
        """The class of an exception as the program sees it; of an error before it ran, of the compiler's."""
        if isinstance(error, EvalError):
            return f"class {self.steady('(if *e (.getName (class *e)) nil)')}"
        return "class clojure.lang.Compiler$CompilerException"


def _without_ends(lines: Queue[str | None]) -> None:
    """Takes the marks out that ended a wait for input, or found none to end."""
    kept = []
    while not lines.empty():
        kept.append(lines.get())
    for line in kept:
        if line is not None:
            lines.put(line)


class Client:
    """One connection."""

    def __init__(self, server: Server, input: Any, output: Any) -> None:
        self.server = server
        self.input = input
        self.output = output
        self.lock = threading.Lock()

    def serve(self) -> None:
        while True:
            try:
                message = bencode.read(self.input)
            except (bencode.BencodeError, OSError):
                return
            if not isinstance(message, dict):
                return
            try:
                self.handle(message)
            except OSError:
                return

    def send(self, message: dict[str, Any], answer: dict[str, Any]) -> None:
        whole = dict(answer)
        for key in ("id", "session"):
            if key in message:
                whole.setdefault(key, message[key])
        try:
            with self.lock:
                self.output.write(bencode.encode(whole))
                self.output.flush()
        except OSError:
            pass  # the client is gone; what it asked for goes on

    def handle(self, message: dict[str, Any]) -> None:
        from pyfront.cli.nrepl_ops import OPS

        action = OPS.get(message.get("op", ""))
        if action is None:
            self.send(message, {"status": ["done", "error", "unknown-op"], "op": str(message.get("op", ""))})
            return
        action(self, message)


class _Writer:
    """Standard output of what is being evaluated: goes to the client that asked for it."""

    def __init__(self, server: Server, kind: str) -> None:
        self.server = server
        self.kind = kind

    def write(self, text: str) -> int:
        running = self.server.running
        if running is None:
            (sys.stdout if self.kind == "out" else sys.stderr).write(text)
        elif text and running[1]["op"] != "ask":
            running[2]({self.kind: text})
        return len(text)

    def flush(self) -> None:
        pass


class _Reader:
    """Standard input of what is being evaluated: asks the client for it."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def readline(self, size: int = -1) -> str:
        running = self.server.running
        if running is None:
            return ""
        session, _, reply = running
        if not session.unread:
            if session.lines.empty():
                reply({"status": ["need-input"]})
            session.unread = session.lines.get() or ""
        end = session.unread.find("\n") + 1 or len(session.unread)
        line, session.unread = session.unread[:end], session.unread[end:]
        return line

    def read(self, size: int = -1) -> str:
        return self.readline()
