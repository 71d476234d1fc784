"""Figures of a shop of 200,000 orders, the cost of one change, and a rebuild of a million orders, each against raw SQL.

Starts its own durable server. `ORDERS=20000` and `ALL_ORDERS=100000` make fewer; `VERBOSE=1` names the slowest query.
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

from bench._contest import RAW_KEY, Statement, contest
from bench._filling import multiply
from marketplace.stack.postgres import EmbeddedPostgres
from marketplace.stack.valkey import EmbeddedValkey
from marketplace.tenancy import all_shops

ORDERS = int(os.environ.get("ORDERS", "200000"))
ALL_ORDERS = int(os.environ.get("ALL_ORDERS", "1000000"))
DAYS = 730
OPEN_DAYS = 5
WAITS = 300
CHANGES = 15  # of each history, in turns; the median counts


RAW_WAITS = """
    SELECT policy, array_agg(opened_at), count(*) FILTER (WHERE due_at < %(at)s) FROM deadlines_deadline
    WHERE shop_id = %(shop)s AND kind = 'customer_reply' AND closed_at IS NULL GROUP BY policy
"""
# Who is signed in.
RAW_WHO = """
    SELECT session.*, person.*, membership.*, shop.* FROM accounts_user person
    JOIN shops_membership membership ON membership.user_id = person.id AND membership.shop_id = %(shop)s
    JOIN shops_shop shop ON shop.id = membership.shop_id
    LEFT JOIN django_session session ON session.session_key = %(session)s
    WHERE person.id = %(user)s
