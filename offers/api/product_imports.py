"""P41 to P47 and P51: products by file; ours: what the shop's files call columns and categories (R004, R017)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.rest.multipart import ImportParser
from marketplace.rest.pagination import OffsetPage
from marketplace.rest.schema import OFFSET_PAGING, describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_ID, read_integer
from offers.api.uploads import read_upload, stored_file
from offers.choices import ImportKind, ImportOrigin, ImportState
from offers.models import CategoryMapping, ColumnMapping, ImportRun
from offers.services.differential import BEGINNING, MARGIN
from offers.services.importing import find_import, lines_done, start_import
from offers.services.product_mapping import import_again, set_mappings, unknown_in

_AI = {"status": str | None}
TRACKING: dict[str, Any] = {
    "conversion_options": {"ai_enrichment": _AI, "ai_rewrite": _AI, "ai_translation": _AI},
    "conversion_type": str | None,
    "date_created": datetime,
    "has_error_report": bool,
    "has_new_product_report": bool,
    "has_transformation_error_report": bool,
    "has_transformed_file": bool,
    "import_id": int,
    "import_status": str,
    "integration_details": {
        "invalid_products": int,
        "products_not_accepted_in_time": int,
        "products_not_synchronized_in_time": int,
        "products_reimported": int,
        "products_successfully_synchronized": int,
        "products_with_synchronization_issues": int,
        "products_with_wrong_identifiers": int,
        "rejected_products": int,
    },
    "reason_status": str | None,
    "shop_id": int,
    "transform_lines_in_error": int,
    "transform_lines_in_success": int,
    "transform_lines_read": int,
    "transform_lines_with_warning": int,
}
MAPPINGS = {
    "columns": [{"column": str, "target": str | None}],
    "categories": [{"text": str, "category_code": str}],
}
UNKNOWN = {"columns": [str], "categories": [str]}
_IMPORT = OpenApiParameter("run", OpenApiTypes.INT64, OpenApiParameter.PATH, description="The import, from P41.")
EXAMPLE_FILE = "shop_sku;ean;title;category\nALC-1;2000000001012;Lámpara Duna 40;LIGHTING\n"


class ProductImports(SellerView):
    """P41 and P51."""

    operation = "P51"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE
    parser_classes = [ImportParser]

    @describe(
        "The shop's imports of products",
        answer={"product_import_trackings": [TRACKING], "total_count": int},
        parameters=(
            OpenApiParameter("last_request_date", OpenApiTypes.DATETIME, description="Sent or finished since then."),
            OpenApiParameter("status", str, description="WAITING, RUNNING, COMPLETE, FAILED or CANCELLED."),
            OpenApiParameter("has_transformed_file", bool, description="Those alone of which a file was made."),
            *OFFSET_PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        page = OffsetPage.read(request)
        runs = ImportRun.objects.filter(kind=ImportKind.PRODUCTS, is_dry_run=False)
        if since := self.query.moment("last_request_date"):
            early = max(since, BEGINNING) - MARGIN
            runs = runs.filter(Q(created_at__gte=early) | Q(finished_at__gte=early))
        if states := self.query.choices("status", (*ImportState.values, "SENT")):
            runs = runs.filter(state__in=states)
        if (with_file := self.query.boolean("has_transformed_file")) is not None:
            runs = runs.exclude(transformed_path="") if with_file else runs.filter(transformed_path="")
        rows = page.rows(runs.order_by("created_at", "pk"))
        return page.answer("product_import_trackings", [_tracking(run) for run in rows], total=runs.count())

    @describe(
        "Import products from a file",
        operation="P41",
        answer={"import_id": int},
        status=201,
        form={"file": FILE, "operator_format": bool, "conversion_type": str, "category": str},
        example={"file": EXAMPLE_FILE, "operator_format": True},
        explanation="CSV, XLSX or XML; columns are codes of PM11, or what the shop's mappings say. Ours: `category` is "
        "the code for rows that name none.",
    )
    def post(self, request: Request) -> Response:
        file = read_upload(request)
        category = request.POST.get("category") or self.query.text("category") or ""
        run = start_import(
            shop_id=self.shop_id,
            kind=ImportKind.PRODUCTS,
            origin=ImportOrigin.API,
            content=file,
            file_name=file.name or "products.csv",
            actor=self.actor,
            at=self.at,
            options={"category": str(category)[:64]} if category else {},
        )
        location = request.build_absolute_uri(f"/api/products/imports/{run.pk}?shop_id={self.shop_id}")
        return Response({"import_id": run.pk}, status=201, headers={"Location": location})


class ShowProductImport(SellerView):
    """P42."""

    operation = "P42"
    permission = Right.OFFER_READ

    @describe("How an import of products stands", answer=TRACKING, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> Response:
        return Response(_tracking(_find(run)))


class _Report(SellerView):
    """A file of an import; 404 where there is none, which clients read as "no errors" (trap 10)."""

    permission = Right.OFFER_READ
    path: ClassVar[str] = ""
    name: ClassVar[str] = ""

    def file_of(self, run: str) -> FileResponse:
        found = _find(run)
        return stored_file(getattr(found, self.path), f"{self.name}-{found.pk}.csv")


class ShowErrorReport(_Report):
    """P44."""

    operation = "P44"
    path, name = "error_path", "not-integrated"

    @describe("The rows that were not integrated", answer=FILE, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> FileResponse:
        return self.file_of(run)


class ShowNewProducts(_Report):
    """P45."""

    operation = "P45"
    path, name = "new_products_path", "new-products"

    @describe("The sheets that an import made", answer=FILE, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> FileResponse:
        return self.file_of(run)


class ShowTransformedFile(_Report):
    """P46."""

    operation = "P46"
    path, name = "transformed_path", "transformed"

    @describe("What was read, under the marketplace's own names", answer=FILE, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> FileResponse:
        return self.file_of(run)


class ShowTransformationErrors(_Report):
    """P47."""

    operation = "P47"
    path, name = "transformation_error_path", "transformation-errors"

    @describe("The rows that could not be read", answer=FILE, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> FileResponse:
        return self.file_of(run)


class MappingsSerializer(serializers.Serializer[Any]):
    """By name: `columns` to a code of PM11 or a field (title, brand, description, ean, category, merchandise,
    media_urls, shop_sku), "" not to be read; `categories` to a code of H11; null forgets.
    """

    columns = serializers.DictField(child=serializers.CharField(allow_blank=True, allow_null=True), required=False)
    categories = serializers.DictField(child=serializers.CharField(allow_null=True), required=False)


class ProductMappings(SellerView):
    """What the shop's files call columns and categories (R017)."""

    operation = "X-PRODUCT-MAPPINGS"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE

    @describe("What the shop's files call columns and categories", answer=MAPPINGS)
    def get(self, request: Request) -> Response:
        return Response(_mappings())

    @describe(
        "Say what columns and categories of the shop's files are",
        operation="X-PRODUCT-MAPPINGS-CHANGE",
        answer=MAPPINGS,
        body=MappingsSerializer,
        example={"columns": {"barcode": "ean", "notes": ""}, "categories": {"Lamps": "LIGHTING"}},
    )
    def patch(self, request: Request) -> Response:
        body = MappingsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        set_mappings(shop_id=self.shop_id, **body.validated_data)
        return Response(_mappings())


