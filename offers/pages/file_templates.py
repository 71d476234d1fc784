"""What a file of each kind may hold, for who makes one by hand: its columns, and a row to begin with."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from offers.choices import ImportKind
from offers.exports.columns import OF01_COLUMNS
from offers.services.catalogue import attributes_for

_OFFER = {"sku": "LAMP-40", "product-id": "4006381333931", "product-id-type": "EAN", "price": "68.90", "quantity": "12"}
_STATE = {"state": "11", "update-delete": "update"}
_PRICES = (
    "offer-sku", "price", "discount-price", "discount-start-date", "discount-end-date", "channels", "start-date",
    "end-date", "price-ranges", "discount-ranges",
)  # fmt: skip
_SIMPLEST = ("category", "shop_sku", "title", "ean", "brand")


@dataclass(frozen=True)
class FileTemplate:
    """A file's columns with an example row."""

    columns: Sequence[str]
    example: Sequence[str]

    def content(self) -> bytes:
        """As CSV with a byte order mark, so that spreadsheets read its letters."""
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([self.columns, self.example])
        return text.getvalue().encode("utf-8-sig")


def file_template(kind: ImportKind) -> FileTemplate:
    """The template of a kind."""
    if kind == ImportKind.OFFERS:
        return _filled([column.name for column in OF01_COLUMNS], {**_OFFER, **_STATE})
    if kind == ImportKind.PRICES:
        return _filled(_PRICES, {"offer-sku": "LAMP-40", "price": "68.90", "discount-price": "59.90"})
    if kind == ImportKind.STOCK:
        return _filled(("offer-sku", "quantity"), {"offer-sku": "LAMP-40", "quantity": "12"})
    used = [each.code for each in attributes_for(None)]
    return _filled(used or _SIMPLEST, {})


def file_words(kind: ImportKind) -> str:
    """What a file of the kind does, in a sentence or two."""
    return {
        ImportKind.OFFERS: _(
            "One offer per row, found by your SKU. New offers are added, existing ones are changed. An empty cell "
            "clears the value; a column that is not in the file leaves the value as it is."
        ),
        ImportKind.PRICES: _("The prices of existing offers. All prices of each offer in the file are replaced."),
        ImportKind.STOCK: _("The stock of existing offers, nothing else."),
        ImportKind.PRODUCTS: _(
            "Product sheets: category, your product number, EAN, and one column for each attribute."
        ),
    }[kind]


def _filled(columns: Sequence[str], values: dict[str, str]) -> FileTemplate:
    return FileTemplate(list(columns), [values.get(column, "") for column in columns])
