"""Offers whose stock falls to the level at which the seller wants to know: told once, until it has risen (R011)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from marketplace.tenancy import all_shops, shop_scope
from offers.models import Offer

MOST_NAMED = 5
# Rows marked by one statement; a big import makes two hundred thousand low at once.
_BATCH = 10_000
# Shops told by one round of the sweep.
_SHOPS = 50


@dataclass(frozen=True)
class LowOffer:
    """An offer as the notice names it."""

    offer_id: int
    shop_sku: str
    title: str
    left: int


@dataclass(frozen=True)
class LowStock:
    """What became low in a shop since it was told last: how many, and those with the least left by name."""

    count: int
    named: tuple[LowOffer, ...]


def shops_to_tell() -> list[int]:
    """Shops with offers that are low and of which nobody was told, some of them."""
    with all_shops("low stock is told to every shop"):
        return list(_untold().order_by("shop").values_list("shop_id", flat=True).distinct()[:_SHOPS])


@transaction.atomic
def take_low(*, shop_id: int, at: datetime) -> LowStock | None:
    """Mark what became low in the shop as told, and return it; None where another worker was quicker.

    Offers that an order or import holds right now are left for the next round: nothing waits here.
    """
    with shop_scope(shop_id):
        fewest = _untold().select_related("product").order_by("sellable_quantity", "pk")[:MOST_NAMED]
        named = [LowOffer(each.pk, each.shop_sku, each.product.title, each.sellable_quantity) for each in fewest]
        marked: set[int] = set()
        while ids := _lock_batch():
            Offer.objects.filter(pk__in=ids).update(low_told_at=at)
            marked.update(ids)
        told = tuple(each for each in named if each.offer_id in marked)
        return LowStock(len(marked), told) if marked else None


def forget_risen() -> int:
    """Offers told of that are above their level again, or have none any more: the next fall is told anew."""
    risen = Q(alert_in_force__isnull=True) | Q(alert_in_force__lt=F("sellable_quantity"))
    with all_shops("the sweep looks at every shop's stock"):
        found = Offer.objects.filter(risen, low_told_at__isnull=False).order_by("pk")
        ids = list(found.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_BATCH])
        return int(Offer.objects.filter(pk__in=ids).update(low_told_at=None)) if ids else 0


def count_shops_to_tell() -> int:
    """How many shops have something to be told."""
    with all_shops("low stock is told to every shop"):
        return int(_untold().order_by().values("shop").distinct().count())


def _untold() -> QuerySet[Any]:
    """As the partial index has them."""
    low = Offer.objects.current().filter(alert_in_force__gte=F("sellable_quantity"), low_told_at__isnull=True)
    found: QuerySet[Any] = low.filter(is_active=True)
    return found


def _lock_batch() -> list[int]:
    free = _untold().order_by("pk").select_for_update(skip_locked=True, of=("self",))
    return list(free.values_list("pk", flat=True)[:_BATCH])
