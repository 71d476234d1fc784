"""How large a file of offers may be, and the errors for one that is too large or has nothing in it."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed, refusal

MOST_COLUMNS = 500
MOST_ROWS = 1_000_000
LONGEST_CELL = 100_000  # characters
LONGEST_COLUMN = 255


def file_empty() -> ValidationFailed:
    """The error for a file without a header."""
    return refusal("FILE_EMPTY", "file", _("The file is empty."))


def file_names_nothing() -> ValidationFailed:
    """The error for a file that would replace all offers by none."""
    message = _("The file names no offer: replacing all offers by it would remove every one of them.")
    return refusal("FILE_EMPTY", "file", message)


def unreadable(line: int, reason: str) -> ValidationFailed:
    """The error for a file that cannot be read on."""
    message = _("The file cannot be read at line %(line)s: %(reason)s") % {"line": line, "reason": reason}
    return refusal("FILE_UNREADABLE", "file", message)


def cell_too_long(line: int) -> ValidationFailed:
    """The error for a cell that no text of an offer needs."""
    return unreadable(line, _("a cell is longer than %(most)s characters.") % {"most": LONGEST_CELL})


def check_row(number: int) -> None:
    """Raises ValidationFailed for one row too many."""
    if number > MOST_ROWS:
        message = _("The file has more than %(most)s rows: send it in parts.") % {"most": MOST_ROWS}
        raise refusal("TOO_MANY_ROWS", "file", message)


def read_header(cells: Sequence[str]) -> list[str]:
    """The columns, without empty ones at the end. Raises ValidationFailed for none, too many, or one named twice."""
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise file_empty()
    if len(columns) > MOST_COLUMNS:
        message = _("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS}
        raise refusal("TOO_MANY_COLUMNS", "file", message)
    if any(len(column) > LONGEST_COLUMN or "\x00" in column for column in columns):
        raise refusal("FILE_UNREADABLE", "file", _("The first line is not a header with the names of the columns."))
    named = [column for column in columns if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice is not None:
        raise refusal("COLUMN_TWICE", "file", _("The column “%(column)s” stands there twice.") % {"column": twice[:50]})
    return columns


def is_label_row(first: Sequence[str], second: Sequence[str], codes: Collection[str]) -> bool:
    """Whether the first row is only the translation of the header that follows it."""
    return bool(codes) and not _names(first) & set(codes) and bool(_names(second) & set(codes))


def _names(cells: Sequence[str]) -> set[str]:
    return {cell.strip() for cell in cells}
