"""The neighbours of an order in the queue of what the seller has to do, by what is due first."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from orders.models import Order
from orders.querysets import TO_DO


@dataclass(frozen=True)
class Neighbours:
    """Public ids of the order before and after; empty at the ends."""

    previous: str = ""
    following: str = ""


def find_neighbours(order: Order) -> Neighbours:
    """Before and after this order; for one that is not in the queue, the queue's first."""
    queue = Order.objects.to_do()
    if order.state not in TO_DO or order.due_at is None:
        return Neighbours(following=_first(queue.exclude(pk=order.pk).order_by(F("due_at").asc(nulls_last=True), "pk")))
    before = queue.filter(Q(due_at__lt=order.due_at) | Q(due_at=order.due_at, pk__lt=order.pk))
    after = queue.filter(Q(due_at__gt=order.due_at) | Q(due_at=order.due_at, pk__gt=order.pk))
    return Neighbours(
        previous=_first(before.order_by("-due_at", "-pk")), following=_first(after.order_by("due_at", "pk"))
    )


def _first(queryset: QuerySet[Order]) -> str:
    return queryset.values_list("order_id", flat=True).first() or ""
