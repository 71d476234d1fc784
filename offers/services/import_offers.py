"""Files of offers (OF01, OF24, the portal): one statement checks all rows, one writes all that is new or changed.

Columns that the file does not have are kept; an empty cell of a column that it has resets it (trap 11).
"""

from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.errors import Conflict
from marketplace.shops.models import Shop
from offers.choices import ChangeSource, ImportMode
from offers.imports.layout import OFFER_CODES, SKU, Layout, Rules, custom_codes_in, offer_parts, prices_in
from offers.imports.limits import file_names_nothing
from offers.models import ImportRun
from offers.services.import_merging import PriceMerge
from offers.services.import_offer_rows import OfferRow
from offers.services.import_progress import Progress
from offers.services.import_rules import fields_of_new, rules_of
from offers.services.import_staging import Staging, open_cursor
from offers.services.provenance import changing_offers
from offers.services.settings import lock_defaults

SEARCH_PENDING = "search_pending"
# How many offers may be removed, as who sent the file has confirmed.
MOST_REMOVED = "most_removed"
# The SKUs of the first offers that a trial would remove.
REMOVING, MOST_TOLD = "removing", 20

# What a new offer has where the file says nothing, for columns of the table without a default of their own. A new one
# without price or condition is refused; for one that is there already a row must look whole, though they are kept.
_NEW = {
    "condition": "'11'", "description": "''", "internal_description": "''", "price": "1", "tax_code": "''",
    "quantity": "0", "safety_stock": "NULL", "stock_alert": "NULL", "additional_fields": "%(new_fields)s::jsonb",
}  # fmt: skip
_TWICE = """
    SELECT stage.line, stage.sku, 'DUPLICATE_SKU', first.line::text
    FROM import_stage stage
    JOIN (SELECT sku, min(line) AS line FROM import_stage GROUP BY sku HAVING count(*) > 1) first
        ON first.sku = stage.sku AND first.line < stage.line
"""


def import_offers(run: ImportRun, progress: Progress) -> None:
    """Work off a file of offers. Rows that are wrong hold up no other. Raises ValidationFailed, Cancelled."""
    at = clock.now()
    shop = Shop.objects.get(pk=run.shop_id)
    rules = rules_of(shop, at)
    with open_cursor() as cursor:
        staging = Staging(run, progress, cursor)
        layout = staging.load(lambda columns: offer_parts(columns, rules), OFFER_CODES, SKU)
        offers = _OfferSet(staging, layout, rules, shop)
        offers.check()
        # The report before the change: whoever buys one of these offers waits from there on.
        staging.finish(OFFER_CODES)
        offers.write()
    if not run.is_dry_run:
        run.options = {**run.options, SEARCH_PENDING: True}


