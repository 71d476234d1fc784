"""One change of many offers."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.actors import Actor, ActorKind
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.bulk import BulkChange, change_offers
from tests.factories.offers import changes_of, make_offer, make_offer_settings
from tests.factories.shipping import make_class
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
ANA = Actor(ActorKind.MEMBER, "Ana")


def change(shop, offers, **wanted):
    return change_offers(
        offer_ids=[offer.pk for offer in offers],
        shop_id=shop.pk,
        change=BulkChange(**wanted),
        actor=ANA,
        source=ChangeSource.PORTAL,
        at=NOON,
    )


def reread(offer):
    return Offer.objects.get(pk=offer.pk)


@pytest.mark.parametrize(
    ("wanted", "price", "quantity"),
    [
        ({"price_percent": Decimal(10)}, "13.53", 10),
        ({"price_percent": Decimal("-33.33")}, "8.20", 10),
        ({"price_amount": Decimal("-0.30")}, "12.00", 10),
        ({"price_percent": Decimal(10), "price_amount": Decimal(1)}, "14.53", 10),
        ({"quantity_add": -4}, "12.30", 6),
        ({"terms": {"price": Decimal("9.90"), "quantity": 3}}, "9.90", 3),
    ],
)
def test_price_and_stock_are_set_or_moved(in_shop, wanted, price, quantity):
    offer = make_offer(in_shop)

    change(in_shop, [offer], **wanted)

    changed = reread(offer)
    assert (changed.price, changed.quantity, changed.updated_at) == (Decimal(price), quantity, NOON)


def test_one_that_cannot_be_changed_holds_up_no_other(in_shop):
    cheap, dear = make_offer(in_shop, price=1, shop_sku="CHEAP"), make_offer(in_shop, price=9, shop_sku="DEAR")

    changed = change(in_shop, [cheap, dear], price_amount=Decimal(-5))

    assert [(each.shop_sku, each.error and each.error.errors[0].field) for each in changed] == [
        ("CHEAP", "price"),
        ("DEAR", None),
    ]
    assert (reread(cheap).price, reread(dear).price) == (1, 4)


def test_offers_of_others_and_removed_ones_are_left_out(in_shop, other_shop):
    offers = [make_offer(other_shop), make_offer(in_shop, removed_at=NOON)]

    assert change(in_shop, offers, quantity_add=1) == []


def test_what_is_kept_back_holds_at_once(in_shop):
    """R009, R010."""
    make_offer_settings(in_shop, safety_stock=2)
    make_class(code="BULKY")
    offer = make_offer(in_shop)

    change(in_shop, [offer], terms={"safety_stock": 4, "logistic_class": "BULKY"})
    assert (reread(offer).safety_in_force, reread(offer).logistic_class.code) == (4, "BULKY")

    change(in_shop, [offer], terms={"safety_stock": None})
    assert reread(offer).sellable_quantity == 8


def test_the_history_names_who_did_it(in_shop):
    offer = make_offer(in_shop)

    change(in_shop, [offer], quantity_add=1)

    (told,) = changes_of(offer)
    assert (told.source, told.who, told.quantity) == ("PORTAL", "Ana", 11)


def test_ten_offers_cost_as_many_queries_as_one(in_shop):
    offers = [make_offer(in_shop) for _number in range(10)]

    with CaptureQueriesContext(connection) as one:
        change(in_shop, offers[:1], quantity_add=1)
    with CaptureQueriesContext(connection) as ten:
        change(in_shop, offers, quantity_add=1)

    assert len(one) == len(ten)


def test_an_offer_that_was_changed_since_it_was_seen_is_refused(in_shop):
    """Under its lock, so that two posts at once make one change."""
    wanted = BulkChange(price_percent=Decimal(10))
    offer = make_offer(in_shop)
    seen = {offer.pk: wanted.former(offer)}

    def post():
        (changed,) = change_offers(
            offer_ids=[offer.pk],
            shop_id=in_shop.pk,
            change=wanted,
            actor=ANA,
            source=ChangeSource.PORTAL,
            at=NOON,
            seen=seen,
        )
        return changed.error

    assert post() is None
    assert post().code == "OFFER_CHANGED"
    assert reread(offer).price == Decimal("13.53")
