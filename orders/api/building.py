"""Orders as OR11 writes them: plain dictionaries with every documented key (trap 1), deprecated ones too (trap 2)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marketplace.money import tax_included
from orders.api.amounts import TAX_INCLUDED, line_amounts, order_amounts, unit_price
from orders.api.people import customer_of
from orders.api.querying import CENTER, WholeOrder
from orders.choices import OrderState
from orders.models import Order, OrderLine, Shipment
from orders.reductions import campaigns_of, origin_unit_price, promotion_of, promotions_of

COMMISSION_TAX_CODE = "TAXDEFAULT"

# What no order has yet. Lists are never null.
_EMPTY_ORDER: dict[str, Any] = {
    "can_cancel": False,
    "customer_directly_pays_seller": False,
    "customer_notification_email": None,
    "fulfillment": {"center": {"code": CENTER}},
    "fully_refunded": False,
    "invoice_details": {"document_details": [], "payment_terms": None},
    "order_additional_fields": [],
    "order_refunds": [],
    "order_taxes": [],
    "payment_duration": None,
    "quote_id": None,
    "shipping_pudo_id": None,
}
_EMPTY_LINE: dict[str, Any] = {
    "can_refund": False,
    "cancelations": [],
    "description": None,
    "eco_contributions": [],
    "fees": [],
    "measurement": None,
    "order_line_additional_fields": [],
    "price_additional_info": None,
    "price_amount_breakdown": None,
    "product_shop_sku": None,
    "purchase_information": None,
    "refunds": [],
    "shipping_from": None,
    "shipping_price_additional_unit": None,
    "shipping_price_amount_breakdown": None,
    "shipping_price_unit": None,
    "tax_legal_notice": None,
}


def build_order(whole: WholeOrder, *, reasons: Mapping[str, str], tax_mode: str) -> dict[str, Any]:
    """One order with its lines."""
    order, lines = whole.order, whole.lines
    amounts = order_amounts(order, lines, tax_mode)
    return {
        **_EMPTY_ORDER,
        **_moments(order),
        **_money(order),
        **_method(order),
        **_tracking(whole.shipment),
        "channel": {"code": order.channel.code, "label": order.channel.label},
        "commercial_id": order.commercial_id,
        "customer": customer_of(order),
        "has_customer_message": order.has_customer_message,
        "has_incident": order.has_incident,
        "has_invoice": order.has_invoice,
        "can_shop_ship": order.state == OrderState.SHIPPING,
        "leadtime_to_ship": order.lead_time_days,
        "order_id": order.order_id,
        "order_lines": [build_line(line, order.currency, reasons=reasons, tax_mode=tax_mode) for line in lines],
        "order_state": order.state,
        "order_state_reason_code": order.reason_code or None,
        "order_state_reason_label": reasons.get(order.reason_code),
        "order_tax_mode": tax_mode,
        "price": amounts.price,
        **_reductions(lines),
        "references": {
            "order_reference_for_customer": order.reference_for_customer or None,
            "order_reference_for_seller": order.reference_for_seller or None,
        },
        "shipping_price": amounts.shipping_price,
        "total_price": amounts.total,
    }


def build_line(line: OrderLine, currency: str, *, reasons: Mapping[str, str], tax_mode: str) -> dict[str, Any]:
    """One line."""
    amounts = line_amounts(line, tax_mode)
    unit = unit_price(line, tax_mode, currency)
    return {
        **_EMPTY_LINE,
        **_commission(line),
        "category_code": line.category_code,
        "category_label": line.category_label,
        "created_date": line.created_at,
        "debited_date": line.debited_at,
        "last_updated_date": line.updated_at,
        "offer_id": line.offer_id,
        "offer_sku": line.offer_sku,
        "offer_state_code": line.offer_condition,
        "order_line_id": line.line_id,
        "order_line_index": line.index,
        "order_line_state": line.state,
        "order_line_state_reason_code": line.reason_code or None,
        "order_line_state_reason_label": reasons.get(line.reason_code),
        "origin_unit_price": _origin_price(line, unit, tax_mode, currency),
        "price": amounts.price,
        "price_unit": unit,
        "product_medias": _medias(line.product_media_url),
        "product_sku": line.product_sku,
        "product_title": line.product_title,
        **_line_reductions(line),
        "quantity": line.quantity,
        "received_date": line.received_at,
        "shipped_date": line.shipped_at,
        "shipping_price": amounts.shipping_price,
        "shipping_taxes": _taxes(line, line.shipping_tax_amount),
        "taxes": [{**tax, "origin_unit_amount": None} for tax in _taxes(line, line.tax_amount)],
        "total_price": amounts.total,
    }


def _reductions(lines: Sequence[OrderLine]) -> dict[str, Any]:
    applied = promotions_of(lines)
    deduced = sum((each["deduced_amount"] for each in applied), Decimal(0))
    return {
        "discount_campaigns": campaigns_of(lines),
        "promotions": {"applied_promotions": applied, "total_deduced_amount": deduced},
    }


def _line_reductions(line: OrderLine) -> dict[str, Any]:
    promotion, campaigns = promotion_of(line), campaigns_of([line])
    return {
        "discount_campaign": campaigns[0] if campaigns else None,
        "promotions": [promotion] if promotion else [],
    }


def _origin_price(line: OrderLine, unit: Decimal, tax_mode: str, currency: str) -> Decimal:
    """The offer's price before any reduction; without tax it is rounded."""
    if not line.reductions:
        return unit
    origin = origin_unit_price(line)
    return origin if tax_mode == TAX_INCLUDED else origin - tax_included(origin, line.tax_rate, currency)


