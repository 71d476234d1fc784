import os
from datetime import UTC, date, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.worktime import WorkCalendar, is_working_day
from shipping.promise import Off, Phase, Preparation, Transit, days_from_json, days_to_json, promise, promise_days

MADRID = ZoneInfo("Europe/Madrid")
ALL_DAY = [(time(0), time.max)]
WEEKDAYS = range(1, 6)
WORKING_WEEK = WorkCalendar("Europe/Madrid", dict.fromkeys(WEEKDAYS, ALL_DAY), frozenset())
OPENING_HOURS = WorkCalendar("Europe/Madrid", dict.fromkeys(WEEKDAYS, [(time(9), time(18))]), frozenset())


def march(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=MADRID)


def reckon(
    *,
    ordered_at,
    lead_time_days,
    transit_min_days,
    transit_max_days,
    calendar,
    transit_calendar=None,
    cutoff=None,
):
    preparation = Preparation(lead_time_days, calendar, cutoff)
    transit = Transit(transit_min_days, transit_max_days, transit_calendar or calendar)
    made = promise(ordered_at=ordered_at, preparation=preparation, transit=transit)
    return made, promise_days(made, preparation=preparation, transit=transit)


def standard(ordered_at, lead_time_days, calendar=WORKING_WEEK, **options):
    made, _days = reckon(
        ordered_at=ordered_at,
        lead_time_days=lead_time_days,
        transit_min_days=1,
        transit_max_days=3,
        calendar=calendar,
        **options,
    )
    return made


@pytest.mark.parametrize(
    ("ordered", "lead_time", "ship_by", "earliest", "latest"),
    [
        pytest.param(9, 2, 11, 12, 16, id="P1"),
        pytest.param(9, 1, 10, 11, 13, id="P2"),
        pytest.param(6, 2, 10, 11, 13, id="P3"),
        pytest.param(7, 2, 10, 11, 13, id="P4"),
    ],
)
def test_promise_vectors(ordered, lead_time, ship_by, earliest, latest):
    """R093."""
    answer = standard(march(ordered), lead_time)

    assert (answer.ship_by_day.day, answer.earliest_day.day, answer.latest_day.day) == (ship_by, earliest, latest)
    assert answer.ship_by == march(ship_by, 23, 59, 59)
    assert answer.earliest == march(earliest, 0)
    assert answer.latest == march(latest, 23, 59, 59)
    assert {moment.tzinfo for moment in (answer.ship_by, answer.earliest, answer.latest)} == {UTC}


def test_a_lead_time_of_zero_ships_on_the_same_working_day():
    """R087, D9."""
    assert standard(march(9), 0).ship_by == march(9, 23, 59, 59)
    assert standard(march(7), 0).ship_by_day == date(2026, 3, 9)


def test_opening_hours_end_the_day_of_shipping():
    assert standard(march(9, 10), 0, OPENING_HOURS).ship_by == march(9, 18)


def test_an_order_after_closing_time_is_not_late_when_it_comes():
    assert standard(march(9, 20), 0, OPENING_HOURS).ship_by == march(10, 18)
    assert standard(march(9, 20), 1, OPENING_HOURS).ship_by == march(10, 18)


def test_the_order_day_is_the_day_of_the_calendar_and_not_of_utc():
    just_after_midnight = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)

    assert standard(just_after_midnight, 0).ship_by_day == date(2026, 3, 10)


def test_a_holiday_moves_the_promise():
    """R096."""
    calendar = WorkCalendar("Europe/Madrid", dict.fromkeys(WEEKDAYS, ALL_DAY), {date(2026, 3, 10)})

    answer = standard(march(9), 1, calendar)

    assert (answer.ship_by_day, answer.earliest_day) == (date(2026, 3, 11), date(2026, 3, 12))


def test_a_day_that_begins_at_one_is_promised_from_one():
    """Beirut skips from midnight to one o'clock on 2026-03-29."""
    calendar = WorkCalendar("Asia/Beirut", dict.fromkeys(range(1, 8), ALL_DAY), ())
    ordered_at = datetime(2026, 3, 27, 12, tzinfo=UTC)

    answer, _days = reckon(
        ordered_at=ordered_at, lead_time_days=1, transit_min_days=1, transit_max_days=1, calendar=calendar
    )

    assert answer.earliest == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert answer.latest == datetime(2026, 3, 29, 20, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ordered_at": datetime(2026, 3, 9)},  # noqa: DTZ001
        {"lead_time_days": -1},
        {"transit_min_days": -1},
        {"transit_min_days": 4},
        {"calendar": WorkCalendar("Europe/Madrid", {}, ())},
    ],
)
def test_a_promise_that_cannot_be_kept_is_not_given(wrong):
    possible = {
        "ordered_at": march(9),
        "lead_time_days": 1,
        "transit_min_days": 1,
        "transit_max_days": 3,
        "calendar": WORKING_WEEK,
    }

    with pytest.raises(ValueError, match="."):
        reckon(**{**possible, **wrong})


@st.composite
def orders(draw):
    zone = draw(st.sampled_from(["Europe/Madrid", "Asia/Beirut", "America/Santiago", "Pacific/Apia"]))
    windows = draw(st.sampled_from([ALL_DAY, [(time(9), time(18))], [(time(9), time(14)), (time(16), time(19))]]))
    weekdays = draw(st.sets(st.integers(1, 7), min_size=1))
    holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60))
    transit_weekdays = draw(st.sets(st.integers(1, 7), min_size=1))
    transit_holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60))
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
    return {
        "ordered_at": draw(moments),
        "lead_time_days": draw(st.integers(0, 20)),
        "transit_min_days": draw(st.integers(0, 3)),
        "transit_max_days": draw(st.integers(3, 10)),
        "calendar": WorkCalendar(zone, dict.fromkeys(weekdays, windows), holidays),
        "transit_calendar": WorkCalendar(zone, dict.fromkeys(transit_weekdays, ALL_DAY), transit_holidays),
        "cutoff": draw(st.none() | st.times()),
    }


