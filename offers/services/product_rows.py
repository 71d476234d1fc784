"""Rows of a product file as the catalogue would have them, each with what is wrong with it; no query per row."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from offers.gtin import is_gtin, plain_gtin
from offers.models import MOST_PICTURES, Attribute, CategoryMapping
from offers.services.catalogue import (
    Tree,
    UsedAttribute,
    all_uses,
    category_tree,
    kinds_of,
    merchandise_tree,
    used_along,
)
from offers.services.product_columns import PRODUCT_ID, ColumnPlan
from offers.services.sheet_checks import LONGEST_BRAND, LONGEST_TITLE, NO_EAN
from offers.sheets.values import LONGEST_LONG_TEXT, ValueKind, ValueRefused, fold, read_value
from offers.spreadsheets import unescape

TEXT, NO_CATEGORY, CATEGORY, EAN, TWICE, NO_NUMBER, VALUE, MERCHANDISE, UNUSED, ZERO = (
    "1000", "1002", "1001", "1003", "1004", "1005", "1006", "1007", "2001", "2002",
)  # fmt: skip
LONGEST_NUMBER = 64
MOST_UNKNOWN = 500
_TEXTS = {
    "title": ValueKind("TEXT", max_length=LONGEST_TITLE),
    "brand": ValueKind("TEXT", max_length=LONGEST_BRAND),
    "description": ValueKind("LONG_TEXT", max_length=LONGEST_LONG_TEXT),
    "shop_sku": ValueKind("TEXT", max_length=LONGEST_NUMBER),
}
_PICTURE = ValueKind("MEDIA")
Fault = tuple[str, str]


@dataclass
class SheetRow:
    """A row read: fields by name, typed attributes, faults and warnings as code and message."""

    line: int
    cells: Sequence[str]
    fields: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    category_id: int | None = None
    merchandise_id: int | None = None
    media_urls: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A field, empty where the file says nothing."""
        return str(self.fields.get(name, ""))


