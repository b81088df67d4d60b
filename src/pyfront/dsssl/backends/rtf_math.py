"""RTF: mathematics, as fields of Word's formula language; parts of formulas are put into its order."""

from __future__ import annotations

from pyfront.dsssl.backends.base import parse_fields
from pyfront.dsssl.backends.rtf_rows import RtfRows
from pyfront.dsssl.backends.rtf_text import points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


_POINTS = (
    ("superscript-height", "superscript"), ("subscript-depth", "subscript"), ("over-mark-height", "over"),
    ("under-mark-depth", "under"), ("grid-row-sep", "row-sep"), ("grid-column-sep", "column-sep"),
)  # fmt: skip
# Events at which a part of a formula ends.
_NEXT = (
    "(radical.degree", ")radical.degree", ")fence.open", ")math-operator.lower-limit", ")math-operator.upper-limit",
    "(mark.over-mark", ")mark.over-mark", ")mark.under-mark", "(script.pre-sup", "(script.pre-sub", "(script.post-sup",
    "(script.post-sub", "(script.mid-sup", "(script.mid-sub",
)  # fmt: skip


class _Parts:
    """A flow object whose parts are kept until it ends."""

    def __init__(self, out: list[str], output: dict[str, Any]) -> None:
        self.out = out
        self.output = output
        self.texts: list[str] = []


class _Grid:
    def __init__(self, out: list[str], output: dict[str, Any], kind: str, columns: int, rows: int) -> None:
        self.out = out
        self.output = output
        self.kind = kind
        self.columns = columns
        self.rows = rows
        self.cells: list[list[str]] = []
        self.current: tuple[int, int] | None = None


