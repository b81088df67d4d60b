"""Flow object classes and characteristics of the standard as printing knows them (ISO 10179, clause 12).

What a value may be is a kind, a number: the place of its writer in ``%writers`` of lib/values.scm.
"""

from __future__ import annotations

(
    LENGTH, LENGTH_SPEC, OPTIONAL_LENGTH, BOOLEAN, SYMBOL, INTEGER, OPTIONAL_INTEGER, PUBLIC_ID, STRING, LETTERS, COLOR,
    OPTIONAL_COLOR, INLINE_SPACE, OPTIONAL_SPACE, GLYPH_TABLE, IGNORED, DISPLAY_SPACE, COUNT, REAL, ADDRESS, CHARACTER, SCALE,
    SCORE, OPTIONAL_SPEC, GLYPH, TABLE_LENGTH, MODES, SOSOFO, POSITION, KEEP, BREAK, DIRECTION, TEXT_DIRECTION, ORIENTATION,
    MATH_CLASS, MATH_POSTURE, OF_BORDER, OF_CHARACTER, OF_RULE,
) = range(39)  # fmt: skip
SILENT = (IGNORED, OF_BORDER, OF_RULE)  # which are no events

_SYMBOLS: tuple[tuple[str, object], ...] = (
    ("line-join", "miter"), ("line-cap", "butt"), ("line-number-side", "start"), ("kern-mode", "normal"),
    ("input-whitespace-treatment", "preserve"), ("filling-direction", "top-to-bottom"), ("writing-mode", "left-to-right"),
    ("last-line-quadding", "relative"), ("math-display-mode", "display"), ("script-pre-align", "independent"),
    ("script-post-align", "independent"), ("script-mid-sup-align", "center"), ("script-mid-sub-align", "center"),
    ("numerator-align", "center"), ("denominator-align", "center"), ("grid-position-cell-type", "row-major"),
    ("grid-column-alignment", "center"), ("grid-row-alignment", "center"), ("box-type", "border"),
    ("glyph-alignment-mode", "font"), ("box-border-alignment", "outside"), ("cell-row-alignment", "start"),
    ("border-alignment", "center"), ("sideline-side", "start"), ("hyphenation-keep", False), ("font-structure", "solid"),
    ("font-proportionate-width", "medium"), ("cell-crossed", False), ("marginalia-side", "start"),
)  # fmt: skip
# Inherited characteristics: kind, initial value (lengths in points), names.
_ROWS: tuple[tuple[int, object, str], ...] = (
    (LENGTH, 10, "font-size"),
    (STRING, "iso-serif", "font-family-name"),
    (SYMBOL, "medium", "font-weight"),
    (SYMBOL, "upright", "font-posture"),
    (SYMBOL, "start", "quadding display-alignment field-align"),
    (SYMBOL, "wrap", "lines"),
    (LENGTH_SPEC, 0, "start-indent first-line-start-indent end-indent last-line-end-indent"),
    (LENGTH_SPEC, 12, "line-spacing"),
    (LENGTH_SPEC, 0, "field-width"),
    (LENGTH, 0, "left-margin right-margin top-margin bottom-margin header-margin footer-margin"),
    (LENGTH, 612, "page-width"),
    (LENGTH, 792, "page-height"),
    (COLOR, None, "color"),
    (OPTIONAL_COLOR, False, "background-color"),
    (BOOLEAN, True, "border-present?"),
    (OF_BORDER, False, "table-border cell-before-row-border cell-after-row-border cell-before-column-border"
                        " cell-after-column-border"),
    (OF_RULE, "rule", "fraction-bar"),
    (LENGTH, 1, "line-thickness"),
    (LENGTH, 0, "cell-before-row-margin cell-after-row-margin cell-before-column-margin cell-after-column-margin"),
    (LENGTH, 1, "line-sep"),
    (LENGTH, 8, "box-size-before"),
    (LENGTH, 4, "box-size-after"),
    (LENGTH_SPEC, 0, "position-point-shift start-margin end-margin"),
    (LENGTH_SPEC, 4, "sideline-sep"),
    (LENGTH_SPEC, 0, "asis-wrap-indent line-number-sep last-line-justify-limit justify-glyph-space-max-add"
                        " justify-glyph-space-max-remove"),
    (LENGTH_SPEC, 3, "table-corner-radius box-corner-radius"),
    (LENGTH_SPEC, 0, "marginalia-sep"),
    (BOOLEAN, False, "inhibit-line-breaks? hyphenate? kern? ligature? score-spaces? float-out-sidelines?"),
    (BOOLEAN, False, "float-out-marginalia? float-out-line-numbers? cell-background? span-weak? ignore-record-end?"),
    (BOOLEAN, True, "numbered-lines?"),
    (BOOLEAN, False, "hanging-punct? box-open-end? truncate-leader?"),
    (BOOLEAN, True, "align-leader?"),
    (BOOLEAN, False, "table-part-omit-middle-header? table-part-omit-middle-footer? border-omit-at-break?"
                        " principal-mode-simultaneous? marginalia-keep-with-previous? grid-equidistant-rows?"
                        " grid-equidistant-columns?"),
    *((SYMBOL, value, name) for name, value in _SYMBOLS),
    (INTEGER, 0, "layer"),
    (INTEGER, -1, "background-layer"),
    (INTEGER, 0, "border-priority"),
    (INTEGER, 1, "line-repeat span min-leader-repeat"),
    (INTEGER, 2, "hyphenation-remain-char-count hyphenation-push-char-count widow-count orphan-count"),
    (OPTIONAL_INTEGER, 8, "expand-tabs?"),
    (OPTIONAL_INTEGER, False, "hyphenation-ladder-count"),
    (PUBLIC_ID, False, "background-tile line-breaking-method line-composition-method implicit-bidi-method glyph-subst-method"
                          " glyph-reorder-method hyphenation-method table-auto-width-method font-name"),
    (LETTERS, False, "language country"),
    (OPTIONAL_LENGTH, False, "min-pre-line-spacing min-post-line-spacing min-leading"),
    (INLINE_SPACE, 0, "escapement-space-before escapement-space-after"),
    (GLYPH_TABLE, False, "glyph-subst-table"),
    (OPTIONAL_SPACE, False, "inline-space-space"),
    (SYMBOL, False, "page-category force-last-page force-first-page first-page-type"),
    (BOOLEAN, False, "justify-spread?"),
    (SYMBOL, False, "binding-edge"),
    (BOOLEAN, False, "anchor-keep-with-previous?"),
    (SYMBOL, False, "contents-alignment overflow-action annotation-glyph-placement"),
    (PUBLIC_ID, False, "annotation-glyph-style"),
    (INTEGER, 2, "inline-note-line-count"),
    (PUBLIC_ID, False, "inline-note-style"),
    (SYMBOL, False, "mark-distribution"),
    (PUBLIC_ID, False, "mark-style"),
    (SYMBOL, False, "side-by-side-overlap-control side-by-side-pre-align side-by-side-post-align"),
    (IGNORED, 10, "line-miter-limit"),
    (IGNORED, 50, "alignment-point-offset"),
    (IGNORED, "-", "hyphenation-char"),
    (IGNORED, False, "asis-truncate-char asis-wrap-char first-line-align"),
    (IGNORED, "()", "hyphenation-exceptions"),
    (IGNORED, False, "box-corner-rounded table-corner-rounded"),
    (IGNORED, "0pt", "line-dash"),
    (IGNORED, "()", "allowed-ligatures"),
    (IGNORED, False, "line-number"),
    (IGNORED, 0, "line-spacing-priority"),
    (IGNORED, False, "char-map"),
)  # fmt: skip

