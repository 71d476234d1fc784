"""A shop that sells nothing for a closure says so on Today, to who can change it (R096)."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.tenancy import shop_scope
from shipping.services.pausing import Pause, find_pause
from tests.factories.shipping import make_closure
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

NOTE = "Nothing is on sale until Tue 3 Mar, that day included: Stocktaking."


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_today_tells_owners_with_the_way_to_the_calendar(owner, sales, shop, signed_in):
    make_closure(shop, date(2026, 3, 2), date(2026, 3, 3), name="Stocktaking", kind="PAUSED")
    path = f"/shop/{shop.pk}/"

    page = signed_in(owner).get(path).content.decode()

    assert NOTE in page
    assert f'href="/shop/{shop.pk}/shipping/calendar">Calendar</a>' in page
    assert NOTE not in signed_in(sales).get(path).content.decode()
    renewed = signed_in(owner).get(path, headers={"HX-Request": "true", "HX-Target": "queue"})
    assert NOTE not in renewed.content.decode()


@pytest.mark.parametrize(
    ("moment", "is_paused"),
    [
        ("2026-03-01T23:59+01:00", False),
        ("2026-03-02T00:00+01:00", True),
        ("2026-03-03T23:59+01:00", True),
        ("2026-03-04T00:00+01:00", False),
    ],
)
def test_it_runs_by_the_clock_of_the_shop_s_channel(shop, moment, is_paused):
    """As `ShopTerms.is_paused` has it."""
    make_closure(shop, date(2026, 3, 2), date(2026, 3, 3), name="Stocktaking", kind="PAUSED")

    with shop_scope(shop):
        found = find_pause(shop.pk, datetime.fromisoformat(moment))

    assert found == (Pause(date(2026, 3, 3), "Stocktaking") if is_paused else None)


def test_without_a_closure_it_costs_one_query(owner, shop, signed_in):
    client = signed_in(owner)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/shop/{shop.pk}/")

    assert sum('"shipping_closure"' in query["sql"] for query in queries) == 1