class RtfMath(RtfRows):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.stack: list[_Parts] = []
        self.grids: list[_Grid] = []
        self.math_output: dict[str, Any] = {}
        self._math_handlers()

    def _math_handlers(self) -> None:
        on = self.handlers
        for event, name in _POINTS:
            on[event] = self.sets(name, lambda v: points(int(v)))
        on["math-display-mode"] = self.set_mode
        on["grid-position-cell-type"] = self._one_of("grid-type", {one: one for one in ("row-major", "column-major", "explicit")})
        on["grid-column-alignment"] = self._one_of("grid-align", {"start": "l", "center": "c", "end": "r"})
        self.on_groups(["math-sequence"], self._begin(lambda: ""), self._finish(""))
        on["(subscript"] = self._begin(lambda: f"\\\\s\\\\do{self.f['subscript']}(")
        on["(superscript"] = self._begin(lambda: f"\\\\s\\\\up{self.f['superscript']}(")
        on[")subscript"] = on[")superscript"] = self._finish(")")
        self.on_groups(["fraction"], self._begin(lambda: "\\\\f"), self._finish(""))
        on["(fraction.numerator"] = lambda _: self.out.append("(")
        on["(fraction.denominator"] = lambda _: self.out.append(",")
        on[")fraction.denominator"] = lambda _: self.out.append(")")
        for name in ("radical", "fence", "mark", "script"):
            on["(" + name] = self.start_parts
        on["(math-operator"] = self.start_operator
        on[")radical"] = lambda _: self.end_parts(self.radical)
        on[")fence"] = lambda _: self.end_parts(self.fence)
        on[")math-operator"] = lambda _: self.end_parts(self.operator)
        on[")mark"] = lambda _: self.end_parts(self.mark)
        on[")script"] = self.end_script
        for name in _NEXT:
            on[name] = self.next_part
        on["(fence.open"] = self._special("fence", True)
        on[")fence.close"] = self._special("", True)
        on["(math-operator.operator"] = self._special("integral", True)
        on[")math-operator.operator"] = self._special("", True)
        self.on_groups(["grid"], self.start_grid, self.end_grid)
        self.on_groups(["grid-cell"], self.start_cell_of_grid, self.end_cell_of_grid)

    def _one_of(self, name: str, known: dict[str, str]) -> Callable[[str], None]:
        def set_one(value: str) -> None:
            if value in known:
                self.own()[name] = known[value]

        return set_one

    def set_mode(self, value: str) -> None:
        if value in ("display", "inline"):
            self.own()["inline-math"] = value == "inline"

    def enter(self) -> None:
        self.start()
        self.prepare()
        self.math += 1
        if self.math == 1:
            self.math_output = self.o.copy()
            self.out.append("{\\field{\\*\\fldinst  EQ ")

    def leave(self) -> None:
        self.math -= 1
        if self.math == 0:
            self.out.append("}{\\fldrslt}}")
            self.o = self.math_output
            self.in_step = None

    def _begin(self, text: Callable[[], str]) -> Callable[[str], None]:
        def begin(_: str) -> None:
            self.enter()
            self.out.append(text())

        return begin

    def _finish(self, text: str) -> Callable[[str], None]:
        def finish(_: str) -> None:
            self.out.append(text)
            self.leave()
            self.end()

        return finish

    def _special(self, kind: str, part: bool) -> Callable[[str], None]:
        def special(_: str) -> None:
            if part:
                self.next_part()
            self.math_special = kind

        return special

    # ------------------------------------------------------------ parts in another order

    def start_parts(self, fields: str = "") -> None:
        self.enter()
        self.stack.append(_Parts(self.out, self.o.copy()))
        self.out = ["{"]

    def start_operator(self, fields: str) -> None:
        self.enter()
        self.out.append("\\\\i" + ("\\\\in" if self.f["inline-math"] else ""))
        self.stack.append(_Parts(self.out, self.o.copy()))
        self.out = ["{"]

    def next_part(self, fields: str = "") -> None:
        parts = self.stack[-1]
        self.out.append("}")
        parts.texts.append("".join(self.out))
        self.out = ["{"]
        self.o = parts.output.copy()
        self.in_step = None

    def end_parts(self, form: Callable[[list[str]], str]) -> None:
        parts = self.stack.pop()
        parts.out.append(form(parts.texts))
        self.out = parts.out
        self.end()
        self.leave()

    def end_script(self, fields: str) -> None:
        self.next_part()
        self.end_parts(self.script)

    def radical(self, t: list[str]) -> str:
        return f"\\\\r({t[1]},{t[0]})"

    def fence(self, t: list[str]) -> str:
        return f"\\\\b\\\\lc\\\\{t[1]}\\\\rc\\\\{t[2]}({t[0]})"

    def operator(self, t: list[str]) -> str:
        return f"{t[1]}({t[2]},{t[3]},{t[0]})"

    def _raised(self, name: str, text: str, before: str = "") -> str:
        if len(text) <= 2:
            return ""
        return f"{before}\\\\s\\\\{'up' if name in ('over', 'superscript') else 'do'}{self.f[name]}({text})"

    def mark(self, t: list[str]) -> str:
        return f"\\\\o({t[0]}{self._raised('over', t[1], ',')}{self._raised('under', t[2], ',')})"

    def script(self, t: list[str]) -> str:
        before = f"\\\\o({self._raised('superscript', t[1])},{self._raised('subscript', t[2])})"
        middle = f"\\\\o({t[0]}{self._raised('over', t[5], ',')}{self._raised('under', t[6], ',')})"
        behind = f"\\\\o({self._raised('superscript', t[3])},{self._raised('subscript', t[4])})"
        return before + middle + behind

    # ------------------------------------------------------------ grids

    def start_grid(self, fields: str) -> None:
        own = parse_fields(fields)
        self.enter()
        columns, rows = int(own.get("grid-n-columns", "1")), int(own.get("grid-n-rows", "1"))
        self.grids.append(_Grid(self.out, self.o.copy(), self.f["grid-type"], columns, rows))
        self.out = []

    def end_grid(self, fields: str) -> None:
        grid = self.grids.pop()
        self.out = grid.out
        columns = max([grid.columns, *(len(row) for row in grid.cells)])
        f = self.f
        text = [f"\\\\a\\\\hs{f['column-sep']}\\\\vs{f['row-sep']}\\\\a{f['grid-align']}\\\\co{columns}("]
        for i, row in enumerate(grid.cells):
            for j, cell in enumerate(row):
                text.append(("," if i or j else "") + cell)
            text.append("," * (columns - max(len(row), 1)))
        self.out.append("".join(text) + ")")
        self.end()
        self.leave()

    def start_cell_of_grid(self, fields: str) -> None:
        if self.grids:
            own = parse_fields(fields)
            self.out.append("{")
            grid = self.grids[-1]
            grid.current = self._place(grid, int(own.get("column-number", "0")), int(own.get("row-number", "0")))
        self.start()

    def _place(self, grid: _Grid, column: int, row: int) -> tuple[int, int] | None:
        cells = grid.cells
        if grid.kind == "explicit":
            if not (row > 0 and column > 0):
                return None
            while len(cells) < column:
                cells.append([])
            while len(cells[column - 1]) < row:
                cells[column - 1].append("")
            return column - 1, row - 1
        if grid.kind == "row-major":
            if not cells or len(cells[-1]) >= grid.columns:
                cells.append([])
            cells[-1].append("")
            return len(cells) - 1, len(cells[-1]) - 1
        while len(cells) < grid.rows:
            cells.append([])
        at = 0
        if len(cells[grid.rows - 1]) != len(cells[0]):
            at = next(i for i in range(1, len(cells)) if len(cells[i]) < len(cells[0]))
        cells[at].append("")
        return at, len(cells[at]) - 1

    def end_cell_of_grid(self, fields: str) -> None:
        if self.grids:
            self.out.append("}")
            grid = self.grids[-1]
            if grid.current is not None:
                grid.cells[grid.current[0]][grid.current[1]] = "".join(self.out)
            self.out = []
            self.o = grid.output.copy()
            self.in_step = None
        self.end()
