"""SH11, SH12, SH21, SH31: what the operator offers; SH42: what a shop makes of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from marketplace.shops.models import Channel
from shipping.models import Carrier, LogisticClass, ShippingMethod, ShippingZone
from shipping.services.closures import first_timezone, shop_channels
from shipping.services.coverage import Served, sends_free, served_pairs
from shipping.services.lookup import shipping_limits
from shipping.services.settings import shop_settings

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
ZONES = {"shipping_zones": [{"code": str, "label": str, "description": str}]}
CLASSES = {"logistic_classes": [{"code": str, "label": str, "description": str}]}
CONFIGURATION = {
    "delivery_times": [
        {
            "delivery_time": {"earliest_days": int, "latest_days": int},
            "set_by": str,
            "shipping_type_code": str,
            "shipping_zone_code": str,
        }
    ],
    "last_updated_date": datetime | None,
    "lead_time_to_ship": {"default_value": int, "shop_value": int},
    "order_cut_off_times": [
        {"cut_off_time": str | None, "is_required": bool, "set_by": str, "shipping_type_code": str}
    ],
    "order_free_shipping": bool,
    "shipping_paid_by_operator": bool,
    "shop_id": str,
}
CARRIERS = {
    "carriers": [{"code": str, "label": str, "standard_code": str | None, "tracking_url": str | None}],
}


class ListZones(SellerView):
    """SH11."""

    operation = "SH11"
    permission = Right.PLATFORM_READ

    @describe("The shipping zones", answer=ZONES, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        zones = ShippingZone.objects.filter(is_active=True)
        return Response({"shipping_zones": [_labelled(each) for each in zones]})


class ListLogisticClasses(SellerView):
    """SH31."""

    operation = "SH31"
    permission = Right.PLATFORM_READ

    @describe("The logistic classes; the first is that of offers that name none", answer=CLASSES, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        classes = LogisticClass.objects.filter(is_active=True)
        return Response({"logistic_classes": [_labelled(each) for each in classes]})


class ShowConfiguration(SellerView):
    """SH42."""

    operation = "SH42"
    permission = Right.PLATFORM_READ

    @describe(
        "How the shop sends: lead time, cut-off hours, delivery times",
        answer=CONFIGURATION,
        explanation=(
            "`cut_off_time` is today's, in UTC; null with NOT_NEEDED where orders count for the day they come. "
            "Delivery times are working days after the hand-over, to the zones of the shop's rate table."
        ),
    )
    def get(self, request: Request) -> Response:
        channels, settings = shop_channels(self.shop_id), shop_settings(self.shop_id)
        pairs, cutoff = served_pairs(self.shop_id, channels), _in_utc(settings.cutoff, channels, self.at)
        methods = ShippingMethod.objects.filter(is_active=True)
        return Response(
            {
                "delivery_times": [_delivery_time(pair) for pair in pairs],
                "last_updated_date": settings.updated_at,
                "lead_time_to_ship": {
                    "default_value": shipping_limits().default_lead_time_days,
                    "shop_value": settings.lead_time_days,
                },
                "order_cut_off_times": [_cutoff(method, cutoff) for method in methods],
                "order_free_shipping": sends_free(pairs),
                "shipping_paid_by_operator": False,
                "shop_id": str(self.shop_id),
            }
        )


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


def _in_utc(cutoff: time | None, channels: Sequence[Channel], at: datetime) -> time | None:
    """Today's cut-off hour of the shop's first channel, as UTC tells it."""
    if cutoff is None:
        return None
    zone = ZoneInfo(first_timezone(channels))
    return datetime.combine(at.astimezone(zone).date(), cutoff, tzinfo=zone).astimezone(UTC).time()


def _labelled(row: ShippingZone | LogisticClass) -> dict[str, str]:
    return {"code": row.code, "label": row.label, "description": row.description}


def _delivery_time(pair: Served) -> dict[str, Any]:
    return {
        "delivery_time": {"earliest_days": pair.transit_min_days, "latest_days": pair.transit_max_days},
        "set_by": "OPERATOR",
        "shipping_type_code": pair.method.code,
        "shipping_zone_code": pair.zone.code,
    }


def _cutoff(method: ShippingMethod, cutoff: time | None) -> dict[str, Any]:
    return {
        "cut_off_time": f"{cutoff:%H:%M:%S}Z" if cutoff else None,
        "is_required": False,
        "set_by": "SHOP" if cutoff else "NOT_NEEDED",
        "shipping_type_code": method.code,
    }


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
