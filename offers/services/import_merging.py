"""Rows that say a part of their offers' prices: a channel's, those by quantity, the list of an OF24.

What they do not speak of stays, so each needs what its offer has. Rows that say nothing, of offers that have nothing,
are passed over: most are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson

from offers.imports.cells import NULL, copied
from offers.imports.layout import Layout
from offers.imports.merging import Merged, Said, merge
from offers.imports.price_cells import PriceColumns, dumped
from offers.imports.pricing import Wrong

_AT_ONCE = 2_000
_CREATE = """
    CREATE TEMP TABLE import_merged (
        line integer PRIMARY KEY, seen text, discount_price numeric, volume_prices jsonb, other_prices jsonb,
        fault text, detail text
    ) ON COMMIT DROP
"""
# What an offer has, to know whether it was changed by somebody else since.
_SEEN = """
    md5(row(offer.price, offer.discount_price, offer.discount_ends_at, offer.volume_prices, offer.other_prices)::text)
"""
_ROWS = """
    DECLARE import_merging NO SCROLL CURSOR FOR
    SELECT stage.line, {seen}, stage.given_prices, round({price}, 2)::text, round({discount}, 2)::text, {ends},
        offer.price::text, offer.discount_price::text, offer.volume_prices, offer.other_prices
    FROM import_stage stage
    LEFT JOIN offers_offer offer ON offer.shop_id = %(shop)s AND offer.shop_sku = stage.sku
    {joined}
    WHERE (stage.given_prices IS NOT NULL OR offer.volume_prices <> '[]' OR offer.other_prices <> '[]'{or_else})
        AND {price} IS NOT NULL AND {wanted}
"""
_MOVED = """
    JOIN import_checked checked USING (line) LEFT JOIN import_merged former USING (line)
"""
_LOCK = """
    SELECT count(*) FROM (
        SELECT id FROM offers_offer
        WHERE id IN (SELECT offer_id FROM import_checked WHERE fault IS NULL AND is_changed AND NOT is_delete)
        ORDER BY id FOR NO KEY UPDATE
    ) locked
"""


class PriceMerge:
    """The prices of one file's rows: put together for the check, and again where an offer was changed meanwhile."""

    def __init__(self, cursor: Any, layout: Layout, columns: PriceColumns, *, shop: int, at: datetime) -> None:
        self._cursor, self._layout, self._columns = cursor, layout, columns
        self._shop, self._at = shop, at

    @property
    def is_needed(self) -> bool:
        """Whether the file speaks of such prices at all."""
        return "given_prices" in self._layout

    @property
    def names(self) -> list[str]:
        """The columns of offers that the file changes by this."""
        if not self.is_needed:
            return []
        base, others = ["volume_prices", "discount_price"], ["other_prices"]
        speaks = self._columns.lists or bool(self._columns.channels)
        return (base if self._columns.base else []) + (others if speaks else [])

    def now(self, name: str) -> str:
        """What an offer will have in that column, in SQL; `merged` is the row, where there is one."""
        if name != "discount_price":
            return f"coalesce(merged.{name}, '[]'::jsonb)"
        if name not in self._layout:
            return "merged.discount_price"
        return "CASE WHEN merged.line IS NULL THEN stage.discount_price ELSE merged.discount_price END"

    def prepare(self) -> None:
        """Put all rows together into `import_merged`."""
        self._cursor.execute(_CREATE)
        self._put("", "NOT stage.is_delete" if "is_delete" in self._layout else "true")
        self._cursor.execute("ANALYZE import_merged")

    def again(self) -> None:
        """Lock the offers that are about to change, and put those together anew that are not as they were seen. Where
        that cannot hold any more their prices stay.
        """
        self._cursor.execute(_LOCK)
        wanted = "checked.fault IS NULL AND checked.is_changed AND NOT checked.is_delete"
        self._put(_MOVED, f"{wanted} AND former.seen IS DISTINCT FROM {_SEEN}")

    def _put(self, joined: str, wanted: str) -> None:
        self._cursor.execute(
            _ROWS.format(
                seen=_SEEN,
                price=self._now("price"),
                discount=self._now("discount_price"),
                ends=self._now("discount_ends_at"),
                or_else=self._or_else(is_late=bool(joined)),
                joined=joined,
                wanted=wanted,
            ),
            {"shop": self._shop},
        )
        for rows in self._fetched():
            lines = [row[0] for row in rows]
            if joined:
                self._cursor.execute("DELETE FROM import_merged WHERE line = ANY(%s)", [lines])
            with self._cursor.copy("COPY import_merged FROM STDIN") as copy:
                copy.write("".join(self._line(row, is_late=bool(joined)) for row in rows))
        self._cursor.execute("CLOSE import_merging")

    def _or_else(self, *, is_late: bool) -> str:
        """Which rows are put together too."""
        # Without a column of its own it is what the offer has, unless the ranges name another.
        discounted = "" if "discount_price" in self._layout else " OR offer.discount_price IS NOT NULL"
        # What an offer had when it was checked and has not any more must not be written back.
        return discounted + (" OR former.line IS NOT NULL" if is_late else "")

    def _fetched(self) -> Iterator[list[tuple[Any, ...]]]:
        while True:
            self._cursor.execute(f"FETCH {_AT_ONCE} FROM import_merging")
            rows = self._cursor.fetchall()
            if not rows:
                return
            yield rows

    def _line(self, row: Sequence[Any], *, is_late: bool) -> str:
        line, seen, _cells, _price, discount, _ends, _kept, kept_discount, volumes, others = row
        try:
            merged = self._merged(row)
        except Wrong as wrong:
            told = [copied(wrong.code), copied(wrong.detail)]
            if not is_late:
                return "\t".join([str(line), seen, NULL, NULL, NULL, *told]) + "\n"
            kept = [kept_discount or NULL, copied(volumes or "[]"), copied(others or "[]")]
            return "\t".join([str(line), seen, *kept, NULL, NULL]) + "\n"
        reduced = merged.base["discount_price"] if self._columns.base else discount
        values = [reduced or NULL, dumped(merged.base["volumes"]), dumped(merged.others)]
        return "\t".join([str(line), seen, *values, NULL, NULL]) + "\n"

    def _merged(self, row: Sequence[Any]) -> Merged:
        _line, _seen, cells, price, discount, ends, kept_price, kept_discount, volumes, others = row
        base = {"price": kept_price, "discount_price": kept_discount, "volumes": _json(volumes) or []}
        given: dict[str, Any] = {"discount_ends_at": ends}
        if "discount_price" in self._layout:
            given["discount_price"] = discount
        return merge(self._columns, Said(price, given, _json(cells) or {}), base, _json(others) or [], self._at)

    def _now(self, name: str) -> str:
        return f"stage.{name}" if name in self._layout else f"offer.{name}"


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value
