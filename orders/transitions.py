"""Every legal move of an order and of its lines. There is no other list of moves.

An order follows its lines: both use this table. A line that was refused stays REFUSED while its order goes on.
"""

from django.utils.translation import gettext as _

from marketplace.errors import IllegalTransition
from orders.choices import LineState, OrderState
from orders.models import Order

ALLOWED: dict[str, frozenset[str]] = {
    # R023: nothing but the fraud check leads out of STAGING.
    OrderState.STAGING: frozenset({OrderState.WAITING_ACCEPTANCE, OrderState.CANCELED}),
    OrderState.WAITING_ACCEPTANCE: frozenset({OrderState.WAITING_DEBIT, OrderState.SHIPPING, OrderState.REFUSED}),
    OrderState.WAITING_DEBIT: frozenset({OrderState.WAITING_DEBIT_PAYMENT, OrderState.SHIPPING, OrderState.CANCELED}),
    OrderState.WAITING_DEBIT_PAYMENT: frozenset({OrderState.SHIPPING, OrderState.CANCELED}),
    OrderState.SHIPPING: frozenset({OrderState.SHIPPED}),
    OrderState.SHIPPED: frozenset({OrderState.RECEIVED}),
    # Only orders of the past come here, by import: ours go straight from the parcel's way to its arrival.
    OrderState.TO_COLLECT: frozenset({OrderState.RECEIVED}),
}

# Acts that change an order without moving it.
TRACKABLE = frozenset({OrderState.SHIPPING, OrderState.SHIPPED})
# Promised and accepted, and not known to have arrived: the customer may be told of another date.
DELAYABLE = frozenset({OrderState.WAITING_DEBIT, OrderState.WAITING_DEBIT_PAYMENT, *TRACKABLE})
# The parcel has left the seller and is not known to have arrived.
UNDER_WAY = frozenset({OrderState.SHIPPED, OrderState.TO_COLLECT})

# Orders that the shop has not accepted, or never did: it has no use for the customer's address.
UNACCEPTED = frozenset({OrderState.STAGING, OrderState.WAITING_ACCEPTANCE, OrderState.REFUSED})

# Lines in these states are out of the sale: they move no further and count in no total.
DROPPED = frozenset({LineState.REFUSED, LineState.CANCELED})


def check(current: str, target: str) -> None:
    """Raise IllegalTransition unless the table has this move."""
    if target not in ALLOWED.get(current, frozenset()):
        raise illegal(current)


def check_trackable(current: str) -> None:
    """Raise IllegalTransition unless tracking may be set in this state."""
    if current not in TRACKABLE:
        raise illegal(current)


def check_delayable(current: str) -> None:
    """Raise IllegalTransition unless a delay may be declared in this state."""
    if current not in DELAYABLE:
        raise illegal(current)


def illegal(current: str) -> IllegalTransition:
    """The refusal of an act that the present state does not allow."""
    message = _("The order is in the state %(state)s, which does not allow this.") % {"state": current}
    return IllegalTransition(code="ORDER_INVALID_STATE", message=message)


def hides_addresses(order: Order) -> bool:
    """Whether the order was never accepted, so that its customer's address is none of the shop's business."""
    if order.state in UNACCEPTED:
        return True
    return order.state == OrderState.CANCELED and order.accepted_at is None
