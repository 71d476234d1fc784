"""The limits that a channel starts with, as marketplaces publish them. The operator changes them on the channel."""

from decimal import Decimal

from marketplace.shops.models import Channel
from metrics.models import FigureLimit

_HOUR = 3600
# Figure, warning, suspension, and from how many orders in 28 days on.
_LIMITS: tuple[tuple[str, str | int | None, str | int | None, int], ...] = (
    ("late_shipment_rate", "0.10", "0.15", 10),
    ("approval_rate", "0.90", "0.75", 10),
    ("approval_delay", 24 * _HOUR, 72 * _HOUR, 10),
    ("consecutive_refused_orders_count", 2, 3, 0),
    ("cancelation_rate", "0.05", "0.10", 10),
    ("order_messages_response_delay", 24 * _HOUR, 96 * _HOUR, 0),
    ("grade", "3.5", "3", 10),
    ("claims_rate", "0.05", "0.15", 10),
    ("incident_rate", "0.05", "0.15", 10),
    ("refund_rate", "0.08", "0.25", 10),
    ("valid_tracking_rate", "0.90", None, 10),
)


def install_defaults() -> int:
    """Give every channel without any limit the usual ones, and return how many were made."""
    bare = Channel.objects.exclude(pk__in=FigureLimit.objects.values("channel"))
    made = FigureLimit.objects.bulk_create(
        FigureLimit(
            channel=channel, figure=figure, warning=_number(warning), suspension=_number(suspension), min_orders=orders
        )
        for channel in bare
        for figure, warning, suspension, orders in _LIMITS
    )
    return len(made)


def _number(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
