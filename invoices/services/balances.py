"""What a shop is owed: now, before a day, and after each transaction. All of it sums of the ledger's days, which are
few, and of the transactions of the days in question.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, QuerySet, Sum

from invoices.models import LedgerDay, LedgerTransaction

NOTHING = Decimal(0)
# The sum of each stretch of lines, from behind one place to the next, from the index alone.
_ADDED = """
    SELECT stretch.id, (
        SELECT sum(line.amount) FROM invoices_ledgertransaction AS line
        WHERE line.shop_id = %s AND NOT line.type = 'RELEASE' AND line.currency = stretch.currency
            AND (line.at, line.id) > (stretch.since, stretch.former)
            AND (line.at, line.id) <= (stretch.until, stretch.id)
    )
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::timestamptz[])
        AS stretch (id, currency, since, former, until)
"""


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

    Transactions run by moment and key. Two queries, over no line that is not of the same day and before one of these.
    """
    by_day: defaultdict[tuple[str, date], list[LedgerTransaction]] = defaultdict(list)
    for each in sorted(transactions, key=_place):
        by_day[each.currency, each.at.astimezone(UTC).date()].append(each)
    openings = _openings(shop_id, {day for _currency, day in by_day})
    added = _added_since_the_one_before(by_day, shop_id)
    balances = {}
    for (currency, day), its in by_day.items():
        owed = openings.get((currency, day), NOTHING)
        for each in its:
            owed = balances[each.pk] = owed + added[each.pk]
    return balances


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


def _added_since_the_one_before(
    by_day: Mapping[tuple[str, date], Sequence[LedgerTransaction]], shop_id: int
) -> dict[int, Decimal]:
    """What each of these and the lines since the one before it, or since the beginning of the day, add up to."""
    stretches = [
        (each.pk, currency, former.at if former else _midnight(day), former.pk if former else 0, each.at)
        for (currency, day), its in by_day.items()
        for former, each in zip([None, *its[:-1]], its, strict=True)
    ]
    if not stretches:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, [shop_id, *(list(column) for column in zip(*stretches, strict=True))])
        return dict(cursor.fetchall())


def _place(line: LedgerTransaction) -> tuple[datetime, int]:
    return line.at, line.pk


def _owed(days: QuerySet[LedgerDay]) -> dict[str, Decimal]:
    sums = days.order_by().values_list("currency").annotate(owed=Sum(F("pending") + F("payable")))
    return dict(sums)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
