"""The nREPL server, with a client of our own over loopback. Every wait has a bound."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pyfront.cli import bencode
from pyfront.cli.nrepl import Server

SECONDS = 30


class Client:
    """Sends a message and reads what comes back for it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.stream = self.socket.makefile("rb")
        self.count = 0

    def send(self, **message: Any) -> str:
        self.count += 1
        message.setdefault("id", str(self.count))
        self.socket.sendall(bencode.encode(message))
        return str(message["id"])

    def until(self, status: str, limit: int = 500) -> list[dict[str, Any]]:
        found = []
        for _ in range(limit):
            found.append(bencode.read(self.stream))
            if status in found[-1].get("status", ()):
                return found
        raise AssertionError(found)

    def ask(self, **message: Any) -> list[dict[str, Any]]:
        name = self.send(**message)
        return [answer for answer in self.until("done") if answer.get("id") == name]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server("127.0.0.1", 0, {"timeout": None})
    threading.Thread(target=server.serve, daemon=True).start()
    yield server
    server.stop()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    client = Client(server.address[1])
    yield client
    client.stream.close()
    client.socket.close()


def values(answers: list[dict[str, Any]]) -> list[Any]:
    return [answer["value"] for answer in answers if "value" in answer]


def test_bencode() -> None:
    for x in (0, -5, "", "a\u00e4", [], [1, ["x"]], {}, {"b": 1, "a": [{"c": "d"}]}):
        assert bencode.read(io.BytesIO(bencode.encode(x))) == x
    assert bencode.encode({"b": 1, "a": "x"}) == b"d1:a1:x1:bi1ee"
    for bad in (b"x", b"i1", b"iae", b"5:ab", b"l", b"di1ei2ee", b"d1:ae", b"99999999999:a", b"l" * 200):
        with pytest.raises(bencode.BencodeError):
            bencode.read(io.BytesIO(bad))


def test_sessions(client: Client) -> None:
    [answer] = client.ask(op="clone")
    session = answer["new-session"]
    assert session in client.ask(op="ls-sessions")[0]["sessions"]
    described = client.ask(op="describe", session=session)[0]
    assert {"clone", "eval", "completions", "interrupt"} <= set(described["ops"])
    assert "session-closed" in client.ask(op="close", session=session)[0]["status"]
    assert session not in client.ask(op="ls-sessions")[0]["sessions"]
    assert "unknown-op" in client.ask(op="fly")[0]["status"]


def test_eval(client: Client) -> None:
    session = client.ask(op="clone")[0]["new-session"]
    assert values(client.ask(op="eval", session=session, code="(def x 5) (+ x 1) *1")) == ["#'user/x", "6", "6"]
    answers = client.ask(op="eval", session=session, code='(println "out") nil')
    assert "".join(answer.get("out", "") for answer in answers) == "out\n"
    answers = client.ask(op="eval", session=session, code="(/ 1 0)")
    assert any("division by zero" in answer.get("err", "") for answer in answers)
    assert [answer["ex"] for answer in answers if "ex" in answer] == ["class java.lang.ArithmeticException"]
    assert any("eval-error" in answer.get("status", ()) for answer in answers)
    answers = client.ask(op="eval", session=session, code="(no-such-name)")
    assert [answer["ex"] for answer in answers if "ex" in answer] == ["class clojure.lang.Compiler$CompilerException"]
    assert values(client.ask(op="eval", session=session, code="(class *e)")) == ["java.lang.ArithmeticException"]
    assert values(client.ask(op="eval", session=session, code="(ns other) (def y 1)")) == ["nil", "#'other/y"]
    assert client.ask(op="eval", session=session, code="y")[0]["ns"] == "other"
    assert values(client.ask(op="eval", session=session, code="x", ns="user")) == ["5"]
    other = client.ask(op="clone")[0]["new-session"]
    assert client.ask(op="eval", session=other, code="1")[0]["ns"] == "user"
    assert any("EOF" in answer.get("err", "") for answer in client.ask(op="eval", session=other, code="(+ 1"))


