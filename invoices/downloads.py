"""Documents as answers: the delivery slip made now, an invoice's PDF, and several documents in one archive."""

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.http import FileResponse
from django.utils.translation import gettext as _

from invoices.choices import Downloader
from invoices.delivery_slips import slip_name
from invoices.models import Invoice, OrderDocument
from invoices.rendering import delivery_slip_pdf
from invoices.services.limits import free_name
from invoices.services.links import log_download
from invoices.services.papers import paper_of
from invoices.services.reading import file_name
from invoices.services.slips import slip_of, slips_of
from marketplace.files.serving import open_file
from orders.models import Order

_IN_MEMORY = 4 * 1024 * 1024


def slip_response(order: Order) -> FileResponse:
    """The order's delivery slip as a download. Raises DomainError 503 where the system cannot make PDFs."""
    return _pdf_response(delivery_slip_pdf(slip_of(order)), name=slip_name(order))


def invoice_response(invoice: Invoice, *, by: Downloader, label: str, at: datetime) -> FileResponse:
    """The PDF of an invoice as a download, which is logged where it is filed. Raises DomainError 503 as above, NotFound
    where the bytes are gone.
    """
    content = paper_of(invoice)
    if invoice.document:
        log_download(document=invoice.document, by=by, label=label, at=at)
    return _pdf_response(content, name=file_name(invoice))


def pack_documents(documents: Sequence[OrderDocument], slips: Sequence[Order]) -> Any:
    """An archive with a folder for each order; a name that is taken there gets a number. Whoever sends it closes it."""
    archive = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  it leaves with the answer
    taken: defaultdict[str, set[str]] = defaultdict(set)

    def place(order: Order, name: str) -> str:
        free = free_name(name, taken[order.order_id])
        taken[order.order_id].add(free)
        return f"{order.order_id}/{free}"

    # Documents are compressed in themselves.
    with ZipFile(archive, "w", ZIP_STORED) as packed:
        for order, slip in zip(slips, slips_of(slips), strict=True):
            packed.writestr(place(order, slip_name(order)), delivery_slip_pdf(slip))
        for document in documents:
            # With the date of its filing: without one an archive says 1980.
            entry = ZipInfo(place(document.order, document.name), document.uploaded_at.timetuple()[:6])
            with open_file(document.file) as content, packed.open(entry, "w") as target:
                for chunk in content.chunks():
                    target.write(chunk)
    archive.seek(0)
    return archive


def pack_invoices(invoices: Sequence[Invoice], *, without_pdf: Sequence[str]) -> Any:
    """An archive of filed invoices, with a text that names the numbers of others. Whoever sends it closes it.

    Raises NotFound where bytes are gone.
    """
    archive = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  it leaves with the answer
    with ZipFile(archive, "w", ZIP_STORED) as packed:
        for invoice in invoices:
            packed.writestr(file_name(invoice), paper_of(invoice))
        if without_pdf:
            text = "\r\n".join([_("The PDF of these invoices is not there yet:"), *without_pdf, ""])
            packed.writestr(f"{_('without PDF')}.txt", text)
    archive.seek(0)
    return archive


def _pdf_response(content: bytes, *, name: str) -> FileResponse:
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
