"""Our operations on invoices."""

import pytest

from invoices.models import Invoice
from invoices.services.papers import render_due
from invoices.services.runs import work_runs
from marketplace.tenancy import shop_scope
from tests.factories.invoicing import complete_issuer, make_invoice
from tests.factories.orders import ADDRESS, make_shipped_order, make_shipping_order, make_waiting_order

ELSEWHERE = {**ADDRESS, "firstname": "Marta", "street_1": "Avenida Otra 9"}


@pytest.fixture
def order(shop):
    complete_issuer(shop)
    with shop_scope(shop):
        return make_shipping_order(shop, billing_address=ELSEWHERE)


def test_a_draft_holds_the_billing_address(api, order):
    """R044"""
    draft = api.get(f"/api/x/orders/{order.order_id}/invoice-draft").json()

    assert draft["kinds"] == ["FULL", "SIMPLIFIED"]
    assert draft["recipient"] == {
        "name": "Marta Ejemplo",
        "lines": ["Avenida Otra 9", "28001 Madrid", "Spain"],
        "tax_id": None,
    }
    assert draft["refusal"] is None
    assert draft["total"] == float(order.total_price)
    assert [line["kind"] for line in draft["lines"]] == ["GOODS", "SHIPPING"]


def test_a_draft_of_an_undecided_order_shows_no_address(api, shop):
    with shop_scope(shop):
        order = make_waiting_order(shop)

    draft = api.get(f"/api/x/orders/{order.order_id}/invoice-draft").json()

    assert draft["recipient"] is None
    assert draft["refusal"]["code"] == "ORDER_INVALID_STATE"
    assert "legal_name" in draft["issuer_missing"]


def test_issuing_answers_the_invoice(api, order):
    answer = api.post(f"/api/x/orders/{order.order_id}/invoices", {"kind": "FULL"})
    again = api.post(f"/api/x/orders/{order.order_id}/invoices", {})

    assert answer.status_code == 201
    told = answer.json()
    assert told["kind"] == "FULL"
    assert told["recipient"]["name"] == "Marta Ejemplo"
    assert told["pdf"]["state"] == "PENDING"
    assert again.status_code == 400
    assert again.json()["code"] == "INVOICE_EXISTS"
    assert api.get(f"/api/x/invoices/{told['invoice_id']}").json()["invoice_number"] == told["invoice_number"]


