"""The state of an order in plain words, and the one thing to do next (with what else may be done)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from marketplace.permissions import Right
from orders import transitions
from orders.choices import OrderState
from orders.models import Order, OrderLine, Shipment


@dataclass(frozen=True)
class Act:
    """One button. `posts` acts at once; any other opens its form, in a dialog where there is script."""

    code: str
    label: str
    url: str
    is_main: bool = False
    is_dangerous: bool = False
    posts: bool = False


@dataclass(frozen=True)
class Step:
    """What stands on top of the page."""

    title: str
    text: str = ""
    acts: list[Act] = field(default_factory=list)


@dataclass(frozen=True)
class _Sight:
    """An order as one member sees it."""

    order: Order
    lines: Sequence[OrderLine]
    shipment: Shipment | None
    rights: Collection[Right]
    reasons: Mapping[str, str]
    at: datetime

    @property
    def live(self) -> int:
        return sum(line.state not in transitions.DROPPED for line in self.lines)

    def act(self, right: Right, code: str, label: str, **look: bool) -> list[Act]:
        """The button, for who holds the right."""
        if right not in self.rights:
            return []
        url = reverse(f"orders:{code}", kwargs={"shop_id": self.order.shop_id, "order_id": self.order.order_id})
        return [Act(code=code, label=label, url=url, **look)]

    def delay(self) -> list[Act]:
        """Nothing where no date was promised."""
        label = _("Change the new date") if self.order.delayed_until else _("Declare a delay")
        return self.act(Right.ORDER_SHIP, "delay", label) if self.order.promise_latest else []


def next_step(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    shipment: Shipment | None,
    rights: Collection[Right],
    reasons: Mapping[str, str],
    at: datetime,
) -> Step:
    """The step of the order's state; `reasons` are labels by code."""
    sight = _Sight(order, lines, shipment, rights, reasons, at)
    build = _STEPS.get(OrderState(order.state))
    return build(sight) if build else Step(title=str(OrderState(order.state).label))


def _checking(_sight: _Sight) -> Step:
    return Step(_("Fraud check under way"), _("Nothing to do yet. You can accept the order once the check has passed."))


def _to_accept(sight: _Sight) -> Step:
    acts = sight.act(Right.ORDER_ACCEPT, "accept", _("Accept order"), is_main=True, posts=True)
    if len(sight.lines) > 1:
        acts += sight.act(Right.ORDER_ACCEPT, "decide", _("Decide line by line"))
    acts += sight.act(Right.ORDER_ACCEPT, "refuse", _("Refuse order"), is_dangerous=True)
    count = len(sight.lines)
    title = ngettext(
        "Accept or refuse this order: %(count)d line", "Accept or refuse this order: %(count)d lines", count
    )
    return Step(title % {"count": count}, "" if acts else _("Your role does not decide on orders."), acts)


def _waiting_for_payment(sight: _Sight) -> Step:
    text = _("Nothing to do. Do not ship before the order is paid.")
    return Step(_("Waiting for the customer's payment"), text, sight.delay())


def _to_ship(sight: _Sight) -> Step:
    label = ngettext("Ship %(count)d line", "Ship %(count)d lines", sight.live) % {"count": sight.live}
    acts = sight.act(Right.ORDER_SHIP, "ship", label, is_main=True)
    acts += sight.act(Right.ORDER_SHIP, "tracking", _("Change tracking") if sight.shipment else _("Add tracking"))
    acts += sight.delay()
    return Step(_("Send the parcel"), "" if acts else _("Your role does not ship orders."), acts)


def _shipped(sight: _Sight) -> Step:
    acts = sight.act(Right.ORDER_SHIP, "tracking", _("Change tracking") if sight.shipment else _("Add tracking"))
    acts += sight.delay()
    if sight.order.promise_latest and sight.order.promise_latest < sight.at:
        if sight.order.delayed_until and sight.order.delayed_until >= sight.at:
            text = _(
                "The promised date has passed, and the customer knows the new one. It counts as late all the same."
            )
            return Step(_("Delayed, and on its way"), text, acts)
        text = _("The promised date has passed. Ask the carrier where the parcel is, before the customer asks you.")
        return Step(_("Not there yet, and promised earlier"), text, acts)
    text = _("Nothing to do until the customer says that it has arrived.")
    return Step(_("On its way to the customer"), text, acts)


def _received(_sight: _Sight) -> Step:
    return Step(_("Received by the customer"), _("Nothing to do."))


def _closed(_sight: _Sight) -> Step:
    return Step(_("Closed"), _("Nothing to do."))


def _refused(sight: _Sight) -> Step:
    return Step(_("Refused"), _reason(sight))


def _cancelled(sight: _Sight) -> Step:
    if sight.order.is_fraud:
        return Step(_("Cancelled: the fraud check failed"), _("It counts in none of your figures. Do not ship it."))
    return Step(pgettext("order", "Cancelled"), _reason(sight))


def _reason(sight: _Sight) -> str:
    label = sight.reasons.get(sight.order.reason_code)
    return _("Reason: %(reason)s. The stock was given back to your offers.") % {"reason": label} if label else ""


_STEPS: dict[OrderState, Callable[[_Sight], Step]] = {
    OrderState.STAGING: _checking,
    OrderState.WAITING_ACCEPTANCE: _to_accept,
    OrderState.WAITING_DEBIT: _waiting_for_payment,
    OrderState.WAITING_DEBIT_PAYMENT: _waiting_for_payment,
    OrderState.SHIPPING: _to_ship,
    OrderState.SHIPPED: _shipped,
    OrderState.RECEIVED: _received,
    OrderState.CLOSED: _closed,
    OrderState.REFUSED: _refused,
    OrderState.CANCELED: _cancelled,
}
