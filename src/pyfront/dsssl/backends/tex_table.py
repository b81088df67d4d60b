"""TeX: tables, which are written when they end. What comes between their parts goes in front of the content of a part.

Lengths are thousands of a point.
"""

from __future__ import annotations

START, NOT_APPLICABLE = "start", "not-applicable"
BY_COLUMN = {"outside": "U", "end": "U", "center": "Y"}
LETTERS = {"outside": "r", "end": "r", "center": "c"}
# Alignment in the column -> in the row -> letters for cells without and with a background.
_END = {"outside": ("M", "3"), "end": ("M", "3"), "center": ("J", "6")}
_CENTER = {"outside": ("N", "2"), "end": ("N", "2"), "center": ("H", "5")}
_START = {"outside": ("B", "1"), "end": ("B", "1"), "center": ("G", "4")}


def points(length: int) -> str:
    whole, rest = divmod(abs(length), 1000)
    text = f"{-whole if length < 0 else whole}.{rest:03d}".rstrip("0").rstrip(".")
    return text + "\\p@"


class Node:
    """A table, one of its parts, rows or cells: its characteristics and what is around it."""

    name = ""

    def __init__(self, parent: Node | None = None, place: int = -1) -> None:
        self.parent = parent
        self.place = place
        self.characteristics = ""
        self.prolog = ""
        self.epilog = ""
        self.pre: list[str] = []
        self.open_child = -1
        self.closed_child = -1

    def child(self, place: int) -> Node:
        raise AssertionError("a cell has no parts")

    def opened(self) -> Node:
        node = self
        while node.open_child > -1:
            node = node.child(node.open_child)
        return node

    def last_closed(self) -> Node | None:
        node: Node | None = self
        while node is not None:
            if node.closed_child > -1:
                return node.child(node.closed_child)
            node = node.parent
        return None

    def head(self) -> str:
        return f"{self.prolog}\\{self.name}%\n{{{self.characteristics}}}{''.join(self.pre)}"

    def tail(self) -> str:
        return f"\\end{self.name}{{}}{self.epilog}%\n"


class Border:
    __slots__ = ("priority", "present", "of_cell")

    def __init__(self, of_cell: bool) -> None:
        self.priority = 0
        self.present = False
        self.of_cell = of_cell

    def resolve(self, other: Border) -> None:
        if other.priority > self.priority or (other.priority == self.priority and not other.of_cell and other.present):
            self.present = other.present
            if other.of_cell:
                other.present = False


class Column:
    def __init__(self) -> None:
        self.width: str | None = None
        self.computed = 0
        self.display = 0
        self.align = START
        self.left = 0  # cells with a border at their left; then: is it the rule?
        self.right = 0
        self.before = 0
        self.after = 0


class Cell(Node):
    name = "TableCell"

    def __init__(self, parent: Node | None = None, place: int = -1) -> None:
        super().__init__(parent, place)
        self.missing = False
        self.row = self.column = -1
        self.columns = self.rows = 1
        self.borders = [Border(True) for _ in range(4)]  # before and after the row, before and after the column
        self.override = False
        self.own_before: int | None = None
        self.own_after: int | None = None
        self.before = self.after = 0
        self.row_align = NOT_APPLICABLE
        self.align = START
        self.display = 0
        self.background: str | None = None
        self.over: Cell | None = None  # the cell that is here
        self.content: list[str] = []

    @property
    def overlapped(self) -> bool:
        return self.over is not self

    def margins(self, column: Column) -> None:
        self.before = column.before if self.own_before is None else self.own_before
        self.after = column.after if self.own_after is None else self.own_after
        if self.columns > 1 or (self.before, self.after) != (column.before, column.after):
            self.override = True

    def border_before_row(self) -> bool:
        return self.over is not None and self.over.row == self.row and self.over.borders[0].present

    def border_after_row(self) -> bool:
        return self.over is not None and self.over.row + self.over.rows == self.row + 1 and self.over.borders[1].present

    def border_before_column(self) -> bool:
        return self.over is not None and self.over.column == self.column and self.over.borders[2].present

    def border_after_column(self) -> bool:
        return self.over is not None and self.over.column + self.over.columns == self.column + 1 and self.over.borders[3].present

    def own_format(self) -> bool:
        return self.columns > 1 or self.override or self.row_align not in (NOT_APPLICABLE, START) or self.background is not None

    def text(self) -> str:
        before = behind = ""
        if self.own_format():
            before = self._format() + "}%\n{%\n"
            behind = "}%\n"
        content = "" if self.overlapped else "".join(self.content)
        return before + self.head() + content + self.tail() + behind

    def _format(self) -> str:
        color = ""
        if self.background is not None:
            parts = [int(self.background[i : i + 2], 16) / 255.0 for i in (0, 2, 4)]
            color = "{" + ", ".join([f"{part:.2f}" for part in parts]) + "}"
        text = f"\\TeXTableCell{{{self.columns}}}{{" + ("|" if self.borders[2].present else "")
        if self.display:
            if self.align in ("outside", "end"):
                letters = _END.get(self.row_align, ("U", "9"))
            elif self.align == "center":
                letters = _CENTER.get(self.row_align, ("Y", "8"))
            else:
                letters = _START.get(self.row_align, ("T", "7"))
            letter = letters[self.background is not None]
            text += f"{letter}{{{points(self.before)}}}{{{points(self.display)}}}{{{points(self.after)}}}{color}"
        else:
            text += f"@{{\\hspace{{{points(self.before)}}}}}"
            if self.background is not None:
                text += f">{{\\columncolor[rgb]{color}}}"
            text += LETTERS.get(self.row_align, "l") + f"@{{\\hspace{{{points(self.after)}}}}}"
        return text + ("|" if self.borders[3].present else "")


