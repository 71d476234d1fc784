"""Payment, tracking, shipment and receipt (R029, R030, R033)."""

from datetime import timedelta

import pytest

from marketplace.deadlines.models import Deadline
from marketplace.errors import Conflict, ValidationFailed
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from orders.choices import OrderEventKind
from orders.models import Order, OrderEvent, Shipment
from orders.services.payment import PaymentResult, cancel_unpaid, record_payment
from orders.services.shipment import Tracking, receive_order, receive_unconfirmed, set_tracking, ship_order
from tests.factories.offers import make_offer
from tests.factories.orders import (
    SELLER,
    SHOP_FRONT,
    lines,
    make_accepted_order,
    make_shipped_order,
    make_shipping_order,
)
from tests.factories.shipping import make_carrier
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = pytest.mark.usefixtures("in_all_shops")
LATER = NOON + timedelta(hours=5)


def pay(order, result=PaymentResult.OK, number="T-1"):
    return record_payment(order_id=order.order_id, result=result, transaction_number=number, actor=SHOP_FRONT, at=LATER)


def track(order, **fields):
    return set_tracking(order_id=order.order_id, tracking=Tracking(**fields), actor=SELLER, at=LATER)


def mails():
    return list(OutboxMessage.objects.order_by("pk").values_list("dedupe_key", flat=True))


def test_a_payment_sends_the_order_to_shipping(shop):
    order = make_accepted_order(shop)

    pay(order)

    order.refresh_from_db()
    [line] = lines(order)
    assert (order.state, order.debited_at, order.transaction_number) == ("SHIPPING", LATER, "T-1")
    assert (line.state, line.debited_at) == ("SHIPPING", LATER)
    assert Deadline.objects.get(kind="order_payment").outcome == "met"
    shipment = Deadline.objects.get(kind="order_shipment")
    assert (shipment.due_at, shipment.opened_at, shipment.policy["clock"]) == (order.ship_by, LATER, "DAYS")


def test_the_same_payment_again_changes_nothing(shop):
    order = make_accepted_order(shop)
    pay(order)

    again = pay(order)

    assert again.state == "SHIPPING"
    assert OrderEvent.objects.filter(kind=OrderEventKind.PAID).count() == 1


@pytest.mark.parametrize(("result", "number"), [(PaymentResult.OK, "T-2"), (PaymentResult.REFUSED, "T-1")])
def test_another_payment_is_a_conflict(shop, result, number):
    order = make_accepted_order(shop)
    pay(order)

    with pytest.raises(Conflict):
        pay(order, result, number)


def test_a_refused_payment_cancels_and_gives_the_stock_back(shop):
    offer = make_offer(shop, quantity=4)
    order = make_accepted_order(shop, offers=[offer], quantity=3)

    pay(order, PaymentResult.REFUSED)
    pay(order, PaymentResult.REFUSED)

    order.refresh_from_db()
    offer.refresh_from_db()
    assert (order.state, order.reason_code, offer.quantity) == ("CANCELED", "PAYMENT_REFUSED", 4)
    assert mails() == [f"order:{order.order_id}:accepted", f"order:{order.order_id}:cancelled"]


def test_an_order_unpaid_in_time_is_cancelled_once(shop):
    offer = make_offer(shop, quantity=4)
    order = make_accepted_order(shop, offers=[offer])
    due_at = Deadline.objects.get(kind="order_payment").due_at

    cancel_unpaid(order_id=order.order_id, at=due_at)
    cancel_unpaid(order_id=order.order_id, at=due_at)

    order.refresh_from_db()
    offer.refresh_from_db()
    assert (order.state, order.reason_code, offer.quantity) == ("CANCELED", "NOT_PAID_IN_TIME", 4)
    assert Deadline.objects.get(kind="order_payment").outcome == "late"
    assert StorefrontEvent.objects.filter(kind="payment_refused").count() == 1


def test_a_carrier_of_the_list_computes_the_link(shop):
    """R029: empty texts are not given."""
    order = make_shipping_order(shop)
    carrier = make_carrier(code="seur", label="SEUR", tracking_url="https://seur.example/?n={trackingId}")

    shipment = track(order, carrier_code="seur", carrier_name="", carrier_url="", tracking_number="00 42")

    assert (shipment.carrier, shipment.carrier_name) == (carrier, "SEUR")
    assert (shipment.tracking_number, shipment.tracking_url) == ("00 42", "https://seur.example/?n=00%2042")
    assert StorefrontEvent.objects.get(kind="tracking_set").payload["tracking_url"] == shipment.tracking_url


def test_another_carrier_goes_by_its_name(shop):
    shipment = track(
        make_shipping_order(shop), carrier_name="Paco", carrier_url="https://paco.example/7", tracking_number="7"
    )

    assert (shipment.carrier, shipment.carrier_name, shipment.tracking_url) == (None, "Paco", "https://paco.example/7")


def test_a_carrier_is_found_by_its_standard_code(shop):
    make_carrier(code="es-dhl", label="DHL", standard_code="DHL")

    assert track(make_shipping_order(shop), carrier_standard_code="DHL", tracking_number="1").carrier_name == "DHL"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "carrier_code"),
        ({"tracking_number": "1"}, "carrier_code"),
        ({"carrier_code": "nobody", "carrier_name": "Nobody"}, "carrier_code"),
        ({"carrier_code": "seur"}, "tracking_number"),
        ({"carrier_name": "Paco", "carrier_url": "javascript:alert(1)"}, "carrier_url"),
        ({"carrier_name": "Paco", "carrier_url": "https://[broken"}, "carrier_url"),
    ],
)
def test_tracking_that_tells_no_carrier_is_refused(shop, fields, field):
    make_carrier(code="seur")
    order = make_shipping_order(shop)

    with pytest.raises(ValidationFailed) as error:
        track(order, **fields)

    assert error.value.errors[0].field == field
    assert not Shipment.objects.exists()


