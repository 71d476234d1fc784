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
    """Answer 200 `ok`, or 503 while the database is away. Pages work without the cache: it is only told of."""
    if not _has_database():
        return HttpResponse("database is away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n" if _has_cache() else "ok, cache is away\n", content_type="text/plain")


@never_cache
@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and times of requests; of all processes of this machine where PROMETHEUS_MULTIPROC_DIR is set."""
    exported: HttpResponse = ExportToDjangoView(request)
    return exported


def _has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _has_cache() -> bool:
    try:
        cache.get("health")
    except RedisError:
        return False
    return True
