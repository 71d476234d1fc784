"""The figures of a shop for a stretch of days, for the last four months, and day by day.

All run in the scope of the shop, or of all shops, with as many queries for years as for a day, and for ten channels as
for one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from marketplace import clock
from marketplace.shops.models import Channel
from metrics.definitions import FIGURES
from metrics.live import Live, look
from metrics.measures import DayPoint, Measured, Month
from metrics.measuring import measure_all
from metrics.periods import Span, days_of, months_until
from metrics.tallies import Asked, Facts, read_facts

Measures = dict[str, Measured]


class FigureReader:
    """Reads the figures of one shop, on one channel or on all, as of one moment.

    What is true now is counted once; the facts are read once for all that `prepare` was told of, else when asked for.
    """

    def __init__(self, *, shop_id: int, channel_id: int | None, at: datetime) -> None:
        self._place = (shop_id, channel_id, at)
        self._channel_id = channel_id
        self._facts = Facts((), {})
        self._prepared: frozenset[Span] = frozenset()

    @cached_property
    def _looked(self) -> tuple[Asked, Live]:
        shop_id, channel_id, at = self._place
        return look(shop_id=shop_id, channel_id=channel_id, at=at)

    @property
    def asked(self) -> Asked:
        return self._looked[0]

    def prepare(self, *spans: Span, days: Span | None = None, months: bool = False) -> None:
        """Read the facts of all these at once."""
        wanted = {*spans, *(self.month_spans if months else ())}
        if days is not None:
            wanted |= _each_day(days)
        if not wanted <= self._prepared:
            self._facts, self._prepared = read_facts(self.asked, wanted), frozenset(wanted)

    def of(self, channel: Channel) -> "FigureReader":
        """The same for one of the channels, from what was read for all of them."""
        at, today = self.asked.at, self.asked.at.astimezone(ZoneInfo(channel.timezone)).date()
        part = FigureReader(shop_id=self.asked.shop_id, channel_id=channel.pk, at=at)
        part._looked = (replace(self.asked, today=today, currency=channel.currency), self._looked[1])
        part._facts, part._prepared = self._facts, self._prepared
        return part

    def spans(self, spans: Mapping[str, Span], *, codes: Collection[str] = FIGURES) -> dict[str, Measures]:
        """The figures of several stretches at once, by the names of the stretches."""
        self.prepare(*spans.values())
        return {name: self._measured(span, codes) for name, span in spans.items()}

    def span(self, span: Span) -> Measures:
        """All figures of one stretch."""
        return self.spans({"": span})[""]

    def months(self, *, codes: Collection[str] = FIGURES) -> list[Month]:
        """The figures of the running month and the three before it, the oldest first (R106, D10)."""
        self.prepare(months=True)
        return [
            Month(*span.bounds, is_running=span.holds(self.asked.today), measured=self._measured(span, codes))
            for span in self.month_spans
        ]

    def days(self, since: date, until: date, *, codes: Collection[str] = FIGURES) -> list[DayPoint]:
        """The figures day by day, every day of the stretch in it; what had nothing has a value of None."""
        self.prepare(days=Span(since, until))
        return [DayPoint(day, self._measured(Span(day, day), codes)) for day in days_of(since, until)]

    @property
    def month_spans(self) -> Sequence[Span]:
        """The running month and the three before it."""
        return months_until(self.asked.today)

    def _measured(self, span: Span, codes: Iterable[str]) -> Measures:
        asked, live = self._looked
        numbers = self._facts.numbers_of(span, channel_id=self._channel_id, currency=asked.currency)
        numbers |= live.numbers_of(span, asked.today, self._channel_id)
        return measure_all(numbers, currency=asked.currency, codes=codes)


def read_figures(
    *, shop_id: int, channel_id: int | None, since: date | None, until: date | None, at: datetime
) -> Measures:
    """All figures by code, of the days from `since` to `until`, both included; None leaves an end open."""
    return FigureReader(shop_id=shop_id, channel_id=channel_id, at=at).span(Span(since, until))


def read_spans(*, shop_id: int, channel_id: int | None, spans: Mapping[str, Span], at: datetime) -> dict[str, Measures]:
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


def _each_day(stretch: Span) -> set[Span]:
    since, until = stretch.bounds
    return {Span(day, day) for day in days_of(since, until)}
