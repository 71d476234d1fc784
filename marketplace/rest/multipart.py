"""Writes with files: one part holds the call as JSON, the others are files. Plain JSON is taken as well (trap 6)."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, ClassVar

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles
from rest_framework.request import Request

from marketplace.errors import ValidationFailed
from marketplace.rest.parsers import LenientJSONParser, body_too_large
from marketplace.rest.wire import refuse

MULTIPART = "multipart/form-data"
# Of a whole call: the seller API's 30 MB of a message, and what its wrapping adds.
MOST_BYTES = 35 * 1024 * 1024
# Behind the closing boundary may stand a line or two that nobody reads.
_TAIL = 1024


@dataclass(frozen=True)
class Parts:
    """What a call brought: its JSON, and the files that came with it, which lie on the disk where they are large."""

    body: Any
    files: "list[UploadedFile[Any]]"


class PartsParser(LenientJSONParser):
    """Multipart as its fields and files, whatever else as JSON. `read_parts` says what they are."""

    most_bytes: ClassVar[int] = MOST_BYTES

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        if not is_multipart(media_type):
            return super().parse(stream, media_type, parser_context)
        request = (parser_context or {})["request"]
        if _told_length(request) > self.most_bytes:
            raise body_too_large(stream)
        try:
            return _parse(stream, request, media_type or "")
        except RequestDataTooBig as error:
            raise body_too_large(stream) from error
        except MultiPartParserError as error:
            raise _malformed() from error
        except (TooManyFieldsSent, TooManyFilesSent) as error:
            raise ValidationFailed(code="TOO_MANY_PARTS", message=_("The body has too many parts.")) from error


class ImportParser(PartsParser):
    """For calls that bring a whole file of offers or products."""

    most_bytes = settings.IMPORT_MOST_BYTES + 1024 * 1024


def is_multipart(content_type: str | None) -> bool:
    """Whether a body of that content type comes in parts."""
    return (content_type or "").partition(";")[0].strip().lower() == MULTIPART


def read_parts(request: Request, *names: str, xml: Callable[[str | bytes], Any] | None = None) -> Parts:
    """The JSON and the files of a call whose view has the `PartsParser`; `names` are those that its JSON may have.

    The JSON part may be a field or a file, with whatever content type; every other file is a file of the call. `xml`
    reads the part where a client describes its files in XML (trap 7).
    """
    if not is_multipart(request.content_type):
        return Parts(_unwrapped(request.data, names), [])
    files = [file for name, found in request.FILES.lists() if name not in names for file in found]
    return Parts(_json_of(request, names, xml), files)


def digest_of(request: Request) -> bytes:
    """What makes two calls in parts the same one: clients draw a new boundary each time, so that the bytes differ."""
    digest = hashlib.sha256()
    for piece in _pieces(request):
        digest.update(len(piece).to_bytes(8))
        digest.update(piece)
    return digest.digest()


def _parse(stream: IO[Any], request: Request, media_type: str) -> "DataAndFiles[Any, Any]":
    kind, _semicolon, options = media_type.partition(";")
    content_type = f"{kind.strip().lower()};{options}"
    watched: Any = _Watched(stream)  # Django asks a stream for no more than `read`
    meta = {**request.META, "CONTENT_TYPE": content_type}
    fields, files = MultiPartParser(meta, watched, request.upload_handlers, "utf-8").parse()
    boundary = parse_header_parameters(content_type)[1]["boundary"]
    if f"--{boundary}--".encode() not in watched.tail:
        for _name, found in files.lists():
            for file in found:
                file.close()
        raise _malformed()
    return DataAndFiles(fields, files)


class _Watched:
    """A stream that knows how it ended: Django's parser takes a body that was cut off for a whole one."""

    def __init__(self, stream: IO[Any]) -> None:
        self._stream = stream
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._stream.read(size)
        self.tail = (self.tail + piece)[-_TAIL:]
        return piece


def _malformed() -> ParseError:
    return ParseError(_("The body is not valid multipart/form-data."), code="MALFORMED_MULTIPART")


def _told_length(request: Request) -> int:
    """What the client says; the server hands on no more than that."""
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isdecimal() else 0


def _unwrapped(data: Any, names: tuple[str, ...]) -> Any:
    """Plain JSON, as it is or under the name of its part."""
    if isinstance(data, dict):
        return next((data[name] for name in names if isinstance(data.get(name), dict)), data)
    return data


def _json_of(request: Request, names: tuple[str, ...], xml: Callable[[str | bytes], Any] | None) -> Any:
    text = next((text for name in names if (text := _text_of(request, name)) is not None), None)
    if text is None:
        raise refuse(names[0], _("This part is missing: it holds the rest of the call as JSON."))
    if xml is not None and text.lstrip()[:1] in ("<", b"<"):
        return xml(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = _("%(part)s is not valid JSON: %(fault)s.") % {"part": names[0], "fault": error}
        raise ParseError(message, code="MALFORMED_JSON") from error


def _text_of(request: Request, name: str) -> str | bytes | None:
    field, file = request.POST.get(name), request.FILES.get(name)
    if field is not None or file is None:
        return field
    if file.size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise body_too_large(file)
    content: bytes = file.read()
    return content


def _pieces(request: Request) -> Iterator[bytes]:
    for name, values in request.POST.lists():
        for value in values:
            yield from (b"field", name.encode(), value.encode())
    for name, files in request.FILES.lists():
        for file in files:
            yield from (b"file", name.encode(), (file.name or "").encode(), _digest_of_file(file))


def _digest_of_file(file: "UploadedFile[Any]") -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()