class Row(Node):
    name = "TableRow"

    def __init__(self, parent: Node, place: int) -> None:
        super().__init__(parent, place)
        self.cells: list[Cell] = []

    def child(self, place: int) -> Node:
        return self.cells[place]

    def text(self) -> str:
        parts = [self.head()]
        for i, cell in enumerate(self.cells[:-1]):
            over = cell.over
            shown = not cell.overlapped or (over is not None and over.rows > 1 and over.column == i)
            if shown:
                parts.append(("&" if i else "") + cell.text())
        return "".join(parts) + self.tail()


class Part(Node):
    name = "TablePart"

    def __init__(self, table: Table, place: int) -> None:
        super().__init__(table, place)
        self.table = table
        self.explicit = True
        self.columns: list[Column] = []
        self.processed = False
        self.header: list[Row] = []
        self.body: list[Row] = []
        self.footer: list[Row] = []
        self.around = {"header": ["", ""], "footer": ["", ""]}  # what begins and ends them

    def child(self, place: int) -> Node:
        return [*self.header, *self.body, *self.footer][place]

    def all_rows(self) -> list[Row]:
        return [*self.header, *self.body, *self.footer]

    def process_columns(self, width: int, display: int) -> None:
        lengths, shares, without = 0, 0.0, 0
        for column in self.columns:
            if column.width is None:
                without += 1
            elif _share(column.width):
                shares += _share(column.width)
            else:
                column.computed = spec_length(column.width, display)
                lengths += column.computed
        if shares > 0:
            shares += without
        unit = (width - lengths) / shares if shares else 0.0
        for column in self.columns:
            if column.width is None:
                if shares > 0:
                    column.computed = int(unit)
            elif _share(column.width):
                column.computed = int(unit * _share(column.width))
            if column.computed > 0:
                column.display = column.computed - column.before - column.after
        self.processed = True

    def normalize(self) -> None:
        most = len(self.columns) + 1
        for row in self.all_rows():
            if len(row.cells) > 1:
                last = row.cells[-2]
                if not last.missing:
                    most = max(most, len(row.cells) - 1 + last.columns)
        for row in self.all_rows():
            while len(row.cells) < most:
                row.cells.append(Cell(row, len(row.cells)))

    def defaults(self) -> None:
        """Borders that most cells of a column have are those of the column."""
        rows = self.all_rows()
        for row in rows:
            for i, cell in enumerate(row.cells[:-1]):
                while len(self.columns) <= i:
                    self.columns.append(Column())
                self.columns[i].left += cell.border_before_column()
                self.columns[i].right += cell.border_after_column()
        for column in self.columns:
            column.left = int(column.left * 2 >= len(rows))
            column.right = int(column.right * 2 >= len(rows))
        for row in rows:
            for cell in row.cells[:-1]:
                self._override(cell)

    def _override(self, cell: Cell) -> None:
        if not cell.overlapped:
            for name, border, usual in (
                ("Before", cell.borders[2], self.columns[cell.column].left),
                ("After", cell.borders[3], self.columns[min(cell.column + cell.columns, len(self.columns)) - 1].right),
            ):
                if bool(usual) != border.present:
                    cell.characteristics += f"\\def\\TeXTableCell{name}ColumnBorder{{{int(border.present)}}}"
        elif cell.over is not None and cell.over.rows > 1:
            cell.characteristics += f"\\def\\ColumnIndex{{{cell.column}}}\\def\\TeXRowSpanFiller{{1}}"

    def text(self) -> str:
        head, tail = (self.head(), self.tail()) if self.explicit else ("", "")
        columns = []
        for i, column in enumerate(self.columns):
            text = "|" if i == 0 and column.left else ""
            if column.computed > 0:
                widths = [points(length) for length in (column.before, column.display, column.after)]
                text += BY_COLUMN.get(column.align, "T") + "".join([f"{{{width}}}" for width in widths])
            else:
                letter = LETTERS.get(column.align, "l")
                text += f"@{{\\hspace{{{points(column.before)}}}}}{letter}@{{\\hspace{{{points(column.after)}}}}}"
            columns.append(text + ("|" if column.right else ""))
        parts = [f"\\TeXTable%\n{{{points(self.table.width)}}}{{{len(self.columns)}}}{{{''.join(columns)}}}%\n"]
        before: Row | None = None
        for name, rows in (("header", self.header), ("", self.body), ("footer", self.footer)):
            start, end = self.around.get(name, ("", ""))
            parts.append(start)
            for row in rows:
                parts.append(_lines(before, row))
                parts.append(row.text())
                before = row
            parts.append(end)
        if before is not None:
            parts.append(_lines(before, None))
        return head + "".join(parts) + "\\endTeXTable{}%\n" + tail


