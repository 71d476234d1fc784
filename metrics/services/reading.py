"""The figures of a shop for a stretch of days, for the last four months, and day by day.

All run in the scope of the shop, or of all shops, with as many queries for years as for a day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from marketplace import clock
from metrics.measures import DayPoint, Measured, Month
from metrics.measuring import measure_all
from metrics.periods import Span, days_of, months_until
from metrics.tallies import NOTHING, Asked, Live, Numbers, ask, count_live, stored_of_days, stored_of_spans


def read_figures(
    *, shop_id: int, channel_id: int | None, since: date | None, until: date | None, at: datetime
) -> dict[str, Measured]:
    """All figures by code, of the days from `since` to `until`, both included; None leaves an end open."""
    spans = {"": Span(since, until)}
    return read_spans(shop_id=shop_id, channel_id=channel_id, spans=spans, at=at)[""]


def read_spans(
    *, shop_id: int, channel_id: int | None, spans: Mapping[str, Span], at: datetime
) -> dict[str, dict[str, Measured]]:
    """All figures of several stretches at once, by the names of the stretches."""
    asked = ask(shop_id=shop_id, channel_id=channel_id, at=at)
    return dict(zip(spans, _measure(asked, list(spans.values())), strict=True))


def read_months(*, shop_id: int, channel_id: int | None, at: datetime) -> list[Month]:
    """All figures of the running month and the three before it, the oldest first (R106, D10)."""
    asked = ask(shop_id=shop_id, channel_id=channel_id, at=at)
    spans = months_until(asked.today)
    return [
        Month(first_day=span.bounds[0], last_day=span.bounds[1], is_running=span.holds(asked.today), measured=measured)
        for span, measured in zip(spans, _measure(asked, spans), strict=True)
    ]


def read_days(
    *, shop_id: int, channel_id: int | None, since: date, until: date, at: datetime | None = None
) -> list[DayPoint]:
    """All figures day by day, every day of the stretch in it; what had nothing has a value of None.

    Who waits now stands on today alone. `at` is now where it is not given.
    """
    asked = ask(shop_id=shop_id, channel_id=channel_id, at=at or clock.now())
    stored = stored_of_days(asked, Span(since, until))
    live = count_live(asked)
    return [
        DayPoint(day, _measured(asked, stored.get(day, NOTHING), live, Span(day, day))) for day in days_of(since, until)
    ]


def _measure(asked: Asked, spans: Sequence[Span]) -> list[dict[str, Measured]]:
    live = count_live(asked)
    stored = stored_of_spans(asked, spans)
    return [_measured(asked, numbers, live, span) for numbers, span in zip(stored, spans, strict=True)]


def _measured(asked: Asked, stored: Numbers, live: Live, span: Span) -> dict[str, Measured]:
    return measure_all(stored | live.numbers_of(span, asked.today), currency=asked.currency)
