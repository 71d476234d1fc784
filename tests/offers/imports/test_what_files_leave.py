"""What a file does not speak of: custom fields, removed offers, and a file that was exported and comes back in."""

from datetime import timedelta
from decimal import Decimal

import orjson
import pytest
from django.core.files.storage import default_storage

from marketplace import clock
from marketplace.actors import SYSTEM
from offers.choices import CustomFieldType, ImportMode, ImportState
from offers.models import ExportRun, Offer, OfferField
from offers.prices import Price, Volume, write_prices, write_volumes
from offers.services.exporting import OF01, ExportOptions, start_export
from offers.services.import_offers import import_offers
from offers.services.import_progress import Progress
from offers.services.import_running import claim_next
from offers.services.making_exports import make_exports
from shipping.models import LogisticClass
from tests.factories.imports import import_file, report_of, send_file
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON

EAN = "8412345678905"
DAY = timedelta(days=1)
NEW = f"sku;product-id;product-id-type;price;quantity;state\nA-2;{EAN};EAN;10;7;11\n"


@pytest.fixture
def product(db):
    return make_product(ean=EAN)


@pytest.fixture
def fields(db):
    """A text, and one that has a default."""
    OfferField.objects.create(code="colour", label="Colour")
    OfferField.objects.create(code="origin", label="Origin", is_required=True, default_value="Spain")


def of24(shop, **fields):
    body = {"offers": [{"shop_sku": "A-1", "state_code": "11", "price": 10, "update_delete": "update", **fields}]}
    return import_file(shop, orjson.dumps(body), name="offers.json")


def kept():
    return Offer.objects.get().additional_fields


def exported(shop):
    """The shop's offers as the portal exports them."""
    with clock.frozen(NOON):
        options = ExportOptions(layout=OF01, with_inactive=True)
        start_export(shop_id=shop.pk, options=options, actor=SYSTEM, at=NOON)
        make_exports()
    with default_storage.open(ExportRun.objects.get().paths[0]) as file:
        return file.read().decode()


def test_an_exported_file_changes_nothing_when_it_comes_back_in(in_shop, product, fields):
    volumes = [Volume(5, Decimal("9.00"), Decimal("7.00")), Volume(10, Decimal("8.00"))]
    dates = {"discount_starts_at": NOON, "discount_ends_at": NOON + DAY}
    others = [
        Price(price=Decimal("7.00"), starts_at=NOON + DAY, ends_at=NOON + 2 * DAY),
        Price(price=Decimal("12.00"), channel="ES", discount_price=Decimal("11.00"), **dates, volumes=tuple(volumes)),
        Price(price=Decimal("6.00"), channel="ES", starts_at=NOON, ends_at=NOON + DAY),
        Price(price=Decimal("5.00"), channel="GONE"),
    ]
    make_offer(
        in_shop, product=product, discount_price=Decimal("8.00"), **dates,
        volume_prices=write_volumes(volumes, Decimal(10)), other_prices=write_prices(others),
        additional_fields={"colour": "red"}, safety_stock=2, lead_time_days=0,
        description="=1+1", min_order_quantity=2, package_quantity=2, available_from=NOON, weight_grams=10,
    )  # fmt: skip
    make_offer(
        in_shop,
        volume_prices=write_volumes([Volume(5, Decimal("12.30"), Decimal("11.00"))], Decimal("12.30")),
        condition="3",
    )
    make_offer(in_shop, is_active=False, discount_price=Decimal("99.00"), discount_ends_at=NOON - DAY)
    before = list(Offer.objects.order_by("pk").values())

    run = import_file(in_shop, exported(in_shop))

    assert (run.lines_in_error, run.updated) == (0, 3)  # the default of a field that was added since
    after = list(Offer.objects.order_by("pk").values())
    for row in (*before, *after):
        row["additional_fields"] = {**row["additional_fields"], "origin": "Spain"}
        del row["safety_in_force"], row["sellable_quantity"], row["updated_at"]
    assert after == before


def test_a_column_of_one_custom_field_leaves_the_others(in_shop, product, fields):
    make_offer(in_shop, shop_sku="A-1", additional_fields={"colour": "red", "origin": "Peru", "old": "x"})

    import_file(in_shop, "sku;colour\nA-1;blue\n")
    changed = kept()
    import_file(in_shop, "sku;colour\nA-1;\n")

    assert changed == {"colour": "blue", "origin": "Peru", "old": "x"}
    assert kept() == {"origin": "Peru", "old": "x"}


def test_a_required_field_that_a_file_has_no_column_for_refuses_no_stock(in_shop, product, fields):
    OfferField.objects.create(code="material", label="Material", is_required=True)
    make_offer(in_shop, shop_sku="A-1", quantity=1)

    run = import_file(in_shop, "sku;quantity;colour\nA-1;5;red\n")

    assert run.lines_in_error == 0
    assert (Offer.objects.get().quantity, kept()) == (5, {"colour": "red"})


def test_a_column_of_a_required_field_must_be_filled(in_shop, product, fields):
    OfferField.objects.create(code="material", label="Material", is_required=True)
    make_offer(in_shop, shop_sku="A-1")

    run = import_file(in_shop, "sku;material\nA-1;\n")

    assert "“Material” must be filled in." in report_of(run)


