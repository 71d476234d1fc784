"""Fraud check and acceptance (R023, R024, R025)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.deadlines.models import Deadline, DeadlineEvent
from marketplace.errors import Conflict, IllegalTransition, ValidationFailed
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.shops.models import ChannelRules
from orders.account import orders_section
from orders.choices import OrderEventKind, OrderState
from orders.models import OrderEvent
from orders.services.acceptance import LineDecision, decide_order, refuse_unanswered
from orders.services.fraud import decide_fraud
from tests.factories.offers import make_offer
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    accept_all,
    lines,
    make_order,
    make_reason,
    make_waiting_order,
)
from tests.factories.shops import NOON

pytestmark = pytest.mark.usefixtures("in_all_shops")
LATER = NOON + timedelta(hours=3)


def decide(order, decisions, **fields):
    return decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=LATER, **fields)


def refuse_all(order, reason_code="NO_STOCK"):
    return [LineDecision(line.line_id, accepted=False, reason_code=reason_code) for line in lines(order)]


def kinds(order):
    return list(OrderEvent.objects.filter(order=order).values_list("kind", flat=True))


def test_the_fraud_check_comes_before_acceptance(shop):
    """R023."""
    order = make_order(shop)

    with pytest.raises(IllegalTransition):
        decide(order, accept_all(order))
    decide_fraud(order_id=order.order_id, is_passed=True, actor=SHOP_FRONT, at=NOON)

    assert decide(order, accept_all(order)).state == OrderState.WAITING_DEBIT_PAYMENT


def test_passing_the_check_starts_the_acceptance_clock(shop):
    """48 working hours from Monday 12:00 in Spain end on Wednesday."""
    order = make_waiting_order(shop)

    deadline = Deadline.objects.get(kind="order_acceptance", subject_id=order.order_id)
    order.refresh_from_db()
    assert deadline.due_at == order.acceptance_due_at == order.due_at == NOON + timedelta(hours=48)
    assert (deadline.policy["hours"], deadline.policy["clock"]) == (48, "WORKING")
    assert deadline.warn_at == NOON + timedelta(hours=36)


def test_a_channel_without_rules_of_its_own_runs_on_the_standard_ones(shop):
    order = make_order(shop)
    ChannelRules.objects.all().delete()

    decide_fraud(order_id=order.order_id, is_passed=True, actor=SHOP_FRONT, at=NOON)

    deadline = Deadline.objects.get(kind="order_acceptance", subject_id=order.order_id)
    assert deadline.policy["hours"] == 48


def test_an_order_that_fails_the_check_is_cancelled_and_marked(shop):
    """R024: stock is back, no clock ever ran, and the account's figures do not know it."""
    offer = make_offer(shop, quantity=5)
    order = make_order(shop, offers=[offer], quantity=2)

    decide_fraud(order_id=order.order_id, is_passed=False, actor=SHOP_FRONT, at=NOON)

    order.refresh_from_db()
    offer.refresh_from_db()
    assert (order.state, order.is_fraud, offer.quantity) == ("CANCELED", True, 5)
    assert [line.state for line in lines(order)] == ["CANCELED"]
    assert not Deadline.objects.exists()
    figures = orders_section(shop.pk, NOON)
    assert (figures["orders_count"], figures["approval_rate"], figures["approval_delay"]) == (0, None, None)


def test_the_same_fraud_decision_again_changes_nothing(shop):
    order = make_waiting_order(shop)

    decide_fraud(order_id=order.order_id, is_passed=True, actor=SHOP_FRONT, at=LATER)

    assert kinds(order) == ["CREATED", "FRAUD_PASSED"]


def test_another_fraud_decision_is_a_conflict(shop):
    order = make_waiting_order(shop)

    with pytest.raises(Conflict):
        decide_fraud(order_id=order.order_id, is_passed=False, actor=SHOP_FRONT, at=LATER)

    order.refresh_from_db()
    assert (order.state, order.is_fraud) == ("WAITING_ACCEPTANCE", False)


