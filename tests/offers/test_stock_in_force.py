"""What is for sale: the stock without what is kept back; and the history that the database writes."""

from datetime import timedelta

import pytest

from marketplace.errors import ValidationFailed
from marketplace.tenancy import shop_scope
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.provenance import changing_offers
from offers.services.settings import set_stock_defaults, settings_of
from tests.factories.offers import changes_of, make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


def test_the_quantity_for_sale_is_the_stock_without_the_safety_stock_and_never_negative(shop):
    """R009."""
    five, one = (
        make_offer(shop, quantity=5, safety_stock=2, safety_in_force=2),
        make_offer(shop, quantity=1, safety_stock=2, safety_in_force=2),
    )

    assert (five.sellable_quantity, one.sellable_quantity) == (3, 0)


def test_the_shops_default_holds_for_offers_without_their_own(shop):
    """R010."""
    own = make_offer(shop, quantity=10, safety_stock=5, safety_in_force=5)
    other = make_offer(shop, quantity=10)
    with shop_scope(shop):
        set_stock_defaults(shop_id=shop.pk, safety_stock=2, stock_alert=3, at=NOON)
        found = {each.pk: each for each in Offer.objects.all()}

    assert (found[own.pk].sellable_quantity, found[other.pk].sellable_quantity) == (5, 8)
    assert {each.alert_in_force for each in found.values()} == {3}
    with shop_scope(shop):
        set_stock_defaults(shop_id=shop.pk, safety_stock=0, stock_alert=None, at=NOON)
        assert Offer.objects.get(pk=other.pk).sellable_quantity == 10
        assert Offer.objects.get(pk=other.pk).alert_in_force is None


def test_who_reads_what_changed_finds_offers_of_a_new_alert(in_shop):
    """OF21 tells the alert that is in force."""
    taking, own = make_offer(in_shop), make_offer(in_shop, stock_alert=1, alert_in_force=1)

    set_stock_defaults(shop_id=in_shop.pk, safety_stock=0, stock_alert=3, at=NOON + timedelta(hours=1))

    times = dict(Offer.objects.values_list("pk", "updated_at"))
    assert times == {taking.pk: NOON + timedelta(hours=1), own.pk: NOON}


def test_a_default_of_a_shop_touches_no_other_shop(shop, other_shop):
    theirs = make_offer(other_shop, quantity=10)
    with shop_scope(shop):
        set_stock_defaults(shop_id=shop.pk, safety_stock=4, stock_alert=1, at=NOON)
    with shop_scope(other_shop):
        assert Offer.objects.get(pk=theirs.pk).sellable_quantity == 10


@pytest.mark.parametrize(("safety_stock", "stock_alert"), [(-1, None), (10_001, None), (0, -1), (0, 10**7)])
def test_defaults_out_of_bounds_are_refused_and_change_nothing(shop, safety_stock, stock_alert):
    with shop_scope(shop), pytest.raises(ValidationFailed):
        set_stock_defaults(shop_id=shop.pk, safety_stock=safety_stock, stock_alert=stock_alert, at=NOON)
    with shop_scope(shop):
        assert settings_of(shop.pk).safety_stock == 0


def test_every_way_into_the_table_leaves_a_change(shop):
    offer = make_offer(shop, quantity=10)
    with shop_scope(shop):
        with changing_offers(ChangeSource.API, "Connector (API)"):
            Offer.objects.filter(pk=offer.pk).update(quantity=7, updated_at=NOON)
        Offer.objects.filter(pk=offer.pk).update(price="11.00", updated_at=NOON)
        Offer.objects.filter(pk=offer.pk).update(description="Other", updated_at=NOON)

    found = [(each.source, each.who, each.quantity_before, each.quantity, each.price) for each in changes_of(offer)]
    assert [tuple(map(str, each)) for each in found] == [
        ("API", "Connector (API)", "10", "7", "12.30"),
        ("", "", "7", "7", "11.00"),
    ]
