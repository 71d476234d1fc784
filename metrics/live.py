"""What grows by itself, counted now: overdue orders, who waits for an answer, refusals in a row, offers on sale."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from messaging.answer_times import open_waits_by_channel
from metrics.columns import COLUMNS, Column
from metrics.periods import Span
from metrics.tallies import OF_SHOP, PLACE, PLACES, Asked, Numbers

_WAITS = ("open_waits", "open_wait_seconds", "open_worked_seconds", "overdue_waits")
_LATE = (COLUMNS["overdue_unshipped"], COLUMNS["overdue_undelivered"])


def _late(column: Column) -> str:
    """Overdue orders by channel and day, each kind found in an index of its own, without their rows."""
    counts = ", ".join("count(*)" if column is each else "0" for each in _LATE)
    return f"""
        SELECT o.channel_id, (o.created_at AT TIME ZONE c.timezone)::date, {counts}
        FROM orders_order o JOIN shops_channel c ON c.id = o.channel_id
        WHERE {OF_SHOP.format(row="o")} AND {column.condition} GROUP BY 1, 2
    """  # noqa: S608  # every part is ours


_LATE_ORDERS = " UNION ALL ".join(map(_late, _LATE))
# One statement, also for whose clock and which currency hold. What is of no channel is counted for all of them alone.
NOW = f"""
    SELECT {PLACE}, late.*, of_shop.* FROM {PLACES}
    CROSS JOIN LATERAL (
        SELECT array_agg(channel), array_agg(day), array_agg(unshipped), array_agg(undelivered)
        FROM ({_LATE_ORDERS}) AS part(channel, day, unshipped, undelivered)
    ) late
    LEFT JOIN LATERAL (
        SELECT
            (SELECT {COLUMNS["offers_on_sale"].total} FROM offers_offer f WHERE f.shop_id = %(shop)s AND f.is_active),
            (SELECT count(*) FROM orders_order o WHERE o.shop_id = %(shop)s AND {
    COLUMNS["refused_in_a_row"].condition.replace("%(last_accepted)s", "kept.accepted_at")
})
    ) of_shop ON %(channel)s::bigint IS NULL
    WHERE shop.id = %(shop)s
"""  # noqa: S608  # every part is ours


@dataclass
class Live:
    """What is true now. Overdue orders by channel and the day they were placed; waits by channel, nobody's day but
    today's; the rest is of the shop alone.
    """

    overdue: dict[tuple[int, date], Numbers] = field(default_factory=dict)
    waits: dict[int, Numbers] = field(default_factory=dict)
    of_shop: Numbers = field(default_factory=dict)

    def numbers_of(self, span: Span, today: date, channel_id: int | None) -> Numbers:
        """Those of a stretch of days, on one channel or on all."""
        found: Numbers = dict.fromkeys((*(column.name for column in _LATE), *_WAITS), 0)
        for (channel, day), numbers in self.overdue.items():
            if span.holds(day) and channel_id in (None, channel):
                _add(found, numbers)
        if not span.holds(today):
            return found
        for channel, numbers in self.waits.items():
            if channel_id in (None, channel):
                _add(found, numbers)
        return found | (self.of_shop if channel_id is None else {})


def look(*, shop_id: int, channel_id: int | None, at: datetime) -> tuple[Asked, Live]:
    """By whose clock and in which currency, and all that is true now: two statements, whatever the channels."""
    live = Live()
    with connection.cursor() as cursor:
        cursor.execute(NOW, {"shop": shop_id, "channel": channel_id, "at": at})
        row = cursor.fetchone()
    if row is None:
        return Asked(shop_id, channel_id, at, at.date(), ""), live
    currency, today, counted_at, channels, days, unshipped, undelivered, offers, in_a_row = row
    for channel, day, *counts in zip(channels or (), days or (), unshipped or (), undelivered or (), strict=True):
        numbers = live.overdue.setdefault((channel, day), dict.fromkeys((column.name for column in _LATE), 0))
        _add(numbers, {column.name: count for column, count in zip(_LATE, counts, strict=True)})
    if channel_id is None:
        live.of_shop = {"offers_on_sale": offers, "refused_in_a_row": in_a_row}
    for channel, waits in open_waits_by_channel(shop_id=shop_id, at=at, channel_id=channel_id).items():
        told = (len(waits.wall), sum(waits.wall), sum(waits.worked), waits.overdue)
        live.waits[channel] = dict(zip(_WAITS, told, strict=True))
    return Asked(shop_id, channel_id, at, today, currency, counted_at), live


def _add(found: Numbers, numbers: Numbers) -> None:
    for name, number in numbers.items():
        found[name] += number
