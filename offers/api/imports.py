"""OF01 to OF04: offers from files."""

from datetime import datetime
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.multipart import ImportParser
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import SEEK_PAGING, describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from offers.api.uploads import ORIGINS, STATES, field_of, read_upload, reason_of, report_response, status_of
from offers.choices import ImportKind, ImportMode, ImportOrigin, ImportState
from offers.models import ImportRun
from offers.services.importing import find_import, has_importer, lines_done, start_import

LISTED: dict[str, Any] = {
    "date_created": datetime,
    "has_error_report": bool,
    "import_id": int,
    "lines_in_error": int,
    "lines_in_pending": int,
    "lines_in_success": int,
    "lines_read": int,
    "mode": str,
    "offer_deleted": int,
    "offer_inserted": int,
    "offer_updated": int,
    "origin": str,
    "reason_status": str | None,
    "shop_id": int,
    "status": str,
}
TOLD = {**{name: shape for name, shape in LISTED.items() if name not in ("origin", "shop_id")}, "type": str}
IMPORT = OpenApiParameter(
    "run", OpenApiTypes.INT64, OpenApiParameter.PATH, description="The import, from OF01 or OF24."
)
_SORTS = {"dateCreated": ("created_at", "pk")}
# PARTIAL_UPDATE is what NORMAL was called before.
_MODES = {"": ImportMode.NORMAL, "NORMAL": ImportMode.NORMAL, "PARTIAL_UPDATE": ImportMode.NORMAL}
_MODES["REPLACE"] = ImportMode.REPLACE
_TRUE = frozenset({"true", "1"})


class OfferImports(SellerView):
    """OF01 and OF04."""

    operation = "OF04"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE
    takes_page_token = True
    parser_classes = [ImportParser]

    @describe(
        "The shop's imports of offers",
        answer={"data": [LISTED], "next_page_token": str | None, "previous_page_token": str | None},
        parameters=(
            OpenApiParameter("start_date", OpenApiTypes.DATETIME, description="Sent since then."),
            OpenApiParameter("end_date", OpenApiTypes.DATETIME, description="Sent until then."),
            OpenApiParameter("status", str, enum=STATES),
            OpenApiParameter("mode", str, enum=list(ImportMode.values)),
            OpenApiParameter("origins", str, description=f"Comma-separated: {', '.join(ORIGINS)}."),
            *SEEK_PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        page = _page(self, request)
        runs = filtered(page, ImportKind.OFFERS)
        if mode := page.query.choice("mode", (*ImportMode.values, "PARTIAL_UPDATE")):
            runs = runs.filter(mode=_MODES[mode])
        return page.answer(runs, lambda rows: [_listed(run) for run in rows])

    @describe(
        "Import offers from a file",
        operation="OF01",
        answer={"import_id": int, "product_import_id": int | None},
        status=201,
        form={"file": FILE, "import_mode": str, "with_products": bool, "operator_format": bool},
        example={"file": "sku;product-id;product-id-type;price;quantity;state\nALC-1;2000000001012;EAN;39.90;12;11\n"},
        explanation="CSV (`;`, `,` or tab), XLSX or XML. NORMAL makes and changes what the file names: columns that it "
        "does not have are kept, an empty cell resets. REPLACE also takes out every offer that it does not name.",
    )
    def post(self, request: Request) -> Response:
        file = read_upload(request)
        mode = _MODES.get(field_of(request, "import_mode").upper())
        if mode is None:
            raise refuse("import_mode", _("The mode is NORMAL or REPLACE."))
        given: dict[str, Any] = {
            "shop_id": self.shop_id,
            "origin": ImportOrigin.API,
            "content": file,
            "file_name": file.name or "offers.csv",
            "actor": self.actor,
            "at": self.at,
        }
        products = None
        if field_of(request, "with_products").lower() in _TRUE and has_importer(ImportKind.PRODUCTS):
            products = start_import(kind=ImportKind.PRODUCTS, **given)
        run = start_import(kind=ImportKind.OFFERS, mode=mode, waits_for=products, **given)
        answer = {"import_id": run.pk, "product_import_id": products.pk if products else None}
        return Response(answer, status=201, headers={"Location": location(self, request, run)})


class ShowOfferImport(SellerView):
    """OF02."""

    operation = "OF02"
    permission = Right.OFFER_READ

    @describe("How an import of offers stands", answer=TOLD, parameters=(IMPORT,))
    def get(self, request: Request, run: str) -> Response:
        listed = _listed(find(run))
        return Response({**{name: listed[name] for name in TOLD if name != "type"}, "type": "MIRAKL"})


class OfferImportReport(SellerView):
    """OF03."""

    operation = "OF03"
    permission = Right.OFFER_READ

    @describe("What is wrong with an import's rows, as the same file", answer=FILE, parameters=(IMPORT,))
    def get(self, request: Request, run: str) -> FileResponse:
        return report_response(find(run), "offers")


def find(run: str) -> ImportRun:
    """The shop's import of offers. Raises NotFound."""
    number = int(run) if run.isdecimal() and len(run) < 19 else 0
    return find_import(kind=ImportKind.OFFERS, run_id=number)


def location(view: SellerView, request: Request, run: ImportRun) -> str:
    """Where OF02 tells of it."""
    return request.build_absolute_uri(f"/api/offers/imports/{run.pk}?shop_id={view.shop_id}")


def filtered(page: SeekPage[ImportRun], kind: ImportKind) -> Any:
    """The shop's runs of a kind as the query of a page wants them; trials are no imports."""
    query = page.query
    runs = ImportRun.objects.filter(kind=kind, is_dry_run=False).select_related("waits_for")
    if start := query.moment("start_date"):
        runs = runs.filter(created_at__gte=start)
    if end := query.moment("end_date"):
        runs = runs.filter(created_at__lte=end)
    if origins := query.choices("origins", ORIGINS):
        runs = runs.filter(origin__in=origins)
    if status := query.choice("status", STATES):
        wanted = {"FAILED": [ImportState.FAILED, ImportState.CANCELLED]}.get(status, [status])
        runs = runs.filter(state__in=wanted)
    return runs


def _page(view: SellerView, request: Request) -> SeekPage[ImportRun]:
    return SeekPage.read(
        request, operation=view.operation, shop_id=view.shop_id, sorts=_SORTS, default="dateCreated,DESC"
    )


def _listed(run: ImportRun) -> dict[str, Any]:
    return {
        "date_created": run.created_at,
        "has_error_report": run.has_error_report,
        "import_id": run.pk,
        "lines_in_error": run.lines_in_error,
        "lines_in_pending": 0,
        "lines_in_success": run.lines_in_success,
        "lines_read": lines_done(run),
        "mode": run.mode,
        "offer_deleted": run.deleted,
        "offer_inserted": run.inserted,
        "offer_updated": run.updated,
        "origin": run.origin,
        "reason_status": reason_of(run),
        "shop_id": run.shop_id,
        "status": status_of(run),
    }
