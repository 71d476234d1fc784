"""The pages of drafts, issued invoices, corrections, runs and settings."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from invoices.models import Invoice, InvoiceRun, InvoiceSettings
from invoices.services.papers import render_due
from invoices.services.runs import work_runs
from marketplace.files.models import StoredFile
from marketplace.tenancy import all_shops, shop_scope
from orders.models import Order
from tests.factories.invoicing import PIXEL, complete_issuer, make_invoice
from tests.factories.orders import ADDRESS, make_shipped_order, make_shipping_order
from tests.factories.shops import make_member

ELSEWHERE = {**ADDRESS, "street_1": "Avenida Otra 9", "zip_code": "46001", "city": "Valencia"}


@pytest.fixture
def owner(shop, signed_in):
    return signed_in(make_member(shop))


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_draft_marks_where_billing_and_shipping_differ(shop, owner):
    """R045"""
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipping_order(shop, billing_address=ELSEWHERE)

    text = _text(owner.get(f"/shop/{shop.pk}/orders/{order.order_id}/invoice"))

    assert '<mark class="differs">Avenida Otra 9</mark> <small class="differs-word">differs</small>' in text
    assert text.count("differs-word") == 4  # street and town, on both sides
    assert "Billing and shipping differ in 2 places" in text


def test_a_draft_of_equal_addresses_marks_nothing(shop, owner):
    """R045"""
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipping_order(shop)

    text = _text(owner.get(f"/shop/{shop.pk}/orders/{order.order_id}/invoice"))

    assert "differs-word" not in text
    assert "Billing and shipping are the same" in text


def test_a_draft_without_billing_data_offers_a_simplified_invoice_alone(shop, owner):
    """R046"""
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipping_order(shop, billing_address=None)

    text = _text(owner.get(f"/shop/{shop.pk}/orders/{order.order_id}/invoice"))

    assert 'value="SIMPLIFIED"' in text
    assert 'value="FULL"' not in text
    assert "Nobody is named." in text


def test_an_incomplete_issuer_is_sent_to_the_profile(shop, owner):
    with shop_scope(shop):
        order = make_shipping_order(shop)

    url = f"/shop/{shop.pk}/orders/{order.order_id}/invoice"
    text, refused = _text(owner.get(url)), owner.post(url, {"kind": "FULL"})

    assert "Missing: legal name, tax id" in text
    assert f'href="/shop/{shop.pk}/settings/profile"' in text
    assert refused.status_code == 400
    with shop_scope(shop):
        assert not Invoice.objects.exists()


def test_issuing_leads_to_the_invoice_and_its_pdf(shop, owner):
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipped_order(shop)

    page = owner.post(f"/shop/{shop.pk}/orders/{order.order_id}/invoice", {"kind": "FULL"}, follow=True)

    with shop_scope(shop):
        invoice = Invoice.objects.get()
    pdf_url = f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/pdf"
    assert f"Invoice {invoice.invoice_number}" in _text(page)
    before = b"".join(owner.get(pdf_url).streaming_content)
    render_due()
    after = owner.get(pdf_url)
    assert before.startswith(b"%PDF-")
    assert b"".join(after.streaming_content) == before
    assert f'filename="{invoice.invoice_number}.pdf"' in after["Content-Disposition"]


def test_correcting_shows_both_documents(shop, owner):
    """R048"""
    with shop_scope(shop):
        invoice = make_invoice(shop)
    url = f"/shop/{shop.pk}/invoices/{invoice.invoice_id}"

    refused = owner.post(f"{url}/correct", {"reason": "", "way": "whole"})
    page = owner.post(f"{url}/correct", {"reason": "Wrong", "way": "lines", "amount_1": "1.00"}, follow=True)

    assert refused.status_code == 400
    assert invoice.invoice_number in _text(page)
    with shop_scope(shop):
        corrective = Invoice.objects.get(corrects=invoice)
        assert str(corrective.total) == "-1.00"
    listed = _text(owner.get(f"/shop/{shop.pk}/invoices/issued/"))
    assert invoice.invoice_number in listed
    assert corrective.invoice_number in listed
    assert corrective.invoice_number in _text(owner.get(f"{url}/"))


def test_a_correction_can_name_another_recipient(shop, owner):
    with shop_scope(shop):
        invoice = make_invoice(shop)
    url = f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/correct"
    given = {"reason": "Other name", "way": "recipient", "street_1": "Calle 1", "city": "Vigo", "country": "ES"}

    refused = owner.post(url, given)
    owner.post(url, {**given, "name": "Marta Ejemplo"})

    assert refused.status_code == 400
    with shop_scope(shop):
        assert Invoice.objects.filter(recipient__name="Marta Ejemplo").count() == 1


def test_many_are_issued_behind_a_progress_bar(shop, owner):
    complete_issuer(shop)
    with shop_scope(shop):
        keys = [make_shipped_order(shop).pk for _each in range(2)]

    page = owner.post(f"/shop/{shop.pk}/invoices/issue", {"selected": keys, "step": "do"}, follow=True)
    work_runs()
    with shop_scope(shop):
        run = InvoiceRun.objects.get()
    after = _text(owner.get(f"/shop/{shop.pk}/invoices/runs/{run.pk}"))

    assert "0 of 2 orders" in _text(page)
    assert "data-poll-seconds" in _text(page)
    assert "data-poll-seconds" not in after
    assert "<dt>Invoices issued</dt><dd>2</dd>" in after


def test_one_order_to_issue_is_one(shop, owner):
    complete_issuer(shop)
    with shop_scope(shop):
        key = make_shipped_order(shop).pk

    page = owner.post(f"/shop/{shop.pk}/invoices/issue", {"selected": [key], "step": "do"}, follow=True)

    assert "<p>0 of 1 order</p>" in _text(page)


def test_many_of_a_shop_that_lacks_its_own_data_are_refused_at_once(shop, owner):
    with shop_scope(shop):
        key = make_shipped_order(shop).pk

    page = owner.post(f"/shop/{shop.pk}/invoices/issue", {"selected": [key], "step": "do"}, follow=True)

    assert "Missing: legal name, tax id" in _text(page)
    with shop_scope(shop):
        assert not InvoiceRun.objects.exists()


def test_some_amounts_without_any_are_asked_for(shop, owner):
    with shop_scope(shop):
        invoice = make_invoice(shop)

    url = f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/correct"
    page = owner.post(url, {"reason": "Wrong", "way": "lines", "amount_1": ""})

    assert page.status_code == 400
    assert "Say how much of at least one line is taken back." in _text(page)
    assert "Nothing is left" not in _text(page)


def test_a_wholly_corrected_order_offers_its_next_invoice(shop, owner):
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipped_order(shop)
    url = f"/shop/{shop.pk}/orders/{order.order_id}/"
    owner.post(f"{url}invoice", {"kind": "FULL"})
    assert f'href="{url}invoice"' not in _text(owner.get(url))
    with shop_scope(shop):
        invoice = Invoice.objects.get()

    owner.post(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/correct", {"reason": "Wrong", "way": "whole"})

    assert f'href="{url}invoice"' in _text(owner.get(url))


def test_a_small_file_of_a_huge_logo_is_refused(shop, owner):
    """Nine thousand pixels a side are 240 MB for whoever prints, whatever the file's size."""
    bytes_of_it = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bytes_of_it, "PNG")
    huge = SimpleUploadedFile("logo.png", bytes_of_it.getvalue())

    page = owner.post(f"/shop/{shop.pk}/settings/invoices/logo", {"logo": huge})

    assert page.status_code == 400
    assert "larger than 2000 × 2000 pixels" in _text(page)
    with shop_scope(shop):
        assert not InvoiceSettings.objects.filter(logo__isnull=False).exists()
        assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("width", "height", "status"), [(2000, 2000, 302), (2001, 10, 400), (10, 2001, 400)])
