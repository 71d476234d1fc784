"""What a file really is, and whether it may be kept. Knows no database."""

import re
import unicodedata
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed, refusal

MOST_BYTES = 30 * 1024 * 1024  # of a file, and of a message with all its files (seller API)
LONGEST_NAME = 150
BINARY = "application/octet-stream"
# Programs, and documents that a double click runs: no customer and no seller has a reason to send one.
PROGRAM_ENDINGS = frozenset(
    {
        ".apk", ".app", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk",
        ".msc", ".msi", ".msp", ".pif", ".ps1", ".reg", ".scf", ".scr", ".sh", ".sys", ".vb", ".vbe", ".vbs", ".wsf",
        ".wsh",
    }
)  # fmt: skip
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SNIFFED = 4096  # bytes that are read as text before a file counts as binary


def clean_name(name: str) -> str:
    """The last part of a file's name without what could hide its ending or leave its folder; never empty."""
    plain = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rpartition("/")[2]
    plain = " ".join(plain.split()).strip(". ")
    path = PurePosixPath(plain or "file")
    ending = path.suffix[:20]
    return f"{path.stem[: LONGEST_NAME - len(ending)]}{ending}" or "file"


def check_file(name: str, content: bytes) -> str:
    """The type that the bytes are of. Raises ValidationFailed for an empty, oversized or runnable file."""
    if not content:
        raise refusal("FILE_EMPTY", "files", _("“%(name)s” is empty.") % {"name": name})
    if len(content) > MOST_BYTES:
        raise refusal("FILE_TOO_LARGE", "files", _("“%(name)s” is larger than 30 MB.") % {"name": name})
    if is_program(name, content):
        raise program_refused(name)
    return sniff(name, content)


def is_program(name: str, content: bytes) -> bool:
    """Whether it would run when opened, by its name or by its bytes."""
    endings = {suffix.lower() for suffix in PurePosixPath(name).suffixes[-1:]}
    return bool(endings & PROGRAM_ENDINGS) or content.startswith(_PROGRAM_STARTS)


def program_refused(name: str) -> ValidationFailed:
    """The error for a program."""
    return refusal(
        "FILE_REFUSED", "files", _("“%(name)s” is a program: files of this kind are not taken.") % {"name": name}
    )


def sniff(name: str, content: bytes) -> str:
    """The type by the bytes; by the ending only among texts, which have no mark of their own."""
    try:
        found = puremagic.from_string(content, mime=True, filename=name)
    except (puremagic.PureError, ValueError):
        found = ""
    return found.strip() or ("text/plain" if _is_text(content[:_SNIFFED]) else BINARY)


def _is_text(start: bytes) -> bool:
    if b"\x00" in start:
        return False
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(start) - 3  # cut within a letter
    return True
