"""Documents as answers: the delivery slip made now, and several documents in one archive."""

from collections import defaultdict
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.http import HttpResponse

from invoices.delivery_slips import slip_name
from invoices.models import OrderDocument
from invoices.rendering import delivery_slip_pdf
from invoices.services.limits import free_name
from invoices.services.slips import slip_of
from marketplace.files.serving import open_file
from orders.models import Order

_IN_MEMORY = 4 * 1024 * 1024


def slip_response(order: Order) -> HttpResponse:
    """The order's delivery slip as a download. Raises DomainError 503 where the system cannot make PDFs."""
    headers = {
        "Content-Disposition": f'attachment; filename="{slip_name(order)}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(delivery_slip_pdf(slip_of(order)), content_type="application/pdf", headers=headers)


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
        for order in slips:
            packed.writestr(place(order, slip_name(order)), delivery_slip_pdf(slip_of(order)))
        for document in documents:
            # With the date of its filing: without one an archive says 1980.
            entry = ZipInfo(place(document.order, document.name), document.uploaded_at.timetuple()[:6])
            with open_file(document.file) as content, packed.open(entry, "w") as target:
                for chunk in content.chunks():
                    target.write(chunk)
    archive.seek(0)
    return archive