def _moments(order: Order) -> dict[str, Any]:
    return {
        "acceptance_decision_date": order.accepted_at,
        "created_date": order.created_at,
        "customer_debited_date": order.debited_at,
        "delivery_date": {"earliest": order.promise_earliest, "latest": order.promise_latest},
        "last_updated_date": order.updated_at,
        "shipping_deadline": order.ship_by,
        "transaction_date": order.transaction_at,
    }


def _money(order: Order) -> dict[str, Any]:
    return {
        "currency_iso_code": order.currency,
        "paymentType": order.payment_type or None,
        "payment_type": order.payment_type or None,
        "payment_workflow": order.payment_workflow,
        "total_commission": order.total_commission,
        "transaction_number": order.transaction_number or None,
    }


def _method(order: Order) -> dict[str, Any]:
    method, zone = order.shipping_method, order.shipping_zone
    return {
        "shipping_type_code": method.code,
        "shipping_type_label": method.label,
        "shipping_type_standard_code": method.standard_code or None,
        "shipping_zone_code": zone.code if zone else None,
        "shipping_zone_label": zone.label if zone else None,
    }


def _tracking(shipment: Shipment | None) -> dict[str, Any]:
    carrier = shipment.carrier if shipment else None
    return {
        "shipping_carrier_code": carrier.code if carrier else None,
        "shipping_carrier_standard_code": (carrier.standard_code or None) if carrier else None,
        "shipping_company": (shipment.carrier_name or None) if shipment else None,
        "shipping_tracking": (shipment.tracking_number or None) if shipment else None,
        "shipping_tracking_url": (shipment.tracking_url or None) if shipment else None,
    }


def _commission(line: OrderLine) -> dict[str, Any]:
    taxes = [{"amount": line.commission_tax, "code": COMMISSION_TAX_CODE, "rate": line.commission_tax_rate}]
    return {
        "commission_fee": line.commission_fee,
        "commission_rate_vat": line.commission_tax_rate,
        "commission_taxes": taxes if line.commission_tax_rate else [],
        "commission_vat": line.commission_tax,
        "total_commission": line.total_commission,
    }


def _taxes(line: OrderLine, amount: Decimal) -> list[dict[str, Any]]:
    if not line.tax_code:
        return []
    return [
        {
            "amount": amount,
            "amount_breakdown": None,
            "code": line.tax_code,
            "purchase_tax": None,
            "rate": line.tax_rate,
            "tax_calculation_rule": "PROPORTIONAL_TO_AMOUNT",
        }
    ]


def _medias(url: str) -> list[dict[str, str]]:
    if not url:
        return []
    extension = url.rsplit("/", 1)[-1].rpartition(".")[2].lower()
    mime_type = f".{extension}" if extension.isalnum() and len(extension) <= 4 else ".jpg"
    return [{"media_url": url, "mime_type": mime_type, "type": "LARGE"}]
