"""What an order writes into the ledger, from its debit to its receipt."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from invoices.choices import Account
from invoices.models import LedgerEntry, LedgerTransaction
from invoices.services.balances import Balances, balances_of
from invoices.services.ledger import post_debit, release
from marketplace import clock
from orders.choices import PaymentWorkflow
from orders.models import Order
from orders.services.acceptance import LineDecision, decide_order
from orders.services.fraud import decide_fraud
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import receive_order, receive_unconfirmed
from tests.factories.ledger import counted_balances, told
from tests.factories.offers import make_commission, make_offer
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    lines,
    make_accepted_order,
    make_order,
    make_reason,
    make_shipped_order,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commission", "in_all_shops")]
LATER = NOON + timedelta(days=3)
# Goods 12.30, freight 4.90; 10 % of both, and 21 % of that on top.
ONE_LINE = [
    ("ORDER_AMOUNT", "12.30"),
    ("ORDER_SHIPPING_AMOUNT", "4.90"),
    ("COMMISSION_FEE", "-1.72"),
    ("COMMISSION_VAT", "-0.36"),
]
YOURS = Decimal("15.12")


@pytest.fixture
def commission(channel):
    return make_commission(channel, "10")


def receive(order, at=LATER):
    return receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=at)


def pay(order, result=PaymentResult.OK):
    record_payment(order_id=order.order_id, result=result, transaction_number="T1", actor=SHOP_FRONT, at=NOON)


def test_a_payment_makes_the_amounts_of_the_order_pending(shop):
    """R126."""
    make_shipping_order(shop)

    assert told() == ONE_LINE
    assert balances_of(shop_id=shop.pk) == {"EUR": Balances(pending=YOURS)}


def test_each_transaction_stands_against_who_pays_or_takes(shop):
    make_shipping_order(shop)

    entries = LedgerEntry.objects.order_by("pk").values_list("transaction__type", "account", "amount")
    assert [(type_, account, str(amount)) for type_, account, amount in entries] == [
        ("ORDER_AMOUNT", "SELLER_PENDING", "12.30"),
        ("ORDER_AMOUNT", "CUSTOMER", "-12.30"),
        ("ORDER_SHIPPING_AMOUNT", "SELLER_PENDING", "4.90"),
        ("ORDER_SHIPPING_AMOUNT", "CUSTOMER", "-4.90"),
        ("COMMISSION_FEE", "SELLER_PENDING", "-1.72"),
        ("COMMISSION_FEE", "OPERATOR_COMMISSION", "1.72"),
        ("COMMISSION_VAT", "SELLER_PENDING", "-0.36"),
        ("COMMISSION_VAT", "OPERATOR_TAX", "0.36"),
    ]


def test_before_the_payment_there_is_nothing(shop):
    make_accepted_order(shop)

    assert told() == []
    assert balances_of(shop_id=shop.pk) == {}


@pytest.mark.parametrize(
    "workflow", [each for each in PaymentWorkflow.values if each != PaymentWorkflow.PAY_ON_ACCEPTANCE]
)
def test_where_shipping_waits_for_no_payment_the_acceptance_makes_them_pending(shop, workflow):
    make_accepted_order(shop, payment_workflow=workflow)

    assert told() == ONE_LINE


def test_the_receipt_makes_them_payable(shop):
    """R126: before received pending +x; after payable +x, pending -x."""
    order = make_shipped_order(shop)

    receive(order)

    assert told() == [*ONE_LINE, ("RELEASE", "0.00")]
    assert balances_of(shop_id=shop.pk) == {"EUR": Balances(payable=YOURS)}
    assert set(LedgerTransaction.objects.charged().values_list("released_at", flat=True)) == {LATER}


def test_a_receipt_by_itself_does_so_too_dated_by_when_it_was_written(shop):
    """Who polls by change finds it, however late the sweep was."""
    order = make_shipped_order(shop)

    with clock.frozen(LATER + timedelta(hours=5)):
        receive_unconfirmed(order_id=order.order_id, at=LATER)

    found = LedgerTransaction.objects.charged()
    assert set(found.values_list("released_at", "updated_at")) == {(LATER, LATER + timedelta(hours=5))}
    assert balances_of(shop_id=shop.pk) == {"EUR": Balances(payable=YOURS)}


def test_refused_lines_bring_nothing(shop):
    make_reason()
    order = make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop, price=Decimal("7.00"))])
    kept, refused = lines(order)
    decisions = [LineDecision(kept.line_id, accepted=True), LineDecision(refused.line_id, False, "NO_STOCK")]
    decide_order(order_id=order.order_id, decisions=decisions, actor=SELLER, at=NOON)
    record_payment(order_id=order.order_id, result=PaymentResult.OK, transaction_number="T1", actor=SHOP_FRONT, at=NOON)

    assert told() == ONE_LINE
    assert set(LedgerTransaction.objects.values_list("order_line", flat=True)) == {kept.pk}


def test_a_cancelled_or_unpaid_order_brings_nothing(shop):
    decide_fraud(order_id=make_order(shop).order_id, is_passed=False, actor=SHOP_FRONT, at=NOON)
    unpaid = make_accepted_order(shop)
    pay(unpaid, PaymentResult.REFUSED)

    assert told() == []


def test_an_order_of_the_past_makes_no_entry(shop):
    order = make_shipped_order(shop)
    before = told()
    Order.objects.update(is_imported=True)

    receive(order)

    assert told() == before


def test_without_freight_and_commission_there_are_no_lines_for_them(shop, commission):
    commission.delete()
    order = make_accepted_order(shop)
    line = lines(order)[0]
    line.shipping_price = Decimal(0)

    post_debit(order=order, lines=[line], at=NOON)

    assert told() == ONE_LINE[:1]


def test_written_twice_it_stands_once(shop):
    order = make_shipped_order(shop)
    receive(order)
    before = told()

    post_debit(order=order, lines=lines(order), at=LATER)
    release(order=order, lines=lines(order), at=LATER)

    assert told() == before
    assert balances_of(shop_id=shop.pk) == counted_balances() == {"EUR": Balances(payable=YOURS)}


def test_what_fails_after_it_takes_it_back(shop):
    """The entries are written with the change."""
    order = make_accepted_order(shop)

    with transaction.atomic():
        pay(order)
        assert told() == ONE_LINE
        transaction.set_rollback(True)

    assert told() == []


def test_the_database_refuses_entries_that_do_not_add_up(shop):
    make_shipping_order(shop)
    found = LedgerTransaction.objects.order_by("pk")[0]

    with pytest.raises(DatabaseError, match="must add up to nothing"), transaction.atomic():
        LedgerEntry.objects.create(
            shop=shop, transaction=found, account=Account.SELLER_PAYABLE, at=NOON, currency="EUR", amount=1
        )


@pytest.mark.parametrize("change", [{"amount": 1}, {"at": LATER}, {"type": "RELEASE"}, {"key": "x"}])
def test_the_database_refuses_to_change_or_delete_what_is_written(shop, change):
    make_shipping_order(shop)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        LedgerTransaction.objects.update(**change)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        LedgerEntry.objects.update(amount=0)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        LedgerEntry.objects.all().delete()


def test_another_shop_sees_and_sums_nothing_of_it(shop, other_shop):
    make_shipping_order(shop)

    assert balances_of(shop_id=other_shop.pk) == {}


def test_a_debit_costs_the_same_number_of_queries_however_many_lines(shop, django_assert_num_queries):
    one, five = make_accepted_order(shop), make_accepted_order(shop, offers=[make_offer(shop) for _ in range(5)])
    for order in (one, five):
        live = lines(order)
        with django_assert_num_queries(7):  # savepoint, lock, keys, three inserts, savepoint
            post_debit(order=order, lines=live, at=NOON)
