"""DO01, OR72, OR73, OR74, OR76: documents of orders as connectors read and write them."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoices.choices import DocumentSource, DocumentType
from invoices.models import DocumentDownload, OrderDocument
from invoices.services.documents import remove_document
from marketplace import clock
from marketplace.tenancy import all_shops, shop_scope
from tests.factories import orders as make
from tests.factories.documents import LATER, PDF, mailed_links, make_document
from tests.factories.parts import Part, content_type, in_parts

INVOICE = {"file_name": "invoice.pdf", "type_code": "CUSTOMER_INVOICE"}
FILE = Part("files", PDF, "invoice.pdf", "application/pdf")
XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<body><order_documents><order_document><file_name>invoice.pdf</file_name>'
    b"<type_code>CUSTOMER_INVOICE</type_code></order_document></order_documents></body>"
)


@pytest.fixture(autouse=True)
def later():
    with clock.frozen(LATER):
        yield


@pytest.fixture
def order(shop):
    return make.make_shipped_order(shop)


@pytest.fixture
def upload(api, order):
    """Calls OR74 with these parts."""
    return lambda *parts: api.raw("POST", f"/api/orders/{order.order_id}/documents", in_parts(*parts), content_type())


def described(*documents):
    return orjson.dumps({"order_documents": list(documents)})


def part(content, **fields):
    return Part("order_documents", content, **fields)


def filed(order):
    with all_shops("a test looks"):
        return list(OrderDocument.objects.live().filter(order=order).order_by("pk").values_list("name", "type"))


def listed(api, *order_ids):
    return api.get("/api/orders/documents", order_ids=",".join(order_ids))


def has_invoice(api, order):
    return api.get("/api/orders", order_ids=order.order_id).json()["orders"][0]["has_invoice"]


@pytest.mark.parametrize(
    "parts",
    [
        (part(described(INVOICE)), FILE),
        (part(described(INVOICE), content_type="application/json;charset=utf-8"), FILE),
        (part(described(INVOICE), filename="blob", content_type="application/json"), FILE),
        (part(XML), FILE),
        (part(b"\n " + XML.partition(b"\n")[2], content_type="application/xml"), FILE),
        (part(XML, filename="blob", content_type="text/xml"), Part("files", PDF, "temp", "application/octet-stream")),
        (FILE, part(described(INVOICE))),
        (part(described({**INVOICE, "entity": None})), Part("file", PDF, "invoice.pdf")),
    ],
    ids=[
        "text field",
        "PHP",
        "Blob",
        "XML",
        "XML without its head",
        "XML as a file, file called temp",
        "last",
        "names",
    ],
)
def test_an_invoice_is_filed_however_a_client_sends_it(upload, order, api, parts):
    """R042, traps 6 and 7."""
    answer = upload(*parts)

    assert answer.status_code == 200
    assert answer.json() == {"errors_count": 0, "order_documents": []}
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE")]
    assert has_invoice(api, order) is True
    assert len(mailed_links()) == 1


def test_what_fails_is_told_and_the_rest_is_filed(upload, order):
    documents = [
        INVOICE,
        {"file_name": "page.html", "type_code": "OTHER_DOCUMENT"},
        {"file_name": "slip.pdf", "type_code": "SYSTEM_DELIVERY_BILL"},
        {"file_name": "letter.pdf", "type_code": "LETTER"},
        {"file_name": "lost.pdf", "type_code": "OTHER_DOCUMENT"},
        {"file_name": "manual.pdf", "type_code": "OTHER_DOCUMENT"},
    ]
    names = ["invoice.pdf", "page.html", "slip.pdf", "letter.pdf", "manual.pdf", "more.pdf", "unasked.pdf"]

    answer = upload(part(described(*documents)), *(Part("files", PDF, name) for name in names)).json()

    assert answer["errors_count"] == 6
    told = {
        (row["input"]["file_name"], row["errors"][0]["code"], row["errors"][0]["field"])
        for row in answer["order_documents"]
    }
    assert told == {
        ("page.html", "FILE_TYPE_NOT_ALLOWED", "file_name"),
        ("slip.pdf", "DOCUMENT_TYPE_RESERVED", "type_code"),
        ("letter.pdf", "DOCUMENT_TYPE_UNKNOWN", "type_code"),
        ("lost.pdf", "FILE_MISSING", "file_name"),
        ("more.pdf", "DOCUMENT_TYPE_UNKNOWN", "type_code"),
        ("unasked.pdf", "DOCUMENT_TYPE_UNKNOWN", "type_code"),
    }
    assert answer["order_documents"][0]["input"].keys() == {"entity", "file_name", "type_code"}
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE"), ("manual.pdf", "OTHER_DOCUMENT")]


def test_two_files_of_one_name_are_one_too_many(upload, order):
    answer = upload(part(described(INVOICE, INVOICE)), FILE, Part("files", PDF + b"\n", "invoice.pdf")).json()

    assert [row["errors"][0]["code"] for row in answer["order_documents"]] == ["FILE_NAME_TAKEN"]
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<body><order_documents>", "MALFORMED_XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><body>&a;</body>', "MALFORMED_XML"),
        (b"<body/>", "VALIDATION_ERROR"),
        (b"{", "MALFORMED_JSON"),
        (b"{}", "VALIDATION_ERROR"),
        (b'{"order_documents": []}', "VALIDATION_ERROR"),
        (b'{"order_documents": [5]}', "VALIDATION_ERROR"),
    ],
)
def test_a_description_that_cannot_be_read_is_refused(upload, order, content, code):
    answer = upload(part(content), FILE)

    assert answer.status_code == 400
    assert answer.json()["code"] == code or answer.json()["errors"]
    assert filed(order) == []


def test_an_unknown_order_is_404(api, stranger_api, order):
    body = in_parts(part(described(INVOICE)), FILE)
    for caller, order_id in ((api, "NONE-A"), (stranger_api, order.order_id)):
        answer = caller.raw("POST", f"/api/orders/{order_id}/documents", body, content_type())
        assert answer.status_code == 404
    assert filed(order) == []


def test_the_list_shows_documents_and_the_slip_of_each_order(api, shop, order):
    """OR72, with `total_count` (trap 2)."""
    document = make_document(shop, order)
    to_ship = make.make_shipping_order(shop)
    waiting = make.make_waiting_order(shop)

    body = listed(api, order.order_id, waiting.order_id, to_ship.order_id, "NONE").json()

    slips = [row for row in body["order_documents"] if row["type"] == "SYSTEM_DELIVERY_BILL"]
    assert [row["order_id"] for row in slips] == [order.order_id, to_ship.order_id]
    assert slips[0]["file_name"] == f"delivery-{order.order_id}.pdf"
    (invoice,) = [row for row in body["order_documents"] if row not in slips]
    assert invoice == {
        "date_uploaded": "2026-03-02T13:00:00Z",
        "file_name": "invoice.pdf",
        "file_size": len(PDF),
        "id": document.pk,
        "order_id": order.order_id,
        "type": "CUSTOMER_INVOICE",
    }
    assert body["total_count"] == 3


def test_the_list_needs_orders_and_shows_no_other_shops(api, stranger_api, shop, order):
    make_document(shop, order)

    assert listed(api).status_code == 400
    assert listed(stranger_api, order.order_id).json() == {"order_documents": [], "total_count": 0}


def test_the_list_costs_the_same_however_many_there_are(api, shop, order, django_assert_num_queries):
    make_document(shop, order)
    listed(api, order.order_id)
    with CaptureQueriesContext(connection) as first:
        listed(api, order.order_id)
    others = [make.make_shipped_order(shop) for _ in range(3)]
    for each in others:
        make_document(shop, each)
        make_document(shop, each, name="second.pdf")

    with django_assert_num_queries(len(first)):
        listed(api, order.order_id, *(each.order_id for each in others))


def test_one_document_comes_as_it_is_and_is_logged(api, shop, order):
    """OR73, trap 3."""
    document = make_document(shop, order)

    answer = api.client.get(
        "/api/orders/documents/download",
        {"document_ids": str(document.pk)},
        headers={"Authorization": api.key, "Accept": "application/json"},
    )

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    with shop_scope(shop):
        assert list(DocumentDownload.objects.values_list("document", "by_kind")) == [(document.pk, "SELLER")]


def names_in(answer):
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        return sorted(archive.namelist())


def test_several_documents_come_in_an_archive(api, shop, order):
    """OR73."""
    second = make.make_shipped_order(shop)
    ids = [make_document(shop, each).pk for each in (order, second)]

    answer = api.get("/api/orders/documents/download", document_ids=",".join(map(str, ids)))

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="documents-20260302130000.zip"'
    assert names_in(answer) == [f"{order.order_id}/invoice.pdf", f"{second.order_id}/invoice.pdf"]
    with shop_scope(shop):
        assert DocumentDownload.objects.count() == 2


def test_orders_give_an_archive_even_of_one_document_of_the_asked_types(api, shop, order):
    """OR73."""
    make_document(shop, order)
    make_document(shop, order, name="manual.pdf", type=DocumentType.OTHER_DOCUMENT)

    answer = api.get("/api/orders/documents/download", order_ids=order.order_id, document_codes="CUSTOMER_INVOICE")

    assert names_in(answer) == [f"{order.order_id}/invoice.pdf"]


def test_the_delivery_slip_is_made_when_it_is_fetched(api, shop, order):
    """OR73."""
    (slip,) = listed(api, order.order_id).json()["order_documents"]

    alone = api.get("/api/orders/documents/download", document_ids=str(slip["id"]))
    packed = api.get("/api/orders/documents/download", order_ids=order.order_id)

    assert alone["Content-Type"] == "application/pdf"
    assert b"".join(alone.streaming_content).startswith(b"%PDF")
    assert names_in(packed) == [f"{order.order_id}/delivery-{order.order_id}.pdf"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"document_ids": "x"}, 400),
        ({"document_ids": "987654"}, 404),
        ({"document_ids": "1000000987654"}, 404),
        ({"order_ids": "NONE"}, 404),
        ({"order_ids": "NONE", "document_codes": "LETTER"}, 400),
    ],
)
def test_what_is_not_there_cannot_be_downloaded(api, query, status):
    assert api.get("/api/orders/documents/download", **query).status_code == status


def test_another_shop_downloads_and_removes_nothing(stranger_api, shop, order):
    document = make_document(shop, order)
    slip = 10**12 + order.pk

    for query in ({"document_ids": str(document.pk)}, {"document_ids": str(slip)}, {"order_ids": order.order_id}):
        assert stranger_api.get("/api/orders/documents/download", **query).status_code == 404
    assert stranger_api.delete(f"/api/orders/documents/{document.pk}").status_code == 404
    assert filed(order) == [("invoice.pdf", "CUSTOMER_INVOICE")]


def test_a_document_is_removed(api, shop, order):
    """OR76."""
    document = make_document(shop, order)

    answer = api.delete(f"/api/orders/documents/{document.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert filed(order) == []
    assert has_invoice(api, order) is False
    assert api.delete(f"/api/orders/documents/{document.pk}").status_code == 404


def test_an_issued_invoice_and_a_slip_stay(api, shop, order):
    """OR76."""
    document = make_document(shop, order, source=DocumentSource.ISSUED)

    answer = api.delete(f"/api/orders/documents/{document.pk}")

    assert (answer.status_code, answer.json()["code"]) == (400, "DOCUMENT_ISSUED")


def test_a_delivery_slip_that_is_listed_says_why_it_stays(api, order, stranger_api):
    """OR76."""
    slip = listed(api, order.order_id).json()["order_documents"][0]

    answer = api.delete(f"/api/orders/documents/{slip['id']}")

    assert answer.status_code == 400
    assert "The delivery slip is made here when it is fetched" in answer.json()["message"]
    assert stranger_api.delete(f"/api/orders/documents/{slip['id']}").status_code == 404


def test_a_name_with_a_folder_is_told_that_a_slash_is_not_allowed(api, order, upload):
    """OR74."""
    name = "../../etc/passwd.pdf"

    answer = upload(part(described({**INVOICE, "file_name": name})), Part("files", PDF, name, "application/pdf"))

    assert answer.json()["errors_count"] == 1
    assert "a file name has no / and no" in answer.content.decode()
    assert filed(order) == []


def test_removed_documents_are_in_no_list_and_no_archive(api, shop, order):
    document = make_document(shop, order)
    with shop_scope(shop):
        remove_document(document_id=document.pk, actor=make.SELLER, at=LATER + timedelta(hours=1))

    assert [row["type"] for row in listed(api, order.order_id).json()["order_documents"]] == ["SYSTEM_DELIVERY_BILL"]
    assert api.get("/api/orders/documents/download", document_ids=str(document.pk)).status_code == 404


def test_the_types_are_told(api):
    """DO01."""
    documents = api.get("/api/documents").json()["documents"]

    assert [row["code"] for row in documents] == [
        "SYSTEM_DELIVERY_BILL",
        "CUSTOMER_INVOICE",
        "SIMPLIFIED_INVOICE",
        "CORRECTIVE_INVOICE",
        "OTHER_DOCUMENT",
    ]
    assert documents[1].keys() == {"code", "description", "entity", "label", "mime_types"}
    assert api.get("/api/documents", entities="SHOP").json() == {"documents": []}
    assert len(api.get("/api/documents", entities="ORDER,SHOP").json()["documents"]) == 5
    assert api.get("/api/documents", entities="OFFER").status_code == 400
