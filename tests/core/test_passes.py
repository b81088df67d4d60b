"""What each pass does to small trees, as printed core IR."""

from __future__ import annotations

import pytest

from pyfront.core import ir
from pyfront.core.show import parse, show
from pyfront.passes import run
from pyfront.passes.analyse import analyse
from pyfront.passes.fold import fold
from pyfront.passes.hoist import hoist
from pyfront.passes.inline import inline
from pyfront.passes.letrec import components, letrec
from pyfront.passes.loops import loops


def flat(text: str) -> str:
    return " ".join(text.split())


def apply(text: str, *passes) -> str:
    """The printed tree after ``analyse`` and the passes."""
    return flat(show(run(parse(text), (analyse, *passes))))


# ---------------------------------------------------------------- analyse


def variables(text: str) -> dict[str, tuple[bool, bool]]:
    """(mutated, captured) by name."""
    tree = parse(text)
    found: dict[str, tuple[bool, bool]] = {}
    todo: list[object] = [analyse(tree)]
    while todo:
        node = todo.pop()
        if isinstance(node, ir.Var):
            found[node.name] = (node.mutated, node.captured)
        elif isinstance(node, ir.Node):
            todo += [getattr(node, field) for field in node.fields if field != "loop"]
        elif isinstance(node, list):
            todo += node
    return found


def test_analyse_tells_mutated_from_captured() -> None:
    text = "(lambda f (a.1 b.2 c.3 d.4) (seq (set! b.2 1) (lambda g () (seq (set! d.4 a.1) c.3))))"
    assert variables(text) == {"a": (False, True), "b": (True, False), "c": (False, True), "d": (True, True)}


def test_analyse_forgets_an_earlier_run() -> None:
    tree = parse("(let ((x.1 1)) x.1)")
    assert isinstance(tree, ir.Let)
    tree.vars[0].mutated = tree.vars[0].captured = True
    analyse(tree)
    assert (tree.vars[0].mutated, tree.vars[0].captured) == (False, False)


def test_a_reference_in_an_init_is_not_inside_the_lambda_beside_it() -> None:
    assert variables("(lambda f (x.1) (let ((g.2 (lambda g () 1)) (y.3 x.1)) (call g.2 y.3)))")["x"] == (False, False)


@pytest.mark.parametrize(("scope", "in_tail_position", "elsewhere"), [
    ("(seq (set! x.1 2) x.1)", False, False),
    ("(seq (set! x.1 2) (call (global u:f) x.1))", False, True),  # a tail call leaves the frame
    ("(seq (set! x.1 2) (if x.1 (call (global u:f)) 1))", False, True),
    ("(seq (call (global u:f)) (set! x.1 2))", True, True),
    ("(set! x.1 (call (global u:f)))", True, True),
    ("(seq (set! x.1 2) (let ((y.2 3)) (seq (call (global u:f)) y.2)))", True, True),
    ("(seq (set! x.1 2) (lambda g () (seq (call (global u:f)) 1)))", False, False),
])
def test_a_continuation_sees_assigned_variables(scope: str, in_tail_position: bool, elsewhere: bool) -> None:
    assert variables(f"(lambda f (x.1) {scope})")["x"] == (True, in_tail_position)
    assert variables(f"(lambda f () (seq (call (global u:f)) (let ((x.1 1)) {scope})))")["x"] == (True, in_tail_position)
    assert variables(f"(lambda f () (seq (let ((x.1 1)) {scope}) 5))")["x"] == (True, elsewhere)


# ---------------------------------------------------------------- letrec


def test_letrec_of_a_lambda_is_fix() -> None:
    assert apply("(letrec ((f.1 (lambda f (x.2) (call f.1 x.2)))) (call f.1 1))", letrec) == \
        "(fix ((f.1 (lambda f (x.2) (call f.1 x.2)))) (call f.1 1))"


def test_letrec_splits_what_is_not_mutually_recursive() -> None:
    text = "(letrec ((f.1 (lambda f () (call g.2))) (g.2 (lambda g () 1)) (x.3 (call f.1))) x.3)"
    assert apply(text, letrec) == \
        "(fix ((g.1 (lambda g () 1))) (fix ((f.2 (lambda f () (call g.1)))) (let ((x.3 (call f.2))) x.3)))"


def test_mutual_recursion_is_one_fix() -> None:
    text = "(letrec ((f.1 (lambda f () (call g.2))) (g.2 (lambda g () (call f.1)))) (call f.1))"
    assert apply(text, letrec).count("fix") == 1


