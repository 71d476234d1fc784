"""Many offers paused, put on sale or removed at once: locked in one order and written by one statement each, so that
baskets of the same offers wait no longer than for one.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from offers.models import Offer
from offers.search import reindex_offers
from offers.services.selling import Changed


@transaction.atomic
def pause_offers(*, offer_ids: Collection[int], at: datetime) -> list[Changed]:
    """Take each of the shop's offers off sale; a paused one stays paused. Unknown ids are left out."""
    return _set_active(offer_ids, False, at)


@transaction.atomic
def activate_offers(*, offer_ids: Collection[int], at: datetime) -> list[Changed]:
    """Put each of the shop's offers on sale; one on sale stays so. Unknown ids are left out."""
    return _set_active(offer_ids, True, at)


@transaction.atomic
def remove_offers(*, offer_ids: Collection[int], at: datetime) -> list[Changed]:
    """Take each out of the shop. They stay for the orders that point at them (R007). Unknown ids are left out."""
    found = _locked(offer_ids)
    ids = [offer.pk for offer in found]
    Offer.objects.filter(pk__in=ids).update(removed_at=at, updated_at=at)
    reindex_offers(ids)
    return _changed(found)


def _set_active(offer_ids: Collection[int], is_active: bool, at: datetime) -> list[Changed]:
    found = _locked(offer_ids)
    others = [offer.pk for offer in found if offer.is_active is not is_active]
    Offer.objects.filter(pk__in=others).update(is_active=is_active, updated_at=at)
    return _changed(found)


def _locked(offer_ids: Collection[int]) -> list[Offer]:
    return list(Offer.objects.current().locked().filter(pk__in=offer_ids).only("pk", "shop_sku", "is_active"))


def _changed(offers: Collection[Offer]) -> list[Changed]:
    return [Changed(offer.shop_sku, offer_id=offer.pk) for offer in offers]
