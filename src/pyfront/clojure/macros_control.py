"""Macros of clojure.core for control: conditions, ``case``, loops, and bodies that become functions."""

from __future__ import annotations

from pyfront.clojure.analyse import at_least, fail
from pyfront.clojure.data import List, Vector, bare
from pyfront.clojure.namespaces import DYNAMIC, VarInfo
from pyfront.clojure.template import Template, call, gensym, one, rest, vector
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

IF, DO, LET_STAR, QUOTE = Symbol("if"), Symbol("do"), Symbol("let*"), Symbol("quote")
CORE = "clojure.core/"


def body(x: List, start: int) -> List:
    """``(do ...)`` of the items from a place on."""
    return List((DO, *x.items[start:]), (x.start, *x.pos[start:]), x.start, x.end)


def macro_when(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a test and forms")
    return List((IF, x.items[1], body(x, 2)), (x.start, x.pos[1], x.start), x.start, x.end)


def macro_when_not(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a test and forms")
    return List((IF, x.items[1], None, body(x, 2)), (x.start, x.pos[1], x.start, x.start), x.start, x.end)


def macro_if_not(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 2, "a test and one or two forms")
    orelse = x.items[3] if len(x.items) > 3 else None
    test = List((Symbol(CORE + "not"), x.items[1]), (x.start, x.pos[1]), x.start, x.start)
    return List((IF, test, x.items[2], orelse), (x.start, x.start, x.pos[2], x.pos[-1]), x.start, x.end)


def macro_cond(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) % 2 == 0:
        raise fail("cond takes tests and forms in turn: the last test has no form", x.pos[-1])
    if len(x.items) == 1:
        return None
    node: Any = None
    if len(x.items) > 3:
        node = List((x.items[0], *x.items[3:]), (x.pos[0], *x.pos[3:]), x.pos[3], x.end)
    return List((IF, x.items[1], x.items[2], node), (x.start, x.pos[1], x.pos[2], x.start), x.pos[1] or x.start, x.end)


def macro_and(an: Any, x: List, scope: Any) -> Any:
    return _junction(x, True)


def macro_or(an: Any, x: List, scope: Any) -> Any:
    return _junction(x, False)


def _junction(x: List, both: bool) -> Any:
    n = len(x.items)
    if n == 1:
        return True if both else None
    if n == 2:
        return List((DO, x.items[1]), (x.start, x.pos[1]), x.start, x.end)
    name = gensym("and" if both else "or")
    more = List((x.items[0], *x.items[2:]), (x.pos[0], *x.pos[2:]), x.start, x.end)
    choice = call(x.start, IF, name, more, name) if both else call(x.start, IF, name, name, more)
    binding = Vector((name, x.items[1]), (x.start, x.pos[1]), x.start, x.start)
    return List((LET_STAR, binding, choice), (x.start,) * 3, x.start, x.end)


def _binding(x: List, who: str) -> tuple[Any, Any]:
    pair = x.items[1] if len(x.items) > 1 else None
    if pair.__class__ is not Vector or len(pair.items) != 2:
        raise fail(f"{who} takes a vector of one name and one form", x.pos[1] if len(x.pos) > 1 else x.start)
    return one(pair, 0), one(pair, 1)


_IF_LET = Template("(let [temp# ~value] (if temp# (let [~name temp#] ~then) ~orelse))")
_IF_SOME = Template("(let [temp# ~value] (if (nil? temp#) ~orelse (let [~name temp#] ~then)))")


def macro_if_let(an: Any, x: List, scope: Any) -> Any:
    return _if_let(x, _IF_LET, "if-let")


def macro_if_some(an: Any, x: List, scope: Any) -> Any:
    return _if_let(x, _IF_SOME, "if-some")


def _if_let(x: List, template: Template, who: str) -> Any:
    name, value = _binding(x, who)
    if not 3 <= len(x.items) <= 4:
        raise fail(f"{who} takes a binding and one or two forms", x.start)
    orelse = one(x, 3) if len(x.items) > 3 else None
    return template.fill(x.start, value=value, name=name, then=one(x, 2), orelse=orelse)


def macro_when_let(an: Any, x: List, scope: Any) -> Any:
    name, value = _binding(x, "when-let")
    return _IF_LET.fill(x.start, value=value, name=name, then=body(x, 2), orelse=None)


def macro_when_some(an: Any, x: List, scope: Any) -> Any:
    name, value = _binding(x, "when-some")
    return _IF_SOME.fill(x.start, value=value, name=name, then=body(x, 2), orelse=None)


_WHEN_FIRST = Template("(let [xs# (seq ~value)] (if xs# (let [~name (first xs#)] ~@body) nil))")


def macro_when_first(an: Any, x: List, scope: Any) -> Any:
    name, value = _binding(x, "when-first")
    return _WHEN_FIRST.fill(x.start, value=value, name=name, body=rest(x, 2))


# ---------------------------------------------------------------- case and condp


def macro_case(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a value and clauses")
    name = gensym("case")
    n = len(x.items)
    clauses: list[Any] = []
    where: list[int] = []
    seen: list[Any] = []
    end = n - 1 if n % 2 else n  # the last form may be what is done if nothing fits
    for i in range(2, end, 2):
        test = x.items[i]
        tests = test.items if test.__class__ is List else (test,)
        for datum in tests:
            if datum in seen and all(a.__class__ is datum.__class__ for a in seen if a == datum):
                raise fail(f"case: the constant {_short(datum)} is there twice", x.pos[i])
        if len(seen) < 100:
            seen += tests
        clauses += (vector(x.pos[i], *tests), x.items[i + 1])
        where += (x.pos[i], x.pos[i + 1])
    if end < n:
        default, at = x.items[-1], x.pos[-1]
    else:
        default, at = _NO_CASE.fill(x.start, name=name), x.start
    table = Vector(clauses, where, x.start, x.end)
    case = List((Symbol("case*"), name, default, table), (x.start, x.start, at, x.start), x.start, x.end)
    binding = Vector((name, x.items[1]), (x.start, x.pos[1]), x.start, x.start)
    return List((LET_STAR, binding, case), (x.start,) * 3, x.start, x.end)


_NO_CASE = Template('(throw (new java.lang.IllegalArgumentException (str "No matching clause: " ~name)))')


def _short(datum: Any) -> str:
    from pyfront.clojure.unbalanced import short

    return short(datum)


_CONDP_END = Template('(throw (new java.lang.IllegalArgumentException (str "No matching clause: " ~expr)))')


def macro_condp(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 2, "a function, a value and clauses")
    pred, expr = gensym("pred"), gensym("expr")
    items, pos = x.items[3:], x.pos[3:]
    clauses: list[tuple[Any, ...]] = []
    i = 0
    default: Any = _CONDP_END.fill(x.start, expr=expr)
    while i < len(items):
        if i + 1 == len(items):
            default = items[i]
            i += 1
        elif items[i + 1].__class__ is Keyword and items[i + 1].name == ">>":
            if i + 2 == len(items):
                raise fail("condp: a function follows :>>", pos[i + 1])
            clauses.append((items[i], pos[i], items[i + 2], pos[i + 2], True))
            i += 3
        else:
            clauses.append((items[i], pos[i], items[i + 1], pos[i + 1], False))
            i += 2
    node = default
    for test, at, result, there, arrow in reversed(clauses):
        check = List((pred, test, expr), (at, at, at), at, at)
        if arrow:
            found = gensym("p")
            choice = call(at, IF, found, List((result, found), (there, there), there, there), node)
            node = call(at, LET_STAR, vector(at, found, check), choice)
        else:
            node = List((IF, check, result, node), (at, at, there, at), at, at)
    binding = Vector((pred, x.items[1], expr, x.items[2]), (x.start, x.pos[1], x.start, x.pos[2]), x.start, x.start)
    return List((LET_STAR, binding, node), (x.start,) * 3, x.start, x.end)


def macro_comment(an: Any, x: List, scope: Any) -> Any:
    return None


# ---------------------------------------------------------------- assertions, loops, effects

_ASSERT = Template("(if ~test nil (throw (new java.lang.AssertionError ~message)))")


def macro_assert(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a form, and maybe a message")
    text = call(x.start, Symbol(CORE + "pr-str"), call(x.start, QUOTE, x.items[1]))
    if len(x.items) > 2:
        message = call(x.start, Symbol(CORE + "str"), "Assert failed: ", x.items[2], "\n", text)
    else:
        message = call(x.start, Symbol(CORE + "str"), "Assert failed: ", text)
    return _ASSERT.fill(x.start, test=one(x, 1), message=message)


_WHILE = Template("(loop* [] (if ~test (do ~@body (recur)) nil))")
_DOTIMES = Template("(let* [n# (long ~n)] (loop* [~i 0] (if (< ~i n#) (do ~@body (recur (inc ~i))) nil)))")


def macro_while(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a test and forms")
    return _WHILE.fill(x.start, test=one(x, 1), body=rest(x, 2))


def macro_dotimes(an: Any, x: List, scope: Any) -> Any:
    name, n = _binding(x, "dotimes")
    return _DOTIMES.fill(x.start, i=name, n=n, body=rest(x, 2))


def macro_doto(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a value and forms")
    name = gensym("doto")
    steps = []
    for form, pos in zip(x.items[2:], x.pos[2:]):
        if form.__class__ is List and form.items:
            steps.append(List((form.items[0], name, *form.items[1:]), (form.pos[0], pos, *form.pos[1:]), form.start, form.end))
        else:
            steps.append(call(pos, form, name))
    binding = Vector((name, x.items[1]), (x.start, x.pos[1]), x.start, x.start)
    return call(x.start, LET_STAR, binding, *steps, name)


def macro_dotdot(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 2, "an object and members")
    made = x.items[1]
    for form, pos in zip(x.items[2:], x.pos[2:]):
        made = call(pos, Symbol("."), made, form)
    return made


_TIME = Template("""(let [start# (System/nanoTime) ret# ~form]
  (prn (str "Elapsed time: " (/ (double (- (System/nanoTime) start#)) 1000000.0) " msecs")) ret#)""")


def macro_time(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a form")
    return _TIME.fill(x.start, form=one(x, 1))


_LOCKING = Template("(%locking ~lock (fn* [] ~@body))")


def macro_locking(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "an object and forms")
    return _LOCKING.fill(x.start, lock=one(x, 1), body=rest(x, 2))


_WITH_OPEN = Template("(let [~name ~value] (try (with-open ~others ~@body) (finally (. ~closed ~close))))")
CLOSE = Symbol("close")


def macro_with_open(an: Any, x: List, scope: Any) -> Any:
    from pyfront.clojure.analyse import pairs

    bindings = pairs(x, "with-open")
    if not bindings.items:
        return body(x, 2)
    others = Vector(bindings.items[2:], bindings.pos[2:], bindings.start, bindings.end)
    name = one(bindings, 0)
    return _WITH_OPEN.fill(
        x.start, name=name, value=one(bindings, 1), others=others, body=rest(x, 2), closed=name, close=CLOSE
    )


# ---------------------------------------------------------------- bodies that become functions


def _thunk(name: str) -> Any:
    """The macro whose body is the function given to a function of clojure.core."""

    def expand(an: Any, x: List, scope: Any) -> Any:
        fn = List((Symbol("fn*"), vector(x.start), *x.items[1:]), (x.start, x.start, *x.pos[1:]), x.start, x.end)
        return call(x.start, Symbol(CORE + name), fn)

    return expand


macro_lazy_seq = _thunk("%lazy-seq")
macro_delay = _thunk("%delay")
macro_future = _thunk("future-call")
macro_with_out_str = _thunk("%with-out-str")
macro_dosync = _thunk("%dosync")


def _after(name: str, count: int) -> Any:
    """The same for a macro that has arguments before its body."""

    def expand(an: Any, x: List, scope: Any) -> Any:
        at_least(x, count, "arguments and forms")
        start = count + 1
        fn = List((Symbol("fn*"), vector(x.start), *x.items[start:]), (x.start, x.start, *x.pos[start:]), x.start, x.end)
        items = (Symbol(CORE + name), *x.items[1:start], fn)
        return List(items, (x.start, *x.pos[1:start], x.start), x.start, x.end)

    return expand


macro_with_bindings = _after("with-bindings*", 1)
macro_with_in_str = _after("%with-in-str", 1)
macro_sync = _after("%sync", 1)


_IO = Template("(%io! ~message (fn* [] ~@body))")


def macro_io_x(an: Any, x: List, scope: Any) -> Any:
    told = len(x.items) > 1 and x.items[1].__class__ is str
    return _IO.fill(x.start, message=x.items[1] if told else None, body=rest(x, 2 if told else 1))


def macro_binding(an: Any, x: List, scope: Any) -> Any:
    bound = x.items[1].items if len(x.items) > 1 and x.items[1].__class__ is Vector else ()
    moved = any(bare(name).__class__ is Symbol and bare(name).name in ("*ns*", CORE + "*ns*") for name in bound[::2])
    found = [an.world.resolve(bare(name).name) for name in bound[::2] if bare(name).__class__ is Symbol]
    if not an.library and any(one.__class__ is VarInfo and not one.flags & DYNAMIC for one in found):
        return _rebound(x, "binding", "%binding-static")
    return _rebound(x, "binding", "%binding-ns" if moved else "%binding")


def macro_with_redefs(an: Any, x: List, scope: Any) -> Any:
    return _rebound(x, "with-redefs", "%with-redefs")


def _rebound(x: List, who: str, name: str) -> Any:
    from pyfront.clojure.analyse import pairs

    bindings = pairs(x, who)
    items: list[Any] = []
    for i in range(0, len(bindings.items), 2):
        items += (call(bindings.pos[i], Symbol("var"), bindings.items[i]), bindings.items[i + 1])
    fn = List((Symbol("fn*"), vector(x.start), *x.items[2:]), (x.start, x.start, *x.pos[2:]), x.start, x.end)
    return call(x.start, Symbol(CORE + name), Vector(items, bindings.pos, bindings.start, bindings.end), fn)


_WITH_PRECISION = Template("(%with-precision ~n (quote ~mode) (fn* [] ~@body))")


def macro_with_precision(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "a number of digits, maybe :rounding and a way, and forms")
    rounds = len(x.items) > 3 and x.items[2].__class__ is Keyword and x.items[2].name == "rounding"
    mode = x.items[3] if rounds else Symbol("HALF_UP")
    return _WITH_PRECISION.fill(x.start, n=one(x, 1), mode=mode, body=rest(x, 4 if rounds else 2))


_WITH_LOCAL_VARS = Template("(let ~bindings ~@body)")


def macro_with_local_vars(an: Any, x: List, scope: Any) -> Any:
    from pyfront.clojure.analyse import pairs

    given = pairs(x, "with-local-vars")
    items = list(given.items)
    for i in range(1, len(items), 2):
        items[i] = call(given.pos[i], Symbol(CORE + "%local-var"), items[i])
    bindings = Vector(items, given.pos, given.start, given.end)
    return _WITH_LOCAL_VARS.fill(x.start, bindings=bindings, body=rest(x, 2))


_LAZY_CAT = Template("(concat ~@parts)")


def macro_lazy_cat(an: Any, x: List, scope: Any) -> Any:
    parts = [call(pos, Symbol(CORE + "lazy-seq"), form) for form, pos in zip(x.items[1:], x.pos[1:])]
    return _LAZY_CAT.fill(x.start, parts=parts)


def macro_pvalues(an: Any, x: List, scope: Any) -> Any:
    fns = [call(pos, Symbol("fn*"), vector(pos), form) for form, pos in zip(x.items[1:], x.pos[1:])]
    return call(x.start, Symbol(CORE + "pcalls"), *fns)


