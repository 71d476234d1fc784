"""The PDF of issued invoices: printed by workers, filed once."""

from datetime import timedelta

import pytest

from invoices.choices import DocumentSource, DocumentType, InvoiceKind, RenderState
from invoices.models import Invoice, OrderDocument
from invoices.services import papers
from invoices.services.correcting import correct_invoice
from invoices.services.papers import RETRY_DELAYS, render_again, render_due
from marketplace import clock
from marketplace.errors import Conflict
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import shop_scope
from tests.factories.invoicing import make_invoice
from tests.factories.orders import SELLER
from tests.factories.shops import NOON


@pytest.fixture
def issued(shop):
    with shop_scope(shop):
        return make_invoice(shop)


def _state(invoice: Invoice) -> Invoice:
    with shop_scope(invoice.shop_id):
        return Invoice.objects.select_related("document__file").get(pk=invoice.pk)


def _wait_over(invoice: Invoice) -> None:
    with shop_scope(invoice.shop_id):
        Invoice.objects.filter(pk=invoice.pk).update(render_next_at=clock.real() - timedelta(seconds=1))


def test_an_issued_invoice_is_printed_and_filed_and_mailed(issued):
    assert render_due() == 1
    assert render_due() == 0

    found = _state(issued)
    assert found.render_state == RenderState.DONE
    assert found.document is not None
    assert found.document.name == "F2026-000001.pdf"
    assert found.document.type == DocumentType.CUSTOMER_INVOICE
    assert found.document.source == DocumentSource.ISSUED
    assert found.document.file.mimetype == "application/pdf"
    with shop_scope(issued.shop_id):
        assert OutboxMessage.objects.filter(dedupe_key__contains="document").count() == 1


def test_each_kind_is_filed_as_its_own_type(shop):
    """R046, R048"""
    with shop_scope(shop):
        invoice = make_invoice(shop, kind=InvoiceKind.SIMPLIFIED)
        correct_invoice(
            invoice_id=str(invoice.invoice_id), reason="x", lines=None, recipient=None, actor=SELLER, at=NOON
        )

    assert render_due() == 2

    with shop_scope(shop):
        types = OrderDocument.objects.filter(order=invoice.order).order_by("pk").values_list("type", flat=True)
        assert list(types) == [DocumentType.SIMPLIFIED_INVOICE, DocumentType.CORRECTIVE_INVOICE]


def test_a_worker_that_died_doubles_nothing(issued):
    claim = papers._claim_one()
    assert claim is not None
    assert render_due() == 0  # in its hands, as far as anybody knows
    _wait_over(issued)

    assert render_due() == 1
    papers.render(claim)  # it was not dead, only slow

    with shop_scope(issued.shop_id):
        assert OrderDocument.objects.filter(order=issued.order).count() == 1
    assert _state(issued).render_attempts == 2


def test_what_cannot_be_printed_is_tried_again_then_shown(issued, monkeypatch):
    def refuse(_printed):
        raise OSError("no ink")

    monkeypatch.setattr(papers, "invoice_pdf", refuse)
    for _attempt in range(len(RETRY_DELAYS) + 1):
        assert _state(issued).render_state == RenderState.PENDING
        _wait_over(issued)
        assert render_due() == 0

    failed = _state(issued)
    assert failed.render_state == RenderState.FAILED
    assert failed.render_failure == "no ink"
    monkeypatch.undo()
    with shop_scope(issued.shop_id):
        render_again(invoice_id=str(issued.invoice_id))
        with pytest.raises(Conflict):
            render_again(invoice_id=str(issued.invoice_id))
    assert render_due() == 1
    assert _state(issued).render_failure == ""
