"""THE TABLE of opcodes.

An instruction is four 16-bit words, ``op a b c`` (an image is a flat array of them). ``tools/gen.py`` derives the
Cython constants, the Python constants and docs/opcodes.md; the assembler, the disassembler and the verifier read the
rows. To add an opcode: a row here, an arm in ``_loop.pyx``, a use in ``pyfront/emit``.

Operand kinds:
    reg    register of the frame                  up     captured value of the running closure
    win    register that begins a call window: the frame has at least a + 2 + n registers
    k      constant                               kglob  constant that is a global cell
    kcode  constant that is a code object         imm    signed 16-bit integer
    n      unsigned count                         word   raw small immediate (see tags.IMMEDIATES)
    prim   primitive number                       jump   signed distance from the next instruction, in c
    jump32 the same in b (low) and c (high)       -      unused, must be 0

Control: ``next`` falls through; ``jump`` goes elsewhere; ``branch`` either; ``call`` a safepoint that comes back to the
next instruction; ``exit`` leaves the function; ``ext`` is data of the instruction before it and never executed.

A call window at register a: R[a] is kept by the machine (return address; the result arrives there), R[a+1] is the
procedure (put there by the instruction), R[a+2] .. R[a+1+n] are the arguments. The callee's R[0] is the caller's R[a+2].
"""

from __future__ import annotations


class Op:
    __slots__ = ("name", "kinds", "control", "doc", "number")

    def __init__(self, name: str, kinds: str, doc: str, control: str = "next") -> None:
        self.name = name
        self.kinds = tuple((kinds.split() + ["-", "-", "-"])[:3])
        self.control = control
        self.doc = doc
        self.number = -1


def _compare(name: str, test: str) -> list[Op]:
    return [
        Op(f"J{name}", "reg reg jump", f"jump if R[a] {test} R[b]", "branch"),
        Op(f"JN{name}", "reg reg jump", f"jump unless R[a] {test} R[b]", "branch"),
    ]


def _compare_imm(name: str, test: str) -> list[Op]:
    return [
        Op(f"J{name}I", "reg imm jump", f"jump if R[a] {test} b", "branch"),
        Op(f"JN{name}I", "reg imm jump", f"jump unless R[a] {test} b", "branch"),
    ]


def _test(name: str, test: str) -> list[Op]:
    return [
        Op(f"J{name}", "reg - jump", f"jump if {test}", "branch"),
        Op(f"JN{name}", "reg - jump", f"jump unless {test}", "branch"),
    ]


def _loops() -> list[Op]:
    """The ends of a loop: what the test at its head would do, with the way back. The verifier lets only these go back."""
    rows = [("LT", "R[a] < R[b]"), ("NLT", "not R[a] < R[b]"), ("LE", "R[a] <= R[b]"), ("NLE", "not R[a] <= R[b]"),
            ("NNUM", "not R[a] = R[b]")]
    small = [("LTI", "R[a] < b"), ("NLTI", "not R[a] < b"), ("LEI", "R[a] <= b"), ("GTI", "R[a] > b"),
             ("NGTI", "not R[a] > b"), ("GEI", "R[a] >= b"), ("NNUMI", "not R[a] = b")]
    # Steps of a counter with the test: small integers only, anything else is left to the ADDI (SUBI) and the test behind.
    up = [("UPLT", "<"), ("UPLE", "<="), ("UPNE", "/=")]
    steps = [("UPLTI", "R[a] + 1 < b"), ("UPNEI", "R[a] + 1 /= b"), ("DOWNGEI", "R[a] - 1 >= b"), ("DOWNNEI", "R[a] - 1 /= b")]
    unary = [("NNULL", "R[a] is not the empty list"), ("PAIR", "R[a] is a pair")]
    counted = [(name, f"R[a] + 1 {test} R[b]") for name, test in up]
    return [
        Op(f"LOOP{name}", kinds, f"step R[a] and jump if {test}, both small integers; a safepoint then", "branch")
        for kinds, group in (("reg reg jump", counted), ("reg imm jump", steps))
        for name, test in group
    ] + [
        Op(f"LOOPREST{name}", "reg - jump", f"R[a] = its cdr and jump if it has one and that is {test}; a safepoint then", "branch")
        for name, test in (("NNULL", "not the empty list"), ("PAIR", "a pair"))
    ] + [
        Op("LOOPNEXT", "reg reg jump", "R[a] = its cdr, R[b] = the car of that, and jump, if both are pairs; a safepoint", "branch")
    ] + [
        Op(f"LOOP{name}", kinds, f"jump if {test}; a safepoint then", "branch")
        for kinds, group in (("reg reg jump", rows), ("reg imm jump", small), ("reg - jump", unary))
        for name, test in group
    ]


