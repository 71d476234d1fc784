"""Ours for sellers: how long the shop really prepares, beside what it promises (R088, R135)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe, Shape
from marketplace.rest.views import SellerView
from orders.realism.counting import Spread
from orders.realism.report import Part, Realism, read_realism

_SPREAD: Shape = {
    "count": int,
    "mean": float,
    "median": float,
    "percentile_80": int,
    "percentile_95": int,
    "distribution": [{"days": int, "count": int}],
}
_PART: dict[str, Any] = {
    "preparation": _SPREAD,
    "transit": Maybe(_SPREAD),
    "promised_transit_days": int | None,
    "late": int,
}
_REALISM: Shape = {
    "lead_time_days": int,
    "shipments": int,
    "verdict": str,
    "suggested_lead_time_days": int | None,
    "recent": Maybe({"preparation": _SPREAD, "late": int}),
    "preparation": Maybe(_SPREAD),
    "transit": Maybe(_SPREAD),
    "kept_by_lead_time": [{"lead_time_days": int, "share": float}],
    "by_method": [{"method": str, **_PART}],
    "by_weekday": [{"weekday": int, **_PART}],
}


class ShowRealism(SellerView):
    """The lead time itself is changed with `PATCH /api/x/preparation`."""

    operation = "X-SHIPPING-REALISM"
    permission = Right.ORDER_READ

    @describe(
        "Real preparation and transit times beside the promised ones, in working days",
        answer=_REALISM,
        explanation="Of the last 500 shipments, those of an imported past included. `recent` is of the last 50. "
        "`verdict`: TOO_FEW (under 10 shipments), FITS, LONGER or SOONER; the suggestion is the shortest lead time "
        "that would have been kept for 95 of 100 orders.",
    )
    def get(self, request: Request) -> Response:
        return Response(_told(read_realism(shop_id=self.shop_id, at=self.at)))


def _told(realism: Realism) -> dict[str, Any]:
    return {
        "lead_time_days": realism.promised,
        "shipments": realism.shipments,
        "verdict": realism.verdict.value,
        "suggested_lead_time_days": realism.suggestion,
        "recent": realism.recent and {"preparation": _spread(realism.recent), "late": realism.recent_late},
        "preparation": _spread(realism.preparation),
        "transit": _spread(realism.transit),
        "kept_by_lead_time": [
            {"lead_time_days": days, "share": round(share, 4)} for days, share in enumerate(realism.shares)
        ],
        "by_method": [{"method": part.key, **_part(part)} for part in realism.by_method],
        "by_weekday": [{"weekday": int(part.key), **_part(part)} for part in realism.by_weekday],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "preparation": _spread(part.preparation),
        "transit": _spread(part.transit),
        "promised_transit_days": part.promised_transit,
        "late": part.late,
    }


def _spread(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "count": spread.count,
        "mean": round(spread.mean, 2),
        "median": spread.median,
        "percentile_80": spread.percentile_80,
        "percentile_95": spread.percentile_95,
        "distribution": [{"days": days, "count": count} for days, count in spread.counts],
    }
