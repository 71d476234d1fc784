"""Documents in the portal: the order's page, the conversation's, and the list of what is missing."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices.choices import DocumentSource, DocumentType
from invoices.models import DocumentDownload, DocumentLink, OrderDocument
from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from messaging.models import Attachment
from messaging.services.writing import NewFile
from orders.models import Order
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.documents import LATER, PDF, mailed_links, make_document
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def order(shop):
    return make.make_shipped_order(shop)


@pytest.fixture
def client(signed_in, accountancy):
    return signed_in(accountancy)


@pytest.fixture
def page(client, shop):
    """The words of an order's page."""

    def read(order):
        return words(client.get(f"/shop/{shop.pk}/orders/{order.order_id}/"))

    return read


@pytest.fixture
def upload(client, shop, order):
    """Posts the form of the upload."""

    def send(name="invoice.pdf", content=PDF, type="CUSTOMER_INVOICE", **options):
        data = {"type": type, "file": SimpleUploadedFile(name, content)}
        return client.post(f"/shop/{shop.pk}/orders/{order.order_id}/documents/upload", data, **options)

    return send


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.split())


def filed(order):
    with all_shops("a test looks"):
        return list(OrderDocument.objects.live().filter(order=order).values_list("name", "type", "source"))


def test_the_orders_page_says_what_is_missing_and_an_upload_mends_it(page, upload, order):
    """R041, R042."""
    assert "Invoice missing" in page(order)

    answer = upload("Factura nº 7.pdf", follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "Invoice filed: Factura no 7.pdf. The customer gets a link by mail."
    ]
    text = page(order)
    assert "Invoice missing" not in text
    assert "Document filed: Factura no 7.pdf" in text
    assert filed(order) == [("Factura no 7.pdf", "CUSTOMER_INVOICE", "UPLOADED")]


@pytest.mark.parametrize(
    ("name", "content", "type", "said"),
    [
        ("invoice.txt", b"Total 5 EUR", "CUSTOMER_INVOICE", "neither a PDF nor a picture"),
        ("invoice.pdf", b"Total 5 EUR", "SIMPLIFIED_INVOICE", "neither a PDF nor a picture"),
        ("tool.exe", b"MZ1234", "OTHER_DOCUMENT", "files of this kind are not taken"),
        ("invoice.pdf", PDF, "SYSTEM_DELIVERY_BILL", "not one of the available choices"),
    ],
)
def test_what_is_no_invoice_is_refused_beside_its_field(upload, order, name, content, type, said):
    answer = upload(name, content, type)

    assert answer.status_code == 400
    assert said in words(answer)
    assert filed(order) == []


def test_the_form_stands_in_a_dialog_too(client, shop, order):
    url = f"/shop/{shop.pk}/orders/{order.order_id}/documents/upload"

    answer = client.get(url, headers=HTMX)

    assert answer.content.decode().lstrip().startswith("<dialog")
    assert "multipart/form-data" in answer.content.decode()


def test_without_billing_data_a_simplified_invoice_is_proposed(client, shop, order):
    """R046."""
    with shop_scope(shop):
        Order.objects.filter(pk=order.pk).update(billing_address=None)

    answer = client.get(f"/shop/{shop.pk}/orders/{order.order_id}/documents/upload")

    assert answer.context["form"]["type"].initial == DocumentType.SIMPLIFIED_INVOICE


@pytest.fixture
def attachment(shop, order):
    messaging.start(shop, order=order, files=[NewFile("rechnung.pdf", PDF)])
    with shop_scope(shop):
        return Attachment.objects.select_related("message__thread").get()


def test_a_file_in_a_message_is_filed_by_one_click_from_the_orders_page(client, page, shop, order, attachment):
    """R042."""
    before = page(order)
    assert "Invoice missing" in before
    assert "Sent in messages, not filed rechnung.pdf" in before

    url = f"/shop/{shop.pk}/orders/{order.order_id}/documents/refile"
    client.post(url, {"attachment_id": attachment.attachment_id})

    assert filed(order) == [("rechnung.pdf", "CUSTOMER_INVOICE", "REFILED")]
    after = page(order)
    assert "Invoice missing" not in after
    assert "Sent in messages" not in after


def test_the_conversation_offers_the_same_and_comes_back(signed_in, sales, shop, order, attachment):
    """R042."""
    client = signed_in(sales)
    thread = f"/shop/{shop.pk}/messages/{attachment.message.thread.thread_id}/"
    assert "File as invoice" in words(client.get(thread))

    answer = client.post(
        f"/shop/{shop.pk}/orders/{order.order_id}/documents/refile",
        {"attachment_id": attachment.attachment_id, "next": thread},
    )

    assert (answer.status_code, answer["Location"]) == (302, thread)
    text = words(client.get(thread))
    assert "File as invoice" not in text
    assert "filed: Invoice" in text


def test_support_sees_the_file_and_cannot_file_it(signed_in, support, shop, order, attachment):
    """R120."""
    client = signed_in(support)

    text = words(client.get(f"/shop/{shop.pk}/messages/{attachment.message.thread.thread_id}/"))
    url = f"/shop/{shop.pk}/orders/{order.order_id}/documents/refile"
    answer = client.post(url, {"attachment_id": attachment.attachment_id})

    assert "File as invoice" not in text
    assert answer.status_code == 403
    assert filed(order) == []


def test_a_download_is_logged_with_its_reader(client, page, shop, order):
    """R043."""
    document = make_document(shop, order)

    answer = client.get(f"/shop/{shop.pk}/documents/{document.pk}")

    assert b"".join(answer.streaming_content) == PDF
    with shop_scope(shop):
        assert list(DocumentDownload.objects.values_list("by_kind", "by_label")) == [("SELLER", "Ana Prueba")]
    assert "Not fetched by the customer" in page(order)


