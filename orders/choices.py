"""States, workflows and reasons of orders, with the seller API's own values."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderState(TextChoices):
    """The 11 states of an order."""

    STAGING = "STAGING", _("Fraud check")
    WAITING_ACCEPTANCE = "WAITING_ACCEPTANCE", _("To accept")
    WAITING_DEBIT = "WAITING_DEBIT", _("Waiting for payment")
    WAITING_DEBIT_PAYMENT = "WAITING_DEBIT_PAYMENT", _("Payment in progress")
    SHIPPING = "SHIPPING", _("To ship")
    SHIPPED = "SHIPPED", _("Shipped")
    TO_COLLECT = "TO_COLLECT", _("To collect")
    RECEIVED = "RECEIVED", _("Received")
    CLOSED = "CLOSED", _("Closed")
    REFUSED = "REFUSED", _("Refused")
    CANCELED = "CANCELED", pgettext_lazy("order", "Cancelled")


class LineState(TextChoices):
    """An order's states, and two that only lines have."""

    STAGING = OrderState.STAGING.value, OrderState.STAGING.label
    WAITING_ACCEPTANCE = OrderState.WAITING_ACCEPTANCE.value, OrderState.WAITING_ACCEPTANCE.label
    WAITING_DEBIT = OrderState.WAITING_DEBIT.value, OrderState.WAITING_DEBIT.label
    WAITING_DEBIT_PAYMENT = OrderState.WAITING_DEBIT_PAYMENT.value, OrderState.WAITING_DEBIT_PAYMENT.label
    SHIPPING = OrderState.SHIPPING.value, OrderState.SHIPPING.label
    SHIPPED = OrderState.SHIPPED.value, OrderState.SHIPPED.label
    TO_COLLECT = OrderState.TO_COLLECT.value, OrderState.TO_COLLECT.label
    RECEIVED = OrderState.RECEIVED.value, OrderState.RECEIVED.label
    CLOSED = OrderState.CLOSED.value, OrderState.CLOSED.label
    REFUSED = OrderState.REFUSED.value, OrderState.REFUSED.label
    CANCELED = OrderState.CANCELED.value, OrderState.CANCELED.label
    INCIDENT_OPEN = "INCIDENT_OPEN", _("Incident open")
    REFUNDED = "REFUNDED", _("Refunded")


class PaymentWorkflow(TextChoices):
    """When the customer is debited."""

    PAY_ON_ACCEPTANCE = "PAY_ON_ACCEPTANCE", _("On acceptance")
    PAY_ON_DELIVERY = "PAY_ON_DELIVERY", _("On delivery")
    PAY_ON_DUE_DATE = "PAY_ON_DUE_DATE", _("On a due date")
    PAY_ON_SHIPMENT = "PAY_ON_SHIPMENT", _("On shipment")
    NO_CUSTOMER_PAYMENT_CONFIRMATION = "NO_CUSTOMER_PAYMENT_CONFIRMATION", _("Without confirmation")


class OrderEventKind(TextChoices):
    """What the timeline records. The storefront's feed uses the same words."""

    CREATED = "CREATED", _("Order placed")
    FRAUD_PASSED = "FRAUD_PASSED", _("Fraud check passed")
    FRAUD_FAILED = "FRAUD_FAILED", _("Fraud check failed, order cancelled")
    ACCEPTED = "ACCEPTED", _("Order accepted")
    LINE_REFUSED = "LINE_REFUSED", _("Line refused")
    REFUSED = "REFUSED", _("Order refused")
    AUTO_REFUSED = "AUTO_REFUSED", _("Refused by itself: not accepted in time")
    DEBIT_REQUESTED = "DEBIT_REQUESTED", _("Payment asked for")
    PAID = "PAID", _("Paid")
    PAYMENT_REFUSED = "PAYMENT_REFUSED", _("Payment refused, order cancelled")
    TRACKING_SET = "TRACKING_SET", _("Tracking set")
    SHIPPED = "SHIPPED", _("Shipped")
    DELAY_DECLARED = "DELAY_DECLARED", _("Delay declared")
    RECEIVED = "RECEIVED", _("Received")
    DOCUMENT_FILED = "DOCUMENT_FILED", _("Document filed")
    DOCUMENT_REMOVED = "DOCUMENT_REMOVED", _("Document removed")
    INVOICE_ISSUED = "INVOICE_ISSUED", _("Invoice issued")
    INVOICE_CORRECTED = "INVOICE_CORRECTED", _("Invoice corrected")
    IMPORTED = "IMPORTED", _("Taken over from the past")


class MailKind(TextChoices):
    """The occasions on which the customer hears of an order by mail."""

    ACCEPTED = "accepted", _("Order accepted")
    REFUSED = "refused", _("Order refused")
    SHIPPED = "shipped", _("Shipped")
    DELAYED = "delayed", _("Delay declared")
    CANCELLED = "cancelled", _("Order cancelled")
    DOCUMENT = "document", _("Document filed")


class ReasonType(TextChoices):
    """The seller API's reason types."""

    INCIDENT_OPEN = "INCIDENT_OPEN", _("Incident opened")
    INCIDENT_CLOSE = "INCIDENT_CLOSE", _("Incident closed")
    REFUND = "REFUND", _("Refund")
    CANCELATION = "CANCELATION", _("Cancellation")
    REFUSAL = "REFUSAL", _("Refusal")
    ORDER_MESSAGING = "ORDER_MESSAGING", _("Message on an order")
    OFFER_MESSAGING = "OFFER_MESSAGING", _("Message on an offer")
    MMP_SELLER_MESSAGING = "MMP_SELLER_MESSAGING", _("Message to the operator")
    RETURN = "RETURN", _("Return")
    RETURN_REJECTION = "RETURN_REJECTION", _("Return rejected")
    RETURN_NON_COMPLIANT = "RETURN_NON_COMPLIANT", _("Return not compliant")
