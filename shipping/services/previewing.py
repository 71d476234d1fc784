"""What a customer would be promised now: as the settings are, and as they would be (R086, R093, D12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from marketplace.shops.calendars import build_calendar
from marketplace.shops.models import Channel
from marketplace.worktime import day_bounds
from shipping import reach
from shipping.closing import ClosureTerms, most_closed_days
from shipping.freight import ParcelLine
from shipping.models import Closure
from shipping.promise import Promise, PromiseDay, Transit, promise, promise_days
from shipping.reach import Goods
from shipping.services.closures import terms_of
from shipping.services.network import Network, network_of
from shipping.services.quoting import Option, Parcel, quote_parcels
from shipping.services.settings import KEPT
from shipping.services.shop_terms import ClosureDays, ShopTerms, load_shop_terms

# A parcel to show a price with where a shop has no offer yet.
SAMPLE = ParcelLine(quantity=1, value=Decimal(30), class_id=None, weight_grams=1000)


@dataclass(frozen=True)
class Preview:
    """A promise for one piece to a destination, with its days. `is_served` is false where no zone holds the place."""

    channel: Channel
    country: str
    zip_code: str
    at: datetime
    goods: Goods | None
    option: Option
    days: list[PromiseDay]
    is_served: bool
    is_paused: bool
    has_own_week: bool


@dataclass(frozen=True)
class OrderedThen:
    """What an order of that moment would be promised without a change and with it; None: nothing is on sale."""

    ordered_at: datetime
    before: Promise | None
    after: Promise | None


@dataclass(frozen=True)
class ClosureEffect:
    """What a closure would do: to promises, and to the year's days. Open orders within it keep their promise."""

    channel: Channel
    moments: tuple[OrderedThen, ...]
    open_orders: int
    closed_days: int


def preview_promise(
    *,
    shop_id: int,
    channel: Channel,
    country: str,
    zip_code: str,
    at: datetime,
    lead_time_days: int | None = None,
    cutoff: time | None = KEPT,
    weekdays: Collection[int] | None = KEPT,
    goods: Goods | None = None,
) -> Preview | None:
    """The first method's promise; None where the operator offers none, or the calendar never opens.

    `lead_time_days`, `cutoff` and `weekdays` stand in for the shop's own; a lead time of the goods goes before either.
    """
    network = network_of(channel, country=country, zip_code=zip_code)
    terms = _terms(shop_id, network, at)
    if lead_time_days is not None:
        terms = replace(terms, lead_time_days=lead_time_days)
    if cutoff is not KEPT:
        terms = replace(terms, cutoff=cutoff)
    if weekdays is not KEPT:
        terms = _with_week(terms, weekdays)
    option = _option(network, terms, goods, at)
    if option is None:
        return None
    return Preview(
        channel=channel,
        country=country,
        zip_code=zip_code,
        at=at,
        goods=goods,
        option=option,
        days=promise_days(option.promise, preparation=option.preparation, transit=option.transit),
        is_served=network.zone_id is not None,
        is_paused=terms.is_paused(at),
        has_own_week=terms.weekdays is not None,
    )


def preview_closure(
    *, shop_id: int, channel: Channel, wanted: ClosureTerms, at: datetime, closure_id: int | None = None
) -> ClosureEffect:
    """What entering the closure, or changing `closure_id` to it, would do: to an order now and on its first day."""
    network = network_of(channel, country=channel.country, zip_code="")
    terms = _terms(shop_id, network, at)
    changed = Closure.objects.filter(pk=closure_id).first() if closure_id else None
    before = terms.closures
    kept = tuple(each for each in before if changed is None or not _is(each, changed))
    after = (*kept, ClosureDays(wanted.first_day, wanted.last_day, wanted.name, wanted.kind))
    without, with_it = replace(terms, closures=before), replace(terms, closures=after)
    others = [each for each in Closure.objects.filter(shop=shop_id) if each.pk != closure_id]
    begin, end = day_bounds(wanted.first_day, channel.timezone)[0], day_bounds(wanted.last_day, channel.timezone)[1]
    return ClosureEffect(
        channel=channel,
        moments=tuple(
            OrderedThen(moment, _promised(network, without, moment), _promised(network, with_it, moment))
            for moment in _moments(wanted, channel, at)
        ),
        open_orders=reach.count_open_orders(shop_id, begin, end) if wanted.is_closed else 0,
        closed_days=most_closed_days(wanted, [terms_of(each) for each in others]),
    )


def preview_week(
    *, shop_id: int, channel: Channel, weekdays: Collection[int] | None, at: datetime
) -> tuple[OrderedThen, ...]:
    """What another week (None: the marketplace's) would do: to an order now, and on the next day that it changes."""
    network = network_of(channel, country=channel.country, zip_code="")
    before = _terms(shop_id, network, at)
    after = _with_week(before, weekdays)
    return tuple(
        OrderedThen(moment, _promised(network, before, moment), _promised(network, after, moment))
        for moment in (at, *_next_changed(before, after, at))
    )


def _with_week(terms: ShopTerms, weekdays: Collection[int] | None) -> ShopTerms:
    return replace(terms, weekdays=None if weekdays is None else tuple(sorted(set(weekdays))))


def _next_changed(before: ShopTerms, after: ShopTerms, at: datetime) -> Sequence[datetime]:
    """Noon of the first coming day that one week works and the other does not."""
    works, would_work = ({day for day, spans in terms.plan.windows if spans} for terms in (before, after))
    zone = ZoneInfo(before.plan.timezone)
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(1, 8))
    changed = next((day for day in days if day.isoweekday() in works ^ would_work), None)
    return (datetime.combine(changed, time(12), tzinfo=zone).astimezone(UTC),) if changed else ()


def _terms(shop_id: int, network: Network, at: datetime) -> ShopTerms:
    return load_shop_terms([shop_id], network=network, at=at)[shop_id]


def _option(network: Network, terms: ShopTerms, goods: Goods | None, at: datetime) -> Option | None:
    """The first method that reaches the place, else the first; None without a method, or where nothing ever opens."""
    line = goods.line if goods else SAMPLE
    lines = (replace(line, class_id=line.class_id or network.first_class_id),)
    parcel = Parcel(terms.shop_id, lines, (goods.lead_time_days if goods else None,))
    try:
        options = quote_parcels(network=network, terms={terms.shop_id: terms}, parcels=[parcel], at=at)[0]
    except ValueError:  # a calendar that never opens
        return None
    return next((each for each in options if each.is_shippable), next(iter(options), None))


def _is(days: ClosureDays, closure: Closure) -> bool:
    return (days.first_day, days.last_day, days.name) == (closure.first_day, closure.last_day, closure.name)


def _moments(wanted: ClosureTerms, channel: Channel, at: datetime) -> Sequence[datetime]:
    """Now, and noon of the first day where that is to come."""
    first = datetime.combine(wanted.first_day, time(12), tzinfo=ZoneInfo(channel.timezone))
    is_later = first.date() > at.astimezone(first.tzinfo).date()
    return (at, first.astimezone(UTC)) if is_later else (at,)


def _promised(network: Network, terms: ShopTerms, at: datetime) -> Promise | None:
    if not network.methods or terms.is_paused(at):
        return None
    method = network.methods[0]
    calendar = build_calendar(network.transit_plan(method, terms.carrier_days))
    transit = Transit(method.transit_min_days, method.transit_max_days, calendar)
    try:
        return promise(ordered_at=at, preparation=terms.preparation(), transit=transit)
    except ValueError:  # a calendar that never opens
        return None
