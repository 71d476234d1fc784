"""The stretch of days that a page is about, and the channel: chosen in the URL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.portal import formats
from marketplace.shops.models import Channel, ShopChannel
from metrics.figure import Figure
from metrics.limits import JUDGED_DAYS

_LAST_DAYS: Mapping[str, tuple[str | Promise, int]] = {
    "7": (gettext_lazy("Last 7 days"), 7),
    "28": (gettext_lazy("Last 28 days"), JUDGED_DAYS),
    "90": (gettext_lazy("Last 90 days"), 90),
    "365": (gettext_lazy("Last 365 days"), 365),
}
_DEFAULT = "28"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Stretch:
    """Days from `since` to `until`, both included, by the channel's clock; None leaves an end open."""

    code: str
    label: str
    since: date | None
    until: date | None

    @property
    def is_judged(self) -> bool:
        """Whether limits are judged over just this stretch."""
        return self.code == _DEFAULT

    def judges(self, figure: Figure) -> bool:
        """Whether the figure of this stretch is the one judged; what is counted as of now is the same in each."""
        return self.is_judged or not figure.by_period


@dataclass(frozen=True)
class Choice:
    """One choice of a select."""

    value: str
    label: str
    is_chosen: bool


def list_channels(shop_id: int) -> list[Channel]:
    """Where the shop sells, in the order of their codes."""
    sold_on = ShopChannel.objects.filter(shop=shop_id).values("channel")
    return list(Channel.objects.filter(pk__in=sold_on).order_by("code"))


def today_in(channels: Sequence[Channel], at: datetime) -> date:
    """The day by the channel's clock; of several, the latest of their days, as for the shop's figures."""
    return max((at.astimezone(ZoneInfo(each.timezone)).date() for each in channels), default=at.date())


def last_days(days: int, *, today: date) -> tuple[date, date]:
    """So many days, today included."""
    return today - timedelta(days=days - 1), today


def read_stretch(wanted: str, *, today: date) -> Stretch:
    """The stretch that the URL names: so many last days, a month, or all; else the last 28 days."""
    if wanted == "all":
        return Stretch("all", _("Since the beginning"), None, None)
    if found := _MONTH.fullmatch(wanted):
        first = date(int(found[1]), int(found[2]), 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Stretch(wanted, formats.write_month_year(first), first, min(last, today) if first <= today else last)
    code = wanted if wanted in _LAST_DAYS else _DEFAULT
    label, days = _LAST_DAYS[code]
    since, until = last_days(days, today=today)
    return Stretch(code, str(label), since, until)


def unknown_words(period: str, channel: str, channels: Sequence[Channel]) -> list[str]:
    """What of the URL names nothing that there is, and what is shown instead."""
    words = []
    if period and period != "all" and period not in _LAST_DAYS and not _MONTH.fullmatch(period):
        words.append(_("There is no period “%(value)s”: you see the last 28 days.") % {"value": period[:50]})
    if channel and channel not in {each.code for each in channels}:
        words.append(_("You sell on no channel “%(value)s”: you see all your channels.") % {"value": channel[:50]})
    return words


def stretch_choices(chosen: Stretch, months: Sequence[date]) -> list[Choice]:
    """The last days, the four months, and all."""
    named = [(code, str(label)) for code, (label, _days) in _LAST_DAYS.items()]
    named += [(f"{first:%Y-%m}", formats.write_month_year(first)) for first in reversed(months)]
    named.append(("all", _("Since the beginning")))
    if chosen.code not in dict(named):
        named.append((chosen.code, chosen.label))
    return [Choice(code, label, code == chosen.code) for code, label in named]


def channel_choices(channels: Sequence[Channel], chosen: Channel | None) -> list[Choice]:
    """All channels, and each; nothing to choose where there is one."""
    if len(channels) < 2:
        return []
    every = Choice("", _("All channels"), chosen is None)
    return [every, *(Choice(each.code, each.label, each == chosen) for each in channels)]


def find_channel(wanted: str, channels: Sequence[Channel]) -> Channel | None:
    """The channel of that code; where the shop has one alone, that."""
    if len(channels) == 1:
        return channels[0]
    return next((each for each in channels if each.code == wanted), None)