OPS: tuple[Op, ...] = (
    # moves and constants
    Op("MOVE", "reg reg", "R[a] = R[b]"),
    Op("MOVE2", "reg reg reg", "R[a] = R[b], then R[a+1] = R[c]"),
    Op("LOADK", "reg k", "R[a] = K[b]"),
    Op("LOADI", "reg imm", "R[a] = small integer b"),
    Op("LOADW", "reg word", "R[a] = immediate word b"),
    Op("LOADI2", "reg imm imm", "R[a] = small integer b, R[a+1] = small integer c"),
    Op("LOADW2", "reg word word", "R[a] = immediate word b, R[a+1] = immediate word c"),
    # variables
    Op("GETUP", "reg up", "R[a] = captured b"),
    Op("GETUP2", "reg up up", "R[a] = captured b, then R[a+1] = captured c"),
    Op("MKCELL", "reg reg", "R[a] = new cell holding R[b]"),
    Op("GETCELL", "reg reg", "R[a] = content of the cell R[b]"),
    Op("SETCELL", "reg reg", "content of the cell R[a] = R[b]"),
    Op("GETUPC", "reg up", "R[a] = content of the cell captured b"),
    Op("SETUPC", "up reg", "content of the cell captured a = R[b]"),
    Op("ADDUPC", "reg up imm", "R[a] = content of the cell captured b = that + c"),
    Op("CHECKINIT", "reg", "error if R[a] is the unbound mark (letrec variable read too early)"),
    Op("GETG", "reg kglob", "R[a] = global K[b]; error if unbound"),
    Op("SETG", "reg kglob", "global K[b] = R[a]; error if unbound"),
    Op("DEFG", "reg kglob", "define global K[b] as R[a]"),
    Op("CLOSURE", "reg kcode n", "R[a] = closure of K[b] over the c captures that follow as CAP words"),
    Op("CAP", "n n", "capture: a = 0: register b, a = 1: captured value b of the running closure", "ext"),
    Op("PATCHUP", "reg n reg", "captured value b of the closure R[a] = R[c]"),
    # jumps
    Op("JMP", "- jump32", "jump", "jump"),
    Op("LOOP", "- jump32", "jump back; a safepoint", "jump"),
    *_test("F", "R[a] is false"),
    *_test("NULL", "R[a] is the empty list"),
    *_test("PAIR", "R[a] is a pair"),
    *_test("TRUTHY", "R[a] is neither false nor the empty list"),
    *_compare("LT", "<"),
    *_compare("LE", "<="),
    *_compare("NUM", "= (as numbers)"),
    *_compare("EQ", "is the same word as"),
    *_compare_imm("LT", "<"),
    *_compare_imm("LE", "<="),
    *_compare_imm("GT", ">"),
    *_compare_imm("GE", ">="),
    *_compare_imm("NUM", "= (as numbers)"),
    Op("JEQK", "reg k jump", "jump if R[a] is the same word as K[b]", "branch"),
    Op("JNEQK", "reg k jump", "jump unless R[a] is the same word as K[b]", "branch"),
    *(Op(f"J{n}EQ{part}", "reg reg jump", f"jump {when} R[a] is the same word as the {part.lower()} of R[b]", "branch")
      for part in ("CAR", "CDR") for n, when in (("", "if"), ("N", "unless"))),
    *(Op(f"J{n}EQK{part}", "reg k jump", f"jump {when} the {part.lower()} of R[a] is the same word as K[b]", "branch")
      for part in ("CAR", "CDR") for n, when in (("", "if"), ("N", "unless"))),
    Op("JITEM", "reg reg jump", "jump if item R[b] of the vector R[a] is true", "branch"),
    Op("JNITEM", "reg reg jump", "jump unless item R[b] of the vector R[a] is true", "branch"),
    *_loops(),
    # comparisons as values
    Op("LT", "reg reg reg", "R[a] = R[b] < R[c]"),
    Op("LE", "reg reg reg", "R[a] = R[b] <= R[c]"),
    Op("NUMEQ", "reg reg reg", "R[a] = R[b] = R[c] as numbers"),
    Op("EQ", "reg reg reg", "R[a] = R[b] and R[c] are the same word"),
    Op("NOT", "reg reg", "R[a] = R[b] is false"),
    # arithmetic
    Op("ADD", "reg reg reg", "R[a] = R[b] + R[c]"),
    Op("SUB", "reg reg reg", "R[a] = R[b] - R[c]"),
    Op("MUL", "reg reg reg", "R[a] = R[b] * R[c]"),
    Op("DIV", "reg reg reg", "R[a] = R[b] / R[c]"),
    Op("ADDI", "reg reg imm", "R[a] = R[b] + c"),
    Op("SUBI", "reg reg imm", "R[a] = R[b] - c"),
    Op("QUO", "reg reg reg", "R[a] = truncated quotient of integers"),
    Op("REM", "reg reg reg", "R[a] = remainder with the sign of the dividend"),
    Op("MOD", "reg reg reg", "R[a] = remainder with the sign of the divisor"),
    # data
    Op("CONS", "reg reg reg", "R[a] = pair of R[b] and R[c]"),
    Op("CAR", "reg reg", "R[a] = car of R[b]"),
    Op("CDR", "reg reg", "R[a] = cdr of R[b]"),
    Op("CADR", "reg reg", "R[a] = car of cdr of R[b]"),
    Op("CDDR", "reg reg", "R[a] = cdr of cdr of R[b]"),
    Op("SETCAR", "reg reg", "car of R[a] = R[b]"),
    Op("SETCDR", "reg reg", "cdr of R[a] = R[b]"),
    Op("VREF", "reg reg reg", "R[a] = item R[c] of the vector R[b]"),
    Op("VREFI", "reg reg n", "R[a] = item c of the vector R[b]"),
    Op("VSET", "reg reg reg", "item R[b] of the vector R[a] = R[c]"),
    Op("VREFG", "reg reg kglob", "R[a] = item R[b] of the vector that is the global K[c]"),
    Op("VSETG", "reg reg kglob", "item R[a] of the vector that is the global K[c] = R[b]"),
    Op("SREF", "reg reg reg", "R[a] = character R[c] of the string R[b]"),
    Op("RECORD", "reg n", "R[a] = new record of the type R[a] with the b fields R[a+1] .. R[a+b]"),
    Op("RECREF", "reg reg n", "R[a] = field c of the record R[b]; EXT word: a = register of its type"),
    Op("RECSET", "reg n reg", "field b of the record R[a] = R[c]; EXT word: a = register of its type"),
    Op("FIELD", "reg reg n", "RECREF; EXT word: a = constant that is the global cell of the type"),
    Op("SETFIELD", "reg n reg", "RECSET; EXT word: a = constant that is the global cell of the type"),
    Op("RECGETRET", "reg up n", "return field c of the record R[a], whose type is captured b", "exit"),
    Op("RECSETRET", "reg up n", "field c of the record R[a] = R[a+1], whose type is captured b; return unspecified", "exit"),
    Op("EXT", "n n n", "further operands of the instruction before", "ext"),
    # calls
    Op("PRIM", "reg prim n", "R[a] = primitive b on R[a] .. R[a+c-1]"),
    Op("TRYPRIM", "win n prim", "R[a] = primitive c on b arguments, or the global K[a of the EXT word] if it declines", "call"),
    *(Op(name, "win reg prim", f"R[a] = primitive c on R[b], as TRYPRIM would; at once where {when}", "call")
      for name, when in (("FIRST", "R[b] is a pair"), ("NEXT", "R[b] is a pair, and behind it is one, or nothing"),
                         ("REST", "R[b] is a pair, and behind it is one"), ("SEQ", "R[b] is a pair, a view or nil"))),
    Op("EQUIV", "win reg reg", "R[a] = R[b] and R[c] are equal (%equiv), or what the global K[a of the EXT word] says", "call"),
    Op("EQUIVI", "win reg imm", "the same with the small integer c", "call"),
    Op("CALL", "win n reg", "call R[c] with b arguments; R[a] = result", "call"),
    Op("CALLUP", "win n up", "call captured c with b arguments; R[a] = result", "call"),
    Op("CALLG", "win n kglob", "call global K[c] with b arguments; R[a] = result", "call"),
    Op("CALLS", "win n kglob", "the same; it is likely to be the running procedure", "call"),
    Op("CALLME", "win n", "call the running procedure with b arguments, as many as it takes; R[a] = result", "call"),
    Op("CALLG1", "win reg kglob", "call global K[c] with the argument R[b]; R[a] = result", "call"),
    Op("CALLG2", "win reg kglob", "call global K[c] with the arguments R[b] and R[a+3]; R[a] = result", "call"),
    Op("TAILCALL", "win n reg", "call R[c] with b arguments in place of this frame", "exit"),
    Op("TAILUP", "win n up", "call captured c with b arguments in place of this frame", "exit"),
    Op("TAILG", "win n kglob", "call global K[c] with b arguments in place of this frame", "exit"),
    Op("TAILJ", "win n kglob", "the same; the arguments are in R[0] .. R[b-1], and a >= b", "exit"),
    Op("RETURN", "reg", "return R[a]", "exit"),
    Op("RETK", "- k", "return K[b]", "exit"),
    Op("RETI", "- imm", "return small integer b", "exit"),
    Op("RETW", "- word", "return immediate word b", "exit"),
    # The usual cases of an ADD or CONS and the RETURN of its value, in front of them; else it does nothing.
    Op("ADDRET", "reg reg", "return R[a] + R[b] if they and it are small integers"),
    Op("CONSRET", "reg reg", "return new pair (R[a] . R[b]) if there is room"),
    # control
    Op("SPREAD", "reg n", "R[a] .. R[a+b-1] = the b values that R[a] is; error if it is not b values"),
    Op("CAPTURE", "reg jump32", "R[a] = continuation that takes R[a] at the target; go on in a copy of the frame", "branch"),
    Op("CAPTAIL", "reg", "R[a] = continuation of this frame"),
    Op("TRY", "reg jump32", "what is raised goes to the clauses at the target, in R[a+3]; R[a..a+2]: the machine's", "branch"),
    Op("ENDTRY", "reg reg", "end of what the TRY with R[a] guards; R[b] = R[a+3]"),
    Op("CUT", "reg", "a clause of the TRY with R[a] holds: what was done since is given up"),
    # return addresses of the machine itself; the verifier refuses them in an image
    Op("UNDERFLOW", "", "return address at the bottom of the stack: take the next frame from the heap", "stub"),
    Op("HALT", "", "return address of a run's first frame: end of the run", "stub"),
    Op("TRYRET", "", "return address under the thunk of a try frame: its value is in R[3]", "stub"),
    Op("DRIVE", "", "return address under what a loop of the machine itself called", "stub"),
    Op("RESUME", "", "return address of a handler called for a failed instruction: it must not return", "stub"),
)

