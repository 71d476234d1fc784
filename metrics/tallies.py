"""The numbers under the figures, read from the daily facts: for any number of stretches and channels by one statement.

The stretches are cut into pieces that none of them divides; the facts are added up once by channel and piece.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from metrics.columns import STORED
from metrics.periods import Span

Numbers = dict[str, Decimal | int]

# By the clocks of all of the shop's channels it is the latest of their days: no order lies behind it. Counts made
# before the simulated clock was set back hold now.
PLACE = """
    coalesce(own.currency, shop.currency), coalesce((%(at)s AT TIME ZONE own.timezone)::date, (
        SELECT max((%(at)s AT TIME ZONE c.timezone)::date) FROM shops_shopchannel sold
        JOIN shops_channel c ON c.id = sold.channel_id WHERE sold.shop_id = shop.id
    ), (%(at)s AT TIME ZONE 'UTC')::date), kept.counted_at
"""
PLACES = """
    shops_shop shop LEFT JOIN shops_channel own ON own.id = %(channel)s::bigint
    CROSS JOIN LATERAL (
        SELECT max(least(f.computed_at, %(at)s)) AS counted_at,
            coalesce(max(f.last_accepted_at), '-infinity') AS accepted_at
        FROM metrics_dailyfacts f WHERE f.shop_id = shop.id
    ) kept
"""
OF_SHOP = "{row}.shop_id = %(shop)s AND (%(channel)s::bigint IS NULL OR {row}.channel_id = %(channel)s)"
LAST_ACCEPTED = "SELECT coalesce(max(last_accepted_at), '-infinity') FROM metrics_dailyfacts WHERE shop_id = %(shop)s"
# Value: the days on which a piece begins, in their order.
FACTS_OF_PIECES = f"""
    SELECT f.channel_id, c.currency, width_bucket(f.day, %(cuts)s::date[]),
        {", ".join(column.sum_of_facts for column in STORED)}
    FROM metrics_dailyfacts f JOIN shops_channel c ON c.id = f.channel_id
    WHERE {OF_SHOP.format(row="f")} AND f.day >= %(since)s AND f.day <= %(until)s
    GROUP BY 1, 2, 3
"""  # noqa: S608  # every part is ours
_MONEY = ("revenue", "revenue_with_shipping")
_NAMES = tuple(column.name for column in STORED)


@dataclass(frozen=True)
class Asked:
    """Whose figures: `today` and the currency are those of the channel, else of the shop.

    `counted_at` is when the shop's facts were last counted; None before the first time.
    """

    shop_id: int
    channel_id: int | None
    at: datetime
    today: date
    currency: str
    counted_at: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {"shop": self.shop_id, "channel": self.channel_id, "at": self.at, "currency": self.currency}


@dataclass(frozen=True)
class Facts:
    """Facts added up by channel, its currency and piece; `cuts` are the first days of the pieces."""

    cuts: Sequence[date]
    sums: Mapping[tuple[int, str], Mapping[int, Numbers]]

    def numbers_of(self, span: Span, *, channel_id: int | None, currency: str) -> Numbers:
        """Those of one of the stretches read, on one channel or on all of them. Amounts in that currency alone count;
        the orders of others are told apart.
        """
        since, until = span.bounds
        # Pieces are numbered from one.
        places = range(bisect_left(self.cuts, since) + 1, bisect_left(self.cuts, _day_after(until)) + 1)
        found: Numbers = dict.fromkeys(_NAMES, 0)
        for (channel, its_currency), pieces in self.sums.items():
            if channel_id not in (None, channel):
                continue
            for place in places:
                if (numbers := pieces.get(place)) is not None:
                    numbers = numbers if its_currency == currency else _foreign(numbers)
                    found = {name: found[name] + numbers[name] for name in _NAMES}
        return found


def ask(*, shop_id: int, channel_id: int | None, at: datetime) -> Asked:
    """Look up by whose clock and in which currency."""
    with connection.cursor() as cursor:
        values = {"shop": shop_id, "channel": channel_id, "at": at}
        cursor.execute(f"SELECT {PLACE} FROM {PLACES} WHERE shop.id = %(shop)s", values)  # noqa: S608  # ours
        currency, today, counted_at = cursor.fetchone() or ("", at.date(), None)
    return Asked(shop_id, channel_id, at, today, currency, counted_at)


def read_facts(asked: Asked, spans: Iterable[Span]) -> Facts:
    """The facts of all these stretches."""
    values = piece_values(spans)
    sums: dict[tuple[int, str], dict[int, Numbers]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(FACTS_OF_PIECES, {**asked.values, **values})
        for channel_id, currency, piece, *totals in cursor.fetchall():
            sums[channel_id, currency][piece] = {
                name: total if name in _MONEY else int(total) for name, total in zip(_NAMES, totals, strict=True)
            }
    return Facts(values["cuts"], sums)


def piece_values(spans: Iterable[Span]) -> dict[str, Any]:
    """Where the pieces begin, and the first and the last day of all."""
    bounds = [span.bounds for span in spans]
    cuts = {since for since, _until in bounds} | {_day_after(until) for _since, until in bounds}
    return {"cuts": sorted(cuts), "since": min(since for since, _ in bounds), "until": max(last for _, last in bounds)}


def added(numbers: Mapping[str, Decimal | int], names: Sequence[str]) -> Decimal | int | None:
    """The sum of the named numbers; None where one is not known."""
    if any(name not in numbers for name in names):
        return None
    return sum((numbers[name] for name in names), 0)


def _foreign(numbers: Numbers) -> Numbers:
    """Seen in another currency: without amounts, and without the orders that they are of."""
    foreign = numbers["foreign_orders"] + numbers["revenue_orders"]
    return numbers | dict.fromkeys((*_MONEY, "revenue_orders"), 0) | {"foreign_orders": foreign}


def _day_after(day: date) -> date:
    """The next day; the last of all days stays where it is, as nothing happens on it."""
    return day if day == date.max else day + timedelta(days=1)
