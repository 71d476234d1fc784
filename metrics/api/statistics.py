"""A21: the figures as the seller API tells them."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.money import round_money
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from metrics.api.querying import CHANNEL, read_channel
from metrics.choices import Period, Unit
from metrics.definitions import FIGURES
from metrics.measures import Measured
from metrics.periods import span_of
from metrics.services.reading import FigureReader

# Every figure that A21 has, by its code here and there.
_CODES = (
    "approval_delay",
    "approval_rate",
    "auto_refused_rate",
    "average_cart",
    "average_cart_with_shipping",
    "cancelation_rate",
    "consecutive_refused_orders_count",
    "evaluations_count",
    "grade",
    "incident_rate",
    "late_shipment_rate",
    "offers_count",
    "order_messages_response_delay",
    "orders_count",
    "refund_rate",
    "return_rate",
    "shipping_delay",
    "total_revenue",
    "valid_tracking_rate",
)
_WRITERS: dict[Unit, Callable[[Decimal, str], Any]] = {
    Unit.SECONDS: lambda value, _currency: round(value),
    Unit.COUNT: lambda value, _currency: int(value),
    Unit.MONEY: round_money,
}


def _shape(code: str) -> Any:
    whole = FIGURES[code].unit in (Unit.SECONDS, Unit.COUNT)
    return Maybe([{"period": str, "value": (int if whole else Decimal) | None}])


STATISTICS = {
    **{code: _shape(code) for code in _CODES},
    "channel": str | None,
    "last_updated_date": datetime | None,
    "shop_id": int,
}
_PERIODS = OpenApiParameter(
    "periods", str, many=True, enum=Period.values, description="Comma-separated. Absent: all of them."
)


class ShowStatistics(SellerView):
    """A21."""

    operation = "A21"
    permission = Right.METRIC_READ

    @describe(
        "The shop's statistics",
        answer=STATISTICS,
        parameters=(_PERIODS, CHANNEL),
        explanation="Rates are fractions, delays seconds, amounts in the currency of the channel, else of the shop. "
        "Periods end now and begin so many months before, by the clock of the channel, else by the latest of the "
        "shop's channels. "
        "A value is null where nothing was counted; what is not recorded yet is null as a whole, and so is with a "
        "channel what is counted for the shop alone.",
    )
    def get(self, request: Request) -> Response:
        channel = read_channel(self.query)
        periods = [Period(name) for name in self.query.choices("periods", Period.values) or Period.values]
        reader = FigureReader(shop_id=self.shop_id, channel_id=channel.pk if channel else None, at=self.at)
        read = reader.spans({period.value: span_of(period, reader.asked.today) for period in periods})
        return Response(
            {
                **{code: _told(code, read, with_channel=channel is not None) for code in _CODES},
                "channel": channel.code if channel else None,
                "last_updated_date": reader.asked.counted_at,
                "shop_id": self.shop_id,
            }
        )


def _told(code: str, read: dict[str, dict[str, Measured]], *, with_channel: bool) -> list[dict[str, Any]] | None:
    figure = FIGURES[code]
    if figure.missing or (with_channel and not figure.by_channel):
        return None
    return [{"period": period, "value": _written(measured[code])} for period, measured in read.items()]


def _written(measured: Measured) -> Any:
    """The value in its unit: amounts in the currency's own smallest one, rates unrounded."""
    if measured.value is None:
        return None
    write = _WRITERS.get(measured.figure.unit)
    return write(measured.value, measured.currency) if write else measured.value
