"""Offers as a seller writes them: made, changed, paused, put on sale again, removed (R007)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.actors import SYSTEM, Actor
from marketplace.errors import Conflict, DomainError, FieldError, NotFound, ValidationFailed, refusal
from marketplace.shops.models import Shop
from offers.choices import ChangeSource
from offers.models import Offer, Product
from offers.search import reindex_offers
from offers.services.provenance import changing_offers
from offers.services.settings import put_in_force, settings_of
from offers.services.sheets import ProductWish, find_or_make_product
from offers.services.terms import (
    TERM_COLUMNS,
    OfferRules,
    OfferTerms,
    logistic_classes,
    put_terms,
    tax_codes,
    terms_of,
)

__all__ = ["OfferTerms", "logistic_classes", "tax_codes", "terms_of"]


@dataclass(frozen=True)
class Changed:
    """What became of one offer of many: `error` where nothing was changed."""

    shop_sku: str
    error: DomainError | None = None
    offer_id: int = 0


@transaction.atomic
def create_offer(
    *,
    shop_id: int,
    shop_sku: str,
    product: ProductWish,
    terms: OfferTerms,
    sheet_confirmed: bool,
    at: datetime,
    actor: Actor = SYSTEM,
    source: ChangeSource = ChangeSource.UNKNOWN,
) -> Offer:
    """Sell a product whose sheet the seller answers for (R002): without `sheet_confirmed` nothing is made.

    A removed offer with the same SKU and product comes back. Raises ValidationFailed, Conflict.
    """
    shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    rules = OfferRules(shop, at)
    faults = rules.faults(terms)
    if not shop_sku:
        faults.append(FieldError("VALIDATION_ERROR", "shop_sku", _("Give the offer your own number (SKU).")))
    if not sheet_confirmed:
        message = _("Look the product sheet over and confirm it: you answer for what it says.")
        faults.append(FieldError("SHEET_NOT_CONFIRMED", "sheet_confirmed", message))
    _refuse(faults)
    # Under the shop's lock nobody makes the same SKU meanwhile, but for a file.
    known: Offer | None = Offer.objects.filter(shop_sku=shop_sku).select_related("logistic_class").first()
    if known is not None and known.removed_at is None:
        raise _sku_in_use(shop_sku)
    sheet = find_or_make_product(wish=product, at=at, shop_id=shop_id)
    if known is not None and known.product_id != sheet.pk:
        raise _sku_taken(
            _("The SKU %(sku)s belonged to another product; past orders still name it.") % {"sku": shop_sku}
        )
    offer = known or Offer(shop=shop, shop_sku=shop_sku, created_at=at)
    _publish(offer, sheet, actor, at)
    with changing_offers(source, actor.label), _sku_once(shop_sku):
        _write(offer, terms, rules, at, ["currency", "is_active", "removed_at", *_CONFIRMATION])
    return offer


@transaction.atomic
def update_offer(
    *,
    offer_id: int,
    terms: OfferTerms,
    version: str | None,
    at: datetime,
    actor: Actor = SYSTEM,
    source: ChangeSource = ChangeSource.UNKNOWN,
) -> Offer:
    """Put new terms in the place of the old. With a `version` an offer changed since then raises Conflict."""
    offer = lock_offer(offer_id)
    _check_version(offer, version)
    return _put(offer, terms, at, actor, source)


@transaction.atomic
def change_offer(
    *,
    offer_id: int,
    changes: Mapping[str, Any],
    at: datetime,
    version: str | None = None,
    actor: Actor = SYSTEM,
    source: ChangeSource = ChangeSource.UNKNOWN,
) -> Offer:
    """Change some terms, named as in OfferTerms, and leave the others. With a `version` as in `update_offer`."""
    offer = lock_offer(offer_id)
    _check_version(offer, version)
    return _put(offer, replace(terms_of(offer), **changes), at, actor, source)


@transaction.atomic
def pause_offer(*, offer_id: int, at: datetime) -> Offer:
    """Take the offer off sale; a paused one stays paused."""
    return _set_active(offer_id, False, at)


@transaction.atomic
def activate_offer(*, offer_id: int, at: datetime) -> Offer:
    """Put the offer on sale again; one on sale stays so."""
    return _set_active(offer_id, True, at)


@transaction.atomic
def remove_offer(*, offer_id: int, at: datetime) -> Offer:
    """Take the offer out of the shop. It stays for the orders that point at it (R007)."""
    offer = lock_offer(offer_id)
    offer.removed_at = offer.updated_at = at
    offer.save(update_fields=["removed_at", "updated_at"])
    reindex_offers([offer.pk])
    return offer


@transaction.atomic
def confirm_sheet(*, offer_id: int, actor: Actor, at: datetime) -> Offer:
    """Record who answers for the product's sheet from now on (R002)."""
    offer = lock_offer(offer_id)
    offer.sheet_confirmed_at, offer.sheet_confirmed_by, offer.updated_at = at, actor.label[:150], at
    offer.save(update_fields=[*_CONFIRMATION, "updated_at"])
    return offer


