"""Listings and quotes: what the customer sees before buying."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.rest.wire import IdField
from marketplace.shops.models import Channel, Shop
from offers.models import Offer
from orders.api.examples import QUOTE
from orders.services.checking import find_channel
from orders.services.quoting import Listing, Quote, QuoteItem, list_offers, quote_items
from orders.storefront.serializers import MOST_LINES, MOST_PIECES, CountryField, OptionalText
from shipping.choices import FreightSource
from shipping.services.network import network_of
from shipping.services.quoting import Option

_DELIVERY = {
    "shipping_type_code": str,
    "shipping_type_label": str,
    "shipping_deadline": datetime,
    "delivery_date": {"earliest": datetime, "latest": datetime},
    "shipping_price": Decimal | None,
    "contingency": bool,
    "contingency_reason": str | None,
}
_ITEM = {"offer_id": int, "quantity": int, "price_unit": Decimal, "price": Decimal, "orderable": bool}
QUOTES = {
    "currency_iso_code": str,
    "quotes": [{"shop_id": int, "price": Decimal, "items": [_ITEM], "deliveries": [_DELIVERY]}],
}
LISTING = {
    "offer_id": int,
    "shop_id": int,
    "shop_name": str,
    "product_sku": str,
    "product_title": str,
    "product_brand": str | None,
    "product_description": str | None,
    "description": str | None,
    "state_code": str,
    "price": Decimal,
    "currency_iso_code": str,
    "quantity": int,
    "orderable": bool,
    "return_policy": str | None,
    "media_url": str | None,
    "deliveries": [_DELIVERY],
}


class QuoteItemSerializer(serializers.Serializer[Any]):
    """So many of an offer."""

    offer_id = IdField()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)


class QuoteSerializer(serializers.Serializer[Any]):
    """What a customer thinks of buying, and where it would go."""

    channel = serializers.CharField(max_length=20)
    country_iso_code = CountryField(max_length=3)
    zip_code = OptionalText(max_length=20)
    items = QuoteItemSerializer(many=True, allow_empty=False)

    def validate_items(self, items: list[dict[str, int]]) -> list[dict[str, int]]:
        if len(items) > MOST_LINES:
            raise serializers.ValidationError(_("At most %(count)s items are allowed.") % {"count": MOST_LINES})
        return items


class QuoteItems(StorefrontView):
    """Prices, freight and promises of a basket, one quote per shop."""

    operation = "SF-QUOTES"

    @describe("Quote prices and promises", answer=QUOTES, body=QuoteSerializer, example=QUOTE)
    def post(self, request: Request) -> Response:
        shape = QuoteSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        asked = shape.validated_data
        network, quotes = quote_items(
            channel_code=asked["channel"],
            country=asked["country_iso_code"],
            zip_code=asked["zip_code"],
            items=[QuoteItem(**item) for item in asked["items"]],
            at=self.at,
        )
        currency = network.channel.currency
        return Response({"currency_iso_code": currency, "quotes": [_quote(quote) for quote in quotes]})


class ShowListing(StorefrontView):
    """An offer as the customer sees it."""

    operation = "SF-OFFER"

    @describe(
        "One offer with its promise",
        answer=LISTING,
        parameters=(OpenApiParameter("channel", str, description="Absent: the first channel of its shop."),),
    )
    def get(self, request: Request, offer_id: int) -> Response:
        found = _find_offer(offer_id)
        shop = Shop.objects.get(pk=found.shop_id)
        code = self.query.text("channel")
        channel = find_channel(code) if code else _first_channel(shop)
        listing = self._listed(found, channel) if channel else None
        return Response(
            {
                **_listing(found, shop),
                "orderable": bool(listing and listing.is_orderable),
                "deliveries": _deliveries(listing.options) if listing else [],
            }
        )

    def _listed(self, offer: Offer, channel: Channel) -> Listing:
        network = network_of(channel, country=channel.country, zip_code="")
        return list_offers(offers=[offer], network=network, at=self.at)[0]


def _find_offer(offer_id: int) -> Offer:
    offer: Offer | None = Offer.objects.current().with_product().filter(pk=offer_id).first()
    if offer is None:
        raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
    return offer


def _first_channel(shop: Shop) -> Channel | None:
    return Channel.objects.filter(is_active=True, pk__in=shop.shop_channels.values("channel")).order_by("pk").first()


def _listing(offer: Offer, shop: Shop) -> dict[str, Any]:
    product = offer.product
    return {
        "offer_id": offer.pk,
        "shop_id": offer.shop_id,
        "shop_name": shop.name,
        "product_sku": product.product_sku,
        "product_title": product.title,
        "product_brand": product.brand or None,
        "product_description": product.description or None,
        "description": offer.description or None,
        "state_code": offer.condition,
        "price": offer.price,
        "currency_iso_code": offer.currency,
        "quantity": offer.quantity,
        "return_policy": shop.return_policy or None,
        "media_url": product.media_url or None,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "shop_id": quote.shop.shop_id,
        "price": quote.price,
        "items": [
            {
                "offer_id": item.offer.pk,
                "quantity": item.quantity,
                "price_unit": item.offer.price,
                "price": item.price,
                "orderable": item.is_orderable,
            }
            for item in quote.items
        ],
        "deliveries": _deliveries(quote.options),
    }


def _deliveries(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [_delivery(option) for option in options if option.is_shippable]


def _delivery(option: Option) -> dict[str, Any]:
    made, freight = option.promise, option.freight
    is_contingency = freight.source == FreightSource.CONTINGENCY
    return {
        "shipping_type_code": option.method.code,
        "shipping_type_label": option.method.label,
        "shipping_deadline": made.ship_by,
        "delivery_date": {"earliest": made.earliest, "latest": made.latest},
        "shipping_price": freight.price,
        "contingency": is_contingency,
        "contingency_reason": freight.reason if is_contingency else None,
    }
