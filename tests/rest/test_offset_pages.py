"""Pages by offset, shown on OF21."""

import re

import pytest

from tests.factories.offers import make_offer, make_product


@pytest.fixture
def five_offers(shop):
    """SKUs S1 to S5, dearer one by one."""
    product = make_product()
    return [make_offer(shop, product=product, shop_sku=f"S{n}", price=n) for n in range(1, 6)]


def skus(answer):
    return [offer["shop_sku"] for offer in answer.json()["offers"]]


def links(answer):
    return dict(reversed(pair) for pair in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", "")))


def test_a_page_tells_the_total_and_both_neighbours(api, five_offers, shop):
    answer = api.get("/api/offers", max=2, offset=2, shop_id=shop.pk, sort="price")

    assert skus(answer) == ["S3", "S4"]
    assert answer.json()["total_count"] == 5
    assert set(links(answer)) == {"previous", "next"}
    assert links(answer)["next"].startswith("http://testserver/api/offers?")
    assert f"shop_id={shop.pk}" in links(answer)["next"]
    assert "sort=price" in links(answer)["previous"]


def test_following_next_reads_every_row_once(api, five_offers):
    answer = api.get("/api/offers", max=2)
    seen = skus(answer)
    while "next" in links(answer):
        answer = api.get(links(answer)["next"])
        seen += skus(answer)

    assert seen == ["S1", "S2", "S3", "S4", "S5"]
    assert set(links(answer)) == {"previous"}


def test_ten_rows_are_the_default_and_a_hundred_the_most(api, shop):
    product = make_product()
    for number in range(105):
        make_offer(shop, product=product, shop_sku=f"N{number}")

    assert len(skus(api.get("/api/offers"))) == 10
    assert len(skus(api.get("/api/offers", max=500))) == 100
    assert len(skus(api.get("/api/offers", paginate="false"))) == 105


def test_paginate_false_has_no_neighbours(api, five_offers):
    answer = api.get("/api/offers", paginate="false", max=2, offset=2)

    assert skus(answer) == ["S1", "S2", "S3", "S4", "S5"]
    assert "Link" not in answer.headers


def test_start_is_another_name_of_offset(api, five_offers):
    """Trap 16."""
    answer = api.get("/api/offers", start=1, max=2)

    assert skus(answer) == ["S2", "S3"]
    assert "start" not in links(answer)["next"]
    assert "offset=3" in links(answer)["next"]


def test_a_page_behind_the_end_is_empty_and_leads_back(api, five_offers):
    answer = api.get("/api/offers", offset=1000, max=2)

    assert skus(answer) == []
    assert answer.json()["total_count"] == 5
    assert skus(api.get(links(answer)["previous"])) == ["S4", "S5"]


def test_max_of_nothing_is_the_total_alone(api, five_offers):
    answer = api.get("/api/offers", max=0)

    assert answer.json() == {"offers": [], "total_count": 5}
    assert "Link" not in answer.headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"offset": -1},
        {"offset": "x"},
        {"max": -5},
        {"max": "ten"},
        {"offset": 10**30},
        {"start": "-1"},
        {"paginate": "perhaps"},
        {"offset": "1\x00"},
    ],
)
def test_a_place_that_is_none_is_400(api, five_offers, wrong):
    answer = api.get("/api/offers", **wrong)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(wrong))


@pytest.mark.parametrize(
    ("sort", "order", "first"),
    [("price", "asc", "S1"), ("price", "desc", "S5"), ("totalPrice", "DESC", "S5"), ("productTitle", "asc", "S1")],
)
def test_sorting(api, five_offers, sort, order, first):
    assert skus(api.get("/api/offers", sort=sort, order=order))[0] == first


@pytest.mark.parametrize(
    "wrong", [{"sort": "quantity"}, {"sort": "-price"}, {"order": "sideways"}, {"sort": "shop__name"}]
)
def test_sorting_by_anything_else_is_400(api, five_offers, wrong):
    assert api.get("/api/offers", **wrong).status_code == 400
