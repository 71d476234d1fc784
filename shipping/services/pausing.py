"""Whether a closure keeps a shop from selling anything today (R096)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shipping.choices import ClosureKind
from shipping.models import Closure
from shipping.services.closures import shop_today
from shipping.services.lookup import shipping_limits

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """Nothing is on sale until that day, which is included."""

    last_day: date
    name: str


def find_pause(shop_id: int, at: datetime) -> Pause | None:
    """The pause that runs on the shop's day. One query while there is none near; needs the shop's scope."""
    near = Closure.objects.filter(
        shop=shop_id, kind=ClosureKind.PAUSED, first_day__lte=at.date() + _DAY, last_day__gte=at.date() - _DAY
    )
    found = list(near.order_by("-last_day", "pk"))
    if not found or not shipping_limits().allows_own_calendar:
        return None
    today = shop_today(shop_id, at)
    running = next((each for each in found if each.first_day <= today <= each.last_day), None)
    return Pause(running.last_day, running.name) if running else None


def paused_shops(shop_ids: Collection[int], at: datetime) -> set[int]:
    """Those of the shops that a pause keeps from selling. One query while none is near one; needs a scope of them."""
    near = Closure.objects.filter(
        shop__in=shop_ids, kind=ClosureKind.PAUSED, first_day__lte=at.date() + _DAY, last_day__gte=at.date() - _DAY
    )
    return {shop_id for shop_id in near.values_list("shop_id", flat=True).distinct() if find_pause(shop_id, at)}