class UnknownOfProductImport(SellerView):
    """What of a file nobody has said yet."""

    operation = "X-PRODUCT-IMPORT-UNKNOWN"
    permission = Right.OFFER_READ

    @describe("The columns and categories of an import that are not known", answer=UNKNOWN, parameters=(_IMPORT,))
    def get(self, request: Request, run: str) -> Response:
        return Response(vars(unknown_in(_find(run))))


class RepeatProductImport(SellerView):
    """The same file once more."""

    operation = "X-PRODUCT-IMPORT-AGAIN"
    permission = Right.OFFER_WRITE

    @describe(
        "Import the same file again, with the mappings of now",
        answer={"import_id": int},
        status=201,
        parameters=(_IMPORT,),
    )
    def post(self, request: Request, run: str) -> Response:
        again = import_again(run=_find(run), actor=self.actor, at=self.at, origin=ImportOrigin.API)
        return Response({"import_id": again.pk}, status=201)


def _find(text: str) -> ImportRun:
    try:
        number = read_integer("import", text, maximum=BIGGEST_ID)
    except ValidationFailed as error:
        raise NotFound(code="IMPORT_NOT_FOUND", message=_("There is no such import.")) from error
    return find_import(kind=ImportKind.PRODUCTS, run_id=number)


def _mappings() -> dict[str, Any]:
    columns = ColumnMapping.objects.order_by("column", "pk").values_list("column", "target")
    categories = CategoryMapping.objects.order_by("text", "pk").values_list("text", "category__code")
    return {
        "columns": [{"column": column, "target": target or None} for column, target in columns],
        "categories": [{"text": text, "category_code": code} for text, code in categories],
    }


def _tracking(run: ImportRun) -> dict[str, Any]:
    return {
        "conversion_options": {name: {"status": None} for name in ("ai_enrichment", "ai_rewrite", "ai_translation")},
        "conversion_type": None,
        "date_created": run.created_at,
        "has_error_report": bool(run.error_path),
        "has_new_product_report": bool(run.new_products_path),
        "has_transformation_error_report": bool(run.transformation_error_path),
        "has_transformed_file": bool(run.transformed_path),
        "import_id": run.pk,
        "import_status": run.state,
        "integration_details": {
            **dict.fromkeys(TRACKING["integration_details"], 0),
            "products_reimported": run.updated + run.unchanged,
            "products_successfully_synchronized": run.inserted + run.updated + run.unchanged,
            "rejected_products": run.lines_in_error,
        },
        "reason_status": run.reason or None,
        "shop_id": run.shop_id,
        "transform_lines_in_error": run.lines_in_error,
        "transform_lines_in_success": run.lines_in_success,
        "transform_lines_read": lines_done(run),
        "transform_lines_with_warning": run.lines_with_warning,
    }