def test_accepting_asks_the_shop_front_for_the_money(shop):
    order = make_waiting_order(shop)

    decide(order, accept_all(order))

    order.refresh_from_db()
    assert (order.state, order.accepted_at) == ("WAITING_DEBIT_PAYMENT", LATER)
    assert kinds(order) == ["CREATED", "FRAUD_PASSED", "ACCEPTED", "DEBIT_REQUESTED"]
    assert list(StorefrontEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "order_created",
        "fraud_checked",
        "accepted",
        "debit_requested",
    ]
    news = StorefrontEvent.objects.get(kind="debit_requested").payload
    assert (news["amount"], news["currency"]) == ("17.20", "EUR")
    assert Deadline.objects.get(kind="order_payment").due_at == LATER + timedelta(hours=72)


def test_accepting_settles_the_acceptance_clock_in_time(shop):
    order = make_waiting_order(shop)

    decide(order, accept_all(order))

    deadline = Deadline.objects.get(kind="order_acceptance")
    assert (deadline.outcome, deadline.closed_at, deadline.worked_seconds) == ("met", LATER, 3 * 3600)


@pytest.mark.parametrize(
    "workflow", ["PAY_ON_DELIVERY", "PAY_ON_DUE_DATE", "PAY_ON_SHIPMENT", "NO_CUSTOMER_PAYMENT_CONFIRMATION"]
)
def test_other_workflows_go_to_shipping_at_once(shop, workflow):
    order = make_waiting_order(shop, payment_workflow=workflow)

    decide(order, accept_all(order))

    order.refresh_from_db()
    assert (order.state, order.debited_at) == ("SHIPPING", None)
    assert Deadline.objects.get(kind="order_shipment").due_at == order.ship_by
    assert not Deadline.objects.filter(kind="order_payment").exists()


def test_one_line_is_accepted_and_the_other_refused_with_a_reason(shop):
    """R025: the refused line gives its stock back and leaves the order's totals."""
    make_reason("NO_STOCK")
    kept, dropped = make_offer(shop, price=Decimal("10.00")), make_offer(shop, price=Decimal("20.00"), quantity=3)
    order = make_waiting_order(shop, offers=[kept, dropped])
    first, second = lines(order)

    decide(order, [LineDecision(first.line_id, True), LineDecision(second.line_id, False, "NO_STOCK")])

    order.refresh_from_db()
    dropped.refresh_from_db()
    first, second = lines(order)
    assert [line.state for line in (first, second)] == ["WAITING_DEBIT_PAYMENT", "REFUSED"]
    assert (second.reason_code, second.price) == ("NO_STOCK", Decimal("20.00"))
    assert (order.price, order.total_price, dropped.quantity) == (Decimal("10.00"), Decimal("14.90"), 3)
    refusal = OrderEvent.objects.get(kind=OrderEventKind.LINE_REFUSED)
    assert (refusal.line_id, refusal.reason_code, refusal.actor_label) == (second.pk, "NO_STOCK", SELLER.label)


def test_a_refusal_without_a_reason_is_refused(shop):
    """R025."""
    order = make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    first, second = lines(order)

    with pytest.raises(ValidationFailed) as error:
        decide(order, [LineDecision(first.line_id, True), LineDecision(second.line_id, False)])

    order.refresh_from_db()
    assert [(fault.code, fault.field) for fault in error.value.errors] == [
        ("REASON_REQUIRED", "order_lines[1].reason_code")
    ]
    assert order.state == "WAITING_ACCEPTANCE"


def test_the_seller_api_may_refuse_without_a_reason(shop):
    order = make_waiting_order(shop)

    decide(order, refuse_all(order, ""), needs_reasons=False)

    order.refresh_from_db()
    assert (order.state, order.reason_code) == ("REFUSED", "UNSPECIFIED")


