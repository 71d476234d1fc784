"""Two thousand orders fall due at once, each to be refused and told of by mail, while everything around them dies."""

import email
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from marketplace.stack.children import end, kill_session, open_log, spawn
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.valkey import EmbeddedValkey
from tests.faults import scene

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
ORDERS = 2_000
CELERY = (sys.executable, "-m", "celery", "-A", "marketplace")
WORKER = (*CELERY, "worker", "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle")
PATIENCE = 300  # seconds for each stage; on an idle machine the whole takes a fifth of that


@dataclass
class Battlefield:
    """A durable Postgres, a Valkey, and the processes that work on them."""

    folder: Path
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(self.folder / "data"),
            "SIMULATION": "1",
            "SECRET_KEY": "tests only",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "PYTHONPATH": str(ROOT),
        }
        return {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}} | own

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with open_log(self.folder / "processes.log") as log:
            return spawn(command, env=self.environment, output=log, cwd=ROOT)

    def start_worker(self) -> None:
        self.workers.append(self.start(*WORKER))

    def kill_worker(self) -> None:
        """SIGKILL to the oldest worker and its children, whatever they are at; a new one takes its place."""
        kill_session(self.workers.pop(0))
        self.kills += 1
        self.start_worker()

    def restart_postgres(self) -> None:
        self.postgres.crash()
        self.postgres.launch()

    def query(self, sql: str) -> list[Any]:
        """As the superuser, who sees past row-level security."""
        with psycopg.connect(self.postgres.superuser_url) as connection:
            return connection.execute(sql).fetchall()

    def count(self, sql: str) -> int:
        return int(self.query(sql)[0][0])

    def wait_for(self, reached: Callable[[], bool], what: str) -> None:
        give_up = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < give_up, (
                f"{what} not reached: {(self.folder / 'processes.log').read_text()[-4000:]}"
            )
            time.sleep(0.05)


@pytest.fixture(scope="module")
def field_of_fire() -> Iterator[Battlefield]:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-faults-", dir="/tmp"))
    folder.chmod(0o711)
    battlefield = Battlefield(
        folder=folder,
        postgres=EmbeddedPostgres(folder / "pg", log=folder / "postgres.log"),
        valkey=EmbeddedValkey(log=folder / "valkey.log"),
    )
    beat = None
    try:
        battlefield.postgres.start()
        battlefield.valkey.start()
        battlefield.run("-m", "tests.faults.scene", str(ORDERS))
        for _ in range(2):
            battlefield.start_worker()
        beat = battlefield.start(*CELERY, "beat", "-l", "WARNING", "-s", str(folder / "schedule"), "--pidfile=")
        rage(battlefield)
        battlefield.run("manage.py", "sweep", "--patience", str(PATIENCE))
        yield battlefield
    finally:
        for process in [*battlefield.workers, *([beat] if beat else [])]:
            end(process)
        battlefield.postgres.stop()
        battlefield.valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)


def rage(battlefield: Battlefield) -> None:
    """Something dies whenever another share of the orders is refused."""

    def refused() -> int:
        return battlefield.count("SELECT count(*) FROM deadlines_deadline WHERE closed_at IS NOT NULL")

    blows: list[Callable[[], None]] = [
        battlefield.kill_worker,
        battlefield.kill_worker,
        battlefield.valkey.flush,
        battlefield.kill_worker,
        battlefield.restart_postgres,
        battlefield.kill_worker,
        battlefield.valkey.flush,
        battlefield.kill_worker,
    ]
    # The first blow falls as soon as a breach is marked: in the middle of the first sweep, or right behind it.
    marked = "SELECT count(*) FROM deadlines_deadlineevent WHERE kind = 'MISSED'"
    battlefield.wait_for(lambda: battlefield.count(marked) > 0, "the first breach")
    for number, blow in enumerate(blows):
        share = ORDERS * number // (len(blows) + 1)
        battlefield.wait_for(lambda share=share: refused() >= share, f"{share} refused orders")  # type: ignore[misc]  # bound
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
