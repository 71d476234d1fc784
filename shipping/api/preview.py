"""Ours: what a customer would be promised now, with its days (R086, R093, R135)."""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.countries import alpha2
from marketplace.errors import Conflict, NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_ID, refuse
from marketplace.shops.choices import Weekday
from marketplace.shops.models import Channel
from shipping import reach
from shipping.models.network import LONGEST_LEAD_TIME_DAYS
from shipping.promise import days_to_json
from shipping.reach import Goods
from shipping.services.closures import shop_channels
from shipping.services.previewing import Preview, preview_promise
from shipping.services.settings import KEPT, check_weekdays

DAY = {"day": str, "phase": str, "off": str | None, "name": str}
PREVIEW = {
    "channel": str,
    "country_iso_code": str,
    "zip_code": str,
    "ordered_at": datetime,
    "shipping_type_code": str,
    "lead_time_days": int,
    "cutoff": str | None,
    "ship_by": datetime,
    "earliest": datetime,
    "latest": datetime,
    "days": [DAY],
    "shippable": bool,
    "freight": Maybe({"price": Decimal, "currency_iso_code": str, "source": str}),
}
_PARAMETERS = (
    OpenApiParameter("channel", str, description="One of the shop's channels. Absent: the first."),
    OpenApiParameter("country_iso_code", str, description="Destination, such as ES or ESP. Absent: the channel's."),
    OpenApiParameter("zip_code", str, description="Postcode of the destination."),
    OpenApiParameter("lead_time_days", int, description="Reckon with this lead time instead of the shop's."),
    OpenApiParameter("weekdays", str, description="Reckon with this week, such as 1,2,3,4,5 from Monday on."),
    OpenApiParameter("offer_id", int, description="One of the shop's offers; absent: a parcel of 1 kg worth 30."),
)


class ShowPreview(SellerView):
    """The promise of an order now."""

    operation = "X-SHIPPING-PREVIEW"
    permission = Right.SHOP_WRITE

    @describe(
        "What an order now would be promised, and why",
        answer=PREVIEW,
        parameters=_PARAMETERS,
        explanation="Nothing is saved. `freight` is null where the shop front sets the price.",
    )
    def get(self, request: Request) -> Response:
        channel = self._channel()
        found = preview_promise(
            shop_id=self.shop_id,
            channel=channel,
            country=self._country() or channel.country,
            zip_code=self.query.text("zip_code") or "",
            at=self.at,
            lead_time_days=self.query.integer("lead_time_days", minimum=0, maximum=LONGEST_LEAD_TIME_DAYS),
            weekdays=self._weekdays(),
            goods=self._goods(),
        )
        if found is None:
            raise Conflict(code="NOTHING_PROMISED", message=_("The marketplace offers no shipping method."))
        return Response(_told(found))

    def _channel(self) -> Channel:
        channels, wanted = shop_channels(self.shop_id), self.query.text("channel")
        if not channels:
            raise Conflict(code="NO_CHANNEL", message=_("The shop sells on no channel."))
        found = next((each for each in channels if each.code == wanted), None if wanted else channels[0])
        if found is None:
            raise refuse("channel", _("The shop does not sell on this channel."))
        return found

    def _country(self) -> str | None:
        given = self.query.text("country_iso_code")
        code = alpha2(given) if given else None
        if given and code is None:
            raise refuse("country_iso_code", _("There is no country %s.") % given)
        return code

    def _weekdays(self) -> list[int]:
        given = self.query.choices("weekdays", [str(day) for day in Weekday.values])
        if given is None:
            return cast(list[int], KEPT)
        weekdays = [int(day) for day in given]
        check_weekdays(weekdays)
        return weekdays

    def _goods(self) -> Goods | None:
        offer_id = self.query.integer("offer_id", minimum=1, maximum=BIGGEST_ID)
        if offer_id is None:
            return None
        found = reach.find_goods(self.shop_id, offer_id)
        if found is None:
            raise NotFound(message=_("There is no such offer."))
        return found


def _told(preview: Preview) -> dict[str, Any]:
    option = preview.option
    cutoff, price, source = option.preparation.cutoff, option.freight.price, option.freight.source
    freight = {"price": price, "currency_iso_code": preview.channel.currency, "source": source and source.value}
    return {
        "channel": preview.channel.code,
        "country_iso_code": preview.country,
        "zip_code": preview.zip_code,
        "ordered_at": preview.at,
        "shipping_type_code": option.method.code,
        "lead_time_days": option.preparation.lead_time_days,
        "cutoff": f"{cutoff:%H:%M}" if cutoff else None,
        "ship_by": option.promise.ship_by,
        "earliest": option.promise.earliest,
        "latest": option.promise.latest,
        "days": days_to_json(preview.days),
        "shippable": option.is_shippable,
        "freight": None if price is None else freight,
    }
