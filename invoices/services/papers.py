"""The PDF of issued invoices: claimed (short transaction), printed outside any, filed with the order (short one).

A claim is a lease of real time. What a killed worker held is due again when that ends; a document is filed with the
mark that it is there, so that none is filed twice.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from invoices.choices import DocumentSource, DocumentType, InvoiceKind, RenderState
from invoices.models import Invoice
from invoices.rendering import invoice_pdf
from invoices.rendering.engine import PDF_UNAVAILABLE
from invoices.services.documents import file_document
from invoices.services.reading import file_name, find_invoice, printed_of
from marketplace import clock
from marketplace.actors import Actor, ActorKind
from marketplace.celery import app
from marketplace.errors import Conflict, DomainError
from marketplace.files.serving import open_file
from marketplace.tenancy import all_shops, shop_scope
from orders.services.moving import lock_order

logger = logging.getLogger(__name__)

RENDER_TASK = "invoices.render"
HINT_EXPIRES = 10  # seconds after which the sweep has come by
LEASE = timedelta(seconds=60)  # longer than any invoice takes
# The wait after the first, second, ... failed attempt; after the last the failure waits for somebody's click.
RETRY_DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
# The wait for libraries that the server lacks: no attempt, and no click, is spent on what an installation mends.
INSTALLATION_DELAY = timedelta(minutes=10)
SLICE_SECONDS = 3.0  # of printing between two looks at whatever else is due
TYPES: dict[str, DocumentType] = {
    InvoiceKind.FULL: DocumentType.CUSTOMER_INVOICE,
    InvoiceKind.SIMPLIFIED: DocumentType.SIMPLIFIED_INVOICE,
    InvoiceKind.CORRECTIVE: DocumentType.CORRECTIVE_INVOICE,
}
_FAILURE_KEPT = 500  # of the column


@dataclass(frozen=True)
class _Claim:
    pk: int
    shop_id: int
    order_id: str
    attempt: int


def hint_after_commit(invoice_pk: int) -> None:
    """Tell a worker that an invoice waits to be printed. Only a hint: the sweep finds the row when it is lost."""
    transaction.on_commit(partial(_hint, invoice_pk), robust=True)


def _hint(_invoice_pk: int) -> None:
    try:
        app.send_task(RENDER_TASK, expires=HINT_EXPIRES, retry=False)
    except OperationalError:
        logger.warning("No worker was told that an invoice waits to be printed")


def render_due() -> int:
    """Print what is due and in no other worker's hands, for some seconds; how many were settled."""
    stop_at = perf_counter() + SLICE_SECONDS
    settled = _give_up()
    while perf_counter() < stop_at and (claim := _claim_one()):
        settled += render(claim)
    return settled


def count_due() -> int:
    """How many are due, those in a worker's hands (a dead one's too) among them; not those that wait for a retry."""
    # A failure is written with its wait, and taken away when the next attempt begins.
    due = Q(render_next_at__lte=clock.real()) | Q(render_failure="")
    with all_shops("papers are printed for every shop"):
        return int(Invoice.objects.filter(due, render_state=RenderState.PENDING).count())


def render(claim: _Claim) -> bool:
    """Print and file one; whether it is settled. A failure is kept with the row, and holds up no other."""
    try:
        with shop_scope(claim.shop_id):
            printed = printed_of(Invoice.objects.get(pk=claim.pk))
        _record(claim, invoice_pdf(printed))
    except Exception as failure:  # one that cannot be printed must hold up no other
        if not isinstance(failure, DomainError):
            logger.exception("Invoice %s of order %s was not printed", claim.pk, claim.order_id)
        _fail(claim, failure)
        return False
    return True


def paper_of(invoice: Invoice) -> bytes:
    """The PDF as it was filed; made now where no worker has come to it yet, with the same bytes. Raises DomainError 503
    where the system's libraries lack.
    """
    if invoice.document is None:
        return invoice_pdf(printed_of(invoice))
    with open_file(invoice.document.file) as stored:
        return bytes(stored.read())


