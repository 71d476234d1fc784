"""The pages of offers: sound in every look, and a first offer made by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from marketplace import clock
from marketplace.tenancy import shop_scope
from offers.models import Offer
from offers.prices import Volume
from offers.services.selling import change_offer
from tests.browser.checks import assert_accessible, assert_sound
from tests.factories.offers import make_category, make_export, make_import, make_offer, make_product
from tests.factories.shops import NOON

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

    run = make_import(shop, state="RUNNING", attempts=2)
    make_export(shop)
    paths = ("", "?tab=sale", "?tab=paused&price_min=99", "new", "new?product=4006381333931", "imports/", "exports/")
    own = (f"{offers[0].pk}/", f"{offers[0].pk}/price", f"{offers[0].pk}/remove", f"imports/{run.pk}/")
    for path in (*paths, *own):
        page = open_page(f"/shop/{shop.pk}/offers/{path}", who=inventory, width=width, scheme=scheme)
        assert_sound(page)


def test_the_facts_are_sound_for_who_reads_alone(open_page, shop, sales, offers):
    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=sales)

    assert_sound(page)


def test_an_offer_is_made_after_its_faults_are_mended(open_page, shop, inventory):
    make_category(code="LIGHT", label="Lighting")
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory)

    page.get_by_role("link", name="New offer").click()
    page.get_by_label("Title", exact=True).fill("Lámpara Duna 40")
    page.get_by_label("Category").select_option("LIGHT")
    page.locator("#id_ean").fill("4006381333932")
    page.get_by_label("Your SKU").fill("DUN-40")
    page.get_by_label("Price, tax included").fill("68.90")
    page.get_by_label("Stock", exact=True).fill("5")
    page.get_by_role("button", name="Put on sale").click()
    expect(page.get_by_role("alert")).to_contain_text("check digit")
    assert_accessible(page)
    page.locator("#id_ean").fill("4006381333931")
    page.get_by_role("button", name="Put on sale").click()
    expect(page.get_by_role("alert")).to_contain_text("Look the product sheet over and confirm it")
    page.get_by_label("I have checked the product sheet").check()
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


@pytest.mark.parametrize("width", [1440, 390])
def test_a_price_is_changed_in_its_row_by_keys_alone_and_taken_back(open_page, shop, inventory, offers, width):
    page = open_page(f"/shop/{shop.pk}/offers/?tab=sale", who=inventory, width=width)
    cell = page.locator(f"#price-{offers[0].pk}")

    cell.get_by_role("link").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Price, tax included")
    expect(field).to_be_focused()
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(cell.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("-5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The price must be above 0.")
    field.fill("15.50")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("Price of")
    expect(cell).to_contain_text("15.50")
    assert_accessible(page)
    page.get_by_role("button", name="Undo").click()
    expect(cell).to_contain_text("12.30")


def test_the_way_back_stays_until_it_is_closed(open_page, shop, inventory, offers):
    """WCAG 2.2.1: the undo stands in the toast alone."""
    page = open_page(f"/shop/{shop.pk}/offers/?tab=sale", who=inventory)
    page.clock.install()
    toast = page.locator("[data-toast]")

    for price in ("15.50", "16.50"):
        page.locator(f"#price-{offers[0].pk}").get_by_role("link").click()
        page.get_by_label("Price, tax included").fill(price)
        page.keyboard.press("Enter")
        expect(page.locator(f"#price-{offers[0].pk}")).to_contain_text(price)
    expect(toast).to_have_count(1)
    page.clock.fast_forward(60_000)

    expect(toast.get_by_role("button", name="Undo")).to_be_visible()
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_a_change_of_stock_leaves_the_way_back_of_the_price(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/?tab=sale", who=inventory)
    price, stock = page.locator(f"#price-{offers[0].pk}"), page.locator(f"#stock-{offers[0].pk}")

    price.get_by_role("link").click()
    page.get_by_label("Price, tax included").fill("15.50")
    page.keyboard.press("Enter")
    expect(price).to_contain_text("15.50")
    expect(page.locator("[data-toast]")).to_have_count(1)
    stock.get_by_role("link").click()
    page.locator(f"#cell-{offers[0].pk}").get_by_role("spinbutton").fill("8")
    # Faster than any hand: before the form is HTMX's own, Enter would send it as a page.
    expect(page.locator(".htmx-added")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(stock).to_contain_text("8")

    expect(page.locator("[data-toast]")).to_have_count(2)
    page.locator("[data-toast]", has_text="Price of").get_by_role("button", name="Undo").click()
    expect(price).to_contain_text("12.30")


def test_many_offers_are_changed_after_a_look_at_the_effect(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/?tab=all", who=inventory)

    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Change 3 offers").click()
    page.get_by_label("Stock", exact=True).select_option("add")
    page.get_by_label("Pieces", exact=True).fill("7")
    page.get_by_role("button", name="Show the effect").last.click()
    expect(page.get_by_role("region", name="Before and after")).to_contain_text("0 → 7")
    assert_sound(page)
    page.get_by_role("button", name="Change 3 offers").dblclick()

    expect(page.locator("#toasts")).to_contain_text("3 offers changed.")
    with shop_scope(shop):
        # Done twice they would have 14 more.
        assert sorted(Offer.objects.values_list("quantity", flat=True)) == [7, 17, 17]


def test_a_row_of_prices_is_added_and_saved(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=inventory, width=390)

    page.get_by_role("button", name="Add a quantity").click()
    page.get_by_label("1: From quantity").fill("5")
    page.get_by_label("1: Price of one").fill("11")
    assert_sound(page)
    page.get_by_role("button", name="Save offer").last.click()

    expect(page.locator("#toasts")).to_contain_text("saved")
    with shop_scope(shop):
        assert Offer.objects.get(pk=offers[0].pk).volume_prices[0]["price"] == "11"


def test_a_product_is_found_and_what_was_typed_stays(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/new", who=inventory, width=390)
    page.get_by_label("Your SKU").fill("DUN-40")
    page.get_by_label("Find a product").fill("duna")
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Lámpara Duna 40").click()

    expect(page.get_by_role("button", name="Another product")).to_be_visible()
    expect(page.get_by_label("Your SKU")).to_have_value("DUN-40")
    assert_sound(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_both_versions_of_a_lost_update_and_long_refused_lines_are_sound(
    open_page, shop, inventory, offers, width, scheme
):
    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=inventory, width=width, scheme=scheme)
    page.locator("[name=version]").evaluate("field => { field.value = '2026-01-01T00:00:00+00:00' }")
    page.get_by_label("Stock", exact=True).fill("77")
    page.get_by_role("button", name="Save offer").last.click()
    expect(page.get_by_role("row", name="Stock 10 77")).to_be_visible()
    assert_sound(page)

    columns = ";".join(f"a-column-with-a-long-name-{number}" for number in range(4))
    report = f"{columns};error-line;error-message\n{'a-long-value-without-a-space;' * 4}2;{'It is wrong. ' * 9}\n"
    path = default_storage.save("errors.csv", ContentFile(report.encode()))
    run = make_import(
        shop, state="COMPLETE", finished_at=NOON, lines_in_error=1, error_path=path, file_name=f"{'long' * 20}.csv"
    )
    page.goto(page.url.partition("/shop/")[0] + f"/shop/{shop.pk}/offers/imports/{run.pk}/")
    expect(page.get_by_role("region", name="First refused lines")).to_be_visible()
    assert_sound(page)


def test_a_long_history_is_sound_on_a_phone(open_page, shop, inventory, offers):
    changes = {
        "discount_price": Decimal("9.90"),
        "discount_starts_at": NOON,
        "discount_ends_at": NOON + timedelta(days=400),
        "volumes": (Volume(5, Decimal("9.50")), Volume(10, Decimal("9.10")), Volume(20, Decimal("8.90"))),
    }
    with clock.frozen(NOON), shop_scope(shop):
        change_offer(offer_id=offers[0].pk, changes=changes, at=NOON)

    page = open_page(f"/shop/{shop.pk}/offers/{offers[0].pk}/", who=inventory, width=390)

    assert_sound(page)


def test_files_are_within_reach_of_a_phone(open_page, shop, inventory, offers):
    page = open_page(f"/shop/{shop.pk}/offers/", who=inventory, width=390)

    page.get_by_role("link", name="Files").click()

    expect(page.get_by_role("heading", name="Import", level=1)).to_be_visible()


def test_the_stock_settings_are_sound_and_show_their_effect(open_page, look, shop, owner, offers):
    width, scheme = look
    page = open_page(f"/shop/{shop.pk}/settings/stock", who=owner, width=width, scheme=scheme)
    assert_sound(page)

    page.get_by_label("Safety stock").fill("99")

    expect(page.locator("#effect")).to_contain_text("1 offer would go out of stock")
