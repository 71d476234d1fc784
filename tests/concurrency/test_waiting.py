"""A request that waits too long for what another transaction holds is told so, and changes nothing."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import connection

from marketplace.tenancy import all_shops
from orders.models import Order
from orders.services.moving import lock_order
from tests.factories.orders import make_waiting_order

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def held(shop):
    """An order to accept that another transaction holds for the whole test."""
    with all_shops("a test makes its rows"):
        order = make_waiting_order(shop)
    holding, done = threading.Event(), threading.Event()

    def hold():
        with all_shops("somebody else is at work"):
            lock_order(order.order_id)
            holding.set()
            done.wait(timeout=30)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    assert holding.wait(timeout=10)
    yield order
    done.set()
    worker.join(timeout=10)


@pytest.fixture
def patience():
    """Locks are waited for as in the web, but for less long."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def state_of(order):
    with all_shops("a test looks"):
        return Order.objects.get(pk=order.pk).state


def test_a_page_says_that_somebody_else_is_at_work(shop, owner, signed_in, held, patience):
    answer = signed_in(owner).post(f"/shop/{shop.pk}/orders/{held.order_id}/accept", {})

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Somebody else is changing the same thing" in answer.content.decode()
    assert state_of(held) == "WAITING_ACCEPTANCE"


def test_a_call_is_told_that_somebody_else_is_at_work(api, held, patience):
    lines = [{"id": f"{held.order_id}-1", "accepted": True}]

    answer = api.put(f"/api/orders/{held.order_id}/accept", {"order_lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (503, "BUSY")
    assert state_of(held) == "WAITING_ACCEPTANCE"


@pytest.mark.parametrize(("module", "told"), [("marketplace.wsgi", "15s"), ("marketplace.celery", "none")])
def test_the_web_alone_bounds_its_waits(module, told):
    program = f"""
import django, importlib
module = importlib.import_module({module!r})
django.setup()
from django.conf import settings
print(settings.DATABASES["default"]["OPTIONS"].get("options", "none").rpartition("=")[2])
"""
    environment = {name: value for name, value in os.environ.items() if name != "LOCK_TIMEOUT"}

    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert ran.stdout.split() == [told]
