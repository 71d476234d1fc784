"""The health of every shop: the figures of the last 28 days beside their limits, all shops in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from messaging.kinds import CUSTOMER_REPLY
from metrics.columns import COLUMNS, STORED
from metrics.definitions import FIGURES
from metrics.limits import JUDGED_DAYS, OVER, URGENCY, Judged, Standing, judge
from metrics.measures import Measured
from metrics.measuring import measure
from metrics.models import FigureLimit
from metrics.tallies import LAST_ACCEPTED, Numbers

_LATE = (COLUMNS["overdue_unshipped"], COLUMNS["overdue_undelivered"])
_WAITS = ("open_waits", "open_wait_seconds", "overdue_waits")
_NAMES = (*(column.name for column in (*STORED, *_LATE)), *_WAITS, "refused_in_a_row")
_SUMS = ", ".join(f"{column.sum_of_facts} AS {column.name}" for column in STORED)
_WAIT_SUMS = ", ".join(f"{COLUMNS[name].total} AS {name}" for name in _WAITS)
_IN_A_ROW = COLUMNS["refused_in_a_row"].total.replace(
    "%(last_accepted)s", f"({LAST_ACCEPTED.replace('%(shop)s', 'shop.id')})"
)
# A row per shop and channel. What grows by itself is counted now, as on the shop's own pages.
_HEALTH = f"""
    SELECT shop.id, shop.name, c.id, c.label, c.currency, facts.*, late.*, waits.*, refused.*
    FROM shops_shop shop
    JOIN shops_shopchannel sold ON sold.shop_id = shop.id
    JOIN shops_channel c ON c.id = sold.channel_id
    CROSS JOIN LATERAL (SELECT (%(at)s AT TIME ZONE c.timezone)::date AS day) today
    CROSS JOIN LATERAL (
        SELECT {_SUMS} FROM metrics_dailyfacts f
        WHERE f.shop_id = shop.id AND f.channel_id = c.id AND f.day > today.day - %(days)s AND f.day <= today.day
    ) facts
    CROSS JOIN LATERAL (
        SELECT {", ".join(column.total for column in _LATE)} FROM orders_order o
        WHERE o.shop_id = shop.id AND o.channel_id = c.id AND o.state IN ('SHIPPING', 'SHIPPED', 'TO_COLLECT')
            AND o.created_at >= %(since)s
            AND (o.created_at AT TIME ZONE c.timezone)::date > today.day - %(days)s
    ) late
    CROSS JOIN LATERAL (
        SELECT {_WAIT_SUMS} FROM deadlines_deadline d
        WHERE d.shop_id = shop.id AND d.channel_id = c.id AND d.kind = '{CUSTOMER_REPLY}' AND d.closed_at IS NULL
    ) waits
    CROSS JOIN LATERAL (
        SELECT {_IN_A_ROW} FROM orders_order o WHERE o.shop_id = shop.id AND o.state = 'REFUSED'
    ) refused
    WHERE (%(channel)s::bigint IS NULL OR c.id = %(channel)s)
    ORDER BY shop.name, c.code
"""  # noqa: S608  # every part is ours


@dataclass(frozen=True)
class FigureHealth:
    """A figure of a shop beside its limits."""

    measured: Measured
    judged: Judged


@dataclass(frozen=True)
class ShopHealth:
    """A shop on one channel: every figure that has a limit there."""

    shop_id: int
    shop_name: str
    channel_id: int
    channel_label: str
    figures: Mapping[str, FigureHealth]

    @property
    def urgency(self) -> tuple[int, int, str]:
        """The worst first, then the one with the most of it."""
        standings = [each.judged.standing for each in self.figures.values()]
        worst = min((URGENCY[each] for each in standings), default=len(URGENCY))
        return worst, -sum(URGENCY[each] == worst for each in standings), self.shop_name

    @property
    def is_over(self) -> bool:
        return self.worst in OVER

    @property
    def worst(self) -> Standing:
        standings = [Standing(each.judged.standing) for each in self.figures.values()]
        return min(standings, key=lambda each: URGENCY[each], default=Standing.FREE)


def read_health(*, at: datetime, channel_id: int | None = None) -> list[ShopHealth]:
    """All shops, on one channel or on each of theirs, the worst first. Runs in the scope of all shops."""
    limits: dict[int, dict[str, FigureLimit]] = {}
    for limit in FigureLimit.objects.all():
        limits.setdefault(limit.channel_id, {})[limit.figure] = limit
    values: dict[str, Any] = {"at": at, "days": JUDGED_DAYS, "channel": channel_id}
    values["since"] = at - timedelta(days=JUDGED_DAYS + 1)
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, values)
        rows = cursor.fetchall()
    return sorted((_health(row, limits.get(row[2], {})) for row in rows), key=lambda each: each.urgency)


def _health(row: Sequence[Any], limits: Mapping[str, FigureLimit]) -> ShopHealth:
    shop_id, shop_name, channel_id, channel_label, currency = row[:5]
    numbers: Numbers = dict(zip(_NAMES, row[5:], strict=True))
    figures = {}
    for code, limit in limits.items():
        if code in FIGURES:
            measured = measure(FIGURES[code], numbers, currency=currency)
            judged = judge(FIGURES[code], measured.value, limits=limit, counted=measured.denominator)
            figures[code] = FigureHealth(measured, judged)
    return ShopHealth(shop_id, shop_name, channel_id, channel_label, figures)
