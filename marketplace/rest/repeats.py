"""`Idempotency-Key` on unsafe calls."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace import clock
from marketplace.idempotency import Answer, answer_once, fingerprint
from marketplace.rest.authentication import holder_of
from marketplace.rest.multipart import digest_of, is_multipart
from marketplace.rest.parsers import body_too_large
from marketplace.rest.renderers import dumps
from marketplace.rest.wire import refuse

HEADER = "Idempotency-Key"
_LONGEST = 255
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

if TYPE_CHECKING:
    _Base = APIView
else:
    _Base = object


class RepeatableMixin(_Base):
    """Before a view's base: an unsafe call with the header is done once, and its repeats get the same answer."""

    # False where an answer holds a secret that must not be kept: the header is then refused.
    keeps_answers: ClassVar[bool] = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name = (request.method or "").lower()
        if _is_repeatable(request) and hasattr(self, name):
            if not self.keeps_answers:
                raise refuse(HEADER, _("This call cannot be repeated: its answer is shown once and not kept."))
            setattr(self, name, partial(self._once, getattr(self, name)))

    def _once(self, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
        def call() -> Answer:
            response = handler(request, *args, **kwargs)
            return Answer(status=response.status_code, body=orjson.loads(dumps(response.data)))

        answer = answer_once(
            scope=f"{type(request.successful_authenticator).__name__}:{holder_of(request).key_id}",
            key=_read_key(request),
            mark=fingerprint(request.method or "", request.get_full_path(), _told(request)),
            at=clock.real(),
            call=call,
        )
        return Response(answer.body, status=answer.status)


def _is_repeatable(request: Request) -> bool:
    return request.method not in _SAFE and bool(request.headers.get(HEADER))


def _told(request: Request) -> bytes:
    """What the call says; read before REST framework takes the body as a stream."""
    if is_multipart(request.content_type):
        return digest_of(request)
    try:
        return request.body
    except RequestDataTooBig as error:
        raise body_too_large(request.stream) from error


def _read_key(request: Request) -> str:
    key = request.headers[HEADER].strip()
    if not key or len(key) > _LONGEST or not key.isprintable():
        raise refuse(HEADER, _("An idempotency key has 1 to %(most)s printable characters.") % {"most": _LONGEST})
    return key
