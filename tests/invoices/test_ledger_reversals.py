"""Amounts taken back, in part and whole, before they were payable and after."""

from decimal import Decimal
from uuid import uuid4

import pytest

from invoices.choices import TransactionType
from invoices.models import LedgerTransaction
from invoices.services.balances import Balances, balances_of
from invoices.services.ledger import reverse
from marketplace.errors import Conflict, NotFound, ValidationFailed
from marketplace.tenancy import shop_scope
from orders.services.shipment import receive_order
from tests.factories.ledger import counted_balances, told
from tests.factories.offers import make_commission
from tests.factories.orders import SHOP_FRONT, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commission", "in_all_shops")]


@pytest.fixture
def commission(channel):
    return make_commission(channel, "10")


def written(type_=TransactionType.ORDER_AMOUNT):
    return LedgerTransaction.objects.get(type=type_)


def take_back(amount, type_=TransactionType.ORDER_AMOUNT, key="R1"):
    return reverse(transaction_id=written(type_).transaction_id, amount=Decimal(amount), key=key, at=NOON)


def test_a_part_goes_back_with_its_share_of_the_commission(shop):
    """Of 17.20 the fee is 1.72: of 5.00 it is 0.50, and of the 0.36 of tax on it 0.10."""
    make_shipping_order(shop)

    take_back("5.00")

    assert told()[4:] == [
        ("REFUND_ORDER_AMOUNT", "-5.00"),
        ("REFUND_COMMISSION_FEE", "0.50"),
        ("REFUND_COMMISSION_VAT", "0.10"),
    ]
    assert balances_of(shop_id=shop.pk) == counted_balances() == {"EUR": Balances(pending=Decimal("10.72"))}


def test_it_names_what_it_takes_back(shop):
    make_shipping_order(shop)

    take_back("5.00")

    back = LedgerTransaction.objects.filter(reverses__isnull=False).order_by("pk")
    assert list(back.values_list("type", "reverses__type")) == [
        ("REFUND_ORDER_AMOUNT", "ORDER_AMOUNT"),
        ("REFUND_COMMISSION_FEE", "COMMISSION_FEE"),
        ("REFUND_COMMISSION_VAT", "COMMISSION_VAT"),
    ]


def test_all_of_it_in_odd_parts_leaves_exactly_nothing(shop):
    make_shipping_order(shop)

    for number, amount in enumerate(("0.01", "3.33", "8.96")):
        take_back(amount, key=f"R{number}")
    take_back("4.90", TransactionType.ORDER_SHIPPING_AMOUNT)

    assert balances_of(shop_id=shop.pk) == {"EUR": Balances()}
    assert sum(Decimal(amount) for _type, amount in told()) == 0


def test_what_was_released_goes_back_out_of_the_payable(shop):
    order = make_shipped_order(shop)
    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)

    back = take_back("12.30")

    assert {each.released_at for each in back} == {NOON}
    assert balances_of(shop_id=shop.pk) == {"EUR": Balances(payable=Decimal("4.31"))}


def test_what_went_back_before_is_not_released(shop):
    order = make_shipped_order(shop)
    take_back("12.30")

    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)

    assert balances_of(shop_id=shop.pk) == {"EUR": Balances(payable=Decimal("4.31"))}
    assert not LedgerTransaction.objects.pending().exists()


def test_an_order_taken_back_whole_is_released_with_nothing(shop):
    order = make_shipped_order(shop)
    take_back("12.30")
    take_back("4.90", TransactionType.ORDER_SHIPPING_AMOUNT)

    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=NOON)

    assert balances_of(shop_id=shop.pk) == counted_balances() == {"EUR": Balances()}
    assert not LedgerTransaction.objects.pending().exists()


def test_the_same_key_again_changes_nothing(shop):
    make_shipping_order(shop)
    first = take_back("5.00")

    again = take_back("5.00")

    assert [each.pk for each in again] == [each.pk for each in first]
    assert len(told()) == 7


def test_the_same_key_with_another_amount_is_a_conflict(shop):
    make_shipping_order(shop)
    take_back("5.00")

    with pytest.raises(Conflict):
        take_back("6.00")


@pytest.mark.parametrize("amount", ["12.31", "0", "-1", "0.001"])
def test_more_than_is_left_or_no_amount_is_refused(shop, amount):
    make_shipping_order(shop)

    with pytest.raises(ValidationFailed):
        take_back(amount)

    assert len(told()) == 4


def test_no_more_than_is_left_after_another_goes_back(shop):
    make_shipping_order(shop)
    take_back("12.00")

    with pytest.raises(ValidationFailed) as refused:
        take_back("0.31", key="R2")

    assert refused.value.code == "AMOUNT_TOO_HIGH"


def test_a_commission_goes_back_with_its_line_alone(shop):
    make_shipping_order(shop)

    with pytest.raises(ValidationFailed) as refused:
        take_back("1.00", TransactionType.COMMISSION_FEE)

    assert refused.value.code == "NOT_REVERSIBLE"


def test_what_is_not_there_or_another_shops_cannot_be_taken_back(shop, other_shop):
    make_shipping_order(shop)
    theirs = written().transaction_id

    for transaction_id in (uuid4(), theirs):
        with shop_scope(other_shop), pytest.raises(NotFound):
            reverse(transaction_id=transaction_id, amount=Decimal(1), key="R1", at=NOON)
