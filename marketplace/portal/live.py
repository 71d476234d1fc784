"""Pages that change by themselves: a fragment that its page asks for again and again, answered when it has changed."""

import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

# Sent by portal/live.js: nobody has asked for this answer, so that it tells nobody what was done (toasts).
POLL_HEADER = "X-Poll"
# Masked anew in every answer.
_TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def is_poll(request: HttpRequest) -> bool:
    """Whether the page itself asks, and not its reader."""
    return POLL_HEADER in request.headers


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The rendered fragment under its ETag, or 304 where the page shows it already."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return response
    digest = hashlib.sha256(_TOKENS.sub(b"", response.content)).hexdigest()
    response["ETag"] = f'"{digest[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer or response
