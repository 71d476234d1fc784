"""Stock: taken under lock when an order is placed, given back when a line is not sold after all (R012)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.provenance import changing_offers


def lock_offers(offer_ids: Iterable[int]) -> dict[int, Offer]:
    """The offers, with products, locked in the order of their keys; unknown ids are left out. Needs a transaction."""
    return {offer.pk: offer for offer in Offer.objects.locked().with_product().filter(pk__in=list(offer_ids))}


def take_stock(*, offers: Mapping[int, Offer], wanted: Mapping[int, int], at: datetime) -> None:
    """Take quantities from offers locked by `lock_offers`, never of what is kept back (R009). Raises Conflict naming
    the short ones, taking nothing.
    """
    short = [offers[pk] for pk, quantity in wanted.items() if offers[pk].sellable_quantity < quantity]
    if short:
        raise _out_of_stock(short)
    with changing_offers(ChangeSource.ORDER):
        for pk, quantity in sorted(wanted.items()):
            offers[pk].quantity -= quantity
            Offer.objects.filter(pk=pk).update(quantity=F("quantity") - quantity, updated_at=at)


@transaction.atomic
def give_back_stock(*, quantities: Mapping[int, int], at: datetime) -> None:
    """Put quantities back on their offers."""
    with changing_offers(ChangeSource.ORDER):
        for pk in lock_offers(quantities):
            Offer.objects.filter(pk=pk).update(quantity=F("quantity") + quantities[pk], updated_at=at)


def _out_of_stock(short: list[Offer]) -> Conflict:
    message = _("Not enough stock of offer %(offer)s: %(left)s left.")
    errors = [
        FieldError(
            "OUT_OF_STOCK", f"offers[{offer.pk}]", message % {"offer": offer.pk, "left": offer.sellable_quantity}
        )
        for offer in short
    ]
    return Conflict(code="OUT_OF_STOCK", message=errors[0].message, errors=errors)
