"""Whether this process can work, and its figures for Prometheus. A proxy shows neither to the outside."""

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from redis.exceptions import RedisError


@never_cache
@require_safe
@transaction.non_atomic_requests  # a database that is away must be told here, not by a failed request
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 `ok`, or 503 naming what is away."""
    if away := _find_away():
        return HttpResponse(f"{away} is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and times of requests; of all processes of this machine where PROMETHEUS_MULTIPROC_DIR is set."""
    exported: HttpResponse = ExportToDjangoView(request)
    return exported


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
