import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.deadlines.queue import count_to_do
from marketplace.deadlines.services import settle_deadline
from marketplace.permissions import Right
from marketplace.portal.deadline_card import CardState
from marketplace.tenancy import shop_scope
from tests.deadlines.conftest import FRIDAY, HOUR, make_shop

pytestmark = pytest.mark.django_db
NOW = FRIDAY + 20 * HOUR


@pytest.fixture(autouse=True)
def saturday_noon(make_kind):
    make_kind(
        label="Accept or refuse", title=lambda subject: f"Order {subject}", url=lambda shop, subject: f"/o/{subject}"
    )
    with clock.frozen(NOW):
        yield


@pytest.fixture
def browser(owner, signed_in):
    return signed_in(owner)


def queue(response) -> list[str]:
    assert response.status_code == 200
    return re.findall(r'<div class="what"><a href="/o/([^"]+)"', response.content.decode())


def today(shop) -> str:
    return f"/shop/{shop.pk}/"


def test_the_queue_shows_the_most_urgent_first_and_says_what_to_do(browser, shop, open_one):
    open_one("X-LATER", due_at=NOW + 2 * HOUR)
    open_one("X-OVERDUE", due_at=NOW - HOUR)
    open_one("X-SOON", due_at=NOW + HOUR, warn_at=NOW)

    page = browser.get(today(shop))

    assert queue(page) == ["X-OVERDUE", "X-SOON", "X-LATER"]
    text = page.content.decode()
    assert "<title>1 overdue · Today · deadlines</title>" in text
    assert "3 to do" in text
    assert "1 due soon" in text
    assert "Order X-OVERDUE" in text
    assert "Accept or refuse" in text


def test_what_is_settled_leaves_the_queue_at_once(browser, shop, open_one):
    open_one("X-A")
    with shop_scope(shop):
        settle_deadline(kind="test_kind", subject_id="X-A", at=NOW)

    page = browser.get(today(shop))

    assert queue(page) == []
    assert "Nothing to do" in page.content.decode()


def test_tabs_part_the_queue_by_kind_and_what_others_do_stands_apart(browser, shop, open_one, make_kind):
    make_kind("ship", label="Ship", url=lambda shop, subject: f"/o/{subject}")
    make_kind("pay", label="Payment", seller_acts=False, url=lambda shop, subject: f"/o/{subject}")
    open_one("X-A")
    open_one("X-B", kind="ship")
    open_one("X-C", kind="pay")

    assert queue(browser.get(today(shop))) == ["X-A", "X-B"]
    assert queue(browser.get(today(shop), {"kind": "ship"})) == ["X-B"]
    assert queue(browser.get(today(shop), {"kind": "waiting"})) == ["X-C"]
    assert queue(browser.get(today(shop), {"kind": "nonsense"})) == ["X-A", "X-B"]


def test_pages_follow_each_other(browser, shop, open_one):
    for number in range(60):
        open_one(f"X-{number:02}", due_at=NOW + HOUR * number)

    first = browser.get(today(shop))
    following = re.findall(r'href="([^"]+)"[^>]*rel="next"', first.content.decode())
    second = browser.get(following[0].replace("&amp;", "&"))

    assert queue(first) + queue(second) == [f"X-{number:02}" for number in range(60)]


def test_htmx_gets_the_queue_alone(browser, shop, open_one):
    open_one("X-A")

    fragment = browser.get(today(shop), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in fragment
    assert "X-A" in fragment


def test_another_shop_is_not_there_and_its_deadlines_are_not_shown(browser, shop, open_one):
    other = make_shop("other")
    open_one("Y-A", shop_id=other.pk)

    assert browser.get(today(other)).status_code == 404
    assert queue(browser.get(today(shop))) == []


def test_support_sees_what_its_rights_open(support, signed_in, shop, open_one, make_kind):
    """R120."""
    make_kind("reply", right=Right.MESSAGE_READ, label="Reply", url=lambda shop, subject: f"/o/{subject}")
    hidden = open_one("X-A")
    open_one("thread-1", kind="reply")
    browser = signed_in(support)

    assert queue(browser.get(today(shop))) == ["thread-1"]
    assert browser.get(f"/shop/{shop.pk}/deadlines/{hidden.pk}/why").status_code == 403
    with shop_scope(shop):
        assert count_to_do(shop, frozenset({Right.MESSAGE_READ})).todo == 1


def test_the_navigation_counts_what_is_to_do_and_late(in_shop, open_one, make_kind):
    make_kind("pay", seller_acts=False)
    open_one("X-A", due_at=NOW - HOUR)
    open_one("X-B")
    open_one("X-C", kind="pay", due_at=NOW - HOUR)

    counts = count_to_do(in_shop, frozenset(Right))

    assert (counts.todo, counts.late) == (2, 1)


def test_ten_rows_cost_as_many_queries_as_one(browser, shop, open_one, django_assert_num_queries):
    open_one("X-0")
    browser.get(today(shop))
    with CaptureQueriesContext(connection) as one:
        browser.get(today(shop))
    for number in range(1, 10):
        open_one(f"X-{number}")

    with django_assert_num_queries(len(one)):
        assert len(queue(browser.get(today(shop)))) == 10


def test_the_reason_is_a_page_and_a_fragment(browser, shop, open_one):
    deadline = open_one("X-A")
    url = f"/shop/{shop.pk}/deadlines/{deadline.pk}/why"

    page = browser.get(url).content.decode()
    fragment = browser.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<h1>" in page
    for text in (page, fragment):
        assert "24 hours" in text
        assert "Somebody is sad." in text
        assert f'id="why-{deadline.pk}"' in text
    assert "<html" not in fragment


def test_the_reason_of_another_shops_deadline_is_not_there(browser, shop, open_one):
    other = open_one("Y-A", shop_id=make_shop("other").pk)

    assert browser.get(f"/shop/{shop.pk}/deadlines/{other.pk}/why").status_code == 404


def test_cards_of_many_subjects_are_read_in_one_query(in_shop, open_one, make_kind, django_assert_num_queries):
    make_kind("ship")
    open_one("X-A", due_at=NOW + HOUR)
    open_one("X-A", kind="ship", due_at=NOW - HOUR)
    open_one("X-B")
    settle_deadline(kind="test_kind", subject_id="X-B", at=NOW)
    open_one("X-C")

    with django_assert_num_queries(1):
        cards = cards_for(["X-A", "X-B"], NOW)

    assert {subject: [card.state for card in found] for subject, found in cards.items()} == {
        "X-A": [CardState.OVERDUE, CardState.ONTIME]
    }


def test_cards_may_show_settled_ones_and_single_kinds(in_shop, open_one, make_kind, django_assert_num_queries):
    make_kind("ship")
    open_one("X-A")
    open_one("X-A", kind="ship")
    settle_deadline(kind="test_kind", subject_id="X-A", at=NOW)

    settled_too = cards_for(["X-A"], NOW, unresolved=False)["X-A"]
    ship_alone = cards_for(["X-A"], NOW, kinds=["ship"], unresolved=False)["X-A"]

    assert [card.state for card in settled_too] == [CardState.ONTIME, CardState.SETTLED]
    assert [card.state for card in ship_alone] == [CardState.ONTIME]
    with django_assert_num_queries(0):
        assert cards_for([], NOW) == {}
