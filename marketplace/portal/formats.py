"""How moments, spans of time and numbers are written: in the reader's language and zone, the near ones in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext, to_locale

# Weekday first, no commas: rows of a list are compared by eye. Other languages take Babel's own.
_DAY = {"en": "EEE d MMM", "es": "EEE d MMM", "pt": "EEE d MMM", "de": "EEE d. MMM"}
_SHORT_DAY = {"en": "d MMM", "es": "d MMM", "pt": "d MMM", "de": "d. MMM"}
_DAY_YEAR = {"en": "d MMM y", "es": "d MMM y", "pt": "d MMM y", "de": "d. MMM y"}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Written:
    """A moment as text: `near` for the eye, `exact` for the tooltip, `machine` for the datetime attribute."""

    near: str
    exact: str
    machine: str


def reader_locale() -> Locale:
    """The Babel locale of the active language."""
    return _locale(to_locale(get_language() or "en"))


@lru_cache(maxsize=16)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def reader_zone() -> tzinfo:
    """The zone in which the reader's clock runs."""
    return timezone.get_current_timezone()


def write_moment(
    moment: datetime, *, at: datetime, zone: tzinfo | None = None, elsewhere: str = "", time: bool = True
) -> Written:
    """`moment` near `at` in words ("today 17:00"), else with its day.

    `elsewhere` is the channel's zone, named where its clock differs from the reader's.
    """
    zone = zone or reader_zone()
    local = moment.astimezone(zone)
    near = write_day(local.date(), today=at.astimezone(zone).date())
    if time:
        near = f"{near} {write_time(local)}"
    exact = f"{_weekday_date(local.date())}, {local:%H:%M:%S} {local.tzname() or ''}".rstrip()
    if there := written_elsewhere(moment, zone=zone, elsewhere=elsewhere):
        near = f"{near} ({there})"
    return Written(near=near, exact=exact, machine=moment.astimezone(UTC).isoformat(timespec="seconds"))


def write_day(day: date, *, today: date) -> str:
    """ "today", "yesterday", "tomorrow", the weekday and day within half a year, else with the year."""
    words = {
        0: pgettext("day", "today"),
        1: pgettext("day", "tomorrow"),
        -1: pgettext("day", "yesterday"),
    }
    distance = (day - today).days
    if distance in words:
        return words[distance]
    patterns = _DAY if abs(distance) < 183 else _DAY_YEAR
    return _patterned(day, patterns)


def write_far_day(day: date) -> str:
    """Weekday, day and month, however near: "Fri 1 May"."""
    return _patterned(day, _DAY)


def write_short_day(day: date) -> str:
    """ "4 Nov", where room is short."""
    return _patterned(day, _SHORT_DAY)


def write_full(moment: datetime, *, zone: tzinfo | None = None) -> str:
    """Weekday, day, year and time: "Mon 4 May 2026, 15:12"."""
    local = moment.astimezone(zone or reader_zone())
    return f"{write_weekday(local.date())} {write_date(local.date())}, {write_time(local)}"


def write_date(day: date) -> str:
    """A day in full, without weekday: "4 May 2026"."""
    return _patterned(day, _DAY_YEAR)


def write_month_year(day: date) -> str:
    """The month of a day: "May 2026"."""
    return str(format_skeleton("yMMMM", day, locale=reader_locale()))


def write_time(moment: datetime) -> str:
    """The clock's hour and minute, 24 hours in every language: work is planned by it."""
    return f"{moment:%H:%M}"


def write_weekday(day: date) -> str:
    """The short weekday: "Thu"."""
    return format_date(day, "EEE", locale=reader_locale())


def written_elsewhere(moment: datetime, *, zone: tzinfo, elsewhere: str) -> str:
    """ "13:00 in São Paulo" when the wall clock there reads otherwise than the reader's; else nothing."""
    if not elsewhere:
        return ""
    here, there = moment.astimezone(zone), moment.astimezone(ZoneInfo(elsewhere))
    if here.utcoffset() == there.utcoffset():
        return ""
    place = get_timezone_location(elsewhere, locale=reader_locale(), return_city=True)
    clock = (
        write_time(there) if here.date() == there.date() else f"{_patterned(there.date(), _DAY)} {write_time(there)}"
    )
    return gettext("%(clock)s in %(place)s") % {"clock": clock, "place": place}


def write_duration(span: timedelta) -> str:
    """ "48 min", "5 h 20 min", "2 d 3 h": whole minutes, rounded down, never more than two parts."""
    minutes = max(0, int(abs(span) // _MINUTE))
    if minutes < 60:
        return pgettext("duration", "%(m)d min") % {"m": minutes}
    hours, minutes = divmod(minutes, 60)
    if hours < 100:
        return write_hours(hours, minutes)
    days, hours = divmod(hours, 24)
    if not hours:
        return pgettext("duration", "%(d)d d") % {"d": days}
    return pgettext("duration", "%(d)d d %(h)d h") % {"d": days, "h": hours}


def write_hours(hours: int, minutes: int) -> str:
    """Hours and minutes, the minutes on two places so that a column of them stands."""
    if not minutes:
        return pgettext("duration", "%(h)d h") % {"h": hours}
    return pgettext("duration", "%(h)d h %(m)02d min") % {"h": hours, "m": minutes}


def zone_of(name: str) -> tzinfo | None:
    """The zone of that name; none where a rule names no zone."""
    return ZoneInfo(name) if name else None


def write_number(value: float) -> str:
    """A number with the reader's separators."""
    return str(format_decimal(value, locale=reader_locale()))


def write_count(count: int, *, cap: int) -> str:
    """A capped count: "1,000+" once there are more than `cap`."""
    return f"{write_number(cap)}+" if count > cap else write_number(count)


def initials(name: str) -> str:
    """The first letters of the first and last word of a name."""
    words = name.replace("@", " ").split()
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 and "@" not in name else "")).upper()


def _weekday_date(day: date) -> str:
    return format_date(day, "full", locale=reader_locale())


def _patterned(day: date, patterns: dict[str, str]) -> str:
    locale = reader_locale()
    return format_date(day, patterns.get(locale.language, "EEE d MMM y"), locale=locale)
