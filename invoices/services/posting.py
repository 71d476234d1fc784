"""How transactions come into the ledger: with entries that add up to nothing, once per key, under the order's lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from invoices.choices import Account, TransactionType
from invoices.models import LedgerDay, LedgerEntry, LedgerTransaction
from orders.models import Order


@dataclass(frozen=True)
class Posting:
    """A transaction to be written. `amount` is the seller's part; `sides` are its entries."""

    key: str
    type: TransactionType
    line_pk: int | None
    amount: Decimal
    sides: tuple[tuple[Account, Decimal], ...]
    reverses_pk: int | None = None
    released_at: datetime | None = None


def lock_order_of(order: Order) -> None:
    """Keep others off this order's part of the ledger until the transaction ends; no other lock is needed."""
    Order.objects.locked().values_list("pk").get(pk=order.pk)


def unwritten(postings: Iterable[Posting]) -> list[Posting]:
    """Those whose key the ledger does not have yet."""
    found = list(postings)
    written = set(
        LedgerTransaction.objects.filter(key__in=[posting.key for posting in found]).values_list("key", flat=True)
    )
    return [posting for posting in found if posting.key not in written]


def write(order: Order, postings: Sequence[Posting], *, at: datetime) -> list[LedgerTransaction]:
    """Write transactions of a locked order with their entries, and what they add to the day's sums."""
    if not postings:
        return []
    shop_id, currency = order.shop_id, order.currency
    transactions = [
        LedgerTransaction(
            shop_id=shop_id,
            key=posting.key,
            type=posting.type,
            order=order,
            order_line_id=posting.line_pk,
            reverses_id=posting.reverses_pk,
            at=at,
            currency=currency,
            amount=posting.amount,
            released_at=posting.released_at,
            updated_at=at,
        )
        for posting in postings
    ]
    LedgerTransaction.objects.bulk_create(transactions)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(shop_id=shop_id, transaction=written, account=account, at=at, currency=currency, amount=amount)
        for written, posting in zip(transactions, postings, strict=True)
        for account, amount in posting.sides
    )
    _add_to_day(order, postings, at)
    return transactions


def _add_to_day(order: Order, postings: Sequence[Posting], at: datetime) -> None:
    sums = dict.fromkeys((Account.SELLER_PENDING, Account.SELLER_PAYABLE, Account.SELLER_PAID), Decimal(0))
    for posting in postings:
        for account, amount in posting.sides:
            if account in sums:
                sums[account] += amount
    if any(sums.values()):
        LedgerDay.objects.create(
            shop_id=order.shop_id,
            currency=order.currency,
            day=at.astimezone(UTC).date(),
            pending=sums[Account.SELLER_PENDING],
            payable=sums[Account.SELLER_PAYABLE],
            paid=sums[Account.SELLER_PAID],
        )
