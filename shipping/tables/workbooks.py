"""The first sheet of an XLSX file, once it is known to be no trap: a few bytes may unpack to gigabytes, and two cells
may claim a sheet of billions.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from marketplace.errors import ValidationFailed, refusal
from shipping.tables.columns import MOST_ROWS
from shipping.tables.faults import too_many_rows

MOST_UNPACKED = 80 * 1024 * 1024
MOST_FILES = 500
# A sheet is held as one rectangle. Empty columns and lines are passed over, up to here.
_FURTHEST_COLUMN = 60
_FURTHEST_ROW = 2 * MOST_ROWS
# Rows and cells, with the place that they name or in the order in which they stand.
_TOKEN = re.compile(
    rb"""<(?:[A-Za-z_][\w.-]*:)?(?P<tag>row|c)(?=[\s/>])|\sr\s*=\s*["'](?P<letters>[A-Za-z]{0,10})(?P<digits>[0-9]{0,10})["']"""
)
_OTHER_KINDS = ("content.xml", "workbook.bin", "workbook.bin.rels")  # ODS and XLSB
_WIDE_LETTERS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")


def is_workbook(content: bytes) -> bool:
    """Whether it is packed as workbooks are."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(
    content: bytes, *, columns: int = _FURTHEST_COLUMN, rows: int = _FURTHEST_ROW
) -> Iterator[tuple[int, list[Any]]]:
    """The lines of the first sheet with their numbers, as far as `columns` and `rows`. Raises ValidationFailed."""
    _check(content, columns, rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise unreadable() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader's Rust raises, and no Exception
            raise
        raise unreadable() from error
    yield from enumerate(lines, start=1)


def unreadable() -> ValidationFailed:
    """The error for a file that is no workbook, or a damaged one."""
    return refusal("FILE_UNREADABLE", "file", _("The workbook is damaged: save it again as XLSX or CSV."))


def _check(content: bytes, columns: int, rows: int) -> None:
    """Unpack every part once, with its checksum, and look at the sheets."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
            if any(info.filename.endswith(_OTHER_KINDS) for info in infos):
                raise unreadable()
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise _too_big()
            for info in infos:
                _check_part(packed.read(info), columns, rows)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise unreadable() from error


def _check_part(text: bytes, columns: int, rows: int) -> None:
    if text.startswith(_WIDE_LETTERS):
        raise unreadable()
    if b"sheetData" in text:
        _check_places(text, columns, rows)


def _check_places(text: bytes, most_cells: int, most_rows: int) -> None:
    """Where cells may stand is bounded before the sheet is read."""
    rows = cells = 0
    for token in _TOKEN.finditer(text):
        if token["tag"]:
            rows, cells = (rows, cells + 1) if token["tag"] == b"c" else (rows + 1, 0)
        else:
            cells = max(cells, _column(token["letters"]))
            rows = max(rows, int(token["digits"] or 0))
        if cells > most_cells:
            raise refusal("TOO_MANY_COLUMNS", "file", _("The sheet has more columns than a table."))
        if rows > most_rows:
            raise too_many_rows()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_big() -> ValidationFailed:
    return refusal("FILE_TOO_LARGE", "file", _("The workbook unpacks to more than any table needs."))
