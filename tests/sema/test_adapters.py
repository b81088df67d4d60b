"""Adapters of clients of language models, with clients that say what they are told to."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from pyfront import Runtime
from pyfront.sema.adapters import Anthropic, OpenAI, schema

TOOL = """
(deftool add "Adds" {:a {:type :int :description "first"} :b {:type :int :optional #t}} (lambda (a b) (+ a b)))
(defagent bot {:system "You add." :tools [add] :max-turns 3})
"""


class Client:
    """Answers in turn; keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.messages = self.embeddings = Thing(create=self.create)
        self.chat = Thing(completions=Thing(create=self.create))

    def create(self, **asked: Any) -> Any:
        self.asked.append(asked)
        return self.answers.pop(0)


def of_openai(text: str | None, *calls: tuple[str, str, str]) -> Any:
    made = [Thing(id=i, function=Thing(name=name, arguments=arguments)) for i, name, arguments in calls]
    message = Thing(content=text, tool_calls=made or None)
    return Thing(choices=[Thing(message=message)], model="m-1", usage=Thing(prompt_tokens=3, completion_tokens=4))


def of_anthropic(text: str, *calls: tuple[str, str, dict[str, Any]]) -> Any:
    parts = [Thing(type="text", text=text)] if text else []
    parts += [Thing(type="tool_use", id=i, name=name, input=given) for i, name, given in calls]
    return Thing(content=parts, model="c-1", usage=Thing(input_tokens=5, output_tokens=6))


def runtime(provider: Any) -> Runtime:
    made = Runtime("sema")
    made.define("llm/provider", provider)
    made.eval(TOOL)
    return made


def test_openai() -> None:
    client = Client(of_openai("hello"))
    made = runtime(OpenAI(client, "m", user="u"))
    assert made.eval('(llm/complete "hi" {:system "short" :max-tokens 5 :temperature 0.5})') == "hello"
    assert client.asked == [
        {"user": "u", "model": "m", "temperature": 0.5, "max_completion_tokens": 5,
         "messages": [{"role": "system", "content": "short"}, {"role": "user", "content": "hi"}]}
    ]  # fmt: skip
    assert made.written(made.compile("(llm/last-usage)")) == '{:completion-tokens 4 :model "m-1" :prompt-tokens 3 :total-tokens 7}'


def test_openai_tools() -> None:
    client = Client(of_openai(None, ("c1", "add", '{"a": 2, "b": 3}')), of_openai("five"))
    assert runtime(OpenAI(client, "m")).eval('(agent/run bot "2 + 3?")') == "five"
    function = client.asked[0]["tools"][0]["function"]
    assert function["name"] == "add" and function["parameters"]["required"] == ["a"]
    assert function["parameters"]["properties"]["a"] == {"type": "integer", "description": "first"}
    assert client.asked[1]["messages"][2:] == [
        {"role": "assistant", "content": "",
         "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a": 2, "b": 3}'}}]},
        {"role": "tool", "content": "5", "tool_call_id": "c1"},
    ]  # fmt: skip


def test_openai_embeddings() -> None:
    client = Client(Thing(data=[Thing(embedding=[1.0, 0.0]), Thing(embedding=[0.0, 1.0])]))
    made = runtime(OpenAI(client, "m", embedding_model="e"))
    assert made.eval('(apply llm/similarity (llm/embed (list "a" "b")))') == 0.0
    assert client.asked == [{"model": "e", "input": ["a", "b"]}]
    with pytest.raises(ValueError, match="without embedding_model"):
        runtime(OpenAI(client, "m")).eval('(llm/embed "a")')


def test_anthropic() -> None:
    client = Client(of_anthropic("hello"))
    assert runtime(Anthropic(client, "c")).eval('(llm/complete "hi" {:system "short" :model "d"})') == "hello"
    assert client.asked == [
        {"model": "d", "max_tokens": 4096, "system": "short",
         "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]}
    ]  # fmt: skip


def test_anthropic_tools() -> None:
    client = Client(of_anthropic("Let me add.", ("t1", "add", {"a": 2, "b": 3}), ("t2", "add", {"a": 1, "b": 1})), of_anthropic("five"))
    assert runtime(Anthropic(client, "c")).eval('(agent/run bot "2 + 3?")') == "five"
    assert client.asked[0]["tools"][0]["input_schema"]["properties"]["b"] == {"type": "integer"}
    assert client.asked[1]["messages"][1:] == [
        {"role": "assistant", "content": [
            {"type": "text", "text": "Let me add."},
            {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 2, "b": 3}},
            {"type": "tool_use", "id": "t2", "name": "add", "input": {"a": 1, "b": 1}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": "5"},
            {"type": "tool_result", "tool_use_id": "t2", "content": "2"}]},
    ]  # fmt: skip


def test_schema() -> None:
    assert schema({"x": "string", "y": {"type": "list", "optional": True}}) == {
        "type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "array"}}, "required": ["x"],
    }  # fmt: skip


def test_packages_are_not_imported() -> None:
    text = "import sys, pyfront.sema.adapters; print({'openai', 'anthropic', 'http', 'urllib'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout == "set()\n"
