"""A list as a file: ISO values and plain numbers whatever the reader's locale, and no cell that a spreadsheet runs."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.functional import Promise

CHUNK = 2_000  # rows fetched at once by the server-side cursor
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST = 60
XLSX_ROWS = 1_048_575  # what a worksheet holds below its header


@dataclass(frozen=True)
class ExportColumn:
    """A header and how a row's value is read."""

    header: str
    value: Callable[[Any], Any]


class _Echo:
    """A file that hands each line back: csv writes into it, the response sends it on."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[ExportColumn], rows: Iterable[Any]) -> Iterator[bytes]:
    """The file line by line, with a byte order mark so that spreadsheets read UTF-8."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + str(writer.writerow([plain(column.header) for column in columns])).encode()
    for row in rows:
        yield str(writer.writerow([plain(column.value(row)) for column in columns])).encode()


def write_xlsx(columns: Sequence[ExportColumn], rows: Iterable[Any]) -> IO[bytes]:
    """A workbook in a temporary file, written row by row in constant memory, and read from its start."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the response that sends it
    book = xlsxwriter.Workbook(
        target,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
    )
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, min(_WIDEST, max(12, len(column.header) + 2)))
        sheet.write_string(0, index, column.header, head)
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            value = cell(column.value(row))
            sheet.write(number, index, value, formats.get(type(value)))
    book.close()
    target.seek(0)
    return target


def plain(value: Any) -> str:
    """A value in a CSV cell."""
    value = cell(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"  # else a spreadsheet runs it as a formula
    return "" if value is None else str(value)


def cell(value: Any) -> Any:
    """A value as both kinds of file know it: text, number, moment, or nothing."""
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, int | float | Decimal | datetime | date):
        return value
    return str(value)


def headers(columns: Iterable[tuple[str | Promise, Callable[[Any], Any]]]) -> list[ExportColumn]:
    """Columns with their headers translated now: a streamed file outlives the request's language."""
    return [ExportColumn(str(header), value) for header, value in columns]
