"""The vocabulary for reading conversations."""

from datetime import datetime
from typing import Any, Self

from django.db.models import QuerySet


class ThreadQuerySet(QuerySet[Any]):
    """Conversations of the scope."""

    def locked(self) -> Self:
        """Locked in the order of their keys."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def waiting(self) -> Self:
        """Whose customer waits for an answer."""
        return self.filter(reply_due_at__isnull=False)

    def overdue(self, at: datetime) -> Self:
        """Whose answer is past due."""
        return self.filter(reply_due_at__lt=at)

    def for_order(self, order_id: int) -> Self:
        """The conversations of one order, by its primary key."""
        return self.filter(order=order_id)


class MessageQuerySet(QuerySet[Any]):
    """Messages of the scope's conversations."""

    def in_order(self) -> Self:
        """As they were written."""
        return self.order_by("pk")
