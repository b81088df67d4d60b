"""Values of procedures that are kept: which procedures those are, and that nobody sees it but by the time it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.core.ir import GlobalDefine, Seq
from pyfront.dsssl import transform
from pyfront.dsssl.compile import Sheet
from pyfront.dsssl.engine import provided
from pyfront.dsssl.specification import Loader
from pyfront.dsssl.storage import Storage
from pyfront.errors import Error

LOOP = "(let loop ((n (parent node)) (k 0)) (if (node-list-empty? n) k (loop (parent n) (+ k 1))))"


def kept(folder: Path, text: str) -> set[str]:
    """Names of the procedures whose values are kept."""
    path = folder / "style.scm"
    path.write_text(text, encoding="utf-8")
    storage = Storage()
    storage.allow(str(path))
    loader = Loader(storage)
    sheet = Sheet(loader.sources, provided())
    sheet.read(loader.load(str(path)))
    body = sheet.unit().body
    assert isinstance(body, Seq)
    names = [node.name for node in body.items if isinstance(node, GlobalDefine)]
    return {name.removeprefix("body:") for name in names if name.startswith("body:")}


def out(folder: Path, text: str, document: bytes, engine: str = "vm", **options: object) -> str:
    path = folder / "style.scm"
    path.write_text(text, encoding="utf-8")
    return transform(str(path), document, engine=engine, **options)[""].decode().replace("\n", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        f"(define (f node) {LOOP})",
        f"(define (f #!optional (node (current-node))) {LOOP})",
        f"(define (f) (let ((node (current-node))) {LOOP}))",
        f"(define x (list 1)) (define (f node a) (if (null? x) a {LOOP}))",
        f"(define (g node) (if (gi node) (error \"no\") {LOOP})) (define (f node) (+ 1 (g node)))",
        "(define (f node) (node-list-filter (lambda (n) (gi n)) (children node)))",
        "(define (g n) (gi n)) (define (f node) (node-list-filter g (children node)))",
    ],
)
def test_kept(tmp_path: Path, text: str) -> None:
    assert "f" in kept(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "(define (f node) (parent node))",  # is done as fast as looked up
        f"(define (f node) (debug {LOOP}))",
        f"(define (f node) (let ((x (time))) {LOOP}))",
        "(define (f node) (let loop ((k 0)) (if (> k 3) (literal \"x\") (loop (+ k 1)))))",
        "(define (f node) (let loop ((k 0)) (if (> k 3) (make element gi: \"x\") (loop (+ k 1)))))",
        "(define (f node) (let loop ((k 0)) (if (> k 3) (process-children) (loop (+ k 1)))))",
        f"(define (f node a b c) {LOOP})",
        f"(define (f node #!rest more) {LOOP})",
        f"(define (f node #!key (a 1)) {LOOP})",
        f"(define (f node) (let ((k 1)) (set! k 2) {LOOP}))",
        f"(define (f node a b) (if (gi (current-node)) a {LOOP}))",  # three arguments and the current node
        f"(define (f node) {LOOP}) (define (g) (vector-set! (vector 1) 0 2))",  # nothing is kept where data may change
        f"(define (f node) {LOOP}) (define (g) (call/cc (lambda (k) k)))",
        f"(define (g node) (debug {LOOP})) (define (f node) (g node))",
        "(define (g node) (debug 1)) (define (f node) (node-list-map g (children node)))",
        "(define g (if #t (lambda (n) (debug n)) 1)) (define (f node) (node-list-map g (children node)))",
        f"(define (f node) (if (unknown node) 1 {LOOP}))",
        f"(define (f node) (if (string-ci=? (gi node) \"x\") 1 {LOOP}))",  # the current language counts
        f"(define (f node) (let ((x (current-language))) {LOOP}))",
    ],
)
def test_not_kept(tmp_path: Path, text: str) -> None:
    assert "f" not in kept(tmp_path, text)


DEEP = b"<d><a><b/></a><b/><a><a><b/></a></a></d>"
SHOW = '(define (show k) (literal (number->string k) ";"))'


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
def test_the_current_node_counts(tmp_path: Path, engine: str) -> None:
    style = f"""(define (depth) (let ((node (current-node))) {LOOP})) {SHOW}
      (define (more k) (+ (depth) k))
      (define (other #!optional (node (current-node))) {LOOP})
      (element b (sosofo-append (show (depth)) (show (depth)) (show (more 10)) (show (other)) (show (other (parent (current-node))))))"""
    want = "".join(f"{k};{k};{k + 10};{k};{k - 1};" for k in (2, 1, 3))
    assert out(tmp_path, style, DEEP, engine) == want


def test_the_document_counts(tmp_path: Path) -> None:
    """The same unique name in two documents, asked for from each."""
    (tmp_path / "other.xml").write_text('<!DOCTYPE d [<!ATTLIST d id ID #IMPLIED>]><d id="x"><q/><q/><q/></d>')
    style = """(define (count id) (let loop ((nl (children (element-with-id id))) (k 0))
        (if (node-list-empty? nl) k (loop (node-list-rest nl) (+ k 1)))))
      (element d (sosofo-append (literal (number->string (count "x")) ";") (process-children)))
      (element more (process-node-list (node-property 'document-element (sgml-parse "other.xml"))))"""
    document = tmp_path / "one.xml"
    document.write_text('<!DOCTYPE d [<!ATTLIST d id ID #IMPLIED>]><d id="x"><more/></d>')
    path = tmp_path / "style.scm"
    path.write_text(style, encoding="utf-8")
    assert transform(str(path), str(document))[""].decode().replace("\n", "") == "1;3;"
    assert "count" in kept(tmp_path, style)


def test_all_kinds_of_arguments(tmp_path: Path) -> None:
    """What cannot be looked up is computed; equal strings are the same argument, other things are not mixed up."""
    style = """(define (f x) (let loop ((k 0)) (if (< k 2) (loop (+ k 1)) x)))
      (define (text x) (cond ((number? x) (number->string x)) ((string? x) x) ((symbol? x) (symbol->string x)) ((pair? x) (text (car x)))
                             ((null? x) "nil") ((procedure? x) (x)) ((node-list? x) (or (gi (node-list-first x)) "?")) (x "t") (else "f")))
      (define (all) (map (lambda (x) (text (f x)))
         (list 1 2 1.5 -1 "a" (string-append "" "a") "b" 'a 'b '(1) '(2) '() #t #f (lambda () "p") (lambda () "q")
               (current-node) (children (current-node)) (select-elements (descendants (current-node)) "b") (parent (current-node)) 1pt)))
      (element a (literal (apply string-append (all)) (apply string-append (all)) ";"))"""
    want = "121.5-1aabab12niltfpq"
    assert "f" in kept(tmp_path, style)
    one = f"{want}abbdt"
    assert out(tmp_path, style, b"<d><a><b/></a></d>") == f"{one}{one};"


def test_errors_are_raised_again(tmp_path: Path) -> None:
    style = f"""(define (g node) (if (string=? (gi node) "b") (error "it is b") {LOOP}))
      (define (f node) (let loop ((k 0)) (if (< k 2) (loop (+ k 1)) (+ 1 (g node)))))
      (element b (literal (number->string (f (current-node))))) (element a (sosofo-append (literal (number->string (f (current-node))))
        (process-children)))"""
    assert {"f", "g"} <= kept(tmp_path, style)
    errors: list[Error] = []
    assert out(tmp_path, style, DEEP, errors=errors) == "223"
    assert len(errors) == 3
    for one in errors:
        names = [frame.name for frame in one.backtrace]
        assert names.count("g") <= 1 and names.count("f") == 1
        assert all(frame.line for frame in one.backtrace if frame.name in ("f", "g"))


def test_tail_calls_stay_tail_calls(tmp_path: Path) -> None:
    style = """(define (down k) (if (= k 0) "end" (down (- k 1))))
      (element d (literal (down 300000) (down 299999)))"""
    assert "down" in kept(tmp_path, style)
    assert out(tmp_path, style, b"<d/>", max_depth=5000) == "endend"


def test_the_memory_limit_holds(tmp_path: Path) -> None:
    style = """(define (f k) (let loop ((n 0)) (if (< n 1) (loop (+ n 1)) (number->string k))))
      (define (all k done) (if (= k 0) done (all (- k 1) (string-length (f (+ k done))))))
      (element d (literal (number->string (all 200000 0))))"""
    assert {"f"} <= kept(tmp_path, style)
    assert out(tmp_path, style, b"<d/>", memory=40_000_000) == "1"


def test_what_is_asked_for_again_costs_nothing(tmp_path: Path) -> None:
    """The number of each chapter, by a walk through all of them, asked for in each paragraph."""
    style = """(define (number node) (let loop ((nl (children (parent node))) (k 1))
        (if (node-list=? (node-list-first nl) node) k (loop (node-list-rest nl) (+ k 1)))))
      (element p (literal (number->string (number (parent (current-node)))) " "))"""
    path = tmp_path / "style.scm"
    path.write_text(style, encoding="utf-8")

    def work(chapters: int) -> int:
        from pyfront.dsssl.api import compile, read_document
        from pyfront.dsssl.engine import Engine

        engine = Engine("vm", {"fuel": 1 << 60})
        engine.use(compile(str(path)))
        document = b"<d>" + b"<c><p/><p/><p/><p/><p/><p/><p/><p/></c>" * chapters + b"</d>"
        files = dict(engine.run(engine.add(read_document(document, Storage())), "sgml", False, "utf-8"))
        assert files[""].split() == [b"%d" % (k + 1) for k in range(chapters) for _ in range(8)]
        return int(engine.machine.stats()["work"])

    assert work(200) - work(100) < 120_000  # without: 8 * (200 ** 2 - 100 ** 2) / 2
