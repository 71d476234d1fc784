"""The table of moves, and that every state of it is really reached."""

import pytest

from marketplace.errors import DomainError, IllegalTransition, NotFound
from marketplace.tenancy import all_shops, shop_scope
from orders import transitions
from orders.choices import OrderState
from orders.models import Order
from orders.services.acceptance import LineDecision, decide_order
from orders.services.fraud import decide_fraud
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import Tracking, receive_order, set_tracking, ship_order
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    accept_all,
    make_accepted_order,
    make_order,
    make_shipped_order,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.usefixtures("in_all_shops")


def make_refused_order(shop):
    order = make_waiting_order(shop)
    decisions = [LineDecision(decision.line_id, accepted=False) for decision in accept_all(order)]
    return decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=NOON, needs_reasons=False)


def make_cancelled_order(shop):
    return decide_fraud(order_id=make_order(shop).order_id, is_passed=False, actor=SHOP_FRONT, at=NOON)


def make_order_to_collect(shop):
    """As the import of the past leaves one."""
    order = make_shipped_order(shop)
    Order.objects.filter(pk=order.pk).update(state=OrderState.TO_COLLECT)
    order.lines.update(state=OrderState.TO_COLLECT)
    return order


def make_received_order(shop):
    return receive_order(order_id=make_shipped_order(shop).order_id, actor=SHOP_FRONT, at=NOON)


MAKERS = {
    OrderState.STAGING: make_order,
    OrderState.WAITING_ACCEPTANCE: make_waiting_order,
    OrderState.WAITING_DEBIT_PAYMENT: make_accepted_order,
    OrderState.SHIPPING: make_shipping_order,
    OrderState.SHIPPED: make_shipped_order,
    OrderState.TO_COLLECT: make_order_to_collect,
    OrderState.RECEIVED: make_received_order,
    OrderState.REFUSED: make_refused_order,
    OrderState.CANCELED: make_cancelled_order,
}


def accept(order):
    decide_order(order_id=order.order_id, decisions=accept_all(order), actor=SELLER, at=NOON)


def pay(order):
    record_payment(
        order_id=order.order_id, result=PaymentResult.OK, transaction_number="other", actor=SHOP_FRONT, at=NOON
    )


def ship(order):
    ship_order(order_id=order.order_id, actor=SELLER, at=NOON)


def track(order):
    set_tracking(order_id=order.order_id, tracking=Tracking(carrier_name="Any"), actor=SELLER, at=NOON)


def receive(order):
    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)


# What each act needs; RECEIVED may be said again, which changes nothing.
ACTS = {
    accept: {OrderState.WAITING_ACCEPTANCE},
    pay: {OrderState.WAITING_DEBIT_PAYMENT},
    ship: {OrderState.SHIPPING},
    track: {OrderState.SHIPPING, OrderState.SHIPPED},
    receive: {OrderState.SHIPPED, OrderState.TO_COLLECT, OrderState.RECEIVED},
}
ILLEGAL = [(act, state) for act, states in ACTS.items() for state in MAKERS if state not in states]


@pytest.mark.parametrize("state", MAKERS)
def test_every_state_of_the_table_is_reached(shop, state):
    order = MAKERS[state](shop)

    order.refresh_from_db()
    assert order.state == state
    assert set(order.lines.values_list("state", flat=True)) == {state}


def test_no_state_of_the_table_is_left_out():
    named = set(transitions.ALLOWED) | {target for targets in transitions.ALLOWED.values() for target in targets}

    # WAITING_DEBIT is passed through: the marketplace asks for the money in the same step.
    assert named == set(MAKERS) | {OrderState.WAITING_DEBIT}


@pytest.mark.parametrize(("act", "state"), ILLEGAL, ids=lambda value: getattr(value, "__name__", str(value)))
def test_an_illegal_move_changes_nothing(shop, act, state):
    order = MAKERS[state](shop)
    before = Order.objects.filter(pk=order.pk).values().get()
    events = order.events.count()

    with pytest.raises(DomainError) as error:
        act(order)

    # A refused or paid order answers a second payment by its own rule: another result is a conflict.
    assert error.value.code in ("ORDER_INVALID_STATE", "CONFLICT")
    assert error.value.status in (400, 409)
    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert order.events.count() == events


@pytest.mark.parametrize("state", OrderState.values)
def test_no_state_leads_to_itself(state):
    with pytest.raises(IllegalTransition) as error:
        transitions.check(state, state)

    assert (error.value.code, error.value.status) == ("ORDER_INVALID_STATE", 400)


def test_an_order_of_another_shop_cannot_be_moved(shop, other_shop):
    with all_shops("the order is made first"):
        order = make_shipping_order(shop)

    with shop_scope(other_shop), pytest.raises(NotFound):
        ship(order)