# name -> place, kind, initial value
INHERITED: dict[str, tuple[int, int, object]] = {
    name: (place, kind, initial)
    for place, (name, kind, initial) in enumerate((name, kind, initial) for kind, initial, names in _ROWS for name in names.split())
}

# Characteristics of the back ends: public identifier -> kind. The event has the last part of the identifier for its name.
_OWN = "UNREGISTERED::James Clark//Characteristic::"
EXTENSIONS = {
    _OWN + "page-number-format": STRING,
    _OWN + "page-number-restart?": BOOLEAN,
    _OWN + "page-n-columns": INTEGER,
    _OWN + "page-column-sep": LENGTH,
    _OWN + "page-balance-columns?": BOOLEAN,
    _OWN + "heading-level": INTEGER,
    _OWN + "subscript-depth": LENGTH,
    _OWN + "superscript-height": LENGTH,
    _OWN + "over-mark-height": LENGTH,
    _OWN + "under-mark-depth": LENGTH,
    _OWN + "grid-row-sep": LENGTH,
    _OWN + "grid-column-sep": LENGTH,
    _OWN + "preserve-sdata?": BOOLEAN,
    "UNREGISTERED::OpenJade//Characteristic::page-two-side?": BOOLEAN,
    "UNREGISTERED::OpenJade//Characteristic::two-side-start-on-right?": BOOLEAN,
}

