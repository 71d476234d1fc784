"""How the OpenAPI document reads our views."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from marketplace.rest.multipart import MULTIPART
from marketplace.rest.shapes import FILE, Shape, schema_of

Handler = TypeVar("Handler", bound=Callable[..., Any])

_SHOP_ID = OpenApiParameter(
    "shop_id", OpenApiTypes.INT64, description="One of your shops. Absent: the key's default shop."
)
LOCALE = OpenApiParameter("locale", str, description="Language of labels and messages, such as es or pt_BR.")
OFFSET_PAGING = (
    OpenApiParameter("max", int, description="Rows of a page, at most 100; more is read as 100.", default=10),
    OpenApiParameter("offset", int, description="Rows to skip.", default=0),
    OpenApiParameter("paginate", bool, description="`false` asks for everything in one answer.", default=True),
)
SEEK_PAGING = (
    OpenApiParameter("limit", int, description="Rows of a page."),
    OpenApiParameter("page_token", str, description="From an earlier page; every other parameter is then ignored."),
)
_ERROR_STATUSES = {"400": "Not valid", "401": "No valid key", "403": "No right to this", "404": "No such thing"}
_UNSAFE_STATUSES = {"409": "Stands against the state, or against an earlier call"}
ERROR_SHAPE: Shape = {
    "status": int,
    "message": str,
    "code": str,
    "errors": [{"code": str, "field": str | None, "message": str}],
}


def describe(
    summary: str,
    *,
    answer: Shape = None,
    status: int = 200,
    parameters: tuple[OpenApiParameter, ...] = (),
    body: type[serializers.Serializer[Any]] | None = None,
    example: Mapping[str, Any] | None = None,
    part: str = "",
    form: Mapping[str, Shape] | None = None,
    explanation: str = "",
    operation: str | None = None,
) -> Callable[[Handler], Handler]:
    """Document what a handler takes and gives.

    `answer` is a shape (None: no body, FILE: the bytes of a file), `body` a serializer, `example` a body as it is sent.
    `part` is the name under which a body may also come in parts, with files beside it; `form` are the parts of a call
    that comes in parts alone. `operation` names a second method of a view; the first has the view's own code.
    """
    decorate: Callable[[Handler], Handler] = extend_schema(
        operation_id=operation,
        summary=summary,
        description=explanation or None,
        parameters=list(parameters),
        request=_form(form) if form else _in_parts(body, part) if body and part else body,
        examples=_form_example(example) if form else _examples(example, part),
        responses=_response(status, answer),
    )
    return decorate


def _response(status: int, answer: Shape) -> dict[Any, Any]:
    if answer is FILE:
        return {(status, "application/octet-stream"): OpenApiTypes.BINARY}
    return {status: OpenApiResponse(None if answer is None else schema_of(answer), "Done")}


def _examples(example: Mapping[str, Any] | None, part: str) -> list[OpenApiExample] | None:
    if example is None:
        return None
    plain = OpenApiExample("Example", value=example, request_only=True, media_type="application/json")
    parts = OpenApiExample("In parts", value={part: example}, request_only=True, media_type=MULTIPART)
    return [plain, parts] if part else [plain]


def _form(form: Mapping[str, Shape]) -> dict[str, Any]:
    binary = {"type": "string", "format": "binary"}
    parts = {name: binary if shape is FILE else schema_of(shape) for name, shape in form.items()}
    return {MULTIPART: {"type": "object", "properties": parts, "required": [n for n, s in form.items() if s is FILE]}}


def _form_example(example: Mapping[str, Any] | None) -> list[OpenApiExample] | None:
    return [OpenApiExample("In parts", value=example, request_only=True, media_type=MULTIPART)] if example else None


def _in_parts(body: type[serializers.Serializer[Any]], part: str) -> dict[str, Any]:
    """The body as a part of that name with files beside it, or alone."""
    # The component is there, since the body is a serializer of its own in the second way.
    reference = {"$ref": f"#/components/schemas/{body.__name__.removesuffix('Serializer')}Request"}
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    parts = {"type": "object", "properties": {part: reference, "files": files}, "required": [part]}
    encoding = {part: {"contentType": "application/json"}}
    return {MULTIPART: OpenApiRequest(parts, encoding=encoding), "application/json": body}


class OperationSchema(AutoSchema):
    """Names operations by their code, groups them by face, and adds what all of them share."""

    def get_operation_id(self) -> str:
        return getattr(self.view, "operation", "") or super().get_operation_id()

    def map_parsers(self) -> list[str]:
        """What bodies are sent as. The parser takes more than it promises: clients leave the content type out."""
        return ["application/json"]

    def get_tags(self) -> list[str]:
        if self.path.startswith("/api/storefront/"):
            return ["Storefront"]
        return ["Ours, for sellers"] if self.path.startswith("/api/x/") else ["Seller API"]

    def get_override_parameters(self) -> list[Any]:
        shared = [_SHOP_ID] if hasattr(self.view, "takes_page_token") else []
        return [*super().get_override_parameters(), *shared]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation:
            told = _ERROR_STATUSES if self.method == "GET" else _ERROR_STATUSES | _UNSAFE_STATUSES
            operation["responses"] |= {code: _error(text) for code, text in told.items()}
        return operation


def _error(description: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Error"}
    return {"description": description, "content": {"application/json": {"schema": reference}}}


class SellerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular registers by subclassing
    """The seller's key in the document."""

    target_class = "marketplace.rest.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "A shop's key, raw."}


class StorefrontKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # as above
    """The shop front's key in the document."""

    target_class = "marketplace.rest.authentication.StorefrontAuthentication"
    name = "StorefrontKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "A shop front's key, raw."}


def only_api(endpoints: list[tuple[str, str, str, Any]], **_: Any) -> list[tuple[str, str, str, Any]]:
    """Preprocessing: leave out what is no operation."""
    return [
        each for each in endpoints if each[0].startswith("/api/") and re.search(r"/api/(schema|docs)", each[0]) is None
    ]


def add_error(result: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
    """Postprocessing: the one shape of all errors."""
    result["components"].setdefault("schemas", {})["Error"] = schema_of(ERROR_SHAPE)
    return result
