"""P11: what all shops offer of a product, as far as a seller may know of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import OffsetPage, read_sort
from marketplace.rest.schema import LOCALE, OFFSET_PAGING, describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import Query, refuse
from marketplace.shops.choices import ShopState
from marketplace.shops.models import ShopChannel
from marketplace.tenancy import all_shops
from offers.api.offers_of_all import OFFER_OF_ANY, ListingOfAll
from offers.gtin import plain_gtin
from offers.models import Offer, Product
from offers.services.telling import tell_product

# The cheapest of a product's offers are told; `total_count` counts them all.
MOST_OFFERS = 100
_NUMBERS = frozenset({"EAN", "UPC", "GTIN", "ISBN"})
_SORTS = {"bestPrice": ("product_sku",), "bestEvaluation": ("product_sku",)}
PRODUCT: dict[str, Any] = {
    "category_code": str,
    "category_label": str,
    "measurement": Maybe(dict),
    "offers": [OFFER_OF_ANY],
    "product_brand": str | None,
    "product_description": str | None,
    "product_media": {"dam_url": str | None, "media_url": str | None, "type": str | None},
    "product_references": [{"reference": str, "reference_type": str}],
    "product_sku": str,
    "product_title": str,
    "total_count": int,
}
_PARAMETERS = (
    OpenApiParameter("product_ids", str, description="Product SKUs, comma-separated, at most 100."),
    OpenApiParameter("product_references", str, description="Such as EAN|4006381333931, comma-separated, at most 100."),
    OpenApiParameter("offer_state_codes", str, description="Conditions, comma-separated: 11 is new."),
    OpenApiParameter("all_offers", bool, description="`true`: those too that are not for sale.", default=False),
    OpenApiParameter("channel_codes", str, description="Of shops that sell on one of these channels."),
    OpenApiParameter("all_channels", bool, description="`true`: `channel_codes` is not looked at.", default=False),
    OpenApiParameter("pricing_channel_code", str, description="Prices as they hold on this channel."),
    OpenApiParameter("sort", str, enum=list(_SORTS), default="bestPrice"),
    OpenApiParameter("order", str, enum=["asc", "desc"], default="asc"),
)


class ListProductOffers(SellerView):
    """P11."""

    operation = "P11"
    permission = Right.OFFER_READ

    @describe(
        "All shops' offers of products",
        answer={"products": [PRODUCT]},
        parameters=(*_PARAMETERS, *OFFSET_PAGING, LOCALE),
        explanation="Name the products by `product_ids` or `product_references`. Of each product the hundred cheapest "
        "offers are told, without what would name another shop's stock or offer.",
    )
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        products = _named(self.query).order_by(*read_sort(self.query, _SORTS, default="bestPrice"))
        rows: list[Product] = page.rows(products.select_related("category"))
        with all_shops("P11 tells the offers of every shop"):
            offers = _offers_of(rows, self.query, self.at)
            totals = Counter(dict(_counted(offers)))
            cheapest = list(_cheapest(offers))
            listing = ListingOfAll.load(cheapest, channel=self.query.text("pricing_channel_code") or "", at=self.at)
        told = [_tell(product, cheapest, totals, listing) for product in rows]
        links = page.answer("products", told, total=products.count()).headers
        return Response({"products": told}, headers=dict(links))


def _named(query: Query) -> QuerySet[Product]:
    skus, references = query.texts("product_ids"), query.texts("product_references")
    if bool(skus) == bool(references):
        raise refuse("product_ids", _("Name products by product_ids or by product_references."))
    if skus:
        return Product.objects.filter(product_sku__in=skus)
    return Product.objects.filter(_by_reference(references or []))


def _by_reference(references: Sequence[str]) -> Q:
    numbers, skus = [], []
    for reference in references:
        kind, _bar, value = reference.partition("|")
        if kind.upper() in _NUMBERS:
            numbers += [plain] if (plain := plain_gtin(value.strip())) else []
        elif kind.upper() == "SKU":
            skus.append(value.strip())
        else:
            raise refuse("product_references", _("A reference is written as EAN|4006381333931."))
    return Q(ean__in=numbers) | Q(product_sku__in=skus)


def _offers_of(products: Sequence[Product], query: Query, at: datetime) -> QuerySet[Any]:
    offers: QuerySet[Any] = Offer.objects.current().filter(product__in=products)
    if not query.boolean("all_offers"):
        offers = Offer.objects.sellable(at).filter(product__in=products, shop__state=ShopState.OPEN)
    if states := query.texts("offer_state_codes"):
        offers = offers.filter(condition__in=states)
    channels = None if query.boolean("all_channels") else query.texts("channel_codes")
    if channels:
        offers = offers.filter(shop__in=ShopChannel.objects.filter(channel__code__in=channels).values("shop"))
    return offers


def _counted(offers: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = offers.order_by().values_list("product_id").annotate(Count("pk"))
    return counted


def _cheapest(offers: QuerySet[Any]) -> QuerySet[Any]:
    """The cheapest of each product, those of premium shops first among equals."""
    place = Window(RowNumber(), partition_by=F("product"), order_by=["price", F("shop__is_premium").desc(), "pk"])
    ranked = offers.select_related("shop").annotate(place=place).filter(place__lte=MOST_OFFERS)
    cheapest: QuerySet[Any] = ranked.order_by("product", "place")
    return cheapest


def _tell(
    product: Product, offers: Sequence[Offer], totals: Mapping[int, int], listing: ListingOfAll
) -> dict[str, Any]:
    picture = product.media_urls[0] if product.media_urls else None
    return {
        **tell_product(product),
        "measurement": None,
        "offers": [listing.build(offer) for offer in offers if offer.product_id == product.pk],
        "product_media": {"dam_url": None, "media_url": picture, "type": "LARGE" if picture else None},
        "total_count": totals[product.pk],
    }
