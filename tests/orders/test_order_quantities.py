"""How many pieces of an offer one order may have."""

import pytest

from marketplace.errors import ValidationFailed
from orders.models import Order
from orders.services.creation import place_basket
from tests.factories.offers import make_offer
from tests.factories.orders import SHOP_FRONT, basket_line, make_request
from tests.factories.shops import NOON

pytestmark = pytest.mark.usefixtures("in_all_shops")


def place(channel, *lines):
    return place_basket(request=make_request(channel, list(lines)), actor=SHOP_FRONT, at=NOON)


@pytest.mark.parametrize("quantity", [1, 3, 14, 7])
def test_too_few_too_many_and_broken_packs_are_refused_and_take_no_stock(shop, channel, quantity):
    offer = make_offer(shop, quantity=50, min_order_quantity=4, max_order_quantity=12, package_quantity=2)

    with pytest.raises(ValidationFailed) as refused:
        place(channel, basket_line(offer, quantity))

    offer.refresh_from_db()
    assert [(each.code, each.field) for each in refused.value.errors] == [("QUANTITY_NOT_ALLOWED", "lines[0].quantity")]
    assert (offer.quantity, Order.objects.count()) == (50, 0)


def test_lines_of_one_offer_count_together(shop, channel):
    offer = make_offer(shop, quantity=50, min_order_quantity=4, max_order_quantity=12, package_quantity=2)

    place(channel, basket_line(offer, 3), basket_line(offer, 3))

    offer.refresh_from_db()
    assert offer.quantity == 44
