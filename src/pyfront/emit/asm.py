"""Assembler and disassembler: images as text that a person can read and ``assemble`` can read back.

    function 1 "fib"  req=1 opt=0 rest=0 captures=0 nregs=5 flags=0 pos=1
      const 0  global"user:fib"
      ; fib.scm:1: (define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
         0  JNLTI     r0 2 ->2        @18
         3  CALLG     r1 1 k0         @31    ; fib

``r`` register, ``u`` captured value, ``k`` constant, ``->`` target of a jump, ``@`` the position that begins to hold,
``;`` comment: what a constant is, or the source line.
"""

from __future__ import annotations

from pyfront.emit.literal import parse, show
from pyfront.emit.parse import Image, parse_image, prim_name
from pyfront.emit.registers import Code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pyfront.text.source import Source, SourceMap

_FIELDS = ("req", "opt", "rest", "captures", "nregs", "flags", "pos")
_LETTERS = {"reg": "r", "win": "r", "up": "u", "k": "k", "kglob": "k", "kcode": "k"}
MAX_COMMENT = 60  # characters


def disassemble(data: bytes, sources: SourceMap | None = None) -> str:
    """The text of an image. ``sources``: where to take source lines from if not from the image itself."""
    image = parse_image(data)
    places = sources if sources is not None else _sources(image)
    out: list[str] = []
    for number, code in enumerate(image.functions):
        if number:
            out.append("")
        out += _function(number, code, image.functions, places)
    return "\n".join(out) + "\n"


def _sources(image: Image) -> SourceMap:
    from pyfront.text.source import Source, SourceMap

    found = SourceMap()
    found.sources = [Source(name, text, base) for name, base, text in image.sources]
    return found


def _function(number: int, code: Code, functions: list[Code], sources: SourceMap) -> Iterator[str]:
    from json import dumps

    values = (code.nreq, code.nopt, code.rest, code.captures, code.nregs, code.flags, code.pos)
    header = " ".join(f"{field}={value}" for field, value in zip(_FIELDS, values))
    yield f"function {number} {dumps(code.name)}  {header}"
    for i, value in enumerate(code.consts):
        yield f"  const {i}  {show(value)}"
    marks = dict(code.positions)
    line: tuple[Source, int] | None = None
    for i, words in enumerate(code.code):
        pos = marks.get(i)
        if pos is not None:
            source = sources.find(pos & 0xFFFFFFFF) if pos else None
            if source is not None and source.text:
                here = source, source.line_column(pos & 0xFFFFFFFF)[0]
                if here != line:
                    line = here
                    yield f"  ; {source.name}:{here[1]}: {source.line_text(here[1]).strip()}"
        text, comment = _instruction(i, words, code, functions)
        if pos is not None:
            text = f"{text:<39} @{pos}"
        yield f"{text:<47} ; {comment}" if comment else text


def _instruction(i: int, words: tuple[int, ...], code: Code, functions: list[Code]) -> tuple[str, str]:
    from vmcore.ops import OPS

    op = OPS[words[0]]
    parts: list[str] = []
    comment = ""
    for kind, value in zip(op.kinds, words[1:]):
        if kind in _LETTERS:
            parts.append(f"{_LETTERS[kind]}{value}")
            if kind[0] == "k":
                comment = _describe(code.consts[value], functions)
        elif kind == "imm":
            parts.append(str(_signed(value, 16)))
        elif kind == "jump":
            parts.append(f"->{i + 1 + _signed(value, 16)}")
        elif kind == "jump32":
            parts.append(f"->{i + 1 + _signed(words[2] | words[3] << 16, 32)}")
            break
        elif kind == "prim":
            parts.append(prim_name(value))
        elif kind == "word":
            parts.append(_WORDS.get(value, hex(value)))
        elif kind == "n":
            parts.append(str(value))
        elif value:
            parts.append(f"?{value}")  # an operand that is not used and should be 0
    return f"  {i:5}  {op.name:<9} {' '.join(parts)}", comment


def _describe(value: Any, functions: list[Code]) -> str:
    from pyfront.emit.constants import Ref

    if value.__class__ is Ref:
        if value.kind != "code":
            return str(value.what)
        return f"function {value.what} {functions[int(value.what)].name}"
    text = show(value)
    return text if len(text) <= MAX_COMMENT else text[:MAX_COMMENT] + "..."


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> bits - 1 else value


def _words() -> dict[int, str]:
    from vmcore.tags import IMMEDIATES

    return {word: name.lower() for name, word in IMMEDIATES}


_WORDS = _words()


# ---------------------------------------------------------------- assembler


def assemble(text: str) -> list[Code]:
    """The functions of a listing. What is wrong with a line is a ValueError that names it."""
    functions: list[Code] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line[0] == ";":
            continue
        try:
            if line.startswith("function "):
                functions.append(_header(line))
            elif line.startswith("const "):
                _, _, literal = line.split(None, 2)
                functions[-1].consts.append(parse(literal))
            else:
                _assemble_line(functions[-1], line)
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"line {number}: {line!r}: {error}") from error
    return functions


def _header(line: str) -> Code:
    from json import JSONDecoder

    at = line.index('"')
    name, end = JSONDecoder().raw_decode(line, at)
    fields = {key: int(value) for key, _, value in (item.partition("=") for item in line[end:].split())}
    code = Code(name, fields["req"], fields["opt"], fields["rest"], fields["pos"])
    code.captures, code.nregs, code.flags = fields["captures"], fields["nregs"], fields["flags"]
    return code


def _assemble_line(code: Code, line: str) -> None:
    from vmcore.ops import BY_NAME

    tokens = line.partition(" ; ")[0].split()
    if tokens[-1][0] == "@":
        code.positions.append((len(code.code), int(tokens.pop()[1:])))
    op = BY_NAME[tokens[1]]
    operands = iter([*tokens[2:], "", "", ""])
    words = [0, 0, 0]
    for i, kind in enumerate(op.kinds):
        if kind == "jump32":
            distance = int(next(operands)[2:]) - len(code.code) - 1
            words[1], words[2] = distance & 0xFFFF, distance >> 16 & 0xFFFF
            break
        if kind != "-":
            words[i] = _operand(kind, next(operands), len(code.code))
    if next(operands, ""):
        raise ValueError("too many operands")
    code.code.append((op.number, *words))  # type: ignore[arg-type]  # three words


def _operand(kind: str, text: str, at: int) -> int:
    from vmcore._primdata import PRIMS

    if not text:
        raise ValueError("too few operands")
    if kind in _LETTERS:
        if text[0] != _LETTERS[kind]:
            raise ValueError(f"{text} is no operand of kind {kind}")
        return int(text[1:])
    if kind == "jump":
        return int(text[2:]) - at - 1 & 0xFFFF
    if kind == "prim":
        return PRIMS[text][0]
    if kind == "word":
        for word, name in _WORDS.items():
            if name == text:
                return word
        return int(text, 0)
    return int(text) & 0xFFFF
