"""What leads to invoices and away from them: the order's page, the question before many, corrections, faults."""

from decimal import Decimal

import pytest
from django.urls import reverse

from invoices.choices import RenderState
from invoices.models import Invoice, InvoiceRun
from invoices.services.correcting import TakenBack, correct_invoice
from invoices.services.papers import render_due
from invoices.services.reading import printed_of
from invoices.services.runs import work_runs
from marketplace.tenancy import shop_scope
from orders.choices import OrderState
from orders.models import Order
from tests.factories.invoicing import complete_issuer, make_invoice
from tests.factories.orders import ADDRESS, SELLER, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON, make_member


@pytest.fixture
def seller(shop, signed_in):
    return signed_in(make_member(shop))


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def _correct(invoice, amount=None):
    lines = None if amount is None else [TakenBack(1, Decimal(amount))]
    key = str(invoice.invoice_id)
    return correct_invoice(
        invoice_id=key, reason="Wrong", lines=lines, recipient=None, actor=SELLER, at=NOON
    ).corrective


def test_the_orders_page_leads_to_its_invoices_and_says_which_is_void(shop, seller):
    """R048"""
    with shop_scope(shop):
        invoice = make_invoice(shop)
        order = invoice.order
        url = f"/shop/{shop.pk}/orders/{order.order_id}/"
        assert f'href="/shop/{shop.pk}/invoices/{invoice.invoice_id}/"' in _text(seller.get(url))
        part = _correct(invoice, "1.00")
    render_due()
    in_part = _text(seller.get(url))
    with shop_scope(shop):
        rest = _correct(invoice)
    render_due()
    page = _text(seller.get(url))

    assert f"Corrected in part by {part.invoice_number}" in in_part
    assert f"Void: taken back by {part.invoice_number}, {rest.invoice_number}" in page
    assert page.count(f"Corrects {invoice.invoice_number}") == 2
    assert f'href="/shop/{shop.pk}/invoices/{rest.invoice_id}/"' in page


def test_history_and_documents_name_who_issued(shop, seller):
    with shop_scope(shop):
        invoice = make_invoice(shop)
        corrective = _correct(invoice, "1.00")
    render_due()

    page = _text(seller.get(f"/shop/{shop.pk}/orders/{invoice.order.order_id}/"))

    assert f"Invoice issued: {invoice.invoice_number}" in page
    assert f"Invoice corrected: {invoice.invoice_number} by {corrective.invoice_number}" in page
    assert f"Issued here · {SELLER.label}" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": OrderState.WAITING_ACCEPTANCE}, "Its invoice can be issued once it is paid."),
        ({"state": OrderState.REFUSED}, "It gets no invoice."),
        ({"is_fraud": True}, "It gets no invoice."),
    ],
)
def test_an_order_that_can_have_no_invoice_offers_none(shop, seller, changes, said):
    complete_issuer(shop)
    with shop_scope(shop):
        order = make_shipping_order(shop)
        Order.objects.filter(pk=order.pk).update(**changes)
    url = f"/shop/{shop.pk}/orders/{order.order_id}/"

    page, draft = _text(seller.get(url)), _text(seller.get(f"{url}invoice"))

    assert f'href="{url}invoice"' not in page
    assert said in draft
    assert "This is what will be issued" not in draft
    assert "Total" not in draft


def test_a_company_without_tax_id_is_marked_before_issuing(shop, seller):
    complete_issuer(shop)
    with shop_scope(shop):
        bare, named = (
            make_shipping_order(shop, billing_address={**ADDRESS, "company": "Ejemplo, S.L."}) for _each in range(2)
        )
        Order.objects.filter(pk=bare.pk).update(customer_tax_id="")
        Order.objects.filter(pk=named.pk).update(customer_tax_id="B0000002")
    hint = "The billing data name a company, but no tax id."

    assert hint in _text(seller.get(f"/shop/{shop.pk}/orders/{bare.order_id}/invoice"))
    assert hint not in _text(seller.get(f"/shop/{shop.pk}/orders/{named.order_id}/invoice"))


def test_an_amount_taken_back_is_no_piece_of_goods(shop, seller):
    """R048"""
    with shop_scope(shop):
        invoice = make_invoice(shop)
        first, last = _correct(invoice, "1.00"), _correct(invoice)
        printed = [printed_of(each).lines[0] for each in (first, last)]

    assert [line.quantity for line in printed] == [0, 0]
    assert printed[0].gross == Decimal("-1.00")
    assert 'data-label="Qty"' not in _text(seller.get(f"/shop/{shop.pk}/invoices/{first.invoice_id}/"))


def test_a_whole_line_taken_back_names_its_pieces(shop):
    with shop_scope(shop):
        invoice = make_invoice(shop)
        sold = invoice.lines.order_by("position")[0].quantity
        corrective = _correct(invoice)
        assert corrective.lines.order_by("position")[0].quantity == -sold


