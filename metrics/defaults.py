"""The limits that a channel starts with, as marketplaces publish them. The operator changes them on the channel."""

from decimal import Decimal

from django.db import transaction

from marketplace.shops.models import Channel
from metrics.models import FigureLimit, LimitsGiven

_HOUR = 3600
# Figure, warning, suspension, and from how many of its denominator in 28 days on.
_LIMITS: tuple[tuple[str, str | int | None, str | int | None, int], ...] = (
    ("late_shipment_rate", "0.10", "0.15", 10),
    ("approval_rate", "0.90", "0.75", 10),
    ("approval_delay", 24 * _HOUR, 72 * _HOUR, 10),
    ("consecutive_refused_orders_count", 2, 3, 0),
    ("cancelation_rate", "0.05", "0.10", 10),
    ("order_messages_response_delay", 24 * _HOUR, 96 * _HOUR, 10),
    ("grade", "3.5", "3", 10),
    ("claims_rate", "0.05", "0.15", 10),
    ("incident_rate", "0.05", "0.15", 10),
    ("refund_rate", "0.08", "0.25", 10),
    ("valid_tracking_rate", "0.90", None, 10),
)


@transaction.atomic
def install_defaults() -> int:
    """Give every channel the usual limits once in its life, and return how many were made.

    One that has limits of the operator's own by then keeps those.
    """
    fresh = list(Channel.objects.exclude(pk__in=LimitsGiven.objects.values("channel")))
    limited = set(FigureLimit.objects.filter(channel__in=fresh).values_list("channel", flat=True))
    made = FigureLimit.objects.bulk_create(
        FigureLimit(
            channel=channel,
            figure=figure,
            warning=_number(warning),
            suspension=_number(suspension),
            min_counted=counted,
        )
        for channel in fresh
        if channel.pk not in limited
        for figure, warning, suspension, counted in _LIMITS
    )
    LimitsGiven.objects.bulk_create(LimitsGiven(channel=channel) for channel in fresh)
    return len(made)


def _number(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
