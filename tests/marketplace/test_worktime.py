from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.worktime import (
    Reason,
    Segment,
    WorkCalendar,
    add_working_days,
    day_bounds,
    days_later,
    due_at,
    elapsed,
    end_of_working_day,
    is_working_day,
    segments,
)

MADRID = "Europe/Madrid"
ALL_DAY = [(time(0), time.max)]
WEEKDAYS = range(1, 6)
WHOLE_WEEK = range(1, 8)

CALENDAR_A = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, ALL_DAY), frozenset())
CALENDAR_B = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, [(time(9), time(18))]), frozenset())
CALENDAR_C = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, [(time(9), time(14)), (time(16), time(19))]), frozenset())
LABOUR_DAY = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, ALL_DAY), frozenset({date(2026, 5, 1)}))

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def madrid(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(MADRID))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sundays(timezone: str, *windows: tuple[time, time]) -> WorkCalendar:
    return WorkCalendar(timezone, {7: windows}, ())


# The vectors of the requirements


@pytest.mark.parametrize(
    ("hours", "calendar", "start", "due"),
    [
        pytest.param(24, CALENDAR_A, "2026-03-06T17:00", "2026-03-09T17:00", id="T1"),
        pytest.param(24, CALENDAR_A, "2026-03-07T11:00", "2026-03-10T00:00", id="T2"),
        pytest.param(24, LABOUR_DAY, "2026-04-30T12:00", "2026-05-04T12:00", id="T3"),
        pytest.param(24, CALENDAR_A, "2026-03-27T17:00", "2026-03-30T17:00", id="T4"),
        pytest.param(24, CALENDAR_B, "2026-03-06T17:00", "2026-03-11T14:00", id="T5"),
        pytest.param(24, CALENDAR_B, "2026-03-07T11:00", "2026-03-11T15:00", id="T6"),
        pytest.param(24, CALENDAR_C, "2026-03-06T13:00", "2026-03-11T13:00", id="T7"),
        pytest.param(48, None, "2026-03-06T17:00", "2026-03-08T17:00", id="T8"),
        pytest.param(48, None, "2026-03-28T12:00", "2026-03-30T13:00", id="T9"),
    ],
)
def test_clock_vectors_fall_due_to_the_minute(hours, calendar, start, due):
    """R050, R051."""
    answer = due_at(madrid(start), hours, calendar)

    assert answer == madrid(due)
    assert answer.tzinfo is UTC
    assert elapsed(madrid(start), answer, calendar) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "later"),
    [
        pytest.param("2026-02-20T10:15", "2026-03-07T10:15", id="I1"),
        pytest.param("2026-03-20T10:15", "2026-04-04T10:15", id="I2"),
    ],
)
def test_incident_vectors_keep_the_local_time(start, later):
    """D6."""
    answer = days_later(madrid(start), 15, MADRID)

    assert answer == madrid(later)
    assert answer.tzinfo is UTC


# Skipped and repeated hours


def test_a_window_that_begins_in_the_skipped_hour_opens_when_the_hour_is_over():
    calendar = sundays(MADRID, (time(2, 30), time(3, 30)))

    answer = segments(utc("2026-03-29T00:00"), utc("2026-03-29T02:00"), calendar)

    assert answer == [
        Segment(utc("2026-03-29T00:00"), utc("2026-03-29T01:00"), False, Reason.NIGHT),
        Segment(utc("2026-03-29T01:00"), utc("2026-03-29T01:30"), True, Reason.COUNTED),
        Segment(utc("2026-03-29T01:30"), utc("2026-03-29T02:00"), False, Reason.NIGHT),
    ]


def test_a_window_that_ends_in_the_skipped_hour_closes_when_the_hour_begins():
    calendar = sundays(MADRID, (time(1), time(2, 30)))

    assert elapsed(utc("2026-03-28T12:00"), utc("2026-03-29T12:00"), calendar) == HOUR
    assert end_of_working_day(date(2026, 3, 29), calendar) == utc("2026-03-29T01:00")


