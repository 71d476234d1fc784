"""Working-time arithmetic: pure, exact for any window, zone and holiday, in O(days). Every answer is in UTC.

A moment counts when the local wall clock then reads inside a window of that weekday and the local date is no holiday.
So real time is cut into stretches on which the zone's offset stays the same; on each of them wall clock and real time
run side by side, and windows can be laid on it by plain subtraction. An hour that spring skips lies on no stretch, an
hour that autumn repeats lies on two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

# The shortest time between two changes of one zone's offset in the tz database is 95 hours (Freetown, 1939):
# looking once a day misses none, and three days hold one at most.
PROBE = DAY

# A calendar that stays closed for longer is taken for one that never opens. Holidays may be a lazy collection that
# only answers `in`, so "never" cannot be read from it.
LONGEST_CLOSURE_DAYS = 3660

# A promise asks for a few weeks of days again and again, in the zones of the channels.
CACHED_DAYS = 8192


class Reason(StrEnum):
    """Why a part of a span was counted, or why not."""

    COUNTED = "COUNTED"
    NIGHT = "NIGHT"  # outside the windows of a working weekday
    WEEKEND = "WEEKEND"  # a weekday without windows, also when it is a holiday
    HOLIDAY = "HOLIDAY"  # a holiday on a weekday that has windows


class Tile(NamedTuple):
    """A part of real time (naive UTC) that lies on one local day and has one reason."""

    begin: datetime
    end: datetime
    reason: Reason
    day: date


Plan = tuple[tuple[timedelta, timedelta, Reason], ...]

WEEKEND_PLAN: Plan = ((timedelta(0), DAY, Reason.WEEKEND),)
HOLIDAY_PLAN: Plan = ((timedelta(0), DAY, Reason.HOLIDAY),)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a span with one reason. Holidays next to each other stay apart, so that each can be named."""

    start: datetime
    end: datetime
    counted: bool
    reason: Reason


@dataclass(frozen=True)
class WorkCalendar:
    """Opening windows by ISO weekday in a time zone, without the holidays, of which only `in` is asked.

    A window may end at 24:00, written as `time.max` or `time(0, 0)`. Windows are put in order and joined where they
    touch or overlap; one that does not end after its start raises ValueError.
    """

    timezone: str
    windows: Mapping[int, Sequence[tuple[time, time]]]
    holidays: Collection[date] = frozenset()
    zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _plans: Mapping[int, Plan] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not set(self.windows) <= set(range(1, 8)):
            raise ValueError(f"Weekdays are 1 (Monday) to 7 (Sunday), not {sorted(self.windows)}.")
        object.__setattr__(self, "zone", find_zone(self.timezone))
        object.__setattr__(self, "_plans", {day: _plan(spans) for day, spans in self.windows.items() if spans})

    def plan(self, day: date) -> Plan:
        """Cut the wall clock of a day, 0:00 to 24:00, into parts with their reasons."""
        plan = self._plans.get(day.isoweekday())
        if plan is None:
            return WEEKEND_PLAN
        return HOLIDAY_PLAN if day in self.holidays else plan


def due_at(start: datetime, hours: float, calendar: WorkCalendar | None) -> datetime:
    """Return the earliest moment at which that many hours have counted since start; without a calendar all count.

    Raises ValueError for a naive start, hours that are negative or no number, and a calendar that never opens.
    """
    begin = _naive_utc(start)
    remaining = _duration(hours)
    try:
        due = begin + remaining  # No calendar counts faster than this, so what overflows here has no answer on any.
        if calendar is not None and remaining:
            due = _count_on(begin, remaining, calendar)
    except OverflowError as error:
        raise ValueError(f"{hours} hours after {start} lie beyond the year 9999.") from error
    return due.replace(tzinfo=UTC)


