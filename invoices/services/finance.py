"""What a period brought: what was owed before it, its lines, and what is owed after it (R127)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from invoices.choices import PaymentState
from invoices.models import LedgerTransaction
from invoices.services.balances import NOTHING, balances_of, owed_before


@dataclass(frozen=True)
class PeriodTotal:
    """One currency. `lines` is the sum of the lines; where they are all of the period, `opening + lines = closing`.

    Of some lines alone there is nothing before and after: both are None.
    """

    currency: str
    lines: Decimal
    opening: Decimal | None = None
    closing: Decimal | None = None


def total_period(*, shop_id: int, since: datetime | None, until: datetime | None) -> list[PeriodTotal]:
    """All lines from `since` on and before `until`, by currency; read from the days, however many lines there are."""
    if since and until:
        until = max(since, until)  # a period that ends before it begins has no lines
    opening = owed_before(shop_id=shop_id, moment=since) if since else {}
    closing = owed_before(shop_id=shop_id, moment=until)
    return [
        PeriodTotal(
            currency=currency,
            opening=(before := opening.get(currency, NOTHING)),
            lines=(after := closing.get(currency, NOTHING)) - before,
            closing=after,
        )
        for currency in sorted({*opening, *closing})
    ]


def total_state(*, shop_id: int, state: PaymentState) -> list[PeriodTotal]:
    """All lines of a state: the balance of that name, however many lines there are."""
    return [
        PeriodTotal(currency, each.pending if state == PaymentState.PENDING else each.payable)
        for currency, each in balances_of(shop_id=shop_id).items()
    ]


def total_lines(lines: QuerySet[LedgerTransaction]) -> list[PeriodTotal]:
    """Some lines, by currency."""
    sums = lines.order_by().values_list("currency").annotate(sum=Sum("amount"))
    return [PeriodTotal(currency=currency, lines=amount) for currency, amount in sums.order_by("currency")]
