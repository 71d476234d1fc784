"""Issuing many invoices, and one by itself at shipment."""

import pytest
from django.utils import translation

from invoices.choices import InvoiceKind, RunState
from invoices.models import Invoice, InvoiceRun
from invoices.services import runs
from invoices.services.runs import cancel_run, find_run, start_run, work_runs
from invoices.services.settings import change_settings
from marketplace.deadlines.models import Deadline
from marketplace.errors import Conflict, ValidationFailed
from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.permissions import Role
from marketplace.tenancy import shop_scope
from orders.models import Order
from tests.factories.invoicing import complete_issuer
from tests.factories.orders import SELLER, make_accepted_order, make_shipped_order, make_shipping_order
from tests.factories.shops import NOON, make_member


def test_a_run_issues_what_it_can_and_says_why_not_the_rest(shop):
    with shop_scope(shop):
        complete_issuer(shop)
        paid, unpaid = make_shipping_order(shop), make_accepted_order(shop)
        bare = make_shipping_order(shop, billing_address=None)
        asked = [paid.order_id, unpaid.order_id, bare.order_id, paid.order_id]
        run = start_run(shop_id=shop.pk, order_ids=asked, actor=SELLER, at=NOON)

    assert work_runs() == 3
    assert work_runs() == 0

    with shop_scope(shop):
        run = find_run(run.pk)
        assert (run.state, run.done, run.handled, run.total) == (RunState.DONE, 2, 3, 3)
        assert [(each["order_id"], each["code"]) for each in run.failures] == [(unpaid.order_id, "ORDER_INVALID_STATE")]
        kinds = Invoice.objects.order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == [InvoiceKind.FULL, InvoiceKind.SIMPLIFIED]


def test_a_cancelled_run_issues_no_more(shop):
    with shop_scope(shop):
        complete_issuer(shop)
        run = start_run(shop_id=shop.pk, order_ids=[make_shipping_order(shop).order_id], actor=SELLER, at=NOON)
        cancel_run(run_id=run.pk, at=NOON)

    assert work_runs() == 0
    with shop_scope(shop):
        assert not Invoice.objects.exists()
        with pytest.raises(Conflict):
            cancel_run(run_id=run.pk, at=NOON)


def test_a_worker_killed_between_invoice_and_record_has_done_neither(shop, monkeypatch):
    with shop_scope(shop):
        complete_issuer(shop)
        run = start_run(shop_id=shop.pk, order_ids=[make_shipping_order(shop).order_id], actor=SELLER, at=NOON)

    def die(_run):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "_keep", die)
    with pytest.raises(KeyboardInterrupt):
        work_runs()
    monkeypatch.undo()
    with shop_scope(shop):
        assert not Invoice.objects.exists()
        assert find_run(run.pk).handled == 0

    assert work_runs() == 1

    with shop_scope(shop):
        assert Invoice.objects.get().invoice_number == "F2026-000001"


def test_a_run_names_the_order_that_is_not_there(in_shop):
    order = make_shipping_order(in_shop)

    with pytest.raises(ValidationFailed) as raised:
        start_run(shop_id=in_shop.pk, order_ids=[order.order_id, "X-A"], actor=SELLER, at=NOON)

    assert raised.value.errors[0].field == "order_ids[1]"


def test_an_invoice_is_issued_by_itself_at_shipment(shop):
    with shop_scope(shop):
        complete_issuer(shop)
        change_settings(shop_id=shop.pk, changes={"issues_at_shipment": True}, at=NOON)
        order = make_shipped_order(shop)
        assert not Invoice.objects.exists()

    assert work_runs() == 1

    with shop_scope(shop):
        assert Invoice.objects.get().order == order
        assert Order.objects.get(pk=order.pk).has_invoice
        assert not InvoiceRun.objects.exists()


def test_a_shipment_never_fails_by_its_invoice(shop):
    member = make_member(shop, Role.SHOP_ADMIN)
    with shop_scope(shop):
        change_settings(shop_id=shop.pk, changes={"issues_at_shipment": True}, at=NOON)
        order = make_shipped_order(shop)

    assert work_runs() == 1

    with shop_scope(shop):
        notice = Notice.objects.get(user=member.user, kind="invoice_not_issued")
        assert notice.subject_id == order.order_id
        said = [registry.get("invoice_not_issued").say([notice])[0].text]
        with translation.override("es"):
            said += [registry.get("invoice_not_issued").say([notice])[0].text]
        assert "Missing: legal name, tax id" in said[0]
        assert "razón social" in said[1]
        clock = Deadline.objects.get(kind="invoice_due", subject_id=order.order_id)
        assert clock.closed_at is None
        assert not InvoiceRun.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SERIES_TAKEN", "already numbers another kind"),
        ("ORDER_INVALID_STATE", "no longer in a state"),
        ("NOTHING_TO_INVOICE", "no line to invoice"),
        ("INTERNAL_ERROR", "Try it again."),
    ],
)
def test_a_notice_says_each_reason(shop, code, words):
    notice = Notice(shop=shop, kind="invoice_not_issued", subject_id="B1-A", params={"code": code, "fields": []})

    assert words in registry.get("invoice_not_issued").say([notice])[0].text


def test_a_run_of_a_shop_that_lacks_its_own_data_is_not_begun(in_shop):
    order = make_shipping_order(in_shop)

    with pytest.raises(ValidationFailed) as raised:
        start_run(shop_id=in_shop.pk, order_ids=[order.order_id], actor=SELLER, at=NOON)

    assert raised.value.code == "ISSUER_INCOMPLETE"
    assert raised.value.errors[0].field == "legal_name"
    assert not InvoiceRun.objects.exists()


def test_nothing_is_issued_by_itself_unless_the_shop_wants_it(shop):
    with shop_scope(shop):
        complete_issuer(shop)
        make_shipped_order(shop)

    assert work_runs() == 0
