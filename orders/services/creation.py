"""A basket becomes orders, one per shop, with stock taken, prices and promise frozen (R012, R023, R095)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict, refusal
from marketplace.money import round_money
from offers.models import Offer
from offers.services import lock_offers, take_stock
from offers.services.price_book import PriceBook, load_prices
from offers.services.sales import Paid, Sale
from orders.choices import LineState, OrderEventKind, OrderState
from orders.models import Basket, Order, OrderLine
from orders.pricing import LinePrice, Rates, price_line, total_of
from orders.reductions import write_reductions
from orders.search import reindex_orders
from orders.services.baskets import BasketRequest, Customer
from orders.services.checking import Destination, check_amounts, check_offers, find_destination
from orders.services.promising import FrozenPromise, freeze_promise, parcel_of
from orders.services.recording import record_event
from orders.services.terms import Terms, load_terms
from shipping.services.faults import record_outcomes
from shipping.services.quoting import quote_parcels
from shipping.services.shop_terms import ShopTerms, load_shop_terms


@dataclass(frozen=True)
class Purchase:
    """A line of the basket with its price, what it costs by the payment chosen, and its rates."""

    sale: Sale
    paid: Paid
    rates: Rates
    price: LinePrice


@dataclass
class ShopPart:
    """What one shop gets of the basket."""

    shop_id: int
    purchases: list[Purchase] = field(default_factory=list)


@transaction.atomic
def place_basket(*, request: BasketRequest, actor: Actor, at: datetime) -> list[Order]:
    """Make one order per shop, in the order of first appearance: X-A, X-B, ... All in STAGING, or no order at all.

    The same basket again returns the orders that it made. Raises Conflict for another basket under the same id and for
    lack of stock, ValidationFailed for what cannot be ordered. Needs the scope of all shops.
    """
    fingerprint = request.fingerprint()
    # Of two equal baskets at once the later waits here until the earlier has committed.
    basket, is_new = Basket.objects.get_or_create(
        basket_id=request.basket_id, defaults={"fingerprint": fingerprint, "created_at": at}
    )
    known = list(Order.objects.filter(commercial_id=request.basket_id).order_by("pk"))
    if not is_new and basket.fingerprint == fingerprint:
        return known
    if not is_new or known:
        message = _("Basket %(basket)s was sent before with another content.") % {"basket": request.basket_id}
        raise Conflict(code="CONFLICT", message=message)
    return _make_orders(request, actor, at)


def order_suffix(index: int) -> str:
    """A, B, ... Z, AA, AB, ... for 0, 1, ..."""
    text = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def _make_orders(request: BasketRequest, actor: Actor, at: datetime) -> list[Order]:
    destination = find_destination(request)
    wanted: Counter[int] = Counter()
    for line in request.lines:
        wanted[line.offer_id] += line.quantity
    offers = lock_offers(wanted)
    shop_ids = {offer.shop_id for offer in offers.values()}
    shops = load_shop_terms(shop_ids, network=destination.network, at=at)
    check_offers(request, offers, shops, at)
    take_stock(offers=offers, wanted=wanted, at=at)

    terms = load_terms(channel=destination.channel, offers=offers.values())
    book = load_prices(offers=offers.values(), channel=destination.channel, at=at, storefront=request.storefront)
    parts = _parts(request, offers, terms, book)
    check_amounts(purchase.price for part in parts for purchase in part.purchases)
    promises = _promises(destination, parts, shops, at)
    orders = []
    for index, (part, promised) in enumerate(zip(parts, promises, strict=True)):
        order_id = f"{request.basket_id}-{order_suffix(index)}"
        order = _make_order(request, destination, part, promised, order_id, at)
        lines = _make_lines(order, part, at)
        record_event(order=order, kind=OrderEventKind.CREATED, actor=actor, at=at, lines=lines)
        orders.append(order)
    reindex_orders([order.pk for order in orders])
    return orders


def _parts(request: BasketRequest, offers: Mapping[int, Offer], terms: Terms, book: PriceBook) -> list[ShopPart]:
    parts: dict[int, ShopPart] = {}
    wanted = [(offers[line.offer_id], line.quantity) for line in request.lines]
    sales = book.price_basket(wanted, promo_codes=request.promo_codes)
    for line, sale in zip(request.lines, sales, strict=True):
        rates, paid = terms.rates_for(sale.offer), sale.paid_by(request.payment_type)
        price = price_line(
            goods=paid.total, shipping_price=line.shipping_price, rates=rates, currency=sale.offer.currency
        )
        part = parts.setdefault(sale.offer.shop_id, ShopPart(sale.offer.shop_id))
        part.purchases.append(Purchase(sale=sale, paid=paid, rates=rates, price=price))
    return list(parts.values())


def _promises(
    destination: Destination, parts: list[ShopPart], shops: Mapping[int, ShopTerms], at: datetime
) -> list[FrozenPromise]:
    """What each part is promised. Raises ValidationFailed where a shop does not send there by that method (R085)."""
    network, method = destination.network, destination.method
    parcels = [parcel_of(part.shop_id, (each.sale for each in part.purchases), network) for part in parts]
    network = replace(network, methods=(method,))
    quoted = quote_parcels(network=network, terms=shops, parcels=parcels, at=at)
    record_outcomes(network=network, terms=shops, parcels=parcels, quoted=quoted, at=at)
    options = [options[0] for options in quoted]
    for part, option in zip(parts, options, strict=True):
        if not option.is_shippable:
            message = _("%(shop)s does not send to this address by this method.") % {"shop": shops[part.shop_id].name}
            raise refusal("NOT_SHIPPABLE", "shipping_type_code", message)
    return [freeze_promise(option=option, channel=network.channel, at=at) for option in options]


def _make_order(
    request: BasketRequest,
    destination: Destination,
    part: ShopPart,
    promised: FrozenPromise,
    order_id: str,
    at: datetime,
) -> Order:
    totals = total_of(purchase.price for purchase in part.purchases)
    return Order.objects.create(
        shop_id=part.shop_id,
        channel=destination.channel,
        order_id=order_id,
        commercial_id=request.basket_id,
        state=OrderState.STAGING,
        created_at=at,
        updated_at=at,
        ship_by=promised.promise.ship_by,
        promise_earliest=promised.promise.earliest,
        promise_latest=promised.promise.latest,
        promise_policy=promised.policy,
        lead_time_days=promised.lead_time_days,
        currency=destination.channel.currency,
        payment_workflow=request.payment_workflow,
        payment_type=request.payment_type,
        billing_address=request.billing_address,
        shipping_address=request.shipping_address,
        shipping_method_id=destination.method.pk,
        shipping_zone_id=destination.network.zone_id,
        **asdict(totals),
        **_customer_fields(request.customer),
    )


def _customer_fields(customer: Customer) -> dict[str, Any]:
    fields = {f"customer_{name}": value for name, value in asdict(customer).items() if name != "customer_id"}
    return {"customer_id": customer.customer_id, **fields}


def _make_lines(order: Order, part: ShopPart, at: datetime) -> list[OrderLine]:
    rows = [_line(order, index, purchase, at) for index, purchase in enumerate(part.purchases, start=1)]
    return OrderLine.objects.bulk_create(rows)


def _line(order: Order, index: int, purchase: Purchase, at: datetime) -> OrderLine:
    sale, rates = purchase.sale, purchase.rates
    offer, product = sale.offer, sale.offer.product
    return OrderLine(
        shop_id=order.shop_id,
        order=order,
        line_id=f"{order.order_id}-{index}",
        index=index,
        state=LineState.STAGING,
        offer=offer,
        offer_sku=offer.shop_sku,
        offer_condition=offer.condition,
        product_sku=product.product_sku,
        product_title=product.title,
        product_media_url=product.media_url,
        category_code=product.category.code,
        category_label=product.category.label,
        quantity=sale.quantity,
        price_unit=round_money(purchase.paid.total / sale.quantity, order.currency),
        reductions=write_reductions(sale, purchase.paid),
        tax_code=rates.tax_code,
        tax_rate=rates.tax,
        commission_rate=rates.commission,
        commission_tax_rate=rates.commission_tax,
        created_at=at,
        updated_at=at,
        **{name: getattr(purchase.price, name) for name in LinePrice.__slots__},
    )
