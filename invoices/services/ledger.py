"""Writing the ledger: what an order brings is pending from its debit and payable from its receipt (R126)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from invoices.choices import Account, TransactionType
from invoices.models import LedgerTransaction
from invoices.services.posting import Posting, lock_order_of, unwritten, write
from invoices.services.reversals import reverse
from marketplace import clock
from orders import transitions
from orders.choices import OrderEventKind, OrderState
from orders.models import Order, OrderLine

__all__ = ["follow_order", "post_debit", "release", "reverse"]


def follow_order(*, order: Order, kind: OrderEventKind, lines: Sequence[OrderLine], at: datetime) -> None:
    """Write what an event of the order does to the ledger, in its transaction.

    An order counts as debited when it goes to shipping: with the customer's payment, or with the acceptance where the
    workflow asks for none before. Orders of the past were settled elsewhere: nothing is written of them.
    """
    if order.is_imported:
        return
    if kind in (OrderEventKind.PAID, OrderEventKind.ACCEPTED) and order.state == OrderState.SHIPPING:
        post_debit(order=order, lines=lines, at=at)
    elif kind == OrderEventKind.RECEIVED:
        release(order=order, lines=lines, at=at)


@transaction.atomic
def post_debit(*, order: Order, lines: Iterable[OrderLine], at: datetime) -> None:
    """Write what the live lines bring and cost the seller, as pending. What is written already stays as it is."""
    lock_order_of(order)
    live = [line for line in lines if line.state not in transitions.DROPPED]
    write(order, unwritten(posting for line in live for posting in _charges(line)), at=at)


@transaction.atomic
def release(*, order: Order, lines: Iterable[OrderLine], at: datetime) -> None:
    """Make payable what is still pending of the lines; nothing happens for lines without any."""
    lock_order_of(order)
    pending = LedgerTransaction.objects.pending().filter(order_line__in=[line.pk for line in lines])
    sums: dict[int, Decimal] = {}
    for line_pk, amount in pending.order_by("pk").values_list("order_line", "amount"):
        sums[line_pk] = sums.get(line_pk, Decimal(0)) + amount
    if not sums:
        return
    write(order, [_release(line_pk, amount) for line_pk, amount in sums.items()], at=at)
    # Who polls for changes (TL02) would pass over one that is dated by its due time, so it is dated by its own.
    pending.update(released_at=at, updated_at=max(at, clock.now()))


def _charges(line: OrderLine) -> list[Posting]:
    amounts = (
        (TransactionType.ORDER_AMOUNT, Account.CUSTOMER, line.price),
        (TransactionType.ORDER_SHIPPING_AMOUNT, Account.CUSTOMER, line.shipping_price),
        (TransactionType.COMMISSION_FEE, Account.OPERATOR_COMMISSION, -line.commission_fee),
        (TransactionType.COMMISSION_VAT, Account.OPERATOR_TAX, -line.commission_tax),
    )
    return [
        Posting(
            key=f"debit:{line.pk}:{type_}",
            type=type_,
            line_pk=line.pk,
            amount=amount,
            sides=((Account.SELLER_PENDING, amount), (other, -amount)),
        )
        for type_, other, amount in amounts
        if amount
    ]


def _release(line_pk: int, amount: Decimal) -> Posting:
    return Posting(
        key=f"release:{line_pk}",
        type=TransactionType.RELEASE,
        line_pk=line_pk,
        amount=Decimal(0),
        sides=((Account.SELLER_PENDING, -amount), (Account.SELLER_PAYABLE, amount)) if amount else (),
    )
