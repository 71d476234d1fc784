"""Working days really used, against a count day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.shops.calendars import ALL_DAY
from marketplace.tenancy import shop_scope
from marketplace.worktime import WorkCalendar, add_working_days
from orders.realism.counting import DayCount, kept_shares, shortest_kept, spread_of
from orders.realism.report import Verdict, reckon
from orders.realism.samples import Sample
from orders.realism.section import say

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def calendar(weekdays=(1, 2, 3, 4, 5), holidays=()):
    return WorkCalendar("Europe/Madrid", dict.fromkeys(weekdays, ALL_DAY), frozenset(holidays))


def naive(start, end, on):
    """The first lead time whose day is not before the end."""
    days = 0
    while add_working_days(start, days, on) < end:
        days += 1
    return days


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    holidays=st.sets(st.integers(0, 60), max_size=20),
    pairs=st.lists(st.tuples(st.integers(0, 60), st.integers(-5, 40)), min_size=1, max_size=8),
)
def test_the_days_needed_are_those_of_a_promise_that_would_just_have_been_kept(weekdays, holidays, pairs):
    """R088."""
    on = calendar(weekdays, {MONDAY + number * DAY for number in holidays})
    spans = [(MONDAY + start * DAY, MONDAY + (start + length) * DAY) for start, length in pairs]
    count = DayCount(on, {day for span in spans for day in span})

    assert [count.needed(*span) for span in spans] == [naive(*span, on) for span in spans]


@pytest.mark.parametrize(
    ("start", "end", "needed"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, MONDAY + DAY, 1),
        (MONDAY + 4 * DAY, MONDAY + 7 * DAY, 1),  # Friday to Monday
        (MONDAY + 4 * DAY, MONDAY + 5 * DAY, 1),  # sent on Saturday: Monday's promise would have been kept
        (MONDAY + 6 * DAY, MONDAY + 7 * DAY, 0),  # ordered on Sunday
        (MONDAY, MONDAY - DAY, 0),
    ],
)
def test_days_off_are_not_counted(start, end, needed):
    assert DayCount(calendar(), {start, end}).needed(start, end) == needed


def test_a_spread_tells_what_is_usual_and_what_is_not():
    spread = spread_of([3, 1, 2, 1, 1, 2, 1, 1, 2, 9])

    assert spread is not None
    assert (spread.count, spread.mean, spread.median, spread.percentile_80, spread.percentile_95) == (
        10,
        2.3,
        1.5,
        2,
        9,
    )
    assert spread.counts == ((1, 5), (2, 3), (3, 1), (9, 1))
    assert kept_shares(spread, 4) == [0.0, 0.5, 0.8, 0.9, 0.9]
    assert shortest_kept(kept_shares(spread, 4)) is None
    assert shortest_kept(kept_shares(spread, 9)) == 9
    assert spread_of([]) is None


def sample(days, *, late=False, method="Standard", weekday=1):
    return Sample(days, None, 1, 3, method, weekday, late)


@pytest.mark.parametrize(
    ("samples", "verdict", "suggestion"),
    [
        ([3] * 9, Verdict.TOO_FEW, None),
        ([3] * 10, Verdict.LONGER, 3),
        ([1] * 19 + [8], Verdict.FITS, 1),
        ([1] * 18 + [8] * 2, Verdict.LONGER, 8),
        ([0] * 10, Verdict.SOONER, 0),
        ([70] * 10, Verdict.LONGER, None),
    ],
)
def test_the_advice_is_the_shortest_time_that_keeps_95_of_100(samples, verdict, suggestion):
    """R088."""
    realism = reckon([sample(days) for days in samples], promised=1, longest=60)

    assert (realism.verdict, realism.suggestion) == (verdict, suggestion)


@pytest.mark.django_db
def test_a_share_that_is_whole_is_told_whole(shop):
    """57 of 100 are 56.99999999999999 hundredths to a computer."""
    realism = reckon([sample(0)] * 57 + [sample(2)] * 43, promised=0, longest=3)

    with shop_scope(shop):
        words = say(realism, shop_id=shop.pk)

    assert [row.share for row in words.rows] == ["57 %", "57 %", "100 %"]
