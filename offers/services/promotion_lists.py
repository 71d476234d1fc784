"""Which of a shop's offers its promotions concern."""

from collections.abc import Collection
from typing import Any

from offers.choices import SelectionType
from offers.models import Offer, Promotion
from offers.selections import Traits, traits_of, values_of
from offers.services.price_book import categories_above


def offers_by_promotion(promotions: Any, offer_ids: Collection[int], *, is_reward: bool) -> dict[int, list[int]]:
    """Of each promotion of a queryset, which of these offers trigger it, or are reduced by it. Three queries: a shop
    has few promotions.
    """
    traits = load_traits(offer_ids)
    found: dict[int, list[int]] = {}
    for promotion in promotions:
        named = [each.offer_id for each in traits if concerns(promotion, each, is_reward=is_reward)]
        if named:
            found[promotion.pk] = named
    return found


def load_traits(offer_ids: Collection[int]) -> list[Traits]:
    """What the offers may be named by."""
    offers = list(Offer.objects.current().with_product().filter(pk__in=list(offer_ids)))
    above = categories_above({offer.product.category_id for offer in offers})
    return [traits_of(offer, above.get(offer.product.category_id, ())) for offer in offers]


def concerns(promotion: Promotion, traits: Traits, *, is_reward: bool) -> bool:
    """Whether an offer triggers it, or is reduced by it: what was purchased is what triggers."""
    on_purchased = promotion.reward_selection_type == SelectionType.PURCHASED_ITEMS
    if is_reward and not on_purchased:
        return traits.answers(promotion.reward_selection_type, values_of(promotion.reward_selection))
    return traits.answers(promotion.selection_type, values_of(promotion.selection))