def test_a_day_whose_only_window_is_skipped_is_no_working_day():
    calendar = sundays(MADRID, (time(2, 15), time(2, 45)))

    assert not is_working_day(date(2026, 3, 29), calendar)
    assert is_working_day(date(2026, 3, 22), calendar)
    assert add_working_days(date(2026, 3, 22), 1, calendar) == date(2026, 4, 5)


def test_a_window_inside_the_repeated_hour_opens_twice():
    calendar = sundays(MADRID, (time(2, 15), time(2, 45)))

    answer = segments(utc("2026-10-25T00:00"), utc("2026-10-25T02:00"), calendar)

    assert [(part.start, part.end) for part in answer if part.counted] == [
        (utc("2026-10-25T00:15"), utc("2026-10-25T00:45")),
        (utc("2026-10-25T01:15"), utc("2026-10-25T01:45")),
    ]
    assert due_at(utc("2026-10-25T00:00"), 0.75, calendar) == utc("2026-10-25T01:30")


def test_the_day_of_the_repeated_hour_counts_twenty_five_hours():
    calendar = sundays(MADRID, *ALL_DAY)

    assert elapsed(madrid("2026-10-24T12:00"), madrid("2026-10-26T12:00"), calendar) == 25 * HOUR
    assert len(segments(madrid("2026-10-25T00:00"), madrid("2026-10-26T00:00"), calendar)) == 1


def test_lord_howe_moves_its_clocks_by_half_an_hour():
    calendar = sundays("Australia/Lord_Howe", *ALL_DAY)

    spring = elapsed(utc("2026-10-02T00:00"), utc("2026-10-06T00:00"), calendar)
    autumn = elapsed(utc("2026-04-03T00:00"), utc("2026-04-07T00:00"), calendar)

    assert (spring, autumn) == (23.5 * HOUR, 24.5 * HOUR)


def test_troll_moves_its_clocks_by_two_hours():
    calendar = sundays("Antarctica/Troll", *ALL_DAY)

    assert elapsed(utc("2026-03-27T00:00"), utc("2026-03-31T00:00"), calendar) == 22 * HOUR


def test_the_day_that_apia_left_out_has_no_working_time():
    calendar = WorkCalendar("Pacific/Apia", dict.fromkeys(WEEKDAYS, ALL_DAY), ())
    friday = date(2011, 12, 30)

    assert not is_working_day(friday, calendar)
    assert add_working_days(date(2011, 12, 29), 1, calendar) == date(2012, 1, 2)
    assert elapsed(utc("2011-12-29T10:00"), utc("2011-12-31T10:00"), calendar) == 24 * HOUR
    with pytest.raises(ValueError, match="2011-12-30"):
        day_bounds(friday, "Pacific/Apia")


@pytest.mark.parametrize(
    ("timezone", "day", "first", "length"),
    [
        pytest.param("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00", 23 * HOUR, id="midnight skipped"),
        pytest.param("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00", 23 * HOUR, id="midnight skipped, south"),
        pytest.param("America/Santiago", date(2026, 4, 4), "2026-04-04T03:00", 25 * HOUR, id="eleven at night twice"),
        pytest.param("America/Havana", date(2026, 11, 1), "2026-11-01T04:00", 25 * HOUR, id="midnight twice"),
    ],
)
def test_days_begin_at_their_first_moment_where_clocks_move_at_midnight(timezone, day, first, length):
    begin, end = day_bounds(day, timezone)

    assert (begin, end - begin) == (utc(first), length)
    assert begin.astimezone(ZoneInfo(timezone)).date() == day


def test_seconds_of_an_old_offset_are_kept():
    calendar = WorkCalendar("Africa/Monrovia", {3: [(time(9), time(10))]}, ())

    assert due_at(utc("1960-06-15T00:00"), 1, calendar) == utc("1960-06-15T10:44:30")


# Windows


@pytest.mark.parametrize("end", [time.max, time(0)])
def test_a_window_may_end_with_the_day(end):
    calendar = WorkCalendar(MADRID, {1: [(time(18), end)]}, ())

    assert due_at(madrid("2026-03-09T12:00"), 6, calendar) == madrid("2026-03-10T00:00")


