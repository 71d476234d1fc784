"""OR21, OR23, OR24 and ours beside them."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.permissions import Role
from marketplace.tenancy import all_shops
from orders.models import Order, Shipment
from tests.factories.calls import Caller
from tests.factories.offers import make_offer
from tests.factories.orders import (
    lines,
    make_order,
    make_reason,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON, make_key, make_member


@pytest.fixture(autouse=True)
def _noon(db):
    with clock.frozen(NOON + timedelta(hours=1)):
        yield


def line_ids(order):
    with all_shops("the test looks"):
        return [line.line_id for line in lines(order)]


def state_of(order):
    with all_shops("the test looks"):
        return Order.objects.get(pk=order.pk).state


def accepting(order):
    return {"order_lines": [{"id": line_id, "accepted": True} for line_id in line_ids(order)]}


def test_or21_accepts(api, shop):
    order = make_waiting_order(shop)

    answer = api.put(f"/api/orders/{order.order_id}/accept", accepting(order))

    assert (answer.status_code, answer.content) == (204, b"")
    assert state_of(order) == "WAITING_DEBIT_PAYMENT"


def test_or21_refuses_without_a_reason_as_connectors_do(api, shop):
    order = make_waiting_order(shop)

    answer = api.put(
        f"/api/orders/{order.order_id}/accept", {"order_lines": [{"id": line_ids(order)[0], "accepted": False}]}
    )

    assert (answer.status_code, state_of(order)) == (204, "REFUSED")


def test_or21_during_the_fraud_check_is_an_invalid_state(api, shop):
    """R023."""
    order = make_order(shop)

    answer = api.put(f"/api/orders/{order.order_id}/accept", accepting(order))

    assert (answer.status_code, answer.json()["code"]) == (400, "ORDER_INVALID_STATE")
    assert state_of(order) == "STAGING"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ({}, "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ({"order_lines": None}, "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ({"order_lines": []}, "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ([], "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ({"order_lines": [None]}, "ORDER_LINE_NULL_ELEMENT"),
        ({"order_lines": "X-A-1"}, "VALIDATION_ERROR"),
        ({"order_lines": [{"id": "X-A-1"}]}, "REQUIRED"),
        ({"order_lines": [{"id": "X-A-1", "accepted": "perhaps"}]}, "INVALID"),
        ({"order_lines": [{"id": {"a": 1}, "accepted": True}]}, "INVALID"),
        ({"order_lines": [{"id": "X\x00", "accepted": True}]}, "NULL_CHARACTERS_NOT_ALLOWED"),
        ({"order_lines": [{"id": "X-A-77", "accepted": True}]}, "ORDER_LINE_NOT_FOUND"),
        ({"order_lines": [7, "x"]}, "INVALID"),
    ],
)
def test_or21_names_what_is_wrong_and_decides_nothing(api, shop, body, code):
    """Trap 12."""
    order = make_waiting_order(shop)

    answer = api.put(f"/api/orders/{order.order_id}/accept", body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code
    assert state_of(order) == "WAITING_ACCEPTANCE"


def test_malformed_json_is_refused(api, shop):
    order = make_waiting_order(shop)

    answer = api.raw("PUT", f"/api/orders/{order.order_id}/accept", b'{"order_lines": [')

    assert (answer.status_code, state_of(order)) == (400, "WAITING_ACCEPTANCE")


def test_our_decision_demands_reasons(api, shop):
    """R025."""
    make_reason("NO_STOCK")
    order = make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    first, second = line_ids(order)
    body = {"order_lines": [{"id": first, "accepted": True}, {"id": second, "accepted": False}]}

    refused = api.post(f"/api/x/orders/{order.order_id}/decision", body)
    body["order_lines"][1]["reason_code"] = "NO_STOCK"
    done = api.post(f"/api/x/orders/{order.order_id}/decision", body)

    assert (refused.status_code, refused.json()["code"]) == (400, "REASON_REQUIRED")
    assert done.status_code == 200
    assert done.json() == {
        "order_id": order.order_id,
        "order_state": "WAITING_DEBIT_PAYMENT",
        "order_lines": [
            {"order_line_id": first, "order_line_state": "WAITING_DEBIT_PAYMENT"},
            {"order_line_id": second, "order_line_state": "REFUSED"},
        ],
    }


def test_or23_and_or24_ship_with_an_empty_body(api, shop):
    """R029, trap 4."""
    make_carrier(code="seur", label="SEUR")
    order = make_shipping_order(shop)

    tracked = api.put(
        f"/api/orders/{order.order_id}/tracking",
        {"carrier_code": "seur", "carrier_name": "", "carrier_url": None, "tracking_number": 5555, "extra": [1]},
    )
    shipped = api.raw("PUT", f"/api/orders/{order.order_id}/ship", b"not json at all")

    assert (tracked.status_code, shipped.status_code, state_of(order)) == (204, 204, "SHIPPED")
    with all_shops("the test looks"):
        assert Shipment.objects.get().tracking_number == "5555"


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        [],
        "text",
        {"carrier_code": "nobody"},
        {"carrier_name": "x" * 101},
        {"carrier_name": "Paco", "tracking_number": "1\x00"},
        {"carrier_name": ["Paco"]},
        {"carrier_name": "Paco", "carrier_url": "ftp://paco.example"},
    ],
)
def test_or23_refuses_tracking_that_tells_nothing(api, shop, body):
    order = make_shipping_order(shop)

    answer = api.put(f"/api/orders/{order.order_id}/tracking", body)

    assert answer.status_code == 400
    assert answer.json()["errors"]
    with all_shops("the test looks"):
        assert not Shipment.objects.exists()


def test_or24_twice_ships_once(api, shop):
    order = make_shipping_order(shop)

    answers = [api.put(f"/api/orders/{order.order_id}/ship").status_code for _ in range(2)]

    assert answers == [204, 400]


def test_the_deadlines_of_an_order_come_with_their_segments(api, shop):
    order = make_waiting_order(shop)
    api.put(f"/api/orders/{order.order_id}/accept", accepting(order))

    data = api.get(f"/api/x/orders/{order.order_id}/deadlines").json()["data"]

    assert [(each["kind"], each["state"]) for each in data] == [("order_acceptance", "met"), ("order_payment", "open")]
    assert data[0]["subject"] == {"type": "order", "id": order.order_id, "label": f"Accept {order.order_id}"}
    assert data[0]["policy"]["hours"] == 48
    assert [part["counted"] for part in data[0]["segments"]] == [True]
    assert data[1]["seconds_left"] == 72 * 3600


CALLS = [
    ("GET", "/api/orders/{}"),
    ("PUT", "/api/orders/{}/accept"),
    ("PUT", "/api/orders/{}/tracking"),
    ("PUT", "/api/orders/{}/ship"),
    ("GET", "/api/x/orders/{}/deadlines"),
    ("POST", "/api/x/orders/{}/decision"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("name", ["theirs", "NOBODY-A", "%00", "a%20b", "x" * 65, "..", "%F0%9F%98%80", "1'--"])
def test_another_shops_order_and_an_unknown_one_are_not_found(stranger_api, shop, other_shop, method, path, name):
    order = make_shipping_order(shop)

    answer = stranger_api.send(method, path.format(order.order_id if name == "theirs" else name))

    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert state_of(order) == "SHIPPING"


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_support_reaches_no_order_operation(support_api, shop, method, path):
    """R120."""
    order = make_shipping_order(shop)

    assert support_api.send(method, path.format(order.order_id)).status_code == 403
    assert support_api.get("/api/orders").status_code == 403


@pytest.mark.parametrize(("role", "allowed"), [(Role.SALES, True), (Role.INVENTORY, False), (Role.ACCOUNTANCY, False)])
def test_only_who_may_accept_accepts(shop, role, allowed):
    order = make_waiting_order(shop)
    caller = Caller(make_key(make_member(shop, role))[1])

    accepted = caller.put(f"/api/orders/{order.order_id}/accept", accepting(order))

    assert caller.get(f"/api/orders/{order.order_id}").status_code == 200
    assert accepted.status_code == (204 if allowed else 403)
    assert state_of(order) == ("WAITING_DEBIT_PAYMENT" if allowed else "WAITING_ACCEPTANCE")


@pytest.mark.parametrize("word", ["no", "off", "yes", "on", 0, 1, "0", "1", "", None])
def test_what_is_no_true_or_false_decides_nothing(api, shop, word):
    """R025: a decision is for good, so only a plain answer makes it."""
    order = make_waiting_order(shop)
    body = {"order_lines": [{"id": line_ids(order)[0], "accepted": word}]}

    assert api.put(f"/api/orders/{order.order_id}/accept", body).status_code == 400
    assert state_of(order) == "WAITING_ACCEPTANCE"


def test_the_reasons_for_refusing_can_be_asked_for(api, shop):
    make_reason("NO_STOCK", label="Out of stock")

    answer = api.get("/api/x/refusal-reasons")

    assert answer.json() == {"data": [{"code": "NO_STOCK", "label": "Out of stock"}]}
