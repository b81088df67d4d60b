"""Services for language models: the provider that the host registers under the name ``llm/provider``.

It is a callable, or an object with ``complete(request)`` and ``embed(texts)``. A request is a dict: ``messages`` (dicts with
``role`` and ``content``), and what was asked for of ``model``, ``max_tokens``, ``temperature``, ``tools``. The answer is a str, or
a dict with ``content`` and, if need be, ``tool_calls`` (dicts with ``id``, ``name``, ``arguments``), ``model`` and ``usage``.
"""

from __future__ import annotations

from pyfront.sema.host import failed
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = "llm/provider"


def _provider(root: Any, machine: Any) -> Any:
    full = root.names.own(NAME)
    return None if full is None else machine.get_global(full)


def _needed(root: Any, machine: Any) -> Any:
    found = _provider(root, machine)
    if found is None:
        raise failed(f"no LLM provider: the host defines none as {NAME}, and the program none by llm/define-provider")
    return found


def to_python(x: Any) -> Any:
    """With strings for keywords, as Python has them."""
    if isinstance(x, Keyword):
        return x.name.replace("-", "_")
    if isinstance(x, dict):
        return {to_python(key) if isinstance(key, Keyword) else str(key): to_python(value) for key, value in x.items()}
    return [to_python(one) for one in x] if isinstance(x, list) else x


def from_python(x: Any) -> Any:
    """With keywords for the keys of dicts."""
    if isinstance(x, dict):
        return {Keyword(str(key).replace("_", "-")): from_python(value) for key, value in x.items()}
    return [from_python(one) for one in x] if isinstance(x, (list, tuple)) else x


def _complete(root: Any, machine: Any, request: Any) -> Any:
    provider = _needed(root, machine)
    call = getattr(provider, "complete", provider)
    answer = call(to_python(machine.plain(request)))
    if isinstance(answer, dict):
        calls = answer.get("tool_calls")
        made = from_python({key: value for key, value in answer.items() if key != "tool_calls"})
        if calls:  # names of arguments stay as they are
            made[Keyword("tool-calls")] = [
                {Keyword("id"): one.get("id", one["name"]), Keyword("name"): one["name"],
                 Keyword("arguments"): {Keyword(k): v for k, v in one.get("arguments", {}).items()}}
                for one in calls
            ]  # fmt: skip
        return made
    if not isinstance(answer, str):
        raise failed(f"the LLM provider answered a {type(answer).__name__}, not a str or dict")
    return answer


def _embed(root: Any, machine: Any, texts: Any) -> Any:
    provider = _needed(root, machine)
    embed = getattr(provider, "embed", None)
    if embed is None:
        raise failed("the LLM provider has no embed")
    return [list(map(float, one)) for one in embed(machine.plain(texts))]


def _has_host(root: Any, machine: Any) -> bool:
    return _provider(root, machine) is not None


SERVICES = {"llm-complete": _complete, "llm-embed": _embed, "llm-host?": _has_host}
