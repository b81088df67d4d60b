"""Functions of the library that are functions of Python: text. They get and answer plain values."""

from __future__ import annotations

import re
import unicodedata

from pyfront.sema.host import failed
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def words(text: str) -> list[str]:
    """Cut at blanks, points and dashes, and where lower case becomes upper case; a run of upper case is one word."""
    out: list[str] = []
    for piece in re.split(r"[_\-. ]+", text):
        word = ""
        for c in piece:
            if word and c.isupper() and not word[-1].isupper():
                out.append(word)
                word = ""
            elif c.islower() and len(word) > 1 and word[-1].isupper():
                out.append(word[:-1])
                word = word[-1]
            word += c
        if word:
            out.append(word)
    return out


_parts = words


def camel(text: str) -> str:
    found = pascal(text)
    return found[:1].lower() + found[1:]


def pascal(text: str) -> str:
    return "".join(word[:1].upper() + word[1:].lower() for word in _parts(text))


def snake(text: str) -> str:
    return "_".join(word.lower() for word in _parts(text))


def kebab(text: str) -> str:
    return "-".join(word.lower() for word in _parts(text))


def headline(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in _parts(text))


def title(text: str) -> str:
    return "".join(w[:1].upper() + w[1:].lower() for w in re.split(r"(\s+)", text))


def after(text: str, mark: str) -> str:
    return text[text.index(mark) + len(mark) :] if mark in text else text


def after_last(text: str, mark: str) -> str:
    return text[text.rindex(mark) + len(mark) :] if mark in text else text


def before(text: str, mark: str) -> str:
    return text[: text.index(mark)] if mark in text else text


def before_last(text: str, mark: str) -> str:
    return text[: text.rindex(mark)] if mark in text else text


def between(text: str, start: str, end: str) -> str:
    at = text.find(start)
    if at < 0:
        return ""
    rest = text[at + len(start) :]
    stop = rest.find(end)
    return rest if stop < 0 else rest[:stop]


def chop_start(text: str, mark: str) -> str:
    return text.removeprefix(mark)


def chop_end(text: str, mark: str) -> str:
    return text.removesuffix(mark)


def ensure_start(text: str, mark: str) -> str:
    return text if text.startswith(mark) else mark + text


def ensure_end(text: str, mark: str) -> str:
    return text if text.endswith(mark) else text + mark


def remove(text: str, what: str) -> str:
    return text.replace(what, "") if what else text


def replace_first(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1)


def replace_last(text: str, old: str, new: str) -> str:
    at = text.rfind(old)
    return text if at < 0 else text[:at] + new + text[at + len(old) :]


def wrap(text: str, left: str, right: str | None = None) -> str:
    return left + text + (left if right is None else right)


def unwrap(text: str, left: str, right: str | None = None) -> str:
    right = left if right is None else right
    if text.startswith(left) and text.endswith(right) and len(text) >= len(left) + len(right):
        return text[len(left) : len(text) - len(right)]
    return text


def normalize(text: str, form: Any) -> str:
    name = (form.name if isinstance(form, Keyword) else str(form)).upper()
    if name not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise failed(f"string/normalize: unknown form :{name.lower()}, expected :nfc, :nfd, :nfkc, or :nfkd")
    return unicodedata.normalize(name, text)  # type: ignore[arg-type]  # one of the four


def _char_width(c: str) -> int:
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def width(text: str) -> int:
    if "\x1b" in text:
        from pyfront.sema.hosted_terminal import term_strip

        text = term_strip(text)
    return sum(map(_char_width, text))


def truncate_width(text: str, most: int, end: str = "") -> str:
    if most < 0:
        raise failed(f"string/truncate-width: expected a non-negative integer, got {most}")
    if width(text) <= most:
        return text
    left, out = most - width(end), ""
    for c in text:
        left -= _char_width(c)
        if left < 0:
            break
        out += c
    return out + end


def word_wrap(text: str, most: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            while width(word) > most > 0:
                if line:
                    lines.append(line)
                    line = ""
                lines.append(truncate_width(word, most))
                word = word[len(lines[-1]) :]
            if line and width(line) + 1 + width(word) > most:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


# ---------------------------------------------------------------- text/...


def truncate(text: str, most: int, end: str = "...") -> str:
    return text if len(text) <= most else text[: max(most - len(end), 0)] + end


def excerpt(text: str, what: str, options: Any = None) -> Any:
    options = options if isinstance(options, dict) else {}
    radius, mark = options.get(Keyword("radius"), 100), options.get(Keyword("omission"), "...")
    at = text.lower().find(what.lower())
    if at < 0:
        return None
    start, end = max(at - radius, 0), min(at + len(what) + radius, len(text))
    return (mark if start else "") + text[start:end] + (mark if end < len(text) else "")


def clean_whitespace(text: str) -> str:
    return " ".join(text.split())


def normalize_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()]


def strip_html(text: str) -> str:
    from html import unescape

    parts, at = [], 0
    while (start := text.find("<", at)) >= 0 and (end := text.find(">", start)) >= 0:
        parts.append(text[at:start])
        at = end + 1
    return unescape("".join(parts) + text[at:])


def trim_indent(text: str) -> str:
    lines = text.split("\n")
    least = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[least:] if line.strip() else line.lstrip() for line in lines)


def word_count(text: str) -> int:
    return len(text.split())


def chunk_by_separator(text: str, mark: str) -> list[str]:
    return [part for part in text.split(mark) if part]


def chunk(text: str, options: Any = None) -> list[str]:
    options = options or {}
    size, overlap = options.get(Keyword("size"), 1000), options.get(Keyword("overlap"), 200)
    if overlap >= size:
        overlap = 0
    if len(text) <= size:
        return [text] if text else []
    out, at = [], 0
    while at < len(text):
        end = min(at + size, len(text))
        if end < len(text):
            cut = text.rfind(" ", at, end)
            end = cut if cut > at else end
        out.append(text[at:end].strip())
        if end >= len(text):
            break
        at = max(end - overlap, at + 1)
    return out


def render(text: str, values: Any) -> str:
    from pyfront.sema.printing import shown

    def value(match: Any) -> str:
        key = Keyword(match.group(1).strip())
        if key in values:
            return shown(values[key], False)
        return match.group(0) if match.group(1).strip() not in values else shown(values[match.group(1).strip()], False)

    return re.sub(r"\{\{([^{}]*)\}\}", value, text)


FUNCTIONS = {
    "string/words": words, "string/camel-case": camel, "string/pascal-case": pascal, "string/snake-case": snake,
    "string/kebab-case": kebab, "string/headline": headline, "string/title-case": title, "string/after": after,
    "string/after-last": after_last, "string/before": before, "string/before-last": before_last, "string/between": between,
    "string/chop-start": chop_start, "string/chop-end": chop_end, "string/ensure-start": ensure_start,
    "string/ensure-end": ensure_end, "string/remove": remove, "string/replace-first": replace_first,
    "string/replace-last": replace_last, "string/wrap": wrap, "string/unwrap": unwrap, "string/normalize": normalize,
    "string/width": width, "string/truncate-width": truncate_width, "string/word-wrap": word_wrap,
    "text/truncate": truncate, "text/excerpt": excerpt, "text/clean-whitespace": clean_whitespace,
    "text/normalize-newlines": normalize_newlines, "text/split-sentences": split_sentences, "text/strip-html": strip_html,
    "text/trim-indent": trim_indent, "text/word-count": word_count, "text/chunk-by-separator": chunk_by_separator,
    "text/chunk": chunk, "prompt/render": render, "prompt/template": lambda text: text,
}  # fmt: skip
