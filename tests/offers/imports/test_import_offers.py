"""Files of offers: what they make, change, keep, reset and take out (OF01)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from offers.choices import ImportMode, ImportState
from offers.models import Offer, OfferChange, SellerProduct
from tests.factories.imports import import_file, report_of
from tests.factories.offers import make_offer, make_offer_settings, make_product
from tests.factories.shops import NOON

HEADER = "sku;product-id;product-id-type;price;quantity;state"
EAN = "8412345678905"


@pytest.fixture
def product(db):
    return make_product(product_sku="P-1", ean=EAN)


def test_a_file_makes_offers(in_shop, product):
    """R001."""
    run = import_file(in_shop, f"{HEADER}\nA-1;{EAN};EAN;10.64;7;11\n")

    assert (run.state, run.lines_read, run.lines_in_success, run.inserted) == (ImportState.COMPLETE, 1, 1, 1)
    assert run.error_path == ""
    offer = Offer.objects.get(shop_sku="A-1")
    assert (offer.product, offer.price, offer.quantity, offer.condition) == (product, Decimal("10.64"), 7, "11")
    assert (offer.currency, offer.is_active, offer.sellable_quantity) == ("EUR", True, 7)
    assert (offer.sheet_confirmed_at, offer.sheet_confirmed_by) == (NOON, "A key")
    assert (offer.created_at, offer.updated_at) == (NOON, NOON)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("8412345678905", "EAN"), ("08412345678905", "GTIN"), ("P-1", "SKU"), ("mine", "SHOP_SKU"), ("own", "SHOP_SKU")],
)
def test_a_product_is_found_by_any_of_its_numbers(in_shop, product, code, kind):
    SellerProduct.objects.create(shop=in_shop, product=product, shop_product_sku="mine")
    make_offer(in_shop, product=product, shop_sku="own")

    run = import_file(in_shop, f"{HEADER}\nA-1;{code};{kind};10;7;11\n")

    assert run.inserted == 1
    assert Offer.objects.get(shop_sku="A-1").product == product


def test_a_upc_is_its_ean(in_shop):
    product = make_product(ean="0036000291452")

    import_file(in_shop, f"{HEADER}\nA-1;036000291452;UPC;10;7;11\n")

    assert Offer.objects.get(shop_sku="A-1").product == product


def test_wrong_rows_hold_up_no_other_and_come_back_with_their_reason(in_shop, product):
    """Trap 10."""
    rows = [
        HEADER + ";entity_id",
        f"A-1;{EAN};EAN;10;7;11;90",
        f"A-2;{EAN};EAN;ten;-7;12;91",
        "A-3;nothing;SKU;10;7;11;92",
        f"A-1;{EAN};EAN;11;7;11;93",
        ";;;1;1;11;94",
        "A-5;8412345678900;EAN;10;7;11;95",
        f"A-6;{EAN};MPN;10;7;11;96",
    ]

    run = import_file(in_shop, "\n".join(rows))

    assert (run.state, run.lines_read, run.lines_in_success, run.lines_in_error) == (ImportState.COMPLETE, 7, 1, 6)
    assert report_of(run).splitlines() == [
        '"sku";"product-id";"product-id-type";"price";"quantity";"state";"entity_id";"error-line";"error-message"',
        f'"A-2";"{EAN}";"EAN";"ten";"-7";"12";"91";"3";"“ten” is no price above 0 with at most 2 decimals. '
        '“-7” is no whole number from 0 to a million. There is no state “12”: 11 is new."',
        '"A-3";"nothing";"SKU";"10";"7";"11";"92";"4";"There is no product “nothing”."',
        f'"A-1";"{EAN}";"EAN";"11";"7";"11";"93";"5";"The SKU stands in line 2 already."',
        '"";"";"";"1";"1";"11";"94";"6";"The SKU is missing."',
        '"A-5";"8412345678900";"EAN";"10";"7";"11";"95";"7";"“8412345678900” is no valid product number: look at its '
        'last digit."',
        f'"A-6";"{EAN}";"MPN";"10";"7";"11";"96";"8";"product-id-type “MPN” is none of EAN, UPC, ISBN, GTIN, SKU, '
        'SHOP_SKU."',
    ]


def test_a_mended_report_can_be_sent_as_it_is(in_shop, product):
    run = import_file(in_shop, f"{HEADER};description\nA-1;{EAN};EAN;x;7;11;=1+1\n")

    again = import_file(in_shop, report_of(run).replace('"x"', '"5"'))

    assert (again.inserted, again.lines_in_error) == (1, 0)
    assert Offer.objects.get(shop_sku="A-1").description == "=1+1"


def test_columns_that_the_file_does_not_have_are_kept(in_shop, product):
    """Trap 11: stock-only clients."""
    make_offer(in_shop, product=product, shop_sku="A-1", description="Kept", price=Decimal("9.99"))

    run = import_file(in_shop, "sku;quantity\nA-1;3\nA-2;4\n")

    assert (run.updated, run.lines_in_error) == (1, 1)
    offer = Offer.objects.get()
    assert (offer.quantity, offer.description, offer.price, offer.updated_at) == (3, "Kept", Decimal("9.99"), NOON)


def test_empty_cells_reset_what_the_file_has_a_column_for(in_shop, product):
    """Trap 11."""
    make_offer(in_shop, product=product, shop_sku="A-1", description="Old", lead_time_days=4, condition="3")

    import_file(in_shop, "sku;price;description;leadtime-to-ship;state;quantity\nA-1;5;;;;\n")

    offer = Offer.objects.get()
    assert (offer.price, offer.description, offer.lead_time_days, offer.condition) == (Decimal(5), "", None, "3")
    assert offer.quantity == 0


def test_what_changes_nothing_is_left_alone(in_shop, product):
    made = make_offer(in_shop, product=product, shop_sku="A-1", price=Decimal("10.00"), quantity=7)

    run = import_file(in_shop, f"{HEADER}\nA-1;{EAN};EAN;10;7;11\n")

    assert (run.updated, run.unchanged, run.inserted) == (0, 1, 0)
    assert OfferChange.objects.count() == 0
    assert Offer.objects.get().pk == made.pk


def test_changes_stand_in_the_history_as_an_import(in_shop, product):
    make_offer(in_shop, product=product, shop_sku="A-1", price=Decimal("10.00"), quantity=7)

    import_file(in_shop, "sku;price\nA-1;8\n")

    change = OfferChange.objects.get()
    assert (change.source, change.who, change.price_before, change.price) == (
        "IMPORT", "A key", Decimal("10.00"), Decimal("8.00"),
    )  # fmt: skip


def test_another_product_under_a_known_sku_is_refused(in_shop, product):
    make_offer(in_shop, shop_sku="A-1")

    run = import_file(in_shop, f"{HEADER}\nA-1;{EAN};EAN;10;7;11\n")

    assert "This SKU belongs to another product" in report_of(run)


def test_a_file_of_stock_that_names_the_act_needs_no_prices(in_shop, product):
    make_offer(in_shop, product=product, shop_sku="A-1", quantity=1)

    run = import_file(in_shop, "sku;quantity;update-delete\nA-1;7;update\n")

    assert (run.lines_in_error, Offer.objects.get().quantity) == (0, 7)


@pytest.mark.parametrize("is_active", [True, False])
def test_delete_takes_an_offer_out_and_a_later_file_brings_it_back_paused_where_it_was(in_shop, product, is_active):
    """R007: nothing comes back on sale that the seller had paused."""
    make_offer(in_shop, product=product, shop_sku="A-1", is_active=is_active)

    gone = import_file(in_shop, "sku;update-delete\nA-1;delete\nA-9;delete\n")
    assert (gone.deleted, gone.lines_in_error) == (1, 1)
    assert Offer.objects.get().removed_at == NOON

    import_file(in_shop, f"{HEADER}\nA-1;{EAN};EAN;10;7;11\n")
    offer = Offer.objects.get()
    assert (offer.removed_at, offer.is_active) == (None, is_active)


def test_replace_takes_out_what_the_file_does_not_name(in_shop, other_shop, product):
    for sku in ("kept", "refused", "gone"):
        make_offer(in_shop, product=product, shop_sku=sku)
    make_offer(other_shop, product=product, shop_sku="theirs")

    run = import_file(
        in_shop, "sku;price;quantity\nkept;5;1\nrefused;x;1\n", mode=ImportMode.REPLACE
    )  # fmt: skip

    assert (run.deleted, run.updated, run.lines_in_error) == (1, 1, 1)
    assert sorted(Offer.objects.current().values_list("shop_sku", flat=True)) == ["kept", "refused"]


def test_a_dry_run_counts_and_changes_nothing(in_shop, product):
    make_offer(in_shop, product=product, shop_sku="A-1")

    rows = f"A-1;{EAN};EAN;99;7;11\nA-2;{EAN};EAN;10;7;11\nA-3;x;EAN;1;1;11"
    run = import_file(in_shop, f"{HEADER}\n{rows}\n", is_dry_run=True, mode=ImportMode.REPLACE)

    assert (run.inserted, run.updated, run.lines_in_error, run.state) == (1, 1, 1, ImportState.COMPLETE)
    assert Offer.objects.get().price == Decimal("12.30")


def test_the_shops_defaults_hold_for_imported_offers(in_shop, product):
    """R009 to R011."""
    make_offer_settings(in_shop, safety_stock=2, stock_alert=5)

    import_file(
        in_shop,
        f"{HEADER};safety-stock;min-quantity-alert\nA-1;{EAN};EAN;10;7;11;;\nA-2;{EAN};EAN;10;7;11;3;1\n",
    )  # fmt: skip

    found = Offer.objects.order_by("shop_sku").values_list("safety_in_force", "alert_in_force", "sellable_quantity")
    assert list(found) == [(2, 5, 5), (3, 1, 4)]


def test_all_terms_of_a_row_are_taken(in_shop, product):
    header = (
        "sku;product-id;product-id-type;price;quantity;state;description;internal-description;price-additional-info;"
        "available-start-date;available-end-date;favorite-rank;discount-price;discount-start-date;discount-end-date;"
        "allow-quote-requests;leadtime-to-ship;min-order-quantity;max-order-quantity;package-quantity;weight-grams;"
        "price-ranges;discount-ranges;price[channel=ES];discount-price[channel=ES];extra;"
    )
    row = (
        f'A-1;{EAN};EAN;"10,5";7;11;"A; ""quoted"" text";note;info;2026-03-01;2026-04-01T10:00:00+02:00;3;9;'
        "01/03/2026;;true;0;2;6;2;1500;5|9.5,10|8;5|8.5;11;10;zzz;"
    )

    run = import_file(in_shop, f"\ufeff{header}\r\n{row}\r\n")

    assert run.lines_in_error == 0
    offer = Offer.objects.get()
    assert (offer.price, offer.discount_price, offer.description) == (Decimal("10.5"), Decimal(9), 'A; "quoted" text')
    assert offer.available_until == datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert offer.discount_starts_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert (offer.min_order_quantity, offer.max_order_quantity, offer.package_quantity) == (2, 6, 2)
    assert (offer.lead_time_days, offer.weight_grams, offer.favorite_rank, offer.allow_quote_requests) == (
        0, 1500, 3, True,
    )  # fmt: skip
    assert offer.volume_prices == [
        {"quantity": 5, "price": "9.50", "discount_price": "8.50"},
        {"quantity": 10, "price": "8.00", "discount_price": None},
    ]
    assert offer.other_prices == [
        {
            "channel": "ES",
            "starts_at": None,
            "ends_at": None,
            "price": "11.00",
            "discount_price": "10.00",
            "discount_starts_at": None,
            "discount_ends_at": None,
            "volumes": [],
        }
    ]


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("price;discount-price", "10;10", "The reduced price must be below the price."),
        ("price;available-start-date;available-end-date", "1;2026-03-02;2026-03-01", "The period of sale must end"),
        ("min-order-quantity;max-order-quantity", "5;4", "The maximum order quantity must not be below the minimum."),
        ("min-order-quantity;package-quantity", "5;4", "must be whole numbers of packs"),
        ("price-ranges", "5-9", "no list of quantities and prices"),
        ("price[channel=XX]", "5", "You do not sell on the channel “XX”."),
        ("logistic-class", "nope", "There is no logistic class “nope”."),
        ("product-tax-code", "nope", "None of your channels has the tax code “nope”."),
        ("available-start-date", "yesterday", "“yesterday” is no date"),
        ("leadtime-to-ship", "61", "no number of working days"),
        ("price", "", "The price is missing."),
        ("price", "0", "“0” is no price above 0"),
        ("price", "1.999", "“1.999” is no price above 0"),
        ("price", "1\x00", "Null characters"),
        ("description", "a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_hold_is_refused_in_words(in_shop, product, columns, cells, said):
    before = make_offer(in_shop, product=product, shop_sku="A-1")

    run = import_file(in_shop, f"sku;{columns}\nA-1;{cells}\n")

    assert (run.lines_in_error, run.updated) == (1, 0)
    assert said in report_of(run) or "no price" in report_of(run)
    assert Offer.objects.get().price == before.price
