"""The files of a product import: what was refused before and after the transformation, what is new, what was read.

Refused rows come as the same file again with `line number`, `warnings` and `errors`, to be mended and sent (trap 10).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from offers.imports.reports import REPORT_COLUMNS
from offers.spreadsheets import escape

_HELD = 4 * 1024 * 1024  # bytes, then on the disk


class RowsFile:
    """A CSV with `;`, every cell quoted."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115  # it lives as long as the report
        self._text = io.TextIOWrapper(self._file, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        self.rows = 0
        self._writer.writerow([escape(column) for column in columns])

    def add(self, cells: Iterable[str]) -> None:
        """One more row."""
        self.rows += 1
        self._writer.writerow([escape(cell) for cell in cells])

    def save(self, path: str) -> str:
        """Store it near `path` and return where; a file without rows is none."""
        if not self.rows:
            return ""
        self._text.flush()
        self._file.seek(0)
        return str(default_storage.save(path, File(self._file)))


class RefusedFile(RowsFile):
    """Rows as they were sent, with the reason."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._kept = [place for place, column in enumerate(columns) if column not in REPORT_COLUMNS]
        super().__init__([*(columns[place] for place in self._kept), "line number", "warnings", "errors"])

    def refuse(
        self,
        line: int,
        cells: Sequence[str],
        faults: Iterable[tuple[str, str]],
        warnings: Iterable[tuple[str, str]] = (),
    ) -> None:
        """One row with its faults as `code|message`."""
        told = [", ".join(f"{code}|{message}" for code, message in each) for each in (warnings, faults)]
        self.add([*(cells[place] for place in self._kept), str(line), *told])
