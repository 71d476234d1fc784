"""The documents of an order with all that is known of them: links, downloads, and what is missing (R041 to R043)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from invoices.choices import DocumentSource, Downloader
from invoices.models import DocumentDownload, DocumentLink, Invoice, OrderDocument
from invoices.services.documents import can_be_refiled
from orders.attachments import SentFile, sent_files
from orders.models import Order
from orders.querysets import UNDONE

SHOWN_DOWNLOADS = 20  # of one document; connectors fetch the same one again and again


@dataclass(frozen=True)
class IssuedInvoice:
    """An invoice issued here, and what it corrects or was corrected by; `is_void` where nothing of it is left."""

    invoice: Invoice
    standing: str = ""
    is_void: bool = False


@dataclass(frozen=True)
class DocumentRow:
    """One document. `downloads` are the last ones, `customer_downloads` counts all that the customer made; `issued` is
    the invoice that it prints.
    """

    document: OrderDocument
    links: list[DocumentLink] = field(default_factory=list)
    downloads: list[DocumentDownload] = field(default_factory=list)
    customer_downloads: int = 0
    issued: IssuedInvoice | None = None

    @property
    def live_link(self) -> DocumentLink | None:
        """The last link that leads to it."""
        return next((link for link in reversed(self.links) if link.revoked_at is None), None)

    @property
    def revoked_link(self) -> DocumentLink | None:
        """The last link, where none leads to it any more."""
        return self.links[-1] if self.links and self.live_link is None else None

    @property
    def can_be_removed(self) -> bool:
        return self.document.source != DocumentSource.ISSUED


@dataclass(frozen=True)
class MessageFile:
    """A file of a conversation, and whether it may be filed as an invoice by one click (R042)."""

    sent: SentFile
    can_be_filed: bool


def read_issued(order: Order) -> list[IssuedInvoice]:
    """The invoices issued for the order, the first first, each with how it stands."""
    invoices = list(Invoice.objects.filter(order=order).select_related("corrects").order_by("pk"))
    corrections: defaultdict[int, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        if invoice.corrects_id:
            corrections[invoice.corrects_id].append(invoice)
    return [_with_standing(invoice, corrections[invoice.pk]) for invoice in invoices]


def read_documents(order: Order, *, issued: Iterable[IssuedInvoice] | None = None) -> list[DocumentRow]:
    """The live documents, the first filed first, in five queries; `issued` are the order's invoices, where known."""
    documents = list(OrderDocument.objects.live().filter(order=order).select_related("file").order_by("pk"))
    if not documents:
        return []
    links: defaultdict[int, list[DocumentLink]] = defaultdict(list)
    for link in DocumentLink.objects.filter(document__in=documents).order_by("pk"):
        links[link.document_id].append(link)
    downloads, counts = _downloads(documents), _counts(documents)
    invoices = {each.invoice.document_id: each for each in (read_issued(order) if issued is None else issued)}
    return [
        DocumentRow(each, links[each.pk], downloads[each.pk], counts.get(each.pk, 0), invoices.get(each.pk))
        for each in documents
    ]


def message_files(order: Order, filed: Collection[int]) -> list[MessageFile]:
    """Files that the shop has sent in messages and that are not among the documents; `filed` are the stored files'
    keys.
    """
    return [
        MessageFile(sent, can_be_refiled(sent.file))
        for sent in sent_files(order)
        if sent.is_ours and sent.file.pk not in filed
    ]


def misses_invoice(order: Order) -> bool:
    """Whether the order is among those without invoice (R041)."""
    wants_one = order.shipped_at is not None and order.state not in UNDONE
    return wants_one and not (order.has_invoice or order.is_imported or order.is_fraud)


def _with_standing(invoice: Invoice, corrections: Sequence[Invoice]) -> IssuedInvoice:
    """In one sentence, in the reader's language."""
    if invoice.corrects:
        return IssuedInvoice(invoice, _("Corrects %(number)s") % {"number": invoice.corrects.invoice_number})
    if not corrections:
        return IssuedInvoice(invoice)
    words = {"numbers": ", ".join(each.invoice_number for each in corrections)}
    if invoice.total + sum((each.total for each in corrections), Decimal(0)) == 0:
        return IssuedInvoice(invoice, _("Void: taken back by %(numbers)s") % words, is_void=True)
    return IssuedInvoice(invoice, _("Corrected in part by %(numbers)s") % words)


def _downloads(documents: Sequence[OrderDocument]) -> dict[int, list[DocumentDownload]]:
    found: defaultdict[int, list[DocumentDownload]] = defaultdict(list)
    newest = DocumentDownload.objects.filter(document__in=documents).order_by("-pk")
    for download in newest[: SHOWN_DOWNLOADS * len(documents)]:
        if len(found[download.document_id]) < SHOWN_DOWNLOADS:
            found[download.document_id].append(download)
    return found


def _counts(documents: Sequence[OrderDocument]) -> dict[int, int]:
    of_customers = DocumentDownload.objects.filter(document__in=documents, by_kind=Downloader.CUSTOMER)
    counted = of_customers.order_by().values("document").annotate(count=Count("pk"))
    return {row["document"]: row["count"] for row in counted}
