"""Documents of orders, filed by the services as in life."""

from datetime import datetime, timedelta
from typing import Any

from invoices.choices import DocumentSource, DocumentType
from invoices.models import OrderDocument
from invoices.services.documents import file_document
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope
from orders.models import Order
from tests.factories.orders import SELLER
from tests.factories.shops import NOON

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
LATER = NOON + timedelta(hours=1)


def make_document(
    shop: Shop,
    order: Order,
    *,
    name: str = "invoice.pdf",
    type: DocumentType = DocumentType.CUSTOMER_INVOICE,
    at: datetime = LATER,
    **fields: Any,
) -> OrderDocument:
    """A document that the seller has uploaded; an invoice unless another type is given."""
    values = {"content": PDF, "source": DocumentSource.UPLOADED, "actor": SELLER, **fields}
    with shop_scope(shop):
        return file_document(order_id=order.order_id, type=type, name=name, at=at, **values)


def mailed_links() -> list[str]:
    """The paths of the links in the mails to customers, the first first."""
    with all_shops("a test reads the mails"):
        mails = OutboxMessage.objects.filter(dedupe_key__contains=":document").order_by("pk")
        texts = [mail.body["text"] for mail in mails]
    return ["/documents/" + text.split("/documents/")[1].split()[0] for text in texts]