_DISPLAY = {
    "position-preference": POSITION,
    "keep-with-previous?": BOOLEAN,
    "keep-with-next?": BOOLEAN,
    "keep": KEEP,
    "break-before": BREAK,
    "break-after": BREAK,
    "may-violate-keep-before?": BOOLEAN,
    "may-violate-keep-after?": BOOLEAN,
    "space-before": DISPLAY_SPACE,
    "space-after": DISPLAY_SPACE,
}
_INLINE = {"break-before-priority": INTEGER, "break-after-priority": INTEGER}
_GRAPHIC = {
    "display?": BOOLEAN,
    "scale": SCALE,
    "escapement-direction": DIRECTION,
    "position-point-x": LENGTH_SPEC,
    "position-point-y": LENGTH_SPEC,
}
_BORDERS = dict.fromkeys(("before-row-border", "after-row-border", "before-column-border", "after-column-border"), OF_BORDER)
_PARTS = dict.fromkeys(
    ("left-header", "left-footer", "center-header", "center-footer", "right-header", "right-footer"), SOSOFO
)  # fmt: skip
_CHARACTER = {
    "char": CHARACTER,
    "glyph-id": GLYPH,
    **dict.fromkeys(
        ("space?", "record-end?", "input-tab?", "input-whitespace?", "punct?", "drop-after-line-break?",
         "drop-unless-before-line-break?"), BOOLEAN),
    "script": PUBLIC_ID,
    "math-class": MATH_CLASS,
    "math-font-posture": MATH_POSTURE,
    "stretch-factor": REAL,
    **_INLINE,
}  # fmt: skip
_CELL = {"column-number": COUNT, "n-columns-spanned": COUNT}

# How a class is processed: the code of its specification in lib/process.scm.
COMPOUND, ATOMIC, PAGES, TABLE, PART, COLUMN, ROW, CELL, BORDER, PORTS, PLAIN = range(18, 29)
SCORED = 36

