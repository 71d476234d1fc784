"""What a row of a file of offers makes of its offer, and what is wrong with it: SQL over `import_stage` and joins."""

from collections.abc import Collection, Iterator

from offers.imports.faults import GTIN_UNKNOWN
from offers.imports.layout import SKU, Layout
from offers.services.import_merging import PriceMerge

# Columns of the staging table that are not columns of the offer under the same name.
_OTHERWISE = frozenset({SKU, "code_type", "code", "is_delete", "given_prices"})
# Numbers that products are found by: under the letter of the staging table the joins, and what they find.
_PRODUCTS = {
    "G": (
        "LEFT JOIN offers_product by_ean ON stage.code_type = 'G' AND by_ean.ean = stage.code AND by_ean.ean <> ''",
        ("by_ean.id",),
    ),
    "K": (
        "LEFT JOIN offers_product by_sku ON stage.code_type = 'K' AND by_sku.product_sku = stage.code",
        ("by_sku.id",),
    ),
    "S": (
        """
        LEFT JOIN offers_sellerproduct by_seller
            ON stage.code_type = 'S' AND by_seller.shop_id = %(shop)s AND by_seller.shop_product_sku = stage.code
        LEFT JOIN offers_offer by_offer
            ON stage.code_type = 'S' AND by_offer.shop_id = %(shop)s AND by_offer.shop_sku = stage.code
        """,
        ("by_seller.product_id", "by_offer.product_id"),
    ),
}
# One that the operator has switched off stays good for the offers that have it.
_CLASS_OFF = """
    stage.logistic_class_id IN (SELECT id FROM shipping_logisticclass WHERE NOT is_active)
    AND stage.logistic_class_id IS DISTINCT FROM offer.logistic_class_id
"""
# Whether a reduction by quantity is not below what so many pieces cost without it; prices of {price}.
_VOLUME_NOT_BELOW = """
    offer.volume_prices <> '[]' AND EXISTS (
        SELECT 1 FROM jsonb_to_recordset(offer.volume_prices) volume (quantity integer, discount_price numeric)
        WHERE volume.discount_price >= coalesce((
            SELECT own.price FROM jsonb_to_recordset(offer.volume_prices) own (quantity integer, price numeric)
            WHERE own.price IS NOT NULL AND own.quantity <= volume.quantity ORDER BY own.quantity DESC LIMIT 1
        ), {price})
    )
"""
# What is wrong with prices that were put together.
_OF_PRICES = "merged.fault"


