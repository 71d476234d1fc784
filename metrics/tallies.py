"""The numbers under the figures, read: the daily facts added up, and what grows by itself counted now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from marketplace import clock
from messaging.answer_times import open_waits
from metrics.columns import COLUMNS, STORED, Column
from metrics.periods import Span

Numbers = dict[str, Decimal | int]

_PLACE = """
    SELECT coalesce(own.currency, shop.currency), coalesce(own.timezone, (
        SELECT c.timezone FROM shops_shopchannel sold JOIN shops_channel c ON c.id = sold.channel_id
        WHERE sold.shop_id = shop.id ORDER BY c.code LIMIT 1
    ), 'UTC'), (SELECT max(f.computed_at) FROM metrics_dailyfacts f WHERE f.shop_id = shop.id)
    FROM shops_shop shop LEFT JOIN shops_channel own ON own.id = %(channel)s::bigint
    WHERE shop.id = %(shop)s
"""
_OF_SHOP = "{row}.shop_id = %(shop)s AND (%(channel)s::bigint IS NULL OR {row}.channel_id = %(channel)s)"
_MONEY = frozenset({"revenue", "revenue_with_shipping"})
_WAITS = ("open_waits", "open_wait_seconds", "open_worked_seconds", "overdue_waits")
NOTHING: Numbers = {column.name: 0 for column in STORED}


def _total(column: Column) -> str:
    """The sum of a column over facts; amounts in the currency asked for alone, orders in others told apart."""
    if column.name == "foreign_orders":
        return "sum(f.foreign_orders + CASE WHEN c.currency <> %(currency)s THEN f.revenue_orders ELSE 0 END)"
    of_currency = " FILTER (WHERE c.currency = %(currency)s)" if column.asked else ""
    return f"sum(f.{column.name}){of_currency}"


_SUMS = ", ".join(f"coalesce({_total(column)}, 0)" for column in STORED)
_FACTS = "metrics_dailyfacts f JOIN shops_channel c ON c.id = f.channel_id"
_OF_SPANS = f"""
    SELECT span.place, {_SUMS}
    FROM unnest(%(since)s::date[], %(until)s::date[]) WITH ORDINALITY AS span(since, until, place)
    LEFT JOIN ({_FACTS}) ON {_OF_SHOP.format(row="f")} AND f.day >= span.since AND f.day <= span.until
    GROUP BY 1 ORDER BY 1
"""  # noqa: S608  # every part is ours
_OF_DAYS = f"""
    SELECT f.day, {_SUMS} FROM {_FACTS}
    WHERE {_OF_SHOP.format(row="f")} AND f.day >= %(since)s AND f.day <= %(until)s GROUP BY 1
"""  # noqa: S608  # every part is ours
_LATE = (COLUMNS["overdue_unshipped"], COLUMNS["overdue_undelivered"])
_OVERDUE = f"""
    SELECT (o.created_at AT TIME ZONE c.timezone)::date, {", ".join(column.total for column in _LATE)}
    FROM orders_order o JOIN shops_channel c ON c.id = o.channel_id
    WHERE {_OF_SHOP.format(row="o")} AND o.state IN ('SHIPPING', 'SHIPPED', 'TO_COLLECT')
        AND ({" OR ".join(f"({column.condition})" for column in _LATE)})
    GROUP BY 1
"""  # noqa: S608  # every part is ours
LAST_ACCEPTED = "SELECT coalesce(max(last_accepted_at), '-infinity') FROM metrics_dailyfacts WHERE shop_id = %(shop)s"
_OF_SHOP_NOW = f"""
    SELECT
        (SELECT {COLUMNS["offers_on_sale"].total} FROM offers_offer f WHERE f.shop_id = %(shop)s AND f.is_active),
        (SELECT {COLUMNS["refused_in_a_row"].total.replace("%(last_accepted)s", "last.moment")}
            FROM orders_order o WHERE o.shop_id = %(shop)s AND o.state = 'REFUSED')
    FROM ({LAST_ACCEPTED}) AS last(moment)
"""  # noqa: S608  # every part is ours


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


@dataclass
class Live:
    """What is true now. Overdue orders by the day they were placed; waits are nobody's day but today's."""

    overdue: dict[date, Numbers] = field(default_factory=dict)
    now: Numbers = field(default_factory=dict)

    def numbers_of(self, span: Span, today: date) -> Numbers:
        """Those of a stretch of days."""
        found: Numbers = {column.name: 0 for column in _LATE}
        waits: Numbers = dict.fromkeys(_WAITS, 0)
        for day, numbers in self.overdue.items():
            if span.holds(day):
                found = {name: found[name] + numbers[name] for name in found}
        return found | (self.now if span.holds(today) else waits)


def ask(*, shop_id: int, channel_id: int | None, at: datetime) -> Asked:
    """Look up by whose clock and in which currency."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"shop": shop_id, "channel": channel_id})
        currency, zone, counted_at = cursor.fetchone() or ("", "UTC", None)
    return Asked(shop_id, channel_id, at, at.astimezone(ZoneInfo(zone)).date(), currency, counted_at)


def stored_of_spans(asked: Asked, spans: Sequence[Span]) -> list[Numbers]:
    """The facts added up, for each of the stretches."""
    since, until = zip(*(span.bounds for span in spans), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_OF_SPANS, {**asked.values, "since": list(since), "until": list(until)})
        return [_named(row) for row in cursor.fetchall()]


def stored_of_days(asked: Asked, span: Span) -> dict[date, Numbers]:
    """The facts added up by day; days without any are left out."""
    since, until = span.bounds
    with connection.cursor() as cursor:
        cursor.execute(_OF_DAYS, {**asked.values, "since": since, "until": until})
        return {row[0]: _named(row) for row in cursor.fetchall()}


def count_live(asked: Asked) -> Live:
    """Count what grows by itself."""
    live = Live()
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, asked.values)
        for day, *counts in cursor.fetchall():
            live.overdue[day] = {column.name: count for column, count in zip(_LATE, counts, strict=True)}
        if asked.channel_id is None:
            cursor.execute(_OF_SHOP_NOW, asked.values)
            live.now["offers_on_sale"], live.now["refused_in_a_row"] = cursor.fetchone()
    waits = open_waits(shop_id=asked.shop_id, at=asked.at, channel_id=asked.channel_id)
    counts = (len(waits.wall), sum(waits.wall), sum(waits.worked), waits.overdue)
    live.now |= dict(zip(_WAITS, counts, strict=True))
    return live


def last_counted(*, shop_id: int) -> datetime | None:
    """When the shop's facts were last counted; None before the first time."""
    return ask(shop_id=shop_id, channel_id=None, at=clock.now()).counted_at


def _named(row: Sequence[Any]) -> Numbers:
    pairs = zip(STORED, row[1:], strict=True)
    return {column.name: value if column.name in _MONEY else int(value) for column, value in pairs}


def added(numbers: Mapping[str, Decimal | int], names: Sequence[str]) -> Decimal | int | None:
    """The sum of the named numbers; None where one is not known."""
    if any(name not in numbers for name in names):
        return None
    return sum((numbers[name] for name in names), 0)
