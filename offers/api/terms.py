"""An offer as our own operations take and tell it: as it is kept, every field of it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from marketplace.rest.wire import BIGGEST_NUMBER, AmountField, MomentField
from offers.models import Offer
from offers.prices import Price, Volume, read_prices, read_volumes
from offers.services.reasons import Reason

_VOLUME = {"quantity": int, "price": Decimal, "discount_price": Decimal | None}
_PRICE = {
    "channel": str | None,
    "starts_at": datetime | None,
    "ends_at": datetime | None,
    "price": Decimal,
    "discount_price": Decimal | None,
    "discount_starts_at": datetime | None,
    "discount_ends_at": datetime | None,
    "volumes": [_VOLUME],
}
TOLD: dict[str, Any] = {
    "offer_id": int,
    "shop_sku": str,
    "product_sku": str,
    "product_title": str,
    "state": str,
    "reasons": [{"code": str, "text": str}],
    "condition": str,
    "description": str | None,
    "internal_description": str | None,
    "price": Decimal,
    "currency": str,
    "discount_price": Decimal | None,
    "discount_starts_at": datetime | None,
    "discount_ends_at": datetime | None,
    "volumes": [_VOLUME],
    "other_prices": [_PRICE],
    "price_additional_info": str | None,
    "tax_code": str | None,
    "quantity": int,
    "sellable_quantity": int,
    "safety_stock": int | None,
    "safety_in_force": int,
    "stock_alert": int | None,
    "alert_in_force": int | None,
    "min_order_quantity": int | None,
    "max_order_quantity": int | None,
    "package_quantity": int | None,
    "lead_time_days": int | None,
    "logistic_class": str | None,
    "weight_grams": int | None,
    "available_from": datetime | None,
    "available_until": datetime | None,
    "favorite_rank": int | None,
    "allow_quote_requests": bool,
    "additional_fields": dict,
    "sheet_confirmed_at": datetime | None,
    "sheet_confirmed_by": str | None,
    "created_at": datetime,
    "updated_at": datetime,
}
_TEXTS = ("description", "internal_description", "price_additional_info", "tax_code", "sheet_confirmed_by")
_AS_KEPT = frozenset(TOLD) - {
    *("offer_id", "product_sku", "product_title", "state", "reasons", "volumes", "other_prices", "logistic_class"),
    *_TEXTS,
}


def tell_offer(offer: Offer, *, at: datetime, reasons: list[Reason]) -> dict[str, Any]:
    """The offer as it is kept, and why customers cannot buy it; needs its product and logistic class read before."""
    kept = {name: getattr(offer, name) for name in _AS_KEPT}
    texts = {name: getattr(offer, name) or None for name in _TEXTS}
    special = {
        "offer_id": offer.pk,
        "product_sku": offer.product.product_sku,
        "product_title": offer.product.title,
        "state": offer.sale_state_at(at),
        "reasons": [{"code": reason.code, "text": reason.text} for reason in reasons],
        "volumes": _tell_volumes(read_volumes(offer.volume_prices, offer.price)),
        "other_prices": [_tell_price(each) for each in read_prices(offer.other_prices)],
        "logistic_class": offer.logistic_class.code if offer.logistic_class else None,
    }
    told = {**kept, **texts, **special}
    return {name: told[name] for name in TOLD}


KEPT_PRICES: dict[str, Any] = {
    "discount_starts_at": datetime | None,
    "discount_ends_at": datetime | None,
    "volumes": [_VOLUME],
    "other_prices": [_PRICE],
}


def tell_kept_prices(kept: Mapping[str, Any], price: Decimal) -> dict[str, Any]:
    """Dates of a reduction and all prices but the one, `price`, as the history keeps them."""
    dates = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in KEPT_PRICES if name.endswith("_at")}
    return {
        **dates,
        "volumes": _tell_volumes(read_volumes(kept["volume_prices"], price)),
        "other_prices": [_tell_price(each) for each in read_prices(kept["other_prices"])],
    }


def _tell_price(price: Price) -> dict[str, Any]:
    return {**asdict(price), "channel": price.channel or None, "volumes": _tell_volumes(price.volumes)}


def _tell_volumes(volumes: tuple[Volume, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in _VOLUME} for each in volumes]


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(**{"required": False, "allow_blank": True, **options})


def _number(**options: Any) -> serializers.IntegerField:
    bounds = {"min_value": 0, "max_value": BIGGEST_NUMBER}
    return serializers.IntegerField(**{"required": False, "allow_null": True, **bounds, **options})


def _amount(**options: Any) -> AmountField:
    return AmountField(**{"required": False, "allow_null": True, **options})


def _moment() -> MomentField:
    return MomentField(required=False, allow_null=True)


class VolumeSerializer(serializers.Serializer[Any]):
    """What a piece costs from a quantity on."""

    quantity = serializers.IntegerField(min_value=0, max_value=BIGGEST_NUMBER)
    price = AmountField()
    discount_price = _amount()


class OtherPriceSerializer(serializers.Serializer[Any]):
    """A price that holds instead on a channel, for a time, or both."""

    channel = _text(max_length=20, allow_null=True)
    starts_at = _moment()
    ends_at = _moment()
    price = AmountField()
    discount_price = _amount()
    discount_starts_at = _moment()
    discount_ends_at = _moment()
    volumes = VolumeSerializer(many=True, required=False)


class OfferChangesSerializer(serializers.Serializer[Any]):
    """Terms to change; what is absent stays. `lead_time_days` null is the shop's default, 0 is 0; `logistic_class`
    is a code of SH31's, null the marketplace's first; `weight_grams` is one piece's with its packing. `safety_stock`
    and `stock_alert` null are the shop's defaults. Lists of prices are replaced as a whole.
    """

    price = AmountField(required=False)
    discount_price = _amount()
    discount_starts_at = _moment()
    discount_ends_at = _moment()
    volumes = VolumeSerializer(many=True, required=False)
    other_prices = OtherPriceSerializer(many=True, required=False)
    price_additional_info = _text(max_length=255, allow_null=True)
    quantity = serializers.IntegerField(required=False, min_value=0, max_value=BIGGEST_NUMBER)
    safety_stock = _number()
    stock_alert = _number()
    min_order_quantity = _number()
    max_order_quantity = _number()
    package_quantity = _number()
    lead_time_days = _number()
    logistic_class = _text(max_length=20, allow_null=True)
    weight_grams = _number(min_value=1)
    tax_code = _text(max_length=30, allow_null=True)
    condition = _text(max_length=4)
    description = _text(max_length=4000, allow_null=True)
    internal_description = _text(max_length=4000, allow_null=True)
    available_from = _moment()
    available_until = _moment()
    favorite_rank = _number()
    allow_quote_requests = serializers.BooleanField(required=False)
    additional_fields = serializers.DictField(required=False)


# Texts that may be null in a body and are kept empty.
_EMPTY_TEXTS = ("description", "internal_description", "price_additional_info", "tax_code", "logistic_class")


def read_terms(given: dict[str, Any]) -> dict[str, Any]:
    """A checked body as changes of OfferTerms."""
    changes: dict[str, Any] = dict(given)
    changes |= {name: given[name] or "" for name in _EMPTY_TEXTS if name in given}
    if "volumes" in changes:
        changes["volumes"] = _volumes(changes["volumes"])
    if "other_prices" in changes:
        changes["other_prices"] = tuple(_price(each) for each in changes["other_prices"])
    return changes


def _price(given: dict[str, Any]) -> Price:
    volumes = _volumes(given.get("volumes", []))
    return Price(**{**given, "channel": given.get("channel") or "", "volumes": volumes})


def _volumes(given: list[dict[str, Any]]) -> tuple[Volume, ...]:
    return tuple(Volume(**each) for each in given)
