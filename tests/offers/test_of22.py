"""OF22: one offer."""

import pytest

from tests.factories.offers import make_offer
from tests.factories.shops import NOON


def test_it_is_what_the_list_says_of_it(api, shop):
    offer = make_offer(shop)

    answer = api.get(f"/api/offers/{offer.pk}")

    assert answer.status_code == 200
    assert answer.json() == api.get("/api/offers").json()["offers"][0]


def test_an_offer_of_another_shop_is_404_like_one_that_never_was(api, other_shop):
    offer = make_offer(other_shop)

    foreign, unknown = api.get(f"/api/offers/{offer.pk}"), api.get("/api/offers/987654")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json()["code"] == unknown.json()["code"] == "OFFER_NOT_FOUND"


def test_a_removed_offer_is_404(api, shop):
    offer = make_offer(shop, removed_at=NOON)

    assert api.get(f"/api/offers/{offer.pk}").status_code == 404


@pytest.mark.parametrize("name", ["x", "-1", "1.5", "9" * 40, "%00", "1%20OR%201=1", "١"])
def test_an_id_that_is_none_is_a_clear_answer(api, name):
    assert api.get(f"/api/offers/{name}").status_code in (400, 404)
