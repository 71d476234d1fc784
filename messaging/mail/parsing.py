"""Bytes as a tree of parts. The parser of the standard library is patient with broken mail, not with hostile mail."""

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Any

_LONGEST_HEADER = 64 * 1024
_LONGEST_PARAMETERS = 2 * 1024  # their reader's time grows with the square
_LONGEST_HEAD = 1024 * 1024
# The parser recurses a level for each part in a part, keeps an object for each part, and asks each level at each line.
_MOST_LEVELS = 60
_MOST_PARTS = 1_000
_MOST_LINES = 1_500_000
_MOST_STATUS_BLOCKS = 10_000
_LEVEL = re.compile(rb"boundary(?:\*\d{0,3}\*?)?\s*=|^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary(?:\*\d{0,3}\*?)?\s*=\s*(?:[^\s']*'[^\s']*')?\"?([^\s\";]{1,70})", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"message/delivery-status", re.IGNORECASE)

# What the library raises where it meets what it did not expect.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class RawHeaders(Compat32):
    """Headers stay as they came, byte for byte, and none is long enough to cost time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        longest = _LONGEST_PARAMETERS if name.lower().startswith("content-") else _LONGEST_HEADER
        return name, value[:longest]

    def header_fetch_parse(self, name: str, value: Any) -> str:
        return str(value)


def parse(raw: bytes) -> Message:
    """The mail with its parts; a mail built to break its reader comes as headers and one text. Never raises."""
    parser = BytesParser(policy=RawHeaders())
    if is_harmless(raw):
        try:
            return parser.parsebytes(raw)
        except BROKEN:
            pass
    return parser.parsebytes(_with_short_head(raw), headersonly=True)


def parameter(part: Message, name: str, header: str = "Content-Type") -> str:
    """A parameter of a header as it came; empty where it is missing or cannot be read."""
    try:
        value = part.get_param(name, "", header)
    except BROKEN:
        return ""
    return str(value[2]) if isinstance(value, tuple) else str(value)


def is_harmless(raw: bytes) -> bool:
    """Whether reading its parts is sure to end soon, in little memory."""
    if sum(1 for _ in _LEVEL.finditer(raw)) > _MOST_LEVELS or raw.count(b"\n") > _MOST_LINES:
        return False
    boundaries = {found[1] for found in _BOUNDARY.finditer(raw)}
    if sum(raw.count(b"--" + boundary) for boundary in boundaries) > _MOST_PARTS:
        return False
    blank = raw.count(b"\n\n") + raw.count(b"\n\r\n")
    return blank <= _MOST_STATUS_BLOCKS or _STATUS.search(raw) is None


def _with_short_head(raw: bytes) -> bytes:
    """Headers that no mail server would have passed are left out from some line on; the text stays."""
    blank = _BLANK_LINE.search(raw)
    end = blank.start() if blank else len(raw)
    if end <= _LONGEST_HEAD:
        return raw
    return raw[:_LONGEST_HEAD].rpartition(b"\n")[0] + b"\n" + raw[end:]
