"""The clocks of an order: who sees them, what their rule says, and what missing one does."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace import clock
from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.registry import DeadlineKind
from marketplace.deadlines.registry import register as register_kind
from marketplace.permissions import Right
from marketplace.portal.context import route
from orders.kinds import ACCEPTANCE, AUTORECEIVE, PAYMENT, PROMISE, SHIPMENT
from orders.models import Order
from orders.pages import subjects
from orders.services.acceptance import refuse_unanswered
from orders.services.moving import date_change
from orders.services.payment import cancel_unpaid
from orders.services.shipment import receive_unconfirmed

SUBJECT = "order"


def register() -> None:
    """Make the kinds known; called at start."""
    of_order = partial(
        DeadlineKind,
        subject_type=SUBJECT,
        right=Right.ORDER_READ,
        title=_order_title,
        url=_order_page,
        is_silent=_is_of_the_past,
    )
    for kind in (
        of_order(
            code=ACCEPTANCE,
            label=gettext_lazy("Accept or refuse"),
            rule_text=_hours_to_accept,
            missed_text=gettext_lazy("The order is refused by itself, and counts in your refusal rate."),
            on_missed=partial(_act_by_itself, refuse_unanswered),
            act_right=Right.ORDER_ACCEPT,
            subjects=subjects.orders_to_accept,
        ),
        of_order(
            code=PAYMENT,
            label=gettext_lazy("Customer's payment"),
            rule_text=_hours_to_pay,
            missed_text=gettext_lazy("The order is cancelled by itself. It does not count against you."),
            on_missed=partial(_act_by_itself, cancel_unpaid),
            seller_acts=False,
            subjects=subjects.orders_to_be_paid,
        ),
        of_order(
            code=SHIPMENT,
            label=gettext_lazy("Ship"),
            rule_text=_days_to_ship,
            missed_text=gettext_lazy("The order counts in your late shipment rate."),
            act_right=Right.ORDER_SHIP,
            subjects=subjects.orders_to_ship,
            icon="truck",
        ),
        of_order(
            code=PROMISE,
            label=gettext_lazy("Delivery promise"),
            rule_text=_days_to_deliver,
            missed_text=gettext_lazy("The order counts as late, and the customer may open an incident."),
            icon="truck",
            seller_acts=False,
            warning_calls_seller=True,
            act_right=Right.ORDER_SHIP,
            subjects=subjects.orders_to_arrive,
        ),
        of_order(
            code=AUTORECEIVE,
            label=gettext_lazy("Received by itself"),
            rule_text=_days_to_receive,
            missed_text=gettext_lazy("The order counts as received. It does not count against you."),
            on_missed=partial(_act_by_itself, receive_unconfirmed),
            seller_acts=False,
            subjects=subjects.orders_to_be_received,
        ),
    ):
        register_kind(kind)


def _act_by_itself(act: Callable[..., None], deadline: Deadline, *, at: datetime) -> None:
    """Do to the order what follows from the missed deadline, as of its due time; the change has its own moment."""
    act(order_id=deadline.subject_id, at=at)
    date_change(order_id=deadline.subject_id, as_of=at, at=clock.now())


def _is_of_the_past(order_id: str) -> bool:
    return Order.objects.filter(order_id=order_id, is_imported=True).exists()


def _order_title(order_id: str) -> str:
    return _("Order %(order)s") % {"order": order_id}


def _order_page(shop_id: int, order_id: str) -> str:
    return route("orders:detail", shop_id, order_id)


def _hours_to_accept(policy: Mapping[str, Any]) -> str:
    hours = int(policy.get("hours") or 0)
    if policy.get("clock") == PolicyClock.WORKING:
        text = ngettext(
            "Accept or refuse within %(hours)s working hour.", "Accept or refuse within %(hours)s working hours.", hours
        )
    else:
        text = ngettext("Accept or refuse within %(hours)s hour.", "Accept or refuse within %(hours)s hours.", hours)
    return text % {"hours": hours}


def _hours_to_pay(policy: Mapping[str, Any]) -> str:
    hours = int(policy.get("hours") or 0)
    text = ngettext("The customer pays within %(hours)s hour.", "The customer pays within %(hours)s hours.", hours)
    return text % {"hours": hours}


def _days_to_ship(policy: Mapping[str, Any]) -> str:
    if policy.get("clock") == PolicyClock.DATE:
        return _given_date()
    days = int(policy.get("days") or 0)
    if not days:
        return _("Ship on the working day of the order.")
    text = ngettext(
        "Ship within %(days)s working day of the order's day.",
        "Ship within %(days)s working days of the order's day.",
        days,
    )
    return text % {"days": days}


def _days_to_deliver(policy: Mapping[str, Any]) -> str:
    if policy.get("clock") == PolicyClock.DATE:
        return _given_date()
    days = int(policy.get("days") or 0)
    text = ngettext(
        "Preparation and transit: %(days)s working day from the order's day.",
        "Preparation and transit: %(days)s working days from the order's day.",
        days,
    )
    return text % {"days": days}


def _days_to_receive(policy: Mapping[str, Any]) -> str:
    days = int(policy.get("days") or 0)
    text = ngettext(
        "Received by itself %(days)s day after shipment, unless the customer says so before.",
        "Received by itself %(days)s days after shipment, unless the customer says so before.",
        days,
    )
    return text % {"days": days}


def _given_date() -> str:
    return _("Date given by the former system.")
