"""OF26, OF61 and AF01: the stock of one offer, the conditions, and the operator's custom fields."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from offers.choices import CustomFieldType, OfferCondition
from offers.models import Offer, OfferField

_ENTITIES = ("OFFER", "SHOP", "ORDER", "ORDER_LINE")
_FIELD: dict[str, Any] = {
    "accepted_values": [str],
    "code": str,
    "default_value": str | None,
    "description": str | None,
    "editable": bool,
    "entity": str,
    "label": str,
    "regex": str | None,
    "required": bool,
    "type": str,
}


class ShowQuantity(SellerView):
    """OF26."""

    operation = "OF26"
    permission = Right.OFFER_READ

    @describe(
        "How many pieces of an offer are for sale",
        answer={"offer_id": int, "quantity": int},
        explanation="What is kept back as safety stock is not for sale; of an offer that is not on sale it is 0.",
    )
    def get(self, request: Request, offer: int) -> Response:
        found: Offer | None = Offer.objects.current().filter(pk=offer).first()
        if found is None:
            raise NotFound(code="OFFER_NOT_FOUND", message=_("There is no offer %(id)s.") % {"id": offer})
        is_available = found.is_active and found.is_available_at(self.at)
        return Response({"offer_id": found.pk, "quantity": found.sellable_quantity if is_available else 0})


class ListConditions(SellerView):
    """OF61."""

    operation = "OF61"
    permission = Right.PLATFORM_READ

    @describe(
        "The conditions in which goods are offered",
        answer={"offer_states": [{"code": str, "label": str}], "total_count": int},
        parameters=(
            OpenApiParameter("active", bool, description="`false`: those out of use. Here all are in use."),
            LOCALE,
        ),
    )
    def get(self, request: Request) -> Response:
        wanted = [] if self.query.boolean("active") is False else list(OfferCondition)
        states = [{"code": each.value, "label": str(each.label)} for each in wanted]
        return Response({"offer_states": states, "total_count": len(states)})


class ListCustomFields(SellerView):
    """AF01."""

    operation = "AF01"
    permission = Right.PLATFORM_READ

    @describe(
        "The operator's custom fields",
        answer={"additional_fields": [_FIELD], "total_count": int},
        parameters=(
            OpenApiParameter("entities", str, description="OFFER, SHOP, ORDER, ORDER_LINE; comma-separated."),
            LOCALE,
        ),
        explanation="Offers alone have custom fields here.",
    )
    def get(self, request: Request) -> Response:
        entities = self.query.choices("entities", _ENTITIES)
        wanted = OfferField.objects.all() if entities is None or "OFFER" in entities else OfferField.objects.none()
        fields = [_tell(each) for each in wanted]
        return Response({"additional_fields": fields, "total_count": len(fields)})


def _tell(each: OfferField) -> dict[str, Any]:
    is_list = each.type in (CustomFieldType.LIST, CustomFieldType.MULTIPLE_VALUES_LIST)
    return {
        "accepted_values": each.accepted_values if is_list else [],
        "code": each.code,
        "default_value": each.default_value or None,
        "description": each.description or None,
        "editable": True,
        "entity": "OFFER",
        "label": each.label,
        "regex": each.regex or None,
        "required": each.is_required,
        "type": each.type,
    }
