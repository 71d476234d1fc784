"""What offers cost at a moment, with all that lowers it: three statements for any number of offers and shops
(R021, R022).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import connection

from marketplace.shops.models import Channel
from offers.choices import DiscountKind, SelectionType
from offers.discounts import (
    NOTHING,
    Good,
    Reduction,
    Rule,
    best_of,
    percent_off,
    reduce_goods,
    spread,
)
from offers.models import CampaignDiscount, Offer, Promotion
from offers.prices import UnitPrice, unit_price
from offers.selections import Traits, traits_of, values_of
from offers.services.sales import HeldDiscount, HeldPromotion, Sale

_Row = TypeVar("_Row", CampaignDiscount, Promotion)
# No number of a promotion of PR03.
_CAMPAIGN = "campaign:"
_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT id AS start, id, parent_id FROM offers_category WHERE id = ANY(%s)
        UNION
        SELECT above.start, up.id, up.parent_id FROM above JOIN offers_category up ON up.id = above.parent_id
    )
    SELECT above.start, category.code FROM above JOIN offers_category category ON category.id = above.id
"""


@dataclass(frozen=True)
class PriceBook:
    """The prices of some offers on a channel at a moment."""

    channel: str
    at: datetime
    traits: Mapping[int, Traits]
    discounts: Mapping[int, Sequence[CampaignDiscount]] = field(default_factory=dict)
    promotions: Mapping[int, Sequence[Promotion]] = field(default_factory=dict)

    def sale_price(self, offer: Offer, quantity: int = 1) -> Sale:
        """What so many of one offer cost, bought by themselves and without a code."""
        [sale] = self.price_basket([(offer, quantity)])
        return sale

    def price_basket(self, lines: Sequence[tuple[Offer, int]], *, promo_codes: Collection[str] = ()) -> list[Sale]:
        """What the lines of a basket cost together, in their order. Codes hold whatever their case."""
        wanted: Counter[int] = Counter()
        for offer, quantity in lines:
            wanted[offer.pk] += quantity
        offers = {offer.pk: offer for offer, _quantity in lines}
        bases = {pk: self._base(offer, wanted[pk]) for pk, offer in offers.items()}
        codes = {code.casefold() for code in promo_codes}
        held: dict[int, HeldPromotion | HeldDiscount] = {}
        for shop_id in {offer.shop_id for offer in offers.values()}:
            of_shop = [offer for offer in offers.values() if offer.shop_id == shop_id]
            held |= self._reduced(of_shop, wanted, bases, codes)
        shares = _shares(lines, held)
        return [
            self._sale(offer, quantity, bases[offer.pk], held.get(offer.pk), share)
            for (offer, quantity), share in zip(lines, shares, strict=True)
        ]

    def _base(self, offer: Offer, quantity: int) -> UnitPrice:
        return unit_price(offer, channel=self.channel, quantity=quantity, at=self.at)

    def _reduced(
        self, offers: Sequence[Offer], wanted: Mapping[int, int], bases: Mapping[int, UnitPrice], codes: set[str]
    ) -> dict[int, HeldPromotion | HeldDiscount]:
        """Of each offer of one shop, what takes most off its pieces."""
        shop_id, currency = offers[0].shop_id, offers[0].currency
        promotions = {each.internal_id: each for each in self.promotions.get(shop_id, ()) if _is_open(each, codes)}
        rules = [self._rule(each, offers) for each in promotions.values()]
        goods = [Good(offer.pk, bases[offer.pk].price, wanted[offer.pk]) for offer in offers]
        found = reduce_goods(goods, rules, currency) if rules else {}
        held: dict[int, HeldPromotion | HeldDiscount] = {}
        for offer, good in zip(offers, goods, strict=True):
            discount = self._best(offer, DiscountKind.TOTAL_PRICE)
            mine = found.get(offer.pk, [])
            if discount is not None:
                saved = good.price - percent_off(good.price, discount.percent, currency)
                mine = [Reduction(_CAMPAIGN, saved * good.quantity, good.quantity), *mine]
            best = best_of(mine)
            if best is not None and discount is not None and best.key == _CAMPAIGN:
                held[offer.pk] = HeldDiscount(discount, best.amount)
            elif best is not None:
                held[offer.pk] = HeldPromotion(promotions[best.key], best.amount, best.pieces, best.is_shared)
        return held

    def _rule(self, promotion: Promotion, offers: Sequence[Offer]) -> Rule:
        rewards = None
        if promotion.reward_selection_type != SelectionType.PURCHASED_ITEMS:
            rewards = self._named(offers, promotion.reward_selection_type, promotion.reward_selection)
        return Rule(
            key=promotion.internal_id,
            trigger_type=promotion.trigger_type,
            trigger_value=promotion.trigger_value,
            same_item=promotion.same_item,
            reward_type=promotion.reward_type,
            reward_value=promotion.reward_value,
            max_quantity=promotion.max_quantity_to_discount,
            triggers=self._named(offers, promotion.selection_type, promotion.selection),
            rewards=rewards,
        )

    def _named(self, offers: Iterable[Offer], selection_type: str, selection: object) -> frozenset[int]:
        values = values_of(selection)
        return frozenset(offer.pk for offer in offers if self.traits[offer.pk].answers(selection_type, values))

    def _discounts(self, offer: Offer, *kinds: str) -> list[CampaignDiscount]:
        traits = self.traits[offer.pk]
        return [
            each
            for each in self.discounts.get(offer.shop_id, ())
            if each.kind in kinds and traits.answers(each.entry.selection_type, values_of(each.entry.selection))
        ]

    def _best(self, offer: Offer, kind: str) -> CampaignDiscount | None:
        return max(self._discounts(offer, kind), key=lambda each: each.percent, default=None)

    def _sale(
        self,
        offer: Offer,
        quantity: int,
        base: UnitPrice,
        held: HeldPromotion | HeldDiscount | None,
        share: Decimal,
    ) -> Sale:
        promotion = discount = None
        if isinstance(held, HeldPromotion):
            promotion = HeldPromotion(held.promotion, share, min(held.pieces, quantity), held.is_shared)
        elif held is not None:
            discount = HeldDiscount(held.discount, share)
        return Sale(
            offer=offer,
            quantity=quantity,
            base=base,
            total=base.price * quantity - share,
            promotion=promotion,
            discount=discount,
            freight=self._best(offer, DiscountKind.FREIGHT),
            by_payment=tuple(self._discounts(offer, DiscountKind.CASH_PRICE, DiscountKind.PAYMENT_METHOD)),
            offered=tuple(each for each in self.promotions.get(offer.shop_id, ()) if self._is_offered(each, offer)),
        )

    def _is_offered(self, promotion: Promotion, offer: Offer) -> bool:
        """Whether customers should know of it on the offer's page."""
        if promotion.promo_codes:
            return False
        named = [(promotion.selection_type, promotion.selection)]
        if promotion.reward_selection_type != SelectionType.PURCHASED_ITEMS:
            named.append((promotion.reward_selection_type, promotion.reward_selection))
        return any(self._named([offer], kind, values) for kind, values in named)


