"""The operator's limits, and the health of all shops in one list (R109)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace import clock
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops, shop_scope
from metrics.defaults import install_defaults
from metrics.models import FigureLimit
from metrics.pages.standings import judge_shop
from metrics.pages.stretches import list_channels
from metrics.services.health import read_health
from metrics.services.reading import FigureReader
from orders.models import Evaluation
from orders.services.shipment import ship_order
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=12)
HEALTH = "/admin/metrics/figurelimit/health/"


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def late_shop(shop, channel):
    """One order shipped late, one not accepted in time, one customer who waits; and a limit for each."""
    order = make.make_shipping_order(shop)
    with shop_scope(shop):
        ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(days=10))
    make.make_waiting_order(shop)
    messaging.start(shop, at=NOON)
    drain_everything()
    install_defaults()
    FigureLimit.objects.update(min_counted=0)
    return shop


def test_a_shop_stands_there_as_on_its_own_pages(late_shop, other_shop, in_all_shops):
    """R109: every standing of the list is the one that the shop sees."""
    found = {each.shop_id: each for each in read_health(at=LATER)}
    with shop_scope(late_shop):
        channels = list_channels(late_shop.pk)
        reader = FigureReader(shop_id=late_shop.pk, channel_id=None, at=LATER)
        own = judge_shop(reader=reader, channels=channels, sold_on=1)

    assert {code: each.judged for code, each in found[late_shop.pk].figures.items()} == {
        code: own[code].judged for code in found[late_shop.pk].figures
    }
    assert {code: each.measured.value for code, each in found[late_shop.pk].figures.items()} == {
        code: own[code].measured.value for code in found[late_shop.pk].figures
    }
    assert found[late_shop.pk].figures["late_shipment_rate"].judged.standing == "suspension"
    assert not found[other_shop.pk].is_over


def test_the_worst_shop_stands_first_and_all_cost_one_statement(late_shop, other_shop, in_all_shops):
    """R109."""
    for number in range(8):
        make_shop(name=f"A shop {number}", channels=tuple(list_channels(late_shop.pk)))

    with CaptureQueriesContext(connection) as queries:
        found = read_health(at=LATER)

    assert found[0].shop_id == late_shop.pk
    assert len(found) == 10
    assert len(queries) == 2  # the limits, and all figures


def test_the_operator_sees_who_is_over_a_limit(signed_in, operator, late_shop, other_shop):
    """R109."""
    client = signed_in(operator)

    everybody = client.get(HEALTH)
    over = client.get(HEALTH, {"over": "1"})
    by_name = client.get(HEALTH, {"q": "sur"})

    assert [row.health.shop_name for row in everybody.context["rows"]] == ["Casa Norte", "Casa Sur"]
    assert [row.health.shop_name for row in over.context["rows"]] == ["Casa Norte"]
    assert [row.health.shop_name for row in by_name.context["rows"]] == ["Casa Sur"]
    assert "Past the limit" in over.content.decode()


def test_warnings_are_counted_apart_from_limits(signed_in, operator, late_shop, other_shop):
    """R109."""
    client = signed_in(operator)
    past = client.get(HEALTH).content.decode()
    FigureLimit.objects.update(suspension=None)
    warned = client.get(HEALTH).content.decode()

    assert "1 of 2 past a limit, 0 past a warning." in past
    assert "0 of 2 past a limit, 1 past a warning." in warned


def test_one_rating_puts_no_shop_past_its_limit(shop, channel):
    """R109: a figure is judged from so many of its own denominator on, not of the orders."""
    install_defaults()
    orders = [make.make_shipped_order(shop) for _each in range(10)]
    with shop_scope(shop):
        Evaluation.objects.create(shop=shop, order=orders[0], grade=1, created_at=NOON)
    drain_everything()

    with all_shops("a test looks at every row"):
        figures = read_health(at=LATER)[0].figures

    assert figures["grade"].measured.value == 1
    assert figures["grade"].judged.standing == "too_few"
    assert figures["late_shipment_rate"].judged.standing != "too_few"


def test_the_operator_opens_a_figure_down_to_its_rows(signed_in, operator, late_shop, channel):
    """R109, R135."""
    url = reverse("admin:metrics_health_rows", args=[late_shop.pk, channel.pk, "late_shipment_rate"])

    page = signed_in(operator).get(url)

    assert len(page.context["rows"]) == 1
    assert "/admin/orders/order/?q=" in page.content.decode()


@pytest.mark.parametrize("seek", ["nowhere", "1|2", "2026-01-01T00:00:00+00:00|x|0", "0001-01-01T00:00:00+14:00|1|0"])
def test_a_place_that_is_none_opens_the_first_page(signed_in, operator, late_shop, channel, seek):
    url = reverse("admin:metrics_health_rows", args=[late_shop.pk, channel.pk, "late_shipment_rate"])

    page = signed_in(operator).get(url, {"seek": seek})

    assert page.status_code == 200


def test_a_seller_never_sees_the_health_of_all_shops(signed_in, owner):
    assert signed_in(owner).get(HEALTH).status_code == 302


def post_limit(client, channel, **fields):
    values = {"channel": channel.pk, "figure": "late_shipment_rate", "min_counted": "10", **fields}
    return client.post("/admin/metrics/figurelimit/add/", values)


def test_limits_are_typed_in_percent_and_hours(signed_in, operator, channel):
    """R109."""
    client = signed_in(operator)
    post_limit(client, channel, warning="10", suspension="12.5")
    post_limit(client, channel, figure="order_messages_response_delay", warning="24")

    shares, times = FigureLimit.objects.order_by("figure")
    shown = client.get(f"/admin/metrics/figurelimit/{shares.pk}/change/").content.decode()

    assert (shares.warning, shares.suspension) == (Decimal("0.1"), Decimal("0.125"))
    assert (times.warning, times.suspension) == (Decimal(86400), None)
    assert 'value="12.5"' in shown


def test_the_page_of_a_limit_is_headed_by_the_figure_and_its_fields_by_words(signed_in, operator, channel):
    """R109."""
    limit = FigureLimit.objects.create(channel=channel, figure="approval_delay", warning=Decimal(3600))

    shown = signed_in(operator).get(f"/admin/metrics/figurelimit/{limit.pk}/change/").content.decode()
    labels = [
        re.sub(r"<[^>]*>|\s|\*", " ", each).strip() for each in re.findall(r"<label.*?</label>", shown, re.DOTALL)
    ]

    assert str(limit) == "Acceptance time"
    assert "Approval_delay" not in shown
    assert {"Figure", "Warning from", "Suspension from", "From so many on"} <= {
        " ".join(each.split()) for each in labels
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"warning": "15", "suspension": "10"}, "must come before its suspension"),
        ({"figure": "approval_rate", "warning": "75", "suspension": "90"}, "must come before its suspension"),
        ({"warning": "", "suspension": ""}, "Give a warning, a suspension, or both."),
        ({"warning": "101"}, "Not more than 100."),
        ({"figure": "grade", "warning": "6"}, "Not more than 5."),
    ],
)
def test_limits_that_make_no_sense_are_refused(signed_in, operator, channel, fields, words):
    """R109."""
    page = post_limit(signed_in(operator), channel, **fields)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert not FigureLimit.objects.exists()


def test_the_limits_stand_on_the_page_of_the_channel(signed_in, operator, channel):
    """R109."""
    install_defaults()

    page = signed_in(operator).get(f"/admin/shops/channel/{channel.pk}/change/").content.decode()

    assert 'name="figure_limits-0-warning"' in page
    assert "Nothing happens by itself yet." in page


def test_a_channel_starts_with_the_usual_limits_once(channel):
    """R109."""
    assert install_defaults() == 11
    assert install_defaults() == 0
    late = FigureLimit.objects.get(channel=channel, figure="late_shipment_rate")
    assert (late.warning, late.suspension, late.min_counted) == (Decimal("0.1"), Decimal("0.15"), 10)


def test_limits_taken_away_stay_away_and_a_new_channel_gets_its_own(channel):
    """R109: whoever upgrades installs the defaults again."""
    install_defaults()
    FigureLimit.objects.all().delete()

    assert install_defaults() == 0
    make_channel(code="DE")
    assert install_defaults() == 11
    assert set(FigureLimit.objects.values_list("channel__code", flat=True)) == {"DE"}


def test_limits_set_before_the_defaults_are_kept_alone(channel):
    """R109."""
    FigureLimit.objects.create(channel=channel, figure="grade", warning=Decimal(4))

    assert install_defaults() == 0


def test_health_is_read_in_the_scope_of_all_shops(late_shop):
    with all_shops("a test looks at every row"):
        assert [each.shop_name for each in read_health(at=LATER)] == ["Casa Norte"]
