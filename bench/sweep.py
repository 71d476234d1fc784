"""The sweep against the bare SQL loop, on a million open deadlines of which twenty thousand are due.

Starts its own durable server. Every run begins on a fresh copy of one vacuumed database: all see the same state.
"""

import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.utils.module_loading import import_string

from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.tenancy import all_shops

OPEN = 1_000_000
FEW = 1_000
DUE = 20_000
ROUNDS = 5  # of each, in turns; the median counts
EMPTY_SWEEPS = 200
AT = datetime(2026, 3, 6, 16, tzinfo=UTC)

# The bare loop: what the sweep must do and nothing else, three statements a batch.
CLAIM = """
    SELECT id FROM deadlines_deadline WHERE next_at < %s ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
UPDATE = "UPDATE deadlines_deadline SET missed_at = due_at, next_at = NULL WHERE id = ANY(%s)"
INSERT = """
    INSERT INTO deadlines_deadlineevent (shop_id, deadline_id, kind, at, attempts, failure)
    SELECT shop_id, id, 'MISSED', due_at, 0, '' FROM deadlines_deadline WHERE id = ANY(%s)
"""
OPEN_SCOPE = "SELECT set_config('trastienda.all', 'on', true)"

# Hundreds of shops; the policy has the size of a real one.
FILL = """
    INSERT INTO deadlines_deadline (
        shop_id, channel_id, kind, subject_id, opened_at, due_at, next_at, outcome, policy
    )
    SELECT 1 + number %% 200, 1, 'order_shipment', 'X' || number, %(at)s - interval '3 days', due_at, due_at, '',
        %(policy)s
    FROM generate_series(1, %(rows)s) AS number,
        LATERAL (SELECT CASE
            WHEN number <= %(due)s THEN %(at)s - number * interval '1 second'
            ELSE %(at)s + number * interval '1 second'
        END AS due_at) AS moments
"""
POLICY = (
    '{"rule": "order_shipment", "name": "2 working days", "hours": null, "days": 2, "clock": "DAYS",'
    ' "timezone": "Europe/Madrid", "holidays": {"2026-03-19": "San José"}, "windows": {"1": [["00:00", "24:00"]],'
    ' "2": [["00:00", "24:00"]], "3": [["00:00", "24:00"]], "4": [["00:00", "24:00"]], "5": [["00:00", "24:00"]]}}'
)
CHANNEL = """
    INSERT INTO shops_calendar (id, name, country, subdivision) VALUES (1, 'Bench', 'ES', '');
    INSERT INTO shops_channel (
        id, code, label, description, language, country, currency, timezone, calendar_id, is_active
    ) VALUES (1, 'ES', 'Spain', '', 'es', 'ES', 'EUR', 'Europe/Madrid', 1, true);
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    try:
        os.environ["DATABASE_URL"] = server.start()
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        measure(server)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(server: EmbeddedPostgres) -> None:
    call_command("migrate", verbosity=0)
    use("postgres")
    base, admin = Path(server.url.split("?")[0]).name, server.superuser_url
    copy_database(admin, base, "few")
    fill(base, rows=OPEN, due=DUE)
    fill("few", rows=FEW, due=0)
    runs: dict[str, list[float]] = {"bare SQL loop": [], "sweep": []}
    contest: list[tuple[str, Callable[[], object]]] = [("bare SQL loop", bare_loop), ("sweep", our_sweep)]
    for _ in range(ROUNDS):
        contest.reverse()
        for name, run in contest:
            with fresh_copy(admin, base, "run"):
                runs[name].append(DUE / timed(run))
                assert_marked_once("run")
    for name, rates in runs.items():
        spread = ", ".join(f"{rate:,.0f}" for rate in sorted(rates))
        print(f"{name}: {statistics.median(rates):,.0f} breaches a second (median of {spread})")
    ratio = statistics.median(runs["sweep"]) / statistics.median(runs["bare SQL loop"])
    print(f"sweep over bare loop: {ratio:.0%} (asked: 50 % at least)")
    with fresh_copy(admin, base, "run"):
        print(f"two workers at once: {DUE / timed(two_sweeps):,.0f} breaches a second")
        assert_marked_once("run")
        print(f"one event per breach under two workers: {DUE:,} events, {DUE:,} deadlines")
        after = empty_sweep("run")
        vacuum("run")
        at_many = empty_sweep("run")
    at_few = empty_sweep("few")
    print(f"sweep that finds nothing, {FEW:,} open: {at_few * 1000:.2f} ms")
    print(f"sweep that finds nothing, {OPEN:,} open: {at_many * 1000:.2f} ms ({at_many / at_few:.2f} times)")
    print(f"the same right after {DUE:,} breaches, before any vacuum: {after * 1000:.2f} ms")


