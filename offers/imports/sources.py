"""A file as rows of text, whatever its format: CSV, XLSX, XML, or the JSON of OF24. Pure; CSV and XML are streamed.

Whoever reads gets the columns as they are written, then `(line number, cells)`; unknown columns are kept, so that an
error report gives them back (trap 9).
"""

from collections.abc import Collection, Iterator
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed, refusal
from offers.imports.delimited import DelimitedSource
from offers.imports.json_rows import JsonSource
from offers.imports.limits import file_empty
from offers.imports.sheets import SheetSource
from offers.imports.xml_rows import XmlSource

__all__ = ["Source", "open_source"]

_HEAD = 4096
_PDF, _OLE, _GZIP = b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"


class Source(Protocol):
    """Rows of a file: as many cells as columns in each, blank rows left out."""

    columns: list[str]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]: ...


def open_source(stream: BinaryIO, name: str, *, codes: Collection[str] = ()) -> Source:
    """The rows of a seekable file. A first row without any of the `codes` is passed over where the next one has some:
    it is the translation of the header. Raises ValidationFailed here and while it is read.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise file_empty()
    if head.startswith(b"PK"):
        return SheetSource(stream, codes)
    if head.startswith((_PDF, _OLE, _GZIP)):
        raise _unknown_format()
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        return XmlSource(stream)
    if name.lower().endswith(".json") and text.startswith((b"{", b"[")):
        return JsonSource(stream)
    return DelimitedSource(stream, codes)


def _unknown_format() -> ValidationFailed:
    message = _("This is no CSV, XLSX or XML file: save it as one of these.")
    return refusal("FILE_UNREADABLE", "file", message)
