"""Issuing the invoice of an order (R044 to R047)."""

from datetime import datetime

from django.db import transaction

from invoices.choices import InvoiceKind
from invoices.kinds import INVOICE_NOT_ISSUED
from invoices.models import Invoice
from invoices.services.drafting import check_issuable, draft_of
from invoices.services.due import settle_invoice_due
from invoices.services.writing import Content, write_invoice
from marketplace.actors import Actor
from marketplace.notices.services import settle
from orders.deadlines import SUBJECT
from orders.services.flags import mark_invoice
from orders.services.moving import lock_order


@transaction.atomic
def issue_invoice(*, order_id: str, kind: InvoiceKind | None, actor: Actor, at: datetime) -> Invoice:
    """Issue the invoice of a paid order, of the kind that its billing data allow where none is named.

    One at a time: the next can be issued when the first is wholly corrected. Its PDF follows, made by a worker.
    Raises NotFound, IllegalTransition before the payment, ValidationFailed with `INVOICE_EXISTS`, `ISSUER_INCOMPLETE`
    (naming what lacks), `BILLING_DATA_MISSING` or `ORDER_IMPORTED`.
    """
    order = lock_order(order_id)
    draft = draft_of(order, at=at)
    kind = kind or draft.kinds[0]
    check_issuable(draft, kind)
    # R047: a simplified invoice holds no recipient, and never the shipping address.
    recipient = draft.recipient if kind == InvoiceKind.FULL else None
    content = Content(kind=kind, lines=draft.lines, recipient=recipient)
    invoice = write_invoice(order=order, content=content, actor=actor, at=at)
    mark_invoice(order_id=order.order_id, is_present=True, at=at)
    settle_invoice_due(order=order, at=at)
    settle(subject_type=SUBJECT, subject_id=order.order_id, at=at, kind=INVOICE_NOT_ISSUED)
    return invoice
