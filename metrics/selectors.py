"""What the dashboard shows of several apps at this moment: orders and offers by state, as their lists count them."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class States:
    """Every state that some order is in, in the order of an order's life; the orders whose present step is past its
    due time; and the tabs of the list of offers.
    """

    orders: Sequence[StateCount]
    late: StateCount
    offers: Sequence[StateCount]


def count_states(*, shop_id: int, at: datetime, with_offers: bool) -> States:
    """All of them in one statement, as the lists that show them count."""
    orders, offers = Order.objects.filter(shop=shop_id), Offer.objects.current().filter(shop=shop_id)
    tabs = offer_lists.TABS if with_offers else ()
    counted = count_each(
        {f"order {state}": orders.filter(state=state) for state in OrderState.values}
        | {"late": orders.late(at)}
        | {f"offer {tab.code}": tab.narrow(offers) for tab in tabs}
    )
    of_orders, of_offers = (reverse(name, args=[shop_id]) for name in ("orders:list", "offers:list"))
    return States(
        orders=[
            StateCount(state, OrderState(state).label, count, f"{of_orders}?state={state}")
            for state in OrderState.values
            if (count := counted[f"order {state}"])
        ],
        late=StateCount("late", "", counted["late"], f"{of_orders}?tab=late"),
        offers=[
            StateCount(
                tab.code, tab.label, counted[f"offer {tab.code}"], f"{of_offers}?tab={tab.code}", tab.code == "out"
            )
            for tab in tabs
        ],
    )


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