def test_inits_keep_their_order() -> None:
    text = "(letrec ((a.1 (call (global u:a))) (b.2 (call (global u:b))) (c.3 (call (global u:c)))) (list a.1 b.2 c.3))"
    result = apply(text, letrec)
    assert result.index("u:a") < result.index("u:b") < result.index("u:c")
    assert "set!" not in result


def test_an_assigned_procedure_is_no_fix() -> None:
    result = apply("(letrec ((f.1 (lambda f () 1))) (seq (set! f.1 2) f.1))", letrec)
    assert "fix" not in result
    assert result.startswith("(let ((f.1 (lambda f () 1)))")


def test_a_reference_too_early_is_checked() -> None:
    result = apply("(letrec ((a.1 b.2) (b.2 1)) (list a.1 b.2))", letrec)
    assert result.count("%check-init") == 1
    assert result.endswith("(list a.1 b.2)))")


def test_a_reference_through_a_procedure_is_checked_in_it() -> None:
    text = "(letrec ((f.1 (lambda f () b.3)) (a.2 (call f.1)) (b.3 1)) (list a.2 b.3))"
    result = apply(text, letrec)
    assert "(lambda f () (%check-init b.1))" in result or "(%check-init b." in result
    assert result.count("%check-init") == 1


def test_a_procedure_called_before_its_definition_is_not_there_yet() -> None:
    result = apply("(letrec ((a.1 (call f.2)) (f.2 (lambda f () 1))) a.1)", letrec)
    assert "fix" not in result
    assert result.count("%check-init") == 1


def test_a_procedure_defined_before_its_data_needs_no_check() -> None:
    text = "(letrec ((f.1 (lambda f () b.2)) (b.2 (call (global u:g))) (c.3 (call f.1))) c.3)"
    result = apply(text, letrec)
    assert "%check-init" not in result
    assert "set!" not in result


def test_components_come_in_order_of_dependence() -> None:
    assert [sorted(c) for c in components([[1], [2], [1, 3], []])] == [[3], [1, 2], [0]]
    assert [sorted(c) for c in components([[0], [0]])] == [[0], [1]]
    chain = [[i + 1] for i in range(5000)] + [[]]
    assert components(chain) == [[i] for i in range(5000, -1, -1)]


# ---------------------------------------------------------------- inline


def test_a_direct_application_binds() -> None:
    assert apply("(call (lambda f (x.1) (list x.1 x.1)) (call (global u:g)))", inline) == \
        "(let ((x.1 (call (global u:g)))) (list x.1 x.1))"


def test_a_wrong_number_of_arguments_stays_an_error() -> None:
    text = "(call (lambda f (x.1) x.1) 1 2)"
    assert apply(text, inline) == text


def test_surplus_arguments_become_a_list() -> None:
    assert apply("(call (lambda f (x.1 . r.2) (list r.2 r.2 x.1)) 1 (global u:a) 3)", inline) == \
        "(let ((r.1 (list (global u:a) 3))) (list r.1 r.1 1))"


def test_a_procedure_called_in_one_place_goes_there() -> None:
    assert apply("(let ((f.1 (lambda f (x.2) (list x.2 x.2)))) (lambda g () (call f.1 (call (global u:h)))))", inline) == \
        "(lambda g () (let ((x.1 (call (global u:h)))) (list x.1 x.1)))"


def test_a_procedure_called_in_two_places_stays() -> None:
    text = "(let ((f.1 (lambda f (x.2) x.2))) (list (call f.1 1) (call f.1 2)))"
    assert apply(text, inline) == text


def test_a_recursive_procedure_stays() -> None:
    text = "(letrec ((f.1 (lambda f (x.2) (if x.2 (call f.1 x.2) 1)))) (call f.1 2))"
    assert apply(text, letrec, inline).startswith("(fix")


def test_copies_are_propagated() -> None:
    assert apply("(lambda f (x.1) (let ((y.2 x.1)) (let ((z.3 y.2)) (list y.2 z.3))))", inline) == \
        "(lambda f (x.1) (list x.1 x.1))"


def test_a_copy_of_an_assigned_variable_is_not_propagated() -> None:
    text = "(lambda f (x.1) (let ((y.2 x.1)) (seq (set! x.1 2) y.2)))"
    assert apply(text, inline) == text


def test_an_assigned_variable_is_not_replaced_by_its_init() -> None:
    text = "(let ((x.1 1)) (seq (set! x.1 2) x.1))"
    assert apply(text, inline) == text


