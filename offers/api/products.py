"""P31, and ours: product sheets with all their attributes, read, made, changed and filled in (R001, R016, R135)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.pagination import OffsetPage
from marketplace.rest.schema import LOCALE, OFFSET_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from offers.choices import AttributeType
from offers.models import MOST_PICTURES, Product
from offers.services.catalogue import UsedAttribute, attributes_for
from offers.services.product_lists import find_by_references, list_products, narrow_products
from offers.services.sheet_offers import OffersOnSheet, offers_on_sheet
from offers.services.sheets import ProductWish, change_sheet, create_sheet, find_sheet, right_to, sheet_version

REFERENCE_TYPES = ("EAN", "UPC", "GTIN", "ISBN", "SKU")
PRODUCT = {
    "category_code": str,
    "category_label": str,
    "product_id": str,
    "product_id_type": str,
    "product_sku": str,
    "product_title": str,
}
_ATTRIBUTE = {"code": str, "label": str, "type": str, "unit": str | None, "requirement_level": str}
SHORT_SHEET = {
    "product_sku": str,
    "version": str,
    "title": str,
    "brand": str | None,
    "ean": str | None,
    "category_code": str,
    "merchandise_code": str | None,
    "media_urls": [str],
    "missing_attributes": [str],
    "is_own": bool,
    "updated": datetime,
}
SHEET = {
    **SHORT_SHEET,
    "description": str | None,
    "attributes": dict,
    "category_attributes": [_ATTRIBUTE],
    "right": str,
    "offers": [{"offer_id": int, "shop_sku": str, "state": str}],
    "other_sellers": int,
}
CHANGES = {
    "title": "Lámpara Duna 40",
    "description": "Lámpara de techo de latón.",
    "attributes": {"colour": "brass", "diameter": 40},
}
NEW_SHEET = {"title": "Lámpara Giralda 30", "brand": "Alcolea", "category_code": "LIGHTING"}
_IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The `version` that was read: a newer one is not overwritten."
)
_SKU = OpenApiParameter("product_sku", OpenApiTypes.STR, OpenApiParameter.PATH, description="The sheet's number.")


class ListProducts(SellerView):
    """P31."""

    operation = "P31"
    permission = Right.OFFER_READ

    @describe(
        "Sheets by their references",
        answer={"products": [PRODUCT], "total_count": int},
        parameters=(
            OpenApiParameter(
                "product_references",
                str,
                required=True,
                description="`EAN|2000000001012,UPC|…`, at most 100; of type EAN, UPC, GTIN, ISBN or SKU.",
            ),
            LOCALE,
        ),
    )
    def get(self, request: Request) -> Response:
        asked = [_reference(text, kind_first=True) for text in self.query.texts("product_references") or ()]
        asked += [_reference(text, kind_first=False) for text in self.query.texts("products") or ()]
        if not asked:
            raise refuse("product_references", _("Name the products as TYPE|number."))
        found = find_by_references(asked)
        rows = [_told(kind, code, found[kind, code]) for kind, code in asked if (kind, code) in found]
        return Response({"products": rows, "total_count": len(rows)})


class SheetChangesSerializer(serializers.Serializer[Any]):
    """What changes; what is absent stays. `attributes` maps codes of PM11 to values of their type, null takes one
    away: text, number, true or false, an ISO date, a code of the list or several.
    """

    title = serializers.CharField(required=False, max_length=255)
    brand = serializers.CharField(required=False, allow_blank=True, max_length=100)
    description = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    ean = serializers.CharField(required=False, allow_blank=True, max_length=14)
    category_code = serializers.CharField(required=False, max_length=64)
    merchandise_code = serializers.CharField(required=False, allow_blank=True, max_length=64)
    media_urls = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, max_length=MOST_PICTURES
    )
    attributes = serializers.DictField(required=False)


class NewSheetSerializer(SheetChangesSerializer):
    """A new sheet."""

    title = serializers.CharField(max_length=255)
    category_code = serializers.CharField(max_length=64)


class Sheets(SellerView):
    """Sheets listed, and a new one."""

    operation = "X-PRODUCTS"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe(
        "The sheets that the shop sells or made",
        answer={"products": [SHORT_SHEET], "total_count": int},
        parameters=(
            OpenApiParameter("category", str, description="A category's code: it and all below it."),
            OpenApiParameter("merchandise", str, description="A node of the merchandise structure, and all below it."),
            OpenApiParameter("missing", bool, description="`true`: those alone that lack something; `false`: nothing."),
            OpenApiParameter("q", str, description="In title or brand, or an EAN or product number."),
            OpenApiParameter("scope", str, enum=["mine", "catalogue"], description="The whole catalogue or yours."),
            *OFFSET_PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        everything = self.query.choice("scope", ("mine", "catalogue")) == "catalogue"
        sheets = narrow_products(
            list_products(None if everything else self.shop_id),
            category_code=self.query.text("category"),
            merchandise_code=self.query.text("merchandise"),
            missing=self.query.boolean("missing"),
            text=self.query.text("q"),
        )
        rows = page.rows(sheets.select_related("category", "merchandise").order_by("title", "pk"))
        return page.answer("products", [self._short(each) for each in rows], total=sheets.count())

    @describe(
        "Make a sheet",
        operation="X-PRODUCT-CREATE",
        answer=SHEET,
        status=201,
        body=NewSheetSerializer,
        example=NEW_SHEET,
    )
    def post(self, request: Request) -> Response:
        given = _read(NewSheetSerializer, request.data)
        given["media_urls"] = tuple(given.get("media_urls", ()))
        sheet = create_sheet(wish=ProductWish(**given), at=self.at, shop_id=self.shop_id)
        return _answer(find_sheet(sheet.product_sku), self.shop_id, status=201)

    def _short(self, product: Product) -> dict[str, Any]:
        return _short(product, self.shop_id)


class OneSheet(SellerView):
    """A sheet, and the change of it by who may."""

    operation = "X-PRODUCT"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe("A sheet with all its attributes", answer=SHEET, parameters=(_SKU, LOCALE))
    def get(self, request: Request, product_sku: str) -> Response:
        return _answer(find_sheet(product_sku), self.shop_id)

    @describe(
        "Change a sheet, or fill in what it lacks",
        operation="X-PRODUCT-CHANGE",
        answer=SHEET,
        body=SheetChangesSerializer,
        example=CHANGES,
        parameters=(_SKU, _IF_MATCH),
        explanation="The shop that made the sheet changes all of it; another that sells the product fills in what is "
        "empty. 409 where it changed since the `version` of `If-Match`.",
    )
    def patch(self, request: Request, product_sku: str) -> Response:
        changes = _read(SheetChangesSerializer, request.data)
        version = request.headers.get("If-Match", "").strip().strip('"') or None
        product = find_sheet(product_sku)
        change_sheet(product_id=product.pk, shop_id=self.shop_id, changes=changes, at=self.at, version=version)
        return _answer(find_sheet(product_sku), self.shop_id)


def _reference(text: str, *, kind_first: bool) -> tuple[str, str]:
    first, _bar, second = text.partition("|")
    kind, code = (first, second) if kind_first else (second, first)
    kind = kind.strip().upper()
    if kind not in REFERENCE_TYPES or not code.strip():
        allowed = ", ".join(REFERENCE_TYPES)
        raise refuse(
            "product_references",
            _("“%(value)s” is no reference such as EAN|2000000001012; types are %(allowed)s.")
            % {"value": text[:50], "allowed": allowed},
        )
    return kind, code.strip()


def _told(kind: str, code: str, product: Product) -> dict[str, Any]:
    return {
        "category_code": product.category.code,
        "category_label": product.category.name,
        "product_id": code,
        "product_id_type": kind,
        "product_sku": product.product_sku,
        "product_title": product.title,
    }


def _read(shape: type[serializers.Serializer[Any]], body: Any) -> dict[str, Any]:
    serializer = shape(data=body)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _answer(product: Product, shop_id: int, status: int = 200) -> Response:
    told = _sheet(product, shop_id, attributes_for(product.category_id), offers_on_sheet(product.pk, shop_id))
    return Response(told, status=status, headers={"ETag": f'"{sheet_version(product)}"'})


def _short(product: Product, shop_id: int) -> dict[str, Any]:
    return {
        "product_sku": product.product_sku,
        "version": sheet_version(product),
        "title": product.title,
        "brand": product.brand or None,
        "ean": product.ean or None,
        "category_code": product.category.code,
        "merchandise_code": product.merchandise.code if product.merchandise else None,
        "media_urls": product.media_urls,
        "missing_attributes": product.missing_attributes,
        "is_own": product.owner_id == shop_id,
        "updated": product.updated_at,
    }


def _sheet(product: Product, shop_id: int, used: list[UsedAttribute], selling: OffersOnSheet) -> dict[str, Any]:
    types = {each.code: each.kind.type for each in used}
    return {
        **_short(product, shop_id),
        "description": product.description or None,
        "attributes": {code: _typed(value, types.get(code, "")) for code, value in product.attributes.items()},
        "category_attributes": [
            {
                "code": each.code,
                "label": each.name,
                "type": each.kind.type,
                "unit": each.kind.unit or None,
                "requirement_level": each.requirement_level,
            }
            for each in used
        ],
        "right": right_to(product, shop_id),
        "offers": [
            {"offer_id": offer.pk, "shop_sku": offer.shop_sku, "state": offer.sale_state} for offer in selling.own
        ],
        "other_sellers": selling.others,
    }


def _typed(value: Any, kind: str) -> Any:
    """A number goes out as one: the row keeps its digits as text."""
    is_number = kind in (AttributeType.DECIMAL, AttributeType.MEASUREMENT) and isinstance(value, str)
    return Decimal(value) if is_number else value
