"""Prices as XML nests them and as OF21 tells them: what is sent back changes nothing, what is unreadable is refused."""

from datetime import timedelta
from decimal import Decimal

import orjson
import pytest

from offers.choices import ImportState
from offers.models import Offer, OfferField
from offers.prices import Price, write_prices
from tests.factories.imports import import_file, report_of
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

DAY = timedelta(days=1)
ES = Price(price=Decimal("12.00"), channel="ES")
NESTED = """<all-prices><pricing><channel-code>ES</channel-code>
    <unit-origin-price>12</unit-origin-price></pricing></all-prices>"""


@pytest.fixture
def offer(in_shop):
    """On sale at 10 euros."""
    return make_offer(in_shop, shop_sku="A-1", price=Decimal("10.00"))


def xml(shop, *rows):
    offers = "".join(
        f"<offer><sku>A-{number}</sku><price>10</price>{row}</offer>" for number, row in enumerate(rows, 1)
    )
    return import_file(shop, f"<import><offers>{offers}</offers></import>", name="offers.xml")


def sent_back(shop, told, **fields):
    names = ("shop_sku", "price", "quantity", "all_prices", "discount")
    body = {**{name: told[name] for name in names}, "state_code": "11", "update_delete": "update", **fields}
    return import_file(shop, orjson.dumps({"offers": [body]}), name="offers.json")


@pytest.mark.parametrize("empty", ["<all-prices/>", "<prices></prices>", "<all-prices><!-- none --></all-prices>", ""])
def test_a_row_of_xml_without_prices_takes_no_others_away(in_shop, offer, empty):
    OfferField.objects.create(code="colour", label="Colour")
    make_offer(in_shop, shop_sku="A-2", price=Decimal("10.00"), additional_fields={"colour": "red"})

    run = xml(in_shop, NESTED, empty)

    first, second = Offer.objects.order_by("shop_sku")
    assert (run.lines_in_error, run.updated, run.unchanged) == (0, 1, 1)
    assert [each["price"] for each in first.other_prices] == ["12.00"]
    assert second.additional_fields == {"colour": "red"}


def test_a_csv_with_a_column_that_is_named_as_a_list_is_not_taken_for_an_of24(in_shop, offer):
    OfferField.objects.create(code="colour", label="Colour")
    Offer.objects.update(additional_fields={"colour": "red"}, other_prices=write_prices([ES]), discount_price=8)

    run = import_file(in_shop, "sku;quantity;all-prices\nA-1;5;\n")

    kept = Offer.objects.get()
    assert (run.updated, kept.quantity, kept.discount_price) == (1, 5, Decimal(8))
    assert (kept.additional_fields, kept.other_prices) == ({"colour": "red"}, write_prices([ES]))


def test_the_report_of_an_of24_can_be_sent_again_as_csv(in_shop, offer):
    OfferField.objects.create(code="colour", label="Colour")
    Offer.objects.update(additional_fields={"colour": "red"})
    listed = [{"channel_code": "ES", "unit_origin_price": 12}]
    body = {"shop_sku": "A-1", "state_code": "11", "price": "x", "all_prices": listed}
    refused = import_file(in_shop, orjson.dumps({"offers": [body]}), name="offers.json")

    run = import_file(in_shop, report_of(refused).replace('"x"', '"11"', 1))

    assert (run.lines_in_error, run.updated) == (0, 1)
    offer.refresh_from_db()
    assert (offer.price, [each["price"] for each in offer.other_prices]) == (Decimal(11), ["12.00"])
    assert offer.additional_fields == {}


@pytest.mark.parametrize(
    ("discount", "said"),
    [
        ("<price>9</price><ranges>5-8</ranges>", "“5-8” is no list of quantities and prices"),
        ("<price>9</price><ranges><range>5|8</range></ranges>", "is no list of quantities and prices"),
        ("<price><amount>8</amount></price>", "is no price above 0"),
        ("<start-date><day>1</day></start-date>", "is no date"),
        ("8", "“discount: 8” is no price"),
    ],
)
def test_a_discount_of_xml_that_cannot_be_read_is_refused_with_its_row(in_shop, offer, discount, said):
    run = xml(in_shop, f"<discount>{discount}</discount>")

    assert (run.state, run.lines_in_error) == (ImportState.COMPLETE, 1)
    assert said in report_of(run)


def test_ranges_of_xml_may_be_written_as_a_cell_is(in_shop, offer):
    run = xml(in_shop, "<discount><price>9</price><ranges>5|8</ranges></discount>")

    assert run.updated == 1
    assert [(each["quantity"], each["discount_price"]) for each in Offer.objects.get().volume_prices] == [(5, "8.00")]


@pytest.mark.parametrize("discount", ["<!-- none -->", ""])
def test_an_empty_discount_of_xml_is_none(in_shop, offer, discount):
    Offer.objects.update(discount_price=8)

    run = xml(in_shop, f"<discount>{discount}</discount>")

    assert (run.lines_in_error, Offer.objects.get().discount_price) == (0, None)


def test_comments_among_custom_fields_are_passed_over(in_shop, offer):
    OfferField.objects.create(code="colour", label="Colour")
    field = "<offer-additional-field><code>colour</code><value>red</value></offer-additional-field>"

    run = xml(in_shop, f"<offer-additional-fields><!-- one -->{field}</offer-additional-fields>")

    assert (run.lines_in_error, Offer.objects.get().additional_fields) == (0, {"colour": "red"})


@pytest.mark.parametrize(
    "changes",
    [
        {"discount_price": 8},
        {"discount_price": 8, "discount_starts_at": NOON, "discount_ends_at": NOON + DAY},
        {"other_prices": write_prices([Price(price=Decimal("7.00"), starts_at=NOON - DAY, ends_at=NOON + DAY)])},
        {"volume_prices": [{"quantity": 5, "price": None, "discount_price": "7.00"}], "discount_ends_at": NOON + DAY},
    ],
)
def test_what_of21_tells_while_a_price_is_lower_changes_nothing_when_it_is_sent_back(in_shop, api, offer, changes):
    """A client that mirrors: `price` is what holds now."""
    Offer.objects.update(**changes)
    before = Offer.objects.values().get()
    [told] = api.get("/api/offers").json()["offers"]

    run = sent_back(in_shop, told)

    assert (run.lines_in_error, run.unchanged) == (0, 1)
    assert Offer.objects.values().get() == before


def test_a_price_that_was_not_told_is_still_held_against_the_list(in_shop, api, offer):
    Offer.objects.update(discount_price=8)
    [told] = api.get("/api/offers").json()["offers"]

    run = sent_back(in_shop, told, price=9)

    assert "The row names two prices for the same quantity: 9.00, 10.00." in report_of(run)


def test_a_price_for_a_time_without_an_amount_is_refused_by_its_time(in_shop, offer):
    listed = [{"start_date": "2026-03-01", "unit_discount_price": 8, "context": {"end_date": "2026-04-01"}}]
    body = {"shop_sku": "A-1", "state_code": "11", "price": 10, "all_prices": listed}

    run = import_file(in_shop, orjson.dumps({"offers": [body]}), name="offers.json")

    assert "The period 2026-03-01 – 2026-04-01 has no price." in report_of(run)
