"""The file as lines: streamed, from a path or standard input, packed or not."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

MAX_BYTES = 1_000_000  # of a line; a longer one is refused without being held in memory
_GZIP_MAGIC = b"\x1f\x8b"


class SourceBroken(Exception):
    """The file ends or breaks in the middle."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as it stands in the file. `fault` says why it cannot be read at all."""

    number: int
    text: str
    fault: str = ""


@contextmanager
def open_source(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, of standard input for "-", unpacked where they are packed. Raises OSError."""
    if path == "-":
        with _unpacked(sys.stdin.buffer) as stream:
            yield stream
    else:
        with Path(path).open("rb") as raw, _unpacked(raw) as stream:
            yield stream


def read_lines(stream: BinaryIO) -> Iterator[SourceLine]:
    """All lines that are not blank, numbered as in the file. Raises SourceBroken where a packed file is damaged."""
    number = 0
    try:
        while raw := stream.readline(MAX_BYTES + 1):
            number += 1
            if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
                _skip_line(stream)
                yield SourceLine(number, raw[:200].decode(errors="replace"), f"is longer than {MAX_BYTES} bytes")
            elif raw.strip():
                yield _decoded(number, raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceBroken(f"The file is damaged after line {number}: {error}") from error


@contextmanager
def _unpacked(raw: BinaryIO) -> Iterator[BinaryIO]:
    peek = getattr(raw, "peek", None)
    if peek is None or not peek(2).startswith(_GZIP_MAGIC):
        yield raw
        return
    with gzip.GzipFile(fileobj=raw) as stream:
        yield cast(BinaryIO, stream)


def _decoded(number: int, raw: bytes) -> SourceLine:
    try:
        return SourceLine(number, raw.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        return SourceLine(number, raw.decode(errors="replace").strip(), "is not UTF-8")


def _skip_line(stream: BinaryIO) -> None:
    while rest := stream.readline(MAX_BYTES):
        if rest.endswith(b"\n"):
            return
