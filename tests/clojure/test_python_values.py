"""What Python gets of a value and gives for one."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest

from pyfront import Keyword, Runtime, run
from pyfront.errors import DivideByZero, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded

A, B = Keyword("a"), Keyword("b")
INSTANT = datetime.datetime(2020, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)
NUMBER = uuid.UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")


@pytest.fixture(params=["vm", "treewalk"])
def runtime(request):
    with Runtime("clojure", backend=request.param) as made:
        yield made


SEQUENCES = [
    ("(map inc [1 2])", [2, 3]),
    ("(lazy-seq nil)", []),
    ("(take 3 (iterate inc 1))", [1, 2, 3]),
    ("(take 2 (cycle [:a]))", [A, A]),
    ("(cons 1 (lazy-seq [2]))", [1, 2]),
    ("{:a (filter odd? (range 6)) :b (rest [1])}", {A: [1, 3, 5], B: []}),
    ("(for [x (range 3)] (map inc (range x)))", [[], [1], [1, 2]]),
    ("{(map inc [1]) 2}", {(2,): 2}),
    ("#{(map inc [1]) [[2]]}", {(2,), ((2,),)}),
    ("[{:a {:b (map list [1 2])}}]", [{A: {B: [[1], [2]]}}]),
    ("(let [x (map inc [1])] [x x])", [[2], [2]]),
    ("(seq {:a 1})", [[A, 1]]),
    ("(map (fn [[k v]] [v k]) {:a 1})", [[1, A]]),
    ("(range 9007199254740990 9007199254740993)", [9007199254740990, 9007199254740991, 9007199254740992]),
    ("(range 9223372036854775805 9223372036854775807 3)", [9223372036854775805]),
]


@pytest.mark.parametrize(("text", "expected"), SEQUENCES, ids=[text for text, _ in SEQUENCES])
def test_sequences_are_lists(runtime, text, expected):
    assert runtime.eval(text) == expected


@pytest.mark.parametrize(("text", "expected"), SEQUENCES, ids=[text for text, _ in SEQUENCES])
def test_sequences_are_lists_for_callables(runtime, text, expected):
    given = []
    runtime.define("give", given.append)
    runtime.eval(f"(give {text})")
    assert given == [expected]


def test_conversion_under_collections(runtime):
    """What is being converted is held while sequences in it are realised."""
    runtime._machine.set_test_hooks(gc_stress=1)
    text = "[(range 900719925474099000 900719925474099004) (seq {:a 1N}) (map (fn [x] [(str x) (map inc [x])]) (range 3))]"
    expected = [
        [900719925474099000, 900719925474099001, 900719925474099002, 900719925474099003],
        [[A, 1]],
        [["0", [1]], ["1", [2]], ["2", [3]]],
    ]
    assert runtime.eval(text) == expected
    given = []
    runtime.define("give", lambda *args: given.append(args))
    runtime.eval(f"(give {text} (map str [1 2]))")
    assert given == [(expected, ["1", "2"])]


def test_deep(runtime):
    """Lazy sequences in lazy sequences, without recursion."""
    found = runtime.eval("(defn deep [n] (lazy-seq (if (= n 0) nil [(deep (dec n))]))) (deep 300)")
    depth = 0
    while found:
        found, depth = found[0], depth + 1
    assert depth == 300


def test_a_global(runtime):
    runtime.eval("(def xs (map inc [1 2]))")
    assert runtime["xs"] == [2, 3]


def test_effects_happen_once(runtime):
    given = []
    runtime.define("give", lambda x: given.append(x) or x)
    assert runtime.eval("[(map give [1 2]) (map give [3])]") == [[1, 2], [3]]
    assert sorted(given) == [1, 2, 3]


def test_errors(runtime):
    with pytest.raises(DivideByZero, match="1:12"):
        runtime.eval("{:a [(map #(/ 1 %) [1 0])]}")
    with pytest.raises(DivideByZero):
        runtime.define("give", print)
        runtime.eval("(give (map #(/ 1 %) [0]))")
    assert runtime.eval("(map inc [1])") == [2]


@pytest.mark.parametrize("text", ["(iterate inc 1)", "{:a (range)}", "[(cycle [1])]", "(range 1000000000000)", "(list* 1 (range))"])
def test_limits(runtime, text):
    with pytest.raises(FuelExhausted):
        runtime.eval(text, fuel=200_000)
    with pytest.raises(MemoryLimitExceeded):
        runtime.eval(text, memory=32 << 20)
    with pytest.raises(TimeLimitExceeded):
        runtime.eval(text, timeout=0.05)
    assert runtime.eval("(map inc [1])") == [2]


def test_limits_of_arguments(runtime):
    runtime.define("give", lambda x: None)
    with pytest.raises(FuelExhausted):
        runtime.eval("(try (give (range)) (catch Throwable e 1))", fuel=200_000)


def test_records_with_a_counterpart(runtime):
    assert runtime.eval('#inst "2020-02-29T12:30:00Z"') == INSTANT
    assert runtime.eval(f'[#uuid "{NUMBER}"]') == [NUMBER]
    assert runtime.eval('#"a+"').fullmatch("aaa")


def test_their_way_in(runtime):
    runtime.define("moment", INSTANT)
    runtime.define("number", NUMBER)
    runtime.define("pattern", re.compile("b+"))
    runtime.define("local", INSTANT.astimezone().replace(tzinfo=None))
    assert runtime.eval("[(inst-ms moment) (inst-ms local) (= moment local)]") == [1582979400000, 1582979400000, True]
    assert runtime.eval("[(uuid? number) (str number) (= number (parse-uuid (str number)))]") == [True, str(NUMBER), True]
    assert runtime.eval('(re-find pattern "abbc")') == "bb"
    assert runtime.eval("[moment number]") == [INSTANT, NUMBER]
    with pytest.raises(TypeError, match="bytes"):
        runtime.define("pattern", re.compile(b"b+"))


def test_other_objects_pass_unchanged(runtime):
    thing = object()
    runtime.define("thing", thing)
    assert runtime.eval("[thing]") == [thing]


def test_handles_show_what_clojure_prints(runtime):
    assert str(runtime.eval("(defrecord P [x]) (->P (map inc [1]))")) == "<#user.P{:x (2)}>"
    assert str(runtime.eval("(atom 1)")) == "<#object[clojure.lang.Atom {:status :ready, :val 1}]>"
    assert "..." in str(runtime.eval("(atom (range))"))
    assert repr(runtime.eval("(deftype Bad []) (defmethod print-method Bad [x w] (throw (ex-info \"no\" {}))) (->Bad)"))


def test_run():
    assert run("(map inc [1 2])", language="clojure") == [2, 3]
