"""What the dashboard shows of several apps at this moment: orders and offers by state, as their lists count them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from marketplace.portal.lists import COUNT_CAP
from offers import lists as offer_lists
from offers.models import Offer
from orders.choices import OrderState
from orders.models import Order


@dataclass(frozen=True)
class StateCount:
    """How many rows are in one state, counted no further than a list counts, and the list that shows them."""

    code: str
    label: str | Promise
    count: int
    url: str
    is_late: bool = False


def orders_by_state(*, shop_id: int, at: datetime) -> tuple[list[StateCount], StateCount]:
    """Every state that some order of the shop is in, in the order of an order's life; and those whose present step is
    past its due time, as the tab of the list says.
    """
    orders = Order.objects.filter(shop=shop_id)
    counted = count_each({state: orders.filter(state=state) for state in OrderState.values} | {"late": orders.late(at)})
    path = reverse("orders:list", args=[shop_id])
    late = StateCount("late", "", counted.pop("late"), f"{path}?tab=late")
    states = [
        StateCount(state, OrderState(state).label, count, f"{path}?state={state}")
        for state, count in counted.items()
        if count
    ]
    return states, late


def offers_by_state(*, shop_id: int) -> list[StateCount]:
    """The tabs of the list of offers, with their counts."""
    offers: QuerySet[Offer] = Offer.objects.current().filter(shop=shop_id)
    counted = count_each({tab.code: tab.narrow(offers) for tab in offer_lists.TABS})
    path = reverse("offers:list", args=[shop_id])
    return [
        StateCount(tab.code, tab.label, counted[tab.code], f"{path}?tab={tab.code}", is_late=tab.code == "out")
        for tab in offer_lists.TABS
    ]


def count_each(querysets: Mapping[str, "QuerySet[Order] | QuerySet[Offer]"]) -> dict[str, int]:
    """How many rows each has, counted up to one more than is shown; in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for queryset in querysets.values():
        sql, params = queryset.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) part)")  # noqa: S608  # Django's own statement
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(querysets, cursor.fetchone(), strict=True))