def use(name: str) -> None:
    """Point Django at another database of the server."""
    connections["default"].close()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def fill(name: str, *, rows: int, due: int) -> None:
    use(name)
    with all_shops("a benchmark fills its own database"), connection.cursor() as cursor:
        cursor.execute(CHANNEL)
        shop = import_string("marketplace.shops.models.Shop")
        shop.objects.bulk_create(
            shop(id=n, code=f"shop-{n}", name="Shop", created_at=AT, updated_at=AT) for n in range(1, 201)
        )
        cursor.execute(FILL, {"rows": rows, "due": due, "at": AT, "policy": POLICY})
    vacuum(name)
    connection.close()


def vacuum(name: str) -> None:
    use(name)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE deadlines_deadline")
        cursor.execute("VACUUM ANALYZE deadlines_deadlineevent")


def copy_database(admin: str, source: str, target: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        owner = connection.execute("SELECT datdba::regrole::text FROM pg_database WHERE datname = %s", [source])
        role = owner.fetchone()[0]  # type: ignore[index]  # the database is there
        connection.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}" OWNER {role} STRATEGY FILE_COPY')
        connection.execute("CHECKPOINT")


@contextmanager
def fresh_copy(admin: str, source: str, target: str) -> Iterator[None]:
    """A database like `source`, for the block; Django is pointed at it."""
    use("postgres")
    copy_database(admin, source, target)
    use(target)
    try:
        yield
    finally:
        use("postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{target}" WITH (FORCE)')


def timed(run: Callable[[], object]) -> float:
    connection.ensure_connection()
    started = perf_counter()
    run()
    return perf_counter() - started


def our_sweep() -> int:
    """Mark what is due. Found by its name, because models can be imported only once the server is there."""
    return int(import_string("marketplace.deadlines.sweep.sweep_deadlines")(at=AT).total)


def two_sweeps() -> None:
    connection.close()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=our_sweep) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    our_sweep()  # what each passed by because the other held it


def bare_loop() -> None:
    batch_rows = import_string("marketplace.deadlines.sweep.BATCH_ROWS")
    raw = connection.connection
    with raw.cursor() as cursor:
        while True:
            with raw.transaction():
                cursor.execute(OPEN_SCOPE)
                ids = [row[0] for row in cursor.execute(CLAIM, [AT, batch_rows]).fetchall()]
                if not ids:
                    return
                cursor.execute(UPDATE, [ids])
                cursor.execute(INSERT, [ids])


def assert_marked_once(name: str) -> None:
    use(name)
    with all_shops("a benchmark looks at its own database"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT deadline_id) FROM deadlines_deadlineevent")
        events = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM deadlines_deadline WHERE missed_at = due_at AND next_at IS NULL")
        marked = cursor.fetchone()[0]
    if (events, marked) != ((DUE, DUE), DUE):
        raise SystemExit(f"{DUE} were due, {marked} are marked, and events are {events}")


def empty_sweep(name: str) -> float:
    """Seconds of one sweep that finds nothing, the median of many."""
    use(name)
    our_sweep()
    seconds = []
    for _ in range(EMPTY_SWEEPS):
        started = perf_counter()
        assert our_sweep() == 0
        seconds.append(perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
