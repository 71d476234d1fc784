"""R077: the team hears of a customer who has written, until somebody has handled it."""

from datetime import timedelta

import pytest

from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.notices.models import Notice
from messaging.notices import CUSTOMER_MESSAGE
from orders.models import Order
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def unread(*members, kind=CUSTOMER_MESSAGE):
    """Who has how many unread notices of the kind."""
    found = Notice.objects.filter(kind=kind, read_at=None)
    return [found.filter(user=member.user).count() for member in members]


def test_everybody_who_may_read_conversations_is_told_and_nobody_else(
    shop, owner, sales, support, inventory, accountancy, stranger, in_all_shops
):
    """R077, R120."""
    make.make_question(shop)

    assert unread(owner, sales, support) == [1, 1, 1]
    assert unread(inventory, accountancy, stranger) == [0, 0, 0]


def test_an_answer_takes_the_notice_off_for_all(shop, owner, support, in_all_shops):
    """R077: handling lowers it."""
    thread = make.make_thread(shop)
    make.make_question(shop, order=thread.order, at=NOON + HOUR)
    assert unread(owner, support) == [1, 1]
    make.answer(thread, at=NOON + 2 * HOUR)

    assert unread(owner, support) == [0, 0]


def test_the_bell_counts_who_waits_and_quotes_the_newest_words(shop, owner, in_all_shops):
    """R077: three lines of one customer are one conversation to answer."""
    thread = make.make_thread(shop, body="One")
    make.make_question(shop, order=thread.order, at=NOON + HOUR, body="Two")
    make.make_thread(shop, body="Another customer")

    words = Notice.objects.filter(user=owner.user, read_at=None).order_by("pk").values_list("params__words", flat=True)
    assert list(words) == ["Two", "Another customer"]


def test_no_reply_needed_takes_it_off_too(shop, owner, in_all_shops):
    """R077, R057."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)

    assert unread(owner) == [0]


def test_a_machine_s_message_neither_tells_nor_settles(shop, owner, in_all_shops):
    """R054."""
    thread = make.make_thread(shop)
    make.make_question(shop, order=thread.order, at=NOON + HOUR, is_automatic=True)
    make.answer(thread, at=NOON + HOUR, is_automatic=True)

    assert unread(owner) == [1]


def test_the_reply_clock_tells_the_team_before_and_at_its_end(shop, owner, support, in_all_shops):
    """R077: two steps, of which an answer takes off what stands."""
    thread = make.make_thread(shop)
    sweep_deadlines(at=NOON + 19 * HOUR)
    run_consequences()
    assert unread(owner, support, kind="deadline_soon") == [1, 1]
    sweep_deadlines(at=NOON + 25 * HOUR)
    run_consequences()

    assert unread(owner, support, kind="deadline_soon") == [0, 0]
    assert unread(owner, support, kind="deadline_missed") == [1, 1]
    make.answer(thread, at=NOON + 26 * HOUR)
    assert unread(owner, support, kind="deadline_missed") == [0, 0]


def test_orders_of_the_past_tell_nobody(shop, owner, in_all_shops):
    order = make_shipping_order(shop)
    Order.objects.update(is_imported=True)
    make.make_question(shop, order=order)
    sweep_deadlines(at=NOON + 25 * HOUR)
    run_consequences()

    assert not Notice.objects.exists()
