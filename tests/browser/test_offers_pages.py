"""The pages of offers: sound in every look, and a first offer made by hand."""

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.offers import make_category, make_offer, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offers(shop):
    """One on sale, one sold out, one paused."""
    return [
        make_offer(shop, product=make_product(title="Lámpara Duna 40", brand="Alcolea", ean="4006381333931")),
        make_offer(shop, quantity=0),
        make_offer(shop, is_active=False),
    ]


def test_the_pages_are_sound_in_every_look(open_page, look, shop, inventory, offers):
    width, scheme = look

    for path in ("", "?tab=sale", "?tab=paused&price_min=99", "new", f"{offers[0].pk}/", f"{offers[0].pk}/remove"):
        page = open_page(f"/shop/{shop.pk}/offers/{path}", who=inventory, width=width, scheme=scheme)
        assert_sound(page)


def test_the_facts_are_sound_for_who_reads_alone(open_page, shop, sales, offers):
    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=sales)

    assert_sound(page)


def test_an_offer_is_made_after_its_faults_are_mended(open_page, shop, inventory):
    make_category(code="LIGHT", label="Lighting")
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory)

    page.get_by_role("link", name="New offer").click()
    page.get_by_label("Title").fill("Lámpara Duna 40")
    page.get_by_label("Category").select_option("LIGHT")
    page.locator("#id_ean").fill("4006381333932")
    page.get_by_label("Your SKU").fill("DUN-40")
    page.get_by_label("Price").fill("68.90")
    page.get_by_label("Stock").fill("5")
    page.get_by_role("button", name="Put on sale").click()
    expect(page.get_by_role("alert")).to_contain_text("check digit")
    assert_accessible(page)
    page.locator("#id_ean").fill("4006381333931")
    page.get_by_role("button", name="Put on sale").click()

    expect(page.locator("#toasts")).to_contain_text("Offer DUN-40 is on sale.")
    with shop_scope(shop):
        assert Offer.objects.sellable(clock.now()).get().product.ean == "4006381333931"


def test_removing_asks_once_in_a_dialog(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=inventory)

    page.get_by_role("link", name="Remove").click()
    expect(page.locator("#act")).to_contain_text("Orders that were placed stay as they are.")
    assert_accessible(page)
    page.get_by_role("button", name="Remove offer").click()

    expect(page.locator("#toasts")).to_contain_text("removed")
    with shop_scope(shop):
        assert Offer.objects.current().count() == 2
