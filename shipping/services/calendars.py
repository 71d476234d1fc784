"""A shop's calendar as it is shown: its week, the holidays that are coming, its closures (R096, D12)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.shops.calendars import CalendarPlan, build_calendar, calendar_plan, holiday_names
from marketplace.shops.models import Channel
from shipping.models import Closure, ShippingLimits
from shipping.services.closures import closures_ahead, shop_channels, shop_today, terms_of
from shipping.services.lookup import shipping_limits
from shipping.services.settings import shop_settings

AHEAD = timedelta(days=364)


@dataclass(frozen=True)
class ShopCalendar:
    """What holds for a shop. `weekdays` None: the channel's; `closed_days` are those of the next twelve months; `idle`
    are closures that do not count, as the operator lets no shop have a calendar of its own now.
    """

    channel: Channel | None
    today: date
    plan: CalendarPlan | None
    weekdays: tuple[int, ...] | None
    channel_weekdays: tuple[int, ...]
    holidays: list[tuple[date, str]]
    closures: list[Closure]
    idle: list[Closure]
    closed_days: int
    limits: ShippingLimits


def shop_calendar(shop_id: int, at: datetime) -> ShopCalendar:
    """The calendar of the shop's first channel with what the shop makes of it; without a channel its closures alone."""
    settings, today, limits = shop_settings(shop_id), shop_today(shop_id, at), shipping_limits()
    channel = next(iter(shop_channels(shop_id)), None)
    weekdays = tuple(settings.weekdays) if settings.weekdays and limits.allows_own_calendar else None
    theirs = calendar_plan(channel) if channel else None
    plan = theirs.on_weekdays(weekdays) if theirs and weekdays is not None else theirs
    named = holiday_names(build_calendar(plan), today, today + AHEAD) if plan else {}
    entered = list(closures_ahead(shop_id, today))
    closures, idle = (entered, []) if limits.allows_own_calendar else ([], entered)
    closed = {day for each in closures if terms_of(each).is_closed for day in terms_of(each).days()}
    return ShopCalendar(
        channel=channel,
        today=today,
        plan=plan,
        weekdays=weekdays,
        channel_weekdays=tuple(weekday for weekday, spans in theirs.windows if spans) if theirs else (),
        holidays=sorted(named.items()),
        closures=closures,
        idle=idle,
        closed_days=sum(today <= day <= today + AHEAD for day in closed),
        limits=limits,
    )
