"""Working time against a count minute by minute, over random windows, holidays and zones; and what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marketplace.worktime import (
    Reason,
    WorkCalendar,
    due_at,
    elapsed,
    elapsed_each,
    end_of_working_day,
    is_working_day,
    segments,
)

pytestmark = pytest.mark.slow  # hypothesis counts every minute of a week

MADRID = "Europe/Madrid"
ALL_DAY = [(time(0), time.max)]
WEEKDAYS = range(1, 6)
WHOLE_WEEK = range(1, 8)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NEAR_A_CHANGE = [
    (MADRID, date(2026, 3, 29)),
    (MADRID, date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("Asia/Beirut", date(2026, 3, 29)),
    ("Asia/Beirut", date(2026, 10, 25)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 3, 14)),
    ("America/St_Johns", date(2010, 11, 7)),  # at one past midnight, back into the day before
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Asia/Pyongyang", date(2018, 5, 5)),
    ("Asia/Kolkata", date(2026, 6, 1)),
]


@dataclass(frozen=True)
class Case:
    calendar: WorkCalendar
    start: datetime
    end: datetime

    def counted_minutes(self) -> list[datetime]:
        """The minutes of the span that count, found by reading the wall clock in each of them."""
        zone = ZoneInfo(self.calendar.timezone)
        total = (self.end - self.start) // MINUTE
        return [moment for n in range(total) if self._counts((moment := self.start + n * MINUTE).astimezone(zone))]

    def _counts(self, local: datetime) -> bool:
        if local.date() in self.calendar.holidays:
            return False
        windows = self.calendar.windows.get(local.isoweekday(), ())
        return any(begin <= local.time() and (local.time() < end or end == time.max) for begin, end in windows)


def times_of_day() -> st.SearchStrategy[time]:
    """Any minute, with a liking for the hours in which clocks are moved."""
    hours = st.one_of(st.integers(0, 4), st.integers(0, 23), st.just(23))
    return st.builds(time, hours, st.one_of(st.sampled_from([0, 30]), st.integers(0, 59)))


def windows() -> st.SearchStrategy[tuple[time, time]]:
    pairs = st.tuples(times_of_day(), st.one_of(times_of_day().filter(bool), st.just(time.max)))
    return pairs.filter(lambda pair: pair[0] < pair[1])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    timezone, change = draw(st.sampled_from(NEAR_A_CHANGE))
    days = draw(st.dictionaries(st.integers(1, 7), st.lists(windows(), max_size=3), min_size=2))
    holidays = {change + timedelta(days=draw(st.integers(-3, 3))) for _ in range(draw(st.integers(0, 2)))}
    midnight = datetime.combine(change, time(), UTC)
    start = midnight + draw(st.integers(-3 * 1440, 1440)) * MINUTE
    end = start + draw(st.integers(0, 4 * 1440)) * MINUTE
    return Case(WorkCalendar(timezone, days, frozenset(holidays)), start, end)


@settings(max_examples=120, deadline=None)
@given(cases())
def test_elapsed_time_is_what_a_count_minute_by_minute_finds(case):
    assert elapsed(case.start, case.end, case.calendar) == len(case.counted_minutes()) * MINUTE


@settings(max_examples=120, deadline=None)
@given(cases(), st.data())
def test_work_is_due_at_the_end_of_the_minute_that_completes_it(case, data):
    minutes = case.counted_minutes()
    wanted = data.draw(st.integers(0, len(minutes)))

    due = due_at(case.start, wanted / 60, case.calendar)

    assert due == (minutes[wanted - 1] + MINUTE if wanted else case.start)


@settings(max_examples=120, deadline=None)
@given(cases(), st.lists(st.integers(-3, 6 * 24 * 60), max_size=6))
def test_many_elapsed_times_at_once_are_what_each_is_by_itself(case, minutes):
    starts = [case.start + minute * MINUTE for minute in minutes]
    end = case.start + 5 * 24 * HOUR

    for calendar in (case.calendar, None):
        assert elapsed_each(starts, end, calendar) == [elapsed(start, end, calendar) for start in starts]


@settings(max_examples=120, deadline=None)
@given(cases(), st.floats(0.0001, 60), st.timedeltas(timedelta(0), HOUR))
def test_due_and_elapsed_are_each_other_backwards(case, hours, past_the_minute):
    assume(any(case.calendar.windows.values()))
    start = case.start + past_the_minute

    due = due_at(start, hours, case.calendar)

    assert elapsed(start, due, case.calendar) == timedelta(hours=hours)
    assert elapsed(start, due - timedelta(microseconds=1), case.calendar) < timedelta(hours=hours)


@settings(max_examples=120, deadline=None)
@given(cases(), st.timedeltas(timedelta(0), HOUR))
def test_segments_tile_the_span_and_sum_to_the_elapsed_time(case, past_the_minute):
    start = case.start + past_the_minute
    assume(start < case.end)

    parts = segments(start, case.end, case.calendar)

    assert (parts[0].start, parts[-1].end) == (start, case.end)
    assert all(earlier.end == later.start for earlier, later in pairwise(parts))
    assert all(part.start < part.end for part in parts)
    assert all(part.counted == (part.reason is Reason.COUNTED) for part in parts)
    counted = sum((part.end - part.start for part in parts if part.counted), timedelta(0))
    assert counted == elapsed(start, case.end, case.calendar)


@settings(max_examples=120, deadline=None)
@given(cases(), st.integers(-4, 4))
def test_a_working_day_is_one_on_which_something_counts(case, offset):
    day = case.start.date() + timedelta(days=offset)
    zone = ZoneInfo(case.calendar.timezone)
    around = datetime.combine(day, time(), UTC) - timedelta(days=1)
    counted = Case(case.calendar, around, around + timedelta(days=3)).counted_minutes()
    on_the_day = [moment for moment in counted if moment.astimezone(zone).date() == day]

    assert is_working_day(day, case.calendar) == bool(on_the_day)
    if on_the_day:
        last_minute = on_the_day[-1]
        assert timedelta(0) < end_of_working_day(day, case.calendar) - last_minute <= MINUTE


# Cost


@dataclass
class CountedHolidays:
    """Holidays that count how often they are asked."""

    asked: list[object] = field(default_factory=list)

    def __contains__(self, day: object) -> bool:
        self.asked.append(day)
        return False

    def __iter__(self) -> Iterator[date]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize("days", [10, 1000])
def test_the_work_grows_with_the_days_and_not_with_the_minutes(days):
    holidays = CountedHolidays()
    calendar = WorkCalendar(MADRID, dict.fromkeys(WHOLE_WEEK, [(time(9), time(18))]), holidays)
    start = utc("2026-01-01T12:34:56")

    elapsed(start, start + timedelta(days=days), calendar)

    assert len(holidays.asked) <= 2 * days + 4
