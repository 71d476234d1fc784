"""Ours: the carriers that a shop usually sends with (R091, R135)."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from shipping.models import Carrier
from shipping.services.carriers import set_usual_carriers, usual_carriers

CODES = {"codes": [str]}
MOST = 500


class CarriersBody(serializers.Serializer[Any]):
    """Codes of SH21; none: every carrier is offered when an order is shipped."""

    codes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST)


class CarriersOfShop(SellerView):
    """Read, and replace as a whole."""

    operation = "X-CARRIERS"
    permission = Right.SHOP_WRITE

    @describe("The shop's usual carriers", answer=CODES)
    def get(self, request: Request) -> Response:
        return Response(_told(usual_carriers(self.shop_id)))

    @describe(
        "Replace the usual carriers",
        operation="X-CARRIERS-REPLACE",
        answer=CODES,
        body=CarriersBody,
        example={"codes": []},
    )
    def put(self, request: Request) -> Response:
        body = CarriersBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_told(set_usual_carriers(shop_id=self.shop_id, codes=body.validated_data["codes"])))


def _told(carriers: Iterable[Carrier]) -> dict[str, list[str]]:
    return {"codes": [carrier.code for carrier in carriers]}
