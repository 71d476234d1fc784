"""What terms of an offer can hold: every fault at once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.errors import ValidationFailed
from offers.choices import CustomFieldType
from offers.models import OfferField
from offers.prices import Price, Volume
from offers.services.selling import OfferTerms, change_offer, terms_of
from offers.services.terms import OfferRules
from tests.factories.offers import make_offer, make_offer_settings
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
TERMS = OfferTerms(price=Decimal(10), quantity=5)
DAY = timedelta(days=1)


def faults(shop, **changes):
    return [fault.field for fault in OfferRules(shop).faults(replace(TERMS, **changes))]


def volume(quantity, price, reduced=None):
    return Volume(quantity, Decimal(price), None if reduced is None else Decimal(reduced))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"price": Decimal(0)}, ["price"]),
        ({"price": Decimal("1.005")}, ["price"]),
        ({"discount_price": Decimal("9.99")}, []),
        ({"discount_price": Decimal(10)}, ["discount_price"]),
        ({"discount_price": Decimal(0)}, ["discount_price"]),
        ({"discount_starts_at": NOON, "discount_ends_at": NOON}, ["discount_ends_at"]),
        ({"volumes": (volume(2, 9), volume(10, 8, 7))}, []),
        ({"volumes": (volume(1, 9),)}, ["volumes"]),
        ({"volumes": (volume(5, 9), volume(5, 8))}, ["volumes"]),
        ({"volumes": (volume(5, 9), volume(2, 8))}, ["volumes"]),
        ({"volumes": (volume(5, 9, 9),)}, ["volumes"]),
        ({"volumes": tuple(volume(n + 2, 9) for n in range(51))}, ["volumes"]),
        ({"other_prices": (Price(Decimal(9), channel="ES"),)}, []),
        ({"other_prices": (Price(Decimal(9), channel="XX"),)}, ["other_prices"]),
        ({"other_prices": (Price(Decimal(9)),)}, ["other_prices"]),
        ({"other_prices": (Price(Decimal(9), starts_at=NOON, ends_at=NOON - DAY),)}, ["other_prices"]),
        ({"other_prices": (Price(Decimal(9), channel="ES"),) * 2}, ["other_prices"]),
        ({"other_prices": tuple(Price(Decimal(9), starts_at=NOON + n * DAY) for n in range(49))}, []),
        ({"other_prices": tuple(Price(Decimal(9), starts_at=NOON + n * DAY) for n in range(50))}, ["other_prices"]),
        ({"safety_stock": 10_001}, ["safety_stock"]),
        ({"safety_stock": -1, "stock_alert": -1}, ["safety_stock", "stock_alert"]),
        ({"min_order_quantity": 2, "max_order_quantity": 2, "package_quantity": 2}, []),
        ({"min_order_quantity": 3, "max_order_quantity": 2}, ["max_order_quantity"]),
        ({"min_order_quantity": 0}, ["min_order_quantity"]),
        ({"min_order_quantity": 3, "package_quantity": 2}, ["min_order_quantity"]),
        ({"max_order_quantity": 7, "package_quantity": 2}, ["max_order_quantity"]),
        ({"available_from": NOON, "available_until": NOON}, ["available_until"]),
        ({"price": Decimal(-1), "quantity": -1, "favorite_rank": -1}, ["price", "quantity", "favorite_rank"]),
        ({"additional_fields": {"unknown": "x"}}, ["additional_fields.unknown"]),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_field(in_shop, changes, fields):
    assert faults(in_shop, **changes) == fields


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        (CustomFieldType.STRING, " red ", "red", "x" * 2001),
        (CustomFieldType.NUMERIC, "52.63", "52.63", "many"),
        (CustomFieldType.NUMERIC, 7, "7", "NaN"),
        (CustomFieldType.BOOLEAN, "TRUE", "true", "maybe"),
        (CustomFieldType.DATE, "2026-03-02T00:00:00Z", "2026-03-02", "2.3.2026"),
        (CustomFieldType.LINK, "https://shop.example/a", "https://shop.example/a", "javascript:alert(1)"),
        (CustomFieldType.REGEX, "AB-12", "AB-12", "AB-1"),
        (CustomFieldType.LIST, "S", "S", "XL"),
        (CustomFieldType.MULTIPLE_VALUES_LIST, "S|M", ["S", "M"], ["S", "XL"]),
    ],
)
def test_custom_fields_are_read_by_their_type(in_shop, kind, good, kept, bad):
    OfferField.objects.create(
        code="size", label="Size", type=kind, accepted_values=["S", "M"], regex="[A-Z]{2}-[0-9]{2}"
    )
    offer = make_offer(in_shop)

    changed = change_offer(offer_id=offer.pk, changes={"additional_fields": {"size": good}}, at=NOON)

    assert changed.additional_fields == {"size": kept}
    assert faults(in_shop, additional_fields={"size": bad}) == ["additional_fields.size"]


def test_a_required_custom_field_without_a_default_must_be_filled(in_shop):
    OfferField.objects.create(code="origin", label="Origin", is_required=True)
    OfferField.objects.create(code="colour", label="Colour", is_required=True, default_value="grey")
    offer = make_offer(in_shop)

    with pytest.raises(ValidationFailed) as caught:
        change_offer(offer_id=offer.pk, changes={"quantity": 1}, at=NOON)
    changed = change_offer(offer_id=offer.pk, changes={"additional_fields": {"origin": "Spain"}}, at=NOON)

    assert [fault.field for fault in caught.value.errors] == ["additional_fields.origin"]
    assert changed.additional_fields == {"colour": "grey", "origin": "Spain"}


def test_terms_come_back_as_they_were_given(in_shop):
    """Round trip through the row."""
    given = replace(
        TERMS,
        discount_price=Decimal("8.00"),
        discount_starts_at=NOON,
        volumes=(volume(5, "9.00", "7.50"),),
        other_prices=(Price(Decimal("9.50"), channel="ES", starts_at=NOON, volumes=(volume(3, "9.10"),)),),
        safety_stock=1,
        favorite_rank=3,
        available_until=NOON + DAY,
        allow_quote_requests=True,
        price_additional_info="Per pair",
    )
    offer = make_offer(in_shop)

    changed = change_offer(offer_id=offer.pk, changes=vars(given), at=NOON)

    changed.refresh_from_db()
    assert terms_of(changed) == given


def test_safety_and_alert_are_the_offers_own_else_the_shops(in_shop):
    """R009, R010."""
    make_offer_settings(in_shop, safety_stock=2, stock_alert=4)
    offer = make_offer(in_shop, quantity=10)

    own = change_offer(offer_id=offer.pk, changes={"safety_stock": 5, "stock_alert": 1}, at=NOON)
    assert (own.safety_in_force, own.sellable_quantity, own.alert_in_force) == (5, 5, 1)

    default = change_offer(offer_id=offer.pk, changes={"safety_stock": None, "stock_alert": None}, at=NOON)
    assert (default.safety_in_force, default.sellable_quantity, default.alert_in_force) == (2, 8, 4)


def test_stock_below_the_safety_stock_is_never_negative(in_shop):
    """R009: stock 1, safety 2."""
    offer = make_offer(in_shop)

    changed = change_offer(offer_id=offer.pk, changes={"quantity": 1, "safety_stock": 2}, at=NOON)

    assert changed.sellable_quantity == 0


def test_a_reduction_that_is_over_holds_up_no_lower_price(in_shop):
    offer = make_offer(in_shop, price=Decimal(100), discount_price=Decimal(80), discount_ends_at=NOON)

    changed = change_offer(offer_id=offer.pk, changes={"price": Decimal(75)}, at=NOON)
    with pytest.raises(ValidationFailed):
        change_offer(offer_id=offer.pk, changes={"discount_ends_at": NOON + timedelta(days=1)}, at=NOON)

    assert changed.price == Decimal(75)
