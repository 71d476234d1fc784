"""Texts in files that a spreadsheet opens: what it would run as a formula stands behind an apostrophe."""

import re

# An apostrophe before one of them is kept apart from ours by another.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)


def escape(text: str) -> str:
    """The text as no spreadsheet runs it; numbers are left alone."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
