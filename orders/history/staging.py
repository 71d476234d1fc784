"""Temporary tables that COPY may write into: the tables under row-level security take no COPY."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection


class StagedOrder(NamedTuple):
    """One row of `history_order`: an order with what hangs on it once."""

    order_id: str
    commercial_id: str
    shop_id: int
    channel_id: int
    shipping_zone_id: int | None
    state: str
    created_at: datetime
    updated_at: datetime
    approved_at: datetime | None
    debited_at: datetime | None
    ship_by: datetime | None
    shipped_at: datetime | None
    promise_latest: datetime | None
    received_at: datetime | None
    promise_policy: str
    currency: str
    price: Decimal
    shipping_price: Decimal
    total_price: Decimal
    payment_type: str
    customer_id: str
    customer_email: str
    customer_firstname: str
    customer_lastname: str
    customer_locale: str
    shipping_address: str
    grade: int | None
    grade_title: str
    grade_comment: str
    graded_at: datetime | None


class StagedLine(NamedTuple):
    """One row of `history_line`. `product_sku` is the product to make where the shop has no offer of that SKU yet."""

    order_id: str
    shop_id: int
    position: int
    sku: str
    product_sku: str
    title: str
    category_code: str
    category_label: str
    quantity: int
    price_unit: Decimal
    price: Decimal
    shipping_price: Decimal
    total_price: Decimal
    tax_code: str
    tax_rate: Decimal
    tax_amount: Decimal
    shipping_tax_amount: Decimal


_MAKE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS history_order (
        order_id text, commercial_id text, shop_id bigint, channel_id bigint, shipping_zone_id bigint, state text,
        created_at timestamptz, updated_at timestamptz, approved_at timestamptz, debited_at timestamptz,
        ship_by timestamptz,
        shipped_at timestamptz, promise_latest timestamptz, received_at timestamptz, promise_policy jsonb,
        currency text,
        price numeric, shipping_price numeric, total_price numeric, payment_type text, customer_id text,
        customer_email text,
        customer_firstname text, customer_lastname text, customer_locale text, shipping_address jsonb,
        grade smallint, grade_title text, grade_comment text, graded_at timestamptz
    );
    CREATE TEMPORARY TABLE IF NOT EXISTS history_line (
        order_id text, shop_id bigint, position integer, sku text, product_sku text, title text, category_code text,
        category_label text, quantity integer, price_unit numeric, price numeric, shipping_price numeric,
        total_price numeric,
        tax_code text, tax_rate numeric, tax_amount numeric, shipping_tax_amount numeric
    );
    TRUNCATE history_order, history_line
"""


def stage(*, orders: Sequence[StagedOrder], lines: Sequence[StagedLine]) -> None:
    """Fill both tables with one chunk, in place of the last one."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
    _copy("history_order", StagedOrder._fields, orders)
    _copy("history_line", StagedLine._fields, lines)


def _copy(table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
