"""A shop's rate table and the contingency table behind it, read and replaced as a whole (R085, R089, R098, R099)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from marketplace.errors import Conflict
from marketplace.shops.models import Shop
from shipping.choices import ChargeBasis, RateTable
from shipping.freight import RateRow
from shipping.models import Charge, ContingencyCharge, LogisticClass, ShippingMethod, ShippingZone, ShopShipping
from shipping.tables.checking import check_table
from shipping.tables.columns import MOST_ROWS, GivenRow, WrittenRow
from shipping.tables.comparing import TableChange, compare_tables
from shipping.tables.faults import too_many_rows
from shipping.tables.reading import Vocabulary

_MODELS: Mapping[RateTable, type[Charge] | type[ContingencyCharge]] = {
    RateTable.MAIN: Charge,
    RateTable.CONTINGENCY: ContingencyCharge,
}
# Rows of one INSERT: a thousand take some 50 ms, and Postgres takes at most 65,535 values.
_BATCH = 1_000
# Simple prices that a form holds: a post has at most a thousand fields, and a reader less patience.
MOST_SIMPLE = 100
_CODES = ("zone__code", "method__code", "logistic_class__code")
_RANGE = ("postcode_from", "postcode_to", "basis", "at_least", "below")
_PRICES = ("price", "extra_price", "free_from")


@dataclass(frozen=True)
class Replaced:
    """How many rows a table had and has, or would have."""

    before: int
    after: int


@dataclass(frozen=True)
class Checked(Replaced):
    """The same of a table that is only looked at, with what would change."""

    change: TableChange


def list_rates(table: RateTable) -> list[WrittenRow]:
    """The shop's rows, as the operator orders zones, methods and classes; those of all classes last. One query."""
    rows: QuerySet[Any] = _MODELS[table].objects.order_by(
        *("zone__position", "zone__code", "method__position", "method_id"),
        *(F("logistic_class__position").asc(nulls_last=True), F("logistic_class_id").asc(nulls_last=True)),
        *("postcode_from", "at_least"),
    )
    return [
        WrittenRow(zone, method, kind or "", begin, end, ChargeBasis(basis), *amounts)
        for zone, method, kind, begin, end, basis, *amounts in rows.values_list(*_CODES, *_RANGE, *_PRICES)
    ]


def rates_version(rows: Iterable[WrittenRow]) -> str:
    """What tells one state of a table from another."""
    return sha256(repr([tuple(row.values().values()) for row in rows]).encode()).hexdigest()[:16]


def check_rates(*, shop_id: int, table: RateTable, rows: Sequence[GivenRow]) -> Checked:
    """What replacing the table would do. Raises as `replace_rates` does, and changes nothing."""
    after = check_table(rows, read_words(Shop.objects.get(pk=shop_id), table))
    before = list_rates(table)
    return Checked(len(before), len(after), compare_tables(before, after))


@transaction.atomic
def replace_rates(*, shop_id: int, table: RateTable, rows: Sequence[GivenRow], at: datetime) -> Replaced:
    """Put these rows in the place of all others of the table. Raises TableRefused, and ValidationFailed where there
    are too many. Two at once follow each other, and the second holds.
    """
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    shop = _locked(shop_id)
    return _replace(shop, table, _checked(shop, table, rows), at)


@transaction.atomic
def replace_simple_rates(
    *, shop_id: int, table: RateTable, rows: Sequence[GivenRow], version: str, at: datetime
) -> Replaced:
    """The same for the prices that need no ranges, postcodes or classes; all other rows stay.

    Raises Conflict where the table is no longer that of `version`.
    """
    shop = _locked(shop_id)
    current = list_rates(table)
    if version != rates_version(current):
        raise Conflict(code="RATES_CHANGED", message=_("The prices were changed while you were typing."))
    kept = rich_rows(current)
    given = [*(row.given(0) for row in kept), *rows]
    return _replace(shop, table, _checked(shop, table, given), at)


def rich_rows(rows: Sequence[WrittenRow]) -> list[WrittenRow]:
    """The rows that are more than a simple price of their zone and method; all rows where even the simple ones are too
    many for a form.
    """
    rich = [row for row in rows if not row.is_simple]
    return rich if len(rows) - len(rich) <= MOST_SIMPLE else list(rows)


def read_words(shop: Shop, table: RateTable) -> Vocabulary:
    """What rows may name: what the operator offers, and what the table names already."""
    model = _MODELS[table]
    return Vocabulary(
        zones=_codes(ShippingZone.objects.all(), model, "zone"),
        methods=_codes(ShippingMethod.objects.all(), model, "method"),
        classes=_codes(LogisticClass.objects.all(), model, "logistic_class"),
        currency=shop.currency,
    )


def rate_rows(table: RateTable, *, zone_id: int) -> dict[int, list[RateRow]]:
    """The rows of one zone as they are reckoned with, by method."""
    found: dict[int, list[RateRow]] = {}
    rows = _MODELS[table].objects.filter(zone=zone_id).order_by("method", "pk")
    for method_id, class_id, begin, end, basis, *amounts in rows.values_list(
        "method_id", "logistic_class_id", *_RANGE, *_PRICES
    ):
        found.setdefault(method_id, []).append(RateRow(class_id, begin, end, ChargeBasis(basis), *amounts))
    return found


def rates_changed_at(shop: Shop) -> datetime:
    """When the shop's freight was last changed, or whatever else of its shipping."""
    changed: datetime | None = ShopShipping.objects.values_list("updated_at", flat=True).first()
    return changed or shop.updated_at


def _locked(shop_id: int) -> Shop:
    """The shop's row, which tables of a shop are replaced under: there is one of it, whatever the tables hold."""
    return Shop.objects.select_for_update(no_key=True).get(pk=shop_id)


def _codes(rows: QuerySet[Any], model: type[Model], column: str) -> dict[str, int]:
    used = model._default_manager.values(f"{column}_id")
    return dict((rows.filter(is_active=True) | rows.filter(pk__in=used)).values_list("code", "pk"))


def _checked(shop: Shop, table: RateTable, rows: Sequence[GivenRow]) -> list[Model]:
    words = read_words(shop, table)
    model = _MODELS[table]
    return [
        model(
            shop=shop,
            zone_id=words.zones[row.zone],
            method_id=words.methods[row.method],
            logistic_class_id=words.classes[row.logistic_class] if row.logistic_class else None,
            **{name: getattr(row, name) for name in (*_RANGE, *_PRICES)},
        )
        for row in check_table(rows, words)
    ]


def _replace(shop: Shop, table: RateTable, rows: Sequence[Any], at: datetime) -> Replaced:
    model = _MODELS[table]
    before, _by_model = model.objects.all().delete()
    model.objects.bulk_create(rows, batch_size=_BATCH)
    if not ShopShipping.objects.update(updated_at=at):
        # No row of shipping settings is made for this: it would fix the preparation time that the operator sets.
        shop.updated_at = at
        shop.save(update_fields=["updated_at"])
    return Replaced(before, len(rows))
