"""``let``, ``fn``, ``loop``, ``letfn``, ``for``, ``doseq``."""

from __future__ import annotations

from pyfront.clojure.analyse import at_least, binding_name, fail, pairs
from pyfront.clojure.data import List, Map, Vector
from pyfront.clojure.destructure import destructure, is_plain
from pyfront.clojure.template import Template, call, gensym, one, rest, vector
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

LET_STAR, FN_STAR, LOOP_STAR, LETFN_STAR = Symbol("let*"), Symbol("fn*"), Symbol("loop*"), Symbol("letfn*")
LET, FN, ASSERT = (Symbol("clojure.core/" + name) for name in ("let", "fn", "assert"))
PRE, POST = Keyword("pre"), Keyword("post")


def with_head(x: List, *items: Any, start: int) -> List:
    """The form with its first items replaced."""
    return List((*items, *x.items[start:]), (*(x.start,) * len(items), *x.pos[start:]), x.start, x.end)


def macro_let(an: Any, x: List, scope: Any) -> Any:
    bindings = pairs(x, "let")
    if not all(is_plain(name) for name in bindings.items[::2]):
        bindings = destructure(bindings)
    return with_head(x, LET_STAR, bindings, start=2)


def macro_loop(an: Any, x: List, scope: Any) -> Any:
    bindings = pairs(x, "loop")
    names = bindings.items[::2]
    if all(is_plain(name) for name in names):
        return with_head(x, LOOP_STAR, bindings, start=2)
    outer: list[Any] = []
    looped: list[Any] = []
    inner: list[Any] = []
    for i in range(0, len(bindings.items), 2):
        pattern, init = bindings.items[i], bindings.items[i + 1]
        if is_plain(pattern):
            outer += (pattern, init)
            looped += (pattern, pattern)
        else:
            name = gensym("loop")
            outer += (name, init, pattern, name)
            looped += (name, name)
            inner += (pattern, name)
    at = bindings.start
    body = with_head(x, LET, vector(at, *inner), start=2)
    return call(x.start, LET, vector(at, *outer), call(x.start, LOOP_STAR, vector(at, *looped), body))


def macro_fn(an: Any, x: List, scope: Any) -> Any:
    items = x.items
    start = 1
    name: tuple[Any, ...] = ()
    if len(items) > 1 and is_plain(items[1]):
        binding_name(items[1], x.pos[1], "fn")
        name = (items[1],)
        start = 2
    if len(items) <= start:
        raise fail("fn: the parameters are missing", x.start)
    if items[start].__class__ is Vector:
        made = _arity(List(items[start:], x.pos[start:], x.start, x.end))
        return List((FN_STAR, *name, *made.items), (x.start,) * (1 + len(name)) + made.pos, x.start, x.end)
    arities: list[Any] = []
    for i in range(start, len(items)):
        part = items[i]
        if part.__class__ is not List or not part.items or part.items[0].__class__ is not Vector:
            raise fail("fn: the parameters should be a vector", x.pos[i])
        arities.append(_arity(part))
    return List((FN_STAR, *name, *arities), (x.start,) * (1 + len(name)) + x.pos[start:], x.start, x.end)


def _arity(x: List) -> List:
    """Parameters and a body: patterns become bindings, conditions assertions."""
    parameters = x.items[0]
    if len(x.items) > 2 and x.items[1].__class__ is Map:
        x = _conditions(x, x.items[1])
    if all(is_plain(name) for name in parameters.items):
        return x
    names: list[Any] = []
    inner: list[Any] = []
    where: list[int] = []
    for item, pos in zip(parameters.items, parameters.pos):
        if is_plain(item):
            names.append(item)
        else:
            name = gensym("p")
            names.append(name)
            inner += (item, name)
            where += (pos, pos)
    let = with_head(x, LET, Vector(inner, where, parameters.start, parameters.end), start=1)
    return List((Vector(names, parameters.pos, parameters.start, parameters.end), let), (parameters.start, x.start), x.start, x.end)


_RESULT = Symbol("%")


