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
from metrics.measures import Measured, Month
from metrics.pages.performance import Place
from metrics.pages.standings import Verdict, judge_shop, judged_spans
from metrics.pages.stretches import (
    Stretch,
    channel_choices,
    find_channel,
    list_channels,
    read_stretch,
    stretch_choices,
    today_in,
    unknown_words,
)
from metrics.periods import Span, months_until
from metrics.services.reading import FigureReader


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
    def whole(self) -> FigureReader:
        """Reads the whole shop's figures: all that the page needs, at once."""
        reader = FigureReader(shop_id=self.shop.pk, channel_id=None, at=self.at)
        months = months_until(self.today)
        reader.prepare(self.span, *months, *judged_spans(reader, self.judged_on), days=self.course)
        return reader

    @property
    def reader(self) -> FigureReader:
        """Reads those of the channel chosen."""
        return self.whole.of(self.channel) if self.channel and self.channel_pk else self.whole

    @property
    def span(self) -> Span:
        return Span(self.stretch.since, self.stretch.until)

    @property
    def course(self) -> Span | None:
        """Days of which each is shown."""
        return None

    @property
    def judged_on(self) -> list[Channel]:
        return [self.channel] if self.channel else self.channels

    @cached_property
    def figures(self) -> dict[str, Measured]:
        return self.reader.span(self.span)

    @cached_property
    def months(self) -> list[Month]:
        return self.reader.months()

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Judged over the last 28 days, whatever stretch is shown."""
        return judge_shop(reader=self.whole, channels=self.judged_on, sold_on=len(self.channels))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(**self.choosing(), **self.shown())

    def shown(self) -> dict[str, Any]:
        """What the page shows besides; read for who may see it alone."""
        raise NotImplementedError

    def choosing(self) -> dict[str, Any]:
        """What can be chosen, and what is."""
        return {
            "here": self.request.get_full_path(),
            "unknown": unknown_words(
                self.request.GET.get("period", ""), self.request.GET.get("channel", ""), self.channels
            ),
            "stretch": self.stretch,
            "stretches": stretch_choices(self.stretch, [month.first_day for month in self.months]),
            "channel_choices": channel_choices(self.channels, self.channel),
            "counted_at": self.whole.asked.counted_at,
        }
