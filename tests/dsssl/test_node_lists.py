"""Lists of nodes against lists of Python: lists that share their items, numbers of items, relatives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pyfront.dsssl import transform

DESCRIBE = """
(define (describe n) (if (node-list-empty? n) "-" (or (gi n) (data n))))
(define (text nl) (let loop ((l (node-list->list nl)) (done "")) (if (null? l) done (loop (cdr l) (string-append done (describe (car l)))))))
(define (child k) (node-list-ref (children (current-node)) k))
"""


def out(folder: Path, text: str, document: bytes, engine: str = "vm") -> str:
    path = folder / "style.scm"
    path.write_text(DESCRIBE + text, encoding="utf-8")
    return transform(str(path), document, engine=engine)[""].decode().replace("\n", "")


@pytest.mark.parametrize("engine", ["vm", "treewalk"])
@pytest.mark.parametrize("seed", range(12))
def test_appending_leaves_the_parts_as_they_were(tmp_path: Path, seed: int, engine: str) -> None:
    """Each list is put together from lists made before; all are shown at the end."""
    rng = random.Random(seed)
    names = "abcdefgh"
    made = [list(name) for name in names] + [[], list(names)]
    bindings = [f'(v{k} (select-elements (children (current-node)) "{name}"))' for k, name in enumerate(names)]
    bindings += ["(v8 (empty-node-list))", "(v9 (children (current-node)))"]
    for _ in range(60):
        k = len(made)
        latest = rng.random() < 0.5  # lists grow at one end, and sometimes others grow from what is in the middle
        parts = [k - 1 if latest and rng.random() < 0.6 else rng.randrange(k) for _ in range(rng.randint(1, 3))]
        if sum(len(made[one]) for one in parts) > 200:
            parts = [rng.randrange(10)]
        if rng.random() < 0.15:
            bindings.append(f"(v{k} (node-list-rest v{parts[0]}))")
            made.append(made[parts[0]][1:])
        else:
            bindings.append(f"(v{k} (node-list {' '.join(f'v{one}' for one in parts)}))")
            made.append([x for one in parts for x in made[one]])
    shown = " ".join(f'(literal (text v{k}) ";")' for k in range(len(made)))
    style = f"(element d (let* ({' '.join(bindings)}) (sosofo-append {shown})))"
    document = f"<d>{''.join(f'<{name}/>' for name in names)}</d>".encode()
    assert out(tmp_path, style, document, engine) == "".join("".join(one) + ";" for one in made)


CHILDREN = ["x", "y", "a", "b", "b", "z", "a", "c", "u", "v", "w"]
MIXED = b"<d>xy<a>inside</a><b/><b><a/></b>z<a/><c/>uvw</d>"


def test_numbers_of_items(tmp_path: Path) -> None:
    n = len(CHILDREN)
    order = [*range(n), *reversed(range(n)), 3, 3, 9, 0, n, -1, 4]
    refs = " ".join(f"(describe (node-list-ref nl {k}))" for k in order)
    style = f"""(element d (let ((nl (children (current-node))))
      (literal (string-append {refs}) "|" (number->string (node-list-length nl)) "|" (describe (node-list-last nl)) "|"
               (number->string (node-list-length (node-list-rest nl))) "|" (text (node-list-reverse nl)))))"""
    want = "".join(CHILDREN[k] if 0 <= k < n else "-" for k in order)
    assert out(tmp_path, style, MIXED) == f"{want}|{n}|w|{n - 1}|{''.join(reversed(CHILDREN))}"


def test_relatives(tmp_path: Path) -> None:
    n = len(CHILDREN)
    each = " ".join(
        f'(describe (ipreced (child {k}))) "," (describe (ifollow (child {k}))) "," (text (preced (child {k}))) ","'
        f' (number->string (node-list-length (preced (child {k})))) "," (text (follow (child {k}))) ","'
        f' (describe (node-list-last (preced (child {k})))) ","'
        f' (text (node-list-rest (preced (child {k})))) ";"'
        for k in range(n)
    )
    want = "".join(
        ",".join([
            CHILDREN[k - 1] if k else "-", CHILDREN[k + 1] if k + 1 < n else "-", "".join(CHILDREN[:k]), str(k),
            "".join(CHILDREN[k + 1 :]), CHILDREN[k - 1] if k else "-", "".join(CHILDREN[1:k]),
        ]) + ";"
        for k in range(n)
    )  # fmt: skip
    assert out(tmp_path, f"(element d (literal {each}))", MIXED) == want


def test_siblings_before_are_processed_with_their_characters(tmp_path: Path) -> None:
    style = '(element d (process-node-list (preced (child 7)))) (element a (literal "A")) (element b (literal "B"))'
    assert out(tmp_path, style, MIXED) == "xyABBzA"
    assert out(tmp_path, "(element d (process-node-list (preced (child 8))))", b"<d><a/>pq<b/>rstuvw</d>") == "pqrstu"


def test_sets(tmp_path: Path) -> None:
    style = """(element d (let* ((all (children (current-node))) (bs (select-elements all "b")) (as (select-elements all "a"))
        (twice (node-list all as bs all)))
      (literal (text (node-list-intersection twice bs)) ";" (text (node-list-difference all as bs)) ";"
        (text (node-list-intersection as all)) ";" (text (node-list-difference twice (node-list bs all))) ";"
        (text (node-list-symmetric-difference (node-list as bs) (node-list bs (child 0)))) ";"
        (text (node-list-union bs all bs)) ";" (text (node-list-union-map parent (descendants (current-node)))) ";"
        (if (node-list-contains? all (child 9)) "yes" "no") (if (node-list-contains? (preced (child 9)) (child 9)) "yes" "no")
        (if (node-list-contains? (descendants (child 2)) (child 3)) "yes" "no")
        (if (node-list-contains? all (node-list-first (children (child 2)))) "yes" "no")
        (if (node-list-contains? (descendants (current-node)) (node-list-first (children (child 2)))) "yes" "no"))))"""
    assert out(tmp_path, style, MIXED) == "bb;xyzcuvw;aa;;aax;bbxyazacuvw;dba;yesnonono" + "yes"


def test_order_of_the_document(tmp_path: Path) -> None:
    style = """(element d (let ((all (children (current-node))))
      (literal (text (sort-in-tree-order (node-list (child 9) (child 2) (child 9) (child 0) (child 7) (descendants (child 2))))) ";"
        (if (tree-before? (child 2) (node-list-first (children (child 2)))) "yes" "no")
        (if (tree-before? (child 3) (node-list-first (children (child 2)))) "yes" "no")
        (if (tree-before? (child 3) (child 3)) "yes" "no") ";"
        (text (tree-before (child 3))) ";" (text (subtree (child 4))) ";" (text (subtree (node-list (child 0) (child 4)))))))"""
    assert out(tmp_path, style, MIXED) == "xainsidecv;yesnono;dxyainside;ba;xba"


@pytest.mark.parametrize("kind", ["pi", "element", "data-char"])
def test_nodes_of_a_class(tmp_path: Path, kind: str) -> None:
    style = f"""(element d (let ((nl (select-by-class (children (current-node)) '{kind})))
      (literal (number->string (node-list-length nl))
               (number->string (node-list-length (select-by-class (node-list (children (current-node)) nl) '{kind}))))))"""
    n = {"pi": 2, "element": 3, "data-char": 5}[kind]
    assert out(tmp_path, style, b"<d>ab<a/><?p x?><b>inner<?no?></b>c<?q?><c/>de</d>") == f"{n}{2 * n}"


def test_element_numbers(tmp_path: Path) -> None:
    style = '(element a (sosofo-append (literal (number->string (element-number))) (process-children)))'
    assert out(tmp_path, style, b"<d><a><a/><b/><a/></a><b><a/></b><a/></d>") == "12345"


@pytest.mark.parametrize("text", ["0", "7", "007", "123456789", "1234567890123", "-5", "", "1x", "1.5", "1pt", " 7", "\u0663"])
def test_numbers_of_digits(tmp_path: Path, text: str) -> None:
    """Digits are read here, others by the host: the same."""
    style = f'(element d (let ((n (string->number "{text}"))) (literal (if n (quantity->string n) "no"))))'
    want = {"": "no", "1x": "no", "1.5": "1.5", "1pt": "1pt", " 7": "no", "\u0663": "no"}
    assert out(tmp_path, style, b"<d/>") == (want[text] if text in want else str(int(text)))


def test_growing_lists_take_linear_time(tmp_path: Path) -> None:
    """Twice the nodes, hardly more than twice the work: of appending, of going from sibling to sibling, of items by their number."""
    style = """(define (grow nl) (let loop ((nl nl) (done (empty-node-list)))
        (if (node-list-empty? nl) done (loop (node-list-rest nl) (node-list done (node-list-first nl))))))
      (define (before nl) (let loop ((nl nl) (done (empty-node-list)))
        (if (node-list-empty? nl) done (loop (node-list-rest nl) (node-list (node-list-first nl) done)))))
      (define (walk n k) (if (node-list-empty? n) k (walk (ipreced n) (+ k 1))))
      (define (count nl) (let loop ((k 0)) (if (< k (node-list-length nl)) (begin (node-list-ref nl k) (loop (+ k 1))) k)))
      (element d (let ((all (children (current-node))))
        (literal (number->string (node-list-length (grow all))) " " (number->string (node-list-length (before all))) " "
                 (number->string (walk (node-list-last all) 0)) " " (number->string (count all)))))"""
    path = tmp_path / "style.scm"
    path.write_text(style, encoding="utf-8")

    def work(n: int) -> int:
        from pyfront.dsssl.api import compile, read_document
        from pyfront.dsssl.engine import Engine
        from pyfront.dsssl.storage import Storage

        engine = Engine("vm", {"fuel": 1 << 60})
        engine.use(compile(str(path)))
        files = dict(engine.run(engine.add(read_document(b"<d>" + b"<a/>x" * n + b"</d>", Storage())), "sgml", False, "utf-8"))
        assert files[""].decode().split() == [str(2 * n)] * 4
        return int(engine.machine.stats()["work"])

    assert work(4000) < 2.3 * work(2000)


def test_elements_of_a_name_in_ranges(tmp_path: Path) -> None:
    """Long ranges are looked up, short ones gone through: the same, wherever they begin and end."""
    rng = random.Random(5)
    text, depth = "<d>", 0
    for _ in range(400):
        kind = rng.randrange(4)
        if kind == 0 and depth:
            text, depth = text + "</s>", depth - 1
        elif kind == 1:
            text, depth = text + "<s>x", depth + 1
        else:
            text += rng.choice(["<a/>", "<b>y</b>", "<?p?>", "z"])
    text += "</s>" * depth + "</d>"
    style = """(define (slow nl name) (node-list-filter (lambda (n) (equal? (gi n) name)) nl))
      (define (check nl) (and (node-list=? (select-elements nl "a") (slow nl "a")) (node-list=? (select-elements nl "s") (slow nl "s"))
                              (node-list=? (select-elements nl "b") (slow nl "b")) (node-list-empty? (select-elements nl "none"))))
      (define (from nl) (or (node-list-empty? nl) (and (check nl) (from (node-list-rest nl)))))
      (element d (literal (if (from (descendants (current-node))) "same " "other ")
                          (number->string (node-list-length (select-elements (subtree (current-node)) "d")))
                          (if (node-list-every? (lambda (n) (check (descendants n))) (select-elements (descendants (current-node)) "s"))
                              " same" " other")))"""
    assert out(tmp_path, style, text.encode()) == "same 1 same"
