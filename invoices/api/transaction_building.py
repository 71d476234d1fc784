"""Lines of the ledger as TL02 writes them: plain dictionaries with every documented key, null where empty (trap 1)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from invoices.api.transaction_querying import NO_PSP
from invoices.choices import TransactionType
from invoices.models import LedgerTransaction
from invoices.services.balances import NOTHING, running_balances
from orders.models import Order, OrderLine

Row = Mapping[str, Any]

# What is sold here; the seller API knows services too.
DOMAIN = "PRODUCT"
_COMMISSION_TAXES = (TransactionType.COMMISSION_VAT, TransactionType.REFUND_COMMISSION_VAT)
_OF_ORDERS = (
    "pk", "order_id", "commercial_id", "created_at", "payment_type", "reference_for_customer", "reference_for_seller",
    "transaction_at", "transaction_number", "channel__code",
)  # fmt: skip
_NOTHING_ELSE = dict.fromkeys(
    ("debit", "fee", "manual_accounting_document", "one_off_item", "order_fee", "order_tax", "refund", "shipment")
)


def build_transactions(transactions: Sequence[LedgerTransaction], *, shop_id: int) -> list[dict[str, Any]]:
    """The lines with their orders and what was owed after each: one query per relation, two for the balances."""
    balances = running_balances(transactions, shop_id=shop_id)
    orders = _by_key(Order.objects.filter(pk__in={each.order_id for each in transactions}).values(*_OF_ORDERS))
    lines = _by_key(
        OrderLine.objects.filter(pk__in={each.order_line_id for each in transactions}).values(
            "pk", "line_id", "commission_tax_rate"
        )
    )
    return [
        {
            **_amounts(each, balances[each.pk]),
            "entities": _entities(each, orders.get(each.order_id), lines.get(each.order_line_id)),
        }
        for each in transactions
    ]


def _amounts(line: LedgerTransaction, balance: Any) -> dict[str, Any]:
    return {
        "id": line.transaction_id,
        "type": line.type,
        "amount": line.amount,
        "amount_credited": max(line.amount, NOTHING),
        "amount_debited": max(-line.amount, NOTHING),
        "balance": balance,
        "psp_balance": balance,
        "currency_iso_code": line.currency,
        "date_created": line.at,
        "last_updated": line.updated_at,
        "payment_state": line.payment_state.value,
        "pay_out_psp_code": NO_PSP,
        "seller_billing_cycle_id": None,
        "accounting_document_creation_date": None,
        "accounting_document_id": None,
        "accounting_document_number": None,
    }


def _entities(line: LedgerTransaction, order: Row | None, order_line: Row | None) -> dict[str, Any]:
    is_tax = line.type in _COMMISSION_TAXES and order_line is not None
    return {
        "domain": DOMAIN,
        "channel": order and {"code": order["channel__code"]},
        "order": order and _order(order),
        "order_line": order_line and {"id": order_line["line_id"]},
        "shop_tax": {"code": None, "rate": order_line["commission_tax_rate"]} if is_tax and order_line else None,
        "transaction_info": order and _payment(order),
        **_NOTHING_ELSE,
    }


def _order(order: Row) -> dict[str, Any]:
    return {
        "id": order["order_id"],
        "commercial_id": order["commercial_id"],
        "creation_date": order["created_at"],
        "payment_info": {"imprint_number": None, "payment_type": order["payment_type"] or None},
        "references": {
            "order_reference_for_customer": order["reference_for_customer"] or None,
            "order_reference_for_seller": order["reference_for_seller"] or None,
        },
    }


def _payment(order: Row) -> dict[str, Any] | None:
    if order["transaction_at"] is None:
        return None
    return {"date": order["transaction_at"], "number": order["transaction_number"] or None}


def _by_key(rows: Iterable[Row]) -> dict[int | None, Row]:
    return {row["pk"]: row for row in rows}
