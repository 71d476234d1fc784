"""Issuing invoices as people do it: the pages are sound in every look, and a correction asks for what it needs."""

import pytest
from playwright.sync_api import expect

from invoices.models import Invoice
from invoices.services.correcting import TakenBack, correct_invoice
from invoices.services.runs import start_run
from marketplace.tenancy import shop_scope
from tests.browser.checks import assert_sound
from tests.factories.invoicing import complete_issuer, make_invoice
from tests.factories.orders import ADDRESS, SELLER, make_shipped_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db(transaction=True)
ELSEWHERE = {**ADDRESS, "street_1": "Avenida Otra 9", "city": "Valencia"}


@pytest.fixture
def invoice(shop):
    """One that was corrected in part."""
    with shop_scope(shop):
        made = make_invoice(shop)
        part = [TakenBack(position=1)]
        correct_invoice(
            invoice_id=str(made.invoice_id), reason="Returned", lines=part, recipient=None, actor=SELLER, at=NOON
        )
    return made


@pytest.fixture
def order(shop):
    """Billed elsewhere than shipped to."""
    complete_issuer(shop)
    return make_shipped_order(shop, billing_address=ELSEWHERE)


def test_the_pages_are_sound_in_every_look(open_page, look, shop, owner, invoice, order):
    """R045, R048."""
    width, scheme = look
    with shop_scope(shop):
        run = start_run(shop_id=shop.pk, order_ids=[order.order_id], actor=SELLER, at=NOON)
    paths = (
        f"orders/{order.order_id}/invoice",
        "invoices/issued/",
        f"invoices/{invoice.invoice_id}/",
        f"invoices/{invoice.invoice_id}/correct",
        f"invoices/runs/{run.pk}",
        "settings/invoices",
    )
    for path in paths:
        assert_sound(open_page(f"/shop/{shop.pk}/{path}", who=owner, width=width, scheme=scheme))


def test_a_correction_shows_the_fields_of_the_way_chosen(open_page, shop, owner, invoice):
    page = open_page(f"/shop/{shop.pk}/invoices/{invoice.invoice_id}/correct", who=owner)
    expect(page.locator(".when-recipient")).to_be_hidden()
    page.get_by_label("issue it again to the recipient below").check()
    page.get_by_label("Name", exact=True).fill("Marta Ejemplo")
    page.get_by_label("Reason").fill("Another name")
    page.get_by_role("button", name="Issue corrective invoice").click()

    expect(page.locator("h1")).to_contain_text("Invoice F")
    expect(page.locator("main")).to_contain_text("Marta Ejemplo")
    with shop_scope(shop):
        assert Invoice.objects.filter(order=invoice.order).count() == 4
