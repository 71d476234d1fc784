"""TL02: lines of the ledger over the API."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices.choices import TransactionType
from invoices.models import LedgerTransaction
from invoices.services.ledger import reverse
from marketplace import clock
from marketplace.tenancy import all_shops
from orders.models import Order
from orders.services.shipment import receive_order
from tests.factories.offers import make_commission, make_offer
from tests.factories.orders import SHOP_FRONT, lines, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commission")]
PATH = "/api/sellerpayment/transactions_logs"
DAY = timedelta(days=1)


@pytest.fixture
def commission(channel):
    return make_commission(channel, "10")


@pytest.fixture
def two_orders(shop):
    """One paid at noon and received five days later, one paid two days after the first."""
    first = make_shipped_order(shop)
    second = make_shipping_order(shop, at=NOON + 2 * DAY)
    receive(first)
    return first, second


def receive(order, at=NOON + 5 * DAY):
    with clock.frozen(at), all_shops("a test plays the shop front"):
        receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=at)


def rows(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def told(answer, *names):
    return [tuple(row[name] for name in names) for row in rows(answer)]


def test_lines_stand_the_last_first_with_what_was_owed_after_each(api, two_orders):
    """R126, R127."""
    assert told(api.get(PATH), "type", "amount", "balance", "payment_state") == [
        ("COMMISSION_VAT", -0.36, 30.24, "PENDING"),
        ("COMMISSION_FEE", -1.72, 30.6, "PENDING"),
        ("ORDER_SHIPPING_AMOUNT", 4.9, 32.32, "PENDING"),
        ("ORDER_AMOUNT", 12.3, 27.42, "PENDING"),
        ("COMMISSION_VAT", -0.36, 15.12, "PAYABLE"),
        ("COMMISSION_FEE", -1.72, 15.48, "PAYABLE"),
        ("ORDER_SHIPPING_AMOUNT", 4.9, 17.2, "PAYABLE"),
        ("ORDER_AMOUNT", 12.3, 12.3, "PAYABLE"),
    ]


def test_a_line_has_every_documented_key(api, two_orders):
    order = two_orders[0]
    with all_shops("the test looks"):
        line = lines(order)[0]
        found = LedgerTransaction.objects.get(order=order, type=TransactionType.COMMISSION_VAT)
        Order.objects.filter(pk=order.pk).update(reference_for_seller="S-1", payment_type="CARD")

    row = next(each for each in rows(api.get(PATH, order_id=order.order_id)) if each["type"] == "COMMISSION_VAT")

    assert row == {
        "id": str(found.transaction_id),
        "type": "COMMISSION_VAT",
        "amount": -0.36,
        "amount_credited": 0,
        "amount_debited": 0.36,
        "balance": 15.12,
        "psp_balance": 15.12,
        "currency_iso_code": "EUR",
        "date_created": "2026-03-02T12:00:00Z",
        "last_updated": "2026-03-07T12:00:00Z",
        "payment_state": "PAYABLE",
        "pay_out_psp_code": "NOT_SPECIFIED",
        "seller_billing_cycle_id": None,
        "accounting_document_creation_date": None,
        "accounting_document_id": None,
        "accounting_document_number": None,
        "entities": {
            "domain": "PRODUCT",
            "channel": {"code": "ES"},
            "debit": None,
            "fee": None,
            "manual_accounting_document": None,
            "one_off_item": None,
            "order": {
                "id": order.order_id,
                "commercial_id": order.commercial_id,
                "creation_date": "2026-03-02T12:00:00Z",
                "payment_info": {"imprint_number": None, "payment_type": "CARD"},
                "references": {"order_reference_for_customer": None, "order_reference_for_seller": "S-1"},
            },
            "order_fee": None,
            "order_line": {"id": line.line_id},
            "order_tax": None,
            "refund": None,
            "shipment": None,
            "shop_tax": {"code": None, "rate": 21},
            "transaction_info": {"date": "2026-03-02T12:00:00Z", "number": "T1"},
        },
    }


def test_by_change_the_released_stand_first(api, two_orders):
    first, second = two_orders

    answer = api.get(PATH, sort="lastUpdated,DESC")

    found = [row["entities"]["order"]["id"] for row in rows(answer)]
    assert found == [first.order_id] * 4 + [second.order_id] * 4


FILTERS: dict[str, tuple[dict[str, Any], int]] = {
    "pending": ({"payment_state": "PENDING"}, 4),
    "payable": ({"payment_state": "PAYABLE"}, 4),
    "either": ({"payment_state": ["PENDING", "PAYABLE"]}, 8),
    "paid": ({"payment_state": "PAID"}, 0),
    "types": ({"transaction_type": "ORDER_AMOUNT,COMMISSION_FEE"}, 4),
    "types repeated": ({"transaction_type": ["ORDER_AMOUNT", "COMMISSION_FEE"]}, 4),
    "another type": ({"transaction_type": "PAYMENT"}, 0),
    "created from": ({"date_created_from": "2026-03-03T00:00:00Z"}, 4),
    "created to": ({"date_created_to": "2026-03-03T00:00:00Z"}, 4),
    "paid from": ({"transaction_date_from": "2026-03-04T12:00:00Z"}, 4),
    "paid to": ({"transaction_date_to": "2026-03-04T11:59:59Z"}, 4),
    "changed from": ({"last_updated_from": "2026-03-07T00:00:00Z"}, 4),
    "changed from, with a margin": ({"last_updated_from": "2026-03-07T12:00:59Z"}, 4),
    "references": ({"order_reference_for_seller": "S-1,S-2"}, 4),
    "customer references": ({"order_reference_for_customer": "C-9"}, 4),
    "no document": ({"accounting_document_number": "1"}, 0),
    "no document id": ({"accounting_document_id": "1"}, 0),
    "no cycle": ({"seller_billing_cycle_id": "5561cedd-536a-4d0c-8671-c9f0fc5d1e87"}, 0),
    "no other reference": ({"other_reference": "1"}, 0),
    "marketplace": ({"shop_model": "MARKETPLACE"}, 8),
    "dropship": ({"shop_model": "DROPSHIP"}, 0),
    "no code": ({"pay_out_psp_codes": "NOT_SPECIFIED"}, 8),
    "another code": ({"pay_out_psp_codes": "MANGOPAY"}, 0),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_picks_its_lines(api, two_orders, name):
    query, count = FILTERS[name]
    with all_shops("the test names orders"):
        Order.objects.filter(pk=two_orders[0].pk).update(reference_for_seller="S-1")
        Order.objects.filter(pk=two_orders[1].pk).update(reference_for_customer="C-9")

    assert len(rows(api.get(PATH, limit=100, **query))) == count


def test_lines_of_some_orders_and_order_lines(api, two_orders):
    first, second = two_orders
    with all_shops("the test looks"):
        line = lines(second)[0]

    assert len(rows(api.get(PATH, order_id=first.order_id))) == 4
    assert len(rows(api.get(PATH, order_id=f"{first.order_id},{second.order_id}"))) == 8
    assert {row["entities"]["order_line"]["id"] for row in rows(api.get(PATH, order_line_id=line.line_id))} == {
        line.line_id
    }


WRONG = [
    {"payment_state": "LATER"},
    {"transaction_type": "RELEASE"},
    {"date_created_from": "yesterday"},
    {"sort": "amount,DESC"},
    {"limit": "0"},
    {"page_token": "x"},
]


@pytest.mark.parametrize("query", WRONG, ids=str)
def test_what_cannot_be_read_is_refused_by_name(api, query):
    answer = api.get(PATH, **query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


@pytest.mark.parametrize("sort", ["dateCreated,DESC", "dateCreated,ASC", "lastUpdated,DESC", "lastUpdated,ASC"])
def test_pages_follow_each_other_without_gap(api, two_orders, sort):
    every = [row["id"] for row in rows(api.get(PATH, sort=sort, limit=100))]
    found, answer = [], api.get(PATH, sort=sort, limit=3).json()
    while True:
        found.append([row["id"] for row in answer["data"]])
        if "next_page_token" not in answer:
            break
        answer = api.get(PATH, page_token=answer["next_page_token"]).json()

    assert [len(page) for page in found] == [3, 3, 2]
    assert sum(found, []) == every
    assert "previous_page_token" in answer


def test_ten_lines_are_a_page_and_two_thousand_the_most(api, shop):
    for _ in range(3):
        make_shipping_order(shop)

    assert len(rows(api.get(PATH))) == 10
    assert len(rows(api.get(PATH, limit=5000))) == 12


def test_a_reversal_is_a_line_of_its_own(api, two_orders):
    order = two_orders[0]
    with all_shops("the test takes back"):
        original = LedgerTransaction.objects.get(order=order, type=TransactionType.ORDER_AMOUNT)
        reverse(transaction_id=original.transaction_id, amount=Decimal("12.30"), key="R1", at=NOON + 6 * DAY)

    assert told(api.get(PATH, limit=3), "type", "amount", "amount_debited", "payment_state") == [
        ("REFUND_COMMISSION_VAT", 0.26, 0, "PAYABLE"),
        ("REFUND_COMMISSION_FEE", 1.23, 0, "PAYABLE"),
        ("REFUND_ORDER_AMOUNT", -12.3, 12.3, "PAYABLE"),
    ]


def test_a_list_of_many_lines_costs_as_many_queries_as_one_of_few(api, shop):
    make_shipping_order(shop)
    api.get(PATH)
    with CaptureQueriesContext(connection) as few:
        assert len(rows(api.get(PATH, limit=100))) == 4
    for number in range(5):
        make_shipping_order(shop, offers=[make_offer(shop), make_offer(shop)], at=NOON + number * DAY)

    with CaptureQueriesContext(connection) as many:
        assert len(rows(api.get(PATH, limit=100))) == 44

    assert len(many) == len(few)


def test_another_shops_lines_are_not_there(stranger_api, two_orders):
    assert rows(stranger_api.get(PATH)) == []
    assert rows(stranger_api.get(PATH, order_id=two_orders[0].order_id)) == []


def test_who_may_not_read_finance_is_refused(caller_of, sales, support, accountancy):
    statuses = [caller_of(member).get(PATH).status_code for member in (sales, support, accountancy)]

    assert statuses == [403, 403, 200]
