"""The finance page: sound in every look, and a period chosen by one click (R127)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import all_shops
from orders.services.shipment import receive_order
from tests.browser.checks import assert_sound
from tests.factories.orders import SHOP_FRONT, make_shipped_order, make_shipping_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def orders(shop):
    """One received, one on its way since last year."""
    now = clock.now()
    received, old = make_shipped_order(shop, at=now), make_shipping_order(shop, at=now - timedelta(days=400))
    with all_shops("a test plays the shop front"):
        receive_order(order_id=received.order_id, actor=SHOP_FRONT, at=now)
    return received, old


def test_the_page_is_sound_in_every_look(open_page, look, shop, owner, orders):
    width, scheme = look
    page = open_page(f"/shop/{shop.pk}/finance/", who=owner, width=width, scheme=scheme)

    assert_sound(page)


def test_a_period_is_chosen_by_one_click(open_page, shop, owner, orders):
    received, old = orders
    page = open_page(f"/shop/{shop.pk}/finance/", who=owner)
    expect(page.get_by_role("link", name=old.order_id).first).to_be_visible()

    page.get_by_role("link", name="Last 30 days").click()

    expect(page.get_by_text("Opening balance €17.20")).to_be_visible()
    expect(page.get_by_role("link", name=old.order_id)).to_have_count(0)
    expect(page.get_by_role("link", name=received.order_id).first).to_be_visible()
