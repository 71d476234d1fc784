"""The first refused lines of an import, read from its error report."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import PurePath
from typing import IO

from django.core.files.storage import default_storage

from marketplace.portal.exports import ExportColumn, write_xlsx
from offers.imports.reports import ERROR_LINE, ERROR_MESSAGE, REPORT_COLUMNS
from offers.models import ImportRun
from offers.spreadsheets import unescape

MOST_LINES = 20
# A workbook of so many lines takes a request some two seconds; a longer report is fetched as CSV.
MOST_IN_WORKBOOK = 20_000
_MOST_CELLS = 4
# Codes are for programs: the report that is fetched keeps them.
_CODE = re.compile(r"(^|, )\d{4}\|")


@dataclass(frozen=True)
class RefusedLine:
    """A line with the first of its cells, each with its column, and what is wrong with it."""

    number: str
    cells: Sequence[tuple[str, str]]
    message: str


def refused_lines(run: ImportRun) -> tuple[Sequence[str], list[RefusedLine]]:
    """The names of the first columns and the first lines; nothing where there is no report, or its file is gone."""
    if not run.error_path or not default_storage.exists(run.error_path):
        return [], []
    with _report(run) as rows:
        header: list[str] = next(rows, [])
        own = [place for place, name in enumerate(header) if name not in REPORT_COLUMNS][:_MOST_CELLS]
        line, told = _place(header, ERROR_LINE, "line number"), _place(header, ERROR_MESSAGE, "errors")
        warned = _place(header, "warnings")
        found = [
            RefusedLine(
                _cell(row, line),
                [(header[place], _cell(row, place)) for place in own],
                _CODE.sub(r"\1", _cell(row, told) or _cell(row, warned)),
            )
            for row in islice(rows, MOST_LINES)
        ]
    return [header[place] for place in own], found


def has_workbook(run: ImportRun) -> bool:
    """Whether its refused lines come back as a workbook: it came as one, and they are not too many."""
    is_workbook = PurePath(run.file_name).suffix.lower() == ".xlsx"
    return is_workbook and run.lines_in_error + run.lines_with_warning <= MOST_IN_WORKBOOK


def refused_workbook(run: ImportRun) -> IO[bytes]:
    """The error report as XLSX, with its columns of line and reason: an import takes it again."""
    with _report(run) as rows:
        header: list[str] = next(rows, [])
        columns = [ExportColumn(name, itemgetter(place)) for place, name in enumerate(header)]
        # Text in a workbook is run by nobody: it stands there as it was sent.
        return write_xlsx(columns, ([unescape(cell) for cell in row] for row in rows))


@contextmanager
def _report(run: ImportRun) -> Iterator[Iterator[list[str]]]:
    """Its rows, the header first."""
    with default_storage.open(run.error_path) as raw:
        yield csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), delimiter=";")


def _place(header: Sequence[str], *names: str) -> int:
    return next((header.index(name) for name in names if name in header), -1)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""