def test_windows_are_put_in_order_and_joined():
    given_untidy = WorkCalendar(
        MADRID, {1: [(time(16), time(19)), (time(8), time(10)), (time(9), time(12)), (time(12), time(14))]}, ()
    )
    day = madrid("2026-03-09T00:00")

    answer = segments(day, day + 24 * HOUR, given_untidy)

    assert [(part.start, part.end) for part in answer if part.counted] == [
        (madrid("2026-03-09T08:00"), madrid("2026-03-09T14:00")),
        (madrid("2026-03-09T16:00"), madrid("2026-03-09T19:00")),
    ]


@pytest.mark.parametrize(
    ("timezone", "windows"),
    [
        (MADRID, {1: [(time(18), time(9))]}),
        (MADRID, {1: [(time(9), time(9))]}),
        (MADRID, {0: ALL_DAY}),
        (MADRID, {8: ALL_DAY}),
        (MADRID, {1: [(time(9, tzinfo=UTC), time(10, tzinfo=UTC))]}),
        ("Europe/Nowhere", {1: ALL_DAY}),
        ("Europe", {1: ALL_DAY}),
        ("../etc/passwd", {1: ALL_DAY}),
        ("", {1: ALL_DAY}),
    ],
)
def test_an_impossible_calendar_is_refused(timezone, windows):
    with pytest.raises(ValueError, match="."):
        WorkCalendar(timezone, windows, ())


# Reasons


def test_segments_tell_why_time_was_not_counted():
    calendar = WorkCalendar(
        MADRID, dict.fromkeys(WEEKDAYS, [(time(9), time(18))]), {date(2026, 5, 1), date(2026, 5, 2)}
    )

    answer = segments(madrid("2026-04-30T17:00"), madrid("2026-05-04T10:00"), calendar)

    assert answer == [
        Segment(madrid("2026-04-30T17:00"), madrid("2026-04-30T18:00"), True, Reason.COUNTED),
        Segment(madrid("2026-04-30T18:00"), madrid("2026-05-01T00:00"), False, Reason.NIGHT),
        Segment(madrid("2026-05-01T00:00"), madrid("2026-05-02T00:00"), False, Reason.HOLIDAY),
        Segment(madrid("2026-05-02T00:00"), madrid("2026-05-04T00:00"), False, Reason.WEEKEND),
        Segment(madrid("2026-05-04T00:00"), madrid("2026-05-04T09:00"), False, Reason.NIGHT),
        Segment(madrid("2026-05-04T09:00"), madrid("2026-05-04T10:00"), True, Reason.COUNTED),
    ]


def test_holidays_in_a_row_stay_apart_so_that_each_can_be_named():
    calendar = WorkCalendar(MADRID, dict.fromkeys(WEEKDAYS, ALL_DAY), {date(2026, 12, 24), date(2026, 12, 25)})

    answer = segments(madrid("2026-12-24T00:00"), madrid("2026-12-26T00:00"), calendar)

    assert [part.start for part in answer] == [madrid("2026-12-24T00:00"), madrid("2026-12-25T00:00")]


def test_without_a_calendar_the_whole_span_is_one_counted_segment():
    start, end = madrid("2026-03-28T12:00"), madrid("2026-03-30T13:00")

    assert segments(start, end, None) == [Segment(start, end, True, Reason.COUNTED)]


@pytest.mark.parametrize("calendar", [CALENDAR_A, None])
def test_a_span_that_runs_backwards_is_empty(calendar):
    assert elapsed(utc("2026-03-10T00:00"), utc("2026-03-09T00:00"), calendar) == timedelta(0)
    assert segments(utc("2026-03-10T00:00"), utc("2026-03-09T00:00"), calendar) == []


# Days


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 3, 6), 0, date(2026, 3, 6)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 2, date(2026, 3, 10)),
        (date(2026, 3, 9), 5, date(2026, 3, 16)),
        (date(2026, 4, 30), 1, date(2026, 5, 4)),
    ],
)
def test_working_days_are_counted_after_the_day(day, days, expected):
    """R096."""
    assert add_working_days(day, days, LABOUR_DAY) == expected


