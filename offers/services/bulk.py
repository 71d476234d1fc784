"""One change of many offers at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict, DomainError, FieldError, ValidationFailed
from marketplace.money import round_money
from marketplace.shops.models import Shop
from offers.choices import ChangeSource
from offers.models import Offer
from offers.services.provenance import changing_offers
from offers.services.selling import Changed
from offers.services.settings import put_in_force, settings_of
from offers.services.terms import TERM_COLUMNS, OfferRules, OfferTerms, put_terms, terms_of

# Rows locked and written by one statement.
_BATCH = 500


@dataclass(frozen=True)
class BulkChange:
    """`terms` are set as they are (named as in OfferTerms, without texts that are searched); the others reckon from
    what each offer has: the price moved by so many percent, then by an amount, the stock by so many pieces.
    """

    terms: Mapping[str, Any] = field(default_factory=dict)
    price_percent: Decimal | None = None
    price_amount: Decimal | None = None
    quantity_add: int | None = None

    def apply(self, terms: OfferTerms, currency: str) -> OfferTerms:
        """The terms that an offer would have."""
        changes = dict(self.terms)
        price, quantity = changes.get("price", terms.price), changes.get("quantity", terms.quantity)
        if self.price_percent is not None:
            price = round_money(price * (100 + self.price_percent) / 100, currency)
        if self.price_amount is not None:
            price = round_money(price + self.price_amount, currency)
        return replace(terms, **{**changes, "price": price, "quantity": quantity + (self.quantity_add or 0)})

    @property
    def columns(self) -> list[str]:
        """The offer's columns that it writes."""
        named = {"volumes": "volume_prices"}
        touched = {named.get(name, name) for name in self.terms} & set(TERM_COLUMNS)
        if self.price_percent is not None or self.price_amount is not None:
            touched.add("price")
        if self.quantity_add is not None:
            touched.add("quantity")
        return sorted(touched)

    def former(self, offer: Offer) -> tuple[str, ...]:
        """What the offer has where the change writes: the same only until it, or another, has been made."""
        names = ("logistic_class_id" if name == "logistic_class" else name for name in self.columns)
        return tuple(str(getattr(offer, name)) for name in names)


def change_offers(
    *,
    offer_ids: Collection[int],
    shop_id: int,
    change: BulkChange,
    actor: Actor,
    source: ChangeSource,
    at: datetime,
    seen: Mapping[int, tuple[str, ...]] | None = None,
) -> list[Changed]:
    """Change each of the shop's offers; one that cannot be holds up no other. Unknown ids are left out.

    `seen` holds `BulkChange.former` of each as its reader saw it: one that has something else there now is refused.
    """
    rules = OfferRules(Shop.objects.get(pk=shop_id), at)
    ids = sorted(set(offer_ids))
    changed: list[Changed] = []
    for start in range(0, len(ids), _BATCH):
        changed += _change_batch(ids[start : start + _BATCH], shop_id, change, rules, actor, source, at, seen)
    return changed


@transaction.atomic
def _change_batch(
    ids: list[int],
    shop_id: int,
    change: BulkChange,
    rules: OfferRules,
    actor: Actor,
    source: ChangeSource,
    at: datetime,
    seen: Mapping[int, tuple[str, ...]] | None,
) -> list[Changed]:
    found = list(Offer.objects.current().locked().select_related("logistic_class").filter(pk__in=ids))
    # Read once the rows are held: defaults that were changed until then are in force in them already.
    defaults = settings_of(shop_id)
    changed, written = [], []
    for offer in found:
        error = _overtaken(offer, change, seen) or _apply(offer, change, rules)
        changed.append(Changed(offer.shop_sku, error, offer.pk))
        if error is None:
            put_in_force(offer, defaults)
            offer.updated_at = at
            written.append(offer)
    with changing_offers(source, actor.label):
        Offer.objects.bulk_update(written, [*change.columns, *_in_force(change.columns), "updated_at"])
    return changed


def _in_force(columns: Collection[str]) -> list[str]:
    """The columns that these have something in force in."""
    pairs = (("safety_stock", "safety_in_force"), ("stock_alert", "alert_in_force"))
    return [held for own, held in pairs if own in columns]


def _overtaken(offer: Offer, change: BulkChange, seen: Mapping[int, tuple[str, ...]] | None) -> Conflict | None:
    if seen is None or seen.get(offer.pk) == change.former(offer):
        return None
    message = _("The offer was changed or sold meanwhile: look at the change again.")
    return Conflict(code="OFFER_CHANGED", message=message)


def _apply(offer: Offer, change: BulkChange, rules: OfferRules) -> DomainError | None:
    terms = change.apply(terms_of(offer), offer.currency)
    faults: list[FieldError] = rules.faults(terms, offer)
    if faults:
        return ValidationFailed(message=faults[0].message, errors=faults)
    put_terms(offer, terms, rules)
    return None
