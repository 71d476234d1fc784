"""One request against the same rows by raw SQL, in turns, and the statements that every request makes."""

import os
import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection

from marketplace.tenancy import shop_scope

ROUNDS = int(os.environ.get("ROUNDS", "15"))  # of each, in turns; the median counts
VERBOSE = os.environ.get("VERBOSE") == "1"  # names the slowest query of each

Statement = tuple[str, Any]

# Whose key it is, around every call.
RAW_KEY = """
    SELECT key.*, person.*, membership.*, shop.* FROM shops_apikey key
    JOIN accounts_user person ON person.id = key.user_id
    JOIN shops_membership membership ON membership.user_id = person.id AND membership.shop_id = key.shop_id
    JOIN shops_shop shop ON shop.id = key.shop_id
    WHERE key.shop_id = %s
"""


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


def contest(name: str, ours: Callable[[], Any], raw: list[Statement], shop: Any) -> None:
    """Measure and print."""
    seconds: dict[str, list[float]] = {"in the database": [], "whole": [], "raw SQL": []}
    slowest: tuple[float, str] = (0, "")
    for _ in range(ROUNDS):
        seconds["raw SQL"].append(_time_raw(raw, shop))
        watch = Watch()
        with connection.execute_wrapper(watch):
            started = perf_counter()
            answer = ours()
            seconds["whole"].append(perf_counter() - started)
        assert answer.status_code == 200, (answer.status_code, answer.content[:500])
        seconds["in the database"].append(sum(spent for spent, _sql in watch.queries))
        slowest = max(watch.queries)
    medians = {what: statistics.median(each) for what, each in seconds.items()}
    told = ", ".join(f"{what} {value * 1000:.1f} ms" for what, value in medians.items())
    ratio = medians["in the database"] / medians["raw SQL"]
    print(f"{name}: {told}; {len(watch.queries)} queries, {ratio:.1f} times raw SQL (asked: 3 at most)", flush=True)
    if VERBOSE:
        print(f"    slowest: {slowest[0] * 1000:.1f} ms {' '.join(slowest[1].split())[:600]}", flush=True)


def _time_raw(raw: list[Statement], shop: Any) -> float:
    with shop_scope(shop), connection.cursor() as cursor:
        started = perf_counter()
        for sql, values in raw:
            cursor.execute(sql, values)
            cursor.fetchall()
        return perf_counter() - started
