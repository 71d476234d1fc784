"""What the ledger's operations answer, for the OpenAPI document."""

from datetime import datetime
from decimal import Decimal

from marketplace.rest.shapes import Maybe, Shape

_ENTITIES: Shape = {
    "domain": str,
    "channel": Maybe({"code": str}),
    "debit": Maybe(dict),
    "fee": Maybe(dict),
    "manual_accounting_document": Maybe(dict),
    "one_off_item": Maybe(dict),
    "order": Maybe(
        {
            "id": str,
            "commercial_id": str,
            "creation_date": datetime,
            "payment_info": {"imprint_number": str | None, "payment_type": str | None},
            "references": {
                "order_reference_for_customer": str | None,
                "order_reference_for_seller": str | None,
            },
        }
    ),
    "order_fee": Maybe(dict),
    "order_line": Maybe({"id": str}),
    "order_tax": Maybe(dict),
    "refund": Maybe(dict),
    "shipment": Maybe(dict),
    "shop_tax": Maybe({"code": str | None, "rate": Decimal}),
    "transaction_info": Maybe({"date": datetime, "number": str | None}),
}
TRANSACTIONS: Shape = {
    "data": [
        {
            "id": str,
            "type": str,
            "amount": Decimal,
            "amount_credited": Decimal,
            "amount_debited": Decimal,
            "balance": Decimal,
            "psp_balance": Decimal,
            "currency_iso_code": str,
            "date_created": datetime,
            "last_updated": datetime,
            "payment_state": str,
            "pay_out_psp_code": str,
            "seller_billing_cycle_id": str | None,
            "accounting_document_creation_date": datetime | None,
            "accounting_document_id": str | None,
            "accounting_document_number": str | None,
            "entities": _ENTITIES,
        }
    ]
}

# Ours.
BALANCES: Shape = {"data": [{"currency_iso_code": str, "pending": Decimal, "payable": Decimal, "paid": Decimal}]}
FINANCE: Shape = {
    "data": [
        {
            "id": str,
            "date": datetime,
            "order_id": str | None,
            "order_line_id": str | None,
            "type": str,
            "label": str,
            "state": str,
            "payable_since": datetime | None,
            "amount": Decimal,
            "balance": Decimal,
            "currency_iso_code": str,
        }
    ],
    "totals": [{"currency_iso_code": str, "opening": Decimal | None, "lines": Decimal, "closing": Decimal | None}],
}
