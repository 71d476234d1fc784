"""Which columns a file has of those that an import knows, and how a row of it becomes a row of the staging table."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from operator import itemgetter
from typing import Any

from offers.imports import cells, price_lists
from offers.imports.cells import Read, remembered
from offers.imports.faults import fault
from offers.imports.json_rows import ALL_PRICES
from offers.imports.price_cells import CHANNEL, CellReader, GivenCells, PriceColumns, dumped
from offers.imports.pricing import Wrong, put_price
from offers.imports.xml_rows import NESTED_PRICES

_LONGEST_TEXT, _LONGEST_NOTE = 4000, 255


@dataclass(frozen=True)
class Part:
    """Columns of the file that are read together, and the columns of the staging table that they fill, with types."""

    columns: tuple[str, ...]
    staged: tuple[tuple[str, str], ...]
    read: Read


@dataclass(frozen=True)
class Rules:
    """What a shop's cells are held against. `zone` is that of moments that name none; a reduction that has ended at
    `at` may be anything.
    """

    digits: int = 2
    zone: tzinfo = UTC
    at: datetime = datetime.max.replace(tzinfo=UTC)
    classes: Mapping[str, str] = field(default_factory=dict)
    tax_codes: Collection[str] = ()
    channels: Collection[str] = ()
    # Reads the cells of any of these custom fields into JSON or a fault.
    custom_codes: tuple[str, ...] = ()
    read_custom: Callable[[Mapping[str, str]], str] = lambda _cells: "{}"


class Layout:
    """Rows of a file with these columns."""

    def __init__(self, columns: Sequence[str], parts: Sequence[Part]) -> None:
        place = {column: number for number, column in enumerate(columns)}
        self.columns = tuple(columns)
        found = [part for part in parts if any(column in place for column in part.columns)]
        self.staged = [each for part in found for each in part.staged]
        self._steps = [(_getter([place.get(column) for column in part.columns]), part.read) for part in found]

    def __contains__(self, name: str) -> bool:
        return any(name == staged for staged, _type in self.staged)

    def read(self, row: Sequence[str]) -> list[str]:
        """The row's values as COPY takes them, faults among them."""
        return [read(get(row)) for get, read in self._steps]


def _getter(places: Sequence[int | None]) -> Callable[[Sequence[str]], Any]:
    known = [place for place in places if place is not None]
    if len(known) == len(places):
        return itemgetter(*known)
    return lambda row: tuple("" if place is None else row[place] for place in places)


def _one(column: str, name: str, kind: str, read: Callable[[str], str]) -> Part:
    return Part((column,), ((name, kind),), remembered(read))


_QUANTITY, _STOCK = "NO_QUANTITY", "NO_STOCK"
SKU = "sku"
CONDITIONS = ("11", "1", "3", "10")
OFFER_CODES = frozenset({"sku", "product-id", "price", "quantity", "state"})


def offer_parts(columns: Sequence[str], rules: Rules) -> list[Part]:
    """What OF01 and OF24 know, the SKU first."""
    return [
        Part((SKU,), ((SKU, "text"),), cells.sku),
        Part(("product-id", "product-id-type"), (("code_type", "text"), ("code", "text")), cells.product),
        *_texts(),
        *_money(columns, rules),
        *_stock(),
        *_sale(rules),
        *_prices(columns, rules),
        *_custom(columns, rules),
    ]


def _texts() -> list[Part]:
    return [
        _one("description", "description", "text", cells.text(_LONGEST_TEXT)),
        _one("internal-description", "internal_description", "text", cells.text(_LONGEST_TEXT)),
        _one("price-additional-info", "price_additional_info", "text", cells.text(_LONGEST_NOTE)),
    ]


def _money(columns: Sequence[str], rules: Rules) -> list[Part]:
    missing = fault("PRICE_MISSING")
    amount = cells.amount(rules.digits)

    def price(cell: str) -> str:
        value = amount(cell)
        return missing if value == cells.NULL else value

    def price_unless_deleted(pair: tuple[str, str]) -> str:
        cell, deleting = pair
        return cells.NULL if not cell.strip() and deleting.strip().lower() == "delete" else price(cell)

    priced = Part(("price",), (("price", "numeric"),), price)
    if "price" in columns and "update-delete" in columns:
        priced = Part(("price", "update-delete"), (("price", "numeric"),), price_unless_deleted)
    if column := list_column(columns):
        if "price" in columns:
            listed = price_lists.ListedPrices(rules.channels, CellReader(rules.digits, rules.zone)).price
            priced = Part(
                ("price", column, "update-delete"),
                (("price", "numeric"),),
                lambda row: price_unless_deleted((listed(row[:2]), row[2])),
            )
        return [priced]
    moment = cells.moment(rules.zone)
    return [
        priced,
        Part(("discount-price",), (("discount_price", "numeric"),), amount),
        _one("discount-start-date", "discount_starts_at", "timestamptz", moment),
        _one("discount-end-date", "discount_ends_at", "timestamptz", moment),
    ]


def _stock() -> list[Part]:
    optional = cells.number(_QUANTITY, 1)
    return [
        _one("quantity", "quantity", "integer", cells.number(_STOCK, empty="0")),
        _one("min-quantity-alert", "stock_alert", "integer", cells.number(_STOCK)),
        _one("safety-stock", "safety_stock", "integer", cells.number("NO_SAFETY_STOCK", 0, 10_000)),
        _one("min-order-quantity", "min_order_quantity", "integer", optional),
        _one("max-order-quantity", "max_order_quantity", "integer", optional),
        _one("package-quantity", "package_quantity", "integer", optional),
    ]


