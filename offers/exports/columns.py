"""The columns of files of offers: those of OF51 and OF52, and those that OF01 takes, so that a file comes back in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from offers.custom_fields import join_values
from offers.models import Offer
from offers.prices import Price, Volume, base_price, read_prices
from offers.services.told_prices import volumes_from_one

# The offer as OF21 tells it, and its row.
Cell = Callable[[Mapping[str, Any], Offer], Any]


@dataclass(frozen=True)
class ExportColumn:
    """A column; `of_removed`: told of removed offers too."""

    name: str
    cell: Cell
    of_removed: bool = False


def _key(name: str, key: str = "", *, of_removed: bool = False) -> ExportColumn:
    key = key or name.replace("-", "_")
    return ExportColumn(name, lambda told, offer: told[key], of_removed)


def _own(name: str, attribute: str) -> ExportColumn:
    return ExportColumn(name, lambda told, offer: getattr(offer, attribute))


def _price(name: str, read: Callable[[Price], Any]) -> ExportColumn:
    return ExportColumn(name, lambda told, offer: read(base_price(offer)))


_SHARED = (
    _key("price-additional-info"),
    _key("description"),
    _key("favorite-rank"),
    _key("available-start-date"),
    _key("available-end-date"),
    _key("allow-quote-requests"),
    _key("product-tax-code"),
    _key("package-quantity"),
    _key("min-order-quantity"),
    _key("max-order-quantity"),
    _own("discount-price", "discount_price"),
    _own("discount-start-date", "discount_starts_at"),
    _own("discount-end-date", "discount_ends_at"),
    _price("price-ranges", lambda price: write_price_ranges(price)),
    _price("discount-ranges", lambda price: write_discount_ranges(price)),
)
# As OF51 names them; `price` is what holds now, `origin-price` what holds without a reduction.
OF51_COLUMNS: tuple[ExportColumn, ...] = (
    _key("offer-id", of_removed=True),
    _key("product-sku", of_removed=True),
    _key("shop-id", of_removed=True),
    _key("shop-sku", of_removed=True),
    _key("active", of_removed=True),
    _key("deleted", of_removed=True),
    _key("shop-name"),
    _key("professional"),
    _key("premium"),
    _key("price"),
    _key("total-price"),
    _own("origin-price", "price"),
    _key("quantity"),
    _key("state-code"),
    _key("currency-iso-code"),
    _key("channels"),
    ExportColumn("logistic-class", lambda told, offer: told["logistic_class"]["code"]),
    _key("leadtime-to-ship"),
    _key("min-shipping-price"),
    _key("min-shipping-price-additional"),
    _key("min-shipping-type"),
    _key("min-shipping-zone"),
    ExportColumn("fulfillment-center-code", lambda told, offer: "DEFAULT"),
    _own("date-created", "created_at"),
    _own("last-updated", "updated_at"),
    *_SHARED,
)
# As OF01 takes them: `price` is what holds without a reduction.
OF01_COLUMNS: tuple[ExportColumn, ...] = (
    _own("sku", "shop_sku"),
    _key("product-id", "product_sku"),
    ExportColumn("product-id-type", lambda told, offer: "SKU"),
    _own("price", "price"),
    _key("quantity"),
    _own("min-quantity-alert", "stock_alert"),
    _own("safety-stock", "safety_stock"),
    _key("state", "state_code"),
    _key("internal-description"),
    ExportColumn("logistic-class", lambda told, offer: offer.logistic_class.code if offer.logistic_class else ""),
    _own("leadtime-to-ship", "lead_time_days"),
    _own("weight-grams", "weight_grams"),
    *_SHARED,
    ExportColumn("update-delete", lambda told, offer: "update"),
)


def channel_columns(channels: Iterable[str], *, origin: str) -> list[ExportColumn]:
    """The prices of each channel that hold at all times. `origin` names the column of the price before a reduction."""
    found: list[ExportColumn] = []
    for code in channels:
        found += [
            _of_channel(origin, code, lambda price: price.price),
            _of_channel("discount-price", code, lambda price: price.discount_price),
            _of_channel("discount-start-date", code, lambda price: price.discount_starts_at),
            _of_channel("discount-end-date", code, lambda price: price.discount_ends_at),
            _of_channel("price-ranges", code, lambda price: write_price_ranges(price)),
            _of_channel("discount-ranges", code, lambda price: write_discount_ranges(price)),
        ]
    return found


def custom_field_columns(codes: Iterable[str]) -> list[ExportColumn]:
    """One for each of the operator's custom fields, under its code."""
    return [ExportColumn(code, _custom_field(code)) for code in codes]


def chosen(columns: Sequence[ExportColumn], names: Sequence[str]) -> list[ExportColumn]:
    """Those that are named, in the order of the file; all where none is."""
    return [each for each in columns if each.name in names] if names else list(columns)


def write_ranges(ranges: Iterable[tuple[int, Decimal]]) -> str:
    """`5|9.90,10|9.50`: from a quantity on, a price."""
    return ",".join(f"{quantity}|{price}" for quantity, price in ranges)


def write_price_ranges(price: Price) -> str:
    """Prices by quantity, but for those that follow the price: sent back they would stand still."""
    return write_ranges((each.quantity, each.price) for each in price.volumes if not each.follows)


def write_discount_ranges(price: Price) -> str:
    """Reduced prices by quantity; empty where single pieces alone are reduced."""
    volumes: list[Volume] = volumes_from_one(price) if price.volumes else []
    return write_ranges((each.quantity, each.discount_price) for each in volumes if each.discount_price is not None)


def write_cell(value: Any) -> str:
    """A value as text. Moments are ISO, lists are comma-separated, truth is true or false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value)


def _of_channel(name: str, code: str, read: Callable[[Price], Any]) -> ExportColumn:
    def cell(_told: Mapping[str, Any], offer: Offer) -> Any:
        if not offer.other_prices:
            return None
        always = (
            each
            for each in read_prices(offer.other_prices)
            if each.channel == code and each.starts_at is None and each.ends_at is None
        )
        found = next(always, None)
        return read(found) if found else None

    return ExportColumn(f"{name}[channel={code}]", cell)


def _custom_field(code: str) -> Cell:
    def cell(_told: Mapping[str, Any], offer: Offer) -> Any:
        value = offer.additional_fields.get(code)
        return join_values(value) if isinstance(value, list) else value

    return cell
