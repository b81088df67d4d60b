"""The tree of flow objects as XML: how values are written, and the attributes of flow objects that are not inherited."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TRUTH = {"1": "true", "0": "false"}
_DISPLAY_FLAGS = ("keep-with-previous?", "keep-with-next?", "may-violate-keep-before?", "may-violate-keep-after?")
_DISPLAY_SYMBOLS = ("position-preference", "keep", "break-before", "break-after")
_INLINE = ("break-before-priority", "break-after-priority")


def units(text: str) -> str:
    """A length in points: thousands of them are given."""
    n = int(text)
    if n % 1000 == 0:
        return f"{n // 1000}pt"
    sign = "-" if n < 0 else ""
    digits = f"{abs(n):03d}" if n >= 0 else f"{abs(n):02d}"
    return f"{sign}{digits[:-3]}.{digits[-3:].rjust(3, '0').rstrip('0')}pt"


def spec(text: str) -> str:
    """A length with parts of the display's size, which OpenJade leaves out here."""
    length, comma, rest = text.partition(",")
    if not comma:
        return units(length)
    display, _, _ = rest.partition(",")
    if float(display) == 0.0:
        return units(length)
    if length == "0":
        return ""
    return units(length) + ("+" if float(display) >= 0.0 else "")


def table_spec(text: str) -> str:
    length, comma, rest = text.partition(",")
    if not comma:
        return units(length)
    display, _, table = rest.partition(",")
    parts = [] if length == "0" else [units(length)]
    for number, sign, scale in ((float(display), "%", 100.0), (float(table), "*", 1.0)):
        if number != 0.0:
            parts.append(("+" if parts and number >= 0.0 else "") + f"{number * scale:.2f}{sign}")
    return "".join(parts) or units("0")


