"""What the shop front sends of orders."""

import copy
import json
from typing import Any

import pytest

from marketplace.tenancy import all_shops
from offers.models import Offer
from orders.models import Order, OrderLine
from tests.factories.offers import make_offer
from tests.factories.orders import ADDRESS, make_order, make_shipped_order, spanish_zone, standard_method


@pytest.fixture
def basket(shop):
    """A valid body."""
    standard_method()
    spanish_zone()
    return {
        "basket_id": "WEB-1001",
        "channel": "ES",
        "customer": {
            "customer_id": "C-77",
            "email": "lucia@customers.example",
            "firstname": "Lucía",
            "lastname": "Ejemplo",
            "locale": "es_ES",
            "tax_id": None,
        },
        "billing_address": None,
        "shipping_address": dict(ADDRESS),
        "shipping_type_code": "STD",
        "payment_workflow": "PAY_ON_ACCEPTANCE",
        "lines": [{"offer_id": make_offer(shop, quantity=5).pk, "quantity": 2, "shipping_price": "4.90000"}],
    }


def changed(basket, path, value):
    body = copy.deepcopy(basket)
    *way, last = path
    inner: Any = body
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return body


def stock():
    with all_shops("the test looks"):
        return Offer.objects.get().quantity


def test_a_basket_becomes_orders(storefront, shop, basket):
    answer = storefront.post("/api/storefront/orders", basket)

    assert answer.status_code == 201
    assert answer.json() == {"orders": [{"order_id": "WEB-1001-A", "shop_id": shop.pk, "order_state": "STAGING"}]}
    with all_shops("the test looks"):
        order = Order.objects.get()
        assert (order.billing_address, order.customer_tax_id) == (None, "")
        assert str(OrderLine.objects.get().shipping_price) == "4.90"


def test_the_same_basket_gets_the_same_answer_however_far_the_order_has_come(storefront, basket):
    first = storefront.post("/api/storefront/orders", basket)
    storefront.post("/api/storefront/orders/WEB-1001-A/fraud", {"decision": "accept"})

    again = storefront.post("/api/storefront/orders", changed(basket, ["lines", 0, "shipping_price"], 4.9))

    assert (again.status_code, again.json()) == (201, first.json())
    assert stock() == 3


def test_another_basket_under_the_same_id_is_a_conflict(storefront, basket):
    storefront.post("/api/storefront/orders", basket)

    answer = storefront.post("/api/storefront/orders", changed(basket, ["lines", 0, "quantity"], 1))

    assert (answer.status_code, answer.json()["code"], stock()) == (409, "CONFLICT", 3)


def test_without_stock_there_is_no_order(storefront, basket):
    """R012."""
    offer_id = basket["lines"][0]["offer_id"]

    answer = storefront.post("/api/storefront/orders", changed(basket, ["lines", 0, "quantity"], 6))

    assert (answer.status_code, answer.json()["code"]) == (409, "OUT_OF_STOCK")
    assert answer.json()["errors"][0]["field"] == f"offers[{offer_id}]"
    with all_shops("the test looks"):
        assert not Order.objects.exists()
    assert storefront.post("/api/storefront/orders", basket).status_code == 201


@pytest.mark.parametrize("country", ["ES", "ESP", "es"])
def test_countries_may_have_two_letters_or_three(storefront, basket, country):
    body = changed(basket, ["shipping_address", "country_iso_code"], country)

    assert storefront.post("/api/storefront/orders", body).status_code == 201
    with all_shops("the test looks"):
        address = Order.objects.get().shipping_address or {}
        assert address["country_iso_code"] == "ES"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["basket_id"], ...),
        (["basket_id"], ""),
        (["basket_id"], "with space"),
        (["basket_id"], "x" * 51),
        (["basket_id"], "line\n"),
        (["basket_id"], "a\x00b"),
        (["basket_id"], None),
        (["basket_id"], {"a": 1}),
        (["channel"], "NOWHERE"),
        (["channel"], 7),
        (["customer"], None),
        (["customer"], "Lucía"),
        (["customer", "email"], "nobody"),
        (["customer", "email"], ...),
        (["customer", "customer_id"], "x" * 65),
        (["customer", "firstname"], "Lu\x00cía"),
        (["shipping_address"], None),
        (["shipping_address", "country_iso_code"], "FR"),
        (["shipping_address", "country_iso_code"], "Spain"),
        (["shipping_address", "country_iso_code"], ""),
        (["shipping_address", "street_1"], ...),
        (["billing_address"], "the same"),
        (["billing_address"], {"city": "Madrid"}),
        (["shipping_type_code"], "ROCKET"),
        (["payment_workflow"], "LATER"),
        (["lines"], []),
        (["lines"], None),
        (["lines"], {"offer_id": 1}),
        (["lines", 0], None),
        (["lines", 0, "offer_id"], 10**30),
        (["lines", 0, "offer_id"], "abc"),
        (["lines", 0, "offer_id"], 999_999),
        (["lines", 0, "offer_id"], True),
        (["lines", 0, "quantity"], 0),
        (["lines", 0, "quantity"], -1),
        (["lines", 0, "quantity"], 1.5),
        (["lines", 0, "quantity"], 10**12),
        (["lines", 0, "quantity"], None),
        (["lines", 0, "shipping_price"], -1),
        (["lines", 0, "shipping_price"], 1e300),
        (["lines", 0, "shipping_price"], "NaN"),
        (["lines", 0, "shipping_price"], "4.905"),
        (["lines", 0, "shipping_price"], 9_999_999_999.99),
    ],
)
def test_a_basket_that_makes_no_sense_is_refused(storefront, basket, path, value):
    content = json.dumps(changed(basket, path, value)).encode()

    answer = storefront.raw("POST", "/api/storefront/orders", content)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["message"]
    assert stock() == 5
    with all_shops("the test looks"):
        assert not Order.objects.exists()


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b'"text"', b"{", b"\xff\xfe", b"[1, 2]"])
def test_a_body_that_is_no_basket_is_refused(storefront, basket, content):
    assert storefront.raw("POST", "/api/storefront/orders", content).status_code == 400


