"""The inbox at 300,000 conversations with 1.2 million messages, against the same rows by raw SQL in the same run.

Starts its own durable server. All conversations are of one shop, the worst case; one in ten waits for an answer.
"""

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from bench._filling import multiply
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.tenancy import all_shops, shop_scope

THREADS = 300_000
MESSAGES_EACH = 4
WAITING_ONE_IN = 10
ROUNDS = 15  # of each, in turns; the median counts
PAGE_ROWS = 50

# What a list of fifty needs of each row: the conversation, its order, its channel, its clock, what the customer wrote.
RAW_LIST = """
    SELECT thread.*, "order".order_id, "order".customer_firstname, "order".customer_lastname, channel.code, deadline.*
    FROM messaging_thread thread
    JOIN orders_order "order" ON "order".id = thread.order_id
    JOIN shops_channel channel ON channel.id = thread.channel_id
    LEFT JOIN deadlines_deadline deadline
        ON deadline.kind = 'customer_reply' AND deadline.subject_id = thread.thread_id::text
        AND deadline.closed_at IS NULL
    WHERE thread.shop_id = %s AND {where}
    ORDER BY {order} LIMIT 51
"""
RAW_THREAD = """
    SELECT message.*, file.name, file.size
    FROM messaging_message message
    LEFT JOIN messaging_attachment attachment ON attachment.message_id = message.id
    LEFT JOIN files_storedfile file ON file.id = attachment.file_id
    WHERE message.thread_id = %s ORDER BY message.id DESC LIMIT 51
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    try:
        os.environ["DATABASE_URL"] = server.start()
        os.environ["DATA_DIR"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        call_command("migrate", verbosity=0)
        scene = fill()
        measure(scene)
    finally:
        connections.close_all()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def fill() -> dict[str, Any]:
    """One shop whose conversations are copies of one that the services made."""
    shops, messaging = (_module(f"tests.factories.{name}") for name in ("shops", "messaging"))
    shop = shops.make_shop(channels=(shops.make_channel(code="ES"),))
    owner = shops.make_member(shop, "GROUP_SHOP_ADMIN")
    key = shops.make_key(owner)[1]
    thread = messaging.make_thread(shop)
    noon = shops.NOON
    with all_shops("a benchmark fills its own database"):
        deadline = _one("SELECT id FROM deadlines_deadline WHERE kind = 'customer_reply'")
        message = thread.messages.get()
        _multiply_threads(thread)
        _multiply_messages(message.pk)
        _multiply_deadlines(deadline)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"shop": shop, "owner": owner, "key": key, "now": noon + timedelta(hours=2), "thread": thread}


def _multiply_threads(thread: Any) -> None:
    multiply(
        "orders_order",
        template=thread.order_id,
        rows=THREADS,
        changes={"order_id": "'X' || n || '-A'", "commercial_id": "'X' || n", "customer_lastname": "'Nº ' || n"},
    )
    when = "one.created_at - n * interval '1 minute'"
    waits = f"n % {WAITING_ONE_IN} = 0"
    multiply(
        "messaging_thread",
        template=thread.pk,
        rows=THREADS,
        changes={
            "thread_id": "gen_random_uuid()",
            "order_id": f"{thread.order_id} + n",
            "reply_token": "left(md5(n::text), 25)",
            "topic_value": "'Topic ' || n",
            "created_at": when,
            "updated_at": when,
            "last_message_at": when,
            "waiting_since": f"CASE WHEN {waits} THEN {when} END",
            "reply_due_at": f"CASE WHEN {waits} THEN {when} + interval '1 day' END",
            "message_count": str(MESSAGES_EACH),
        },
    )


def _multiply_messages(message: int) -> None:
    """Four to a conversation, in turns of customer and shop, written one conversation after the other."""
    multiply(
        "messaging_message",
        template=message,
        rows=THREADS * MESSAGES_EACH,
        changes={
            "message_id": "gen_random_uuid()",
            "thread_id": f"one.thread_id + 1 + (n - 1) / {MESSAGES_EACH}",
            "sender_type": "CASE WHEN n % 2 = 1 THEN 'CUSTOMER_USER' ELSE 'SHOP_USER' END",
            "to_shop": "n % 2 = 1",
            "to_customer": "n % 2 = 0",
            "mail_message_id": "'<' || n || '@bench.example>'",
            "body": "'Message ' || n || repeat(' with some words of usual length', 8)",
        },
    )


def _multiply_deadlines(deadline: int) -> None:
    """A clock for each, that still runs where somebody waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO deadlines_deadline (shop_id, channel_id, kind, subject_id, opened_at, warn_at, due_at, next_at,
                closed_at, outcome, worked_seconds, elapsed_seconds, policy)
            SELECT one.shop_id, one.channel_id, one.kind, thread.thread_id::text, thread.created_at,
                thread.created_at + interval '18 hours', thread.created_at + interval '1 day', NULL,
                CASE WHEN thread.waiting_since IS NULL THEN thread.created_at + interval '3 hours' END,
                CASE WHEN thread.waiting_since IS NULL THEN 'met' ELSE '' END,
                CASE WHEN thread.waiting_since IS NULL THEN 10800 END,
                CASE WHEN thread.waiting_since IS NULL THEN 10800 END, one.policy
            FROM deadlines_deadline one, messaging_thread thread
            WHERE one.id = %s AND thread.thread_id::text <> one.subject_id
            """,
            [deadline],
        )


def measure(scene: dict[str, Any]) -> None:
    clock = _module("marketplace.clock")
    print(f"{THREADS:,} conversations, {THREADS * MESSAGES_EACH:,} messages, one shop")
    with clock.frozen(scene["now"]):
        for name, ours, raw in contests(scene):
            _contest(name, ours, raw, scene["shop"])


def contests(scene: dict[str, Any]) -> Iterator[tuple[str, Callable[[], Any], Callable[[Any], Any]]]:
    """What is measured: a name, the request, and the same rows by raw SQL."""
    client, caller = _clients(scene)
    shop, thread = scene["shop"].pk, _one_thread()
    waiting = RAW_LIST.format(where="thread.reply_due_at IS NOT NULL", order="thread.reply_due_at, thread.id")
    newest = RAW_LIST.format(where="true", order="thread.updated_at DESC, thread.id DESC")
    last = RAW_LIST.format(where="true", order="thread.last_message_at DESC, thread.id DESC")
    inbox = f"/shop/{shop}/messages/"
    yield "inbox, to answer", lambda: client.get(inbox), lambda c: c.execute(waiting, [shop])
    yield "inbox, all", lambda: client.get(inbox, {"tab": "all"}), lambda c: c.execute(last, [shop])
    yield "conversation", lambda: client.get(f"{inbox}{thread[1]}/"), lambda c: c.execute(RAW_THREAD, [thread[0]])
    yield "M11", lambda: caller.get("/api/inbox/threads"), lambda c: c.execute(newest, [shop])
    yield "M10", lambda: caller.get(f"/api/inbox/threads/{thread[1]}"), lambda c: c.execute(RAW_THREAD, [thread[0]])


def _contest(name: str, ours: Callable[[], Any], raw: Callable[[Any], Any], shop: Any) -> None:
    seconds: dict[str, list[float]] = {"ours, in the database": [], "ours, whole": [], "raw SQL": []}
    queries = 0
    for _ in range(ROUNDS):
        with shop_scope(shop), connection.cursor() as cursor:
            started = perf_counter()
            raw(cursor)
            cursor.fetchall()
            seconds["raw SQL"].append(perf_counter() - started)
        with CaptureQueriesContext(connection) as asked:
            started = perf_counter()
            answer = ours()
            seconds["ours, whole"].append(perf_counter() - started)
        assert answer.status_code == 200, answer.status_code
        queries = len(asked)
        seconds["ours, in the database"].append(sum(float(query["time"]) for query in asked))
    medians = {what: statistics.median(each) for what, each in seconds.items()}
    told = ", ".join(f"{what} {value * 1000:.1f} ms" for what, value in medians.items())
    ratio = medians["ours, in the database"] / medians["raw SQL"]
    print(f"{name}: {told}; {queries} queries, {ratio:.1f} times raw SQL (asked: 3)")


def _clients(scene: dict[str, Any]) -> tuple[Any, Any]:
    client = import_string("django.test.Client")()
    client.force_login(scene["owner"].user)
    return client, import_string("tests.factories.calls.Caller")(scene["key"])


def _one_thread() -> tuple[int, str]:
    with all_shops("a benchmark looks at its own database"), connection.cursor() as cursor:
        cursor.execute("SELECT id, thread_id::text FROM messaging_thread ORDER BY id OFFSET 150000 LIMIT 1")
        row = cursor.fetchone()
    return row[0], row[1]


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _module(name: str) -> Any:
    """A module that can be imported only once the server is there."""
    return import_module(name)


if __name__ == "__main__":
    main()
