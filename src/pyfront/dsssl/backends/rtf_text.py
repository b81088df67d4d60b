"""RTF: formats of characters and paragraphs, text, displayed flow objects.

A format is a dictionary that is copied when it is changed while a flow object around still has it (``shared``). Lengths are twips.
"""

from __future__ import annotations

import re
from abc import abstractmethod

from pyfront.dsssl.backends.base import Printer
from pyfront.dsssl.backends.rtf_tables import CHARSETS, JIS, LANGUAGES, SYMBOLS
from pyfront.dsssl.characteristics import SYMBOLS_IN_ORDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Format = dict[str, Any]

NEVER, START, IN_FIELD, FIELD_END, MIDDLE, IN_TABLE = range(6)  # how far a paragraph is: see ``state``
DEFAULT_LANGUAGE = 0x400
BOLDER = frozenset(SYMBOLS_IN_ORDER[SYMBOLS_IN_ORDER.index("medium") + 1 :])
BREAKS = {"page": "page", "page-region": "page", "column-set": "page", "column": "column"}
QUADDINGS = {"end": "r", "center": "c", "justify": "j"}
ALIGNMENTS = {"end": "r", "center": "c"}
_SYMBOL, _DOUBLE, _BITS = 1 << 31, 1 << 30, 16
_PLAIN = re.compile(r"[ -'*+\--:<-\[\]^-z]+|[\s\S]")  # runs that mean themselves (parentheses, commas but in mathematics)
_RUN = re.compile(r"[ -\[\]-z]+|[\s\S]")
_LENGTH_SPECS = (
    ("position-point-shift", "shift"), ("start-indent", "left"), ("end-indent", "right"), ("first-line-start-indent", "first"),
    ("line-spacing", "line"), ("field-width", "field"),
)  # fmt: skip


def cut(n: int, divisor: int) -> int:
    """Division as in C: to zero."""
    return n // divisor if n >= 0 else -(-n // divisor)


def points(n: int) -> int:
    return cut(n + 10 if n >= 0 else n - 10, 20)


def new_output() -> Format:
    """What a reader of RTF thinks the format of characters is."""
    return {
        "bold": False, "italic": False, "caps": False, "underline": "", "strike": False, "family": 0, "size": 24, "color": 0,
        "highlight": 0, "shift": 0, "language": "", "country": "", "kern": False, "border": None,
        "charset": 0, "lang": DEFAULT_LANGUAGE, "charsets": 0x1F,
    }  # fmt: skip


def new_format() -> Format:
    zero = "0"
    return {
        "bold": False, "italic": False, "caps": False, "underline": "", "strike": False, "family": 0, "size": 20, "color": 0,
        "highlight": 0, "shift": 0, "language": "", "country": "", "kern": False, "border": None,
        "left": 0, "right": 0, "first": 0, "line": 240, "line-at-least": False, "quadding": "l", "lines": "wrap", "widow": 3,
        "heading": 0, "hyphenate": False, "field": 0, "field-align": "start", "white": "preserve", "tabs": 8, "align": "l",
        "thickness": 20, "double": False, "score-spaces": True, "box-border": True, "box-background": False, "background": 0,
        "border-present": True, "omit-at-break": False, "cell-background": False, "priority": 0, "cell-top": 0, "cell-bottom": 0,
        "cell-left": 0, "cell-right": 0, "valign": "t", "grid-type": "row-major", "grid-align": "c", "inline-math": False,
        "math-posture": False, "superscript": 5, "subscript": 3, "over": 10, "under": 10, "row-sep": 2, "column-sep": 2,
        "span": False,
        "position-point-shift": zero, "start-indent": zero, "end-indent": zero, "first-line-start-indent": zero,
        "line-spacing": "240", "field-width": zero,
    }  # fmt: skip


