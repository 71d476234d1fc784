"""Files that come with a call, and the reports that go back."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from marketplace.errors import NotFound
from marketplace.rest.wire import refuse
from offers.choices import ImportState
from offers.models import ImportRun

ORIGINS = ("API", "FTP", "SFTP", "HTTP", "HTTPS", "FRONT", "PENDING_OFFERS")
STATES = ("WAITING_SYNCHRONIZATION_PRODUCT", "WAITING", "RUNNING", "COMPLETE", "FAILED")


def read_upload(request: Request) -> Any:
    """The file of the call, whatever its part is called. Raises ValidationFailed where there is none."""
    file = request.FILES.get("file") or next(iter(request.FILES.values()), None)
    if file is None:
        raise refuse("file", _("The file is missing."))
    return file


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
    """The error report. Raises NotFound where there is none: clients read that as "no errors" (trap 10)."""
    if not run.error_path or not default_storage.exists(run.error_path):
        raise NotFound(code="REPORT_NOT_FOUND", message=_("This import has no error report."))
    content = default_storage.open(run.error_path)
    return FileResponse(
        content, as_attachment=True, filename=f"{name}-{run.pk}-errors.csv", content_type="text/csv; charset=utf-8"
    )
