"""Quotes: what a basket would cost and when it would arrive, before anybody has ordered."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.rest.wire import IdField
from orders.api.examples import QUOTE
from orders.services.quoting import FreightShare, Quote, QuoteItem, quote_items
from orders.storefront.deliveries import DELIVERY, SHIPPABLE, tell_deliveries, tell_shippable
from orders.storefront.prices import PRICE, tell_line_price
from orders.storefront.serializers import MOST_LINES, MOST_PIECES, CountryField, OptionalText, PromoCodes
from shipping.services.quoting import Option

_ITEM = {"offer_id": int, "quantity": int, "price_unit": Decimal, **PRICE, "orderable": bool}
_SHARE = {
    "offer_id": int,
    "quantity": int,
    "shipping_price": Decimal | None,
    "origin_shipping_price": Decimal | None,
}
QUOTES = {
    "currency_iso_code": str,
    "quotes": [
        {
            "shop_id": int,
            "price": Decimal,
            "items": [_ITEM],
            **SHIPPABLE,
            "deliveries": [{**DELIVERY, "items": [_SHARE]}],
        }
    ],
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
    storefront = OptionalText(max_length=40)
    promo_codes = PromoCodes()
    why = serializers.BooleanField(required=False, default=False)

    def validate_items(self, items: list[dict[str, int]]) -> list[dict[str, int]]:
        if len(items) > MOST_LINES:
            raise serializers.ValidationError(_("At most %(count)s items are allowed.") % {"count": MOST_LINES})
        return items


class QuoteItems(StorefrontView):
    """Prices, freight and promises of a basket, one quote per shop."""

    operation = "SF-QUOTES"

    @describe(
        "Quote prices, freight and promises",
        answer=QUOTES,
        body=QuoteSerializer,
        example=QUOTE,
        explanation="""
One quote per shop, each with the ways of delivery. `shipping_price` is the freight of all its items, and under the
delivery's `items` what each bears of it, to the cent: copy these into the lines of the basket. It is null where the
shop has set up no freight and leaves it to you. `contingency` marks a price of the contingency table, and
`contingency_reason` says why the rate table gave none: `NO_ROW`, `WEIGHT_UNKNOWN`, `TIMED_OUT` or `FAILED`. Where
nothing is sent, `shippable` is false, `reason` is `NOT_SHIPPABLE` and `freight_reason` one of these. While a closure
keeps a shop from selling, `reason` is `SHOP_PAUSED`, `orderable` is false, and the rest is told as it would be. `why`
asks for the days of each promise.

`price` is what the item costs with the best reduction that holds for it, `origin_price` what it would without any;
`cash_price` is for who pays at once and `payment_method_prices` for who pays so, where they are lower. A campaign on
freight lowers `shipping_price`, which without it would be `origin_shipping_price`. Codes that the customer typed go
into `promo_codes`; `storefront` names one shop front of the channel, whose campaigns alone then hold.
""",
    )
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
            storefront=asked["storefront"],
            promo_codes=asked["promo_codes"],
        )
        told = [_quote(quote, with_why=asked["why"]) for quote in quotes]
        return Response({"currency_iso_code": network.channel.currency, "quotes": told})


def _quote(quote: Quote, *, with_why: bool) -> dict[str, Any]:
    sent = [option for option in quote.options if option.is_shippable]
    deliveries = tell_deliveries(quote, with_why=with_why)
    return {
        "shop_id": quote.shop.shop_id,
        "price": quote.price,
        "items": [
            {
                "offer_id": item.offer.pk,
                "quantity": item.quantity,
                "price_unit": item.sale.price,
                **tell_line_price(item.sale),
                "orderable": item.is_orderable,
            }
            for item in quote.items
        ],
        **tell_shippable(quote),
        "deliveries": [
            {**delivery, "items": _shares(quote, option)} for delivery, option in zip(deliveries, sent, strict=True)
        ],
    }


def _shares(quote: Quote, option: Option) -> list[dict[str, Any]]:
    shares: Sequence[FreightShare | None] = quote.shares(option) or [None] * len(quote.items)
    return [
        {
            "offer_id": item.offer.pk,
            "quantity": item.quantity,
            "shipping_price": share and share.price,
            "origin_shipping_price": share and share.origin,
        }
        for item, share in zip(quote.items, shares, strict=True)
    ]
