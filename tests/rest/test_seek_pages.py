"""Pages by token, shown on a probe."""

from datetime import timedelta

import pytest

from marketplace.permissions import Role
from marketplace.rest.page_tokens import PageToken
from tests.factories.calls import Caller
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON, make_key, make_member

pytestmark = pytest.mark.usefixtures("probe")


@pytest.fixture
def offers(shop):
    """Seven, two of them of the same moment; the newest is A7."""
    product = make_product()
    moments = [1, 2, 3, 3, 4, 5, 6]
    return [
        make_offer(shop, product=product, shop_sku=f"A{n}", created_at=NOON + timedelta(seconds=moment), price=1)
        for n, moment in enumerate(moments, start=1)
    ]


def test_tokens_lead_through_all_rows_and_end(api, offers):
    pages = [api.get("/api/seeking").json()]
    while "next_page_token" in pages[-1]:
        pages.append(api.get("/api/seeking", page_token=pages[-1]["next_page_token"]).json())

    assert [page["data"] for page in pages] == [["A7", "A6", "A5"], ["A4", "A3", "A2"], ["A1"]]
    assert "previous_page_token" not in pages[0]
    assert "previous_page_token" in pages[2]


def test_previous_leads_back_in_the_same_order(api, offers):
    second = api.get("/api/seeking", page_token=api.get("/api/seeking").json()["next_page_token"]).json()

    first = api.get("/api/seeking", page_token=second["previous_page_token"]).json()

    assert first["data"] == ["A7", "A6", "A5"]
    assert "previous_page_token" not in first
    assert api.get("/api/seeking", page_token=first["next_page_token"]).json()["data"] == second["data"]


def test_a_full_last_page_promises_no_further_one(api, offers):
    answer = api.get("/api/seeking", limit=7).json()

    assert len(answer["data"]) == 7
    assert set(answer) == {"data"}


def test_an_empty_list_has_no_token(api, shop):
    assert api.get("/api/seeking").json() == {"data": []}


def test_equal_sort_values_are_neither_skipped_nor_repeated(api, offers):
    seen = []
    answer = api.get("/api/seeking", sort="price,ASC", limit=2).json()
    while True:
        seen += answer["data"]
        if "next_page_token" not in answer:
            break
        answer = api.get("/api/seeking", page_token=answer["next_page_token"]).json()

    assert seen == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]


def test_the_token_stands_for_every_other_parameter(api, offers, shop):
    make_offer(shop, shop_sku="B1")
    first = api.get("/api/seeking", sku_begins="A", limit=2, sort="dateCreated,ASC").json()

    second = api.get(
        "/api/seeking", page_token=first["next_page_token"], sku_begins="B", limit=50, sort="price,DESC"
    ).json()

    assert first["data"] == ["A1", "A2"]
    assert second["data"] == ["A3", "A4"]


def test_the_token_stands_for_the_shop_too_and_opens_no_other(owner, other_shop, offers, stranger_api):
    make_member(other_shop, Role.SHOP_ADMIN, user=owner.user)
    caller = Caller(make_key(owner)[1])
    product = make_product()
    for number in range(4):
        make_offer(other_shop, product=product, shop_sku=f"O{number}")
    token = caller.get("/api/seeking", shop_id=other_shop.pk).json()["next_page_token"]

    assert caller.get("/api/seeking", page_token=token).json()["data"] == ["O0"]

    mine = caller.get("/api/seeking").json()["next_page_token"]
    assert stranger_api.get("/api/seeking", page_token=mine).status_code == 403


def test_a_row_that_vanished_between_pages_does_no_harm(api, offers, in_shop):
    token = api.get("/api/seeking").json()["next_page_token"]
    offers[4].delete()

    assert api.get("/api/seeking", page_token=token).json()["data"] == ["A4", "A3", "A2"]


@pytest.mark.parametrize(
    "token", ["garbage", "1:2:3", "\x00", "%", "a" * 5000, PageToken("OTHER", 1, "", ["1", "1"], True).write()]
)
def test_a_token_of_another_list_or_of_nobody_is_400(api, offers, token):
    answer = api.get("/api/seeking", page_token=token)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "page_token"


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"limit": "x"}, {"limit": -1}, {"sort": "dateCreated,UP"}, {"sort": "quantity,ASC"}]
)
def test_wrong_parameters_are_400(api, offers, wrong):
    assert api.get("/api/seeking", **wrong).status_code == 400


def test_a_limit_over_the_most_is_cut(api, shop):
    product = make_product()
    for number in range(102):
        make_offer(shop, product=product, shop_sku=f"N{number}")

    assert len(api.get("/api/seeking", limit=5000).json()["data"]) == 100
