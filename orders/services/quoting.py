"""What the shop front may promise before anybody has ordered: reckoned as an order's own promise is (R094)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.errors import FieldError, ValidationFailed
from marketplace.money import round_money
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Channel, ShopChannel
from offers.models import Offer
from orders.services.checking import find_channel, find_served_zone
from orders.services.promising import make_promise, slowest_lead_time
from shipping.models import ShippingMethod
from shipping.promise import Promise
from shipping.services import preparation_days


@dataclass(frozen=True)
class QuoteItem:
    """So many of an offer."""

    offer_id: int
    quantity: int


@dataclass(frozen=True)
class Delivery:
    """One method, and what it promises."""

    method: ShippingMethod
    promise: Promise


@dataclass(frozen=True)
class QuotedItem:
    """An item with its price; orderable when it is on sale here with that much in stock."""

    offer: Offer
    quantity: int
    price: Decimal
    is_orderable: bool


@dataclass(frozen=True)
class Quote:
    """What would become one order: one shop's items, and how they may be delivered."""

    shop_id: int
    items: list[QuotedItem]
    deliveries: list[Delivery]

    @property
    def price(self) -> Decimal:
        return sum((item.price for item in self.items), Decimal(0))


def quote_items(
    *, channel_code: str, country: str, items: Sequence[QuoteItem], at: datetime
) -> tuple[Channel, list[Quote]]:
    """Quotes by shop, in the order of first appearance. Raises ValidationFailed. Needs the scope of all shops."""
    channel = find_channel(channel_code)
    find_served_zone(country, "country_iso_code")
    offers = _offers(item.offer_id for item in items)
    unknown = [
        FieldError("OFFER_NOT_FOUND", f"items[{index}].offer_id", _("There is no such offer."))
        for index, item in enumerate(items)
        if item.offer_id not in offers
    ]
    if unknown:
        raise ValidationFailed(code="OFFER_NOT_FOUND", message=unknown[0].message, errors=unknown)
    sellers = sellers_on(channel)
    parts: dict[int, list[QuotedItem]] = {}
    for item in items:
        offer = offers[item.offer_id]
        price = round_money(offer.price * item.quantity, offer.currency)
        is_orderable = offer.quantity >= item.quantity and is_on_sale(offer, channel, sellers)
        parts.setdefault(offer.shop_id, []).append(QuotedItem(offer, item.quantity, price, is_orderable))
    return channel, [
        Quote(shop_id, quoted, deliveries_of([each.offer for each in quoted], channel, at))
        for shop_id, quoted in parts.items()
    ]


def deliveries_of(offers: Sequence[Offer], channel: Channel, at: datetime) -> list[Delivery]:
    """What each active method would promise for a parcel of these offers of one shop, ordered now."""
    shop_id = offers[0].shop_id
    lead_time = slowest_lead_time(offers, preparation_days([shop_id])[shop_id])
    return [
        Delivery(method, make_promise(channel=channel, method=method, lead_time_days=lead_time, at=at).promise)
        for method in ShippingMethod.objects.filter(is_active=True)
    ]


def sellers_on(channel: Channel) -> set[int]:
    """The open shops of a channel."""
    open_shops = ShopChannel.objects.filter(channel=channel, shop__state=ShopState.OPEN)
    return set(open_shops.values_list("shop_id", flat=True))


def is_on_sale(offer: Offer, channel: Channel, sellers: set[int]) -> bool:
    """Whether an order could name the offer on this channel."""
    return offer.is_active and offer.currency == channel.currency and offer.shop_id in sellers


def _offers(offer_ids: Iterable[int]) -> dict[int, Offer]:
    return {offer.pk: offer for offer in Offer.objects.current().with_product().filter(pk__in=list(offer_ids))}