def offer_version(offer: Offer) -> str:
    """What tells one state of an offer from the next: a sale changes it too."""
    return offer.updated_at.isoformat()


def lock_offer(offer_id: int) -> Offer:
    """The shop's offer that is not removed, locked. Raises NotFound."""
    offer: Offer | None = (
        Offer.objects.current().locked().select_related("shop", "product", "logistic_class").filter(pk=offer_id).first()
    )
    if offer is None:
        raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
    return offer


_CONFIRMATION = ("sheet_confirmed_at", "sheet_confirmed_by")
_IN_FORCE = ("safety_in_force", "alert_in_force")


def _publish(offer: Offer, sheet: Product, actor: Actor, at: datetime) -> None:
    """What a new offer and one that comes back have alike."""
    offer.product, offer.currency = sheet, offer.shop.currency
    offer.is_active, offer.removed_at = True, None
    offer.sheet_confirmed_at, offer.sheet_confirmed_by = at, actor.label[:150]


def _put(offer: Offer, terms: OfferTerms, at: datetime, actor: Actor, source: ChangeSource) -> Offer:
    rules = OfferRules(offer.shop, at)
    _refuse(rules.faults(terms, offer))
    with changing_offers(source, actor.label):
        _write(offer, terms, rules, at)
    return offer


def _write(offer: Offer, terms: OfferTerms, rules: OfferRules, at: datetime, others: Sequence[str] = ()) -> None:
    """Save the terms, and the `others` with them; a new offer is saved whole."""
    put_terms(offer, terms, rules)
    offer.updated_at = at
    put_in_force(offer, settings_of(offer.shop_id))
    written = [*TERM_COLUMNS, *_IN_FORCE, "updated_at", *others]
    offer.save(update_fields=written if offer.pk else None)
    # The database works this one out; the caller must not go on with the old.
    offer.refresh_from_db(fields=["sellable_quantity"])
    reindex_offers([offer.pk])


def _set_active(offer_id: int, is_active: bool, at: datetime) -> Offer:
    offer = lock_offer(offer_id)
    if offer.is_active is not is_active:
        offer.is_active, offer.updated_at = is_active, at
        offer.save(update_fields=["is_active", "updated_at"])
    return offer


def _check_version(offer: Offer, version: str | None) -> None:
    if version is not None and version != offer_version(offer):
        raise Conflict(code="OFFER_CHANGED", message=_("The offer was changed while you were typing."))


@contextmanager
def _sku_once(shop_sku: str) -> Iterator[None]:
    """A file that is being written may have the SKU already. Raises Conflict once that is done."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "offers_offer_sku_per_shop" not in str(error):
            raise
        raise _sku_in_use(shop_sku) from error


def _sku_in_use(shop_sku: str) -> Conflict:
    return _sku_taken(_("You already have an offer with the SKU %(sku)s.") % {"sku": shop_sku})


def _sku_taken(message: str) -> Conflict:
    return Conflict(code="SKU_TAKEN", message=message, errors=[FieldError("SKU_TAKEN", "shop_sku", message)])


def _refuse(faults: list[FieldError]) -> None:
    if not faults:
        return
    if len(faults) == 1:
        raise refusal(faults[0].code, faults[0].field, faults[0].message)
    raise ValidationFailed(message=faults[0].message, errors=faults)
