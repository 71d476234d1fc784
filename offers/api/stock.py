"""STO01 to STO03: stock from files."""

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
from marketplace.rest.schema import describe
from marketplace.rest.shapes import FILE
from marketplace.rest.views import SellerView
from offers.api.uploads import report_response, start_upload, status_of
from offers.choices import ImportKind
from offers.services.importing import find_import

TOLD: dict[str, Any] = {
    "date_created": datetime,
    "has_error_report": bool,
    "import_id": str,
    "lines_in_error": int,
    "lines_in_success": int,
    "shop_id": int,
    "status": str,
}
_IMPORT = OpenApiParameter("run", OpenApiTypes.UUID, OpenApiParameter.PATH, description="From STO01.")


class StockImports(SellerView):
    """STO01."""

    operation = "STO01"
    permission = Right.OFFER_WRITE
    parser_classes = [ImportParser]

    @describe(
        "Import stock from a file",
        answer={"import_id": str},
        status=201,
        form={"file": FILE},
        example={"file": "offer-sku;quantity\nALC-1;12\n"},
        explanation="`offer-sku;quantity;warehouse-code;update-delete`. An offer has one stock here: that of several "
        "warehouses is their sum in the file.",
    )
    def post(self, request: Request) -> Response:
        run = start_upload(self, request, ImportKind.STOCK, "stock.csv")
        where = f"/api/offers/stock/imports/{run.tracking_id}/status?shop_id={self.shop_id}"
        headers = {"Location": request.build_absolute_uri(where)}
        return Response({"import_id": str(run.tracking_id)}, status=201, headers=headers)


class ShowStockImport(SellerView):
    """STO02."""

    operation = "STO02"
    permission = Right.OFFER_READ

    @describe("How an import of stock stands", answer=TOLD, parameters=(_IMPORT,))
    def get(self, request: Request, run: UUID) -> Response:
        found = find_import(kind=ImportKind.STOCK, tracking_id=str(run))
        return Response(
            {
                "date_created": found.created_at,
                "has_error_report": found.has_error_report,
                "import_id": str(found.tracking_id),
                "lines_in_error": found.lines_in_error,
                "lines_in_success": found.lines_in_success,
                "shop_id": found.shop_id,
                "status": status_of(found),
            }
        )


class StockImportReport(SellerView):
    """STO03."""

    operation = "STO03"
    permission = Right.OFFER_READ

    @describe("What is wrong with an import of stock, as the same file", answer=FILE, parameters=(_IMPORT,))
    def get(self, request: Request, run: UUID) -> FileResponse:
        return report_response(find_import(kind=ImportKind.STOCK, tracking_id=str(run)), "stock")
