"""Language models: the host's provider is a fake that says what it is told to, and keeps what it was asked."""

from __future__ import annotations

from typing import Any

import pytest

from pyfront import Error, Runtime


class Fake:
    """A provider with a script of answers."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    def complete(self, request: dict[str, Any]) -> Any:
        self.requests.append(request)
        return self.answers.pop(0)

    def embed(self, texts: list[str]) -> list[list[float]]:
        return [[float(len(text)), 1.0] for text in texts]


def runtime(fake: Any, backend: str = "vm") -> Runtime:
    made = Runtime("sema", backend=backend)
    made.define("llm/provider", fake)
    return made


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_complete(backend: str) -> None:
    fake = Fake("hello")
    answer = runtime(fake, backend).eval('(llm/complete "hi" {:model "m" :max-tokens 5 :system "short"})')
    assert answer == "hello"
    assert fake.requests == [
        {
            "messages": [{"role": "system", "content": "short"}, {"role": "user", "content": "hi"}],
            "model": "m",
            "max_tokens": 5,
        }
    ]


def test_callable_provider_and_usage() -> None:
    made = runtime(lambda request: {"content": "x", "usage": {"prompt_tokens": 3, "completion_tokens": 4}})
    assert made.eval('(llm/complete "hi") (:total-tokens (llm/last-usage))') == 7
    assert made.eval('(llm/complete "hi") (:total-tokens (llm/session-usage))') == 14


TOOL = """
(deftool add "Adds" {:a {:type :int} :b {:type :int}} (lambda (b a) (- a b)))
(defagent bot {:system "You add." :tools [add] :max-turns 3})
"""


def test_agent_calls_tools() -> None:
    call = {"id": "c1", "name": "add", "arguments": {"a": 7, "b": 2}}
    fake = Fake({"content": "", "tool_calls": [call]}, "five")
    made = runtime(fake)
    made.eval(TOOL)
    assert made.eval('(agent/run bot "7 - 2?")') == "five"
    assert fake.requests[1]["messages"][-1] == {"role": "tool", "content": "5", "tool_call_id": "c1"}
    assert fake.requests[0]["tools"][0]["name"] == "add"


def test_errors_of_tools_go_to_the_model() -> None:
    fake = Fake({"tool_calls": [{"name": "add", "arguments": {"a": "x", "b": 2}}]}, {"tool_calls": [{"name": "none"}]}, "done")
    made = runtime(fake)
    made.eval(TOOL)
    assert made.eval('(:response (agent/run bot "?" {}))') == "done"
    assert "no tool is called none" in fake.requests[2]["messages"][-1]["content"]


def test_extract_asks_again() -> None:
    fake = Fake('{"name": "Ann"}', '```json\n{"name": "Ann", "age": 3}\n```')
    assert runtime(fake).eval('(get (llm/extract {:name :string :age :int} "Ann is 3") :age)') == 3
    assert "age is missing" in fake.requests[1]["messages"][-1]["content"]


def test_classify_and_embed() -> None:
    made = runtime(Fake("It is Positive."))
    assert made.eval('(= (llm/classify [:positive :negative] "good") :positive)') is True
    assert made.eval('(llm/similarity (llm/embed "ab") (llm/embed "ab"))') == pytest.approx(1.0)


def test_conversation() -> None:
    fake = Fake("Paris.", "Two million.")
    made = runtime(fake)
    made.eval('(define c (conversation/say (conversation/say (conversation/new {:model "m"}) "Capital?") "People?"))')
    assert made.eval("(list (conversation/length c) (conversation/last-reply c))") == [4, "Two million."]
    assert [one["content"] for one in fake.requests[1]["messages"]] == ["Capital?", "Paris.", "People?"]


def test_budget() -> None:
    made = runtime(lambda request: {"content": "x", "usage": {"prompt_tokens": 50, "completion_tokens": 60}})
    text = '(llm/with-budget {:max-tokens 100} (fn () (llm/complete "a") (llm/complete "b")))'
    with pytest.raises(Error, match="budget exceeded"):
        made.eval(text)
    assert made.eval('(llm/complete "outside")') == "x"


def test_provider_of_the_program() -> None:
    made = Runtime("sema")
    made.eval('(llm/define-provider :echo {:complete (fn (r) (str "echo: " (:content (last (:messages r)))))})')
    assert made.eval('(llm/complete "hi")') == "echo: hi"


def test_no_provider() -> None:
    with pytest.raises(Error, match="no LLM provider"):
        Runtime("sema").eval('(llm/complete "hi")')
