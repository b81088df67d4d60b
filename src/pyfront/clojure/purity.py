"""Is what a macro of a program answers the same in each run of that program?

It is if all that the macro can reach is: functions, constants, and functions of the implementation that neither have effects
nor ask for what differs from run to run. A macro that reaches an atom, a clock or a file may answer something else, and
expanding it may be a part of what the program does. What a form of the top level reaches is read off its core IR; nothing
is known of names that the implementation's own functions do not have here, so they count as effects.
"""

from __future__ import annotations

from pyfront.core.ir import CaseLambda, Const, GlobalDefine, GlobalRef, GlobalSet, Lambda, PrimCall, PrimRef, TryPrim
from pyfront.emit.constants import Ref
from pyfront.passes.walk import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.core.ir import Node

CORE = "clojure.core/"
# Namespaces of the implementation whose functions keep no state.
PLAIN_SPACES = ("clojure.string", "clojure.set", "clojure.walk", "clojure.zip", "clojure.data", "clojure.template", "clojure.math",
                "clojure.edn", "clojure.core.reducers", "clojure.lang.members")  # fmt: skip
# Functions of clojure.core that act on the world or ask it.
EFFECTS = frozenset(
    "print println pr prn printf newline flush print-method print-dup print-simple print-ctor PrintWriter-on add-tap remove-tap"
    " tap> read read+string read-line line-seq slurp spit file-seq load load-file load-string eval require use"
    " requiring-resolve in-ns create-ns remove-ns alias refer intern ns-unalias ns-unmap ns-resolve resolve find-var find-ns"
    " the-ns all-ns ns-map ns-publics ns-interns ns-refers ns-imports ns-aliases loaded-libs macroexpand macroexpand-1"
    " alter-var-root alter-meta! reset-meta! var-set rand rand-int rand-nth random-sample random-uuid shuffle future-call"
    " pmap pcalls send send-off send-via derive underive isa? parents ancestors descendants test shutdown-agents var-get"
    " get-thread-bindings thread-bound? bound? with-bindings* bound-fn* with-redefs-fn await await-for"
    " *in* *out* *err* *command-line-args* *data-readers* *default-data-reader-fn* *1 *2 *3 *e *agent* find-keyword extend"
    " extends? extenders satisfies? find-protocol-impl find-protocol-method seque deliver restart-agent".split()
)
# What makes something that can change: in the value of a var it is a state that macros may share with the program.
STATES = frozenset(
    "atom ref agent volatile! promise transient to-array to-array-2d into-array make-array object-array byte-array char-array"
    " int-array long-array short-array float-array double-array boolean-array aclone add-watch set-validator! re-matcher"
    " make-hierarchy iterator-seq ->Atom ->Ref ->Agent ->Volatile ->Promise ->Array ->StringBuilder".split()
)
OPEN = frozenset(("%multi", "%protocol", "%protocol-fn"))  # a var with one gets more by forms that mention it
# Of the names that only the implementation uses, those that forms of programs turn into and that do nothing else.
PLAIN = frozenset(
    "%lazy-seq %delay %cycle %binding %class-named %class %class-is? %call-method %new %new-array %caught? %throwable %exception"
    " %destructured %map->record %record->map %implement! %implements! %make-type %add-method %protocol %protocol-fn %multi"
    " %set-var-meta! %regex %with-meta-slow %ranged %invoke %local-var %field %class-table %spread %with-out-str %has-root?"
    " %array-of %uuid %inst %to-double %parse-int %text %text! %chain %vec %string! %flatten %binding-static".split()
)
FOREIGN = ("System", "Thread", "File", "Random", "random", "Date.new", "py-", "Reader", "Writer", "Runtime", "URI", "identityHash")
EFFECT_SIGNS = ("port", "read", "write", "display", "newline", "second", "jiffy", "exit", "%set-", "%global", "file", "random",
                "service", "gc", "%winds", "%handlers")  # fmt: skip
CONSTANT, STATE, GROWING = range(3)