def test_an_issue_repeated_with_its_key_issues_once(api, shop, order):
    headers = {"Idempotency-Key": "k1"}
    first = api.post(f"/api/x/orders/{order.order_id}/invoices", {}, headers=headers)
    second = api.post(f"/api/x/orders/{order.order_id}/invoices", {}, headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    with shop_scope(shop):
        assert Invoice.objects.count() == 1


def test_without_billing_data_a_full_invoice_is_refused(api, shop):
    """R046, R047"""
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipping_order(shop, billing_address=None)

    refused = api.post(f"/api/x/orders/{order.order_id}/invoices", {"kind": "FULL"})
    issued = api.post(f"/api/x/orders/{order.order_id}/invoices", {"kind": "SIMPLIFIED"}).json()

    assert refused.json()["code"] == "BILLING_DATA_MISSING"
    assert issued["recipient"] is None
    render_due()
    documents = api.get("/api/orders/documents", order_ids=order.order_id).json()["order_documents"]
    assert "SIMPLIFIED_INVOICE" in {each["type"] for each in documents}


def test_an_incomplete_issuer_is_a_fault_of_each_field(api, shop):
    with shop_scope(shop):
        order = make_shipping_order(shop)

    answer = api.post(f"/api/x/orders/{order.order_id}/invoices", {})

    assert answer.status_code == 400
    assert answer.json()["code"] == "ISSUER_INCOMPLETE"
    assert [fault["field"] for fault in answer.json()["errors"]][:2] == ["legal_name", "tax_id"]


def test_the_list_is_filtered_and_paged(api, shop):
    with shop_scope(shop):
        first, second = make_invoice(shop), make_invoice(shop, billing_address=None)

    page = api.get("/api/x/invoices", limit=1).json()
    rest = api.get("/api/x/invoices", page_token=page["next_page_token"]).json()
    simplified = api.get("/api/x/invoices", kind="SIMPLIFIED").json()["data"]
    by_order = api.get("/api/x/invoices", order_id=first.order.order_id).json()["data"]

    assert [each["invoice_id"] for each in page["data"] + rest["data"]] == [
        str(second.invoice_id),
        str(first.invoice_id),
    ]
    assert [each["invoice_number"] for each in simplified] == [second.invoice_number]
    assert [each["invoice_number"] for each in by_order] == [first.invoice_number]


def test_a_correction_names_the_first(api, shop):
    """R048"""
    with shop_scope(shop):
        invoice = make_invoice(shop)
    url = f"/api/x/invoices/{invoice.invoice_id}/corrections"

    wrong = api.post(url, {"reason": "Returned", "lines": [{"position": 9}]})
    told = api.post(url, {"reason": "Returned", "lines": [{"position": 1, "amount": 1.5}]}).json()

    assert wrong.json()["errors"][0]["field"] == "lines[0].position"
    assert told["corrective"]["corrects"]["invoice_number"] == invoice.invoice_number
    assert told["corrective"]["total"] == -1.5
    assert told["renewed"] is None
    first = api.get(f"/api/x/invoices/{invoice.invoice_id}").json()
    assert first["corrections"][0]["invoice_number"] == told["corrective"]["invoice_number"]
    assert first["left"] == float(invoice.total) - 1.5


def test_the_pdf_is_the_same_before_and_after_it_is_filed(api, shop):
    with shop_scope(shop):
        invoice = make_invoice(shop)

    before = b"".join(api.get(f"/api/x/invoices/{invoice.invoice_id}/pdf").streaming_content)
    render_due()
    after = api.get(f"/api/x/invoices/{invoice.invoice_id}/pdf")

    assert before.startswith(b"%PDF-")
    assert b"".join(after.streaming_content) == before
    assert after["Content-Type"] == "application/pdf"


def test_a_run_tells_how_far_it_is(api, shop):
    complete_issuer(shop)
    with shop_scope(shop):
        orders = [make_shipped_order(shop).order_id, make_waiting_order(shop).order_id]

    run = api.post("/api/x/invoice-runs", {"order_ids": orders}).json()
    work_runs()
    after = api.get(f"/api/x/invoice-runs/{run['run_id']}").json()
    late = api.post(f"/api/x/invoice-runs/{run['run_id']}/cancel", {})

    assert (run["state"], run["total"], run["issued"]) == ("WAITING", 2, 0)
    assert (after["state"], after["issued"]) == ("DONE", 1)
    assert after["failures"][0]["order_id"] == orders[1]
    assert late.status_code == 409


def test_settings_are_changed_in_part(api):
    before = api.get("/api/x/invoice-settings").json()
    after = api.patch("/api/x/invoice-settings", {"issues_at_shipment": True, "note": "Thank you."}).json()
    wrong = api.patch("/api/x/invoice-settings", {"full_prefix": "S"})

    assert (before["issues_at_shipment"], before["full_prefix"]) == (False, "F")
    assert (after["issues_at_shipment"], after["note"], after["full_prefix"]) == (True, "Thank you.", "F")
    assert wrong.status_code == 400
    assert {fault["field"] for fault in wrong.json()["errors"]} == {"full_prefix", "simplified_prefix"}


def test_another_shops_invoice_is_not_found(stranger_api, shop):
    with shop_scope(shop):
        invoice = make_invoice(shop)

    for act in ("", "/pdf"):
        assert stranger_api.get(f"/api/x/invoices/{invoice.invoice_id}{act}").status_code == 404
    assert stranger_api.get("/api/x/invoices/nothing").status_code == 404
