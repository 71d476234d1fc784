"""Handing a stored file to a browser or a connector, so that it is saved and never run."""

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from marketplace.errors import NotFound
from marketplace.files.models import StoredFile

# Whatever the bytes are: no script, no frame, no form.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def open_file(stored: StoredFile) -> "File[bytes]":
    """The content, for who closes it. Raises NotFound where the bytes are gone."""
    try:
        return default_storage.open(stored.path)
    except FileNotFoundError as error:
        raise NotFound(code="FILE_GONE", message=_("The content of this file is gone.")) from error


def file_response(stored: StoredFile, *, inline: bool = False, name: str = "") -> FileResponse:
    """The file as a download, called `name` where it goes by another; `inline` shows a picture in the page.

    Raises NotFound where the bytes are gone.
    """
    shown = inline and stored.is_picture
    response = FileResponse(
        open_file(stored), as_attachment=not shown, filename=name or stored.name, content_type=stored.mimetype
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "private, max-age=3600"
    return response
