"""`/api/x/keys`: what the keys page does (R135). The raw key is in the answer that makes it, and nowhere else."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from marketplace.shops import services
from marketplace.shops.access import revoke_key
from marketplace.shops.models import ApiKey, Shop

KEY = {
    "id": int,
    "label": str,
    "prefix": str,
    "user_email": str,
    "rights": [str],
    "date_created": datetime,
    "last_used": datetime | None,
    "date_revoked": datetime | None,
}


class KeyBody(serializers.Serializer[Any]):
    """A label, and some of the caller's rights; without them all."""

    # A field named as an attribute of REST framework's own fields.
    label = serializers.CharField(max_length=100)  # type: ignore[assignment]  # which the stubs do not foresee
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=Right.values), required=False, allow_null=True, allow_empty=False
    )


class KeysOfShop(SellerView):
    """List and make."""

    operation = "X-KEYS"
    permission = Right.KEY_MANAGE
    keeps_answers = False

    @describe("API keys of the shop", answer={"keys": [KEY]})
    def get(self, request: Request) -> Response:
        return Response({"keys": [_key(key) for key in ApiKey.objects.select_related("user")]})

    @describe(
        "Make an API key of the calling user",
        operation="X-KEYS-MAKE",
        status=201,
        answer={**KEY, "key": str},
        body=KeyBody,
        example={"label": "ERP", "rights": ["ORDER_READ", "ORDER_SHIP"]},
    )
    def post(self, request: Request) -> Response:
        body = KeyBody(data=request.data)
        body.is_valid(raise_exception=True)
        key, raw = services.make_key(
            shop=Shop.objects.get(pk=self.shop_id),
            user=request.auth.user,
            label=body.validated_data["label"],
            rights=body.validated_data.get("rights"),
            held=self.rights,
            at=self.at,
        )
        return Response({**_key(key), "key": raw}, status=201)


class RevokeKey(SellerView):
    """Ends a key."""

    operation = "X-KEY-REVOKE"
    permission = Right.KEY_MANAGE

    @describe("Revoke an API key", status=204)
    def post(self, request: Request, pk: int) -> Response:
        revoke_key(key=services.find_key(key_id=pk), at=self.at)
        return Response(status=204)


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.pk,
        "label": key.label,
        "prefix": key.prefix,
        "user_email": key.user.email,
        "rights": Right.values if key.rights is None else key.rights,
        "date_created": key.created_at,
        "last_used": key.last_used_at,
        "date_revoked": key.revoked_at,
    }
