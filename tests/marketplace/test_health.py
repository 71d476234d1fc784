import pytest
from django.db import OperationalError
from django.urls import reverse
from redis.exceptions import ConnectionError as BrokerAway


@pytest.mark.django_db
def test_a_process_that_can_work_answers_ok(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert reverse("health") == "/healthz"


def test_a_database_that_is_away_is_named(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr("marketplace.health.connection.cursor", refuse)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"database is away\n")


@pytest.mark.django_db
def test_a_cache_that_is_away_is_named_and_takes_no_process_out(client, monkeypatch):
    """A balancer looks at the status: pages work without the cache."""

    def refuse(key):
        raise BrokerAway("connection refused")

    monkeypatch.setattr("marketplace.health.cache.get", refuse)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok, cache is away\n")


@pytest.mark.django_db
def test_figures_count_the_requests_of_each_page(client):
    client.get("/healthz")

    answer = client.get("/metrics")

    assert answer["Content-Type"].startswith("text/plain")
    counted = [line for line in answer.text.splitlines() if "django_http_requests_total_by_view" in line]
    assert any('view="health"' in line for line in counted)
