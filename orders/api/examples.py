"""Bodies as they are sent, for the API's document. They fit the demo: its offer 1, its channel ES."""

from typing import Any

DECISION: dict[str, Any] = {
    "order_lines": [
        {"id": "10418-A-1", "accepted": True},
        {"id": "10418-A-2", "accepted": False, "reason_code": "OUT_OF_STOCK"},
    ]
}
TRACKING: dict[str, Any] = {"carrier_code": "SEUR", "tracking_number": "350000012345"}
BASKET: dict[str, Any] = {
    "basket_id": "B-1",
    "channel": "ES",
    "customer": {
        "customer_id": "C-1",
        "email": "ana@customer.example",
        "firstname": "Ana",
        "lastname": "Ruiz",
        "locale": "es_ES",
        "tax_id": None,
    },
    "billing_address": None,
    "shipping_address": {
        "firstname": "Ana",
        "lastname": "Ruiz",
        "company": None,
        "street_1": "Calle Mayor 1",
        "street_2": None,
        "zip_code": "28013",
        "city": "Madrid",
        "state": "Madrid",
        "country_iso_code": "ES",
        "phone": None,
    },
    "shipping_type_code": "STD",
    "payment_workflow": "PAY_ON_ACCEPTANCE",
    "lines": [{"offer_id": 1, "quantity": 1, "shipping_price": 4.9}],
}
DELAY: dict[str, Any] = {"delivery_date": "2026-12-18", "message": "Nuestro proveedor se retrasa."}
FRAUD: dict[str, Any] = {"decision": "accept"}
PAYMENT: dict[str, Any] = {"result": "OK", "transaction_number": "T-1"}
QUOTE: dict[str, Any] = {
    "channel": "ES",
    "country_iso_code": "ES",
    "zip_code": "28013",
    "items": [{"offer_id": 1, "quantity": 1}],
}
