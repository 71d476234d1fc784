"""The page of one order: what it says, to whom, and what it keeps back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from marketplace import clock
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.permissions import Right
from marketplace.tenancy import shop_scope
from orders import sections
from orders.sections import OrderSection, Place
from orders.services.acceptance import LineDecision, decide_order, refuse_unanswered
from orders.services.deciding import refuse_order
from orders.services.shipment import Tracking, set_tracking
from tests.factories import orders as make
from tests.factories.offers import make_offer
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture
def page_of(signed_in, shop):
    def fetch(member, order):
        return signed_in(member).get(f"/shop/{shop.pk}/orders/{order.order_id}/")

    return fetch


def test_the_page_leads_with_the_next_act_and_its_deadline(page_of, sales, shop):
    order = make.make_waiting_order(shop)

    page = page_of(sales, order)

    assert page.context["step"].title == "Accept or refuse this order: 1 line"
    assert [act.code for act in page.context["step"].acts] == ["accept", "refuse"]
    assert page.context["card"].why.rule == "Accept or refuse within 48 working hours."
    assert page.context["card"].why_url in page.content.decode()


def test_lines_are_decided_one_by_one_only_where_there_are_several(page_of, sales, shop):
    order = make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])

    page = page_of(sales, order)

    assert [act.code for act in page.context["step"].acts] == ["accept", "decide", "refuse"]


def test_each_line_shows_its_own_state_and_reason(page_of, sales, shop):
    """R025, R027."""
    make.make_reason("NO_STOCK", label="Out of stock")
    order = make.make_waiting_order(shop, offers=[make_offer(shop), make_offer(shop)])
    with shop_scope(shop):
        first, second = make.lines(order)
        decisions = [LineDecision(first.line_id, True), LineDecision(second.line_id, False, "NO_STOCK")]
        decide_order(order_id=order.order_id, decisions=decisions, actor=make.SELLER, at=NOON)

    page = page_of(sales, order)

    shown = [(each.line.state, each.reason) for each in page.context["lines"]]
    assert shown == [("WAITING_DEBIT_PAYMENT", ""), ("REFUSED", "Out of stock")]
    assert page.context["lines_summary"] == "1 payment in progress, 1 refused"


def test_addresses_stay_hidden_until_the_order_is_accepted(page_of, sales, shop):
    waiting, accepted = make.make_waiting_order(shop), make.make_accepted_order(shop)

    before, after = page_of(sales, waiting).content.decode(), page_of(sales, accepted).content.decode()

    assert "Calle Inventada 1" not in before
    assert "The addresses are shown once the order is accepted." in before
    assert "Madrid, Spain" in before
    assert "Calle Inventada 1" in after


def test_what_differs_between_billing_and_shipping_is_marked(page_of, sales, shop):
    billing = {**make.ADDRESS, "company": "Ejemplo S.L.", "street_1": "Gran Vía 1"}
    order = make.make_accepted_order(shop, billing_address=billing)

    page = page_of(sales, order)

    assert page.context["addresses"].difference == "Billing and shipping differ in 2 places"
    assert '<mark class="differs">Gran Vía 1</mark>' in page.content.decode()
    assert '<mark class="differs">Lucía Ejemplo</mark>' not in page.content.decode()


def test_the_money_is_what_was_paid_less_commission(page_of, sales, shop, channel):
    from tests.factories.offers import make_commission

    make_commission(channel, "10")
    order = make.make_shipping_order(shop, offers=[make_offer(shop, price="100.00")])

    amounts = page_of(sales, order).context["amounts"]

    # 104.90 with freight; 10 % of it is 10.49, and 21 % tax on that 2.20.
    assert (amounts.paid_label, str(amounts.paid)) == ("Customer paid", "104.90")
    assert (amounts.commission_label, str(amounts.commission)) == ("Commission, 10% and its tax", "-12.69")
    assert str(amounts.yours) == "92.21"
    assert str(amounts.tax) == "18.21"


def test_the_seller_is_named_as_the_contracting_party(page_of, sales, shop):
    """R039."""
    page = page_of(sales, make.make_waiting_order(shop))

    assert "Seller and contracting party: Casa Norte." in page.content.decode()


def test_the_parcel_shows_carrier_number_and_link(page_of, sales, shop):
    """R029."""
    order = make.make_shipping_order(shop)
    carrier = make_carrier(code="seur", label="Seur")
    with shop_scope(shop):
        tracking = Tracking(carrier_code=carrier.code, tracking_number="Z 1/9")
        set_tracking(order_id=order.order_id, tracking=tracking, actor=make.SELLER, at=NOON)

    text = page_of(sales, order).content.decode()

    assert 'href="https://track.example/Z%201%2F9"' in text
    assert "Seur" in text
    assert "Tracking set: Seur Z 1/9" in text


def test_the_promise_is_explained_from_what_was_frozen(page_of, sales, shop):
    """R093, R095: ordered on a Monday, 2 days to prepare, 1 to 3 on the way."""
    order = make.make_accepted_order(shop)

    promise = page_of(sales, order).context["promise"]

    assert (promise.ship_by, promise.delivery) == ("Wed 4 Mar", "Thu 5 Mar – Mon 9 Mar")
    assert promise.why[0] == "2 working days to prepare, then 1–3 working days on the way (Standard)."


def test_the_timeline_tells_who_did_what_newest_first(page_of, sales, shop):
    order = make.make_accepted_order(shop)

    days = page_of(sales, order).context["days"]

    told = [(entry.text, entry.by) for _day, entries in days for entry in entries]
    assert told == [
        ("Payment asked for", "by itself"),
        ("Order accepted", "Ana Prueba"),
        ("Fraud check passed", "Shop front"),
        ("Order placed", "Shop front"),
    ]
    assert [day for day, _entries in days] == ["Today"]


def test_previous_and_next_walk_the_queue_by_what_is_due_first(page_of, sales, shop):
    first = make.make_waiting_order(shop, at=NOON - timedelta(hours=3))
    middle = make.make_waiting_order(shop, at=NOON - timedelta(hours=2))
    last = make.make_waiting_order(shop, at=NOON - timedelta(hours=1))
    make.make_order(shop)

    page = page_of(sales, middle)

    assert page.context["previous_url"] == f"/shop/{shop.pk}/orders/{first.order_id}/"
    assert page.context["following_url"] == f"/shop/{shop.pk}/orders/{last.order_id}/"


@pytest.mark.parametrize(("role", "acts"), [("inventory", []), ("accountancy", []), ("sales", ["accept", "refuse"])])
def test_a_role_without_the_right_sees_no_button(request, page_of, shop, role, acts):
    order = make.make_waiting_order(shop)

    page = page_of(request.getfixturevalue(role), order)

    assert [act.code for act in page.context["step"].acts] == acts


def test_support_has_no_order_page(page_of, support, shop):
    """R120."""
    order = make.make_waiting_order(shop)

    page = page_of(support, order)

    assert page.status_code == 403
    assert order.order_id not in page.content.decode().replace(page.request["PATH_INFO"], "")


def test_another_shops_order_is_not_there(page_of, sales, shop, other_shop):
    foreign = make.make_waiting_order(other_shop)

    assert page_of(sales, foreign).status_code == 404


def test_upper_apps_add_sections_for_who_holds_the_right(page_of, sales, inventory, shop):
    order = make.make_waiting_order(shop)
    section = OrderSection(
        code="talk",
        title="Conversations",
        template="orders/_address.html",
        right=Right.MESSAGE_READ,
        context=lambda order: {"nothing": f"None about {order.order_id}"},
        place=Place.MAIN,
    )
    sections.register(section)
    try:
        seen, unseen = page_of(sales, order).content.decode(), page_of(inventory, order).content.decode()
    finally:
        sections.unregister("talk")

    assert '<h2 id="section-talk">Conversations</h2>' in seen
    assert "Conversations" not in unseen


def test_a_reader_elsewhere_sees_the_channels_clock_named(page_of, sales, shop):
    sales.user.timezone = "America/Sao_Paulo"
    sales.user.save()
    order = make.make_waiting_order(shop)

    assert escape("today 09:00 (13:00 in Madrid)") in page_of(sales, order).content.decode()


def test_who_has_chosen_no_zone_reads_the_channels_time(page_of, sales, shop):
    order = make.make_waiting_order(shop)

    page = page_of(sales, order).content.decode()

    assert "today 13:00" in page
    assert "in Madrid" not in page


def test_a_parcel_that_is_not_there_on_the_promised_day_is_not_called_done(page_of, sales, shop):
    order = make.make_shipped_order(shop, at=NOON - timedelta(days=20))

    step = page_of(sales, order).context["step"]

    assert step.title == "Not there yet, and promised earlier"


def test_a_refused_order_shows_no_money_and_no_promise(page_of, sales, shop):
    make.make_reason("NO_STOCK", label="Out of stock")
    order = make.make_waiting_order(shop)
    with shop_scope(shop):
        refuse_order(order_id=order.order_id, reason_code="NO_STOCK", actor=make.SELLER, at=NOON)

    page = page_of(sales, order).content.decode()

    assert "The customer pays nothing, and you owe no commission." in page
    assert "The addresses stay hidden: the order was not accepted." in page
    assert 'id="promise"' not in page


def test_a_missed_deadline_stands_in_the_timeline_below_what_followed(page_of, sales, shop, in_all_shops):
    order = make.make_waiting_order(shop, at=NOON - timedelta(days=7))
    sweep_deadlines(at=NOON)
    assert order.acceptance_due_at is not None
    refuse_unanswered(order_id=order.order_id, at=order.acceptance_due_at)

    days = page_of(sales, order).context["days"]

    told = [(entry.text, entry.by) for _day, entries in days for entry in entries]
    assert told[:2] == [
        ("Refused by itself: not accepted in time", ""),
        ("Not done in time: Accept or refuse", "clock"),
    ]


def test_ten_lines_cost_the_queries_of_one(signed_in, sales, shop):
    client = signed_in(sales)

    def queries(order):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/shop/{shop.pk}/orders/{order.order_id}/")
        return len(captured)

    one = make.make_shipping_order(shop)
    ten = make.make_shipping_order(shop, offers=[make_offer(shop) for _index in range(10)])
    queries(one)

    assert queries(ten) == queries(one)
