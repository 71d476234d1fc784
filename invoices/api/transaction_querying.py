"""Which lines of the ledger TL02 shows."""

from django.db.models import Q

from invoices.choices import PaymentState
from invoices.models import LedgerTransaction
from invoices.querysets import LedgerTransactionQuerySet
from marketplace.rest.wire import Query
from orders.api.querying import BEGINNING, UPDATE_MARGIN

PAYMENT_STATES = ("PENDING", "PAYABLE", "PAID", "NOT_APPLICABLE", "RESERVE")
SHOP_MODEL, NO_PSP = "MARKETPLACE", "NOT_SPECIFIED"
_SHOP_MODELS = (SHOP_MODEL, "DROPSHIP", "ONE_CREDITOR")
_PSP_CODES = (NO_PSP, "MANGOPAY", "MIRAKL_PAYOUT", "OPERATOR")
# The seller API's own list; a shop has lines of the first dozen alone until there are payouts and fees.
TYPES = (
    "ORDER_AMOUNT", "ORDER_SHIPPING_AMOUNT", "COMMISSION_FEE", "COMMISSION_VAT", "REFUND_ORDER_AMOUNT",
    "REFUND_ORDER_SHIPPING_AMOUNT", "REFUND_COMMISSION_FEE", "REFUND_COMMISSION_VAT", "ORDER_AMOUNT_TAX",
    "ORDER_SHIPPING_AMOUNT_TAX", "REFUND_ORDER_AMOUNT_TAX", "REFUND_ORDER_SHIPPING_AMOUNT_TAX", "MANUAL_CREDIT",
    "MANUAL_CREDIT_VAT", "MANUAL_INVOICE", "MANUAL_INVOICE_VAT", "INVOICEABLE_ONE_OFF_DEBIT",
    "INVOICEABLE_ONE_OFF_DEBIT_TAX", "INVOICEABLE_ONE_OFF_CREDIT", "INVOICEABLE_ONE_OFF_CREDIT_TAX",
    "SUBSCRIPTION_FEE", "SUBSCRIPTION_VAT", "OPERATOR_REMITTED_ORDER_AMOUNT_TAX",
    "OPERATOR_REMITTED_ORDER_SHIPPING_AMOUNT_TAX", "OPERATOR_REMITTED_REFUND_ORDER_AMOUNT_TAX",
    "OPERATOR_REMITTED_REFUND_ORDER_SHIPPING_AMOUNT_TAX", "OPERATOR_PAID_ORDER_SHIPPING_AMOUNT",
    "OPERATOR_PAID_ORDER_SHIPPING_AMOUNT_TAX", "OPERATOR_PAID_REFUND_ORDER_SHIPPING_AMOUNT",
    "OPERATOR_PAID_REFUND_ORDER_SHIPPING_AMOUNT_TAX", "PAYMENT", "PURCHASE_COMMISSION_FEE",
    "PURCHASE_SHIPPING_COMMISSION_FEE", "PURCHASE_ORDER_AMOUNT_TAX", "PURCHASE_ORDER_SHIPPING_AMOUNT_TAX",
    "REFUND_PURCHASE_COMMISSION_FEE", "REFUND_PURCHASE_SHIPPING_COMMISSION_FEE", "REFUND_PURCHASE_ORDER_AMOUNT_TAX",
    "REFUND_PURCHASE_ORDER_SHIPPING_AMOUNT_TAX", "ORDER_FEE_AMOUNT", "OPERATOR_REMITTED_ORDER_FEE_AMOUNT",
    "REFUND_ORDER_FEE_AMOUNT", "OPERATOR_REMITTED_REFUND_ORDER_FEE_AMOUNT", "PURCHASE_FEE_COMMISSION_FEE",
    "REFUND_PURCHASE_FEE_COMMISSION_FEE", "RESERVE_FUNDING", "RESERVE_SETTLEMENT", "SELLER_FEE_ON_ORDER",
    "SELLER_FEE_ON_ORDER_TAX", "SELLER_PENALTY_FEE", "SELLER_PENALTY_FEE_TAX",
)  # fmt: skip
# What may be asked for and no line has yet.
_ABSENT = ("accounting_document_number", "accounting_document_id", "seller_billing_cycle_id", "other_reference")


def filter_transactions(query: Query) -> LedgerTransactionQuerySet:
    """Lines of the scope as the query asks. Raises ValidationFailed for values that are wrong."""
    lines: LedgerTransactionQuerySet = LedgerTransaction.objects.charged()
    if any(query.text(name) for name in _ABSENT) or not _is_of_its_kind(query):
        lines = lines.none()
    updated = query.moment("last_updated_from")
    wanted = {
        "at__gte": query.moment("date_created_from"),
        "at__lte": query.moment("date_created_to"),
        "order__transaction_at__gte": query.moment("transaction_date_from"),
        "order__transaction_at__lte": query.moment("transaction_date_to"),
        "updated_at__gte": max(updated, BEGINNING) - UPDATE_MARGIN if updated else None,
        "type__in": query.choices("transaction_type", TYPES),
        "order__order_id__in": query.texts("order_id"),
        "order_line__line_id__in": query.texts("order_line_id"),
        "order__reference_for_customer__in": query.texts("order_reference_for_customer"),
        "order__reference_for_seller__in": query.texts("order_reference_for_seller"),
    }
    return lines.filter(_in_state(query), **{name: value for name, value in wanted.items() if value is not None})


def _is_of_its_kind(query: Query) -> bool:
    models, codes = query.choices("shop_model", _SHOP_MODELS), query.choices("pay_out_psp_codes", _PSP_CODES)
    return (models is None or SHOP_MODEL in models) and (codes is None or NO_PSP in codes)


def _in_state(query: Query) -> Q:
    states = query.choices("payment_state", PAYMENT_STATES)
    if states is None:
        return Q()
    released = {PaymentState.PENDING.value: False, PaymentState.PAYABLE.value: True}
    found = [Q(released_at__isnull=not released[state]) for state in states if state in released]
    return found[0] if len(found) == 1 else Q() if found else Q(pk__in=[])