def _conditions(x: List, conditions: Map) -> List:
    found = dict(conditions.pairs())
    for key in (PRE, POST):
        if key in found and found[key].__class__ is not Vector:
            raise fail(f":{key.name} takes a vector of forms", conditions.start)
    body: List = List(x.items[2:], x.pos[2:], x.start, x.end)
    if POST in found:
        value = call(x.start, Symbol("do"), *body.items)
        checks = [call(x.start, ASSERT, one) for one in found[POST].items]
        let = call(x.start, LET, vector(x.start, _RESULT, value), *checks, _RESULT)
        body = List((let,), (x.start,), x.start, x.end)
    if PRE in found:
        pre = found[PRE]
        checks = [call(at, ASSERT, one) for one, at in zip(pre.items, pre.pos)]
        body = List((*checks, *body.items), (*pre.pos, *body.pos), x.start, x.end)
    return List((x.items[0], *body.items), (x.pos[0], *body.pos), x.start, x.end)


def macro_letfn(an: Any, x: List, scope: Any) -> Any:
    specs = x.items[1] if len(x.items) > 1 else None
    if specs.__class__ is not Vector:
        raise fail("letfn takes a vector of functions: (name [parameters] ...)", x.start)
    items: list[Any] = []
    where: list[int] = []
    for spec, pos in zip(specs.items, specs.pos):
        if spec.__class__ is not List or not spec.items:
            raise fail("letfn: a function is written (name [parameters] ...)", pos)
        items += (spec.items[0], List((FN, *spec.items[1:]), (spec.start, *spec.pos[1:]), spec.start, spec.end))
        where += (spec.pos[0], spec.start)
    return with_head(x, LETFN_STAR, Vector(items, where, specs.start, specs.end), start=2)


# ---------------------------------------------------------------- for and doseq


def _clauses(x: List, who: str) -> list[tuple[Any, int, Any, int, list[tuple[str, Any, int]]]]:
    """Pattern, position, form, position, and modifiers (kind, form, position) of each."""
    bindings = pairs(x, who)
    out: list[Any] = []
    for i in range(0, len(bindings.items), 2):
        name, value, at, there = bindings.items[i], bindings.items[i + 1], bindings.pos[i], bindings.pos[i + 1]
        if name.__class__ is Keyword:
            if name.name not in ("let", "when", "while"):
                raise fail(f"{who}: :{name.name} is none of :let, :when, :while", at)
            if not out:
                raise fail(f"{who}: a name comes first, not :{name.name}", at)
            out[-1][4].append((name.name, value, there))
        else:
            out.append((name, at, value, there, []))
    return out




def macro_doseq(an: Any, x: List, scope: Any) -> Any:
    clauses = _clauses(x, "doseq")
    body: Any = List((Symbol("do"), *x.items[2:]), (x.start, *x.pos[2:]), x.start, x.end)
    for pattern, at, form, there, modifiers in reversed(clauses):
        body = _doseq(x.start, pattern, at, form, there, modifiers, body)
    return body if clauses else call(x.start, Symbol("let*"), vector(x.start), body, None)



def _doseq(at: int, pattern: Any, where: int, form: Any, there: int, modifiers: Any, body: Any) -> Any:
    """One level. The steps end with the next round; a :while that does not hold ends the level."""
    seq = gensym("seq")
    again = call(at, Symbol("recur"), call(at, Symbol("clojure.core/next"), seq))
    inner = call(at, Symbol("do"), body, again)
    for kind, value, pos in reversed(modifiers):
        if kind == "let":
            inner = List((LET, value, inner), (at, pos, at), at, at)
        elif kind == "when":
            inner = List((Symbol("if"), value, inner, again), (at, pos, at, at), at, at)
        else:
            inner = List((Symbol("if"), value, inner, None), (at, pos, at, at), at, at)
    name = Vector((pattern, call(at, Symbol("clojure.core/first"), seq)), (where, at), at, at)
    let = List((LET, name, inner), (at, at, at), at, at)
    start = Vector((seq, List((Symbol("clojure.core/seq"), form), (at, there), at, at)), (at, at), at, at)
    return call(at, LOOP_STAR, start, call(at, Symbol("if"), seq, let))


_FOR = Template("""(let [iter# (fn* ~iter [~gxs]
    (lazy-seq (loop* [~gxs ~gxs] ~body)))] (iter# ~coll))""")
_SUB = Template("""(let [~s ~inner]
  (if (seq ~s) (concat ~s (~iter (rest ~gxs))) (recur (rest ~gxs))))""")


def macro_for(an: Any, x: List, scope: Any) -> Any:
    clauses = _clauses(x, "for")
    if len(x.items) != 3:
        raise fail("for takes a vector of bindings and one form", x.start)
    if not clauses:
        raise fail("for: there is nothing to go through", x.start)
    return _level(x.start, clauses, 0, one(x, 2))


