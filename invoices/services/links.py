"""The customer's way to a document: a link by mail, which can be taken back; and who fetched what (R043)."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from invoices.choices import DocumentType, Downloader
from invoices.models import DocumentDownload, DocumentLink, OrderDocument
from marketplace.actors import Actor
from marketplace.errors import NotFound, ValidationFailed
from orders.choices import MailKind
from orders.models import Order
from orders.services.mailing import DocumentNews, is_mailed, mail_customer
from orders.services.moving import lock_order

TOKEN_BYTES = 32


def mail_link(*, document: OrderDocument, order: Order, at: datetime) -> DocumentLink | None:
    """Mail a new link to the customer, within the caller's transaction; None where the customer gets no mail."""
    if not is_mailed(order):
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link: DocumentLink = DocumentLink.objects.create(
        shop_id=document.shop_id, document=document, token_hash=_hash(token), created_at=at
    )
    news = DocumentNews(
        label=DocumentType(document.type).label,  # put into words in the customer's language
        name=document.name,
        link=f"{settings.BASE_URL}{reverse('invoices:customer-document', args=[token])}",
    )
    mail_customer(order=order, kind=MailKind.DOCUMENT, at=at, number=link.pk, document=news)
    return link


@transaction.atomic
def send_link(*, document_id: int, at: datetime) -> DocumentLink:
    """Mail the customer a link, once more or for the first time. Raises NotFound, ValidationFailed without address."""
    document = lock_document(document_id)
    link = mail_link(document=document, order=document.order, at=at)
    if link is None:
        text = _("This customer cannot be written to: the order is of the past, or has no e-mail address.")
        raise ValidationFailed(code="CUSTOMER_NOT_REACHABLE", message=text)
    return link


@transaction.atomic
def revoke_links(*, document_id: int, actor: Actor, at: datetime) -> int:
    """Let no link lead to the document any more; a repeat changes nothing. Raises NotFound. Returns how many did."""
    return cut_links(document=lock_document(document_id), label=actor.label, at=at)


def cut_links(*, document: OrderDocument, label: str, at: datetime) -> int:
    """The same within the caller's transaction, for who has the document."""
    links = DocumentLink.objects.filter(document=document, revoked_at__isnull=True)
    count: int = links.update(revoked_at=at, revoked_by=label)
    return count


def lock_document(document_id: int) -> OrderDocument:
    """A live document of the scope with its order, which is locked. Raises NotFound."""
    # The order's lock comes first, and what was read before it may have changed.
    order_id = OrderDocument.objects.live().filter(pk=document_id).values_list("order__order_id", flat=True).first()
    order = lock_order(order_id) if order_id else None
    document: OrderDocument | None = OrderDocument.objects.live().filter(pk=document_id).first()
    if order is None or document is None:
        raise unknown_document()
    document.order = order
    return document


def find_link(token: str) -> DocumentLink:
    """A link that leads to its document, in the scope of all shops. Raises NotFound, whatever is wrong with it."""
    links = DocumentLink.objects.select_related("document__file", "document__order__channel", "shop")
    found: DocumentLink | None = links.filter(
        token_hash=_hash(token), revoked_at__isnull=True, document__removed_at__isnull=True
    ).first()
    if found is None:
        raise unknown_document()
    return found


def log_download(
    *,
    document: OrderDocument,
    by: Downloader,
    label: str,
    at: datetime,
    link: DocumentLink | None = None,
) -> None:
    """Write down who fetched a document."""
    DocumentDownload.objects.create(
        shop_id=document.shop_id, document=document, link=link, at=at, by_kind=by, by_label=label
    )


def log_downloads(documents: Collection[OrderDocument], *, by: Downloader, label: str, at: datetime) -> None:
    """The same for many, at once."""
    DocumentDownload.objects.bulk_create(
        DocumentDownload(shop_id=document.shop_id, document=document, at=at, by_kind=by, by_label=label)
        for document in documents
    )


def unknown_document() -> NotFound:
    """The answer for a document that is not there, for this reader or at all."""
    return NotFound(code="DOCUMENT_NOT_FOUND", message=_("There is no such document."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