def test_tracking_can_be_corrected_after_shipment_and_a_repeat_is_nothing(shop):
    order = make_shipped_order(shop)
    track(order, carrier_name="Paco", tracking_number="1")
    track(order, carrier_name="Paco", tracking_number="2")
    track(order, carrier_name="Paco", tracking_number="2")

    shipment = Shipment.objects.get()
    assert (shipment.tracking_number, shipment.shipped_at) == ("2", NOON)
    assert OrderEvent.objects.filter(kind=OrderEventKind.TRACKING_SET).count() == 2


def test_shipping_starts_the_time_to_arrive(shop):
    order = make_shipping_order(shop)

    ship_order(order_id=order.order_id, actor=SELLER, at=LATER)

    order.refresh_from_db()
    assert (order.state, order.shipped_at, lines(order)[0].shipped_at) == ("SHIPPED", LATER, LATER)
    assert Deadline.objects.get(kind="order_shipment").outcome == "met"
    assert Deadline.objects.get(kind="delivery_promise").due_at == order.promise_latest
    assert Deadline.objects.get(kind="order_autoreceive").due_at == LATER + timedelta(days=14)


def test_shipping_late_is_late(shop):
    order = make_shipping_order(shop)
    due_at = Deadline.objects.get(kind="order_shipment").due_at

    ship_order(order_id=order.order_id, actor=SELLER, at=due_at + timedelta(seconds=1))

    assert Deadline.objects.get(kind="order_shipment").outcome == "late"


def test_a_method_with_mandatory_tracking_demands_a_number(shop):
    order = make_shipping_order(shop)
    type(order.shipping_method).objects.update(mandatory_tracking=True)

    with pytest.raises(ValidationFailed) as error:
        ship_order(order_id=order.order_id, actor=SELLER, at=LATER)
    track(order, carrier_name="Paco", tracking_number="1")
    ship_order(order_id=order.order_id, actor=SELLER, at=LATER)

    assert error.value.code == "TRACKING_MANDATORY"
    assert Shipment.objects.get().shipped_at == LATER


def test_the_customer_is_told_in_the_channels_language(shop):
    """R030: the shop's own people may read another one."""
    channel = make_channel(code="DE", language="de", country="ES")
    german = make_shop(channels=(channel,), name="Haus")
    order = make_shipping_order(german, channel=channel)
    track(order, carrier_name="Paco", tracking_number="77", carrier_url="https://paco.example/77")

    ship_order(order_id=order.order_id, actor=SELLER, at=LATER)

    mail = OutboxMessage.objects.get(dedupe_key=f"order:{order.order_id}:shipped")
    assert (mail.recipient, mail.body["language"]) == ("lucia@customers.example", "de")
    assert "https://paco.example/77" in mail.body["text"]
    assert "Freitag, 6. März 2026" not in mail.body["text"]
    assert "März 2026" in mail.body["text"]


def test_texts_of_a_shop_cannot_break_the_mail(shop, channel):
    nasty = make_shop(channels=(channel,), name="<b>Casa</b>\r\nBcc: all@example.com")

    make_accepted_order(nasty)

    mail = OutboxMessage.objects.get()
    assert "\n" not in mail.subject
    assert "<b>Casa" not in mail.body["html"]
    assert "&lt;b&gt;Casa" in mail.body["html"]


def test_an_imported_order_sends_no_mail(shop):
    order = make_shipping_order(shop)
    OutboxMessage.objects.all().delete()
    Order.objects.update(is_imported=True)

    ship_order(order_id=order.order_id, actor=SELLER, at=LATER)

    assert not OutboxMessage.objects.exists()


def test_the_customer_receives_the_order_once(shop):
    """R033: a second press changes nothing."""
    order = make_shipped_order(shop)

    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=LATER)
    receive_order(order_id=order.order_id, actor=SHOP_FRONT, at=LATER + timedelta(days=1))

    order.refresh_from_db()
    assert (order.state, order.received_at, lines(order)[0].received_at) == ("RECEIVED", LATER, LATER)
    assert Deadline.objects.get(kind="delivery_promise").outcome == "met"
    assert Deadline.objects.get(kind="order_autoreceive").outcome == "void"
    assert OrderEvent.objects.filter(kind=OrderEventKind.RECEIVED).count() == 1


def test_an_order_nobody_confirmed_is_received_by_itself_and_judges_nobody(shop):
    order = make_shipped_order(shop)
    due_at = Deadline.objects.get(kind="order_autoreceive").due_at

    receive_unconfirmed(order_id=order.order_id, at=due_at)
    receive_unconfirmed(order_id=order.order_id, at=due_at)

    order.refresh_from_db()
    assert (order.state, order.received_at) == ("RECEIVED", due_at)
    assert Deadline.objects.get(kind="delivery_promise").outcome == "void"
    assert Deadline.objects.get(kind="order_autoreceive").outcome == "met"


def test_automatic_receipt_keeps_the_local_time_over_the_clock_change(shop):
    """D6: shipped at noon in Madrid's winter, received at noon in its summer."""
    at = NOON.replace(day=20, hour=11)

    make_shipped_order(shop, at=at)

    assert Deadline.objects.get(kind="order_autoreceive").due_at == at + timedelta(days=14, hours=-1)
