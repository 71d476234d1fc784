"""One handler turns every error into the same JSON, a superset of what clients of the seller API look for."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from marketplace.errors import DomainError, FieldError, Forbidden, NotFound, ValidationFailed
from marketplace.waiting import gave_up_waiting

log = logging.getLogger(__name__)

_CODES = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_ERROR",
    503: "BUSY",
}


def handle(exc: Exception, context: Mapping[str, Any]) -> Response:
    """The answer for any exception of a view; an unexpected one is logged with its traceback and told without it."""
    # "" is the plain code and message of this status.
    error = DomainError(code="", message="", status=503) if gave_up_waiting(exc) else as_domain_error(exc)
    if error is None:
        log.error("unexpected error in %s", type(context.get("view")).__name__, exc_info=exc)
        got_request_exception.send(sender=type(context.get("view")), request=context.get("request"))
        error = DomainError(code="INTERNAL_ERROR", message=_("Something went wrong on our side."), status=500)
    set_rollback()
    return Response(error_body(error), status=error.status, headers=_headers(exc))


def error_body(error: DomainError) -> dict[str, Any]:
    """`status` and `message` for the older clients, `code` and `errors` for the newer ones. `errors` is never empty."""
    code = error.code or _CODES.get(error.status, "ERROR")
    message = error.message or _plain_message(error.status)
    faults = error.errors or [FieldError(code=code, field="", message=message)]
    return {
        "status": error.status,
        "message": message,
        "code": code,
        "errors": [{"code": fault.code, "field": fault.field or None, "message": fault.message} for fault in faults],
    }


def as_domain_error(exc: Exception) -> DomainError | None:
    """The domain's error for what Django and REST framework raise; None for what nobody expected."""
    if isinstance(exc, DomainError):
        return exc
    if isinstance(exc, drf.ValidationError):
        return _validation(exc)
    if isinstance(exc, drf.APIException):
        return _api_exception(exc)
    if isinstance(exc, Http404):
        return NotFound(message=_plain_message(404))
    if isinstance(exc, PermissionDenied):
        return Forbidden(message=_plain_message(403))
    if isinstance(exc, RequestDataTooBig):
        return DomainError(code="BODY_TOO_LARGE", message=_("The body is too large."), status=413)
    if isinstance(exc, SuspiciousOperation):
        return ValidationFailed(message=_plain_message(400))
    return None


def _validation(exc: drf.ValidationError) -> ValidationFailed:
    faults = list(_faults(exc.get_full_details(), ""))
    told = faults[0] if faults else None
    message = (
        f"{told.field}: {told.message}" if told and told.field else (told.message if told else _plain_message(400))
    )
    return ValidationFailed(message=message, errors=faults)


def _faults(details: Any, where: str) -> Iterator[FieldError]:
    """REST framework's nested details as flat faults: `order_lines[0].id`."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield FieldError(code=str(details["code"]).upper(), field=where, message=str(details["message"]))
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            yield from _faults(inner, _join(where, name))
    elif isinstance(details, list):
        for index, inner in enumerate(details):
            is_fault = isinstance(inner, Mapping) and set(inner) == {"message", "code"}
            yield from _faults(inner, where if is_fault else f"{where}[{index}]")


def _join(where: str, name: object) -> str:
    if name == "non_field_errors":
        return where
    if isinstance(name, int):
        return f"{where}[{name}]"
    return f"{where}.{name}" if where else str(name)


def _api_exception(exc: drf.APIException) -> DomainError:
    status = exc.status_code
    code = exc.get_codes()
    known = isinstance(code, str) and code.isupper()
    message = str(exc.detail) if known or status in (401, 405, 415) else _plain_message(status)
    return DomainError(code=str(code) if known else _CODES.get(status, "ERROR"), message=message, status=status)


def _headers(exc: Exception) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(exc.auth_header)  # type: ignore[attr-defined]  # set by REST framework's handle_exception
    wait = getattr(exc, "wait", None)
    if wait:
        headers["Retry-After"] = str(int(wait))
    return headers


def _plain_message(status: int) -> str:
    messages = {
        400: _("The request is not valid."),
        401: _("No valid API key."),
        403: _("This key has no right to do this."),
        404: _("There is no such thing here."),
        405: _("This method is not allowed here."),
        413: _("The body is too large."),
        415: _("This content type is not supported."),
        429: _("Too many calls: try again later."),
        503: _("Somebody else is changing the same thing. Nothing was changed; try again in a minute."),
    }
    return messages.get(status, _("Something went wrong on our side."))
