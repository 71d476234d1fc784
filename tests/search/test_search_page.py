"""The search over everything, as a member sees it."""

import pytest
from django.urls import reverse

from marketplace.tenancy import all_shops
from offers.search import reindex_offers
from tests.factories.history import past, run_import
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(shop):
    return reverse("search:all", args=[shop.pk])


@pytest.fixture
def stocked(tmp_path, shop, other_shop):
    """Both shops have orders and offers of mugs."""
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    run_import(
        tmp_path,
        *(past(f"{each.code}-{n}", shop={"code": each.code}) for each in (shop, other_shop) for n in range(12)),
    )
    with all_shops("a test writes for two shops"):
        for each in (shop, other_shop):
            offer = make_offer(
                each, shop_sku=f"KETTLE-{each.code}", product=make_product(title=f"Kettle of {each.code}")
            )
            reindex_offers([offer.pk])


@pytest.mark.usefixtures("stocked")
def test_hits_stand_by_kind_with_links_to_their_pages(signed_in, owner, page, shop):
    answer = signed_in(owner).get(page, {"q": "casa-norte-3"})

    assert answer.status_code == 200
    assert "casa-norte-3-A" in answer.text
    assert reverse("orders:detail", args=[shop.pk, "casa-norte-3-A"]) in answer.text
    assert "casa-norte-4-A" not in answer.text


@pytest.mark.usefixtures("stocked")
def test_another_shops_hits_never_show(signed_in, owner, page):
    answer = signed_in(owner).get(page, {"q": "kettle"})

    assert "Kettle of casa-norte" in answer.text
    assert "casa-sur" not in answer.text


@pytest.mark.usefixtures("stocked")
def test_more_than_ten_hits_lead_to_the_list(signed_in, owner, page, shop):
    answer = signed_in(owner).get(page, {"q": "caneca"})

    assert answer.text.count("-A</a>") == 10
    assert f"{reverse('orders:list', args=[shop.pk])}?tab=all&amp;q=caneca" in answer.text


@pytest.mark.usefixtures("stocked")
def test_support_finds_neither_orders_nor_offers(signed_in, support, page):
    """R120: support reaches no order."""
    answer = signed_in(support).get(page, {"q": "caneca"})

    assert answer.status_code == 200
    assert "casa-norte-1" not in answer.text
    assert "Nothing found" in answer.text


@pytest.mark.usefixtures("stocked")
def test_inventory_finds_offers_and_orders(signed_in, inventory, page):
    answer = signed_in(inventory).get(page, {"q": "kettle"})

    assert "Kettle of casa-norte" in answer.text


@pytest.mark.parametrize("question", ["", "   ", "''' & |"])
def test_a_question_without_words_asks_for_one(signed_in, owner, page, question):
    assert "What are you looking for?" in signed_in(owner).get(page, {"q": question}).text


def test_a_question_is_written_back_as_text_alone(signed_in, owner, page):
    answer = signed_in(owner).get(page, {"q": '"><script>alert(1)</script>\0'})

    assert "<script>alert" not in answer.text


def test_a_stranger_does_not_find_the_page(signed_in, stranger, page):
    assert signed_in(stranger).get(page, {"q": "caneca"}).status_code == 404


def test_nobody_is_sent_to_sign_in(client, page):
    assert client.get(page).status_code == 302
