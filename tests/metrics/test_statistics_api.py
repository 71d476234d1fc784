"""A21: every field, by period and channel, as the seller API tells it; and what A01 tells of the same."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import all_shops
from metrics.services.recomputing import recompute_marked
from orders.models import Evaluation, Order
from orders.services.acceptance import LineDecision, decide_order
from orders.services.shipment import ship_order
from tests.factories import messaging
from tests.factories.offers import make_offer
from tests.factories.orders import (
    SELLER,
    lines,
    make_reason,
    make_shipped_order,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db

PERIODS = ["ALL_SINCE_BEGINNING", "LAST_MONTH", "LAST_THREE_MONTHS", "LAST_SIX_MONTHS", "LAST_YEAR"]
NOT_RECORDED = {"incident_rate", "refund_rate", "return_rate", "valid_tracking_rate"}
FIGURES = NOT_RECORDED | {
    "approval_delay", "approval_rate", "auto_refused_rate", "average_cart", "average_cart_with_shipping",
    "cancelation_rate", "consecutive_refused_orders_count", "evaluations_count", "grade", "late_shipment_rate",
    "offers_count", "order_messages_response_delay", "orders_count", "shipping_delay", "total_revenue",
}  # fmt: skip


def count_days(at=NOON):
    with clock.frozen(at):
        while recompute_marked():
            pass


def statistics(api, *, at=NOON, **query):
    count_days(at)
    with clock.frozen(at):
        answer = api.get("/api/account/statistics", **query)
    assert answer.status_code == 200
    return answer.json()


def by_period(told, code):
    return {each["period"]: each["value"] for each in told[code]}


def test_every_field_is_there_for_each_period(api, shop):
    told = statistics(api)

    assert set(told) == FIGURES | {"channel", "last_updated_date", "shop_id"}
    assert (told["shop_id"], told["channel"], told["last_updated_date"]) == (shop.pk, None, None)
    assert {code for code in FIGURES if told[code] is None} == NOT_RECORDED
    assert [each["period"] for each in told["grade"]] == PERIODS
    assert by_period(told, "orders_count") == dict.fromkeys(PERIODS, 0)
    assert by_period(told, "late_shipment_rate") == dict.fromkeys(PERIODS, None)


def test_late_shipments_are_an_unrounded_fraction_of_each_period(api, shop):
    old = NOON - timedelta(days=200)
    for at in (old, NOON, NOON):
        make_shipped_order(shop, at=at)
    late = make_shipping_order(shop, at=NOON - timedelta(days=40))
    with all_shops("a test plays the seller"):
        ship_order(order_id=late.order_id, actor=SELLER, at=NOON)

    told = statistics(api)

    assert by_period(told, "late_shipment_rate") == {
        "ALL_SINCE_BEGINNING": 0.25, "LAST_MONTH": 0, "LAST_THREE_MONTHS": 1 / 3, "LAST_SIX_MONTHS": 1 / 3,
        "LAST_YEAR": 0.25,
    }  # fmt: skip
    assert told["last_updated_date"] == "2026-03-02T12:00:00Z"


def test_periods_and_channel_narrow_the_answer(api, shop, channel):
    make_channel(code="PT", timezone="Europe/Lisbon")
    make_shipped_order(shop)

    here = statistics(api, periods="LAST_MONTH,LAST_YEAR", channel_code="ES")
    there = statistics(api, periods="LAST_MONTH", channel_code="PT")

    assert by_period(here, "orders_count") == {"LAST_MONTH": 1, "LAST_YEAR": 1}
    assert by_period(there, "orders_count") == {"LAST_MONTH": 0}
    assert (here["channel"], there["channel"]) == ("ES", "PT")
    # Counted for the shop alone.
    assert (here["consecutive_refused_orders_count"], here["offers_count"]) == (None, None)


@pytest.mark.parametrize("query", [{"periods": "LAST_WEEK"}, {"channel_code": "MARS"}])
def test_unknown_periods_and_channels_are_refused(api, query):
    answer = api.get("/api/account/statistics", **query)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(query)))


def test_orders_of_another_shop_are_in_no_figure(api, shop, other_shop):
    make_shipped_order(other_shop)

    assert by_period(statistics(api), "orders_count")["ALL_SINCE_BEGINNING"] == 0


@pytest.mark.parametrize(("currency", "told"), [("EUR", 2.35), ("JPY", 2), ("TND", 2.345)])
def test_amounts_are_rounded_as_invoices_are_in_the_smallest_unit_of_the_currency(api, shop, currency, told):
    """The mean of 2.34 and 2.35, in a currency of two, none and three places."""
    orders = [make_shipped_order(shop) for _number in range(2)]
    with all_shops("a test sets the prices"):
        for order, price in zip(orders, ("2.34", "2.35"), strict=True):
            Order.objects.filter(pk=order.pk).update(price=Decimal(price), currency=currency)
        Channel.objects.update(currency=currency)
        Shop.objects.update(currency=currency)

    assert set(by_period(statistics(api), "average_cart").values()) == {told}


def test_who_answers_questions_alone_sees_no_figures(support_api):
    """R120."""
    assert support_api.get("/api/account/statistics").status_code == 403


def test_a01_tells_the_same_where_it_tells_the_same(api, shop):
    make_reason("NO_STOCK")
    offers = [make_offer(shop), make_offer(shop)]
    mixed, refused = make_waiting_order(shop, offers=offers), make_waiting_order(shop)
    rated = make_shipped_order(shop, at=NOON - timedelta(days=9))
    make_waiting_order(shop)
    yes, no = _lines(mixed)
    with all_shops("a test plays the seller"):
        decisions = [LineDecision(yes, accepted=True), LineDecision(no, accepted=False, reason_code="NO_STOCK")]
        decide_order(order_id=mixed.order_id, decisions=decisions, actor=SELLER, at=NOON + timedelta(hours=4))
        decisions = [LineDecision(line, accepted=False, reason_code="NO_STOCK") for line in _lines(refused)]
        decide_order(order_id=refused.order_id, decisions=decisions, actor=SELLER, at=NOON + timedelta(hours=1))
        Evaluation.objects.create(shop=shop, order=rated, grade=4, created_at=NOON)
    messaging.answer(messaging.make_thread(shop, order=rated), at=NOON + timedelta(hours=3))
    messaging.make_thread(shop, order=mixed)

    at = NOON + timedelta(hours=5)
    told = statistics(api, at=at, periods="ALL_SINCE_BEGINNING")
    with clock.frozen(at):
        account = api.get("/api/account").json()

    shared = [
        "approval_delay", "approval_rate", "evaluations_count", "grade", "offers_count",
        "order_messages_response_delay", "orders_count",
    ]  # fmt: skip
    assert {code: account[code] for code in shared} == {code: told[code][0]["value"] for code in shared} == {
        "approval_delay": 2 * 3600, "approval_rate": 0.5, "evaluations_count": 1, "grade": 4, "offers_count": 5,
        "order_messages_response_delay": 4 * 3600, "orders_count": 1,
    }  # fmt: skip


def _lines(order):
    with all_shops("a test looks at a row"):
        return [line.line_id for line in lines(order)]


def test_the_number_of_queries_does_not_grow(api, shop):
    def queries():
        count_days()
        with CaptureQueriesContext(connection) as captured, clock.frozen(NOON):
            assert api.get("/api/account/statistics").status_code == 200
        return len(captured)

    messaging.make_thread(shop, order=make_shipped_order(shop))
    queries()
    few = queries()
    for back in range(10):
        messaging.make_thread(shop, order=make_shipped_order(shop, at=NOON - timedelta(days=30 * back)))

    assert queries() == few < 20