def test_new_offers_get_the_defaults_of_fields_that_the_file_does_not_have(in_shop, product, fields):
    import_file(in_shop, NEW)

    assert kept() == {"origin": "Spain"}


def test_new_offers_need_the_required_fields_that_the_file_does_not_have(in_shop, product, fields):
    OfferField.objects.create(code="material", label="Material", is_required=True)

    run = import_file(in_shop, NEW)

    assert "A new offer needs a value for “Material”." in report_of(run)
    assert Offer.objects.count() == 0


def test_new_and_known_offers_of_one_file_each_get_their_fields(in_shop, product, fields):
    make_offer(in_shop, shop_sku="A-1", product=product, additional_fields={"origin": "Peru"})
    rows = NEW.replace("state", "state;colour").replace("11\n", "11;red\n")

    import_file(in_shop, f"{rows}A-1;{EAN};EAN;10;7;11;blue\n")

    found = Offer.objects.order_by("shop_sku").values_list("additional_fields", flat=True)
    assert list(found) == [{"origin": "Peru", "colour": "blue"}, {"origin": "Spain", "colour": "red"}]


@pytest.mark.parametrize("code", ["colour", "unheard-of"])
def test_of24_resets_the_custom_fields_that_it_does_not_send(in_shop, product, fields, code):
    """Trap 11."""
    make_offer(in_shop, shop_sku="A-1", additional_fields={"colour": "red", "origin": "Peru"})

    of24(in_shop)
    without = kept()
    of24(in_shop, offer_additional_fields=[{"code": code, "value": "blue"}])

    assert without == {"origin": "Spain"}
    assert kept() == ({"origin": "Spain", "colour": "blue"} if code == "colour" else {"origin": "Spain"})


def test_of24_needs_the_required_fields(in_shop, product):
    OfferField.objects.create(code="material", label="Material", type=CustomFieldType.STRING, is_required=True)
    make_offer(in_shop, shop_sku="A-1")

    assert "“Material” must be filled in." in report_of(of24(in_shop))


@pytest.mark.parametrize(
    "file",
    [
        "sku;quantity\nA-1;5\n",
        "sku;price;quantity\nA-1;9;5\n",
        f"sku;product-id;product-id-type;quantity\nA-1;{EAN};EAN;5\n",
        "sku;product-id;product-id-type;price\nA-1;;;9\n",
    ],
)
def test_a_row_of_stock_or_price_alone_brings_no_removed_offer_back(in_shop, product, file):
    """R002, R007."""
    made = make_offer(in_shop, shop_sku="A-1", product=product, removed_at=NOON)

    run = import_file(in_shop, file)

    assert "This offer was removed. To sell it again, name its product and its price." in report_of(run)
    offer = Offer.objects.get()
    assert (offer.removed_at, offer.sheet_confirmed_at, offer.quantity) == (NOON, None, made.quantity)


def test_of24_brings_a_removed_offer_back_by_its_product_alone(in_shop, product):
    make_offer(in_shop, shop_sku="A-1", product=product, removed_at=NOON)

    refused = of24(in_shop, quantity=5)
    taken = of24(in_shop, quantity=5, product_id=EAN, product_id_type="EAN")

    assert (refused.lines_in_error, taken.lines_in_error) == (1, 0)
    assert Offer.objects.get().removed_at is None


def test_an_offer_that_is_removed_already_can_be_taken_out_again(in_shop, product):
    make_offer(in_shop, shop_sku="A-1", product=product, removed_at=NOON)

    assert import_file(in_shop, "sku;update-delete\nA-1;delete\n").lines_in_error == 0


@pytest.mark.parametrize("rows", ["", ";5\n"])
def test_a_file_that_names_no_offer_replaces_none(in_shop, product, rows):
    make_offer(in_shop, shop_sku="A-1")

    run = import_file(in_shop, f"sku;quantity\n{rows}", mode=ImportMode.REPLACE)

    assert (run.state, Offer.objects.get().removed_at) == (ImportState.FAILED, None)
    assert run.reason == "The file names no offer: replacing all offers by it would remove every one of them."


def test_a_logistic_class_that_was_switched_off_stays_with_the_offers_that_have_it(in_shop, product):
    bulky = LogisticClass.objects.create(code="XL", label="Bulky", is_active=False)
    make_offer(in_shop, shop_sku="A-1", product=product, logistic_class=bulky)
    make_offer(in_shop, shop_sku="A-2", product=product)

    run = import_file(in_shop, "sku;logistic-class;quantity\nA-1;XL;5\nA-2;XL;5\n")

    assert (run.updated, run.lines_in_error) == (1, 1)
    assert "This logistic class is switched off: take another." in report_of(run)


def test_an_offer_that_is_removed_while_a_file_is_checked_stays_removed(in_shop, product):
    make_offer(in_shop, shop_sku="A-1", product=product)
    run = send_file(in_shop, "sku;quantity\nA-1;99\nA-2;1\n")
    assert claim_next()

    def meanwhile():
        Offer.objects.update(removed_at=NOON)
        return False

    with clock.frozen(NOON):
        import_offers(run, Progress(run, meanwhile))

    assert Offer.objects.get().removed_at == NOON
