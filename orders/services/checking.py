"""What a basket must hold to become orders. Faults are named by the field that the shop front sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, ValidationFailed, refusal
from marketplace.money import round_money
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Channel, Shop, ShopChannel
from offers.models import Offer
from orders.pricing import LinePrice
from orders.services.baskets import BasketRequest
from shipping.models import ShippingMethod, ShippingZone
from shipping.services import find_method, find_zone

# A hundredth of what the columns hold, so that the sums of an order fit too.
HIGHEST_AMOUNT = Decimal(10) ** 8


@dataclass(frozen=True)
class Destination:
    """Where and how the basket travels."""

    channel: Channel
    method: ShippingMethod
    zone: ShippingZone


def find_destination(request: BasketRequest) -> Destination:
    """The channel, method and zone that the basket names."""
    channel = find_channel(request.channel)
    method = find_method(request.shipping_type_code)
    if method is None:
        raise refusal("SHIPPING_TYPE_NOT_FOUND", "shipping_type_code", _("There is no such shipping method."))
    zone = find_served_zone(request.shipping_address["country_iso_code"], "shipping_address.country_iso_code")
    for index, line in enumerate(request.lines):
        if round_money(line.shipping_price, channel.currency) != line.shipping_price:
            message = _("The amount has more decimals than the currency.")
            raise refusal("VALIDATION_ERROR", f"lines[{index}].shipping_price", message)
    return Destination(channel=channel, method=method, zone=zone)


def find_channel(code: str) -> Channel:
    """An active channel by its code."""
    channel = Channel.objects.select_related("rules").filter(code=code, is_active=True).first()
    if channel is None:
        raise refusal("CHANNEL_NOT_FOUND", "channel", _("There is no such channel."))
    return channel


def find_served_zone(country: str, field: str) -> ShippingZone:
    """The zone of a country that `field` names."""
    zone = find_zone(country)
    if zone is None:
        raise refusal("COUNTRY_NOT_SERVED", field, _("Nothing is shipped to this country."))
    return zone


def check_offers(request: BasketRequest, offers: Mapping[int, Offer], destination: Destination) -> None:
    """Every offer exists, is sold on this channel in its currency, and is on sale by an open shop."""
    channel = destination.channel
    shop_ids = {offer.shop_id for offer in offers.values()}
    selling = set(ShopChannel.objects.filter(channel=channel, shop__in=shop_ids).values_list("shop_id", flat=True))
    open_shops = set(Shop.objects.filter(pk__in=shop_ids, state=ShopState.OPEN).values_list("pk", flat=True))
    unknown, unsellable = [], []
    for index, line in enumerate(request.lines):
        where, offer = f"lines[{index}].offer_id", offers.get(line.offer_id)
        if offer is None or offer.removed_at is not None:
            unknown.append(FieldError("OFFER_NOT_FOUND", where, _("There is no such offer.")))
        elif offer.shop_id not in selling or offer.currency != channel.currency:
            unknown.append(FieldError("OFFER_NOT_ON_CHANNEL", where, _("The offer is not sold on this channel.")))
        elif not offer.is_active or offer.shop_id not in open_shops:
            unsellable.append(FieldError("OFFER_NOT_SELLABLE", where, _("The offer is not on sale now.")))
    if unknown:
        raise ValidationFailed(code=unknown[0].code, message=unknown[0].message, errors=unknown)
    if unsellable:
        raise Conflict(code="OFFER_NOT_SELLABLE", message=unsellable[0].message, errors=unsellable)


def check_amounts(prices: Iterable[LinePrice]) -> None:
    """No line costs more than the books can hold."""
    if any(price.total_price >= HIGHEST_AMOUNT for price in prices):
        raise refusal("VALIDATION_ERROR", "lines", _("The amount is too large."))
