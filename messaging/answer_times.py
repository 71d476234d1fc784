"""How long a shop's customers wait for an answer (R053, D7): mean, median, 90th percentile, on two clocks.

By the wall clock every second counts; by the rule's clock those alone that the frozen policy counts. Who still waits
counts with the time so far, so that the figures grow though nobody answers. No reply needed counts in none.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Greatest

from marketplace import worktime
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.policies import calendar_of
from marketplace.deadlines.querysets import DeadlineQuerySet
from messaging.kinds import CUSTOMER_REPLY

WINDOW_DAYS = 28

_FIGURES = """
    WITH settled AS (
        SELECT elapsed_seconds AS wall, worked_seconds AS worked, outcome FROM deadlines_deadline
        WHERE shop_id = %(shop)s AND kind = %(kind)s AND closed_at >= %(since)s AND outcome <> %(void)s
    ), taken AS (
        SELECT wall, worked FROM settled UNION ALL SELECT * FROM unnest(%(wall)s::bigint[], %(worked)s::bigint[])
    )
    SELECT avg(wall), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wall),
        avg(worked), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY worked),
        (SELECT count(*) FROM settled), (SELECT count(*) FROM settled WHERE outcome = %(met)s)
    FROM taken
"""


@dataclass(frozen=True)
class Spread:
    """Seconds: the mean, the middle one, and what nine of ten stay below. None where nobody wrote."""

    mean: int | None
    median: int | None
    percentile_90: int | None


@dataclass(frozen=True)
class AnswerTimes:
    """Of the answers given since a moment, `in_time` were; of the customers who wait now, `overdue` are."""

    since: datetime
    wall: Spread
    worked: Spread
    answered: int
    in_time: int
    waiting: int
    overdue: int


def answer_times(*, shop_id: int, since: datetime, at: datetime) -> AnswerTimes:
    """The figures of a shop, in its scope: of what was answered `since` then, and of whoever waits."""
    waits = open_waits(shop_id=shop_id, at=at)
    values: dict[str, Any] = {
        "shop": shop_id,
        "kind": CUSTOMER_REPLY,
        "since": since,
        "void": Outcome.VOID,
        "met": Outcome.MET,
        "wall": waits.wall,
        "worked": waits.worked,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        wall, wall_shares, worked, worked_shares, answered, in_time = cursor.fetchone()
    return AnswerTimes(
        since=since,
        wall=_spread(wall, wall_shares),
        worked=_spread(worked, worked_shares),
        answered=answered,
        in_time=in_time,
        waiting=len(waits.wall),
        overdue=waits.overdue,
    )


def mean_answer_time(*, shop_id: int, at: datetime) -> int | None:
    """Seconds by the wall clock, over all that was answered and whatever waits; None where nobody wrote."""
    # What was opened later than now: the clock of a simulation was set back.
    so_far = Greatest(Value(at) - F("opened_at"), Value(timedelta(0)))
    waited = Sum(so_far, filter=Q(closed_at__isnull=True))
    sums: dict[str, Any] = _clocks(shop_id).aggregate(count=Count("pk"), answered=Sum("elapsed_seconds"), waited=waited)
    count: int = sums["count"]
    total: int = (sums["answered"] or 0) + _seconds(sums["waited"] or timedelta())
    return round(total / count) if count else None


@dataclass
class Waits:
    """What the running clocks have used so far, in seconds by either clock."""

    wall: list[int] = field(default_factory=list)
    worked: list[int] = field(default_factory=list)
    overdue: int = 0


def open_waits(*, shop_id: int, at: datetime) -> Waits:
    """Whoever waits now, on any channel."""
    whole = Waits()
    for waits in open_waits_by_channel(shop_id=shop_id, at=at).values():
        whole.wall += waits.wall
        whole.worked += waits.worked
        whole.overdue += waits.overdue
    return whole


def open_waits_by_channel(*, shop_id: int, at: datetime, channel_id: int | None = None) -> dict[int, Waits]:
    """Whoever waits now, on each channel where somebody does. Clocks with the same frozen calendar are counted
    together, so that thousands cost what a few do.
    """
    found: dict[int, Waits] = defaultdict(Waits)
    running = _clocks(shop_id).unresolved()
    if channel_id is not None:
        running = running.filter(channel=channel_id)
    alike = running.order_by().values("channel_id", "policy")
    for group in alike.annotate(opened=ArrayAgg("opened_at"), overdue=Count("pk", filter=Q(due_at__lt=at))):
        waits = found[group["channel_id"]]
        waits.wall += map(_seconds, worktime.elapsed_each(group["opened"], at, None))
        waits.worked += map(_seconds, worktime.elapsed_each(group["opened"], at, calendar_of(group["policy"])))
        waits.overdue += group["overdue"]
    return found


def _clocks(shop_id: int) -> DeadlineQuerySet:
    """Reply clocks without those that no reply was needed for."""
    found: DeadlineQuerySet = Deadline.objects.filter(shop=shop_id, kind=CUSTOMER_REPLY)
    return found.exclude(outcome=Outcome.VOID)


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _spread(mean: Any, shares: list[float] | None) -> Spread:
    if mean is None or shares is None:
        return Spread(None, None, None)
    return Spread(round(mean), round(shares[0]), round(shares[1]))
