"""The operations of the nREPL server."""

from __future__ import annotations

from time import sleep

from pyfront.cli.nrepl import Client, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Message = dict[str, "Any"]

_INFO = """(fn [space text]
  (let [n (or (find-ns (symbol space)) (find-ns 'user))
        v (ns-resolve n (symbol text))
        m (if (var? v) (meta v) nil)
        lists (or (:arglists m) nil)]
    (if m
      {"name" (str (:name m)) "ns" (str (:ns m)) "doc" (or (:doc m) "") "macro" (if (:macro m) "true" "")
       "arglists" (mapv str lists) "args" (mapv (fn [l] (mapv str l)) lists)
       "file" (or (:file m) "") "line" (or (:line m) 0) "column" (or (:column m) 0)
       "function" (boolean (and (bound? v) (fn? @v)))}
      nil)))"""
_COMPLETE = """(fn [space prefix]
  (let [n (or (find-ns (symbol space)) (find-ns 'user))
        kind (fn [v] (cond (not (var? v)) "class" (:macro (meta v)) "macro" (and (bound? v) (fn? @v)) "function" :else "var"))
        [_ alias part] (re-matches #"([^/]+)/(.*)" prefix)
        target (if alias (or (get (ns-aliases n) (symbol alias)) (find-ns (symbol alias))) nil)
        found (if alias
                (if target (map (fn [e] [(str alias "/" (key e)) (val e)]) (ns-publics target)) [])
                (concat (map (fn [e] [(str (key e)) (val e)]) (ns-map n))
                        (map (fn [e] [(str (key e)) nil]) (ns-aliases n))
                        (map (fn [x] [(str x) nil]) (all-ns))))]
    (->> found
         (filter (fn [e] (and (.startsWith (nth e 0) prefix) (not (re-find #"(^|/)%" (nth e 0))))))
         (map (fn [[text v]] [text (if (nil? v) "namespace" (kind v))]))
         distinct
         (sort-by first)
         (take 500)
         vec)))"""


def _done(client: Client, message: Message, **more: Any) -> None:
    client.send(message, {**more, "status": ["done"]})


def _session(client: Client, message: Message) -> Session:
    return client.server.session(message.get("session"))


def clone(client: Client, message: Message) -> None:
    from uuid import uuid4

    new = client.server.session(str(uuid4()))
    if message.get("session") in client.server.sessions:
        new.space = client.server.sessions[str(message["session"])].space
    client.send(message, {"new-session": new.name, "status": ["done"]})


def close(client: Client, message: Message) -> None:
    client.server.sessions.pop(str(message.get("session")), None)
    client.send(message, {"status": ["done", "session-closed"]})


def describe(client: Client, message: Message) -> None:
    from pyfront import __version__

    numbers = [int(part) for part in __version__.split(".")[:3] if part.isdigit()]
    version = dict(zip(("major", "minor", "incremental"), numbers))
    _done(
        client, message, ops={name: {} for name in OPS}, aux={"current-ns": _session(client, message).space},
        versions={"vmcore": {**version, "version-string": __version__}, "nrepl": {"major": 1, "minor": 0, "incremental": 0,
                  "version-string": "1.0.0"}, "clojure": {"major": 1, "minor": 12, "version-string": "1.12.0"}},
    )  # fmt: skip


def evaluate(client: Client, message: Message) -> None:
    key = "file" if message["op"] == "load-file" else "code"
    if key not in message:
        client.send(message, {"status": ["done", "error", f"no-{key}"]})
        return
    session = _session(client, message)
    sent = {**message, "session": session.name}
    client.server.jobs.put((session, sent, lambda answer: client.send(sent, answer)))


def interrupt(client: Client, message: Message) -> None:
    running = client.server.running
    if running is None:
        client.send(message, {"status": ["done", "session-idle"]})
        return
    asked = message.get("interrupt-id")
    if asked is not None and asked != running[1].get("id"):
        client.send(message, {"status": ["done", "error", "interrupt-id-mismatch"]})
        return
    running[0].lines.put(None)  # if it waits for input
    _done(client, message)
    client.server.interrupted = running[1]
    for _ in range(200):  # it may be between two forms
        if client.server.running is not running:
            break
        client.server.runtime.interrupt()
        sleep(0.02)


def stdin(client: Client, message: Message) -> None:
    _session(client, message).lines.put(str(message.get("stdin", "")))
    _done(client, message)


def sessions(client: Client, message: Message) -> None:
    _done(client, message, sessions=sorted(name for name in client.server.sessions if name != "tooling"))


def completions(client: Client, message: Message) -> None:
    space = str(message.get("ns") or _session(client, message).space)
    prefix = str(message.get("prefix", message.get("symbol", "")))
    found = client.server.ask(_COMPLETE, space, prefix) or []
    _done(client, message, completions=[{"candidate": text, "type": kind} for text, kind in found])


def _about(client: Client, message: Message) -> Message | None:
    space = str(message.get("ns") or _session(client, message).space)
    name = str(message.get("sym") or message.get("symbol") or "")
    return client.server.ask(_INFO, space, name) if name else None


def _as_info(found: Message) -> Message:
    info: Message = {"name": found["name"], "ns": found["ns"], "doc": found["doc"]}
    if found["arglists"]:
        info["arglists-str"] = "\n".join(found["arglists"])
    if found["macro"]:
        info["macro"] = "true"
    if found["file"]:
        info.update(file=found["file"], line=found["line"], column=found["column"])
    return info


def lookup(client: Client, message: Message) -> None:
    found = _about(client, message)
    if found is None:
        client.send(message, {"status": ["done", "lookup-error"], "info": {}})
    else:
        _done(client, message, info=_as_info(found))


def info(client: Client, message: Message) -> None:
    found = _about(client, message)
    if found is None:
        client.send(message, {"status": ["done", "no-info"]})
    else:
        _done(client, message, **_as_info(found))


def eldoc(client: Client, message: Message) -> None:
    found = _about(client, message)
    if found is None or not found["args"]:
        client.send(message, {"status": ["done", "no-eldoc"]})
        return
    kind = "macro" if found["macro"] else "function" if found["function"] else "variable"
    _done(client, message, eldoc=found["args"], name=found["name"], ns=found["ns"], docstring=found["doc"], type=kind)


OPS = {
    "clone": clone, "close": close, "describe": describe, "eval": evaluate, "load-file": evaluate, "interrupt": interrupt,
    "stdin": stdin, "ls-sessions": sessions, "completions": completions, "complete": completions, "lookup": lookup,
    "info": info, "eldoc": eldoc,
}  # fmt: skip
