"""TeX: rows and cells of tables as they come."""

from __future__ import annotations

from pyfront.dsssl.backends.base import FIELD, parse_fields
from pyfront.dsssl.backends.tex_groups import State, TexGroups
from pyfront.dsssl.backends.tex_table import NOT_APPLICABLE, Border, Cell, Column, Node, Row, Table, spec_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class TexRows(TexGroups):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self._tables()

    def _tables(self) -> None:
        self.on_groups(["table"], self.start_table, self.end_table)
        self.on_groups(["table-part"], self.start_table_part, self.end_table_part)
        for name in ("header", "footer"):
            self.on_groups([f"table-part.{name}"], self._rows(name, True), self._rows(name, False))
        self.on_groups(["table-row"], self.start_row, self.end_row)
        self.on_groups(["table-cell"], self.start_cell, self.end_cell)
        self.on_borders(self._table_border, self._cell_border)
        self.handlers["table-column"] = self.table_column

    def open(self, node: Node) -> None:
        state = self.states[-1]
        state.open = True
        if node.parent is not None:
            node.parent.open_child = node.place
        if state.prolog:
            node.prolog, state.prolog = state.prolog, ""
        self.outs.append(node.pre)

    def close(self, node: Node) -> None:
        self.outs.pop()
        if node.parent is not None:
            node.parent.open_child = -1
            node.parent.closed_child = node.place
        else:
            self.states[-1].open = False

    def length(self, text: str) -> int:
        return spec_length(text, self.formats[-1]["display"])

    def start_table(self, fields: str) -> None:
        own = parse_fields(fields)
        self.start()
        self.display(own)
        width = own.get("table-width")
        if width is None:
            self.define("TableWidth", "full")
        elif width == "#f":
            self.define("TableWidth", "minimum")
        else:
            self.spec("TableWidth", width)
        table = Table()
        self.tables.append(table)
        f = self.formats[-1]
        table.characteristics = self.dump()
        self.states.append(State())
        self.open(table)
        if width is None or width == "#f":
            table.width = f["display"] - self.length(f["start"]) - self.length(f["end"])
        else:
            table.width = self.length(width)
        self.open(table.part)

    def end_table(self, fields: str) -> None:
        table = self.tables[-1]
        if table.no_parts:
            self.close(table.part)
            table.part.explicit = False
        table.complete()
        self.close(table)
        self.states.pop()
        self.out.append(table.text())
        self.end()
        self.tables.pop()

    def start_table_part(self, fields: str) -> None:
        self.start()
        self.display(parse_fields(fields))
        table = self.tables[-1]
        if table.no_parts:
            table.no_parts = False
        else:
            table.new_part()
            self.open(table.part)
        table.part.characteristics = self.dump()

    def end_table_part(self, fields: str) -> None:
        self.close(self.tables[-1].part)
        self.end()

    def _rows(self, name: str, begins: bool) -> Callable[[str], None]:
        group = "TablePart" + name.capitalize()

        def switch(_: str) -> None:
            table = self.tables[-1]
            if begins:
                table.rows = table.part.header if name == "header" else table.part.footer
                table.part.around[name][0] += f"\\{group}%\n{{{self.dump()}}}"
            else:
                table.rows = table.part.body
                table.part.around[name][1] += f"\\end{group}{{}}"

        return switch

    def table_column(self, fields: str) -> None:
        own = parse_fields(fields)
        at = int(own["column"])
        if at:
            self.define("ColumnIndex", str(at))
        if own.get("n-columns-spanned", "1") != "1":
            self.define("NColumnsSpanned", own["n-columns-spanned"])
        if "width" in own:
            self.spec("Width", own["width"])
        columns, f = self.tables[-1].part.columns, self.formats[-1]
        while len(columns) <= at:
            columns.append(Column())
        column = columns[at]
        column.width = own.get("width")
        if f["align"] != NOT_APPLICABLE:
            column.align = f["align"]
        if f["before"] is not None:
            column.before = f["before"]
        if f["after"] is not None:
            column.after = f["after"]
        self.atomic("TableColumn")

    def start_row(self, fields: str) -> None:
        table = self.tables[-1]
        row = Row(table.part, len(table.rows))
        table.rows.append(row)
        row.characteristics = self.dump()
        self.open(row)

    def end_row(self, fields: str) -> None:
        self.close(self.tables[-1].rows[-1])

    def start_cell(self, fields: str) -> None:
        at, columns, rows, missing = (int(one) for one in fields.split(FIELD))
        for name, value, usual in (("ColumnIndex", at, 0), ("NColumnsSpanned", columns, 1), ("NRowsSpanned", rows, 1)):
            if value != usual:
                self.define(name, str(value))
        table = self.tables[-1]
        part = table.part
        display = self.formats[-1]["display"]
        if not part.processed:
            part.process_columns(table.width, display)
        row = table.rows[-1]
        while len(row.cells) <= at:
            row.cells.append(Cell(None, len(row.cells)))
        cell = row.cells[at]
        table.cell = cell
        cell.missing = bool(missing)
        cell.parent = row
        cell.columns, cell.rows = columns, rows
        while not missing and len(part.columns) < at + columns:
            part.columns.append(Column())
            part.processed = False
        if not part.processed:
            part.process_columns(table.width, display)
        if not missing:
            self._format_cell(cell, part.columns, at)
        self.start()
        cell.characteristics = self.dump()
        self.states.append(State())
        self.open(cell)
        self.outs.append(cell.content)
        self.states[-1].enforcing = False

    def _format_cell(self, cell: Cell, columns: list[Column], at: int) -> None:
        f = self.f
        if f["row-align"] != NOT_APPLICABLE:
            cell.row_align = f["row-align"]
        cell.own_before, cell.own_after = f["before"], f["after"]
        if f["background?"]:
            cell.background = f["background"]
        cell.column = at
        cell.align = columns[at].align
        cell.margins(columns[at])
        cell.display = sum(column.computed for column in columns[at : at + cell.columns])
        if cell.display:
            cell.display -= cell.before + cell.after
        f["display"] = cell.display

    def end_cell(self, fields: str) -> None:
        table = self.tables[-1]
        assert table.cell is not None
        self.outs.pop()
        self.close(table.cell)
        self.states.pop()
        table.cell = None
        self.end()

    def _table_border(self, side: int) -> Callable[[str], None]:
        return lambda _: self._store(self.tables[-1].borders[side])

    def _cell_border(self, side: int) -> Callable[[str], None]:
        def store(_: str) -> None:
            cell = self.tables[-1].cell
            if cell is not None:
                self._store(cell.borders[side])

        return store

    def _store(self, border: Border) -> None:
        self.start()
        border.priority, border.present = self.f["priority"], self.f["present"]
        self.defs.clear()
        self.end()
