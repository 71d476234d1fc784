"""Ours: every figure with its parts, day by day, and opened to its rows (R101 to R109, R135)."""

from dataclasses import asdict
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.page_tokens import PageToken, read_token
from marketplace.rest.pagination import asked_query
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from marketplace.shops.models import Channel
from marketplace.shops.zones import shop_zone
from messaging.answer_times import answer_times
from metrics.api.querying import CHANNEL, SINCE, UNTIL, find_figure, read_channel, read_span
from metrics.api.shapes import FIGURE, ROW, WITH_DAYS, day_json, figure_json, row_json
from metrics.choices import Part
from metrics.limits import JUDGED_DAYS
from metrics.pages.standings import judge_shop, judged_spans
from metrics.pages.stretches import list_channels, today_in
from metrics.periods import Span
from metrics.services.drilldown import rows_of
from metrics.services.reading import FigureReader

MOST_DAYS = 366
MOST_ROWS = 100
_RESPONSE = "order_messages_response_delay"
_PART = OpenApiParameter("part", str, enum=Part.values, default=Part.NUMERATOR.value, description="Which of its rows.")
_LIMITS = (
    f" `limit` is the operator's for the channel named, judged over the last {JUDGED_DAYS} days; nothing happens by "
    "itself yet. `months` are the running one and the three before it."
)


class FigureView(SellerView):
    """What calls on figures share."""

    permission = Right.METRIC_READ

    @cached_property
    def whole(self) -> FigureReader:
        """Reads this shop's figures as of now."""
        return FigureReader(shop_id=self.shop_id, channel_id=None, at=self.at)

    def reader(self, channel: Channel | None) -> FigureReader:
        """Reads those of the channel named, from what is read for the whole shop."""
        return self.whole.of(channel) if channel else self.whole

    def figures(self, channel: Channel | None, span: Span, *, days: Span | None = None) -> dict[str, Any]:
        """Every figure of the days as it is written, by code; with where it stands beside the limits, on the channel
        named or on the worst of the shop's. `days` are read with it.
        """
        sold_on = list_channels(self.shop_id)
        judged_on = [channel] if channel else sold_on
        months = self.reader(channel).month_spans
        self.whole.prepare(span, *months, *judged_spans(self.whole, judged_on), days=days)
        reader = self.reader(channel)
        told = reader.months()
        verdicts = judge_shop(reader=self.whole, channels=judged_on, sold_on=len(sold_on))
        return {code: figure_json(each, told, verdicts.get(code)) for code, each in reader.span(span).items()}


class ListFigures(FigureView):
    """All figures."""

    operation = "X-METRICS"

    @describe(
        "Every figure with its definition, its parts and its limits",
        answer={"data": [FIGURE], "since": date, "until": date, "counted_at": datetime | None},
        parameters=(CHANNEL, SINCE, UNTIL),
        explanation=f"Of the last {JUDGED_DAYS} days unless others are named. `value` is unrounded: a fraction for "
        "SHARE, seconds for SECONDS. It is null where nothing was counted, and `missing` says why." + _LIMITS,
    )
    def get(self, request: Request) -> Response:
        channel = read_channel(self.query)
        today = self.reader(channel).asked.today
        span = read_span(self.query, today=today)
        told = {"since": span.since, "until": span.until or today, "counted_at": self.whole.asked.counted_at}
        return Response({"data": list(self.figures(channel, span).values()), **told})


class ShowFigure(FigureView):
    """One figure, day by day."""

    operation = "X-METRIC"

    @describe(
        "One figure, day by day",
        answer=WITH_DAYS,
        parameters=(CHANNEL, SINCE, UNTIL),
        explanation=f"The last {JUDGED_DAYS} days unless others are named, at most {MOST_DAYS}. `spread` holds the "
        "median and the 90th percentile of the response time on both clocks; it is null for other figures, for one "
        "channel, and for days gone by." + _LIMITS,
    )
    def get(self, request: Request, figure: str) -> Response:
        code, channel = find_figure(figure).code, read_channel(self.query)
        today = self.reader(channel).asked.today
        span = read_span(self.query, today=today)
        since, until = span.bounds[0], span.until or today
        if not 0 <= (until - since).days < MOST_DAYS:
            raise refuse("since", _("From 1 to %(most)s days can be asked for.") % {"most": MOST_DAYS})
        span = Span(since, until)
        told = self.figures(channel, span, days=span)[code]
        days = self.reader(channel).days(since, until, codes=(code,))
        spread = self._spread(span) if code == _RESPONSE and channel is None and span.holds(today) else None
        return Response({**told, "spread": spread, "days": [day_json(point, code) for point in days]})

    def _spread(self, span: Span) -> dict[str, Any]:
        zone = shop_zone(self.shop_id)
        since = datetime.combine(span.bounds[0], time.min, zone)
        told = answer_times(shop_id=self.shop_id, since=since, at=self.at)
        return {"since": since, "wall": asdict(told.wall), "worked": asdict(told.worked)}


class ListFigureRows(SellerView):
    """Exactly the rows that a figure counts."""

    operation = "X-METRIC-ROWS"
    permission = Right.METRIC_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "The rows that a figure counts",
        answer={"data": [ROW]},
        parameters=(_PART, CHANNEL, SINCE, UNTIL, *SEEK_PAGING),
        explanation=f"Of the last {JUDGED_DAYS} days unless others are named, as the figure itself; newest first, at "
        f"most {MOST_ROWS} a page. The amounts of all rows of a part add up to what the "
        "figure shows for it.",
    )
    def get(self, request: Request, figure: str) -> Response:
        code = find_figure(figure).code
        query = asked_query(request, operation=self.operation)
        token = self.query.text("page_token")
        seek = read_token(token, operation=self.operation).key[0] if token else ""
        channel = read_channel(query)
        today = today_in([channel] if channel else list_channels(self.shop_id), self.at)
        span = read_span(query, today=today)
        page = rows_of(
            figure=code,
            part=Part(query.choice("part", Part.values) or Part.NUMERATOR),
            shop_id=self.shop_id,
            channel_id=channel.pk if channel else None,
            since=span.since,
            until=span.until,
            at=self.at,
            seek=seek,
            limit=min(query.integer("limit", minimum=1) or MOST_ROWS, MOST_ROWS),
            rights=self.rights,
        )
        body: dict[str, Any] = {"data": [row_json(row) for row in page.rows]}
        if page.next_seek:
            carried = query.values.copy()
            carried.pop("page_token", None)
            carried["since"] = str(span.since)  # also where the next page is asked for tomorrow
            following = PageToken(self.operation, self.shop_id, carried.urlencode(), [page.next_seek], forwards=True)
            body["next_page_token"] = following.write()
        return Response(body)
