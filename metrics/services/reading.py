"""The figures of a shop for a stretch of days, for the last four months, and day by day.

All run in the scope of the shop, or of all shops, with as many queries for years as for a day.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from marketplace import clock
from metrics.measures import DayPoint, Measured, Month
from metrics.measuring import measure_all
from metrics.periods import Span, days_of, months_until
from metrics.tallies import NOTHING, Asked, Live, Numbers, ask, count_live, stored_of_days, stored_of_spans


class FigureReader:
    """Reads the figures of one shop, on one channel or on all, as of one moment: what is true now is counted once."""

    def __init__(self, *, shop_id: int, channel_id: int | None, at: datetime) -> None:
        self.asked: Asked = ask(shop_id=shop_id, channel_id=channel_id, at=at)

    @cached_property
    def live(self) -> Live:
        return count_live(self.asked)

    def spans(self, spans: Mapping[str, Span]) -> dict[str, dict[str, Measured]]:
        """All figures of several stretches at once, by the names of the stretches."""
        stored = stored_of_spans(self.asked, list(spans.values()))
        return {
            name: self._measured(numbers, span) for (name, span), numbers in zip(spans.items(), stored, strict=True)
        }

    def months(self) -> list[Month]:
        """All figures of the running month and the three before it, the oldest first (R106, D10)."""
        spans = {span.bounds: span for span in months_until(self.asked.today)}
        read = self.spans({str(bounds): span for bounds, span in spans.items()})
        return [
            Month(first, last, is_running=span.holds(self.asked.today), measured=read[str((first, last))])
            for (first, last), span in spans.items()
        ]

    def days(self, since: date, until: date) -> list[DayPoint]:
        """All figures day by day, every day of the stretch in it; what had nothing has a value of None."""
        stored = stored_of_days(self.asked, Span(since, until))
        return [
            DayPoint(day, self._measured(stored.get(day, NOTHING), Span(day, day))) for day in days_of(since, until)
        ]

    def _measured(self, stored: Numbers, span: Span) -> dict[str, Measured]:
        return measure_all(stored | self.live.numbers_of(span, self.asked.today), currency=self.asked.currency)


def read_figures(
    *, shop_id: int, channel_id: int | None, since: date | None, until: date | None, at: datetime
) -> dict[str, Measured]:
    """All figures by code, of the days from `since` to `until`, both included; None leaves an end open."""
    reader = FigureReader(shop_id=shop_id, channel_id=channel_id, at=at)
    return reader.spans({"": Span(since, until)})[""]


def read_spans(
    *, shop_id: int, channel_id: int | None, spans: Mapping[str, Span], at: datetime
) -> dict[str, dict[str, Measured]]:
    """All figures of several stretches at once, by the names of the stretches."""
    return FigureReader(shop_id=shop_id, channel_id=channel_id, at=at).spans(spans)


def read_months(*, shop_id: int, channel_id: int | None, at: datetime) -> list[Month]:
    """All figures of the running month and the three before it, the oldest first (R106, D10)."""
    return FigureReader(shop_id=shop_id, channel_id=channel_id, at=at).months()


def read_days(
    *, shop_id: int, channel_id: int | None, since: date, until: date, at: datetime | None = None
) -> list[DayPoint]:
    """All figures day by day. Who waits now stands on today alone. `at` is now where it is not given."""
    return FigureReader(shop_id=shop_id, channel_id=channel_id, at=at or clock.now()).days(since, until)
