"""OF51 to OF54: files of the shop's offers, at once or made by a worker."""

from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound, refusal
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import FILE, Maybe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import BIGGEST_NUMBER, MomentField
from offers.choices import ImportState
from offers.models import ExportRun
from offers.services.export_rows import ExportRows
from offers.services.exporting import CSV, JSON, ExportOptions, start_export

STATUS = {
    "error": Maybe({"code": str, "detail": str}),
    "last_updated": datetime,
    "status": str,
    "urls": [str],
}
_TRACKING = OpenApiParameter("tracking_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="From OF52.")
_STATES = {ImportState.COMPLETE: "COMPLETED", ImportState.FAILED: "FAILED", ImportState.CANCELLED: "FAILED"}
_DIFFERENTIAL = (
    "With `last_request_date` what changed since then, removed offers with their ids alone; it looks back a minute "
    "more, and to the start of imports that ended since then, so a row may come twice. Without it what is on sale, or "
    "with `include_inactive_offers` everything."
)


class ExportSerializer(serializers.Serializer[Any]):
    """What the files hold. `include_fields` names columns of the CSV or keys of the JSON."""

    export_type = serializers.ChoiceField([CSV, JSON], required=False, default=CSV)
    last_request_date = MomentField(required=False, allow_null=True, default=None)
    channel_codes = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    include_inactive_offers = serializers.BooleanField(required=False, allow_null=True, default=False)
    include_fields = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    items_per_chunk = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=BIGGEST_NUMBER, default=None
    )
    megabytes_per_chunk = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=10_000, default=None
    )

    def options(self) -> ExportOptions:
        given = self.validated_data
        return ExportOptions(
            media_type=given["export_type"],
            changed_since=given["last_request_date"],
            channels=tuple(given["channel_codes"]),
            with_inactive=bool(given["include_inactive_offers"]),
            fields=tuple(given["include_fields"]),
            items_per_chunk=given["items_per_chunk"],
            megabytes_per_chunk=given["megabytes_per_chunk"],
        )


class ExportOffers(SellerView):
    """OF51."""

    operation = "OF51"
    permission = Right.OFFER_READ

    @describe(
        "The shop's offers as a CSV file",
        answer=FILE,
        parameters=(
            OpenApiParameter("last_request_date", OpenApiTypes.DATETIME, description="What changed since then."),
            OpenApiParameter("channel_codes", str, description="Sold on one of these channels, comma-separated."),
            OpenApiParameter("include_inactive_offers", bool, default=False),
            OpenApiParameter("include_fields", str, description="Columns, comma-separated. Absent: all."),
        ),
        explanation=f"{_DIFFERENTIAL} For many offers ask OF52.",
    )
    def get(self, request: Request) -> FileResponse:
        options = ExportOptions(
            changed_since=self.query.moment("last_request_date"),
            channels=tuple(self.query.texts("channel_codes") or ()),
            with_inactive=bool(self.query.boolean("include_inactive_offers")),
            fields=tuple(self.query.texts("include_fields") or ()),
        )
        content = _checked(self, options)
        file = TemporaryFile()  # noqa: SIM115  the response closes it
        content.write(lambda chunk: _copy(chunk, file))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename="offers.csv", content_type="text/csv; charset=utf-8")


class StartExport(SellerView):
    """OF52."""

    operation = "OF52"
    permission = Right.OFFER_READ

    @describe(
        "Have files of the shop's offers made",
        answer={"tracking_id": str},
        body=ExportSerializer,
        example={"export_type": "application/json", "items_per_chunk": 1000, "include_inactive_offers": True},
        explanation=f"{_DIFFERENTIAL} The files are kept for a week.",
    )
    def post(self, request: Request) -> Response:
        serializer = ExportSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        options = serializer.options()
        _checked(self, options)
        run = start_export(shop_id=self.shop_id, options=options, actor=self.actor, at=self.at)
        return Response({"tracking_id": str(run.tracking_id)})


class ShowExport(SellerView):
    """OF53."""

    operation = "OF53"
    permission = Right.OFFER_READ

    @describe("How far an export is, and where its files are", answer=STATUS, parameters=(_TRACKING,))
    def get(self, request: Request, tracking_id: UUID) -> Response:
        run = _find(tracking_id)
        address = request.build_absolute_uri(f"/api/offers/export/async/file/{run.tracking_id}")
        return Response(
            {
                "error": {"code": "EXPORT_FAILED", "detail": run.reason} if run.reason else None,
                "last_updated": run.finished_at or run.created_at,
                "status": _STATES.get(ImportState(run.state), "PENDING"),
                "urls": [f"{address}?file={_name(path)}&shop_id={run.shop_id}" for path in run.paths],
            }
        )


class FetchExport(SellerView):
    """OF54."""

    operation = "OF54"
    permission = Right.OFFER_READ

    @describe(
        "A file of an export",
        answer=FILE,
        parameters=(
            _TRACKING,
            OpenApiParameter("file", str, description="As OF53's addresses have it; absent: the first."),
        ),
    )
    def get(self, request: Request, tracking_id: UUID) -> FileResponse:
        run, wanted = _find(tracking_id), self.query.text("file")
        path = next((path for path in run.paths if wanted in (None, _name(path))), None)
        if path is None or not default_storage.exists(path):
            raise NotFound(code="FILE_NOT_FOUND", message=_("There is no such file, or no longer."))
        media_type = "application/json" if path.endswith(".json") else "text/csv; charset=utf-8"
        return FileResponse(
            default_storage.open(path), as_attachment=True, filename=f"offers-{_name(path)}", content_type=media_type
        )


def _checked(view: SellerView, options: ExportOptions) -> ExportRows:
    """The export, refused where its options contradict each other or name what is not there."""
    if options.changed_since is not None and options.with_inactive:
        message = _("In differential mode inactive offers are always in: leave include_inactive_offers out.")
        raise refusal("VALIDATION_ERROR", "include_inactive_offers", message)
    content = ExportRows(view.shop_id, options, view.at)
    content.check()
    return content


def _find(tracking_id: UUID) -> ExportRun:
    run: ExportRun | None = ExportRun.objects.filter(tracking_id=tracking_id).first()
    if run is None:
        raise NotFound(code="EXPORT_NOT_FOUND", message=_("There is no such export, or no longer."))
    return run


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _copy(chunk: IO[bytes], target: IO[bytes]) -> str:
    copyfileobj(chunk, target)
    return ""