class RowReader:
    """Reads the rows of one file. `unknown_categories` collects what could not be found, for the shop to map."""

    def __init__(self, plan: ColumnPlan, *, shop_id: int, default_category: str = "") -> None:
        self.plan = plan
        self.unknown_categories: dict[str, int] = {}
        self._categories, self._uses = category_tree(), all_uses()
        self._merchandise = _names(merchandise_tree())
        self._kinds = kinds_of({use.attribute_id: use.attribute for use in self._uses}.values())
        names = _names(self._categories)
        self._default = names.get(fold(default_category)) if default_category else None
        mappings = CategoryMapping.objects.filter(shop=shop_id).values_list("text", "category_id")
        self._named = names | {fold(text): category_id for text, category_id in mappings}
        self._used: dict[int, dict[str, UsedAttribute]] = {}
        self._attributes = {each.code for each in Attribute.objects.all()}
        self._seen: dict[str, int] = {}

    def read(self, line: int, cells: Sequence[str]) -> SheetRow:
        """The row with its faults; nothing of the database is asked."""
        row = SheetRow(line, cells)
        attributes: list[tuple[str, str]] = []
        for target, cell in zip(self.plan.targets, cells, strict=False):
            text = unescape(cell).strip()
            if target and text:
                self._take(row, target, text, attributes)
        self._check_numbers(row)
        self._find_category(row)
        if row.category_id is not None:
            self._read_attributes(row, attributes)
        return row

    def _take(self, row: SheetRow, target: str, text: str, attributes: list[tuple[str, str]]) -> None:
        if target in _TEXTS:
            self._read_text(row, target, html.unescape(text))
        elif target == "media_urls":
            self._read_pictures(row, text)
        elif target == "merchandise":
            row.merchandise_id = self._merchandise.get(fold(text))
            if row.merchandise_id is None:
                row.faults.append((MERCHANDISE, _("Merchandise node “%(text)s” is unknown.") % {"text": text[:80]}))
        elif target == PRODUCT_ID:
            row.fields.setdefault("ean" if is_gtin(text) else "shop_sku", text[:LONGEST_NUMBER])
        elif target in ("ean", "category"):
            row.fields[target] = text
        else:
            attributes.append((target, text))

    def _read_text(self, row: SheetRow, name: str, text: str) -> None:
        try:
            row.fields[name] = read_value(_TEXTS[name], text) or ""
        except ValueRefused as refused:
            row.faults.append((TEXT, f"{name}: {refused}"))

    def _read_pictures(self, row: SheetRow, text: str) -> None:
        for address in text.replace("|", " ").split():
            try:
                row.media_urls.append(str(read_value(_PICTURE, address)))
            except ValueRefused as refused:
                row.faults.append((VALUE, f"media_urls: {refused}"))
        row.media_urls = list(dict.fromkeys(row.media_urls))[:MOST_PICTURES]

    def _check_numbers(self, row: SheetRow) -> None:
        """An EAN that fits, or the shop's own number: without either a second import would make the sheet again."""
        ean, own = row.text("ean").replace(" ", ""), row.text("shop_sku")
        if len(ean) == 11 and is_gtin(f"0{ean}"):
            row.warnings.append((ZERO, _("The EAN lost its leading zero; it was put back.")))
            ean = f"0{ean}"
        if ean and not is_gtin(ean):
            row.faults.append((EAN, str(NO_EAN)))
            return
        row.fields["ean"] = ean = plain_gtin(ean)
        if not ean and not own:
            row.faults.append((NO_NUMBER, _("The row has neither an EAN nor your own product number.")))
        for key in (f"e{ean}" if ean else "", f"n{own}" if own else ""):
            first = self._seen.setdefault(key, row.line) if key else row.line
            if first != row.line:
                row.faults.append((TWICE, _("The same product is already in line %(line)s.") % {"line": first}))
                break

    def _find_category(self, row: SheetRow) -> None:
        text = row.text("category")
        row.category_id = self._named.get(fold(text)) if text else self._default
        if row.category_id is not None:
            return
        if not text:
            row.faults.append((NO_CATEGORY, _("The category is missing.")))
            return
        if text in self.unknown_categories or len(self.unknown_categories) < MOST_UNKNOWN:
            self.unknown_categories[text] = self.unknown_categories.get(text, 0) + 1
        row.faults.append((CATEGORY, _("Category “%(text)s” is unknown.") % {"text": text[:80]}))

    def _read_attributes(self, row: SheetRow, given: list[tuple[str, str]]) -> None:
        used = self._used_by(row.category_id or 0)
        for code, text in given:
            found = used.get(code)
            if found is None:
                row.warnings.append((UNUSED, _("The category has no attribute “%(code)s”.") % {"code": code}))
                continue
            try:
                row.attributes[code] = read_value(found.kind, html.unescape(text))
            except ValueRefused as refused:
                row.faults.append((VALUE, f"{code}: {refused}"))

    def _used_by(self, category_id: int) -> dict[str, UsedAttribute]:
        if category_id not in self._used:
            found = used_along(self._categories.line(category_id), self._uses, self._kinds)
            self._used[category_id] = {each.code: each for each in found if not each.role}
        return self._used[category_id]

    def category_code(self, row: SheetRow) -> str:
        """The code of the row's category, for the file in the operator's format."""
        return self._categories.rows[row.category_id].code if row.category_id is not None else ""


def _names(tree: Tree) -> dict[str, int]:
    """Every way to name a node: its path and its labels, where they name no other, and its code, which wins."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for pk, node in tree.rows.items():
        labels = {node.label, *(text for text in node.translations.values() if isinstance(text, str)), tree.path(pk)}
        for label in {fold(each) for each in labels if each}:
            twice |= {label} if label in found else set()
            found[label] = pk
    named = {label: pk for label, pk in found.items() if label not in twice}
    return named | {fold(node.code): pk for pk, node in tree.rows.items()}
