"""The shop's stock defaults in the portal: what they do is shown before it is saved."""

import pytest

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer, OfferSettings
from tests.factories.offers import make_offer, make_offer_settings
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_the_effect_is_told_before_anything_is_saved(signed_in, owner, shop):
    """R010."""
    make_offer(shop, quantity=10)
    make_offer(shop, quantity=2)
    make_offer(shop, quantity=5, safety_stock=1, safety_in_force=1)
    client, url = signed_in(owner), f"/shop/{shop.pk}/settings/stock"

    effect = client.post(url, {"safety_stock": "3", "stock_alert": "4", "look": "1"}).context["effect"]

    assert (effect.takers, effect.own, effect.sold_out, effect.low) == (2, 1, 1, 1)
    with shop_scope(shop):
        assert not OfferSettings.objects.exists()


def test_the_defaults_reach_the_offers_that_have_none(signed_in, owner, shop):
    """R010."""
    theirs = make_offer(shop, quantity=10, safety_stock=5, safety_in_force=5)
    taker = make_offer(shop, quantity=10)

    signed_in(owner).post(f"/shop/{shop.pk}/settings/stock", {"safety_stock": "2", "stock_alert": ""})

    with shop_scope(shop):
        assert Offer.objects.get(pk=taker.pk).sellable_quantity == 8
        assert Offer.objects.get(pk=theirs.pk).sellable_quantity == 5


def test_a_wrong_number_is_told_beside_its_field(signed_in, owner, shop):
    answer = signed_in(owner).post(f"/shop/{shop.pk}/settings/stock", {"safety_stock": "-1", "stock_alert": ""})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["safety_stock"]


def test_the_settings_stay_open_where_an_integrator_owns_the_offers(signed_in, owner, shop):
    """R008."""
    make_offer_settings(shop, is_integrated=True)

    answer = signed_in(owner).post(f"/shop/{shop.pk}/settings/stock", {"safety_stock": "2", "stock_alert": "3"})

    assert answer.status_code == 302
