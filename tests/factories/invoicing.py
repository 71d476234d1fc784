"""Shops that may issue, and invoices issued by the services, as in life."""

from datetime import datetime
from typing import Any

from invoices.choices import InvoiceKind
from invoices.models import Invoice
from invoices.services.issuing import issue_invoice
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops
from tests.factories.orders import SELLER, make_shipping_order
from tests.factories.shops import NOON

ISSUER = {
    "legal_name": "Casa Norte, S.L.",
    "tax_id": "B00000001",
    "street_1": "Calle Inventada 2",
    "zip_code": "33001",
    "city": "Oviedo",
    "country": "ES",
}

# A PNG of one point.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fe"
    "a7356981000000004945"
    "4e44ae426082"
)


def complete_issuer(shop: Shop) -> Shop:
    """Give the shop what an invoice needs of its issuer."""
    with all_shops("a test sets a shop up"):
        Shop.objects.filter(pk=shop.pk).update(**ISSUER)
        shop.refresh_from_db()
    return shop


def make_invoice(shop: Shop, *, kind: InvoiceKind | None = None, at: datetime = NOON, **order: Any) -> Invoice:
    """The invoice of a new paid order."""
    complete_issuer(shop)
    made = make_shipping_order(shop, at=at, **order)
    with all_shops("a test plays the seller"):
        return issue_invoice(order_id=made.order_id, kind=kind, actor=SELLER, at=at)
