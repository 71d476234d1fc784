"""What a basket must hold to become orders. Faults are named by the field that the shop front sent."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, ValidationFailed, refusal
from marketplace.money import round_money
from marketplace.shops.models import Channel
from offers.models import Offer
from offers.quantities import quantity_fault
from orders.pricing import LinePrice
from orders.services.baskets import BasketRequest
from shipping.services.network import Network, OfferedMethod, load_network
from shipping.services.shop_terms import ShopTerms

# A hundredth of what the columns hold, so that the sums of an order fit too.
HIGHEST_AMOUNT = Decimal(10) ** 8


@dataclass(frozen=True)
class Destination:
    """Where and how the basket travels."""

    network: Network
    method: OfferedMethod

    @property
    def channel(self) -> Channel:
        return self.network.channel


def find_destination(request: BasketRequest) -> Destination:
    """The channel, method and zone that the basket names."""
    address = request.shipping_address
    network = find_network(
        channel_code=request.channel, country=address["country_iso_code"], zip_code=address.get("zip_code", "")
    )
    channel, method = network.channel, network.method(request.shipping_type_code)
    if method is None:
        raise refusal("SHIPPING_TYPE_NOT_FOUND", "shipping_type_code", _("There is no such shipping method."))
    check_served(network, "shipping_address.country_iso_code")
    for index, line in enumerate(request.lines):
        if round_money(line.shipping_price, channel.currency) != line.shipping_price:
            message = _("The amount has more decimals than the currency.")
            raise refusal("VALIDATION_ERROR", f"lines[{index}].shipping_price", message)
    return Destination(network=network, method=method)


def find_network(*, channel_code: str, country: str | None, zip_code: str) -> Network:
    """What is offered to a destination of an active channel, its own country where none is named. Raises
    ValidationFailed for a channel that is none.
    """
    network = load_network(channel_code=channel_code, country=country, zip_code=zip_code)
    if network is None:
        raise refusal("CHANNEL_NOT_FOUND", "channel", _("There is no such channel."))
    return network


def check_served(network: Network, field: str) -> None:
    """Something is shipped to the country that `field` names."""
    if network.zone_id is None:
        raise refusal("COUNTRY_NOT_SERVED", field, _("Nothing is shipped to this country."))


def check_offers(
    request: BasketRequest, offers: Mapping[int, Offer], terms: Mapping[int, ShopTerms], at: datetime
) -> None:
    """Every offer exists, is sold on this channel in its currency, in that quantity, and is on sale by an open shop."""
    unknown, unsellable = [], []
    wanted = Counter[int]()
    for line in request.lines:
        wanted[line.offer_id] += line.quantity
    for index, line in enumerate(request.lines):
        offer = offers.get(line.offer_id)
        fault = _line_fault(index, offer, wanted[line.offer_id], terms)
        if fault is not None:
            unknown.append(fault)
        elif offer is not None and not is_on_sale(offer, terms[offer.shop_id], at):
            where = f"lines[{index}].offer_id"
            unsellable.append(FieldError("OFFER_NOT_SELLABLE", where, _("The offer is not on sale now.")))
    if unknown:
        raise ValidationFailed(code=unknown[0].code, message=unknown[0].message, errors=unknown)
    if unsellable:
        raise Conflict(code="OFFER_NOT_SELLABLE", message=unsellable[0].message, errors=unsellable)


def _line_fault(index: int, offer: Offer | None, quantity: int, terms: Mapping[int, ShopTerms]) -> FieldError | None:
    """What is wrong with what the line asks for, whatever the hour. `quantity` is that of all lines of the offer."""
    where = f"lines[{index}].offer_id"
    if offer is None or offer.removed_at is not None:
        return FieldError("OFFER_NOT_FOUND", where, _("There is no such offer."))
    if not is_sold_on_channel(offer, terms[offer.shop_id]):
        return FieldError("OFFER_NOT_ON_CHANNEL", where, _("The offer is not sold on this channel."))
    reason = quantity_fault(offer, quantity)
    return FieldError("QUANTITY_NOT_ALLOWED", f"lines[{index}].quantity", reason) if reason else None


def is_sold_on_channel(offer: Offer, terms: ShopTerms) -> bool:
    """Whether the shop sells the offer on the channel of these terms, in its currency."""
    return terms.sells_here and offer.currency == terms.channel_currency


def is_on_sale(offer: Offer, terms: ShopTerms, at: datetime) -> bool:
    """Whether an order could name the offer now: its shop is open and has not paused its sales for a closure."""
    sold = offer.removed_at is None and offer.is_active and offer.is_available_at(at)
    sold = sold and is_sold_on_channel(offer, terms)
    return sold and terms.is_open and not terms.is_paused(at)


def check_amounts(prices: Iterable[LinePrice]) -> None:
    """No line costs more than the books can hold."""
    if any(price.total_price >= HIGHEST_AMOUNT for price in prices):
        raise refusal("VALIDATION_ERROR", "lines", _("The amount is too large."))
