"""Weekdays, hours and places as a reader says them."""

from collections.abc import Collection, Iterable
from datetime import date, time

from babel.dates import get_timezone_location
from django.utils.translation import gettext as _

from marketplace.portal import formats

_MONDAY = date(2024, 1, 1)


def weekday_name(weekday: int) -> str:
    """The short name of an ISO weekday: "Mon"."""
    return formats.write_weekday(_MONDAY.replace(day=weekday))


def write_weekdays(weekdays: Collection[int]) -> str:
    """Runs of three and more joined: "Mon–Fri", "Mon, Wed–Fri"."""
    return ", ".join(_write_run(run) for run in _runs(sorted(set(weekdays))))


def write_hour(hour: time) -> str:
    """An hour of a day on 24: "18:00"."""
    return f"{hour:%H:%M}"


def place_of(timezone: str) -> str:
    """The city by whose clock a channel runs."""
    return get_timezone_location(timezone, locale=formats.reader_locale(), return_city=True)


def country_name(code: str) -> str:
    """A country in the reader's language; its code where it has no name."""
    return str(formats.reader_locale().territories.get(code, code))


def write_span(first: date, last: date) -> str:
    """ "Fri 1 May", or "Fri 1 May – Mon 4 May 2027"; the year where it is not this one is the caller's to ask."""
    begin, end = formats.write_far_day(first), formats.write_far_day(last)
    return begin if first == last else f"{begin} – {end}"


def _runs(weekdays: list[int]) -> Iterable[list[int]]:
    run: list[int] = []
    for weekday in weekdays:
        if run and weekday != run[-1] + 1:
            yield run
            run = []
        run = [*run, weekday]
    if run:
        yield run


def _write_run(run: list[int]) -> str:
    names = [weekday_name(weekday) for weekday in run]
    return _("%(first)s–%(last)s") % {"first": names[0], "last": names[-1]} if len(run) > 2 else ", ".join(names)
