"""Working days really used, pure: reckoned as the promise reckons them, by one walk over the days of all samples."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from marketplace.worktime import WorkCalendar, is_working_day

DAY = timedelta(days=1)
KEPT_SHARE = 0.95


class DayCount:
    """Counts working days of a calendar between days of a span, each of which is looked at once."""

    def __init__(self, calendar: WorkCalendar, days: Collection[date]) -> None:
        first, last = (min(days), max(days)) if days else (date.max, date.min)
        span = (first + number * DAY for number in range((last - first).days + 1))
        self._working = [day for day in span if is_working_day(day, calendar)]

    def needed(self, start: date, end: date) -> int:
        """The smallest number of working days after `start` that reaches `end`: the lead time that was needed.

        0 is the first working day on or after `start`, as a promise counts it.
        """
        if end <= start:
            return 0
        passed = bisect_left(self._working, end) - bisect_right(self._working, start)
        starts_working = bisect_left(self._working, start) != bisect_right(self._working, start)
        return 0 if passed == 0 and not starts_working else passed + 1


@dataclass(frozen=True)
class Spread:
    """Some numbers of working days, told by what is usual and what is not. `counts` are (days, how many)."""

    count: int
    mean: float
    median: float
    percentile_80: int
    percentile_95: int
    counts: tuple[tuple[int, int], ...]


def spread_of(days: Iterable[int]) -> Spread | None:
    """None of no days. Percentiles are the smallest number that so many of a hundred do not exceed."""
    found = sorted(days)
    if not found:
        return None
    middle = len(found) // 2
    median = float(found[middle]) if len(found) % 2 else (found[middle - 1] + found[middle]) / 2
    counts: dict[int, int] = {}
    for each in found:
        counts[each] = counts.get(each, 0) + 1
    return Spread(
        count=len(found),
        mean=sum(found) / len(found),
        median=median,
        percentile_80=_percentile(found, 80),
        percentile_95=_percentile(found, 95),
        counts=tuple(counts.items()),
    )


def kept_shares(spread: Spread, longest: int) -> list[float]:
    """The share that would have been kept under each lead time from 0 to the longest."""
    by_days = dict(spread.counts)
    kept = accumulate(by_days.get(days, 0) for days in range(longest + 1))
    return [each / spread.count for each in kept]


def shortest_kept(shares: Sequence[float]) -> int | None:
    """The shortest lead time that keeps 95 of a hundred; None where even the longest does not."""
    return next((days for days, share in enumerate(shares) if share >= KEPT_SHARE), None)


def _percentile(found: Sequence[int], percent: int) -> int:
    return found[ceil(len(found) * percent / 100) - 1]
