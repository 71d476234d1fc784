from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from marketplace.outbox.delivery import count_pending, deliver_due
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import queue_mail
from marketplace.tenancy import all_shops

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

WORKERS = 4


def at_once(work):
    """Run the same work in several threads that begin together."""
    barrier = Barrier(WORKERS)

    def run(number):
        try:
            barrier.wait(timeout=10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


def test_several_workers_send_each_mail_once(smtp):
    addresses = [f"customer{number}@example.com" for number in range(200)]
    with all_shops("one transaction for two hundred mails"):
        for address in addresses:
            queue_mail(shop_id=None, to=address, subject="S", text="t")

    settled = at_once(lambda number: deliver_due())

    assert sum(settled) == 200
    assert Counter(smtp.recipients) == Counter(addresses)
    assert count_pending() == 0


def test_a_consequence_run_by_several_workers_writes_one_mail():
    def write(number):
        return queue_mail(shop_id=None, to="a@example.com", subject=f"S{number}", text="t", dedupe_key="refused:X-A").pk

    assert len(set(at_once(write))) == 1

    with all_shops("counting"):
        assert OutboxMessage.objects.count() == 1
