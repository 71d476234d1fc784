"""Ours: a shop's calendar, its closures and their effect before they are entered (R096, D12, R135)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import Conflict
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.shops.choices import Weekday
from shipping.choices import ClosureKind
from shipping.closing import ClosureTerms
from shipping.models import Closure, ShippingLimits
from shipping.promise import Promise
from shipping.services.calendars import shop_calendar
from shipping.services.closures import (
    add_closure,
    change_closure,
    check_closure,
    find_closure,
    remove_closure,
    shop_channels,
)
from shipping.services.previewing import preview_closure
from shipping.services.settings import set_weekdays

CLOSURE = {"id": int, "first_day": str, "last_day": str, "name": str, "kind": str}
LIMITS = {
    "allows_own_calendar": bool,
    "fewest_weekdays": int,
    "longest_closure_days": int,
    "most_closed_days": int,
    "earliest_cutoff": str | None,
    "longest_lead_time_days": int,
}
CALENDAR = {
    "weekdays": Maybe([int]),
    "channel_weekdays": [int],
    "limits": LIMITS,
    "closures": [CLOSURE],
    "holidays": [{"day": str, "name": str}],
    "closed_days": int,
}
_PROMISE = {"ship_by": datetime, "earliest": datetime, "latest": datetime}
EFFECT = {
    "orders": [{"ordered_at": datetime, "without": Maybe(_PROMISE), "with": Maybe(_PROMISE)}],
    "open_orders": int,
    "closed_days": int,
}
FAIR = {"first_day": "2027-02-01", "last_day": "2027-02-05", "name": "Feria", "kind": "STAY_OPEN"}


class WeekBody(serializers.Serializer[Any]):
    """ISO weekdays, 1 for Monday; null: the marketplace's."""

    weekdays = serializers.ListField(
        child=serializers.ChoiceField(choices=Weekday.choices), allow_null=True, max_length=7
    )


class ClosureBody(serializers.Serializer[Any]):
    """Days, both included, on which the shop departs from its week; a change leaves what is absent as it is."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=ClosureKind.choices, default=ClosureKind.STAY_OPEN)


class ClosurePreviewBody(ClosureBody):
    """A closure, and which one it would take the place of."""

    name = serializers.CharField(max_length=60, required=False, default="")
    closure_id = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)


class CalendarOfShop(SellerView):
    """Read, and change the week."""

    operation = "X-SHIPPING-CALENDAR"
    permission = Right.SHOP_WRITE

    @describe(
        "The shop's calendar: week, closures, the holidays of the next twelve months, and the operator's limits",
        answer=CALENDAR,
    )
    def get(self, request: Request) -> Response:
        return Response(self._told())

    @describe(
        "Change the week",
        operation="X-SHIPPING-CALENDAR-CHANGE",
        answer=CALENDAR,
        body=WeekBody,
        example={"weekdays": [1, 2, 3, 4, 5, 6]},
    )
    def patch(self, request: Request) -> Response:
        body = WeekBody(data=request.data)
        body.is_valid(raise_exception=True)
        set_weekdays(shop_id=self.shop_id, weekdays=body.validated_data["weekdays"], at=self.at)
        return Response(self._told())

    def _told(self) -> dict[str, Any]:
        calendar = shop_calendar(self.shop_id, self.at)
        return {
            "weekdays": None if calendar.weekdays is None else list(calendar.weekdays),
            "channel_weekdays": list(calendar.channel_weekdays),
            "limits": _limits(calendar.limits),
            "closures": [_closure(each) for each in calendar.closures],
            "holidays": [{"day": day.isoformat(), "name": name} for day, name in calendar.holidays],
            "closed_days": calendar.closed_days,
        }


class Closures(SellerView):
    """Enter one."""

    operation = "X-CLOSURES"
    permission = Right.SHOP_WRITE

    @describe("Enter a closure", answer=CLOSURE, status=201, body=ClosureBody, example=FAIR)
    def post(self, request: Request) -> Response:
        body = ClosureBody(data=request.data)
        body.is_valid(raise_exception=True)
        closure = add_closure(shop_id=self.shop_id, terms=_terms(body.validated_data), at=self.at)
        return Response(_closure(closure), status=201)


class OneClosure(SellerView):
    """Change or remove one."""

    operation = "X-CLOSURE"
    permission = Right.SHOP_WRITE

    @describe("Change a closure", answer=CLOSURE, body=ClosureBody, example={"last_day": "2027-02-03"})
    def patch(self, request: Request, pk: int) -> Response:
        find_closure(pk)  # what is not there is not judged
        body = ClosureBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return Response(_closure(change_closure(closure_id=pk, changes=_given(body.validated_data), at=self.at)))

    @describe("Remove a closure; one that has begun ends with yesterday", operation="X-CLOSURE-REMOVE", status=204)
    def delete(self, request: Request, pk: int) -> Response:
        remove_closure(closure_id=pk, at=self.at)
        return Response(status=204)


class PreviewClosure(SellerView):
    """What one would do."""

    operation = "X-CLOSURES-PREVIEW"
    permission = Right.SHOP_WRITE

    @describe(
        "What a closure would do: to an order now and on its first day, and how many open orders are to ship within it",
        answer=EFFECT,
        body=ClosurePreviewBody,
        example={"first_day": "2027-02-01", "last_day": "2027-02-05", "kind": "STAY_OPEN"},
        explanation="Nothing is saved. Open orders keep their promise. A promise of null: nothing is on sale then.",
    )
    def post(self, request: Request) -> Response:
        body = ClosurePreviewBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        closure_id = given.pop("closure_id", None)
        if closure_id is not None:
            find_closure(closure_id)
        terms, channel = _terms(given), next(iter(shop_channels(self.shop_id)), None)
        if channel is None:
            raise Conflict(code="NO_CHANNEL", message=_("The shop sells on no channel."))
        check_closure(shop_id=self.shop_id, terms=terms, at=self.at, closure_id=closure_id)
        effect = preview_closure(shop_id=self.shop_id, channel=channel, wanted=terms, at=self.at, closure_id=closure_id)
        return Response(
            {
                "orders": [
                    {"ordered_at": each.ordered_at, "without": _promise(each.before), "with": _promise(each.after)}
                    for each in effect.moments
                ],
                "open_orders": effect.open_orders,
                "closed_days": effect.closed_days,
            }
        )


def _terms(given: dict[str, Any]) -> ClosureTerms:
    return ClosureTerms(given["first_day"], given["last_day"], given["name"], ClosureKind(given["kind"]))


def _given(changes: dict[str, Any]) -> dict[str, Any]:
    """What a change names, as terms have it."""
    return changes | ({"kind": ClosureKind(changes["kind"])} if "kind" in changes else {})


def _closure(closure: Closure) -> dict[str, Any]:
    return {
        "id": closure.pk,
        "first_day": closure.first_day.isoformat(),
        "last_day": closure.last_day.isoformat(),
        "name": closure.name,
        "kind": str(closure.kind),
    }


def _limits(limits: ShippingLimits) -> dict[str, Any]:
    told = {name: getattr(limits, name) for name in LIMITS}
    earliest = limits.earliest_cutoff
    return {**told, "earliest_cutoff": f"{earliest:%H:%M}" if earliest else None}


def _promise(made: Promise | None) -> dict[str, datetime] | None:
    if made is None:
        return None
    return {"ship_by": made.ship_by, "earliest": made.earliest, "latest": made.latest}