class _OfferSet:
    """The staged rows as one set."""

    def __init__(self, staging: Staging, layout: Layout, rules: Rules, shop: Shop) -> None:
        self._staging, self._cursor, self._run = staging, staging.cursor, staging.run
        self._layout, self._shop = layout, shop
        columns = layout.columns
        self._merge = PriceMerge(self._cursor, layout, prices_in(columns, rules), shop=shop.pk, at=rules.at)
        named = custom_codes_in(columns, rules)
        absent = [code for code in rules.custom_codes if code not in named]
        new_fields, missing_field = fields_of_new(absent)
        self._row = OfferRow(layout, self._merge, missing_field, self._code_types())
        self._values: dict[str, Any] = {
            "shop": shop.pk, "at": rules.at, "currency": shop.currency, "who": self._run.requested_by,
            "named_fields": list(named), "absent_fields": absent, "new_fields": orjson.dumps(new_fields).decode(),
            "missing_field": missing_field,
        }  # fmt: skip

    def _code_types(self) -> list[str]:
        if "code" not in self._layout:
            return []
        self._cursor.execute("SELECT DISTINCT code_type FROM import_stage WHERE code_type IS NOT NULL")
        return [row[0] for row in self._cursor]

    def check(self) -> None:
        """Find out what each row does, and what is wrong with it. Locks nothing."""
        self._refuse_doubles()
        self._refuse_nothing()
        if self._merge.is_needed:
            self._merge.prepare()
        self._check()
        self._count()

    def write(self) -> None:
        """Do it; a trial leaves nothing behind."""
        if not (self._removes or self._run.inserted or self._run.updated):
            return
        with transaction.atomic():
            lock_defaults(self._shop.pk)
            # Of now, not of the start: who asks what changed since must not have asked in between.
            self._values["at"] = clock.now()
            with changing_offers(ChangeSource.IMPORT, self._run.requested_by):
                self._write()
            transaction.set_rollback(self._run.is_dry_run)

    def _refuse_doubles(self) -> None:
        self._staging.refuse(_TWICE)
        if self._cursor.rowcount:
            self._cursor.execute(
                "DELETE FROM import_stage WHERE line IN (SELECT line FROM import_fault WHERE code = 'DUPLICATE_SKU')"
            )

    def _refuse_nothing(self) -> None:
        """A file that replaces all offers by none is a mistake. Raises ValidationFailed."""
        if self._run.mode != ImportMode.REPLACE:
            return
        self._cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM import_stage) OR EXISTS (SELECT 1 FROM import_fault WHERE sku <> '')"
        )
        if not self._cursor.fetchone()[0]:
            raise file_names_nothing()

    def _check(self) -> None:
        """Find each row's offer and product, whether it changes anything, and what is wrong with it."""
        row = self._row
        self._cursor.execute(
            f"""
            CREATE TEMP TABLE import_checked ON COMMIT DROP AS
            SELECT stage.line, offer.id AS offer_id, coalesce({row.product}, offer.product_id) AS product_id,
                {row.now("condition")} AS condition, {row.delete} AS is_delete,
                {row.changed()} AS is_changed, {row.fault} AS fault
            FROM import_stage stage
            LEFT JOIN offers_offer offer ON offer.shop_id = %(shop)s AND offer.shop_sku = stage.sku
            {self._merged}
            {row.products}
            """,  # noqa: S608  # names of columns are ours
            self._values,
        )
        self._cursor.execute("ANALYZE import_checked")
        merged = "WHEN merged.fault THEN merged.detail" if self._merge.is_needed else ""
        self._staging.refuse(
            f"""
            SELECT line, stage.sku, checked.fault, CASE checked.fault
                WHEN 'FIELD_MISSING' THEN %(missing_field)s {merged}
                ELSE {"coalesce(stage.code, '')" if "product-id" in row else "''"} END
            FROM import_checked checked JOIN import_stage stage USING (line) {self._merged}
            WHERE checked.fault IS NOT NULL
            """,  # noqa: S608
            self._values,
        )

    @property
    def _merged(self) -> str:
        return "LEFT JOIN import_merged merged USING (line)" if self._merge.is_needed else ""

    def _count(self) -> None:
        self._cursor.execute(
            """
            SELECT count(*) FILTER (WHERE offer_id IS NULL),
                count(*) FILTER (WHERE offer_id IS NOT NULL AND is_changed),
                count(*) FILTER (WHERE offer_id IS NOT NULL AND NOT is_changed)
            FROM import_checked WHERE fault IS NULL AND NOT is_delete
            """
        )
        self._run.inserted, self._run.updated, self._run.unchanged = self._cursor.fetchone()

    def _write(self) -> None:
        if self._removes:
            # Locked in the order of their keys first, as baskets are: what follows goes through them more than once.
            changed = "SELECT offer_id FROM import_checked WHERE fault IS NULL AND is_changed"
            self._cursor.execute(
                f"""
                SELECT count(*) FROM (
                    SELECT id FROM offers_offer WHERE shop_id = %(shop)s AND id IN ({changed} UNION {self._gone})
                    ORDER BY id FOR NO KEY UPDATE
                ) locked
                """,  # noqa: S608
                self._values,
            )
        if self._merge.is_needed:
            self._merge.again()
        self._cursor.execute(self._upsert(), self._values)
        if self._removes:
            self._remove()

    @property
    def _removes(self) -> bool:
        return self._run.mode == ImportMode.REPLACE or "is_delete" in self._row

    def _upsert(self) -> str:
        fields = self._fields()
        kept = {"shop_id", "shop_sku", "product_id", "created_at", "currency"} | set(_NEW) - set(self._row.columns)
        kept |= {"low_told_at", "is_active", "sheet_confirmed_at", "sheet_confirmed_by", "removed_at"}
        written = [name for name in fields if name not in kept]
        if "safety_stock" not in self._row:
            written = [name for name in written if name != "safety_in_force"]
        if "stock_alert" not in self._row:
            written = [name for name in written if name != "alert_in_force"]
        changes = ", ".join(f"{name} = {_KEPT_PARTS.get(name, f'excluded.{name}')}" for name in written)
        return f"""
            INSERT INTO offers_offer AS old ({", ".join(fields)})
            SELECT {", ".join(fields.values())}
            FROM import_stage stage JOIN import_checked checked USING (line)
            {self._merged}
            LEFT JOIN offers_offersettings settings ON settings.shop_id = %(shop)s
            WHERE checked.fault IS NULL AND NOT checked.is_delete
                AND (checked.offer_id IS NULL OR checked.is_changed)
            ORDER BY checked.offer_id NULLS LAST, line
            ON CONFLICT (shop_id, shop_sku) DO UPDATE SET {changes}{_BACK if self._row.brings_back else ""}
            WHERE old.removed_at IS NULL OR excluded.removed_at IS NULL
        """  # noqa: S608  # names of columns are ours

    def _fields(self) -> dict[str, str]:
        """Each column of the table, and what stands in it."""
        merged = {name: self._merge.now(name) for name in self._merge.names}
        values = {**_NEW, **{name: f"stage.{name}" for name in self._row.columns}, **merged}
        if "additional_fields" in self._row:
            values["additional_fields"] = f"{_NEW['additional_fields']} || stage.additional_fields"
        safety, alert = values["safety_stock"], values["stock_alert"]
        if "condition" in self._row:
            values["condition"] = "checked.condition"
        own = {
            "shop_id": "%(shop)s", "shop_sku": "stage.sku", "product_id": "checked.product_id",
            "currency": "%(currency)s", "is_active": "true", "removed_at": self._removed_at,
            "safety_in_force": f"coalesce({safety}, settings.safety_stock, 0)",
            "alert_in_force": f"coalesce({alert}, settings.stock_alert)",
            "sheet_confirmed_at": "%(at)s", "sheet_confirmed_by": "%(who)s",
            "created_at": "%(at)s", "updated_at": "%(at)s",
        }  # fmt: skip
        return {**values, **own}

    @property
    def _removed_at(self) -> str:
        """A moment where the row brings no removed offer back: one that was removed since the check stays so. A new
        offer always has its product.
        """
        return "CASE WHEN stage.code IS NULL THEN %(at)s::timestamptz END" if self._row.brings_back else "%(at)s"

    @property
    def _gone(self) -> str:
        """What the file takes out, and in REPLACE whatever it does not name, refused rows included."""
        gone = "SELECT offer_id FROM import_checked WHERE fault IS NULL AND is_delete"
        if self._run.mode == ImportMode.REPLACE:
            gone += """ UNION SELECT id FROM offers_offer offer
                WHERE shop_id = %(shop)s AND removed_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM import_stage stage WHERE stage.sku = offer.shop_sku)
                    AND NOT EXISTS (SELECT 1 FROM import_fault fault WHERE fault.sku = offer.shop_sku)"""
        return gone

    def _remove(self) -> None:
        """Take out of the shop what the file says."""
        self._cursor.execute(
            f"""
            WITH gone AS (
                UPDATE offers_offer SET removed_at = %(at)s, updated_at = %(at)s
                WHERE shop_id = %(shop)s AND removed_at IS NULL AND id IN ({self._gone})
                RETURNING id, shop_sku
            ), forgotten AS (
                DELETE FROM search_searchentry WHERE kind = 'offer' AND subject_id IN (SELECT id FROM gone)
            )
            SELECT count(*), ARRAY(SELECT shop_sku FROM gone ORDER BY shop_sku LIMIT {MOST_TOLD}) FROM gone
            """,  # noqa: S608
            self._values,
        )
        self._run.deleted, told = self._cursor.fetchone()
        if self._run.is_dry_run and told:
            self._run.options = {**self._run.options, REMOVING: told}
        most = self._run.options.get(MOST_REMOVED)
        if isinstance(most, int) and self._run.deleted > most:
            message = ngettext(
                "%(n)s offer would be removed, more than you confirmed. Nothing was changed: try the file again.",
                "%(n)s offers would be removed, more than you confirmed. Nothing was changed: try the file again.",
                self._run.deleted,
            )
            raise Conflict(code="MORE_REMOVED", message=message % {"n": self._run.deleted})


# Columns of which a file may speak of a part alone.
_KEPT_PARTS = {
    "additional_fields": "(old.additional_fields - %(named_fields)s::text[])"
    " || (excluded.additional_fields - %(absent_fields)s::text[])",
}
# A removed offer that a file names comes back, paused where it was, and its sheet is confirmed anew.
_BACK = """
    , removed_at = NULL,
    sheet_confirmed_at = CASE WHEN old.removed_at IS NULL THEN old.sheet_confirmed_at ELSE excluded.updated_at END,
    sheet_confirmed_by = CASE
        WHEN old.removed_at IS NULL THEN old.sheet_confirmed_by ELSE excluded.sheet_confirmed_by END
"""
