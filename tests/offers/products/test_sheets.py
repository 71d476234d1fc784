"""Product sheets: shared by sellers, changed by who made them, filled in by the others."""

import pytest

from marketplace.errors import Conflict, Forbidden, ValidationFailed
from marketplace.tenancy import shop_scope
from offers.choices import AttributeRole, AttributeType, RequirementLevel
from offers.models import Product
from offers.services.sheet_offers import offers_on_sheet
from offers.services.sheets import ProductWish, change_sheet, create_sheet, fill_in_sheet, find_or_make_product
from tests.factories.offers import (
    make_attribute,
    make_category,
    make_merchandise,
    make_offer,
    make_product,
    make_value_list,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
EAN = "4006381333931"


@pytest.fixture
def lamps(db):
    """A category whose sheets need a socket and may say a colour."""
    lamps = make_category(code="LAMPS")
    make_attribute(lamps, RequirementLevel.REQUIRED, code="socket")
    colours = make_value_list("BRASS", "WHITE")
    make_attribute(lamps, code="colour", type=AttributeType.LIST, value_list=colours)
    make_attribute(None, code="marke", role=AttributeRole.BRAND)
    return lamps


def faults(raised):
    return [(fault.code, fault.field) for fault in raised.value.errors]


def test_a_sheet_is_made_with_typed_attributes(lamps, in_shop):
    """R001, R016."""
    node = make_merchandise(code="LIGHT")
    wish = ProductWish(
        title="Lamp",
        category_code="LAMPS",
        ean="036000291452",
        merchandise_code="LIGHT",
        media_urls=("https://pictures.example/1",),
        attributes={"colour": "brass", "marke": "Alcolea"},
    )

    sheet = create_sheet(wish=wish, at=NOON, shop_id=in_shop.pk)

    sheet.refresh_from_db()
    assert (sheet.owner, sheet.brand, sheet.ean, sheet.merchandise) == (in_shop, "Alcolea", "0036000291452", node)
    assert sheet.attributes == {"colour": "BRASS"}
    assert sheet.missing_attributes == ["socket"]


def test_every_fault_of_a_new_sheet_is_told_at_once(lamps, in_shop):
    wish = ProductWish(
        category_code="LAMPS",
        ean="4006381333932",
        media_urls=("ftp://x",),
        attributes={"colour": "mauve", "unheard": 1},
    )

    with pytest.raises(ValidationFailed) as raised:
        create_sheet(wish=wish, at=NOON, shop_id=in_shop.pk)

    assert faults(raised) == [
        ("VALIDATION_ERROR", "media_urls[0]"),
        ("VALIDATION_ERROR", "title"),
        ("EAN_INVALID", "ean"),
        ("ATTRIBUTE_INVALID", "attributes.colour"),
        ("ATTRIBUTE_UNKNOWN", "attributes.unheard"),
    ]
    assert not Product.objects.exists()


def test_two_sheets_have_no_ean_in_common_and_the_refusal_names_the_first(lamps, in_shop):
    """R001."""
    first = make_product(category=lamps, ean=EAN, title="Lamp of another")

    with pytest.raises(ValidationFailed) as raised:
        create_sheet(wish=ProductWish(title="Lamp", category_code="LAMPS", ean=EAN), at=NOON, shop_id=in_shop.pk)

    assert faults(raised) == [("EAN_TAKEN", "ean")]
    assert first.product_sku in raised.value.message


def test_an_offer_goes_to_the_sheet_that_is_there(in_shop):
    """R001."""
    sheet = make_product(ean=EAN)

    assert find_or_make_product(wish=ProductWish(code=EAN), at=NOON, shop_id=in_shop.pk) == sheet
    assert Product.objects.count() == 1


def test_who_made_a_sheet_changes_all_of_it(lamps, shop):
    sheet = make_product(category=lamps, owner=shop, title="Old", attributes={"socket": "E14", "colour": "WHITE"})
    changes = {"title": "New", "attributes": {"socket": "E27", "colour": None}}

    with shop_scope(shop):
        change_sheet(product_id=sheet.pk, shop_id=shop.pk, changes=changes, at=NOON)

    sheet.refresh_from_db()
    assert (sheet.title, sheet.attributes, sheet.missing_attributes) == ("New", {"socket": "E27"}, [])


def test_who_sells_a_sheet_of_another_fills_in_what_is_empty(lamps, shop, other_shop):
    """R001."""
    sheet = make_product(category=lamps, owner=other_shop, title="Lamp", attributes={"colour": "WHITE"})
    make_offer(shop, product=sheet)

    with shop_scope(shop):
        changes = {"brand": "Alcolea", "attributes": {"socket": "E27"}}
        change_sheet(product_id=sheet.pk, shop_id=shop.pk, changes=changes, at=NOON)
        changes = {"title": "Mine", "attributes": {"colour": "BRASS"}}
        with pytest.raises(ValidationFailed) as raised:
            change_sheet(product_id=sheet.pk, shop_id=shop.pk, changes=changes, at=NOON)

    assert faults(raised) == [("SHEET_SHARED", "title"), ("SHEET_SHARED", "attributes.colour")]
    sheet.refresh_from_db()
    assert (sheet.title, sheet.brand) == ("Lamp", "Alcolea")
    assert sheet.attributes == {"colour": "WHITE", "socket": "E27"}


def test_who_neither_made_nor_sells_a_sheet_changes_nothing(lamps, in_shop):
    sheet = make_product(category=lamps)

    with pytest.raises(Forbidden):
        change_sheet(product_id=sheet.pk, shop_id=in_shop.pk, changes={"brand": "Mine"}, at=NOON)

    sheet.refresh_from_db()
    assert sheet.brand == ""


def test_a_sheet_changed_meanwhile_is_not_overwritten(in_shop):
    sheet = make_product(owner=in_shop)

    with pytest.raises(Conflict):
        change_sheet(product_id=sheet.pk, shop_id=in_shop.pk, changes={"title": "New"}, at=NOON, version="older")


def test_filling_in_leaves_what_stands(lamps):
    sheet = make_product(category=lamps, brand="First", attributes={"colour": "WHITE"})

    given = {"brand": "Second", "description": "Text", "attributes": {"colour": "BRASS", "socket": "E27"}}
    fill_in_sheet(product_id=sheet.pk, given=given, at=NOON)

    sheet.refresh_from_db()
    assert (sheet.brand, sheet.description) == ("First", "Text")
    assert sheet.attributes == {"colour": "WHITE", "socket": "E27"}


def test_a_sheet_tells_its_own_offers_and_only_the_number_of_other_sellers(shop, other_shop):
    """R001."""
    sheet = make_product()
    mine = make_offer(shop, product=sheet)
    make_offer(other_shop, product=sheet)
    make_offer(other_shop, product=sheet)

    with shop_scope(shop):
        told = offers_on_sheet(sheet.pk, shop.pk)

    assert (told.own, told.others) == ([mine], 1)
