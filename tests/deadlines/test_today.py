import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.deadlines.cards import cards_for
from marketplace.deadlines.queue import count_to_do
from marketplace.deadlines.registry import QueueSubject, RowAct, Way
from marketplace.deadlines.services import settle_deadline, void_deadline
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


@pytest.fixture
def told_kind(make_kind):
    """A kind that says more of its subjects than their id, for those that it knows; counts how often it is asked."""
    asked = []

    def subjects(ids):
        asked.append(sorted(ids))
        return {
            each: QueueSubject(
                title=f"Call {each}",
                detail="Lucía · 3 lines",
                amount=Decimal("148.90"),
                currency="EUR",
                act=RowAct("Call now", f"/call/{each}", Way.POST, Right.ORDER_ACCEPT),
            )
            for each in ids
            if each != "X-UNKNOWN"
        }

    make_kind("told", url=lambda shop, subject: f"/o/{subject}", subjects=subjects)
    return asked


def test_a_row_says_what_to_do_with_whom_and_for_how_much(browser, shop, open_one, told_kind):
    open_one("X-A", kind="told")

    text = browser.get(today(shop)).content.decode()

    assert '<a href="/o/X-A">Call X-A</a><small>Lucía · 3 lines</small>' in text
    assert "€148.90" in text
    assert '<form class="act" method="post" action="/call/X-A"' in text
    assert f'name="next" value="/shop/{shop.pk}/"' in text
    assert "btn-main" in text


def test_a_subject_that_its_kind_does_not_know_keeps_its_id_and_has_no_button(browser, shop, open_one, told_kind):
    open_one("X-UNKNOWN", kind="told")

    text = browser.get(today(shop)).content.decode()

    assert '<a href="/o/X-UNKNOWN">X-UNKNOWN</a>' in text
    assert "data-act>" not in text


def test_a_row_offers_no_act_that_the_role_may_not_do(accountancy, signed_in, shop, open_one, told_kind):
    open_one("X-A", kind="told")

    text = signed_in(accountancy).get(today(shop)).content.decode()

    assert "Call X-A" in text
    assert "/call/X-A" not in text


@pytest.mark.parametrize(
    ("way", "marks"),
    [
        (Way.DIALOG, ['hx-get="/call/X-A?next=%2Fshop%2F{shop}%2F"', 'hx-target="#dialog-place"']),
        (Way.LINK, ['<a class="act btn btn-main" href="/call/X-A" data-act>']),
    ],
)
def test_a_row_acts_in_a_dialog_or_leads_to_where_it_is_done(browser, shop, open_one, make_kind, way, marks):
    act = RowAct("Call", "/call/X-A", way, Right.ORDER_READ)
    make_kind("told", subjects=lambda ids: {each: QueueSubject("Call", act=act) for each in ids})
    open_one("X-A", kind="told")

    text = browser.get(today(shop)).content.decode()

    for mark in marks:
        assert mark.format(shop=shop.pk) in text


def test_a_kind_is_asked_once_for_a_whole_page(browser, api, shop, open_one, told_kind):
    for number in range(3):
        open_one(f"X-{number}", kind="told")

    browser.get(today(shop))
    labels = [row["subject"]["label"] for row in api.get("/api/x/deadlines").json()["data"]]

    assert told_kind == [["X-0", "X-1", "X-2"], ["X-0", "X-1", "X-2"]]
    assert labels == ["Call X-0", "Call X-1", "Call X-2"]


