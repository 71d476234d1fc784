"""An offer as P11 tells it: any shop's, without what is nobody else's business."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from marketplace.rest.shapes import Maybe
from marketplace.shops.choices import ShopState
from marketplace.shops.models import ShopChannel
from offers.models import Offer
from offers.services.reasons import offer_reasons
from offers.services.told_prices import DISCOUNT, PRICING_KEYS, tell_pricing
from shipping.models import LogisticClass
from shipping.services.cheapest import CheapestRates
from shipping.services.lookup import preparation_days
from shipping.services.pausing import paused_shops

OFFER_OF_ANY: dict[str, Any] = {
    **PRICING_KEYS,
    "active": bool,
    "allow_quote_requests": bool,
    "available_end_date": datetime | None,
    "available_start_date": datetime | None,
    "channels": [str],
    "currency_iso_code": str,
    "description": str | None,
    "discount": DISCOUNT,
    "eco_contributions": [dict],
    "favorite_rank": int | None,
    "inactivity_reasons": [str],
    "is_professional": bool,
    "leadtime_to_ship": int,
    "logistic_class": Maybe({"code": str | None, "label": str | None}),
    "min_quantity_alert": int | None,
    "min_shipping_price": Decimal | None,
    "min_shipping_price_additional": Decimal | None,
    "min_shipping_type": str | None,
    "min_shipping_zone": str | None,
    "msrp": Decimal | None,
    "nb_evaluation": int,
    "offer_additional_fields": [dict],
    "offer_id": int,
    "premium": bool,
    "price_additional_info": str | None,
    "quantity": int,
    "retail_prices": [dict],
    "shipping_deadline": datetime | None,
    "shipping_types": [dict],
    "shop_grade": Decimal | None,
    "shop_id": int | None,
    "shop_name": str,
    "state_code": str,
}
# What the seller API never tells of other shops' offers, with the values that it names in their place.
_NEVER_TOLD: Mapping[str, Any] = {
    "available_end_date": None,
    "available_start_date": None,
    "channels": [],
    "discount": None,
    "eco_contributions": [],
    "favorite_rank": None,
    "logistic_class": None,
    "min_quantity_alert": None,
    "msrp": None,
    "nb_evaluation": 0,
    "offer_additional_fields": [],
    "offer_id": 0,
    "premium": False,
    "quantity": 999,
    "retail_prices": [],
    "shipping_deadline": None,
    "shipping_types": [],
    "shop_grade": None,
    "shop_id": None,
}


@dataclass(frozen=True)
class ListingOfAll:
    """What the shops of some offers have each: read in as many queries for a hundred shops as for one."""

    at: datetime
    channel: str
    lead_times: Mapping[int, int]
    rates: Mapping[int, CheapestRates]
    paused: Collection[int]
    selling: Collection[int]
    first_class_id: int | None

    @classmethod
    def load(cls, offers: Collection[Offer], *, channel: str, at: datetime) -> "ListingOfAll":
        """Needs the scope of all shops, and the offers' shops read before."""
        currencies = {offer.shop_id: offer.shop.currency for offer in offers}
        shop_ids = list(currencies)
        return cls(
            at=at,
            channel=channel,
            lead_times=preparation_days(shop_ids),
            rates=CheapestRates.load_many(currencies),
            paused=paused_shops(shop_ids, at),
            selling=set(ShopChannel.objects.filter(shop__in=shop_ids).values_list("shop_id", flat=True)),
            first_class_id=LogisticClass.objects.filter(is_active=True).values_list("pk", flat=True).first(),
        )

    def build(self, offer: Offer) -> dict[str, Any]:
        """The offer, as everyone may know it; its price with the least freight is the total."""
        reasons = self._reasons(offer)
        pricing = tell_pricing(offer, channel=self.channel, at=self.at)
        freight = self._freight_of(offer)
        lead_time = self.lead_times[offer.shop_id] if offer.lead_time_days is None else offer.lead_time_days
        return {
            **pricing,
            **_NEVER_TOLD,
            **freight,
            "active": not reasons,
            "allow_quote_requests": offer.allow_quote_requests,
            "currency_iso_code": offer.currency,
            "description": offer.description or None,
            "inactivity_reasons": reasons,
            "is_professional": offer.shop.is_professional,
            "leadtime_to_ship": max(lead_time, 1),
            "price_additional_info": offer.price_additional_info or None,
            "shop_name": offer.shop.name,
            "state_code": offer.condition,
            "total_price": pricing["price"] + (freight["min_shipping_price"] or 0),
        }

    def _reasons(self, offer: Offer) -> list[str]:
        closed = offer.shop.state != ShopState.OPEN or offer.shop_id in self.paused
        of_shop = ["SHOP_NOT_OPEN"] * closed + ["NO_CHANNEL_ON_SHOP"] * (offer.shop_id not in self.selling)
        return list(dict.fromkeys([*of_shop, *(reason.code for reason in offer_reasons(offer, self.at))]))

    def _freight_of(self, offer: Offer) -> dict[str, Any]:
        found = None
        if offer.currency == offer.shop.currency:
            class_id = offer.logistic_class_id or self.first_class_id
            rates = self.rates[offer.shop_id]
            found = rates.lowest(class_id=class_id, price=offer.price, weight_grams=offer.weight_grams)
        return {
            "min_shipping_price": found and found.price,
            "min_shipping_price_additional": found and found.additional,
            "min_shipping_type": found and found.method_code,
            "min_shipping_zone": found and found.zone_code,
        }
