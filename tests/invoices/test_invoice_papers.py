"""The PDF of issued invoices: printed by workers, filed once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from invoices.choices import DocumentSource, DocumentType, InvoiceKind, RenderState
from invoices.models import Invoice, OrderDocument
from invoices.rendering import engine
from invoices.services import papers
from invoices.services.correcting import correct_invoice
from invoices.services.papers import RETRY_DELAYS, count_due, render_again, render_due
from invoices.services.settings import set_logo
from marketplace import clock
from marketplace.errors import Conflict
from marketplace.files.models import StoredFile
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.models import Shop
from marketplace.tenancy import shop_scope
from tests.factories.invoicing import PIXEL, make_invoice
from tests.factories.orders import SELLER
from tests.factories.shops import NOON


@pytest.fixture
def issued(shop):
    with shop_scope(shop):
        return make_invoice(shop)


def _state(invoice: Invoice) -> Invoice:
    with shop_scope(invoice.shop_id):
        return Invoice.objects.select_related("document__file").get(pk=invoice.pk)


def _take_logo(shop: Shop) -> StoredFile:
    logo = set_logo(shop_id=shop.pk, name="logo.png", content=PIXEL, at=NOON).logo
    assert logo is not None
    return logo


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
        raise ValueError("no ink")

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


def test_an_invoice_whose_logo_is_gone_holds_up_no_other(shop):
    with shop_scope(shop):
        logo = _take_logo(shop)
        lame = make_invoice(shop)
        Invoice.objects.filter(pk=lame.pk).update(render_next_at=clock.real() - timedelta(minutes=1))  # the first
        _take_logo(shop)
        sound = make_invoice(shop)
    default_storage.delete(logo.path)

    assert render_due() == 1

    assert _state(sound).render_state == RenderState.DONE
    waiting = _state(lame)
    assert (waiting.render_state, waiting.render_attempts) == (RenderState.PENDING, 1)
    assert "Its file must be restored." in waiting.render_failure
    default_storage.save(logo.path, ContentFile(PIXEL))
    _wait_over(lame)
    assert render_due() == 1


def test_a_logo_that_was_altered_is_not_printed(shop):
    with shop_scope(shop):
        logo = _take_logo(shop)
        invoice = make_invoice(shop)
    default_storage.delete(logo.path)
    default_storage.save(logo.path, ContentFile(PIXEL + b"more"))

    assert render_due() == 0
    assert _state(invoice).render_attempts == 1


def test_a_retry_that_is_not_due_yet_holds_no_sweep_up(issued, monkeypatch):
    assert count_due() == 1
    claim = papers._claim_one()
    assert claim is not None
    assert count_due() == 1  # in a worker's hands
    monkeypatch.setattr(engine, "missing_libraries", lambda: "apt-get install paper")
    papers.render(claim)

    assert count_due() == 0
    call_command("sweep", patience=0, stdout=StringIO())
    assert _state(issued).render_state == RenderState.PENDING


def test_invoices_are_printed_once_the_libraries_are_there_however_long_that_took(issued, monkeypatch):
    monkeypatch.setattr(engine, "missing_libraries", lambda: "apt-get install paper")
    for _attempt in range(len(RETRY_DELAYS) + 2):
        _wait_over(issued)
        assert render_due() == 0
    waiting = _state(issued)
    assert (waiting.render_state, waiting.render_attempts) == (RenderState.PENDING, 0)
    assert waiting.render_failure == "apt-get install paper"
    monkeypatch.undo()

    _wait_over(issued)
    assert render_due() == 1


def test_an_invoice_that_ends_its_worker_each_time_comes_to_an_end_too(issued):
    for _attempt in range(len(RETRY_DELAYS) + 1):
        assert papers._claim_one() is not None  # and nothing more was heard
        _wait_over(issued)

    assert render_due() == 1
    failed = _state(issued)
    assert failed.render_state == RenderState.FAILED
    assert failed.render_failure == "Its worker ended while it made the PDF."
