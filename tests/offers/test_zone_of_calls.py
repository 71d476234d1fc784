"""Moments in calls that name no zone are of the shop's first channel, as they are in files."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.offers import make_offer


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-07-02", "2026-07-01T22:00:00Z"),
        ("2026-01-02T10:00:00", "2026-01-02T09:00:00Z"),
        ("2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z"),
        ("2026-01-02T10:00:00+02:00", "2026-01-02T08:00:00Z"),
    ],
)
def test_a_moment_in_a_body(api, shop, sent, kept):
    offer = make_offer(shop)

    answer = api.patch(f"/api/x/offers/{offer.pk}", {"available_from": sent})

    assert answer.json()["available_from"] == kept


@pytest.mark.parametrize(("since", "found"), [("2026-03-02T12:30:00", 1), ("2026-03-02T15:00:00", 0)])
def test_a_moment_in_a_query(api, shop, since, found):
    """12:00 UTC is 13:00 in Madrid."""
    make_offer(shop)

    assert len(api.get("/api/x/offers", updated_since=since).json()["data"]) == found


def test_the_zone_of_a_call_is_looked_up_once(api, shop):
    """Bodies of a thousand offers have thousands of moments."""
    offer = make_offer(shop)

    def queries(mark):
        with CaptureQueriesContext(connection) as captured:
            fields = {"available_from": f"2026-01-02T10:00:00{mark}", "available_until": f"2026-07-02T10:00:00{mark}"}
            assert api.patch(f"/api/x/offers/{offer.pk}", fields).status_code == 200
        return len(captured)

    queries("Z")
    assert queries("") == queries("Z") + 1
