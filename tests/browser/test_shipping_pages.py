"""The pages of a shop's shipping as people work in them: sound in every look, with previews that follow the keys."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import all_shops
from shipping.models import Closure, ShopShipping
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.orders import make_shipping_order
from tests.factories.shipping import make_carrier, make_charge, make_closure, make_method, make_zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def network(shop):
    zone, method = make_zone(code="ES", label="Spain"), make_method(code="STD", label="Standard")
    make_charge(shop, zone, method, price=Decimal("4.90"))
    make_carrier(code="ups", label="UPS", number_shapes=["1Z#####"], service_days=[1, 2, 3, 4, 5])
    make_carrier(code="seur", label="SEUR", countries=["ES"])


@pytest.fixture
def closure(shop):
    first = clock.now().date() + timedelta(days=30)
    return make_closure(shop, first, first + timedelta(days=4), name="Inventory")


def test_the_pages_are_sound_in_every_look(open_page, look, shop, owner, network, closure):
    width, scheme = look
    pages = ["", "/preview?lead_time_days=45&cutoff=09:00", "/calendar", f"/calendar/{closure.pk}", "/carriers"]

    for path in (*pages, "/calendar/new", f"/calendar/{closure.pk}/remove"):
        assert_sound(open_page(f"/shop/{shop.pk}/shipping{path}", who=owner, width=width, scheme=scheme))


def test_the_preview_follows_what_is_typed_before_it_is_saved(open_page, shop, owner, network):
    """R086."""
    page = open_page(f"/shop/{shop.pk}/shipping", who=owner)
    preview = page.locator("#preview")
    expect(preview.locator(".key")).to_contain_text("2 days to prepare")

    page.get_by_label("Preparation lead time").fill("9")
    expect(preview.locator(".key")).to_contain_text("9 days to prepare")
    page.get_by_label("Preparation lead time").fill("")
    expect(preview.locator(".key")).to_contain_text("2 days to prepare")
    expect(preview).to_contain_text("This is no possible preparation time")
    assert_accessible(page)
    page.get_by_label("Preparation lead time").fill("3")
    page.get_by_label("Postcode").fill("28001")
    expect(preview).to_contain_text("28001 Spain")
    assert_accessible(page)
    page.get_by_role("button", name="Save preparation").click()

    expect(page.locator("#toasts")).to_contain_text("The preparation time is saved.")
    with all_shops("a test reads"):
        assert ShopShipping.objects.get().lead_time_days == 3


def test_a_closure_shows_its_effect_and_is_saved_with_one_press(open_page, shop, owner, network):
    """D12."""
    first = clock.now().date() + timedelta(days=40)
    page = open_page(f"/shop/{shop.pk}/shipping/calendar", who=owner)
    page.get_by_role("link", name="Add a closure").click()

    page.get_by_label("From").fill(first.isoformat())
    page.get_by_label("Until, that day included").fill((first + timedelta(days=13)).isoformat())
    page.get_by_label("Name").fill("Summer")
    expect(page.locator("#effect")).to_contain_text("Closed days in twelve months: 14 of 60")
    assert_accessible(page)
    page.get_by_role("button", name="Save closure").click()

    expect(page.locator("#toasts")).to_contain_text("The closure “Summer” is entered.")
    page.get_by_role("link", name="Remove Summer").click()
    expect(page.get_by_role("dialog")).to_contain_text("New orders are promised as if you never closed.")
    assert_accessible(page)
    page.get_by_role("button", name="Remove closure").click()
    expect(page.locator("#toasts")).to_contain_text("The closure is removed.")
    with all_shops("a test reads"):
        assert not Closure.objects.exists()


def test_a_wrong_number_is_warned_about_in_the_dialog_and_taken_then(open_page, shop, owner, network):
    """R091, R092."""
    order = make_shipping_order(shop, at=clock.now())
    carriers = open_page(f"/shop/{shop.pk}/shipping/carriers", who=owner)
    carriers.get_by_label("UPS").check()
    carriers.get_by_role("button", name="Save carriers").click()
    expect(carriers.locator("#toasts")).to_contain_text("Your carriers are saved.")
    page = open_page(f"/shop/{shop.pk}/orders/{order.order_id}/", who=owner)

    page.locator(".next").get_by_role("link", name="Ship", exact=False).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Carrier")).to_be_focused()
    expect(dialog.get_by_label("Carrier").locator("option")).to_have_text(["Choose a carrier", "UPS"])
    dialog.get_by_label("Carrier").select_option("ups")
    dialog.get_by_label("Tracking number").fill("1Z-9")
    dialog.get_by_role("button", name="Ship order").click()
    expect(page.get_by_role("dialog")).to_contain_text("This does not look like a number of UPS")
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Ship order").click()

    expect(page.locator("#toasts")).to_contain_text("on its way")


@pytest.mark.parametrize("path", ["", "/carriers"])
def test_the_tab_that_is_open_is_in_sight(open_page, shop, owner, network, path):
    page = open_page(f"/shop/{shop.pk}/shipping{path}", who=owner, width=390)

    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