def test_the_page_tells_what_the_customer_has_fetched(client, page, shop, order):
    """R043."""
    make_document(shop, order)
    (path,) = mailed_links()
    client.get(f"{path}/file")
    client.get(f"{path}/file")

    text = page(order)

    assert "Fetched 2 times by the customer" in text
    assert "Customer: Lucía Ejemplo" in text


def test_a_link_is_revoked_and_sent_again(client, page, shop, order):
    """R043."""
    document = make_document(shop, order)

    client.post(f"/shop/{shop.pk}/documents/{document.pk}/revoke-links")
    assert "Link revoked" in page(order)
    client.post(f"/shop/{shop.pk}/documents/{document.pk}/send-link")

    assert "Link sent" in page(order)
    with shop_scope(shop):
        assert DocumentLink.objects.count() == 2


def test_removing_asks_once_and_says_what_follows(client, page, shop, order):
    document = make_document(shop, order)
    url = f"/shop/{shop.pk}/documents/{document.pk}/remove"

    asked = words(client.get(url))
    answer = client.post(url)

    assert "it counts as one without invoice again" in asked
    assert answer["Location"] == f"/shop/{shop.pk}/orders/{order.order_id}/#section-documents"
    assert filed(order) == []
    assert "Invoice missing" in page(order)
    assert "Document removed: invoice.pdf" in page(order)


def test_an_act_in_a_dialog_loads_the_page_under_it_anew(client, upload, shop, order):
    """The address of a place on the same page would load nothing."""
    page = f"/shop/{shop.pk}/orders/{order.order_id}/"

    filed_answer = upload(headers=HTMX)
    with shop_scope(shop):
        document = OrderDocument.objects.get()
    removed = client.post(f"/shop/{shop.pk}/documents/{document.pk}/remove", headers=HTMX)

    assert (filed_answer["HX-Redirect"], removed["HX-Redirect"]) == (page, page)


def test_an_issued_invoice_has_no_way_out(client, shop, order):
    document = make_document(shop, order, source=DocumentSource.ISSUED)

    answer = client.post(f"/shop/{shop.pk}/documents/{document.pk}/remove", follow=True)

    assert "cannot be removed" in words(answer)
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE", "ISSUED")]


def test_the_delivery_slip_is_a_download(client, shop, order):
    answer = client.get(f"/shop/{shop.pk}/orders/{order.order_id}/delivery-slip")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="delivery-{order.order_id}.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_an_order_that_is_not_to_be_sent_has_no_slip(client, shop):
    waiting = make.make_waiting_order(shop)

    assert client.get(f"/shop/{shop.pk}/orders/{waiting.order_id}/delivery-slip").status_code == 404


def test_the_orders_page_costs_the_same_however_many_documents_it_has(client, shop, order):
    url = f"/shop/{shop.pk}/orders/{order.order_id}/"
    make_document(shop, order)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(5):
        make_document(shop, order, name=f"{number}.pdf")
    messaging.start(shop, order=order)
    client.get(url)

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    # A conversation asks for its labels and its chips, once.
    assert len(many) - len(one) <= 4


def listed(answer):
    return [row.row.order_id for row in answer.context["rows"]]


def test_the_list_shows_what_is_due_first_and_counts_it_in_the_navigation(client, shop, order):
    """R041."""
    late = make.make_shipped_order(shop, at=NOON - timedelta(days=7))
    make_document(shop, make.make_shipped_order(shop))

    answer = client.get(f"/shop/{shop.pk}/invoices/")

    assert listed(answer) == [late.order_id, order.order_id]
    assert listed(client.get(f"/shop/{shop.pk}/invoices/?late=true")) == [late.order_id]
    area = next(link for link in answer.context["frame"].navigation.main if link.code == "finance")
    assert (area.todo, area.late, area.current) == ("2", "1", True)


def test_the_list_is_filtered_and_exported(client, shop, order):
    """R041."""
    bare = make.make_shipped_order(shop)
    with shop_scope(shop):
        Order.objects.filter(pk=bare.pk).update(billing_address=None)
    url = f"/shop/{shop.pk}/invoices/"

    assert listed(client.get(f"{url}?billing=no")) == [bare.order_id]
    assert listed(client.get(f"{url}?billing=yes")) == [order.order_id]
    assert listed(client.get(f"{url}?q={order.order_id}")) == [order.order_id]
    lines = b"".join(client.get(f"{url}?format=csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert order.order_id in lines[1]


def test_the_list_costs_the_same_however_long_it_is(client, shop, order):
    url = f"/shop/{shop.pk}/invoices/"
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(5):
        make.make_shipped_order(shop)

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(one)


def test_today_asks_for_the_invoice_with_both_ways_to_it(signed_in, sales, shop, order):
    """R041."""
    text = words(signed_in(sales).get(f"/shop/{shop.pk}/"))

    assert f"Invoice for {order.order_id}" in text
    assert f"File invoice : Invoice for {order.order_id}" in text


def test_another_shops_documents_are_not_there(signed_in, stranger, shop, other_shop, order):
    document = make_document(shop, order)
    client = signed_in(stranger)

    for path in ("", "/remove", "/send-link", "/revoke-links"):
        for prefix in (f"/shop/{other_shop.pk}", f"/shop/{shop.pk}"):
            url = f"{prefix}/documents/{document.pk}{path}"
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in (404, 405)
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE", "UPLOADED")]
