"""Sheets of a file in a staging table, and the statements that bring them into the catalogue: never a row at a time.

Locks are taken in the order of keys, so that two shops that import the same products never wait for each other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from offers.services.product_rows import SheetRow

TITLE, OTHER_PRODUCT, EAN_OTHER, EAN_TAKEN, TWICE = "3001", "3002", "3003", "3004", "3005"
NOT_YOURS = "3006"
_COLUMNS = (
    "line, ean, shop_sku, title, brand, description, category_id, merchandise_id, media_urls, attributes, cells, "
    "is_warned"
)
_TABLE = """
    DROP TABLE IF EXISTS product_stage;
    CREATE TEMPORARY TABLE product_stage (
        line integer NOT NULL, ean text NOT NULL, shop_sku text NOT NULL, title text NOT NULL, brand text NOT NULL,
        description text NOT NULL, category_id bigint, merchandise_id bigint, media_urls text[] NOT NULL,
        attributes jsonb NOT NULL, cells jsonb NOT NULL, is_warned boolean NOT NULL,
        product_id bigint, linked_id bigint, fault text, product_sku text, is_new boolean NOT NULL DEFAULT false,
        is_foreign boolean NOT NULL DEFAULT false
    ) ON COMMIT DROP
"""
_FIND = """
    UPDATE product_stage stage SET product_id = product.id FROM offers_product product
    WHERE stage.ean <> '' AND product.ean = stage.ean AND stage.product_id IS NULL AND stage.fault IS NULL
"""
_LINKED = """
    UPDATE product_stage stage SET linked_id = link.product_id FROM offers_sellerproduct link
    WHERE stage.shop_sku <> '' AND link.shop_id = %(shop)s AND link.shop_product_sku = stage.shop_sku
"""
_FAULTS = """
    UPDATE product_stage SET fault = %(other_product)s
    WHERE product_id IS NOT NULL AND linked_id IS NOT NULL AND product_id <> linked_id AND fault IS NULL;
    UPDATE product_stage SET product_id = linked_id WHERE product_id IS NULL AND fault IS NULL;
    UPDATE product_stage stage SET fault = %(ean_other)s FROM offers_product product
    WHERE product.id = stage.product_id AND stage.ean <> '' AND product.ean <> '' AND product.ean <> stage.ean
        AND product.owner_id IS DISTINCT FROM %(shop)s AND stage.fault IS NULL;
    UPDATE product_stage stage SET fault = %(twice)s FROM (
        SELECT line, row_number() OVER (PARTITION BY product_id ORDER BY line) AS place
        FROM product_stage WHERE product_id IS NOT NULL AND fault IS NULL
    ) seen WHERE seen.line = stage.line AND seen.place > 1;
    UPDATE product_stage SET fault = %(title)s WHERE product_id IS NULL AND title = '' AND fault IS NULL;
"""
_LOCK = """
    SELECT product.id FROM offers_product product
    WHERE product.id IN (SELECT product_id FROM product_stage WHERE fault IS NULL AND product_id IS NOT NULL)
    ORDER BY product.id FOR NO KEY UPDATE
"""
_NUMBER = """
    UPDATE product_stage SET product_sku = 'P-' || upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))
    WHERE product_id IS NULL AND fault IS NULL
"""
# Another shop may bring the same EAN just now: its sheet is then found, and filled in, by what follows.
_INSERT = """
    INSERT INTO offers_product (product_sku, title, brand, description, ean, category_id, merchandise_id, media_urls,
        attributes, missing_attributes, owner_id, created_at, updated_at)
    SELECT product_sku, title, brand, description, ean, category_id, merchandise_id, media_urls, attributes, '{}',
        %(shop)s, %(at)s, %(at)s
    FROM product_stage WHERE product_id IS NULL AND fault IS NULL ORDER BY ean, line
    ON CONFLICT (ean) WHERE ean <> '' DO NOTHING
"""
_INSERTED = """
    UPDATE product_stage stage SET product_id = product.id, is_new = true FROM offers_product product
    WHERE stage.product_sku IS NOT NULL AND product.product_sku = stage.product_sku
