"""The clocks of an order, from the sweep to what follows."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.deadlines import registry
from marketplace.deadlines.consequences import run_consequences
from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.outbox.models import OutboxMessage
from marketplace.permissions import Right
from orders.models import Order, OrderEvent
from tests.factories.orders import make_accepted_order, make_shipped_order, make_shipping_order, make_waiting_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.usefixtures("in_all_shops")
KINDS = ["order_acceptance", "order_payment", "order_shipment", "delivery_promise", "order_autoreceive"]


def pass_time(at):
    sweep_deadlines(at=at)
    run_consequences()


def test_every_kind_is_registered_for_those_who_read_orders():
    kinds = [registry.get(code) for code in KINDS]

    assert {kind.right for kind in kinds} == {Right.ORDER_READ}
    assert {kind.subject_type for kind in kinds} == {"order"}
    assert [kind.code for kind in kinds if kind.on_missed] == ["order_acceptance", "order_payment", "order_autoreceive"]


@pytest.mark.parametrize(
    ("kind", "policy", "text"),
    [
        ("order_acceptance", {"hours": 48, "clock": "WORKING"}, "Accept or refuse within 48 working hours."),
        ("order_acceptance", {"hours": 1, "clock": "ELAPSED"}, "Accept or refuse within 1 hour."),
        ("order_payment", {"hours": 72}, "The customer pays within 72 hours."),
        ("order_shipment", {"days": 0}, "Ship on the working day of the order."),
        ("order_shipment", {"days": 2}, "Ship within 2 working days of the order's day."),
        ("order_shipment", {}, "Ship on the working day of the order."),
        ("delivery_promise", {"days": 5}, "Preparation and transit: 5 working days from the order's day."),
        (
            "order_autoreceive",
            {"days": 14},
            "Received by itself 14 days after shipment, unless the customer says so before.",
        ),
    ],
)
def test_the_rule_is_said_in_words(kind, policy, text):
    assert registry.get(kind).rule_text(policy) == text


def test_an_order_nobody_answered_is_refused_by_the_sweep(shop):
    order = make_waiting_order(shop)
    due_at = Deadline.objects.get().due_at

    pass_time(due_at)
    before = Order.objects.get(pk=order.pk).state
    pass_time(due_at + timedelta(seconds=1))
    pass_time(due_at + timedelta(days=1))

    order.refresh_from_db()
    assert (before, order.state) == ("WAITING_ACCEPTANCE", "REFUSED")
    assert OrderEvent.objects.get(kind="AUTO_REFUSED").at == due_at
    assert DeadlineEvent.objects.filter(kind="MISSED").count() == 1
    assert OutboxMessage.objects.filter(dedupe_key=f"order:{order.order_id}:refused").count() == 1


def test_an_unpaid_order_is_cancelled_by_the_sweep(shop):
    order = make_accepted_order(shop)

    pass_time(NOON + timedelta(hours=73))

    order.refresh_from_db()
    assert (order.state, order.reason_code) == ("CANCELED", "NOT_PAID_IN_TIME")


def test_an_order_not_shipped_in_time_stays_to_be_shipped(shop):
    order = make_shipping_order(shop)

    pass_time(NOON + timedelta(days=10))

    order.refresh_from_db()
    deadline = Deadline.objects.get(kind="order_shipment")
    assert (order.state, deadline.missed_at, deadline.closed_at) == ("SHIPPING", deadline.due_at, None)


def test_a_shipped_order_is_received_by_the_sweep(shop):
    order = make_shipped_order(shop)

    pass_time(NOON + timedelta(days=15))

    order.refresh_from_db()
    due_at = NOON + timedelta(days=14)
    assert (order.state, order.received_at) == ("RECEIVED", due_at)
    deadline = Deadline.objects.get(kind="order_autoreceive")
    assert (deadline.outcome, deadline.missed_at) == ("met", due_at)
    assert deadline.events.get(kind="MISSED").run_at is None
    # What is left is not the order's own: its invoice.
    assert list(Deadline.objects.filter(closed_at=None).values_list("kind", flat=True)) == ["invoice_due"]


@pytest.mark.parametrize(
    ("make_order", "kind"),
    [
        (make_waiting_order, "order_acceptance"),
        (make_accepted_order, "order_payment"),
        (make_shipped_order, "order_autoreceive"),
    ],
)
def test_who_polls_for_changes_finds_what_a_late_sweep_did(shop, make_order, kind):
    """It counts as of its due time; a connector that asks for changes since its last call must see it all the same."""
    order = make_order(shop)
    due_at = Deadline.objects.get(kind=kind).due_at
    swept_at = due_at + timedelta(minutes=20)

    with clock.frozen(swept_at):
        pass_time(swept_at)

    order.refresh_from_db()
    assert order.updated_at == swept_at
    assert set(order.lines.values_list("updated_at", flat=True)) == {swept_at}
    assert OrderEvent.objects.filter(order=order, at=due_at).count() == 1


def test_the_frozen_policy_is_named_as_the_presets_are(shop):
    order = make_waiting_order(shop)

    deadline = Deadline.objects.get(kind="order_acceptance", subject_id=order.order_id)

    assert (deadline.policy["name"], deadline.policy["hours"]) == ("48 working hours", 48)