class Table(Node):
    name = "Table"

    def __init__(self) -> None:
        super().__init__()
        self.width = 0
        self.borders = [Border(False) for _ in range(4)]
        self.parts = [Part(self, 0)]
        self.part = self.parts[0]
        self.rows = self.part.body
        self.cell: Cell | None = None
        self.no_parts = True

    def child(self, place: int) -> Node:
        return self.parts[place]

    def new_part(self) -> None:
        self.part = Part(self, len(self.parts))
        self.parts.append(self.part)
        self.rows = self.part.body

    def complete(self) -> None:
        for i, part in enumerate(self.parts):
            part.normalize()
            header, body, footer = part.header, part.body, part.footer
            if header:
                self.resolve([], header, 0, i == 0, False)
            self.resolve(header, body, len(header), not header, not footer)
            if footer:
                self.resolve(body, footer, len(header) + len(body), False, i == len(self.parts) - 1)
            part.defaults()

    def resolve(self, before: list[Row], rows: list[Row], start: int, first: bool, last: bool) -> None:
        for r, row in enumerate(rows):
            for c, cell in enumerate(row.cells[:-1]):
                if cell.over is None:
                    _cover(cell, rows, r, c, start)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row.cells[:-1]):
                if not cell.overlapped:
                    self._resolve_cell(cell, before, rows, r, c, first, last)

    def _resolve_cell(self, cell: Cell, before: list[Row], rows: list[Row], r: int, c: int, first: bool, last: bool) -> None:
        borders = cell.borders
        for rr in range(r, min(r + cell.rows, len(rows))):
            cells = rows[rr].cells
            for cc in range(c, min(c + cell.columns, len(cells) - 1)):
                if cc == c:
                    left = cells[cc - 1].over
                    borders[2].resolve(self.borders[2] if cc == 0 or left is None else left.borders[3])
                if rr == r:
                    above = None
                    if rr:
                        above = rows[rr - 1].cells[cc].over
                    elif not first and before and cc < len(before[-1].cells):
                        above = before[-1].cells[cc].over
                    if rr == 0 and first:
                        borders[0].resolve(self.borders[0])
                    elif above is not None:
                        borders[0].resolve(above.borders[1])
                if cc == len(cells) - 2:
                    borders[3].resolve(self.borders[3])
                if rr == len(rows) - 1 and last:
                    borders[1].resolve(self.borders[1])

    def text(self) -> str:
        return self.head() + "".join([part.text() for part in self.parts]) + self.tail()


def _cover(cell: Cell, rows: list[Row], r: int, c: int, start: int) -> None:
    for rr in range(r, min(r + cell.rows, len(rows))):
        for cc in range(c, min(c + cell.columns, len(rows[rr].cells))):
            other = rows[rr].cells[cc]
            other.over = cell
            other.row = rr + start
            other.column = cc


def _lines(upper: Row | None, lower: Row | None) -> str:
    """The lines between two rows."""
    row = upper or lower
    assert row is not None
    count = len(row.cells) - 1
    text, start = "", -1
    for i in range(count):
        present = (upper is not None and upper.cells[i].border_after_row()) or (
            lower is not None and i < len(lower.cells) and lower.cells[i].border_before_row()
        )
        if present:
            start = i if start < 0 else start
            if i != count - 1:
                continue
            end = i
        elif start < 0:
            continue
        else:
            end = i - 1
        text += "\\Hline%\n" if start == 0 and i == count - 1 else f"\\Cline{{{start + 1}-{end + 1}}}%\n"
        start = -1
    return text


def _share(width: str) -> float:
    return float(width.split(",")[2]) if "," in width else 0.0


def spec_length(text: str, display: int) -> int:
    """A length specification, for a display of that size."""
    length, comma, rest = text.partition(",")
    if not comma:
        return int(length)
    part = display * float(rest.partition(",")[0])
    return int(length) + int(part + 0.5 if part >= 0.0 else part - 0.5)
