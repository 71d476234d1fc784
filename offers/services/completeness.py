"""Listings that leave customers asking, and what they lack (R018): sets of offers, whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from marketplace.shops.models import Shop
from offers.choices import Lack
from offers.models import FaqEntry, Offer, OfferSettings

# What the whole shop says or does not, on every listing at once.
SHOP_LACKS = (Lack.DELIVERY, Lack.WARRANTY, Lack.RETURNS)
_MARK = "lacks_"


@dataclass(frozen=True)
class Completeness:
    """How complete a shop's listings are: by what they lack, and how many lack anything."""

    total: int
    incomplete: int
    counts: Mapping[Lack, int]


@dataclass(frozen=True)
class ShopGaps:
    """What a shop lacks for all its listings. Without questions of its own those of single products count."""

    shop_id: int
    lacks: frozenset[Lack]
    has_questions: bool

    def offers(self, lack: Lack | None = None) -> QuerySet[Offer]:
        """The shop's offers that lack this, or anything, each with its marks for `lacks_of`."""
        condition = self._condition(lack) if lack else self._any()
        marks = {f"{_MARK}{each.lower()}": _marked(self._condition(each)) for each in Lack}
        found: QuerySet[Offer] = self._all().annotate(**marks)
        return found if condition is True else found.none() if condition is False else found.filter(condition)

    def count(self) -> Completeness:
        """All counts, in one pass over the shop's offers."""
        asked = {each: self._condition(each) for each in Lack}
        wanted: dict[str, Any] = {each: Count("pk", filter=it) for each, it in asked.items() if isinstance(it, Q)}
        anything = self._any()
        if isinstance(anything, Q):
            wanted["anything"] = Count("pk", filter=anything)
        found = self._all().order_by().aggregate(total=Count("pk"), **wanted)
        total = found["total"]
        counts = {each: found.get(each, total if it is True else 0) for each, it in asked.items()}
        return Completeness(total, found.get("anything", total), counts)

    def _all(self) -> QuerySet[Offer]:
        offers: QuerySet[Offer] = Offer.objects.current().filter(shop=self.shop_id)
        return offers

    def _any(self) -> Q | bool:
        conditions = [self._condition(each) for each in Lack]
        if True in conditions:
            return True
        anything = Q()
        for condition in conditions:
            if isinstance(condition, Q):
                anything |= condition
        return anything

    def _condition(self, lack: Lack) -> Q | bool:
        """Of which offers it is true; a bool where it is so of all or of none."""
        if lack in SHOP_LACKS:
            return lack in self.lacks
        if lack == Lack.QUESTIONS:
            own = FaqEntry.objects.filter(shop=self.shop_id, product__isnull=False).values("product")
            return False if self.has_questions else ~Q(product__in=own)
        return {
            Lack.ATTRIBUTES: ~Q(product__missing_attributes=[]),
            Lack.DESCRIPTION: Q(product__description="", description=""),
            Lack.PICTURE: Q(product__media_urls=[]),
        }[lack]


def gaps_of(shop_id: int) -> ShopGaps:
    """What the shop itself says, in one query."""
    settings = OfferSettings.objects.filter(shop=OuterRef("pk"))
    shop = (
        Shop.objects.annotate(
            tells_delivery=Exists(settings.exclude(delivery_note="")),
            tells_warranty=Exists(settings.exclude(warranty="")),
            has_questions=Exists(FaqEntry.objects.filter(shop=OuterRef("pk"), product__isnull=True)),
        )
        .values("return_policy", "tells_delivery", "tells_warranty", "has_questions")
        .get(pk=shop_id)
    )
    told = {
        Lack.DELIVERY: shop["tells_delivery"],
        Lack.WARRANTY: shop["tells_warranty"],
        Lack.RETURNS: bool(shop["return_policy"].strip()),
    }
    return ShopGaps(shop_id, frozenset(lack for lack, is_told in told.items() if not is_told), shop["has_questions"])


def lacks_of(offer: Offer) -> list[Lack]:
    """What an offer out of `ShopGaps.offers` lacks."""
    return [each for each in Lack if getattr(offer, f"{_MARK}{each.lower()}")]


def _marked(condition: Q | bool) -> Any:
    if isinstance(condition, bool):
        return Value(condition, output_field=BooleanField())
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
