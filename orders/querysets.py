"""The vocabulary for reading orders."""

from datetime import datetime
from typing import Any, Self

from django.db.models import QuerySet

from orders.choices import OrderState

# What waits for the seller, and what waits for somebody else before the seller can go on.
TO_DO = (OrderState.WAITING_ACCEPTANCE, OrderState.SHIPPING)
ON_HOLD = (OrderState.STAGING, OrderState.WAITING_DEBIT, OrderState.WAITING_DEBIT_PAYMENT)
# Nothing was sold.
UNDONE = (OrderState.REFUSED, OrderState.CANCELED)


class OrderQuerySet(QuerySet[Any]):
    """Orders of the scope."""

    def locked(self) -> Self:
        """Locked in the order of their keys."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def counted(self) -> Self:
        """All that figures may count: an order refused for fraud never is (R024)."""
        return self.filter(is_fraud=False)

    def to_accept(self) -> Self:
        return self.filter(state=OrderState.WAITING_ACCEPTANCE)

    def to_ship(self) -> Self:
        return self.filter(state=OrderState.SHIPPING)

    def to_do(self) -> Self:
        """Waiting for the seller."""
        return self.filter(state__in=TO_DO)

    def on_hold(self) -> Self:
        """Waiting for the fraud check or for the payment."""
        return self.filter(state__in=ON_HOLD)

    def shipped(self) -> Self:
        return self.filter(state=OrderState.SHIPPED)

    def without_invoice(self) -> Self:
        """Shipped, and no invoice filed (R041). Orders of the past and of the fraud check want none."""
        return self.filter(shipped_at__isnull=False, has_invoice=False, is_imported=False, is_fraud=False).exclude(
            state__in=UNDONE
        )

    def late(self, at: datetime) -> Self:
        """Whose present step is past its due time."""
        return self.filter(due_at__lt=at)
