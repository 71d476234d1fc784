"""PRI01 to PRI03: all prices of offers from files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse
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
from offers.api.imports import filtered
from offers.api.uploads import ORIGINS, reason_of, report_response, start_upload, status_of
from offers.choices import ImportKind
from offers.models import ImportRun
from offers.services.import_prices import OFFERS_IN_ERROR
from offers.services.importing import find_import

TOLD: dict[str, Any] = {
    "date_created": datetime,
    "has_error_report": bool,
    "import_id": str,
    "lines_in_error": int,
    "lines_in_success": int,
    "offers_in_error": int,
    "offers_updated": int,
    "origin": str,
    "reason_status": str | None,
    "shop_id": int,
    "status": str,
}
_STATES = ("WAITING", "RUNNING", "COMPLETE", "FAILED")
_SORTS = {"dateCreated": ("created_at", "pk")}


class PriceImports(SellerView):
    """PRI01 and PRI02."""

    operation = "PRI02"
    permission = Right.OFFER_READ
    write_permission = Right.OFFER_WRITE
    takes_page_token = True
    parser_classes = [ImportParser]

    @describe(
        "The shop's imports of prices",
        answer={"data": [TOLD], "next_page_token": str | None, "previous_page_token": str | None},
        parameters=(
            OpenApiParameter("import_id", str, description="Imports, comma-separated."),
            OpenApiParameter("start_date", OpenApiTypes.DATETIME, description="Sent since then."),
            OpenApiParameter("end_date", OpenApiTypes.DATETIME, description="Sent until then."),
            OpenApiParameter("status", str, enum=_STATES),
            OpenApiParameter("origins", str, description=f"Comma-separated: {', '.join(ORIGINS)}."),
            *SEEK_PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[ImportRun] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=_SORTS, default="dateCreated,DESC"
        )
        runs = filtered(page, ImportKind.PRICES)
        if (wanted := page.query.texts("import_id")) is not None:
            runs = runs.filter(tracking_id__in=[text for text in wanted if _is_uuid(text)])
        return page.answer(runs, lambda rows: [_told(run) for run in rows])

    @describe(
        "Import prices from a file",
        operation="PRI01",
        answer={"importId": str, "import_id": str},
        status=201,
        form={"file": FILE},
        example={"file": "offer-sku;price;discount-price\nALC-1;39.90;34.90\n"},
        explanation="A row for each price: `offer-sku;price;discount-price;discount-start-date;discount-end-date` and, "
        "where wanted, `channels start-date end-date price-ranges discount-ranges`. The rows of an offer replace all "
        "prices that it had; one of them names neither channels nor dates.",
    )
    def post(self, request: Request) -> Response:
        run = start_upload(self, request, ImportKind.PRICES, "prices.csv")
        number = str(run.tracking_id)
        where = request.build_absolute_uri(f"/api/offers/pricing/imports?import_id={number}&shop_id={self.shop_id}")
        return Response({"importId": number, "import_id": number}, status=201, headers={"Location": where})


class PriceImportReport(SellerView):
    """PRI03."""

    operation = "PRI03"
    permission = Right.OFFER_READ

    @describe(
        "What is wrong with an import of prices, as the same file",
        answer=FILE,
        parameters=(OpenApiParameter("run", OpenApiTypes.UUID, OpenApiParameter.PATH, description="From PRI01."),),
    )
    def get(self, request: Request, run: UUID) -> FileResponse:
        return report_response(find_import(kind=ImportKind.PRICES, tracking_id=str(run)), "prices")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _told(run: ImportRun) -> dict[str, Any]:
    return {
        "date_created": run.created_at,
        "has_error_report": run.has_error_report,
        "import_id": str(run.tracking_id),
        "lines_in_error": run.lines_in_error,
        "lines_in_success": run.lines_in_success,
        "offers_in_error": run.options.get(OFFERS_IN_ERROR, 0),
        "offers_updated": run.updated,
        "origin": run.origin,
        "reason_status": reason_of(run),
        "shop_id": run.shop_id,
        "status": status_of(run),
    }
