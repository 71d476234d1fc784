"""A thousand orders fall due at once, each to be refused and told of by mail, while everything around them dies."""

import email
import random
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults import scene
from tests.faults.battlefield import PATIENCE, Battlefield, battlefield

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ORDERS = 1_000


@pytest.fixture(scope="module")
def field_of_fire() -> Iterator[Battlefield]:
    with battlefield() as field:
        field.run("-m", "tests.faults.scene", str(ORDERS))
        for _ in range(2):
            field.start_worker()
        field.start_beat()
        rage(field)
        field.run("manage.py", "sweep", "--patience", str(PATIENCE))
        yield field


def rage(field: Battlefield) -> None:
    """Something dies whenever another share of the orders is refused."""

    def refused() -> int:
        return field.count("SELECT count(*) FROM deadlines_deadline WHERE closed_at IS NOT NULL")

    blows: list[Callable[[], None]] = [
        field.kill_worker,
        field.kill_worker,
        field.valkey.flush,
        field.kill_worker,
        field.restart_postgres,
        field.kill_worker,
        field.valkey.flush,
        field.kill_worker,
    ]
    # The first blow falls as soon as a breach is marked: in the middle of the first sweep, or right behind it.
    marked = "SELECT count(*) FROM deadlines_deadlineevent WHERE kind = 'MISSED'"
    field.wait_for(lambda: field.count(marked) > 0, "the first breach")
    for number, blow in enumerate(blows):
        # Small shares: the workers go on while what died comes back, and the last blow must fall before they are done.
        share = ORDERS * number // (3 * len(blows))
        field.wait_for(lambda share=share: refused() >= share, f"{share} refused orders")  # type: ignore[misc]  # bound
        time.sleep(random.uniform(0, 0.3))
        blow()
    assert refused() < ORDERS, "the last blow came when all was done"


def test_each_deadline_is_settled_once_and_each_breach_is_marked_once(field_of_fire):
    """Killed workers, a flushed broker and a crashed database lose nothing and double nothing."""
    deadlines = field_of_fire.query(
        "SELECT outcome, missed_at = due_at, count(*) FROM deadlines_deadline GROUP BY 1, 2"
    )
    events = field_of_fire.query(
        "SELECT kind, count(*), count(DISTINCT deadline_id) FROM deadlines_deadlineevent GROUP BY 1"
    )

    assert deadlines == [("late", True, ORDERS)]
    assert sorted(events) == [("MISSED", ORDERS, ORDERS), ("OPENED", ORDERS, ORDERS), ("SETTLED", ORDERS, ORDERS)]


def test_no_consequence_is_left_or_was_set_aside(field_of_fire):
    left = "SELECT count(*) FROM deadlines_deadlineevent WHERE run_at IS NOT NULL OR failed_at IS NOT NULL"
    repeated = "SELECT count(*) FROM deadlines_deadlineevent WHERE attempts > 1"

    assert field_of_fire.count(left) == 0
    # Only what a killed process or the crashed server had in hand was begun again: one in each of two processes.
    assert field_of_fire.count(repeated) <= 2 * field_of_fire.kills + 4


def test_each_order_is_refused_once_and_gives_its_stock_back_once(field_of_fire):
    orders = field_of_fire.query("SELECT state, count(*) FROM orders_order GROUP BY 1")
    told = field_of_fire.query(
        "SELECT kind, count(*), count(DISTINCT order_id) FROM orders_orderevent WHERE kind = 'AUTO_REFUSED' GROUP BY 1"
    )
    stock = field_of_fire.query("SELECT DISTINCT quantity FROM offers_offer")
    news = field_of_fire.query(
        "SELECT count(*), count(DISTINCT order_id) FROM outbox_storefrontevent WHERE kind = 'refused'"
    )

    assert orders == [("REFUSED", ORDERS)]
    assert told == [("AUTO_REFUSED", ORDERS, ORDERS)]
    assert stock == [(scene.STOCK - 1 + ORDERS // scene.TEMPLATES,)]
    assert news == [(ORDERS, ORDERS)]


def test_no_mail_is_lost_and_a_repeated_one_carries_the_same_message_id(field_of_fire):
    rows = field_of_fire.query("SELECT message_id, state, attempts FROM outbox_outboxmessage")
    files = sorted((field_of_fire.folder / "data" / "mail").glob("*.eml"))
    sent = [email.message_from_bytes(file.read_bytes())["Message-ID"] for file in files]

    assert len(rows) == ORDERS
    assert {state for _id, state, _attempts in rows} == {"SENT"}
    # A repeat overwrites its file, so each mail is there once, whole, under its own Message-ID.
    assert sorted(sent) == sorted(message_id for message_id, _state, _attempts in rows)
    # Claimed again: only batches that a killed process held.
    assert sum(attempts - 1 for _id, _state, attempts in rows) <= 50 * (2 * field_of_fire.kills + 4)
