"""`/api/x/preparation`: the shop's default lead time and cut-off hour, as on the page (R086, R135)."""

from datetime import time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from shipping.models import ShopShipping
from shipping.models.network import LONGEST_LEAD_TIME_DAYS
from shipping.services.settings import set_preparation, shop_settings

PREPARATION = {"lead_time_days": int, "cutoff": str | None}


class PreparationBody(serializers.Serializer[Any]):
    """Working days from the order to the hand-over to the carrier, and the hour, local to the channel, from which on
    an order counts as the next day's; null: the day's end. What is absent stays.
    """

    lead_time_days = serializers.IntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(LONGEST_LEAD_TIME_DAYS)]
    )
    cutoff = serializers.TimeField(required=False, allow_null=True)


class PreparationOfShop(SellerView):
    """Read and change."""

    operation = "X-PREPARATION"
    permission = Right.SHOP_WRITE

    @describe("The shop's preparation: working days, and cut-off hour", answer=PREPARATION)
    def get(self, request: Request) -> Response:
        return Response(_told(shop_settings(self.shop_id)))

    @describe(
        "Change the preparation",
        operation="X-PREPARATION-CHANGE",
        answer=PREPARATION,
        body=PreparationBody,
        example={"lead_time_days": 2, "cutoff": "14:00"},
    )
    def patch(self, request: Request) -> Response:
        body = PreparationBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return Response(_told(set_preparation(shop_id=self.shop_id, at=self.at, **body.validated_data)))


def _told(settings: ShopShipping) -> dict[str, Any]:
    cutoff: time | None = settings.cutoff
    return {"lead_time_days": settings.lead_time_days, "cutoff": f"{cutoff:%H:%M}" if cutoff else None}
