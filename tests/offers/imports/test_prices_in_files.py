"""Prices in files of offers and in OF24: nothing that is said is dropped, nothing that is not spoken of is lost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import ImportKind
from offers.models import Offer
from offers.prices import Price, unit_price, write_prices
from offers.services.import_offers import import_offers
from offers.services.import_progress import Progress
from offers.services.import_running import claim_next
from tests.factories.imports import import_file, report_of, send_file
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON, make_channel, make_shop

EAN = "8412345678905"
DAY = timedelta(days=1)
DATED = Price(price=Decimal("7.00"), starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)


@pytest.fixture
def product(db):
    return make_product(ean=EAN)


@pytest.fixture
def offer(in_shop, product):
    """On sale at 10 euros."""
    return make_offer(in_shop, product=product, shop_sku="A-1", price=Decimal("10.00"))


def of24(shop, **fields):
    body = {"offers": [{"shop_sku": "A-1", "state_code": "11", "price": 10, "update_delete": "update", **fields}]}
    return import_file(shop, orjson.dumps(body), name="offers.json")


def unit(quantity, at=NOON, channel=""):
    return unit_price(Offer.objects.get(), channel=channel, quantity=quantity, at=at).price


def of_channel(code, price, **fields):
    return Price(price=Decimal(price), channel=code, **fields)


def prices():
    return [
        (each["channel"], each["price"], each["starts_at"] is not None) for each in Offer.objects.get().other_prices
    ]


def test_the_ranges_of_an_of24_discount_reduce(in_shop, offer):
    """R019."""
    ranges = [{"quantity_threshold": 1, "price": 8}, {"quantity_threshold": 5, "price": 7}]

    run = of24(in_shop, discount={"start_date": "2026-03-01", "end_date": "2026-03-09", "ranges": ranges})

    assert run.lines_in_error == 0
    assert Offer.objects.get().discount_price == Decimal(8)
    assert (unit(1), unit(4), unit(5)) == (Decimal(8), Decimal(8), Decimal(7))
    assert unit(5, at=NOON + 8 * DAY) == Decimal(10)


def test_the_reduction_of_the_price_of_all_among_all_prices_holds_in_its_time(in_shop, offer):
    volumes = [{"quantity_threshold": 5, "unit_origin_price": 9, "unit_discount_price": 7}]
    row = {"channel_code": None, "unit_origin_price": 10, "unit_discount_price": 8, "volume_prices": volumes}
    dates = {"discount_start_date": "2026-03-01T00:00:00Z", "discount_end_date": "2026-03-09T00:00:00Z"}

    run = of24(in_shop, all_prices=[{**row, **dates}])

    assert run.lines_in_error == 0
    assert (unit(1), unit(5)) == (Decimal(8), Decimal(7))
    assert (unit(1, at=NOON + 8 * DAY), unit(5, at=NOON + 8 * DAY)) == (Decimal(10), Decimal(9))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"all_prices": [{"unit_origin_price": 11}]}, "two prices for the same quantity"),
        (
            {"discount": {"price": 8}, "all_prices": [{"unit_discount_price": 7}]},
            "two different reductions: 8.00, 7.00.",
        ),
        ({"discount": {"price": 8, "ranges": [{"quantity_threshold": 1, "price": 7}]}}, "two different reductions"),
        ({"discount": {"ranges": [{"quantity_threshold": 5, "price": 10}]}}, "must be below the price"),
        ({"discount": {"ranges": "5|8"}, "price": 4}, "must be below the price"),
        ({"discount": {"ranges": [5]}}, "no list of quantities and prices"),
        ({"discount": 8}, "“discount: 8” is no price"),
        ({"all_prices": [{"unit_origin_price": 10}, {"unit_origin_price": 10}]}, "Two prices hold for the same"),
        ({"all_prices": [{"channel_code": "ES"}]}, "The channel “ES” has no price."),
        ({"all_prices": [{"channel_code": "XX", "unit_origin_price": 1}]}, "do not sell on the channel “XX”"),
        ({"all_prices": [1]}, "all_prices: [1]"),
        ({"all_prices": [{"volume_prices": [1]}]}, "all_prices: [1]"),
        (
            {"all_prices": [{"unit_origin_price": 1, "context": {"customer_group_ids": ["G"]}}]},
            "Prices for single customers",
        ),
    ],
)
def test_an_of24_that_says_two_things_or_none_is_refused(in_shop, offer, fields, said):
    run = of24(in_shop, **fields)

    assert run.lines_in_error == 1
    assert said in report_of(run)
    assert Offer.objects.get().price == Decimal("10.00")


def test_what_of21_tells_can_be_sent_back_by_of24(in_shop, api, offer):
    """A client that mirrors."""
    volumes = [{"quantity": 5, "price": "9.00", "discount_price": "7.00"}]
    others = write_prices([of_channel("ES", "12.00", discount_price=Decimal("11.00")), DATED])
    Offer.objects.update(
        discount_price=8, discount_starts_at=NOON, discount_ends_at=NOON + DAY, volume_prices=volumes,
        other_prices=others,
    )  # fmt: skip
    before = Offer.objects.values().get()
    told = api.get("/api/offers").json()["offers"][0]

    run = of24(
        in_shop, price=10, quantity=told["quantity"], all_prices=told["all_prices"], discount=told["discount"]
    )  # fmt: skip

    assert (run.lines_in_error, run.unchanged) == (0, 1)
    assert Offer.objects.values().get() == before


def test_of24_resets_prices_of_channels_and_keeps_those_with_dates_of_which_it_cannot_speak(in_shop, offer):
    Offer.objects.update(other_prices=write_prices([of_channel("ES", "12.00"), DATED]))

    of24(in_shop)

    assert prices() == [("", "7.00", True)]


def test_reduced_ranges_alone_reduce(in_shop, offer):
    """OF01: without price-ranges."""
    run = import_file(in_shop, "sku;price;discount-ranges\nA-1;10;1|8,5|7\n")

    assert run.lines_in_error == 0
    assert (unit(1), unit(4), unit(5)) == (Decimal(8), Decimal(8), Decimal(7))


@pytest.mark.parametrize(
    ("file", "volumes"),
    [
        ("sku;price-ranges\nA-1;10|8", [(5, None, "6.00"), (10, "8.00", None)]),
        ("sku;discount-ranges\nA-1;10|6.50", [(5, "9.00", None), (10, None, "6.50")]),
        ("sku;discount-ranges\nA-1;", [(5, "9.00", None)]),
        ("sku;price-ranges;discount-ranges\nA-1;;", []),
        ("sku;price\nA-1;12", [(5, "9.00", "6.00")]),
        ("sku;price-ranges\nA-1;1|10,5|9", [(5, "9.00", "6.00")]),
    ],
)
def test_the_ranges_that_a_file_does_not_have_are_kept(in_shop, offer, file, volumes):
    """Trap 11."""
    Offer.objects.update(volume_prices=[{"quantity": 5, "price": "9.00", "discount_price": "6.00"}])

    run = import_file(in_shop, file)

    assert run.lines_in_error == 0
    found = [(each["quantity"], each["price"], each["discount_price"]) for each in Offer.objects.get().volume_prices]
    assert found == volumes


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("price-ranges", "1|11", "two prices for the same quantity: 10.00, 11.00."),
        ("discount-price;discount-ranges", "8;1|7", "two different reductions: 8.00, 7.00."),
        ("discount-ranges", "5|10", "must be below the price"),
        ("price-ranges;discount-ranges", "5|9;5|9.50", "must be below the price"),
    ],
)
def test_ranges_that_cannot_hold_are_refused(in_shop, offer, columns, cells, said):
    run = import_file(in_shop, f"sku;{columns}\nA-1;{cells}\n")

    assert said in report_of(run)


def test_a_channels_price_leaves_those_of_others_and_those_with_dates(product, channel):
    shop = make_shop(channels=(channel, make_channel(code="PT")))
    with all_shops("two channels"):
        given = [of_channel("ES", "12.00"), of_channel("PT", "13.00"), DATED]
        make_offer(shop, product=product, shop_sku="A-1", other_prices=write_prices(given))

        import_file(shop, "sku;price[channel=ES]\nA-1;11\n")
        changed = prices()
        import_file(shop, "sku;price[channel=ES]\nA-1;\n")

        assert changed == [("ES", "11.00", False), ("PT", "13.00", False), ("", "7.00", True)]
        assert prices() == [("PT", "13.00", False), ("", "7.00", True)]


def test_what_a_file_does_not_say_of_a_channels_price_is_kept(in_shop, offer):
    given = of_channel("ES", "12.00", discount_price=Decimal("9.00"), discount_ends_at=NOON + DAY)
    Offer.objects.update(other_prices=write_prices([given]))

    import_file(in_shop, "sku;price[channel=ES]\nA-1;11\n")
    priced = unit(1, channel="ES")
    run = import_file(in_shop, "sku;discount-price[channel=ES]\nA-1;\nA-2;\n")

    assert priced == Decimal("9.00")
    assert unit(1, channel="ES") == Decimal("11.00")
    assert "A new offer needs its product" in report_of(run)


def test_a_reduction_of_a_channel_without_a_price_is_refused(in_shop, offer):
    run = import_file(in_shop, "sku;discount-price[channel=ES]\nA-1;8\n")

    assert "The channel “ES” has no price." in report_of(run)


def test_a_price_that_was_made_while_a_file_is_checked_is_kept(in_shop, offer, product):
    """Between check and change."""
    kept = make_offer(in_shop, product=product, shop_sku="A-2")
    run = send_file(in_shop, "sku;price[channel=ES];quantity\nA-1;11;5\nA-2;;6\nA-3;1;1\n")
    assert claim_next()

    def meanwhile():
        Offer.objects.filter(pk=offer.pk).update(other_prices=write_prices([DATED]))
        Offer.objects.filter(pk=kept.pk).update(other_prices=write_prices([DATED]))
        return False

    with clock.frozen(NOON):
        import_offers(run, Progress(run, meanwhile))

    offer.refresh_from_db()
    kept.refresh_from_db()
    assert [each["price"] for each in offer.other_prices] == ["7.00", "11.00"]
    assert [each["price"] for each in kept.other_prices] == ["7.00"]


def test_nested_prices_of_xml_are_read(in_shop, offer):
    content = """<import><offers><offer><sku>A-1</sku><price>10</price>
        <discount><price>8</price><start-date>2026-03-01</start-date><end-date>2026-03-09</end-date></discount>
        <all-prices>
          <pricing><channel-code>ES</channel-code><unit-origin-price>12</unit-origin-price>
            <volume-prices><volume-price>
              <quantity-threshold>5</quantity-threshold><unit-origin-price>11</unit-origin-price>
            </volume-price></volume-prices>
          </pricing>
        </all-prices></offer></offers></import>"""

    run = import_file(in_shop, content, name="offers.xml")

    assert run.lines_in_error == 0
    assert (unit(1), unit(1, at=NOON + 8 * DAY)) == (Decimal(8), Decimal(10))
    assert (unit(1, channel="ES"), unit(5, channel="ES")) == (Decimal(12), Decimal(11))


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("customer-group-ids", "GROUP-1", "Prices for single customers"),
        ("customer-organization-ids", "ORG-1", "Prices for single customers"),
        ("price-type", "RETAIL-PRICE", "Only prices of the type PRICE"),
    ],
)
def test_prices_for_some_customers_are_not_taken_for_everybodys(in_shop, offer, columns, cells, said):
    """PRI01."""
    run = import_file(in_shop, f"offer-sku;price;{columns}\nA-1;1;{cells}\n", ImportKind.PRICES)

    assert said in report_of(run)
    assert Offer.objects.get().price == Decimal("10.00")


def test_pri01_takes_the_ranges_of_single_pieces(in_shop, offer):
    """As the seller API's own example has them."""
    rows = "offer-sku;price;price-ranges;discount-price;discount-ranges\nA-1;20;1|20,10|15;18;1|18,10|12\n"

    import_file(in_shop, rows, ImportKind.PRICES)

    assert (unit(1), unit(10)) == (Decimal(18), Decimal(12))


