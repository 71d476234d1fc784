"""An offer as OF21 and OF22 show it, built from rows already read: no query and no serializer per offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from marketplace.rest.shapes import Maybe
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Channel, Shop
from offers.models import Offer
from shipping.models import LogisticClass
from shipping.promise import Transit, promise
from shipping.services.cheapest import CheapestRates
from shipping.services.lookup import preparation_days
from shipping.services.network import network_of
from shipping.services.shop_terms import ShopTerms, load_shop_terms

_VOLUME_PRICE = {
    "price": Decimal,
    "quantity_threshold": int,
    "unit_discount_price": Decimal | None,
    "unit_origin_price": Decimal,
}
_PRICE = {
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
OFFER: dict[str, Any] = {
    "active": bool,
    "all_prices": [_PRICE],
    "allow_quote_requests": bool,
    "applicable_pricing": _PRICE,
    "available_end_date": datetime | None,
    "available_start_date": datetime | None,
    "category_code": str,
    "category_label": str,
    "channels": [str],
    "currency_iso_code": str,
    "description": str | None,
    "discount": Maybe(dict),
    "eco_contributions": [dict],
    "favorite_rank": int | None,
    "fulfillment": {"center": {"code": str}},
    "inactivity_reasons": [str],
    "internal_description": str | None,
    "leadtime_to_ship": int,
    "logistic_class": {"code": str | None, "label": str | None},
    "max_order_quantity": int | None,
    "min_order_quantity": int | None,
    "min_quantity_alert": int | None,
    "min_shipping_price": Decimal | None,
    "min_shipping_price_additional": Decimal | None,
    "min_shipping_type": str | None,
    "min_shipping_zone": str | None,
    "msrp": Decimal | None,
    "offer_additional_fields": [{"code": str, "type": str, "value": str | None}],
    "offer_id": int,
    "package_quantity": int | None,
    "price": Decimal,
    "price_additional_info": str | None,
    "product_brand": str | None,
    "product_description": str | None,
    "product_references": [{"reference": str, "reference_type": str}],
    "product_sku": str,
    "product_tax_code": str | None,
    "product_title": str,
    "quantity": int,
    "retail_prices": [dict],
    "shipping_deadline": datetime | None,
    "shop_sku": str,
    "state_code": str,
    "total_price": Decimal,
    "warehouses": [dict],
}

# Keys of the seller API for which offers hold nothing here.
_NOTHING_YET: Mapping[str, Any] = {
    "allow_quote_requests": False,
    "available_end_date": None,
    "available_start_date": None,
    "discount": None,
    "eco_contributions": [],
    "favorite_rank": None,
    "max_order_quantity": None,
    "min_order_quantity": None,
    "min_quantity_alert": None,
    "msrp": None,
    "offer_additional_fields": [],
    "package_quantity": None,
    "price_additional_info": None,
    "retail_prices": [],
    "warehouses": [],
}


@dataclass
class OfferListing:
    """What all offers of one shop share: its channels, its preparation time and the moment of asking."""

    shop: Shop
    at: datetime

    def build(self, offer: Offer) -> dict[str, Any]:
        """The whole offer; needs its product and category read before."""
        reasons = self._inactivity(offer)
        lead_time = self._default_lead_time if offer.lead_time_days is None else offer.lead_time_days
        price = _price(offer.price)
        return {
            **_NOTHING_YET,
            **_product(offer),
            **self._freight_of(offer),
            "active": not reasons,
            "all_prices": [price],
            "applicable_pricing": price,
            "channels": self._channel_codes,
            "currency_iso_code": offer.currency,
            "description": offer.description or None,
            "fulfillment": {"center": {"code": "DEFAULT"}},
            "inactivity_reasons": reasons,
            "internal_description": offer.internal_description or None,
            # The seller API tells a lead time of 0 as 1 wherever the platform's own default is not 0.
            "leadtime_to_ship": max(lead_time, 1),
            "logistic_class": self._class_of(offer),
            "offer_id": offer.pk,
            "price": offer.price,
            "product_tax_code": offer.tax_code or None,
            "quantity": offer.quantity,
            "shipping_deadline": self._ship_by(lead_time),
            "shop_sku": offer.shop_sku,
            "state_code": offer.condition,
            "total_price": offer.price,
        }

    @cached_property
    def _channels(self) -> list[Channel]:
        sold = self.shop.shop_channels.select_related("channel__calendar").order_by("channel__code")
        return [each.channel for each in sold]

    @cached_property
    def _channel_codes(self) -> list[str]:
        return [channel.code for channel in self._channels]

    @cached_property
    def _default_lead_time(self) -> int:
        return preparation_days([self.shop.pk])[self.shop.pk]

    @cached_property
    def _deadlines(self) -> dict[int, datetime]:
        return {}

    def _class_of(self, offer: Offer) -> dict[str, str | None]:
        """What the offer travels as: an offer that names no class goes as the marketplace's first."""
        found = offer.logistic_class or self._first_class
        return {"code": found.code, "label": found.label} if found else {"code": None, "label": None}

    def _freight_of(self, offer: Offer) -> dict[str, Any]:
        """The least that sending one piece costs; all empty where the shop's table has no price for it (R098)."""
        found = None
        if offer.currency == self.shop.currency:
            class_id = offer.logistic_class_id or (self._first_class.pk if self._first_class else None)
            found = self._rates.lowest(class_id=class_id, price=offer.price, weight_grams=offer.weight_grams)
        return {
            "min_shipping_price": found and found.price,
            "min_shipping_price_additional": found and found.additional,
            "min_shipping_type": found and found.method_code,
            "min_shipping_zone": found and found.zone_code,
        }

    @cached_property
    def _rates(self) -> CheapestRates:
        return CheapestRates.load(shop_id=self.shop.pk, currency=self.shop.currency)

    @cached_property
    def _first_class(self) -> LogisticClass | None:
        return LogisticClass.objects.filter(is_active=True).first()

    def _ship_by(self, lead_time: int) -> datetime | None:
        """When an order placed now would have to be shipped, on the calendar of the shop's first channel."""
        if not self._channels:
            return None
        if lead_time not in self._deadlines:
            preparation = self._terms.preparation(lead_time)
            at_once = Transit(0, 0, preparation.calendar)
            found = promise(ordered_at=self.at, preparation=preparation, transit=at_once)
            self._deadlines[lead_time] = found.ship_by
        return self._deadlines[lead_time]

    @cached_property
    def _terms(self) -> ShopTerms:
        channel = self._channels[0]
        network = network_of(channel, country=channel.country, zip_code="")
        return load_shop_terms([self.shop.pk], network=network, at=self.at)[self.shop.pk]

    @cached_property
    def _is_paused(self) -> bool:
        """Whether a closure has taken everything off sale today."""
        return bool(self._channels) and self._terms.is_paused(self.at)

    def _inactivity(self, offer: Offer) -> list[str]:
        """Why an offer is not for sale; the nearest word for one that its seller took off sale is the period."""
        rules = {
            "SHOP_NOT_OPEN": self.shop.state != ShopState.OPEN or self._is_paused,
            "NO_CHANNEL_ON_SHOP": not self._channels,
            "NOT_IN_AVAILABILITY_PERIOD": not offer.is_active,
            "ZERO_QUANTITY": offer.quantity == 0,
        }
        return [reason for reason, holds in rules.items() if holds]


def _product(offer: Offer) -> dict[str, Any]:
    product = offer.product
    return {
        "category_code": product.category.code,
        "category_label": product.category.label,
        "product_brand": product.brand or None,
        "product_description": product.description or None,
        "product_references": [{"reference": product.ean, "reference_type": "EAN"}] if product.ean else [],
        "product_sku": product.product_sku,
        "product_title": product.title,
    }


def _price(amount: Decimal) -> dict[str, Any]:
    """One price for every channel and customer, from a quantity of one."""
    prices = {"price": amount, "unit_discount_price": None, "unit_origin_price": amount}
    return {
        **prices,
        "channel_code": None,
        "context": {
            "channel_codes": [],
            "customer_group_ids": [],
            "customer_organization_ids": [],
            "end_date": None,
            "start_date": None,
        },
        "discount_end_date": None,
        "discount_start_date": None,
        "volume_prices": [{**prices, "quantity_threshold": 1}],
    }