def test_a_logo_has_at_most_two_thousand_pixels_a_side(owner, shop, width, height, status):
    bytes_of_it = io.BytesIO()
    Image.new("L", (width, height)).save(bytes_of_it, "JPEG")

    logo = SimpleUploadedFile("logo.jpg", bytes_of_it.getvalue())

    assert owner.post(f"/shop/{shop.pk}/settings/invoices/logo", {"logo": logo}).status_code == status


@pytest.mark.parametrize("start", [PIXEL[:20], b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"])
def test_a_logo_with_a_broken_head_is_no_picture(owner, shop, start):
    logo = SimpleUploadedFile("logo.png", start)

    page = owner.post(f"/shop/{shop.pk}/settings/invoices/logo", {"logo": logo})

    assert page.status_code == 400
    assert "must be a PNG or JPEG picture" in _text(page)


def test_the_list_is_found_by_number_customer_and_kind(shop, owner):
    with shop_scope(shop):
        first, second = make_invoice(shop), make_invoice(shop, billing_address=None)

    url = f"/shop/{shop.pk}/invoices/issued/"
    by_number = _text(owner.get(url, {"q": first.invoice_number}))
    by_kind = _text(owner.get(url, {"kind": "SIMPLIFIED"}))
    file = b"".join(owner.get(url, {"format": "csv"}).streaming_content).decode()

    assert first.invoice_number in by_number
    assert second.invoice_number not in by_number
    assert second.invoice_number in by_kind
    assert first.invoice_number not in by_kind
    assert first.invoice_number in file
    assert "Lucía Ejemplo" in file


def test_the_list_takes_as_many_queries_for_ten_as_for_one(shop, owner, django_assert_num_queries):
    url = f"/shop/{shop.pk}/invoices/issued/"
    with shop_scope(shop):
        make_invoice(shop)
    with CaptureQueriesContext(connection) as one:
        owner.get(url)
    with shop_scope(shop):
        for _each in range(9):
            make_invoice(shop)

    with django_assert_num_queries(len(one)):
        owner.get(url)


def test_selected_papers_come_in_one_file(shop, owner):
    with shop_scope(shop):
        invoices = [make_invoice(shop), make_invoice(shop)]
    render_due()

    answer = owner.post(f"/shop/{shop.pk}/invoices/issued/download", {"selected": [each.pk for each in invoices]})

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == [f"{each.invoice_number}.pdf" for each in invoices]


def test_settings_are_kept_and_the_logo_is_checked(shop, owner):
    url = f"/shop/{shop.pk}/settings/invoices"
    given = {"full_prefix": "fa", "simplified_prefix": "S", "corrective_prefix": "R", "issues_at_shipment": "on"}

    saved = owner.post(url, given)
    twice = owner.post(url, {**given, "simplified_prefix": "FA"})
    no_picture = owner.post(f"{url}/logo", {"logo": SimpleUploadedFile("logo.png", b"no picture at all")})
    taken = owner.post(f"{url}/logo", {"logo": SimpleUploadedFile("logo.png", PIXEL)})

    assert (saved.status_code, twice.status_code) == (302, 400)
    assert "Each kind of document needs a prefix of its own." in _text(twice)
    assert (no_picture.status_code, taken.status_code) == (400, 302)
    with shop_scope(shop):
        settings = InvoiceSettings.objects.get()
        assert (settings.full_prefix, settings.issues_at_shipment) == ("FA", True)
        assert settings.logo is not None
        assert settings.logo.mimetype == "image/png"
    assert owner.get(f"{url}/logo")["Content-Type"] == "image/png"
    owner.post(f"{url}/logo/remove")
    assert owner.get(f"{url}/logo").status_code == 404


def test_another_shops_invoice_is_not_there(shop, other_shop, owner):
    with all_shops("a test looks at two shops"), shop_scope(other_shop):
        invoice = make_invoice(other_shop)

    for act in ("", "pdf", "correct"):
        assert owner.get(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/{act}").status_code == 404
    with shop_scope(other_shop):
        assert Order.objects.get(pk=invoice.order_id).has_invoice
