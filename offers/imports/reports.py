"""What is wrong with a file, as a CSV of its columns: refused rows alone, with their line and the reason (trap 10).
The portal makes a workbook of it where the file was one.

It can be sent again as it is once it is mended: the columns of the report are passed over. Cells that a spreadsheet
would run as a formula are written with a leading ' that a later import takes off again.
"""

import csv
import io
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from offers.spreadsheets import escape

ERROR_LINE, ERROR_MESSAGE = "error-line", "error-message"
# Columns of any of our reports: an import that finds them again passes them over.
REPORT_COLUMNS = frozenset({ERROR_LINE, ERROR_MESSAGE, "line number", "warnings", "errors"})
_HELD = 4 * 1024 * 1024  # bytes, then on the disk


class ErrorReport:
    """A CSV with `;`, every cell quoted. `leading` puts line and reason first, as PRI03 and STO03 have them."""

    def __init__(self, source_columns: Sequence[str], *, leading: bool = False, with_codes: bool = False) -> None:
        self._kept = [place for place, column in enumerate(source_columns) if column not in REPORT_COLUMNS]
        self._leading, self._with_codes = leading, with_codes
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115  # it lives as long as the report
        self._text = io.TextIOWrapper(self._file, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        self.lines = 0
        self._write([source_columns[place] for place in self._kept], [ERROR_LINE, ERROR_MESSAGE])

    def add(self, line_number: int, cells: Sequence[str], faults: Sequence[tuple[str, str]]) -> None:
        """One refused row, and all that is wrong with it: code and message of each fault."""
        told = [f"{code}|{message}" if self._with_codes else message for code, message in faults]
        self.lines += 1
        self._write([cells[place] for place in self._kept], [str(line_number), " ".join(told)])

    def save(self, path: str) -> str:
        """Store it near `path` and return where."""
        self._text.flush()
        self._file.seek(0)
        return str(default_storage.save(path, File(self._file)))

    def _write(self, cells: list[str], told: list[str]) -> None:
        row = [*told, *cells] if self._leading else [*cells, *told]
        self._writer.writerow([escape(cell) for cell in row])
