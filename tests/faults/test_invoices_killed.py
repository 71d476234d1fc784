"""Workers that are killed while they issue and print invoices: each has its number, one document and one mail in the
end.

Where a blow falls is no matter of luck: the worker is killed while it waits for a lock that the test holds.
"""

import signal
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from invoices.choices import DocumentSource, RenderState
from invoices.models import DocumentLink, Invoice, InvoiceRun, InvoiceSeries, OrderDocument
from invoices.services.papers import count_due, render_due
from invoices.services.runs import count_waiting, work_runs
from invoices.services.settings import change_settings
from marketplace import clock
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import all_shops, shop_scope
from orders.models import Order
from tests.factories.invoicing import complete_issuer, make_invoice
from tests.factories.orders import make_shipped_order
from tests.factories.processes import start_command
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
THE_ORDER = "SELECT 1 FROM orders_order WHERE order_id = %s FOR UPDATE"
ALL_MAILS = "LOCK TABLE outbox_outboxmessage IN SHARE MODE"
ALL_RUNS = "LOCK TABLE invoices_invoicerun IN SHARE MODE"  # they can be locked, but neither changed nor deleted
DRAIN = "from invoices.tasks import {task} as work\nwhile work(): pass"


@pytest.fixture
def shop():
    return complete_issuer(make_shop(code="a", channels=(make_channel(code="ES"),)))


def kill_at(lock, *parameters, task):
    """A worker does this task until it waits for what the test has locked, and is killed there."""
    with transaction.atomic(), all_shops("a test stands in a worker's way"), connection.cursor() as cursor:
        cursor.execute(lock, parameters)
        with start_command("shell", "-c", DRAIN.format(task=task)) as worker:
            backend = _until_it_waits(worker)
            worker.kill()
        assert worker.returncode == -signal.SIGKILL
    _until_it_is_gone(backend)


def _until_it_waits(worker):
    for _turn in range(2_400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted")
            if row := cursor.fetchone():
                return row[0]
        if worker.poll() is not None:
            pytest.fail(f"It waited for nothing: {worker.stderr.read()}")
        time.sleep(0.02)
    worker.kill()
    pytest.fail("It never came to what is locked.")


def _until_it_is_gone(backend):
    """Until the server has seen that nobody is at the other end, and has undone what was begun."""
    for _turn in range(2_400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
            if cursor.fetchone() is None:
                return
        time.sleep(0.02)
    pytest.fail("The server holds what a dead worker has begun.")


def _states():
    with all_shops("a test looks at every row"):
        return list(Invoice.objects.order_by("pk").values_list("render_state", "render_attempts"))


def _print_the_rest():
    """The leases of the dead end, and others come."""
    with all_shops("a test lets time pass"):
        Invoice.objects.filter(render_state=RenderState.PENDING).update(render_next_at=clock.real() - timedelta(1))
    while render_due():
        pass
    assert count_due() == 0


def _assert_each_has_its_number_one_document_and_one_mail(count):
    with all_shops("a test looks at every row"):
        invoices = list(Invoice.objects.order_by("number").select_related("document"))
        assert [each.number for each in invoices] == list(range(1, count + 1))
        assert InvoiceSeries.objects.get().last_number == count
        assert len({each.order_id for each in invoices}) == count
        assert {each.render_state for each in invoices} == {RenderState.DONE}
        filed = list(OrderDocument.objects.filter(source=DocumentSource.ISSUED))
        assert {each.pk for each in filed} == {each.document_id for each in invoices}
        assert len(filed) == count
        assert DocumentLink.objects.count() == count
        mails = OutboxMessage.objects.filter(dedupe_key__contains=":document").values_list("recipient", flat=True)
        assert len(mails) == count


def test_invoices_whose_workers_are_killed_in_the_printing_have_one_document_and_one_mail_each(shop):
    with shop_scope(shop):
        invoices = [make_invoice(shop) for _each in range(4)]

    kill_at(THE_ORDER, invoices[1].order.order_id, task="render_invoices_task")
    # The first was done; the second is printed, and nobody has filed it.
    assert _states() == [("DONE", 1), ("PENDING", 1), ("PENDING", 0), ("PENDING", 0)]

    kill_at(ALL_MAILS, task="render_invoices_task")
    # The third was filed all but its mail: nothing of that stays.
    assert _states() == [("DONE", 1), ("PENDING", 1), ("PENDING", 1), ("PENDING", 0)]
    with all_shops("a test looks at every row"):
        assert OrderDocument.objects.count() == 1

    _print_the_rest()
    _assert_each_has_its_number_one_document_and_one_mail(4)


def test_invoices_issued_at_shipment_by_workers_that_are_killed_have_no_gap_and_no_double(shop):
    with shop_scope(shop):
        change_settings(shop_id=shop.pk, changes={"issues_at_shipment": True}, at=NOON)
        orders = [make_shipped_order(shop) for _each in range(3)]

    kill_at(ALL_RUNS, task="run_invoices_task")
    # The first was issued, and killed before it was crossed off: the number is free again.
    assert _states() == []
    assert count_waiting() == 3

    kill_at(THE_ORDER, orders[1].order_id, task="run_invoices_task")
    assert _states() == [("PENDING", 0)]
    assert count_waiting() == 2

    while work_runs():
        pass
    with all_shops("a test looks at every row"):
        assert not InvoiceRun.objects.exists()
        assert Order.objects.filter(has_invoice=True).count() == 3
    _print_the_rest()
    _assert_each_has_its_number_one_document_and_one_mail(3)
