"""Files of a rate table in: CSV as spreadsheets of any country write it, and XLSX. Whatever is wrong with a file as a
whole is one error, and nothing of it is read on.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed, refusal
from shipping.tables.columns import COLUMNS, HEADERS, MOST_ROWS, GivenRow
from shipping.tables.faults import too_many_rows
from shipping.tables.workbooks import is_workbook, read_workbook

MOST_BYTES = 10 * 1024 * 1024
MOST_COLUMNS = 50
LONGEST_CELL = 200
# A column that the file of faults has and a table has not.
FAULT_HEADER = "fault"
_NEEDED = ("zone", "method", "basis", "price")
_DELIMITERS = (";", ",", "\t")
_UNICODE_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_table(content: bytes) -> list[GivenRow]:
    """The rows of a file. Raises ValidationFailed, for a file as a whole."""
    if not content.strip():
        raise _refused("FILE_EMPTY", _("The file is empty."))
    if len(content) > MOST_BYTES:
        raise too_large()
    lines = read_workbook(content) if is_workbook(content) else _csv_lines(_decoded(content))
    return _rows(lines)


def too_large() -> ValidationFailed:
    """The error for a file that is larger than any table needs."""
    return _refused("FILE_TOO_LARGE", _("The file is larger than 10 MB."))


def _refused(code: str, message: str) -> ValidationFailed:
    return refusal(code, "file", message)


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _UNICODE_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        # What spreadsheets on Windows write; every byte is a letter of it.
        text = content.decode("latin-1")
    if "\x00" in text:
        raise _refused("FILE_UNREADABLE", _("The file is neither CSV nor XLSX."))
    return text


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next(iter(text[:10_000].splitlines()), "")  # none behind a byte order mark that stands alone
    told = first.lower().removeprefix("sep=")  # the first line of some spreadsheets' files
    delimiter = told if len(told) == 1 else max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if reader.line_num > 1 or len(told) != 1:
                yield reader.line_num, cells
    except csv.Error as error:
        message = _("Line %(number)d cannot be read: is a quotation mark open?") % {"number": reader.line_num}
        raise _refused("FILE_UNREADABLE", message) from error


def _rows(lines: Iterable[tuple[int, Sequence[Any]]]) -> list[GivenRow]:
    found: list[GivenRow] = []
    columns: list[str] | None = None
    for number, cells in lines:
        texts = [_text(cell) for cell in cells[: MOST_COLUMNS + 1]]
        if not any(texts):
            continue
        if columns is None:
            columns = _columns(texts)
            continue
        if len(found) == MOST_ROWS:
            raise too_many_rows()
        found.append(_row(number, columns, texts))
    if columns is None:
        raise _refused("FILE_EMPTY", _("The file is empty."))
    return found


def _columns(texts: list[str]) -> list[str]:
    """The columns in the file's order; "" for one that is not read. Raises ValidationFailed."""
    names = {header: column for column, header in HEADERS.items()} | {FAULT_HEADER: ""}
    headers = [text.lower().lstrip("\ufeff") for text in texts]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise _refused("TOO_MANY_COLUMNS", _("The file has more columns than a table."))
    missing = [HEADERS[column] for column in _NEEDED if HEADERS[column] not in headers]
    if missing:
        message = _("The first line names the columns: %(columns)s. Missing: %(missing)s.")
        values = {"columns": ", ".join(HEADERS.values()), "missing": ", ".join(missing)}
        raise _refused("COLUMN_MISSING", message % values)
    strange = [header for header in headers if header not in names]
    if strange:
        message = _("There is no column “%(name)s”. The columns are %(columns)s.")
        values = {"name": strange[0][:30], "columns": ", ".join(HEADERS.values())}
        raise _refused("COLUMN_UNKNOWN", message % values)
    if len(set(headers)) < len(headers):
        raise _refused("COLUMN_TWICE", _("A column is there twice."))
    return [names[header] for header in headers]


def _row(number: int, columns: list[str], texts: list[str]) -> GivenRow:
    filled = len(texts)
    while filled > len(columns) and not texts[filled - 1]:
        filled -= 1
    values = {column: text for column, text in zip(columns, texts, strict=False) if column in COLUMNS}
    return GivenRow(number=number, excess=filled - len(columns), **values)


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, float):
        with suppress(ValueError, OverflowError):
            whole = int(cell)
            return str(whole) if whole == cell else repr(round(cell, 6))
    text = str(cell).strip()[:LONGEST_CELL]
    # What our own files put before a text that a spreadsheet would run.
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
