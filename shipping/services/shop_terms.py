"""How some shops prepare and send, read in one query for all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from marketplace.shops.calendars import CalendarPlan, build_calendar
from marketplace.shops.choices import ShopState
from marketplace.shops.models import Shop, ShopChannel
from marketplace.worktime import WorkCalendar
from shipping.choices import ClosureKind, FreightReason
from shipping.models import Closure, FreightFault, ShippingLimits, ShopCarrier, ShopShipping
from shipping.promise import Preparation
from shipping.services.network import Network

DAY = timedelta(days=1)
_KINDS = {kind.value: kind for kind in ClosureKind}
_FAULT = ("reason", "last_at", "details")


@dataclass(frozen=True)
class ClosureDays:
    """A closure as it is reckoned with."""

    first_day: date
    last_day: date
    name: str
    kind: ClosureKind

    def days(self) -> list[tuple[date, str, bool]]:
        """As a calendar takes them: (day, name, closed)."""
        count = (self.last_day - self.first_day).days + 1
        is_closed = self.kind != ClosureKind.WORKED
        return [(self.first_day + number * DAY, self.name, is_closed) for number in range(count)]


@dataclass(frozen=True)
class OpenFault:
    """A fault of the shop's rate table for the network's zone that has not ended (R099)."""

    pk: int
    method_id: int
    reason: FreightReason
    last_at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True)
class ShopTerms:
    """How one shop prepares for a channel. `carrier_days` are the weekdays on which all its usual carriers deliver,
    None where it has named none. `weekdays` None: the channel's. Its rates are read apart, for they may fail.
    """

    shop_id: int
    name: str
    currency: str
    is_open: bool
    sells_here: bool
    lead_time_days: int
    cutoff: time | None
    weekdays: tuple[int, ...] | None
    closures: tuple[ClosureDays, ...]
    carrier_days: frozenset[int] | None
    open_faults: tuple[OpenFault, ...]
    settings_changed_at: datetime
    return_policy: str
    channel_plan: CalendarPlan
    channel_currency: str

    @cached_property
    def plan(self) -> CalendarPlan:
        """The shop's calendar: the channel's, on the shop's own weekdays and without its closures."""
        plan = self.channel_plan if self.weekdays is None else self.channel_plan.on_weekdays(self.weekdays)
        return plan.with_days(day for closure in self.closures for day in closure.days())

    @cached_property
    def calendar(self) -> WorkCalendar:
        """What is made of the plan; looked up once, since a plan with its closures is long to compare."""
        return build_calendar(self.plan)

    def preparation(self, lead_time_days: int | None = None) -> Preparation:
        """With the shop's own lead time, or another."""
        days = self.lead_time_days if lead_time_days is None else lead_time_days
        return Preparation(lead_time_days=days, calendar=self.calendar, cutoff=self.cutoff)

    def is_paused(self, at: datetime) -> bool:
        """Whether the shop sells nothing on that day of its channel."""
        day = at.astimezone(ZoneInfo(self.channel_plan.timezone)).date()
        return any(
            closure.kind == ClosureKind.PAUSED and closure.first_day <= day <= closure.last_day
            for closure in self.closures
        )


def load_shop_terms(shop_ids: Collection[int], *, network: Network, at: datetime) -> dict[int, ShopTerms]:
    """The terms of shops on the network's channel, by shop; closures that are over are left out."""
    today = at.astimezone(ZoneInfo(network.plan.timezone)).date()
    own = {"shop": OuterRef("pk")}
    closures = Closure.objects.filter(**own, last_day__gte=today).order_by("first_day", "pk")
    faults = FreightFault.objects.filter(**own, zone=network.zone_id, ended_at__isnull=True).order_by()
    shops: QuerySet[Any] = Shop.objects.filter(pk__in=shop_ids).annotate(
        settings=Subquery(
            ShopShipping.objects.filter(**own).values(
                row=JSONObject(**{name: F(name) for name in ("lead_time_days", "cutoff", "weekdays", "updated_at")})
            )
        ),
        closures=ArraySubquery(
            closures.values(
                row=JSONObject(first_day=F("first_day"), last_day=F("last_day"), name=F("name"), kind=F("kind"))
            )
        ),
        carrier_days=ArraySubquery(
            ShopCarrier.objects.filter(**own, carrier__is_active=True).values(
                row=JSONObject(days=F("carrier__service_days"))
            )
        ),
        allows_own_calendar=Subquery(ShippingLimits.objects.values("allows_own_calendar")[:1]),
        sells_here=Exists(ShopChannel.objects.filter(**own, channel=network.channel.pk)),
        open_faults=ArraySubquery(
            faults.values(row=JSONObject(**{name: F(name) for name in ("pk", "method_id", *_FAULT)}))
        ),
    )
    return {shop.pk: _terms(shop, network) for shop in shops}


def _terms(shop: Any, network: Network) -> ShopTerms:
    settings: Mapping[str, Any] = shop.settings or {}
    # A carrier that names no days delivers on those of the channel.
    carriers = [frozenset(row["days"]) or network.weekdays for row in shop.carrier_days]
    lead_time = settings.get("lead_time_days")
    # Where the operator allows no calendars of shops (any more), the channel's holds for every shop (D12).
    is_own = shop.allows_own_calendar is not False
    weekdays = settings.get("weekdays") if is_own else None
    return ShopTerms(
        shop_id=shop.pk,
        name=shop.name,
        currency=shop.currency,
        is_open=shop.state == ShopState.OPEN,
        sells_here=shop.sells_here,
        lead_time_days=network.default_lead_time_days if lead_time is None else lead_time,
        cutoff=time.fromisoformat(settings["cutoff"]) if settings.get("cutoff") else None,
        weekdays=None if weekdays is None else tuple(sorted(weekdays)),
        closures=tuple(_closure(row) for row in shop.closures) if is_own else (),
        carrier_days=frozenset.intersection(*carriers) if carriers else None,
        open_faults=tuple(_open_fault(row) for row in shop.open_faults),
        # As `charges.rates_changed_at`: a shop without settings of its own notes a change of its rates on itself.
        settings_changed_at=_moment(settings.get("updated_at")) or shop.updated_at,
        return_policy=shop.return_policy,
        channel_plan=network.plan,
        channel_currency=network.channel.currency,
    )


def _closure(row: Mapping[str, Any]) -> ClosureDays:
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    return ClosureDays(first, last, row["name"], _KINDS[row["kind"]])


def _open_fault(row: Mapping[str, Any]) -> OpenFault:
    last_at = datetime.fromisoformat(row["last_at"])
    return OpenFault(row["pk"], row["method_id"], FreightReason(row["reason"]), last_at, row["details"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
