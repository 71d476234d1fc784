"""The rule and the calendar that a deadline was made with, frozen so that its due time can be proven later (R052)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from marketplace import worktime
from marketplace.deadlines.choices import PolicyClock
from marketplace.shops.calendars import holiday_names, work_calendar
from marketplace.shops.models import Channel
from marketplace.worktime import WorkCalendar

# Holidays are frozen beyond the due time, so that the time a late answer used can be counted too.
HOLIDAYS_BEYOND = timedelta(days=31)
_ON_CALENDAR = frozenset({PolicyClock.WORKING, PolicyClock.DAYS})
# Deadlines of one channel and day share their calendar; a page shows a few of them.
CACHED_CALENDARS = 512

Windows = tuple[tuple[int, tuple[tuple[time, time], ...]], ...]


def freeze_policy(
    *,
    rule: str,
    name: str,
    channel: Channel,
    opened_at: datetime,
    due_at: datetime,
    clock: str,
    hours: float | None = None,
    days: int | None = None,
    calendar: WorkCalendar | None = None,
) -> dict[str, Any]:
    """The rule with what it needs to be counted again: the calendar only where the clock counts on one.

    `calendar` takes the place of the channel's own, where a shop or its carriers keep another.
    """
    policy: dict[str, Any] = {
        "rule": rule,
        "name": name,
        "hours": hours,
        "days": days,
        "clock": str(clock),
        "timezone": channel.timezone,
    }
    if clock not in _ON_CALENDAR:
        return policy | {"windows": {}, "holidays": {}}
    zone = ZoneInfo(channel.timezone)
    first, last = opened_at.astimezone(zone).date(), (due_at + HOLIDAYS_BEYOND).astimezone(zone).date()
    calendar = calendar or work_calendar(channel)
    names = holiday_names(calendar, first, last)
    return policy | {
        "windows": {str(day): [_frozen_span(span) for span in spans] for day, spans in calendar.windows.items()},
        "holidays": {day.isoformat(): names[day] for day in sorted(names)},
    }


def calendar_of(policy: Mapping[str, Any]) -> WorkCalendar | None:
    """The frozen calendar; None where every hour counts."""
    windows = policy.get("windows")
    if not windows:
        return None
    spans = tuple((int(day), tuple((_thaw(a), _thaw(b)) for a, b in parts)) for day, parts in sorted(windows.items()))
    return _calendar(policy["timezone"], spans, tuple(sorted(policy.get("holidays", ()))))


def holidays_of(policy: Mapping[str, Any]) -> dict[date, str]:
    """The frozen holidays with their names."""
    return {date.fromisoformat(day): name for day, name in policy.get("holidays", {}).items()}


def due_by_rule(*, channel: Channel, opened_at: datetime, hours: float, clock: str) -> datetime:
    """When a rule of that many hours is due on the channel's calendar as it is now."""
    return worktime.due_at(opened_at, hours, _counting(channel, clock))


def warn_moment(
    *,
    channel: Channel,
    opened_at: datetime,
    due_at: datetime,
    clock: str,
    percent: int,
    calendar: WorkCalendar | None = None,
) -> datetime:
    """When that share of the time between opening and due time is used, to the second; on `calendar` where given."""
    calendar = calendar or _counting(channel, clock)
    available = worktime.elapsed(opened_at, due_at, calendar)
    share = timedelta(seconds=int(available.total_seconds() * percent / 100))
    return min(worktime.due_at(opened_at, share / timedelta(hours=1), calendar), due_at)


def _counting(channel: Channel, clock: str) -> WorkCalendar | None:
    return work_calendar(channel) if clock in _ON_CALENDAR else None


def _frozen_span(span: tuple[time, time]) -> list[str]:
    opens, closes = span
    return [_written(opens), "24:00" if closes in (time.max, time.min) else _written(closes)]


def _written(moment: time) -> str:
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


def _thaw(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


@lru_cache(maxsize=CACHED_CALENDARS)
def _calendar(timezone: str, windows: Windows, holidays: tuple[str, ...]) -> WorkCalendar:
    return WorkCalendar(timezone=timezone, windows=dict(windows), holidays=frozenset(map(date.fromisoformat, holidays)))
