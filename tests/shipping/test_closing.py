"""The operator's limits of a shop's calendar, reckoned without a database (D12)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms, closure_faults, most_closed_days, preparation_faults, weekday_faults
from shipping.models import ShippingLimits

TODAY = date(2026, 5, 4)
DAY = timedelta(days=1)


def closure(first, last=None, kind=ClosureKind.STAY_OPEN, name="Away"):
    return ClosureTerms(first, last or first, name, kind)


def codes(wanted, *others, formerly=None, **limits):
    found = closure_faults(wanted, others=others, limits=ShippingLimits(**limits), today=TODAY, formerly=formerly)
    return [(fault.code, fault.field) for fault in found]


def test_a_closure_within_the_limits_stands():
    assert codes(closure(date(2026, 8, 3), date(2026, 8, 21))) == []


def test_a_closure_may_begin_today():
    assert codes(closure(TODAY)) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (closure(date(2026, 5, 3)), ("CLOSURE_PAST", "first_day")),
        (closure(date(2026, 5, 3), date(2026, 5, 9)), ("CLOSURE_PAST", "first_day")),
        (closure(date(2026, 8, 9), date(2026, 8, 3)), ("DATES_REVERSED", "last_day")),
        (closure(date(9999, 12, 30), date(9999, 12, 31)), ("TOO_FAR_AHEAD", "last_day")),
        (closure(date(2026, 8, 1), date(2026, 9, 1)), ("CLOSURE_TOO_LONG", "last_day")),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused(wanted, expected):
    assert codes(wanted) == [expected]


def test_thirty_one_days_are_not_too_long():
    assert codes(closure(date(2026, 8, 1), date(2026, 8, 31))) == []


def test_days_worked_may_be_many():
    assert codes(closure(date(2026, 6, 1), date(2027, 5, 31), ClosureKind.WORKED)) == []


def test_without_the_right_to_an_own_calendar_nothing_is_taken():
    """D12."""
    assert codes(closure(date(2026, 8, 3)), allows_own_calendar=False) == [("OWN_CALENDAR_NOT_ALLOWED", "first_day")]


@pytest.mark.parametrize("kind", ClosureKind)
def test_closures_that_overlap_are_refused_by_name(kind):
    found = closure_faults(
        closure(date(2026, 8, 10), date(2026, 8, 20)),
        others=[closure(date(2026, 8, 20), date(2026, 8, 25), kind, name="Fair")],
        limits=ShippingLimits(),
        today=TODAY,
    )

    assert [(fault.code, fault.message) for fault in found] == [("CLOSURES_OVERLAP", "These days overlap with “Fair”.")]


def test_closures_side_by_side_do_not_overlap():
    assert codes(closure(date(2026, 8, 10), date(2026, 8, 20)), closure(date(2026, 8, 21))) == []


def test_the_year_counts_every_closure():
    """D12: 31 + 29 days are the sixty that a shop may be closed, one more is not."""
    summer = closure(date(2026, 7, 1), date(2026, 7, 31))

    assert codes(closure(date(2026, 12, 1), date(2026, 12, 29)), summer) == []
    assert codes(closure(date(2026, 12, 1), date(2026, 12, 30)), summer) == [("TOO_MANY_CLOSED_DAYS", "last_day")]


def test_the_year_is_any_twelve_months_and_no_calendar_year():
    winter = closure(date(2026, 12, 1), date(2026, 12, 31))

    assert codes(closure(date(2027, 11, 1), date(2027, 11, 30)), winter) == [("TOO_MANY_CLOSED_DAYS", "last_day")]
    assert codes(closure(date(2027, 12, 10), date(2027, 12, 31)), winter) == []


def test_days_worked_count_as_no_days_closed():
    worked = closure(date(2026, 6, 1), date(2026, 12, 31), ClosureKind.WORKED)

    assert most_closed_days(closure(date(2027, 1, 1)), [worked]) == 1


def test_a_limit_that_is_passed_elsewhere_stands_against_no_other_closure():
    """The operator lowered it since."""
    long_ago = closure(date(2024, 1, 1), date(2024, 3, 31))

    assert codes(closure(date(2026, 8, 3)), long_ago) == []


def test_of_a_closure_that_has_begun_the_end_may_move():
    begun = closure(date(2026, 5, 1), date(2026, 5, 8))

    assert codes(closure(date(2026, 5, 1), date(2026, 5, 12), ClosureKind.PAUSED), formerly=begun) == []
    assert codes(closure(date(2026, 5, 2), date(2026, 5, 12)), formerly=begun) == [("CLOSURE_BEGUN", "first_day")]
    assert codes(closure(date(2026, 5, 1), date(2026, 5, 3)), formerly=begun) == [("CLOSURE_PAST", "first_day")]
    worked = closure(date(2026, 5, 1), date(2026, 5, 12), ClosureKind.WORKED)
    assert codes(worked, formerly=begun) == [("CLOSURE_BEGUN", "first_day")]


@pytest.mark.parametrize(
    ("weekdays", "limits", "expected"),
    [
        (None, {"allows_own_calendar": False}, []),
        ([1, 2, 3], {}, []),
        ([1, 2], {}, ["TOO_FEW_WEEKDAYS"]),
        ([1, 1, 1], {}, ["TOO_FEW_WEEKDAYS"]),
        ([], {"fewest_weekdays": 0}, ["TOO_FEW_WEEKDAYS"]),
        ([1, 2, 3, 4, 5], {"allows_own_calendar": False}, ["OWN_CALENDAR_NOT_ALLOWED"]),
    ],
)
def test_a_week_of_its_own_has_enough_days(weekdays, limits, expected):
    """D12."""
    assert [fault.code for fault in weekday_faults(weekdays, ShippingLimits(**limits))] == expected


@pytest.mark.parametrize(
    ("days", "cutoff", "expected"),
    [
        (0, None, []),
        (60, time(12), []),
        (61, None, ["LEAD_TIME_TOO_LONG"]),
        (2, time(11, 59), ["CUTOFF_TOO_EARLY"]),
        (99, time(0), ["LEAD_TIME_TOO_LONG", "CUTOFF_TOO_EARLY"]),
    ],
)
def test_preparation_keeps_within_the_operator_s_hours(days, cutoff, expected):
    found = preparation_faults(days, cutoff, ShippingLimits(earliest_cutoff=time(12)))

    assert [fault.code for fault in found] == expected


spans = st.builds(
    lambda start, length, kind: closure(TODAY + start * DAY, TODAY + (start + length) * DAY, kind),
    st.integers(0, 700),
    st.integers(0, 60),
    st.sampled_from(ClosureKind),
)


@given(spans, st.lists(spans, max_size=5))
def test_the_busiest_year_is_that_of_counting_every_window(wanted, others):
    """D12: against every window of 365 days that holds a day of the closure, one by one."""
    closed = {day for each in (wanted, *others) if each.is_closed for day in each.days()}
    first = wanted.first_day - 364 * DAY
    starts = [first + number * DAY for number in range((wanted.last_day - first).days + 1)]
    slow = max(sum(start + number * DAY in closed for number in range(365)) for start in starts)

    assert most_closed_days(wanted, others) == slow