def elapsed(start: datetime, end: datetime, calendar: WorkCalendar | None) -> timedelta:
    """Return the time that counted between two moments; zero when the end is not after the start."""
    begin, finish = _naive_utc(start), _naive_utc(end)
    if calendar is None:
        return max(finish - begin, timedelta(0))
    tiles = _tiles_between(begin, finish, calendar)
    return sum((tile.end - tile.begin for tile in tiles if tile.reason is Reason.COUNTED), timedelta(0))


def elapsed_each(starts: Sequence[datetime], end: datetime, calendar: WorkCalendar | None) -> list[timedelta]:
    """Return `elapsed` from each start to one end, for many starts on one calendar: the days are walked once."""
    begins, finish = [_naive_utc(start) for start in starts], _naive_utc(end)
    if calendar is None or not begins:
        return [max(finish - begin, timedelta(0)) for begin in begins]
    tiles = [tile for tile in _tiles_between(min(begins), finish, calendar) if tile.reason is Reason.COUNTED]
    ends = [tile.end for tile in tiles]
    # From each tile on, itself included; nothing behind the last.
    left = [*accumulate((tile.end - tile.begin for tile in reversed(tiles)), initial=timedelta(0))][::-1]

    def counted(begin: datetime) -> timedelta:
        place = bisect_right(ends, begin)
        used = max(begin - tiles[place].begin, timedelta(0)) if place < len(tiles) else timedelta(0)
        return left[place] - used

    return [counted(begin) for begin in begins]


def segments(start: datetime, end: datetime, calendar: WorkCalendar | None) -> list[Segment]:
    """Cut the span into what was counted and what was not, with the reasons; nothing when it is empty or backwards."""
    begin, finish = _naive_utc(start), _naive_utc(end)
    if begin >= finish:
        return []
    if calendar is None:
        return [_segment(Tile(begin, finish, Reason.COUNTED, begin.date()))]
    return [_segment(tile) for tile in _joined(_tiles_between(begin, finish, calendar))]


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Tell whether any moment of that local day counts. A day that the zone left out (Apia, 2011-12-30) has none."""
    _check_day(day)
    if calendar.plan(day) in (WEEKEND_PLAN, HOLIDAY_PLAN):
        return False
    if _steady_shift(day, calendar.zone) is not None:
        return True  # No clock is changed, so every window is really there.
    return bool(_open_tiles(day, calendar))


def add_working_days(day: date, days: int, calendar: WorkCalendar) -> date:
    """Return the working day that many working days after the day; with 0 the first one on or after it.

    Raises ValueError for a negative count and for a calendar that never opens.
    """
    _check_day(day)
    if days < 0:
        raise ValueError(f"Working days are added, not taken away: {days}.")
    remaining, closed = max(days, 1), 0
    candidate = day if days == 0 else day + DAY
    while True:
        if is_working_day(candidate, calendar):
            remaining, closed = remaining - 1, 0
        else:
            closed += 1
        if not remaining:
            return candidate
        if closed > LONGEST_CLOSURE_DAYS:
            raise ValueError(_never_open(candidate))
        candidate += DAY


def end_of_working_day(day: date, calendar: WorkCalendar) -> datetime:
    """Return when the last window of that local day ends; 24:00 is given as 23:59:59, still on the day.

    Raises ValueError for a day on which nothing counts.
    """
    _check_day(day)
    shift = _steady_shift(day, calendar.zone)
    if shift is not None:
        ends = [before for _after, before, reason in calendar.plan(day) if reason is Reason.COUNTED]
        if ends:
            wall = datetime.combine(day, time.min) + (ends[-1] - SECOND if ends[-1] == DAY else ends[-1])
            return (wall - shift).replace(tzinfo=UTC)
    tiles = _open_tiles(day, calendar)
    if not tiles:
        raise ValueError(f"{day} is no working day of the calendar.")
    end = max(tile.end for tile in tiles)
    is_next_day = (end + _shift(end, calendar.zone)).date() != day
    return (end - SECOND if is_next_day else end).replace(tzinfo=UTC)


def day_bounds(day: date, timezone: str) -> tuple[datetime, datetime]:
    """Return the first moment of a local day and the first one after it; ValueError when the zone left the day out."""
    _check_day(day)
    midnight, zone = datetime.combine(day, time.min), find_zone(timezone)
    steady = _steady_shift(day, zone)
    if steady is not None:
        begin = (midnight - steady).replace(tzinfo=UTC)
        return begin, begin + DAY
    parts = [
        (max(begin, midnight - shift), min(end, midnight + DAY - shift))
        for begin, end, shift in _stretches_between(midnight - DAY, midnight + 2 * DAY, zone)
    ]
    parts = [(begin, end) for begin, end in parts if begin < end]
    if not parts:
        raise ValueError(f"{timezone} had no {day}.")
    return parts[0][0].replace(tzinfo=UTC), parts[-1][1].replace(tzinfo=UTC)


def days_later(start: datetime, days: int, timezone: str) -> datetime:
    """Return the same local time that many calendar days later (D6).

    A local time that does not exist then is moved forward by the length of the gap (02:30 becomes 03:30); of one that
    exists twice the first is taken. No days later is the start itself.
    """
    begin = _naive_utc(start).replace(tzinfo=UTC)
    if days < 0:
        raise ValueError(f"Days are added, not taken away: {days}.")
    if days == 0:
        return begin
    zone = find_zone(timezone)
    wall = begin.astimezone(zone).replace(tzinfo=None, fold=0) + days * DAY
    # fold=0: the earlier of two, and in a gap the offset from before it, which leads behind it.
    return wall.replace(tzinfo=zone).astimezone(UTC)


def find_zone(timezone: str) -> ZoneInfo:
    """Return the time zone of that name; ValueError when there is none."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {timezone!r}.") from error


