"""CSV as real clients write it: `;`, `,` or tab, with or without BOM and quotes, in any common encoding (trap 9)."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from offers.imports.limits import (
    LONGEST_CELL,
    cell_too_long,
    check_row,
    file_empty,
    is_label_row,
    read_header,
    unreadable,
)

_PIECE = 1024 * 1024
_DELIMITERS = ";,\t"
_LONGEST_HEADER = 200_000


class DelimitedSource:
    """Streams the file: nothing but one row is held."""

    def __init__(self, stream: BinaryIO, codes: Collection[str] = ()) -> None:
        self._stream = stream
        self._encoding = _encoding_of(stream)
        self._delimiter = _delimiter_of(self._text().readline(_LONGEST_HEADER))
        rows = self._rows()
        first = next((cells for _line, cells in rows), None)
        if first is None:
            raise file_empty()
        second = next((cells for _line, cells in rows), [])
        self._skipped = 2 if is_label_row(first, second, codes) else 1
        self.columns = read_header(second if self._skipped == 2 else first)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        rows = self._rows()
        for _number in range(self._skipped):
            next(rows)
        width, number = len(self.columns), 0
        for line, cells in rows:
            number += 1
            if number & 1023 == 0:
                check_row(number)
            found = len(cells)
            if found != width:
                cells = cells[:width] if found > width else cells + [""] * (width - found)
            yield line, cells
        check_row(number)

    def _text(self) -> io.TextIOWrapper:
        self._stream.seek(0)
        # A wrapper that is thrown away would close the file with it.
        kept: Any = _Kept(self._stream)  # whose name nobody asks for
        return io.TextIOWrapper(kept, encoding=self._encoding, errors="replace", newline="")

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not blank, each with the line that it begins in."""
        reader = csv.reader(self._text(), delimiter=self._delimiter)
        end = 0
        try:
            for cells in reader:
                line, end = end + 1, reader.line_num
                if cells and (len(cells) > 1 or cells[0].strip() or any(cells)):
                    yield line, cells
        except csv.Error as error:
            if "field larger" in str(error):
                raise cell_too_long(end + 1) from error
            raise unreadable(end + 1, _("the quotes do not match.")) from error


class _Kept(io.RawIOBase):
    """A view of the file that may be dropped without closing it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed asks for a wider buffer
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _encoding_of(stream: BinaryIO) -> str:
    """What its mark says, else UTF-8 where all of it is, else what Western spreadsheets write."""
    stream.seek(0)
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while piece := stream.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter_of(header: str) -> str:
    """The sign that parts the header's names; `;` where it has one column."""
    bare = "".join(header.split('"')[::2])
    counts = {delimiter: bare.count(delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else ";"


csv.field_size_limit(LONGEST_CELL)
