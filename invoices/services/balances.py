"""What a shop is owed: now, before a day, and after each transaction. All of it sums of the ledger's days, which are
few, and of the transactions of the days in question.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet, Sum, Window
from django.db.models.functions import TruncDate

from invoices.models import LedgerDay, LedgerTransaction

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Balances:
    """What is owed but not payable yet, what may be paid out, and what was."""

    pending: Decimal = NOTHING
    payable: Decimal = NOTHING
    paid: Decimal = NOTHING


def balances_of(*, shop_id: int) -> dict[str, Balances]:
    """The shop's balances by currency; a currency without any movement is not there."""
    days = LedgerDay.objects.filter(shop=shop_id).order_by().values("currency")
    sums = days.annotate(pending=Sum("pending"), payable=Sum("payable"), paid=Sum("paid"))
    return {
        row["currency"]: Balances(pending=row["pending"], payable=row["payable"], paid=row["paid"])
        for row in sums.order_by("currency")
    }


def owed_before(*, shop_id: int, moment: datetime | None) -> dict[str, Decimal]:
    """What the shop was owed, pending and payable, before that moment, by currency; None: now."""
    days = LedgerDay.objects.filter(shop=shop_id)
    if moment is None:
        return _owed(days)
    day = moment.astimezone(UTC).date()
    owed = _owed(days.filter(day__lt=day))
    of_the_day = LedgerTransaction.objects.charged().filter(shop=shop_id, at__gte=_midnight(day), at__lt=moment)
    for currency, amount in of_the_day.order_by().values_list("currency").annotate(sum=Sum("amount")):
        owed[currency] = owed.get(currency, NOTHING) + amount
    return owed


def running_balances(transactions: Sequence[LedgerTransaction], *, shop_id: int) -> dict[int, Decimal]:
    """What the shop was owed after each of these transactions, in its currency, by primary key.

    Transactions run by moment and key. Two queries, over no other days than those of the transactions.
    """
    touched = {each.at.astimezone(UTC).date() for each in transactions}
    openings = _openings(shop_id, touched)
    wanted = {each.pk for each in transactions}
    return {
        pk: openings.get((currency, day), NOTHING) + so_far
        for pk, currency, day, so_far in _within_days(shop_id, touched)
        if pk in wanted
    }


def _openings(shop_id: int, touched: Collection[date]) -> dict[tuple[str, date], Decimal]:
    """What was owed at the beginning of each day, by currency and day."""
    if not touched:
        return {}
    rows = LedgerDay.objects.filter(shop=shop_id, day__lt=max(touched)).order_by().values("currency", "day")
    added: dict[str, list[tuple[date, Decimal]]] = {}
    for row in rows.annotate(owed=Sum(F("pending") + F("payable"))).order_by("day"):
        added.setdefault(row["currency"], []).append((row["day"], row["owed"]))
    openings = {}
    for currency, days in added.items():
        owed, place = NOTHING, 0
        for day in sorted(touched):
            while place < len(days) and days[place][0] < day:
                owed, place = owed + days[place][1], place + 1
            openings[currency, day] = owed
    return openings


def _within_days(shop_id: int, touched: Collection[date]) -> list[tuple[int, str, date, Decimal]]:
    """Each transaction of these days, with the sum of its day and currency until it."""
    if not touched:
        return []
    day = TruncDate("at", tzinfo=UTC)
    rows = LedgerTransaction.objects.charged().filter(
        shop=shop_id, at__gte=_midnight(min(touched)), at__lt=_midnight(max(touched) + timedelta(days=1))
    )
    if (max(touched) - min(touched)).days >= len(touched):
        rows = rows.alias(its_day=day).filter(its_day__in=touched)
    so_far = Window(Sum("amount"), partition_by=[F("currency"), day], order_by=[F("at").asc(), F("pk").asc()])
    return list(rows.order_by().annotate(day=day, so_far=so_far).values_list("pk", "currency", "day", "so_far"))


def _owed(days: QuerySet[LedgerDay]) -> dict[str, Decimal]:
    sums = days.order_by().values_list("currency").annotate(owed=Sum(F("pending") + F("payable")))
    return dict(sums)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
