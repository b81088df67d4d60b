"""Tags of the program's: in its text by data_readers.clj, in texts that it reads by *data-readers*; options of the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront import Runtime, run
from pyfront.errors import Error, ReadError

BACKENDS = ("vm", "treewalk")


def written(text: str, backend: str) -> object:
    return run(f"(pr-str {text})", language="clojure", backend=backend)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data_readers.clj").write_text("{geo/point my.readers/point, twice my.readers/twice, bad my.readers/bad}")
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "readers.clj").write_text(
        "(ns my.readers)\n(defn point [[x y]] {:x x :y y})\n(defn twice [form] (list '* 2 form))\n(defn bad [x]\n  (inc (str x)))\n"
    )
    return tmp_path


@pytest.mark.parametrize("backend", BACKENDS)
def test_in_the_text_of_a_program(folder: Path, backend: str) -> None:
    text = """(ns p (:require my.readers))
(defn area [{:keys [x y]}] (* x y))
[(area #geo/point [3 4]) (let [n 5] #twice n) '#twice (a b) (-> #geo/point [1 2] :x) #inst "2020-01-01"]"""
    runtime = Runtime("clojure", backend=backend, path=[str(folder)])
    found = runtime.eval(text)
    assert list(found)[:2] == [12, 10] and list(found)[3] == 1
    assert runtime.eval("(pr-str '#twice (a b))") == "(* 2 (a b))"


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_wrong_with_a_reader(folder: Path, backend: str) -> None:
    runtime = Runtime("clojure", backend=backend, path=[str(folder)])
    with pytest.raises(Error, match=r"the reader of #twice is my\.readers/twice, which is not loaded: require its namespace"):
        runtime.eval("#twice 1", "p.clj")
    runtime.eval("(require 'my.readers)")
    with pytest.raises(Error, match=r"the reader of #bad, my.readers/bad, failed: .*not a number") as caught:
        runtime.eval("(str\n #bad 1)", "p.clj")
    assert any("readers.clj:5:3" in note for note in caught.value.notes)
    with pytest.raises(ReadError, match="no reader function for tag other"):
        runtime.eval("#other 1")
    (folder / "data_readers.clj").write_text("{a 1}")
    with pytest.raises(Error, match="is to be a map of tags to names of functions"):
        Runtime("clojure", path=[str(folder)]).eval("#a 1")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(binding [*data-readers* {'foo (fn [x] [:foo x])}] (read-string \"[#foo 1 (a #foo #foo b)]\"))", "[[:foo 1] (a [:foo [:foo b]])]"),
        ("(binding [*data-readers* {'inst count}] (read-string \"#inst \\\"abc\\\"\"))", "3"),
        ("(binding [*default-data-reader-fn* (fn [tag x] [tag x])] (read-string \"{:a #foo/bar 1}\"))", "{:a [foo/bar 1]}"),
        ("(binding [*default-data-reader-fn* tagged-literal] (read (java.io.StringReader. \"#foo {:a 1}\")))", "#foo {:a 1}"),
        ("(read-string {:read-cond :allow} \"[#?(:clj 1 :cljs 2) #?(:cljs 3)]\")", "[1]"),
        ("(read-string {:read-cond :allow :features #{:mine}} \"#?(:clj 1 :mine 2)\")", "2"),
        ("(read-string {:read-cond :preserve} \"[#?(:clj 1 :cljs #js 2)]\")", "[#?(:clj 1 :cljs #js 2)]"),
        ("(let [r (java.io.PushbackReader. (java.io.StringReader. \"#?(:clj 1) 2\")) o {:read-cond :allow :eof :end}] [(read o r) (read o r) (read o r)])", "[1 2 :end]"),
        ("(read-string {:eof :none} \" ; nothing\\n\")", ":none"),
        ("(meta (read-string \"^:a (b)\"))", "{:a true}"),
    ],
)  # fmt: skip
def test_in_texts_that_are_read(text: str, expected: str, backend: str) -> None:
    assert written(text, backend) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('(read-string "#?(:clj 1)")', "reader conditionals are not allowed here"),
        ('(read-string {:read-cond :all} "1")', ":read-cond is :allow or :preserve, not :all"),
        ('(read-string "#foo 1")', "no reader function for tag foo"),
        ('(read-string "")', "EOF while reading"),
        ("(read-string 1)", "read-string: argument is not a string"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(Error, match=message):
        run(text, language="clojure")