def test_what_today_has_settled_is_counted_and_listed(browser, shop, open_one, told_kind):
    """NOW is Saturday noon in the channel's zone; what was settled yesterday, or lost its point, is not of today."""
    for subject, due_in, settled in (
        ("X-MET", HOUR, NOW),
        ("X-LATE", -2 * HOUR, NOW - HOUR),
        ("X-BEFORE", HOUR, FRIDAY),
    ):
        open_one(subject, kind="told", due_at=NOW + due_in)
        with shop_scope(shop):
            settle_deadline(kind="told", subject_id=subject, at=settled)
    open_one("X-VOID", kind="told")
    with shop_scope(shop):
        void_deadline(kind="told", subject_id="X-VOID", at=NOW)

    page = browser.get(today(shop)).content.decode()
    listed = browser.get(today(shop), {"kind": "settled"})

    assert "Settled today: 2, of them 1 in time." in page
    assert f'href="/shop/{shop.pk}/?kind=settled"' in page
    assert queue(listed) == ["X-MET", "X-LATE"]
    assert "Settled today" in listed.content.decode()
    assert "data-act>" not in listed.content.decode()


def test_nothing_settled_yet_is_said_and_leads_nowhere(browser, shop):
    page = browser.get(today(shop)).content.decode()
    listed = browser.get(today(shop), {"kind": "settled"}).content.decode()

    assert "Nothing settled yet today." in page
    assert "Show settled" not in page
    assert "What you accept, ship or answer appears here." in listed


def test_pages_of_what_was_settled_follow_each_other(browser, shop, open_one):
    for number in range(60):
        open_one(f"X-{number:02}")
        with shop_scope(shop):
            settle_deadline(kind="test_kind", subject_id=f"X-{number:02}", at=NOW - timedelta(minutes=number))

    first = browser.get(today(shop), {"kind": "settled"})
    following = re.findall(r'href="([^"]+)"[^>]*rel="next"', first.content.decode())
    second = browser.get(following[0].replace("&amp;", "&"))

    assert queue(first) + queue(second) == [f"X-{number:02}" for number in range(60)]


def test_support_is_told_of_its_own_settled_ones_alone(support, signed_in, shop, open_one, make_kind):
    """R120."""
    make_kind("reply", right=Right.MESSAGE_READ, url=lambda shop, subject: f"/o/{subject}")
    for kind in ("test_kind", "reply"):
        open_one("X-A", kind=kind)
        with shop_scope(shop):
            settle_deadline(kind=kind, subject_id="X-A", at=NOW)

    assert "Settled today: 1, of them 1 in time." in signed_in(support).get(today(shop)).content.decode()


def test_a_fragment_brings_the_head_along(browser, shop, open_one):
    open_one("X-A", due_at=NOW - HOUR)

    fragment = browser.get(today(shop), headers={"HX-Request": "true"}).content.decode()

    assert "<title>1 overdue · Today · deadlines</title>" in fragment
    assert '<p id="queue-summary" hx-swap-oob="true">Sat 7 Mar · 1 to do' in fragment


def test_a_poll_that_finds_nothing_new_is_answered_304(browser, shop, open_one):
    open_one("X-A")
    poll = {"HX-Request": "true", "X-Poll": "true"}

    first = browser.get(today(shop), headers=poll)
    again = browser.get(today(shop), headers={**poll, "If-None-Match": first["ETag"]})
    open_one("X-B")
    changed = browser.get(today(shop), headers={**poll, "If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert queue(changed) == ["X-A", "X-B"]


def test_rows_that_say_more_cost_as_many_queries_for_ten_as_for_one(
    browser, shop, open_one, told_kind, django_assert_num_queries
):
    open_one("X-0", kind="told")
    browser.get(today(shop))
    with CaptureQueriesContext(connection) as one:
        browser.get(today(shop))
    for number in range(1, 10):
        open_one(f"X-{number}", kind="told")
        with shop_scope(shop):
            open_one(f"Y-{number}", kind="told")
            settle_deadline(kind="told", subject_id=f"Y-{number}", at=NOW)

    with django_assert_num_queries(len(one)):
        assert len(queue(browser.get(today(shop)))) == 10
    with django_assert_num_queries(len(one)):
        assert len(queue(browser.get(today(shop), {"kind": "settled"}))) == 9
