"""What the columns of a shop's product file are: fields, attributes, or unknown until the shop says (R017)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offers.choices import AttributeRole
from offers.exports.columns import OF01_COLUMNS
from offers.imports.reports import REPORT_COLUMNS
from offers.models import Attribute, ColumnMapping
from offers.sheets.values import fold

# Fields that a column may be; the others are attributes by their code. Several columns may be pictures.
FIELDS = ("title", "brand", "description", "ean", "category", "merchandise", "media_urls", "shop_sku")
# What offers that come with their products have besides (OF01 with_products): read by the offers' own import.
_OF_OFFERS = frozenset(column.name for column in OF01_COLUMNS)
PRODUCT_ID = "product-id"
_FIELD_OF_ROLE = {
    AttributeRole.TITLE: "title",
    AttributeRole.BRAND: "brand",
    AttributeRole.DESCRIPTION: "description",
    AttributeRole.EAN: "ean",
    AttributeRole.CATEGORY: "category",
    AttributeRole.SHOP_SKU: "shop_sku",
    AttributeRole.MAIN_IMAGE: "media_urls",
}


@dataclass(frozen=True)
class ColumnPlan:
    """For each column of a file the field or attribute that it fills; empty where it is not read."""

    columns: Sequence[str]
    targets: Sequence[str]
    unknown: Sequence[str] = field(default_factory=tuple)


def plan_columns(columns: Sequence[str], shop_id: int) -> ColumnPlan:
    """By the shop's own mapping first, then by code. A field or attribute that two columns fill is the first's, but
    for pictures. Two queries.
    """
    known = known_targets()
    mapped = {fold(row.column): row.target for row in ColumnMapping.objects.filter(shop=shop_id)}
    targets: list[str] = []
    unknown: list[str] = []
    for column in columns:
        target = mapped.get(fold(column), known.get(fold(column)))
        if target is None and column in _OF_OFFERS:
            target = PRODUCT_ID if column == PRODUCT_ID else ""
        elif target is None or (target and target not in known.values()):
            target = ""
            if column and column not in REPORT_COLUMNS:
                unknown.append(column)
        elif target != "media_urls" and target in targets:
            target = ""
        targets.append(target)
    return ColumnPlan(columns, targets, unknown)


def known_targets() -> Mapping[str, str]:
    """Every way to write a target, folded, with the target. One query."""
    found = {fold(name): name for name in FIELDS}
    for code, role in Attribute.objects.values_list("code", "role"):
        found[fold(code)] = _FIELD_OF_ROLE[AttributeRole(role)] if role else code
    return found
