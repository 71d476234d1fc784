"""Stretches of days by the channel's clock: months, and the periods of the seller API."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.choices import Period

MONTHS_SHOWN = 4  # the running one and the three before it (D10)
_MONTHS_OF: dict[Period, int] = {
    Period.LAST_MONTH: 1,
    Period.LAST_THREE_MONTHS: 3,
    Period.LAST_SIX_MONTHS: 6,
    Period.LAST_YEAR: 12,
}


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both included; None leaves an end open."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def bounds(self) -> tuple[date, date]:
        """Both ends as days that SQL can compare with."""
        return self.since or date.min, self.until or date.max


def span_of(period: Period, today: date) -> Span:
    """The days of a period that ends with today. LAST_MONTH on 27 March begins on 28 February.

    Where the month before has no such day, it begins on the first of the month: 1 March for 31 March.
    """
    if period is Period.ALL_SINCE_BEGINNING:
        return Span(None, None)
    return Span(_months_before(today, _MONTHS_OF[period]) + timedelta(days=1), today)


def months_until(today: date, count: int = MONTHS_SHOWN) -> list[Span]:
    """Whole calendar months up to the running one, the oldest first."""
    spans: list[Span] = []
    first = today.replace(day=1)
    for _month in range(count):
        spans.append(Span(first, first.replace(day=monthrange(first.year, first.month)[1])))
        first = (first - timedelta(days=1)).replace(day=1)
    return spans[::-1]


def days_of(since: date, until: date) -> list[date]:
    """Every day from one to the other, both included."""
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


def _months_before(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