def load_prices(*, offers: Iterable[Offer], channel: Channel, at: datetime, storefront: str = "") -> PriceBook:
    """The prices of offers read with product and category. No storefront: campaigns of every one of the channel. Sees
    the shops that the scope shows.
    """
    found = list(offers)
    shop_ids = {offer.shop_id for offer in found}
    discounts, promotions = _running_discounts(shop_ids, channel, at, storefront), _running(shop_ids, channel, at)
    by_category = any(each.entry.selection_type == SelectionType.CATEGORY for each in discounts) or any(
        SelectionType.CATEGORY in (each.selection_type, each.reward_selection_type) for each in promotions
    )
    above = categories_above({offer.product.category_id for offer in found}) if by_category else {}
    return PriceBook(
        channel=channel.code,
        at=at,
        traits={offer.pk: traits_of(offer, above.get(offer.product.category_id, ())) for offer in found},
        discounts=_by_shop(discounts),
        promotions=_by_shop(promotions),
    )


def categories_above(category_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of each category and of all above it, in one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [list(category_ids)])
        for start, code in cursor.fetchall():
            found[start].append(code)
    return found


def _running_discounts(
    shop_ids: Collection[int], channel: Channel, at: datetime, storefront: str
) -> list[CampaignDiscount]:
    joined = CampaignDiscount.objects.filter(
        shop__in=shop_ids,
        entry__left_at__isnull=True,
        entry__campaign__starts_at__lte=at,
        entry__campaign__ends_at__gt=at,
        entry__campaign__storefront__channel=channel,
        entry__campaign__storefront__is_active=True,
    ).select_related("entry__campaign__storefront")
    if storefront:
        joined = joined.filter(entry__campaign__storefront__code=storefront)
    return list(joined.order_by("pk"))


def _running(shop_ids: Collection[int], channel: Channel, at: datetime) -> list[Promotion]:
    return list(Promotion.objects.running(at).on_channel(channel.code).filter(shop__in=shop_ids).order_by("pk"))


def _by_shop(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.shop_id].append(row)
    return found


def _is_open(promotion: Promotion, codes: set[str]) -> bool:
    return not promotion.promo_codes or any(code.casefold() in codes for code in promotion.promo_codes)


def _shares(lines: Sequence[tuple[Offer, int]], held: Mapping[int, HeldPromotion | HeldDiscount]) -> list[Decimal]:
    """What is taken off each line: an offer that stands on several has its reduction spread over them."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, (offer, _quantity) in enumerate(lines):
        places[offer.pk].append(place)
    shares = [NOTHING] * len(lines)
    for offer_id, found in places.items():
        if offer_id not in held:
            continue
        quantities = [lines[place][1] for place in found]
        amounts = spread(held[offer_id].amount or NOTHING, quantities, lines[found[0]][0].currency)
        for place, amount in zip(found, amounts, strict=True):
            shares[place] = amount
    return shares
