"""Ours: how long customers wait for an answer, with its parts (R053)."""

from dataclasses import asdict
from datetime import datetime, timedelta

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.views import SellerView
from messaging.answer_times import WINDOW_DAYS, answer_times

MOST_DAYS = 366
_SPREAD = {"mean": int | None, "median": int | None, "percentile_90": int | None}
_SHAPE = {
    "since": datetime,
    "wall": _SPREAD,
    "worked": _SPREAD,
    "answered": int,
    "in_time": int,
    "waiting": int,
    "overdue": int,
}
_DAYS = OpenApiParameter(
    "days", int, default=WINDOW_DAYS, description=f"Answers of the last so many days, 1 to {MOST_DAYS}."
)


class ShowAnswerTime(SellerView):
    """The figure of A01 for a stretch of time, on both clocks."""

    operation = "X-ANSWER-TIME"
    permission = Right.MESSAGE_READ

    @describe(
        "How long customers wait for an answer, in seconds",
        answer=_SHAPE,
        parameters=(_DAYS,),
        explanation="`wall` counts every second, `worked` those that the reply clock's rule counts. Who still waits "
        "counts with the time so far; conversations that needed no reply count in nothing.",
    )
    def get(self, request: Request) -> Response:
        days = self.query.integer("days", minimum=1, maximum=MOST_DAYS) or WINDOW_DAYS
        times = answer_times(shop_id=self.shop_id, since=self.at - timedelta(days=days), at=self.at)
        return Response(asdict(times))
