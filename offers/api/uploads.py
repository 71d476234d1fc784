"""Files that come with a call, and the reports that go back."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from marketplace.errors import NotFound
from marketplace.rest.views import SellerView
from marketplace.rest.wire import refuse
from offers.choices import ImportKind, ImportOrigin, ImportState
from offers.models import ImportRun
from offers.services.importing import start_import

ORIGINS = ("API", "FTP", "SFTP", "HTTP", "HTTPS", "FRONT", "PENDING_OFFERS")
STATES = ("WAITING_SYNCHRONIZATION_PRODUCT", "WAITING", "RUNNING", "COMPLETE", "FAILED")


def read_upload(request: Request) -> Any:
    """The file of the call, whatever its part is called. Raises ValidationFailed where there is none."""
    file = request.FILES.get("file") or next(iter(request.FILES.values()), None)
    if file is None:
        raise refuse("file", _("The file is missing."))
    return file


def start_upload(view: SellerView, request: Request, kind: ImportKind, name: str) -> ImportRun:
    """Import the file of the call; `name` is for one that has none. Raises ValidationFailed."""
    file = read_upload(request)
    return start_import(
        shop_id=view.shop_id,
        kind=kind,
        origin=ImportOrigin.API,
        content=file,
        file_name=file.name or name,
        actor=view.actor,
        at=view.at,
    )


def field_of(request: Request, name: str) -> str:
    """A field of the call, or a parameter of its query: clients do either (trap 8)."""
    return str(request.POST.get(name) or request.query_params.get(name) or "").strip()


def status_of(run: ImportRun) -> str:
    """The seller API knows no cancelled import: nothing of it was taken, so it has failed."""
    if run.state == ImportState.CANCELLED:
        return ImportState.FAILED.value
    waits = run.state == ImportState.WAITING and run.waits_for is not None and not run.waits_for.is_finished
    return "WAITING_SYNCHRONIZATION_PRODUCT" if waits else str(run.state)


def reason_of(run: ImportRun) -> str | None:
    """Why it has not gone on."""
    return run.reason or (_("Cancelled.") if run.state == ImportState.CANCELLED else None)


def report_response(run: ImportRun, name: str) -> FileResponse:
    """The error report. Raises NotFound where there is none."""
    return stored_file(run.error_path, f"{name}-{run.pk}-errors.csv")


def stored_file(path: str, name: str) -> FileResponse:
    """A file of an import. Raises NotFound where there is none: clients read that as "no errors" (trap 10)."""
    if not path or not default_storage.exists(path):
        raise NotFound(code="REPORT_NOT_FOUND", message=_("This import has no such file."))
    content = default_storage.open(path)
    return FileResponse(content, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
