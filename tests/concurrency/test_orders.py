"""Two hands at the same time, on real connections. The first test shows the race that the locks are there for."""

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction

from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.errors import DomainError
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.tenancy import all_shops, shop_scope
from offers.models import Offer
from orders.models import Order, OrderEvent
from orders.services.acceptance import decide_order, refuse_unanswered
from orders.services.creation import place_basket
from orders.services.fraud import decide_fraud
from orders.storefront.feed import read_feed
from tests.factories.offers import make_offer
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    accept_all,
    basket_line,
    make_order,
    make_request,
    make_waiting_order,
    spanish_zone,
    standard_method,
)
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run each act in a thread of its own, all let go together; what they returned, or the error's code."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place, act):
        try:
            start.wait(timeout=10)
            with all_shops("a test acts from outside"):
                results[place] = act()
        except DomainError as error:
            results[place] = error.code
        except Exception as error:  # noqa: BLE001  # a thread's error must fail the test, not vanish
            results[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def buy(channel, lines, basket_id):
    request = make_request(channel, lines, basket_id=basket_id)

    def act():
        place_basket(request=request, actor=SHOP_FRONT, at=NOON)
        return "made"

    return act


@pytest.fixture
def market():
    channel = make_channel(code="ES")
    return channel, make_shop(code="a", channels=(channel,)), make_shop(code="b", channels=(channel,))


def test_without_the_lock_the_last_piece_would_be_sold_twice(market):
    """The race itself: look first, take later."""
    _channel, shop, _other = market
    offer = make_offer(shop, quantity=1)
    looked = threading.Barrier(2)

    def take_unlocked():
        has_stock = Offer.objects.get(pk=offer.pk).quantity >= 1
        looked.wait(timeout=10)
        return has_stock

    assert at_once(take_unlocked, take_unlocked) == [True, True]


def test_the_last_piece_ordered_by_twenty_at_once_is_sold_once(market):
    """R012."""
    channel, shop, _other = market
    offer = make_offer(shop, quantity=1)

    results = at_once(*(buy(channel, [basket_line(offer)], f"RACE-{number}") for number in range(20)))

    assert Counter(results) == {"made": 1, "OUT_OF_STOCK": 19}
    with all_shops("the test looks"):
        assert (Order.objects.count(), Offer.objects.get(pk=offer.pk).quantity) == (1, 0)


def test_one_basket_sent_twice_at_once_is_one_order(market):
    channel, shop, other = market
    lines = [basket_line(make_offer(shop)), basket_line(make_offer(other))]
    act = buy(channel, lines, "TWICE")

    assert at_once(act, act, act, act) == ["made"] * 4
    with all_shops("the test looks"):
        assert sorted(Order.objects.values_list("order_id", flat=True)) == ["TWICE-A", "TWICE-B"]
        assert set(Offer.objects.values_list("quantity", flat=True)) == {9}


def test_crossing_baskets_do_not_block_each_other(market):
    """Each names the same offers in another order: locks by key let one wait for the other, and never both."""
    channel, shop, other = market
    offers = [make_offer(seller, quantity=1000) for seller in (shop, other, shop, other)]
    forwards, backwards = ([basket_line(offer) for offer in some] for some in (offers, offers[::-1]))

    for round_number in range(5):
        acts = [
            buy(channel, forwards if number % 2 else backwards, f"CROSS-{round_number}-{number}") for number in range(8)
        ]
        assert at_once(*acts) == ["made"] * 8

    with all_shops("the test looks"):
        assert set(Offer.objects.values_list("quantity", flat=True)) == {960}


def test_two_people_accepting_at_once_accept_once(market):
    _channel, shop, _other = market
    order = make_waiting_order(shop)
    with all_shops("the test looks"):
        decisions = accept_all(order)

    def accept():
        with shop_scope(shop):
            decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=NOON)
        return "accepted"

    results = at_once(accept, accept, accept)

    assert Counter(results) == {"accepted": 1, "ORDER_INVALID_STATE": 2}
    with all_shops("the test looks"):
        assert OrderEvent.objects.filter(kind="ACCEPTED").count() == 1
        assert StorefrontEvent.objects.filter(kind="accepted").count() == 1
        assert OutboxMessage.objects.count() == 1
        assert DeadlineEvent.objects.filter(kind="SETTLED").count() == 1


def test_acceptance_and_automatic_refusal_at_once_leave_one_outcome(market):
    _channel, shop, _other = market
    offer = make_offer(shop, quantity=1)
    order = make_waiting_order(shop, offers=[offer])
    with all_shops("the test looks"):
        decisions = accept_all(order)
        due_at = Deadline.objects.get().due_at

    def accept():
        decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=due_at)
        return "accepted"

    def refuse():
        refuse_unanswered(order_id=order.order_id, at=due_at)

    accepted, refused = at_once(accept, refuse)

    assert refused is None
    with all_shops("the test looks"):
        order.refresh_from_db()
        expected = ("WAITING_DEBIT_PAYMENT", 0) if accepted == "accepted" else ("REFUSED", 1)
        assert (order.state, Offer.objects.get().quantity) == expected
        assert OrderEvent.objects.filter(kind__in=["ACCEPTED", "AUTO_REFUSED"]).count() == 1


def test_two_fraud_decisions_at_once_leave_one(market):
    _channel, shop, _other = market
    order = make_order(shop)

    def decide(is_passed):
        def act():
            return decide_fraud(order_id=order.order_id, is_passed=is_passed, actor=SHOP_FRONT, at=NOON).state

        return act

    results = at_once(decide(True), decide(False))

    assert sorted(results) in (["CONFLICT", "WAITING_ACCEPTANCE"], ["CANCELED", "CONFLICT"])


def test_the_feed_leaves_no_gap_for_what_commits_later(market):
    """A transaction that began first and commits last: its news comes behind, and none is missed."""
    _channel, shop, _other = market
    standard_method()
    spanish_zone()
    began, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            make_order(shop)
            began.set()
            may_commit.wait(timeout=10)
        return "slow"

    def reader():
        began.wait(timeout=10)
        make_order(shop)
        seen = read_feed(cursor=0, limit=10)
        may_commit.set()
        return seen

    _slow, seen = at_once(slow, reader)

    with all_shops("the test looks"):
        rest = read_feed(cursor=seen.next_cursor, limit=10)
    assert [event["position"] for event in seen.events] == [1]
    assert [event["position"] for event in rest.events] == [2]
    assert len({event["order_id"] for event in seen.events + rest.events}) == 2


def test_many_readers_number_each_piece_of_news_once(market):
    _channel, shop, _other = market
    for _ in range(5):
        make_order(shop)

    pages = at_once(*(lambda: read_feed(cursor=0, limit=10) for _ in range(6)))

    assert {tuple(event["position"] for event in page.events) for page in pages} == {(1, 2, 3, 4, 5)}
