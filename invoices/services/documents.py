"""Filing and removing documents of an order (R041 to R043). The order's lock is theirs too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from invoices.choices import INVOICE_TYPES, DocumentSource, DocumentType
from invoices.models import OrderDocument
from invoices.services.due import reopen_invoice_due, settle_invoice_due
from invoices.services.limits import MOST_DOCUMENTS, check_name, free_name, is_fileable, plain_name, read_type
from invoices.services.links import cut_links, lock_document, mail_link
from invoices.services.standing import standing_invoice
from invoices.signals import documents_changed
from marketplace.actors import Actor
from marketplace.errors import NotFound, ValidationFailed, refusal
from marketplace.files.models import StoredFile
from marketplace.files.services import store_file
from orders.attachments import sent_files
from orders.choices import OrderEventKind
from orders.models import Order
from orders.services.flags import mark_invoice
from orders.services.moving import lock_order
from orders.services.recording import record_event

# The customer is told of these by mail.
MAILED_TYPES = INVOICE_TYPES | {DocumentType.CORRECTIVE_INVOICE}


@dataclass(frozen=True)
class NewDocument:
    """A file as a call brings it, with the code of what it is."""

    name: str
    type_code: str
    content: bytes


@transaction.atomic
def file_document(
    *,
    order_id: str,
    type: DocumentType,
    name: str,
    content: bytes,
    source: DocumentSource,
    actor: Actor,
    at: datetime,
) -> OrderDocument:
    """Put a file into an order's documents; invoices settle its clock and are mailed to the customer as a link.

    Raises NotFound, and ValidationFailed for a file, a name or a type that may not be filed. An issued invoice is filed
    whatever is there already: under another name where its own is taken.
    """
    order = lock_order(order_id)
    if source != DocumentSource.ISSUED:
        read_type(type)
        _check_room(order)
    check_name(name)
    taken = _names_of(order)
    if source == DocumentSource.ISSUED:
        name = free_name(name, taken)
    elif name in taken:
        text = _("There is a document “%(name)s” with this order already. Give the file another name.")
        raise refusal("FILE_NAME_TAKEN", "file_name", text % {"name": name})
    stored = store_file(shop_id=order.shop_id, name=name, content=content, at=at)
    return _file(order=order, type=type, name=name, stored=stored, source=source, actor=actor, at=at)


@transaction.atomic
def file_documents(
    *, order_id: str, documents: Sequence[NewDocument], actor: Actor, at: datetime
) -> list[ValidationFailed | None]:
    """File each of them that may be filed (OR74). Returns what stood against each, in their order. Raises NotFound."""
    lock_order(order_id)
    return [_try(order_id, document, actor, at) for document in documents]


@transaction.atomic
def refile_attachment(
    *, order_id: str, attachment_id: UUID, type: DocumentType | None = None, actor: Actor, at: datetime
) -> OrderDocument:
    """File what the shop has sent to the customer in a message (R042); the bytes stay the same.

    Without `type` as the invoice that the order may have (R046): a simplified one where billing data lack. A file that
    is among the documents already stays as it is. Raises NotFound, and ValidationFailed as for an upload or for an
    invoice that is neither PDF nor picture.
    """
    order = lock_order(order_id)
    sent = next((each for each in sent_files(order) if each.attachment_id == attachment_id and each.is_ours), None)
    if sent is None:
        raise NotFound(code="ATTACHMENT_NOT_FOUND", message=_("You have sent no such file about this order."))
    filed: OrderDocument | None = OrderDocument.objects.live().filter(order=order, file=sent.file).first()
    if filed is not None:
        return filed
    if type is None:
        type = DocumentType.CUSTOMER_INVOICE if order.billing_address else DocumentType.SIMPLIFIED_INVOICE
    read_type(type)
    if type in MAILED_TYPES and not can_be_refiled(sent.file):
        text = _("An invoice is a PDF or a picture, so that every customer can read it.")
        raise refusal("FILE_TYPE_NOT_ALLOWED", "attachment_id", text)
    _check_room(order)
    name = plain_name(sent.file.name)
    check_name(name)
    name = free_name(name, _names_of(order))
    return _file(order=order, type=type, name=name, stored=sent.file, source=DocumentSource.REFILED, actor=actor, at=at)


@transaction.atomic
def remove_document(*, document_id: int, actor: Actor, at: datetime) -> None:
    """Take a document away; its links end, and without its last invoice the order's clock runs on.

    Raises NotFound, and ValidationFailed for an issued invoice, which is mended by a corrective one.
    """
    document = lock_document(document_id)
    order = document.order
    if document.source == DocumentSource.ISSUED:
        text = _("An issued invoice cannot be removed. Correct it by a corrective invoice.")
        raise ValidationFailed(code="DOCUMENT_ISSUED", message=text)
    document.removed_at, document.removed_by = at, actor.label
    document.save(update_fields=["removed_at", "removed_by"])
    cut_links(document=document, label=actor.label, at=at)
    _record(document, order, OrderEventKind.DOCUMENT_REMOVED, actor, at)
    if document.type not in INVOICE_TYPES or not miss_invoice(order=order, at=at):
        _tell(order, at)


def miss_invoice(*, order: Order, at: datetime) -> bool:
    """An invoice of the locked order was removed or corrected: without another the order misses one, its clock runs
    on. Returns whether that was so, which is told then.
    """
    if not order.has_invoice or has_invoice(order):
        return False
    mark_invoice(order_id=order.order_id, is_present=False, at=at)
    reopen_invoice_due(order=order)
    _tell(order, at)
    return True


def has_invoice(order: Order) -> bool:
    """Whether an invoice is filed, or one is issued and not wholly corrected, whatever the order's mark says."""
    filed = OrderDocument.objects.live().filter(order=order, type__in=INVOICE_TYPES)
    return filed.exclude(source=DocumentSource.ISSUED).exists() or standing_invoice(order) is not None


