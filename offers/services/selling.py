"""Offers as a seller writes them: made, changed, paused, put on sale again, removed (R007)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, DomainError, FieldError, NotFound, ValidationFailed
from marketplace.money import round_money
from marketplace.shops.models import Shop, ShopChannel, TaxRate
from offers.choices import OfferCondition
from offers.models import HEAVIEST_GRAMS, Offer
from offers.search import reindex_offers
from offers.services.settings import MOST_STOCK, put_in_force, settings_of
from offers.services.sheets import ProductWish, find_or_make_product
from shipping.models import LogisticClass

HIGHEST_PRICE = Decimal(10) ** 8
LONGEST_LEAD_TIME = 60


@dataclass(frozen=True)
class OfferTerms:
    """What a seller says of an offer. Without `lead_time_days` the shop's default holds; 0 is shipped the same day.
    Without a logistic class it goes as the marketplace's first; `weight_grams` is one piece's with its packing.
    """

    price: Decimal
    quantity: int
    lead_time_days: int | None = None
    logistic_class: str = ""
    weight_grams: int | None = None
    tax_code: str = ""
    condition: str = OfferCondition.NEW
    description: str = ""
    internal_description: str = ""


# Terms that are fields of the offer under the same name.
_PLAIN = tuple(field.name for field in fields(OfferTerms) if field.name != "logistic_class")


@dataclass(frozen=True)
class Changed:
    """What became of one offer of many: `error` where nothing was changed."""

    shop_sku: str
    error: DomainError | None = None


@transaction.atomic
def create_offer(*, shop_id: int, shop_sku: str, product: ProductWish, terms: OfferTerms, at: datetime) -> Offer:
    """Sell a product. A removed offer with the same SKU and product comes back. Raises ValidationFailed, Conflict."""
    shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    faults = _term_faults(terms, shop)
    if not shop_sku:
        faults.append(FieldError("VALIDATION_ERROR", "shop_sku", _("Give the offer your own number (SKU).")))
    _refuse(faults)
    # Under the shop's lock nobody makes the same SKU meanwhile.
    known: Offer | None = Offer.objects.filter(shop_sku=shop_sku).first()
    if known is not None and known.removed_at is None:
        message = _("You already have an offer with the SKU %(sku)s.") % {"sku": shop_sku}
        raise Conflict(code="SKU_TAKEN", message=message, errors=[FieldError("SKU_TAKEN", "shop_sku", message)])
    sheet = find_or_make_product(wish=product, at=at)
    if known is not None and known.product_id != sheet.pk:
        message = _("The SKU %(sku)s belonged to another product; past orders still name it.") % {"sku": shop_sku}
        raise Conflict(code="SKU_TAKEN", message=message, errors=[FieldError("SKU_TAKEN", "shop_sku", message)])
    offer = known or Offer(shop=shop, shop_sku=shop_sku, product=sheet, created_at=at)
    offer.currency, offer.is_active, offer.removed_at = shop.currency, True, None
    _write(offer, terms, at, ["currency", "is_active", "removed_at"])
    return offer


@transaction.atomic
def update_offer(*, offer_id: int, terms: OfferTerms, version: str | None, at: datetime) -> Offer:
    """Put new terms in the place of the old. With a `version` an offer changed since then raises Conflict."""
    offer = _locked(offer_id)
    if version is not None and version != offer_version(offer):
        raise Conflict(code="OFFER_CHANGED", message=_("The offer was changed while you were typing."))
    _refuse(_term_faults(terms, offer.shop, offer))
    _write(offer, terms, at)
    return offer


@transaction.atomic
def change_offer(*, offer_id: int, changes: dict[str, object], at: datetime) -> Offer:
    """Change some terms, named as in OfferTerms, and leave the others."""
    offer = _locked(offer_id)
    terms = replace(terms_of(offer), **changes)  # type: ignore[arg-type]  # named and typed by the caller's serializer
    _refuse(_term_faults(terms, offer.shop, offer))
    _write(offer, terms, at)
    return offer


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
    offer = _locked(offer_id)
    offer.removed_at = offer.updated_at = at
    offer.save(update_fields=["removed_at", "updated_at"])
    reindex_offers([offer.pk])
    return offer


@transaction.atomic
def pause_offers(*, offer_ids: Collection[int], at: datetime) -> list[Changed]:
    """Pause each of the shop's offers; one that cannot be paused holds up no other."""
    return _each(offer_ids, lambda offer_id: pause_offer(offer_id=offer_id, at=at))


