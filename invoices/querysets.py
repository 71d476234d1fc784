"""The vocabulary for reading documents and the ledger."""

from collections.abc import Collection
from typing import Any, Self

from django.db.models import QuerySet

from invoices.choices import TransactionType


class LedgerTransactionQuerySet(QuerySet[Any]):
    """Transactions of the scope."""

    def charged(self) -> Self:
        """Those that change what the seller is owed: all but releases."""
        return self.exclude(type=TransactionType.RELEASE)

    def pending(self) -> Self:
        """Those whose amount may not be paid out yet."""
        return self.charged().filter(released_at__isnull=True)

    def payable(self) -> Self:
        """Those whose amount may be paid out."""
        return self.charged().filter(released_at__isnull=False)


class DocumentQuerySet(QuerySet[Any]):
    """Documents of the scope's orders."""

    def live(self) -> Self:
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def for_orders(self, order_ids: Collection[str]) -> Self:
        """Of these orders, by their public ids."""
        return self.filter(order__order_id__in=order_ids)
