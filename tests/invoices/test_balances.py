"""Balances and the lines of a period over the API, and in A01."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices.models import LedgerDay
from marketplace.shops.models import ShopChannel
from marketplace.tenancy import all_shops
from orders.services.shipment import receive_order
from tests.factories.offers import make_commission, make_offer
from tests.factories.orders import SHOP_FRONT, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON, make_channel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commission")]
DAY = timedelta(days=1)


@pytest.fixture
def commission(channel):
    return make_commission(channel, "10")


def receive(order, at=NOON + 5 * DAY):
    with all_shops("a test plays the shop front"):
        receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=at)


def sell_in_brazil(shop):
    brazil = make_channel(code="BR", currency="BRL")
    with all_shops("a test makes its rows"):
        ShopChannel.objects.create(shop=shop, channel=brazil)
    return make_shipping_order(shop, channel=brazil, offers=[make_offer(shop, currency="BRL")])


def totals(answer):
    assert answer.status_code == 200, answer.content
    return [tuple(each.values()) for each in answer.json()["totals"]]


def test_the_account_tells_the_balances_in_the_shops_currency(api, shop):
    """R126: A01 before and after the order is received."""
    order = make_shipped_order(shop)
    sell_in_brazil(shop)
    before = api.get("/api/account").json()["payment_details"]
    receive(order)
    after = api.get("/api/account").json()["payment_details"]

    assert (before["pending_balance"], before["payable_balance"], before["paid_balance"]) == (15.12, 0, 0)
    assert (after["pending_balance"], after["payable_balance"], after["paid_balance"]) == (0, 15.12, 0)
    assert before["sub_balances"] == after["sub_balances"] == []


def test_the_operator_has_balances_added_up_anew(api, shop):
    make_shipping_order(shop)
    make_shipping_order(shop, at=NOON + DAY)
    with all_shops("a test breaks what is added up"):
        LedgerDay.objects.all().update(pending=7)
    told = StringIO()

    call_command("rebuild_balances", stdout=told)

    assert told.getvalue() == "days 2\n"
    assert api.get("/api/x/balances").json() == {
        "data": [{"currency_iso_code": "EUR", "pending": 30.24, "payable": 0, "paid": 0}]
    }


def test_balances_are_told_by_currency(api, shop):
    receive(make_shipped_order(shop))
    make_shipping_order(shop)
    sell_in_brazil(shop)

    assert api.get("/api/x/balances").json() == {
        "data": [
            {"currency_iso_code": "BRL", "pending": 17.2, "payable": 0, "paid": 0},
            {"currency_iso_code": "EUR", "pending": 15.12, "payable": 15.12, "paid": 0},
        ]
    }


def test_without_any_movement_there_are_none(api):
    assert api.get("/api/x/balances").json() == {"data": []}
    assert api.get("/api/x/finance").json() == {"data": [], "totals": []}


def test_a_period_has_its_lines_and_opening_plus_lines_is_closing(api, shop):
    """R127, R135."""
    make_shipping_order(shop)
    make_shipping_order(shop, at=NOON + 2 * DAY)
    make_shipping_order(shop, at=NOON + 4 * DAY)

    answer = api.get("/api/x/finance", since="2026-03-03T00:00:00Z", until="2026-03-06T12:00:00Z")

    assert totals(answer) == [("EUR", 15.12, 15.12, 30.24)]
    assert [(row["amount"], row["balance"]) for row in answer.json()["data"]] == [
        (-0.36, 30.24),
        (-1.72, 30.6),
        (4.9, 32.32),
        (12.3, 27.42),
    ]


def test_a_line_says_of_what_it_is_and_since_when_it_is_payable(api, shop):
    order = make_shipped_order(shop)
    receive(order)

    row = api.get("/api/x/finance", type="ORDER_AMOUNT").json()["data"][0]

    assert row.pop("id")
    assert row == {
        "date": "2026-03-02T12:00:00Z",
        "order_id": order.order_id,
        "order_line_id": f"{order.order_id}-1",
        "type": "ORDER_AMOUNT",
        "label": "Order amount",
        "state": "PAYABLE",
        "payable_since": "2026-03-07T12:00:00Z",
        "amount": 12.3,
        "balance": 12.3,
        "currency_iso_code": "EUR",
    }


def test_some_lines_of_a_period_have_a_sum_alone(api, shop):
    order = make_shipped_order(shop)
    receive(order)
    make_shipping_order(shop)

    assert totals(api.get("/api/x/finance", state="PENDING")) == [("EUR", None, 15.12, None)]
    assert totals(api.get("/api/x/finance", type="COMMISSION_FEE,COMMISSION_VAT")) == [("EUR", None, -4.16, None)]
    assert totals(api.get("/api/x/finance", order_id=order.order_id)) == [("EUR", None, 15.12, None)]


def test_one_currency_of_several(api, shop):
    make_shipping_order(shop)
    sell_in_brazil(shop)

    answer = api.get("/api/x/finance", currency="BRL")

    assert totals(answer) == [("BRL", 0, 17.2, 17.2)]
    assert [row["balance"] for row in answer.json()["data"]] == [17.2, 12.3]


def test_totals_are_of_all_lines_whatever_the_page(api, shop):
    make_shipping_order(shop)
    first = api.get("/api/x/finance", limit=3)

    second = api.get("/api/x/finance", page_token=first.json()["next_page_token"])

    assert totals(first) == totals(second) == [("EUR", 0, 15.12, 15.12)]
    assert [len(each.json()["data"]) for each in (first, second)] == [3, 1]


@pytest.mark.parametrize("query", [{"state": "PAID"}, {"type": "RELEASE"}, {"since": "soon"}, {"sort": "amount,ASC"}])
def test_what_cannot_be_read_is_refused_by_name(api, query):
    answer = api.get("/api/x/finance", **query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_another_shop_has_none_of_it(stranger_api, shop):
    make_shipping_order(shop)

    assert stranger_api.get("/api/x/balances").json() == {"data": []}
    assert stranger_api.get("/api/x/finance").json() == {"data": [], "totals": []}
    assert stranger_api.get("/api/account").json()["payment_details"]["pending_balance"] == 0


def test_many_lines_cost_as_many_queries_as_few(api, shop):
    make_shipping_order(shop)
    api.get("/api/x/finance")
    with CaptureQueriesContext(connection) as few:
        api.get("/api/x/finance", limit=100)
    for number in range(4):
        make_shipping_order(shop, offers=[make_offer(shop), make_offer(shop)], at=NOON + number * DAY)

    with CaptureQueriesContext(connection) as many:
        assert len(api.get("/api/x/finance", limit=100).json()["data"]) == 36

    assert len(many) == len(few)
