"""The vocabulary for reading the ledger."""

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
