"""The first sheet of a workbook as rows of text."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from offers.imports.limits import MOST_COLUMNS, MOST_ROWS, check_row, file_empty, is_label_row, read_header
from shipping.tables.workbooks import read_workbook


class SheetSource:
    """Held in memory, within the bounds that are checked before the sheet is unpacked."""

    def __init__(self, stream: BinaryIO, codes: Collection[str] = ()) -> None:
        lines = read_workbook(stream.read(), columns=MOST_COLUMNS, rows=MOST_ROWS + 2)
        self._rows = [(number, cells) for number, cells in lines if any(cell not in ("", None) for cell in cells)]
        if not self._rows:
            raise file_empty()
        first = self._read(0)
        second = self._read(1) if len(self._rows) > 1 else []
        self._skipped = 2 if is_label_row(first, second, codes) else 1
        self.columns = read_header(second if self._skipped == 2 else first)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.columns)
        check_row(len(self._rows) - self._skipped)
        for position in range(self._skipped, len(self._rows)):
            cells = self._read(position)[:width]
            yield self._rows[position][0], cells + [""] * (width - len(cells))

    def _read(self, position: int) -> list[str]:
        return [_text(cell) for cell in self._rows[position][1]]


def _text(cell: Any) -> str:
    """A typed cell as it would stand in a CSV: 12.0 is the 12 that was typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
