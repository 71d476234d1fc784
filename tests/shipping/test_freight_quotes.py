"""The row that holds, as the shop front gets it: tables set on the page and over the API price the quote (R085, R089,
R098, R099).
"""

from decimal import Decimal

import pytest

from marketplace import clock
from tests.factories.offers import make_offer
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shipping import make_class, make_zone
from tests.factories.shops import NOON, make_channel, make_shop

CHARGES = "/api/x/shipping/charges"


@pytest.fixture(autouse=True)
def _market(db):
    """Spain, Portugal and France may be sent to; the operator's goods are small, or bulky."""
    standard_method()
    spanish_zone()
    make_zone(code="PT", countries=["PT"])
    make_zone(code="FR", countries=["FR"])
    make_class(code="SMALL", position=1)
    make_class(code="BULKY", position=2)
    with clock.frozen(NOON):
        yield


@pytest.fixture
def quoted(storefront):
    """The freight of some offers to a country: its price and whether it is the contingency table's; None: not sent."""

    def ask(*items, country="ES", zip_code="28001"):
        body = {"channel": "ES", "country_iso_code": country, "zip_code": zip_code}
        wanted = [{"offer_id": offer.pk, "quantity": quantity} for offer, quantity in items]
        [quote] = storefront.post("/api/storefront/quotes", {**body, "items": wanted}).json()["quotes"]
        prices = [(each["shipping_price"], each["contingency"]) for each in quote["deliveries"]]
        return prices[0] if prices else None

    return ask


def charge(zone, **values):
    return {"shipping_zone_code": zone, "shipping_method_code": "STD", "basis": "ORDER", **values}


def weight(at_least, below, price, **values):
    return charge("ES", **{"basis": "WEIGHT", "at_least": at_least, "below": below, "price": price, **values})


def put(api, *rows, table=CHARGES):
    answer = api.put(table, {"rows": list(rows)})
    assert answer.status_code == 200, answer.json()


def test_each_country_has_its_price_and_one_without_is_not_delivered_to(signed_in, owner, shop, quoted):
    """R085: ES 4.90, PT 6.90, France not at all."""
    body = {"rows": "2"}
    for index, (zone, price) in enumerate((("ES", "4.90"), ("PT", "6.90"))):
        row = {"zone": zone, "method": "STD", "basis": "ORDER", "price": price}
        body |= {f"row-{index}-{name}": value for name, value in row.items()}
    client, url = signed_in(owner), f"/shop/{shop.pk}/shipping/freight"
    body["version"] = client.get(url).context["version"]
    offer = make_offer(shop)

    assert client.post(url, body).status_code == 302

    assert quoted((offer, 1)) == (4.9, False)
    assert quoted((offer, 1), country="PT", zip_code="1000-001") == (6.9, False)
    assert quoted((offer, 1), country="FR", zip_code="75001") is None


def test_free_is_0(api, shop, quoted):
    """R089."""
    put(api, charge("ES", basis="FREE"))

    assert quoted((make_offer(shop), 3)) == (0, False)


@pytest.mark.parametrize(
    ("grams", "quantity", "expected"),
    [
        (1, 1, (3, False)),
        (1_999, 1, (3, False)),
        (2_000, 1, (5.5, False)),
        (1_000, 2, (5.5, False)),
        (9_999, 1, (5.5, False)),
        (10_000, 1, (20, True)),
        (None, 1, (20, True)),
    ],
)
def test_the_weight_finds_its_row_edges_included(api, shop, quoted, grams, quantity, expected):
    """R098, R099: what is heavier than the last range, or weighs nobody knows what, takes the contingency price."""
    put(api, weight(0, 2, 3), weight(2, 10, 5.5))
    put(api, charge("ES", price=20), table="/api/x/shipping/contingency")

    assert quoted((make_offer(shop, weight_grams=grams), quantity)) == expected


@pytest.mark.parametrize(("price", "expected"), [("49.99", 4), ("50.00", 0)])
def test_the_value_finds_its_row_edges_included(api, shop, quoted, price, expected):
    """R098."""
    put(
        api,
        charge("ES", basis="VALUE", below=50, price=4),
        charge("ES", basis="VALUE", at_least=50, price=0),
    )

    assert quoted((make_offer(shop, price=Decimal(price)), 1)) == (expected, False)


@pytest.mark.parametrize(("price", "expected"), [("59.99", 4.9), ("60.00", 0)])
def test_from_a_value_on_it_is_free(api, shop, quoted, price, expected):
    put(api, charge("ES", price=4.9, free_from=60))

    assert quoted((make_offer(shop, price=Decimal(price)), 1)) == (expected, False)


def test_further_lines_and_pieces_cost_their_extra(api, shop, quoted):
    items = ((make_offer(shop), 2), (make_offer(shop), 3))

    put(api, charge("ES", basis="LINE", price=4, extra_price=1))
    by_line = quoted(*items)
    put(api, charge("ES", basis="UNIT", price=4, extra_price=0.5))

    assert (by_line, quoted(*items)) == ((5, False), (6, False))


@pytest.mark.parametrize(
    ("zip_code", "expected"),
    [("34999", 4.9), ("35000", 9.9), ("38999", 9.9), ("39000", 4.9), ("35", 9.9), ("", 4.9)],
)
def test_a_range_of_postcodes_goes_before_the_rest(api, shop, quoted, zip_code, expected):
    """R098."""
    put(api, charge("ES", price=4.9), charge("ES", price=9.9, postcode_from="35", postcode_to="38"))

    assert quoted((make_offer(shop), 1), zip_code=zip_code) == (expected, False)


def test_a_class_with_prices_of_its_own_travels_apart(api, shop, quoted):
    bulky = api.send("PATCH", f"/api/x/offers/{(sofa := make_offer(shop)).pk}", {"logistic_class": "BULKY"}).json()[
        "logistic_class"
    ]
    put(api, charge("ES", price=4.9), charge("ES", price=29, logistic_class_code=bulky))

    assert quoted((make_offer(shop), 1)) == (4.9, False)
    assert quoted((sofa, 1)) == (29, False)
    assert quoted((make_offer(shop), 1), (sofa, 1)) == (33.9, False)


def test_a_shop_without_any_prices_leaves_them_to_the_shop_front(shop, quoted):
    assert quoted((make_offer(shop), 1)) == (None, False)


def test_prices_of_another_currency_price_nothing_here(api, shop, quoted):
    channel = make_channel(code="BR", country="BR", currency="BRL")
    make_shop(channels=(channel,), currency="BRL")
    put(api, charge("ES", price=4.9))

    assert quoted((make_offer(shop), 1)) == (4.9, False)
