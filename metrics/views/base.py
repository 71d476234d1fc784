"""What the pages of figures share: channel and stretch from the URL, and the figures read once."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from marketplace.shops.models import Channel
from metrics.limits import JUDGED_DAYS
from metrics.measures import Measured, Month
from metrics.pages.performance import Place
from metrics.pages.standings import Verdict, judge_shop
from metrics.pages.stretches import (
    Stretch,
    channel_choices,
    find_channel,
    last_days,
    list_channels,
    read_stretch,
    stretch_choices,
    today_in,
)
from metrics.services.reading import read_figures, read_months
from metrics.tallies import last_counted


class FiguresView(PortalView):
    """A page of one shop's figures, of one channel or all, over a stretch of days."""

    permission = Right.METRIC_READ
    area = "performance"

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    @cached_property
    def channels(self) -> list[Channel]:
        return list_channels(self.shop.pk)

    @cached_property
    def channel(self) -> Channel | None:
        return find_channel(self.request.GET.get("channel", ""), self.channels)

    @property
    def channel_pk(self) -> int | None:
        """The channel to read; where the shop has one alone all is of it, also what no channel is named for."""
        return self.channel.pk if self.channel and len(self.channels) > 1 else None

    @cached_property
    def today(self) -> date:
        return today_in([self.channel] if self.channel else self.channels, self.at)

    @cached_property
    def stretch(self) -> Stretch:
        return read_stretch(self.request.GET.get("period", ""), today=self.today)

    @cached_property
    def place(self) -> Place:
        return Place(self.shop.pk, self.channel_pk, self.channel if len(self.channels) > 1 else None, self.stretch)

    @cached_property
    def figures(self) -> dict[str, Measured]:
        since, until = self.stretch.since, self.stretch.until
        return read_figures(shop_id=self.shop.pk, channel_id=self.channel_pk, since=since, until=until, at=self.at)

    @cached_property
    def months(self) -> list[Month]:
        return read_months(shop_id=self.shop.pk, channel_id=self.channel_pk, at=self.at)

    @cached_property
    def whole(self) -> dict[str, Measured]:
        """The whole shop's figures of the judged days: where those stand that are not told by channel."""
        if self.stretch.is_judged and self.channel_pk is None:
            return self.figures
        since, until = last_days(JUDGED_DAYS, today=today_in(self.channels, self.at))
        return read_figures(shop_id=self.shop.pk, channel_id=None, since=since, until=until, at=self.at)

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Judged over the last 28 days, whatever stretch is shown."""
        judged_on = [self.channel] if self.channel else self.channels
        known: dict[int | None, dict[str, Measured]] = {None: self.whole}
        if self.stretch.is_judged:
            known[self.channel_pk] = self.figures
        return judge_shop(shop_id=self.shop.pk, channels=judged_on, at=self.at, known=known, sold_on=len(self.channels))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(**self.choosing(), **self.shown())

    def shown(self) -> dict[str, Any]:
        """What the page shows besides; read for who may see it alone."""
        raise NotImplementedError

    def choosing(self) -> dict[str, Any]:
        """What can be chosen, and what is."""
        return {
            "here": self.request.get_full_path(),
            "stretch": self.stretch,
            "stretches": stretch_choices(self.stretch, [month.first_day for month in self.months]),
            "channel_choices": channel_choices(self.channels, self.channel),
            "counted_at": last_counted(shop_id=self.shop.pk),
        }
