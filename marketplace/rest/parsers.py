"""JSON in, as real clients send it: empty bodies where there is nothing to say, content types wrong or missing."""

from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from marketplace.errors import DomainError

# What HTTP libraries put there when nobody set it, curl's default among them.
_UNTOLD = ("", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream")
_NOTHING = (b"", b"null", b'""')
_DROPPED = 100 * 1024 * 1024  # bytes of a refused body
_PIECE = 64 * 1024


class LenientJSONParser(BaseParser):
    """JSON, unless the content type claims something else. Empty, `null` and `""` are an empty object (traps 4, 5)."""

    media_type = "*/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = read_body(stream)
        if body.strip() in _NOTHING:
            return {}
        _refuse_other_formats(media_type or "")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(
                _("The body is not valid JSON: %(fault)s.") % {"fault": error}, code="MALFORMED_JSON"
            ) from error


def read_body(stream: IO[Any]) -> bytes:
    """The whole body; one that is larger than the settings allow is refused before it is held in memory."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise body_too_large(stream)
    return body


def body_too_large(stream: IO[Any]) -> DomainError:
    """The error for an oversized body, of which the rest is read and dropped, as far as that is bearable.

    A client that still writes when the connection closes never gets to read the answer.
    """
    left = _DROPPED
    with suppress(OSError):
        while left > 0 and (piece := stream.read(_PIECE)):
            left -= len(piece)
    return DomainError(code="BODY_TOO_LARGE", message=_("The body is too large."), status=413)


def _refuse_other_formats(media_type: str) -> None:
    kind = media_type.split(";")[0].strip().lower()
    if kind not in _UNTOLD and not kind.endswith(("/json", "+json")):
        raise UnsupportedMediaType(media_type, code="UNSUPPORTED_MEDIA_TYPE")
