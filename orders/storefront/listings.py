"""Listings: offers as the customer sees them, one by one or a page of them, each with its freight and promise."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.countries import alpha2
from marketplace.errors import NotFound, refusal
from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.rest.wire import BIGGEST_ID, Query, read_integer, refuse
from marketplace.shops.models import Shop, ShopChannel
from offers.listing_view import TEXTS, tell_texts
from offers.models import Offer
from offers.services.listing_texts import ListingTexts, load_listing_texts
from offers.services.sales import Sale, plain_sale
from orders.services.checking import find_network
from orders.services.quoting import Listing, list_offers
from orders.storefront.deliveries import DELIVERY, SHIPPABLE, tell_deliveries, tell_shippable
from orders.storefront.prices import PRICE, tell_price
from shipping.services.network import Network

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
    **PRICE,
    "currency_iso_code": str,
    "quantity": int,
    "orderable": bool,
    "return_policy": str | None,
    "media_url": str | None,
    **TEXTS,
    **SHIPPABLE,
    "deliveries": [DELIVERY],
}
_WHERE_TO = (
    OpenApiParameter("country_iso_code", str, description="Where it would go. Absent: the channel's country."),
    OpenApiParameter("zip_code", str, description="Postcode there. Absent: prices that name no postcodes."),
    OpenApiParameter("storefront", str, description="Campaigns of this one alone. Absent: of all of the channel."),
    OpenApiParameter("why", bool, description="`true` asks for the days of each promise.", default=False),
)
LONGEST_ZIP_CODE = 20


class ShowListing(StorefrontView):
    """An offer as the customer sees it."""

    operation = "SF-OFFER"

    @describe(
        "One offer with its freight and promise",
        answer=LISTING,
        parameters=(
            OpenApiParameter("channel", str, description="Absent: the first channel of its shop."),
            *_WHERE_TO,
        ),
        explanation="`reason` is `NOT_SHIPPABLE` where nothing is sent, or `SHOP_PAUSED` while a closure keeps the "
        "shop from selling. `description_html` is clean: the shop's template filled in, its images at the end; what it "
        "`description_holds` need not be shown again beside it. Labels are in the channel's language.",
    )
    def get(self, request: Request, offer_id: int) -> Response:
        offer = Offer.objects.current().with_product().filter(pk=offer_id).first()
        if offer is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        code = self.query.text("channel") or _first_channel(offer)
        with_why = bool(self.query.boolean("why"))
        if code is None:
            shop = Shop.objects.get(pk=offer.shop_id)
            texts = load_listing_texts([offer], language=settings.LANGUAGE_CODE)
            return Response(_told(plain_sale(offer, self.at), texts, shop.name, None, with_why))
        network, storefront = _network(code, self.query), self.query.text("storefront") or ""
        [listing] = list_offers(offers=[offer], network=network, at=self.at, storefront=storefront)
        texts = load_listing_texts([offer], language=network.channel.language)
        return Response(_listing(listing, texts, with_why))


class ListListings(StorefrontView):
    """A page of offers of any shops, read at once."""

    operation = "SF-OFFERS"

    @describe(
        "Many offers with their freight and promises",
        answer={"offers": [LISTING], "unknown": [int]},
        parameters=(
            OpenApiParameter("ids", str, required=True, description="Offers, comma-separated; at most 100."),
            OpenApiParameter("channel", str, required=True),
            *_WHERE_TO,
        ),
        explanation="In the order in which they are named. Offers that there are none of stand under `unknown`. "
        "`reason` is `NOT_SHIPPABLE`, or `SHOP_PAUSED` while a closure keeps the shop from selling.",
    )
    def get(self, request: Request) -> Response:
        ids = [read_integer("ids", text, minimum=1, maximum=BIGGEST_ID) for text in self.query.texts("ids") or ()]
        code = self.query.text("channel")
        if not ids:
            raise refuse("ids", _("Name the offers, such as 12,15."))
        if code is None:
            raise refuse("channel", _("Name the channel, such as ES."))
        network, with_why = _network(code, self.query), bool(self.query.boolean("why"))
        found = {offer.pk: offer for offer in Offer.objects.current().with_product().filter(pk__in=ids)}
        storefront = self.query.text("storefront") or ""
        listings = list_offers(offers=_in_order(ids, found), network=network, at=self.at, storefront=storefront)
        texts = load_listing_texts(found.values(), language=network.channel.language)
        return Response(
            {
                "offers": [_listing(listing, texts, with_why) for listing in listings],
                "unknown": [offer_id for offer_id in dict.fromkeys(ids) if offer_id not in found],
            }
        )


def _in_order(ids: Sequence[int], found: dict[int, Offer]) -> list[Offer]:
    return [found[offer_id] for offer_id in dict.fromkeys(ids) if offer_id in found]


def _network(channel_code: str, query: Query) -> Network:
    """The network towards where the query says. Raises ValidationFailed."""
    named, zip_code = query.text("country_iso_code"), query.text("zip_code") or ""
    country = alpha2(named) if named else None
    if named and country is None:
        raise refuse("country_iso_code", _("Must be a country's ISO 3166-1 code, such as ES."))
    if len(zip_code) > LONGEST_ZIP_CODE:
        raise refusal(
            "VALIDATION_ERROR", "zip_code", _("A postcode has at most %(count)s signs.") % {"count": LONGEST_ZIP_CODE}
        )
    return find_network(channel_code=channel_code, country=country, zip_code=zip_code)


def _first_channel(offer: Offer) -> str | None:
    sold_on = ShopChannel.objects.filter(shop=offer.shop_id, channel__is_active=True)
    return sold_on.order_by("channel_id").values_list("channel__code", flat=True).first()


def _listing(listing: Listing, texts: ListingTexts, with_why: bool) -> dict[str, Any]:
    return _told(listing.sale, texts, listing.shop.name, listing, with_why)


def _told(sale: Sale, texts: ListingTexts, shop_name: str, listing: Listing | None, with_why: bool) -> dict[str, Any]:
    offer, product = sale.offer, sale.offer.product
    return {
        "offer_id": offer.pk,
        "shop_id": offer.shop_id,
        "shop_name": shop_name,
        "product_sku": product.product_sku,
        "product_title": product.title,
        "product_brand": product.brand or None,
        "product_description": product.description or None,
        "description": offer.description or None,
        "state_code": offer.condition,
        **tell_price(sale),
        "currency_iso_code": offer.currency,
        "quantity": offer.sellable_quantity,
        "orderable": bool(listing and listing.is_orderable),
        "return_policy": texts.of_shop(offer.shop_id).returns or None,
        "media_url": product.media_url or None,
        **tell_texts(offer, texts, price=sale.price),
        **tell_shippable(listing),
        "deliveries": tell_deliveries(listing, with_why=with_why),
    }
