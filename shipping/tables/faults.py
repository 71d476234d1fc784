"""What is wrong with a table, by row and column, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.errors import FieldError, ValidationFailed
from shipping.tables.columns import HEADERS, MOST_ROWS

# More help nobody, and fill a page; the file of faults has all of them.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TableFault:
    """One fault. `number` is the row as its writer counts, `index` its place among the rows, from 0; a fault of the
    whole row has no column.
    """

    number: int
    index: int
    column: str
    code: str
    reason: str


class TableRefused(ValidationFailed):
    """A table with faults: nothing of it holds. `errors` are the first of them, named as files name their columns."""

    def __init__(self, faults: Sequence[TableFault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.index, fault.column))
        super().__init__(code="TABLE_REFUSED", message=_told(len(faults)), errors=self.named(HEADERS))

    def named(self, names: Mapping[str, str]) -> list[FieldError]:
        """The first faults as errors of fields: `rows[0].price`."""
        return [
            FieldError(fault.code, _field(fault, names), _sentence(fault, names)) for fault in self.faults[:MOST_SHOWN]
        ]


def too_many_rows() -> ValidationFailed:
    """The error for a table that is longer than any may be."""
    message = _("A table has at most %(most)s rows.") % {"most": MOST_ROWS}
    return ValidationFailed(
        code="TOO_MANY_ROWS", message=message, errors=[FieldError("TOO_MANY_ROWS", "rows", message)]
    )


def _told(count: int) -> str:
    told = ngettext(
        "The table has %(count)d fault. Nothing was changed.",
        "The table has %(count)d faults. Nothing was changed.",
        count,
    ) % {"count": count}
    if count <= MOST_SHOWN:
        return told
    shown = _("The first %(shown)d are listed.") % {"shown": MOST_SHOWN}
    return f"{told} {shown}"


def _field(fault: TableFault, names: Mapping[str, str]) -> str:
    row = f"rows[{fault.index}]"
    return f"{row}.{names[fault.column]}" if fault.column else row


def _sentence(fault: TableFault, names: Mapping[str, str]) -> str:
    if not fault.column:
        return _("Row %(number)d: %(reason)s") % {"number": fault.number, "reason": fault.reason}
    return _("Row %(number)d, %(column)s: %(reason)s") % {
        "number": fault.number,
        "column": names[fault.column],
        "reason": fault.reason,
    }
