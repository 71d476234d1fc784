"""OR12, the deprecated reading of one order: OR11's order without the keys that came after it."""

from typing import Any

_NEWER_ON_ORDER = frozenset(
    {
        "can_cancel", "can_shop_ship", "channel", "currency_iso_code", "customer_debited_date",
        "customer_directly_pays_seller", "customer_notification_email", "delivery_date", "discount_campaigns",
        "fulfillment", "fully_refunded", "invoice_details", "leadtime_to_ship", "order_additional_fields",
        "order_refunds", "order_tax_mode", "order_taxes", "payment_duration", "payment_workflow", "promotions",
        "quote_id", "references", "shipping_carrier_code", "shipping_carrier_standard_code", "shipping_deadline",
        "shipping_pudo_id", "shipping_type_standard_code", "transaction_date", "transaction_number",
    }
)  # fmt: skip
_NEWER_ON_LINE = frozenset(
    {
        "cancelations", "commission_taxes", "discount_campaign", "eco_contributions", "fees", "measurement",
        "origin_unit_price", "price_amount_breakdown", "product_medias", "product_shop_sku", "promotions",
        "purchase_information", "refunds", "shipping_from", "shipping_price_amount_breakdown", "shipping_taxes",
        "tax_legal_notice", "taxes",
    }
)  # fmt: skip
_NEWER_ON_CUSTOMER = frozenset({"accounting_contact", "delivery_contact", "locale", "organization"})
_NEWER_ON_ADDRESS = frozenset({"company_2"})


def as_single(order: dict[str, Any]) -> dict[str, Any]:
    """What OR12 shows of an order built for OR11."""
    customer = _without(order["customer"], _NEWER_ON_CUSTOMER)
    for name in ("billing_address", "shipping_address"):
        customer[name] = _without(customer[name], _NEWER_ON_ADDRESS) if customer[name] else None
    lines = [_without(line, _NEWER_ON_LINE) for line in order["order_lines"]]
    return {**_without(order, _NEWER_ON_ORDER), "customer": customer, "order_lines": lines}


def _without(values: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