"""
# Sheets of others that lack what the row has, of products that the shop does not sell: as on their pages (R001), what
# stands on them is none of its business.
_FOREIGN = """
    UPDATE product_stage stage SET is_foreign = true FROM offers_product old
    WHERE old.id = stage.product_id AND stage.fault IS NULL AND NOT stage.is_new
        AND old.owner_id IS DISTINCT FROM %(shop)s
        AND NOT EXISTS (
            SELECT 1 FROM offers_offer offer
            WHERE offer.shop_id = %(shop)s AND offer.product_id = old.id AND offer.removed_at IS NULL
        )
        AND (
            stage.brand <> '' AND old.brand = '' OR stage.description <> '' AND old.description = ''
            OR stage.ean <> '' AND old.ean = '' OR stage.media_urls <> '{}' AND old.media_urls = '{}'
            OR stage.merchandise_id IS NOT NULL AND old.merchandise_id IS NULL
            OR old.category_id = stage.category_id AND stage.attributes - ARRAY(
                SELECT jsonb_object_keys(old.attributes)
            ) <> '{}'
        )
"""
# What the file says replaces what stands on the shop's own sheets; on those of others it fills what is empty.
_UPDATE = """
    UPDATE offers_product product SET
        title = made.title, brand = made.brand, description = made.description, ean = made.ean,
        category_id = made.category_id, merchandise_id = made.merchandise_id, media_urls = made.media_urls,
        attributes = made.attributes, updated_at = %(at)s
    FROM (
        SELECT old.id,
            CASE WHEN mine AND stage.title <> '' THEN stage.title ELSE old.title END AS title,
            CASE WHEN stage.brand <> '' AND (mine OR old.brand = '') THEN stage.brand ELSE old.brand END AS brand,
            CASE WHEN stage.description <> '' AND (mine OR old.description = '')
                THEN stage.description ELSE old.description END AS description,
            CASE WHEN stage.ean <> '' AND (mine OR old.ean = '') THEN stage.ean ELSE old.ean END AS ean,
            CASE WHEN mine THEN coalesce(stage.category_id, old.category_id) ELSE old.category_id END AS category_id,
            CASE WHEN mine THEN coalesce(stage.merchandise_id, old.merchandise_id)
                ELSE coalesce(old.merchandise_id, stage.merchandise_id) END AS merchandise_id,
            CASE WHEN stage.media_urls <> '{}' AND (mine OR old.media_urls = '{}')
                THEN stage.media_urls::varchar[] ELSE old.media_urls END AS media_urls,
            CASE WHEN mine THEN old.attributes || stage.attributes
                WHEN old.category_id = stage.category_id THEN stage.attributes || old.attributes
                ELSE old.attributes END AS attributes
        FROM product_stage stage
        JOIN offers_product old ON old.id = stage.product_id
        CROSS JOIN LATERAL (SELECT old.owner_id IS NOT DISTINCT FROM %(shop)s AS mine) who
        WHERE stage.fault IS NULL AND NOT stage.is_new AND NOT stage.is_foreign
    ) made
    WHERE product.id = made.id AND (product.title, product.brand, product.description, product.ean,
        product.category_id, product.merchandise_id, product.media_urls, product.attributes) IS DISTINCT FROM
        (made.title, made.brand, made.description, made.ean, made.category_id, made.merchandise_id,
        made.media_urls, made.attributes)
    RETURNING product.id
"""
# The EAN of a sheet that is there already may be that of a third one.
_TAKEN = """
    UPDATE product_stage stage SET fault = %(ean_taken)s FROM offers_product product, offers_product other
    WHERE product.id = stage.product_id AND stage.ean <> '' AND product.ean <> stage.ean AND other.ean = stage.ean
        AND other.id <> product.id AND stage.fault IS NULL AND NOT stage.is_new
"""
_LINK = """
    INSERT INTO offers_sellerproduct (shop_id, product_id, shop_product_sku)
    SELECT %(shop)s, product_id, shop_sku FROM product_stage
    WHERE shop_sku <> '' AND fault IS NULL AND product_id IS NOT NULL AND linked_id IS DISTINCT FROM product_id
    ORDER BY shop_sku
    ON CONFLICT (shop_id, shop_product_sku) DO UPDATE SET product_id = excluded.product_id
