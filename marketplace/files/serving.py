"""Handing a stored file to a browser or a connector, so that it is saved and never run."""

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from marketplace.errors import NotFound
from marketplace.files.models import StoredFile

# Whatever the bytes are: no script, no frame, no form.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as a download; `inline` shows a picture in the page. Raises NotFound where the bytes are gone."""
    shown = inline and stored.is_picture
    try:
        content = default_storage.open(stored.path)
    except FileNotFoundError as error:
        raise NotFound(code="FILE_GONE", message=_("The content of this file is gone.")) from error
    response = FileResponse(content, as_attachment=not shown, filename=stored.name, content_type=stored.mimetype)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "private, max-age=3600"
    return response