@transaction.atomic
def activate_offers(*, offer_ids: Collection[int], at: datetime) -> list[Changed]:
    """Put each of the shop's offers on sale; one that cannot be holds up no other."""
    return _each(offer_ids, lambda offer_id: activate_offer(offer_id=offer_id, at=at))


def terms_of(offer: Offer) -> OfferTerms:
    """The terms as they stand."""
    plain = {name: getattr(offer, name) for name in _PLAIN}
    return OfferTerms(logistic_class=offer.logistic_class.code if offer.logistic_class else "", **plain)


def offer_version(offer: Offer) -> str:
    """What tells one state of an offer from the next: a sale changes it too."""
    return offer.updated_at.isoformat()


def tax_codes(shop_id: int) -> dict[str, TaxRate]:
    """The tax codes of the channels that the shop sells on; of one named by several the first."""
    channels = ShopChannel.objects.filter(shop=shop_id).values("channel")
    rates = TaxRate.objects.filter(channel__in=channels).order_by("-is_standard", "code", "pk")
    found: dict[str, TaxRate] = {}
    for rate in rates:
        found.setdefault(rate.code, rate)
    return found


def logistic_classes(offer: Offer | None = None) -> dict[str, LogisticClass]:
    """What an offer may go as, by code: the operator's active classes, and the one that the offer has."""
    kept = offer.logistic_class_id if offer else None
    classes = LogisticClass.objects.filter(is_active=True) | LogisticClass.objects.filter(pk=kept or 0)
    return {each.code: each for each in classes}


def _each(offer_ids: Collection[int], act: Callable[[int], Offer]) -> list[Changed]:
    known = Offer.objects.current().filter(pk__in=offer_ids).order_by("pk").values_list("pk", "shop_sku")
    return [_changed(shop_sku, pk, act) for pk, shop_sku in known]


def _changed(shop_sku: str, offer_id: int, act: Callable[[int], Offer]) -> Changed:
    try:
        act(offer_id)
    except DomainError as error:
        return Changed(shop_sku, error)
    return Changed(shop_sku)


def _set_active(offer_id: int, is_active: bool, at: datetime) -> Offer:
    offer = _locked(offer_id)
    if offer.is_active is not is_active:
        offer.is_active, offer.updated_at = is_active, at
        offer.save(update_fields=["is_active", "updated_at"])
    return offer


def _locked(offer_id: int) -> Offer:
    offer: Offer | None = Offer.objects.current().locked().select_related("shop", "product").filter(pk=offer_id).first()
    if offer is None:
        raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
    return offer


def _write(offer: Offer, terms: OfferTerms, at: datetime, fields: Sequence[str] = ()) -> None:
    """Save the terms, and the other `fields` with them; a new offer is saved whole."""
    for name in _PLAIN:
        setattr(offer, name, getattr(terms, name))
    code = terms.logistic_class
    offer.logistic_class = logistic_classes(offer)[code] if code else None
    offer.updated_at = at
    put_in_force(offer, settings_of(offer.shop_id))
    written = [*_PLAIN, "logistic_class", "safety_in_force", "alert_in_force", "updated_at", *fields]
    offer.save(update_fields=written if offer.pk else None)
    reindex_offers([offer.pk])


def _term_faults(terms: OfferTerms, shop: Shop, offer: Offer | None = None) -> list[FieldError]:
    """Every fault at once, so that one round mends them all."""
    checks: Iterable[tuple[bool, str, str]] = (
        (0 < terms.price < HIGHEST_PRICE, "price", _("The price must be above 0.")),
        (round_money(terms.price, shop.currency) == terms.price, "price", _("The price has too many decimals.")),
        (0 <= terms.quantity <= MOST_STOCK, "quantity", _("The stock is a number from 0 to a million.")),
        (
            terms.lead_time_days is None or 0 <= terms.lead_time_days <= LONGEST_LEAD_TIME,
            "lead_time_days",
            _("Preparation takes from 0 to 60 working days."),
        ),
        (
            not terms.logistic_class or terms.logistic_class in logistic_classes(offer),
            "logistic_class",
            _("There is no such logistic class."),
        ),
        (
            terms.weight_grams is None or 1 <= terms.weight_grams <= HEAVIEST_GRAMS,
            "weight_grams",
            _("A piece weighs from 1 g to 30 t."),
        ),
        (terms.condition in OfferCondition.values, "condition", _("There is no such condition.")),
        (
            not terms.tax_code or terms.tax_code in tax_codes(shop.pk),
            "tax_code",
            _("None of your channels has this tax code."),
        ),
    )
    return [FieldError("VALIDATION_ERROR", field, message) for holds, field, message in checks if not holds]


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise ValidationFailed(message=faults[0].message, errors=faults)
