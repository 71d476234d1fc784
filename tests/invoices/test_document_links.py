"""The customer's link to a document: by mail, logged, and gone when it is taken back (R043)."""

import re

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client

from invoices.choices import DocumentType
from invoices.models import DocumentDownload, DocumentLink
from invoices.services.documents import remove_document
from invoices.services.links import revoke_links, send_link
from marketplace import clock
from marketplace.errors import NotFound, ValidationFailed
from marketplace.tenancy import all_shops
from orders.models import Order, OrderMail
from tests.factories import orders as make
from tests.factories.documents import LATER, PDF, mailed_links, make_document


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def order(shop):
    return make.make_shipped_order(shop)


@pytest.fixture
def customer():
    """A browser without any account."""
    return Client()


def downloads():
    with all_shops("a test looks"):
        return list(DocumentDownload.objects.order_by("pk").values_list("by_kind", "by_label", "at"))


def test_an_invoice_reaches_the_customer_in_the_channels_language(shop, order):
    """R043: the mail is kept with the order, without the way in."""
    make_document(shop, order)

    with all_shops("a test looks"):
        mail = OrderMail.objects.get(kind="document")
        link = DocumentLink.objects.get()
    (path,) = mailed_links()
    token = path.removeprefix("/documents/")
    assert len(token) == 43
    assert mail.language == "es"
    assert order.order_id in mail.subject
    assert token not in mail.text
    assert link.token_hash != token
    assert "invoice.pdf" in mail.text


def test_a_corrective_invoice_is_mailed_too_and_other_documents_are_not(shop, order):
    """R043, R048."""
    make_document(shop, order, name="manual.pdf", type=DocumentType.OTHER_DOCUMENT)
    assert mailed_links() == []

    make_document(shop, order, name="corrective.pdf", type=DocumentType.CORRECTIVE_INVOICE)

    assert len(mailed_links()) == 1


def test_the_customer_sees_what_it_is_and_fetches_it(shop, order, customer):
    """R043: looking is no download, fetching is."""
    make_document(shop, order)
    (path,) = mailed_links()

    page = customer.get(path)
    assert page.status_code == 200
    words = page.content.decode()
    assert '<html lang="es">' in words
    assert all(each in words for each in ("Casa Norte", order.order_id, "invoice.pdf", f'href="{path}/file"'))
    assert downloads() == []

    file = customer.get(f"{path}/file")
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert downloads() == [("CUSTOMER", "Lucía Ejemplo", LATER)]
    for answer in (page, file):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]


def test_a_post_fetches_it_without_a_cookie(shop, order):
    make_document(shop, order)
    (path,) = mailed_links()

    answer = Client(enforce_csrf_checks=True).post(f"{path}/file")

    assert answer.status_code == 200
    assert len(downloads()) == 1


def gone(customer, path):
    """The answer, without what names the request."""
    answers = [customer.get(path), customer.get(f"{path}/file"), customer.post(f"{path}/file")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    return {re.sub(r"\s+", " ", answer.content.decode()) for answer in answers}


def test_a_revoked_link_is_gone_at_once_and_looks_like_one_that_never_was(in_shop, shop, order, customer):
    """R043."""
    document = make_document(shop, order)
    (path,) = mailed_links()

    assert revoke_links(document_id=document.pk, actor=make.SELLER, at=LATER) == 1
    assert revoke_links(document_id=document.pk, actor=make.SELLER, at=LATER) == 0

    assert gone(customer, path) == gone(customer, "/documents/" + "A" * 43)
    assert downloads() == []


def test_a_removed_document_cannot_be_reached(in_shop, shop, order, customer):
    document = make_document(shop, order)
    (path,) = mailed_links()

    remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)

    assert gone(customer, path) == gone(customer, "/documents/" + "A" * 43)


def test_a_link_whose_file_is_lost_is_gone_too(shop, order, customer):
    """The customer reads a page, and nothing is logged as fetched."""
    document = make_document(shop, order)
    (path,) = mailed_links()
    default_storage.delete(document.file.path)

    answers = [customer.get(f"{path}/file"), customer.post(f"{path}/file"), customer.head(f"{path}/file")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].content == customer.get("/documents/" + "A" * 43).content
    assert downloads() == []


def test_asking_for_the_heading_of_a_file_is_no_download(shop, order, customer):
    make_document(shop, order)
    (path,) = mailed_links()

    answer = customer.head(f"{path}/file")

    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="invoice.pdf"')
    assert downloads() == []
    customer.get(f"{path}/file")
    assert len(downloads()) == 1


@pytest.mark.parametrize("guess", ["1", "invoice.pdf", "%00", "..%2f", "a" * 5000, "é"])
def test_nothing_is_found_by_guessing(shop, order, customer, guess):
    make_document(shop, order)

    assert customer.get(f"/documents/{guess}").status_code == 404
    assert customer.get(f"/documents/{guess}/file").status_code == 404


def test_the_hash_of_a_token_opens_nothing(shop, order, customer):
    make_document(shop, order)
    with all_shops("a test looks"):
        kept = DocumentLink.objects.get().token_hash

    assert customer.get(f"/documents/{kept}").status_code == 404


def test_a_link_is_sent_again_with_a_way_of_its_own(in_shop, shop, order, customer):
    """R043."""
    document = make_document(shop, order)
    revoke_links(document_id=document.pk, actor=make.SELLER, at=LATER)

    send_link(document_id=document.pk, at=LATER)

    first, second = mailed_links()
    assert first != second
    assert customer.get(first).status_code == 404
    assert customer.get(second).status_code == 200


def test_nobody_is_written_to_without_an_address(in_shop, shop, order):
    document = make_document(shop, order)
    Order.objects.filter(pk=order.pk).update(customer_email="")

    with pytest.raises(ValidationFailed) as refused:
        send_link(document_id=document.pk, at=LATER)

    assert refused.value.code == "CUSTOMER_NOT_REACHABLE"
    assert len(mailed_links()) == 1


def test_another_shops_links_are_not_there(in_shop, other_shop):
    theirs = make_document(other_shop, make.make_shipped_order(other_shop))

    with pytest.raises(NotFound):
        revoke_links(document_id=theirs.pk, actor=make.SELLER, at=LATER)
    with pytest.raises(NotFound):
        send_link(document_id=theirs.pk, at=LATER)


def test_a_logged_download_is_never_changed(in_all_shops, shop, order, customer):
    make_document(shop, order)
    (path,) = mailed_links()
    customer.get(f"{path}/file")
    found = DocumentDownload.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentDownload.objects.filter(pk=found.pk).update(by_label="Nobody")
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentDownload.objects.filter(pk=found.pk).delete()