"""


@dataclass
class Brought:
    """What became of the staged rows."""

    new: int = 0
    changed: list[int] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    refused: int = 0


def create_stage() -> None:
    """An empty staging table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)


def stage_rows(rows: Iterable[SheetRow]) -> None:
    """Copy rows without faults into it."""
    with connection.cursor() as cursor, cursor.copy(f"COPY product_stage ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(_values(row))


def bring_in(shop_id: int, at: datetime) -> Brought:
    """Make, change, fill in and link the sheets of the staged rows."""
    values: dict[str, Any] = {
        "shop": shop_id,
        "at": at,
        "title": TITLE,
        "other_product": OTHER_PRODUCT,
        "ean_other": EAN_OTHER,
        "ean_taken": EAN_TAKEN,
        "twice": TWICE,
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE product_stage")
        cursor.execute(_FIND)
        cursor.execute(_LINKED, values)
        for statement in filter(str.strip, _FAULTS.split(";")):
            cursor.execute(statement, values)
        cursor.execute(_LOCK)
        cursor.execute(_NUMBER)
        cursor.execute(_INSERT, values)
        cursor.execute(_INSERTED)
        new = cursor.rowcount
        cursor.execute(_FIND)
        cursor.execute(_TAKEN, values)
        cursor.execute(_FOREIGN, values)
        cursor.execute(_UPDATE, values)
        changed = [row[0] for row in cursor.fetchall()]
        cursor.execute(_LINK, values)
        cursor.execute("SELECT product_id FROM product_stage WHERE is_new")
        touched = [*changed, *(row[0] for row in cursor.fetchall())]
        cursor.execute("SELECT count(*) FROM product_stage WHERE fault IS NOT NULL")
        return Brought(new=new, changed=changed, touched=touched, refused=cursor.fetchone()[0])


def refused_rows() -> Iterator[tuple[int, list[str], tuple[str, str]]]:
    """Line, cells and fault of each row that could not be brought in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, cells, fault FROM product_stage WHERE fault IS NOT NULL ORDER BY line")
        for line, cells, fault in cursor:
            yield line, _read(cells), (fault, _message(fault))


def linked_rows() -> Iterator[tuple[int, list[str], tuple[str, str], bool]]:
    """Line, cells and warning of each row of which at most the shop's number was taken; whether it was warned of
    something else already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line, cells, shop_sku <> '', is_warned FROM product_stage WHERE is_foreign ORDER BY line"
        )
        for line, cells, is_linked, is_warned in cursor:
            yield line, _read(cells), (NOT_YOURS, _not_yours(is_linked=is_linked)), is_warned


def new_rows() -> Iterator[tuple[str, str, str, str]]:
    """Number, EAN, the shop's own number and title of each new sheet, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_sku, ean, shop_sku, title FROM product_stage WHERE is_new ORDER BY line")
        yield from cursor


def _read(cells: Any) -> list[str]:
    found: list[str] = cells if isinstance(cells, list) else orjson.loads(cells)
    return found


def _values(row: SheetRow) -> tuple[Any, ...]:
    texts = (row.text(name) for name in ("ean", "shop_sku", "title", "brand", "description"))
    return (
        row.line,
        *texts,
        row.category_id,
        row.merchandise_id,
        row.media_urls,
        orjson.dumps(row.attributes).decode(),
        orjson.dumps(list(row.cells)).decode().replace("\\u0000", ""),
        bool(row.warnings),
    )


def _message(code: str) -> str:
    return {
        TITLE: _("The title is missing: a new sheet needs one."),
        OTHER_PRODUCT: _("Your product number belongs to another product."),
        EAN_OTHER: _("Your product number belongs to a sheet with another EAN."),
        EAN_TAKEN: _("Another sheet has this EAN."),
        TWICE: _("The same product is already in an earlier line."),
    }[code]


def _not_yours(*, is_linked: bool) -> str:
    if is_linked:
        return _("You neither made this sheet nor sell the product: only your number was linked to it.")
    return _("You neither made this sheet nor sell the product: nothing was taken from this line.")
