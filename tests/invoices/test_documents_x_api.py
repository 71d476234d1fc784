"""Ours on documents: what the screen can do, the API can (R135)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices.choices import DocumentType
from marketplace import clock
from marketplace.tenancy import shop_scope
from messaging.models import Attachment
from messaging.services.writing import NewFile
from orders.models import Order
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.documents import LATER, PDF, mailed_links, make_document
from tests.factories.shops import NOON


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def order(shop):
    return make.make_shipped_order(shop)


def missing(api, **query):
    return api.get("/api/x/orders/without-invoice", **query).json()


def documents(api, order):
    return api.get(f"/api/x/orders/{order.order_id}/documents").json()


def test_orders_without_invoice_are_listed_and_counted_with_their_deadline(api, shop, order):
    """R041."""
    overdue = make.make_shipped_order(shop, at=NOON - timedelta(days=7))
    make_document(shop, make.make_shipped_order(shop))
    make.make_shipping_order(shop)

    body = missing(api)

    assert [row["order_id"] for row in body["data"]] == [overdue.order_id, order.order_id]
    assert (body["total_count"], body["overdue_count"]) == (2, 1)
    row = body["data"][1]
    assert row | {"deadline": None} == {
        "order_id": order.order_id,
        "order_state": "SHIPPED",
        "shipped_date": "2026-03-02T12:00:00Z",
        "customer_name": "Lucía Ejemplo",
        "has_billing_address": True,
        "total_price": float(order.total_price),
        "currency_iso_code": "EUR",
        "deadline": None,
    }
    assert (row["deadline"]["kind"], row["deadline"]["due_at"]) == ("invoice_due", "2026-03-04T12:00:00Z")


def test_orders_of_the_past_and_other_shops_are_not_among_them(api, shop, other_shop, order):
    """R041."""
    make.make_shipped_order(other_shop)
    with shop_scope(shop):
        Order.objects.filter(pk=make.make_shipped_order(shop).pk).update(is_imported=True)

    assert [row["order_id"] for row in missing(api)["data"]] == [order.order_id]


def test_the_list_goes_on_by_its_token(api, shop, order):
    second = make.make_shipped_order(shop)

    first_page = missing(api, limit=1)
    second_page = missing(api, page_token=first_page["next_page_token"])

    assert [row["order_id"] for page in (first_page, second_page) for row in page["data"]] == [
        order.order_id,
        second.order_id,
    ]
    assert second_page["total_count"] == 2


def test_the_list_costs_the_same_however_many_there_are(api, shop, order, django_assert_num_queries):
    missing(api)
    with CaptureQueriesContext(connection) as first:
        missing(api)
    for _ in range(4):
        make.make_shipped_order(shop)

    with django_assert_num_queries(len(first)):
        missing(api)


def test_an_order_tells_its_documents_links_and_downloads(api, shop, order):
    """R041 to R043."""
    document = make_document(shop, order)
    api.get("/api/orders/documents/download", document_ids=str(document.pk))

    body = documents(api, order)

    assert (body["has_invoice"], body["invoice_missing"], body["deadline"]) == (True, False, None)
    (row,) = body["documents"]
    assert (row["id"], row["type"], row["source"], row["can_be_removed"]) == (
        document.pk,
        "CUSTOMER_INVOICE",
        "UPLOADED",
        True,
    )
    assert [link["revoked_at"] for link in row["links"]] == [None]
    assert [download["by"] for download in row["downloads"]] == ["SELLER"]
    assert row["customer_downloads"] == 0


def test_a_file_of_a_message_is_filed_by_its_id(api, shop, order):
    """R042."""
    messaging.start(shop, order=order, files=[NewFile("invoice.pdf", PDF)])
    with shop_scope(shop):
        attachment = str(Attachment.objects.get().attachment_id)
    before = documents(api, order)

    answer = api.post(f"/api/x/orders/{order.order_id}/documents/refile", {"attachment_id": attachment})

    assert before["invoice_missing"] is True
    assert before["deadline"]["kind"] == "invoice_due"
    assert [(row["attachment_id"], row["can_be_filed"]) for row in before["files_of_messages"]] == [(attachment, True)]
    assert answer.status_code == 201
    assert (answer.json()["type"], answer.json()["source"]) == ("CUSTOMER_INVOICE", "REFILED")
    after = documents(api, order)
    assert (after["invoice_missing"], after["files_of_messages"]) == (False, [])


def test_what_is_filed_without_a_type_is_the_invoice_that_the_order_may_have(api, shop):
    """R046: a simplified one without billing data, and nothing that a customer cannot read."""
    order = make.make_shipped_order(shop, billing_address=None)
    messaging.start(shop, order=order, files=[NewFile("invoice.pdf", PDF), NewFile("table.csv", b"a;b\n1;2\n")])
    with shop_scope(shop):
        pdf, table = [str(each.attachment_id) for each in Attachment.objects.order_by("pk")]
    url = f"/api/x/orders/{order.order_id}/documents/refile"

    assert api.post(url, {"attachment_id": pdf}).json()["type"] == "SIMPLIFIED_INVOICE"
    refused = api.post(url, {"attachment_id": table})
    assert refused.status_code == 400
    assert "PDF or a picture" in refused.content.decode()
    assert api.post(url, {"attachment_id": table, "type_code": "OTHER_DOCUMENT"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"attachment_id": "x"}, 400),
        ({"attachment_id": "00000000-0000-4000-8000-000000000000"}, 404),
        ({"attachment_id": "00000000-0000-4000-8000-000000000000", "type_code": "LETTER"}, 400),
    ],
)
def test_what_cannot_be_filed_is_refused(api, order, body, status):
    answer = api.post(f"/api/x/orders/{order.order_id}/documents/refile", body)

    assert answer.status_code == status


def test_links_are_revoked_and_sent_again(api, shop, order):
    """R043."""
    document = make_document(shop, order)

    revoked = api.post(f"/api/x/orders/documents/{document.pk}/revoke-links")
    sent = api.post(f"/api/x/orders/documents/{document.pk}/send-link")

    assert revoked.json() == {"document_id": document.pk, "revoked": 1}
    assert sent.status_code == 201
    assert sent.json()["link"]["revoked_at"] is None
    assert len(mailed_links()) == 2


def test_any_document_may_be_sent_by_hand(api, shop, order):
    document = make_document(shop, order, name="manual.pdf", type=DocumentType.OTHER_DOCUMENT)

    assert api.post(f"/api/x/orders/documents/{document.pk}/send-link").status_code == 201
    assert len(mailed_links()) == 1


def test_another_shop_reaches_none_of_it(stranger_api, shop, order):
    document = make_document(shop, order)
    before = mailed_links()

    assert stranger_api.get(f"/api/x/orders/{order.order_id}/documents").status_code == 404
    for act in ("send-link", "revoke-links"):
        assert stranger_api.post(f"/api/x/orders/documents/{document.pk}/{act}").status_code == 404
    assert mailed_links() == before
