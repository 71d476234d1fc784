from datetime import UTC, date, datetime, time

import pytest

from marketplace import worktime
from marketplace.deadlines.policies import calendar_of, due_by_rule, freeze_policy, holidays_of, warn_moment
from marketplace.deadlines.services import open_deadline
from marketplace.shops.calendars import has_holidays, holiday_names, work_calendar
from marketplace.shops.models import Calendar, CalendarDay, Channel, ChannelRules, ServiceWindow
from tests.deadlines.conftest import FRIDAY, HOUR, read

pytestmark = pytest.mark.django_db
BEFORE_MAY_DAY = datetime(2026, 4, 30, 10, tzinfo=UTC)
AFTER_MAY_DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


def fresh(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def frozen(channel, *, hours, opened_at, clock="WORKING"):
    due_at = due_by_rule(channel=channel, opened_at=opened_at, hours=hours, clock=clock)
    return due_at, freeze_policy(
        rule="customer_reply",
        name="rule",
        channel=channel,
        opened_at=opened_at,
        due_at=due_at,
        hours=hours,
        clock=clock,
    )


def test_a_public_holiday_of_the_country_does_not_count(channel):
    """T3 of the clock vectors."""
    assert due_by_rule(channel=channel, opened_at=BEFORE_MAY_DAY, hours=24, clock="WORKING") == AFTER_MAY_DAY


def test_without_a_calendar_every_hour_counts(channel):
    assert due_by_rule(channel=channel, opened_at=FRIDAY, hours=48, clock="ELAPSED") == FRIDAY + 48 * HOUR


def test_a_day_of_its_own_is_closed_and_a_holiday_may_be_worked(channel):
    CalendarDay.objects.create(calendar=channel.calendar, day="2026-05-01", name="Open after all", is_closed=False)
    CalendarDay.objects.create(calendar=channel.calendar, day="2026-04-29", name="Stocktaking")
    tuesday = datetime(2026, 4, 28, 10, tzinfo=UTC)

    assert due_by_rule(channel=fresh(channel), opened_at=BEFORE_MAY_DAY, hours=24, clock="WORKING") == (
        datetime(2026, 5, 1, 10, tzinfo=UTC)
    )
    assert due_by_rule(channel=fresh(channel), opened_at=tuesday, hours=24, clock="WORKING") == BEFORE_MAY_DAY


def test_holidays_are_named_in_the_language_of_their_country(channel):
    first, last = date(2026, 4, 27), date(2026, 5, 9)

    # 2 May is Madrid's own day, and a Saturday: nobody works then, so it takes nothing away.
    assert holiday_names(work_calendar(channel), first, last) == {date(2026, 5, 1): "Fiesta del Trabajo"}


def test_a_region_that_does_not_exist_has_no_holidays():
    assert has_holidays("ES", "MD")
    assert not has_holidays("ES", "XX")
    assert not has_holidays("XX")


def test_the_calendar_is_read_once_per_channel_object(channel, django_assert_num_queries):
    channel = fresh(channel)
    with django_assert_num_queries(3):
        work_calendar(channel)

    with django_assert_num_queries(0):
        work_calendar(channel)


def test_the_frozen_policy_proves_the_due_time_after_every_rule_has_changed(channel):
    """R052: what a deadline was made with can be shown later."""
    due_at, policy = frozen(channel, hours=24, opened_at=BEFORE_MAY_DAY)
    channel.calendar.windows.all().delete()
    ServiceWindow.objects.create(calendar=channel.calendar, weekday=1, opens=time(9), closes=time(10))

    proven = worktime.due_at(BEFORE_MAY_DAY, policy["hours"], calendar_of(policy))

    assert proven == due_at == AFTER_MAY_DAY
    assert holidays_of(policy) == {date(2026, 5, 1): "Fiesta del Trabajo"}


def test_windows_that_end_inside_the_day_are_frozen_to_the_minute(channel):
    calendar = Calendar.objects.create(name="Siesta")
    for weekday in range(1, 6):
        ServiceWindow.objects.create(calendar=calendar, weekday=weekday, opens=time(9), closes=time(14))
        ServiceWindow.objects.create(calendar=calendar, weekday=weekday, opens=time(16), closes=time(19))
    channel.calendar = calendar
    opened_at = datetime(2026, 3, 6, 12, tzinfo=UTC)

    due_at, policy = frozen(channel, hours=24, opened_at=opened_at)

    assert due_at == datetime(2026, 3, 11, 12, tzinfo=UTC)  # T7
    assert policy["windows"]["1"] == [["09:00", "14:00"], ["16:00", "19:00"]]
    assert worktime.due_at(opened_at, 24, calendar_of(policy)) == due_at


def test_a_policy_of_every_hour_freezes_no_calendar(channel):
    _due_at, policy = frozen(channel, hours=48, opened_at=FRIDAY, clock="ELAPSED")

    assert calendar_of(policy) is None
    assert (policy["windows"], policy["holidays"]) == ({}, {})


def test_the_warning_comes_when_its_share_of_working_time_is_used(channel):
    due_at = due_by_rule(channel=channel, opened_at=BEFORE_MAY_DAY, hours=24, clock="WORKING")

    warn_at = warn_moment(channel=channel, opened_at=BEFORE_MAY_DAY, due_at=due_at, clock="WORKING", percent=75)

    assert warn_at == AFTER_MAY_DAY - 6 * HOUR


def test_a_changed_rule_holds_for_the_next_deadline_and_not_for_a_running_one(in_shop, channel):
    """R052."""
    rules = ChannelRules.objects.create(channel=channel, reply_hours=24)

    def open_by_rule(subject_id, opened_at):
        due_at, policy = frozen(channel, hours=rules.reply_hours, opened_at=opened_at)
        return open_deadline(
            shop_id=in_shop.pk,
            channel_id=channel.pk,
            kind="customer_reply",
            subject_id=subject_id,
            opened_at=opened_at,
            due_at=due_at,
            policy=policy,
        )

    running = open_by_rule("thread-1", FRIDAY)
    rules.reply_hours = 48
    rules.save(update_fields=["reply_hours"])
    following = open_by_rule("thread-2", FRIDAY)
    again = open_by_rule("thread-1", FRIDAY)

    assert read(running).due_at == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert (again.pk, read(again).policy["hours"]) == (running.pk, 24)
    assert read(following).due_at == datetime(2026, 3, 10, 16, tzinfo=UTC)