def _sale(rules: Rules) -> list[Part]:
    conditions = cells.one_of({code: code for code in CONDITIONS}, "STATE_UNKNOWN")
    taxed = cells.one_of({code: cells.copied(code) for code in rules.tax_codes}, "TAX_CODE_UNKNOWN")
    moment = cells.moment(rules.zone)
    return [
        _one("state", "condition", "text", conditions),
        _one("available-start-date", "available_from", "timestamptz", moment),
        _one("available-end-date", "available_until", "timestamptz", moment),
        _one("logistic-class", "logistic_class_id", "bigint", cells.one_of(rules.classes, "LOGISTIC_CLASS_UNKNOWN")),
        _one("favorite-rank", "favorite_rank", "integer", cells.number(_STOCK)),
        _one("allow-quote-requests", "allow_quote_requests", "boolean", cells.boolean),
        _one("leadtime-to-ship", "lead_time_days", "integer", cells.number("NO_LEAD_TIME", 0, 60)),
        _one("weight-grams", "weight_grams", "integer", cells.number("NO_WEIGHT", 1, 30_000_000)),
        _one("product-tax-code", "tax_code", "text", lambda cell: "" if not cell.strip() else taxed(cell)),
        _one("update-delete", "is_delete", "boolean", cells.deleting),
    ]


def list_column(columns: Collection[str]) -> str | None:
    """The column that has all prices of an offer in one cell, where the file has one."""
    return next((column for column in (ALL_PRICES, NESTED_PRICES) if column in columns), None)


def prices_in(columns: Collection[str], rules: Rules) -> PriceColumns:
    """Which prices the file speaks of, apart from the one that holds everywhere."""
    if list_column(columns):
        return PriceColumns(base=("ranges", "reduced"), lists=True)
    return PriceColumns.of(columns, rules.channels)


def _prices(columns: Sequence[str], rules: Rules) -> list[Part]:
    reader, named = CellReader(rules.digits, rules.zone), prices_in(columns, rules)
    if column := list_column(columns):
        read = price_lists.ListedPrices(rules.channels, reader)
        return [Part((*price_lists.BESIDE, column), price_lists.STAGED, remembered(read))]
    unknown = [
        Part((f"price[channel={channel}]",), ((f"unknown_{number}", "text"),), remembered(_unknown(channel)))
        for number, channel in enumerate(named.unknown)
    ]
    if not named.cells:
        return unknown
    given = (("given_prices", "jsonb"),)
    return [
        Part(tuple(column for column, _channel, _key in named.cells), given, remembered(GivenCells(named, reader))),
        *unknown,
    ]


def _unknown(channel: str) -> Callable[[str], str]:
    return lambda cell: fault("CHANNEL_UNKNOWN", channel) if cell.strip() else ""


def custom_codes_in(columns: Collection[str], rules: Rules) -> tuple[str, ...]:
    """The custom fields that a file speaks of: OF24 of all, for what it does not say is reset."""
    return tuple(code for code in rules.custom_codes if ALL_PRICES in columns or code in columns)


def _custom(columns: Collection[str], rules: Rules) -> list[Part]:
    codes = custom_codes_in(columns, rules)
    if not codes:
        return []
    if not any(code in columns for code in codes):
        # Of an OF24 without any: what a column of its own would say.
        value = rules.read_custom(dict.fromkeys(codes, ""))
        return [Part((SKU,), (("additional_fields", "jsonb"),), lambda _cell: value)]

    def read(given: Any) -> str:
        values = given if len(codes) > 1 else (given,)
        return rules.read_custom(dict(zip(codes, values, strict=True)))

    return [Part(codes, (("additional_fields", "jsonb"),), remembered(read))]


STOCK_CODES = frozenset({"offer-sku", "quantity"})
PRICE_CODES = frozenset({"offer-sku", "price"})


def stock_parts() -> list[Part]:
    """What STO01 knows. Without warehouses the stock of all that a file names is one."""
    return [
        Part(("offer-sku",), ((SKU, "text"),), cells.sku),
        _one("quantity", "quantity", "integer", cells.number(_STOCK, empty="0")),
        _one("warehouse-code", "warehouse", "text", cells.text(64)),
        _one("update-delete", "is_delete", "boolean", cells.deleting),
    ]


def price_parts(rules: Rules) -> list[Part]:
    """What PRI01 knows: a price in each row; it holds on each of its channels, or everywhere."""
    named = ("channels", "start-date", "end-date", *CHANNEL)
    return [
        Part(("offer-sku",), ((SKU, "text"),), cells.sku),
        Part(
            named,
            (("prices", "jsonb"),),
            remembered(lambda row: _price_row(dict(zip(named, row, strict=True)), rules)),
        ),
        *(_one(column, f"other_{place}", "text", _no_customers) for place, column in enumerate(_CUSTOMERS)),
        _one("price-type", "price_type", "text", lambda cell: "" if cell.strip() in ("", "PRICE") else _NO_TYPE),
    ]


# Prices that offers here do not have; taken for others they would be asked of everybody.
_CUSTOMERS = ("customer-organization-ids", "customer-group-ids")
_NO_TYPE = fault("PRICE_TYPE")


def _no_customers(cell: str) -> str:
    return fault("CUSTOMER_PRICES") if cell.strip() else ""


def _price_row(given: Mapping[str, str], rules: Rules) -> str:
    channels = [part.strip() for part in given["channels"].replace("|", ",").split(",") if part.strip()]
    if unknown := next((code for code in channels if code not in rules.channels), None):
        return fault("CHANNEL_UNKNOWN", unknown)
    try:
        price = put_price(None, CellReader(rules.digits, rules.zone).price(given), rules.at)
    except Wrong as wrong:
        return fault(wrong.code, wrong.detail)
    return dumped([{**price, "channel": code} for code in channels] or [price])
