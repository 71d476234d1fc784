"""The rows of a figure's part as its page and its files show them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.permissions import Right
from marketplace.portal.exports import XLSX_ROWS, ExportColumn, headers
from metrics.choices import Part, RowKind, Unit
from metrics.definitions import Figure
from metrics.measures import FigureRow, RowPage
from metrics.pages.performance import Place
from metrics.pages.values import write_number
from metrics.services.drilldown import rows_of

PAGE_ROWS = 25
_CHUNK = 1_000


@dataclass(frozen=True)
class ShownRow:
    """A row with the page of what it is; `url` is empty where the reader may not open it."""

    row: FigureRow
    url: str
    kind: str | Promise
    amount: str

    @property
    def title(self) -> str:
        """The number of its order, where it has one."""
        return self.row.order_id or self.row.label

    @property
    def name(self) -> str:
        return self.row.label if self.row.order_id and self.row.label != self.row.order_id else ""


def reader(
    figure: Figure, part: Part, place: Place, *, rights: frozenset[Right], at: datetime
) -> Callable[[str, int], RowPage]:
    """Reads a page of a part's rows: from a place on, so many."""

    def read(seek: str, limit: int) -> RowPage:
        return rows_of(
            figure=figure.code,
            part=part,
            shop_id=place.shop_id,
            channel_id=place.channel_id,
            since=place.stretch.since,
            until=place.stretch.until,
            at=at,
            seek=seek,
            limit=limit,
            rights=rights,
        )

    return read


def show_rows(
    page: RowPage, *, figure: Figure, part: Part, currency: str, shop_id: int, rights: frozenset[Right]
) -> list[ShownRow]:
    """The rows of a page, each with its link."""
    write = amount_writer(figure, part, currency)
    return [ShownRow(row, row_url(row, shop_id, rights), RowKind(row.kind).label, write(row)) for row in page.rows]


def has_amounts(figure: Figure, part: Part) -> bool:
    """Whether rows add more than one each: seconds waited, amounts, grades."""
    return part == Part.NUMERATOR and figure.unit in (Unit.SECONDS, Unit.MONEY, Unit.GRADE)


def amount_writer(figure: Figure, part: Part, currency: str) -> Callable[[FigureRow], str]:
    """What a row adds, in the figure's unit; visits are counts of their own."""

    def write(row: FigureRow) -> str:
        if has_amounts(figure, part):
            unit = Unit.COUNT if figure.unit == Unit.GRADE else figure.unit
            return write_number(row.amount, unit, currency)
        return write_number(row.amount, Unit.COUNT) if row.kind == RowKind.VISITS else ""

    return write


def row_url(row: FigureRow, shop_id: int, rights: frozenset[Right]) -> str:
    """The page of what the row is."""
    match row.kind:
        case RowKind.CONVERSATION:
            right, name, arg = Right.MESSAGE_READ, "messaging:thread", row.subject_id
        case RowKind.VISITS | RowKind.OFFER:
            right, name, arg = Right.OFFER_READ, "offers:edit", row.subject_id
        case _:
            right, name, arg = Right.ORDER_READ, "orders:detail", row.order_id
    return reverse(name, args=[shop_id, arg]) if right in rights and arg else ""


def export_columns(zone: str) -> list[ExportColumn]:
    """The columns of a file: moments by the channel's clock, seconds and amounts as plain numbers."""

    def moment(row: FigureRow) -> datetime:
        return row.at.astimezone(ZoneInfo(zone))

    return headers(
        [
            (_("Row"), lambda row: row.label),
            (_("Kind"), lambda row: str(RowKind(row.kind).label)),
            (_("Order"), lambda row: row.order_id),
            (_("Moment"), moment),
            (_("Adds"), _plain_amount),
        ]
    )


def every_row(read: Callable[[str, int], RowPage]) -> Iterator[FigureRow]:
    """All rows of a part, read page by page, no more than a worksheet holds."""
    seek, sent = "", 0
    while sent < XLSX_ROWS:
        page = read(seek, min(_CHUNK, XLSX_ROWS - sent))
        yield from page.rows
        sent += len(page.rows)
        seek = page.next_seek
        if not seek:
            return


def choose_part(wanted: str, known: Sequence[Part]) -> Part | None:
    """The part that the URL names, else the first that the figure has."""
    return next((part for part in known if part == wanted), known[0] if known else None)


def _plain_amount(row: FigureRow) -> Any:
    amount = Decimal(row.amount)
    return int(amount) if amount == amount.to_integral_value() else amount
