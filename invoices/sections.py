"""The documents of an order on its page, and what is missing among them (R041 to R043)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invoices.delivery_slips import has_slip
from invoices.kinds import INVOICE_DUE
from invoices.models import OrderDocument
from invoices.pages.documents import message_files, misses_invoice, read_documents, read_issued
from invoices.services.documents import can_be_refiled
from invoices.services.drafting import can_get_invoice
from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.files.models import StoredFile
from marketplace.permissions import Right
from marketplace.portal.context import route
from orders import attachments, sections
from orders.attachments import FileAct
from orders.models import Order
from orders.sections import OrderSection
from orders.services.mailing import is_mailed


def documents_of(order: Order) -> Mapping[str, Any]:
    """What is filed, what was sent in messages alone, and the ways to what is missing."""
    issued = read_issued(order)
    rows = read_documents(order, issued=issued)
    cards = cards_for([order.order_id], clock.now(), kinds=(INVOICE_DUE,))
    wants_invoice = misses_invoice(order)
    return {
        "rows": rows,
        "unprinted": [each for each in issued if each.invoice.document_id is None],
        "files": message_files(order, {row.document.file_id for row in rows}),
        "is_missing": wants_invoice,
        "card": next(iter(cards.get(order.order_id, ())), None),
        "is_mailed": is_mailed(order),
        "upload_url": _url(order, "upload"),
        "refile_url": _url(order, "refile"),
        "refile_label": _refile_label(order),
        "issue_url": route("invoices:issue", order.shop_id, order.order_id) if can_get_invoice(order) else "",
        "slip_url": _url(order, "slip") if has_slip(order) else "",
    }


def acts_on(order: Order, files: Collection[StoredFile]) -> Mapping[int, FileAct]:
    """Beside a file that the shop has sent: file it as the invoice, or that it is filed (R042)."""
    filed = OrderDocument.objects.live().filter(order=order, file__in=[file.pk for file in files])
    types = {document.file_id: document.get_type_display() for document in filed}
    acts = {}
    for file in files:
        if file.pk in types:
            acts[file.pk] = FileAct(_("filed: %(type)s") % {"type": types[file.pk]}, Right.MESSAGE_READ)
        elif can_be_refiled(file) and not order.has_invoice:
            acts[file.pk] = FileAct(_refile_label(order), Right.DOCUMENT_WRITE, _url(order, "refile"))
    return acts


def register() -> None:
    """Add the section and the act; called at start."""
    attachments.register_acts(acts_on)
    sections.register(
        OrderSection(
            code="documents",
            title=gettext_lazy("Documents"),
            template="invoices/_documents.html",
            right=Right.ORDER_READ,
            context=documents_of,
            position=5,
        )
    )


def _refile_label(order: Order) -> str:
    return _("File as invoice") if order.billing_address else _("File as simplified invoice")


def _url(order: Order, act: str) -> str:
    return reverse(f"invoices:{act}", kwargs={"shop_id": order.shop_id, "order_id": order.order_id})
