"""Rows of offers written into workbooks that an import reads back as they are: numbers as numbers, codes as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from offers.exports.columns import write_cell
from offers.spreadsheets import escape

# Of one file: what spreadsheets open at ease, and less than an import unpacks.
MOST_ROWS = 100_000
MOST_BYTES = 48 << 20
_BYTES_AROUND = 60  # of a cell, besides its text


@dataclass
class WorkbookWriter:
    """Takes rows of values; each full workbook is handed to `save`, which says where it went."""

    save: Callable[[IO[bytes]], str]
    head: Sequence[str]
    most_rows: int = MOST_ROWS
    most_bytes: int = MOST_BYTES
    paths: list[str] = field(default_factory=list)
    rows: int = 0
    _file: IO[bytes] | None = None
    _book: Any = None
    _sheet: Any = None
    _in_file: int = 0
    _size: int = 0

    def add(self, values: Sequence[Any]) -> None:
        """Write a row, into a new workbook where the last one is full."""
        cells = [_typed(value) for value in values]
        size = sum(_BYTES_AROUND + len(str(cell).encode()) for cell in cells if cell != "")
        if self._book is not None and (self._in_file >= self.most_rows or self._size + size > self.most_bytes):
            self._close()
        if self._book is None:
            self._begin()
        self._in_file += 1
        self._size += size
        self.rows += 1
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._in_file, place, cell)
            else:
                self._sheet.write_number(self._in_file, place, cell)

    def finish(self) -> list[str]:
        """Hand over the last workbook; there is always one, if only with its head."""
        if self._book is None and not self.paths:
            self._begin()
        self._close()
        return self.paths

    def _begin(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  closed when the workbook is full
        self._book = xlsxwriter.Workbook(self._file, {"constant_memory": True})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for place, name in enumerate(self.head):
            self._sheet.write_string(0, place, name, bold)
        self._in_file = self._size = 0

    def _close(self) -> None:
        if self._book is None or self._file is None:
            return
        self._book.close()
        with self._file as file:
            file.seek(0)
            self.paths.append(self.save(file))
        self._book = self._sheet = self._file = None


def _typed(value: Any) -> int | Decimal | str:
    """A number, or text that no spreadsheet runs; moments and truth are told as CSV tells them."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return escape(write_cell(value))
