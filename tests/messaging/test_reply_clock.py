"""The reply clock: opened by the first message that waits, stopped by an answer, by nothing else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.deadlines.choices import DeadlineState
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.errors import IllegalTransition
from marketplace.shops.models import CalendarDay, ChannelRules
from messaging.choices import ThreadEventKind
from messaging.kinds import CUSTOMER_REPLY
from messaging.models import QuickReply, ThreadEvent
from messaging.services.conversations import Recipients
from orders.models import Order
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON, make_calendar, make_channel, make_shop

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MADRID = ZoneInfo("Europe/Madrid")
FORTY_EIGHT = {
    "reply_name": "48 hours",
    "reply_hours": 48,
    "reply_clock": "ELAPSED",
    "unedited_quick_reply_counts": False,
}
OFFICE = [("09:00", "18:00")]
SPLIT = [("09:00", "14:00"), ("16:00", "19:00")]


def deadlines_of(thread):
    return list(Deadline.objects.filter(kind=CUSTOMER_REPLY, subject_id=str(thread.thread_id)).order_by("pk"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def channel_with(windows, rules=None):
    calendar = make_calendar(country="")
    if windows:
        calendar.windows.all().delete()
        for day in range(1, 6):
            for opens, closes in windows:
                calendar.windows.create(weekday=day, opens=opens, closes=closes)
    return make_channel(calendar=calendar, rules=rules)


@pytest.mark.parametrize(
    ("name", "windows", "rules", "since", "due"),
    [
        ("T1", None, None, "2026-03-06T17:00", "2026-03-09T17:00"),
        ("T2", None, None, "2026-03-07T11:00", "2026-03-10T00:00"),
        ("T3", None, None, "2026-04-30T12:00", "2026-05-04T12:00"),
        ("T4", None, None, "2026-03-27T17:00", "2026-03-30T17:00"),
        ("T5", OFFICE, None, "2026-03-06T17:00", "2026-03-11T14:00"),
        ("T6", OFFICE, None, "2026-03-07T11:00", "2026-03-11T15:00"),
        ("T7", SPLIT, None, "2026-03-06T13:00", "2026-03-11T13:00"),
        ("T8", None, FORTY_EIGHT, "2026-03-06T17:00", "2026-03-08T17:00"),
        ("T9", None, FORTY_EIGHT, "2026-03-28T12:00", "2026-03-30T13:00"),
    ],
)
def test_an_answer_is_due_as_the_channel_counts_and_missed_a_second_later(
    name, windows, rules, since, due, in_all_shops
):
    """R050, R051: vectors T1 to T9."""
    channel = channel_with(windows, rules)
    if name == "T3":
        CalendarDay.objects.create(calendar=channel.calendar, day="2026-05-01", name="Fiesta")
    thread = make.make_thread(make_shop(channels=(channel,)), at=moment(since))
    (deadline,) = deadlines_of(thread)

    assert (deadline.opened_at, deadline.due_at) == (moment(since), moment(due))
    assert deadline.state_at(moment(due)) == DeadlineState.OPEN
    assert deadline.state_at(moment(due) + timedelta(seconds=1)) == DeadlineState.OVERDUE
    sweep_deadlines(at=moment(due) + timedelta(seconds=1))
    assert deadlines_of(thread)[0].missed_at == moment(due)
    assert make.fresh(thread).reply_due_at == moment(due)


def test_an_answer_in_time_meets_the_clock(shop, in_all_shops):
    """R050."""
    thread = make.make_thread(shop)
    message = make.answer(thread, at=NOON + 5 * HOUR)
    (deadline,) = deadlines_of(thread)

    assert (deadline.outcome, deadline.worked_seconds, deadline.elapsed_seconds) == ("met", 5 * 3600, 5 * 3600)
    assert message.is_answer
    assert (make.fresh(thread).waiting_since, make.fresh(thread).reply_due_at) == (None, None)


def test_an_answer_after_its_due_time_is_late_and_stays_so(shop, in_all_shops):
    """R050."""
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + 25 * HOUR)
    (deadline,) = deadlines_of(thread)

    assert (deadline.outcome, deadline.missed_at) == ("late", NOON + 24 * HOUR)


def test_a_second_message_of_a_waiting_customer_does_not_move_the_clock(shop, in_all_shops):
    """R050, R053: it runs since the first that waits."""
    thread = make.make_thread(shop)
    make.make_question(shop, order=thread.order, at=NOON + 3 * HOUR, body="Hello?")

    assert [deadline.opened_at for deadline in deadlines_of(thread)] == [NOON]
    assert make.fresh(thread).waiting_since == NOON
    assert make.fresh(thread).message_count == 2


def test_a_message_after_the_answer_starts_a_new_clock(shop, in_all_shops):
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)
    make.make_question(shop, order=thread.order, at=NOON + 2 * HOUR, body="And when tomorrow?")

    assert [deadline.outcome for deadline in deadlines_of(thread)] == ["met", ""]
    assert deadlines_of(thread)[1].due_at == NOON + 26 * HOUR


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ({"is_automatic": True}, "a machine's message is no answer"),
        ({"to": Recipients(customer=False, operator=True)}, "the customer does not see it"),
    ],
)
def test_what_is_no_answer_leaves_the_clock_running(written, because, shop, in_all_shops):
    """R054."""
    thread = make.make_thread(shop)
    message = make.answer(thread, at=NOON + HOUR, **written)

    assert not message.is_answer, because
    assert [deadline.closed_at for deadline in deadlines_of(thread)] == [None]
    assert make.fresh(thread).waiting_since == NOON


def test_an_automatic_mail_of_the_customer_starts_no_clock(shop, in_all_shops):
    """R054."""
    thread = make.start(shop)
    make.make_question(shop, order=thread.order, at=NOON + HOUR, thread_id=thread.thread_id, is_automatic=True)

    assert deadlines_of(thread) == []
    assert make.fresh(thread).message_count == 2
    assert not Order.objects.get(pk=thread.order_id).has_customer_message


@pytest.mark.parametrize(("counts", "outcome"), [(True, "met"), (False, "")])
def test_a_quick_reply_as_it_stands_counts_only_where_the_channel_says_so(counts, outcome, in_all_shops):
    """R054, D3."""
    channel = make_channel(rules={"unedited_quick_reply_counts": counts})
    shop = make_shop(channels=(channel,))
    QuickReply.objects.create(shop=shop, title="Soon", language="es", body="Le respondemos pronto.\n", updated_at=NOON)
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR, body=" Le respondemos\r\npronto. ")

    assert deadlines_of(thread)[0].outcome == outcome


def test_a_quick_reply_that_was_edited_counts_everywhere(in_all_shops):
    """R054, D3."""
    shop = make_shop(channels=(make_channel(rules=FORTY_EIGHT),))
    QuickReply.objects.create(shop=shop, title="Soon", language="es", body="Le respondemos pronto.", updated_at=NOON)
    thread = make.make_thread(shop)

    assert make.answer(thread, at=NOON + HOUR, body="Le respondemos hoy, Lucía.").is_answer


def test_the_switch_for_quick_replies_is_frozen_with_the_clock(in_all_shops):
    """R052, D3."""
    channel = make_channel(rules={"unedited_quick_reply_counts": False})
    shop = make_shop(channels=(channel,))
    QuickReply.objects.create(shop=shop, title="Soon", language="es", body="Pronto.", updated_at=NOON)
    thread = make.make_thread(shop)
    ChannelRules.objects.update(unedited_quick_reply_counts=True)

    assert not make.answer(thread, at=NOON + HOUR, body="Pronto.").is_answer


def test_a_change_of_the_rule_leaves_open_clocks_alone(shop, channel, in_all_shops):
    """R052."""
    before = make.make_thread(shop)
    ChannelRules.objects.filter(channel=channel).update(reply_hours=2, reply_name="2 hours", reply_clock="ELAPSED")
    after = make.make_thread(shop)
    (old,), (new,) = deadlines_of(before), deadlines_of(after)

    assert (old.due_at, old.policy["name"], old.policy["hours"]) == (NOON + 24 * HOUR, "24 working hours", 24)
    assert (new.due_at, new.policy["name"], new.policy["hours"]) == (NOON + 2 * HOUR, "2 hours", 2)


def test_no_reply_needed_takes_the_clock_away_and_says_who_did(shop, in_all_shops):
    """R057."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)
    (deadline,) = deadlines_of(thread)
    event = ThreadEvent.objects.get(thread=thread)

    assert (deadline.outcome, deadline.missed_at) == ("void", None)
    assert make.fresh(thread).waiting_since is None
    assert (event.kind, event.at, event.actor_label) == (ThreadEventKind.NO_REPLY_NEEDED, NOON + HOUR, "Ana Prueba")