def test_the_fraud_check_decides(storefront, shop):
    """R023, R024."""
    good, bad = make_order(shop), make_order(shop)

    passed = storefront.post(f"/api/storefront/orders/{good.order_id}/fraud", {"decision": "accept"})
    failed = storefront.post(f"/api/storefront/orders/{bad.order_id}/fraud", {"decision": "reject"})
    changed_mind = storefront.post(f"/api/storefront/orders/{bad.order_id}/fraud", {"decision": "accept"})

    assert passed.json() == {"order_id": good.order_id, "shop_id": shop.pk, "order_state": "WAITING_ACCEPTANCE"}
    assert (failed.status_code, failed.json()["order_state"]) == (200, "CANCELED")
    assert (changed_mind.status_code, changed_mind.json()["code"]) == (409, "CONFLICT")


def test_a_whole_order_over_the_wire(storefront, api, basket):
    storefront.post("/api/storefront/orders", basket)
    order = "/api/storefront/orders/WEB-1001-A"
    storefront.post(f"{order}/fraud", {"decision": "accept"})
    api.put("/api/orders/WEB-1001-A/accept", {"order_lines": [{"id": "WEB-1001-A-1", "accepted": True}]})
    paid = storefront.post(f"{order}/payment", {"result": "OK", "transaction_number": "T-9"})
    api.put("/api/orders/WEB-1001-A/ship")
    received = [storefront.post(f"{order}/received", {}) for _ in range(2)]

    assert (paid.status_code, paid.json()["order_state"]) == (200, "SHIPPING")
    assert [(answer.status_code, answer.json()["order_state"]) for answer in received] == [(200, "RECEIVED")] * 2
    news = storefront.get("/api/storefront/events").json()
    assert [event["kind"] for event in news["events"]] == [
        "order_created",
        "fraud_checked",
        "accepted",
        "debit_requested",
        "paid",
        "shipped",
        "received",
    ]
    assert [event["position"] for event in news["events"]] == [1, 2, 3, 4, 5, 6, 7]
    assert news["next_cursor"] == 7


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("fraud", {}),
        ("fraud", {"decision": "maybe"}),
        ("fraud", {"decision": ["accept"]}),
        ("fraud", []),
        ("payment", {"result": "LATER"}),
        ("payment", {"transaction_number": "T"}),
        ("payment", {"result": "OK", "transaction_number": "T" * 101}),
        ("payment", {"result": "OK", "transaction_number": "T\x00"}),
        ("payment", {"result": "OK", "transaction_number": {}}),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(storefront, shop, path, body):
    order = make_order(shop)

    assert storefront.post(f"/api/storefront/orders/{order.order_id}/{path}", body).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"), [("fraud", {"decision": "accept"}), ("payment", {"result": "OK"}), ("received", {})]
)
def test_an_unknown_order_is_not_found(storefront, shop, path, body):
    answer = storefront.post(f"/api/storefront/orders/NOBODY-A/{path}", body)

    assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_FOUND")


def test_the_shop_front_needs_its_own_key(api, nobody, storefront, shop, basket):
    assert nobody.post("/api/storefront/orders", basket).status_code == 401
    assert api.post("/api/storefront/orders", basket).status_code == 401
    assert storefront.get("/api/orders").status_code == 401


def test_the_feed_goes_on_behind_its_cursor(storefront, shop):
    make_shipped_order(shop)

    first = storefront.get("/api/storefront/events", limit=2).json()
    second = storefront.get("/api/storefront/events", cursor=first["next_cursor"], limit=1000).json()
    end = storefront.get("/api/storefront/events", cursor=second["next_cursor"]).json()

    assert [event["position"] for event in first["events"] + second["events"]] == [1, 2, 3, 4, 5, 6]
    assert end == {"events": [], "next_cursor": 6}


@pytest.mark.parametrize("query", [{"cursor": "abc"}, {"cursor": "-1"}, {"limit": "0"}, {"cursor": "9" * 30}])
def test_a_cursor_that_makes_no_sense_is_refused(storefront, query):
    assert storefront.get("/api/storefront/events", **query).status_code == 400
