"""Prices as the seller API tells them, in OF21, OF22, P11 and the JSON of exports. No query."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplace.rest.shapes import Maybe
from offers.models import Offer
from offers.prices import Price, Volume, base_price, price_for, read_prices

_VOLUME_PRICE = {
    "price": Decimal,
    "quantity_threshold": int,
    "unit_discount_price": Decimal | None,
    "unit_origin_price": Decimal,
}
PRICE: dict[str, Any] = {
    "channel_code": str | None,
    "context": {
        "channel_codes": [str],
        "customer_group_ids": [str],
        "customer_organization_ids": [str],
        "end_date": datetime | None,
        "start_date": datetime | None,
    },
    "discount_end_date": datetime | None,
    "discount_start_date": datetime | None,
    "price": Decimal,
    "unit_discount_price": Decimal | None,
    "unit_origin_price": Decimal,
    "volume_prices": [_VOLUME_PRICE],
}
DISCOUNT = Maybe(
    {
        "discount_price": Decimal | None,
        "end_date": datetime | None,
        "origin_price": Decimal,
        "ranges": [{"price": Decimal, "quantity_threshold": int}],
        "start_date": datetime | None,
    }
)
PRICING_KEYS: dict[str, Any] = {
    "all_prices": [PRICE],
    "applicable_pricing": PRICE,
    "discount": DISCOUNT,
    "price": Decimal,
    "total_price": Decimal,
}


def tell_pricing(offer: Offer, *, channel: str, at: datetime) -> dict[str, Any]:
    """Everything about an offer's price. `channel` empty: as it is where no channel is named. Freight is apart."""
    base = tell_price(base_price(offer), at)
    others = [tell_price(each, at) for each in read_prices(offer.other_prices)] if offer.other_prices else []
    holding = tell_price(price_for(offer, channel=channel, at=at), at) if others else base
    return {
        "all_prices": [base, *others],
        "applicable_pricing": holding,
        "discount": _discount(offer),
        "price": holding["price"],
        "total_price": holding["price"],
    }


def tell_price(price: Price, at: datetime) -> dict[str, Any]:
    """One price: what holds now, before its reduction, and from each quantity on."""
    return {
        "channel_code": price.channel or None,
        "context": {
            "channel_codes": [price.channel] if price.channel else [],
            "customer_group_ids": [],
            "customer_organization_ids": [],
            "end_date": price.ends_at,
            "start_date": price.starts_at,
        },
        "discount_end_date": price.discount_ends_at,
        "discount_start_date": price.discount_starts_at,
        "price": price.unit(1, at).price,
        "unit_discount_price": price.discount_price,
        "unit_origin_price": price.price,
        "volume_prices": [_volume(price, each, at) for each in volumes_from_one(price)],
    }


def volumes_from_one(price: Price) -> list[Volume]:
    """What a piece costs from each quantity on, a single piece included."""
    return [Volume(1, price.price, price.discount_price), *price.volumes]


def _volume(price: Price, volume: Volume, at: datetime) -> dict[str, Any]:
    return {
        "price": price.unit(volume.quantity, at).price,
        "quantity_threshold": volume.quantity,
        "unit_discount_price": volume.discount_price,
        "unit_origin_price": volume.price,
    }


def _discount(offer: Offer) -> dict[str, Any] | None:
    """The reduction of the first price, as it was told before there were others."""
    price = base_price(offer)
    ranges = [
        {"price": each.discount_price, "quantity_threshold": each.quantity}
        for each in volumes_from_one(price)
        if each.discount_price is not None
    ]
    if not ranges:
        return None
    return {
        "discount_price": price.discount_price,
        "end_date": price.discount_ends_at,
        "origin_price": price.price,
        "ranges": ranges,
        "start_date": price.discount_starts_at,
    }
