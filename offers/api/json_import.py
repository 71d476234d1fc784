"""OF24: offers as JSON, worked off like a file; whatever an offer does not say is reset (trap 11)."""

from collections import Counter
from io import BytesIO
from typing import Any

import orjson
from django.core.files import File
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import ValidationFailed
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.wire import refuse
from offers.api.imports import location
from offers.api.views import ListOffers
from offers.choices import ImportKind, ImportOrigin
from offers.services.importing import start_import


class OffersBody(serializers.Serializer[Any]):
    """Offers by their SKU, each as a whole: what is not sent is reset. Faults of single offers are told by OF03."""

    offers = serializers.ListField(child=serializers.DictField(), allow_empty=False)


class Offers(ListOffers):
    """OF21 and OF24."""

    write_permission = Right.OFFER_WRITE

    @describe(
        "Make, change and remove offers",
        operation="OF24",
        answer={"import_id": int},
        status=201,
        body=OffersBody,
        example={
            "offers": [
                {
                    "shop_sku": "ALC-1",
                    "product_id": "2000000001012",
                    "product_id_type": "EAN",
                    "state_code": "11",
                    "price": 39.9,
                    "quantity": 12,
                    "update_delete": "update",
                }
            ]
        },
    )
    def post(self, request: Request) -> Response:
        offers = _read(request.data)
        content = orjson.dumps({"offers": offers})
        run = start_import(
            shop_id=self.shop_id,
            kind=ImportKind.OFFERS,
            origin=ImportOrigin.API,
            content=File(BytesIO(content), name="offers.json"),
            file_name="offers.json",
            actor=self.actor,
            at=self.at,
        )
        return Response({"import_id": run.pk}, status=201, headers={"Location": location(self, request, run)})


def _read(body: Any) -> list[dict[str, Any]]:
    """The offers of a body. Raises ValidationFailed for none, for what is no offer, and for a SKU named twice."""
    offers = body.get("offers") if isinstance(body, dict) else None
    if not isinstance(offers, list) or not offers:
        raise refuse("offers", _("Name at least one offer."))
    for place, offer in enumerate(offers):
        if not isinstance(offer, dict):
            raise refuse(f"offers[{place}]", _("This is no offer."))
        if not isinstance(offer.get("shop_sku"), str) or not offer["shop_sku"].strip():
            raise refuse(f"offers[{place}].shop_sku", _("The SKU is missing."), "REQUIRED")
    _check_once([offer["shop_sku"].strip() for offer in offers])
    return offers


def _check_once(skus: list[str]) -> None:
    sku, count = Counter(skus).most_common(1)[0]
    if count > 1:
        message = _("The SKU “%(sku)s” stands there %(count)s times.") % {"sku": sku[:64], "count": count}
        raise ValidationFailed(
            code="DUPLICATE_SKU", message=message, errors=refuse("offers", message, "DUPLICATE_SKU").errors
        )
