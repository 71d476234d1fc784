"""OF24's offers as rows: every column that an import knows, so that whatever is not sent is reset (trap 11)."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from marketplace.errors import refusal
from offers.imports.limits import check_row, file_empty, read_header

# OF24's name of each column of OF01 that it has.
_NAMES = {
    "sku": "shop_sku",
    "product-id": "product_id",
    "product-id-type": "product_id_type",
    "description": "description",
    "internal-description": "internal_description",
    "price": "price",
    "price-additional-info": "price_additional_info",
    "quantity": "quantity",
    "min-quantity-alert": "min_quantity_alert",
    "state": "state_code",
    "available-start-date": "available_started",
    "available-end-date": "available_ended",
    "logistic-class": "logistic_class",
    "favorite-rank": "favorite_rank",
    "allow-quote-requests": "allow_quote_requests",
    "leadtime-to-ship": "leadtime_to_ship",
    "min-order-quantity": "min_order_quantity",
    "max-order-quantity": "max_order_quantity",
    "package-quantity": "package_quantity",
    "product-tax-code": "product_tax_code",
    "update-delete": "update_delete",
}
_DISCOUNT = {"discount-price": "price", "discount-start-date": "start_date", "discount-end-date": "end_date"}
# All prices of an offer in one cell. A file that has it is an OF24, and so is a report of one that comes back as CSV:
# a name that no file of another kind has.
ALL_PRICES = "of24-all-prices"


class JsonSource:
    """Held in memory: the body of one call."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            body = orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            raise refusal("FILE_UNREADABLE", "file", _("This is not valid JSON.")) from error
        offers = body.get("offers") if isinstance(body, dict) else body
        if not isinstance(offers, list) or not offers:
            raise file_empty()
        check_row(len(offers))
        self._offers = [offer if isinstance(offer, dict) else {} for offer in offers]
        fields = dict.fromkeys(code for offer in self._offers for code in _fields_of(offer))
        self.columns = read_header([*_NAMES, *_DISCOUNT, "discount-ranges", ALL_PRICES, *fields])

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, offer in enumerate(self._offers, start=1):
            cells = _cells_of(offer)
            yield number, [cells.get(column, "") for column in self.columns]


def _cells_of(offer: Mapping[str, Any]) -> dict[str, str]:
    prices = offer.get("all_prices")
    return {
        **{column: _text(offer.get(name)) for column, name in _NAMES.items()},
        **_discount(offer.get("discount")),
        ALL_PRICES: orjson.dumps(prices).decode() if prices else "",
        **_fields_of(offer),
    }


def _discount(given: Any) -> dict[str, str]:
    if given is not None and not isinstance(given, dict):
        return {"discount-price": f"discount: {_text(given)}"}
    given = given or {}
    return {
        **{column: _text(given.get(name)) for column, name in _DISCOUNT.items()},
        "discount-ranges": _ranges(given.get("ranges")),
    }


def _fields_of(offer: Mapping[str, Any]) -> dict[str, str]:
    """Custom fields; one that would hide a column of the offer is not taken for it."""
    given = offer.get("offer_additional_fields")
    known = {*_NAMES, *_DISCOUNT, "discount-ranges", ALL_PRICES}
    rows = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    pairs = [(str(each.get("code") or "").replace("\x00", "")[:64], each.get("value")) for each in rows]
    return {code: _text(value) for code, value in pairs if code and code not in known}


def _ranges(given: Any) -> str:
    """What is no list of ranges stays as it is, to be refused where cells are read."""
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        return _text(given)
    return ",".join(f"{_text(row.get('quantity_threshold'))}|{_text(row.get('price'))}" for row in given)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(_text(each) for each in value)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return str(value)
