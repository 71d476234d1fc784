"""Each figure on a small story: its value, its parts, and what is said where there is nothing to count."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from invoices.choices import DocumentSource, DocumentType
from invoices.services.documents import file_document
from marketplace.shops.models import Shop, ShopChannel
from metrics.choices import Period
from metrics.measures import Measured
from metrics.models import DailyFacts, DirtyDay
from metrics.periods import Span, months_until, span_of
from metrics.services.marking import mark_orders
from metrics.services.reading import read_figures, read_months
from metrics.services.recomputing import recompute_marked
from metrics.services.visits import Visits, record_visits
from orders.models import Order
from orders.services.acceptance import decide_order, refuse_unanswered
from orders.services.fraud import decide_fraud
from orders.services.shipment import receive_order, ship_order
from tests.factories import messaging
from tests.factories.documents import PDF
from tests.factories.history import past, run_import
from tests.factories.offers import make_offer
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    accept_all,
    make_order,
    make_shipped_order,
    make_shipping_order,
    make_waiting_order,
)
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_all_shops")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def read(shop, *, at=NOON, channel=None, since=None, until=None) -> dict[str, Measured]:
    while recompute_marked():
        pass
    return read_figures(shop_id=shop.pk, channel_id=channel.pk if channel else None, since=since, until=until, at=at)


def parts(measured):
    return measured.value, measured.numerator, measured.denominator


def test_late_shipments_are_told_over_all_orders_that_count_as_an_unrounded_fraction(shop):
    """Fraud and what is in the fraud check count nowhere; what is overdue and not shipped stands beside it."""
    late, overdue = make_shipping_order(shop), make_shipping_order(shop)
    make_shipped_order(shop)
    make_order(shop)
    fraud = make_order(shop)
    decide_fraud(order_id=fraud.order_id, is_passed=False, actor=SHOP_FRONT, at=NOON)
    assert late.ship_by is not None
    assert overdue.ship_by is not None
    ship_order(order_id=late.order_id, actor=SELLER, at=late.ship_by + HOUR)

    figure = read(shop, at=overdue.ship_by + HOUR)["late_shipment_rate"]

    assert parts(figure) == (Decimal(1) / 3, 1, 3)
    assert [each.count for each in figure.left_out] == [2]
    assert [(each.code, each.value) for each in figure.beside] == [("overdue_unshipped", 1)]


def test_an_order_that_fails_the_fraud_check_changes_no_figure(shop):
    """R024."""
    make_shipped_order(shop)
    before = {code: parts(figure) for code, figure in read(shop).items() if code != "offers_count"}
    fraud = make_order(shop)
    decide_fraud(order_id=fraud.order_id, is_passed=False, actor=SHOP_FRONT, at=NOON)

    assert {code: parts(figure) for code, figure in read(shop).items() if code != "offers_count"} == before


def test_the_response_time_counts_open_waits_and_leaves_out_what_needed_no_reply(shop):
    """R101, D7: 2 hours answered and 4 hours open make 3."""
    messaging.answer(messaging.make_thread(shop), at=NOON + 2 * HOUR)
    messaging.make_thread(shop)
    messaging.settle_without_answer(messaging.make_thread(shop), at=NOON + HOUR)

    figure = read(shop, at=NOON + 4 * HOUR)["order_messages_response_delay"]

    assert parts(figure) == (3 * 3600, 6 * 3600, 2)
    assert [each.count for each in figure.left_out] == [1]
    assert [(each.code, each.value) for each in figure.beside] == [("open_waits", 1), ("working_time", 3 * 3600)]


def test_an_unanswered_message_lowers_the_share_answered_in_time_once_it_is_overdue(shop):
    """R080: the breach shows the same day, without any run."""
    messaging.answer(messaging.make_thread(shop), at=NOON + 2 * HOUR)
    messaging.make_thread(shop)

    assert parts(read(shop, at=NOON + 23 * HOUR)["answered_in_time_rate"]) == (1, 1, 1)
    assert parts(read(shop, at=NOON + 25 * HOUR)["answered_in_time_rate"]) == (Decimal("0.5"), 1, 2)


def test_conversion_is_sales_over_visits(shop, channel):
    """R104: 200 visits and 8 sales make 4 %."""
    offer = make_offer(shop, quantity=50)
    for _number in range(8):
        make_waiting_order(shop, offers=[offer])
    record_visits(visits=[Visits(offer.pk, NOON.date(), 200)], at=NOON)

    assert parts(read(shop)["conversion_rate"]) == (Decimal("0.04"), 8, 200)


def test_sales_of_days_without_visits_are_left_out_of_the_conversion(shop, channel):
    """R104: told for one of twenty days, the visits of that day alone are compared with its sales."""
    offer = make_offer(shop, quantity=50)
    for number in range(20):
        make_waiting_order(shop, offers=[offer], at=NOON + number * DAY)
    record_visits(
        visits=[Visits(offer.pk, NOON.date(), 10), Visits(offer.pk, NOON.date() + DAY, 0)], at=NOON + 20 * DAY
    )

    figure = read(shop, at=NOON + 20 * DAY)["conversion_rate"]

    assert parts(figure) == (Decimal("0.1"), 1, 10)
    assert [each.count for each in figure.left_out] == [19]


def test_an_order_of_tomorrow_by_the_clock_of_one_channel_is_counted(shop, channel):
    """At 23:30 in London it is tomorrow in Madrid: the shop's day is the latest of its channels' days."""
    west = make_channel(code="BR", timezone="America/Sao_Paulo", country="BR")
    ShopChannel.objects.create(shop=shop, channel=west)
    late = NOON.replace(hour=23, minute=30)
    make_shipped_order(shop, channel=channel, at=late)

    figures = read(shop, at=late + HOUR, since=NOON.date() + DAY, until=None)

    assert figures["orders_count"].value == 1
    assert figures["offers_count"].value == 1


def test_a_channel_of_another_zone_or_currency_has_its_days_counted_anew(shop, channel):
    """Nothing is counted twice, and nobody has to remember a rebuild."""
    make_shipped_order(shop, channel=channel, at=NOON.replace(hour=22))
    make_shipped_order(shop, channel=channel, at=NOON.replace(hour=23, minute=30))
    assert read(shop)["orders_count"].value == 2

    channel.timezone = "Asia/Tokyo"
    channel.save()
    read(shop)
    assert list(DailyFacts.objects.filter(orders__gt=0).values_list("day", "orders")) == [(NOON.date() + DAY, 2)]

    channel.currency = "GBP"
    channel.save()
    assert read(shop, channel=channel)["average_cart"].denominator == 0
    channel.save()
    assert not DirtyDay.objects.exists()


def test_a_filed_document_marks_its_order_s_day_once(shop):
    order = make_shipped_order(shop)
    read(shop)

    file_document(
        order_id=order.order_id,
        type=DocumentType.CUSTOMER_INVOICE,
        name="A-1.pdf",
        content=PDF,
        source=DocumentSource.UPLOADED,
        actor=SELLER,
        at=NOON,
    )

    assert DirtyDay.objects.count() == 1
    assert parts(read(shop)["invoice_coverage"]) == (1, 1, 1)


def test_without_visits_there_is_no_conversion_rather_than_zero(shop):
    """R104."""
    make_waiting_order(shop)

    figure = read(shop)["conversion_rate"]

    assert (figure.value, str(figure.missing)) == (None, "No visits in this time")


def test_claims_are_defined_and_have_no_value_until_they_are_recorded(shop):
    """R102."""
    make_shipped_order(shop)

    figure = read(shop)["claims_rate"]

    assert parts(figure) == (None, None, 1)
    assert str(figure.missing) == "Claims are not recorded yet"


def test_promises_that_passed_without_the_parcel_are_broken_before_it_comes(shop):
    kept, broken = make_shipped_order(shop), make_shipped_order(shop)
    assert broken.promise_latest
    receive_order(order_id=kept.order_id, actor=SHOP_FRONT, at=NOON + DAY)

    assert parts(read(shop, at=NOON + DAY)["promise_kept_rate"]) == (1, 1, 1)
    assert parts(read(shop, at=broken.promise_latest + DAY)["promise_kept_rate"]) == (Decimal("0.5"), 1, 2)


def test_refusals_in_a_row_end_with_an_accepted_order(shop):
    orders = [make_waiting_order(shop) for _number in range(4)]
    decide_order(order_id=orders[0].order_id, decisions=accept_all(orders[0]), actor=SELLER, at=NOON)
    for order in orders[1:3]:
        refuse_unanswered(order_id=order.order_id, at=NOON + 2 * DAY)

    assert read(shop)["consecutive_refused_orders_count"].value == 2

    decide_order(order_id=orders[3].order_id, decisions=accept_all(orders[3]), actor=SELLER, at=NOON + 5 * DAY)
    assert read(shop)["consecutive_refused_orders_count"].value == 0


def test_a_shop_without_orders_has_no_rates(shop):
    figures = read(shop)

    without = {code for code, figure in figures.items() if figure.value is None}
    assert without == set(figures) - {
        "consecutive_refused_orders_count", "evaluations_count", "orders_count", "total_revenue", "offers_count",
    }  # fmt: skip
    assert all(str(figures[code].missing) for code in without)


def test_imported_orders_count_in_all_but_acceptance_invoices_and_conversion(tmp_path):
    channel = make_channel(code="BR", timezone="America/Sao_Paulo", country="BR", currency="BRL")
    run_import(tmp_path, past("X1"), past("X2", received_at="2018-01-19T12:00:00-02:00"))
    figures = read(Shop.objects.get(code="loja-1"), channel=channel)

    assert parts(figures["late_shipment_rate"]) == (0, 0, 2)
    assert parts(figures["late_delivery_rate"]) == (Decimal("0.5"), 1, 2)
    assert parts(figures["grade"]) == (4, 8, 2)
    assert parts(figures["total_revenue"]) == (Decimal("235.60"), Decimal("235.60"), None)
    assert figures["total_revenue"].currency == "BRL"
    for code in ("approval_rate", "invoice_coverage", "conversion_rate", "approval_delay"):
        assert parts(figures[code]) == (None, 0, 0)
    assert [each.count for each in figures["approval_rate"].left_out] == [2]
    assert [each.count for each in figures["invoice_coverage"].left_out] == [2]


def test_days_and_months_are_those_of_the_channels_clock():
    """R106: half past eleven in the evening of 31 January in São Paulo is February in UTC."""
    channel = make_channel(timezone="America/Sao_Paulo")
    shop = make_shop(channels=(channel,))
    make_shipped_order(shop, channel=channel, at=NOON.replace(month=2, day=1, hour=2, minute=30))
    read(shop)

    months = read_months(shop_id=shop.pk, channel_id=None, at=NOON)

    assert [(month.first_day, month.is_running) for month in months] == [
        (date(2025, 12, 1), False), (date(2026, 1, 1), False), (date(2026, 2, 1), False), (date(2026, 3, 1), True),
    ]  # fmt: skip
    assert [month.measured["late_shipment_rate"].denominator for month in months] == [0, 1, 0, 0]


def test_the_four_latest_months_are_shown_and_the_fifth_is_not(shop):
    """R106, D10."""
    for year, month in ((2025, 11), (2025, 12), (2026, 1), (2026, 2), (2026, 3)):
        make_shipped_order(shop, at=NOON.replace(year=year, month=month, day=2))
    read(shop)

    months = read_months(shop_id=shop.pk, channel_id=None, at=NOON)

    assert [month.measured["orders_count"].value for month in months] == [1, 1, 1, 1]


def test_amounts_are_of_one_currency_and_tell_of_the_others(shop):
    pounds = make_channel(code="UK", currency="GBP")
    make_shipped_order(shop)
    foreign = make_shipped_order(shop)
    Order.objects.filter(pk=foreign.pk).update(channel=pounds, currency="GBP")
    mark_orders(order_pks=[foreign.pk])

    ours, theirs = read(shop)["average_cart"], read(shop, channel=pounds)["average_cart"]

    assert (ours.currency, ours.denominator, ours.left_out[0].count) == ("EUR", 1, 1)
    assert (theirs.currency, theirs.denominator, theirs.left_out[0].count) == ("GBP", 1, 0)


@pytest.mark.parametrize(
    ("period", "today", "since"),
    [
        ("LAST_MONTH", date(2026, 3, 27), date(2026, 2, 28)),
        ("LAST_MONTH", date(2026, 3, 31), date(2026, 3, 1)),
        ("LAST_THREE_MONTHS", date(2026, 1, 15), date(2025, 10, 16)),
        ("LAST_SIX_MONTHS", date(2026, 8, 31), date(2026, 3, 1)),
        ("LAST_YEAR", date(2024, 2, 29), date(2023, 3, 1)),
    ],
)
def test_periods_end_today_and_begin_so_many_months_before(period, today, since):
    assert span_of(Period(period), today) == Span(since, today)


def test_the_whole_past_has_neither_end():
    assert span_of(Period.ALL_SINCE_BEGINNING, date(2026, 3, 27)) == Span(None, None)


def test_months_run_over_the_turn_of_the_year():
    assert months_until(date(2026, 1, 31)) == [
        Span(date(2025, 10, 1), date(2025, 10, 31)),
        Span(date(2025, 11, 1), date(2025, 11, 30)),
        Span(date(2025, 12, 1), date(2025, 12, 31)),
        Span(date(2026, 1, 1), date(2026, 1, 31)),
    ]
