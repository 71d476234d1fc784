"""The vocabulary for reading deadlines."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet

from marketplace.deadlines.choices import DeadlineState, Outcome


def calls_seller(always: Collection[str], once_warned: Collection[str], at: datetime) -> Q:
    """Of the unresolved: `always` these kinds, of those `once_warned` what is warned of and not quiet as of `at`."""
    is_warned = Q(warn_at__lte=at) | Q(due_at__lt=at)
    is_loud = Q(quiet_until__isnull=True) | Q(quiet_until__lt=at)
    return Q(kind__in=always) | Q(is_warned, is_loud, kind__in=once_warned)


class DeadlineQuerySet(QuerySet[Any]):
    """Deadlines of the scope."""

    def unresolved(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def overdue(self, at: datetime) -> Self:
        """Unresolved, and past the due moment; read from the times, so that nothing waits for the sweep."""
        return self.unresolved().filter(due_at__lt=at)

    def to_do(self, always: Collection[str], once_warned: Collection[str], at: datetime) -> Self:
        """Unresolved, of a kind that is `always` the seller's, or of one that is so `once_warned` of."""
        return self.unresolved().filter(calls_seller(always, once_warned, at))

    def settled_since(self, moment: datetime) -> Self:
        """Settled, in time or late; what lost its point is neither."""
        return self.filter(closed_at__gte=moment, outcome__in=[Outcome.MET, Outcome.LATE])

    def of_kinds(self, codes: Collection[str]) -> Self:
        return self.filter(kind__in=codes)

    def of_subjects(self, subject_ids: Collection[str]) -> Self:
        return self.filter(subject_id__in=subject_ids)

    def in_states(self, states: Collection[str], at: datetime) -> Self:
        """In one of these states as of `at`."""
        chosen = Q(outcome__in=states, closed_at__isnull=False)
        if DeadlineState.OPEN in states:
            chosen |= Q(closed_at__isnull=True, due_at__gte=at)
        if DeadlineState.OVERDUE in states:
            chosen |= Q(closed_at__isnull=True, due_at__lt=at)
        return self.filter(chosen)


class DeadlineEventQuerySet(QuerySet[Any]):
    """Events of the scope's deadlines."""

    def set_aside(self) -> Self:
        """Whose consequence failed too often."""
        return self.filter(failed_at__isnull=False)

    def waiting(self) -> Self:
        """Whose consequence is still to run."""
        return self.filter(run_at__isnull=False)
