"""An offer's page for who may not change it: read-only, but nothing hidden (R008)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from offers.choices import CustomFieldType, RequirementLevel
from offers.models import OfferField
from tests.factories.offers import make_attribute, make_category, make_offer, make_offer_settings, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def rich(shop, channel):
    """An offer with everything that its form can hold."""
    OfferField.objects.create(code="origin", label="Made in", type=CustomFieldType.STRING)
    OfferField.objects.create(
        code="fits", label="Fits", type=CustomFieldType.MULTIPLE_VALUES_LIST, accepted_values=["E14", "E27"]
    )
    OfferField.objects.create(code="dim", label="Can be dimmed", type=CustomFieldType.BOOLEAN)
    return make_offer(
        shop,
        price=Decimal("20"),
        discount_price=Decimal("18.50"),
        discount_starts_at=NOON - DAY,
        discount_ends_at=NOON + DAY,
        volume_prices=[{"quantity": 5, "price": "19.00", "discount_price": "17.25"}],
        other_prices=[{"channel": channel.code, "price": "21.40", "starts_at": (NOON + 2 * DAY).isoformat()}],
        price_additional_info="Bulb included",
        tax_code="STANDARD",
        safety_stock=3,
        safety_in_force=3,
        stock_alert=7,
        alert_in_force=7,
        favorite_rank=2,
        internal_description="Ask Marta first",
        additional_fields={"origin": "Spain", "fits": ["E14", "E27"], "dim": "true"},
    )


def facts(page):
    """The text of the page, its blanks made one."""
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("who", ["sales", "inventory"])
def test_who_only_reads_sees_all_that_the_form_would_show(signed_in, request, shop, rich, who):
    """R008."""
    if who == "inventory":
        make_offer_settings(shop, is_integrated=True)

    page = signed_in(request.getfixturevalue(who)).get(f"/shop/{shop.pk}/offers/{rich.pk}/")

    told = facts(page)
    for text in ("€18.50", "€19.00", "€17.25", "€21.40", "Bulb included", "IVA", "Ask Marta first"):
        assert text in told, text
    for label, text in (
        ("Safety stock", "3"),
        ("Alert me at", "7"),
        ("Rank among your favourites", "2"),
        ("Made in", "Spain"),
        ("Fits", "E14, E27"),
        ("Can be dimmed", "Yes"),
    ):
        assert f"<dt>{label}</dt><dd>{text}</dd>" in told, label


def test_defaults_of_the_shop_are_told_as_such(signed_in, sales, shop):
    """R010."""
    offer = make_offer(shop, safety_in_force=2, alert_in_force=4)

    told = facts(signed_in(sales).get(f"/shop/{shop.pk}/offers/{offer.pk}/"))

    assert "<dt>Safety stock</dt><dd>2, the shop's default</dd>" in told
    assert "<dt>Alert me at</dt><dd>4, the shop's default</dd>" in told
    assert "The channel's standard rate" in told


def test_what_the_sheet_misses_is_told_by_name(signed_in, inventory, shop):
    """R018."""
    lamps = make_category(code="LAMPS")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket", label="Bulb socket")
    sheet = make_product(category=lamps, missing_attributes=["socket"])
    offer = make_offer(shop, product=sheet)
    browser = signed_in(inventory)

    pages = [
        browser.get(f"/shop/{shop.pk}/offers/{offer.pk}/"),
        browser.get(f"/shop/{shop.pk}/offers/new?product={sheet.product_sku}"),
    ]

    for page in pages:
        assert "<dt>Missing</dt><dd>Bulb socket</dd>" in facts(page)