"""
# Orders and offers by state, counted as far as a list counts.
RAW_STATES = """
    SELECT state, (SELECT count(*) FROM (
        SELECT FROM orders_order o WHERE o.shop_id = %(shop)s AND o.state = every.state LIMIT 1001
    ) few)
    FROM unnest(ARRAY['STAGING', 'WAITING_ACCEPTANCE', 'WAITING_DEBIT', 'WAITING_DEBIT_PAYMENT', 'SHIPPING', 'SHIPPED',
        'TO_COLLECT', 'RECEIVED', 'CLOSED', 'REFUSED', 'CANCELED', 'INCIDENT_OPEN', 'REFUNDED']) AS every(state)
    UNION ALL
    SELECT 'offers', count(*) FROM (
        SELECT FROM offers_offer f WHERE f.shop_id = %(shop)s AND f.removed_at IS NULL LIMIT 1001
    ) few
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trastienda-bench-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "pg", log=folder / "postgres.log")
    valkey = EmbeddedValkey(log=folder / "valkey.log")
    try:
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = server.start(), valkey.start()
        os.environ["DATA_DIR"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
        django.setup()
        call_command("migrate", verbosity=0)
        measure()
    finally:
        connections.close_all()
        server.stop()
        valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    scene = _make_shop()
    few = _module("tests.factories.shops").make_shop(channels=(scene["channel"],))
    _give_history(few, scene["channel"], 1_000)
    _give_history(scene["shop"], scene["channel"], ORDERS)
    _give_waits(scene["shop"])
    _count()
    print(f"{ORDERS:,} orders of one shop in {DAYS} days, {WAITS} open waits", flush=True)
    with _module("marketplace.clock").frozen(scene["now"]):
        for name, ours, raw in contests(scene):
            contest(name, ours, raw, scene["shop"])
        _compare_changes(scene["channel"], {1_000: few, ORDERS: scene["shop"]})
    _compare_rebuild(scene)


def _make_shop() -> dict[str, Any]:
    shops = _module("tests.factories.shops")
    channel = shops.make_channel(code="ES")
    shop = shops.make_shop(channels=(channel,))
    owner = shops.make_member(shop, "GROUP_SHOP_ADMIN")
    return {
        "shop": shop,
        "channel": channel,
        "owner": owner,
        "key": shops.make_key(owner)[1],
        "now": shops.NOON + timedelta(hours=2),
    }


def _give_history(shop: Any, channel: Any, count: int) -> None:
    """Copies of one received and rated order, spread over the days; one in ten shipped late, the last days' to ship."""
    orders = _module("tests.factories.orders")
    order = orders.make_shipped_order(shop, channel=channel)
    with all_shops("a benchmark fills its own database"):
        rows = _module("orders.models")
        at = order.shipped_at
        import_string("orders.services.shipment.receive_order")(order_id=order.order_id, actor=orders.SELLER, at=at)
        line = rows.OrderLine.objects.get(order=order)
        check = rows.OrderEvent.objects.get(order=order, kind="FRAUD_PASSED")
        grade = rows.Evaluation.objects.create(shop=shop, order=order, grade=4, created_at=at)
        _multiply(order.pk, line.pk, check.pk, grade.pk, count, prefix=f"S{shop.pk}-{order.pk}-")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _multiply(order: int, line: int, check: int, grade: int, count: int, *, prefix: str) -> None:
    back = f"(n::bigint * 7919 % {DAYS * 86_400}) * interval '1 second'"
    moments = ("created_at", "accepted_at", "debited_at", "ship_by", "promise_earliest", "promise_latest")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM orders_order")
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(pg_get_serial_sequence('orders_order', 'id'), %s)", [first])
    # As in life: what is not shipped yet was placed in the last days.
    waits = f"n::bigint * 7919 % {DAYS * 86_400} < {OPEN_DAYS * 86_400}"
    changes = {
        **{name: f"one.{name} - {back}" for name in moments},
        "order_id": f"'{prefix}' || n",
        "commercial_id": f"'{prefix}' || n",
        "state": f"CASE WHEN {waits} THEN 'SHIPPING' ELSE one.state END",
        "shipped_at": f"CASE WHEN NOT {waits} THEN one.ship_by - {back} + (n % 10 - 9) * interval '5 hours' END",
        "received_at": f"CASE WHEN NOT {waits} THEN one.promise_latest - {back} + (n % 12 - 9) * interval '9 h' END",
    }
    multiply("orders_order", template=order, rows=count, changes=changes)
    of_order = {"order_id": f"{first} + n"}
    multiply("orders_orderline", template=line, rows=count, changes={**of_order, "line_id": f"'{prefix}' || n || '-1'"})
    multiply("orders_orderevent", template=check, rows=count, changes={**of_order, "at": f"one.at - {back}"})
    rated = {**of_order, "created_at": f"one.created_at - {back}", "grade": "1 + n % 5"}
    multiply("orders_evaluation", template=grade, rows=count, changes=rated)


def _give_waits(shop: Any) -> None:
    thread = _module("tests.factories.messaging").make_thread(shop)
    with all_shops("a benchmark fills its own database"):
        clock = _module("marketplace.deadlines.models").Deadline.objects.get(subject_id=str(thread.thread_id))
        multiply(
            "deadlines_deadline",
            template=clock.pk,
            rows=WAITS - 1,
            changes={"subject_id": "gen_random_uuid()::text", "opened_at": "one.opened_at - n * interval '1 minute'"},
        )


def _count() -> None:
    rebuild = import_string("metrics.services.rebuilding.rebuild_figures")
    rebuild(shop_id=None, at=_module("tests.factories.shops").NOON)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def contests(scene: dict[str, Any]) -> Iterator[tuple[str, Callable[[], Any], list[Statement]]]:
    """What is measured: a name, the request, and the same figures by one raw statement."""
    periods, choices = _module("metrics.periods"), _module("metrics.choices")
    seller = import_string("tests.factories.calls.Caller")(scene["key"])
    client, shop, today = import_string("django.test.Client")(), scene["shop"].pk, scene["now"].date()
    client.force_login(scene["owner"].user)
    key = (RAW_KEY, [shop])
    who = {"shop": shop, "user": scene["owner"].user_id, "session": client.session.session_key}
    every = [periods.span_of(period, today) for period in choices.Period]
    month = periods.Span(today - timedelta(days=27), today)
    months = periods.months_until(today)
    # The dashboard draws each of the last 28 days as the 28 days up to it.
    days = [periods.Span(day, day) for day in periods.days_of(today - timedelta(days=54), today)]
    dashboard, one = f"/shop/{shop}/today/figures", "/api/x/metrics/late_shipment_rate"
    yield "A21", lambda: seller.get("/api/account/statistics"), [key, _raw_figures(scene, every)]
    yield (
        "dashboard",
        lambda: client.get(dashboard, headers={"HX-Request": "true", "HX-Target": "dashboard"}),
        [(RAW_WHO, who), _raw_figures(scene, [month, *months, *days]), (RAW_STATES, {"shop": shop})],
    )
    yield "one figure by day", lambda: seller.get(one), [key, _raw_figures(scene, [month, *months, *days[27:]])]


def _raw_figures(scene: dict[str, Any], spans: Any) -> Statement:
    """The facts of these stretches with all that is true now, as one statement."""
    tallies, live = _module("metrics.tallies"), _module("metrics.live")
    values = {"shop": scene["shop"].pk, "channel": None, "at": scene["now"], **tallies.piece_values(spans)}
    # Each part is read once, and its rows stand beside those of the others.
    together = f"""
        WITH facts AS MATERIALIZED (SELECT row_number() OVER () AS n, part.* FROM ({tallies.FACTS_OF_PIECES}) part),
            now AS MATERIALIZED (SELECT 1::bigint AS n, part.* FROM ({live.NOW}) part),
            waits AS MATERIALIZED (SELECT row_number() OVER () AS n, part.* FROM ({RAW_WAITS}) part)
        SELECT * FROM facts FULL JOIN now USING (n) FULL JOIN waits USING (n)
    """  # noqa: S608  # ours
    return together, values


def _compare_changes(channel: Any, shops: dict[int, Any]) -> None:
    """One order placed, marked and its day counted anew, beside a short and a long history."""
    make_order = import_string("tests.factories.orders.make_order")
    make_offer = import_string("tests.factories.offers.make_offer")
    recompute = import_string("metrics.services.recomputing.recompute_marked")
    offers = {size: make_offer(shop, quantity=500) for size, shop in shops.items()}
    while recompute():
        pass
    spent: dict[int, list[float]] = {size: [] for size in shops}
    for _round in range(CHANGES):
        for size, shop in shops.items():
            make_order(shop, channel=channel, offers=[offers[size]])
            started = perf_counter()
            assert recompute() == 1
            spent[size].append(perf_counter() - started)
    told = ", ".join(f"{size:,} orders: {statistics.median(each) * 1000:.1f} ms" for size, each in spent.items())
    print(f"a marked day counted anew, history of {told} (asked: the same)", flush=True)


def _compare_rebuild(scene: dict[str, Any]) -> None:
    """Everything from nothing, against the same sums by one raw aggregate, in turns."""
    _give_history(scene["shop"], scene["channel"], ALL_ORDERS - ORDERS)
    sums = _module("metrics.statements").SUMS_OF_ALL
    raw, ours = [], []
    for _round in range(3):
        with all_shops("a benchmark reads all rows"), connection.cursor() as cursor:
            started = perf_counter()
            cursor.execute(f"SELECT count(*), sum(orders) FROM ({sums}) made", {"shop": None})
            raw.append(perf_counter() - started)
            _days, orders = cursor.fetchone()
        started = perf_counter()
        _module("metrics.services.rebuilding").rebuild_figures(shop_id=None, at=scene["now"])
        ours.append(perf_counter() - started)
    share = min(raw) / min(ours)
    print(
        f"rebuild of {orders:,} orders: {min(ours):.1f} s, one raw aggregate {min(raw):.1f} s, "
        f"{share:.0%} of its speed (asked: half at least)",
        flush=True,
    )


def _module(name: str) -> Any:
    """A module that can be imported only once the server is there."""
    return import_module(name)


if __name__ == "__main__":
    main()
