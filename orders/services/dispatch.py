"""Shipping with tracking in one act, as a person does it (R092), and corrections that notice another's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict
from orders.models import Order, Shipment
from orders.services.moving import lock_order
from orders.services.shipment import Tracking, set_tracking, ship_order


@transaction.atomic
def ship_with_tracking(*, order_id: str, tracking: Tracking | None, actor: Actor, at: datetime) -> Order:
    """Set the tracking, where there is one, and ship; both or none. Raises IllegalTransition, ValidationFailed."""
    if tracking is not None:
        set_tracking(order_id=order_id, tracking=tracking, actor=actor, at=at)
    return ship_order(order_id=order_id, actor=actor, at=at)


@transaction.atomic
def change_tracking(*, order_id: str, tracking: Tracking, version: str, actor: Actor, at: datetime) -> Shipment:
    """Set or correct the tracking, unless somebody changed it since `version` was shown: that raises Conflict."""
    order = lock_order(order_id)
    shipment = Shipment.objects.filter(order=order).first()
    if tracking_version(shipment) != version:
        raise Conflict(code="TRACKING_CHANGED", message=_("Somebody changed the tracking while you were typing."))
    return set_tracking(order_id=order_id, tracking=tracking, actor=actor, at=at)


def tracking_version(shipment: Shipment | None) -> str:
    """What tells one state of an order's tracking from the next."""
    return shipment.updated_at.isoformat() if shipment else ""
