"""Whether this process can work: its database and its cache answer."""

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@never_cache
@require_safe
@transaction.non_atomic_requests  # a database that is away must be told here, not by a failed request
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 `ok`, or 503 naming what is away."""
    if away := _find_away():
        return HttpResponse(f"{away} is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def _find_away() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "database"
    try:
        cache.get("health")
    except RedisError:
        return "cache"
    return ""