def test_load_file(client: Client) -> None:
    text = '(ns loaded.here "A namespace.")\n(defn twice "Doubles." [n] (* 2 n))\n'
    answers = client.ask(op="load-file", file=text, **{"file-path": "/tmp/loaded/here.clj", "file-name": "here.clj"})
    assert values(answers) == ["#'loaded.here/twice"]
    assert answers[-1]["ns"] == "user"
    assert values(client.ask(op="eval", code="(loaded.here/twice 4)")) == ["8"]
    info = client.ask(op="lookup", sym="twice", ns="loaded.here")[0]["info"]
    assert info["arglists-str"] == "[n]" and info["doc"] == "Doubles." and info["line"] == 2
    assert info["file"] == "/tmp/loaded/here.clj"


def test_questions(client: Client) -> None:
    found = client.ask(op="completions", prefix="map-ind", ns="user")[0]["completions"]
    assert found == [{"candidate": "map-indexed", "type": "function"}]
    client.ask(op="eval", code="(require '[clojure.string :as str])")
    found = client.ask(op="complete", prefix="str/upper", ns="user")[0]["completions"]
    assert [one["candidate"] for one in found] == ["str/upper-case"]
    assert client.ask(op="eldoc", sym="filter", ns="user")[0]["eldoc"] == [["pred"], ["pred", "coll"]]
    assert client.ask(op="info", sym="filter", ns="user")[0]["ns"] == "clojure.core"
    assert "no-info" in client.ask(op="info", sym="nothing-like-it", ns="user")[0]["status"]


def test_interrupt(client: Client) -> None:
    session = client.ask(op="clone")[0]["new-session"]
    client.send(op="eval", session=session, code='(println "begun") (loop [] (recur))', id="long")
    while "out" not in bencode.read(client.stream):
        pass
    client.send(op="interrupt", session=session, **{"interrupt-id": "long"})
    statuses = [tuple(answer.get("status", ())) for answer in client.until("interrupted")]
    assert any("interrupted" in status for status in statuses)
    assert values(client.ask(op="eval", session=session, code="(+ 1 1)")) == ["2"]


def test_input_after_an_interrupt(client: Client) -> None:
    session = client.ask(op="clone")[0]["new-session"]
    client.send(op="eval", session=session, code='(println "begun") (loop [] (recur))', id="long")
    while "out" not in bencode.read(client.stream):
        pass
    client.send(op="interrupt", session=session, **{"interrupt-id": "long"})
    client.until("interrupted")
    name = client.send(op="eval", code="(read-line)", session=session)
    client.until("need-input")
    client.send(op="stdin", stdin="typed\n", session=session)
    answers: list[dict[str, Any]] = []
    while not any(answer.get("id") == name and "done" in answer.get("status", ()) for answer in answers):
        answers += client.until("done")
    assert values(answers) == ['"typed"']


def test_interrupt_of_waits(client: Client) -> None:
    """An editor may deliver what is waited for, so nothing is a deadlock here."""
    session = client.ask(op="clone")[0]["new-session"]
    for code in ("@(promise)", "(Thread/sleep 60000)", "@(future (loop [] (recur)))", "(count (range))"):
        client.send(op="eval", session=session, code=f'(println "begun") {code}', id="long")
        while "out" not in bencode.read(client.stream):
            pass
        client.send(op="interrupt", session=session, **{"interrupt-id": "long"})
        client.until("interrupted")
    assert values(client.ask(op="eval", session=session, code="@(future (+ 1 1))")) == ["2"]


def test_what_is_endless_or_deep(client: Client) -> None:
    session = client.ask(op="clone")[0]["new-session"]
    client.ask(op="eval", session=session, code="(set! *print-length* 3)")
    assert values(client.ask(op="eval", session=session, code="(range)")) == ["(0 1 2 ...)"]
    code = "(defn deep [n] (inc (deep n))) (try (deep 1) (catch StackOverflowError e :caught))"
    assert values(client.ask(op="eval", session=session, code=code))[-1] == ":caught"


def test_stdin(client: Client) -> None:
    session = client.ask(op="clone")[0]["new-session"]
    client.send(op="eval", session=session, code="(read-line)", id="asks")
    client.until("need-input")
    client.send(op="stdin", session=session, stdin="hello\n", id="given")
    found: list[dict[str, Any]] = []
    while not any("value" in answer for answer in found):
        found += client.until("done")
    assert values(found) == ['"hello"']


def test_bad_bytes_end_the_connection_only(server: Server, client: Client) -> None:
    with socket.create_connection(("127.0.0.1", server.address[1]), timeout=SECONDS) as bad:
        bad.sendall(b"nonsense")
        assert bad.recv(100) == b""
    assert values(client.ask(op="eval", code="1")) == ["1"]
