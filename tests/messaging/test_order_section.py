"""The order's page lists its conversations (R059)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from tests.factories import messaging as make
from tests.factories.orders import make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + 2 * HOUR):
        yield


@pytest.fixture
def section_of(signed_in, shop):
    def fetch(member, order):
        page = signed_in(member).get(f"/shop/{shop.pk}/orders/{order.order_id}/")
        found = [each for each in page.context["main_sections"] if each.code == "conversations"]
        return page.content.decode(), found

    return fetch


def test_each_conversation_stands_with_its_words_and_its_clock(section_of, sales, shop):
    order = make_shipping_order(shop)
    waits = make.make_thread(shop, order=order, subject="Where?", body="Where is it?", at=NOON + HOUR)
    make.answer(make.make_thread(shop, order=order, subject="Invoice"), at=NOON)

    text, (section,) = section_of(sales, order)

    rows = section.context["rows"]
    assert [(row["topic"], row["words"], row["outcome"]) for row in rows] == [
        ("Where?", "Where is it?", ""),
        ("Invoice", "You: It comes tomorrow.", "Answered in time"),
    ]
    assert [row["card"] and row["card"].left for row in rows] == ["23 h", None]
    assert f'href="/shop/{shop.pk}/messages/{waits.thread_id}/"' in text


def test_an_order_nobody_wrote_about_says_so(section_of, sales, shop):
    text, _section = section_of(sales, make_shipping_order(shop))

    assert "Nobody has written about this order." in text


def test_who_reads_no_conversations_sees_no_section(section_of, accountancy, shop):
    order = make_shipping_order(shop)
    make.make_thread(shop, order=order, body="Secret words")

    text, sections = section_of(accountancy, order)

    assert sections == []
    assert "Secret words" not in text


def test_ten_conversations_cost_the_queries_of_one(signed_in, sales, shop):
    client = signed_in(sales)

    def queries(order):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/shop/{shop.pk}/orders/{order.order_id}/")
        return len(captured)

    one, ten = make_shipping_order(shop), make_shipping_order(shop)
    make.make_thread(shop, order=one)
    for number in range(10):
        make.make_thread(shop, order=ten, subject=f"Number {number}")
    queries(one)

    assert queries(ten) == queries(one)
