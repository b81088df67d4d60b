"""Functions of the library that are functions of Python: requests over HTTP, by urllib. Capability network."""

from __future__ import annotations

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

TIMEOUT = 30.0  # seconds, if neither the program nor the run says less
METHODS = frozenset("GET POST PUT DELETE PATCH HEAD QUERY OPTIONS".split())


def request(guest: Guest, method: str, url: str, options: Any = None, body: Any = None) -> dict[Any, Any]:
    """``{:status :headers :body}``; a status that is an error of the server is an answer like others."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    method = method.upper()
    if method not in METHODS:
        raise guest.failed(f"http/request: unknown method {method}")
    if not url.startswith(("http://", "https://")):
        raise guest.failed(f"http/{method.lower()}: expected a URL with http:// or https://, got {url}")
    options = _options(guest, options)
    data, headers = _body(options, body)
    asked = Request(url, data=data, headers={**headers, **_headers(options.get("headers"))}, method=method)
    try:
        with urlopen(asked, timeout=_timeout(guest, options.get("timeout"))) as answer:
            return _answer(answer.status, answer.headers, answer.read(), options.get("as"))
    except HTTPError as error:
        with error:
            return _answer(error.code, error.headers, error.read(), options.get("as"))
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise guest.failed(f"http/{method.lower()} {url}: {reason}") from None


def _options(guest: Guest, options: Any) -> dict[str, Any]:
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise guest.failed("http: the options are no map")
    found = {key.name: value for key, value in options.items() if isinstance(key, Keyword)}
    unknown = set(found) - {"headers", "timeout", "as", "multipart"}
    if unknown:
        raise guest.failed(f"http: unknown option :{min(unknown)}; there are :headers, :timeout, :as and :multipart")
    return found


def _timeout(guest: Guest, wanted: Any) -> float:
    """Seconds; the program says milliseconds."""
    seconds = TIMEOUT if wanted is None else float(wanted) / 1000
    left = guest.machine.seconds_left()
    return seconds if left is None else max(0.001, min(seconds, left))


def _headers(given: Any) -> dict[str, str]:
    return {key.name if isinstance(key, Keyword) else str(key): str(value) for key, value in (given or {}).items()}


def _body(options: dict[str, Any], body: Any) -> tuple[bytes | None, dict[str, str]]:
    if options.get("multipart") is not None:
        return _multipart(options["multipart"])
    if body is None:
        return None, {}
    if isinstance(body, (bytes, bytearray)):
        return bytes(body), {}
    if isinstance(body, str):
        return body.encode(), {}
    from pyfront.sema.hosted_data import json_encode

    return json_encode(body).encode(), {"Content-Type": "application/json"}


def _multipart(parts: list[Any]) -> tuple[bytes, dict[str, str]]:
    from uuid import uuid4

    boundary = uuid4().hex
    out = []
    for part in parts:
        said = {key.name: value for key, value in part.items()}
        content = said.get("content", "")
        data = content.encode() if isinstance(content, str) else bytes(content)
        file = f'; filename="{said["filename"]}"' if "filename" in said else ""
        kind = f"\r\nContent-Type: {said['content-type']}" if "content-type" in said else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{said["name"]}"{file}{kind}\r\n\r\n'
        out.append(head.encode() + data + b"\r\n")
    return b"".join(out) + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def _answer(status: int, headers: Any, body: bytes, kind: Any) -> dict[Any, Any]:
    content: Any = body
    if kind is None or kind.name != "bytes":
        content = body.decode(headers.get_content_charset() or "utf-8", "replace")
    named = {Keyword(name.lower()): value for name, value in headers.items()}
    return {Keyword("status"): status, Keyword("headers"): named, Keyword("body"): content}


def _with_body(method: str) -> Any:
    def send(guest: Guest, url: str, body: Any, options: Any = None) -> dict[Any, Any]:
        return request(guest, method, url, options, body)

    return send


def _without_body(method: str) -> Any:
    def ask(guest: Guest, url: str, options: Any = None) -> dict[Any, Any]:
        return request(guest, method, url, options)

    return ask


FUNCTIONS: dict[str, Any] = {
    "http/request": request, "http/get": _without_body("GET"), "http/delete": _without_body("DELETE"),
    "http/post": _with_body("POST"), "http/put": _with_body("PUT"), "http/query": _with_body("QUERY"),
}  # fmt: skip
GUESTS = frozenset(FUNCTIONS)
NEEDS: dict[str, str] = dict.fromkeys(FUNCTIONS, "network")
