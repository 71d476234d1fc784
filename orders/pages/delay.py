"""A declared delay as pages show it: the first promise, by which the shop is judged, and the date told since (R031)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.portal import formats
from marketplace.worktime import find_zone
from orders.models import Order
from orders.services.delay import delay_of


@dataclass(frozen=True)
class DelayWords:
    """Days of the channel in words. `told` is empty where nothing was declared."""

    promised: str
    told: str = ""
    declared: str = ""

    @property
    def note(self) -> str:
        """Which of the two counts."""
        return _("You are judged by the first promise.")


def show_delay(order: Order, *, at: datetime) -> DelayWords | None:
    """None for an order that was never promised for a date."""
    if order.promise_latest is None:
        return None
    zone = find_zone(order.channel.timezone)
    today = at.astimezone(zone).date()

    def written(moment: datetime) -> str:
        return formats.write_day(moment.astimezone(zone).date(), today=today)

    promised = written(order.promise_latest)
    delay = delay_of(order)
    if delay is None:
        return DelayWords(promised=promised)
    declared = formats.write_moment(delay.declared_at, at=at, elsewhere=order.channel.timezone).near
    return DelayWords(promised=promised, told=formats.write_day(delay.day, today=today), declared=declared)
