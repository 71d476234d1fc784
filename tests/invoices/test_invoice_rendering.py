"""The pages and PDF files of invoices and slips."""

import socket
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from invoices.rendering import (
    Party,
    Picture,
    PrintedInvoice,
    PrintedLine,
    Slip,
    SlipLine,
    delivery_slip_html,
    delivery_slip_pdf,
    invoice_html,
    invoice_pdf,
    missing_libraries,
)
from invoices.rendering.engine import count_pages, print_page
from tests.factories.invoicing import PIXEL

LINE = PrintedLine(
    title="Lámpara <de> mesa",
    sku="LAMP-1",
    quantity=2,
    unit_price=Decimal("60.50"),
    net=Decimal("100.00"),
    tax_rate=Decimal("21.000"),
    tax_amount=Decimal("21.00"),
    gross=Decimal("121.00"),
)
BOOK = replace(
    LINE,
    title="Libro",
    sku="",
    quantity=1,
    unit_price=Decimal("10.40"),
    net=Decimal("10.00"),
    tax_rate=Decimal("4.000"),
    tax_amount=Decimal("0.40"),
    gross=Decimal("10.40"),
)
INVOICE = PrintedInvoice(
    kind="FULL",
    invoice_number="F2026-000123",
    issued_on=date(2026, 5, 4),
    issued_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
    language="en",
    currency="EUR",
    order_id="B00001-A",
    ordered_on=date(2026, 5, 2),
    supplied_on=date(2026, 5, 4),
    issuer=Party("Casa Norte, S.L.", ("Calle Inventada 2", "33001 Oviedo", "Spain"), "B00000001"),
    recipient=Party("Lucía Ejemplo", ("Calle Inventada 1", "28001 Madrid", "Spain")),
    lines=(LINE, BOOK),
    total_net=Decimal("110.00"),
    total_tax=Decimal("21.40"),
    total=Decimal("131.40"),
    note="Thank you.",
)
SLIP = Slip(
    order_id="B00001-A",
    language="de",
    ordered_on=date(2026, 5, 2),
    shipped_on=None,
    sender=INVOICE.issuer,
    recipient=Party("Lucía Ejemplo", ("Calle Inventada 1",)),
    shipping_method="Standard",
    tracking=("GLS 1",),
    lines=(SlipLine("LAMP-1", "Lampe", 2),),
    made_at=INVOICE.issued_at,
)


def test_an_invoice_shows_who_what_and_the_tax_of_each_rate():
    page = invoice_html(INVOICE)

    for text in ("F2026-000123", "Casa Norte, S.L.", "B00000001", "Lucía Ejemplo", "Lámpara &lt;de&gt; mesa", "LAMP-1"):
        assert text in page
    for amount in ("€60.50", "€121.00", "€100.00", "€21.00", "€0.40", "€110.00", "€21.40", "€131.40"):
        assert amount in page
    assert "21\u00a0%" in page
    assert "rounded half up to the smallest unit of the currency" in page
    assert "Thank you." in page


def test_a_simplified_invoice_names_no_recipient():
    """R047"""
    page = invoice_html(replace(INVOICE, kind="SIMPLIFIED", recipient=None))

    assert "Simplified invoice" in page
    assert "Issued to" not in page


def test_a_corrective_invoice_names_the_first():
    """R048"""
    page = invoice_html(
        replace(
            INVOICE,
            kind="CORRECTIVE",
            invoice_number="R2026-000001",
            corrects_number="F2026-000123",
            corrects_on=date(2026, 5, 4),
            reason="Returned",
        )
    )

    assert "Corrects invoice F2026-000123 of May 4, 2026." in page
    assert "is counted on all its corrections together" in page
    assert "Returned" in page


@pytest.mark.parametrize("logo", [None, Picture(PIXEL, "image/png")])
def test_the_same_invoice_gives_the_same_bytes(logo):
    invoice = replace(INVOICE, logo=logo)

    first = invoice_pdf(invoice)

    assert first.startswith(b"%PDF-")
    assert invoice_pdf(invoice) == first
    assert invoice_pdf(replace(invoice, total=Decimal("131.41"))) != first


def test_a_long_invoice_takes_several_pages():
    assert count_pages(invoice_html(INVOICE)) == 1
    assert count_pages(invoice_html(replace(INVOICE, lines=(LINE, BOOK) * 30))) == 3


def test_nothing_outside_the_page_is_fetched(tmp_path):
    """Should a name ever come into a page unescaped: neither a file nor another server is asked."""
    (tmp_path / "secret.png").write_bytes(PIXEL)
    with socket.create_server(("127.0.0.1", 0)) as server:
        named = (f"file://{tmp_path}/secret.png", f"http://127.0.0.1:{server.getsockname()[1]}/x.png")
        pages = [print_page(f'<img src="{url}"><link rel="stylesheet" href="{url}">') for url in named]
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()

    assert [b"/Image" in page for page in pages] == [False, False]
    assert b"/Image" in print_page(f'<img src="data:image/png;base64,{b64encode(PIXEL).decode()}">')


def test_markup_in_a_note_is_printed_as_it_was_typed():
    assert "&lt;img" in invoice_html(replace(INVOICE, note='<img src="http://127.0.0.1:9/x">'))


def test_a_delivery_slip_says_where_and_how_many_without_prices():
    page = delivery_slip_html(SLIP)

    assert "Lucía Ejemplo" in page
    assert "GLS 1" in page
    assert "€" not in page
    assert delivery_slip_pdf(SLIP) == delivery_slip_pdf(SLIP)


def test_missing_libraries_are_told_by_what_to_install(tmp_path):
    """Everything else works without them."""
    assert missing_libraries() == ""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    script = (
        "import django; django.setup()\nfrom invoices.rendering import missing_libraries\nprint(missing_libraries())"
    )
    environment = {
        "PYTHONPATH": f"{tmp_path}:.",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.test",
        "PATH": "/usr/bin:/bin",
    }
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)

    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in told.stdout