# name -> code, characteristics that are not inherited
CLASSES: dict[str, tuple[int, dict[str, int]]] = {
    "sequence": (COMPOUND, {}),
    "display-group": (COMPOUND, {**_DISPLAY, "coalesce-id": STRING}),
    "simple-page-sequence": (PAGES, _PARTS),
    "page-sequence": (COMPOUND, {}),
    "column-set-sequence": (COMPOUND, _DISPLAY),
    "paragraph": (COMPOUND, _DISPLAY),
    "paragraph-break": (ATOMIC, _DISPLAY),
    "line-field": (COMPOUND, _INLINE),
    "sideline": (COMPOUND, {}),
    "anchor": (ATOMIC, {"display?": BOOLEAN, **_INLINE}),
    "character": (ATOMIC, _CHARACTER),
    "leader": (COMPOUND, {"length": LENGTH_SPEC, **_INLINE}),
    "embedded-text": (COMPOUND, {"direction": TEXT_DIRECTION}),
    "rule": (ATOMIC, {**_DISPLAY, "orientation": ORIENTATION, "length": LENGTH_SPEC, **_INLINE}),
    "external-graphic": (
        ATOMIC,
        {**_DISPLAY, **_GRAPHIC, "max-width": LENGTH_SPEC, "max-height": LENGTH_SPEC, "entity-system-id": STRING,
         "notation-system-id": STRING, **_INLINE},
    ),
    "included-container-area": (
        COMPOUND,
        {**_DISPLAY, **_GRAPHIC, "width": OPTIONAL_SPEC, "height": OPTIONAL_SPEC, "contents-rotation": INTEGER, **_INLINE},
    ),
    "score": (SCORED, {"type": SCORE}),
    "box": (COMPOUND, {**_DISPLAY, "display?": BOOLEAN, **_INLINE}),
    "side-by-side": (COMPOUND, _DISPLAY),
    "side-by-side-item": (COMPOUND, {}),
    "glyph-annotation": (COMPOUND, _INLINE),
    "emphasizing-mark": (COMPOUND, {**_INLINE, "mark": SOSOFO}),
    "multi-line-inline-note": (COMPOUND, {**_INLINE, "open": SOSOFO, "close": SOSOFO}),
    "alignment-point": (ATOMIC, {}),
    "aligned-column": (COMPOUND, _DISPLAY),
    "link": (COMPOUND, {"destination": ADDRESS}),
    "scroll": (COMPOUND, {}),
    "marginalia": (COMPOUND, {}),
    "multi-mode": (PORTS, {"multi-modes": MODES}),
    "table": (TABLE, {**_DISPLAY, "table-width": OPTIONAL_SPEC, **_BORDERS}),
    "table-part": (PART, {name: kind for name, kind in _DISPLAY.items() if name != "position-preference"}),
    "table-column": (COLUMN, {**_CELL, "width": TABLE_LENGTH}),
    "table-row": (ROW, {}),
    "table-cell": (CELL, {**_CELL, "n-rows-spanned": COUNT, "starts-row?": BOOLEAN, "ends-row?": BOOLEAN}),
    "table-border": (BORDER, {}),
    "math-sequence": (COMPOUND, {}),
    "unmath": (COMPOUND, {}),
    "superscript": (COMPOUND, {}),
    "subscript": (COMPOUND, {}),
    "script": (PORTS, {}),
    "mark": (PORTS, {}),
    "fence": (PORTS, {}),
    "fraction": (PORTS, {}),
    "radical": (PORTS, {"radical": OF_CHARACTER}),
    "math-operator": (PORTS, {}),
    "grid": (COMPOUND, {"grid-n-columns": COUNT, "grid-n-rows": COUNT}),
    "grid-cell": (COMPOUND, {"column-number": COUNT, "row-number": COUNT}),
    "page-float": (COMPOUND, {"placement": STRING}),
    "page-footnote": (COMPOUND, {}),
    "formatting-instruction": (ATOMIC, {"data": STRING}),
}

SYMBOLS_IN_ORDER = (
    "not-applicable ultra-condensed extra-condensed condensed semi-condensed ultra-light extra-light light semi-light medium"
    " semi-expanded expanded extra-expanded ultra-expanded semi-bold bold extra-bold ultra-bold upright oblique"
    " back-slanted-oblique italic back-slanted-italic start end center justify spread-inside spread-outside page-inside"
    " page-outside wrap asis asis-wrap asis-truncate none before through after top-to-bottom left-to-right bottom-to-top"
    " right-to-left inside outside horizontal vertical escapement line-progression math ordinary operator binary relation"
    " opening closing punctuation inner space page page-region column-set column max max-uniform miter round bevel butt square"
    " loose normal kern tight touch preserve collapse ignore relative display inline border background both base font top"
    " bottom spread solid outline with against force independent pile sup-out sub-out lead-edge trail-edge explicit row-major"
    " column-major front back parent right left centered shouldered glyph even indent final truncate error repeat initial"
).split()  # fmt: skip
SYMBOLS = frozenset(SYMBOLS_IN_ORDER)
