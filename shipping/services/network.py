"""What the operator offers to one destination of a channel, read in one query."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from marketplace.shops.calendars import CalendarPlan, make_plan
from marketplace.shops.models import Channel
from marketplace.shops.models.channels import CalendarDay, ServiceWindow
from shipping.models import LogisticClass, ShippingLimits, ShippingMethod, ShippingZone
from shipping.models.network import MethodTransit
from shipping.services.lookup import best_prefix


@dataclass(frozen=True)
class OfferedMethod:
    """A method as it goes to the destination: transit in days, and the weekdays that count; empty: the channel's."""

    pk: int
    code: str
    label: str
    transit_min_days: int
    transit_max_days: int
    service_days: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """A destination of a channel: the zone it lies in, None where nothing is shipped; its methods, in order.

    `zone_ids` are all zones that hold it, the narrowest first: what a shop has not priced for postcodes of their own
    costs what the country does. `plan` is the channel's calendar, `first_class_id` the logistic class of offers that
    name none.
    """

    channel: Channel
    country: str
    zip_code: str
    plan: CalendarPlan
    zone_id: int | None
    zone_code: str
    zone_ids: tuple[int, ...]
    methods: tuple[OfferedMethod, ...]
    first_class_id: int | None
    default_lead_time_days: int
    _transit_plans: dict[Any, CalendarPlan] = field(default_factory=dict, compare=False, repr=False)

    @property
    def weekdays(self) -> frozenset[int]:
        """The weekdays on which the channel works."""
        return frozenset(weekday for weekday, spans in self.plan.windows if spans)

    def method(self, code: str) -> OfferedMethod | None:
        return next((method for method in self.methods if method.code == code), None)

    def transit_plan(self, method: OfferedMethod, carrier_days: frozenset[int] | None) -> CalendarPlan:
        """The days that count on the way: those of the method on which the shop's carriers deliver too, never more.

        Public holidays are the channel's and the destination's. Where no day is left, the method's own count.
        """
        key = (method.service_days, carrier_days)
        if key not in self._transit_plans:
            self._transit_plans[key] = self._make_transit_plan(*key)
        return self._transit_plans[key]

    def _make_transit_plan(self, service_days: Collection[int], carrier_days: Collection[int] | None) -> CalendarPlan:
        days = set(service_days) or self.weekdays
        if carrier_days is not None:
            days = days & set(carrier_days) or days
        return self.plan.on_weekdays(days).with_holidays_of(self.country)


def load_network(*, channel_code: str, country: str | None, zip_code: str) -> Network | None:
    """The network of an active channel towards a destination, the channel's country where none is named; None where
    there is no such channel.
    """
    return _load(Channel.objects.filter(code=channel_code, is_active=True), country, zip_code)


def network_of(channel: Channel, *, country: str, zip_code: str) -> Network:
    """The same of a channel at hand, active or not."""
    network = _load(Channel.objects.filter(pk=channel.pk), country, zip_code)
    assert network is not None, "the channel has a row"  # noqa: S101
    return network


def _load(channels: QuerySet[Channel], country: str | None, zip_code: str) -> Network | None:
    windows = ServiceWindow.objects.filter(calendar=OuterRef("calendar"))
    days = CalendarDay.objects.filter(calendar=OuterRef("calendar"))
    zones = _zones(Value(country) if country else OuterRef("country")).order_by("position", "code")
    # One level deeper, inside the query of the transits.
    inner_zones = _zones(Value(country) if country else OuterRef(OuterRef("country")))
    methods = ShippingMethod.objects.filter(is_active=True).order_by("position", "pk")
    channel: Any = (
        channels.select_related("rules", "calendar")
        .annotate(
            windows=ArraySubquery(_rows(windows, "weekday", "opens", "closes")),
            days=ArraySubquery(_rows(days, "day", "name", "is_closed")),
            zones=ArraySubquery(_rows(zones, "pk", "code", "postcodes")),
            methods=ArraySubquery(
                _rows(methods, "pk", "code", "label", "transit_min_days", "transit_max_days", "service_days")
            ),
            transits=ArraySubquery(
                _rows(
                    MethodTransit.objects.filter(zone__in=inner_zones.values("pk")),
                    *("method_id", "zone_id", "transit_min_days", "transit_max_days"),
                )
            ),
            first_class_id=LogisticClass.objects.filter(is_active=True).order_by("position", "pk").values("pk")[:1],
            default_days=ShippingLimits.objects.values("default_lead_time_days")[:1],
        )
        .first()
    )
    if channel is None:
        return None
    holding = _zones_around(channel.zones, zip_code)
    zone = holding[0] if holding else None
    return Network(
        channel=channel,
        country=country or channel.country,
        zip_code=zip_code,
        plan=make_plan(
            timezone=channel.timezone,
            country=channel.calendar.country,
            subdivision=channel.calendar.subdivision,
            windows=[
                (row["weekday"], time.fromisoformat(row["opens"]), row["closes"] and time.fromisoformat(row["closes"]))
                for row in channel.windows
            ],
            days=[(date.fromisoformat(row["day"]), row["name"], row["is_closed"]) for row in channel.days],
        ),
        zone_id=zone["pk"] if zone else None,
        zone_code=zone["code"] if zone else "",
        zone_ids=tuple(each["pk"] for each in holding),
        methods=tuple(_methods(channel.methods, channel.transits, zone)),
        first_class_id=channel.first_class_id,
        default_lead_time_days=(
            ShippingLimits().default_lead_time_days if channel.default_days is None else channel.default_days
        ),
    )


def _zones(country: Combinable) -> QuerySet[ShippingZone]:
    """The active zones of a country, which may be a column."""
    countries = Func(country, template="ARRAY[%(expressions)s]::varchar[]")
    return ShippingZone.objects.filter(countries__contains=countries, is_active=True)


def _rows(queryset: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    return queryset.values(row=JSONObject(**{name: F(name) for name in fields}))


def _zones_around(zones: Iterable[Mapping[str, Any]], zip_code: str) -> list[Mapping[str, Any]]:
    """The zones that hold a postcode, the narrowest first."""
    fits = [(best_prefix(zone["postcodes"], zip_code), zone) for zone in zones]
    return [zone for fit, zone in sorted(fits, key=lambda pair: -(pair[0] or 0)) if fit is not None]


def _methods(
    methods: Iterable[Mapping[str, Any]], transits: Iterable[Mapping[str, Any]], zone: Mapping[str, Any] | None
) -> Iterable[OfferedMethod]:
    own = {row["method_id"]: row for row in transits if zone and row["zone_id"] == zone["pk"]}
    for method in methods:
        transit = own.get(method["pk"], method)
        yield OfferedMethod(
            pk=method["pk"],
            code=method["code"],
            label=method["label"],
            transit_min_days=transit["transit_min_days"],
            transit_max_days=transit["transit_max_days"],
            service_days=tuple(sorted(method["service_days"])),
        )