def test_no_reply_needed_twice_is_said_once(shop, in_all_shops):
    """R057."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)
    make.settle_without_answer(thread, at=NOON + 2 * HOUR)

    assert ThreadEvent.objects.filter(thread=thread).count() == 1


def test_no_reply_needed_is_refused_where_nobody_waits(shop, in_all_shops):
    """R057."""
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)

    with pytest.raises(IllegalTransition):
        make.settle_without_answer(thread, at=NOON + 2 * HOUR)
    assert not ThreadEvent.objects.exists()


def test_a_later_message_opens_the_clock_again(shop, in_all_shops):
    """R058."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)
    make.make_question(shop, order=thread.order, at=NOON + 3 * HOUR, body="One more thing")

    assert [deadline.outcome for deadline in deadlines_of(thread)] == ["void", ""]
    assert make.fresh(thread).reply_due_at == NOON + 27 * HOUR


def test_each_conversation_of_an_order_has_its_own_clock(shop, in_all_shops):
    """R059."""
    order = make_shipping_order(shop)
    first = make.make_thread(shop, order=order, subject="My parcel")
    second = make.make_thread(shop, order=order, subject="My invoice")
    make.answer(first, at=NOON + HOUR)

    assert first.pk != second.pk
    assert deadlines_of(first)[0].outcome == "met"
    assert deadlines_of(second)[0].closed_at is None
