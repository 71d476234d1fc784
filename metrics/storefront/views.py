"""The shop front's operation on visits."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.rest.wire import IdField
from marketplace.shops.models import Channel
from metrics.services.visits import Visits, record_visits

MOST_ROWS = 10_000
MOST_VISITS = 2_000_000_000
EXAMPLE = {"visits": [{"offer_id": 2001, "day": "2026-03-02", "count": 200, "channel": "ES"}]}


class VisitSerializer(serializers.Serializer[Any]):
    """The visits of one offer on one day. Without a channel they are of the first one that its shop sells on."""

    offer_id = IdField()
    day = serializers.DateField(input_formats=["%Y-%m-%d"])
    count = serializers.IntegerField(min_value=0, max_value=MOST_VISITS)
    channel = serializers.CharField(required=False, allow_null=True, allow_blank=True, default="", max_length=20)


class VisitsSerializer(serializers.Serializer[Any]):
    """A report of visits."""

    visits = serializers.ListField(child=VisitSerializer(), max_length=MOST_ROWS)


class RecordVisits(StorefrontView):
    """How often listings were visited."""

    operation = "SF-VISITS"

    @describe(
        "Tell how often listings were visited",
        answer={"recorded": int, "errors": [{"index": int, "offer_id": int, "code": str}]},
        body=VisitsSerializer,
        example=EXAMPLE,
        explanation="`count` is the whole day's count so far, by the channel's clock: told again for the same offer, "
        "channel and day it takes the place of the former one. Without a channel the visits count for the first one, "
        "by its code, that the offer's shop sells on. Rows of unknown offers, of channels that the shop does not sell "
        "on, and of days before 2000 or after tomorrow are told in `errors`; the others are recorded all the same.",
    )
    def post(self, request: Request) -> Response:
        report = VisitsSerializer(data=request.data)
        report.is_valid(raise_exception=True)
        told = report.validated_data["visits"]
        channels = dict(Channel.objects.values_list("code", "pk"))
        errors = [
            _error(index, row, "CHANNEL_NOT_FOUND")
            for index, row in enumerate(told)
            if row["channel"] and row["channel"] not in channels
        ]
        refused = {error["index"] for error in errors}
        places = [index for index in range(len(told)) if index not in refused]
        visits = [
            Visits(row["offer_id"], row["day"], row["count"], channels.get(row["channel"] or ""))
            for row in (told[index] for index in places)
        ]
        refusals = record_visits(visits=visits, at=self.at)
        errors += [_error(places[place], told[places[place]], code) for place, code in refusals.items()]
        errors.sort(key=lambda error: error["index"])
        return Response({"recorded": len(told) - len(errors), "errors": errors})


def _error(index: int, row: dict[str, Any], code: str) -> dict[str, Any]:
    return {"index": index, "offer_id": row["offer_id"], "code": code}
