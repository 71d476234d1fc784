"""The working time of a channel: service windows, public holidays of its country and region, and days of its own."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import cast

from django.db.models import prefetch_related_objects
from holidays import country_holidays

from marketplace.shops.models import Calendar, Channel
from marketplace.worktime import WorkCalendar

# A year of a region is a dictionary of some twenty days; calendars are as many as the operator has set up.
CACHED_YEARS = 1024
CACHED_CALENDARS = 256

Windows = tuple[tuple[int, tuple[tuple[time, time], ...]], ...]


@dataclass(frozen=True)
class ClosedDays(Collection[date]):
    """Holidays without an end, computed by year when asked for. `own` are further closed days, `worked` exceptions."""

    country: str
    subdivision: str
    own: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name_of(day) is not None

    def name_of(self, day: date) -> str | None:
        """The holiday's name, None on any other day."""
        if day in self.worked:
            return None
        return self.own.get(day) or public_holidays(self.country, self.subdivision, day.year).get(day)

    def __iter__(self) -> Iterator[date]:
        raise TypeError("Holidays have no end: ask for single days.")

    def __len__(self) -> int:
        raise TypeError("Holidays have no end: ask for single days.")


def work_calendar(channel: Channel) -> WorkCalendar:
    """The channel's calendar as it is now. Rows are read once per channel object; what is made of them is shared."""
    calendar = _loaded(channel)
    spans: dict[int, list[tuple[time, time]]] = {}
    for window in calendar.windows.all():
        spans.setdefault(window.weekday, []).append((window.opens, window.closes or time.max))
    windows = tuple((weekday, tuple(sorted(day_spans))) for weekday, day_spans in sorted(spans.items()))
    days = tuple(sorted((day.day, day.name, day.is_closed) for day in calendar.days.all()))
    return _build(channel.timezone, windows, calendar.country, calendar.subdivision, days)


def holiday_names(channel: Channel, first: date, last: date) -> dict[date, str]:
    """The closed days between two days, both included, on weekdays that are worked otherwise."""
    calendar = work_calendar(channel)
    closed = cast(ClosedDays, calendar.holidays)
    span = (first + timedelta(days=count) for count in range((last - first).days + 1))
    names = {day: closed.name_of(day) for day in span if calendar.windows.get(day.isoweekday())}
    return {day: name for day, name in names.items() if name}


def has_holidays(country: str, subdivision: str = "") -> bool:
    """Whether public holidays of that country and region are known; for the operator's forms."""
    try:
        country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=CACHED_YEARS)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """A year's public holidays, named in the country's language. NotImplementedError for an unknown region."""
    if not country:
        return {}
    # One object per year, filled before it is shared: the library's own lazy filling is not safe between threads.
    own_language = country_holidays(country).default_language
    found = country_holidays(country, subdiv=subdivision or None, years=year, expand=False, language=own_language)
    return {day: name for day, name in found.items() if day.year == year}


def _loaded(channel: Channel) -> Calendar:
    prefetch_related_objects([channel], "calendar__windows", "calendar__days")
    return channel.calendar


@lru_cache(maxsize=CACHED_CALENDARS)
def _build(
    timezone: str, windows: Windows, country: str, subdivision: str, days: tuple[tuple[date, str, bool], ...]
) -> WorkCalendar:
    own = {day: name for day, name, is_closed in days if is_closed}
    worked = frozenset(day for day, _name, is_closed in days if not is_closed)
    closed = ClosedDays(country=country, subdivision=subdivision, own=own, worked=worked)
    return WorkCalendar(timezone=timezone, windows=dict(windows), holidays=closed)
