"""The rows that a figure was made of: exactly those that it counts, found by the same conditions (R135)."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from marketplace.errors import NotFound, ValidationFailed
from marketplace.permissions import Right
from messaging.kinds import CUSTOMER_REPLY
from metrics.choices import Part
from metrics.columns import COLUMNS, Column, Source
from metrics.definitions import FIGURES, Figure
from metrics.measures import RowPage
from metrics.periods import Span
from metrics.services.describing import Found, describe_rows
from metrics.tallies import LAST_ACCEPTED, Asked, ask

MOST_ROWS = 1000
_SPREAD = timedelta(days=2)  # more than any zone is away from UTC

_ORDERS = "orders_order o JOIN shops_channel c ON c.id = o.channel_id"
_CLOCKS = "deadlines_deadline d JOIN shops_channel c ON c.id = d.channel_id"
_REPLIES = f"d.kind = '{CUSTOMER_REPLY}'"
# Of each source: its rows, its moment, its key, whose shop and channel, and what else holds for all of its rows.
_SOURCES: dict[Source, tuple[str, str, str, str, str]] = {
    Source.ORDER: (_ORDERS, "o.created_at", "o.id", "o", "true"),
    Source.LINE: (f"{_ORDERS} JOIN orders_orderline l ON l.order_id = o.id", "o.created_at", "l.id", "o", "true"),
    Source.APPROVAL: (
        f"{_ORDERS} JOIN orders_orderevent e ON e.order_id = o.id AND e.kind = 'FRAUD_PASSED'",
        "o.created_at",
        "o.id",
        "o",
        "true",
    ),
    Source.ANSWER: (_CLOCKS, "d.closed_at", "d.id", "d", f"{_REPLIES} AND d.closed_at IS NOT NULL"),
    Source.WAIT: (_CLOCKS, "d.opened_at", "d.id", "d", f"{_REPLIES} AND d.closed_at IS NULL"),
    Source.EVALUATION: (
        "orders_evaluation v JOIN orders_order o ON o.id = v.order_id JOIN shops_channel c ON c.id = o.channel_id",
        "v.created_at",
        "v.id",
        "o",
        "v.shop_id = %(shop)s",
    ),
    Source.VISIT: (
        "metrics_offervisits t JOIN shops_channel c ON c.id = t.channel_id",
        "(t.day::timestamp AT TIME ZONE c.timezone)",
        "t.id",
        "t",
        "true",
    ),
    Source.OFFER: ("offers_offer f", "f.created_at", "f.id", "f", "true"),
}
_PAGE = "ORDER BY 2 DESC, 3 DESC LIMIT %(limit)s"
_OF_NO_DAY = frozenset({Source.WAIT, Source.OFFER})


def rows_of(
    *,
    figure: str,
    part: Part,
    shop_id: int,
    channel_id: int | None,
    since: date | None,
    until: date | None,
    at: datetime,
    seek: str = "",
    limit: int = 50,
    rights: Collection[Right] = frozenset(),
) -> RowPage:
    """A page of the rows of a part, newest first. Raises NotFound for no figure, ValidationFailed for a foreign seek.

    The amounts of all rows of a part add up to what the figure shows; what they are called depends on the reader's
    `rights`. Runs in the shop's scope.
    """
    chosen = FIGURES.get(figure)
    if chosen is None:
        raise NotFound(message=_("There is no figure %(code)s.") % {"code": figure})
    asked, span = ask(shop_id=shop_id, channel_id=channel_id, at=at), Span(since, until)
    columns = [COLUMNS[name] for name in getattr(chosen, part.value)]
    columns = [column for column in columns if _is_known(chosen, column, asked, span)]
    size = min(max(limit, 1), MOST_ROWS)
    found = _find(chosen, columns, asked, span, seek=seek, limit=size + 1) if columns else []
    following = _write_seek(found[size - 1]) if len(found) > size else ""
    return RowPage(rows=describe_rows(found[:size], rights=rights), next_seek=following)


def _is_known(figure: Figure, column: Column, asked: Asked, span: Span) -> bool:
    """Whether the column has rows in this stretch: what is of no day is of now alone."""
    if not figure.by_channel and asked.channel_id is not None:
        return False
    return span.holds(asked.today) or (column.source not in _OF_NO_DAY and figure.by_period)


def _find(figure: Figure, columns: list[Column], asked: Asked, span: Span, *, seek: str, limit: int) -> list[Found]:
    since, until = span.bounds
    place = _read_seek(seek)
    values: dict[str, Any] = {**asked.values, "since": since, "until": until, "limit": limit}
    values |= {"opens": _opens(span), "ends": _ends(span)}
    if place is not None:
        values |= {"seek_at": place[0], "seek_key": place[1], "seek_rank": place[2]}
    branches = [f"({_rows(figure, column, rank, is_later=place is not None)})" for rank, column in enumerate(columns)]
    together = " UNION ALL ".join(branches)
    statement = f"SELECT * FROM ({together}) AS found ORDER BY 2 DESC, 3 DESC, 1 DESC LIMIT %(limit)s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            Found(column=columns[rank], rank=rank, at=moment, key=key, amount=Decimal(amount))
            for rank, moment, key, amount in cursor.fetchall()
        ]


def _rows(figure: Figure, column: Column, rank: int, *, is_later: bool) -> str:
    """One column's rows, found along the index of its moments."""
    rows, moment, key, owner, always = _SOURCES[column.source]
    condition = (column.asked or column.condition).replace("%(last_accepted)s", f"({LAST_ACCEPTED})")
    conditions = [f"{owner}.shop_id = %(shop)s", always, f"({condition})"]
    if column.source is not Source.OFFER:
        conditions.append(f"(%(channel)s::bigint IS NULL OR {owner}.channel_id = %(channel)s)")
    if column.source is Source.VISIT:
        conditions.append("t.day >= %(since)s AND t.day <= %(until)s")
    elif column.source not in _OF_NO_DAY and figure.by_period:
        conditions.append(f"{moment} >= %(opens)s AND {moment} < %(ends)s")
        conditions.append(f"({moment} AT TIME ZONE c.timezone)::date BETWEEN %(since)s AND %(until)s")
    if is_later:
        conditions.append(f"{moment} <= %(seek_at)s")
        conditions.append(f"({moment}, {key}, {rank}) < (%(seek_at)s, %(seek_key)s, %(seek_rank)s)")
    where = " AND ".join(conditions)
    # Every part is ours.
    return f"SELECT {rank}, {moment}, {key}, {column.amount} FROM {rows} WHERE {where} {_PAGE}"  # noqa: S608


def _opens(span: Span) -> datetime:
    if span.since is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(span.since, time.min, UTC) - _SPREAD


def _ends(span: Span) -> datetime:
    if span.until is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(span.until, time.min, UTC) + _SPREAD


def _write_seek(found: Found) -> str:
    return f"{found.at.isoformat()}|{found.key}|{found.rank}"


def _read_seek(seek: str) -> tuple[datetime, int, int] | None:
    if not seek:
        return None
    try:
        moment, key, rank = seek.split("|")
        return datetime.fromisoformat(moment), int(key), int(rank)
    except ValueError as error:
        raise ValidationFailed(
            code="INVALID_PAGE_TOKEN", message=_("This page token does not belong to this list.")
        ) from error
