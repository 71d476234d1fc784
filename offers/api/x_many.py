"""Ours for sellers: offers listed as they are kept, made, and changed many at once (R135)."""

from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.wire import BIGGEST_NUMBER, MOST_VALUES, IdField, Query
from marketplace.shops.models import Shop
from offers.api.terms import TOLD, OfferChangesSerializer, read_terms, tell_offer
from offers.api.x import NEW_OFFER, NewOfferSerializer, OfferOperation, make_offer_from, read_body
from offers.choices import ChangeSource, SaleState
from offers.models import Category, Offer
from offers.querysets import OfferQuerySet
from offers.services.bulk import BulkChange, change_offers
from offers.services.catalogue import subtree_ids
from offers.services.differential import looked_back
from offers.services.reasons import SaleContext
from offers.services.selling import Changed

_SORTS = {"offer_id": ("pk",), "updated_at": ("updated_at", "pk"), "price": ("price", "pk")}
_STATES = [state for state in SaleState if state != SaleState.REMOVED]
_FILTERS = (
    OpenApiParameter("state", str, enum=[state.value for state in _STATES]),
    OpenApiParameter("sku", str, description="SKUs of the shop, comma-separated, at most 100."),
    OpenApiParameter("category", str, description="Code of a category; those below it count."),
    OpenApiParameter("low", bool, description="`true`: those at or below the level at which you are told (R011)."),
    OpenApiParameter("without_safety_stock", bool, description="`true`: those of which nothing is kept back (R010)."),
    OpenApiParameter(
        "updated_since",
        OpenApiTypes.DATETIME,
        description="Changed since, with a margin: rows of imports that ended since then too.",
    ),
    OpenApiParameter("sort", str, description="`offer_id,ASC` (default), `updated_at,DESC`, `price,ASC`, ..."),
)
CHANGED = {
    "changed": int,
    "offers": [{"offer_id": int, "shop_sku": str, "error": Maybe({"code": str, "message": str})}],
}


class ManyChangesSerializer(serializers.Serializer[Any]):
    """The same change of many offers: terms that are set, and what reckons from what each offer has. Percent come
    before the amount.
    """

    offer_ids = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_VALUES)
    terms = OfferChangesSerializer(required=False)
    price_percent = serializers.DecimalField(required=False, max_digits=6, decimal_places=2)
    price_amount = serializers.DecimalField(required=False, max_digits=12, decimal_places=2)
    quantity_add = serializers.IntegerField(required=False, min_value=-BIGGEST_NUMBER, max_value=BIGGEST_NUMBER)


class Offers(OfferOperation):
    """The shop's offers."""

    operation = "X-OFFERS"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE
    takes_page_token: ClassVar[bool] = True

    @describe(
        "The shop's offers as they are kept",
        answer={"data": [TOLD]},
        parameters=(*_FILTERS, *SEEK_PAGING),
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[Offer] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=_SORTS, default="offer_id,ASC"
        )
        offers = _matching(page.query, self.shop_id, self.at).with_product()
        sale = SaleContext(Shop.objects.get(pk=self.shop_id), self.at)
        return page.answer(
            offers, lambda rows: [tell_offer(row, at=self.at, reasons=sale.reasons(row)) for row in rows]
        )

    @describe(
        "Make an offer",
        operation="X-OFFER-CREATE",
        answer=TOLD,
        status=201,
        body=NewOfferSerializer,
        example=NEW_OFFER,
        explanation="A removed offer with the same SKU and product comes back.",
    )
    def post(self, request: Request) -> Response:
        return self.told(make_offer_from(self, read_body(NewOfferSerializer, request.data)), status=201)

    @describe(
        "Change many offers at once",
        operation="X-OFFERS-CHANGE",
        answer=CHANGED,
        body=ManyChangesSerializer,
        example={"offer_ids": [1, 2], "terms": {"safety_stock": 2}, "price_percent": -5},
        explanation="An offer that cannot be changed holds up no other. Unknown ids are left out.",
    )
    def patch(self, request: Request) -> Response:
        given = read_body(ManyChangesSerializer, request.data)
        ids, terms = given.pop("offer_ids"), read_terms(given.pop("terms", {}))
        changed = change_offers(
            offer_ids=ids,
            shop_id=self.shop_id,
            change=BulkChange(terms=terms, **given),
            actor=self.actor,
            source=ChangeSource.API,
            at=self.at,
        )
        done = sum(each.error is None for each in changed)
        return Response({"changed": done, "offers": [_tell_changed(each) for each in changed]})


def _matching(query: Query, shop_id: int, at: datetime) -> OfferQuerySet:
    offers = _in_state(query.choice("state", _STATES), at)
    if skus := query.texts("sku"):
        offers = offers.filter(shop_sku__in=skus)
    if category := query.text("category"):
        found = Category.objects.filter(code=category).values_list("pk", flat=True).first()
        offers = offers.filter(product__category__in=subtree_ids(found) if found else [])
    if query.boolean("low"):
        offers = offers & Offer.objects.low_on_stock()
    if query.boolean("without_safety_stock"):
        offers = offers.filter(safety_in_force=0)
    since = query.moment("updated_since")
    return offers if since is None else offers.filter(updated_at__gte=looked_back(shop_id, since))


def _in_state(state: str | None, at: datetime) -> OfferQuerySet:
    found: dict[str | None, OfferQuerySet] = {
        None: Offer.objects.current(),
        SaleState.ON_SALE: Offer.objects.sellable(at),
        SaleState.OUT_OF_STOCK: Offer.objects.out_of_stock().available(at),
        SaleState.OUT_OF_PERIOD: Offer.objects.out_of_period(at),
        SaleState.PAUSED: Offer.objects.paused(),
    }
    return found[state]


def _tell_changed(changed: Changed) -> dict[str, Any]:
    error = {"code": changed.error.code, "message": changed.error.message} if changed.error else None
    return {"offer_id": changed.offer_id, "shop_sku": changed.shop_sku, "error": error}
