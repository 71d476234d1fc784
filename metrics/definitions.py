"""The figures that judge a seller: what each means, what it is made of, and what it leaves out (R101 to R109)."""

from django.utils.translation import gettext_lazy as _

from metrics.business import BUSINESS
from metrics.choices import Better, Unit
from metrics.figure import Figure, Text

__all__ = ["FIGURES", "Figure", "Text"]

_FRAUD = _("Orders in the fraud check, and those that failed it")
_UNDECIDED = _("Order lines not decided yet, and those of orders taken over from the past")
_ORDERS = _("Orders placed")
_ACCEPTED_LINES = _("Order lines accepted")
_NO_ANSWERS = _("Nobody wrote in this time")

_ALL = (
    Figure(
        code="late_shipment_rate",
        label=_("Late shipments"),
        definition=_(
            "Orders shipped after their ship-by date, over all orders placed in the period. Refused and cancelled "
            "orders count below the line. Orders overdue and not shipped yet stand beside it."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        numerator=("shipped_late",),
        denominator=("orders",),
        numerator_label=_("Orders shipped late"),
        denominator_label=_ORDERS,
        left_out=("outside_orders",),
        left_out_label=_FRAUD,
        beside=("overdue_unshipped",),
        beside_label=_("Overdue and not shipped yet"),
    ),
    Figure(
        code="promise_kept_rate",
        label=_("Promises kept"),
        definition=_(
            "Orders received by the last day promised, over those received and those whose promised day has passed "
            "without them. By the day they were placed."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator=("received_in_time",),
        denominator=("received_in_time", "received_late", "overdue_undelivered"),
        numerator_label=_("Orders received in time"),
        denominator_label=_("Orders received or due"),
        left_out=("received_unpromised",),
        left_out_label=_("Orders received that had no promised day"),
        beside=("overdue_undelivered",),
        beside_label=_("Promised day passed, not received yet"),
        empty=_("No orders received or due in this time"),
    ),
    Figure(
        code="late_delivery_rate",
        label=_("Late deliveries"),
        definition=_("Orders received after the last day promised, over the orders received that had one."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        numerator=("received_late",),
        denominator=("received_in_time", "received_late"),
        numerator_label=_("Orders received late"),
        denominator_label=_("Orders received"),
        left_out=("received_unpromised",),
        left_out_label=_("Orders received that had no promised day"),
        empty=_("No orders received in this time"),
    ),
    Figure(
        code="order_messages_response_delay",
        label=_("Response time"),
        definition=_(
            "Mean time until a customer's message was answered, by the day of the answer. Who still waits now counts "
            "with the time so far. Every hour counts; beside it stands the mean in working time."
        ),
        unit=Unit.SECONDS,
        better=Better.LOWER,
        numerator=("answer_seconds", "open_wait_seconds"),
        denominator=("answers", "open_waits"),
        numerator_label=_("Time waited, all together"),
        denominator_label=_("Messages answered, and those that wait"),
        left_out=("unneeded_answers",),
        left_out_label=_("Messages that needed no reply"),
        beside=("open_waits",),
        beside_label=_("Waiting for an answer now"),
        empty=_NO_ANSWERS,
    ),
    Figure(
        code="answered_in_time_rate",
        label=_("Answered in time"),
        definition=_(
            "Messages answered within the time to answer, over all that were answered and those overdue now. Whoever "
            "waits and is not overdue yet does not count."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator=("answers_in_time",),
        denominator=("answers", "overdue_waits"),
        numerator_label=_("Answered in time"),
        denominator_label=_("Answered or overdue"),
        left_out=("unneeded_answers",),
        left_out_label=_("Messages that needed no reply"),
        beside=("overdue_waits",),
        beside_label=_("Overdue now"),
        empty=_NO_ANSWERS,
    ),
    Figure(
        code="claims_rate",
        label=_("Claims"),
        definition=_("Orders with a claim, over all orders placed in the period."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        denominator=("orders",),
        numerator_label=_("Orders with a claim"),
        denominator_label=_ORDERS,
        left_out=("outside_orders",),
        left_out_label=_FRAUD,
        missing=_("Claims are not recorded yet"),
    ),
    Figure(
        code="conversion_rate",
        label=_("Conversion"),
        definition=_(
            "Order lines sold, by the day of the order, over the visits of the shop's listings as the storefront "
            "told them. Refused and cancelled lines are no sales, and days without visits count on neither side."
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator=("sold_lines",),
        denominator=("visits",),
        numerator_label=_("Order lines sold"),
        denominator_label=_("Visits"),
        left_out=("unvisited_lines",),
        left_out_label=_("Order lines of days whose visits are unknown, and of orders taken over from the past"),
        empty=_("No visits in this time"),
    ),
    Figure(
        code="invoice_coverage",
        label=_("Invoice coverage"),
        definition=_("Shipped orders that have their invoice, over all shipped orders that need one."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator=("invoiced",),
        denominator=("to_invoice",),
        numerator_label=_("Shipped orders with invoice"),
        denominator_label=_("Shipped orders"),
        left_out=("shipped_past",),
        left_out_label=_("Shipped orders taken over from the past"),
        empty=_("No orders shipped in this time"),
    ),
    Figure(
        code="approval_rate",
        label=_("Acceptance rate"),
        definition=_("Order lines accepted, over the lines accepted and those refused by the shop or by themselves."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator=("accepted_lines",),
        denominator=("decided_lines",),
        numerator_label=_ACCEPTED_LINES,
        denominator_label=_("Order lines decided"),
        left_out=("undecided_lines",),
        left_out_label=_UNDECIDED,
        empty=_("No order was decided in this time"),
    ),
    Figure(
        code="approval_delay",
        label=_("Acceptance time"),
        definition=_("Mean time from the passed fraud check to the shop's acceptance. Every hour counts."),
        unit=Unit.SECONDS,
        better=Better.LOWER,
        numerator=("approval_seconds",),
        denominator=("approvals",),
        numerator_label=_("Time waited, all together"),
        denominator_label=_("Orders accepted by the shop"),
        empty=_("No order was accepted in this time"),
    ),
    Figure(
        code="auto_refused_rate",
        label=_("Refused by themselves"),
        definition=_("Order lines refused by themselves because nobody accepted them in time, over all that waited."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        numerator=("auto_refused_lines",),
        denominator=("submitted_lines",),
        numerator_label=_("Order lines refused by themselves"),
        denominator_label=_("Order lines to accept"),
        left_out=("past_lines",),
        left_out_label=_("Order lines taken over from the past"),
    ),
    Figure(
        code="consecutive_refused_orders_count",
        label=_("Refused in a row"),
        definition=_("Orders refused by the shop or by themselves since the last one that was accepted."),
        unit=Unit.COUNT,
        better=Better.LOWER,
        numerator=("refused_in_a_row",),
        numerator_label=_("Orders refused"),
        by_channel=False,
        by_period=False,
    ),
    Figure(
        code="shipping_delay",
        label=_("Shipping time"),
        definition=_("Mean time from the moment an order could be shipped until it was. Every hour counts."),
        unit=Unit.SECONDS,
        better=Better.LOWER,
        numerator=("shipping_seconds",),
        denominator=("shipped_orders",),
        numerator_label=_("Time waited, all together"),
        denominator_label=_("Orders shipped"),
        empty=_("No orders shipped in this time"),
    ),
    Figure(
        code="cancelation_rate",
        label=_("Cancellation rate"),
        definition=_(
            "Accepted order lines that were cancelled, over all accepted ones. Lines whose payment failed count "
            "below the line alone."
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        numerator=("cancelled_lines",),
        denominator=("cancellable_lines",),
        numerator_label=_("Order lines cancelled"),
        denominator_label=_ACCEPTED_LINES,
    ),
    Figure(
        code="incident_rate",
        label=_("Incident rate"),
        definition=_("Accepted order lines with an incident, over all accepted ones."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        denominator=("cancellable_lines",),
        numerator_label=_("Order lines with an incident"),
        denominator_label=_ACCEPTED_LINES,
        missing=_("Incidents are not recorded yet"),
    ),
    Figure(
        code="refund_rate",
        label=_("Refund rate"),
        definition=_("Accepted order lines with a refund, over all accepted ones."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        denominator=("cancellable_lines",),
        numerator_label=_("Order lines refunded"),
        denominator_label=_ACCEPTED_LINES,
        missing=_("Refunds are not recorded yet"),
    ),
    Figure(
        code="return_rate",
        label=_("Return rate"),
        definition=_("Order lines with a return, over those that could be returned."),
        unit=Unit.SHARE,
        better=Better.LOWER,
        numerator_label=_("Order lines returned"),
        denominator_label=_("Order lines that could be returned"),
        missing=_("Returns are not recorded yet"),
    ),
    Figure(
        code="valid_tracking_rate",
        label=_("Tracking rate"),
        definition=_("Orders whose tracking number a carrier knows, over all orders by carriers that are asked."),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        numerator_label=_("Orders with valid tracking"),
        denominator_label=_ORDERS,
        missing=_("No carrier is asked about tracking numbers yet"),
    ),
    *BUSINESS,
)

FIGURES: dict[str, Figure] = {figure.code: figure for figure in _ALL}
