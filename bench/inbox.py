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
from django.utils.module_loading import import_string

from bench._filling import multiply
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.tenancy import all_shops, shop_scope

THREADS = 300_000
MESSAGES_EACH = 4
WAITING_ONE_IN = 10
ROUNDS = 15  # of each, in turns; the median counts
VERBOSE = os.environ.get("VERBOSE") == "1"  # names the slowest query of each

Statement = tuple[str, Any]

# What a list of fifty needs of each row: the conversation, its order, its channel, and the clock that runs or ran last.
RAW_LIST = """
    WITH page AS MATERIALIZED (
        SELECT * FROM messaging_thread thread WHERE shop_id = %s AND {where} ORDER BY {order} LIMIT 51
    )
    SELECT page.*, "order".*, channel.*, clock.* FROM page
    JOIN orders_order "order" ON "order".id = page.order_id
    JOIN shops_channel channel ON channel.id = page.channel_id
    LEFT JOIN LATERAL (
        SELECT * FROM deadlines_deadline WHERE subject_id = page.thread_id::text AND kind = 'customer_reply'
        ORDER BY closed_at DESC NULLS FIRST LIMIT 1
    ) clock ON true
"""
# And of the counts around it: the tabs, the navigation.
RAW_COUNTS = """
    SELECT
        (SELECT count(*) FROM (SELECT FROM messaging_thread
            WHERE shop_id = %(shop)s AND reply_due_at IS NOT NULL LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM messaging_thread
            WHERE shop_id = %(shop)s AND reply_due_at < %(now)s LIMIT 1001) few),
        (SELECT count(*) FROM (SELECT FROM messaging_thread WHERE shop_id = %(shop)s LIMIT 1001) few)
"""
RAW_THREAD = """
    SELECT message.*, file.name, file.size
    FROM (SELECT * FROM messaging_message WHERE thread_id = %s ORDER BY id DESC LIMIT 51) message
    LEFT JOIN messaging_attachment attachment ON attachment.message_id = message.id
    LEFT JOIN files_storedfile file ON file.id = attachment.file_id
"""
RAW_CONTEXT = """
    SELECT thread.*, "order".*, line.* FROM messaging_thread thread
    JOIN orders_order "order" ON "order".id = thread.order_id
    LEFT JOIN orders_orderline line ON line.order_id = "order".id
    WHERE thread.id = %s
"""
RAW_CLOCKS = """
    SELECT deadline.*, event.* FROM deadlines_deadline deadline
    LEFT JOIN deadlines_deadlineevent event ON event.deadline_id = deadline.id
    WHERE deadline.kind = 'customer_reply' AND deadline.subject_id = %s
"""

# What stands around every page: who is signed in, and the counts of navigation and bell.
RAW_FRAME = """
    SELECT session.*, person.*, membership.*, shop.*,
        (SELECT count(*) FROM (SELECT FROM deadlines_deadline
            WHERE shop_id = %(shop)s AND closed_at IS NULL LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM deadlines_deadline
            WHERE shop_id = %(shop)s AND closed_at IS NULL AND due_at < %(now)s LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM orders_order
            WHERE shop_id = %(shop)s AND state IN ('WAITING_ACCEPTANCE', 'SHIPPING') LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM orders_order
            WHERE shop_id = %(shop)s AND due_at < %(now)s LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM messaging_thread
            WHERE shop_id = %(shop)s AND reply_due_at IS NOT NULL LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM messaging_thread
            WHERE shop_id = %(shop)s AND reply_due_at < %(now)s LIMIT 100) few),
        (SELECT count(*) FROM (SELECT FROM notices_notice
            WHERE shop_id = %(shop)s AND user_id = person.id AND in_bell AND read_at IS NULL LIMIT 100) few)
    FROM accounts_user person
    JOIN shops_membership membership ON membership.user_id = person.id AND membership.shop_id = %(shop)s
    JOIN shops_shop shop ON shop.id = membership.shop_id
    LEFT JOIN django_session session ON session.session_key = %(session)s
    WHERE person.id = %(user)s
"""
# And whose key it is, around every call.
RAW_KEY = """
    SELECT key.*, person.*, membership.*, shop.* FROM shops_apikey key
    JOIN accounts_user person ON person.id = key.user_id
    JOIN shops_membership membership ON membership.user_id = person.id AND membership.shop_id = key.shop_id
    JOIN shops_shop shop ON shop.id = key.shop_id
    WHERE key.shop_id = %s
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


def contests(scene: dict[str, Any]) -> Iterator[tuple[str, Callable[[], Any], list[Statement]]]:
    """What is measured: a name, the request, and the same rows by raw SQL."""
    client, caller = _clients(scene)
    shop, (thread, thread_id) = scene["shop"].pk, _one_thread()
    waiting = (RAW_LIST.format(where="reply_due_at IS NOT NULL", order="reply_due_at, id"), [shop])
    newest = (RAW_LIST.format(where="true", order="last_message_at DESC, id DESC"), [shop])
    changed = (RAW_LIST.format(where="true", order="updated_at DESC, id DESC"), [shop])
    counts = (RAW_COUNTS, {"shop": shop, "now": scene["now"]})
    opened = [(RAW_THREAD, [thread]), (RAW_CONTEXT, [thread]), (RAW_CLOCKS, [thread_id])]
    frame = (RAW_FRAME, counts[1] | {"user": scene["owner"].user_id, "session": client.session.session_key})
    key = (RAW_KEY, [shop])
    inbox = f"/shop/{shop}/messages/"
    yield "inbox, to answer", lambda: client.get(inbox), [frame, waiting, counts]
    yield "inbox, all", lambda: client.get(inbox, {"tab": "all"}), [frame, newest, counts]
    yield "conversation beside its list", lambda: client.get(f"{inbox}{thread_id}/"), [frame, waiting, counts, *opened]
    yield "M11", lambda: caller.get("/api/inbox/threads"), [key, changed]
    yield "M10", lambda: caller.get(f"/api/inbox/threads/{thread_id}"), [key, *opened]


def _contest(name: str, ours: Callable[[], Any], raw: list[Statement], shop: Any) -> None:
    seconds: dict[str, list[float]] = {"in the database": [], "whole": [], "raw SQL": []}
    slowest: tuple[float, str] = (0, "")
    for _ in range(ROUNDS):
        with shop_scope(shop), connection.cursor() as cursor:
            started = perf_counter()
            for sql, values in raw:
                cursor.execute(sql, values)
                cursor.fetchall()
            seconds["raw SQL"].append(perf_counter() - started)
        watch = Watch()
        with connection.execute_wrapper(watch):
            started = perf_counter()
            answer = ours()
            seconds["whole"].append(perf_counter() - started)
        assert answer.status_code == 200, answer.status_code
        seconds["in the database"].append(sum(spent for spent, _sql in watch.queries))
        slowest = max(watch.queries)
    medians = {what: statistics.median(each) for what, each in seconds.items()}
    told = ", ".join(f"{what} {value * 1000:.1f} ms" for what, value in medians.items())
    ratio = medians["in the database"] / medians["raw SQL"]
    print(f"{name}: {told}; {len(watch.queries)} queries, {ratio:.1f} times raw SQL (asked: 3 at most)")
    if VERBOSE:
        print(f"    slowest: {slowest[0] * 1000:.1f} ms {' '.join(slowest[1].split())[:400]}")


class Watch:
    """Times each query of a request."""

    def __init__(self) -> None:
        self.queries: list[tuple[float, str]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries.append((perf_counter() - started, str(sql)))


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