@transaction.atomic
def render_again(*, invoice_id: str) -> Invoice:
    """Let a worker try a PDF again that could not be made. Raises NotFound, Conflict where it has not failed."""
    invoice = find_invoice(invoice_id)
    waiting = {"render_state": RenderState.PENDING, "render_attempts": 0, "render_next_at": clock.real()}
    if not Invoice.objects.filter(pk=invoice.pk, render_state=RenderState.FAILED).update(**waiting):
        raise Conflict(code="RENDER_NOT_FAILED", message=_("The PDF is there, or is being made."))
    hint_after_commit(invoice.pk)
    return find_invoice(invoice_id)


def _give_up() -> int:
    """End those that left no word of their last attempt: each of them may have ended its worker."""
    with all_shops("papers are printed for every shop"):
        due = Invoice.objects.filter(render_state=RenderState.PENDING, render_next_at__lte=clock.real())
        failure = _("Its worker ended while it made the PDF.")
        return int(
            due.filter(render_attempts__gt=len(RETRY_DELAYS)).update(
                render_state=RenderState.FAILED, render_next_at=None, render_failure=failure
            )
        )


def _claim_one() -> _Claim | None:
    """Take the one that has waited longest, and count the attempt before it is made."""
    with transaction.atomic(), all_shops("papers are printed for every shop"):
        due = Invoice.objects.filter(render_state=RenderState.PENDING, render_next_at__lte=clock.real())
        locked = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("order")
        invoice: Invoice | None = locked.order_by("render_next_at", "pk").first()
        if invoice is None:
            return None
        invoice.render_attempts += 1
        invoice.render_next_at = clock.real() + LEASE
        invoice.render_failure = ""
        invoice.save(update_fields=["render_attempts", "render_next_at", "render_failure"])
        return _Claim(
            pk=invoice.pk,
            shop_id=invoice.shop_id,
            order_id=invoice.order.order_id,
            attempt=invoice.render_attempts,
        )


def _record(claim: _Claim, content: bytes) -> None:
    with transaction.atomic(), shop_scope(claim.shop_id):
        # The order first, as whoever corrects the invoice has it too.
        lock_order(claim.order_id)
        invoice = _mine(claim).select_for_update(no_key=True).first()
        if invoice is None:
            return
        document = file_document(
            order_id=claim.order_id,
            type=TYPES[invoice.kind],
            name=file_name(invoice),
            content=content,
            source=DocumentSource.ISSUED,
            # Who issued it has filed it too: a worker only prints.
            actor=Actor(kind=ActorKind(invoice.actor_kind), label=invoice.actor_label),
            at=clock.now(),
        )
        _mine(claim).update(document=document, render_state=RenderState.DONE, render_next_at=None, render_failure="")


def _fail(claim: _Claim, failure: Exception) -> None:
    kept: dict[str, Any] = {"render_failure": (str(failure) or type(failure).__name__)[:_FAILURE_KEPT]}
    if isinstance(failure, DomainError) and failure.code == PDF_UNAVAILABLE:
        kept |= {"render_attempts": claim.attempt - 1, "render_next_at": clock.real() + INSTALLATION_DELAY}
    elif claim.attempt > len(RETRY_DELAYS):
        kept |= {"render_state": RenderState.FAILED, "render_next_at": None}
    else:
        kept |= {"render_next_at": clock.real() + RETRY_DELAYS[claim.attempt - 1]}
    with transaction.atomic(), shop_scope(claim.shop_id):
        _mine(claim).update(**kept)


def _mine(claim: _Claim) -> QuerySet[Invoice]:
    """The row, as long as the attempt is this one's."""
    mine: QuerySet[Invoice] = Invoice.objects.filter(
        pk=claim.pk, render_state=RenderState.PENDING, render_attempts=claim.attempt
    )
    return mine
