"""An offer as the JSON of an export has it (OF54)."""

from collections.abc import Mapping
from typing import Any

from offers.custom_fields import join_values
from offers.models import Offer
from offers.prices import Price, prices_of
from offers.services.told_prices import volumes_from_one

# Keys that OF21 tells under the same name.
_AS_TOLD = (
    *("active", "allow_quote_requests", "available_end_date", "available_start_date", "channels"),
    *("currency_iso_code", "description", "eco_contributions", "favorite_rank", "fulfillment", "leadtime_to_ship"),
    *("max_order_quantity", "min_order_quantity", "min_shipping_price", "min_shipping_price_additional"),
    *("min_shipping_type", "min_shipping_zone", "msrp", "offer_id", "package_quantity"),
    *("price_additional_info", "product_sku", "product_tax_code", "quantity", "shop_id", "shop_name", "shop_sku"),
    *("state_code", "total_price", "deleted", "premium"),
)
_OWN = (
    *("date_created", "is_professional", "last_updated", "logistic_class", "measurement"),
    *("offer_additional_fields",),
    *("ongoing_discount_campaigns", "prices", "retail_prices", "shipping_types", "warehouses"),
)
KEYS = frozenset({*_AS_TOLD, *_OWN})
OF_REMOVED = ("offer_id", "product_sku", "shop_id", "shop_sku", "active", "deleted")


def export_object(told: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """The whole object, every key present."""
    return {
        **{name: told[name] for name in _AS_TOLD},
        "date_created": offer.created_at,
        "is_professional": told["professional"],
        "last_updated": offer.updated_at,
        "logistic_class": {"code": told["logistic_class"]["code"]},
        "measurement": None,
        "offer_additional_fields": [_field(each) for each in told["offer_additional_fields"]],
        "ongoing_discount_campaigns": [],
        "prices": [_price(each) for each in prices_of(offer)],
        "retail_prices": [],
        "shipping_types": [],
        "warehouses": [],
    }


def _field(told: Mapping[str, Any]) -> dict[str, Any]:
    """A custom field; unlike OF21, files have one text for several values of a list."""
    value = told["value"]
    return {**told, "value": join_values(value) if isinstance(value, list) else value}


def _price(price: Price) -> dict[str, Any]:
    return {
        "context": {
            "channel_codes": [price.channel] if price.channel else [],
            "customer_group_ids": [],
            "customer_organization_ids": [],
            "end_date": price.ends_at,
            "start_date": price.starts_at,
        },
        "discount_end_date": price.discount_ends_at,
        "discount_price": price.discount_price,
        "discount_start_date": price.discount_starts_at,
        "origin_price": price.price,
        "volume_prices": [
            {
                "quantity_threshold": each.quantity,
                "unit_discount_price": each.discount_price,
                "unit_origin_price": each.price,
            }
            for each in volumes_from_one(price)
        ],
    }
