"""How quotes and listings tell a price, and what lowers it (R021, R022)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from offers.models import CampaignDiscount, Promotion
from offers.services.sales import Sale

_CAMPAIGN = {
    "identifier": str,
    "label": str,
    "storefront": str,
    "kind": str,
    "percent": Decimal,
    "payment_method": str | None,
    "start_date": datetime,
    "end_date": datetime,
}
_PROMOTION = {
    "id": str,
    "type": str,
    "public_descriptions": [{"locale": str, "value": str}],
    "start_date": datetime,
    "end_date": datetime | None,
    "deduced_amount": Decimal,
}
PRICE = {
    "price": Decimal,
    "origin_price": Decimal,
    "cash_price": Decimal | None,
    "payment_method_prices": [{"payment_method": str, "price": Decimal}],
    "campaigns": [_CAMPAIGN],
    "promotions": [_PROMOTION],
}


def tell_price(sale: Sale) -> dict[str, Any]:
    """Of one piece."""
    return {
        "price": sale.price,
        "origin_price": sale.origin_price,
        "cash_price": sale.cash_price,
        "payment_method_prices": _by_method(sale.payment_prices),
        **_lowered_by(sale),
    }


def tell_line_price(sale: Sale) -> dict[str, Any]:
    """Of all pieces of a basket's item."""
    return {
        "price": sale.total,
        "origin_price": sale.origin_total,
        "cash_price": sale.cash_total,
        "payment_method_prices": _by_method(sale.payment_totals),
        **_lowered_by(sale),
    }


def _by_method(prices: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    return [{"payment_method": method, "price": price} for method, price in prices.items()]


def _lowered_by(sale: Sale) -> dict[str, Any]:
    shown = {promotion.pk: promotion for promotion in sale.offered}
    if sale.promotion is not None:
        shown[sale.promotion.promotion.pk] = sale.promotion.promotion
    return {
        "campaigns": [_campaign(discount) for discount in sale.discounts],
        "promotions": [_promotion(promotion, sale) for promotion in shown.values()],
    }


def _campaign(discount: CampaignDiscount) -> dict[str, Any]:
    campaign = discount.entry.campaign
    return {
        "identifier": campaign.code,
        "label": campaign.label,
        "storefront": campaign.storefront.code,
        "kind": discount.kind,
        "percent": discount.percent,
        "payment_method": discount.payment_method or None,
        "start_date": campaign.starts_at,
        "end_date": campaign.ends_at,
    }


def _promotion(promotion: Promotion, sale: Sale) -> dict[str, Any]:
    held = sale.promotion
    taken = held.amount if held is not None and held.promotion.pk == promotion.pk else Decimal(0)
    descriptions: Mapping[str, str] = promotion.public_descriptions
    return {
        "id": promotion.internal_id,
        "type": promotion.reward_type,
        "public_descriptions": [{"locale": locale, "value": text} for locale, text in descriptions.items()],
        "start_date": promotion.starts_at,
        "end_date": promotion.ends_at,
        "deduced_amount": taken,
    }