def escaped(text: str) -> str:
    """Data: what is not ASCII as references."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if not text.isascii():
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return text


def truth(text: str) -> str:
    return {"#f": "false", "#t": "true"}.get(text, text)


def element_name(document: str, number: str, name: str) -> str:
    prefix = "" if document == "0" else document + "."
    return prefix + (escaped(name) if name else number)


def _space(value: str) -> tuple[str, str, str, str, str]:
    nominal, least, most, conditional, priority = value.split(";")
    return nominal, least, most, conditional, priority


def _nothing(text: str) -> bool:
    length, _, rest = text.partition(",")
    return length == "0" and float(rest.partition(",")[0] or 0) == 0.0


def inline_space(name: str, value: str) -> str:
    nominal, least, most, _, _ = _space(value)
    if _nothing(nominal) and _nothing(least) and _nothing(most):
        return ""
    text = f' {name}="{spec(nominal)}'
    return text if nominal == least == most else f"{text},{spec(least)},{spec(most)}"  # sic: the quotation mark is missing


def _display_space(name: str, value: str) -> str:
    nominal, least, most, conditional, priority = _space(value)
    text = ""
    if not (_nothing(nominal) and _nothing(least) and _nothing(most)):
        text = f' {name}="{spec(nominal)}' + ('"' if nominal == least == most else f',{spec(least)},{spec(most)}"')
    if priority != "0":
        text += f' {name}-priority="{priority}"'
    if conditional == "0":
        text += f' {name}-conditional="false"'
    return text


def display(own: dict[str, str]) -> str:
    if not own:
        return ""
    text = "".join([f' {name[:-1]}="true"' for name in _DISPLAY_FLAGS if own.get(name) == "1"])
    for name in _DISPLAY_SYMBOLS:
        value = own.get(name, "#f")
        if value != "#f":
            text += f' {name}="{truth(value)}"'
    for name in ("space-before", "space-after"):
        value = own.get(name, "")
        if value:
            text += _display_space(name, value)
    return text


def inline(own: dict[str, str]) -> str:
    return "".join([f' {name}="{own[name]}"' for name in _INLINE if own.get(name, "0") != "0"])


def _group(own: dict[str, str]) -> str:
    coalesce = f' coalesce-id="{escaped(own["coalesce-id"])}"' if "coalesce-id" in own else ""
    return coalesce + display(own)


def _box(own: dict[str, str]) -> str:
    return ' display="true"' + display(own) if own.get("display?") == "1" else inline(own)


def _leader(own: dict[str, str]) -> str:
    length = f' length={spec(own["length"])}' if "length" in own else ""  # sic: without quotation marks
    return length + inline(own)


def _scale(value: str) -> str:
    if value[:1].isdigit() or value[:1] in "-.":
        x, _, y = value.partition(" ")
        return f' scale-x="{float(x):g}" scale-y="{float(y or x):g}"'
    return f' scale="{truth(value)}"'


def _graphic(own: dict[str, str]) -> str:
    text = f' entity-system-id="{escaped(own.get("entity-system-id", ""))}"'
    text += f' notation-system-id="{escaped(own.get("notation-system-id", ""))}"'
    text += _scale(own.get("scale", "max-uniform"))
    for name in ("max-width", "max-height"):
        if name in own:
            text += f' {name}="{spec(own[name])}"'
    if own.get("display?") == "1":
        return text + ' display="true"' + display(own)
    return text + _direction(own) + _position(own) + inline(own)


def _direction(own: dict[str, str]) -> str:
    value = own.get("escapement-direction", "#f")
    return "" if value == "#f" else f' escapement-direction="{truth(value)}"'


def _position(own: dict[str, str]) -> str:
    names = [name for name in ("position-point-x", "position-point-y") if name in own and not _nothing(own[name])]
    return "".join([f' {name}="{spec(own[name])}"' for name in names])


def _area(own: dict[str, str]) -> str:
    text = _direction(own)
    if own.get("display?") == "1":
        text += ' display="true"'
    text += _scale(own.get("scale", "max-uniform"))
    for name in ("width", "height"):
        if name in own:
            text += f' minimum-{name}="true"' if own[name] == "#f" else f' {name}="{spec(own[name])}"'
    if own.get("contents-rotation", "0") != "0":
        text += f' contents-rotation="{own["contents-rotation"]}"'
    return text + _position(own) + inline(own) + display(own)


def _table(own: dict[str, str]) -> str:
    width = own.get("table-width")
    text = "" if width is None else ' minimum-width="true"' if width == "#f" else f' width="{spec(width)}"'
    return text + display(own)


def _counts(*names: str) -> Callable[[dict[str, str]], str]:
    return lambda own: "".join([f' {name}="{own[name]}"' for name in names if name in own])


def _anchor(own: dict[str, str]) -> str:
    return (' display="true"' if own.get("display?") == "1" else "") + inline(own)


def _embedded(own: dict[str, str]) -> str:
    return f' direction="{own["direction"]}"' if own.get("direction", "#f") != "#f" else ""


def character_fields(own: dict[str, str]) -> str:
    text = ""
    if "char" in own:
        text += f' char="&#{ord(own["char"])};"'
    if "glyph-id" in own:
        text += f' glyph-id="{truth(own["glyph-id"])}"'
    for name in ("drop-after-line-break?", "drop-unless-before-line-break?", "punct?", "input-whitespace?", "input-tab?",
                 "record-end?", "space?"):  # fmt: skip
        if name in own:
            text += f' {name[:-1]}="{TRUTH[own[name]]}"'
    for name in ("script", "math-class", "math-font-posture", *_INLINE):
        if name in own:
            text += f' {name}="{truth(own[name])}"'
    if float(own.get("stretch-factor", "1")) != 1.0:
        text += f' stretch-factor="{float(own["stretch-factor"]):g}"'
    return text


FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "paragraph": display,
    "paragraph-break": display,
    "display-group": _group,
    "column-set-sequence": display,
    "aligned-column": display,
    "side-by-side": display,
    "table-part": display,
    "table": _table,
    "box": _box,
    "leader": _leader,
    "anchor": _anchor,
    "embedded-text": _embedded,
    "included-container-area": _area,
    "external-graphic": _graphic,
    "emphasizing-mark": inline,
    "glyph-annotation": inline,
    "multi-line-inline-note": inline,
    "grid": _counts("grid-n-columns", "grid-n-rows"),
    "grid-cell": _counts("column-number", "row-number"),
}
