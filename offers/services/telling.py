"""An offer as OF21 and OF22 show it, built from rows already read: no query and no serializer per offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from marketplace.shops.models import Channel, Shop
from offers.gtin import as_upc
from offers.models import Offer, OfferField, Product
from offers.services.reasons import SaleContext
from offers.services.told_prices import PRICING_KEYS, tell_pricing
from shipping.models import LogisticClass
from shipping.promise import Transit, promise
from shipping.services.cheapest import CheapestRates
from shipping.services.lookup import preparation_days
from shipping.services.network import network_of
from shipping.services.shop_terms import ShopTerms, load_shop_terms

OFFER: dict[str, Any] = {
    **PRICING_KEYS,
    "active": bool,
    "allow_quote_requests": bool,
    "available_end_date": datetime | None,
    "available_start_date": datetime | None,
    "category_code": str,
    "category_label": str,
    "channels": [str],
    "currency_iso_code": str,
    "description": str | None,
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
    # The value of a MULTIPLE_VALUES_LIST is a list of texts.
    "offer_additional_fields": [{"code": str, "type": str, "value": object}],
    "offer_id": int,
    "package_quantity": int | None,
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
    "warehouses": [dict],
}

# Keys of the seller API for which offers hold nothing here.
_NOTHING: Mapping[str, Any] = {"eco_contributions": [], "msrp": None, "retail_prices": [], "warehouses": []}


@dataclass
class OfferListing:
    """What all offers of one shop share: its channels, its preparation time and the moment of asking.

    Prices are those that hold on `channel`; empty: where no channel is named.
    """

    shop: Shop
    at: datetime
    channel: str = ""

    def build(self, offer: Offer) -> dict[str, Any]:
        """The whole offer; needs its product and category read before."""
        reasons = self._sale.codes(offer)
        lead_time = self._default_lead_time if offer.lead_time_days is None else offer.lead_time_days
        return {
            **_NOTHING,
            **tell_product(offer.product),
            **self._freight_of(offer),
            **tell_pricing(offer, channel=self.channel, at=self.at),
            **_own_terms(offer),
            "active": not reasons,
            "channels": self._channel_codes,
            "currency_iso_code": offer.currency,
            "fulfillment": {"center": {"code": "DEFAULT"}},
            "inactivity_reasons": reasons,
            # The seller API tells a lead time of 0 as 1 wherever the platform's own default is not 0.
            "leadtime_to_ship": max(lead_time, 1),
            "logistic_class": self._class_of(offer),
            "min_quantity_alert": offer.alert_in_force,
            "offer_additional_fields": self._custom_fields_of(offer),
            "offer_id": offer.pk,
            "shipping_deadline": self._ship_by(lead_time),
            "shop_sku": offer.shop_sku,
            "state_code": offer.condition,
        }

    @cached_property
    def _sale(self) -> SaleContext:
        return SaleContext(self.shop, self.at, sells=bool(self._channels))

    @cached_property
    def _custom_field_types(self) -> dict[str, str]:
        return dict(OfferField.objects.values_list("code", "type"))

    def _custom_fields_of(self, offer: Offer) -> list[dict[str, Any]]:
        """Filled custom fields."""
        return tell_custom_fields(offer.additional_fields, self._custom_field_types) if offer.additional_fields else []

    @cached_property
    def _channels(self) -> list[Channel]:
        sold = self.shop.shop_channels.select_related("channel__calendar").order_by("channel__code")
        return [each.channel for each in sold]

    @cached_property
    def _channel_codes(self) -> list[str]:
        return [channel.code for channel in self._channels]

    @cached_property
    def _default_lead_time(self) -> int:
        if self._channels:
            return self._terms.lead_time_days
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


def tell_custom_fields(kept: Mapping[str, Any], types: Mapping[str, str]) -> list[dict[str, Any]]:
    """Custom fields as the seller API tells them, several values of a list as a list; fields that the operator has
    taken away are left out.
    """
    return [
        {"code": code, "type": types[code], "value": value if isinstance(value, list) else str(value)}
        for code, value in sorted(kept.items())
        if code in types
    ]


def tell_product(product: Product) -> dict[str, Any]:
    """The sheet in short, in the reader's language where the operator has translated the category."""
    return {
        "category_code": product.category.code,
        "category_label": product.category.name,
        "product_brand": product.brand or None,
        "product_description": product.description or None,
        "product_references": tell_references(product.ean),
        "product_sku": product.product_sku,
        "product_title": product.title,
    }


def tell_references(ean: str) -> list[dict[str, str]]:
    """The product's number, and as a UPC where it is one too."""
    references = [{"reference": ean, "reference_type": "EAN"}] if ean else []
    upc = as_upc(ean)
    return [*references, {"reference": upc, "reference_type": "UPC"}] if upc else references


def _own_terms(offer: Offer) -> dict[str, Any]:
    """What the seller has said of the offer, as it is kept."""
    return {
        "allow_quote_requests": offer.allow_quote_requests,
        "available_end_date": offer.available_until,
        "available_start_date": offer.available_from,
        "description": offer.description or None,
        "favorite_rank": offer.favorite_rank,
        "internal_description": offer.internal_description or None,
        "max_order_quantity": offer.max_order_quantity,
        "min_order_quantity": offer.min_order_quantity,
        "package_quantity": offer.package_quantity,
        "price_additional_info": offer.price_additional_info or None,
        "product_tax_code": offer.tax_code or None,
        "quantity": offer.quantity,
    }