class OfferRow:
    """A row of a file with these columns. `missing_field` names what a new offer needs and the file does not have;
    `code_types` are the letters of the numbers that its rows name products by.
    """

    def __init__(self, layout: Layout, merge: PriceMerge, missing_field: str, code_types: Collection[str]) -> None:
        self._layout, self._merge, self._missing_field = layout, merge, missing_field
        self._found_by = [_PRODUCTS[letter] for letter in sorted(code_types)]
        staged = [name for name, _kind in layout.staged if name not in _OTHERWISE and "unknown_" not in name]
        self.columns = list(dict.fromkeys([*staged, *merge.names]))

    def __contains__(self, column: str) -> bool:
        """Whether the file says it."""
        name = "code" if column == "product-id" else column
        return name in self._layout

    @property
    def products(self) -> str:
        """The joins that find the product that a row names; tables that no row asks are not read."""
        return " ".join(join for join, _found in self._found_by)

    @property
    def product(self) -> str:
        """The product that a row names."""
        return f"coalesce({', '.join(['NULL::bigint', *(name for _join, found in self._found_by for name in found)])})"

    @property
    def brings_back(self) -> bool:
        """Whether any row says enough to sell an offer again that was removed."""
        return "product-id" in self and "price" in self

    @property
    def delete(self) -> str:
        """Whether a row takes its offer out."""
        return "stage.is_delete" if "is_delete" in self else "false"

    @property
    def fault(self) -> str:
        """The code of the first fault that a row has."""
        return f"CASE {' '.join(f'WHEN {wrong} THEN {_quoted(code)}' for code, wrong in self._faults())} END"

    def _faults(self) -> Iterator[tuple[str, str]]:
        """Codes, and the condition under which each holds; the first that does counts."""
        yield "OFFER_UNKNOWN", f"{self.delete} AND offer.id IS NULL"
        # A row that takes its offer out is not looked at any further.
        yield "", self.delete
        yield from self._product_faults()
        yield "PRICE_MISSING", self.now("price") + " IS NULL"
        yield "STATE_MISSING", self.now("condition") + " IS NULL"
        if "logistic_class_id" in self:
            yield "LOGISTIC_CLASS_OFF", _CLASS_OFF
        if self._missing_field:
            yield "FIELD_MISSING", "offer.id IS NULL"
        if self._merge.is_needed:
            yield _OF_PRICES, f"{_OF_PRICES} IS NOT NULL"
        yield from self._crossed()

    def _product_faults(self) -> Iterator[tuple[str, str]]:
        """An offer that was removed comes back only by a row that would make it: never by one of its stock alone."""
        if "product-id" not in self:
            yield "PRODUCT_MISSING", "offer.id IS NULL"
            yield "OFFER_REMOVED", "offer.removed_at IS NOT NULL"
            return
        unknown = f"stage.code IS NOT NULL AND {self.product} IS NULL"
        yield GTIN_UNKNOWN, f"stage.code_type = 'G' AND {unknown}"
        yield "PRODUCT_UNKNOWN", unknown
        yield "PRODUCT_MISSING", "offer.id IS NULL AND stage.code IS NULL"
        yield "SKU_TAKEN", f"{self.product} <> offer.product_id"
        named = "stage.code IS NOT NULL" if self.brings_back else "false"
        yield "OFFER_REMOVED", f"offer.removed_at IS NOT NULL AND NOT ({named})"

    def now(self, name: str) -> str:
        """What a row's offer will have: what the file says where it has the column, else what it has."""
        kept = f"offer.{name}"
        if name in self._merge.names:
            return self._merge.now(name)
        if name not in self:
            return kept
        if name == "additional_fields":
            # A new offer has more, and is written whether it is the same or not.
            return f"(coalesce({kept}, '{{}}') - %(named_fields)s::text[]) || stage.additional_fields"
        return f"coalesce(stage.{name}, {kept})" if name == "condition" else f"stage.{name}"

    def _crossed(self) -> Iterator[tuple[str, str]]:
        """Rules of two columns, where the file has either."""
        yield from self._reductions()
        rules = (
            ("DISCOUNT_DATES", "discount_starts_at", "discount_ends_at", "{0} >= {1}"),
            ("AVAILABLE_DATES", "available_from", "available_until", "{0} >= {1}"),
            ("ORDER_QUANTITIES", "min_order_quantity", "max_order_quantity", "{0} > {1}"),
            ("PACKAGE_QUANTITIES", "min_order_quantity", "package_quantity", "{0} %% {1} <> 0"),
            ("PACKAGE_QUANTITIES", "max_order_quantity", "package_quantity", "{0} %% {1} <> 0"),
        )
        for code, one, other, wrong in rules:
            if one in self.columns or other in self.columns:
                yield code, wrong.format(self.now(one), self.now(other))

    def _reductions(self) -> Iterator[tuple[str, str]]:
        """A reduction must be below the price. One that is over holds up no new price, until its end is moved."""
        if not {"price", "discount_price", "discount_ends_at"} & {*self.columns}:
            return
        runs = f"NOT coalesce({self.now('discount_ends_at')} <= %(at)s, false)"
        price = self.now("price")
        yield "DISCOUNT_NOT_BELOW", f"{self.now('discount_price')} >= {price} AND {runs}"
        if not self._merge.is_needed:
            yield "DISCOUNT_NOT_BELOW", f"{_VOLUME_NOT_BELOW.format(price=price)} AND {runs}"

    def changed(self) -> str:
        """Whether the offer is not as the row has it; one that was removed comes back."""
        differs = [f"{self.now(name)} IS DISTINCT FROM offer.{name}" for name in self.columns]
        return " OR ".join(["offer.removed_at IS NOT NULL", *differs])


def _quoted(code: str) -> str:
    """The code of a fault in SQL; none is null."""
    return code if code == _OF_PRICES else f"nullif('{code}', '')"
