"""PDF files as answers: slips among documents, invoices one by one and in an archive, and a server that makes none."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from invoices.models import DocumentDownload
from invoices.rendering import engine
from invoices.services.papers import render_due
from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from tests.factories import orders as make
from tests.factories.documents import LATER, make_document
from tests.factories.invoicing import make_invoice

URL = "/api/orders/documents/download"


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def client(signed_in, owner):
    return signed_in(owner)


@pytest.fixture
def without_libraries(monkeypatch):
    """A server without Pango."""

    def fail():
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(engine, "_press", fail)


def packed(answer):
    """The files of an archive, by name."""
    assert answer.status_code == 200, answer.content
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def logged():
    with all_shops("a test looks"):
        return DocumentDownload.objects.count()


@pytest.mark.usefixtures("without_libraries")
def test_a_server_that_makes_no_pdf_still_packs_what_is_stored(api, shop):
    """OR73: slips are left out, unless they are what was asked for."""
    order = make.make_shipped_order(shop)
    make_document(shop, order)

    assert list(packed(api.get(URL, order_ids=order.order_id))) == [f"{order.order_id}/invoice.pdf"]
    for asked in ({"order_ids": order.order_id, "document_codes": "SYSTEM_DELIVERY_BILL"},
                  {"document_ids": str(10**12 + order.pk)}):  # fmt: skip
        assert api.get(URL, **asked).status_code == 503


def test_slips_of_many_orders_cost_as_many_queries_as_one(api, shop):
    """OR73."""
    orders = [make.make_shipped_order(shop) for _ in range(4)]
    packed(api.get(URL, order_ids=orders[0].order_id))
    with CaptureQueriesContext(connection) as one:
        packed(api.get(URL, order_ids=orders[0].order_id))

    with CaptureQueriesContext(connection) as four:
        files = packed(api.get(URL, order_ids=",".join(order.order_id for order in orders)))

    assert list(files) == [f"{order.order_id}/delivery-{order.order_id}.pdf" for order in orders]
    assert len(four) == len(one)


def test_an_archive_of_invoices_names_those_without_pdf(client, shop, monkeypatch):
    with shop_scope(shop):
        printed = make_invoice(shop)
    render_due()
    with shop_scope(shop):
        waiting = make_invoice(shop)
    url, selected = f"/shop/{shop.pk}/invoices/issued/download", {"selected": [printed.pk, waiting.pk]}
    monkeypatch.setattr(engine, "_press", None)  # nothing is printed meanwhile

    files = packed(client.post(url, selected, headers={"Accept-Language": "en"}))

    assert list(files) == [f"{printed.invoice_number}.pdf", "without PDF.txt"]
    assert files["without PDF.txt"].decode().split("\r\n")[1:] == [waiting.invoice_number, ""]
    assert logged() == 1


@pytest.mark.usefixtures("without_libraries")
def test_an_archive_of_no_pdf_at_all_says_why(client, shop):
    with shop_scope(shop):
        invoice = make_invoice(shop)

    answer = client.post(f"/shop/{shop.pk}/invoices/issued/download", {"selected": [invoice.pk]}, follow=True)

    assert b"apt-get install libpango" in answer.content
    assert logged() == 0


def test_the_pdf_of_an_invoice_is_kept_by_no_cache(api, client, signed_in, operator, shop):
    """In the portal, over the API, for the operator."""
    with shop_scope(shop):
        invoice = make_invoice(shop)

    answers = [
        client.get(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/pdf"),
        api.get(f"/api/x/invoices/{invoice.invoice_id}/pdf"),
        signed_in(operator).get(reverse("admin:invoices_invoice_download", args=[invoice.pk])),
    ]

    for answer in answers:
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{invoice.invoice_number}.pdf"'
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
