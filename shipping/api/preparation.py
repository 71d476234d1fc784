"""`/api/x/preparation`: the shop's default lead time, as on the settings page (R086, R135)."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from shipping.services.lookup import preparation_days
from shipping.services.settings import set_preparation_days

PREPARATION = {"lead_time_days": int}
LONGEST_DAYS = 60


class PreparationBody(serializers.Serializer[Any]):
    """Working days from the order to the hand-over to the carrier."""

    lead_time_days = serializers.IntegerField(validators=[MinValueValidator(0), MaxValueValidator(LONGEST_DAYS)])


class PreparationOfShop(SellerView):
    """Read and change."""

    operation = "X-PREPARATION"
    permission = Right.SHOP_WRITE

    @describe("The shop's default preparation time, in working days", answer=PREPARATION)
    def get(self, request: Request) -> Response:
        return Response({"lead_time_days": preparation_days([self.shop_id])[self.shop_id]})

    @describe(
        "Change the default preparation time",
        operation="X-PREPARATION-CHANGE",
        answer=PREPARATION,
        body=PreparationBody,
        example={"lead_time_days": 2},
    )
    def patch(self, request: Request) -> Response:
        body = PreparationBody(data=request.data)
        body.is_valid(raise_exception=True)
        saved = set_preparation_days(shop_id=self.shop_id, days=body.validated_data["lead_time_days"], at=self.at)
        return Response({"lead_time_days": saved.lead_time_days})