def test_a_constant_with_identity_is_not_copied() -> None:
    assert apply("(let ((x.1 (const (1 2)))) (eq? x.1 x.1))", inline) == "(let ((x.1 (const (1 2)))) (eq? x.1 x.1))"


def test_an_init_moves_to_where_it_is_used_first() -> None:
    assert apply("(let ((x.1 (car (global u:p)))) (if x.1 1 2))", inline) == "(if (car (global u:p)) 1 2)"
    assert apply("(let ((a.1 (call (global u:f))) (b.2 (call (global u:g)))) (cons a.1 b.2))", inline) == \
        "(cons (call (global u:f)) (call (global u:g)))"


@pytest.mark.parametrize("text", [
    "(let ((x.1 (call (global u:f)))) (cons (global u:g) x.1))",  # the global could change
    "(let ((x.1 (call (global u:f)))) (cons (call (global u:g)) x.1))",
    "(lambda h (v.1) (let ((x.2 (call (global u:f)))) (seq (set! v.1 1) x.2)))",
    "(lambda h (v.1) (let ((x.2 (call (global u:f)))) (if v.1 x.2 2)))",  # evaluated in one branch only
    "(let ((x.1 (call (global u:f)))) (lambda h () x.1))",
    "(let ((x.1 (call (global u:f)))) x.1)",  # would make it a tail call
])
def test_an_init_does_not_move(text: str) -> None:
    assert apply(text, inline) == text


def test_an_unused_init_is_kept_for_its_effect() -> None:
    assert apply("(let ((x.1 (call (global u:f)))) 1)", inline) == "(seq (call (global u:f)) 1)"
    assert apply("(let ((x.1 (cons 1 2))) 1)", inline) == "1"
    assert apply("(let ((x.1 (car 2))) 1)", inline) == "(seq (car 2) 1)"


def test_a_primitive_as_a_value_is_called_directly() -> None:
    assert apply("(let ((f.1 (prim car))) (call f.1 (global u:x)))", inline) == "(car (global u:x))"
    assert apply("(call (prim car) 1 2)", inline) == "(call (prim car) 1 2)"


# ---------------------------------------------------------------- fold


@pytest.mark.parametrize(("text", "result"), [
    ("(%add 1 (%mul 2 3))", "7"),
    ("(%sub 1 100000000000000000000)", "-99999999999999999999"),
    ("(%lt 1 2)", "#t"),
    ("(not (const #f))", "#t"),
    ("(not 0)", "#f"),
    ("(eq? (const a) (const a))", "#t"),
    ("(if (%lt 1 2) (global u:a) (global u:b))", "(global u:a)"),
    ("(if 0 (global u:a) (global u:b))", "(global u:a)"),
    ("(seq 1 (cons 1 2) (seq (call (global u:f)) (lambda g () 1) 3))", "(seq (call (global u:f)) 3)"),
    ("(seq 1 2)", "2"),
    ("(if (lambda f () 1) 1 2)", "1"),
])
def test_fold(text: str, result: str) -> None:
    assert apply(text, fold) == result


@pytest.mark.parametrize("text", [
    "(%add 1 #t)",
    "(%add 1.5 2.5)",
    "(car (const (1 2)))",
    "(eq? 100000000000000000000 100000000000000000000)",
    "(seq (car (global u:x)) 1)",
    "(seq (global u:x) 1)",
    "(eq? 1 1)",
])
def test_fold_leaves_alone(text: str) -> None:
    assert apply(text, fold) == text


def test_folded_numbers_do_not_grow_without_end() -> None:
    text = "1000000"
    for _ in range(12):
        text = f"(%mul {text} {text})"
    assert len(apply(text, fold)) < 30000


def test_or_in_a_test_is_no_binding() -> None:
    assert apply("(lambda f (a.1 b.2) (if (let ((t.3 (pair? a.1))) (if t.3 t.3 b.2)) 1 2))", fold) == \
        "(lambda f (a.1 b.2) (if (if (pair? a.1) #t b.2) 1 2))"


def test_or_as_a_value_stays_a_binding() -> None:
    text = "(lambda f (a.1 b.2) (let ((t.3 (pair? a.1))) (if t.3 t.3 b.2)))"
    assert apply(text, fold) == text