@pytest.mark.parametrize("columns", ["price", "price;price-ranges"])
def test_a_reduction_that_is_over_holds_up_no_new_price(in_shop, offer, columns):
    Offer.objects.update(price=100, discount_price=80, discount_ends_at=NOON)

    run = import_file(in_shop, f"sku;{columns}\nA-1;75\n")

    assert run.lines_in_error == 0
    assert unit(1) == Decimal(75)


def test_a_reduction_that_runs_or_is_to_come_does(in_shop, offer):
    Offer.objects.update(discount_price=8, discount_ends_at=NOON + timedelta(seconds=1))

    run = import_file(in_shop, "sku;price\nA-1;7.50\n")

    assert "must be below the price" in report_of(run)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-03-02", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("02/03/2026", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("2026-07-02T10:30", datetime(2026, 7, 2, 8, 30, tzinfo=UTC)),
        ("2026-07-02T10:30Z", datetime(2026, 7, 2, 10, 30, tzinfo=UTC)),
        ("2026-07-02T10:30:00-03:00", datetime(2026, 7, 2, 13, 30, tzinfo=UTC)),
    ],
)
def test_dates_without_a_zone_are_of_the_shops_first_channel(in_shop, offer, cell, moment):
    import_file(in_shop, f"sku;available-start-date\nA-1;{cell}\n")

    assert Offer.objects.get().available_from == moment


@pytest.mark.parametrize("column", ["price-ranges", "prices-ranges"])
def test_the_ranges_of_a_channel_are_read_as_the_seller_api_spells_them(in_shop, offer, column):
    import_file(in_shop, f"sku;price[channel=ES];{column}[channel=ES]\nA-1;11;5|9\n")

    assert (unit(5, channel="ES"), unit(5)) == (Decimal(9), Decimal(10))
