"""Product sheets of a shop and of the whole catalogue, narrowed down (R005, R006, R018)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from offers.gtin import plain_gtin
from offers.models import Category, MerchandiseNode, Offer, Product
from offers.services.catalogue import merchandise_subtree_ids, subtree_ids

_FEW = 1_000


def list_products(shop_id: int | None) -> QuerySet[Product]:
    """The sheets that the shop sells or made; None: the whole catalogue."""
    if shop_id is None:
        return Product.objects.all()
    sold = Offer.objects.current().filter(shop=shop_id).order_by().values("product_id")
    made = Product.objects.filter(owner=shop_id).order_by().values("pk")
    return Product.objects.filter(pk__in=made.union(sold))


def narrow_products(
    sheets: QuerySet[Product],
    *,
    category_code: str | None = None,
    merchandise_code: str | None = None,
    missing: bool | None = None,
    text: str | None = None,
) -> QuerySet[Product]:
    """Those alone of a category's or node's tree, with or without something missing, found by text. An unknown code
    finds nothing.
    """
    if category_code:
        found = Category.objects.filter(code=category_code).values_list("pk", flat=True).first()
        sheets = sheets.filter(category__in=subtree_ids(found or 0))
    if merchandise_code:
        node = MerchandiseNode.objects.filter(code=merchandise_code).values_list("pk", flat=True).first()
        sheets = in_merchandise(sheets, merchandise_subtree_ids(node or 0))
    if missing is not None:
        sheets = sheets.exclude(missing_attributes=[]) if missing else sheets.filter(missing_attributes=[])
    return matching(sheets, text) if text else sheets


def in_merchandise(rows: QuerySet[Any], nodes: list[int], *, sheet: str = "") -> QuerySet[Any]:
    """Rows whose sheet is of these nodes; one that names none is of its category's (R006). `sheet` leads from a row to
    its sheet, such as `product__`.
    """
    by_category = Category.objects.filter(merchandise__in=nodes).values("pk")
    named = Q(**{f"{sheet}merchandise__in": nodes})
    return rows.filter(named | Q(**{f"{sheet}merchandise__isnull": True, f"{sheet}category__in": by_category}))


def matching(sheets: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Sheets with the text in title or brand, or of that EAN or number. One query: a few are read by the index of words
    and named from then on; of many a page is found soon in any order. The database cannot know beforehand which it is.
    """
    text = text.strip()[:100]
    named = Q(product_sku__iexact=text)
    if gtin := plain_gtin(text):
        return sheets.filter(named | Q(ean=gtin))
    found = sheets
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(brand__icontains=word) | named)
    few = list(found.order_by().values_list("pk", flat=True)[: _FEW + 1])
    return found if len(few) > _FEW else sheets.filter(pk__in=few)


def find_by_references(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Product]:
    """Sheets by type and number, in one query: SKU is the sheet's own number, all others are GTINs."""
    wanted = list(asked)
    skus = {code for kind, code in wanted if kind == "SKU"}
    gtins = {plain_gtin(code) for kind, code in wanted if kind != "SKU"} - {""}
    rows = Product.objects.filter(Q(product_sku__in=skus) | Q(ean__in=gtins)).select_related("category")
    by_sku = {row.product_sku: row for row in rows}
    by_ean = {row.ean: row for row in rows if row.ean}
    found = {(kind, code): by_sku.get(code) if kind == "SKU" else by_ean.get(plain_gtin(code)) for kind, code in wanted}
    return {key: row for key, row in found.items() if row is not None}