class Forms:
    """What the forms of the top level mention, as far as they are compiled."""

    __slots__ = ("units", "defining", "mentioning", "kinds", "known")

    def __init__(self) -> None:
        self.units: list[frozenset[str]] = []  # names that each mentions
        self.defining: dict[str, list[int]] = {}  # name -> units that define it, or take hold of its var
        self.mentioning: dict[str, list[int]] = {}
        self.kinds: dict[str, int] = {}  # name of a var -> what its value may be
        self.known: dict[str, bool] = {}  # macros looked at since the last unit

    def add(self, nodes: list[Node]) -> None:
        """A unit, before the passes."""
        number = len(self.units)
        mentioned: set[str] = set()
        handled: set[str] = set()
        values: list[GlobalDefine] = []
        stack: list[Node] = list(nodes)
        while stack:
            node = stack.pop()
            if isinstance(node, (GlobalRef, PrimRef)):
                mentioned.add(node.name)
            elif isinstance(node, PrimCall):
                mentioned.add(node.name)
                var = _looked_up(node)
                if var:
                    mentioned.add(var)
                    continue
            elif isinstance(node, TryPrim):
                mentioned |= {node.prim, node.name}
            elif isinstance(node, Const):
                if node.value.__class__ is Ref and node.value.kind == "global":
                    handled.add(str(node.value.what))
            elif isinstance(node, GlobalDefine):
                handled.add(node.name)
                values.append(node)
            elif isinstance(node, GlobalSet):
                handled.add(node.name)
            stack += children(node)
        self.units.append(frozenset(mentioned | handled))
        self.known.clear()
        for name in handled:
            self.defining.setdefault(name, []).append(number)
        for name in mentioned | handled:
            self.mentioning.setdefault(name, []).append(number)
        for define in values:
            made = CONSTANT if define.value.__class__ in (Lambda, CaseLambda) else _kind(mentioned)
            self.kinds[define.name] = max(made, self.kinds.get(define.name, CONSTANT))

    def is_pure(self, macro: str) -> bool:
        """Does the macro of that full name answer the same in each run?"""
        known = self.known.get(macro)
        if known is None:
            known = self.known[macro] = self._look(macro)
        return known

    def _look(self, macro: str) -> bool:
        seen = {macro}
        stack = [macro]
        while stack:
            name = stack.pop()
            units = list(self.defining.get(name, ()))
            if is_own(name):
                if is_effect(name):
                    return False
            else:
                kind = self.kinds.get(name, CONSTANT)
                if not units or kind == STATE:
                    return False
                if kind == GROWING:
                    units += self.mentioning[name]
            for number in units:
                stack += self.units[number] - seen
                seen |= self.units[number]
        return True


def _looked_up(node: PrimCall) -> str:
    """The dynamic var whose value the call looks up, or nothing."""
    if node.name != "assq" or len(node.args) != 2 or not isinstance(node.args[1], PrimCall):
        return ""
    var = node.args[0]
    assert isinstance(var, Const)
    return str(var.value.what)


def _kind(mentioned: set[str]) -> int:
    names = {name[len(CORE) :] for name in mentioned if name.startswith(CORE)}
    if names & STATES:
        return STATE
    return GROWING if names & OPEN else CONSTANT


def is_own(name: str) -> bool:
    """Is it of the implementation?"""
    space, slash, _ = name.partition("/")
    return not slash or not space or space.startswith(("clojure.", "record:clojure.", "machine:"))


def is_effect(name: str) -> bool:
    """Does a primitive or function of the implementation do more than compute?"""
    space, slash, short = name.partition("/")
    if not slash or not space or name.startswith("machine:"):
        return any(sign in name for sign in EFFECT_SIGNS)
    if any(sign in short for sign in FOREIGN):
        return True
    if space == "clojure.core":
        if short[0] != "%" or short == "%":
            return short in EFFECTS
        return not (short in PLAIN or short.endswith("-slow") or "." in short)
    return not space.startswith("record:") and space not in PLAIN_SPACES
