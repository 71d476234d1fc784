"""Stock under many hands: what is kept back is never sold, and nothing is sold twice (R009, R012)."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, transaction

from marketplace.actors import Actor, ActorKind
from marketplace.tenancy import all_shops, shop_scope
from offers.choices import ChangeSource
from offers.models import Offer, OfferChange
from offers.services.bulk import BulkChange, change_offers
from offers.services.history import undo_change
from offers.services.low_stock import take_low
from offers.services.selling import change_offer
from offers.services.settings import set_stock_defaults
from orders.models import Order
from tests.concurrency.test_orders import at_once, buy, market  # noqa: F401  the fixture is found by its name
from tests.factories.locks import until_somebody_waits
from tests.factories.offers import make_offer
from tests.factories.orders import basket_line
from tests.factories.shops import NOON

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ANA = Actor(ActorKind.MEMBER, "Ana")
LATER = NOON + timedelta(hours=1)


def reread(offer):
    with all_shops("a test reads what was written"):
        return Offer.objects.get(pk=offer.pk)


def test_of_ten_pieces_with_two_kept_back_twenty_buyers_get_eight(market):  # noqa: F811
    """R009, R012."""
    channel, shop, _other = market
    offer = make_offer(shop, quantity=10, safety_stock=2, safety_in_force=2)

    buyers = [buy(channel, [basket_line(offer, quantity=1)], f"b-{number}") for number in range(20)]
    results = Counter(at_once(*buyers))

    left = reread(offer)
    assert results == {"made": 8, "OUT_OF_STOCK": 12}
    assert (left.quantity, left.sellable_quantity) == (2, 0)
    with all_shops("a test counts"):
        assert Order.objects.count() == 8
        assert OfferChange.objects.filter(offer=offer, source=ChangeSource.ORDER).count() == 8


def test_stock_added_while_orders_come_in_is_added_to_what_is_left(market):  # noqa: F811
    channel, shop, _other = market
    offer = make_offer(shop, quantity=10)

    def add():
        with shop_scope(shop):
            change_offers(
                offer_ids=[offer.pk],
                shop_id=shop.pk,
                change=BulkChange(quantity_add=5),
                actor=ANA,
                source=ChangeSource.PORTAL,
                at=LATER,
            )
        return "added"

    buyers = [buy(channel, [basket_line(offer, quantity=1)], f"b-{number}") for number in range(6)]
    results = Counter(at_once(*buyers, add, add))

    assert results == {"made": 6, "added": 2}
    assert reread(offer).quantity == 14


def test_a_change_taken_back_while_orders_come_in_keeps_what_was_sold(market):  # noqa: F811
    channel, shop, _other = market
    offer = make_offer(shop, quantity=10)
    with shop_scope(shop):
        change_offer(offer_id=offer.pk, changes={"quantity": 20}, actor=ANA, source=ChangeSource.PORTAL, at=LATER)
        change = OfferChange.objects.get().pk

    def undo():
        with shop_scope(shop):
            undo_change(offer_id=offer.pk, change_id=change, actor=ANA, source=ChangeSource.PORTAL, at=LATER)
        return "undone"

    buyers = [buy(channel, [basket_line(offer, quantity=1)], f"b-{number}") for number in range(5)]
    results = Counter(at_once(*buyers, undo))

    assert results == {"made": 5, "undone": 1}
    assert reread(offer).quantity == 5


def test_two_sweeps_at_once_tell_of_low_stock_once(market):  # noqa: F811
    """R011."""
    _channel, shop, _other = market
    for _number in range(20):
        make_offer(shop, quantity=1, alert_in_force=5)

    def take():
        low = take_low(shop_id=shop.pk, at=LATER)
        return low.count if low else 0

    assert sum(at_once(take, take, take)) == 20


def test_a_change_of_many_that_waits_for_new_defaults_keeps_back_what_they_say(market):  # noqa: F811
    """R009: pieces that the seller keeps back from now on are not sold."""
    _channel, shop, _other = market
    offer = make_offer(shop, quantity=10)

    def raise_price():
        try:
            with shop_scope(shop):
                change_offers(
                    offer_ids=[offer.pk],
                    shop_id=shop.pk,
                    change=BulkChange(price_amount=Decimal(1)),
                    actor=ANA,
                    source=ChangeSource.PORTAL,
                    at=LATER,
                )
        finally:
            connection.close()

    change = Thread(target=raise_price)
    with transaction.atomic(), shop_scope(shop):
        set_stock_defaults(shop_id=shop.pk, safety_stock=4, stock_alert=None, at=LATER)
        change.start()
        until_somebody_waits()
    change.join(timeout=30)

    left = reread(offer)
    assert (left.price, left.safety_in_force, left.sellable_quantity) == (Decimal("13.30"), 4, 6)
