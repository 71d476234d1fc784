"""What sellers need of offers stands within reach, on a phone too."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from marketplace.tenancy import shop_scope
from offers.models import Promotion
from tests.browser.checks import assert_sound
from tests.factories.offers import make_offer, make_product

pytestmark = pytest.mark.django_db(transaction=True)
WIDTH = 390


def test_export_and_preview_stand_on_a_phones_screen(open_page, shop, inventory):
    offer = make_offer(shop)
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory, width=WIDTH)

    box = page.locator(".filters summary").filter(has_text="Export").bounding_box()
    assert box["x"] + box["width"] <= WIDTH
    assert_sound(page)
    page = open_page(f"/shop/{shop.pk}/offers/{offer.pk}/", who=inventory, width=WIDTH)
    expect(page.get_by_role("link", name="Preview")).to_be_visible()
    assert_sound(page)


def test_the_cell_of_stock_has_a_label_that_is_seen(open_page, shop, inventory):
    make_offer(shop, quantity=7)
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory, width=WIDTH)

    page.get_by_role("link", name="7", exact=True).click()

    expect(page.locator(".cell-form label")).to_be_visible()
    assert_sound(page)


@pytest.mark.parametrize("width", [1440, WIDTH])
def test_a_deep_promotion_is_made_once_it_is_ticked(open_page, shop, inventory, width):
    """R022."""
    make_offer(shop, price=Decimal("9.90"), product=make_product(title="Lamp"))
    page = open_page(f"/shop/{shop.pk}/promotions/new", who=inventory, width=width)

    page.get_by_label("Name", exact=True).fill("Deep")
    page.get_by_label("Benefit", exact=True).select_option("AMOUNT_OFF")
    page.get_by_label("How much", exact=True).fill("30")
    page.get_by_label("From", exact=True).fill("2099-01-01T09:00")
    page.get_by_label("I want to sell at these prices").check()
    assert_sound(page)
    page.get_by_role("button", name="Make promotion").click()

    expect(page.locator("#toasts")).to_contain_text("Promotion “Deep” is made.")
    with shop_scope(shop):
        assert Promotion.objects.get().reward_value == 30


def test_a_toast_covers_no_button_of_the_head(open_page, shop, inventory):
    offer = make_offer(shop, quantity=7)
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory)
    page.get_by_role("link", name="7", exact=True).click()
    page.get_by_label(f"Stock, {offer.shop_sku}").fill("9")
    page.keyboard.press("Enter")

    expect(page.locator("[data-toast]")).to_be_visible()
    page.get_by_role("link", name="New offer").click(timeout=3000)
    expect(page).to_have_url(f"{page.url.partition('/shop/')[0]}/shop/{shop.pk}/offers/new")
