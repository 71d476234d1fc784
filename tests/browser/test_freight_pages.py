"""The pages of freight: sound in every look, set by hand, and replaced by a file (R085, R098)."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from marketplace.tenancy import shop_scope
from shipping.choices import ChargeBasis
from shipping.models import Charge
from tests.browser.checks import assert_accessible, assert_no_sideways_scroll, assert_sound
from tests.factories.shipping import make_charge, make_class, make_method, make_zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def network(db):
    make_class(code="SMALL", label="Small")
    make_zone(code="ES", label="España", position=1)
    return make_zone(code="PT", label="Portugal", countries=["PT"], position=2), make_method(
        code="STD", label="Standard"
    )


def test_the_pages_are_sound_in_every_look(open_page, look, shop, owner, network):
    width, scheme = look
    zone, method = network
    make_charge(shop, make_zone(code="DE", label="Deutschland"), method)
    make_charge(shop, zone, method, basis=ChargeBasis.WEIGHT, below=Decimal(2), price=Decimal(3))
    tried = f"freight?try-zone={zone.pk}&try-pieces=1&try-weight=1"

    for path in ("freight", tried, "contingency", "freight/file", "contingency/file"):
        page = open_page(f"/shop/{shop.pk}/shipping/{path}", who=owner, width=width, scheme=scheme)
        assert_sound(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_country_is_added_and_priced_after_its_fault_is_mended(open_page, shop, owner, network, width):
    """R085, R089."""
    page = open_page(f"/shop/{shop.pk}/shipping/freight", who=owner, width=width)

    page.get_by_label("Country or zone").select_option("ES")
    page.get_by_role("button", name="Add a country").click()
    expect(page.get_by_label("España, Standard: How it is charged")).to_be_focused()
    page.get_by_label("España, Standard: Free from").fill("60")
    page.get_by_role("button", name="Save prices").click()
    expect(page.get_by_role("alert")).to_contain_text("España, Standard: Price: Enter a price, or 0.")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    price = page.get_by_label("España, Standard: Price")
    price.fill("4,90")
    price.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("The prices are saved.")
    with shop_scope(shop):
        assert [(each.price, each.free_from) for each in Charge.objects.all()] == [(Decimal("4.90"), Decimal(60))]


def test_a_file_is_checked_mended_and_replaces_the_table(open_page, shop, owner, network):
    """R098."""
    page = open_page(f"/shop/{shop.pk}/shipping/freight/file", who=owner)
    content = b"zone;method;basis;price\nES;STD;ORDER;4,90\nXX;STD;ORDER;6,90\n"
    file = {"name": "rates.csv", "mimeType": "text/csv", "buffer": content}

    page.get_by_label("File, CSV or XLSX").set_input_files([file])
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_role("alert")).to_contain_text("The table has 1 fault. Nothing was changed.")
    assert_sound(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file with its faults").click()
    mended = download.value.path().read_bytes().replace(b"XX", b"PT")
    page.get_by_label("File, CSV or XLSX").set_input_files([{**file, "buffer": mended}])
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_text("The file is right: it has 2 rows.")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Replace the table").click()

    expect(page.locator("#toasts")).to_contain_text("The table is replaced.")
    with shop_scope(shop):
        assert Charge.objects.count() == 2
