"""The vocabulary for reading notices."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db.models import QuerySet

from marketplace.permissions import Right


class NoticeQuerySet(QuerySet[Any]):
    """Notices of the scope, of all its members."""

    def in_bell_of(self, user_id: int | None, rights: Collection[Right]) -> Self:
        """What the bell of one member shows; what the member's role no longer opens is gone from it."""
        return self.filter(user_id=user_id, in_bell=True, right__in=rights)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_mail(self) -> Self:
        """Wanted by mail, not mailed yet, and not read or settled meanwhile."""
        return self.unread().filter(wants_mail=True, mailed_at__isnull=True)

    def older_than(self, moment: datetime) -> Self:
        return self.filter(created_at__lt=moment)
