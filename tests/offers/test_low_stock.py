"""Low stock is told once, by bell and mail, until it has risen (R011)."""

from datetime import timedelta

import pytest

from marketplace.notices.models import Notice
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops, shop_scope
from offers.models import Offer
from offers.notices import LOW_STOCK, tell_low_stock
from offers.services.low_stock import count_shops_to_tell, forget_risen
from offers.services.selling import change_offer
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


def notices():
    with all_shops("a test reads what was told"):
        return list(Notice.objects.filter(kind=LOW_STOCK).order_by("pk"))


def set_quantity(shop, offer, quantity, minutes=1):
    with shop_scope(shop):
        change_offer(offer_id=offer.pk, changes={"quantity": quantity}, at=NOON + timedelta(minutes=minutes))


def told_at(offer):
    with all_shops("a test reads"):
        return Offer.objects.values_list("low_told_at", flat=True).get(pk=offer.pk)


def test_stock_that_falls_to_the_level_is_told_once_and_not_on_later_updates(owner, shop):
    """R011."""
    offer = make_offer(shop, quantity=10, stock_alert=5, alert_in_force=5, product=make_product(title="Lamp"))
    assert tell_low_stock() == 0

    set_quantity(shop, offer, 5)
    assert (tell_low_stock(), tell_low_stock()) == (1, 0)
    set_quantity(shop, offer, 3, minutes=2)
    assert tell_low_stock() == 0

    (notice,) = notices()
    assert (notice.user_id, notice.in_bell, notice.wants_mail) == (owner.user_id, True, True)
    assert notice.params == {
        "count": 1,
        "named": [{"offer_id": offer.pk, "shop_sku": offer.shop_sku, "title": "Lamp", "left": 5}],
    }


def test_a_new_fall_is_told_after_the_stock_has_risen(owner, shop):
    """R011."""
    offer = make_offer(shop, quantity=5, stock_alert=5, alert_in_force=5)
    tell_low_stock()
    set_quantity(shop, offer, 6)
    assert forget_risen() == 1

    set_quantity(shop, offer, 4, minutes=2)
    tell_low_stock()

    assert [notice.params["named"][0]["left"] for notice in notices()] == [5, 4]


def test_many_offers_make_one_notice_that_names_those_with_the_least_left(owner, shop):
    """R011."""
    for left in range(8):
        make_offer(shop, shop_sku=f"S{left}", quantity=left, alert_in_force=9, stock_alert=9)

    tell_low_stock()

    (notice,) = notices()
    assert notice.params["count"] == 8
    assert [each["shop_sku"] for each in notice.params["named"]] == ["S0", "S1", "S2", "S3", "S4"]


def test_what_is_kept_back_is_not_left(owner, shop):
    """R009, R011: 7 in stock with 3 kept back are 4 for sale."""
    make_offer(shop, quantity=7, safety_stock=3, safety_in_force=3, stock_alert=4, alert_in_force=4)

    assert tell_low_stock() == 1

    assert notices()[0].params["named"][0]["left"] == 4


@pytest.mark.parametrize("fields", [{"is_active": False}, {"removed_at": NOON}, {"alert_in_force": None}])
def test_nobody_is_told_of_what_is_not_sold_or_has_no_level(owner, shop, fields):
    offer = make_offer(shop, **{"quantity": 1, "alert_in_force": 5, **fields})

    assert (tell_low_stock(), count_shops_to_tell()) == (0, 0)
    assert told_at(offer) is None


def test_the_sweep_mails_it(owner, shop):
    make_offer(shop, quantity=1, alert_in_force=5)

    counts = drain_everything()

    assert (counts["low stock"], count_shops_to_tell()) == (1, 0)
    assert notices()[0].mailed_at is not None