def can_be_refiled(stored: StoredFile) -> bool:
    """Whether a file of a message may be filed as an invoice: a document or picture that a customer can read."""
    return is_fileable(stored.name) and (stored.mimetype == "application/pdf" or stored.is_picture)


def _file(
    *,
    order: Order,
    type: DocumentType,
    name: str,
    stored: StoredFile,
    source: DocumentSource,
    actor: Actor,
    at: datetime,
) -> OrderDocument:
    document: OrderDocument = OrderDocument.objects.create(
        shop_id=order.shop_id,
        order=order,
        type=type,
        file=stored,
        name=name,
        source=source,
        uploaded_at=at,
        actor_kind=actor.kind,
        actor_label=actor.label,
    )
    # The PDF of an issued invoice may come after the correction that took it all back.
    if type in INVOICE_TYPES and has_invoice(order):
        mark_invoice(order_id=order.order_id, is_present=True, at=at)
        settle_invoice_due(order=order, at=at)
    _record(document, order, OrderEventKind.DOCUMENT_FILED, actor, at)
    if type in MAILED_TYPES:
        mail_link(document=document, order=order, at=at)
    _tell(order, at)
    return document


def _tell(order: Order, at: datetime) -> None:
    documents_changed.send(sender=OrderDocument, order_id=order.order_id, shop_id=order.shop_id, at=at)


def _record(document: OrderDocument, order: Order, kind: OrderEventKind, actor: Actor, at: datetime) -> None:
    details = {"document_id": document.pk, "name": document.name, "type": str(document.type)}
    record_event(order=order, kind=kind, actor=actor, at=at, lines=[], details=details)


def _try(order_id: str, new: NewDocument, actor: Actor, at: datetime) -> ValidationFailed | None:
    try:
        file_document(
            order_id=order_id,
            type=read_type(new.type_code),
            name=new.name,
            content=new.content,
            source=DocumentSource.UPLOADED,
            actor=actor,
            at=at,
        )
    except ValidationFailed as error:
        return error
    return None


def _check_room(order: Order) -> None:
    if OrderDocument.objects.live().filter(order=order).count() >= MOST_DOCUMENTS:
        text = _("An order has at most %(most)d documents.") % {"most": MOST_DOCUMENTS}
        raise ValidationFailed(code="TOO_MANY_DOCUMENTS", message=text)


def _names_of(order: Order) -> set[str]:
    return set(OrderDocument.objects.live().filter(order=order).values_list("name", flat=True))
