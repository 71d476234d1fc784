"""What the shop front may promise before anybody has ordered: reckoned as an order's own promise is (R085, R094)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.errors import FieldError, ValidationFailed
from marketplace.money import share_money
from offers.models import Offer
from offers.quantities import quantity_fault
from offers.services.price_book import load_prices
from offers.services.sales import Sale
from orders.services.checking import check_served, find_network, is_on_sale
from orders.services.promising import parcel_of
from shipping.services.faults import record_outcomes
from shipping.services.network import Network
from shipping.services.quoting import Option, Parcel, quote_parcels
from shipping.services.shop_terms import ShopTerms, load_shop_terms


@dataclass(frozen=True)
class QuoteItem:
    """So many of an offer."""

    offer_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class FreightShare:
    """What an item bears of a freight, and what it would without a discount."""

    price: Decimal
    origin: Decimal


@dataclass(frozen=True)
class QuotedItem:
    """An item with its price; orderable when it is on sale here with that much in stock."""

    sale: Sale
    is_orderable: bool

    @property
    def offer(self) -> Offer:
        return self.sale.offer

    @property
    def quantity(self) -> int:
        return self.sale.quantity

    @property
    def price(self) -> Decimal:
        """Of all its pieces."""
        return self.sale.total


@dataclass(frozen=True)
class Quote:
    """What would become one order: one shop's items, and how they may be delivered."""

    shop: ShopTerms
    items: list[QuotedItem]
    options: list[Option]
    is_paused: bool

    @property
    def price(self) -> Decimal:
        return sum((item.price for item in self.items), Decimal(0))

    def freight(self, option: Option) -> Decimal | None:
        """The option's freight as discounts leave it."""
        shares = self.shares(option)
        return None if shares is None else sum((share.price for share in shares), Decimal(0))

    @property
    def is_shippable(self) -> bool:
        return any(option.is_shippable for option in self.options)

    def shares(self, option: Option) -> list[FreightShare] | None:
        """What each item bears of the option's freight, by its price; to the cent they are the freight (R085). Each is
        lowered by its own best discount on freight (R021). None where the shop leaves its freight to the shop front.
        """
        price = option.freight.price
        if price is None:
            return None
        shares = share_money(price, [item.price for item in self.items], self.shop.channel_currency)
        return [
            FreightShare(item.sale.freight_price(share), share) for item, share in zip(self.items, shares, strict=True)
        ]


@dataclass(frozen=True)
class Listing:
    """An offer as the shop front lists it: what one costs, whether it could be ordered, how it would be delivered."""

    sale: Sale
    shop: ShopTerms
    is_orderable: bool
    options: list[Option]
    is_paused: bool

    @property
    def offer(self) -> Offer:
        return self.sale.offer

    def freight(self, option: Option) -> Decimal | None:
        """The option's freight as a discount leaves it."""
        price = option.freight.price
        return None if price is None else self.sale.freight_price(price)


def quote_items(
    *,
    channel_code: str,
    country: str,
    zip_code: str,
    items: Sequence[QuoteItem],
    at: datetime,
    storefront: str = "",
    promo_codes: Collection[str] = (),
) -> tuple[Network, list[Quote]]:
    """Quotes by shop, in the order of first appearance. Raises ValidationFailed. Needs the scope of all shops."""
    network = find_network(channel_code=channel_code, country=country, zip_code=zip_code)
    check_served(network, "country_iso_code")
    offers = _offers(item.offer_id for item in items)
    unknown = [
        FieldError("OFFER_NOT_FOUND", f"items[{index}].offer_id", _("There is no such offer."))
        for index, item in enumerate(items)
        if item.offer_id not in offers
    ]
    if unknown:
        raise ValidationFailed(code="OFFER_NOT_FOUND", message=unknown[0].message, errors=unknown)
    shops = load_shop_terms({offer.shop_id for offer in offers.values()}, network=network, at=at)
    book = load_prices(offers=offers.values(), channel=network.channel, at=at, storefront=storefront)
    sales = book.price_basket([(offers[item.offer_id], item.quantity) for item in items], promo_codes=promo_codes)
    parts = _parts(sales, shops, at)
    parcels = [parcel_of(shop_id, (item.sale for item in quoted), network) for shop_id, quoted in parts.items()]
    options = _quoted(network, shops, parcels, at)
    return network, [
        Quote(shops[shop_id], quoted, found, shops[shop_id].is_paused(at))
        for (shop_id, quoted), found in zip(parts.items(), options, strict=True)
    ]


def list_offers(*, offers: Sequence[Offer], network: Network, at: datetime, storefront: str = "") -> list[Listing]:
    """One piece of each offer by itself, as a page of a search shows them: four queries for all of them, one more
    where a reduction names categories, and one where a rate table gives no price. Needs the scope of all shops.
    """
    shops: Mapping[int, ShopTerms] = load_shop_terms({offer.shop_id for offer in offers}, network=network, at=at)
    book = load_prices(offers=offers, channel=network.channel, at=at, storefront=storefront)
    sales = [book.sale_price(offer) for offer in offers]
    parcels = [parcel_of(sale.offer.shop_id, [sale], network) for sale in sales]
    options = _quoted(network, shops, parcels, at)
    return [_listing(sale, shops[sale.offer.shop_id], found, at) for sale, found in zip(sales, options, strict=True)]


def _parts(sales: Sequence[Sale], shops: Mapping[int, ShopTerms], at: datetime) -> dict[int, list[QuotedItem]]:
    wanted: Counter[int] = Counter()
    for sale in sales:
        wanted[sale.offer.pk] += sale.quantity
    parts: dict[int, list[QuotedItem]] = {}
    for sale in sales:
        offer = sale.offer
        is_there = offer.sellable_quantity >= wanted[offer.pk] and quantity_fault(offer, wanted[offer.pk]) is None
        is_orderable = is_there and is_on_sale(offer, shops[offer.shop_id], at)
        parts.setdefault(offer.shop_id, []).append(QuotedItem(sale, is_orderable))
    return parts


def _listing(sale: Sale, shop: ShopTerms, options: list[Option], at: datetime) -> Listing:
    is_there = sale.offer.sellable_quantity >= max(1, sale.offer.min_order_quantity or 1)
    is_orderable = is_there and is_on_sale(sale.offer, shop, at)
    return Listing(sale, shop, is_orderable, options, shop.is_paused(at))


def _quoted(
    network: Network, shops: Mapping[int, ShopTerms], parcels: Sequence[Parcel], at: datetime
) -> list[list[Option]]:
    options = quote_parcels(network=network, terms=shops, parcels=parcels, at=at)
    record_outcomes(network=network, terms=shops, parcels=parcels, quoted=options, at=at)
    return options


def _offers(offer_ids: Iterable[int]) -> dict[int, Offer]:
    return {offer.pk: offer for offer in Offer.objects.current().with_product().filter(pk__in=list(offer_ids))}
