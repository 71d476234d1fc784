"""OF21 and OF22: the shop's offers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.pagination import OffsetPage, read_sort
from marketplace.rest.schema import LOCALE, OFFSET_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_ID, Query, read_integer
from marketplace.shops.models import Shop
from offers.models import Offer
from offers.querysets import OfferQuerySet
from offers.services.telling import OFFER, OfferListing
from offers.services.totals import total_of

# Prices are without shipping here, so that both price sorts are one.
_SORTS = {"totalPrice": ("price", "pk"), "price": ("price", "pk"), "productTitle": ("product__title", "pk")}
PRICING_CHANNEL = OpenApiParameter(
    "pricing_channel_code", str, description="Prices as they hold on this channel; another's is ignored."
)
_FILTERS = (
    OpenApiParameter("offer_state_codes", str, description="Conditions, comma-separated: 11 is new."),
    OpenApiParameter("sku", str, description="The shop's own SKU."),
    OpenApiParameter("product_id", str, description="The product's SKU."),
    OpenApiParameter("favorite", bool, description="`true`: offers with a rank among the favourites alone."),
    PRICING_CHANNEL,
    OpenApiParameter("sort", str, enum=list(_SORTS), default="totalPrice"),
    OpenApiParameter("order", str, enum=["asc", "desc"], default="asc"),
)


class ListOffers(SellerView):
    """OF21."""

    operation = "OF21"
    permission = Right.OFFER_READ

    @describe(
        "The shop's offers",
        answer={"offers": [OFFER], "total_count": int},
        parameters=(*_FILTERS, *OFFSET_PAGING, LOCALE),
    )
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        order = read_sort(self.query, _SORTS, default="totalPrice")
        offers = _filtered(Offer.objects.current(), self.query)
        listing = _listing(self)
        rows = _rows(page, offers, order)
        return page.answer("offers", [listing.build(offer) for offer in rows], total=total_of(offers))


class ShowOffer(SellerView):
    """OF22."""

    operation = "OF22"
    permission = Right.OFFER_READ

    @describe(
        "One offer",
        answer=OFFER,
        parameters=(
            OpenApiParameter("offer", OpenApiTypes.INT64, OpenApiParameter.PATH, description="The offer's id."),
            PRICING_CHANNEL,
            LOCALE,
        ),
    )
    def get(self, request: Request, offer: str) -> Response:
        found = (
            Offer.objects.current().with_product().filter(pk=read_integer("offer", offer, maximum=BIGGEST_ID)).first()
        )
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no offer %(id)s.") % {"id": offer})
        return Response(_listing(self).build(found))


def _rows(page: OffsetPage, offers: OfferQuerySet, order: Sequence[str]) -> list[Offer]:
    """The page's offers. What it skips is counted in the index alone: only rows that are told are read and joined."""
    if page.everything:
        return list(offers.with_product().order_by(*order))
    keys = offers.order_by(*order).values("pk")[page.offset : page.offset + page.size]
    return list(Offer.objects.filter(pk__in=keys).with_product().order_by(*order))


def _listing(view: SellerView) -> OfferListing:
    channel = view.query.text("pricing_channel_code") or ""
    return OfferListing(shop=Shop.objects.get(pk=view.shop_id), at=view.at, channel=channel)


def _filtered(offers: OfferQuerySet, query: Query) -> OfferQuerySet:
    wanted = {
        "condition__in": query.texts("offer_state_codes"),
        "shop_sku": query.text("sku"),
        "product__product_sku": query.text("product_id"),
    }
    offers = offers.filter(**{name: value for name, value in wanted.items() if value is not None})
    return offers.filter(favorite_rank__isnull=False) if query.boolean("favorite") else offers
