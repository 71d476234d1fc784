"""What lowered a line's price, frozen with the order, and how it is told (R021, R022)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from offers.choices import RewardType
from offers.models import CampaignDiscount, Promotion
from offers.services.sales import HeldPromotion, Paid, Sale
from orders.models import OrderLine

_REWARD_KEYS = {
    RewardType.PERCENTAGE_OFF: "percentage_off",
    RewardType.AMOUNT_OFF: "amount_off",
    RewardType.REDUCED_UNIT_PRICE: "reduced_unit_price",
    RewardType.FREE_ITEMS: "free_items_quantity",
}


@dataclass(frozen=True)
class Reduced:
    """What lowered a line, by its name; no amount where it was the freight."""

    name: str
    amount: Decimal | None


def write_reductions(sale: Sale, paid: Paid) -> dict[str, Any]:
    """What the line's row keeps: nothing where it was sold at its plain price."""
    campaigns = []
    for held in (sale.discount, paid.discount):
        if held is not None:
            campaigns.append(_campaign(held.discount, held.amount))
    if sale.freight is not None:
        campaigns.append(_campaign(sale.freight, None))
    is_reduced = sale.base.is_reduced or sale.promotion is not None or bool(campaigns)
    if not is_reduced:
        return {}
    return {
        "origin_unit_price": str(sale.origin_price),
        "promotion": _promotion(sale.promotion) if sale.promotion else None,
        "campaigns": campaigns,
    }


def origin_unit_price(line: OrderLine) -> Decimal:
    """The offer's price before anything lowered it."""
    found = line.reductions.get("origin_unit_price")
    return line.price_unit if found is None else Decimal(found)


def promotion_of(line: OrderLine) -> dict[str, Any] | None:
    """The promotion that holds on a line, as OR11 writes it."""
    found = line.reductions.get("promotion")
    if not found:
        return None
    configuration = {
        "amount_off": None,
        "free_items_quantity": None,
        "internal_description": found["internal_description"],
        "percentage_off": None,
        "reduced_unit_price": None,
        "type": found["type"],
    }
    value = Decimal(found["value"])
    is_count = found["type"] == RewardType.FREE_ITEMS
    configuration[_REWARD_KEYS[found["type"]]] = int(value) if is_count else value
    return {
        "apportioned": found["apportioned"],
        "campaign": None,
        "configuration": configuration,
        "deduced_amount": Decimal(found["deduced_amount"]),
        "id": found["id"],
        "offered_quantity": found["pieces"] if is_count else None,
        "promo_code": found["promo_code"],
    }


def promotions_of(lines: Iterable[OrderLine]) -> list[dict[str, Any]]:
    """The promotions of an order, each once with what it took off all lines."""
    found: dict[str, dict[str, Any]] = {}
    for promotion in filter(None, map(promotion_of, lines)):
        known = found.setdefault(promotion["id"], {**promotion, "deduced_amount": Decimal(0), "offered_quantity": None})
        known["deduced_amount"] += promotion["deduced_amount"]
        if promotion["offered_quantity"] is not None:
            known["offered_quantity"] = (known["offered_quantity"] or 0) + promotion["offered_quantity"]
    return list(found.values())


def campaigns_of(lines: Iterable[OrderLine]) -> list[dict[str, str]]:
    """The campaigns of an order's lines, each once."""
    codes = [each["identifier"] for line in lines for each in line.reductions.get("campaigns", ())]
    return [{"identifier": code} for code in dict.fromkeys(codes)]


def reduced_by(line: OrderLine) -> list[Reduced]:
    """All that lowered a line, for its page."""
    promotion, campaigns = line.reductions.get("promotion"), line.reductions.get("campaigns", ())
    own = [Reduced(promotion["internal_description"], Decimal(promotion["deduced_amount"]))] if promotion else []
    return own + [
        Reduced(each["label"], None if each["deduced_amount"] is None else Decimal(each["deduced_amount"]))
        for each in campaigns
    ]


def _promotion(held: HeldPromotion) -> dict[str, Any]:
    promotion: Promotion = held.promotion
    return {
        "id": promotion.internal_id,
        "type": promotion.reward_type,
        "value": str(promotion.reward_value),
        "internal_description": promotion.internal_description,
        "promo_code": promotion.promo_codes[0] if promotion.promo_codes else None,
        "deduced_amount": str(held.amount),
        "pieces": held.pieces,
        "apportioned": held.is_shared,
    }


def _campaign(discount: CampaignDiscount, amount: Decimal | None) -> dict[str, Any]:
    return {
        "identifier": discount.entry.campaign.code,
        "label": discount.entry.campaign.label,
        "kind": discount.kind,
        "percent": str(discount.percent),
        "payment_method": discount.payment_method or None,
        "deduced_amount": None if amount is None else str(amount),
    }
