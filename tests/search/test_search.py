"""The index finds a shop's own orders and offers by the beginnings of their words."""

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from marketplace.search.models import SearchEntry
from marketplace.search.registry import Entry
from marketplace.search.services import index_entries, matching_subjects, search
from marketplace.tenancy import all_shops, shop_scope
from offers.models import Offer
from offers.search import reindex_offers
from orders.models import Order, OrderLine, Shipment
from orders.search import reindex_orders
from tests.factories.history import ORDER, past, run_import
from tests.factories.offers import make_offer, make_product
from tests.factories.shops import NOON, make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(in_shop):
    """Finds the public numbers of the shop's orders."""

    def find(text: str, kind: str = "order") -> list[str]:
        ids = search(shop_id=in_shop.pk, kind=kind, text=text, limit=50)
        table = Order if kind == "order" else Offer
        return sorted(str(row) for row in table.objects.filter(pk__in=ids))

    return find


@pytest.fixture
def order(tmp_path, in_shop, channel):
    """An order of José Núñez with a tracked parcel."""
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    customer = {**ORDER["customer"], "firstname": "José", "lastname": "Núñez", "email": "jose.nunez@people.example"}
    run_import(tmp_path, past("W-2026-77", shop={"code": in_shop.code}, customer=customer))
    order = Order.objects.get()
    Shipment.objects.update(tracking_number="RR123456785ES")
    reindex_orders([order.pk])
    return order


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    "text",
    [
        "W-2026-77-A", "w-2026-77", "2026-77", "77", "José", "jose nunez", "NÚÑ", "núñez josé",
        "jose.nunez@people.example", "jose.nun", "people.example", "c1", "MUG-1", "mug1", "caneca az", "RR123456785ES",
        "rr1234", "caneca nunez 2026",
    ],
)  # fmt: skip
def test_an_order_is_found_by_each_of_its_texts_and_their_beginnings(found, text):
    assert found(text) == ["W-2026-77-A"]


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize("text", ["W-2026-77-B", "ug-1", "jose perez", "7A", ""])
def test_what_begins_no_word_finds_nothing(found, text):
    assert found(text) == []


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    "text",
    [
        "'",
        "''; DROP TABLE orders_order; --",
        "a & | ! b",
        "jose:*",
        "(((",
        "\\",
        "\0",
        "\ud800",
        "%",
        "x" * 100_000,
        "@order@1",
    ],
)
def test_nasty_questions_are_only_words(found, text):
    assert found(text) in ([], ["W-2026-77-A"])


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_question_can_be_asked(in_shop, text):
    assert search(shop_id=in_shop.pk, kind="order", text=text, limit=5) == []


@pytest.mark.parametrize("text", ["TEA-9", "tea9", "kettle", "bosch", "8412345678905"])
def test_an_offer_is_found_by_sku_title_brand_and_ean(in_shop, found, text):
    product = make_product(title="Green Kettle", brand="Bosch", ean="8412345678905")
    offer = make_offer(in_shop, shop_sku="TEA-9", product=product)
    reindex_offers([offer.pk])

    assert found(text, kind="offer") == [str(offer)]
    assert found(text) == []


def test_another_shops_rows_are_never_found(shop, other_shop):
    with all_shops("a test writes for two shops"):
        offers = [make_offer(each, shop_sku="SAME") for each in (shop, other_shop)]
        reindex_offers([offer.pk for offer in offers])

    for each, offer in zip((shop, other_shop), offers, strict=True):
        with shop_scope(each):
            assert search(shop_id=each.pk, kind="offer", text="same", limit=5) == [offer.pk]
    with shop_scope(shop):
        assert search(shop_id=other_shop.pk, kind="offer", text="same", limit=5) == []


def test_new_words_take_the_place_of_the_old_ones(found, order):
    OrderLine.objects.update(product_title="Copo vermelho")
    reindex_orders([order.pk])

    assert found("caneca") == []
    assert found("vermelho") == ["W-2026-77-A"]


def test_what_is_removed_leaves_the_index(in_shop, found):
    offer = make_offer(in_shop, shop_sku="GONE")
    reindex_offers([offer.pk])
    Offer.objects.update(removed_at=NOON)

    reindex_offers([offer.pk])

    assert found("gone", kind="offer") == []
    assert not SearchEntry.objects.exists()


def test_the_newest_come_first_and_no_more_than_asked(in_shop):
    index_entries(kind="order", entries=(Entry(in_shop.pk, number, ["mug"]) for number in range(1, 2_501)))

    assert search(shop_id=in_shop.pk, kind="order", text="mug", limit=3) == [2500, 2499, 2498]
    assert matching_subjects(shop_id=in_shop.pk, kind="order", text="mug").count() == 2_500


def test_writing_the_same_words_again_writes_nothing(in_shop):
    entries = [Entry(in_shop.pk, 1, ["mug"])]
    index_entries(kind="order", entries=entries)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM search_searchentry")
        before = cursor.fetchall()
        index_entries(kind="order", entries=entries)
        cursor.execute("SELECT ctid::text FROM search_searchentry")
        assert cursor.fetchall() == before


@pytest.mark.parametrize("number", [1, 10])
def test_reindexing_orders_asks_once_a_table(tmp_path, in_shop, channel, django_assert_num_queries, number):
    make_channel(code="BR", country="BR", currency="BRL", timezone="America/Sao_Paulo")
    run_import(tmp_path, *(past(f"Q{each}", shop={"code": in_shop.code}) for each in range(number)))
    ids = list(Order.objects.values_list("pk", flat=True))

    with django_assert_num_queries(4):
        reindex_orders(ids)


def test_the_index_is_made_anew_from_the_rows(in_shop, found, order, capsys):
    offer = make_offer(in_shop, shop_sku="BULK-1")
    stale = Entry(in_shop.pk, 987_654, ["ghost"])
    index_entries(kind="order", entries=[stale, Entry(in_shop.pk, order.pk, ["other", "words"])])

    call_command("rebuild_search")

    assert found("bulk", kind="offer") == [str(offer)]
    assert found("caneca") == [str(order)]
    assert not SearchEntry.objects.filter(subject_id=stale.subject_id).exists()
    assert sorted(capsys.readouterr().out.splitlines()) == ["offer 2", "order 1", "thread 0"]
