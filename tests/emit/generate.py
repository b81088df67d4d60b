"""Random programs as core IR: mostly well typed, always closed, mostly ending."""

from __future__ import annotations

from random import Random
from typing import Any

from pyfront.core import ir
from pyfront.text.datum import List
from vmcore.data import Symbol

INT, BOOL, LIST, FN = "int", "bool", "list", "fn"  # fn: a procedure of one integer that returns one
GLOBALS = ("g0", "g1", "g2")  # integers
FUNCTIONS = ("f0", "f1")  # procedures of one argument
Env = list[tuple[ir.Var, str]]


class Generator:
    def __init__(self, seed: int, size: int = 60) -> None:
        self.random = Random(seed)
        self.left = size
        self.pos = 0
        self.loops: list[tuple[ir.Var, int]] = []  # loops whose next round can be called here, in tail position

    def unit(self) -> ir.Lambda:
        """Defines the globals, evaluates some expressions, returns a list of them and the log of effects."""
        items: list[ir.Node] = [ir.GlobalDefine("user:log", ir.Const(List([], [])))]
        items += [ir.GlobalDefine("user:" + g, ir.Const(i), self.place()) for i, g in enumerate(GLOBALS)]
        for f in FUNCTIONS:
            items.append(ir.GlobalDefine("user:" + f, self.function([]), self.place()))
            self.left += 25
        results: list[ir.Node] = [self.any_type([], 5) for _ in range(3)]
        items.append(ir.PrimCall("list", [*results, ir.GlobalRef("user:log"), *[ir.GlobalRef("user:" + g) for g in GLOBALS]],
                                 self.place()))
        return ir.Lambda("", [], [], None, ir.Seq(items), 1)

    def place(self) -> int:
        self.pos += 1
        return self.pos

    def any_type(self, env: Env, depth: int, tail: bool = False) -> ir.Node:
        return self.expr(self.random.choice((INT, INT, BOOL, LIST)), env, depth, tail)

    def expr(self, kind: str, env: Env, depth: int, tail: bool = False) -> ir.Node:
        """``tail``: in tail position of the innermost loop, so that its next round can be called."""
        self.left -= 1
        if self.random.random() < 0.01:
            kind = self.random.choice((INT, BOOL, LIST, FN))
        if depth <= 0 or self.left <= 0:
            return self.leaf(kind, env)
        r = self.random.random()
        if r < 0.35:
            return self.control(kind, env, depth - 1, tail)
        if kind == INT:
            return self.integer(env, depth - 1)
        if kind == BOOL:
            return self.boolean(env, depth - 1)
        if kind == FN:
            return self.function(env)
        return self.list(env, depth - 1)

    def leaf(self, kind: str, env: Env) -> ir.Node:
        candidates = [var for var, k in env if k == kind]
        if candidates and self.random.random() < 0.75:
            return ir.LocalRef(self.random.choice(candidates), self.place())
        if kind == INT:
            if self.random.random() < 0.2:
                return ir.GlobalRef("user:" + self.random.choice(GLOBALS), self.place())
            return ir.Const(self.random.choice((0, 1, 2, 3, -1, 7, 100, 40000, -40000, 1 << 50)), self.place())
        if kind == BOOL:
            return ir.Const(self.random.random() < 0.5, self.place())
        if kind == FN:
            return self.function([]) if self.random.random() < 0.5 else ir.PrimRef("-", self.place())
        items: list[Any] = [1, Symbol("a"), List([], [])][:self.random.randrange(4)]
        return ir.Const(List(items, [0] * len(items)), self.place())

    # ------------------------------------------------------------ by type

    def integer(self, env: Env, depth: int) -> ir.Node:
        choice = self.random.randrange(9)
        if choice < 4:
            n = 2 if self.random.random() < 0.8 else self.random.randrange(1, 5)
            return self.prim(self.random.choice("+-*"), [self.expr(INT, env, depth) for _ in range(n)])
        if choice == 4:
            name = self.random.choice(("quotient", "remainder", "modulo"))
            return self.prim(name, [self.expr(INT, env, depth), ir.Const(self.random.choice((2, 3, 5, 0)))])
        if choice == 5:
            lst = self.prim("cons", [self.expr(INT, env, depth), self.expr(LIST, env, depth)])
            return self.prim("car", [lst])
        if choice == 6:
            return self.prim("length", [self.expr(LIST, env, depth)])
        if choice == 7:
            items = self.prim("vector", [self.expr(INT, env, depth) for _ in range(3)])
            return self.prim("vector-ref", [items, ir.Const(self.random.randrange(4), self.place())])
        return self.call(env, depth)

    def boolean(self, env: Env, depth: int) -> ir.Node:
        choice = self.random.randrange(6)
        if choice < 2:
            name = self.random.choice(("<", ">", "<=", ">=", "="))
            return self.prim(name, [self.expr(INT, env, depth) for _ in range(self.random.choice((2, 2, 2, 3)))])
        if choice == 2:
            return self.prim(self.random.choice(("zero?", "positive?", "negative?")), [self.expr(INT, env, depth)])
        if choice == 3:
            return self.prim(self.random.choice(("null?", "pair?")), [self.any_type(env, depth)])
        if choice == 4:
            return self.prim("not", [self.any_type(env, depth)])
        name = self.random.choice(("eq?", "eqv?"))
        kind = self.random.choice((BOOL, LIST))
        return self.prim(name, [self.expr(kind, env, depth), self.expr(kind, env, depth)])

    def list(self, env: Env, depth: int) -> ir.Node:
        choice = self.random.randrange(4)
        if choice == 0:
            return self.prim("cons", [self.any_type(env, depth), self.expr(LIST, env, depth)])
        if choice == 1:
            return self.prim("list", [self.any_type(env, depth) for _ in range(self.random.randrange(4))])
        if choice == 2:
            return self.prim("reverse", [self.expr(LIST, env, depth)])
        return self.prim("cdr", [self.prim("cons", [self.any_type(env, depth), self.expr(LIST, env, depth)])])

    def function(self, env: Env) -> ir.Node:
        if self.random.random() < 0.15:
            clauses = [self.fn(env, n) for n in self.random.sample(range(4), 3)]
            return ir.CaseLambda("", clauses, self.place())
        return self.fn(env, 1)

    def fn(self, env: Env, n: int) -> ir.Lambda:
        params = [ir.Var(f"p{i}") for i in range(n)]
        rest = ir.Var("r") if n == 1 and self.random.random() < 0.1 else None
        opt = [ir.Var("o")] if n == 1 and self.random.random() < 0.1 else []
        inner: Env = [*env, *[(p, INT) for p in params]]
        if rest is not None:
            inner.append((rest, LIST))
        loops, self.loops = self.loops, []
        body = self.expr(INT, inner, 3)
        self.loops = loops
        return ir.Lambda("", params, opt, rest, body, self.place())

    def prim(self, name: str, args: list[Any]) -> ir.Node:
        return ir.PrimCall(name, args, self.place())

    def call(self, env: Env, depth: int) -> ir.Node:
        argument = self.expr(INT, env, depth)
        if self.random.random() < 0.4:
            return ir.Call(ir.GlobalRef("user:" + self.random.choice(FUNCTIONS), self.place()), [argument], self.place())
        return ir.Call(self.expr(FN, env, depth), [argument], self.place())

    # ------------------------------------------------------------ any type

    def control(self, kind: str, env: Env, depth: int, tail: bool) -> ir.Node:
        choice = self.random.randrange(13)
        if choice < 2:
            return ir.If(self.expr(BOOL, env, depth), self.expr(kind, env, depth, tail), self.expr(kind, env, depth, tail),
                         self.place())
        if choice == 2:
            return self.logic(kind, env, depth, tail)
        if choice < 5:
            return self.let(kind, env, depth, tail)
        if choice == 5:
            return ir.Seq([self.effect(env, depth), self.expr(kind, env, depth, tail)], self.place())
        if choice == 6:
            return self.letrec(kind, env, depth, tail)
        if choice < 9:
            return self.loop(kind, env, depth)
        if choice == 9:
            params = [ir.Var("d") for _ in range(2)]
            body = self.expr(kind, [*env, *[(p, INT) for p in params]], depth)
            return ir.Call(ir.Lambda("", params, [], None, body), [self.expr(INT, env, depth) for _ in range(2)], self.place())
        if choice == 10 and tail and self.loops:
            return self.recur(env, depth)
        if choice == 11:
            var = ir.Var("once")
            fn = self.fn(env, 1)
            return ir.Let([var], [fn], ir.If(self.expr(BOOL, env, depth), self.expr(kind, [*env, (var, FN)], depth, tail),
                                            self.expr(kind, [*env, (var, FN)], depth, tail)))
        return self.let(kind, env, depth, tail)

    def logic(self, kind: str, env: Env, depth: int, tail: bool) -> ir.Node:
        var = ir.Var("t")
        a, b = self.expr(BOOL, env, depth), self.expr(BOOL, env, depth)
        either = ir.Let([var], [a], ir.If(ir.LocalRef(var), ir.LocalRef(var), b))
        test = either if self.random.random() < 0.5 else ir.If(a, b, ir.Const(False))
        if kind == BOOL:
            return test
        return ir.If(test, self.expr(kind, env, depth, tail), self.expr(kind, env, depth, tail), self.place())

    def let(self, kind: str, env: Env, depth: int, tail: bool) -> ir.Node:
        n = self.random.randrange(1, 4)
        kinds = [self.random.choice((INT, INT, BOOL, LIST, FN)) for _ in range(n)]
        variables = [ir.Var(f"v{i}") for i in range(n)]
        inits = [self.expr(k, env, depth) for k in kinds]
        return ir.Let(variables, inits, self.expr(kind, [*env, *zip(variables, kinds)], depth, tail), self.place())

    def effect(self, env: Env, depth: int) -> ir.Node:
        choice = self.random.randrange(4)
        targets = [(var, k) for var, k in env if k != FN]
        if choice < 2 and targets:
            var, kind = self.random.choice(targets)
            return ir.LocalSet(var, self.expr(kind, env, depth), self.place())
        if choice == 2:
            return ir.GlobalSet("user:" + self.random.choice(GLOBALS), self.expr(INT, env, depth), self.place())
        entry = self.prim("cons", [self.expr(INT, env, depth), ir.GlobalRef("user:log")])
        return ir.GlobalSet("user:log", entry, self.place())

    def letrec(self, kind: str, env: Env, depth: int, tail: bool) -> ir.Node:
        n = self.random.randrange(1, 4)
        kinds = [self.random.choice((FN, FN, INT)) for _ in range(n)]
        variables = [ir.Var(f"l{i}") for i in range(n)]
        inner = [*env, *zip(variables, kinds)]
        inits = [self.fn(inner if self.random.random() < 0.4 else env, 1) if k == FN else self.expr(INT, inner, depth - 1)
                 for k in kinds]
        return ir.Letrec(variables, inits, self.expr(kind, inner, depth, tail), self.place())

    def loop(self, kind: str, env: Env, depth: int) -> ir.Node:
        """A named let that counts its first variable down."""
        n = self.random.randrange(0, 3)
        name, counter = ir.Var("loop"), ir.Var("i")
        others = [ir.Var(f"a{i}") for i in range(n)]
        inner: Env = [*env, (counter, INT), *[(o, INT) for o in others]]
        kept, self.loops = self.loops, [*self.loops, (name, n)]
        hidden = [(v, k if v is not counter else "counter") for v, k in inner]  # not to be assigned
        again = self.recur(hidden, depth - 1)
        done = self.prim("<=", [ir.LocalRef(counter), ir.Const(0)])
        rounds = ir.If(done, self.expr(kind, hidden, depth, True), again, self.place())
        self.loops = kept
        fn = ir.Lambda("loop", [counter, *others], [], None, rounds, self.place())
        first = [ir.Const(self.random.randrange(4)), *[self.expr(INT, env, depth) for _ in others]]
        return ir.Letrec([name], [fn], ir.Call(ir.LocalRef(name), first, self.place()), self.place())

    def recur(self, env: Env, depth: int) -> ir.Node:
        """The next round of the innermost loop or of one around it."""
        name, n = self.random.choice(self.loops[-2:])
        counter = next((var for var, k in reversed(env) if var.name == "i"), None)
        step: ir.Node = ir.Const(0) if counter is None else self.prim("-", [ir.LocalRef(counter), ir.Const(1)])
        return ir.Call(ir.LocalRef(name), [step, *[self.expr(INT, env, depth) for _ in range(n)]], self.place())
