"""Declaring a delay: what is told, what stays, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.errors import DomainError, IllegalTransition, ValidationFailed
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.tenancy import shop_scope
from orders.models import Order, OrderEvent, OrderMail
from orders.services.delay import declare_delay
from orders.services.shipment import receive_order, ship_order
from tests.factories import orders as make
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
# Ordered on Monday 2 March 2026: ready on Wednesday the 4th, delivered on Monday the 9th at the latest.
PROMISED = datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_shop(shop):
    with clock.frozen(NOON), shop_scope(shop):
        yield


@pytest.fixture
def order(shop):
    made = make.make_shipping_order(shop)
    Order.objects.filter(pk=made.pk).update(promise_latest=PROMISED)
    return Order.objects.get(pk=made.pk)


def declare(order, day, *, words="", at=NOON + timedelta(days=1)):
    return declare_delay(order_id=order.order_id, delivery_day=day, words=words, actor=make.SELLER, at=at)


def mails(order):
    return list(OrderMail.objects.filter(order=order, kind="delayed").order_by("pk"))


def test_the_customer_is_told_the_new_date_and_the_first_promise_stays(order):
    """R030, R031."""
    declare(order, date(2026, 3, 16), words="The press broke down.\n")

    order.refresh_from_db()
    assert order.promise_latest == PROMISED
    assert order.delayed_until == datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)
    assert order.delay_declared_at == order.updated_at == NOON + timedelta(days=1)
    event = OrderEvent.objects.get(order=order, kind="DELAY_DECLARED")
    told = {
        "delivery_date": "2026-03-16",
        "previous_delivery_date": "2026-03-09",
        "promised_delivery_date": "2026-03-09",
        "message": "The press broke down.",
    }
    assert (event.details, event.actor_label) == (told, "Ana Prueba")
    news = StorefrontEvent.objects.get(kind="delay_declared")
    assert {name: news.payload[name] for name in told} == told
    mail = OutboxMessage.objects.get(dedupe_key=f"order:{order.order_id}:delayed")
    assert mail.recipient == "lucia@customers.example"
    assert mail.body["language"] == "es"
    assert "16 de marzo de 2026" in mail.body["text"]
    assert "9 de marzo de 2026" in mail.body["text"]
    assert "The press broke down." in mail.body["text"]
    assert "The press broke down." in mail.body["html"]


def test_the_deadlines_are_due_as_they_were(order):
    """R031."""
    before = Deadline.objects.get(kind="order_shipment", subject_id=order.order_id).due_at
    declare(order, date(2026, 3, 16))
    shipped = ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(days=2))
    received = receive_order(order_id=order.order_id, actor=make.SHOP_FRONT, at=PROMISED + timedelta(hours=1))

    assert shipped.state == "SHIPPED"
    assert received.state == "RECEIVED"
    shipment = Deadline.objects.get(kind="order_shipment", subject_id=order.order_id)
    promise = Deadline.objects.get(kind="delivery_promise", subject_id=order.order_id)
    assert shipment.due_at == before
    assert (promise.due_at, promise.outcome) == (PROMISED, "late")


def test_the_same_date_again_tells_nobody_anything(order):
    declare(order, date(2026, 3, 16))
    declare(order, date(2026, 3, 16), words="Again", at=NOON + timedelta(days=2))

    assert len(mails(order)) == 1
    assert OrderEvent.objects.filter(order=order, kind="DELAY_DECLARED").count() == 1


def test_each_change_is_told_an_earlier_date_too_and_one_told_before(order):
    for day in (16, 20, 16):
        declare(order, date(2026, 3, day))

    assert [mail.message_id for mail in mails(order)] == list(
        OutboxMessage.objects.filter(dedupe_key__startswith=f"order:{order.order_id}:delayed")
        .order_by("pk")
        .values_list("message_id", flat=True)
    )
    assert len(mails(order)) == 3
    moves = OrderEvent.objects.filter(kind="DELAY_DECLARED").order_by("pk").values_list("details", flat=True)
    assert [(each["previous_delivery_date"], each["delivery_date"]) for each in moves] == [
        ("2026-03-09", "2026-03-16"),
        ("2026-03-16", "2026-03-20"),
        ("2026-03-20", "2026-03-16"),
    ]


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 3, 9), NOON),
        (date(2026, 3, 1), NOON),
        (date(2026, 3, 19), NOON + timedelta(days=18)),
        (date(2026, 6, 8), NOON),
    ],
)
def test_a_date_that_is_not_later_or_is_over_or_too_far_is_refused(order, day, at):
    with pytest.raises(ValidationFailed) as refused:
        declare(order, day, at=at)

    assert refused.value.code == "DELAY_DATE_INVALID"
    assert refused.value.errors[0].field == "delivery_date"
    assert not mails(order)
    order.refresh_from_db()
    assert order.delayed_until is None


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 3, 10), NOON),
        (date(2026, 3, 20), NOON + timedelta(days=18)),
        (date(2026, 6, 7), NOON),
        (date(2026, 6, 18), NOON + timedelta(days=18)),
    ],
)
def test_the_days_at_the_edges_are_taken(order, day, at):
    declare(order, day, at=at)

    assert len(mails(order)) == 1


def test_too_many_words_are_refused(order):
    with pytest.raises(ValidationFailed) as refused:
        declare(order, date(2026, 3, 16), words="x" * 501)

    assert refused.value.errors[0].field == "message"


def test_an_order_that_is_not_accepted_or_has_arrived_cannot_be_delayed(shop, order):
    waiting = make.make_waiting_order(shop)
    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON)
    receive_order(order_id=order.order_id, actor=make.SHOP_FRONT, at=NOON)

    for each in (waiting, order):
        with pytest.raises(IllegalTransition):
            declare(each, date(2026, 3, 16))


def test_an_unpaid_order_can_be_delayed(shop):
    """The customer may decide on what holds."""
    order = make.make_accepted_order(shop)

    declare(order, date(2026, 3, 30))

    assert len(mails(order)) == 1


def test_what_was_never_promised_cannot_be_delayed(order):
    Order.objects.filter(pk=order.pk).update(promise_latest=None)

    with pytest.raises(DomainError) as refused:
        declare(order, date(2026, 3, 16))

    assert refused.value.code == "NOT_PROMISED"


def test_the_mail_of_the_shipment_names_the_date_that_was_told_last(order):
    declare(order, date(2026, 3, 16))
    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(days=2))

    text = OrderMail.objects.get(order=order, kind="shipped").text
    assert "16 de marzo de 2026" in text
    assert "9 de marzo" not in text


@pytest.mark.parametrize("is_delayed", [True, False])
def test_the_mail_of_a_shipment_that_is_late_already_names_no_date(order, is_delayed):
    """No customer is told of a parcel that it will reach them last week."""
    if is_delayed:
        declare(order, date(2026, 3, 16))
    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON + timedelta(days=20))

    text = OrderMail.objects.get(order=order, kind="shipped").text
    assert "de marzo" not in text
    assert order.order_id in text


def test_an_order_of_the_past_is_delayed_without_mail(order):
    Order.objects.filter(pk=order.pk).update(is_imported=True)

    declare(order, date(2026, 3, 16))

    assert not mails(order)


def test_the_api_declares_a_delay_and_answers_with_both_dates(api, order):
    """R031, R135."""
    url = f"/api/x/orders/{order.order_id}/delay"

    answer = api.post(url, {"delivery_date": "2026-03-16", "message": "Sorry."})
    wrong = api.post(url, {"delivery_date": "2026-03-09"})

    assert answer.status_code == 200
    assert answer.json() == {
        "order_id": order.order_id,
        "order_state": "SHIPPING",
        "delay": {
            "delivery_date": "2026-03-16",
            "promised_delivery_date": "2026-03-09",
            "declared_at": answer.json()["delay"]["declared_at"],
        },
    }
    assert (wrong.status_code, wrong.json()["code"]) == (400, "DELAY_DATE_INVALID")
    [fault] = wrong.json()["errors"]
    assert fault["field"] == "delivery_date"
    assert fault["message"].startswith("The new date must lie between 2026-03-10 and 2026-0")


def test_the_page_declares_a_delay_and_shows_both_dates(sales, signed_in, shop, order):
    """R031."""
    browser = signed_in(sales)
    url = f"/shop/{shop.pk}/orders/{order.order_id}/"

    form = browser.get(f"{url}delay").content.decode()
    faulty = browser.post(f"{url}delay", {"delivery_day": "2026-03-09"})
    done = browser.post(f"{url}delay", {"delivery_day": "2026-03-16", "words": "Sorry."}, follow=True)

    assert 'min="2026-03-10"' in form
    assert "You are judged by the first promise." in form
    assert faulty.status_code == 400
    assert "The new date must lie between 10 Mar 2026 and " in faulty.content.decode()
    text = done.content.decode()
    assert "is delayed until" in text
    assert "The customer was told." in text
    assert "First promise" in text
    assert "until Mon 9 Mar" in text
    assert "until Mon 16 Mar" in text
    assert "Delay declared: until 16 Mar 2026 instead of 9 Mar 2026" in text
    assert "Change the new date" in text
