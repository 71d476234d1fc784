"""Performance: every figure with what it is made of, its limit, its course and its rows (R106, R107, R109)."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.models import ShopChannel
from marketplace.sweeping import drain_everything
from marketplace.tenancy import shop_scope
from metrics.definitions import FIGURES
from metrics.models import FigureLimit
from orders.services.acceptance import refuse_unanswered
from orders.services.shipment import ship_order
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=12)


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def history(shop):
    """Four orders: one shipped in time, two shipped late, one overdue and still here."""
    made = {"in_time": make.make_shipped_order(shop)}
    for name in ("late", "later"):
        order = make.make_shipping_order(shop)
        with shop_scope(shop):
            ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(days=10))
        made[name] = order
    made["overdue"] = make.make_shipping_order(shop)
    drain_everything()
    return {name: order.order_id for name, order in made.items()}


@pytest.fixture
def opened(signed_in, sales, shop):
    """Opens a page of the area."""

    def fetch(path="", member=sales, **query):
        return signed_in(member).get(f"/shop/{shop.pk}/performance/{path}", query)

    return fetch


def line(page, code):
    found = [line for group in page.context["groups"] for line in group.lines if line.figure.code == code]
    return found[0]


def follow(client, url):
    parts = urlsplit(url)
    return client.get(parts.path, dict(parse_qsl(parts.query)))


def test_every_figure_stands_on_the_page_with_its_definition(opened, history):
    """R109."""
    page = opened()

    assert sorted(line.figure.code for group in page.context["groups"] for line in group.lines) == sorted(FIGURES)
    assert "Orders shipped after their ship-by date, over all orders placed in the period." in page.content.decode()


def test_a_figure_tells_its_value_and_what_it_is_made_of(opened, history):
    """R109."""
    late = line(opened(), "late_shipment_rate")

    assert late.value == "50%"
    assert [(str(part.label), part.count) for part in late.parts] == [
        ("Orders shipped late", "2"),
        ("Orders placed", "4"),
        ("Left out", "0"),
        ("Overdue and not shipped yet", "1"),
    ]


def test_each_number_opens_exactly_its_rows(opened, signed_in, sales, history):
    """R135."""
    numerator, denominator, _left_out, beside = line(opened(), "late_shipment_rate").parts
    client = signed_in(sales)

    assert rows(follow(client, numerator.url)) == {history["late"], history["later"]}
    assert rows(follow(client, denominator.url)) == set(history.values())
    assert rows(follow(client, beside.url)) == {history["overdue"]}


def rows(page):
    return {each.row.order_id for each in page.context["rows"]}


def test_each_row_links_to_what_it_is(opened, shop, history):
    """R135."""
    page = opened("late_shipment_rate/", part="beside")

    assert f'href="/shop/{shop.pk}/orders/{history["overdue"]}/"' in page.content.decode()


def test_rows_come_as_a_file_of_exactly_the_same(opened, history):
    """R135."""
    answer = opened("late_shipment_rate/", part="numerator", format="csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    book = opened("late_shipment_rate/", part="numerator", format="xlsx")

    assert {each["Order"] for each in lines} == {history["late"], history["later"]}
    assert lines[0]["Adds"] == "1"
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_a_figure_without_data_says_so_and_never_zero(opened):
    """R104, R109."""
    page = opened()

    assert line(page, "late_shipment_rate").reason == "No orders in this time"
    assert line(page, "conversion_rate").reason == "No visits in this time"
    assert line(page, "claims_rate").reason == "Claims are not recorded yet"
    assert line(page, "late_shipment_rate").value == "–"


@pytest.mark.parametrize(
    ("warning", "suspension", "words"),
    [
        ("0.1", "0.15", "Past the limit"),
        ("0.5", "0.8", "Past the warning"),
        ("0.6", "0.8", "Close"),
        ("0.9", None, "Within"),
    ],
)
def test_a_limit_is_told_in_words(opened, channel, history, warning, suspension, words):
    """R109."""
    limit = {"warning": warning and Decimal(warning), "suspension": suspension and Decimal(suspension)}
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", **limit)

    page = opened()

    assert line(page, "late_shipment_rate").verdict.word == words
    assert words in page.content.decode()


def test_too_few_orders_are_not_judged(opened, channel, history):
    """R109."""
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", warning=Decimal("0.1"), min_counted=5)

    figure = opened("late_shipment_rate/")

    assert figure.context["verdict"].word == "Too few to judge"
    assert "It is judged from 5 on in 28 days. Orders placed: 4." in figure.content.decode()


def test_the_page_of_a_figure_tells_what_follows_and_how_to_mend_it(opened, channel, shop, history):
    """R109."""
    limit = {"warning": Decimal("0.6"), "suspension": Decimal("0.9")}
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", **limit)

    page = opened("late_shipment_rate/")

    assert [str(step.title) for step in page.context["follows"]] == [
        "Now: Close",
        "Warning from 60%",
        "Suspension from 90%",
    ]
    assert page.context["follows"][0].text == (
        "50% in the last 28 days, 2 of 4. The next one that goes wrong reaches the limit."
    )
    assert "Nothing happens by itself yet." in page.content.decode()
    assert f"/shop/{shop.pk}/orders/?tab=ship" in [step.url for step in page.context["steps"]]


def test_a_page_is_not_linked_for_who_may_not_open_it(opened, accountancy, history):
    """R120."""
    page = opened("order_messages_response_delay/", member=accountancy)

    assert [step.url for step in page.context["steps"]] == ["", ""]


def test_the_last_four_months_are_shown_with_the_running_one_marked(opened, history):
    """R106, D10: NOON is in March 2026."""
    page = opened()

    assert [(each["label"], each["is_running"]) for each in page.context["months"]] == [
        ("Dec", False),
        ("Jan", False),
        ("Feb", False),
        ("Mar", True),
    ]
    assert [(each.label, each.value) for each in line(page, "late_shipment_rate").months][-1] == ("Mar", "50%")


def test_the_day_chart_has_its_numbers_in_a_table(opened, history):
    """R107."""
    page = opened("late_shipment_rate/")
    chart = page.context["by_day"]

    assert len(chart.points) == 28
    assert chart.points[-1].value == 0.5
    placed = next(point for point in chart.points if point.more[1] == "2 of 4")
    assert placed.more[0] == "50%"
    assert "Show as table" in page.content.decode()
    assert not re.search(r"<(svg|rect|line|circle)[^>]* style=", page.content.decode())


def test_another_period_keeps_the_limit_of_the_last_28_days(opened, channel, history):
    """R109."""
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", warning=Decimal("0.1"))

    page = opened("late_shipment_rate/", period="7")

    assert page.context["reason"] == "No orders in this time"
    assert page.context["verdict"].word == "Past the warning"


def test_the_mark_of_the_last_28_days_is_named_beside_another_period(opened, channel, history):
    """R109: 50 % of the last 28 days are past the warning; nothing was placed in the last seven."""
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", warning=Decimal("0.1"))
    FigureLimit.objects.create(channel=channel, figure="consecutive_refused_orders_count", warning=Decimal(1))

    shown = opened(period="7")
    texts = [words(opened(path, period=period)) for path in ("", "late_shipment_rate/") for period in ("7", "28")]

    assert not line(shown, "late_shipment_rate").is_judged
    assert line(shown, "consecutive_refused_orders_count").is_judged
    assert ["Last 28 days: 50% Past the warning" in text for text in texts] == [True, False, True, False]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"period": "abc"}, ["There is no period “abc”: you see the last 28 days."]),
        ({"period": "2026-13"}, ["There is no period “2026-13”: you see the last 28 days."]),
        ({"channel": "MARS"}, ["You sell on no channel “MARS”: you see all your channels."]),
        ({"period": "2026-02", "channel": "ES"}, []),
        ({"period": "all", "channel": ""}, []),
    ],
)
def test_what_the_address_names_wrongly_is_said(opened, query, told):
    """R109."""
    page = opened(**query)

    assert page.context["unknown"] == told
    assert all(words in page.content.decode() for words in told)


def words(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def test_what_is_left_out_is_written_beside_the_figure(opened, history):
    """R109: not in a title alone, which no finger reaches."""
    text = re.sub(r"<[^>]*>", "", opened().content.decode())

    assert "Orders in the fraud check, and those that failed it" in text


def test_the_response_time_tells_its_median_and_nine_of_ten_on_both_clocks(opened, shop):
    """D7: of ten answers nine came within an hour, and one took ten."""
    for hours in (1, 1, 1, 1, 1, 1, 1, 1, 1, 10):
        messaging.answer(
            messaging.make_thread(shop, at=LATER - timedelta(hours=30)), at=LATER - timedelta(hours=30 - hours)
        )
    drain_everything()

    now = opened("order_messages_response_delay/")
    ever = opened("order_messages_response_delay/", period="all")
    gone = opened("order_messages_response_delay/", period="2026-02")

    told = [(row.name, row.wall) for row in now.context["spread"]]
    assert told == [("Mean", "1 h 54 min"), ("Median", "1 h"), ("Nine of ten within", "1 h 54 min")]
    assert [(row.name, row.wall) for row in ever.context["spread"]] == told
    assert "Nine of ten within" in now.content.decode()
    assert gone.context["spread"] == []
    assert opened("grade/").context["spread"] == []


@pytest.mark.parametrize(("period", "asks"), [("28", True), ("2026-03", True), ("all", False)])
def test_rows_of_all_time_are_not_read_anew_every_minute(opened, history, period, asks):
    page = opened("late_shipment_rate/", period=period)

    assert ('id="figures" data-poll="' in page.content.decode()) == asks


def test_a_channel_is_chosen_in_the_url(signed_in, sales, channel, shop, history):
    """R109: on the other channel nothing was sold."""
    from_germany = make_channel(code="DE", label="Germany", country="DE", timezone="Europe/Berlin")
    with shop_scope(shop):
        ShopChannel.objects.create(shop=shop, channel=from_germany)
    client = signed_in(sales)

    everywhere = client.get(f"/shop/{shop.pk}/performance/")
    germany = client.get(f"/shop/{shop.pk}/performance/", {"channel": "DE"})

    assert line(everywhere, "late_shipment_rate").value == "50%"
    assert line(germany, "late_shipment_rate").reason == "No orders in this time"
    assert "channel=DE" in line(germany, "late_shipment_rate").url


@pytest.mark.parametrize("period", ["28", "7", "all"])
def test_what_is_told_for_the_whole_shop_is_judged_alike_in_every_period(opened, channel, shop, history, period):
    """R109: of two channels, and though refusals in a row are of no channel."""
    second = make_channel(code="DE", label="Germany", country="DE", timezone="Europe/Berlin")
    with shop_scope(shop):
        ShopChannel.objects.create(shop=shop, channel=second)
    FigureLimit.objects.create(channel=channel, figure="consecutive_refused_orders_count", suspension=Decimal(1))
    refused = make.make_waiting_order(shop)
    with shop_scope(shop):
        refuse_unanswered(order_id=refused.order_id, at=LATER)
    drain_everything()

    everywhere = line(opened(period=period), "consecutive_refused_orders_count")
    chosen = line(opened(period=period, channel="ES"), "consecutive_refused_orders_count")

    assert everywhere.verdict.judged.standing == "suspension"
    assert chosen.verdict.judged.standing == "suspension"


def test_the_support_role_sees_none_of_it(opened, support):
    """R120."""
    assert opened(member=support).status_code == 403
    assert opened("late_shipment_rate/", member=support).status_code == 403


@pytest.mark.parametrize(("reader", "name"), [("sales", "My parcel"), ("inventory", ""), ("accountancy", "")])
def test_what_a_customer_wrote_about_is_for_who_may_read_it(opened, request, shop, reader, name):
    """R120: who may not read conversations sees the order of each, on the page and in the file."""
    thread = messaging.make_thread(shop)
    member = request.getfixturevalue(reader)
    path, part = "order_messages_response_delay/", "beside"

    page = opened(path, member=member, part=part)
    file = opened(path, member=member, part=part, format="csv")
    sent = b"".join(file.streaming_content).decode("utf-8-sig")

    assert [(each.title, each.name) for each in page.context["rows"]] == [(thread.order.order_id, name)]
    assert ("My parcel" in sent) == bool(name)
    assert ("My parcel" in page.content.decode()) == bool(name)


def test_another_shops_figures_are_not_there(signed_in, stranger, shop):
    assert signed_in(stranger).get(f"/shop/{shop.pk}/performance/").status_code == 404


def test_a_figure_that_does_not_exist_is_not_found(opened):
    assert opened("luck/").status_code == 404


@pytest.mark.parametrize("code", FIGURES)
def test_every_figure_has_a_page(opened, history, code):
    assert opened(f"{code}/", period="all").status_code == 200


def test_a_poll_is_answered_only_when_something_changed(signed_in, sales, shop, history):
    """R108."""
    client, url = signed_in(sales), f"/shop/{shop.pk}/performance/"
    first = client.get(url, headers={"HX-Request": "true", "X-Poll": "true"})
    again = client.get(url, headers={"HX-Request": "true", "X-Poll": "true", "If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_the_page_costs_the_same_for_one_order_and_for_ten(opened, shop):
    make.make_shipped_order(shop)
    drain_everything()
    opened()
    with CaptureQueriesContext(connection) as one:
        opened()
    for _each in range(9):
        make.make_shipped_order(shop)
    drain_everything()
    with CaptureQueriesContext(connection) as ten:
        opened()

    assert len(ten) == len(one)