def test_a_failed_pdf_is_offered_to_be_made_again_and_not_for_download(shop, seller):
    with shop_scope(shop):
        invoice = make_invoice(shop)
        Invoice.objects.filter(pk=invoice.pk).update(render_state=RenderState.FAILED, render_failure="No memory")
    page = _text(seller.get(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/"))

    assert "The PDF could not be made: No memory" in page
    assert "Make the PDF again" in page
    assert "Download PDF" not in page


def test_many_are_issued_after_a_look_at_what_will_be(shop, seller):
    complete_issuer(shop)
    with shop_scope(shop):
        full, bare = make_shipped_order(shop), make_shipped_order(shop, billing_address=None)
    url, keys = f"/shop/{shop.pk}/invoices/issue", [full.pk, bare.pk]

    asked = _text(seller.post(url, {"selected": keys}))

    with shop_scope(shop):
        assert not InvoiceRun.objects.exists()
    assert "Issue 2 invoices?" in asked
    assert "<td>Invoice</td>" in asked
    assert "<td>Simplified invoice</td>" in asked
    assert "2 customers get a link by mail." in asked

    run_url = seller.post(url, {"selected": keys, "step": "do"})["Location"]
    work_runs()
    done = _text(seller.get(run_url))
    with shop_scope(shop):
        for invoice in Invoice.objects.all():
            assert f'href="/shop/{shop.pk}/invoices/{invoice.invoice_id}/"' in done


def test_each_missing_invoice_can_be_issued_from_its_row(shop, seller):
    with shop_scope(shop):
        order = make_shipped_order(shop)

    assert f'href="/shop/{shop.pk}/orders/{order.order_id}/invoice"' in _text(seller.get(f"/shop/{shop.pk}/invoices/"))


def test_a_corrective_invoice_has_no_form_of_correction(shop, seller):
    with shop_scope(shop):
        corrective = _correct(make_invoice(shop), "1.00")

    page = _text(seller.get(f"/shop/{shop.pk}/invoices/{corrective.invoice_id}/correct"))

    assert "A corrective invoice is not corrected itself." in page
    assert 'name="reason"' not in page


def test_the_country_of_another_recipient_is_chosen_from_a_list(shop, seller):
    with shop_scope(shop):
        invoice = make_invoice(shop)

    page = _text(seller.get(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/correct"))

    assert '<option value="ES" selected>Spain</option>' in page


def test_the_list_says_what_a_corrective_invoice_corrects_and_writes_a_true_minus(shop, seller):
    with shop_scope(shop):
        invoice = make_invoice(shop)
        _correct(invoice, "1.00")

    page = _text(seller.get(f"/shop/{shop.pk}/invoices/issued/"))

    assert f"corrects {invoice.invoice_number}" in page
    assert "\N{MINUS SIGN}€1.00" in page


def test_issuing_by_itself_without_an_issuer_is_saved_with_a_warning(shop, seller):
    given = {"full_prefix": "F", "simplified_prefix": "S", "corrective_prefix": "R", "issues_at_shipment": "on"}

    page = _text(seller.post(f"/shop/{shop.pk}/settings/invoices", given, follow=True))

    assert (
        page.count("Nothing is issued by itself until your shop&#x27;s data are complete.")
        + page.count("Nothing is issued by itself until your shop's data are complete.")
        >= 2
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period_after": "2026-13-01"}, "Enter a valid date."),
        ({"period_after": "2026-11-30", "period_before": "2026-11-01"}, "The period ends before it begins."),
    ],
)
def test_a_period_that_cannot_be_read_is_refused_beside_its_fields(shop, seller, query, said):
    page = _text(seller.get(reverse("invoices:finance", args=[shop.pk]), query))

    assert said in page
    assert 'aria-invalid="true"' in page


def test_the_api_refuses_a_period_that_ends_before_it_begins(api):
    answer = api.get("/api/x/finance?since=2026-11-30&until=2026-11-01")

    assert answer.status_code == 400
    assert "The period ends before it begins." in answer.json()["message"]


def test_the_operators_menu_and_orders_lead_to_invoices(shop, operator, signed_in):
    """R116"""
    with shop_scope(shop):
        invoice = make_invoice(shop)
    render_due()
    office = signed_in(operator)

    order = _text(office.get(reverse("admin:orders_order_change", args=[invoice.order_id])))
    page = _text(office.get(reverse("admin:invoices_invoice_change", args=[invoice.pk])))

    for name in ("invoice", "orderdocument", "invoiceseries", "invoicerun"):
        assert f'href="{reverse(f"admin:invoices_{name}_changelist")}"' in order
    assert invoice.invoice_number in order
    assert f"{invoice.invoice_number}.pdf" in order
    assert "Casa Norte, S.L., Calle Inventada 2, 33001 Oviedo" in page
    assert "&quot;tax_id&quot;" not in page
