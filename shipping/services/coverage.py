"""Where a shop sends, how, and from which order on for nothing: read from its rate table (A01, SH42)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.shops.models import Channel
from shipping.choices import ChargeBasis
from shipping.models import Charge, MethodTransit, ShippingMethod, ShippingZone


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
    active method to the zones of its channels. Two queries, three without a rate table.
    """
    rows = list(Charge.objects.filter(shop=shop_id).select_related("zone", "method"))
    pairs = {(row.zone, row.method): [] for row in rows} if rows else _by_channels(channels)
    for row in rows:
        pairs[row.zone, row.method].append(row)
    active = [(zone, method) for zone, method in pairs if zone.is_active and method.is_active]
    active.sort(key=lambda pair: (pair[0].position, pair[0].code, pair[1].position, pair[1].pk))
    transits = {(each.zone_id, each.method_id): each for each in MethodTransit.objects.all()} if active else {}
    return [_served(zone, method, transits.get((zone.pk, method.pk)), pairs[zone, method]) for zone, method in active]


def sends_free(pairs: Iterable[Served]) -> bool:
    """Whether a customer never pays for sending."""
    found = list(pairs)
    return bool(found) and all(pair.free_from == 0 for pair in found)


def _by_channels(channels: Sequence[Channel]) -> dict[tuple[ShippingZone, ShippingMethod], list[Charge]]:
    countries = [channel.country for channel in channels]
    zones = list(ShippingZone.objects.filter(countries__overlap=countries, is_active=True))
    methods = list(ShippingMethod.objects.filter(is_active=True))
    return {(zone, method): [] for zone in zones for method in methods}


def _served(
    zone: ShippingZone, method: ShippingMethod, transit: MethodTransit | None, rows: Sequence[Charge]
) -> Served:
    days = transit or method
    return Served(zone, method, days.transit_min_days, days.transit_max_days, _free_from(rows))


def _free_from(rows: Sequence[Charge]) -> Decimal | None:
    amounts = [_row_free_from(row) for row in rows]
    return max((amount for amount in amounts if amount is not None), default=None) if None not in amounts else None


def _row_free_from(row: Charge) -> Decimal | None:
    costs_nothing = row.basis == ChargeBasis.FREE or (row.price == 0 and row.extra_price == 0)
    return Decimal(0) if costs_nothing else row.free_from
