"""Ours: every figure with its parts, its days and its rows; and the visits that the shop front tells."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from metrics.definitions import FIGURES
from metrics.models import FigureLimit, OfferVisits
from metrics.services.recomputing import recompute_marked
from tests.factories import messaging
from tests.factories.offers import make_offer
from tests.factories.orders import make_order, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ask(api, path, *, at=NOON, **query):
    with clock.frozen(at):
        while recompute_marked():
            pass
        return api.get(f"/api/x/metrics{path}", **query)


def figure(api, code, **query):
    return next(each for each in ask(api, "", **query).json()["data"] if each["code"] == code)


def visits(*rows, **fields):
    names = ("offer_id", "day", "count", "channel")
    return {"visits": [{**dict(zip(names, row, strict=False)), **fields} for row in rows]}


def test_every_figure_is_told_with_its_definition_and_its_parts(api, shop):
    """R109."""
    make_shipped_order(shop)
    make_order(shop)

    told = ask(api, "")

    assert [each["code"] for each in told.json()["data"]] == list(FIGURES)
    assert told.json()["counted_at"] == "2026-03-02T12:00:00Z"
    late = figure(api, "late_shipment_rate")
    assert (late["value"], late["numerator"], late["denominator"], late["unit"]) == (0, 0, 1, "SHARE")
    assert late["left_out"] == [{"label": "Orders in the fraud check, and those that failed it", "count": 1}]
    assert [each["code"] for each in late["beside"]] == ["overdue_unshipped"]
    assert [month["is_running"] for month in late["months"]] == [False, False, False, True]
    claims = figure(api, "claims_rate")
    assert (claims["value"], claims["missing"]) == (None, "Claims are not recorded yet")


def test_limits_of_the_operator_stand_beside_the_figure(api, shop, channel):
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", warning="0.1", suspension="0.15")

    assert figure(api, "late_shipment_rate")["limit"]["warning"] == 0.1
    assert figure(api, "grade")["limit"] is None


def test_days_narrow_a_figure(api, shop):
    make_shipped_order(shop, at=NOON - 3 * DAY)
    make_shipped_order(shop)

    assert figure(api, "orders_count", since="2026-03-01")["value"] == 1
    assert figure(api, "orders_count", until="2026-03-01")["value"] == 1
    assert figure(api, "orders_count", since="2026-02-01", until="2026-02-20")["value"] == 0


def test_every_call_on_a_figure_is_of_the_last_28_days_unless_others_are_named(api, shop):
    """R109, R135: the list, the figure and its rows tell the same."""
    make_shipped_order(shop, at=NOON - 28 * DAY)
    first_day = make_shipped_order(shop, at=NOON - 27 * DAY)

    told = ask(api, "").json()
    listed = next(each for each in told["data"] if each["code"] == "orders_count")
    rows = ask(api, "/orders_count/rows").json()["data"]

    assert (told["since"], told["until"]) == ("2026-02-03", "2026-03-02")
    assert listed["value"] == ask(api, "/orders_count").json()["value"] == 1
    assert [row["id"] for row in rows] == [first_day.order_id]
    assert figure(api, "orders_count", since="2000-01-01")["value"] == 2
    assert figure(api, "orders_count", until="2026-03-01")["value"] == 2


def test_a_figure_is_followed_day_by_day(api, shop):
    """R107."""
    make_shipped_order(shop, at=NOON - 3 * DAY)
    messaging.make_thread(shop)

    told = ask(api, "/orders_count").json()
    days = {each["day"]: each["value"] for each in told["days"]}

    assert (len(days), days["2026-02-27"], days["2026-03-01"], days["2026-03-02"]) == (28, 1, 0, 1)
    assert told["spread"] is None
    waits = ask(api, "/order_messages_response_delay", at=NOON + timedelta(hours=2)).json()
    assert waits["spread"]["wall"] == {"mean": 7200, "median": 7200, "percentile_90": 7200}
    assert waits["days"][-1]["value"] == 7200


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("", {"since": "yesterday"}, 400),
        ("", {"since": "2026-03-02", "until": "2026-03-01"}, 400),
        ("", {"channel_code": "MARS"}, 400),
        ("/orders_count", {"since": "2020-01-01"}, 400),
        ("/moods", {}, 404),
        ("/moods/rows", {}, 404),
        ("/orders_count/rows", {"part": "middle"}, 400),
        ("/orders_count/rows", {"page_token": "x"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(api, path, query, status):
    assert ask(api, path, **query).status_code == status


def test_the_rows_of_a_figure_are_read_page_by_page(api, shop):
    """R135."""
    orders = [make_shipped_order(shop, at=NOON - number * DAY).order_id for number in range(5)]

    first = ask(api, "/late_shipment_rate/rows", part="denominator", limit=3).json()
    second = ask(api, "/late_shipment_rate/rows", page_token=first["next_page_token"]).json()

    assert [row["id"] for row in first["data"] + second["data"]] == orders
    assert "next_page_token" not in second
    assert first["data"][0] == {
        "kind": "order",
        "id": orders[0],
        "label": "Lucía Ejemplo",
        "at": "2026-03-02T12:00:00Z",
        "amount": 1,
        "counted_as": "orders",
        "order_id": orders[0],
    }


def test_overdue_orders_are_opened_beside_the_figure(api, shop):
    order = make_shipping_order(shop)
    assert order.ship_by is not None

    rows = ask(api, "/late_shipment_rate/rows", part="beside", at=order.ship_by + DAY).json()["data"]

    assert [row["id"] for row in rows] == [order.order_id]


def test_rows_of_conversations_are_told_by_their_order_to_a_key_that_reads_none(api, caller_of, inventory, shop):
    """R120."""
    thread = messaging.make_thread(shop)

    path = "/order_messages_response_delay/rows"
    labels = [
        row["label"] for each in (api, caller_of(inventory)) for row in ask(each, path, part="beside").json()["data"]
    ]

    assert labels == ["My parcel", thread.order.order_id]


def test_another_shops_figures_are_out_of_reach(api, stranger_api, support_api, shop, other_shop):
    make_shipped_order(shop)

    assert ask(stranger_api, "/orders_count/rows").json()["data"] == []
    assert ask(stranger_api, "", shop_id=shop.pk).status_code == 403
    assert {ask(support_api, path).status_code for path in ("", "/grade", "/grade/rows")} == {403}
    token = ask(api, "/orders_count/rows", limit=1).json()
    assert len(token["data"]) == 1


def test_visits_are_taken_from_the_shop_front_and_told_again_in_place_of_the_former(api, storefront, shop):
    """R104."""
    offer = make_offer(shop)
    day = "2026-03-02"

    told = [storefront.post("/api/storefront/visits", visits((offer.pk, day, count))) for count in (150, 200, 200)]

    assert [answer.json() for answer in told] == [{"recorded": 1, "errors": []}] * 3
    assert figure(api, "conversion_rate")["denominator"] == 200
    rows = ask(api, "/conversion_rate/rows", part="denominator").json()["data"]
    assert [(row["kind"], row["id"], row["amount"]) for row in rows] == [("visits", str(offer.pk), 200)]


def test_rows_of_unknown_offers_and_channels_are_told_and_hold_up_no_other(storefront, shop):
    offer = make_offer(shop)
    body = visits((offer.pk + 99, "2026-03-02", 5), (offer.pk, "2026-03-02", 7), (offer.pk, "2026-03-02", 7, "MARS"))

    told = storefront.post("/api/storefront/visits", body)

    assert told.status_code == 200
    assert told.json() == {
        "recorded": 1,
        "errors": [
            {"index": 0, "offer_id": offer.pk + 99, "code": "OFFER_NOT_FOUND"},
            {"index": 2, "offer_id": offer.pk, "code": "CHANNEL_NOT_FOUND"},
        ],
    }
    with all_shops("a test looks at every row"):
        assert list(OfferVisits.objects.values_list("offer", "count")) == [(offer.pk, 7)]


def test_visits_count_where_the_shop_sells_from_2000_to_tomorrow(storefront, shop):
    """Tomorrow by the channel's clock: at noon of 2 March in Madrid."""
    make_channel(code="PT", timezone="Europe/Lisbon")
    offer = make_offer(shop)
    days = ["0001-01-01", "1999-12-31", "2000-01-01", "2026-03-03", "2026-03-04", "9999-12-31"]
    rows = [(offer.pk, day, 5, "ES") for day in days] + [(offer.pk, "2026-03-02", 5, "PT")]

    with clock.frozen(NOON):
        told = storefront.post("/api/storefront/visits", visits(*rows)).json()

    assert told["recorded"] == 2
    assert [(each["index"], each["code"]) for each in told["errors"]] == [
        (0, "DAY_OUT_OF_RANGE"), (1, "DAY_OUT_OF_RANGE"), (4, "DAY_OUT_OF_RANGE"), (5, "DAY_OUT_OF_RANGE"),
        (6, "CHANNEL_NOT_FOUND"),
    ]  # fmt: skip
    with all_shops("a test looks at every row"):
        assert sorted(str(day) for day in OfferVisits.objects.values_list("day", flat=True)) == [days[2], days[3]]


@pytest.mark.parametrize(
    "row", [(1, "2026-03-02", -1), (1, "02/03/2026", 1), (0, "2026-03-02", 1), (1, "2026-03-02", 10**10)]
)
def test_a_report_that_makes_no_sense_is_refused_whole(storefront, row):
    assert storefront.post("/api/storefront/visits", visits(row)).status_code == 400


def test_the_same_idempotency_key_with_another_report_is_a_conflict(storefront, shop):
    offer = make_offer(shop)
    key = {"Idempotency-Key": "day-1"}

    answers = [
        storefront.post("/api/storefront/visits", visits((offer.pk, "2026-03-02", count)), headers=key)
        for count in (5, 5, 6)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
