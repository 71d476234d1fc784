"""The first refused lines of an import, read from its error report."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.core.files.storage import default_storage

from offers.imports.reports import ERROR_LINE, ERROR_MESSAGE, REPORT_COLUMNS
from offers.models import ImportRun

MOST_LINES = 20
_MOST_CELLS = 4


@dataclass(frozen=True)
class RefusedLine:
    """A line with the first of its cells, and what is wrong with it."""

    number: str
    cells: Sequence[str]
    message: str


def refused_lines(run: ImportRun) -> tuple[Sequence[str], list[RefusedLine]]:
    """The names of the first columns and the first lines; nothing where there is no report, or its file is gone."""
    if not run.error_path or not default_storage.exists(run.error_path):
        return [], []
    with default_storage.open(run.error_path) as raw:
        rows = csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), delimiter=";")
        header = next(rows, [])
        own = [place for place, name in enumerate(header) if name not in REPORT_COLUMNS][:_MOST_CELLS]
        line, told = _place(header, ERROR_LINE, "line number"), _place(header, ERROR_MESSAGE, "errors")
        found = [
            RefusedLine(_cell(row, line), [_cell(row, place) for place in own], _cell(row, told))
            for row in islice(rows, MOST_LINES)
        ]
    return [header[place] for place in own], found


def _place(header: Sequence[str], *names: str) -> int:
    return next((header.index(name) for name in names if name in header), -1)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""
