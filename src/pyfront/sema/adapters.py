"""Providers of language models made of clients that the host has: objects of the packages ``openai`` and ``anthropic``, or others
with the same methods. Nothing here imports those packages or opens a connection.

    runtime.define("llm/provider", OpenAI(openai.OpenAI(), "gpt-5-mini"))
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Request = dict[str, Any]
    Answer = dict[str, Any]

# Names of types in Sema's descriptions of parameters -> those of JSON Schema.
_TYPES = {
    "int": "integer", "integer": "integer", "float": "number", "number": "number", "bool": "boolean", "boolean": "boolean",
    "list": "array", "array": "array", "vector": "array", "map": "object", "object": "object", "string": "string", "text": "string",
}  # fmt: skip
MAX_TOKENS = 4096  # for interfaces that want a number


def schema(parameters: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of the parameters of a tool: ``{name: {"type": kind, "description": text, "optional": bool}}``."""
    properties, required = {}, []
    for name, said in parameters.items():
        told = dict(said) if isinstance(said, dict) else {"type": said}
        if not told.pop("optional", False):
            required.append(name)
        kind = told.get("type", "string")
        told["type"] = _TYPES.get(str(kind), str(kind))
        properties[name] = told
    return {"type": "object", "properties": properties, "required": required}


def _chosen(request: Request, model: str) -> dict[str, Any]:
    found: dict[str, Any] = {"model": request.get("model") or model}
    if request.get("temperature") is not None:
        found["temperature"] = request["temperature"]
    return found


class OpenAI:
    """``client.chat.completions.create`` and ``client.embeddings.create``."""

    def __init__(self, client: Any, model: str, embedding_model: str = "", **options: Any) -> None:
        self.client = client
        self.model = model
        self.embedding_model = embedding_model
        self.options = options  # of every request

    def complete(self, request: Request) -> Answer:
        asked = {**self.options, **_chosen(request, self.model), "messages": [_openai_message(one) for one in request["messages"]]}
        if request.get("max_tokens") is not None:
            asked["max_completion_tokens"] = request["max_tokens"]
        if request.get("reasoning_effort") is not None:
            asked["reasoning_effort"] = str(request["reasoning_effort"])
        if request.get("tools"):
            functions = [{**_named(one), "parameters": schema(one["parameters"])} for one in request["tools"]]
            asked["tools"] = [{"type": "function", "function": one} for one in functions]
        got = self.client.chat.completions.create(**asked)
        said = got.choices[0].message
        answer: Answer = {"content": said.content or "", "model": got.model, "tool_calls": _openai_calls(said)}
        if got.usage is not None:
            answer["usage"] = {"prompt_tokens": got.usage.prompt_tokens, "completion_tokens": got.usage.completion_tokens}
        return answer

    def embed(self, texts: list[str]) -> list[list[float]]:
        if not self.embedding_model:
            raise ValueError("the provider was made without embedding_model")
        got = self.client.embeddings.create(model=self.embedding_model, input=texts)
        return [list(one.embedding) for one in got.data]


def _named(tool: dict[str, Any]) -> dict[str, Any]:
    return {"name": tool["name"], "description": tool["description"]}


def _openai_message(message: dict[str, Any]) -> dict[str, Any]:
    from json import dumps

    made = {"role": str(message["role"]), "content": message.get("content", "")}
    if message.get("tool_calls"):
        made["tool_calls"] = [
            {"id": one["id"], "type": "function", "function": {"name": one["name"], "arguments": dumps(one["arguments"])}}
            for one in message["tool_calls"]
        ]
    if message.get("tool_call_id"):
        made["tool_call_id"] = message["tool_call_id"]
    return made


def _openai_calls(said: Any) -> list[dict[str, Any]]:
    from json import loads

    return [
        {"id": one.id, "name": one.function.name, "arguments": loads(one.function.arguments or "{}")}
        for one in getattr(said, "tool_calls", None) or ()
    ]


class Anthropic:
    """``client.messages.create``. There are no embeddings."""

    def __init__(self, client: Any, model: str, max_tokens: int = MAX_TOKENS, **options: Any) -> None:
        self.client = client
        self.model = model
        self.max_tokens = max_tokens
        self.options = options  # of every request

    def complete(self, request: Request) -> Answer:
        system = [one["content"] for one in request["messages"] if one["role"] == "system"]
        asked = {**self.options, **_chosen(request, self.model), "messages": _anthropic_messages(request["messages"])}
        asked["max_tokens"] = request.get("max_tokens") or self.max_tokens
        if system:
            asked["system"] = "\n\n".join(system)
        if request.get("tools"):
            asked["tools"] = [{**_named(one), "input_schema": schema(one["parameters"])} for one in request["tools"]]
        got = self.client.messages.create(**asked)
        return {
            "content": "".join(one.text for one in got.content if one.type == "text"), "model": got.model,
            "tool_calls": [
                {"id": one.id, "name": one.name, "arguments": dict(one.input)} for one in got.content if one.type == "tool_use"
            ],
            "usage": {"prompt_tokens": got.usage.input_tokens, "completion_tokens": got.usage.output_tokens},
        }  # fmt: skip


def _anthropic_messages(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Results of tools are parts of one message of the user; so are neighbours with the same role."""
    made: list[dict[str, Any]] = []
    for message in messages:
        role = str(message["role"])
        if role == "system":
            continue
        text = message.get("content", "")
        parts: list[dict[str, Any]] = [{"type": "text", "text": text}] if text and role != "tool" else []
        if role == "tool":
            role = "user"
            parts.append({"type": "tool_result", "tool_use_id": message["tool_call_id"], "content": text})
        for one in message.get("tool_calls") or ():
            parts.append({"type": "tool_use", "id": one["id"], "name": one["name"], "input": one["arguments"]})
        if made and made[-1]["role"] == role:
            made[-1]["content"] += parts
        elif parts:
            made.append({"role": role, "content": parts})
    return made
