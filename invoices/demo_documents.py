"""The demo's documents: invoices that sellers have uploaded, in time and late, and orders that still want one."""

from datetime import datetime, timedelta

from invoices.choices import DocumentSource, DocumentType
from invoices.models import OrderDocument
from invoices.services.documents import file_document
from marketplace.actors import Actor, ActorKind
from marketplace.files.demo_sheet import pdf_of
from marketplace.shops.models import Membership, Shop
from orders.models import Order

# How long ago an order was shipped whose invoice the seller still has time for, or has forgotten.
_RECENT = timedelta(days=11)
_TITLES = {"es": "Factura", "pt": "Fatura", "de": "Rechnung", "en": "Invoice"}


def upload_invoices(*, shop: Shop, now: datetime) -> None:
    """File the invoices of the shop's older orders: the first one late, the others on the day of shipment."""
    orders = Order.objects.without_invoice().filter(shop=shop, shipped_at__lt=now - _RECENT)
    owner = Membership.objects.select_related("user").filter(shop=shop)[0].user
    actor = Actor(kind=ActorKind.MEMBER, label=owner.full_name, user_id=owner.pk)
    for place, order in enumerate(orders.select_related("channel").order_by("shipped_at", "pk")):
        shipped_at = order.shipped_at or now
        _file(order, actor, shipped_at + (timedelta(days=6) if place == 0 else timedelta(hours=5)))


def _file(order: Order, actor: Actor, at: datetime) -> None:
    title = _TITLES.get(order.channel.language, "Invoice")
    lines = [f"{title} {order.order_id}", "", order.customer_name, "", f"{order.total_price} {order.currency}"]
    file_document(
        order_id=order.order_id,
        type=DocumentType.CUSTOMER_INVOICE if order.billing_address else DocumentType.SIMPLIFIED_INVOICE,
        name=f"{title.lower()}-{order.order_id}.pdf",
        content=pdf_of(lines),
        source=DocumentSource.UPLOADED,
        actor=actor,
        at=at,
    )


def has_documents(shop: Shop) -> bool:
    """Whether the shop's story is told already."""
    return OrderDocument.objects.filter(shop=shop).exists()
