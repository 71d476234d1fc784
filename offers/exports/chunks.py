"""Rows written into files one after the other, each of so many rows or bytes at most; memory stays flat."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from marketplace.rest.renderers import dumps
from offers.spreadsheets import escape


@dataclass
class ChunkWriter:
    """Keeps the bytes of rows; each full file is handed to `save`, which says where it went."""

    save: Callable[[IO[bytes]], str]
    most_rows: int | None = None
    most_bytes: int | None = None
    paths: list[str] = field(default_factory=list)
    rows: int = 0
    _file: IO[bytes] | None = None
    _in_file: int = 0
    _size: int = 0

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""

    def add(self, row: bytes) -> None:
        """Write a row, into a new file where the last one is full."""
        if self._file is not None and self._is_full(len(row)):
            self._close()
        file = self._file or self._begin()
        self._write(file, (self.between if self._in_file else b"") + row)
        self._in_file += 1
        self.rows += 1

    def finish(self) -> list[str]:
        """Hand over the last file; there is always one, if only with its head."""
        if self._file is None and not self.paths:
            self._begin()
        self._close()
        return self.paths

    def _is_full(self, size: int) -> bool:
        many = self.most_rows is not None and self._in_file >= self.most_rows
        return many or (self.most_bytes is not None and self._size + size + len(self.tail) > self.most_bytes)

    def _begin(self) -> IO[bytes]:
        self._file = TemporaryFile()  # noqa: SIM115  closed when the file is full
        self._in_file = self._size = 0
        self._write(self._file, self.head)
        return self._file

    def _write(self, file: IO[bytes], content: bytes) -> None:
        file.write(content)
        self._size += len(content)

    def _close(self) -> None:
        if self._file is None:
            return
        with self._file as file:
            self._write(file, self.tail)
            file.seek(0)
            self.paths.append(self.save(file))
        self._file = None


@dataclass(frozen=True)
class CsvRows:
    """Rows of a CSV file with semicolons, UTF-8. `is_harmless`: made for a spreadsheet."""

    is_harmless: bool = False

    def row(self, cells: Sequence[str]) -> bytes:
        target = io.StringIO()
        given = [escape(cell) for cell in cells] if self.is_harmless else cells
        csv.writer(target, delimiter=";", lineterminator="\n").writerow(given)
        return target.getvalue().encode()


def json_row(told: dict[str, Any]) -> bytes:
    """One object of a JSON list."""
    return dumps(told)
