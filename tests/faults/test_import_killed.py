"""A worker that is killed in the midst of a file: nothing of it stays, and another makes it whole."""

import signal
import time
from datetime import timedelta

import pytest
from django.db import connection

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import ImportState
from offers.models import ImportRun, Offer
from offers.services.import_running import drain_imports
from tests.factories.imports import send_file
from tests.factories.offers import make_product
from tests.factories.processes import start_command
from tests.factories.shops import make_channel, make_shop

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROWS = 60_000
EAN = "8412345678905"


def the_run():
    with all_shops("a test looks at every row"):
        return ImportRun.objects.get()


def until_it_writes():
    """Until another connection writes offers: only who changes rows of the table holds that lock."""
    for _turn in range(2_400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = 'offers_offer'::regclass AND mode = 'RowExclusiveLock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("No offer was written.")


def test_nothing_stays_of_a_file_whose_worker_is_killed_in_the_write_and_the_next_makes_it_whole():
    make_product(ean=EAN)
    shop = make_shop(channels=(make_channel(code="ES"),))
    rows = "".join(f"A-{number};{EAN};EAN;10;7;11\n" for number in range(ROWS))
    send_file(shop, "sku;product-id;product-id-type;price;quantity;state\n" + rows)

    with start_command("sweep") as worker:
        until_it_writes()
        worker.kill()

    assert worker.returncode == -signal.SIGKILL
    run = the_run()
    assert (run.state, run.attempts) == (ImportState.RUNNING, 1)
    assert drain_imports() == 0
    with all_shops("a test looks at every row"):
        assert Offer.objects.count() == 0
        # The lease ends.
        ImportRun.objects.update(claimed_until=clock.real() - timedelta(seconds=1))

    assert drain_imports() == 1

    run = the_run()
    assert (run.state, run.attempts, run.inserted, run.lines_read) == (ImportState.COMPLETE, 2, ROWS, ROWS)
    with all_shops("a test looks at every row"):
        assert Offer.objects.count() == ROWS