def test_the_working_day_ends_with_its_last_window():
    assert end_of_working_day(date(2026, 3, 9), CALENDAR_C) == madrid("2026-03-09T19:00")
    assert end_of_working_day(date(2026, 3, 9), CALENDAR_A) == madrid("2026-03-09T23:59:59")


def test_the_working_day_ends_on_itself_where_eleven_at_night_comes_twice():
    calendar = WorkCalendar("America/Santiago", dict.fromkeys(WHOLE_WEEK, ALL_DAY), ())

    assert end_of_working_day(date(2026, 4, 4), calendar) == utc("2026-04-05T03:59:59")


def test_a_closed_day_has_no_end_of_work():
    with pytest.raises(ValueError, match="2026-03-07"):
        end_of_working_day(date(2026, 3, 7), CALENDAR_A)


def test_a_local_time_that_is_skipped_moves_forward():
    assert days_later(madrid("2026-03-28T02:30"), 1, MADRID) == madrid("2026-03-29T03:30")


def test_of_a_local_time_that_comes_twice_the_first_is_taken():
    assert days_later(madrid("2026-10-24T02:30"), 1, MADRID) == utc("2026-10-25T00:30")


def test_no_days_later_is_the_same_moment():
    second_time = madrid("2026-10-25T02:30").replace(fold=1)

    assert days_later(second_time, 0, MADRID) == utc("2026-10-25T01:30")


# Refusals


class EveryDay:
    """A lazy collection: it answers `in`, and cannot be listed."""

    def __contains__(self, day: object) -> bool:
        return True

    def __iter__(self) -> Iterator[date]:
        raise AssertionError("holidays must not be listed")

    def __len__(self) -> int:
        raise AssertionError("holidays must not be counted")


@pytest.mark.parametrize(
    "closed",
    [
        WorkCalendar(MADRID, {}, ()),
        WorkCalendar(MADRID, {1: []}, ()),
        WorkCalendar(MADRID, dict.fromkeys(WHOLE_WEEK, ALL_DAY), EveryDay()),
    ],
)
def test_a_calendar_that_never_opens_is_told_instead_of_searched_for_ever(closed):
    start = utc("2026-03-09T12:00")

    with pytest.raises(ValueError, match="never opens"):
        due_at(start, 1, closed)
    with pytest.raises(ValueError, match="never opens"):
        add_working_days(start.date(), 0, closed)
    assert elapsed(start, start + 48 * HOUR, closed) == timedelta(0)


@pytest.mark.parametrize("hours", [-1, float("nan"), float("inf"), 1e12, 1e8])
@pytest.mark.parametrize("calendar", [None, CALENDAR_A])
def test_hours_that_cannot_be_counted_are_refused(hours, calendar):
    with pytest.raises(ValueError, match="ours"):
        due_at(utc("2026-03-09T12:00"), hours, calendar)


@pytest.mark.parametrize("calendar", [None, CALENDAR_A])
def test_moments_without_a_time_zone_are_refused(calendar):
    naive, aware = datetime(2026, 3, 9, 12), utc("2026-03-09T12:00")  # noqa: DTZ001

    with pytest.raises(ValueError, match="time zone"):
        due_at(naive, 1, calendar)
    with pytest.raises(ValueError, match="time zone"):
        elapsed(aware, naive, calendar)
    with pytest.raises(ValueError, match="time zone"):
        segments(naive, aware, calendar)
    with pytest.raises(ValueError, match="time zone"):
        days_later(naive, 1, MADRID)


def test_days_that_are_moments_or_run_backwards_are_refused():
    with pytest.raises(ValueError, match="plain date"):
        add_working_days(utc("2026-03-09T12:00"), 1, CALENDAR_A)
    with pytest.raises(ValueError, match="taken away"):
        add_working_days(date(2026, 3, 9), -1, CALENDAR_A)
    with pytest.raises(ValueError, match="taken away"):
        days_later(utc("2026-03-09T12:00"), -1, MADRID)
