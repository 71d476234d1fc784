"""Where a shop sends, how, and from which order on for nothing: read from its rate table (A01, SH42)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from django.db.models import Case, Count, F, Max, Value, When

from marketplace.shops.models import Channel
from shipping.choices import ChargeBasis
from shipping.models import Charge, MethodTransit, ShippingMethod, ShippingZone

# The order value from which a row goes free: any where it costs nothing, none where it always costs.
_FREE_FROM = Case(
    When(basis=ChargeBasis.FREE, then=Value(Decimal(0))),
    When(price=0, extra_price=0, then=Value(Decimal(0))),
    default=F("free_from"),
)


@dataclass(frozen=True)
class Served:
    """A zone by a method, with its transit in working days. `free_from` is the order value from which every row of
    the pair goes free: 0 where sending costs nothing, None where some row never does.
    """

    zone: ShippingZone
    method: ShippingMethod
    transit_min_days: int
    transit_max_days: int
    free_from: Decimal | None


def served_pairs(shop_id: int, channels: Sequence[Channel]) -> list[Served]:
    """The active zones and methods of the shop's rate table, in the operator's order; of a shop that has none, every
    active method to the zones of its channels. Four queries; a table of any length is summed up by the database.
    """
    free_from = _free_from(shop_id)
    zones = ShippingZone.objects.filter(is_active=True)
    if not free_from:
        zones = zones.filter(countries__overlap=[channel.country for channel in channels])
    methods = list(ShippingMethod.objects.filter(is_active=True))
    transits = {(each.zone_id, each.method_id): each for each in MethodTransit.objects.all()}
    found = []
    for zone, method in product(zones, methods):
        pair = (zone.pk, method.pk)
        if not free_from or pair in free_from:
            days = transits.get(pair, method)
            found.append(Served(zone, method, days.transit_min_days, days.transit_max_days, free_from.get(pair)))
    return found


def sends_free(pairs: Iterable[Served]) -> bool:
    """Whether a customer never pays for sending."""
    found = list(pairs)
    return bool(found) and all(pair.free_from == 0 for pair in found)


def _free_from(shop_id: int) -> dict[tuple[int, int], Decimal | None]:
    """By zone and method of the rate table."""
    summed = (
        Charge.objects.filter(shop=shop_id)
        .order_by()
        .values_list("zone_id", "method_id")
        .annotate(rows=Count("pk"), told=Count(_FREE_FROM), highest=Max(_FREE_FROM))
    )
    return {(zone, method): highest if told == rows else None for zone, method, rows, told, highest in summed}