def _level(at: int, clauses: Any, i: int, body: Any) -> Any:
    pattern, where, form, _, modifiers = clauses[i]
    iter, gxs = gensym("iter"), gensym("s")
    symbol = Symbol
    core = "clojure.core/"
    again = call(at, symbol("recur"), call(at, symbol(core + "rest"), gxs))
    if i == len(clauses) - 1:
        more = call(at, iter, call(at, symbol(core + "rest"), gxs))
        inner = call(at, symbol(core + "cons"), body.items[0], more)
        inner = List(inner.items, (at, body.pos[0], at), at, at)
    else:
        s = gensym("fs")
        inner = _SUB.fill(at, s=s, inner=_level(at, clauses, i + 1, body), iter=iter, gxs=gxs)
    step = _steps(at, modifiers, inner, again, None)
    plain = List((LET, Vector((pattern, call(at, symbol(core + "first"), gxs)), (where, at), at, at), step), (at, at, at), at, at)
    if i == len(clauses) - 1:
        plain = _chunks(at, pattern, where, modifiers, body, iter, gxs, plain)
    whole = call(at, LET, vector(at, gxs, call(at, symbol(core + "seq"), gxs)), call(at, symbol("if"), gxs, plain))
    return _FOR.fill(at, iter=iter, gxs=gxs, body=whole, coll=form)


def _steps(at: int, modifiers: Any, inner: Any, again: Any, stop: Any) -> Any:
    for kind, value, pos in reversed(modifiers):
        if kind == "let":
            inner = List((LET, value, inner), (at, pos, at), at, at)
        else:
            orelse = again if kind == "when" else stop
            inner = List((Symbol("if"), value, inner, orelse), (at, pos, at, at), at, at)
    return inner


_CHUNKS = Template("""(if (chunked-seq? ~gxs)
   (let [c# (chunk-first ~gxs) size# (count c#) ~b (chunk-buffer size#)]
     (if (loop* [~i 0] (if (< ~i size#) (let [~pattern (nth c# ~i)] ~step) true))
       (chunk-cons (chunk ~b) (~iter (chunk-rest ~gxs)))
       (chunk-cons (chunk ~b) nil)))
   ~plain)""")
_SKIP = Template("(recur (inc ~i))")


def _chunks(at: int, pattern: Any, where: int, modifiers: Any, body: Any, iter: Any, gxs: Any, plain: Any) -> Any:
    """The innermost level goes through chunks as they come."""
    i, b = gensym("i"), gensym("b")
    inner = call(at, Symbol("clojure.core/chunk-append"), b, body.items[0])
    inner = List(inner.items, (at, at, body.pos[0]), at, at)
    add = call(at, Symbol("do"), inner, _SKIP.fill(at, i=i))
    step = _steps(at, modifiers, add, _SKIP.fill(at, i=i), False)
    return _CHUNKS.fill(at, gxs=gxs, i=i, b=b, pattern=pattern, step=step, iter=iter, plain=plain)


# ---------------------------------------------------------------- the rest

_VSWAP = Template("(vreset! ~v (~f (deref ~v) ~@more))")


def macro_vswap_x(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 2, "a volatile, a function and arguments")
    return _VSWAP.fill(x.start, v=one(x, 1), f=one(x, 2), more=rest(x, 3))


_AMAP = Template("""(let [a# ~a l# (alength a#) r# (aclone a#) ~ret r#]
  (loop [~i 0] (if (< ~i l#) (do (aset ~ret ~i ~form) (recur (inc ~i))) ~ret)))""")
_AREDUCE = Template("""(let [a# ~a l# (alength a#)]
  (loop [~i 0 ~ret ~init] (if (< ~i l#) (recur (inc ~i) ~form) ~ret)))""")


def macro_amap(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 4, "an array, a name for the index, one for the result, and a form")
    return _AMAP.fill(x.start, a=one(x, 1), i=one(x, 2), ret=one(x, 3), form=one(x, 4))


def macro_areduce(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 5, "an array, a name for the index, one for the result, its first value, and a form")
    return _AREDUCE.fill(x.start, a=one(x, 1), i=one(x, 2), ret=one(x, 3), init=one(x, 4), form=one(x, 5))

