"""Files of a rate table out. What was downloaded uploads unchanged."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from marketplace.portal.exports import ExportColumn, csv_lines, write_xlsx
from shipping.tables.columns import HEADERS, GivenRow, WrittenRow
from shipping.tables.faults import TableFault
from shipping.tables.files import FAULT_HEADER


def table_csv(rows: Iterable[WrittenRow]) -> bytes:
    """The table as CSV with commas and points, which every spreadsheet and this house read."""
    return b"".join(csv_lines(_COLUMNS, (row.values() for row in rows)))


def table_xlsx(rows: Iterable[WrittenRow]) -> IO[bytes]:
    """The table as a workbook."""
    return write_xlsx(_COLUMNS, (row.values() for row in rows))


def given_csv(rows: Iterable[GivenRow]) -> bytes:
    """Rows as they were written, right or wrong."""
    return b"".join(csv_lines(_COLUMNS, (_texts(row) for row in rows)))


def faults_csv(rows: Sequence[GivenRow], faults: Iterable[TableFault]) -> bytes:
    """Rows as they were written, each with its faults behind it: mended there, the file goes back as it is."""
    told: dict[int, list[str]] = {}
    for fault in faults:
        header = HEADERS.get(fault.column)
        told.setdefault(fault.index, []).append(f"{header}: {fault.reason}" if header else fault.reason)
    lines = ({**_texts(row), FAULT_HEADER: " ".join(told.get(index, []))} for index, row in enumerate(rows))
    return b"".join(csv_lines([*_COLUMNS, _column(FAULT_HEADER, FAULT_HEADER)], lines))


def _texts(row: GivenRow) -> dict[str, Any]:
    return {column: row.text(column) for column in HEADERS}


def _column(header: str, name: str) -> ExportColumn:
    return ExportColumn(header, lambda row: row.get(name))


_COLUMNS = [_column(header, name) for name, header in HEADERS.items()]
