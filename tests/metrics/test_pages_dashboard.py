"""The dashboard below the queue of Today: figures, months, sales, orders and offers by state (R106, R108, R109)."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.models import ShopChannel
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops, shop_scope
from orders.services.acceptance import refuse_unanswered
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def today(signed_in, sales, shop):
    """Opens Today, as a page or as HTMX renews its queue."""

    def fetch(member=sales, path="", **headers):
        return signed_in(member).get(f"/shop/{shop.pk}/{path}", headers=headers)

    return fetch


def section(page):
    return page.context["sections"][0].context


def test_the_counts_by_state_equal_the_lists_that_they_link_to(today, signed_in, sales, shop):
    """R108."""
    make.make_order(shop)
    for _each in range(2):
        make.make_waiting_order(shop)
    make.make_shipped_order(shop)
    make_offer(shop, quantity=0)

    shown = section(today())
    client = signed_in(sales)

    assert [(str(row.label), row.count) for row in shown["orders"]] == [
        ("Fraud check", "1"),
        ("To accept", "2"),
        ("Shipped", "1"),
    ]
    for row in [*shown["orders"], *shown["offers"]]:
        parts = urlsplit(row.url)
        assert client.get(parts.path, dict(parse_qsl(parts.query))).context["total"] == row.count


def test_late_orders_are_counted_as_their_tab_counts_them(today, shop):
    """R108."""
    make.make_shipping_order(shop)
    with clock.frozen(NOON + timedelta(days=20)):
        shown = section(today())

    assert (shown["late"].count, shown["late"].url) == ("1", f"/shop/{shop.pk}/orders/?tab=late")


def test_sales_are_drawn_for_four_weeks_with_their_table(today, shop):
    """R108."""
    make.make_shipped_order(shop)
    make.make_order(shop)
    drain_everything()

    shown = section(today())

    assert [point.value for point in shown["sales"].points] == [0.0] * 27 + [1.0]
    assert shown["sales_text"].startswith("1 order paid, of 1 placed in 4 weeks · €")


def test_sales_tell_how_many_orders_were_placed_beside_them(today, shop):
    """R108, R109: the figure of late shipments above is of those placed, sales of those paid."""
    make.make_shipped_order(shop)
    refused = make.make_waiting_order(shop)
    with shop_scope(shop):
        refuse_unanswered(order_id=refused.order_id, at=LATER)
    drain_everything()

    shown = section(today())
    late = next(tile for tile in shown["tiles"] if tile.measured.figure.code == "late_shipment_rate")

    assert late.detail == "0 of 2"
    assert shown["sales_text"].startswith("1 order paid, of 2 placed in 4 weeks")


def test_counts_of_days_to_come_hold_now_after_the_clock_was_set_back(today, shop):
    """R107: the simulated clock had run to the week after."""
    make.make_shipped_order(shop)
    with clock.frozen(LATER + timedelta(days=7)):
        drain_everything()

    assert section(today())["counted_at"] == LATER


def test_days_under_a_chart_are_written_as_elsewhere(today, shop):
    """R108: "4 Feb", never "Feb 4"."""
    make.make_shipped_order(shop)
    drain_everything()

    points = section(today())["sales"].points

    assert (points[0].label, points[0].tick) == ("Tue 3 Feb", "3 Feb")


def test_a_shop_without_orders_is_told_so(today):
    """R104, R108."""
    page = today()

    assert section(page)["sales"] is None
    assert [tile.reason for tile in section(page)["tiles"]] == [
        "Nobody wrote in this time",
        "No orders in this time",
        "No order was decided in this time",
        "Claims are not recorded yet",
        "No visits in this time",
    ]
    assert "No orders in the last four weeks." in page.content.decode()


def test_claims_and_conversion_stand_there_for_four_months(today):
    """R106, D10."""
    shown = section(today())

    assert [(each["label"], each["is_running"]) for each in shown["months"]] == [
        ("Dec", False),
        ("Jan", False),
        ("Feb", False),
        ("Mar", True),
    ]
    assert {str(row.label) for row in shown["month_rows"]} >= {"Claims", "Conversion"}
    assert [len(row.cells) for row in shown["month_rows"]] == [4, 4, 4, 0, 4]


def test_the_queue_renews_itself_without_the_dashboard(today):
    """R108."""
    assert b'id="dashboard"' in today().content
    assert b'id="dashboard"' not in today(**{"HX-Request": "true"}).content


def test_the_dashboard_renews_itself_when_something_changed(today):
    """R108."""
    asked = {"path": "today/figures", "HX-Request": "true", "X-Poll": "true"}
    first = today(**asked)

    assert today(**asked, **{"If-None-Match": first["ETag"]}).status_code == 304
    assert first.content.count(b'id="dashboard"') == 1


def test_who_reads_no_offers_sees_none_counted(today, accountancy):
    """R120."""
    shown = section(today(member=accountancy))

    assert shown["offers"] == []


def test_the_support_role_has_the_queue_alone(today, support):
    """R120."""
    page = today(member=support)

    assert page.status_code == 200
    assert page.context["sections"] == []
    assert today(member=support, path="today/figures").status_code == 403


def test_the_dashboard_costs_the_same_for_ten_orders_and_for_three_channels(today, shop):
    """R106: what grows by itself, and the facts, are read once for all channels."""

    def queries():
        drain_everything()
        asked = {"path": "today/figures", "HX-Request": "true", "HX-Target": "dashboard"}
        today(**asked)
        with CaptureQueriesContext(connection) as seen:
            today(**asked)
        return len([each for each in seen if "SAVEPOINT" not in each["sql"]])

    make.make_shipped_order(shop)
    few = queries()
    for _each in range(9):
        make.make_shipped_order(shop)
    for code, zone in (("PT", "Europe/Lisbon"), ("BR", "America/Sao_Paulo")):
        with all_shops("a test opens channels"):
            ShopChannel.objects.create(shop=shop, channel=make_channel(code=code, timezone=zone))

    assert queries() == few < 25
