"""SH52: what of a shop's rate table the seller API can tell."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.shops.models import Shop
from shipping.choices import ChargeBasis, RateTable
from shipping.models import LogisticClass, ShippingMethod, ShippingZone
from shipping.services.charges import list_rates, rates_changed_at
from shipping.tables.columns import WrittenRow

_PRICES = {
    "type": str,
    "initial_price": Decimal | None,
    "additional_price": Decimal | None,
    "free_shipping_threshold": Decimal | None,
    "ranges": Maybe([{"threshold": Decimal, "price": Decimal}]),
}
CHARGES = {
    "configuration": [
        {
            "shipping_zone_code": str,
            "shipping_method_code": str,
            "logistic_class_code": str,
            "overridden_by_shop": bool,
            "prices": _PRICES,
        }
    ],
    "currency_iso_code": str,
    "last_updated_date": datetime,
    "shop_id": int,
}


class ListCharges(SellerView):
    """SH52: what of the rate table can be told in it, which is all but prices by weight and by postcode."""

    operation = "SH52"
    permission = Right.SHOP_WRITE

    @describe(
        "What the shop charges, per zone, method and logistic class",
        answer=CHARGES,
        parameters=(
            OpenApiParameter("overridden_by_shop", bool, description="All prices are the shop's: `false` finds none."),
        ),
        explanation="Prices by weight and by postcode have no place here: `/api/x/shipping/charges` has them all.",
    )
    def get(self, request: Request) -> Response:
        shop = Shop.objects.get(pk=self.shop_id)
        wants_others = self.query.boolean("overridden_by_shop") is False
        return Response(
            {
                "configuration": [] if wants_others else _configuration(),
                "currency_iso_code": shop.currency,
                "last_updated_date": rates_changed_at(shop),
                "shop_id": shop.pk,
            }
        )


def _configuration() -> list[dict[str, Any]]:
    """A price list for each active zone, method and class that has one."""
    zones, methods, classes = (
        list(model.objects.filter(is_active=True).values_list("code", flat=True))
        for model in (ShippingZone, ShippingMethod, LogisticClass)
    )
    lists: dict[tuple[str, str, str], list[WrittenRow]] = {}
    for row in list_rates(RateTable.MAIN):
        if not row.postcode_from:
            lists.setdefault((row.zone, row.method, row.logistic_class), []).append(row)
    found = (
        (zone, method, kind, lists.get((zone, method, kind)) or lists.get((zone, method, "")) or [])
        for zone in zones
        for method in methods
        for kind in classes
    )
    return [
        {
            "shipping_zone_code": zone,
            "shipping_method_code": method,
            "logistic_class_code": kind,
            "overridden_by_shop": True,
            "prices": _prices(rows),
        }
        for zone, method, kind, rows in found
        if rows and rows[0].basis != ChargeBasis.WEIGHT
    ]


def _prices(rows: Sequence[WrittenRow]) -> dict[str, Any]:
    first = rows[0]
    prices: dict[str, Any] = dict.fromkeys(_PRICES)
    if first.basis == ChargeBasis.FREE:
        return {**prices, "type": "FREE_SHIPPING"}
    if first.basis == ChargeBasis.VALUE:
        ranges = [{"threshold": row.at_least, "price": row.price} for row in rows]
        return {**prices, "type": "ORDER_RANGE", "ranges": ranges}
    return {
        **prices,
        "type": "FIXED_PRICE",
        "initial_price": first.price,
        "additional_price": first.extra_price,
        "free_shipping_threshold": first.free_from,
    }