def test_a_reason_that_is_not_on_the_list_is_refused(shop):
    make_reason("OPERATOR_ONLY", is_shop_right=False)
    make_reason("15", type="REFUND")
    order = make_waiting_order(shop)

    for code in ("OPERATOR_ONLY", "15", "made up"):
        with pytest.raises(ValidationFailed) as error:
            decide(order, refuse_all(order, code))
        assert error.value.errors[0].code == "REASON_NOT_FOUND"


def test_every_line_must_be_decided_once(shop):
    order = make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    first, second = (line.line_id for line in lines(order))

    cases = [
        ([], "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ([LineDecision(first, True)], "ORDER_LINE_ACCEPTANCE_DECISION_MISSING"),
        ([LineDecision(first, True), LineDecision(first, True), LineDecision(second, True)], "ORDER_LINE_DUPLICATE_ID"),
        ([LineDecision(first, True), LineDecision(second, True), LineDecision("X-9", True)], "ORDER_LINE_NOT_FOUND"),
    ]
    for decisions, code in cases:
        with pytest.raises(ValidationFailed) as error:
            decide(order, decisions)
        assert error.value.code == code

    order.refresh_from_db()
    assert order.state == "WAITING_ACCEPTANCE"


def test_refusing_every_line_refuses_the_order(shop):
    make_reason("NO_STOCK")
    offer = make_offer(shop, quantity=1)
    order = make_waiting_order(shop, offers=[offer])

    decide(order, refuse_all(order))

    order.refresh_from_db()
    offer.refresh_from_db()
    assert (order.state, order.reason_code, order.total_price) == ("REFUSED", "NO_STOCK", Decimal("17.20"))
    assert offer.quantity == 1
    assert OutboxMessage.objects.get().dedupe_key == f"order:{order.order_id}:refused"


def test_an_unanswered_order_is_refused_by_itself_once(shop):
    offer = make_offer(shop, quantity=1)
    order = make_waiting_order(shop, offers=[offer])
    due_at = Deadline.objects.get().due_at

    refuse_unanswered(order_id=order.order_id, at=due_at)
    refuse_unanswered(order_id=order.order_id, at=due_at)

    order.refresh_from_db()
    offer.refresh_from_db()
    deadline = Deadline.objects.get()
    assert (order.state, order.accepted_at, order.reason_code) == ("REFUSED", None, "NOT_ACCEPTED_IN_TIME")
    assert (deadline.outcome, deadline.closed_at, offer.quantity) == ("late", due_at, 1)
    event = OrderEvent.objects.get(kind=OrderEventKind.AUTO_REFUSED)
    assert (event.actor_kind, event.at) == ("SYSTEM", due_at)
    assert OutboxMessage.objects.count() == 1
    assert DeadlineEvent.objects.filter(kind="SETTLED").count() == 1


def test_an_order_decided_in_time_is_not_refused_by_itself(shop):
    order = make_waiting_order(shop)
    decide(order, accept_all(order))

    refuse_unanswered(order_id=order.order_id, at=Deadline.objects.get(kind="order_acceptance").due_at)

    order.refresh_from_db()
    assert order.state == "WAITING_DEBIT_PAYMENT"


def test_accepting_late_keeps_the_promised_dates(shop):
    """R095."""
    order = make_waiting_order(shop)
    promised = (order.ship_by, order.promise_earliest, order.promise_latest)

    order = decide_order(
        order_id=order.order_id, decisions=accept_all(order), actor=SELLER, at=NOON + timedelta(days=1, hours=20)
    )

    order.refresh_from_db()
    assert (order.ship_by, order.promise_earliest, order.promise_latest) == promised


def test_the_account_counts_decided_orders_alone(shop):
    make_reason("NO_STOCK")
    accepted, refused, _open = make_waiting_order(shop), make_waiting_order(shop), make_waiting_order(shop)
    decide(accepted, accept_all(accepted))
    decide(refused, refuse_all(refused))

    figures = orders_section(shop.pk, NOON)

    assert (figures["orders_count"], figures["approval_rate"], figures["approval_delay"]) == (0, 0.5, 3 * 3600)
    assert (figures["evaluations_count"], figures["grade"]) == (0, None)