for _number, _op in enumerate(OPS):
    _op.number = _number

BY_NAME: dict[str, Op] = {op.name: op for op in OPS}

_TITLES = {
    "LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "NUM": "=", "NUMEQ": "=", "ADD": "+", "SUB": "-", "MUL": "*", "DIV": "/",
    "ADDUPC": "+",
    "QUO": "quotient", "REM": "remainder", "MOD": "modulo", "CAR": "car", "CDR": "cdr", "CADR": "cadr", "CDDR": "cddr",
    "SETCAR": "set-car!", "SETCDR": "set-cdr!", "VREF": "vector-ref", "VREFG": "vector-ref", "ITEM": "vector-ref",
    "VSET": "vector-set!", "VSETG": "vector-set!", "SREF": "string-ref",
    "SETG": "set!", "EQUIV": "=", "EQCAR": "car", "EQCDR": "cdr", "EQKCAR": "car", "EQKCDR": "cdr", "RECORD": "%make-record",
}  # fmt: skip


def title(op: Op) -> str:
    """The primitive whose errors an instruction reports, or "". The name is that of the test or operation with what
    says when to jump before it and an I for an immediate behind."""
    name = op.name.removesuffix("I")
    if "jump" in op.kinds:
        name = name.removeprefix("LOOP").removeprefix("J")
        name = name if name in _TITLES else name.removeprefix("N")
    return _TITLES.get(name, "")
