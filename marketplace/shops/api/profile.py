"""`/api/x/shop`: what the shop says of itself, as on the profile page (R117, R135)."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.shops import services
from marketplace.shops.models import Shop
from marketplace.shops.services import PROFILE_FIELDS

PROFILE = {"shop_id": int, "code": str, "state": str, **dict.fromkeys(PROFILE_FIELDS, str)}


class ProfileBody(serializers.ModelSerializer[Any]):
    """What may change; absent is left as it is."""

    class Meta:
        model = Shop
        fields = PROFILE_FIELDS


class ProfileOfShop(SellerView):
    """Read and change."""

    operation = "X-SHOP"
    permission = Right.SHOP_WRITE

    @describe("The shop's profile", answer=PROFILE)
    def get(self, request: Request) -> Response:
        return Response(_profile(Shop.objects.get(pk=self.shop_id)))

    @describe(
        "Change the shop's profile",
        operation="X-SHOP-CHANGE",
        answer=PROFILE,
        body=ProfileBody,
        example={"email": "hola@shop.example", "phone": "+34 600 000 000"},
    )
    def patch(self, request: Request) -> Response:
        body = ProfileBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return Response(_profile(services.update_shop(shop_id=self.shop_id, changes=body.validated_data, at=self.at)))


def _profile(shop: Shop) -> dict[str, Any]:
    head = {"shop_id": shop.pk, "code": shop.code, "state": shop.state}
    return head | {name: getattr(shop, name) for name in PROFILE_FIELDS}