@settings(max_examples=200, deadline=None)
@given(orders())
def test_nothing_is_promised_for_a_closed_day_or_for_the_past(order):
    answer, _days = reckon(**order)
    calendar = order["calendar"]

    assert is_working_day(answer.ship_by_day, calendar)
    # A transit of no days at all arrives on the day it leaves, or on the first on which the carrier works.
    assert is_working_day(answer.earliest_day, order["transit_calendar"])
    assert is_working_day(answer.latest_day, order["transit_calendar"])
    assert order["ordered_at"] <= answer.ship_by
    assert answer.earliest <= answer.latest
    assert answer.ship_by_day <= answer.earliest_day <= answer.latest_day
    for moment, day in (
        (answer.ship_by, answer.ship_by_day),
        (answer.earliest, answer.earliest_day),
        (answer.latest, answer.latest_day),
    ):
        assert moment.astimezone(calendar.zone).date() == day


@settings(max_examples=200, deadline=None)
@given(orders())
def test_more_preparation_never_promises_sooner(order):
    sooner, _days = reckon(**order)
    later, _days = reckon(**{**order, "lead_time_days": order["lead_time_days"] + 1})

    assert (sooner.ship_by, sooner.earliest, sooner.latest) <= (later.ship_by, later.earliest, later.latest)
    assert sooner.earliest <= later.earliest
    assert sooner.latest <= later.latest


@settings(max_examples=200, deadline=None)
@given(orders(), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_who_orders_later_is_never_promised_sooner(order, delay):
    first, _days = reckon(**order)
    second, _days = reckon(**{**order, "ordered_at": order["ordered_at"] + delay})

    assert first.ship_by <= second.ship_by
    assert first.earliest <= second.earliest
    assert first.latest <= second.latest


@settings(max_examples=200, deadline=None)
@given(orders())
def test_the_days_of_a_promise_add_up_to_its_times(order):
    made, days = reckon(**order)
    phases = [each.phase for each in days]
    on_the_way = {Phase.TRANSIT, Phase.EARLIEST, Phase.DELIVER, Phase.LATEST}

    assert [each.day for each in days] == [made.order_day + timedelta(n) for n in range(len(days))]
    assert phases.count(Phase.SHIP) == 1
    if made.latest_day > made.ship_by_day:
        assert days[-1].phase == Phase.LATEST
        counted = sum(phase in on_the_way for phase in phases)
        # Of no days on the way only the first on which the carrier works is left, where it is another one.
        assert counted == max(order["transit_max_days"], 1)
    for each in days:
        assert (each.phase == Phase.OFF) <= (each.off is not None)
    assert days_from_json(days_to_json(days)) == days


def test_an_order_from_the_cutoff_on_counts_as_the_next_days():
    cutoff = time(18)

    assert standard(march(9, 17, 59), 1, cutoff=cutoff).ship_by_day == date(2026, 3, 10)
    assert standard(march(9, 18), 1, cutoff=cutoff).ship_by_day == date(2026, 3, 11)
    # On a Friday evening as on the Saturday after it (P4): Monday is the first day of preparation.
    assert standard(march(6, 18), 2, cutoff=cutoff).ship_by_day == date(2026, 3, 10)
    assert standard(march(6, 18), 0, cutoff=cutoff).ship_by_day == date(2026, 3, 9)


def test_the_carrier_keeps_days_of_its_own():
    """R096: preparation on the shop's calendar, transit on the carrier's."""
    six_days = WorkCalendar("Europe/Madrid", dict.fromkeys(range(1, 7), ALL_DAY), {date(2026, 3, 13)})

    made, days = reckon(
        ordered_at=march(9),
        lead_time_days=2,
        transit_min_days=1,
        transit_max_days=3,
        calendar=WORKING_WEEK,
        transit_calendar=six_days,
    )

    assert (made.ship_by_day.day, made.earliest_day.day, made.latest_day.day) == (11, 12, 16)
    assert [(each.day.day, each.phase, each.off) for each in days] == [
        (9, Phase.ORDER, None),
        (10, Phase.PREPARE, None),
        (11, Phase.SHIP, None),
        (12, Phase.EARLIEST, None),
        (13, Phase.OFF, Off.HOLIDAY),
        (14, Phase.DELIVER, None),
        (15, Phase.OFF, Off.WEEKEND),
        (16, Phase.LATEST, None),
    ]


@pytest.fixture
def set_process_zone():
    """Let the process believe it stands elsewhere, and bring it home again."""
    before = os.environ.get("TZ")

    def move(zone):
        if zone is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = zone
        tzset()

    yield move
    move(before)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Adak"])
def test_the_promise_is_the_same_in_every_time_zone_of_the_process(zone, set_process_zone):
    set_process_zone(zone)

    answer = standard(march(9, 0, 30), 2)

    assert answer.ship_by == datetime(2026, 3, 11, 22, 59, 59, tzinfo=UTC)
    assert answer.earliest == datetime(2026, 3, 11, 23, tzinfo=UTC)
    assert answer.latest == datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)
