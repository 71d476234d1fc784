"""Ours for sellers: the history of an offer, and the shop's defaults for stock (R009 to R011)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_NUMBER
from offers.api.terms import KEPT_PRICES, tell_kept_prices
from offers.api.x import read_body
from offers.models import Offer, OfferChange, OfferSettings
from offers.services.history import history_of
from offers.services.settings import count_without_safety_stock, set_stock_defaults, settings_of

_FIELDS = (
    *("price_before", "price", "discount_before", "discount_price"),
    *("quantity_before", "quantity"),
)
HISTORY: dict[str, Any] = {
    "data": [
        {
            "change_id": int,
            "at": datetime,
            "source": str | None,
            "who": str | None,
            "price_before": Decimal,
            "price": Decimal,
            "discount_before": Decimal | None,
            "discount_price": Decimal | None,
            "quantity_before": int,
            "quantity": int,
            "prices_before": Maybe(KEPT_PRICES),
            "prices": Maybe(KEPT_PRICES),
        }
    ]
}
SETTINGS = {"safety_stock": int, "stock_alert": int | None, "is_integrated": bool, "offers_without_safety_stock": int}


class SettingsSerializer(serializers.Serializer[Any]):
    """What is absent stays. `stock_alert` null: nobody is told."""

    safety_stock = serializers.IntegerField(required=False, min_value=0, max_value=BIGGEST_NUMBER)
    stock_alert = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=BIGGEST_NUMBER)


class HistoryOfOffer(SellerView):
    """What became of an offer's price and stock."""

    operation = "X-OFFER-HISTORY"
    permission = Right.OFFER_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "The changes of an offer's prices and stock, newest first",
        answer=HISTORY,
        parameters=SEEK_PAGING,
        explanation="`prices` are those by quantity, channel and time and the dates of the reduction; null where none "
        "of them changed.",
    )
    def get(self, request: Request, offer: int) -> Response:
        if not Offer.objects.filter(pk=offer).exists():
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no such offer."))
        page: SeekPage[OfferChange] = SeekPage.read(
            request,
            operation=self.operation,
            shop_id=self.shop_id,
            sorts={"change_id": ("pk",)},
            default="change_id,DESC",
        )
        return page.answer(history_of(offer), _tell_changes)


class StockSettings(SellerView):
    """What is kept back of every offer, and when the seller is told."""

    operation = "X-OFFER-SETTINGS"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "The shop's defaults for stock",
        answer=SETTINGS,
        explanation="`offers_without_safety_stock` counts to 10,000 and no further.",
    )
    def get(self, request: Request) -> Response:
        return Response(_tell_settings(settings_of(self.shop_id)))

    @describe(
        "Change the shop's defaults for stock",
        operation="X-OFFER-SETTINGS-CHANGE",
        answer=SETTINGS,
        body=SettingsSerializer,
        example={"safety_stock": 2, "stock_alert": 5},
        explanation="They hold at once for every offer that has no value of its own.",
    )
    def patch(self, request: Request) -> Response:
        former = settings_of(self.shop_id)
        kept = {"safety_stock": former.safety_stock, "stock_alert": former.stock_alert}
        given = read_body(SettingsSerializer, request.data)
        return Response(_tell_settings(set_stock_defaults(shop_id=self.shop_id, at=self.at, **{**kept, **given})))


def _tell_changes(rows: Sequence[OfferChange]) -> list[dict[str, Any]]:
    return [
        {
            "change_id": row.pk,
            "at": row.at,
            "source": row.source or None,
            "who": row.who or None,
            **{name: getattr(row, name) for name in _FIELDS},
            "prices_before": tell_kept_prices(row.prices_before, row.price_before) if row.prices_before else None,
            "prices": tell_kept_prices(row.prices, row.price) if row.prices else None,
        }
        for row in rows
    ]


def _tell_settings(settings: OfferSettings) -> dict[str, Any]:
    return {
        "safety_stock": settings.safety_stock,
        "stock_alert": settings.stock_alert,
        "is_integrated": settings.is_integrated,
        "offers_without_safety_stock": count_without_safety_stock(settings.shop_id),
    }
