"""The working time of a channel: service windows, public holidays of its country and region, and days of its own."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from typing import cast

from django.db.models import prefetch_related_objects
from holidays import country_holidays

from marketplace.shops.models import Channel
from marketplace.worktime import WorkCalendar

# A year of a region is a dictionary of some twenty days; calendars are as many as the
# operator has set up, and those of shops with their own.
CACHED_YEARS = 1024
CACHED_CALENDARS = 2048

Windows = tuple[tuple[int, tuple[tuple[time, time], ...]], ...]
ALL_DAY = ((time(0), time.max),)


@dataclass(frozen=True)
class ClosedDays(Collection[date]):
    """Holidays without an end, computed by year when asked for. `own` are further closed days, `worked` exceptions.

    `regions` are the countries, each with a region or none, whose public holidays close.
    """

    regions: tuple[tuple[str, str], ...]
    own: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name_of(day) is not None

    def name_of(self, day: date) -> str | None:
        """The holiday's name, None on any other day."""
        if day in self.worked:
            return None
        if day in self.own:
            return self.own[day]
        names = (public_holidays(country, region, day.year).get(day) for country, region in self.regions)
        return next((name for name in names if name), None)

    def __iter__(self) -> Iterator[date]:
        raise TypeError("Holidays have no end: ask for single days.")

    def __len__(self) -> int:
        raise TypeError("Holidays have no end: ask for single days.")


@dataclass(frozen=True)
class CalendarPlan:
    """What a calendar is made of, as plain values: equal plans share one calendar. `days` are (day, name, closed)."""

    timezone: str
    windows: Windows
    regions: tuple[tuple[str, str], ...] = ()
    days: tuple[tuple[date, str, bool], ...] = ()

    def __hash__(self) -> int:
        """Reckoned once: a page asks for the calendars of the same few plans for every offer on it."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.timezone, self.windows, self.regions, self.days))

    def on_weekdays(self, weekdays: Collection[int]) -> "CalendarPlan":
        """The same on these weekdays alone; one that the plan does not work is open all day."""
        known = dict(self.windows)
        return replace(self, windows=tuple((day, known.get(day, ALL_DAY)) for day in sorted(set(weekdays))))

    def with_days(self, days: Iterable[tuple[date, str, bool]]) -> "CalendarPlan":
        """The same with further days, which go before its own."""
        merged = {day: (day, name, is_closed) for day, name, is_closed in (*self.days, *days)}
        return replace(self, days=tuple(sorted(merged.values()))) if merged else self

    def with_holidays_of(self, country: str) -> "CalendarPlan":
        """The same, closed on the national holidays of that country too; unknown countries have none."""
        if not country or any(known == country for known, _region in self.regions) or not has_holidays(country):
            return self
        return replace(self, regions=(*self.regions, (country, "")))


def calendar_plan(channel: Channel) -> CalendarPlan:
    """What the channel's calendar is now. Its rows are read once per channel object."""
    prefetch_related_objects([channel], "calendar__windows", "calendar__days")
    calendar = channel.calendar
    return make_plan(
        timezone=channel.timezone,
        country=calendar.country,
        subdivision=calendar.subdivision,
        windows=[(window.weekday, window.opens, window.closes) for window in calendar.windows.all()],
        days=[(day.day, day.name, day.is_closed) for day in calendar.days.all()],
    )


def make_plan(
    *,
    timezone: str,
    country: str,
    subdivision: str,
    windows: Iterable[tuple[int, time, time | None]],
    days: Iterable[tuple[date, str, bool]],
) -> CalendarPlan:
    """A plan from a calendar's rows, in any order; a window without an end lasts to the day's end."""
    spans: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in windows:
        spans.setdefault(weekday, []).append((opens, closes or time.max))
    return CalendarPlan(
        timezone=timezone,
        windows=tuple((weekday, tuple(sorted(day_spans))) for weekday, day_spans in sorted(spans.items())),
        regions=((country, subdivision),) if country else (),
        days=tuple(sorted(days)),
    )


@lru_cache(maxsize=CACHED_CALENDARS)
def build_calendar(plan: CalendarPlan) -> WorkCalendar:
    """The calendar of a plan."""
    own = {day: name for day, name, is_closed in plan.days if is_closed}
    worked = frozenset(day for day, _name, is_closed in plan.days if not is_closed)
    closed = ClosedDays(regions=plan.regions, own=own, worked=worked)
    return WorkCalendar(timezone=plan.timezone, windows=dict(plan.windows), holidays=closed)


def work_calendar(channel: Channel) -> WorkCalendar:
    """The channel's calendar as it is now. Rows are read once per channel object; what is made of them is shared."""
    return build_calendar(calendar_plan(channel))


def holiday_names(calendar: WorkCalendar, first: date, last: date) -> dict[date, str]:
    """The closed days between two days, both included, on weekdays that are worked otherwise."""
    closed = cast(ClosedDays, calendar.holidays)
    span = (first + timedelta(days=count) for count in range((last - first).days + 1))
    names = {day: closed.name_of(day) for day in span if calendar.windows.get(day.isoweekday())}
    return {day: name for day, name in names.items() if name}


@lru_cache(maxsize=CACHED_YEARS)
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