def _plan(windows: Sequence[tuple[time, time]]) -> Plan:
    """Lay the windows of a weekday over its wall clock, with the nights between them."""
    midnight = timedelta(0)
    opened = _merged(sorted(_as_span(window) for window in windows))
    nights = pairwise([midnight, *(edge for span in opened for edge in span), DAY])
    parts = [(*span, Reason.COUNTED) for span in opened]
    parts += [(begin, end, Reason.NIGHT) for begin, end in list(nights)[::2] if begin < end]
    return tuple(sorted(parts))


def _merged(spans: list[tuple[timedelta, timedelta]]) -> list[tuple[timedelta, timedelta]]:
    merged: list[tuple[timedelta, timedelta]] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _as_span(window: tuple[time, time]) -> tuple[timedelta, timedelta]:
    begin, end = (_since_midnight(moment) for moment in window)
    if window[1] in (time.max, time.min):
        end = DAY
    if begin >= end:
        raise ValueError(f"The window {window[0]} to {window[1]} does not end after its start on the same day.")
    return begin, end


def _since_midnight(moment: time) -> timedelta:
    if moment.tzinfo is not None:
        raise ValueError(f"A window is in the calendar's time zone and takes no other: {moment!r}.")
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)


def _count_on(begin: datetime, remaining: timedelta, calendar: WorkCalendar) -> datetime:
    last_open = begin
    for tile in _tiles(begin, calendar):
        if tile.reason is Reason.COUNTED:
            length = tile.end - tile.begin
            if remaining <= length:
                return tile.begin + remaining
            remaining -= length
            last_open = tile.end
        elif (tile.end - last_open).days > LONGEST_CLOSURE_DAYS:
            break
    raise ValueError(_never_open(last_open.date()))


def _never_open(day: date) -> str:
    return f"The calendar never opens: it is closed for more than {LONGEST_CLOSURE_DAYS} days around {day}."


