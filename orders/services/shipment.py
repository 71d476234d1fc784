"""Tracking, shipping and receiving (R029, R033)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import SYSTEM, Actor
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.services import settle_deadline, void_deadline
from marketplace.errors import ValidationFailed, refusal
from orders import transitions
from orders.choices import LineState, MailKind, OrderEventKind, OrderState
from orders.kinds import AUTORECEIVE, PROMISE, SHIPMENT
from orders.models import Order, Shipment
from orders.search import reindex_orders
from orders.services import clocks
from orders.services.mailing import mail_customer
from orders.services.moving import lines_of, live, lock_order, move_lines, move_order
from orders.services.recording import record_event
from shipping.models import Carrier
from shipping.services.lookup import find_carrier

NUMBER_PLACE = "{trackingId}"
LONGEST_LINK = 500  # of the column


@dataclass(frozen=True)
class Tracking:
    """What the seller tells of a parcel; an empty text means not given."""

    carrier_code: str = ""
    carrier_name: str = ""
    carrier_standard_code: str = ""
    carrier_url: str = ""
    tracking_number: str = ""


@dataclass(frozen=True)
class Parcel:
    """Tracking as it is kept: a carrier of the list with its computed address, or another one by name."""

    carrier: Carrier | None
    carrier_name: str
    tracking_number: str
    tracking_url: str


@transaction.atomic
def set_tracking(*, order_id: str, tracking: Tracking, actor: Actor, at: datetime) -> Shipment:
    """Set or correct carrier and number of an order that is to be shipped or was. A repeat changes nothing.

    Raises IllegalTransition in other states, ValidationFailed for a carrier that cannot be told.
    """
    order = lock_order(order_id)
    transitions.check_trackable(order.state)
    shipment = Shipment.objects.select_related("carrier").filter(order=order).first()
    parcel = _parcel(tracking, shipment.carrier if shipment else None)
    if shipment is None:
        shipment = Shipment(shop_id=order.shop_id, order=order, created_at=at, shipped_at=order.shipped_at)
    elif _told(shipment) == parcel:
        return shipment
    shipment.carrier, shipment.carrier_name = parcel.carrier, parcel.carrier_name
    shipment.tracking_number, shipment.tracking_url = parcel.tracking_number, parcel.tracking_url
    shipment.updated_at = order.updated_at = at
    shipment.save()
    order.save(update_fields=["updated_at"])
    reindex_orders([order.pk])
    details = {
        "carrier_code": parcel.carrier.code if parcel.carrier else None,
        "carrier": parcel.carrier_name,
        "tracking_number": parcel.tracking_number,
        "tracking_url": parcel.tracking_url,
    }
    kind = OrderEventKind.TRACKING_SET
    record_event(order=order, kind=kind, actor=actor, at=at, lines=lines_of(order), details=details)
    return shipment


@transaction.atomic
def ship_order(*, order_id: str, actor: Actor, at: datetime) -> Order:
    """Say that the parcel has left. Settles the time to ship and starts the time to arrive.

    Raises IllegalTransition in any state but SHIPPING, ValidationFailed where the method demands a tracking number.
    """
    order = lock_order(order_id)
    transitions.check(order.state, OrderState.SHIPPED)
    shipment = Shipment.objects.filter(order=order).first()
    if order.shipping_method.mandatory_tracking and (shipment is None or not shipment.tracking_number):
        message = _("Tracking details are mandatory for this shipping method.")
        raise ValidationFailed(code="TRACKING_MANDATORY", message=message)
    lines = lines_of(order)
    order.shipped_at = at
    for line in live(lines):
        line.shipped_at = at
    Shipment.objects.filter(order=order).update(shipped_at=at, updated_at=at)
    move_order(order=order, target=OrderState.SHIPPED, at=at, fields=["shipped_at"])
    move_lines(lines=live(lines), target=LineState.SHIPPED, at=at, fields=["shipped_at"])
    settle_deadline(kind=SHIPMENT, subject_id=order.order_id, at=at)
    clocks.open_promise(order=order, at=at)
    clocks.open_autoreceive(order=order, at=at)
    record_event(order=order, kind=OrderEventKind.SHIPPED, actor=actor, at=at, lines=lines)
    mail_customer(order=order, kind=MailKind.SHIPPED, at=at)
    return order


@transaction.atomic
def receive_order(*, order_id: str, actor: Actor, at: datetime) -> Order:
    """Say that the parcel has arrived (R033). A repeat changes nothing. Raises IllegalTransition before shipment."""
    order = lock_order(order_id)
    if order.state != OrderState.RECEIVED:
        settle_deadline(kind=PROMISE, subject_id=order.order_id, at=at)
        void_deadline(kind=AUTORECEIVE, subject_id=order.order_id, at=at)
        _receive(order, actor, at)
    return order


@transaction.atomic
def receive_unconfirmed(*, order_id: str, at: datetime) -> None:
    """Take an order under way as received after the channel's days; nothing happens once it is received.

    Nobody said when it arrived, so the delivery promise is void: it counts neither for the seller nor against.
    """
    order = lock_order(order_id)
    if order.state not in transitions.UNDER_WAY:
        return
    void_deadline(kind=PROMISE, subject_id=order.order_id, at=at)
    settle_deadline(kind=AUTORECEIVE, subject_id=order.order_id, at=at, outcome=Outcome.MET)
    _receive(order, SYSTEM, at)


def _receive(order: Order, actor: Actor, at: datetime) -> None:
    lines = lines_of(order)
    order.received_at = at
    for line in live(lines):
        line.received_at = at
    move_order(order=order, target=OrderState.RECEIVED, at=at, fields=["received_at"])
    move_lines(lines=live(lines), target=LineState.RECEIVED, at=at, fields=["received_at"])
    record_event(order=order, kind=OrderEventKind.RECEIVED, actor=actor, at=at, lines=lines)


def _told(shipment: Shipment) -> Parcel:
    return Parcel(shipment.carrier, shipment.carrier_name, shipment.tracking_number, shipment.tracking_url)


def _parcel(tracking: Tracking, former: Carrier | None) -> Parcel:
    """What is told of the parcel; the carrier that it has may stay, though the operator offers it no longer."""
    carrier = find_carrier(code=tracking.carrier_code, standard_code=tracking.carrier_standard_code)
    if carrier is None and former is not None and former.code == tracking.carrier_code:
        carrier = former
    if tracking.carrier_code and carrier is None:
        raise refusal("CARRIER_NOT_FOUND", "carrier_code", _("There is no such carrier."))
    return _of_the_list(carrier, tracking.tracking_number) if carrier else _of_another(tracking)


def _of_the_list(carrier: Carrier, number: str) -> Parcel:
    if NUMBER_PLACE in carrier.tracking_url and not number:
        raise refusal("VALIDATION_ERROR", "tracking_number", _("This carrier needs a tracking number."))
    link = carrier.tracking_link(quote(number, safe=""))
    if len(link) > LONGEST_LINK:  # a hundred pictures, percent-encoded
        raise refusal("VALIDATION_ERROR", "tracking_number", _("This is no tracking number."))
    return Parcel(carrier=carrier, carrier_name=carrier.label, tracking_number=number, tracking_url=link)


def _of_another(tracking: Tracking) -> Parcel:
    if not tracking.carrier_name:
        raise refusal("VALIDATION_ERROR", "carrier_code", _("Name the carrier by its code, or another one by name."))
    # The address becomes a link in the portal and in mails: nothing but the web is let in.
    if tracking.carrier_url and not _is_web_address(tracking.carrier_url):
        raise refusal("VALIDATION_ERROR", "carrier_url", _("The address must begin with http:// or https://."))
    return Parcel(
        carrier=None,
        carrier_name=tracking.carrier_name,
        tracking_number=tracking.tracking_number,
        tracking_url=tracking.carrier_url,
    )


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
