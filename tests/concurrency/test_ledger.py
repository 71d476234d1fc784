"""Two hands on one order's money at the same time; and on two orders', where none waits for the other."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction

from invoices.choices import TransactionType
from invoices.models import LedgerDay, LedgerTransaction
from invoices.services.balances import Balances, balances_of
from invoices.services.ledger import post_debit, release, reverse
from invoices.services.ledger_days import sum_up_days
from marketplace.tenancy import all_shops
from tests.concurrency.test_orders import at_once
from tests.factories.ledger import counted_balances, counted_owed
from tests.factories.orders import lines, make_accepted_order, make_shipping_order
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
WHOLE = Decimal("12.30")


@pytest.fixture
def shop():
    return make_shop(channels=(make_channel(code="ES"),))


@pytest.fixture
def order(shop):
    return make_shipping_order(shop)


def releasing(order):
    return lambda: release(order=order, lines=lines(order), at=NOON)


def reversing(order, amount=WHOLE, key="R1"):
    def act():
        original = LedgerTransaction.objects.get(order=order, type=TransactionType.ORDER_AMOUNT)
        reverse(transaction_id=original.transaction_id, amount=amount, key=key, at=NOON)
        return "reversed"

    return act


def count(type_):
    return LedgerTransaction.objects.filter(type=type_).count()


def test_two_releases_at_once_release_once(order):
    """R126."""
    results = at_once(*[releasing(order)] * 4)

    assert results == [None] * 4
    with all_shops("the test looks"):
        assert count("RELEASE") == 1
        assert balances_of(shop_id=order.shop_id) == {"EUR": Balances(payable=Decimal("17.20"))}


@pytest.mark.parametrize("_time", range(3))
def test_a_release_and_a_reversal_at_once_leave_the_same_whichever_comes_first(order, _time):
    """R126: what was taken back is not released, what was released is taken back out of the payable."""
    results = at_once(releasing(order), reversing(order))

    assert results == [None, "reversed"]
    with all_shops("the test looks"):
        assert balances_of(shop_id=order.shop_id) == {"EUR": Balances(payable=Decimal("4.90"))}
        assert counted_balances() == balances_of(shop_id=order.shop_id)
        assert not LedgerTransaction.objects.pending().exists()


def test_no_more_goes_back_at_once_than_there_is(order):
    results = at_once(*[reversing(order, Decimal("5.00"), key=f"R{number}") for number in range(4)])

    assert Counter(results) == {"reversed": 2, "AMOUNT_TOO_HIGH": 2}
    with all_shops("the test looks"):
        assert counted_owed() == {"EUR": Decimal("7.20")}


def test_one_key_used_at_once_takes_back_once(order):
    results = at_once(*[reversing(order, Decimal("5.00"))] * 4)

    assert results == ["reversed"] * 4
    with all_shops("the test looks"):
        assert count("REFUND_ORDER_AMOUNT") == 1


def test_no_order_waits_for_another_of_its_shop(shop):
    """Nor for the sweep, which sums up what is there."""
    first, second = make_accepted_order(shop), make_accepted_order(shop)
    with all_shops("the test posts"), transaction.atomic():
        post_debit(order=first, lines=lines(first), at=NOON)

        results = at_once(lambda: post_debit(order=second, lines=lines(second), at=NOON), sum_up_days)

    assert results[0] is None
    assert results[1] in (0, 1)  # the second's row, if the sweep came after it


def test_days_summed_up_while_orders_write_lose_nothing(shop):
    orders = [make_accepted_order(shop) for _ in range(6)]

    at_once(
        *[lambda order=order: post_debit(order=order, lines=lines(order), at=NOON) for order in orders],
        *[sum_up_days] * 4,
    )

    with all_shops("the test looks"):
        assert balances_of(shop_id=shop.pk) == {"EUR": Balances(pending=Decimal("103.20"))}
        # A sweep that found a day's row held by another left two; the next new row joins them.
        post_debit(order=(last := make_accepted_order(shop)), lines=lines(last), at=NOON)
        sum_up_days()
        assert LedgerDay.objects.count() == 1
        assert balances_of(shop_id=shop.pk) == counted_balances()