def test_a_long_cond_does_not_need_a_deep_stack() -> None:
    tree: ir.Node = ir.Const(0)
    for i in range(20000):
        tree = ir.If(ir.GlobalRef("u:x"), ir.Const(i), tree)
    result = run(ir.Lambda("", [], [], None, tree))
    assert isinstance(result, ir.Lambda)
    assert isinstance(result.body, ir.If)


# ---------------------------------------------------------------- loops


COUNT = "(letrec ((f.1 (lambda f (i.2) (if (%lt i.2 9) (call f.1 (%add i.2 1)) i.2)))) {})"
LOOP = "(loop f ((i.1 {})) (if (%lt i.1 9) (recur f (%add i.1 1)) i.1))"


def looped(text: str) -> str:
    return apply(text, letrec, loops)


def test_a_named_let_is_a_loop() -> None:
    result = looped(COUNT.format("(call f.1 0)"))
    assert result.startswith("(loop f")
    assert "recur" in result
    assert "lambda" not in result


def test_the_loop_goes_where_it_is_called() -> None:
    result = looped(COUNT.format("(%add 1 (call f.1 0))"))
    assert result.startswith("(%add 1 (loop f")
    result = looped(COUNT.format("(lambda g (x.3) (call f.1 x.3))"))
    assert result.startswith("(lambda g (x.1) (loop f")


@pytest.mark.parametrize("body", [
    "(list (call f.1 0) (call f.1 1))",  # two calls
    "f.1",  # a value
    "(call f.1 0 1)",  # a wrong call
    "(call (global u:g) f.1)",
])
def test_what_is_no_loop_outside(body: str) -> None:
    assert "loop" not in looped(COUNT.format(body))


@pytest.mark.parametrize("fn", [
    "(lambda f (i.2) (%add 1 (call f.1 i.2)))",  # not a tail call
    "(lambda f (i.2) (lambda g () (call f.1 i.2)))",
    "(lambda f (i.2) (call f.1))",
    "(lambda f (i.2 . r.3) (call f.1 i.2))",
    "(lambda f (i.2) (let ((x.3 (call f.1 i.2))) x.3))",
])
def test_what_is_no_loop_inside(fn: str) -> None:
    assert "recur" not in looped(f"(letrec ((f.1 {fn})) (call f.1 0))")


def test_nested_loops() -> None:
    text = """(letrec ((o.1 (lambda o (i.2)
        (letrec ((n.3 (lambda n (j.4) (if j.4 (call n.3 i.2) (call o.1 j.4))))) (call n.3 0))))) (call o.1 1))"""
    result = looped(text)
    assert result.count("(loop") == 2
    assert result.count("(recur") == 2
    assert "fix" not in result


# ---------------------------------------------------------------- hoist


def hoisted(body: str) -> str:
    return apply(f"(loop l.9 ((i.1 0)) {body})", hoist)


def test_constants_are_loaded_before_the_loop() -> None:
    assert hoisted("(recur l.9 (%mul i.1 2.5))") == \
        "(let ((constant.1 2.5)) (loop l.2 ((i.3 0)) (recur l.2 (%mul i.3 constant.1))))"
    assert hoisted("(recur l.9 (%add (%mul 2 i.1) (%mul 2 40000)))").count("constant") == 5  # two of them


@pytest.mark.parametrize("body", [
    "(recur l.9 (%add i.1 1))",
    "(recur l.9 (%sub i.1 1))",
    "(if (%lt 7 i.1) 1 (recur l.9 i.1))",
    "(call (global u:f) 2.5)",
    "(lambda g () (%mul i.1 2.5))",
    "(cons i.1 (const ()))",
])
def test_what_needs_no_register_stays(body: str) -> None:
    assert "constant" not in hoisted(body)


def test_zeros_of_both_signs_are_two_constants() -> None:
    assert hoisted("(recur l.9 (%mul 0.0 (%mul -0.0 (%mul 0 i.1))))").startswith(
        "(let ((constant.1 0.0) (constant.2 -0.0) (constant.3 0))")


def test_nested_loops_load_outside() -> None:
    result = hoisted("(loop m.8 ((j.2 0)) (if i.1 (recur l.9 j.2) (recur m.8 (%mul j.2 2.5))))")
    assert result.startswith("(let ((constant.1 2.5)) (loop l")
    assert result.count("2.5") == 1


def test_only_so_many_constants_are_hoisted() -> None:
    body = "i.1"
    for n in range(40):
        body = f"(%mul {body} {n}.5)"
    assert 2 < hoisted(f"(recur l.9 {body})").count("(constant.") <= 12
