"""What a seller does about a figure: in words, with the page where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.permissions import Right

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """One thing to do. `url_name` is a page of the shop, which needs `right`."""

    title: Text
    text: Text
    url_name: str = ""
    query: str = ""
    right: Right = Right.ORDER_READ
    icon: str = "flag"

    def url(self, shop_id: int) -> str:
        return reverse(self.url_name, args=[shop_id]) + self.query if self.url_name else ""


_SHIP = Step(
    _("Ship what is due"),
    _("An order that leaves before its ship-by date does not count as late."),
    "orders:list",
    "?tab=ship",
    icon="truck",
)
_PREPARE = Step(
    _("Promise what you can keep"),
    _("Where you often need longer, set a longer preparation time. It holds for new orders."),
    "orders:lead-time",
    right=Right.SHOP_WRITE,
    icon="clock",
)
_ANSWER = Step(
    _("Answer whoever waits"),
    _("Who still waits counts with the time so far. An answer stops the clock."),
    "messaging:inbox",
    right=Right.MESSAGE_READ,
    icon="mail",
)
_NO_REPLY = Step(
    _("Mark what needs no reply"),
    _("A “thank you” that you mark as needing no reply is left out of the figure."),
    "messaging:inbox",
    right=Right.MESSAGE_READ,
    icon="check",
)
_ACCEPT = Step(
    _("Decide what waits"),
    _("An order that nobody accepts in time is refused by itself, and counts against you."),
    "orders:list",
    "?tab=accept",
    icon="orders",
)
_STOCK = Step(
    _("Keep stock and offers true"),
    _("Most refusals come from offers without stock. Pause what you cannot deliver."),
    "offers:list",
    "?tab=low",
    right=Right.OFFER_READ,
    icon="tag",
)
_DELAY = Step(
    _("Look after what is late"),
    _("Tell the customer a new day before the promised one is over; the promise itself stays what it was."),
    "orders:list",
    "?tab=late",
    icon="truck",
)
_LISTINGS = Step(
    _("Complete your offers"),
    _("Pictures, attributes and a short promise turn visits into orders."),
    "offers:list",
    right=Right.OFFER_READ,
    icon="tag",
)
_INVOICE = Step(
    _("File what is missing"),
    _("Open the orders counted below the line and not above it, and issue or upload their invoices."),
    icon="doc",
)
_RATE = Step(
    _("Read what customers wrote"),
    _("Open the evaluations below: low grades mostly name one cause."),
    icon="note",
)

STEPS: Mapping[str, tuple[Step, ...]] = {
    "late_shipment_rate": (_SHIP, _PREPARE),
    "shipping_delay": (_SHIP, _PREPARE),
    "promise_kept_rate": (_DELAY, _PREPARE),
    "late_delivery_rate": (_DELAY, _PREPARE),
    "order_messages_response_delay": (_ANSWER, _NO_REPLY),
    "answered_in_time_rate": (_ANSWER, _NO_REPLY),
    "approval_rate": (_ACCEPT, _STOCK),
    "approval_delay": (_ACCEPT,),
    "auto_refused_rate": (_ACCEPT, _STOCK),
    "consecutive_refused_orders_count": (_ACCEPT, _STOCK),
    "cancelation_rate": (_STOCK,),
    "conversion_rate": (_LISTINGS,),
    "invoice_coverage": (_INVOICE,),
    "grade": (_RATE,),
}


@dataclass(frozen=True)
class ShownStep:
    """A step as one page shows it."""

    title: Text
    text: Text
    url: str
    icon: str


def steps_for(code: str, *, shop_id: int, rights: frozenset[Right]) -> list[ShownStep]:
    """What mends the figure; a page that these rights do not open is not linked."""
    return [
        ShownStep(each.title, each.text, each.url(shop_id) if each.right in rights else "", each.icon)
        for each in STEPS.get(code, ())
    ]