def _open_tiles(day: date, calendar: WorkCalendar) -> list[Tile]:
    midnight = datetime.combine(day, time.min)
    around = _tiles_between(midnight - DAY, midnight + 2 * DAY, calendar)
    return [tile for tile in around if tile.day == day and tile.reason is Reason.COUNTED]


def _joined(tiles: Iterator[Tile]) -> Iterator[Tile]:
    current = next(tiles)
    for tile in tiles:
        same_holiday = tile.reason is not Reason.HOLIDAY or tile.day == current.day
        if tile.reason is current.reason and same_holiday:
            current = current._replace(end=tile.end)
        else:
            yield current
            current = tile
    yield current


def _tiles_between(begin: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[Tile]:
    if begin >= end:
        return
    for tile in _tiles(begin, calendar):
        if tile.end >= end:
            yield tile._replace(end=end)
            return
        yield tile


def _tiles(begin: datetime, calendar: WorkCalendar) -> Iterator[Tile]:
    """Yield the tiles from a moment on, in order and without a gap, for ever."""
    for stretch_begin, stretch_end, shift in _stretches(begin, calendar.zone):
        wall_begin, wall_end = stretch_begin + shift, stretch_end + shift
        day = wall_begin.date()
        midnight = datetime.combine(day, time.min)
        while midnight < wall_end:
            for after, before, reason in calendar.plan(day):
                tile_begin, tile_end = max(midnight + after, wall_begin), min(midnight + before, wall_end)
                if tile_begin < tile_end:
                    yield Tile(tile_begin - shift, tile_end - shift, reason, day)
            midnight += DAY
            day = midnight.date()


def _stretches_between(
    begin: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    for stretch_begin, stretch_end, shift in _stretches(begin, zone):
        yield stretch_begin, min(stretch_end, end), shift
        if stretch_end >= end:
            return


def _stretches(begin: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield (begin, end, offset) of one offset each, a day long at most, in order and without a gap, for ever."""
    shift = _shift(begin, zone)
    while True:
        end = begin + PROBE
        next_shift = _shift(end, zone)
        if next_shift != shift:
            end = _change_of_shift(begin, shift, zone)
        yield begin, end, shift
        begin, shift = end, next_shift


def _change_of_shift(begin: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """Find the second within the next probe at which the offset changes; changes fall on whole seconds."""
    base = begin.replace(microsecond=0)
    seconds = range(PROBE // SECOND + 1)
    return base + bisect_left(seconds, True, key=lambda second: _shift(base + second * SECOND, zone) != shift) * SECOND


def _shift(moment: datetime, zone: ZoneInfo) -> timedelta:
    """Return the zone's offset at a moment given in naive UTC."""
    return zone.fromutc(moment.replace(tzinfo=zone)).replace(tzinfo=None) - moment


@lru_cache(maxsize=CACHED_DAYS)
def _steady_shift(day: date, zone: ZoneInfo) -> timedelta | None:
    """The offset around a local day on which no clock is changed, else None; three days hold one change at most."""
    around = datetime.combine(day, time.min) - DAY
    shift = _shift(around, zone)
    return shift if shift == _shift(around + 3 * DAY, zone) else None


def _segment(tile: Tile) -> Segment:
    counted = tile.reason is Reason.COUNTED
    return Segment(tile.begin.replace(tzinfo=UTC), tile.end.replace(tzinfo=UTC), counted, tile.reason)


def _naive_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"A moment needs a time zone: {moment!r}.")
    return moment.astimezone(UTC).replace(tzinfo=None)


def _duration(hours: float) -> timedelta:
    if not hours >= 0:  # also refuses NaN
        raise ValueError(f"Hours must be zero or more: {hours}.")
    try:
        return timedelta(hours=hours)
    except OverflowError as error:
        raise ValueError(f"So many hours cannot be counted: {hours}.") from error


def _check_day(day: date) -> None:
    if isinstance(day, datetime):  # a datetime is a date too, but never equals one
        raise ValueError(f"A plain date is needed, without a time: {day!r}.")