class Characters:
    """Which bytes of which character sets a character is: bits of the sets and the code, or a font of symbols and the code."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        for i, (_, _, codec) in enumerate(CHARSETS[:-1]):
            for code in range(0x80, 0x100):
                char = _decoded(codec, code)
                known = self.codes.get(char, 0)
                if not char or (known and known & 0xFFFF != code):
                    continue
                self.codes[char] = known | code | 1 << (i + _BITS)
        for i, (_, runs) in enumerate(SYMBOLS):
            for start, chars in runs:
                for code, char in enumerate(chars, start):
                    self.codes.setdefault(char, code | i << _BITS | _SYMBOL)

    def code(self, char: str) -> int:
        found = self.codes.get(char)
        if found is None:
            try:
                data = char.encode("shift_jis")
            except UnicodeEncodeError:
                data = b""
            found = data[0] << 8 | data[1] | 1 << (JIS + _BITS) | _DOUBLE if len(data) == 2 else 0
            self.codes[char] = found
        return found


def _decoded(codec: str, code: int) -> str:
    """A character of a set of Windows as it was before the euro."""
    if codec == "katakana":
        return chr(code - 0xA1 + 0xFF61) if 0xA1 <= code <= 0xDF else ""
    if (codec, code) in (("cp1252", 0x8E), ("cp1252", 0x9E)):
        return ""
    if (codec, code) == ("cp1253", 0xAA):
        return "\xaa"
    char = bytes([code]).decode(codec, "ignore")
    return "" if char == "\u20ac" else char


class RtfText(Printer):
    units = 1440

    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.main: list[str] = []
        self.out = self.main
        self.f: Format = new_format()
        self.shared = True
        self.formats: list[Format] = [self.f]
        self.o: Format = new_output()
        self.in_step: Format | None = None  # the format that the reader has
        self.para: Format = new_format()
        self.paras: list[Format] = []
        self.displays: list[tuple[int, bool, bool, str]] = []  # space after, keep with next, keep before, break after
        self.state = NEVER
        self.continued = False
        self.space = 0
        self.keep_with_next = False
        self.keep = False
        self.had_par_in_keep = False
        self.no_hyphens = False
        self.ladder = 0
        self.break_ = ""
        self.display_size = 72 * 10 * 17
        self.add_left = self.add_right = 0
        self.table_level = 0
        self.span_levels = 0
        self.columns_now = 1
        self.page: Format = {
            "width": 72 * 10 * 17, "height": 72 * 20 * 11, "left": 0, "right": 0, "top": 0, "bottom": 0, "header": 0, "footer": 0,
            "restart": False, "format": "dec", "columns": 1, "sep": 720, "balance": False,
        }  # fmt: skip
        self.pages: list[Format] = [dict(self.page)]
        self.in_pages = 0
        self.boxes: list[int] = []  # levels of displayed boxes that are open
        self.box_formats: dict[int, Any] = {}  # what was set at these
        self.box_first = False
        self.box_left = self.box_right = self.box_top = self.box_space = 0
        self.families: dict[str, int] = {"Times New Roman": 0}
        self.fonts: list[list[int]] = [[-1] * len(CHARSETS) for _ in range(1 + len(SYMBOLS))]
        self.fonts[0][0] = 0
        for i, (name, _) in enumerate(SYMBOLS, 1):
            self.families[name] = i
        self.next_font = 1
        self.colors: list[str] = []
        self.characters: Characters | None = None
        self.white_before = False
        self.column = 0
        self.math = 0
        self.math_special = ""
        self._text_handlers()

    # ------------------------------------------------------------ formats

    def own(self) -> Format:
        """The format, to be changed."""
        self.in_step = None
        if self.shared:
            self.f = self.f.copy()
            self.shared = False
        return self.f

    def start(self, fields: str = "") -> None:
        self.formats.append(self.f)
        self.shared = True
        self.note_elements()
        if not self.in_pages:
            self.pages.append(dict(self.page))

    def end(self, fields: str = "") -> None:
        self.formats.pop()
        self.f = self.formats[-1]
        self.shared = True
        self.in_step = None
        if not self.in_pages:
            self.pages.pop()
            self.page = dict(self.pages[-1])

    def atomic(self, fields: str = "") -> None:
        self.f = self.formats[-1]
        self.shared = True
        self.in_step = None
        self.note_elements()

    def length(self, text: str) -> int:
        """A length specification in twips."""
        length, comma, rest = text.partition(",")
        if not comma:
            return int(length)
        part = self.display_size * float(rest.partition(",")[0])
        return int(length) + int(part + 0.5 if part >= 0.0 else part - 0.5)

    def display_changed(self) -> None:
        f = self.own()
        for spec, name in _LENGTH_SPECS:
            f[name] = self.length(f[spec])

    def _text_handlers(self) -> None:
        on = self.handlers
        on["T"] = self.text
        on["font-size"] = self.sets("size", lambda v: cut(int(v), 10))
        on["font-family-name"] = self.set_family
        on["font-weight"] = self.sets("bold", lambda v: v in BOLDER)
        on["font-posture"] = self.set_posture
        on["glyph-subst-table"] = self.set_glyphs
        on["widow-count"] = lambda v: self.set_widow(int(v), 1)
        on["orphan-count"] = lambda v: self.set_widow(int(v), 2)
        on["heading-level"] = self.sets("heading", lambda v: int(v) if 1 <= int(v) <= 9 else 0)
        on["hyphenation-ladder-count"] = self.set_ladder
        on["color"] = self.sets("color", self.color)
        on["background-color"] = self.sets("background", lambda v: 0 if v == "#f" else self.color(v))
        on["line-thickness"] = self.sets("thickness", lambda v: min(int(v), 150))
        on["line-repeat"] = self.sets("double", lambda v: int(v) > 1)
        on["box-type"] = self.set_box_type
        on["position-point-shift"] = self.set_shift
        on["min-leading"] = self.sets("line-at-least", lambda v: v != "#f")
        on["expand-tabs?"] = self.sets("tabs", int)
        on["quadding"] = self.sets("quadding", lambda v: QUADDINGS.get(v, "l"))
        on["display-alignment"] = self.sets("align", lambda v: ALIGNMENTS.get(v, "l"))
        for spec, name in _LENGTH_SPECS[1:]:
            on[spec] = self._setter(spec, name)
        for event, name in (("hyphenate?", "hyphenate"), ("kern?", "kern"), ("score-spaces?", "score-spaces"),
                            ("border-present?", "border-present"), ("border-omit-at-break?", "omit-at-break"),
                            ("cell-background?", "cell-background")):  # fmt: skip
            on[event] = self.sets(name, lambda v: v == "1")
        for event, name in (("field-align", "field-align"), ("lines", "lines"), ("input-whitespace-treatment", "white")):
            on[event] = self.sets(name, str)
        for name in ("language", "country"):
            on[name] = self.sets(name, lambda v: "" if v == "#f" else v)
        on["span"] = self.sets("span", lambda v: int(v) > 1)
        on["border-priority"] = self.sets("priority", int)

    def _setter(self, spec: str, name: str) -> Callable[[str], None]:
        def set_length(value: str) -> None:
            f = self.own()
            f[spec] = value
            f[name] = self.length(value)

        return set_length

    def sets(self, name: str, form: Callable[[str], Any]) -> Callable[[str], None]:
        """What puts the value of a characteristic, in a form, into the format."""
        return lambda value: self.own().__setitem__(name, form(value))

    def set_shift(self, value: str) -> None:
        f = self.own()
        f["position-point-shift"] = value
        f["shift"] = cut(self.length(value), 10)

    def set_family(self, name: str) -> None:
        number = self.families.get(name)
        if number is None:
            number = self.families[name] = len(self.fonts)
            self.fonts.append([-1] * len(CHARSETS))
        self.own()["family"] = number

    def set_posture(self, value: str) -> None:
        f = self.own()
        f["italic"] = value in ("oblique", "italic")
        f["math-posture"] = value == "math"

    def set_glyphs(self, value: str) -> None:
        """Small capitals are known by the glyphs that stand for small letters."""
        caps = False
        for line in value.split("\n"):
            glyphs = line.split("\t")[1:]
            for old, new in zip(glyphs[::2], glyphs[1::2]):
                public, _, number = old.rpartition("::")
                if public == "ISO/IEC 10036/RA//Glyphs" and number.isdigit() and 97 <= int(number) <= 122:
                    caps = caps or new == f"{public}::{int(number) + (0o375 << 8)}"
        self.own()["caps"] = caps

    def set_widow(self, n: int, bit: int) -> None:
        f = self.own()
        f["widow"] = f["widow"] | bit if n > 1 else f["widow"] & ~bit & 3

    def set_ladder(self, value: str) -> None:
        n = int(value)
        if n > 0 and (self.ladder == 0 or n < self.ladder):
            self.ladder = n

    def set_box_type(self, value: str) -> None:
        if value in ("border", "background", "both"):
            f = self.own()
            f["box-border"] = value != "background"
            f["box-background"] = value != "border"

    def color(self, rgb: str) -> int:
        if rgb not in self.colors:
            self.colors.append(rgb)
        return self.colors.index(rgb) + 1

    # ------------------------------------------------------------ characters

    def sync(self) -> None:
        """Tells the reader what has changed of the format of characters."""
        f, o = self.f, self.o
        if not f["hyphenate"]:
            self.no_hyphens = True
        if self.in_step is f:
            return
        self.in_step = f
        codes: list[str] = []
        for name, code in (("bold", "\\b"), ("italic", "\\i")):
            if o[name] != f[name]:
                codes.append(code if f[name] else code + "0")
                o[name] = f[name]
        if o["underline"] != f["underline"]:
            codes.append({"": "\\ul0", "single": "\\ul", "double": "\\uldb", "words": "\\ulw"}[f["underline"]])
            o["underline"] = f["underline"]
        for name, code in (("caps", "\\scaps"), ("strike", "\\strike")):
            if o[name] != f[name]:
                codes.append(code if f[name] else code + "0")
                o[name] = f[name]
        if o["shift"] != f["shift"]:
            codes.append(f"\\up{f['shift']}" if f["shift"] >= 0 else f"\\dn{-f['shift']}")
            o["shift"] = f["shift"]
        if o["size"] != f["size"]:
            codes.append(f"\\fs{f['size']}")
            o["size"] = f["size"]
        self._sync_language(codes)
        for name, code in (("color", "\\cf"), ("highlight", "\\highlight")):
            if o[name] != f[name]:
                codes.append(f"{code}{f[name]}")
                o[name] = f[name]
        if o["border"] != f["border"]:
            codes.append("\\chbrdr" + (_border(*f["border"]) if f["border"] else ""))
            o["border"] = f["border"]
        if o["kern"] != f["kern"]:
            codes.append("\\kerning1" if f["kern"] else "\\kerning0")
            o["kern"] = f["kern"]
        if codes:
            self.out.append("".join(codes) + " ")

    def _sync_language(self, codes: list[str]) -> None:
        f, o = self.f, self.o
        if o["country"] != f["country"] or o["language"] != f["language"]:
            o["country"], o["language"] = f["country"], f["language"]
            charsets, number, countries = LANGUAGES.get(f["language"], (0x1F, DEFAULT_LANGUAGE, {}))
            o["charsets"] = charsets
            number = countries.get(f["country"], number)
            if number != o["lang"]:
                o["lang"] = number
                codes.append(f"\\lang{number}")
        fits = 1 << o["charset"] & o["charsets"]
        if o["family"] != f["family"] or not fits:
            o["family"] = f["family"]
            if not fits:
                o["charset"] = 0
                while not o["charsets"] & 1 << o["charset"]:
                    o["charset"] += 1
            codes.append(self.font(o["family"], o["charset"]))

    def font(self, family: int, charset: int) -> str:
        if self.fonts[family][charset] < 0:
            self.fonts[family][charset] = self.next_font
            self.next_font += 1
        return f"\\f{self.fonts[family][charset]}"

    def set_charset(self, charset: int) -> None:
        self.o["charset"] = charset
        self.in_step = None
        self.out.append(self.font(self.o["family"], charset))

    def text(self, data: str) -> None:
        if self.continued and self.state <= START and self.para["lines"] == "wrap":
            data = data.lstrip("\r")
            if not data:
                return
        if self.state != MIDDLE:
            self.prepare()
        else:
            self.flush_fields()
        self.sync()
        write = self.out.append
        if self.math and self.math_special == "integral" and data:
            if data[0] in "\u222b\u2211\u220f":
                if data[0] != "\u222b":
                    write("\\\\su" if data[0] == "\u2211" else "\\\\pr")
                return
            write("\\\\vc\\\\")
        f = self.f
        simple = f["white"] not in ("ignore", "collapse") and not f["math-posture"]
        runs = (_PLAIN if self.math else _RUN).finditer(data) if simple else data
        for found in runs:
            run = found if isinstance(found, str) else found.group()
            if len(run) > 1:
                write(run)
                self.column += len(run)
                self.white_before = run[-1] == " "
            else:
                self.character(run, write)

    def character(self, c: str, write: Callable[[str], None]) -> None:
        before = self.white_before
        self.white_before = False
        self.column += 1
        f = self.f
        if c == "\n":
            self.column -= 1
            self.white_before = before
        elif c == "\r":
            self.white_before = True
            if self.para["lines"] in ("none", "wrap"):
                self.white(before, write)
            else:
                write("\\sa0\\par\\fi0\\sb0\n")
                self.column = 0
        elif c == "\t" and f["tabs"] and f["white"] == "preserve":
            self.column -= 1
            to = (self.column + f["tabs"]) // f["tabs"] * f["tabs"]
            write(" " * (to - self.column))
            self.column = to
            self.white_before = True
        elif c in " \t":
            self.white_before = True
            self.white(before, write)
        elif c in _SPECIAL:
            write(_SPECIAL[c])
        elif c in ";,":
            write("\\\\" + c if self.math and c == "," and not self.math_special else c)
        elif c in "()":
            write("\\\\" + c if self.math and not self.math_special else c)
        elif c in "\\{}":
            if c == "\\" and self.o["charset"] == JIS:
                self.set_charset(0)
            write("\\\\\\\\" if c == "\\" and self.math and not self.math_special else "\\" + c)
        else:
            if c in "|~" and self.o["charset"] == JIS:
                self.set_charset(0)
            if c >= "\x80":
                self.other(c)
            elif f["math-posture"] and c.isalpha():
                write("{\\i " + c + "}")
            else:
                write(c)

    def white(self, before: bool, write: Callable[[str], None]) -> None:
        treatment = self.f["white"]
        if treatment == "ignore" or (treatment == "collapse" and before):
            self.column -= 1
        else:
            write(" ")

    def other(self, c: str) -> None:
        """A character that is not ASCII."""
        if self.characters is None:
            self.characters = Characters()
        code = self.characters.code(c)
        number = ord(c) & 0xFFFF
        signed = number - 0x10000 if number >= 0x8000 else number
        if code & _SYMBOL:
            self.symbol(((code & ~_SYMBOL) >> _BITS) + 1, code & 0xFF)
        elif code:
            sets = self.o["charsets"] << _BITS
            if not code & 1 << (self.o["charset"] + _BITS):
                if code & sets:
                    code &= sets | 0xFFFF
                charset = 0
                while not code & 1 << (charset + _BITS):
                    charset += 1
                self.set_charset(charset)
            if code & _DOUBLE:
                self.out.append(f"{{\\dbch\\uc2\\u{signed}\\'{code >> 8 & 0xFF:02x}\\'{code & 0xFF:02x}}}")
            else:
                self.out.append(f"\\'{code & 0xFF:02x}")
        elif 0xF020 <= ord(c) <= 0xF0FF:
            self.symbol(self.o["family"], ord(c) & 0xFF)
        else:
            self.out.append(f"\\u{signed}\\'3f")

    def symbol(self, family: int, code: int) -> None:
        self.out.append(f"{{{self.font(family, len(CHARSETS) - 1)}\\'{code:02x}}}")

    # ------------------------------------------------------------ what other parts of the back end do

    def note_elements(self) -> None:
        """A flow object belongs to the elements that are open."""

    def flush_fields(self) -> None:
        """Bookmarks, and the link that begins here."""

    @abstractmethod
    def prepare(self) -> None:
        """A paragraph is there for what stands in lines."""


def _border(color: int, thickness: int, double: bool) -> str:
    kind = "\\brdrdb" if double else "\\brdrs"
    return f"{kind}\\brdrw{thickness}" + (f"\\brdrcf{color}" if color else "")


_SPECIAL = {
    "\u2002": "\\u8194\\'20", "\u2003": "\\u8195\\'20", "\u2010": "-", "\u2011": "\\_", "\u200c": "\\zwnj ", "\u200d": "\\zwj ",
    "\xa0": "\\~", "\xad": "\\-", "\0": "",
}  # fmt: skip
