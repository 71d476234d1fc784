"""The history of an offer's price and stock, and taking a change back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict, NotFound
from offers.choices import ChangeSource
from offers.models import Offer, OfferChange
from offers.prices import read_prices, read_volumes
from offers.services.selling import change_offer, lock_offer


def history_of(offer_id: int) -> QuerySet[Any]:
    """The changes of one offer, the newest first; needs the shop's scope."""
    changes: QuerySet[Any] = OfferChange.objects.filter(offer=offer_id).order_by("-pk")
    return changes


def last_change_of(offer_id: int) -> int | None:
    """The id of the newest change, for an undo that is offered right after it."""
    found: int | None = history_of(offer_id).values_list("pk", flat=True).first()
    return found


def undoable(offer: Offer, changes: Iterable[OfferChange]) -> set[int]:
    """The ids of those that `undo_change` would take back, sales aside; `changes` are the newest, in any order."""
    found, is_price_touched, is_stock_touched = set(), False, False
    for change in sorted(changes, key=lambda each: each.pk, reverse=True):
        by_sale, moves_price = change.source == ChangeSource.ORDER, _moves_price(change)
        moves_stock = change.quantity != change.quantity_before
        is_free = not (moves_price and is_price_touched) and not (moves_stock and is_stock_touched)
        is_there = offer.quantity + change.quantity_before - change.quantity >= 0
        if (moves_price or moves_stock) and is_free and is_there and not by_sale:
            found.add(change.pk)
        is_price_touched |= moves_price
        is_stock_touched |= moves_stock and not by_sale
    return found


@transaction.atomic
def undo_change(*, offer_id: int, change_id: int, actor: Actor, source: ChangeSource, at: datetime) -> Offer:
    """Take a change of price and stock back. Sales and returns since then stay: stock is moved by the difference.

    Raises NotFound, and Conflict where price or stock was changed again meanwhile, or the pieces are sold.
    """
    offer = lock_offer(offer_id)
    change: OfferChange | None = OfferChange.objects.filter(pk=change_id, offer=offer_id).first()
    if change is None:
        raise NotFound(code="CHANGE_NOT_FOUND", message=_("There is no such change."))
    changes: dict[str, Any] = {}
    if _moves_price(change):
        _check_untouched(change, lambda later: not _moves_price(later))
        changes |= {"price": change.price_before, "discount_price": change.discount_before}
        changes |= _other_prices(change.prices_before, change.price_before) if change.prices_before else {}
    if change.quantity != change.quantity_before:
        changes["quantity"] = _former_quantity(offer, change)
    return change_offer(offer_id=offer_id, changes=changes, actor=actor, source=source, at=at)


def _other_prices(kept: Mapping[str, Any], price: Decimal) -> dict[str, Any]:
    """What the history has of prices by quantity, channel and time, as changes of OfferTerms."""
    dates = ("discount_starts_at", "discount_ends_at")
    return {
        **{name: datetime.fromisoformat(kept[name]) if kept[name] else None for name in dates},
        "volumes": read_volumes(kept["volume_prices"], price),
        "other_prices": tuple(read_prices(kept["other_prices"])),
    }


def _former_quantity(offer: Offer, change: OfferChange) -> int:
    """What the stock would be without the change."""
    _check_untouched(
        change, lambda later: later.source == ChangeSource.ORDER or later.quantity == later.quantity_before
    )
    quantity = offer.quantity + change.quantity_before - change.quantity
    if quantity < 0:
        raise Conflict(code="UNDO_TOO_LATE", message=_("Some of these pieces were sold meanwhile: set the stock anew."))
    return quantity


def _check_untouched(change: OfferChange, is_harmless: Callable[[OfferChange], bool]) -> None:
    later = OfferChange.objects.filter(offer=change.offer_id, pk__gt=change.pk).order_by("pk")
    if not all(is_harmless(each) for each in later.iterator()):
        raise Conflict(code="UNDO_TOO_LATE", message=_("It was changed again meanwhile: nothing was undone."))


def _moves_price(change: OfferChange) -> bool:
    moved = (change.price, change.discount_price) != (change.price_before, change.discount_before)
    return moved or change.prices_before is not None
