"""SH12 and SH21: the operator's methods and carriers."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from shipping.models import Carrier, ShippingMethod

METHODS = {
    "shipping_types": [
        {
            "code": str,
            "label": str,
            "description": str,
            "standard_code": str | None,
            "mandatory_tracking": bool,
            "delivery_by_operator": bool,
            "click_and_collect": bool,
            "ignore_lead_time_to_ship": bool,
        }
    ]
}
CARRIERS = {
    "carriers": [{"code": str, "label": str, "standard_code": str | None, "tracking_url": str | None}],
}


class ListShippingMethods(SellerView):
    """SH12."""

    operation = "SH12"
    permission = Right.PLATFORM_READ

    @describe("The shipping methods", answer=METHODS, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        methods = ShippingMethod.objects.filter(is_active=True)
        return Response({"shipping_types": [_method(each) for each in methods]})


class ListCarriers(SellerView):
    """SH21."""

    operation = "SH21"
    permission = Right.PLATFORM_READ

    @describe("The carriers, with `{trackingId}` in their tracking addresses", answer=CARRIERS)
    def get(self, request: Request) -> Response:
        carriers = Carrier.objects.filter(is_active=True)
        return Response({"carriers": [_carrier(each) for each in carriers]})


def _method(method: ShippingMethod) -> dict[str, Any]:
    return {
        "code": method.code,
        "label": method.label,
        "description": method.description,
        "standard_code": method.standard_code or None,
        "mandatory_tracking": method.mandatory_tracking,
        "delivery_by_operator": False,
        "click_and_collect": False,
        "ignore_lead_time_to_ship": False,
    }


def _carrier(carrier: Carrier) -> dict[str, Any]:
    return {
        "code": carrier.code,
        "label": carrier.label,
        "standard_code": carrier.standard_code or None,
        "tracking_url": carrier.tracking_url or None,
    }
