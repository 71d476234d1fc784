"""Kinds of documents and invoices, and the ledger's accounts and types, with the seller API's own values where it has
them.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentType(TextChoices):
    """What a document of an order is (DO01)."""

    SYSTEM_DELIVERY_BILL = "SYSTEM_DELIVERY_BILL", _("Delivery slip")
    CUSTOMER_INVOICE = "CUSTOMER_INVOICE", _("Invoice")
    SIMPLIFIED_INVOICE = "SIMPLIFIED_INVOICE", _("Simplified invoice")
    CORRECTIVE_INVOICE = "CORRECTIVE_INVOICE", _("Corrective invoice")
    OTHER_DOCUMENT = "OTHER_DOCUMENT", _("Other document")


# An order with one of these has its invoice (R041, R046).
INVOICE_TYPES = frozenset({DocumentType.CUSTOMER_INVOICE, DocumentType.SIMPLIFIED_INVOICE})


class DocumentSource(TextChoices):
    """How a document came to its order."""

    UPLOADED = "UPLOADED", pgettext_lazy("document", "Uploaded")
    REFILED = "REFILED", _("Filed from a message")
    ISSUED = "ISSUED", _("Issued here")


class Downloader(TextChoices):
    """Who fetched a document."""

    CUSTOMER = "CUSTOMER", _("Customer")
    SELLER = "SELLER", _("Seller")
    OPERATOR = "OPERATOR", _("Operator")


class InvoiceKind(TextChoices):
    """What is issued. Each kind of a shop has series of its own."""

    FULL = "FULL", _("Invoice")
    SIMPLIFIED = "SIMPLIFIED", _("Simplified invoice")
    CORRECTIVE = "CORRECTIVE", _("Corrective invoice")


class RenderState(TextChoices):
    """Whether the PDF of an issued invoice is there."""

    PENDING = "PENDING", _("PDF is being made")
    DONE = "DONE", _("PDF ready")
    FAILED = "FAILED", _("PDF could not be made")


class InvoiceLineKind(TextChoices):
    """What a line of an invoice charges for."""

    GOODS = "GOODS", pgettext_lazy("invoice line", "Goods")
    SHIPPING = "SHIPPING", _("Shipping")


class RunState(TextChoices):
    """How far the issuing of many invoices is."""

    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", pgettext_lazy("run", "Done")
    CANCELLED = "CANCELLED", pgettext_lazy("run", "Cancelled")


class Account(TextChoices):
    """The ledger's accounts. What the seller is owed stands in the first three."""

    SELLER_PENDING = "SELLER_PENDING", _("Pending")
    SELLER_PAYABLE = "SELLER_PAYABLE", _("Payable")
    SELLER_PAID = "SELLER_PAID", _("Paid out")
    CUSTOMER = "CUSTOMER", _("Received from customers")
    OPERATOR_COMMISSION = "OPERATOR_COMMISSION", _("Commission")
    OPERATOR_TAX = "OPERATOR_TAX", _("Tax on commission")


class TransactionType(TextChoices):
    """What a transaction of the ledger is for (TL02, which leaves RELEASE out: it moves amounts to payable)."""

    ORDER_AMOUNT = "ORDER_AMOUNT", _("Order amount")
    ORDER_SHIPPING_AMOUNT = "ORDER_SHIPPING_AMOUNT", _("Shipping amount")
    COMMISSION_FEE = "COMMISSION_FEE", _("Commission")
    COMMISSION_VAT = "COMMISSION_VAT", _("Tax on commission")
    REFUND_ORDER_AMOUNT = "REFUND_ORDER_AMOUNT", _("Refund of the order amount")
    REFUND_ORDER_SHIPPING_AMOUNT = "REFUND_ORDER_SHIPPING_AMOUNT", _("Refund of the shipping amount")
    REFUND_COMMISSION_FEE = "REFUND_COMMISSION_FEE", _("Refund of the commission")
    REFUND_COMMISSION_VAT = "REFUND_COMMISSION_VAT", _("Refund of the tax on commission")
    RELEASE = "RELEASE", _("Became payable")


class PaymentState(TextChoices):
    """Whether an amount may be paid out (TL02)."""

    PENDING = "PENDING", pgettext_lazy("amount", "Pending")
    PAYABLE = "PAYABLE", pgettext_lazy("amount", "Payable")


# What takes an amount of the order back; its share of the commission follows.
REVERSALS = {
    TransactionType.ORDER_AMOUNT: TransactionType.REFUND_ORDER_AMOUNT,
    TransactionType.ORDER_SHIPPING_AMOUNT: TransactionType.REFUND_ORDER_SHIPPING_AMOUNT,
    TransactionType.COMMISSION_FEE: TransactionType.REFUND_COMMISSION_FEE,
    TransactionType.COMMISSION_VAT: TransactionType.REFUND_COMMISSION_VAT,
}
