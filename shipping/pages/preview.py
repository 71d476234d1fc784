"""The live preview beside a shop's settings: what a customer would be told now, and why."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.money import format_money
from marketplace.portal import formats
from marketplace.shops.calendars import CalendarPlan
from shipping import reach
from shipping.choices import FreightSource
from shipping.pages.strip import DayCell, holidays_in, strip_of
from shipping.pages.words import country_name, place_of, write_hour, write_weekdays
from shipping.services.previewing import Preview


@dataclass(frozen=True)
class PreviewWords:
    """A preview in words: to whom, what, the strip of days, and the facts behind it (term, text)."""

    who: str
    headline: str
    is_shippable: bool
    strip: list[DayCell]
    key: list[tuple[str, str]]
    holidays: list[str]
    facts: list[tuple[str, str]]


def preview_words(preview: Preview, *, shop_id: int, currency: str) -> PreviewWords:
    """Put a preview in words."""
    return PreviewWords(
        who=_who(preview),
        headline=_headline(preview, currency),
        is_shippable=preview.option.is_shippable,
        strip=strip_of(preview.days),
        key=_key(preview),
        holidays=holidays_in(preview.days),
        facts=[*_facts(preview), *_reach(shop_id)],
    )


def calendar_words(plan: CalendarPlan, *, own_week: bool) -> str:
    """ "Marketplace, Mon–Fri, holidays of Spain"."""
    weekdays = write_weekdays([weekday for weekday, spans in plan.windows if spans])
    whose = _("Your own") if own_week else _("The marketplace's")
    countries = ", ".join(country_name(country) for country, _region in plan.regions)
    holidays = _("holidays of %(country)s") % {"country": countries} if countries else ""
    return ", ".join(text for text in (whose, weekdays, holidays) if text)


def _who(preview: Preview) -> str:
    place = f"{preview.zip_code} {country_name(preview.country)}".strip()
    if preview.goods:
        return _("Who orders one “%(item)s” now to %(place)s is told") % {"item": preview.goods.label, "place": place}
    return _("Who orders now to %(place)s is told") % {"place": place}


def _headline(preview: Preview, currency: str) -> str:
    if not preview.is_served:
        return _("The marketplace does not deliver there")
    if not preview.option.is_shippable:
        return _("You do not send there")
    made = preview.option.promise
    first, last = formats.write_far_day(made.earliest_day), formats.write_far_day(made.latest_day)
    words = {"first": first, "last": last, "price": _price(preview, currency)}
    if first == last:
        return _("Delivery on %(last)s, %(price)s") % words
    return _("Delivery between %(first)s and %(last)s, %(price)s") % words


def _price(preview: Preview, currency: str) -> str:
    price = preview.option.freight.price
    if price is None:
        return _("freight as the storefront sets it")
    return format_money(price, currency) if price else _("free")


def _key(preview: Preview) -> list[tuple[str, str]]:
    """What the colours of the strip stand for."""
    days, transit = preview.option.preparation.lead_time_days, preview.option.transit
    prepare = ngettext("%(days)d day to prepare", "%(days)d days to prepare", days) % {"days": days}
    span = str(transit.max_days)
    if transit.min_days != transit.max_days:
        span = _("%(low)d to %(high)d") % {"low": transit.min_days, "high": transit.max_days}
    carry = ngettext("%(span)s day with the carrier", "%(span)s days with the carrier", transit.max_days)
    return [("k-prep", prepare), ("k-carry", carry % {"span": span}), ("k-weekend", _("does not count"))]


def _facts(preview: Preview) -> list[tuple[str, str]]:
    made, preparation = preview.option.promise, preview.option.preparation
    zone = ZoneInfo(preview.channel.timezone)
    place = place_of(preview.channel.timezone)
    local = preview.at.astimezone(zone)
    moment = f"{formats.write_far_day(local.date())}, {formats.write_time(local)}"
    ordered = _("%(moment)s in %(place)s") % {"moment": moment, "place": place}
    if made.start_day != made.order_day:
        hour = write_hour(preparation.cutoff) if preparation.cutoff else ""
        late = _("from %(hour)s on: counts as %(day)s's") % {"hour": hour, "day": formats.write_far_day(made.start_day)}
        ordered = f"{ordered}; {late}"
    facts = [
        (_("Ordered"), ordered),
        (_("You ship"), _("by %(day)s") % {"day": formats.write_far_day(made.ship_by_day)}),
        (_("Calendar"), calendar_words(_base_plan(preview), own_week=preview.has_own_week)),
        (_("Method"), preview.option.method.label),
    ]
    if preview.option.freight.source == FreightSource.CONTINGENCY:
        facts.append((_("Freight"), _("from your contingency table")))
    if preview.is_paused:
        facts.append((_("On sale"), _("nothing today: the shop is closed")))
    return facts


def _base_plan(preview: Preview) -> CalendarPlan:
    """The shop's weekdays as a plan; the calendar that was reckoned on knows its windows."""
    calendar = preview.option.preparation.calendar
    regions: Any = getattr(calendar.holidays, "regions", ())
    windows = tuple((weekday, tuple(spans)) for weekday, spans in calendar.windows.items())
    return CalendarPlan(timezone=calendar.timezone, windows=windows, regions=regions)


def _reach(shop_id: int) -> list[tuple[str, str]]:
    counts = reach.count_offers(shop_id)
    touched = ngettext("%(n)s offer", "%(n)s offers", counts.total) % {"n": formats.write_number(counts.total)}
    own = ngettext("%(n)s has a time of its own", "%(n)s have a time of their own", counts.with_own_time)
    own = own % {"n": formats.write_number(counts.with_own_time)}
    return [
        (_("Touches"), f"{touched}; {own}" if counts.with_own_time else touched),
        (_("Open orders"), _("keep the promise they were given")),
    ]
